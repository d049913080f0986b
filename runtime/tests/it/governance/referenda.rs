// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::chain::genesis_config;
use openledger_primitives::runtime_api::{runtime_decl_for_open_ledger_api::OpenLedgerApiV1, FeeSplitVersion};
use openledger_runtime::{governance::origins::Origin, Attribution, FeeSplits};
use polkadot_sdk::{pallet_referenda::ReferendumInfo, pallet_sudo, sp_keyring::Sr25519Keyring::Ferdie};

#[test]
fn a_referendum_should_change_the_fee_split() {
    let mut chain = Chain::new("development");
    let index = chain.block(|| {
        let index = submit(Origin::FeeSplitAdmin, set_fee_split(other_split()));
        for who in VOTERS {
            vote(who, index, true, Conviction::Locked1x, STAKE);
        }
        index
    });
    assert!(chain.read(|| has_preimage(&set_fee_split(other_split()))));
    // A day of preparation, less than four until a good fifth of what can vote is enough, two of confirmation, one
    // until enactment; five blocks each.
    let result = blocks_until(&mut chain, 5 * 8 + 4, enacted);
    assert_eq!(result, Ok(()));
    let era = chain.read(|| {
        assert!(matches!(referendum(index), ReferendumInfo::Approved(..)));
        let enacted = System::events().into_iter().any(|record| {
            matches!(
                record.event,
                RuntimeEvent::FeeSplits(pallet_fee_split::Event::FeeSplitEnacted { version: 2, split: new, .. })
                    if new == other_split()
            )
        });
        assert!(enacted);
        assert_eq!(FeeSplits::fee_split().split, FeeSplit::default());
        assert_eq!(FeeSplits::next_fee_split().unwrap().split, other_split());
        Attribution::current_era()
    });
    chain.pass_eras(1);
    chain.read(|| {
        assert_eq!(FeeSplits::fee_split().split, other_split());
        assert_eq!(FeeSplits::fee_split().effective_from, era + 1);
        // A voucher that was signed before still settles by the old split.
        assert_eq!(FeeSplits::by_version(1), Some(FeeSplit::default()));
        let version = |version, split, effective_from| FeeSplitVersion { version, split, effective_from };
        assert_eq!(
            Runtime::fee_split_history(),
            [version(2, other_split(), era + 1), version(1, FeeSplit::default(), 0)]
        );
    });
    // Deposits come back.
    chain.block(|| {
        let before = (free(Bob), free(Charlie));
        dispatch(Dave, pallet_referenda::Call::<Runtime>::refund_decision_deposit { index }).unwrap();
        dispatch(Dave, pallet_referenda::Call::<Runtime>::refund_submission_deposit { index }).unwrap();
        assert_eq!(free(Bob) - before.0, 100 * OPEN);
        assert_eq!(free(Charlie) - before.1, 10_000 * OPEN);
    });
}

#[test]
fn a_referendum_that_breaks_the_constitution_should_fail_when_it_is_enacted() {
    let percent = Permill::from_percent;
    let too_low = FeeSplit { contributors: percent(19), builders: percent(46), ..FeeSplit::default() };
    let too_far = FeeSplit { contributors: percent(51), builders: percent(14), ..FeeSplit::default() };
    let too_greedy =
        FeeSplit { treasury: percent(21), contributors: percent(33), builders: percent(15), ..FeeSplit::default() };
    type Error = pallet_fee_split::Error<Runtime>;
    for (split, error) in
        [(too_low, Error::ContributorsTooLow), (too_far, Error::StepTooLarge), (too_greedy, Error::TreasuryTooHigh)]
    {
        let mut chain = Chain::new("development");
        let index = chain.block(|| {
            let index = submit(Origin::FeeSplitAdmin, set_fee_split(split));
            all_vote_aye(index);
            index
        });
        let result = blocks_until(&mut chain, 40, enacted);
        assert_eq!(result, Err(error.into()));
        chain.read(|| {
            // The holders did approve it.
            assert!(matches!(referendum(index), ReferendumInfo::Approved(..)));
            assert_eq!(FeeSplits::fee_split().split, FeeSplit::default());
            assert_eq!(FeeSplits::next_fee_split(), None);
        });
    }
}

#[test]
fn a_referendum_that_is_voted_down_should_change_nothing() {
    let mut chain = Chain::new("development");
    let index = chain.block(|| {
        let index = submit(Origin::FeeSplitAdmin, set_fee_split(other_split()));
        vote(Alice, index, true, Conviction::Locked1x, STAKE);
        vote(Bob, index, true, Conviction::Locked1x, STAKE);
        // One with conviction outweighs two.
        vote(Dave, index, false, Conviction::Locked3x, STAKE);
        index
    });
    let decided = || (!matches!(referendum(index), ReferendumInfo::Ongoing(..))).then(|| referendum(index));
    let decision = blocks_until(&mut chain, 5 + 70 + 5, decided);
    assert!(matches!(decision, ReferendumInfo::Rejected(..)));
    chain.pass_eras(2);
    chain.read(|| {
        assert_eq!(FeeSplits::fee_split().version, 1);
        assert_eq!(FeeSplits::next_fee_split(), None);
        // Who lost is not locked by conviction: the vote can be removed, and the OPEN is free.
    });
    chain.block(|| {
        let remove = pallet_conviction_voting::Call::<Runtime>::remove_vote { class: Some(10), index };
        dispatch(Alice, remove).unwrap();
        let unlock =
            pallet_conviction_voting::Call::<Runtime>::unlock { class: 10, target: Alice.to_account_id().into() };
        dispatch(Alice, unlock).unwrap();
        let locks = polkadot_sdk::pallet_balances::Locks::<Runtime>::get(Alice.to_account_id());
        assert!(locks.is_empty());
    });
}

#[test]
fn a_referendum_should_be_canceled_and_killed_by_referenda() {
    for (canceller, kept) in [(Origin::ReferendumCanceller, true), (Origin::ReferendumKiller, false)] {
        let mut chain = Chain::new("development");
        let index = chain.block(|| {
            let index = submit(Origin::FeeSplitAdmin, set_fee_split(other_split()));
            let call: RuntimeCall = if kept {
                pallet_referenda::Call::<Runtime>::cancel { index }.into()
            } else {
                pallet_referenda::Call::<Runtime>::kill { index }.into()
            };
            let against = submit(canceller, call);
            all_vote_aye(against);
            index
        });
        assert_eq!(blocks_until(&mut chain, 10, enacted), Ok(()));
        chain.read(|| match referendum(index) {
            ReferendumInfo::Cancelled(_, submission, decision) => {
                assert!(kept && submission.is_some() && decision.is_some());
            }
            ReferendumInfo::Killed(_) => assert!(!kept),
            other => panic!("{other:?}"),
        });
    }
}

/// A production chain has no sudo key: decisions of referenda take days there, and are enacted.
#[test]
fn a_chain_without_a_sudo_key_should_change_its_split() {
    let mut config = genesis_config("local_testnet");
    config["sudo"]["key"] = serde_json::Value::Null;
    // A tenth of a day, to keep the test short.
    let day = 1_440;
    config["governanceClock"] = serde_json::json!({ "day": day });
    config["attribution"]["eraLength"] = serde_json::json!(14_400);
    let mut chain = Chain::with_genesis(&config);
    chain.block(|| {
        assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
        for who in Sr25519Keyring::well_known() {
            let sudo = pallet_sudo::Call::<Runtime>::sudo { call: Box::new(set_fee_split(other_split())) };
            assert!(dispatch(who, sudo).is_err());
            assert!(dispatch(who, set_fee_split(other_split())).is_err());
        }
    });
    chain.block(|| {
        let index = submit(Origin::FeeSplitAdmin, set_fee_split(other_split()));
        all_vote_aye(index);
    });
    // Fewer relay blocks at a time than the scheduler looks at in a block: it has to look at each.
    let step = 50;
    let mut passed = 0;
    let result = loop {
        passed += step;
        if let Some(result) = chain.block_after(step, enacted) {
            break result;
        }
        assert!(passed < 5 * day, "five days should be enough");
    };
    assert_eq!(result, Ok(()));
    // A day of preparation, two of confirmation and one until enactment, and no less.
    assert!(passed >= 4 * day, "{passed}");
    chain.read(|| assert_eq!(FeeSplits::next_fee_split().unwrap().split, other_split()));
}

/// OPEN of the treasury is not eligible, so it does not count.
#[test]
fn support_should_be_measured_by_what_can_vote() {
    use polkadot_sdk::{
        frame_support::traits::{fungible::Inspect, VoteTally},
        sp_runtime::Perbill,
    };
    let mut chain = Chain::new("development");
    let index = chain.block(|| submit(Origin::FeeSplitAdmin, set_fee_split(other_split())));
    chain.block(|| {
        vote(Ferdie, index, true, Conviction::Locked6x, STAKE);
        let ReferendumInfo::Ongoing(status) = referendum(index) else { panic!("it goes on") };
        let can_vote: Balance = <openledger_runtime::Balances as Inspect<_>>::active_issuance();
        assert!(can_vote < 125_000_000 * OPEN, "{can_vote}");
        // Conviction does not multiply support.
        assert_eq!(status.tally.support(10), Perbill::from_rational(STAKE, can_vote));
        assert_eq!(status.tally.ayes(10), 6 * STAKE);
    });
}
