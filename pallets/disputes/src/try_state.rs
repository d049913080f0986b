// SPDX-License-Identifier: Apache-2.0

//! The invariants of the pallet.

use crate::{Cases, Config, HoldReason, NextCaseId, OpenCases, Pallet, Side, Stage, ThePanel};
use alloc::collections::BTreeMap;
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*, token::fungible::InspectHold};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
    /// Check the invariants by full iteration.
    ///
    /// 1. Ids are below the next id. Each open case is the one of its subject, and nothing else is in the index.
    /// 2. The sides of a case are different, and its evidence has a hash and a URI.
    /// 3. An appealed case has an appeal by the side that lost; a case with a ruling that was not appealed has none,
    ///    nor has an open one.
    /// 4. A panel names each member once, and its threshold can be reached. Votes are of members, one each.
    /// 5. At least the sum of its bonds is on hold from each account, and at most that.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        ensure!(ThePanel::<T>::get().is_valid(), "4: the panel is valid");
        let mut bonds: BTreeMap<T::AccountId, Balance> = BTreeMap::new();
        for (id, case) in Cases::<T>::iter() {
            ensure!(id < NextCaseId::<T>::get(), "1: a case's id is below the next one");
            let indexed = OpenCases::<T>::get(case.subject.clone().matter()) == Some(id);
            ensure!(indexed, "1: a case is the one of its subject");
            ensure!(case.challenger != case.respondent, "2: the sides of a case are different");
            let documents =
                [Some(&case.evidence), case.defense.as_ref(), case.appeal.as_ref().map(|one| &one.evidence)];
            ensure!(documents.into_iter().flatten().all(|one| one.is_valid()), "2: evidence has a hash and a URI");
            let by = case.appeal.as_ref().map(|appeal| appeal.by);
            let fits = match case.stage {
                Stage::Open { votes, .. } => {
                    let once = votes.upheld & votes.overturned == 0;
                    let size: u32 = ThePanel::<T>::get().members.len().unique_saturated_into();
                    let highest = u16::BITS.saturating_sub((votes.upheld | votes.overturned).leading_zeros());
                    let present = votes.panel != ThePanel::<T>::get().version || highest <= size;
                    ensure!(once && present, "4: votes are of members, one each");
                    by.is_none()
                }
                Stage::Ruled { .. } => by.is_none(),
                Stage::Appealed { ruling, .. } => by == Some(Side::winner(ruling).other()),
                Stage::Decided { .. } => true,
            };
            ensure!(fits, "3: an appeal is by the loser of the panel's ruling");
            for side in [Side::Challenger, Side::Respondent] {
                let sum = case.bonds(side).ok_or("5: bonds do not overflow")?;
                bonds.entry(case.account(side).clone()).or_default().ensure_add_assign(sum)?;
            }
        }
        ensure!(OpenCases::<T>::iter_values().all(Cases::<T>::contains_key), "1: the index has open cases only");
        ensure!(OpenCases::<T>::iter().count() == Cases::<T>::iter().count(), "1: each subject has one case");
        let reason: T::RuntimeHoldReason = HoldReason::Bond.into();
        for (who, sum) in bonds {
            ensure!(T::Currency::balance_on_hold(&reason, &who) == sum, "5: bonds are the holds of their accounts");
        }
        Ok(())
    }
}
