// SPDX-License-Identifier: Apache-2.0

//! What is stored: offers and what they cost, channels, agents and totals.

// The codec derive numbers the variants of enums with `as`.
#![allow(clippy::as_conversions)]

use crate::Config;
use alloc::vec::Vec;
use codec::Compact;
use frame::prelude::*;
use openledger_primitives::{runtime_api::LaneInfo, Balance, Era, ModelId, SignedReceipt, SignedVoucher, Units};

/// The most models that a channel or an agent can be used with. DO NOT REDUCE: lists of this length are stored.
pub const MAX_LANES: u32 = 8;

/// The most vouchers in one settlement.
pub const MAX_VOUCHERS: u32 = 256;

/// The longest endpoint of an offer, in bytes. Not to be reduced: offers of the old length could not be decoded.
pub const MAX_ENDPOINT_BYTES: u32 = 256;

/// How many offers of one operator the view function lists.
pub const MAX_LISTED_OFFERS: u32 = 256;

/// Tokens are priced by the thousand.
const THOUSAND: Balance = 1_000;

/// The bytes of a record with fields of these lengths. What is derived for `MaxEncodedLen` counts a compact number as if it
/// were not, and the largest take a byte more.
fn record_len<const N: usize>(fields: [usize; N]) -> usize {
    fields.into_iter().fold(0, usize::saturating_add)
}

fn amount_len() -> usize {
    Compact::<Balance>::max_encoded_len()
}

/// Where an operator takes requests: a URI.
pub type Endpoint = BoundedVec<u8, ConstU32<MAX_ENDPOINT_BYTES>>;

/// What an operator asks for, in planck.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Prices {
    /// Of one call, whatever its length.
    #[codec(compact)]
    pub per_call: Balance,
    /// Of a thousand tokens read.
    #[codec(compact)]
    pub per_thousand_input_tokens: Balance,
    /// Of a thousand tokens written.
    #[codec(compact)]
    pub per_thousand_output_tokens: Balance,
}

impl MaxEncodedLen for Prices {
    fn max_encoded_len() -> usize {
        record_len([amount_len(); 3])
    }
}

impl Prices {
    /// Whether nothing costs anything.
    pub fn is_free(&self) -> bool {
        *self == Self::default()
    }

    /// The price of `units`, in planck. Each kind of token is rounded up to a planck, so that the result is less than two
    /// planck above the exact price and never below it.
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
    /// What it costs.
    pub prices: Prices,
    /// Where requests go.
    pub endpoint: Endpoint,
    /// The last era in which the offer is valid.
    pub valid_until: Era,
    /// Whether the offer also holds for the adapters of the model.
    pub covers_adapters: bool,
    /// What is held of the operator for this offer, in planck.
    pub deposit: Balance,
}

impl Offer {
    /// Whether the offer can be paid for in `era`.
    pub fn is_valid_in(&self, era: Era) -> bool {
        era <= self.valid_until
    }
}

/// An operator's offers, as the view function lists them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct OfferList {
    /// The offers with their models.
    pub offers: Vec<(ModelId, Offer)>,
    /// Whether the operator has more offers than are listed.
    pub truncated: bool,
}

/// A voucher as this chain takes it.
pub type SignedVoucherOf<T> = SignedVoucher<<T as frame_system::Config>::AccountId, <T as Config>::Signature>;
/// A receipt as this chain takes it.
pub type SignedReceiptOf<T> = SignedReceipt<<T as frame_system::Config>::AccountId, <T as Config>::Signature>;
/// Models that an agent may use.
pub type AllowedModels = BoundedVec<ModelId, ConstU32<MAX_LANES>>;
/// What was settled in a channel under one key, model by model.
pub type Lanes = BoundedVec<Lane, ConstU32<MAX_LANES>>;

/// What was settled of one model.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Lane {
    /// The model.
    #[codec(compact)]
    pub model: ModelId,
    /// What was settled, in planck.
    #[codec(compact)]
    pub amount: Balance,
    /// What was settled of the units.
    pub units: Units,
}

impl MaxEncodedLen for Lane {
    fn max_encoded_len() -> usize {
        let (model, count) = (Compact::<u32>::max_encoded_len(), Compact::<u64>::max_encoded_len());
        record_len([model, amount_len(), count, count, count])
    }
}

impl From<Lane> for LaneInfo {
    fn from(Lane { model, amount, units }: Lane) -> Self {
        Self { model, amount, units }
    }
}

/// What a payer has put aside for an operator.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Channel {
    /// The number, which vouchers name. No other channel has it, before or after.
    #[codec(compact)]
    pub number: u64,
    /// What is left in the escrow, in planck.
    #[codec(compact)]
    pub balance: Balance,
    /// What is held of the payer for this record, in planck.
    #[codec(compact)]
    pub deposit: Balance,
    /// The first era in which anybody can close the channel, if the payer has asked for it. If settlements were stopped
    /// since, then not before the operator has had the whole thaw again.
    pub closes: Option<Era>,
    /// What was settled by the payer's own vouchers.
    pub lanes: Lanes,
}

impl MaxEncodedLen for Channel {
    fn max_encoded_len() -> usize {
        let (number, closes) = (Compact::<u64>::max_encoded_len(), Option::<Era>::max_encoded_len());
        record_len([number, amount_len(), amount_len(), closes, Lanes::max_encoded_len()])
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
    /// What was settled of its vouchers in the era [`Agent::spent_in`], in planck.
    #[codec(compact)]
    pub spent: Balance,
    /// The era in which its vouchers were settled last.
    pub spent_in: Era,
    /// The models that it may use; all if there are none.
    pub models: AllowedModels,
    /// What was settled by its vouchers.
    pub lanes: Lanes,
    /// What is held of the payer for this record, in planck.
    #[codec(compact)]
    pub deposit: Balance,
}

impl MaxEncodedLen for Agent {
    fn max_encoded_len() -> usize {
        let (number, era) = (Compact::<u64>::max_encoded_len(), Era::max_encoded_len());
        let lists = record_len([AllowedModels::max_encoded_len(), Lanes::max_encoded_len()]);
        record_len([number, era, era, amount_len(), amount_len(), amount_len(), lists])
    }
}

impl Agent {
    /// Whether its vouchers do not settle any more in `era`.
    pub fn is_expired_in(&self, era: Era) -> bool {
        self.expires < era
    }

    /// Whether it may use `model`.
    pub fn may_use(&self, model: ModelId) -> bool {
        self.models.is_empty() || self.models.contains(&model)
    }

    /// What was settled of its vouchers in `era`, in planck.
    pub fn spent_in(&self, era: Era) -> Balance {
        if self.spent_in == era {
            self.spent
        } else {
            0
        }
    }

    /// What can still be settled of its vouchers in `era`, in planck.
    pub fn left_in(&self, era: Era) -> Balance {
        // No more than the cap is ever settled in an era.
        self.cap.saturating_sub(self.spent_in(era))
    }
}

/// What all channels have in the escrow together.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct EscrowBooks {
    /// The sum of the channels' balances, in planck.
    pub owed: Balance,
    /// The era in which the escrow was last looked through for a surplus.
    pub swept: Era,
    /// Whether the escrow was found short, so that nothing leaves it.
    pub settlements_stopped: bool,
    /// The era in which settlements were last resumed; 0 if they never were.
    pub resumed: Era,
}

/// Paid calls, in total: those that payers signed for, whatever was executed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CallTotals {
    /// Those that payers signed for, one-shot payments included.
    pub payers: u128,
    /// Those that agents signed for.
    pub agents: u128,
}

/// Why a voucher was not settled. The first reason that applies is given, [`SkipReason::NotAccepted`] before
/// [`SkipReason::BadSignature`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum SkipReason {
    /// The payer has no channel with the operator. Ask it to open one, and to sign for that.
    #[codec(index = 0)]
    UnknownChannel,
    /// The voucher is of an earlier channel of the two, which was closed. Ask for a voucher of the one that is open.
    #[codec(index = 1)]
    OtherChannel,
    /// The last era of the voucher has passed. Ask for a voucher with a later one, and settle in time.
    #[codec(index = 2)]
    Expired,
    /// Payments no longer settle under the voucher's fee split, or not yet. Ask for a voucher under the one in force.
    #[codec(index = 3)]
    SplitVersionNotAccepted,
    /// There is no model of this number. Ask for a voucher that names the right one.
    #[codec(index = 4)]
    UnknownModel,
    /// The operator is none any more. It can bond again.
    #[codec(index = 5)]
    OperatorNotFound,
    /// The payer has not authorised the agent for this channel. Ask it to, or to sign itself.
    #[codec(index = 6)]
    AgentNotAuthorised,
    /// The last era of the agent has passed. Ask the payer to authorise it again, or to sign itself.
    #[codec(index = 7)]
    AgentExpired,
    /// The agent may not use the model. Ask the payer to sign itself.
    #[codec(index = 8)]
    ModelNotAllowed,
    /// All that the voucher is about was settled before. Hand in a later one.
    #[codec(index = 9)]
    NothingNew,
    /// The channel or agent was used with [`MAX_LANES`] other models. Use another agent, or close the channel and open
    /// a new one.
    #[codec(index = 10)]
    TooManyLanes,
    /// The signature is not one of the payer, or of the agent if one is named, over this voucher on this chain.
    #[codec(index = 11)]
    BadSignature,
    /// Nothing is left in the channel. Hand the voucher in again once the payer has topped it up.
    #[codec(index = 12)]
    ChannelEmpty,
    /// The agent's cap of this era is used up. Hand the voucher in again in the next era.
    #[codec(index = 13)]
    CapReached,
    /// The operator's stake covers no more fees in this window. Hand the voucher in again in a later era, or with more
    /// stake.
    #[codec(index = 14)]
    NotCovered,
    /// Neither handed in by its operator nor accepted by it as signed by this key. Hand it in as the operator, or ask
    /// the operator for its acceptance of this voucher and key.
    #[codec(index = 15)]
    NotAccepted,
}

/// What kept a voucher from being settled in full. What is left can be settled later with the same voucher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Limit {
    /// The channel's balance.
    #[codec(index = 0)]
    Balance,
    /// The agent's cap of this era.
    #[codec(index = 1)]
    Cap,
    /// What the operator's stake covers in this window.
    #[codec(index = 2)]
    Coverage,
}
