// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of the calls.

#![allow(clippy::arithmetic_side_effects, clippy::expect_used, missing_docs)]

use super::*;
use alloc::boxed::Box;
use core::marker::PhantomData;
use frame::{
    benchmarking::prelude::*,
    deps::{
        sp_core::{crypto::KeyTypeId, sr25519},
        sp_io::crypto::{sr25519_generate, sr25519_sign},
        sp_runtime::{AccountId32, MultiSignature, MultiSigner},
    },
    token::fungible::Mutate,
    traits::IdentifyAccount,
};
use openledger_primitives::{
    traits::{AdvanceEras, ChannelInspect, EraClock, OperatorInspect, OperatorSigner},
    Balance, ModelId, Receipt, SignedReceipt, Units, OPEN,
};

/// Makes operators, reporters and signatures that the chain accepts.
pub trait BenchmarkHelper<AccountId, Signature> {
    /// An active operator with stake, whose account [`BenchmarkHelper::sign`] can sign for.
    fn create_operator() -> Result<AccountId, DispatchError>;

    /// Give `who` enough to keep its account.
    fn fund(who: &AccountId) -> DispatchResult;

    /// The signature of `who` over `message`.
    fn sign(who: &AccountId, message: &[u8]) -> Signature;
}

/// Operators with sr25519 keys, the kind that most accounts have, bonded with `Operators` and funded in `Currency`.
pub struct Sr25519Operators<Operators, Currency>(PhantomData<(Operators, Currency)>);

const KEYS: KeyTypeId = KeyTypeId(*b"olbm");
/// The seed of the operator's key, in hexadecimal.
const SEED: &[u8] = b"0x0000000000000000000000000000000000000000000000000000000000000001";
/// Enough for any bond of these benchmarks.
const FUNDS: Balance = 10_000_000 * OPEN;

impl<Operators, Currency> BenchmarkHelper<AccountId32, MultiSignature> for Sr25519Operators<Operators, Currency>
where
    Operators: OperatorInspect<AccountId32>,
    Currency: Mutate<AccountId32, Balance = Balance>,
{
    fn create_operator() -> Result<AccountId32, DispatchError> {
        let key = sr25519_generate(KEYS, Some(SEED.to_vec()));
        let operator = MultiSigner::Sr25519(key).into_account();
        Self::fund(&operator)?;
        Operators::create_operator(&operator)?;
        Ok(operator)
    }

    fn fund(who: &AccountId32) -> DispatchResult {
        Currency::mint_into(who, FUNDS).map(|_| ())
    }

    fn sign(who: &AccountId32, message: &[u8]) -> MultiSignature {
        let key = sr25519::Public::from_raw(*AsRef::<[u8; 32]>::as_ref(who));
        MultiSignature::Sr25519(sr25519_sign(KEYS, &key, message).expect("the key was generated"))
    }
}

/// A receipt signed as a wallet does.
fn receipt<T: Config>(operator: &T::AccountId, channel: u64, response: u8) -> SignedReceiptOf<T> {
    let receipt = Receipt {
        payer: account("payer", 0, 0),
        operator: operator.clone(),
        channel,
        sequence: 2,
        era: T::Eras::current_era(),
        model: ModelId(3),
        amount: Balance::MAX,
        units: Units { calls: u64::MAX, input_tokens: u64::MAX, output_tokens: u64::MAX },
        request: H256::repeat_byte(4),
        response: H256::repeat_byte(response),
        parent: Some(H256::repeat_byte(5)),
    };
    let payload = Pallet::<T>::receipt_payload(receipt.clone()).bytes;
    let wrapped = [b"<Bytes>", payload.as_slice(), b"</Bytes>"].concat();
    SignedReceipt { signature: T::BenchmarkHelper::sign(operator, &wrapped), receipt }
}

#[benchmarks(where T::Eras: AdvanceEras)]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn report_equivocation() -> Result<(), BenchmarkError> {
        let operator = T::BenchmarkHelper::create_operator()?;
        T::Eras::advance_eras(1);
        let channel = 1;
        T::Channels::create(channel);
        // Its own signature is looked at last.
        T::Signers::fill_signers(&operator, &operator);
        let (first, second) = (receipt::<T>(&operator, channel, 6), receipt::<T>(&operator, channel, 7));
        let (channel, sequence) = (first.receipt.channel, first.receipt.sequence);
        let reporter: T::AccountId = account("reporter", 0, 0);
        T::BenchmarkHelper::fund(&reporter)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(reporter), Box::new(first), Box::new(second));

        let era = T::Eras::current_era();
        assert_eq!(Convictions::<T>::get((operator, channel, sequence)), Some(era));
        Ok(())
    }

    #[benchmark]
    fn forget_conviction() {
        let operator: T::AccountId = account("operator", 0, 0);
        let (channel, sequence) = (1, 2);
        let since = T::Eras::current_era();
        Convictions::<T>::insert((&operator, channel, sequence), since);
        Sentences::<T>::insert(&operator, Sentence { since, offense: since, part: Permill::one() });
        T::Eras::advance_eras(T::DisputeEras::get() + 1);
        let caller: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), operator.clone(), channel, sequence);

        let event: <T as frame_system::Config>::RuntimeEvent =
            Event::<T>::ConvictionForgotten { operator, channel, sequence }.into();
        frame_system::Pallet::<T>::assert_last_event(event);
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
