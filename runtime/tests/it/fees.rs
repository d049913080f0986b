// SPDX-License-Identifier: Apache-2.0

use crate::chain::{apply, last_fee, signed, Chain};
use openledger_primitives::{
    traits::{FundPool, RevenueShares},
    Balance, DatanetId, Holder, PoolId, MICRO_OPEN, MILLI_OPEN, OPEN,
};
use openledger_runtime::{
    constants::{
        consensus::MAXIMUM_BLOCK_WEIGHT,
        currency::EXISTENTIAL_DEPOSIT,
        fee::{WeightToFee, WHOLE_BLOCK},
    },
    extensions::nonces::{self, Retained},
    testing, AccountId, Attribution, Balances, Executive, Nonce, Runtime, RuntimeCall, RuntimeEvent, System,
    TransactionPayment, Treasury, UncheckedExtrinsic,
};
use polkadot_sdk::{
    frame_support::{
        storage::{with_transaction, TransactionOutcome},
        traits::{LockableCurrency, TypedGet, WithdrawReasons},
        weights::{Weight, WeightToFee as _},
    },
    frame_system, pallet_balances,
    pallet_collator_selection::StakingPotAccountId,
    sp_core::{sr25519, Pair, H256},
    sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, One, Two},
    sp_runtime::{
        transaction_validity::{
            InvalidTransaction, TransactionSource, TransactionValidity, TransactionValidityError, ValidTransaction,
        },
        DispatchError,
    },
};

fn pot() -> AccountId {
    StakingPotAccountId::<Runtime>::get()
}

fn free(who: &AccountId) -> u128 {
    Balances::free_balance(who)
}

fn transfer(to: Sr25519Keyring, value: u128) -> pallet_balances::Call<Runtime> {
    pallet_balances::Call::transfer_keep_alive { dest: to.to_account_id().into(), value }
}

#[test]
fn a_transfer_should_cost_one_to_two_thousandths_of_an_open() {
    Chain::new("local_testnet").block(|| {
        apply(signed(Bob, 0, transfer(Charlie, OPEN))).unwrap().unwrap();
        let (who, fee) = last_fee().unwrap();
        assert_eq!(who, Bob.to_account_id());
        assert!((MILLI_OPEN..=2 * MILLI_OPEN).contains(&fee), "{fee}");
    });
}

#[test]
fn a_whole_block_should_cost_the_same_by_time_and_by_proof() {
    let limit = MAXIMUM_BLOCK_WEIGHT;
    let price = |time, proof| WeightToFee::weight_to_fee(&Weight::from_parts(time, proof));
    assert_eq!(price(limit.ref_time(), 0), WHOLE_BLOCK);
    assert_eq!(price(0, limit.proof_size()), WHOLE_BLOCK);
    assert_eq!(price(limit.ref_time(), limit.proof_size()), WHOLE_BLOCK);
    assert_eq!(price(0, 0), 0);
}

#[test]
fn fees_should_go_half_to_the_author_and_half_to_the_treasury_and_tips_to_the_author() {
    let mut chain = Chain::new("local_testnet");
    chain.block(|| ());
    let issued = chain.read(Balances::total_issuance);
    for tip in [0, 123_456_789] {
        let in_pot = chain.block(|| {
            let before = (free(&pot()), free(&Treasury::account_id()), free(&Bob.to_account_id()));
            apply(signed(Bob, tip, transfer(Charlie, OPEN))).unwrap().unwrap();
            let (_, fee_and_tip) = last_fee().unwrap();
            let fee = fee_and_tip - tip;
            let author = free(&pot()) - before.0;
            let treasury = free(&Treasury::account_id()) - before.1;
            assert_eq!(author, fee / 2 + tip);
            assert_eq!(treasury, fee - fee / 2);
            assert_eq!(free(&Bob.to_account_id()), before.2 - fee_and_tip - OPEN);
            free(&pot())
        });
        // The author of the next block is paid half of what the pot has beyond the existential deposit.
        let collators = [Alice.to_account_id(), Bob.to_account_id()];
        let before = chain.read(|| collators.each_ref().map(free));
        let after = chain.block(|| collators.each_ref().map(free));
        let paid: u128 = after.iter().sum::<u128>() - before.iter().sum::<u128>();
        assert_eq!(paid, (in_pot - MILLI_OPEN) / 2);
    }
    assert_eq!(chain.read(Balances::total_issuance), issued);
}

/// The pool whose holders claim in these tests, and another one. The registry does not know them.
const POOL: PoolId<AccountId> = PoolId::Datanet(DatanetId(1_000));
const OTHER: PoolId<AccountId> = PoolId::Datanet(DatanetId(1_001));

/// A chain on which each of `holders` has a share of both pools.
fn chain_with_holders(holders: &[AccountId]) -> Chain {
    let mut chain = Chain::new("development");
    chain.block(|| {
        for holder in holders {
            for pool in [POOL, OTHER] {
                Attribution::add(&pool, &Holder::Account(holder.clone()), 1).unwrap();
            }
        }
    });
    chain.pass_eras(1);
    chain
}

/// A chain on which `Two`, who has no account, owns the pools.
fn chain_with_two() -> Chain {
    let mut chain = chain_with_holders(&[Two.to_account_id()]);
    assert!(!chain.read(|| System::account_exists(&Two.to_account_id())));
    chain
}

/// Give `amount` planck to the holders of `pool`.
fn fund(pool: &PoolId<AccountId>, amount: Balance) {
    Attribution::fund(&Alice.to_account_id(), pool, amount).unwrap();
}

fn claim() -> pallet_attribution::Call<Runtime> {
    pallet_attribution::Call::claim { pool: POOL, path: Default::default() }
}

fn claim_many(pools: &[PoolId<AccountId>]) -> pallet_attribution::Call<Runtime> {
    pallet_attribution::Call::claim_many { pools: pools.to_vec().try_into().unwrap() }
}

fn transfer_all() -> pallet_balances::Call<Runtime> {
    pallet_balances::Call::transfer_all { dest: Bob.to_account_id().into(), keep_alive: false }
}

/// `call` as the transaction of `who` with `nonce`.
fn signed_with_nonce(who: Sr25519Keyring, nonce: Nonce, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
    testing::transaction(who.to_account_id(), nonce, 0, call.into(), |payload| who.sign(payload).into()).unwrap()
}

/// The fee that a client is told for a transaction, without its tip.
fn fee_told(transaction: &UncheckedExtrinsic) -> Balance {
    let length = u32::try_from(codec::Encode::encoded_size(transaction)).unwrap();
    let told = TransactionPayment::query_info(transaction.clone(), length).partial_fee;
    assert_eq!(TransactionPayment::query_fee_details(transaction.clone(), length).final_fee(), told);
    told
}

/// The pool's view of a transaction. Leaves no trace in the state.
fn in_pool(transaction: UncheckedExtrinsic) -> TransactionValidity {
    let validate = || Executive::validate_transaction(TransactionSource::External, transaction, H256::default());
    with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(validate()))).unwrap()
}

fn valid(transaction: UncheckedExtrinsic) -> ValidTransaction {
    in_pool(transaction).unwrap()
}

/// The amounts of all claims of the block.
fn claimed() -> Vec<Balance> {
    let amount = |record: frame_system::EventRecord<RuntimeEvent, H256>| match record.event {
        RuntimeEvent::Attribution(pallet_attribution::Event::Claimed { amount, .. }) => Some(amount),
        _ => None,
    };
    System::events().into_iter().filter_map(amount).collect()
}

const PAYMENT: TransactionValidityError = TransactionValidityError::Invalid(InvalidTransaction::Payment);
const STALE: TransactionValidityError = TransactionValidityError::Invalid(InvalidTransaction::Stale);

#[test]
fn a_claim_of_an_account_that_owns_nothing_should_pay_for_itself() {
    let mut chain = chain_with_two();
    let two = Two.to_account_id();
    let transaction = chain.block(|| {
        fund(&POOL, OPEN);
        let issued = Balances::total_issuance();
        let to_author_and_treasury = free(&pot()) + free(&Treasury::account_id());
        let transaction = signed(Two, 0, claim());
        let told = fee_told(&transaction);
        assert!(in_pool(transaction.clone()).is_ok());
        apply(transaction.clone()).unwrap().unwrap();
        // The query told the truth.
        assert_eq!(last_fee(), Some((two.clone(), told)));
        assert_eq!(claimed(), [OPEN]);
        assert_eq!(free(&two), OPEN - told);
        assert_eq!(free(&pot()) + free(&Treasury::account_id()), to_author_and_treasury + told);
        assert_eq!(Balances::total_issuance(), issued);
        transaction
    });
    chain.block(|| {
        let account = frame_system::Account::<Runtime>::get(&two);
        assert_eq!((account.nonce, account.providers), (1, 1));
        assert_eq!(apply(transaction), Err(STALE));
    });
}

#[test]
fn a_claim_should_pay_exactly_down_to_the_existential_deposit() {
    chain_with_two().block(|| {
        let transaction = signed(Two, 0, claim());
        let needed = fee_told(&transaction) + EXISTENTIAL_DEPOSIT;
        assert_eq!(in_pool(transaction.clone()), Err(PAYMENT));
        fund(&POOL, needed - 1);
        assert_eq!(in_pool(transaction.clone()), Err(PAYMENT));
        assert_eq!(apply(transaction.clone()), Err(PAYMENT));
        fund(&POOL, 1);
        apply(transaction).unwrap().unwrap();
        assert_eq!(free(&Two.to_account_id()), EXISTENTIAL_DEPOSIT);
        assert_eq!(claimed(), [needed]);
    });
}

#[test]
fn an_account_with_too_little_should_need_the_fee_only() {
    chain_with_two().block(|| {
        let two = Two.to_account_id();
        apply(signed(Bob, 0, transfer(Two, EXISTENTIAL_DEPOSIT))).unwrap().unwrap();
        let transaction = signed(Two, 0, claim());
        let told = fee_told(&transaction);
        fund(&POOL, told - 1);
        assert_eq!(apply(transaction.clone()), Err(PAYMENT));
        fund(&POOL, 1);
        apply(transaction).unwrap().unwrap();
        assert_eq!(free(&two), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn frozen_balances_should_not_pay_fees() {
    chain_with_two().block(|| {
        let two = Two.to_account_id();
        apply(signed(Bob, 0, transfer(Two, EXISTENTIAL_DEPOSIT))).unwrap().unwrap();
        <Balances as LockableCurrency<_>>::set_lock(*b"testlock", &two, OPEN, WithdrawReasons::all());
        let transaction = signed(Two, 0, claim());
        let told = fee_told(&transaction);
        // Everything below the lock stays frozen, the amount that the claim pays included.
        fund(&POOL, told + OPEN - EXISTENTIAL_DEPOSIT - 1);
        assert_eq!(apply(transaction.clone()), Err(PAYMENT));
        fund(&POOL, 1);
        apply(transaction).unwrap().unwrap();
        assert_eq!(free(&two), OPEN);
    });
}

#[test]
fn a_claim_should_cost_as_much_as_that_of_an_account_that_can_pay_first() {
    let mut chain = chain_with_holders(&[Bob, Two].map(|who| who.to_account_id()));
    chain.block(|| {
        fund(&POOL, 2 * OPEN);
        apply(signed(Bob, 0, claim())).unwrap().unwrap();
        let (_, in_advance) = last_fee().unwrap();
        apply(signed(Two, 0, claim())).unwrap().unwrap();
        let (_, afterward) = last_fee().unwrap();
        // The check of what the claim will pay may cost a little more.
        assert!(in_advance > MILLI_OPEN, "{in_advance}");
        assert!(in_advance <= afterward && afterward < 2 * in_advance, "{in_advance} {afterward}");
    });
}

/// Claims that pay for themselves fill a block for the price of a block, however little their signers own.
#[test]
fn a_block_full_of_claims_should_cost_as_much_as_any_other() {
    const KEYS: u32 = 2_000;
    const EACH: Balance = OPEN / 10;
    let keys: Vec<sr25519::Pair> = (0..KEYS)
        .map(|number| sr25519::Pair::from_seed(&H256::from_low_u64_be(1_000_000 + u64::from(number)).0))
        .collect();
    let holders: Vec<AccountId> = keys.iter().map(|pair| AccountId::from(pair.public())).collect();
    let mut chain = chain_with_holders(&holders);
    chain.block(|| {
        fund(&POOL, Balance::from(KEYS) * EACH);
        let before = free(&pot()) + free(&Treasury::account_id());
        let mut paid: Balance = 0;
        let mut exhausted = false;
        for (pair, who) in keys.iter().zip(&holders) {
            let transaction =
                testing::transaction(who.clone(), 0, 0, claim().into(), |payload| pair.sign(payload).into()).unwrap();
            match apply(transaction) {
                Ok(outcome) => outcome.unwrap(),
                Err(error) => {
                    assert_eq!(error, InvalidTransaction::ExhaustsResources.into());
                    exhausted = true;
                    break;
                }
            }
            paid += EACH - free(who);
        }
        assert!(exhausted, "the block has room for more claims");
        assert_eq!(free(&pot()) + free(&Treasury::account_id()), before + paid);
        // Transactions have three quarters of a block.
        assert!(paid >= WHOLE_BLOCK * 7 / 10, "{paid}");
    });
}

#[test]
fn a_claim_should_rank_by_its_tip_and_be_replaced_by_a_higher_one() {
    let mut chain = chain_with_holders(&[Bob, Two].map(|who| who.to_account_id()));
    chain.block(|| {
        fund(&POOL, 4 * OPEN);
        let without = valid(signed(Two, 0, claim()));
        let with_tip = valid(signed(Two, OPEN / 2, claim()));
        // The pool replaces a transaction by another one that provides the same and has a higher priority.
        assert_eq!(with_tip.provides, without.provides);
        assert!(with_tip.priority > without.priority);
        // The rank is that of a transaction which pays in advance.
        assert_eq!(without.priority, valid(signed(Bob, 0, claim())).priority);
        assert_eq!(with_tip.priority, valid(signed(Bob, OPEN / 2, claim())).priority);

        let (in_pot, in_treasury) = (free(&pot()), free(&Treasury::account_id()));
        apply(signed(Two, OPEN / 2, claim())).unwrap().unwrap();
        let (_, fee_and_tip) = last_fee().unwrap();
        let fee = fee_and_tip - OPEN / 2;
        assert_eq!(free(&pot()) - in_pot, fee / 2 + OPEN / 2);
        assert_eq!(free(&Treasury::account_id()) - in_treasury, fee - fee / 2);
        assert_eq!(free(&Two.to_account_id()), 2 * OPEN - fee_and_tip);
    });
}

#[test]
fn a_claim_should_not_promise_a_tip_that_it_cannot_pay() {
    chain_with_two().block(|| {
        fund(&POOL, OPEN);
        assert_eq!(in_pool(signed(Two, OPEN, claim())), Err(PAYMENT));
        assert_eq!(apply(signed(Two, OPEN, claim())), Err(PAYMENT));
        assert!(in_pool(signed(Two, 0, claim())).is_ok());
    });
}

#[test]
fn the_second_claim_of_an_account_should_pay_from_its_balance() {
    chain_with_two().block(|| {
        let two = Two.to_account_id();
        let (first, second) = (signed_with_nonce(Two, 0, claim()), signed_with_nonce(Two, 1, claim()));
        fund(&POOL, OPEN);
        // In the pool, the second one waits for the first.
        assert_eq!(valid(second.clone()).requires, valid(first.clone()).provides);
        apply(first).unwrap().unwrap();
        let (_, first_fee) = last_fee().unwrap();
        apply(second).unwrap().unwrap();
        let (_, second_fee) = last_fee().unwrap();
        assert_eq!(claimed(), [OPEN, 0]);
        assert_eq!(free(&two), OPEN - first_fee - second_fee);
    });
}

#[test]
fn two_claims_in_a_block_should_not_both_live_on_one_payout() {
    chain_with_two().block(|| {
        let (first, second) = (signed_with_nonce(Two, 0, claim()), signed_with_nonce(Two, 1, claim()));
        fund(&POOL, fee_told(&first) + EXISTENTIAL_DEPOSIT);
        apply(first).unwrap().unwrap();
        assert_eq!(apply(second), Err(PAYMENT));
        assert_eq!(free(&Two.to_account_id()), EXISTENTIAL_DEPOSIT);
    });
}

fn claim_for_two() -> pallet_attribution::Call<Runtime> {
    pallet_attribution::Call::claim_for { who: Two.to_account_id(), pool: POOL, path: Default::default() }
}

#[test]
fn claiming_for_somebody_should_cost_who_does_it() {
    chain_with_two().block(|| {
        fund(&POOL, OPEN);
        let before = free(&Alice.to_account_id());
        apply(signed(Alice, 0, claim_for_two())).unwrap().unwrap();
        let (who, fee) = last_fee().unwrap();
        assert_eq!(who, Alice.to_account_id());
        assert!(fee > MICRO_OPEN);
        assert_eq!(free(&who), before - fee);
        assert_eq!(free(&Two.to_account_id()), OPEN);
        // Nobody claims for another account out of what that account is paid.
        assert_eq!(apply(signed(One, 0, claim_for_two())), Err(PAYMENT));
    });
}

#[test]
fn a_stranger_who_claims_in_between_should_not_make_a_claim_free() {
    chain_with_two().block(|| {
        let two = Two.to_account_id();
        let transaction = signed_with_nonce(Two, 0, claim());
        let told = fee_told(&transaction);
        // What the stranger had paid out is enough to live, and not for the fee.
        fund(&POOL, told + EXISTENTIAL_DEPOSIT - 1);
        apply(signed(Alice, 0, claim_for_two())).unwrap().unwrap();
        assert_eq!(apply(transaction.clone()), Err(PAYMENT));
        // With one planck more, the account pays its fee from its balance.
        apply(signed(Bob, 0, transfer(Two, 1))).unwrap().unwrap();
        apply(transaction).unwrap().unwrap();
        assert_eq!(claimed(), [told + EXISTENTIAL_DEPOSIT - 1, 0]);
        assert!(free(&two) >= EXISTENTIAL_DEPOSIT);
        assert_eq!(last_fee().unwrap().0, two);
    });
}

#[test]
fn a_claim_of_several_pools_should_pay_out_of_their_sum() {
    chain_with_two().block(|| {
        let both = signed(Two, 0, claim_many(&[POOL, OTHER]));
        let needed = fee_told(&both) + EXISTENTIAL_DEPOSIT;
        fund(&POOL, needed - 2);
        assert_eq!(apply(both.clone()), Err(PAYMENT));
        // A pool that is named twice pays once.
        assert_eq!(apply(signed(Two, 0, claim_many(&[POOL, POOL]))), Err(PAYMENT));
        fund(&OTHER, 2);
        apply(both).unwrap().unwrap();
        assert_eq!(claimed(), [needed - 2, 2]);
        assert_eq!(free(&Two.to_account_id()), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn a_claim_that_would_fail_should_not_be_taken() {
    chain_with_two().block(|| {
        fund(&POOL, OPEN);
        let unknown = PoolId::Datanet(DatanetId(2_000));
        assert_eq!(apply(signed(Two, 0, claim_many(&[POOL, unknown]))), Err(PAYMENT));
        pallet_attribution::Totals::<Runtime>::mutate(|totals| totals.payouts_stopped = true);
        assert_eq!(apply(signed(Two, 0, claim())), Err(PAYMENT));
        pallet_attribution::Totals::<Runtime>::mutate(|totals| totals.payouts_stopped = false);
        apply(signed(Two, 0, claim())).unwrap().unwrap();
    });
}

#[test]
fn who_owns_nothing_should_send_nothing_but_a_claim() {
    chain_with_two().block(|| {
        fund(&POOL, OPEN);
        assert_eq!(apply(signed(Two, 0, frame_system::Call::<Runtime>::remark { remark: vec![] })), Err(PAYMENT));
        assert_eq!(apply(signed(Two, 0, transfer(Bob, 1))), Err(PAYMENT));
        // Only the call itself is a claim.
        let batch = polkadot_sdk::pallet_utility::Call::<Runtime>::batch { calls: vec![RuntimeCall::from(claim())] };
        assert_eq!(apply(signed(Two, 0, batch)), Err(PAYMENT));
        // Nobody else has a claim on this pool.
        assert_eq!(apply(signed(One, 0, claim())), Err(PAYMENT));
        assert!(!frame_system::Account::<Runtime>::contains_key(Two.to_account_id()));
        assert!(!Retained::<Runtime>::contains_key(Two.to_account_id()));
    });
}

/// `Two` claims, and sends everything away. Returns the transactions.
fn claim_and_leave(chain: &mut Chain) -> [UncheckedExtrinsic; 2] {
    let two = Two.to_account_id();
    let old = chain.block(|| {
        fund(&POOL, OPEN);
        let old = [signed_with_nonce(Two, 0, claim()), signed_with_nonce(Two, 1, transfer_all())];
        for transaction in old.clone() {
            apply(transaction).unwrap().unwrap();
        }
        old
    });
    assert!(!chain.read(|| System::account_exists(&two)));
    assert_eq!(chain.read(|| nonces::next(&two)), 2);
    old
}

#[test]
fn transactions_of_an_account_should_not_run_again_when_it_claims_again() {
    let mut chain = chain_with_two();
    let [old_claim, old_transfer] = claim_and_leave(&mut chain);
    chain.block(|| {
        let two = Two.to_account_id();
        fund(&POOL, 2 * OPEN);
        assert_eq!(in_pool(old_claim.clone()), Err(STALE));
        assert_eq!(apply(old_claim.clone()), Err(STALE));
        assert_eq!(apply(old_transfer.clone()), Err(PAYMENT));
        // No nonce is left out either.
        let later = valid(signed_with_nonce(Two, 3, claim()));
        assert_eq!(later.requires, valid(signed_with_nonce(Two, 2, claim())).provides);
        assert_eq!(apply(signed_with_nonce(Two, 3, claim())), Err(InvalidTransaction::Future.into()));
        // The next one runs, and the account continues behind it.
        apply(signed(Two, 0, claim())).unwrap().unwrap();
        assert_eq!(System::account_nonce(&two), 3);
        assert!(!Retained::<Runtime>::contains_key(&two));
        for old in [old_claim, old_transfer] {
            assert_eq!(apply(old), Err(STALE));
        }
    });
}

#[test]
fn transactions_of_an_account_should_not_run_again_when_it_is_paid_again() {
    let mut chain = chain_with_two();
    let [old_claim, old_transfer] = claim_and_leave(&mut chain);
    chain.block(|| {
        let two = Two.to_account_id();
        apply(signed(Charlie, 0, transfer(Two, OPEN))).unwrap().unwrap();
        assert_eq!((System::account_nonce(&two), nonces::next(&two)), (2, 2));
        for old in [old_claim, old_transfer] {
            assert_eq!(apply(old), Err(STALE));
        }
        // Once more, within one block.
        apply(signed(Two, 0, transfer_all())).unwrap().unwrap();
        assert_eq!((System::account_nonce(&two), nonces::next(&two)), (0, 3));
        apply(signed(Charlie, 0, transfer(Two, OPEN))).unwrap().unwrap();
        assert_eq!(System::account_nonce(&two), 3);
    });
}

#[test]
fn only_an_account_that_sent_something_should_leave_a_nonce_behind() {
    Chain::new("development").block(|| {
        let two = Two.to_account_id();
        apply(signed(Bob, 0, transfer(Two, OPEN))).unwrap().unwrap();
        let emptied = pallet_balances::Call::<Runtime>::force_transfer {
            source: two.clone().into(),
            dest: Bob.to_account_id().into(),
            value: OPEN,
        };
        crate::chain::dispatch_as_root(emptied).unwrap();
        assert!(!System::account_exists(&two));
        assert!(!Retained::<Runtime>::contains_key(&two));
        assert_eq!(nonces::next(&two), 0);
    });
}

/// A nonce that is left behind is stored forever. It costs more than the deposit of an account, and is not refunded.
#[test]
fn leaving_a_nonce_behind_should_cost_more_than_an_account() {
    Chain::new("development").block(|| {
        apply(signed(Bob, 0, transfer(Two, OPEN))).unwrap().unwrap();
        apply(signed(Two, 0, transfer_all())).unwrap().unwrap();
        assert!(Retained::<Runtime>::contains_key(Two.to_account_id()));
        let (_, fee) = last_fee().unwrap();
        assert!(fee > EXISTENTIAL_DEPOSIT, "{fee}");
    });
}
