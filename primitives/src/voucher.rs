// SPDX-License-Identifier: Apache-2.0

//! Vouchers: what a payer signs, call by call, and an operator settles whenever it likes.
//!
//! A voucher replaces the one before it: its amount and its units are what was used since the channel was opened, of one
//! model and under one key. So the latest voucher is all that has to be kept, and no voucher can be paid twice.

use crate::{Balance, Era, ModelId, SplitVersion, Units};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::traits::{IdentifyAccount, Verify};

/// What the signed bytes of every voucher begin with: no other message of this or of another pallet does.
pub const VOUCHER_DOMAIN: [u8; 30] = *b"openledger/inference/voucher/1";

/// What the bytes begin with that an operator signs to accept a voucher.
pub const ACCEPTANCE_DOMAIN: [u8; 30] = *b"openledger/inference/accepts/1";

/// What a browser wallet puts around the bytes that it is asked to sign.
const WRAP: (&[u8], &[u8]) = (b"<Bytes>", b"</Bytes>");

/// What a payer owes an operator for one model, since their channel was opened.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Voucher<AccountId> {
    /// Whose channel.
    pub payer: AccountId,
    /// With whom, and who executed the requests.
    pub operator: AccountId,
    /// The channel's number: a channel that is opened again has another one.
    pub channel: u64,
    /// The model that answered.
    pub model: ModelId,
    /// What was used since the channel was opened, in planck.
    #[codec(compact)]
    pub amount: Balance,
    /// What was executed since the channel was opened.
    pub units: Units,
    /// Root of the Merkle tree of the receipts that it pays for, since the channel was opened; zero if the operator gives
    /// none. The chain does not read it.
    pub receipts_root: H256,
    /// The fee split that the payer agrees to.
    pub split_version: SplitVersion,
    /// The last era in which the voucher can be settled.
    pub expires: Era,
}

/// A voucher as it is handed in. It settles if both agree to it: its payer by a signature, its operator by handing it in
/// itself, or by a signature too.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SignedVoucher<AccountId, Signature> {
    /// What was signed.
    pub voucher: Voucher<AccountId>,
    /// The agent who signed; the payer did if there is none.
    pub agent: Option<AccountId>,
    /// The signature over [`Voucher::payload`], raw or as a wallet wraps it.
    pub signature: Signature,
    /// The operator's signature over [`SignedVoucher::acceptance_payload`], raw or as a wallet wraps it. Needed, and looked
    /// at, only if somebody else hands the voucher in.
    pub acceptance: Option<Signature>,
}

impl<AccountId: Encode> Voucher<AccountId> {
    /// The bytes to sign on the chain with this genesis.
    pub fn payload(&self, genesis: &H256) -> Vec<u8> {
        (VOUCHER_DOMAIN, genesis, self).encode()
    }
}

impl<AccountId: Encode, Signature> SignedVoucher<AccountId, Signature> {
    /// The bytes that the operator signs to accept the voucher on the chain with this genesis. They name the agent: each
    /// key's vouchers settle on lanes of its own, so a voucher accepted of one key must not be good for another.
    pub fn acceptance_payload(&self, genesis: &H256) -> Vec<u8> {
        (ACCEPTANCE_DOMAIN, genesis, &self.voucher, &self.agent).encode()
    }
}

/// Whether `who` signed `payload`, raw or between `<Bytes>` and `</Bytes>` as browser wallets do.
pub fn is_signed_by<Signature>(
    signature: &Signature,
    payload: &[u8],
    who: &<Signature::Signer as IdentifyAccount>::AccountId,
) -> bool
where
    Signature: Verify,
{
    signature.verify(payload, who) || is_wrapped_and_signed_by(signature, payload, who)
}

/// Whether `who` signed `payload` between `<Bytes>` and `</Bytes>`: the second half of [`is_signed_by`], for those who
/// count how often it is needed.
pub fn is_wrapped_and_signed_by<Signature>(
    signature: &Signature,
    payload: &[u8],
    who: &<Signature::Signer as IdentifyAccount>::AccountId,
) -> bool
where
    Signature: Verify,
{
    signature.verify([WRAP.0, payload, WRAP.1].concat().as_slice(), who)
}

#[cfg(test)]
mod tests;
