// SPDX-License-Identifier: Apache-2.0

//! Numbers that governance changes without an upgrade: with notice, in steps, within bounds.

use crate::chain::{dispatch, dispatch_as, dispatch_as_root, Chain};
use codec::Encode;
use openledger_primitives::{
    runtime_api::runtime_decl_for_open_ledger_api::OpenLedgerApiV1,
    traits::{AdvanceEras, ValueAt},
    Balance, DatanetId, Era, FeeSplit, MILLI_OPEN, OPEN,
};
use openledger_runtime::{
    constants::{currency::deposit, time::DAYS},
    governance::{
        clock,
        origins::Origin,
        parameters::{
            cases, fee_split, governance, registry, staking, value, Parameter, ParameterName, Setting, LONGEST, NEXT,
            WINDOW,
        },
        tracks,
    },
    Attribution, Inference, Runtime, RuntimeCall, RuntimeEvent, System,
};
use pallet_scheduled_parameters::ParameterName as _;
use polkadot_sdk::{
    frame_support::traits::Get,
    pallet_referenda,
    pallet_referenda::TracksInfo,
    sp_io::TestExternalities,
    sp_keyring::Sr25519Keyring::{Bob, Charlie, Dave, Eve, Ferdie},
    sp_runtime::{DispatchError, Permill},
};
use ParameterName::*;

type Error = pallet_scheduled_parameters::Error<Runtime>;
type Event = pallet_scheduled_parameters::Event<Runtime>;

fn set(parameter: ParameterName, value: u128) -> RuntimeCall {
    pallet_scheduled_parameters::Call::<Runtime>::set_parameter { parameter, value }.into()
}

/// Set a parameter as root, within a step.
fn schedule(parameter: ParameterName, value: u128) {
    dispatch_as_root(set(parameter, value)).unwrap();
}

fn error(call: RuntimeCall) -> DispatchError {
    dispatch_as_root(call).unwrap_err().error
}

/// Let `eras` pass, each with a block. For chains whose eras last longer than the test.
fn wait(chain: &mut Chain, eras: Era) {
    for _ in 0..eras {
        chain.read(|| Attribution::advance_eras(1));
        chain.block(|| ());
    }
}

/// The development chain once its operator's stake is active: 10,000 OPEN of its own.
fn with_active_stake() -> Chain {
    let mut chain = Chain::new("development");
    chain.block(|| ());
    // Eras pass when the test says so.
    chain.read(|| pallet_attribution::EraSchedule::<Runtime>::mutate(|schedule| schedule.length = DAYS));
    wait(&mut chain, 1);
    chain
}

/// As the page on governance lists them: default, bounds and notice.
#[test]
fn terms_should_be_as_documented() {
    let percent = |percent: u128| percent * 10_000;
    let expected = [
        ("Day", DAYS.into(), 1, DAYS.into(), 7),
        ("MinOperatorBond", 1_000 * OPEN, 100 * OPEN, 1_000_000 * OPEN, 28),
        ("MinDelegation", 10 * OPEN, OPEN, 100 * OPEN, 7),
        ("UnbondingEras", 7, 7, 28, 7),
        ("CommissionNotice", 7, 1, 28, 7),
        ("EquivocationSlash", percent(10), percent(1), percent(50), 28),
        ("ReporterReward", percent(25), percent(1), percent(50), 7),
        ("StakePerFee", 10, 1, 100, 28),
        ("DatanetDeposit", deposit(65, 6_360), MILLI_OPEN, 1_000 * OPEN, 1),
        ("MinContributionDeposit", deposit(3, 1_500), MILLI_OPEN, 100 * OPEN, 1),
        ("ModelDeposit", OPEN, MILLI_OPEN, 1_000 * OPEN, 1),
        ("AllowedDeposit", deposit(1, 120), MILLI_OPEN, 100 * OPEN, 1),
        ("OfferDeposit", deposit(1, 487), MILLI_OPEN, 100 * OPEN, 1),
        ("MaxOfferEras", 365, 1, 3_650, 1),
        ("ChannelDeposit", deposit(1, 578), MILLI_OPEN, 100 * OPEN, 1),
        ("AgentDeposit", deposit(1, 711), MILLI_OPEN, 100 * OPEN, 1),
        ("ThawEras", 7, 7, 28, 7),
        ("RejectionPenalty", percent(50), percent(10), percent(100), 1),
        ("GracePeriod", 7, 7, 28, 7),
        ("CaseBond", 5 * OPEN, OPEN, 1_000 * OPEN, 1),
    ];
    let terms = ParameterName::all().iter().map(|name| {
        let terms = name.terms();
        (name.text(), terms.default, terms.least, terms.most, terms.notice)
    });
    assert_eq!(terms.collect::<Vec<_>>(), expected);
    // The stored indices.
    for (index, name) in ParameterName::all().iter().enumerate() {
        assert_eq!(name.encode(), [index as u8]);
    }
}

/// A bound above the largest value of a type would be read as another value.
#[test]
fn values_should_be_read_as_they_are_stored() {
    fn check<P: Setting<Value = V>, V: PartialEq + core::fmt::Debug>(plain: impl Fn(u128) -> V) {
        TestExternalities::default().execute_with(|| {
            let terms = P::NAME.terms();
            assert_eq!(value::<P>(), plain(terms.default));
            for bound in [terms.least, terms.most] {
                pallet_scheduled_parameters::Pallet::<Runtime>::set_at_genesis(P::NAME, bound).unwrap();
                assert_eq!(value::<P>(), plain(bound));
            }
        });
    }
    let number = |number: u128| u32::try_from(number).unwrap();
    let part = |parts: u128| Permill::from_parts(u32::try_from(parts).unwrap());
    let planck = |amount: u128| amount;
    check::<governance::Day, _>(number);
    check::<staking::MinOperatorBond, _>(planck);
    check::<staking::MinDelegation, _>(planck);
    check::<staking::UnbondingEras, _>(number);
    check::<staking::CommissionNotice, _>(number);
    check::<staking::EquivocationSlash, _>(part);
    check::<staking::ReporterReward, _>(part);
    check::<staking::StakePerFee, _>(number);
    check::<registry::DatanetDeposit, _>(planck);
    check::<registry::MinContributionDeposit, _>(planck);
    check::<registry::ModelDeposit, _>(planck);
    check::<registry::AllowedDeposit, _>(planck);
    check::<registry::OfferDeposit, _>(planck);
    check::<registry::MaxOfferEras, _>(number);
    check::<registry::ChannelDeposit, _>(planck);
    check::<registry::AgentDeposit, _>(planck);
    check::<registry::ThawEras, _>(number);
    check::<registry::RejectionPenalty, _>(part);
    check::<fee_split::GracePeriod, _>(number);
    check::<cases::CaseBond, _>(planck);
}

/// An operator that is active could otherwise be too small to be its own delegator, and stake could be gone before a
/// dispute is over.
#[test]
fn bounds_should_keep_what_has_an_order_in_order() {
    assert_eq!(MinOperatorBond.terms().least, MinDelegation.terms().most);
    // Stake could otherwise be gone before a dispute is over, and what a channel or an old split still owes be worth
    // nothing because the operator's stake did not cover it in time.
    let disputed: Era = <Runtime as pallet_receipts::Config>::DisputeEras::get();
    for longer in [UnbondingEras, ThawEras, GracePeriod] {
        assert_eq!(longer.terms().least, disputed.into(), "{longer:?}");
    }
    assert!(disputed <= openledger_primitives::fees::MAX_BUCKETS);
    // No operator can take more than it has at stake, and no division by zero.
    assert_eq!(StakePerFee.terms().least, 1);
    // A policy's deposit has room between the parameter and the constitution.
    assert!(MinContributionDeposit.terms().most <= <Runtime as pallet_datanets::Config>::MaxContributionDeposit::get());
}

/// A curator could otherwise take its bond out before the verdict about its last review.
#[test]
fn bonds_of_curators_should_outlast_the_longest_case() {
    type Cases = Runtime;
    let stages: [Era; 5] = [
        <Cases as pallet_disputes::Config>::ResponseEras::get(),
        <Cases as pallet_disputes::Config>::RulingEras::get(),
        <Cases as pallet_disputes::Config>::AppealEras::get(),
        <Cases as pallet_disputes::Config>::TrackEras::get(),
        <Cases as pallet_disputes::Config>::PatienceEras::get(),
    ];
    let longest: Era = stages.into_iter().sum();
    assert!(pallet_datanets::LIABILITY_ERAS >= pallet_datanets::APPEAL_ERAS + longest);
}

/// Notice that is too short would break a promise: of a thaw that runs, or of the value at the offense.
#[test]
fn notice_should_be_as_long_as_what_the_parameter_touches() {
    let disputed: Era = <Runtime as pallet_receipts::Config>::DisputeEras::get();
    assert_eq!((NEXT, WINDOW), (1, disputed));
    for longest in [UnbondingEras, ThawEras, GracePeriod, CommissionNotice] {
        assert_eq!(longest.terms().most, LONGEST.into(), "{longest:?}");
    }
    // A look back over the window has exact values if the notice is the window less the current era.
    for looked_back in [EquivocationSlash, StakePerFee] {
        assert!(looked_back.terms().notice + 1 >= disputed, "{looked_back:?}");
    }
}

/// A referendum multiplied the ratio by ten, which divided the coverage of running channels by ten at once.
#[test]
fn a_higher_stake_per_fee_should_leave_what_was_accepted_covered() {
    let mut chain = with_active_stake();
    let coverage = || Inference::coverage(Eve.to_account_id());
    chain.block(|| {
        assert_eq!(coverage(), 1_000 * OPEN);
        assert_eq!(error(set(StakePerFee, 100)), Error::StepTooLarge.into());
        dispatch_as(Origin::StakingAdmin, set(StakePerFee, 20)).unwrap();
        assert_eq!(coverage(), 1_000 * OPEN);
    });
    // The longest thaw, and then the window in which fees count that were accepted before.
    let window: Era = <Runtime as pallet_receipts::Config>::DisputeEras::get();
    for _ in 1..LONGEST + window - 1 {
        wait(&mut chain, 1);
        assert_eq!(chain.read(coverage), 1_000 * OPEN);
    }
    wait(&mut chain, 1);
    assert_eq!(chain.read(coverage), 500 * OPEN);
    // A lower ratio takes nothing from anybody, so it counts from its first era on.
    chain.block(|| schedule(StakePerFee, 10));
    wait(&mut chain, LONGEST - 1);
    assert_eq!(chain.read(coverage), 500 * OPEN);
    wait(&mut chain, 1);
    assert_eq!(chain.read(coverage), 1_000 * OPEN);
}

/// A referendum with 1 % support stopped payments, channels, offers and delegations of every operator in one block.
#[test]
fn a_higher_minimum_bond_should_leave_operators_time_and_their_channels() {
    let mut chain = with_active_stake();
    let eve = || Eve.to_account_id();
    let open = |payer| {
        let (amount, max_deposit) = (50 * OPEN, Balance::MAX);
        dispatch(payer, pallet_inference::Call::<Runtime>::open_channel { operator: eve(), amount, max_deposit })
    };
    chain.block(|| {
        pallet_scheduled_parameters::Pallet::<Runtime>::set_at_genesis(MinOperatorBond, 8_000 * OPEN).unwrap();
        assert_eq!(error(set(MinOperatorBond, 1_000_000 * OPEN)), Error::StepTooLarge.into());
        dispatch_as(Origin::StakingAdmin, set(MinOperatorBond, 16_000 * OPEN)).unwrap();
        open(Charlie).unwrap();
    });
    // Its 10,000 OPEN are enough until the last era of the notice.
    wait(&mut chain, LONGEST - 1);
    chain.block(|| open(Bob).unwrap());
    wait(&mut chain, 1);
    chain.block(|| {
        let refused = open(Ferdie).unwrap_err().error;
        assert_eq!(refused, pallet_inference::Error::<Runtime>::OperatorNotActive.into());
        let delegate = pallet_operator_staking::Call::<Runtime>::delegate { operator: eve(), amount: 100 * OPEN };
        let refused = dispatch(Dave, delegate.clone()).unwrap_err().error;
        assert_eq!(refused, pallet_operator_staking::Error::<Runtime>::OperatorNotActive.into());
        // Its channels go on: payers can top them up, and its stake covers as before.
        dispatch(Charlie, pallet_inference::Call::<Runtime>::top_up { operator: eve(), amount: OPEN }).unwrap();
        assert_eq!(Inference::coverage(eve()), 1_000 * OPEN);
        // With the missing bond it works again at once.
        dispatch(Eve, pallet_operator_staking::Call::<Runtime>::bond_extra { amount: 6_000 * OPEN }).unwrap();
        open(Ferdie).unwrap();
        dispatch(Dave, delegate).unwrap();
    });
}

/// An operator that is below the minimum can still leave with all its stake.
#[test]
fn an_operator_below_a_higher_minimum_should_leave() {
    let mut chain = with_active_stake();
    chain.block(|| {
        pallet_scheduled_parameters::Pallet::<Runtime>::set_at_genesis(MinOperatorBond, 20_000 * OPEN).unwrap();
        dispatch(Eve, pallet_operator_staking::Call::<Runtime>::leave {}).unwrap();
    });
    let unbonding = value_in(&mut chain, UnbondingEras);
    wait(&mut chain, unbonding.try_into().unwrap());
    chain.block(|| {
        let withdraw = pallet_operator_staking::Call::<Runtime>::withdraw_unbonded { operator: Eve.to_account_id() };
        dispatch(Eve, withdraw).unwrap();
        assert!(pallet_operator_staking::Stakes::<Runtime>::iter().next().is_none());
    });
}

fn value_in(chain: &mut Chain, parameter: ParameterName) -> u128 {
    chain.read(|| pallet_scheduled_parameters::Pallet::<Runtime>::value(parameter))
}

/// The penalty was read at the rejection, and set on a track with almost no support.
#[test]
fn the_rejection_penalty_should_be_that_of_the_submission() {
    let mut chain = with_active_stake();
    let penalty_of = |contribution| {
        let contribution = pallet_datanets::Contributions::<Runtime>::get(contribution).unwrap();
        match contribution.status {
            pallet_datanets::Status::Pending(terms) => terms.penalty,
            status => panic!("{status:?}"),
        }
    };
    let contribute = |items: u32| {
        let id = pallet_datanets::NextContributionId::<Runtime>::get();
        let submission = pallet_datanets::Submission {
            kind: pallet_datanets::Kind::Raw,
            content_hash: polkadot_sdk::sp_core::H256::from_low_u64_be(items.into()),
            items,
            bytes: 4_096,
            uri: None,
        };
        let call =
            pallet_datanets::Call::<Runtime>::contribute { datanet: DatanetId(0), submission, max_deposit: OPEN };
        dispatch(Dave, call).unwrap();
        id
    };
    let before = chain.block(|| {
        let refused = dispatch_as(Origin::StakingAdmin, set(RejectionPenalty, 1_000_000)).unwrap_err().error;
        assert_eq!(refused, DispatchError::BadOrigin);
        dispatch_as(Origin::Registrar, set(RejectionPenalty, 1_000_000)).unwrap();
        contribute(1)
    });
    wait(&mut chain, 1);
    chain.block(|| {
        assert_eq!(penalty_of(before), Permill::from_percent(50));
        assert_eq!(penalty_of(contribute(2)), Permill::from_percent(100));
    });
}

/// The slash was read at the report, so that a referendum punished offenses of the past.
#[test]
fn the_slash_should_be_that_of_the_offense() {
    type Slash = <Runtime as pallet_receipts::Config>::EquivocationSlash;
    let mut chain = with_active_stake();
    let from = chain.block(|| {
        dispatch_as(Origin::StakingAdmin, set(EquivocationSlash, 200_000)).unwrap();
        Attribution::current_era() + LONGEST
    });
    let window: Era = <Runtime as pallet_receipts::Config>::DisputeEras::get();
    // A report in this era looks at a window that begins before the change.
    wait(&mut chain, LONGEST + window / 2);
    chain.block(|| {
        let now = Attribution::current_era();
        assert!(now + 1 - window < from && from < now);
        let check = || {
            for era in now + 1 - window..=now {
                let percent = if era < from { 10 } else { 20 };
                assert_eq!(Slash::value_at(era), Permill::from_percent(percent), "{era}");
            }
        };
        check();
        // Nor does the next change forget the value of an era in the window.
        schedule(EquivocationSlash, 400_000);
        check();
    });
}

#[test]
fn the_grace_period_should_act_on_the_next_change_of_the_fee_split() {
    let mut chain = with_active_stake();
    chain.block(|| {
        dispatch_as(Origin::FeeSplitAdmin, set(GracePeriod, 9)).unwrap();
    });
    wait(&mut chain, WINDOW);
    chain.block(|| {
        let split = FeeSplit {
            contributors: Permill::from_percent(45),
            builders: Permill::from_percent(20),
            ..FeeSplit::default()
        };
        let call = pallet_fee_split::Call::<Runtime>::set_fee_split { split };
        dispatch_as(Origin::FeeSplitAdmin, call).unwrap();
        let recent = pallet_fee_split::Versions::<Runtime>::get().recent;
        assert_eq!(recent.previous_until, recent.current.effective_from + 9);
    });
}

#[test]
fn what_is_out_of_bounds_or_pending_should_be_refused() {
    let mut chain = with_active_stake();
    chain.block(|| {
        assert_eq!(error(set(MinDelegation, OPEN - 1)), Error::OutOfBounds.into());
        assert_eq!(error(set(MinDelegation, 21 * OPEN)), Error::StepTooLarge.into());
        assert_eq!(error(set(MinDelegation, 10 * OPEN)), Error::Unchanged.into());
        schedule(MinDelegation, 20 * OPEN);
        assert_eq!(error(set(MinDelegation, 11 * OPEN)), Error::ChangePending.into());
    });
}

#[test]
fn a_parameter_should_act_on_what_comes_later_and_be_shown_before() {
    let mut chain = with_active_stake();
    let delegate = |who, amount| {
        let operator = Eve.to_account_id();
        dispatch(who, pallet_operator_staking::Call::<Runtime>::delegate { operator, amount })
    };
    let shown = || Runtime::parameters().into_iter().find(|info| info.name == "MinDelegation").unwrap();
    let from_era = chain.block(|| {
        delegate(Dave, 10 * OPEN).unwrap();
        dispatch_as(Origin::StakingAdmin, set(MinDelegation, 20 * OPEN)).unwrap();
        let from_era = Attribution::current_era() + WINDOW;
        let (old, new) = (10 * OPEN, 20 * OPEN);
        System::assert_last_event(
            Event::ChangeScheduled { parameter: MinDelegation, old, value: new, from_era }.into(),
        );
        assert!(System::events().iter().any(|record| matches!(record.event, RuntimeEvent::Parameters(_))));
        from_era
    });
    let info = chain.read(shown);
    assert_eq!((info.now, info.before, info.changed_in), (10 * OPEN, 10 * OPEN, 0));
    assert_eq!(info.next.map(|next| (next.value, next.from_era)), Some((20 * OPEN, from_era)));

    wait(&mut chain, WINDOW);
    let info = chain.read(shown);
    assert_eq!((info.now, info.before, info.changed_in), (20 * OPEN, 10 * OPEN, from_era));
    assert_eq!(info.next, None);
    chain.block(|| {
        assert_eq!(<Runtime as pallet_operator_staking::Config>::MinDelegation::get(), 20 * OPEN);
        let refused = delegate(Ferdie, 19 * OPEN).unwrap_err().error;
        assert_eq!(refused, pallet_operator_staking::Error::<Runtime>::BelowMinimum.into());
        // The smaller stake of before stays.
        let stake = pallet_operator_staking::Stakes::<Runtime>::get(Eve.to_account_id(), Dave.to_account_id());
        assert!(stake.is_some());
    });
}

#[test]
fn a_change_should_be_canceled_by_the_same_origin() {
    let mut chain = with_active_stake();
    chain.block(|| {
        schedule(ModelDeposit, OPEN + OPEN / 10);
        let cancel = || pallet_scheduled_parameters::Call::<Runtime>::cancel_change { parameter: ModelDeposit };
        assert_eq!(dispatch_as(Origin::StakingAdmin, cancel()).unwrap_err().error, DispatchError::BadOrigin);
        dispatch_as(Origin::Registrar, cancel()).unwrap();
        assert_eq!(dispatch_as(Origin::Registrar, cancel()).unwrap_err().error, Error::NoChangePending.into());
    });
    wait(&mut chain, NEXT);
    assert_eq!(value_in(&mut chain, ModelDeposit), OPEN);
}

/// Without a chain, natively, the SDK asks for constants: see `value`.
#[test]
fn a_parameter_should_be_its_default_where_there_is_no_chain() {
    assert_eq!(<Parameter<staking::MinDelegation> as Get<Balance>>::get(), 10 * OPEN);
    assert_eq!(clock::day(), DAYS);
}

fn periods(id: u16) -> [u32; 4] {
    let info = tracks::Tracks::info(id).unwrap();
    [info.prepare_period, info.decision_period, info.confirm_period, info.min_enactment_period]
}

#[test]
fn periods_should_follow_the_length_of_a_day() {
    // A day of preparation, two weeks, two days, a day.
    assert_eq!(periods(tracks::id::FEE_SPLIT_ADMIN), [14_400, 14 * 14_400, 2 * 14_400, 14_400]);
    assert_eq!(periods(tracks::id::WHITELISTED_CALLER), [600, 28 * 14_400, 600, 600]);
    Chain::new("local_testnet").read(|| {
        assert_eq!(periods(tracks::id::FEE_SPLIT_ADMIN), [50, 700, 100, 50]);
    });
    let mut chain = Chain::new("development");
    chain.read(|| {
        assert_eq!(periods(tracks::id::FEE_SPLIT_ADMIN), [5, 70, 10, 5]);
        // No period is shorter than a block.
        assert_eq!(periods(tracks::id::WHITELISTED_CALLER), [1, 140, 1, 1]);
        assert_eq!(<Runtime as pallet_referenda::Config>::UndecidingTimeout::get(), 70);
        assert_eq!(<Runtime as polkadot_sdk::pallet_conviction_voting::Config>::VoteLockingPeriod::get(), 35);
    });
    // Running referenda follow, so the length of a day changes with notice and in steps like the rest.
    chain.block(|| {
        assert_eq!(error(set(Day, 24)), Error::StepTooLarge.into());
        schedule(Day, 10);
        assert_eq!(periods(tracks::id::FEE_SPLIT_ADMIN), [5, 70, 10, 5]);
    });
    wait(&mut chain, WINDOW);
    chain.read(|| {
        assert_eq!(periods(tracks::id::FEE_SPLIT_ADMIN), [10, 140, 20, 10]);
        assert_eq!(periods(tracks::id::BIG_SPENDER), [1, 280, 70, 10]);
    });
}

/// As the Polkadot application and HTML show them: without boxes for NULs, without words that are empty.
#[test]
fn names_of_tracks_should_be_text_that_clients_show_without_its_padding() {
    for track in tracks::Tracks::tracks() {
        let name = str::from_utf8(&track.info.name).unwrap();
        let text = name.trim_end_matches('\t');
        assert!(!text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{name:?}");
        assert_eq!(name.trim(), text);
    }
}

#[test]
fn tracks_should_be_sorted_and_named_as_documented() {
    assert_eq!(tracks::Tracks::check_integrity(), Ok(()));
    let names: Vec<(u16, String)> = tracks::Tracks::tracks()
        .map(|track| (track.id, String::from_utf8(track.info.name.to_vec()).unwrap().trim_end().to_string()))
        .collect();
    let expected = [
        (0, "root"),
        (1, "whitelisted_caller"),
        (10, "fee_split_admin"),
        (11, "staking_admin"),
        (12, "registrar"),
        (13, "arbiter"),
        (20, "referendum_canceller"),
        (21, "referendum_killer"),
        (30, "small_spender"),
        (31, "medium_spender"),
        (32, "big_spender"),
    ];
    assert_eq!(names, expected.map(|(id, name)| (id, name.to_string())));
    assert_eq!(tracks::Tracks::track_ids().collect::<Vec<_>>(), expected.map(|(id, _)| id));
}
