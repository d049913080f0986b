// SPDX-License-Identifier: Apache-2.0

//! The privileged calls and the origins that may make them. Signed accounts may make none of them.

use super::{committee, remark, set_fee_split};
use crate::chain::{dispatch_as, Chain};
use openledger_primitives::OPEN;
use openledger_runtime::{
    governance::{
        origins::Origin,
        parameters::ParameterName,
        tracks::{self, TrackId},
    },
    OriginCaller, Runtime, RuntimeCall, RuntimeOrigin,
};
use polkadot_sdk::{
    frame_support::storage::{with_transaction, TransactionOutcome},
    frame_system, pallet_balances, pallet_collator_selection, pallet_collective, pallet_preimage,
    pallet_referenda::{self, TracksInfo},
    pallet_safe_mode, pallet_scheduler, pallet_treasury, pallet_tx_pause, pallet_whitelist, pallet_xcm,
    sp_keyring::Sr25519Keyring::{Alice, Bob},
    sp_runtime::DispatchError,
};
use Origin::*;

const CUSTOM: [Origin; 10] = [
    WhitelistedCaller,
    FeeSplitAdmin,
    StakingAdmin,
    Registrar,
    ReferendumCanceller,
    ReferendumKiller,
    SmallSpender,
    MediumSpender,
    BigSpender,
    Arbiter,
];

/// Who acts.
#[derive(Clone, Debug, PartialEq)]
enum Who {
    Root,
    Track(Origin),
    TwoThirds,
    LessThanTwoThirds,
    Account,
}

impl Who {
    fn all() -> Vec<Self> {
        let mut all = vec![Who::Root, Who::TwoThirds, Who::LessThanTwoThirds, Who::Account];
        all.extend(CUSTOM.into_iter().map(Who::Track));
        all
    }

    fn origin(&self) -> RuntimeOrigin {
        match self {
            Who::Root => RuntimeOrigin::root(),
            Who::Track(origin) => origin.clone().into(),
            Who::TwoThirds => committee(2),
            Who::LessThanTwoThirds => committee(1),
            Who::Account => RuntimeOrigin::signed(Alice.to_account_id()),
        }
    }
}

fn parameter(parameter: ParameterName, value: u128) -> RuntimeCall {
    pallet_scheduled_parameters::Call::<Runtime>::set_parameter { parameter, value }.into()
}

fn cancel_change(parameter: ParameterName) -> RuntimeCall {
    pallet_scheduled_parameters::Call::<Runtime>::cancel_change { parameter }.into()
}

/// Each privileged call with those who may make it beside root.
fn calls() -> Vec<(RuntimeCall, Vec<Who>)> {
    let track = |origin| vec![Who::Track(origin)];
    let nobody = Vec::new;
    let account = || Bob.to_account_id();
    vec![
        (set_fee_split(super::other_split()), track(FeeSplitAdmin)),
        (pallet_attribution::Call::set_era_length { length: 20 }.into(), nobody()),
        (pallet_attribution::Call::resume_payouts {}.into(), nobody()),
        (pallet_inference::Call::resume_settlements {}.into(), nobody()),
        (pallet_disputes::Call::set_panel { members: Default::default(), threshold: 0 }.into(), track(Arbiter)),
        (parameter(ParameterName::Day, 10), nobody()),
        (parameter(ParameterName::UnbondingEras, 8), track(StakingAdmin)),
        (parameter(ParameterName::ModelDeposit, OPEN), track(Registrar)),
        (parameter(ParameterName::RejectionPenalty, 400_000), track(Registrar)),
        (parameter(ParameterName::GracePeriod, 8), track(FeeSplitAdmin)),
        (parameter(ParameterName::CaseBond, 6 * OPEN), track(Registrar)),
        (cancel_change(ParameterName::Day), nobody()),
        (cancel_change(ParameterName::UnbondingEras), track(StakingAdmin)),
        (cancel_change(ParameterName::ModelDeposit), track(Registrar)),
        (cancel_change(ParameterName::RejectionPenalty), track(Registrar)),
        (cancel_change(ParameterName::GracePeriod), track(FeeSplitAdmin)),
        (pallet_collator_selection::Call::set_desired_candidates { max: 3 }.into(), track(StakingAdmin)),
        (pallet_collator_selection::Call::set_candidacy_bond { bond: OPEN }.into(), track(StakingAdmin)),
        (pallet_collator_selection::Call::remove_invulnerable { who: account() }.into(), track(StakingAdmin)),
        (spend(OPEN), vec![Who::Track(SmallSpender), Who::Track(MediumSpender), Who::Track(BigSpender)]),
        (pallet_treasury::Call::void_spend { index: 0 }.into(), track(BigSpender)),
        (pallet_referenda::Call::<Runtime>::cancel { index: 0 }.into(), track(ReferendumCanceller)),
        (pallet_referenda::Call::<Runtime>::kill { index: 0 }.into(), track(ReferendumKiller)),
        (pallet_whitelist::Call::whitelist_call { call_hash: Default::default() }.into(), vec![Who::TwoThirds]),
        (
            pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage { call: Box::new(remark()) }.into(),
            track(WhitelistedCaller),
        ),
        (
            pallet_collective::Call::<Runtime, pallet_collective::Instance1>::set_members {
                new_members: vec![account()],
                prime: None,
                old_count: 3,
            }
            .into(),
            nobody(),
        ),
        (pallet_safe_mode::Call::force_enter {}.into(), vec![Who::TwoThirds]),
        (pallet_safe_mode::Call::force_exit {}.into(), vec![Who::TwoThirds]),
        (
            pallet_tx_pause::Call::pause {
                full_name: (b"Balances".to_vec().try_into().unwrap(), b"transfer_all".to_vec().try_into().unwrap()),
            }
            .into(),
            vec![Who::TwoThirds],
        ),
        (
            pallet_tx_pause::Call::unpause {
                ident: (b"Balances".to_vec().try_into().unwrap(), b"transfer_all".to_vec().try_into().unwrap()),
            }
            .into(),
            vec![Who::TwoThirds],
        ),
        (frame_system::Call::<Runtime>::authorize_upgrade { code_hash: Default::default() }.into(), nobody()),
        (frame_system::Call::<Runtime>::set_code_without_checks { code: vec![] }.into(), nobody()),
        (frame_system::Call::<Runtime>::set_storage { items: vec![] }.into(), nobody()),
        (frame_system::Call::<Runtime>::kill_prefix { prefix: b"unused".to_vec(), subkeys: 0 }.into(), nobody()),
        (
            pallet_balances::Call::force_transfer { source: account().into(), dest: account().into(), value: 0 }.into(),
            nobody(),
        ),
        (pallet_preimage::Call::request_preimage { hash: Default::default() }.into(), nobody()),
        (
            pallet_scheduler::Call::schedule {
                when: 1_000_000,
                maybe_periodic: None,
                priority: 0,
                call: Box::new(remark()),
            }
            .into(),
            nobody(),
        ),
        (pallet_xcm::Call::force_default_xcm_version { maybe_xcm_version: None }.into(), nobody()),
    ]
}

fn spend(amount: u128) -> RuntimeCall {
    pallet_treasury::Call::spend {
        asset_kind: Box::new(()),
        amount,
        beneficiary: Box::new(openledger_runtime::configs::money::Beneficiary::Account(Bob.to_account_id())),
        valid_from: None,
    }
    .into()
}

/// The result of a call that is then undone.
fn attempt(who: &Who, call: RuntimeCall) -> Result<(), DispatchError> {
    with_transaction(|| {
        let result = dispatch_as(who.origin(), call).map(|_| ()).map_err(|error| error.error);
        TransactionOutcome::Rollback(Ok::<_, DispatchError>(result))
    })
    .unwrap()
}

#[test]
fn every_origin_should_make_its_calls_and_no_others() {
    let mut chain = Chain::new("development");
    chain.block(|| {
        let mut wrong = Vec::new();
        for (call, allowed) in calls() {
            for who in Who::all() {
                let result = attempt(&who, call.clone());
                let may = who == Who::Root || allowed.contains(&who);
                // Any account may relay a whitelisted call that a referendum waited with, so there is another error for
                // it.
                let refused = result == Err(DispatchError::BadOrigin)
                    || result == Err(pallet_whitelist::Error::<Runtime>::DeferredDispatchNotFound.into());
                if may == refused {
                    wrong.push(format!("{who:?}: {result:?} of {call:?}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    });
}

#[test]
fn spenders_should_spend_up_to_their_limit() {
    let mut chain = Chain::new("development");
    chain.block(|| {
        for (origin, limit) in [
            (SmallSpender, tracks::spend::SMALL),
            (MediumSpender, tracks::spend::MEDIUM),
            (BigSpender, tracks::spend::BIG),
        ] {
            let who = Who::Track(origin);
            assert_eq!(attempt(&who, spend(limit)), Ok(()));
            let refused = pallet_treasury::Error::<Runtime>::InsufficientPermission.into();
            assert_eq!(attempt(&who, spend(limit + 1)), Err(refused));
        }
        assert_eq!(attempt(&Who::Root, spend(tracks::spend::BIG + 1)), Ok(()));
    });
}

/// The track follows from the origin, so no origin is reached over an easier track.
#[test]
fn every_origin_should_have_its_own_track() {
    let root: OriginCaller = frame_system::RawOrigin::Root.into();
    let mut tracks_of: Vec<TrackId> = vec![tracks::Tracks::track_for(&root).unwrap()];
    tracks_of.extend(CUSTOM.into_iter().map(|origin| tracks::Tracks::track_for(&origin.into()).unwrap()));
    let distinct: std::collections::BTreeSet<_> = tracks_of.iter().copied().collect();
    assert_eq!(distinct.len(), tracks_of.len());
    assert_eq!(distinct, tracks::Tracks::track_ids().collect());

    let account: OriginCaller = frame_system::RawOrigin::Signed(Alice.to_account_id()).into();
    assert_eq!(tracks::Tracks::track_for(&account), Err(()));
    let nobody: OriginCaller = frame_system::RawOrigin::None.into();
    assert_eq!(tracks::Tracks::track_for(&nobody), Err(()));
    assert_eq!(tracks::Tracks::track_for(&committee(2).caller), Err(()));
}

/// Also not from inside: calls that carry other calls do not raise anybody.
#[test]
fn an_origin_should_not_reach_another_through_a_batch() {
    use polkadot_sdk::pallet_utility;
    let mut chain = Chain::new("development");
    chain.block(|| {
        let dispatch_as_root = pallet_utility::Call::dispatch_as {
            as_origin: Box::new(frame_system::RawOrigin::Root.into()),
            call: Box::new(set_fee_split(super::other_split())),
        };
        for origin in CUSTOM {
            let who = Who::Track(origin.clone());
            let inside = set_fee_split(super::other_split());
            let batch = pallet_utility::Call::batch_all { calls: vec![inside] };
            let expected = if origin == FeeSplitAdmin { Ok(()) } else { Err(DispatchError::BadOrigin) };
            assert_eq!(attempt(&who, batch.into()), expected, "{origin:?}");
            assert_eq!(attempt(&who, dispatch_as_root.clone().into()), Err(DispatchError::BadOrigin));
        }
    });
}
