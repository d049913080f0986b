// SPDX-License-Identifier: Apache-2.0

//! Emergency stops, and the calls that they cannot stop.

use crate::{
    calls::{every_call, plain},
    chain::{apply, contribute_to_example, dispatch, dispatch_as, dispatch_as_root, signed, Chain},
};
use openledger_primitives::{traits::FundPool, DatanetId, PoolId, OPEN};
use openledger_runtime::{
    governance::{
        origins::Origin,
        safety::{passes, Always, CallFilter, ALWAYS, DEFENSES},
    },
    Attribution, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, SafeMode, System, Treasury, TxPause,
};
use polkadot_sdk::{
    frame_support::traits::{Contains, GetCallMetadata},
    frame_system, pallet_balances, pallet_collective,
    pallet_conviction_voting::{self, AccountVote},
    pallet_multisig, pallet_proxy, pallet_referenda, pallet_safe_mode, pallet_tx_pause, pallet_utility,
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
        assert!(pallets.contains(*name), "{name}");
    }
    assert_eq!(ALWAYS.iter().collect::<BTreeSet<_>>().len(), ALWAYS.len());
}

/// The calls of our pallets that can be stopped: none of them has to be made before an era ends.
const STOPPABLE: &[&str] = &[
    "Datanets.create",
    "Datanets.set_policy",
    "Datanets.set_metadata",
    "Datanets.add_contributor",
    "Datanets.remove_contributor",
    "Datanets.contribute",
    "Datanets.contribute_batch",
    "Datanets.erase",
    "Datanets.fund",
    "Datanets.propose_owner",
    "Datanets.accept_ownership",
    "Datanets.prune",
    "Datanets.bond_curator",
    "Licenses.set_license",
    "Licenses.add_allowed",
    "Licenses.remove_allowed",
    "ModelRegistry.register",
    "ModelRegistry.register_version",
    "ModelRegistry.set_terms",
    "ModelRegistry.add_allowed",
    "ModelRegistry.remove_allowed",
    "ModelRegistry.set_uri",
    "ModelRegistry.deprecate",
    "ModelRegistry.propose_owner",
    "ModelRegistry.accept_ownership",
    "ModelRegistry.transfer_builder_share",
    "Inference.publish_offer",
    "Inference.withdraw_offer",
    "Inference.remove_expired_offer",
    "Inference.pay",
    "Inference.open_channel",
    "Inference.top_up",
    "Inference.authorize_agent",
    "Inference.remove_agent",
    // Root's, whom nothing stops.
    "Inference.resume_settlements",
    "OperatorStaking.bond",
    "OperatorStaking.bond_extra",
    "OperatorStaking.delegate",
    "OperatorStaking.rebond",
    "OperatorStaking.set_commission",
    "OperatorStaking.resume",
    "OperatorStaking.apply_slash",
    "Receipts.forget_conviction",
    "Disputes.open",
    "Sponsorship.fund",
    "Sponsorship.forget",
    "Influence.add_attributor",
    "Influence.bond",
    "Influence.close",
    "Influence.pay_named",
];

/// Every defense by its name, `Pallet.call`.
fn defenses() -> BTreeSet<String> {
    DEFENSES.iter().flat_map(|(pallet, calls)| calls.iter().map(move |call| format!("{pallet}.{call}"))).collect()
}

#[test]
fn every_call_of_ours_should_be_a_defense_or_stoppable() {
    let ours = [
        "Attribution",
        "Datanets",
        "Licenses",
        "ModelRegistry",
        "Inference",
        "OperatorStaking",
        "FeeSplits",
        "Receipts",
        "Sponsorship",
        "Influence",
        "Disputes",
    ];
    let mut expected = defenses();
    assert_eq!(expected.len(), DEFENSES.iter().map(|(_, calls)| calls.len()).sum::<usize>(), "a call stands twice");
    expected.extend(STOPPABLE.iter().map(|name| (*name).to_string()));
    assert_eq!(expected.len(), defenses().len() + STOPPABLE.len(), "a defense is stoppable");
    // Each name on both lists is a call of the metadata, and each call of ours is on one of them, or always passes.
    let names: BTreeSet<String> = every_call()
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| ours.iter().any(|pallet| name.split('.').next() == Some(*pallet)))
        .filter(|name| !ALWAYS.iter().any(|pallet| name.split('.').next() == Some(*pallet)))
        .collect();
    assert_eq!(names, expected);
}

#[test]
fn both_stops_should_ask_one_list() {
    let mut chain = Chain::new("development");
    chain.block(|| {
        stop();
        for (call_name, call) in every_call() {
            let (pallet, function) = call_name.split_once('.').unwrap();
            let always = passes(pallet.as_bytes(), function.as_bytes());
            assert_eq!(always, ALWAYS.contains(&pallet) || defenses().contains(&call_name), "{call_name}");
            assert_eq!(Always::contains(&call), always, "{call_name}");
            assert_eq!(Always::contains(&name(pallet, function)), always, "{call_name}");
            assert_eq!(CallFilter::contains(&call), always, "{call_name} in safe mode");
        }
    });
}

/// Two of three members paused `Inference.settle`, and eight eras later the payer had everything back.
#[test]
fn nobody_should_pause_a_defense() {
    let mut chain = Chain::new("development");
    chain.block(|| {
        for (pallet, calls) in DEFENSES {
            for call in *calls {
                let unpausable = Err(pallet_tx_pause::Error::<Runtime>::Unpausable.into());
                assert_eq!(pause(pallet, call), unpausable, "{pallet}.{call}");
                pallet_tx_pause::PausedCalls::<Runtime>::insert(name(pallet, call), ());
                let call = plain(&format!("{pallet}.{call}"));
                assert_ne!(error_of(call.clone()), Some(filtered()), "{call:?}");
            }
        }
        stop();
        for call in defenses() {
            assert_ne!(error_of(plain(&call)), Some(filtered()), "{call} in safe mode");
        }
    });
}

/// Calls that carry `call`: a batch, a multisig of which one signature is enough, and a proxy.
fn carriers(call: &RuntimeCall) -> Vec<RuntimeCall> {
    vec![
        pallet_utility::Call::<Runtime>::batch_all { calls: vec![call.clone()] }.into(),
        pallet_multisig::Call::<Runtime>::as_multi_threshold_1 {
            other_signatories: vec![Charlie.to_account_id()],
            call: Box::new(call.clone()),
        }
        .into(),
        pallet_proxy::Call::<Runtime>::proxy {
            real: Bob.to_account_id().into(),
            force_proxy_type: None,
            call: Box::new(call.clone()),
        }
        .into(),
    ]
}

/// Whether `call` was refused by the filter, as itself or as what a proxy did.
fn is_filtered(call: RuntimeCall) -> bool {
    System::reset_events();
    let by_proxy = |error: DispatchError| {
        System::events().into_iter().any(|record| {
            matches!(
                record.event,
                RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result: Err(inner) }) if inner == error
            )
        })
    };
    error_of(call) == Some(filtered()) || by_proxy(filtered())
}

#[test]
fn carriers_should_pass_and_what_they_carry_should_be_filtered() {
    let mut chain = Chain::new("development");
    chain.block(|| {
        let add = pallet_proxy::Call::<Runtime>::add_proxy {
            delegate: Alice.to_account_id().into(),
            proxy_type: Default::default(),
            delay: 0,
        };
        dispatch(Bob, add).unwrap();
        pause("Balances", "transfer_keep_alive").unwrap();
        for carrier in carriers(&transfer()) {
            assert!(is_filtered(carrier.clone()), "a paused call in {carrier:?}");
            let twice = pallet_utility::Call::<Runtime>::batch_all { calls: vec![carrier] };
            assert!(is_filtered(twice.clone().into()), "a paused call in {twice:?}");
        }
        stop();
        for call in defenses() {
            for carrier in carriers(&plain(&call)) {
                assert!(!is_filtered(carrier.clone()), "a defense in safe mode, in {carrier:?}");
            }
        }
        let other: RuntimeCall =
            pallet_balances::Call::<Runtime>::transfer_all { dest: Bob.to_account_id().into(), keep_alive: true }
                .into();
        for carrier in carriers(&other) {
            assert!(is_filtered(carrier.clone()), "a transfer in safe mode, in {carrier:?}");
        }
        // With a call that passes, it stays stopped.
        let both = pallet_utility::Call::<Runtime>::batch_all { calls: vec![plain("System.remark"), other] };
        assert!(is_filtered(both.into()));
    });
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
