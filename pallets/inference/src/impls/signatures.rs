// SPDX-License-Identifier: Apache-2.0

//! The signatures of a settlement. Each check costs weight, so all of them are counted.

use crate::{Config, Pallet, SignedVoucherOf, SkipReason};
use alloc::collections::BTreeMap;
use frame::{prelude::*, traits::IdentifyAccount};
use openledger_primitives::{traits::OperatorSigner, voucher::is_wrapped_and_signed_by, StrictSignature};

/// The form of the bytes that were signed.
enum SignatureForm {
    /// The payload, as most keys sign it.
    Raw,
    /// The payload in `<Bytes>` and `</Bytes>`, as browser wallets sign it.
    Wrapped,
}

/// Checks the signatures of a settlement.
pub(super) struct Signatures<T: Config> {
    /// The account that submits the vouchers.
    pub(super) by: T::AccountId,
    genesis: H256,
    /// The accounts that sign for operators.
    signers: BTreeMap<T::AccountId, T::AccountId>,
    /// The number of checks so far.
    checked: u32,
}

impl<T: Config> Pallet<T> {
    /// The hash of the genesis block, which makes signatures invalid on every other chain.
    pub(crate) fn genesis() -> H256 {
        frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
    }
}

impl<T: Config> Signatures<T> {
    pub(super) fn new(by: T::AccountId) -> Self {
        Self { by, genesis: Pallet::<T>::genesis(), signers: BTreeMap::new(), checked: 0 }
    }

    pub(super) fn checked(&self) -> u32 {
        self.checked
    }

    /// Check that the operator agrees to the voucher and the claim: it or its signer submits them, or its signer has
    /// signed their acceptance.
    ///
    /// Otherwise a payer could use up the channel's balance and its models with vouchers that the operator never asked
    /// for.
    pub(super) fn check_acceptance(&mut self, signed: &SignedVoucherOf<T>) -> Result<(), SkipReason> {
        let operator = &signed.voucher.operator;
        if self.by == *operator {
            return Ok(());
        }
        let signer = self.signers.entry(operator.clone()).or_insert_with(|| T::Signers::signer(operator)).clone();
        if self.by == signer {
            return Ok(());
        }
        let acceptance = signed.acceptance.as_ref().ok_or(SkipReason::NotAccepted)?;
        let payload = signed.acceptance_payload(&self.genesis);
        ensure!(self.is_signed(acceptance, &payload, &signer), SkipReason::NotAccepted);
        Ok(())
    }

    /// Check that the voucher is signed by its payer, or by the agent that it names.
    pub(super) fn check_voucher(&mut self, signed: &SignedVoucherOf<T>) -> Result<(), SkipReason> {
        let payload = signed.voucher.payload(&self.genesis);
        ensure!(self.is_signed(&signed.signature, &payload, signed.voucher.signer()), SkipReason::BadSignature);
        Ok(())
    }

    /// Whether `who` signed `payload`, raw or wrapped. Counts the checks.
    fn is_signed(&mut self, signature: &T::Signature, payload: &[u8], who: &T::AccountId) -> bool {
        let form = form_of(signature, payload, who);
        // At most four checks for each voucher, far from the type's range.
        self.checked = self.checked.saturating_add(match form {
            Some(SignatureForm::Raw) => 1,
            Some(SignatureForm::Wrapped) | None => 2,
        });
        form.is_some()
    }
}

/// The form in which `who` signed `payload`, if it did. Raw is tried first: browser wallets are the exception.
fn form_of<Signature: StrictSignature>(
    signature: &Signature,
    payload: &[u8],
    who: &<Signature::Signer as IdentifyAccount>::AccountId,
) -> Option<SignatureForm> {
    if !signature.is_strict(who) {
        None
    } else if signature.verify(payload, who) {
        Some(SignatureForm::Raw)
    } else {
        is_wrapped_and_signed_by(signature, payload, who).then_some(SignatureForm::Wrapped)
    }
}
