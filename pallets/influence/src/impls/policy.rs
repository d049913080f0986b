// SPDX-License-Identifier: Apache-2.0

//! The settings of datanets.

use crate::{Config, Error, Event, Pallet, Policies, Policy};
use frame::prelude::*;
use openledger_primitives::{
    influence::EraRevenue,
    traits::{DatanetInspect, EraClock},
    DatanetId, Era,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_integrity_test() {
        let (post, challenge) = (T::PostEras::get(), T::ChallengeEras::get());
        assert!(post > 0 && T::PolicyNotice::get() > 0 && T::RetentionEras::get() > 0, "a time is zero");
        // An era without a root is closed when no root can come any more.
        assert!(challenge >= post, "challenges end before the time for roots");
        assert!(T::ChallengerPart::get() < Permill::one(), "losing a bond to oneself costs nothing");
        assert!(T::MaxAttributorPart::get() <= Permill::one(), "the attributor's part is more than the whole");
        assert!(T::MaxCommitted::get() <= Permill::one(), "more than the whole can be set aside");
    }

    pub(crate) fn do_set_policy(who: &T::AccountId, datanet: DatanetId, policy: Policy) -> DispatchResult {
        Self::ensure_owner(who, datanet)?;
        ensure!(Self::is_valid(&policy), Error::<T>::InvalidPolicy);
        let (now, from) = (T::Eras::current_era(), Self::after_notice()?);
        let mut record = Policies::<T>::get(datanet).unwrap_or_default();
        let old = record.in_era(now);
        (record.policy, record.next) = (old, Some((policy, from)));
        Policies::<T>::insert(datanet, record);
        T::Revenue::set_aside(datanet, policy.committed, from);
        Self::deposit_event(Event::PolicySet { datanet, old, policy, from });
        Ok(())
    }

    /// Whether every number is in its range.
    pub(crate) fn is_valid(policy: &Policy) -> bool {
        let Policy { directed, committed, attributor, most, bond } = *policy;
        directed <= Permill::one()
            && committed <= T::MaxCommitted::get()
            && attributor <= T::MaxAttributorPart::get()
            && most <= Permill::one()
            // Only who sets nothing aside needs no attributor.
            && (bond >= T::MinBond::get() || committed.is_zero())
    }

    /// The first era in which an announcement of now is in force.
    pub(crate) fn after_notice() -> Result<Era, ArithmeticError> {
        T::Eras::current_era().ensure_add(T::PolicyNotice::get())
    }

    pub(crate) fn ensure_owner(who: &T::AccountId, datanet: DatanetId) -> DispatchResult {
        let owner = T::Datanets::owner(datanet).ok_or(Error::<T>::DatanetNotFound)?;
        ensure!(owner == *who, Error::<T>::NotOwner);
        Ok(())
    }
}
