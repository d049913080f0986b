// SPDX-License-Identifier: Apache-2.0

use crate::chain::{dispatch, Chain};
use openledger_primitives::{ChannelKey, DatanetId, ModelId, PoolId, Receipt, SignedReceipt, Units, OPEN};
use openledger_runtime::{
    configs::proxy::ProxyType, AccountId, Balances, Runtime, RuntimeCall, RuntimeEvent, Signature, System,
};
use polkadot_sdk::{
    frame_support::traits::{Contains, InstanceFilter},
    frame_system, pallet_balances, pallet_collator_selection, pallet_collective, pallet_conviction_voting,
    pallet_preimage, pallet_proxy, pallet_referenda, pallet_safe_mode, pallet_sudo, pallet_treasury, pallet_utility,
    pallet_vesting, pallet_whitelist, pallet_xcm,
    sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie},
    sp_runtime::Permill,
};
use ProxyType::*;

const ALL: [ProxyType; 7] = [Any, NonTransfer, Governance, Staking, Curation, Inference, CancelProxy];

/// A receipt that nobody signed.
pub fn receipt() -> Box<SignedReceipt<AccountId, Signature>> {
    let receipt = Receipt {
        payer: Bob.to_account_id(),
        operator: Bob.to_account_id(),
        channel: 0,
        sequence: 0,
        era: 0,
        model: ModelId(0),
        amount: 1,
        units: Units::default(),
        request: Default::default(),
        response: Default::default(),
        parent: None,
    };
    Box::new(SignedReceipt { receipt, signature: Bob.sign(b"").into() })
}

/// Calls, each with the kinds of proxies beside [`Any`] that may make it.
fn samples() -> Vec<(RuntimeCall, Vec<ProxyType>)> {
    let who = || Bob.to_account_id();
    let schedule = || pallet_vesting::VestingInfo::new(100 * OPEN, OPEN, 1);
    let remark = || RuntimeCall::from(frame_system::Call::<Runtime>::remark { remark: vec![] });
    let bundled = || vec![NonTransfer, Governance, Staking, Curation, Inference, CancelProxy];
    vec![
        (remark(), vec![NonTransfer]),
        (pallet_balances::Call::transfer_allow_death { dest: who().into(), value: 1 }.into(), vec![]),
        (pallet_balances::Call::transfer_all { dest: who().into(), keep_alive: false }.into(), vec![]),
        (pallet_vesting::Call::vest {}.into(), vec![NonTransfer]),
        (pallet_vesting::Call::vest_other { target: who().into() }.into(), vec![NonTransfer]),
        (pallet_vesting::Call::vested_transfer { target: who().into(), schedule: schedule() }.into(), vec![]),
        (pallet_vesting::Call::merge_schedules { schedule1_index: 0, schedule2_index: 1 }.into(), vec![]),
        (
            pallet_xcm::Call::claim_assets {
                assets: Box::new(Vec::<polkadot_sdk::staging_xcm::latest::Asset>::new().into()),
                beneficiary: Box::new(polkadot_sdk::staging_xcm::latest::Location::here().into()),
            }
            .into(),
            vec![],
        ),
        (pallet_utility::Call::batch { calls: vec![] }.into(), bundled()),
        (pallet_sudo::Call::sudo { call: Box::new(remark()) }.into(), vec![]),
        (pallet_proxy::Call::add_proxy { delegate: who().into(), proxy_type: Any, delay: 0 }.into(), vec![]),
        (
            pallet_proxy::Call::reject_announcement { delegate: who().into(), call_hash: Default::default() }.into(),
            vec![CancelProxy],
        ),
        (pallet_preimage::Call::note_preimage { bytes: vec![] }.into(), vec![NonTransfer, Governance]),
        (pallet_treasury::Call::payout { index: 0 }.into(), vec![NonTransfer, Governance]),
        (pallet_conviction_voting::Call::remove_vote { class: None, index: 0 }.into(), vec![NonTransfer, Governance]),
        (pallet_referenda::Call::place_decision_deposit { index: 0 }.into(), vec![NonTransfer, Governance]),
        (
            pallet_collective::Call::<Runtime, pallet_collective::Instance1>::disapprove_proposal {
                proposal_hash: Default::default(),
            }
            .into(),
            vec![NonTransfer, Governance],
        ),
        (
            pallet_whitelist::Call::whitelist_call { call_hash: Default::default() }.into(),
            vec![NonTransfer, Governance],
        ),
        (pallet_safe_mode::Call::force_exit {}.into(), vec![]),
        (pallet_fee_split::Call::set_fee_split { split: Default::default() }.into(), vec![NonTransfer, Governance]),
        (pallet_collator_selection::Call::leave_intent {}.into(), vec![NonTransfer, Staking]),
        (
            pallet_operator_staking::Call::bond { amount: 1, commission: Permill::zero() }.into(),
            vec![NonTransfer, Staking],
        ),
        (pallet_operator_staking::Call::chill {}.into(), vec![NonTransfer, Staking]),
        (
            pallet_attribution::Call::claim { pool: PoolId::Datanet(DatanetId(0)), path: Default::default() }.into(),
            vec![NonTransfer, Staking],
        ),
        (pallet_datanets::Call::review { contribution: 0.into(), score: 1 }.into(), vec![NonTransfer, Curation]),
        (pallet_datanets::Call::add_curator { datanet: DatanetId(0), who: who() }.into(), vec![NonTransfer, Curation]),
        (pallet_datanets::Call::fund { datanet: DatanetId(0), amount: 1 }.into(), vec![]),
        (pallet_datanets::Call::propose_owner { datanet: DatanetId(0), proposed: Some(who()) }.into(), vec![]),
        (pallet_model_registry::Call::deprecate { model: ModelId(0) }.into(), vec![NonTransfer]),
        (pallet_model_registry::Call::propose_owner { model: ModelId(0), proposed: Some(who()) }.into(), vec![]),
        (pallet_model_registry::Call::transfer_builder_share { model: ModelId(0), to: who() }.into(), vec![]),
        (pallet_inference::Call::withdraw_offer { model: ModelId(0) }.into(), vec![NonTransfer, Inference]),
        (
            pallet_inference::Call::pay { model: ModelId(0), operator: who(), units: Units::default(), max_amount: 1 }
                .into(),
            vec![Inference],
        ),
        (pallet_inference::Call::open_channel { operator: who(), amount: 1 }.into(), vec![Inference]),
        (pallet_inference::Call::top_up { operator: who(), amount: 1 }.into(), vec![Inference]),
        (
            pallet_inference::Call::authorize_agent {
                operator: who(),
                agent: who(),
                cap: 1,
                expires: 1,
                models: Default::default(),
            }
            .into(),
            vec![Inference],
        ),
        (pallet_inference::Call::request_close { operator: who() }.into(), vec![NonTransfer, Inference]),
        (
            pallet_inference::Call::close_channel { channel: ChannelKey { operator: who(), payer: who() } }.into(),
            vec![NonTransfer, Inference],
        ),
        (pallet_inference::Call::revoke_agent { operator: who(), agent: who() }.into(), vec![NonTransfer, Inference]),
        (pallet_inference::Call::settle { vouchers: vec![] }.into(), vec![NonTransfer, Inference]),
        (pallet_inference::Call::resume_settlements {}.into(), vec![Inference]),
        (
            pallet_receipts::Call::<Runtime>::report_equivocation { first: receipt(), second: receipt() }.into(),
            vec![NonTransfer, Inference],
        ),
        (
            pallet_receipts::Call::<Runtime>::forget_conviction { operator: who(), channel: 0, sequence: 0 }.into(),
            vec![Inference],
        ),
    ]
}

#[test]
fn proxies_should_make_the_calls_of_their_kind_and_no_others() {
    for (call, allowed) in samples() {
        for kind in ALL {
            assert_eq!(kind.filter(&call), kind == Any || allowed.contains(&kind), "{kind:?}: {call:?}");
        }
    }
}

#[test]
fn a_superset_should_allow_what_its_subset_allows() {
    for outer in ALL {
        for inner in ALL.into_iter().filter(|inner| outer.is_superset(inner)) {
            for (call, _) in samples() {
                assert!(outer.filter(&call) || !inner.filter(&call), "{outer:?} ⊉ {inner:?}: {call:?}");
            }
        }
        assert!(Any.is_superset(&outer));
        assert!(outer == Any || !outer.is_superset(&Any));
    }
}

#[test]
fn a_batch_should_not_hide_a_transfer_from_a_proxy_s_filter() {
    let mut chain = Chain::new("local_testnet");
    chain.block(|| {
        let add =
            pallet_proxy::Call::add_proxy { delegate: Bob.to_account_id().into(), proxy_type: NonTransfer, delay: 0 };
        dispatch(Alice, add).unwrap();
        let before = Balances::free_balance(Charlie.to_account_id());
        let transfer: RuntimeCall =
            pallet_balances::Call::transfer_keep_alive { dest: Charlie.to_account_id().into(), value: OPEN }.into();
        let batch: RuntimeCall = pallet_utility::Call::batch_all { calls: vec![transfer] }.into();
        let proxied = pallet_proxy::Call::proxy {
            real: Alice.to_account_id().into(),
            force_proxy_type: None,
            call: Box::new(batch),
        };
        dispatch(Bob, proxied).unwrap();
        assert_eq!(Balances::free_balance(Charlie.to_account_id()), before);
        let result = System::events().into_iter().rev().find_map(|record| match record.event {
            RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
            _ => None,
        });
        assert_eq!(result, Some(Err(frame_system::Error::<Runtime>::CallFiltered.into())));
    });
}

/// The chain itself filters nothing as long as nothing is paused: the origin of a call decides what it may do.
#[test]
fn the_chain_should_not_filter_calls_when_nothing_is_paused() {
    Chain::new("local_testnet").read(|| {
        for (call, _) in samples() {
            assert!(<Runtime as frame_system::Config>::BaseCallFilter::contains(&call));
        }
    });
}
