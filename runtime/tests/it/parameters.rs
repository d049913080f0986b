// SPDX-License-Identifier: Apache-2.0

//! Numbers that governance changes without an upgrade.

use crate::chain::{dispatch, dispatch_as, dispatch_as_root, Chain};
use codec::{Decode, Encode};
use openledger_primitives::{Balance, Era, FeeSplit, OPEN};
use openledger_runtime::{
    constants::{currency::deposit, time::DAYS},
    governance::{
        clock,
        origins::Origin,
        parameters::{
            fee_split, governance, penalties, registry, staking, Parameter, Plain, RuntimeParameters,
            RuntimeParametersKey, Within,
        },
        tracks,
    },
    Inference, Runtime, RuntimeCall, RuntimeEvent, System,
};
use polkadot_sdk::{
    frame_support::traits::{
        dynamic_params::{AggregatedKeyValue, Key},
        Get,
    },
    pallet_parameters, pallet_referenda,
    pallet_referenda::TracksInfo,
    sp_io::TestExternalities,
    sp_keyring::Sr25519Keyring::{Dave, Eve},
    sp_runtime::Permill,
};

fn set(parameter: RuntimeParameters) -> RuntimeCall {
    pallet_parameters::Call::<Runtime>::set_parameter { key_value: parameter }.into()
}

fn min_delegation(amount: Balance) -> RuntimeParameters {
    staking::Parameters::MinDelegation(staking::MinDelegation, Some(Within::new(amount).unwrap())).into_runtime()
}

trait IntoRuntime {
    fn into_runtime(self) -> RuntimeParameters;
}

impl IntoRuntime for staking::Parameters {
    fn into_runtime(self) -> RuntimeParameters {
        RuntimeParameters::Staking(self)
    }
}

impl IntoRuntime for governance::Parameters {
    fn into_runtime(self) -> RuntimeParameters {
        RuntimeParameters::Governance(self)
    }
}

/// A default outside its bounds would be read, but could not be set.
#[test]
fn defaults_should_be_within_their_bounds() {
    fn check<P>(expected: <P::Value as Plain>::Inner)
    where
        P: Key + Get<P::Value>,
        P::Value: Encode + Decode + Plain + PartialEq + core::fmt::Debug + Copy,
        <P::Value as Plain>::Inner: PartialEq + core::fmt::Debug,
    {
        let default = P::get();
        assert_eq!(P::Value::decode(&mut &default.encode()[..]), Ok(default));
        assert_eq!(default.plain(), expected);
    }
    TestExternalities::default().execute_with(|| {
        check::<governance::Day>(DAYS);
        check::<staking::MinOperatorBond>(1_000 * OPEN);
        check::<staking::MinDelegation>(10 * OPEN);
        check::<staking::UnbondingEras>(7);
        check::<staking::CommissionNotice>(7);
        check::<registry::DatanetDeposit>(deposit(65, 6_360));
        check::<registry::MinContributionDeposit>(deposit(3, 1_500));
        check::<registry::ModelDeposit>(deposit(88, 15_500));
        check::<registry::AllowedDeposit>(deposit(1, 120));
        check::<registry::OfferDeposit>(deposit(1, 422));
        check::<registry::MaxOfferEras>(365);
        check::<registry::ChannelDeposit>(deposit(1, 570));
        check::<registry::AgentDeposit>(deposit(1, 680));
        check::<registry::ThawEras>(7);
        check::<penalties::RejectionPenalty>(Permill::from_percent(50));
        check::<staking::EquivocationSlash>(Permill::from_percent(10));
        check::<staking::ReporterReward>(Permill::from_percent(25));
        check::<staking::StakePerFee>(10);
        check::<fee_split::GracePeriod>(7);
    });
}

/// An operator that is active could otherwise be too small to be its own delegator, and stake could be gone before a
/// dispute is over.
#[test]
fn bounds_should_keep_what_has_an_order_in_order() {
    assert!(<staking::MinOperatorBond as Key>::Value::new(100 * OPEN).is_some());
    assert!(<staking::MinOperatorBond as Key>::Value::new(100 * OPEN - 1).is_none());
    assert!(<staking::MinDelegation as Key>::Value::new(100 * OPEN).is_some());
    assert!(<staking::MinDelegation as Key>::Value::new(100 * OPEN + 1).is_none());
    // Stake could otherwise be gone before a dispute is over, and what a channel or an old split still owes be worth
    // nothing because the operator's stake did not cover it in time.
    let disputed: Era = <Runtime as pallet_receipts::Config>::DisputeEras::get();
    assert!(<staking::UnbondingEras as Key>::Value::new(disputed - 1).is_none());
    assert!(<registry::ThawEras as Key>::Value::new(disputed - 1).is_none());
    assert!(<fee_split::GracePeriod as Key>::Value::new(disputed - 1).is_none());
    assert!(disputed <= openledger_primitives::fees::MAX_BUCKETS);

    // No operator can take more than it has at stake, and no division by zero.
    assert!(<staking::StakePerFee as Key>::Value::new(0).is_none());
}

#[test]
fn parameters_of_payments_should_act_on_the_next_one() {
    let mut chain = Chain::new("development");
    // From the era after the first block's on, stake is active.
    chain.block(|| ());
    chain.pass_eras(1);
    chain.block(|| {
        let operator = Eve.to_account_id();
        let coverage = |ratio: u32| {
            let ratio = Some(Within::new(ratio).unwrap());
            let parameter = staking::Parameters::StakePerFee(staking::StakePerFee, ratio).into_runtime();
            dispatch_as(Origin::StakingAdmin, set(parameter)).unwrap();
            Inference::coverage(operator.clone())
        };
        // The operator has bonded 10,000 OPEN.
        assert_eq!(coverage(10), 1_000 * OPEN);
        assert_eq!(coverage(1), 10_000 * OPEN);
        assert_eq!(coverage(100), 100 * OPEN);

        let grace = Some(Within::new(9).unwrap());
        let parameter = RuntimeParameters::FeeSplit(fee_split::Parameters::GracePeriod(fee_split::GracePeriod, grace));
        dispatch_as(Origin::FeeSplitAdmin, set(parameter)).unwrap();
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
fn what_is_out_of_bounds_should_not_even_decode() {
    let call = set(min_delegation(OPEN));
    let mut bytes = call.encode();
    assert_eq!(RuntimeCall::decode(&mut &bytes[..]), Ok(call));
    let amount = bytes.len() - 16;
    assert_eq!(bytes[amount..], OPEN.encode());
    bytes[amount..].copy_from_slice(&(OPEN - 1).encode());
    assert!(RuntimeCall::decode(&mut &bytes[..]).is_err());
}

#[test]
fn a_parameter_should_act_on_what_comes_later() {
    let mut chain = Chain::new("development");
    chain.block(|| {
        let delegate =
            |amount| dispatch(Dave, pallet_operator_staking::Call::delegate { operator: Eve.to_account_id(), amount });
        delegate(10 * OPEN).unwrap();
        dispatch_as(Origin::StakingAdmin, set(min_delegation(50 * OPEN))).unwrap();
        let (key, new_value) = min_delegation(50 * OPEN).into_parts();
        System::assert_last_event(
            pallet_parameters::Event::<Runtime>::Updated { key: key.clone(), old_value: None, new_value }.into(),
        );
        assert_eq!(<Runtime as pallet_operator_staking::Config>::MinDelegation::get(), 50 * OPEN);
        let who = polkadot_sdk::sp_keyring::Sr25519Keyring::Ferdie;
        let refused =
            dispatch(who, pallet_operator_staking::Call::delegate { operator: Eve.to_account_id(), amount: 49 * OPEN });
        assert_eq!(refused.unwrap_err().error, pallet_operator_staking::Error::<Runtime>::BelowMinimum.into());

        // Unset, it is the default again.
        let unset = staking::Parameters::MinDelegation(staking::MinDelegation, None).into_runtime();
        dispatch_as_root(set(unset)).unwrap();
        assert_eq!(<Runtime as pallet_operator_staking::Config>::MinDelegation::get(), 10 * OPEN);
        assert!(matches!(key, RuntimeParametersKey::Staking(_)));
        assert!(System::events().iter().any(|record| matches!(record.event, RuntimeEvent::Parameters(_))));
    });
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
    chain.block(|| {
        let day = governance::Parameters::Day(governance::Day, Some(Within::new(24).unwrap())).into_runtime();
        dispatch_as_root(set(day)).unwrap();
        assert_eq!(periods(tracks::id::WHITELISTED_CALLER), [1, 672, 1, 1]);
        assert_eq!(periods(tracks::id::BIG_SPENDER), [4, 672, 168, 24]);
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
