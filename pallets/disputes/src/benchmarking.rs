// SPDX-License-Identifier: Apache-2.0

//! One benchmark for each call in its worst case. The subjects' pallets have benchmarks of their own for what they do.

#![allow(missing_docs, clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::as_conversions)]

use crate::*;
use alloc::{vec, vec::Vec};
use frame::{
    benchmarking::prelude::*,
    token::fungible::{Inspect, Mutate},
    traits::EnsureOrigin,
};
use openledger_primitives::{
    disputes::{CaseId, Judged, Ruling},
    traits::{AdvanceEras, EraClock},
    Balance, OPEN,
};

/// Give `who` enough for all bonds.
fn endow<T: Config>(who: &T::AccountId) {
    let bonds = T::CaseBond::get() * Balance::from(T::AppealFactor::get() + 1);
    T::Currency::mint_into(who, 10 * bonds + T::Currency::minimum_balance() + 1_000_000 * OPEN).unwrap();
}

fn evidence() -> Evidence {
    Evidence { hash: H256::repeat_byte(1), uri: vec![b'u'; MAX_URI as usize].try_into().unwrap() }
}

fn challenger<T: Config>() -> T::AccountId {
    let who = account("challenger", 0, 0);
    endow::<T>(&who);
    who
}

/// A case and its respondent, who can pay.
fn case<T: Config>() -> Result<(CaseId, T::AccountId), BenchmarkError> {
    let challenger = challenger::<T>();
    let subject = T::Subjects::create_subject(&challenger)?;
    let id = Pallet::<T>::do_open(challenger, subject, evidence(), Balance::MAX)?;
    let respondent = Cases::<T>::get(id).unwrap().respondent;
    endow::<T>(&respondent);
    Ok((id, respondent))
}

/// The same with an answer.
fn answered<T: Config>() -> Result<(CaseId, T::AccountId), BenchmarkError> {
    let (id, respondent) = case::<T>()?;
    Pallet::<T>::do_respond(respondent.clone(), id, evidence(), Balance::MAX)?;
    Ok((id, respondent))
}

/// The largest panel, of which all have to agree.
fn panel<T: Config>() -> Result<Vec<T::AccountId>, BenchmarkError> {
    let members: Vec<T::AccountId> = (0..MAX_PANEL).map(|index| account("member", index, 0)).collect();
    Pallet::<T>::do_set_panel(members.clone().try_into().unwrap(), MAX_PANEL as u8)?;
    Ok(members)
}

/// A case that the whole panel decides so.
fn ruled<T: Config>(ruling: Ruling) -> Result<(CaseId, T::AccountId), BenchmarkError> {
    let (id, respondent) = answered::<T>()?;
    for member in panel::<T>()? {
        Pallet::<T>::do_rule(member, id, ruling)?;
    }
    Ok((id, respondent))
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn open() -> Result<(), BenchmarkError> {
        let challenger = challenger::<T>();
        let subject = T::Subjects::create_subject(&challenger)?;
        let id = NextCaseId::<T>::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(challenger), subject, evidence(), Balance::MAX);

        assert!(Cases::<T>::contains_key(id));
        Ok(())
    }

    #[benchmark]
    fn respond() -> Result<(), BenchmarkError> {
        let (id, respondent) = case::<T>()?;

        #[extrinsic_call]
        _(RawOrigin::Signed(respondent), id, evidence(), Balance::MAX);

        assert!(Cases::<T>::get(id).unwrap().defense.is_some());
        Ok(())
    }

    #[benchmark]
    fn rule() -> Result<(), BenchmarkError> {
        let (id, _) = answered::<T>()?;
        let mut members = panel::<T>()?;
        let last = members.pop().unwrap();
        for member in members {
            Pallet::<T>::do_rule(member, id, Ruling::Overturned)?;
        }

        #[extrinsic_call]
        _(RawOrigin::Signed(last), id, Ruling::Overturned);

        assert!(matches!(Cases::<T>::get(id).unwrap().stage, Stage::Ruled { .. }));
        Ok(())
    }

    #[benchmark]
    fn appeal() -> Result<(), BenchmarkError> {
        let (id, respondent) = ruled::<T>(Ruling::Overturned)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(respondent), id, evidence(), Balance::MAX);

        assert!(Cases::<T>::get(id).unwrap().appeal.is_some());
        Ok(())
    }

    #[benchmark]
    fn finalize() -> Result<(), BenchmarkError> {
        let (id, respondent) = ruled::<T>(Ruling::Overturned)?;
        Pallet::<T>::do_appeal(respondent, id, evidence(), Balance::MAX)?;
        T::Eras::advance_eras(T::TrackEras::get() + 1);
        let caller: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), id);

        assert!(!Cases::<T>::contains_key(id));
        Ok(())
    }

    #[benchmark]
    fn refund() {
        endow::<T>(&T::Treasury::get());
        let who: T::AccountId = account("challenger", 0, 0);
        let refunded;

        #[block]
        {
            refunded = Pallet::<T>::refund(&who, OPEN);
        }

        assert_eq!(refunded, OPEN);
    }

    #[benchmark]
    fn rule_by_track() -> Result<(), BenchmarkError> {
        let (id, respondent) = ruled::<T>(Ruling::Overturned)?;
        Pallet::<T>::do_appeal(respondent, id, evidence(), Balance::MAX)?;
        let origin = T::ArbiterOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, id, Ruling::Upheld);

        let stage = Stage::Decided { ruling: Ruling::Upheld, era: T::Eras::current_era() };
        assert_eq!(Cases::<T>::get(id).unwrap().stage, stage);
        Ok(())
    }

    #[benchmark]
    fn set_panel() -> Result<(), BenchmarkError> {
        let members: PanelMembers<T::AccountId> = panel::<T>()?.try_into().unwrap();
        let origin = T::ArbiterOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, members, 1);

        assert_eq!(ThePanel::<T>::get().threshold, 1);
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
