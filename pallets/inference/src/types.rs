// SPDX-License-Identifier: Apache-2.0

//! The types of storage and events: offers, channels, agents, totals and reasons.

// The codec derive numbers the variants of enums with `as`.
#![allow(clippy::as_conversions)]

use crate::Config;
use alloc::vec::Vec;
use codec::Compact;
use frame::prelude::*;
use openledger_primitives::{Balance, ChannelKey, Era, ModelId, Settled, SignedVoucher, Units, VoucherAgent};

/// The most models that a channel or an agent can be used with. DO NOT REDUCE: lists of this length are stored.
pub const MAX_MODELS: u32 = 8;

/// The most vouchers in one settlement.
pub const MAX_VOUCHERS: u32 = 256;

/// The longest endpoint of an offer, in bytes. DO NOT REDUCE: offers with this length are stored.
pub const MAX_ENDPOINT_BYTES: u32 = 256;

/// The most adapters that an offer can exclude. DO NOT REDUCE: lists of this length are stored.
pub const MAX_EXCLUDED: u32 = 16;

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

/// The adapters that an offer does not hold for.
pub type ExcludedAdapters = BoundedVec<ModelId, ConstU32<MAX_EXCLUDED>>;

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

/// The units of `new` that count beyond those `counted` before, if `paid` planck were paid since the first of them.
///
/// A call counts for `call_price` planck, and a thousand tokens of each kind for a planck, the lowest price that an
/// offer can have. So nobody can state more use than was paid for.
pub(crate) fn countable(new: &Units, counted: &Units, paid: Balance, call_price: Balance) -> Units {
    let room = |most: Balance, before: u64| u64::try_from(most.saturating_sub(before.into())).unwrap_or(u64::MAX);
    // The call price is not zero.
    let (calls, tokens) = (paid.checked_div(call_price).unwrap_or(0), paid.saturating_mul(THOUSAND));
    Units {
        calls: new.calls.min(room(calls, counted.calls)),
        input_tokens: new.input_tokens.min(room(tokens, counted.input_tokens)),
        output_tokens: new.output_tokens.min(room(tokens, counted.output_tokens)),
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
    /// Whether the offer also holds for the adapters of the model, but for those that are excluded.
    pub covers_adapters: bool,
    /// The adapters that the offer does not hold for.
    pub excluded: ExcludedAdapters,
    /// The deposit held of the operator for this offer, in planck.
    pub deposit: Balance,
}

impl Offer {
    /// Whether the offer can be paid for in `era`.
    pub fn is_valid_in(&self, era: Era) -> bool {
        era <= self.valid_until
    }

    /// Whether the offer also holds for `adapter`, an adapter of its model.
    pub fn covers(&self, adapter: ModelId) -> bool {
        self.covers_adapters && !self.excluded.contains(&adapter)
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
/// An agent with the number of its authorization.
pub type VoucherAgentOf<T> = VoucherAgent<<T as frame_system::Config>::AccountId>;
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
    /// The number of authorizations of agents so far, which is the number of the next one.
    #[codec(compact)]
    pub authorizations: u64,
    /// The amounts and units settled by the payer's own vouchers.
    pub settled: SettledByModel,
}

impl MaxEncodedLen for Channel {
    fn max_encoded_len() -> usize {
        let (number, closes) = (Compact::<u64>::max_encoded_len(), Option::<Era>::max_encoded_len());
        record_len([number, amount_len(), amount_len(), closes, number, SettledByModel::max_encoded_len()])
    }
}

/// An authorization that was revoked when its key was authorized again. The operator can still settle its vouchers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct EarlierAuthorization {
    /// The number, which its vouchers name.
    #[codec(compact)]
    pub number: u64,
    /// The most that can be settled of its vouchers in an era, together with those of the later authorization.
    #[codec(compact)]
    pub cap: Balance,
    /// The last era in which its vouchers settle.
    pub expires: Era,
}

impl MaxEncodedLen for EarlierAuthorization {
    fn max_encoded_len() -> usize {
        record_len([Compact::<u64>::max_encoded_len(), amount_len(), Era::max_encoded_len()])
    }
}

/// A key that may sign vouchers of a channel for its payer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Agent {
    /// The number of the channel.
    #[codec(compact)]
    pub channel: u64,
    /// The number of the authorization, which its vouchers name. No other of the channel has it.
    #[codec(compact)]
    pub authorization: u64,
    /// Whether the payer revoked the authorization. Authorized again, the key gets another number.
    pub revoked: bool,
    /// The most that can be settled of its vouchers in an era, in planck.
    #[codec(compact)]
    pub cap: Balance,
    /// The last era in which its vouchers settle.
    pub expires: Era,
    /// The authorization that was revoked before this one.
    pub earlier: Option<EarlierAuthorization>,
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
        let earlier = Option::<EarlierAuthorization>::max_encoded_len();
        let amounts = record_len([amount_len(); 3]);
        record_len([number, number, bool::max_encoded_len(), era, era, amounts, earlier, lists])
    }
}

impl Agent {
    /// The cap and the last era of the authorization `number`, if its vouchers may still settle.
    pub fn rights(&self, number: u64) -> Option<(Balance, Era)> {
        if number == self.authorization {
            return Some((self.cap, self.expires));
        }
        self.earlier.filter(|earlier| earlier.number == number).map(|earlier| (earlier.cap, earlier.expires))
    }

    /// Whether it may use `model`.
    pub fn may_use(&self, model: ModelId) -> bool {
        self.models.is_empty() || self.models.contains(&model)
    }

    /// Whether `models` allow all that it may use.
    pub fn may_use_no_more_than(&self, models: &AllowedModels) -> bool {
        models.is_empty() || (!self.models.is_empty() && self.models.iter().all(|model| models.contains(model)))
    }

    /// The amount settled by its vouchers in `era`, in planck.
    pub fn spent_in(&self, era: Era) -> Balance {
        if self.spent_in == era {
            self.spent
        } else {
            0
        }
    }

    /// The amount that vouchers with this `cap` can still settle in `era`, in planck.
    pub fn left_of(&self, cap: Balance, era: Era) -> Balance {
        // Zero if more was settled under a higher cap.
        cap.saturating_sub(self.spent_in(era))
    }
}

/// The books of the escrow, over all channels.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct EscrowBooks {
    /// The sum of the channels' balances, in planck.
    pub owed: Balance,
    /// The part of the balance that the account keeps to stay alive, in planck: the existential deposit when that was
    /// last looked at.
    pub reserve: Balance,
    /// The era in which the escrow was last checked for a surplus.
    pub swept: Era,
    /// Whether settlements are stopped because the escrow was found short: nothing leaves it.
    pub settlements_stopped: bool,
    /// The era in which settlements were last stopped, or the time before that began in which all that had not ended
    /// then was put off.
    pub stopped: Era,
    /// The era in which settlements were last resumed; 0 if they never were.
    pub resumed: Era,
}

impl EscrowBooks {
    /// Stop settlements in `era`. What an earlier stop put off for `thaw` eras is put off again.
    pub(crate) fn stop(&mut self, era: Era, thaw: Era) {
        self.settlements_stopped = true;
        // Saturating: no era comes after the last one of the type.
        if self.resumed == 0 || era > self.resumed.saturating_add(thaw) {
            self.stopped = era;
        }
    }

    /// Whether a time limit whose last era is `last`, which has passed, was put off by the last stop.
    pub(crate) fn puts_off(&self, last: Era) -> bool {
        (self.settlements_stopped || self.resumed > 0) && last >= self.stopped
    }
}

/// The totals of paid calls, as payers and agents signed for them, as far as they were paid for.
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

/// The reason why a voucher was not settled. The first that applies is given, [`SkipReason::ClaimTooHigh`] before
/// [`SkipReason::NothingNew`], and [`SkipReason::NotAccepted`] before [`SkipReason::BadSignature`].
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
    /// The payer has not authorized the agent for this channel under this number. Ask it to, or to sign itself.
    #[codec(index = 6)]
    AgentNotAuthorized,
    /// The last era of the authorization has passed. Ask for a voucher under a new one, or by the payer itself; this
    /// one never settles.
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
    /// The channel's balance is zero. Submit the voucher again once the payer has topped it up, which it can unless it
    /// asked to close the channel.
    #[codec(index = 12)]
    ChannelEmpty,
    /// The agent's cap of this era is used up. Submit the voucher again in the next era.
    #[codec(index = 13)]
    CapReached,
    /// The operator's stake covers no more fees in this window. Submit the voucher again in a later era, or with more
    /// stake.
    #[codec(index = 14)]
    NotCovered,
    /// Neither the operator nor its signer submitted the voucher, and the signer has not accepted it with this claim.
    /// Submit it as the operator, or ask the operator for its acceptance of this voucher and claim.
    #[codec(index = 15)]
    NotAccepted,
    /// The claim is above the amount that the payer signed. Claim at most that.
    #[codec(index = 16)]
    ClaimTooHigh,
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
