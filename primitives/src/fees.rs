// SPDX-License-Identifier: Apache-2.0

//! The fees paid to an operator in each of the last eras. Its stake backs them.

use crate::{Balance, Era};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::ArithmeticError;

/// The number of eras that a fee window remembers. DO NOT CHANGE: stored windows have this many buckets.
pub const MAX_BUCKETS: u32 = 8;
const BUCKETS: usize = 8;

/// The fees paid to an operator in each of the last eras.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct FeeWindow {
    /// The last era with a bucket. The [`MAX_BUCKETS`] − 1 eras before it have buckets too.
    pub era: Era,
    /// The fees of each era, in planck, in the bucket of the era modulo [`MAX_BUCKETS`].
    pub buckets: [Balance; BUCKETS],
}

/// The number of eras between the fees in a bucket and `era`, the last era of the window.
fn age(era: Era, bucket: u32) -> Era {
    // The number of all eras is a multiple of the number of buckets, so wrapping keeps the remainder.
    era.wrapping_sub(bucket).wrapping_rem(MAX_BUCKETS)
}

impl FeeWindow {
    /// The same window moved to `era`, if that is later: fees of eras that leave the window are forgotten.
    #[must_use]
    pub fn at(mut self, era: Era) -> Self {
        let passed = era.saturating_sub(self.era);
        self.era = self.era.max(era);
        for (bucket, fees) in (0..).zip(&mut self.buckets) {
            if age(self.era, bucket) < passed {
                *fees = 0;
            }
        }
        self
    }

    /// The fees of the last `eras` eras, in planck.
    pub fn sum(&self, eras: Era) -> Balance {
        let recent = (0..).zip(self.buckets).filter(|(bucket, _)| age(self.era, *bucket) < eras);
        // The sum is far below the type's range. If it were not, the stake would cover nothing more.
        recent.fold(0, |sum: Balance, (_, fees)| sum.saturating_add(fees))
    }

    /// Add fees to the last era of the window.
    pub fn add(&mut self, amount: Balance) -> Result<(), ArithmeticError> {
        for (bucket, fees) in (0..).zip(&mut self.buckets) {
            if age(self.era, bucket) == 0 {
                *fees = fees.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
            }
        }
        Ok(())
    }

    /// Whether no fees were paid in any era of the window.
    pub fn is_empty(&self) -> bool {
        self.buckets.iter().all(|fees| *fees == 0)
    }
}

#[cfg(test)]
mod tests;
