// SPDX-License-Identifier: Apache-2.0

use crate::chain::Chain;
use openledger_primitives::OPEN;
use openledger_runtime::{
    configs::xcm::{LocationToAccountId, XcmConfig},
    AccountId, Balances, RuntimeCall,
};
use polkadot_sdk::{
    frame_support::{traits::fungible::Mutate, weights::Weight},
    frame_system,
    sp_keyring::Sr25519Keyring::Bob,
    staging_xcm::latest::prelude::*,
    staging_xcm_executor::{traits::ConvertLocation, XcmExecutor},
};

fn sovereign(location: &Location) -> AccountId {
    LocationToAccountId::convert_location(location).unwrap()
}

fn execute(origin: Location, message: Xcm<RuntimeCall>) -> Outcome {
    let mut id = [0; 32];
    XcmExecutor::<XcmConfig>::prepare_and_execute(origin, message, &mut id, Weight::MAX, Weight::zero())
}

fn beneficiary() -> Location {
    AccountId32 { network: None, id: Bob.to_account_id().into() }.into()
}

#[test]
fn a_sibling_should_spend_the_open_of_its_own_account() {
    Chain::new("local_testnet").block(|| {
        let sibling = Location::new(1, [Parachain(3000)]);
        Balances::mint_into(&sovereign(&sibling), 10 * OPEN).unwrap();
        let (issued, before) = (Balances::total_issuance(), Balances::free_balance(Bob.to_account_id()));
        let message = Xcm(vec![
            WithdrawAsset((Here, 5 * OPEN).into()),
            BuyExecution { fees: (Here, OPEN).into(), weight_limit: Unlimited },
            DepositAsset { assets: Wild(All), beneficiary: beneficiary() },
        ]);
        execute(sibling.clone(), message).ensure_complete().unwrap();
        assert_eq!(Balances::free_balance(sovereign(&sibling)), 5 * OPEN);
        let received = Balances::free_balance(Bob.to_account_id()) - before;
        assert!((4 * OPEN..5 * OPEN).contains(&received));
        // What execution cost is the collators'.
        assert_eq!(Balances::total_issuance(), issued);
    });
}

#[test]
fn nobody_outside_should_make_open() {
    Chain::new("local_testnet").block(|| {
        let issued = Balances::total_issuance();
        for origin in [Location::parent(), Location::new(1, [Parachain(3000)])] {
            for asset in [Location::here(), Location::parent()] {
                for instruction in [
                    ReserveAssetDeposited((asset.clone(), 5 * OPEN).into()),
                    ReceiveTeleportedAsset((asset.clone(), 5 * OPEN).into()),
                ] {
                    let message = Xcm(vec![
                        instruction,
                        BuyExecution { fees: (asset.clone(), OPEN).into(), weight_limit: Unlimited },
                        DepositAsset { assets: Wild(All), beneficiary: beneficiary() },
                    ]);
                    assert!(execute(origin.clone(), message).ensure_complete().is_err());
                }
            }
        }
        assert_eq!(Balances::total_issuance(), issued);
    });
}

#[test]
fn nobody_outside_should_be_root() {
    Chain::new("local_testnet").block(|| {
        for origin in [Location::parent(), Location::new(1, [Parachain(1000)])] {
            Balances::mint_into(&sovereign(&origin), 10 * OPEN).unwrap();
            let call = RuntimeCall::System(frame_system::Call::set_storage { items: vec![(b"key".to_vec(), vec![1])] });
            for kind in [OriginKind::Superuser, OriginKind::Native, OriginKind::SovereignAccount, OriginKind::Xcm] {
                let message = Xcm(vec![
                    WithdrawAsset((Here, OPEN).into()),
                    BuyExecution { fees: (Here, OPEN).into(), weight_limit: Unlimited },
                    Transact {
                        origin_kind: kind,
                        fallback_max_weight: None,
                        call: codec::Encode::encode(&call).into(),
                    },
                    ExpectTransactStatus(MaybeErrorCode::Success),
                ]);
                assert!(execute(origin.clone(), message).ensure_complete().is_err());
            }
        }
        assert_eq!(polkadot_sdk::sp_io::storage::get(b"key"), None);
    });
}

#[test]
fn messages_should_be_paid_for() {
    Chain::new("local_testnet").block(|| {
        let message = Xcm(vec![UnpaidExecution { weight_limit: Unlimited, check_origin: None }, ClearOrigin]);
        for origin in [Location::parent(), Location::new(1, [Parachain(1000)])] {
            assert!(matches!(
                execute(origin, message.clone()),
                Outcome::Incomplete { error, .. } if error.error == XcmError::Barrier
            ));
        }
    });
}
