// SPDX-License-Identifier: Apache-2.0

//! The invariants of policies, attributors and roots.

use crate::{
    Attributors, Config, EraRootsOf, HoldReason, Opened, PaidLeaves, Pallet, Policies, Policy, Roots, MAX_ATTRIBUTORS,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*, token::fungible::InspectHold};
use openledger_primitives::{
    influence::{EraRevenue, MAX_DEPTH},
    traits::DatanetInspect,
    Balance, DatanetId, Era,
};

impl<T: Config> Pallet<T> {
    /// Check the invariants by full iteration:
    ///
    /// 1. each policy belongs to a datanet, its parts are at most the whole, and it counts the datanet's attributors;
    /// 2. at least the bonds of all datanets are held from each attributor, and the deposits of all its roots;
    /// 3. the roots of an era are of different attributors and differ, have a sum and a depth in range, and were posted
    ///    after the era;
    /// 4. an era whose claims have begun has one root, paid at most its total, and has the rest set aside;
    /// 5. each record of paid leaves belongs to an era whose claims have begun, and was not removed by a close.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        let mut counts = BTreeMap::<DatanetId, u32>::new();
        let mut bonds = BTreeMap::<T::AccountId, Balance>::new();
        for (datanet, who, record) in Attributors::<T>::iter() {
            if record.from.is_some() {
                counts.entry(datanet).or_default().ensure_add_assign(1)?;
            }
            bonds.entry(who).or_default().ensure_add_assign(record.bond)?;
        }
        for (datanet, record) in Policies::<T>::iter() {
            ensure!(T::Datanets::exists(datanet), "1: there is a policy without a datanet");
            let policies = [Some(record.policy), record.next.map(|(policy, _)| policy)];
            ensure!(policies.into_iter().flatten().all(is_whole), "1: a part is more than the whole");
            let counted = counts.remove(&datanet).unwrap_or_default();
            ensure!(record.attributors == counted, "1: a datanet's attributors are not counted");
            ensure!(counted <= MAX_ATTRIBUTORS, "1: a datanet has too many attributors");
        }
        ensure!(counts.is_empty(), "1: there is an attributor without a policy");
        let mut deposits = BTreeMap::<T::AccountId, Balance>::new();
        for (datanet, era, roots) in Roots::<T>::iter() {
            for posted in &roots.posted {
                let deposit = &posted.deposit;
                deposits.entry(deposit.depositor.clone()).or_default().ensure_add_assign(deposit.amount)?;
            }
            Self::try_roots(datanet, era, &roots)?;
        }
        for (owed, reason) in [(bonds, HoldReason::AttributorBond), (deposits, HoldReason::RootDeposit)] {
            let reason: T::RuntimeHoldReason = reason.into();
            for (who, amount) in owed {
                let held = T::Currency::balance_on_hold(&reason, &who);
                ensure!(held >= amount, "2: less is held than bonds and deposits");
            }
        }
        for (datanet, era, chunk) in PaidLeaves::<T>::iter_keys() {
            let roots = Roots::<T>::get(datanet, era).ok_or("5: there are paid leaves of no era")?;
            let left = roots.closed.unwrap_or_default()..roots.chunks();
            ensure!(left.contains(&chunk), "5: there are paid leaves that no claim made");
        }
        Ok(())
    }

    fn try_roots(datanet: DatanetId, era: Era, roots: &EraRootsOf<T>) -> Result<(), TryRuntimeError> {
        let people: BTreeSet<_> = roots.posted.iter().map(|posted| &posted.attributor).collect();
        ensure!(people.len() == roots.posted.len(), "3: an attributor has two roots of an era");
        for posted in &roots.posted {
            ensure!(posted.root.node.sum > 0 && posted.root.depth <= MAX_DEPTH, "3: a root is out of range");
            ensure!(posted.era > era && posted.era <= roots.last, "3: a root was posted before its era was over");
            let same = roots.posted.iter().filter(|other| other.root == posted.root).count();
            ensure!(same == 1, "3: a root of an era is there twice");
        }
        if let Some(Opened { total, paid }) = roots.opened {
            ensure!(roots.posted.len() == 1, "4: an era is paid by no single root");
            let left = total.checked_sub(paid).ok_or("4: more is paid than there was")?;
            let aside = T::Revenue::amount(datanet, era);
            ensure!(roots.closed.is_some() || aside >= left, "4: less is set aside than is left");
        }
        Ok(())
    }
}

/// Whether no part of a policy is more than the whole.
fn is_whole(policy: Policy) -> bool {
    [policy.directed, policy.committed, policy.attributor, policy.most].into_iter().all(|part| part <= Permill::one())
}
