// SPDX-License-Identifier: Apache-2.0

//! Contributing with nothing: the budget of a datanet pays, within what its policy lets it.

use crate::chain::{apply, dispatch, dispatch_as_root, last_fee, signed, Chain};
use openledger_primitives::{
    traits::{AdvanceEras, FundPool, RevenueShares},
    Balance, ContributionId, DatanetId, Holder, PoolId, MILLI_OPEN, OPEN,
};
use openledger_runtime::{
    configs::ledger::{RecordDeposit, ReviewsDeposit, SponsorUsageDeposit},
    constants::{currency::EXISTENTIAL_DEPOSIT, fee::WHOLE_BLOCK},
    extensions::nonces::{self, Retained},
    testing, AccountId, Attribution, Balances, Executive, Runtime, RuntimeCall, RuntimeEvent, Sponsorship, System,
    UncheckedExtrinsic,
};
use pallet_datanets::{Call, Contributions, Kind, Status, Submission};
use pallet_sponsorship::{Beneficiaries, Event, Policy, Sponsorships};
use polkadot_sdk::{
    frame_support::{
        storage::{with_transaction, TransactionOutcome},
        traits::fungible::{Inspect, InspectHold},
    },
    frame_system, pallet_balances, pallet_tx_pause, pallet_utility, pallet_vesting,
    sp_core::{sr25519, Pair, H256},
    sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave, One, Two},
    sp_runtime::{
        transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidity, TransactionValidityError},
        DispatchError,
    },
};

/// The development chain's datanet, which Alice owns. Its deposit for a contribution is one OPEN.
const DATANET: DatanetId = DatanetId(0);
const DEPOSIT: Balance = OPEN;
const PAYMENT: TransactionValidityError = TransactionValidityError::Invalid(InvalidTransaction::Payment);

fn budget() -> AccountId {
    Sponsorship::account_of(DATANET)
}

fn free(who: &AccountId) -> Balance {
    Balances::free_balance(who)
}

fn policy() -> Policy {
    Sponsorships::<Runtime>::get(DATANET).unwrap().policy
}

fn set_policy(policy: Policy) {
    let policy = Some(policy);
    dispatch(Alice, pallet_sponsorship::Call::<Runtime>::set_policy { datanet: DATANET, policy }).unwrap();
}

fn withdraw(amount: Balance) -> Result<(), DispatchError> {
    let withdraw = pallet_sponsorship::Call::<Runtime>::withdraw { datanet: DATANET, amount };
    dispatch(Alice, withdraw).map(|_| ()).map_err(|error| error.error)
}

/// What the owner could withdraw.
fn available() -> Balance {
    Sponsorship::budget(DATANET).unwrap().free
}

fn submission(seed: u64) -> Submission {
    Submission { kind: Kind::Raw, content_hash: H256::from_low_u64_be(seed + 1), items: 10, bytes: 4_096, uri: None }
}

fn contribute(seed: u64) -> Call<Runtime> {
    Call::contribute { datanet: DATANET, submission: submission(seed), max_deposit: DEPOSIT }
}

/// The contribution that is submitted next.
fn next() -> ContributionId {
    pallet_datanets::NextContributionId::<Runtime>::get()
}

fn review(contribution: ContributionId, score: u8) {
    for curator in [Alice, Bob] {
        dispatch(curator, Call::review { contribution, score }).unwrap();
    }
}

fn in_pool(transaction: UncheckedExtrinsic) -> TransactionValidity {
    let validate = || Executive::validate_transaction(TransactionSource::External, transaction, H256::default());
    with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(validate()))).unwrap()
}

/// Neither the pool nor a block takes the transaction, and nothing of it remains.
fn assert_refused(transaction: UncheckedExtrinsic) {
    assert_eq!(in_pool(transaction.clone()), Err(PAYMENT));
    let applied = with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(apply(transaction))));
    assert_eq!(applied.unwrap(), Err(PAYMENT));
}

fn succeed(transaction: UncheckedExtrinsic) {
    assert!(in_pool(transaction.clone()).is_ok());
    apply(transaction).unwrap().unwrap();
}

/// The number of fees that budgets paid in the block.
fn sponsored_fees() -> usize {
    let paid = |event: &RuntimeEvent| matches!(event, RuntimeEvent::Sponsorship(Event::FeePaid { .. }));
    System::events().iter().filter(|record| paid(&record.event)).count()
}

/// What the last transaction cost the budget as a fee.
fn fee_of_budget() -> Balance {
    let (who, fee) = last_fee().unwrap();
    assert_eq!(who, budget());
    fee
}

#[test]
fn an_account_that_owns_nothing_should_contribute_earn_and_claim() {
    let mut chain = Chain::new("development");
    let one = One.to_account_id();
    let pool = PoolId::Datanet(DATANET);
    chain.block(|| {
        assert!(!System::account_exists(&one));
        let (issued, before) = (Balances::total_issuance(), free(&budget()));
        let contribution = next();
        succeed(signed(One, 0, contribute(1)));
        let fee = fee_of_budget();
        assert!(fee > MILLI_OPEN && fee < 100 * MILLI_OPEN, "{fee}");
        // The account has the existential deposit and nothing else, and has used one nonce.
        assert_eq!((free(&one), System::account_nonce(&one)), (EXISTENTIAL_DEPOSIT, 1));
        assert_eq!(Balances::total_balance_on_hold(&one), 0);
        assert!(!Retained::<Runtime>::contains_key(&one));
        let spent = fee + EXISTENTIAL_DEPOSIT + DEPOSIT + SponsorUsageDeposit::get();
        assert_eq!(free(&budget()), before - spent);
        assert_eq!(Sponsorships::<Runtime>::get(DATANET).unwrap().spent, spent);
        assert_eq!(Balances::total_issuance(), issued);

        review(contribution, 100);
        assert_eq!(free(&budget()), before - spent + DEPOSIT - RecordDeposit::get() - ReviewsDeposit::get());
    });
    chain.pass_eras(1);
    chain.block(|| {
        Attribution::fund(&Dave.to_account_id(), &pool, 10 * OPEN).unwrap();
        let claim = pallet_attribution::Call::<Runtime>::claim { pool: pool.clone(), path: Default::default() };
        succeed(signed(One, 0, claim));
        let (payer, fee) = last_fee().unwrap();
        assert_eq!(payer, one);
        assert_eq!(free(&one), EXISTENTIAL_DEPOSIT + 10 * OPEN - fee);
        // From now on the account pays for itself.
        let before = free(&budget());
        succeed(signed(One, 0, contribute(2)));
        assert_eq!((last_fee().unwrap().0, free(&budget())), (one.clone(), before));
        assert_eq!(Balances::total_balance_on_hold(&one), DEPOSIT);
        assert_eq!(Attribution::shares_of(&pool, &Holder::Account(one.clone())), 1_000);
    });
}

#[test]
fn deposits_should_come_back_to_the_budget_and_their_fees_be_paid() {
    let mut chain = Chain::new("development");
    chain.block(|| {
        let held = || Balances::total_balance_on_hold(&budget());
        let records = held();
        let (first, second, third) = (ContributionId(0), ContributionId(1), ContributionId(2));
        for seed in 0..3 {
            succeed(signed(One, 0, contribute(seed)));
        }
        let with_usage = records + SponsorUsageDeposit::get();
        assert_eq!(held(), with_usage + 3 * DEPOSIT);
        review(second, 0);
        review(third, 100);
        let total = Balances::total_balance(&budget());
        let mut fees = 0;
        for call in [
            Call::withdraw { contribution: first },
            Call::prune { contribution: second },
            Call::erase { contribution: third },
            Call::prune { contribution: third },
        ] {
            succeed(signed(One, 0, call));
            fees += fee_of_budget();
        }
        assert_eq!(held(), with_usage);
        assert_eq!(Balances::total_balance(&budget()), total - fees);
        assert_eq!(free(&One.to_account_id()), EXISTENTIAL_DEPOSIT);
        assert_eq!(sponsored_fees(), 7);
    });
    // The record of the account returns, too.
    chain.pass_eras(1);
    chain.block(|| {
        let before = available();
        let forget = pallet_sponsorship::Call::<Runtime>::forget { datanet: DATANET, who: One.to_account_id() };
        dispatch(Bob, forget).unwrap();
        assert_eq!(available(), before + SponsorUsageDeposit::get());
    });
}

#[test]
fn an_owner_should_take_back_what_a_contributor_leaves_behind() {
    let mut chain = Chain::new("development");
    let contribution = chain.block(|| {
        let contribution = next();
        succeed(signed(One, 0, contribute(1)));
        contribution
    });
    // The policy of the development chain gives reviews seven eras.
    chain.read(|| Attribution::advance_eras(7));
    chain.block(|| {
        let record = Contributions::<Runtime>::get(contribution).unwrap();
        let Status::Pending(terms) = record.status else { panic!("{:?}", record.status) };
        assert_eq!((record.era + 7, Attribution::current_era()), (terms.until, terms.until));
        let error = dispatch(Alice, Call::withdraw { contribution }).unwrap_err().error;
        assert_eq!(error, pallet_datanets::Error::<Runtime>::UnderReview.into());
    });
    chain.pass_eras(1);
    chain.block(|| {
        let before = available();
        dispatch(Alice, Call::withdraw { contribution }).unwrap();
        assert_eq!(available(), before + DEPOSIT);
    });
}

#[test]
fn an_account_should_stay_within_its_limits_of_the_era() {
    let mut chain = Chain::new("development");
    chain.block(|| {
        // Two contributions and the record.
        set_policy(Policy { deposits: 2 * DEPOSIT + SponsorUsageDeposit::get(), ..policy() });
        succeed(signed(One, 0, contribute(1)));
        succeed(signed(One, 0, contribute(2)));
        assert_refused(signed(One, 0, contribute(3)));
        // Others have limits of their own.
        succeed(signed(Two, 0, contribute(4)));
    });
    chain.pass_eras(1);
    chain.block(|| {
        succeed(signed(One, 0, contribute(3)));
        set_policy(Policy { fees: fee_of_budget(), ..policy() });
        assert_refused(signed(One, 0, contribute(4)));
    });
}

/// A stranger has as many accounts as it likes. They get what the datanet allowed in an era, and nothing more.
#[test]
fn a_crowd_of_names_should_get_no_more_than_the_datanet_allowed() {
    const TOTAL: Balance = 10 * OPEN;
    let mut chain = Chain::new("development");
    let contribution = |number: u64| {
        let pair = sr25519::Pair::from_seed(&H256::from_low_u64_be(1_000_000 + number).0);
        let who = AccountId::from(pair.public());
        let sign = |payload: &[u8]| pair.sign(payload).into();
        testing::transaction(who, 0, 0, contribute(number).into(), sign).unwrap()
    };
    let mut number = 0;
    for _ in 0..2 {
        chain.block(|| {
            set_policy(Policy { total: TOTAL, ..policy() });
            let before = available();
            let mut paid = 0;
            for _ in 0..50 {
                number += 1;
                let transaction = contribution(number);
                if in_pool(transaction.clone()).is_ok() {
                    apply(transaction).unwrap().unwrap();
                    paid += 1;
                } else {
                    assert_refused(transaction);
                }
            }
            // A little more than one OPEN each.
            assert_eq!(paid, 9);
            assert!(before - available() <= TOTAL);
        });
        chain.pass_eras(1);
    }
    chain.block(|| {
        set_policy(Policy { beneficiaries: Beneficiaries::Listed, ..policy() });
        assert_refused(contribution(number + 1));
        assert_refused(signed(One, 0, contribute(1)));
        let who = One.to_account_id();
        let admit = Call::add_contributor { datanet: DATANET, who, max_deposit: OPEN };
        dispatch(Alice, admit).unwrap();
        succeed(signed(One, 0, contribute(1)));
    });
}

#[test]
fn a_budget_should_not_pay_for_calls_that_fail() {
    Chain::new("development").block(|| {
        let before = free(&budget());
        let with = |submission| Call::contribute { datanet: DATANET, submission, max_deposit: DEPOSIT };
        let failing = [
            with(Submission { items: 0, ..submission(1) }),
            with(Submission { items: 100_001, ..submission(1) }),
            with(Submission { content_hash: H256::zero(), ..submission(1) }),
            Call::contribute { datanet: DATANET, submission: submission(1), max_deposit: DEPOSIT - 1 },
            Call::contribute { datanet: DatanetId(9), submission: submission(1), max_deposit: DEPOSIT },
            Call::contribute_batch { datanet: DATANET, submissions: Default::default(), max_deposit: OPEN },
            Call::withdraw { contribution: ContributionId(0) },
            Call::erase { contribution: ContributionId(0) },
            Call::prune { contribution: ContributionId(0) },
        ];
        for call in failing {
            assert_refused(signed(One, 0, call));
        }
        // Other calls, calls inside of others, and tips.
        assert_refused(signed(One, 0, Call::fund { datanet: DATANET, amount: 1 }));
        assert_refused(signed(One, 0, frame_system::Call::<Runtime>::remark { remark: vec![] }));
        let batch = pallet_utility::Call::<Runtime>::batch { calls: vec![contribute(1).into()] };
        assert_refused(signed(One, 0, batch));
        assert_refused(signed(One, 1, contribute(1)));
        assert_eq!(free(&budget()), before);
        assert!(!System::account_exists(&One.to_account_id()));
        // A contribution of its own, twice, and somebody else's.
        succeed(signed(One, 0, contribute(1)));
        assert_refused(signed(One, 0, contribute(1)));
        assert_refused(signed(One, 0, Call::prune { contribution: ContributionId(0) }));
        assert_refused(signed(Two, 0, Call::withdraw { contribution: ContributionId(0) }));
    });
}

#[test]
fn a_call_that_is_stopped_should_cost_nobody_anything() {
    Chain::new("development").block(|| {
        let name = |text: &str| text.as_bytes().to_vec().try_into().unwrap();
        let full_name = (name("Datanets"), name("contribute"));
        dispatch_as_root(pallet_tx_pause::Call::<Runtime>::pause { full_name }).unwrap();
        assert_refused(signed(One, 0, contribute(1)));
        // The owner can end what the budget pays for calls that nobody can stop.
        withdraw(available()).unwrap();
    });
}

#[test]
fn an_empty_budget_should_pay_nothing() {
    Chain::new("development").block(|| {
        let all = available();
        withdraw(all).unwrap();
        assert_eq!(available(), 0);
        assert_refused(signed(One, 0, contribute(1)));
        // Nearly enough is not enough.
        let fund = |amount| {
            let fund = pallet_sponsorship::Call::<Runtime>::fund { datanet: DATANET, amount };
            dispatch(Bob, fund).unwrap();
        };
        fund(DEPOSIT + EXISTENTIAL_DEPOSIT + SponsorUsageDeposit::get());
        assert_refused(signed(One, 0, contribute(1)));
        fund(100 * MILLI_OPEN);
        succeed(signed(One, 0, contribute(1)));
    });
}

#[test]
fn an_owner_should_withdraw_only_what_is_free() {
    Chain::new("development").block(|| {
        for seed in 0..3 {
            succeed(signed(One, 0, contribute(seed)));
        }
        let (all, before) = (available(), free(&Alice.to_account_id()));
        let not_free = Err(pallet_sponsorship::Error::<Runtime>::NotFree.into());
        assert_eq!(withdraw(all + 1), not_free);
        withdraw(all).unwrap();
        assert_eq!(withdraw(1), not_free);
        assert_eq!(free(&Alice.to_account_id()), before + all);
        assert!(Balances::total_balance_on_hold(&budget()) > 3 * DEPOSIT);
        // A rejection's penalty is there, although nothing is free.
        review(ContributionId(0), 0);
        assert!(matches!(Contributions::<Runtime>::get(ContributionId(0)).unwrap().status, Status::Rejected { .. }));
        // Nobody else's money.
        let stolen = pallet_sponsorship::Call::<Runtime>::withdraw { datanet: DATANET, amount: 1 };
        let error = dispatch(Bob, stolen).unwrap_err().error;
        assert_eq!(error, pallet_sponsorship::Error::<Runtime>::NotOwner.into());
    });
}

#[test]
fn an_account_should_be_welcomed_once() {
    let mut chain = Chain::new("development");
    let one = One.to_account_id();
    chain.block(|| {
        set_policy(Policy { welcome: false, ..policy() });
        assert_refused(signed(One, 0, contribute(1)));
        set_policy(Policy { welcome: true, ..policy() });
        succeed(signed(One, 0, contribute(1)));
        // What it was given does not even pay for sending it away.
        let leave =
            || pallet_balances::Call::<Runtime>::transfer_all { dest: Bob.to_account_id().into(), keep_alive: false };
        assert_refused(signed(One, 0, leave()));
        let gift = pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: one.clone().into(), value: OPEN / 2 };
        apply(signed(Dave, 0, gift)).unwrap().unwrap();
        apply(signed(One, 0, leave())).unwrap().unwrap();
        assert!(!System::account_exists(&one));
        assert_eq!(nonces::next(&one), 2);
        // It has ended, and nobody begins it again for nothing.
        assert_refused(signed(One, 0, contribute(2)));
        assert_refused(signed(One, 0, Call::withdraw { contribution: ContributionId(0) }));
        assert_eq!(nonces::next(&one), 2);
        // With an account again, it is a contributor like any other.
        let gift = pallet_balances::Call::<Runtime>::transfer_keep_alive {
            dest: one.clone().into(),
            value: EXISTENTIAL_DEPOSIT,
        };
        apply(signed(Dave, 0, gift)).unwrap().unwrap();
        succeed(signed(One, 0, contribute(2)));
        assert_eq!((System::account_nonce(&one), free(&one)), (3, EXISTENTIAL_DEPOSIT));
    });
}

#[test]
fn several_calls_of_a_newcomer_should_wait_for_each_other_in_the_pool() {
    Chain::new("development").block(|| {
        let with_nonce = |nonce, seed| {
            let sign = |payload: &[u8]| One.sign(payload).into();
            testing::transaction(One.to_account_id(), nonce, 0, contribute(seed).into(), sign).unwrap()
        };
        let (first, second) = (with_nonce(0, 1), with_nonce(1, 2));
        assert_eq!(in_pool(second.clone()).unwrap().requires, in_pool(first.clone()).unwrap().provides);
        assert_eq!(apply(second.clone()), Err(InvalidTransaction::Future.into()));
        apply(first.clone()).unwrap().unwrap();
        assert_eq!(apply(first), Err(InvalidTransaction::Stale.into()));
        apply(second).unwrap().unwrap();
        assert_eq!(sponsored_fees(), 2);
    });
}

/// Sponsored calls fill a block only if nobody pays for the room, and at the price of the room.
#[test]
fn a_sponsored_call_should_cost_the_budget_what_it_costs_others_and_rank_behind_them() {
    Chain::new("development").block(|| {
        let sponsored = in_pool(signed(One, 0, contribute(1))).unwrap();
        let paid = in_pool(signed(Charlie, 0, contribute(1))).unwrap();
        assert!(sponsored.priority < paid.priority);
        apply(signed(Charlie, 0, contribute(1))).unwrap().unwrap();
        let (_, in_advance) = last_fee().unwrap();
        succeed(signed(One, 0, contribute(1)));
        let fee = fee_of_budget();
        // Asking and paying of the budget costs a little more.
        assert!(in_advance <= fee && fee < 3 * in_advance, "{in_advance} {fee}");
    });
}

/// However many names a stranger has, a block of sponsored calls costs the datanet the price of a block.
#[test]
fn a_block_full_of_sponsored_calls_should_cost_as_much_as_any_other() {
    Chain::new("development").block(|| {
        let fund = pallet_sponsorship::Call::<Runtime>::fund { datanet: DATANET, amount: 100_000 * OPEN };
        dispatch(Bob, fund).unwrap();
        set_policy(Policy { total: 100_000 * OPEN, ..policy() });
        let mut fees = 0;
        let exhausted = (0..2_000u64).any(|number| {
            let pair = sr25519::Pair::from_seed(&H256::from_low_u64_be(1_000_000 + number).0);
            let call: RuntimeCall = contribute(number).into();
            let sign = |payload: &[u8]| pair.sign(payload).into();
            let transaction = testing::transaction(AccountId::from(pair.public()), 0, 0, call, sign).unwrap();
            match apply(transaction) {
                Ok(outcome) => {
                    outcome.unwrap();
                    fees += fee_of_budget();
                    false
                }
                Err(error) => {
                    assert_eq!(error, InvalidTransaction::ExhaustsResources.into());
                    true
                }
            }
        });
        assert!(exhausted, "the block has room for more calls");
        assert!(fees >= WHOLE_BLOCK * 7 / 10, "{fees}");
    });
}

#[test]
fn nobody_should_freeze_a_budget_with_a_gift() {
    Chain::new("development").block(|| {
        let schedule = pallet_vesting::VestingInfo::new(1_000 * OPEN, OPEN, 0);
        let vested =
            |target: AccountId| pallet_vesting::Call::<Runtime>::vested_transfer { target: target.into(), schedule };
        let error = dispatch(Bob, vested(budget())).unwrap_err().error;
        assert_eq!(error, frame_system::Error::<Runtime>::CallFiltered.into());
        // That of a datanet that does not exist yet, too.
        let error = dispatch(Bob, vested(Sponsorship::account_of(DatanetId(77)))).unwrap_err().error;
        assert_eq!(error, frame_system::Error::<Runtime>::CallFiltered.into());
    });
}

#[test]
fn who_can_pay_should_pay() {
    Chain::new("development").block(|| {
        let before = free(&budget());
        let held = || Balances::total_balance_on_hold(&Charlie.to_account_id());
        let bonded = held();
        apply(signed(Charlie, 0, contribute(1))).unwrap().unwrap();
        assert_eq!(last_fee().unwrap().0, Charlie.to_account_id());
        assert_eq!((free(&budget()), held()), (before, bonded + DEPOSIT));
        // Enough for the fee and too little for the deposit: the budget pays the deposit only.
        let one = One.to_account_id();
        let gift = pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: one.clone().into(), value: OPEN / 2 };
        apply(signed(Dave, 0, gift)).unwrap().unwrap();
        succeed(signed(One, 0, contribute(1)));
        assert_eq!(last_fee().unwrap().0, one);
        assert_eq!(free(&budget()), before - DEPOSIT - SponsorUsageDeposit::get());
        assert_eq!(sponsored_fees(), 0);
    });
}

#[test]
fn a_datanet_without_a_policy_should_pay_nothing() {
    Chain::new("development").block(|| {
        let end = pallet_sponsorship::Call::<Runtime>::set_policy { datanet: DATANET, policy: None };
        dispatch(Alice, end).unwrap();
        assert_refused(signed(One, 0, contribute(1)));
        assert_eq!(Sponsorship::allowance(DATANET, One.to_account_id()), Default::default());
    });
}
