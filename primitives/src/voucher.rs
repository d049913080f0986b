// SPDX-License-Identifier: Apache-2.0

//! Vouchers: a payer signs one after each call, and the operator settles the latest one at a time of its choice.
//!
//! A voucher replaces the one before it: its amount and its units are totals since the channel was opened, for one
//! model and one key. So only the latest voucher has to be kept, and no voucher can be paid twice.

use crate::{Balance, Era, ModelId, SplitVersion, Units};
use alloc::vec::Vec;
use codec::{Compact, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
#[cfg(feature = "std")]
use serde::{Deserialize, Serialize};
use sp_core::H256;
use sp_runtime::traits::{IdentifyAccount, Verify};

/// The prefix of the signed bytes of every voucher. No other message of this or of another pallet begins with it.
pub const VOUCHER_DOMAIN: [u8; 30] = *b"openledger/inference/voucher/1";

/// The prefix of the bytes that an operator signs to accept a voucher.
pub const ACCEPTANCE_DOMAIN: [u8; 30] = *b"openledger/inference/accepts/1";

/// The wrapping that a browser wallet puts around the bytes that it is asked to sign.
const WRAP: (&[u8], &[u8]) = (b"<Bytes>", b"</Bytes>");

/// The two accounts that name a channel. Storage is keyed by them in this order.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(
    feature = "std",
    derive(Deserialize, Serialize),
    serde(
        rename_all = "camelCase",
        deny_unknown_fields,
        bound(serialize = "AccountId: Serialize", deserialize = "AccountId: core::str::FromStr")
    )
)]
pub struct ChannelKey<AccountId> {
    /// The operator that is paid from the channel.
    #[cfg_attr(feature = "std", serde(with = "crate::json::account"))]
    pub operator: AccountId,
    /// The payer that opened the channel.
    #[cfg_attr(feature = "std", serde(with = "crate::json::account"))]
    pub payer: AccountId,
}

/// The total settled of one model in a channel under one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct Settled {
    /// The model.
    #[codec(compact)]
    pub model: ModelId,
    /// The amount settled since the channel was opened, in planck.
    #[codec(compact)]
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub amount: Balance,
    /// The units settled since the channel was opened.
    pub units: Units,
}

impl MaxEncodedLen for Settled {
    fn max_encoded_len() -> usize {
        [Compact::<u32>::max_encoded_len(), Compact::<Balance>::max_encoded_len(), Units::max_encoded_len()]
            .into_iter()
            .fold(0, usize::saturating_add)
    }
}

/// The total that a payer owes an operator for one model since their channel was opened.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(
    feature = "std",
    derive(Deserialize, Serialize),
    serde(
        rename_all = "camelCase",
        deny_unknown_fields,
        bound(serialize = "AccountId: Serialize", deserialize = "AccountId: core::str::FromStr")
    )
)]
pub struct Voucher<AccountId> {
    /// The payer, which opened the channel.
    #[cfg_attr(feature = "std", serde(with = "crate::json::account"))]
    pub payer: AccountId,
    /// The operator of the channel, which executed the requests.
    #[cfg_attr(feature = "std", serde(with = "crate::json::account"))]
    pub operator: AccountId,
    /// The channel's number. A channel that is opened again has another number.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub channel: u64,
    /// The model that answered.
    #[cfg_attr(feature = "std", serde(with = "crate::json::number"))]
    pub model: ModelId,
    /// The total price of the calls since the channel was opened, in planck.
    #[codec(compact)]
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub amount: Balance,
    /// The total work since the channel was opened.
    pub units: Units,
    /// The Merkle root of the receipts that the voucher pays for since the channel was opened; zero without receipts.
    /// The chain does not read it.
    #[cfg_attr(feature = "std", serde(default, with = "crate::json::hash::or_zero"))]
    pub receipts_root: H256,
    /// The fee split that the payer agrees to.
    #[cfg_attr(feature = "std", serde(with = "crate::json::number"))]
    pub split_version: SplitVersion,
    /// The last era in which the voucher can be settled.
    #[cfg_attr(feature = "std", serde(with = "crate::json::number"))]
    pub expires: Era,
}

/// A voucher with the consent of both sides: the payer or its agent signs it; the operator submits it or signs an
/// acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SignedVoucher<AccountId, Signature> {
    /// The voucher that was signed.
    pub voucher: Voucher<AccountId>,
    /// The agent that signed; `None` if the payer did.
    pub agent: Option<AccountId>,
    /// The signature over [`Voucher::payload`], raw or wrapped by a wallet.
    pub signature: Signature,
    /// The operator's signature over [`SignedVoucher::acceptance_payload`], raw or wrapped by a wallet. It is needed,
    /// and checked, only if another account submits the voucher.
    pub acceptance: Option<Signature>,
}

impl<AccountId: Encode> Voucher<AccountId> {
    /// The bytes to sign on the chain with this genesis hash.
    pub fn payload(&self, genesis: &H256) -> Vec<u8> {
        (VOUCHER_DOMAIN, genesis, self).encode()
    }
}

impl<AccountId: Encode, Signature> SignedVoucher<AccountId, Signature> {
    /// The bytes that the operator signs to accept the voucher on the chain with this genesis hash.
    ///
    /// They name the agent: vouchers of each key are counted on their own, so an acceptance for one key must not be
    /// valid for another.
    pub fn acceptance_payload(&self, genesis: &H256) -> Vec<u8> {
        (ACCEPTANCE_DOMAIN, genesis, &self.voucher, &self.agent).encode()
    }
}

/// Whether `who` signed `payload`, raw or wrapped in `<Bytes>` and `</Bytes>` as browser wallets do.
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

/// Whether `who` signed `payload` wrapped in `<Bytes>` and `</Bytes>`.
///
/// This is the second half of [`is_signed_by`], for callers that count how often it is needed.
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
