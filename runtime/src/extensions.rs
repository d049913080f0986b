// SPDX-License-Identifier: Apache-2.0

//! The transaction extension of this chain that is not the SDK's.

use codec::{Decode, DecodeWithMemTracking, Encode};
use core::marker::PhantomData;
use polkadot_sdk::{
    frame_support::{
        dispatch::{CheckIfFeeless, DispatchInfo},
        pallet_prelude::{InvalidTransaction, TransactionSource, ValidTransaction, Weight},
    },
    frame_system::{self, pallet_prelude::OriginFor, ExtensionsWeightInfo, ValidNonceInfo},
    sp_runtime::{
        traits::{
            AsSystemOriginSigner, DispatchInfoOf, DispatchOriginOf, Dispatchable, Implication, PostDispatchInfoOf,
            TransactionExtension, ValidateResult,
        },
        transaction_validity::{TransactionLongevity, TransactionValidityError},
        DispatchResult,
    },
};
use scale_info::TypeInfo;

/// The nonce check of `frame_system`, which also admits accounts that own nothing yet, for a feeless call.
///
/// The SDK's check refuses every account that nothing keeps alive, since nobody paid for the storage of its nonce. Such
/// an account could never claim its first earnings, which would open it. A feeless call is one that is sure to succeed.
/// The only one here is a claim, which pays at least the existential deposit, so that the account exists afterward.
/// Nothing else changes, and clients see the SDK's extension.
///
/// Only for such accounts is a call checked for being feeless. This reads the same keys as the claim.
#[derive(Clone, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct CheckNonce<T: frame_system::Config> {
    /// The number of transactions that the account has sent before.
    #[codec(compact)]
    pub nonce: T::Nonce,
}

impl<T: frame_system::Config> CheckNonce<T> {
    /// Create the check for the transaction after `nonce` others.
    pub fn from(nonce: T::Nonce) -> Self {
        Self { nonce }
    }
}

impl<T: frame_system::Config> core::fmt::Debug for CheckNonce<T> {
    #[cfg(feature = "std")]
    fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
        write!(f, "CheckNonce({})", self.nonce)
    }

    #[cfg(not(feature = "std"))]
    fn fmt(&self, _: &mut core::fmt::Formatter) -> core::fmt::Result {
        Ok(())
    }
}

/// Validate the nonce of an account that does not exist, in the order of the SDK's check.
fn validate_without_account<T: frame_system::Config>(
    who: &T::AccountId,
    nonce: T::Nonce,
) -> Result<ValidNonceInfo, TransactionValidityError> {
    use polkadot_sdk::sp_runtime::{traits::One, Saturating};
    let expected = frame_system::Account::<T>::get(who).nonce;
    if nonce < expected {
        return Err(InvalidTransaction::Stale.into());
    }
    let provides = alloc::vec![(who, nonce).encode()];
    let requires =
        if expected < nonce { alloc::vec![(who, nonce.saturating_sub(One::one())).encode()] } else { alloc::vec![] };
    Ok(ValidNonceInfo { provides, requires })
}

/// The account whose nonce is used; none for an unsigned transaction.
pub struct Signer<T: frame_system::Config>(Option<T::AccountId>, PhantomData<T>);

impl<T: frame_system::Config> TransactionExtension<T::RuntimeCall> for CheckNonce<T>
where
    T::RuntimeCall: Dispatchable<Info = DispatchInfo> + CheckIfFeeless<Origin = OriginFor<T>>,
    <T::RuntimeCall as Dispatchable>::RuntimeOrigin: AsSystemOriginSigner<T::AccountId> + Clone,
{
    const IDENTIFIER: &'static str = "CheckNonce";
    type Implicit = ();
    type Val = Signer<T>;
    /// The unused weight.
    type Pre = Weight;

    fn weight(&self, _: &T::RuntimeCall) -> Weight {
        <T::ExtensionsWeightInfo as ExtensionsWeightInfo>::check_nonce()
    }

    fn validate(
        &self,
        origin: DispatchOriginOf<T::RuntimeCall>,
        call: &T::RuntimeCall,
        _: &DispatchInfoOf<T::RuntimeCall>,
        _: usize,
        _: (),
        _: &impl Implication,
        _: TransactionSource,
    ) -> ValidateResult<Self::Val, T::RuntimeCall> {
        let Some(who) = origin.as_system_origin_signer() else {
            return Ok((Default::default(), Signer(None, PhantomData), origin));
        };
        let checked = match frame_system::CheckNonce::<T>::validate_nonce_for_account(who, self.nonce) {
            Err(TransactionValidityError::Invalid(InvalidTransaction::Payment)) if call.is_feeless(&origin) => {
                validate_without_account::<T>(who, self.nonce)
            }
            checked => checked,
        };
        let ValidNonceInfo { provides, requires } = checked?;
        let validity =
            ValidTransaction { priority: 0, requires, provides, longevity: TransactionLongevity::MAX, propagate: true };
        let signer = Signer(Some(who.clone()), PhantomData);
        Ok((validity, signer, origin))
    }

    fn prepare(
        self,
        signer: Self::Val,
        _: &DispatchOriginOf<T::RuntimeCall>,
        call: &T::RuntimeCall,
        _: &DispatchInfoOf<T::RuntimeCall>,
        _: usize,
    ) -> Result<Self::Pre, TransactionValidityError> {
        match signer.0 {
            Some(who) => {
                frame_system::CheckNonce::<T>::prepare_nonce_for_account(&who, self.nonce)?;
                Ok(Weight::zero())
            }
            None => Ok(self.weight(call)),
        }
    }

    fn post_dispatch_details(
        unused: Self::Pre,
        _: &DispatchInfoOf<T::RuntimeCall>,
        _: &PostDispatchInfoOf<T::RuntimeCall>,
        _: usize,
        _: &DispatchResult,
    ) -> Result<Weight, TransactionValidityError> {
        Ok(unused)
    }
}
