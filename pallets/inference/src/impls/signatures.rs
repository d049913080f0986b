// SPDX-License-Identifier: Apache-2.0

//! The signatures of a settlement. Each check costs weight, so all of them are counted.

use crate::{Config, Pallet, SignedVoucherOf, SkipReason};
use frame::{
    prelude::*,
    traits::{IdentifyAccount, Verify},
};
use openledger_primitives::{voucher::is_wrapped_and_signed_by, SignedVoucher};

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
        Self { by, genesis: Pallet::<T>::genesis(), checked: 0 }
    }

    pub(super) fn checked(&self) -> u32 {
        self.checked
    }

    /// Check that the operator agrees to the voucher: it submits the voucher itself, or has signed its acceptance.
    ///
    /// Otherwise a payer could use up the channel's balance and its models with vouchers that the operator never asked
    /// for.
    pub(super) fn check_acceptance(&mut self, signed: &SignedVoucherOf<T>) -> Result<(), SkipReason> {
        let operator = &signed.voucher.operator;
        if self.by == *operator {
            return Ok(());
        }
        let acceptance = signed.acceptance.as_ref().ok_or(SkipReason::NotAccepted)?;
        let payload = signed.acceptance_payload(&self.genesis);
        ensure!(self.is_signed(acceptance, &payload, operator), SkipReason::NotAccepted);
        Ok(())
    }

    /// Check that the voucher is signed by its payer, or by the agent that it names.
    pub(super) fn check_voucher(&mut self, signed: &SignedVoucherOf<T>) -> Result<(), SkipReason> {
        let SignedVoucher { voucher, agent, signature, .. } = signed;
        let payload = voucher.payload(&self.genesis);
        let signer = agent.as_ref().unwrap_or(&voucher.payer);
        ensure!(self.is_signed(signature, &payload, signer), SkipReason::BadSignature);
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
fn form_of<Signature: Verify>(
    signature: &Signature,
    payload: &[u8],
    who: &<Signature::Signer as IdentifyAccount>::AccountId,
) -> Option<SignatureForm> {
    if signature.verify(payload, who) {
        Some(SignatureForm::Raw)
    } else {
        is_wrapped_and_signed_by(signature, payload, who).then_some(SignatureForm::Wrapped)
    }
}
