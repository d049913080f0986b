// SPDX-License-Identifier: Apache-2.0

//! The worth of points and shares. The proofs are in the README.

use frame::{arithmetic::helpers_128bit::multiply_by_rational_with_rounding, prelude::*};
use openledger_primitives::{Balance, Shares};

/// The worth of 10^18 points of a cohort, or of 10^18 shares of an operator's pool, in planck. Starts at 10^18 (one
/// planck a point) and only falls, with each slash.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Rate(pub u128);

impl Rate {
    /// One planck a point: the rate before a first slash.
    pub const ONE: Self = Self(1_000_000_000_000_000_000);

    /// The lowest rate at which stake can join: a thousandth of a planck a point. So points are at most 1,000 times the
    /// total issuance in planck, far below the 2^90 shares that a pool of the ledger can have.
    pub const LEAST_TO_JOIN: Self = Self(1_000_000_000_000_000);

    /// The worth of `points`, in planck, rounded up.
    pub fn worth(self, points: Shares) -> Balance {
        // No rate is above one, so no worth is above the points: it always fits.
        multiply_by_rational_with_rounding(points, self.0, Self::ONE.0, Rounding::Up).unwrap_or(points)
    }

    /// The points that are worth exactly `amount` planck. Fails at a rate of zero, or if they overflow a `u128`.
    pub fn points(self, amount: Balance) -> Result<Shares, ArithmeticError> {
        ensure!(!self.is_zero(), ArithmeticError::DivisionByZero);
        multiply_by_rational_with_rounding(amount, Self::ONE.0, self.0, Rounding::Down).ok_or(ArithmeticError::Overflow)
    }

    /// The rate after a slash of `part`, rounded up.
    pub fn slashed(self, part: Permill) -> Self {
        let left = part.left_from_one().deconstruct();
        let million = Permill::one().deconstruct();
        // The result is at most the rate before.
        let rate = multiply_by_rational_with_rounding(self.0, left.into(), million.into(), Rounding::Up);
        Self(rate.unwrap_or(self.0))
    }

    /// Whether the points are worthless: a slash took 100 %.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether slashes took so much that no stake may join any more.
    pub fn is_ruined(self) -> bool {
        self < Self::LEAST_TO_JOIN
    }
}
