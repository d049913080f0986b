// SPDX-License-Identifier: Apache-2.0

use crate::chain::{apply, dispatch, last_fee, signed, Chain};
use openledger_primitives::{ModelId, PoolId, Units, MICRO_OPEN, MILLI_OPEN, OPEN};
use openledger_runtime::{
    constants::{
        consensus::MAXIMUM_BLOCK_WEIGHT,
        fee::{WeightToFee, WHOLE_BLOCK},
    },
    AccountId, Attribution, Balances, Runtime, RuntimeCall, RuntimeEvent, System, Treasury, UncheckedExtrinsic,
};
use pallet_model_registry::{ModelKind, Registration, TeamMember, Terms};
use polkadot_sdk::{
    frame_support::{
        traits::TypedGet,
        weights::{Weight, WeightToFee as _},
    },
    frame_system, pallet_balances,
    pallet_collator_selection::StakingPotAccountId,
    pallet_skip_feeless_payment,
    sp_core::H256,
    sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Eve, Two},
    sp_runtime::{transaction_validity::InvalidTransaction, Permill},
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

/// A model whose whole builders' pool belongs to `Two`, who has no account, and payments for it that have been divided.
fn chain_where_two_has_earned() -> Chain {
    let mut chain = Chain::new("development");
    assert!(!chain.read(|| System::account_exists(&Two.to_account_id())));
    chain.block(|| {
        let registration = Registration {
            name: b"model".to_vec().try_into().unwrap(),
            kind: ModelKind::Base,
            artifact: H256::repeat_byte(1),
            uri: Default::default(),
            team: vec![TeamMember { account: Two.to_account_id(), share: Permill::one() }].try_into().unwrap(),
            parents: Default::default(),
            datanets: Default::default(),
            terms: Terms::Closed,
        };
        dispatch(Bob, pallet_model_registry::Call::register { registration }).unwrap();
        let prices = pallet_inference::Prices { per_call: OPEN, ..Default::default() };
        let valid_until = Attribution::current_era() + 100;
        dispatch(
            Eve,
            pallet_inference::Call::publish_offer {
                model: ModelId(1),
                prices,
                endpoint: b"https://example.org".to_vec().try_into().unwrap(),
                valid_until,
                covers_adapters: false,
            },
        )
        .unwrap();
    });
    chain.pass_eras(1);
    chain.block(|| {
        dispatch(
            Charlie,
            pallet_inference::Call::pay {
                model: ModelId(1),
                operator: Eve.to_account_id(),
                units: Units { calls: 4, ..Default::default() },
                max_amount: 4 * OPEN,
            },
        )
        .unwrap();
    });
    chain
}

fn claim() -> pallet_attribution::Call<Runtime> {
    pallet_attribution::Call::claim { pool: PoolId::ModelBuilders(ModelId(1)), path: Default::default() }
}

#[test]
fn a_claim_should_be_free_for_who_never_owned_anything() {
    let mut chain = chain_where_two_has_earned();
    let transaction: UncheckedExtrinsic = chain.block(|| {
        let issued = Balances::total_issuance();
        let to_author_and_treasury = free(&pot()) + free(&Treasury::account_id());
        let transaction = signed(Two, 0, claim());
        apply(transaction.clone()).unwrap().unwrap();
        // A quarter of four OPEN.
        assert_eq!(free(&Two.to_account_id()), OPEN);
        assert_eq!(last_fee(), None);
        let skipped = System::events().into_iter().any(|record| {
            matches!(
                record.event,
                RuntimeEvent::SkipFeelessPayment(pallet_skip_feeless_payment::Event::FeeSkipped { .. })
            )
        });
        assert!(skipped);
        assert_eq!(free(&pot()) + free(&Treasury::account_id()), to_author_and_treasury);
        assert_eq!(Balances::total_issuance(), issued);
        transaction
    });
    chain.block(|| {
        let account = frame_system::Account::<Runtime>::get(Two.to_account_id());
        assert_eq!((account.nonce, account.providers), (1, 1));
        assert_eq!(apply(transaction), Err(InvalidTransaction::Stale.into()));
    });
}

#[test]
fn a_second_claim_should_be_paid_for_when_there_is_nothing_to_claim() {
    let mut chain = chain_where_two_has_earned();
    chain.block(|| {
        apply(signed(Two, 0, claim())).unwrap().unwrap();
        let refused = apply(signed(Two, 0, claim())).unwrap().unwrap_err();
        assert_eq!(refused, pallet_attribution::Error::<Runtime>::NothingToClaim.into());
        let (who, fee) = last_fee().unwrap();
        assert_eq!(who, Two.to_account_id());
        assert_eq!(free(&who), OPEN - fee);
    });
}

#[test]
fn claiming_for_somebody_should_cost_who_does_it() {
    chain_where_two_has_earned().block(|| {
        let before = free(&Alice.to_account_id());
        let call = pallet_attribution::Call::claim_for {
            who: Two.to_account_id(),
            pool: PoolId::ModelBuilders(ModelId(1)),
            path: Default::default(),
        };
        apply(signed(Alice, 0, call)).unwrap().unwrap();
        let (who, fee) = last_fee().unwrap();
        assert_eq!(who, Alice.to_account_id());
        assert!(fee > MICRO_OPEN);
        assert_eq!(free(&who), before - fee);
        assert_eq!(free(&Two.to_account_id()), OPEN);
    });
}

#[test]
fn who_owns_nothing_should_send_nothing_but_a_free_claim() {
    chain_where_two_has_earned().block(|| {
        let payment = Err(InvalidTransaction::Payment.into());
        assert_eq!(apply(signed(Two, 0, frame_system::Call::<Runtime>::remark { remark: vec![] })), payment);
        assert_eq!(apply(signed(Two, 0, transfer(Bob, 1))), payment);
        // Not free in a batch: only the call itself is looked at.
        let batch = polkadot_sdk::pallet_utility::Call::<Runtime>::batch { calls: vec![RuntimeCall::from(claim())] };
        assert_eq!(apply(signed(Two, 0, batch)), payment);
        // Nobody else has a claim on this pool.
        assert_eq!(apply(signed(Sr25519Keyring::One, 0, claim())), payment);
        assert!(!frame_system::Account::<Runtime>::contains_key(Two.to_account_id()));
    });
}
