// SPDX-License-Identifier: Apache-2.0

//! Attributors: their appointment, their bonds, and what a lost challenge takes.

use crate::{Attributor, Attributors, Config, Error, Event, HoldReason, Pallet, Policies, MAX_ATTRIBUTORS};
use frame::{
    deps::frame_support::storage::with_storage_layer,
    prelude::*,
    token::{
        fungible::MutateHold,
        tokens::{Fortitude, Precision, Restriction},
    },
    traits::{Imbalance, OnUnbalanced},
};
use openledger_primitives::{deposit::Deposit, traits::EraClock, Balance, DatanetId, Era};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_add_attributor(owner: &T::AccountId, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
        Self::ensure_owner(owner, datanet)?;
        // A dismissed one can still have a bond.
        let mut record = Attributors::<T>::get(datanet, &who).unwrap_or_default();
        ensure!(record.from.is_none(), Error::<T>::AlreadyAttributor);
        let mut policies = Policies::<T>::get(datanet).unwrap_or_default();
        ensure!(policies.attributors < MAX_ATTRIBUTORS, Error::<T>::TooManyAttributors);
        policies.attributors.ensure_add_assign(1)?;
        let from = Self::after_notice()?;
        record.from = Some(from);
        Attributors::<T>::insert(datanet, &who, record);
        Policies::<T>::insert(datanet, policies);
        Self::deposit_event(Event::AttributorAdded { datanet, who, from });
        Ok(())
    }

    pub(crate) fn do_remove_attributor(owner: &T::AccountId, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
        Self::ensure_owner(owner, datanet)?;
        let mut record = Self::appointed(datanet, &who)?;
        record.from = None;
        Self::put(datanet, &who, record);
        Policies::<T>::try_mutate(datanet, |stored| {
            let mut policies = stored.unwrap_or_default();
            policies.attributors.ensure_sub_assign(1)?;
            *stored = Some(policies);
            Ok::<_, ArithmeticError>(())
        })?;
        Self::deposit_event(Event::AttributorRemoved { datanet, who });
        Ok(())
    }

    pub(crate) fn do_bond(who: T::AccountId, datanet: DatanetId, amount: Balance) -> DispatchResult {
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        let mut record = Self::appointed(datanet, &who)?;
        T::Currency::hold(&HoldReason::AttributorBond.into(), &who, amount)?;
        record.bond.ensure_add_assign(amount)?;
        let total = record.bond;
        Attributors::<T>::insert(datanet, &who, record);
        Self::deposit_event(Event::Bonded { datanet, who, amount, total });
        Ok(())
    }

    pub(crate) fn do_unbond(who: T::AccountId, datanet: DatanetId) -> DispatchResult {
        let mut record = Attributors::<T>::get(datanet, &who).unwrap_or_default();
        ensure!(record.bond > 0, Error::<T>::NoBond);
        ensure!(T::Eras::current_era() > record.until, Error::<T>::BondInUse);
        let bond = Deposit { depositor: who.clone(), amount: core::mem::take(&mut record.bond) };
        let released = bond.release::<T::Currency>(&HoldReason::AttributorBond.into())?;
        Self::put(datanet, &who, record);
        Self::deposit_event(Event::Unbonded { datanet, who, released });
        Ok(())
    }

    /// Take the whole bond of an attributor that posted a wrong root. Returns the amounts (reward, penalty).
    pub(crate) fn refute(
        datanet: DatanetId,
        who: &T::AccountId,
        challenger: &T::AccountId,
    ) -> Result<(Balance, Balance), DispatchError> {
        let mut record = Attributors::<T>::get(datanet, who).unwrap_or_default();
        let bond = core::mem::take(&mut record.bond);
        record.faults.ensure_add_assign(1)?;
        // As long as one of its roots could be claimed from, the record tells that it is void.
        let times = T::ChallengeEras::get().saturating_add(T::RetentionEras::get());
        record.until = record.until.max(T::Eras::current_era().saturating_add(times));
        Attributors::<T>::insert(datanet, who, record);

        let reason: T::RuntimeHoldReason = HoldReason::AttributorBond.into();
        // Nobody is rewarded for its own fault.
        let part = if challenger == who { 0 } else { T::ChallengerPart::get().mul_floor(bond) };
        let reward = if part == 0 {
            0
        } else {
            // By force: a vote that freezes the balance is no way to keep it. An account that would not exist with so
            // little gets nothing.
            let (exact, free, force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
            with_storage_layer(|| T::Currency::transfer_on_hold(&reason, who, challenger, part, exact, free, force))
                .unwrap_or(0)
        };
        let rest = bond.ensure_sub(reward)?;
        let deposit = Deposit { depositor: who.clone(), amount: rest };
        let (credit, _) = deposit.forfeit::<T::Currency>(&reason, rest)?;
        let penalty = credit.peek();
        T::OnLoss::on_unbalanced(credit);
        Ok((reward, penalty))
    }

    /// The record of an appointed attributor.
    pub(crate) fn appointed(datanet: DatanetId, who: &T::AccountId) -> Result<Attributor, Error<T>> {
        let record = Attributors::<T>::get(datanet, who).filter(|record| record.from.is_some());
        record.ok_or(Error::<T>::NotAttributor)
    }

    /// Write a record, or remove one that is of no use any more.
    fn put(datanet: DatanetId, who: &T::AccountId, record: Attributor) {
        if record.from.is_none() && record.bond == 0 && Self::is_over(record.until) {
            Attributors::<T>::remove(datanet, who);
        } else {
            Attributors::<T>::insert(datanet, who, record);
        }
    }

    /// Whether the era has passed.
    fn is_over(era: Era) -> bool {
        T::Eras::current_era() > era
    }
}
