// SPDX-License-Identifier: Apache-2.0

//! Vouchers: a payer signs one for each call, and the operator settles the latest one at a time of its choice.
//!
//! A voucher replaces the one before it: its amount and its units are totals since the channel was opened, for one
//! model and one key. So only the latest voucher has to be kept, and no voucher can be paid twice. They are also the
//! most that the operator may take: with a [`Claim`] it takes less.

use crate::{Balance, Era, ModelId, SplitVersion, Units};
use alloc::vec::Vec;
use codec::{Compact, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
#[cfg(feature = "std")]
use serde::{Deserialize, Serialize};
use sp_core::H256;
use sp_runtime::traits::{IdentifyAccount, Verify};

/// The prefix of the signed bytes of every voucher. No other message of this or of another pallet begins with it.
pub const VOUCHER_DOMAIN: [u8; 30] = *b"openledger/inference/voucher/2";

/// The prefix of the bytes that an operator signs to accept a voucher.
pub const ACCEPTANCE_DOMAIN: [u8; 30] = *b"openledger/inference/accepts/2";

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

/// A key that signs vouchers for a payer, and the authorization under which it does.
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
pub struct VoucherAgent<AccountId> {
    /// The account of the agent's key.
    #[cfg_attr(feature = "std", serde(with = "crate::json::account"))]
    pub account: AccountId,
    /// The number of the authorization. A key that is authorized again after it was revoked or has expired gets
    /// another.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub authorization: u64,
}

/// An amount and units since a channel was opened, for one model and one key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase", deny_unknown_fields))]
pub struct Claim {
    /// In planck.
    #[codec(compact)]
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub amount: Balance,
    /// The work.
    pub units: Units,
}

impl MaxEncodedLen for Claim {
    fn max_encoded_len() -> usize {
        Compact::<Balance>::max_encoded_len().saturating_add(Units::max_encoded_len())
    }
}

/// The most that a payer owes an operator for one model since their channel was opened.
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
    /// The agent that signs; `None` if the payer does.
    #[cfg_attr(feature = "std", serde(default))]
    pub agent: Option<VoucherAgent<AccountId>>,
    /// The model that answered.
    #[cfg_attr(feature = "std", serde(with = "crate::json::number"))]
    pub model: ModelId,
    /// The highest total price of the calls since the channel was opened, in planck. The operator can claim less.
    #[codec(compact)]
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub amount: Balance,
    /// The most work since the channel was opened. The operator can claim less.
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
    /// The signature of the payer, or of the agent that the voucher names, over [`Voucher::payload`], raw or wrapped
    /// by a wallet.
    pub signature: Signature,
    /// The total that the operator takes under the voucher; `None` is the whole of it.
    pub claim: Option<Claim>,
    /// The signature of the operator's signer over [`SignedVoucher::acceptance_payload`], raw or wrapped by a wallet.
    /// It is needed, and checked, only if another account submits the voucher.
    pub acceptance: Option<Signature>,
}

impl<AccountId> Voucher<AccountId> {
    /// The account that has to sign the voucher.
    pub fn signer(&self) -> &AccountId {
        self.agent.as_ref().map_or(&self.payer, |agent| &agent.account)
    }
}

impl<AccountId: Encode> Voucher<AccountId> {
    /// The bytes to sign on the chain with this genesis hash.
    pub fn payload(&self, genesis: &H256) -> Vec<u8> {
        (VOUCHER_DOMAIN, genesis, self).encode()
    }
}

impl<AccountId: Encode, Signature> SignedVoucher<AccountId, Signature> {
    /// The bytes that the operator's signer signs to accept the voucher on the chain with this genesis hash.
    ///
    /// The voucher names its agent, and the acceptance names the claim: it is good for no other key and no other
    /// amount.
    pub fn acceptance_payload(&self, genesis: &H256) -> Vec<u8> {
        acceptance_payload(&self.voucher, self.claim.as_ref(), genesis)
    }
}

impl<AccountId, Signature> SignedVoucher<AccountId, Signature> {
    /// The total that the operator takes: its claim, or all that was signed.
    ///
    /// Units beyond those that were signed do not count.
    pub fn claimed(&self) -> Claim {
        let Voucher { amount, units, .. } = self.voucher;
        self.claim.map_or(Claim { amount, units }, |claim| Claim {
            amount: claim.amount,
            units: Units {
                calls: claim.units.calls.min(units.calls),
                input_tokens: claim.units.input_tokens.min(units.input_tokens),
                output_tokens: claim.units.output_tokens.min(units.output_tokens),
            },
        })
    }
}

/// The bytes that an operator's signer signs to accept `claim` under `voucher`, on the chain with this genesis hash.
pub fn acceptance_payload<AccountId: Encode>(
    voucher: &Voucher<AccountId>,
    claim: Option<&Claim>,
    genesis: &H256,
) -> Vec<u8> {
    (ACCEPTANCE_DOMAIN, genesis, voucher, claim).encode()
}

/// Whether `who` signed `payload`, raw or wrapped in `<Bytes>` and `</Bytes>` as browser wallets do.
///
/// Signatures that are not [strict](StrictSignature) are none.
pub fn is_signed_by<Signature>(
    signature: &Signature,
    payload: &[u8],
    who: &<Signature::Signer as IdentifyAccount>::AccountId,
) -> bool
where
    Signature: StrictSignature,
{
    signature.is_strict(who) && (signature.verify(payload, who) || is_wrapped_and_signed_by(signature, payload, who))
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

mod strict;
pub use strict::StrictSignature;

#[cfg(test)]
mod tests;
