// SPDX-License-Identifier: Apache-2.0

//! Offers and what they cost.

use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{Balance, Era, ModelId, Units};

/// The longest endpoint of an offer, in bytes. Not to be reduced: offers of the old length could not be decoded.
pub const MAX_ENDPOINT_BYTES: u32 = 256;

/// How many offers of one operator the view function lists.
pub const MAX_LISTED_OFFERS: u32 = 256;

/// Tokens are priced by the thousand.
const THOUSAND: Balance = 1_000;

/// Where an operator takes requests: a URI.
pub type Endpoint = BoundedVec<u8, ConstU32<MAX_ENDPOINT_BYTES>>;

/// What an operator asks for, in planck.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
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
