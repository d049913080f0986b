// SPDX-License-Identifier: Apache-2.0

//! Whoever signs a call names the most that it may hold: prices that another account sets in the meantime do not count.

use crate::chain::{dispatch, Chain};
use openledger_primitives::{Balance, DatanetId, ModelId, OPEN};
use openledger_runtime::{AccountId, Balances, Runtime, RuntimeCall, RuntimeHoldReason};
use pallet_datanets::{Admission, Call as Data, Kind, Policy, Submission};
use pallet_model_registry::Call as Registry;
use polkadot_sdk::{
    frame_support::traits::{fungible::InspectHold, Get},
    sp_core::H256,
    sp_keyring::Sr25519Keyring::{self, Alice, Bob, Dave, Eve, Ferdie},
    sp_runtime::{DispatchError, Permill},
};

const DATANET: DatanetId = DatanetId(0);
const MODEL: ModelId = ModelId(0);

fn call(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> Result<(), DispatchError> {
    dispatch(who, call).map(|_| ()).map_err(|failed| failed.error)
}

fn held(reason: impl Into<RuntimeHoldReason>, who: Sr25519Keyring) -> Balance {
    let who: AccountId = who.to_account_id();
    Balances::balance_on_hold(&reason.into(), &who)
}

fn contribute(number: u64, max_deposit: Balance) -> Result<(), DispatchError> {
    let submission =
        Submission { kind: Kind::Raw, content_hash: H256::from_low_u64_be(number), items: 1, bytes: 4_096, uri: None };
    call(Ferdie, Data::<Runtime>::contribute { datanet: DATANET, submission, max_deposit })
}

/// The owner of a datanet asks for more between the signature and the block.
#[test]
fn a_contributor_should_lose_nothing_to_a_higher_deposit() {
    let mut chain = Chain::new("development");
    let most: Balance = <Runtime as pallet_datanets::Config>::MaxContributionDeposit::get();
    let set_policy = |deposit| {
        let originals_part = Permill::from_percent(25);
        let policy = Policy {
            reviews: 2,
            min_score: 50,
            deposit,
            originals_part,
            max_items: 100,
            review_eras: 7,
            curation: Default::default(),
        };
        call(Alice, Data::<Runtime>::set_policy { datanet: DATANET, admission: Admission::Open, policy })
    };
    let held = || held(pallet_datanets::HoldReason::ContributionDeposit, Ferdie);
    chain.block(|| {
        assert_eq!(set_policy(most + 1), Err(pallet_datanets::Error::<Runtime>::DepositTooLarge.into()));
        assert_eq!(set_policy(most), Ok(()));
        // The change has notice.
        assert_eq!(contribute(1, OPEN), Ok(()));
        assert_eq!(held(), OPEN);
    });
    chain.pass_eras(<Runtime as pallet_datanets::Config>::PolicyNotice::get());
    chain.block(|| {
        assert_eq!(contribute(2, OPEN), Err(pallet_datanets::Error::<Runtime>::DepositTooHigh.into()));
        assert_eq!(held(), OPEN);
        assert_eq!(contribute(2, most), Ok(()));
        assert_eq!(held(), OPEN + most);
    });
}

/// The seller of a model adds to its allow-list between the buyer's signature and the block.
#[test]
fn a_buyer_should_not_pay_for_entries_that_it_has_not_seen() {
    let mut chain = Chain::new("development");
    chain.block(|| {
        let seen = held(pallet_model_registry::HoldReason::Model, Dave);
        let proposed = Some(Bob.to_account_id());
        assert_eq!(call(Dave, Registry::<Runtime>::propose_owner { model: MODEL, proposed }), Ok(()));
        let entry: Balance = <Runtime as pallet_model_registry::Config>::AllowedDeposit::get();
        let add = |max_deposit| {
            call(Dave, Registry::<Runtime>::add_allowed { model: MODEL, who: Eve.to_account_id(), max_deposit })
        };
        assert_eq!(add(entry - 1), Err(pallet_model_registry::Error::<Runtime>::DepositTooHigh.into()));
        assert_eq!(add(entry), Ok(()));
        let accept = |max_deposit| call(Bob, Registry::<Runtime>::accept_ownership { model: MODEL, max_deposit });
        assert_eq!(accept(seen), Err(pallet_model_registry::Error::<Runtime>::DepositTooHigh.into()));
        assert_eq!(accept(seen + entry), Ok(()));
        assert_eq!(held(pallet_model_registry::HoldReason::Model, Bob), seen + entry);
        assert_eq!(held(pallet_model_registry::HoldReason::Model, Dave), 0);
    });
}
