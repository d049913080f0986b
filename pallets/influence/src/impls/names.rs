// SPDX-License-Identifier: Apache-2.0

//! The meaning of the names of a payment.

use crate::{Config, Error, Event, Pallet, Policies, WeightInfo};
use alloc::{collections::BTreeSet, vec::Vec};
use frame::prelude::*;
use openledger_primitives::{
    influence::{
        names_count, names_hash, steps_count, Contributed, ContributionInspect, Directed, Name, NamedDatanet,
        NamedPayments, NamedShares, Names, ResolveNames, Standing, MAX_NAMES,
    },
    traits::EraClock,
    Balance, ContributionId, DatanetId, ModelId, SignedVoucher, Units,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_pay_named(
        payer: T::AccountId,
        model: ModelId,
        operator: T::AccountId,
        units: Units,
        max_amount: Balance,
        names: &Names,
    ) -> DispatchResultWithPostInfo {
        let directed = Self::resolve(names)?;
        T::Payments::pay_directed(payer.clone(), model, operator.clone(), units, max_amount, &directed)?;
        Self::deposit_event(Event::NamesPaid { payer, operator, model, channel: None, names: names_hash(names) });
        let payees = directed.iter().fold(0u32, |sum, group| sum.saturating_add(group.payees()));
        let weight = T::Payments::pay_weight(payees, steps_count(names));
        Ok(Some(weight.saturating_add(Self::resolve_weight(names))).into())
    }

    pub(crate) fn do_settle_named(
        who: T::AccountId,
        voucher: SignedVoucher<T::AccountId, T::Signature>,
        names: &Names,
    ) -> DispatchResultWithPostInfo {
        let directed = Self::resolve(names)?;
        let (payer, operator) = (voucher.voucher.payer.clone(), voucher.voucher.operator.clone());
        let (model, channel) = (voucher.voucher.model, Some(voucher.voucher.channel));
        let (settled, weight) = T::Payments::settle_directed(who, voucher, &directed)?;
        if settled {
            Self::deposit_event(Event::NamesPaid { payer, operator, model, channel, names: names_hash(names) });
        }
        Ok(Some(weight.saturating_add(Self::resolve_weight(names))).into())
    }

    /// The contributions of a group, with those who share in them.
    fn resolve_group(
        group: &NamedDatanet,
        seen: &mut BTreeSet<ContributionId>,
    ) -> Result<Directed<T::AccountId>, DispatchError> {
        ensure!(!group.contributions.is_empty(), Error::<T>::NoNames);
        let policy = Policies::<T>::get(group.datanet).unwrap_or_default().in_era(T::Eras::current_era());
        let mut contributions = Vec::with_capacity(group.contributions.len());
        for Name { contribution, weight } in &group.contributions {
            ensure!(*weight > 0, Error::<T>::ZeroWeight);
            ensure!(seen.insert(*contribution), Error::<T>::DuplicateName);
            contributions.push(Self::resolve_name(group.datanet, *contribution, *weight)?);
        }
        Ok(Directed { datanet: group.datanet, via: group.via.to_vec(), part: policy.directed, contributions })
    }

    fn resolve_name(
        datanet: DatanetId,
        id: ContributionId,
        weight: u32,
    ) -> Result<NamedShares<T::AccountId>, DispatchError> {
        let found = T::Contributions::contribution(id).ok_or(Error::<T>::NotNameable)?;
        let Contributed { contributor, own, sources, each, curators, .. } = found;
        let is_accepted = matches!(found.standing, Standing::Accepted(_)) && found.datanet == datanet;
        ensure!(is_accepted, Error::<T>::NotNameable);
        let mut payees = Vec::new();
        for (who, granted) in core::iter::once((contributor, own)).chain(sources.into_iter().map(|who| (who, each))) {
            if granted > 0 {
                payees.push((who, granted));
            }
        }
        let granted = payees.iter().try_fold(curators, |sum, (_, granted)| sum.checked_add(*granted));
        let shares = granted.ok_or(ArithmeticError::Overflow)?;
        // Each accepted contribution granted some.
        ensure!(shares > 0, Error::<T>::NotNameable);
        Ok(NamedShares { weight, payees, shares })
    }
}

impl<T: Config> ResolveNames<T::AccountId> for Pallet<T> {
    fn resolve(names: &Names) -> Result<Vec<Directed<T::AccountId>>, DispatchError> {
        ensure!(!names.is_empty(), Error::<T>::NoNames);
        ensure!(names_count(names) <= MAX_NAMES, Error::<T>::TooManyNames);
        let mut seen = BTreeSet::new();
        names.iter().map(|group| Self::resolve_group(group, &mut seen)).collect()
    }

    fn resolve_weight(names: &Names) -> Weight {
        // Longer lists fail before they are read.
        T::WeightInfo::resolve(names_count(names).min(MAX_NAMES))
    }
}
