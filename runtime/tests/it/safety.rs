// SPDX-License-Identifier: Apache-2.0

//! Emergency stops, and the calls that they cannot stop.

use crate::{
    chain::{apply, contribute_to_example, dispatch, dispatch_as, dispatch_as_root, signed, Chain},
    proxies::receipt,
};
use openledger_primitives::{traits::FundPool, DatanetId, PoolId, OPEN};
use openledger_runtime::{
    governance::{
        origins::Origin,
        safety::{InSafeMode, ALWAYS},
    },
    Attribution, Runtime, RuntimeCall, RuntimeOrigin, SafeMode, System, Treasury, TxPause,
};
use polkadot_sdk::{
    frame_support::traits::{Contains, GetCallMetadata},
    frame_system, pallet_balances, pallet_collective,
    pallet_conviction_voting::{self, AccountVote},
    pallet_referenda, pallet_safe_mode, pallet_tx_pause, pallet_utility,
    sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave},
    sp_runtime::DispatchError,
};
use std::collections::BTreeSet;

fn committee(ayes: u32) -> RuntimeOrigin {
    pallet_collective::RawOrigin::<_, pallet_collective::Instance1>::Members(ayes, 3).into()
}

fn filtered() -> DispatchError {
    frame_system::Error::<Runtime>::CallFiltered.into()
}

fn transfer() -> RuntimeCall {
    pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: Bob.to_account_id().into(), value: OPEN }.into()
}

fn error_of(call: impl Into<RuntimeCall>) -> Option<DispatchError> {
    dispatch(Alice, call).err().map(|error| error.error)
}

fn stop() {
    dispatch_as(committee(2), pallet_safe_mode::Call::<Runtime>::force_enter {}).unwrap();
}

fn name(pallet: &str, call: &str) -> pallet_tx_pause::RuntimeCallNameOf<Runtime> {
    (pallet.as_bytes().to_vec().try_into().unwrap(), call.as_bytes().to_vec().try_into().unwrap())
}

fn pause(pallet: &str, call: &str) -> Result<(), DispatchError> {
    let pause = pallet_tx_pause::Call::<Runtime>::pause { full_name: name(pallet, call) };
    dispatch_as(committee(2), pause).map(|_| ()).map_err(|error| error.error)
}

/// A chain on which Dave has something to claim, and a referendum is on.
fn chain_with_a_claim() -> Chain {
    let mut chain = Chain::new("development");
    chain.block(|| {
        let pool = PoolId::Datanet(DatanetId(0));
        contribute_to_example(Dave, 1);
        Attribution::fund(&Treasury::account_id(), &pool, 10 * OPEN).unwrap();
        let proposal = polkadot_sdk::frame_support::traits::Bounded::Inline(
            codec::Encode::encode(&RuntimeCall::from(frame_system::Call::<Runtime>::remark { remark: vec![] }))
                .try_into()
                .unwrap(),
        );
        let submit = pallet_referenda::Call::<Runtime>::submit {
            proposal_origin: Box::new(Origin::FeeSplitAdmin.into()),
            proposal,
            enactment_moment: polkadot_sdk::frame_support::traits::schedule::DispatchTime::After(0),
        };
        dispatch(Bob, submit).unwrap();
    });
    chain.pass_eras(1);
    chain
}

fn vote() -> RuntimeCall {
    let vote = AccountVote::Split { aye: OPEN, nay: OPEN };
    pallet_conviction_voting::Call::<Runtime>::vote { poll_index: 0, vote }.into()
}

/// Governance and claims, each of them.
fn assert_essentials_work() {
    dispatch(Alice, vote()).unwrap();
    dispatch(Charlie, pallet_referenda::Call::<Runtime>::place_decision_deposit { index: 0 }).unwrap();
    // As the scheduler dispatches what a referendum decided.
    let split = openledger_primitives::FeeSplit {
        contributors: polkadot_sdk::sp_runtime::Permill::from_percent(45),
        builders: polkadot_sdk::sp_runtime::Permill::from_percent(20),
        ..Default::default()
    };
    dispatch_as(Origin::FeeSplitAdmin, pallet_fee_split::Call::<Runtime>::set_fee_split { split }).unwrap();
    dispatch_as_root(pallet_attribution::Call::<Runtime>::set_era_length { length: 11 }).unwrap();
    dispatch_as(
        Origin::StakingAdmin,
        polkadot_sdk::pallet_collator_selection::Call::<Runtime>::set_desired_candidates { max: 4 },
    )
    .unwrap();
    // A free claim, as a transaction.
    let claim =
        pallet_attribution::Call::<Runtime>::claim { pool: PoolId::Datanet(DatanetId(0)), path: Default::default() };
    apply(signed(Dave, 0, claim)).unwrap().unwrap();
}

#[test]
fn what_always_works_should_be_pallets_that_exist() {
    let pallets: BTreeSet<&str> = RuntimeCall::get_module_names().iter().copied().collect();
    for name in ALWAYS {
        assert!(pallets.contains(name), "{name}");
    }
    assert_eq!(ALWAYS.iter().collect::<BTreeSet<_>>().len(), ALWAYS.len());
}

#[test]
fn settlements_and_reports_should_pass_in_safe_mode() {
    let settle = pallet_inference::Call::<Runtime>::settle { vouchers: vec![] };
    assert!(InSafeMode::contains(&settle.into()));
    let report = pallet_receipts::Call::<Runtime>::report_equivocation { first: receipt(), second: receipt() };
    assert!(InSafeMode::contains(&report.into()));
    let close = pallet_inference::Call::<Runtime>::request_close { operator: Alice.to_account_id() };
    assert!(!InSafeMode::contains(&close.into()));
}

#[test]
fn safe_mode_should_stop_everything_but_governance_and_claims() {
    chain_with_a_claim().block(|| {
        stop();
        assert_eq!(error_of(transfer()), Some(filtered()));
        let fund = pallet_datanets::Call::<Runtime>::fund { datanet: DatanetId(0), amount: OPEN };
        assert_eq!(error_of(fund), Some(filtered()));
        let batch = pallet_utility::Call::<Runtime>::batch_all { calls: vec![transfer()] };
        assert_eq!(error_of(batch), Some(filtered()));
        let batch = pallet_utility::Call::<Runtime>::batch_all { calls: vec![vote()] };
        assert_eq!(error_of(batch), None);
        assert_essentials_work();
    });
}

#[test]
fn safe_mode_should_end_by_itself_by_the_committee_and_by_root() {
    let hours = 600;
    let mut chain = Chain::new("development");
    chain.block(|| {
        // Nobody enters it for money.
        assert_eq!(
            error_of(pallet_safe_mode::Call::<Runtime>::enter {}),
            Some(pallet_safe_mode::Error::<Runtime>::NotConfigured.into())
        );
        stop();
        let until = pallet_safe_mode::EnteredUntil::<Runtime>::get().unwrap();
        assert_eq!(until, System::block_number() + 6 * hours);
        dispatch_as(committee(2), pallet_safe_mode::Call::<Runtime>::force_extend {}).unwrap();
        assert_eq!(pallet_safe_mode::EnteredUntil::<Runtime>::get(), Some(until + 6 * hours));
        dispatch_as(committee(2), pallet_safe_mode::Call::<Runtime>::force_exit {}).unwrap();
        assert_eq!(error_of(transfer()), None);
        stop();
        dispatch_as_root(pallet_safe_mode::Call::<Runtime>::force_exit {}).unwrap();
        assert_eq!(error_of(transfer()), None);
        stop();
        pallet_safe_mode::EnteredUntil::<Runtime>::put(System::block_number());
    });
    chain.block(|| {
        assert!(!SafeMode::is_entered());
        assert_eq!(error_of(transfer()), None);
    });
}

#[test]
fn blocks_should_be_built_in_safe_mode() {
    let mut chain = Chain::new("local_testnet");
    chain.block(stop);
    for _ in 0..3 {
        chain.block(|| assert!(SafeMode::is_entered()));
    }
}

#[test]
fn a_paused_call_should_be_refused_until_it_goes_on() {
    Chain::new("development").block(|| {
        pause("Balances", "transfer_keep_alive").unwrap();
        assert_eq!(error_of(transfer()), Some(filtered()));
        let other =
            pallet_balances::Call::<Runtime>::transfer_allow_death { dest: Bob.to_account_id().into(), value: OPEN };
        assert_eq!(error_of(other), None);
        // Root is stopped by nothing.
        dispatch_as_root(pallet_balances::Call::<Runtime>::force_transfer {
            source: Alice.to_account_id().into(),
            dest: Bob.to_account_id().into(),
            value: OPEN,
        })
        .unwrap();
        let go_on = pallet_tx_pause::Call::<Runtime>::unpause { ident: name("Balances", "transfer_keep_alive") };
        dispatch_as(committee(2), go_on).unwrap();
        assert_eq!(error_of(transfer()), None);
    });
}

#[test]
fn nobody_should_pause_governance_or_claims() {
    chain_with_a_claim().block(|| {
        for pallet in ALWAYS {
            for call in RuntimeCall::get_call_names(pallet) {
                assert_eq!(
                    pause(pallet, call),
                    Err(pallet_tx_pause::Error::<Runtime>::Unpausable.into()),
                    "{pallet}.{call}"
                );
                // Not even by writing into storage what can't be paused.
                pallet_tx_pause::PausedCalls::<Runtime>::insert(name(pallet, call), ());
                assert!(!TxPause::is_paused(&name(pallet, call)));
            }
        }
        assert_essentials_work();
    });
}
