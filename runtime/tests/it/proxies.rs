// SPDX-License-Identifier: Apache-2.0

//! The kinds of proxies: for each row of the table in `docs/accounts.md`, the exact set of calls, by the filter and
//! through the pallet of proxies.

use crate::{
    calls::{every_call, plain},
    chain::{contribute_to_example, dispatch, Chain},
};
use openledger_primitives::{DatanetId, OPEN};
use openledger_runtime::{
    configs::proxy::ProxyType, AccountId, Balances, Multisig, Runtime, RuntimeCall, RuntimeEvent, System,
};
use polkadot_sdk::{
    frame_support::traits::{Contains, InstanceFilter},
    frame_system, pallet_balances,
    pallet_conviction_voting::{self, AccountVote, Conviction, Vote},
    pallet_multisig, pallet_proxy, pallet_utility,
    sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Eve, Ferdie},
    sp_runtime::DispatchResult,
};
use std::collections::BTreeSet;
use ProxyType::*;

const ALL: [ProxyType; 7] = [Any, NonTransfer, Governance, Staking, Curation, Inference, CancelProxy];

const BATCHES: &[&str] = &["Utility.batch", "Utility.batch_all", "Utility.force_batch"];

const CURATES: &[&str] = &[
    "Datanets.review",
    "Datanets.set_policy",
    "Datanets.set_metadata",
    "Datanets.add_curator",
    "Datanets.remove_curator",
    "Datanets.remove_contributor",
    "Datanets.prune",
    "Datanets.leave_curator",
    "Datanets.withdraw_curator_bond",
    "Licenses.remove_allowed",
    "Influence.set_policy",
    "Influence.add_attributor",
    "Influence.remove_attributor",
];

const STAKES: &[&str] = &[
    "OperatorStaking.unbond",
    "OperatorStaking.withdraw_unbonded",
    "OperatorStaking.withdraw_unbonded_for",
    "OperatorStaking.set_commission",
    "OperatorStaking.chill",
    "OperatorStaking.resume",
    "OperatorStaking.leave",
    "OperatorStaking.apply_slash",
    "OperatorStaking.unbond_for",
    "CollatorSelection.leave_intent",
    "Session.set_keys",
    "Session.purge_keys",
    "Attribution.claim",
    "Attribution.claim_for",
    "Attribution.claim_many",
    "Attribution.flow",
];

const GOVERNS: &[&str] = &[
    "ConvictionVoting.undelegate",
    "ConvictionVoting.unlock",
    "ConvictionVoting.remove_vote",
    "ConvictionVoting.remove_other_vote",
    "Referenda.refund_decision_deposit",
    "Referenda.refund_submission_deposit",
    "TechnicalCommittee.propose",
    "TechnicalCommittee.vote",
    "TechnicalCommittee.close",
    "Disputes.rule",
    "Disputes.finalize",
    "Treasury.payout",
    "Treasury.check_status",
];

const WINDS_UP: &[&str] = &[
    "Inference.withdraw_offer",
    "Inference.remove_expired_offer",
    "Inference.request_close",
    "Inference.revoke_agent",
    "Inference.remove_agent",
    "Receipts.report_equivocation",
    "Receipts.forget_conviction",
];

fn filtered() -> DispatchResult {
    Err(frame_system::Error::<Runtime>::CallFiltered.into())
}

/// Let `delegate` be a proxy of `real`.
fn add(real: Sr25519Keyring, delegate: Sr25519Keyring, kind: ProxyType) {
    let add = pallet_proxy::Call::<Runtime>::add_proxy {
        delegate: delegate.to_account_id().into(),
        proxy_type: kind,
        delay: 0,
    };
    dispatch(real, add).unwrap();
}

/// What becomes of `call` if `delegate` makes it for `real`.
fn proxied(real: Sr25519Keyring, delegate: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
    System::reset_events();
    let real = real.to_account_id().into();
    dispatch(
        delegate,
        pallet_proxy::Call::<Runtime>::proxy { real, force_proxy_type: None, call: Box::new(call.into()) },
    )
    .unwrap();
    let results: Vec<_> = System::events()
        .into_iter()
        .filter_map(|record| match record.event {
            RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
            _ => None,
        })
        .collect();
    results.last().copied().expect("a proxied call has a result")
}

fn transfer(value: u128) -> RuntimeCall {
    pallet_balances::Call::<Runtime>::transfer_allow_death { dest: Charlie.to_account_id().into(), value }.into()
}

/// Check that a proxy of `kind` may make the calls of `expected`, with their plainest arguments, and no others: by the
/// filter, and through the pallet of proxies. A new call of the runtime is refused, or a row here names it.
fn assert_may(kind: ProxyType, expected: &[&[&str]]) {
    let expected: BTreeSet<&str> = expected.iter().copied().flatten().copied().collect();
    let every = every_call();
    let by_filter: BTreeSet<&str> =
        every.iter().filter(|(_, call)| kind.filter(call)).map(|(name, _)| name.as_str()).collect();
    assert_eq!(by_filter, expected, "{kind:?}");

    let mut chain = Chain::new("development");
    chain.block(|| add(Alice, Ferdie, kind));
    // Not in a block: what becomes of the state does not matter.
    chain.read(|| {
        for (name, call) in &every {
            let result = proxied(Alice, Ferdie, call.clone());
            assert_eq!(result != filtered(), expected.contains(name.as_str()), "{kind:?}: {name}: {result:?}");
            if !expected.contains(name.as_str()) {
                let batch = pallet_utility::Call::<Runtime>::batch_all { calls: vec![call.clone()] };
                assert_eq!(proxied(Alice, Ferdie, batch), filtered(), "{kind:?}: {name} in a batch");
            }
        }
    });
}

#[test]
fn an_any_proxy_should_make_every_call() {
    for (name, call) in every_call() {
        assert!(Any.filter(&call), "{name}");
    }
}

#[test]
fn a_non_transfer_proxy_should_make_calls_that_take_hold_and_lock_nothing() {
    let others: &[&str] = &[
        "ModelRegistry.set_uri",
        "ModelRegistry.remove_allowed",
        "Vesting.vest",
        "Vesting.vest_other",
        "System.remark",
        "System.remark_with_event",
    ];
    assert_may(NonTransfer, &[BATCHES, CURATES, STAKES, GOVERNS, WINDS_UP, others]);
}

#[test]
fn a_governance_proxy_should_vote() {
    assert_may(Governance, &[BATCHES, GOVERNS, &["ConvictionVoting.vote"]]);
}

#[test]
fn a_staking_proxy_should_work_with_the_stake_that_is_there() {
    assert_may(Staking, &[BATCHES, STAKES]);
}

#[test]
fn a_curation_proxy_should_review_and_keep_datanets() {
    assert_may(Curation, &[BATCHES, CURATES]);
}

#[test]
fn an_inference_proxy_should_offer_settle_and_wind_up() {
    assert_may(
        Inference,
        &[BATCHES, WINDS_UP, &["Inference.publish_offer", "Inference.settle", "Influence.settle_named"]],
    );
}

#[test]
fn a_cancel_proxy_should_reject_announcements() {
    assert_may(CancelProxy, &[BATCHES, &["Proxy.reject_announcement"]]);
}

#[test]
fn a_superset_should_allow_what_its_subset_allows() {
    let every = every_call();
    for outer in ALL {
        for inner in ALL.into_iter().filter(|inner| outer.is_superset(inner)) {
            for (name, call) in &every {
                assert!(outer.filter(call) || !inner.filter(call), "{outer:?} ⊉ {inner:?}: {name}");
            }
        }
        assert!(Any.is_superset(&outer));
        assert!(outer == Any || !outer.is_superset(&Any));
    }
    assert!(!NonTransfer.is_superset(&Governance), "votes lock, and offers hold");
    assert!(!NonTransfer.is_superset(&Inference));
}

/// A 1-of-2 multisig of Alice is as good as a key of hers, and her approval counts in any other.
#[test]
fn a_restricted_proxy_should_not_move_what_a_multisig_owns() {
    for kind in ALL.into_iter().filter(|kind| *kind != Any) {
        Chain::new("local_testnet").block(|| {
            let mut owners = [Alice.to_account_id(), Bob.to_account_id()];
            owners.sort();
            let multisig: AccountId = Multisig::multi_account_id(&owners, 1);
            let give = pallet_balances::Call::<Runtime>::transfer_keep_alive {
                dest: multisig.clone().into(),
                value: 100 * OPEN,
            };
            dispatch(Alice, give).unwrap();
            add(Alice, Ferdie, kind);
            let spend = || pallet_multisig::Call::<Runtime>::as_multi_threshold_1 {
                other_signatories: vec![Bob.to_account_id()],
                call: Box::new(transfer(90 * OPEN)),
            };
            assert_eq!(proxied(Alice, Ferdie, spend()), filtered(), "{kind:?}");
            let batch = pallet_utility::Call::<Runtime>::batch_all { calls: vec![spend().into()] };
            assert_eq!(proxied(Alice, Ferdie, batch), filtered(), "{kind:?}");
            let approve = pallet_multisig::Call::<Runtime>::approve_as_multi {
                threshold: 2,
                other_signatories: vec![Bob.to_account_id()],
                maybe_timepoint: None,
                call_hash: [0; 32],
                max_weight: Default::default(),
            };
            assert_eq!(proxied(Alice, Ferdie, approve), filtered(), "{kind:?}");
            assert_eq!(Balances::free_balance(&multisig), 100 * OPEN);
            // The principal itself can, and a proxy of the kind `Any`.
            add(Alice, Charlie, Any);
            assert_eq!(proxied(Alice, Charlie, spend()), Ok(()));
            assert_eq!(Balances::free_balance(&multisig), 10 * OPEN);
        });
    }
}

#[test]
fn a_restricted_proxy_should_not_make_another_proxy() {
    for kind in ALL.into_iter().filter(|kind| *kind != Any) {
        Chain::new("local_testnet").block(|| {
            add(Alice, Ferdie, kind);
            for other in ALL {
                let add = pallet_proxy::Call::<Runtime>::add_proxy {
                    delegate: Eve.to_account_id().into(),
                    proxy_type: other,
                    delay: 0,
                };
                assert_eq!(proxied(Alice, Ferdie, add), filtered(), "{kind:?} adds {other:?}");
            }
            // Nor act for an account that its principal is a proxy of.
            add(Charlie, Alice, Any);
            let through = pallet_proxy::Call::<Runtime>::proxy {
                real: Charlie.to_account_id().into(),
                force_proxy_type: None,
                call: Box::new(transfer(OPEN)),
            };
            assert_eq!(proxied(Alice, Ferdie, through), filtered(), "{kind:?}");
        });
    }
}

/// More would lock the principal's whole balance for up to 32 periods.
#[test]
fn a_governance_proxy_should_vote_with_one_period_at_most() {
    use Conviction::*;
    let vote = |conviction| -> RuntimeCall {
        let vote = AccountVote::Standard { vote: Vote { aye: true, conviction }, balance: OPEN };
        pallet_conviction_voting::Call::<Runtime>::vote { poll_index: 0, vote }.into()
    };
    for conviction in [None, Locked1x] {
        assert!(Governance.filter(&vote(conviction)), "{conviction:?}");
        assert!(!NonTransfer.filter(&vote(conviction)), "{conviction:?}");
    }
    for conviction in [Locked2x, Locked3x, Locked4x, Locked5x, Locked6x] {
        assert!(!Governance.filter(&vote(conviction)), "{conviction:?}");
    }
    for vote in
        [AccountVote::Split { aye: OPEN, nay: OPEN }, AccountVote::SplitAbstain { aye: OPEN, nay: OPEN, abstain: OPEN }]
    {
        let vote: RuntimeCall = pallet_conviction_voting::Call::<Runtime>::vote { poll_index: 0, vote }.into();
        assert!(Governance.filter(&vote));
    }
}

#[test]
fn proxies_should_do_what_their_kinds_are_for() {
    Chain::new("development").block(|| {
        contribute_to_example(Charlie, 1);
        add(Alice, Ferdie, Curation);
        let metadata = pallet_datanets::Call::<Runtime>::set_metadata {
            datanet: DatanetId(0),
            metadata: b"https://example.org/new".to_vec().try_into().unwrap(),
        };
        assert_eq!(proxied(Alice, Ferdie, metadata), Ok(()));
        // Decided already: the refusal is the pallet's.
        let review = pallet_datanets::Call::<Runtime>::review { contribution: 0.into(), score: 0 };
        assert_eq!(proxied(Alice, Ferdie, review), Err(pallet_datanets::Error::<Runtime>::NotPending.into()));

        add(Eve, Bob, Staking);
        assert_eq!(proxied(Eve, Bob, pallet_operator_staking::Call::<Runtime>::chill {}), Ok(()));
        assert_eq!(proxied(Eve, Bob, pallet_operator_staking::Call::<Runtime>::resume {}), Ok(()));
        let unbond = pallet_operator_staking::Call::<Runtime>::unbond { operator: Eve.to_account_id(), amount: 0 };
        assert_eq!(proxied(Eve, Bob, unbond), Err(pallet_operator_staking::Error::<Runtime>::ZeroAmount.into()));
        // A signer of the proxy's choice could have the stake slashed, and a report rewarded.
        let signer = pallet_operator_staking::Call::<Runtime>::set_signer { signer: Bob.to_account_id() };
        assert_eq!(proxied(Eve, Bob, signer), filtered());

        add(Eve, Charlie, Inference);
        let offer = proxied(Eve, Charlie, plain("Inference.publish_offer"));
        assert!(offer.is_err() && offer != filtered(), "the refusal is the pallet's: {offer:?}");

        add(Bob, Ferdie, NonTransfer);
        assert_eq!(proxied(Bob, Ferdie, frame_system::Call::<Runtime>::remark { remark: vec![1] }), Ok(()));
    });
}

#[test]
fn a_batch_should_not_hide_a_transfer_from_a_proxy_s_filter() {
    Chain::new("local_testnet").block(|| {
        add(Alice, Bob, NonTransfer);
        let before = Balances::free_balance(Charlie.to_account_id());
        let batch = pallet_utility::Call::<Runtime>::batch_all { calls: vec![transfer(OPEN)] };
        assert_eq!(proxied(Alice, Bob, batch), filtered());
        // Not even one that goes on after a failure.
        let batch = pallet_utility::Call::<Runtime>::force_batch { calls: vec![transfer(OPEN)] };
        assert_eq!(proxied(Alice, Bob, batch), Ok(()));
        assert_eq!(Balances::free_balance(Charlie.to_account_id()), before);
    });
}

/// The chain itself filters nothing as long as nothing is paused: the origin of a call decides what it may do.
#[test]
fn the_chain_should_not_filter_calls_when_nothing_is_paused() {
    Chain::new("local_testnet").read(|| {
        for (name, call) in every_call() {
            assert!(<Runtime as frame_system::Config>::BaseCallFilter::contains(&call), "{name}");
        }
    });
}
