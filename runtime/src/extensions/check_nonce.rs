// SPDX-License-Identifier: Apache-2.0

//! The nonce check.

use super::{begins_account, nonces};
use crate::{AccountId, Nonce, Runtime, RuntimeCall, RuntimeOrigin};
use codec::{Decode, DecodeWithMemTracking, Encode};
use polkadot_sdk::{
    frame_support::{
        dispatch::DispatchInfo,
        pallet_prelude::{InvalidTransaction, TransactionSource, ValidTransaction, Weight},
    },
    frame_system::{self, ExtensionsWeightInfo, ValidNonceInfo},
    sp_runtime::{
        traits::{AsSystemOriginSigner, Implication, PostDispatchInfoOf, TransactionExtension, ValidateResult},
        transaction_validity::{TransactionLongevity, TransactionValidityError},
        DispatchResult,
    },
};
use scale_info::{Type, TypeInfo};

/// The SDK's extension.
type Sdk = frame_system::CheckNonce<Runtime>;

/// The nonce check of `frame_system`, which also admits two kinds of calls of an account that does not exist: its
/// claim, and what a datanet's budget may pay for.
///
/// The SDK's check refuses every account that nothing keeps alive, because nobody has paid for the storage of its
/// nonce. A claim creates such an account, and is included only if it pays for that. A budget creates it with the
/// existential deposit before the call, or the call is refused (see [`super::ChargeTransactionPayment`]). Its nonce is
/// the one that the account left behind, or zero. The account must use exactly this nonce, so each of its transactions
/// is valid once, however often the account ends and begins.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking)]
pub struct CheckNonce(Sdk);

impl From<Nonce> for CheckNonce {
    fn from(nonce: Nonce) -> Self {
        Self(Sdk::from(nonce))
    }
}

/// Wallets and code generators see the SDK's type.
impl TypeInfo for CheckNonce {
    type Identity = Sdk;

    fn type_info() -> Type {
        Sdk::type_info()
    }
}

/// The tag of the transaction of `who` with `nonce`, the same as the SDK's.
fn tag(who: &AccountId, nonce: Nonce) -> alloc::vec::Vec<u8> {
    (who, nonce).encode()
}

/// Validate the nonce of an account that does not exist, in the order of the SDK's check.
fn validate_without_account(who: &AccountId, nonce: Nonce) -> Result<ValidNonceInfo, TransactionValidityError> {
    let expected = nonces::next(who);
    if nonce < expected {
        return Err(InvalidTransaction::Stale.into());
    }
    let provides = alloc::vec![tag(who, nonce)];
    let requires = if expected < nonce { alloc::vec![tag(who, nonce.saturating_sub(1))] } else { alloc::vec![] };
    Ok(ValidNonceInfo { provides, requires })
}

/// Use up `nonce` of an account that does not exist. Its claim or its sponsor creates it next, or the transaction is
/// invalid.
fn prepare_without_account(who: &AccountId, nonce: Nonce) -> Result<(), TransactionValidityError> {
    if nonce > nonces::next(who) {
        return Err(InvalidTransaction::Future.into());
    }
    // The last nonce there is cannot be used: no next one would make it stale.
    let next = nonce.checked_add(1).ok_or(InvalidTransaction::Stale)?;
    nonces::set_next(who, next);
    Ok(())
}

impl TransactionExtension<RuntimeCall> for CheckNonce {
    const IDENTIFIER: &'static str = <Sdk as TransactionExtension<RuntimeCall>>::IDENTIFIER;
    type Implicit = ();
    /// The account whose nonce is used; none for a transaction that no account signed.
    type Val = Option<AccountId>;
    /// The unused weight.
    type Pre = Weight;

    fn weight(&self, _: &RuntimeCall) -> Weight {
        <<Runtime as frame_system::Config>::ExtensionsWeightInfo as ExtensionsWeightInfo>::check_nonce()
    }

    fn validate(
        &self,
        origin: RuntimeOrigin,
        call: &RuntimeCall,
        _: &DispatchInfo,
        _: usize,
        _: (),
        _: &impl Implication,
        _: TransactionSource,
    ) -> ValidateResult<Self::Val, RuntimeCall> {
        let Some(who) = origin.as_system_origin_signer().cloned() else {
            return Ok((Default::default(), None, origin));
        };
        let nonce = self.0 .0;
        let ValidNonceInfo { provides, requires } = if begins_account(call) && nonces::living(&who).is_none() {
            validate_without_account(&who, nonce)
        } else {
            Sdk::validate_nonce_for_account(&who, nonce)
        }?;
        let validity =
            ValidTransaction { priority: 0, requires, provides, longevity: TransactionLongevity::MAX, propagate: true };
        Ok((validity, Some(who), origin))
    }

    fn prepare(
        self,
        signer: Self::Val,
        _: &RuntimeOrigin,
        call: &RuntimeCall,
        _: &DispatchInfo,
        _: usize,
    ) -> Result<Self::Pre, TransactionValidityError> {
        let Some(who) = signer else { return Ok(self.weight(call)) };
        let nonce = self.0 .0;
        if nonces::living(&who).is_none() {
            prepare_without_account(&who, nonce)?;
        } else {
            Sdk::prepare_nonce_for_account(&who, nonce)?;
        }
        Ok(Weight::zero())
    }

    fn post_dispatch_details(
        unused: Self::Pre,
        _: &DispatchInfo,
        _: &PostDispatchInfoOf<RuntimeCall>,
        _: usize,
        _: &DispatchResult,
    ) -> Result<Weight, TransactionValidityError> {
        Ok(unused)
    }
}
