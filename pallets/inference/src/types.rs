// SPDX-License-Identifier: Apache-2.0

//! The types of storage and events: offers, channels, agents, totals and reasons.

// The codec derive numbers the variants of enums with `as`.
#![allow(clippy::as_conversions)]

use crate::Config;
use alloc::vec::Vec;
use codec::Compact;
use frame::prelude::*;
use openledger_primitives::{Balance, ChannelKey, Era, ModelId, Settled, SignedVoucher, Units};

/// The most models that a channel or an agent can be used with. DO NOT REDUCE: lists of this length are stored.
pub const MAX_MODELS: u32 = 8;

/// The most vouchers in one settlement.
pub const MAX_VOUCHERS: u32 = 256;

/// The longest endpoint of an offer, in bytes. DO NOT REDUCE: offers with this length are stored.
pub const MAX_ENDPOINT_BYTES: u32 = 256;

/// The most offers of an operator that the view function lists.
pub const MAX_LISTED_OFFERS: u32 = 256;

/// The number of tokens that a price is for.
const THOUSAND: Balance = 1_000;

/// The length of a record with fields of these lengths, in bytes. A derived `MaxEncodedLen` is too short for compact
/// numbers: the largest of them take a byte more.
fn record_len<const N: usize>(fields: [usize; N]) -> usize {
    fields.into_iter().fold(0, usize::saturating_add)
}

fn amount_len() -> usize {
    Compact::<Balance>::max_encoded_len()
}

/// The URI at which an operator takes requests.
pub type Endpoint = BoundedVec<u8, ConstU32<MAX_ENDPOINT_BYTES>>;

/// The prices of an offer, in planck.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Prices {
    /// For one call of any length.
    #[codec(compact)]
    pub per_call: Balance,
    /// For a thousand input tokens.
    #[codec(compact)]
    pub per_thousand_input_tokens: Balance,
    /// For a thousand output tokens.
    #[codec(compact)]
    pub per_thousand_output_tokens: Balance,
}

impl MaxEncodedLen for Prices {
    fn max_encoded_len() -> usize {
        record_len([amount_len(); 3])
    }
}

impl Prices {
    /// Whether all prices are zero.
    pub fn is_free(&self) -> bool {
        *self == Self::default()
    }

    /// The price of `units`, in planck. Each kind of token is rounded up to a planck, so that the result is less than
    /// two planck above the exact price and never below it.
    pub fn price(&self, units: &Units) -> Result<Balance, ArithmeticError> {
        let calls = self.per_call.ensure_mul(units.calls.into())?;
        let input = of_tokens(self.per_thousand_input_tokens, units.input_tokens)?;
        let output = of_tokens(self.per_thousand_output_tokens, units.output_tokens)?;
        calls.ensure_add(input)?.ensure_add(output)
    }
}

fn of_tokens(per_thousand: Balance, tokens: u64) -> Result<Balance, ArithmeticError> {
    Ok(per_thousand.ensure_mul(tokens.into())?.div_ceil(THOUSAND))
}

/// An operator's offer of a model.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Offer {
    /// The prices.
    pub prices: Prices,
    /// The URI that takes requests.
    pub endpoint: Endpoint,
    /// The last era in which the offer is valid.
    pub valid_until: Era,
    /// Whether the offer also holds for the adapters of the model.
    pub covers_adapters: bool,
    /// The deposit held of the operator for this offer, in planck.
    pub deposit: Balance,
}

impl Offer {
    /// Whether the offer can be paid for in `era`.
    pub fn is_valid_in(&self, era: Era) -> bool {
        era <= self.valid_until
    }
}

/// The list of an operator's offers that the view function returns.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct OfferList {
    /// The offers with their models.
    pub offers: Vec<(ModelId, Offer)>,
    /// Whether the operator has more offers than are listed.
    pub truncated: bool,
}

/// A voucher with this chain's accounts and signatures.
pub type SignedVoucherOf<T> = SignedVoucher<<T as frame_system::Config>::AccountId, <T as Config>::Signature>;
/// The operator and the payer of a channel.
pub type ChannelKeyOf<T> = ChannelKey<<T as frame_system::Config>::AccountId>;
/// The models that an agent may use.
pub type AllowedModels = BoundedVec<ModelId, ConstU32<MAX_MODELS>>;
/// The amounts and units settled in a channel under one key, model by model.
pub type SettledByModel = BoundedVec<Settled, ConstU32<MAX_MODELS>>;

/// A channel: money that a payer has put into the escrow for an operator.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Channel {
    /// The number, which vouchers name. No other channel has it, before or after.
    #[codec(compact)]
    pub number: u64,
    /// The money left in the escrow, in planck.
    #[codec(compact)]
    pub balance: Balance,
    /// The deposit held of the payer for this record, in planck.
    #[codec(compact)]
    pub deposit: Balance,
    /// The first era in which anyone can close the channel, if the payer has asked for it. Later if settlements were
    /// stopped since: the operator then has the whole thaw again.
    pub closes: Option<Era>,
    /// The amounts and units settled by the payer's own vouchers.
    pub settled: SettledByModel,
}

impl MaxEncodedLen for Channel {
    fn max_encoded_len() -> usize {
        let (number, closes) = (Compact::<u64>::max_encoded_len(), Option::<Era>::max_encoded_len());
        record_len([number, amount_len(), amount_len(), closes, SettledByModel::max_encoded_len()])
    }
}

/// A key that may sign vouchers of a channel for its payer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Agent {
    /// The number of the channel.
    #[codec(compact)]
    pub channel: u64,
    /// The most that can be settled of its vouchers in an era, in planck.
    #[codec(compact)]
    pub cap: Balance,
    /// The last era in which its vouchers settle.
    pub expires: Era,
    /// The amount settled by its vouchers in the era [`Agent::spent_in`], in planck.
    #[codec(compact)]
    pub spent: Balance,
    /// The era in which its vouchers were settled last.
    pub spent_in: Era,
    /// The models that it may use; all if the list is empty.
    pub models: AllowedModels,
    /// The amounts and units settled by its vouchers.
    pub settled: SettledByModel,
    /// The deposit held of the payer for this record, in planck.
    #[codec(compact)]
    pub deposit: Balance,
}

impl MaxEncodedLen for Agent {
    fn max_encoded_len() -> usize {
        let (number, era) = (Compact::<u64>::max_encoded_len(), Era::max_encoded_len());
        let lists = record_len([AllowedModels::max_encoded_len(), SettledByModel::max_encoded_len()]);
        record_len([number, era, era, amount_len(), amount_len(), amount_len(), lists])
    }
}

impl Agent {
    /// Whether its vouchers no longer settle in `era`.
    pub fn is_expired_in(&self, era: Era) -> bool {
        self.expires < era
    }

    /// Whether it may use `model`.
    pub fn may_use(&self, model: ModelId) -> bool {
        self.models.is_empty() || self.models.contains(&model)
    }

    /// The amount settled by its vouchers in `era`, in planck.
    pub fn spent_in(&self, era: Era) -> Balance {
        if self.spent_in == era {
            self.spent
        } else {
            0
        }
    }

    /// The amount that its vouchers can still settle in `era`, in planck.
    pub fn left_in(&self, era: Era) -> Balance {
        // No more than the cap is ever settled in an era.
        self.cap.saturating_sub(self.spent_in(era))
    }
}

/// The books of the escrow, over all channels.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct EscrowBooks {
    /// The sum of the channels' balances, in planck.
    pub owed: Balance,
    /// The era in which the escrow was last checked for a surplus.
    pub swept: Era,
    /// Whether settlements are stopped because the escrow was found short: nothing leaves it.
    pub settlements_stopped: bool,
    /// The era in which settlements were last resumed; 0 if they never were.
    pub resumed: Era,
}

/// The totals of paid calls, as payers and agents signed for them. The chain does not know the executed calls.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CallTotals {
    /// Calls that payers signed for, including one-shot payments.
    pub payers: u128,
    /// Calls that agents signed for.
    pub agents: u128,
}

impl CallTotals {
    /// Add the calls of `other`.
    pub(crate) fn add(&mut self, other: Self) {
        // Saturating: counts of paid calls do not come near the type's range.
        self.payers = self.payers.saturating_add(other.payers);
        self.agents = self.agents.saturating_add(other.agents);
    }
}

/// The reason why a voucher was not settled. The first that applies is given, [`SkipReason::NotAccepted`] before
/// [`SkipReason::BadSignature`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum SkipReason {
    /// The payer has no channel with the operator. Ask it to open one, and to sign for that.
    #[codec(index = 0)]
    ChannelNotFound,
    /// The voucher is for an earlier channel of the two, which is closed. Ask for a voucher for the open one.
    #[codec(index = 1)]
    OtherChannel,
    /// The last era of the voucher has passed. Ask for a voucher with a later one, and settle in time.
    #[codec(index = 2)]
    Expired,
    /// Payments cannot settle under the voucher's fee split: it is unknown, or its grace period is over. Ask for a
    /// voucher under the one in force.
    #[codec(index = 3)]
    SplitVersionNotAccepted,
    /// There is no model of this number. Ask for a voucher that names the right one.
    #[codec(index = 4)]
    ModelNotFound,
    /// The account of the voucher's operator is no longer an operator. It can bond again.
    #[codec(index = 5)]
    OperatorNotFound,
    /// The payer has not authorized the agent for this channel. Ask it to, or to sign itself.
    #[codec(index = 6)]
    AgentNotAuthorized,
    /// The last era of the agent has passed. Ask the payer to authorize it again, or to sign itself.
    #[codec(index = 7)]
    AgentExpired,
    /// The agent may not use the model. Ask the payer to sign itself.
    #[codec(index = 8)]
    ModelNotAllowed,
    /// The whole amount of the voucher was settled before. Submit a later one.
    #[codec(index = 9)]
    NothingNew,
    /// The channel or agent was used with [`MAX_MODELS`] other models. Use another agent, or close the channel and
    /// open a new one.
    #[codec(index = 10)]
    TooManyModels,
    /// Neither the payer nor the agent that the voucher names has signed it on this chain. Check the payload, the
    /// genesis hash and the key.
    #[codec(index = 11)]
    BadSignature,
    /// The channel's balance is zero. Submit the voucher again once the payer has topped it up.
    #[codec(index = 12)]
    ChannelEmpty,
    /// The agent's cap of this era is used up. Submit the voucher again in the next era.
    #[codec(index = 13)]
    CapReached,
    /// The operator's stake covers no more fees in this window. Submit the voucher again in a later era, or with more
    /// stake.
    #[codec(index = 14)]
    NotCovered,
    /// The operator neither submitted the voucher nor accepted it under this key. Submit it as the operator, or ask
    /// the operator for its acceptance of this voucher and key.
    #[codec(index = 15)]
    NotAccepted,
}

/// The limit that kept a voucher from settling in full. The same voucher can settle the rest later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Limit {
    /// The channel's balance.
    #[codec(index = 0)]
    Balance,
    /// The agent's cap of this era.
    #[codec(index = 1)]
    Cap,
    /// The fees that the operator's stake covers in this window.
    #[codec(index = 2)]
    Coverage,
}
