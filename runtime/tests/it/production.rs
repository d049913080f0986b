// SPDX-License-Identifier: Apache-2.0

//! A chain with the genesis of production: the founders are examples, the rest is what ships.

use crate::chain::{completed, dispatch_as, Chain};
use openledger_primitives::{Balance, OPEN};
use openledger_runtime::{
    configs::money::runtime_accounts,
    constants::{
        currency::{EXISTENTIAL_DEPOSIT, TOTAL_SUPPLY},
        time::{DAYS, HOURS},
    },
    genesis_presets::{self, Allocation, Founding, Vesting, PARA_ID, PRODUCTION_RUNTIME_PRESET},
    governance::{
        parameters::{registry, staking, value},
        tracks::Tracks,
    },
    AccountId, Attribution, AuraId, Balances, OperatorStaking, Runtime, RuntimeCall, RuntimeGenesisConfig,
    RuntimeOrigin, Session, Treasury,
};
use polkadot_sdk::{
    frame_support::{storage::storage_prefix, traits::Get},
    frame_system, pallet_balances, pallet_collator_selection, pallet_collective,
    pallet_conviction_voting::{self, AccountVote, Conviction, Vote},
    pallet_referenda,
    pallet_referenda::TracksInfo,
    pallet_session, pallet_sudo, pallet_treasury, pallet_utility, pallet_vesting, pallet_whitelist,
    sp_core::sr25519,
    sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilderV1,
    sp_keyring::{Ed25519Keyring, Sr25519Keyring},
    sp_runtime::{BuildStorage, DispatchError, Permill},
};
use std::collections::BTreeSet;

/// The relay block from which the founders' OPEN vests; a relay chain's blocks have numbers in the millions.
const START: u32 = 30_000_000;
const YEAR: u32 = 365 * DAYS;

fn person(number: u8) -> AccountId {
    AccountId::new([number; 32])
}

fn aura(number: u8) -> AuraId {
    sr25519::Public::from_raw([number; 32]).into()
}

/// One with vesting who is an operator, one without.
fn founding() -> Founding {
    let vesting = Vesting { locked: 90_000_000 * OPEN, start: START, blocks: YEAR };
    Founding {
        para_id: PARA_ID,
        allocations: vec![
            Allocation { account: person(1), amount: 100_000_000 * OPEN, vesting: Some(vesting) },
            Allocation { account: person(2), amount: 50_000_000 * OPEN, vesting: None },
        ],
        collators: vec![(person(11), aura(21)), (person(12), aura(22))],
        technical_committee: vec![person(31), person(32), person(33)],
        operators: vec![(person(1), 95_000_000 * OPEN, Permill::from_percent(5))],
    }
}

fn chain() -> Chain {
    Chain::with_genesis(&completed(genesis_presets::production(founding())))
}

fn all_accounts() -> Vec<AccountId> {
    frame_system::Account::<Runtime>::iter_keys().collect()
}

fn as_person(number: u8, call: impl Into<RuntimeCall>) -> Result<(), DispatchError> {
    dispatch_as(RuntimeOrigin::signed(person(number)), call).map(|_| ()).map_err(|error| error.error)
}

#[test]
fn the_preset_should_have_what_does_not_depend_on_people() {
    let preset = Runtime::get_preset(&Some(PRODUCTION_RUNTIME_PRESET.into())).unwrap();
    let config: RuntimeGenesisConfig =
        serde_json::from_value(completed(serde_json::from_slice(&preset).unwrap())).unwrap();
    let mut ext: polkadot_sdk::sp_io::TestExternalities = config.build_storage().unwrap().into();
    ext.execute_with(|| {
        assert_eq!(Balances::total_issuance(), TOTAL_SUPPLY);
        let mut expected: BTreeSet<AccountId> = runtime_accounts().into();
        expected.insert(Treasury::account_id());
        assert_eq!(all_accounts().into_iter().collect::<BTreeSet<_>>(), expected);
        assert_eq!(Balances::free_balance(Treasury::account_id()), TOTAL_SUPPLY - 3 * EXISTENTIAL_DEPOSIT);
        assert!(Session::validators().is_empty());
        assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
    });
}

#[test]
fn the_supply_should_be_exact_and_the_rest_the_treasury_s() {
    let mut chain = chain();
    let check = || {
        let all =
            frame_system::Account::<Runtime>::iter().map(|(_, account)| account.data.free + account.data.reserved);
        assert_eq!(all.sum::<Balance>(), 1_000_000_000 * OPEN);
        assert_eq!(Balances::total_issuance(), 1_000_000_000 * OPEN);
    };
    chain.read(|| {
        check();
        let rest = 850_000_000 * OPEN - 3 * EXISTENTIAL_DEPOSIT;
        assert_eq!(Balances::free_balance(Treasury::account_id()), rest);
        for who in runtime_accounts() {
            assert_eq!(Balances::free_balance(who), EXISTENTIAL_DEPOSIT);
        }
    });
    for _ in 0..3 {
        chain.block(|| ());
    }
    chain.read(check);
}

#[test]
fn nobody_should_have_a_sudo_key_or_a_development_key() {
    chain().read(|| {
        assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
        for number in [1, 11, 31] {
            let sudo = pallet_sudo::Call::<Runtime>::sudo {
                call: Box::new(frame_system::Call::<Runtime>::set_heap_pages { pages: 1 }.into()),
            };
            assert_eq!(as_person(number, sudo), Err(pallet_sudo::Error::<Runtime>::RequireSudo.into()));
        }
        let known: BTreeSet<AccountId> = Sr25519Keyring::iter()
            .map(|key| key.to_account_id())
            .chain(Ed25519Keyring::iter().map(|key| key.to_account_id()))
            .collect();
        assert!(all_accounts().iter().all(|who| !known.contains(who)));
        assert!(Session::validators().iter().all(|who| !known.contains(who)));
        let committee = pallet_collective::Members::<Runtime, pallet_collective::Instance1>::get();
        assert_eq!(committee, [person(31), person(32), person(33)]);
    });
}

#[test]
fn collators_should_be_those_named() {
    let mut chain = chain();
    chain.read(|| {
        assert_eq!(Session::validators(), [person(11), person(12)]);
        let keys = pallet_session::NextKeys::<Runtime>::get(person(12)).unwrap();
        assert_eq!(keys.aura, aura(22));
    });
    chain.block(|| ());
}

/// Periods of each track in hours (prepare, decide, confirm, enact), its decision deposit in OPEN, and how many at
/// once.
const TRACKS: [(&str, [u32; 4], Balance, u32); 11] = [
    ("root", [2, 28 * 24, 24, 24], 100_000, 1),
    ("whitelisted_caller", [1, 28 * 24, 1, 1], 10_000, 20),
    ("fee_split_admin", [24, 14 * 24, 2 * 24, 24], 10_000, 1),
    ("staking_admin", [2, 14 * 24, 24, 24], 5_000, 5),
    ("registrar", [2, 14 * 24, 24, 24], 5_000, 5),
    ("arbiter", [1, 7 * 24, 12, 1], 500, 25),
    ("referendum_canceller", [2, 7 * 24, 3, 1], 10_000, 20),
    ("referendum_killer", [2, 7 * 24, 3, 1], 50_000, 20),
    ("small_spender", [4, 14 * 24, 24, 24], 100, 50),
    ("medium_spender", [4, 28 * 24, 4 * 24, 24], 500, 50),
    ("big_spender", [4, 28 * 24, 7 * 24, 24], 2_000, 20),
];

#[test]
fn periods_and_deposits_of_governance_should_be_as_documented() {
    chain().read(|| {
        let tracks: Vec<_> = Tracks::tracks().collect();
        assert_eq!(tracks.len(), TRACKS.len());
        for (track, (name, hours, deposit, at_once)) in tracks.iter().zip(TRACKS) {
            let info = &track.info;
            assert_eq!(String::from_utf8(info.name.to_vec()).unwrap().trim_end(), name);
            let periods = [info.prepare_period, info.decision_period, info.confirm_period, info.min_enactment_period];
            assert_eq!(periods, hours.map(|hours| hours * HOURS), "{name}");
            assert_eq!(info.decision_deposit, deposit * OPEN, "{name}");
            assert_eq!(info.max_deciding, at_once, "{name}");
        }
        assert_eq!(<Runtime as pallet_referenda::Config>::SubmissionDeposit::get(), 100 * OPEN);
        assert_eq!(<Runtime as pallet_referenda::Config>::UndecidingTimeout::get(), 14 * DAYS);
        assert_eq!(<Runtime as pallet_conviction_voting::Config>::VoteLockingPeriod::get(), 7 * DAYS);
        assert_eq!(<Runtime as pallet_whitelist::Config>::DeferredDispatchExpiration::get(), 7 * DAYS);
        assert_eq!(<Runtime as pallet_treasury::Config>::PayoutPeriod::get(), 30 * DAYS);
        assert_eq!(
            <Runtime as pallet_collective::Config<pallet_collective::Instance1>>::MotionDuration::get(),
            7 * DAYS
        );
    });
}

#[test]
fn periods_and_deposits_of_the_ledger_should_be_as_documented() {
    chain().read(|| {
        // An era is a day.
        assert_eq!(pallet_attribution::EraSchedule::<Runtime>::get().length, DAYS);
        assert_eq!(Attribution::current_era(), 0);
        // What operators and payers rely on, in days.
        assert_eq!(value::<staking::UnbondingEras>(), 7);
        assert_eq!(value::<staking::CommissionNotice>(), 7);
        assert_eq!(value::<registry::ThawEras>(), 7);
        assert_eq!(value::<registry::MaxOfferEras>(), 365);
        assert_eq!(<Runtime as pallet_fee_split::Config>::GracePeriod::get(), 7);
        assert_eq!(<Runtime as pallet_receipts::Config>::DisputeEras::get(), 7);
        assert_eq!(<Runtime as pallet_inference::Config>::DisputeEras::get(), 7);
        assert_eq!(<Runtime as pallet_inference::Config>::PayCoverage::get(), Permill::from_percent(50));
        assert_eq!(<Runtime as pallet_inference::Config>::MinCallPrice::get(), OPEN / 1_000_000);

        assert_eq!(value::<staking::MinOperatorBond>(), 1_000 * OPEN);
        assert_eq!(value::<staking::MinDelegation>(), 10 * OPEN);
        assert_eq!(value::<registry::RejectionPenalty>(), Permill::from_percent(50));
        assert_eq!(pallet_collator_selection::CandidacyBond::<Runtime>::get(), 10_000 * OPEN);
        assert_eq!(<Runtime as pallet_collator_selection::Config>::KickThreshold::get(), 6 * HOURS);
        // Nothing was changed yet except the length of a day, which genesis sets.
        assert_eq!(pallet_scheduled_parameters::Parameters::<Runtime>::iter().count(), 1);
        let xcm_version = storage_prefix(b"PolkadotXcm", b"SafeXcmVersion");
        assert!(polkadot_sdk::sp_io::storage::exists(&xcm_version));
        // No datanet and no model exists.
        assert_eq!(pallet_datanets::Datanets::<Runtime>::iter().count(), 0);
        assert_eq!(pallet_model_registry::Models::<Runtime>::iter().count(), 0);
    });
}

fn transfer(to: u8, value: Balance) -> RuntimeCall {
    pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: person(to).into(), value }.into()
}

#[test]
fn what_vests_should_be_staked_and_vote_but_not_leave_the_account() {
    let mut chain = chain();
    chain.block(|| {
        // 95 of its 100 million are bonded, 90 vest: the lock covers staked OPEN too.
        let operator = OperatorStaking::operator_details(person(1)).unwrap();
        assert_eq!(operator.own, 95_000_000 * OPEN);
        as_person(1, transfer(2, 4_999_999 * OPEN)).unwrap();
        let gone = pallet_operator_staking::Call::<Runtime>::unbond { operator: person(1), amount: 94_000_000 * OPEN };
        as_person(1, gone).unwrap();
    });
    chain.pass_eras(8);
    chain.block(|| {
        let withdraw = pallet_operator_staking::Call::<Runtime>::withdraw_unbonded { operator: person(1) };
        as_person(1, withdraw).unwrap();
        assert!(Balances::free_balance(person(1)) > 94_000_000 * OPEN);
        // 1 million stays bonded: of the rest 89 have to stay.
        let frozen: DispatchError = polkadot_sdk::sp_runtime::TokenError::Frozen.into();
        assert_eq!(as_person(1, transfer(2, 6_000_000 * OPEN)), Err(frozen));
        as_person(1, transfer(2, 4_000_000 * OPEN)).unwrap();

        let submit = pallet_referenda::Call::<Runtime>::submit {
            proposal_origin: Box::new(openledger_runtime::governance::origins::Origin::FeeSplitAdmin.into()),
            proposal: polkadot_sdk::frame_support::traits::Bounded::Inline(
                codec::Encode::encode(&RuntimeCall::from(frame_system::Call::<Runtime>::remark { remark: vec![] }))
                    .try_into()
                    .unwrap(),
            ),
            enactment_moment: polkadot_sdk::frame_support::traits::schedule::DispatchTime::After(0),
        };
        as_person(2, submit).unwrap();
        let vote = AccountVote::Standard {
            vote: Vote { aye: true, conviction: Conviction::Locked1x },
            balance: 90_000_000 * OPEN,
        };
        as_person(1, pallet_conviction_voting::Call::<Runtime>::vote { poll_index: 0, vote }).unwrap();
    });
}

#[test]
fn what_vests_should_become_free_by_the_relay_chain_s_clock() {
    let mut chain = chain();
    let locked = || pallet_balances::Locks::<Runtime>::get(person(1)).iter().map(|lock| lock.amount).sum::<Balance>();
    let vest = || as_person(2, pallet_vesting::Call::<Runtime>::vest_other { target: person(1).into() });
    chain.block(|| {
        vest().unwrap();
        assert_eq!(locked(), 90_000_000 * OPEN);
    });
    // A chain's first block is on any relay block.
    chain.block_after(START, || {
        vest().unwrap();
        let now = polkadot_sdk::cumulus_pallet_parachain_system::ValidationData::<Runtime>::get().unwrap();
        let passed = Balance::from(now.relay_parent_number - START);
        assert_eq!(locked(), 90_000_000 * OPEN - passed * (90_000_000 * OPEN / Balance::from(YEAR)));
    });
    chain.block_after(YEAR, || {
        vest().unwrap();
        assert_eq!(locked(), 0);
        assert_eq!(pallet_vesting::Vesting::<Runtime>::get(person(1)), None);
    });
}

/// A lock on the ledger's account would outlast the gift that brought it, and stop payouts; and so on.
#[test]
fn nobody_should_vest_money_into_accounts_of_the_runtime() {
    chain().block(|| {
        let filtered: DispatchError = frame_system::Error::<Runtime>::CallFiltered.into();
        let schedule = pallet_vesting::VestingInfo::new(1_000 * OPEN, OPEN, START);
        let vested = |target: AccountId| -> RuntimeCall {
            pallet_vesting::Call::<Runtime>::vested_transfer { target: target.into(), schedule }.into()
        };
        let mut accounts: Vec<_> = runtime_accounts().into();
        accounts.push(Treasury::account_id());
        for target in accounts {
            assert_eq!(as_person(2, vested(target.clone())), Err(filtered));
            let batch = pallet_utility::Call::<Runtime>::batch_all { calls: vec![vested(target.clone())] };
            assert_eq!(as_person(2, batch), Err(filtered));
            assert!(pallet_balances::Locks::<Runtime>::get(target).is_empty());
        }
        // Others can have it, and what is too little is refused.
        as_person(2, vested(person(40))).unwrap();
        assert_eq!(Balances::free_balance(person(40)), 1_000 * OPEN);
        let little = pallet_vesting::VestingInfo::new(9 * OPEN, OPEN, START);
        let little = pallet_vesting::Call::<Runtime>::vested_transfer { target: person(40).into(), schedule: little };
        assert_eq!(as_person(2, little), Err(pallet_vesting::Error::<Runtime>::AmountLow.into()));
    });
}
