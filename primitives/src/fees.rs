// SPDX-License-Identifier: Apache-2.0

//! What was paid to an operator in each of the last eras: fees for which its stake stands.

use crate::{Balance, Era};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::ArithmeticError;

/// The eras that a fee window remembers. DO NOT CHANGE: windows are stored with as many buckets.
pub const MAX_BUCKETS: u32 = 8;
const BUCKETS: usize = 8;

/// What was paid to an operator in each of the last eras.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct FeeWindow {
    /// The last era with a bucket. Those of the [`MAX_BUCKETS`] − 1 eras before it are there as well.
    pub era: Era,
    /// The fees of an era, in planck, each in the bucket of its era modulo [`MAX_BUCKETS`].
    pub buckets: [Balance; BUCKETS],
}

/// How many eras before `era` the fees in a bucket of a window that ends with it were paid.
fn age(era: Era, bucket: u32) -> Era {
    // The number of all eras is a multiple of that of the buckets, so that wrapping keeps the remainder.
    era.wrapping_sub(bucket).wrapping_rem(MAX_BUCKETS)
}

impl FeeWindow {
    /// The same window in `era`, if that is a later one: what was paid too long before it is forgotten.
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
        // Far below the type's range, and if it were not, then nothing more would be covered.
        recent.fold(0, |sum: Balance, (_, fees)| sum.saturating_add(fees))
    }

    /// Add fees of the last era of the window.
    pub fn add(&mut self, amount: Balance) -> Result<(), ArithmeticError> {
        for (bucket, fees) in (0..).zip(&mut self.buckets) {
            if age(self.era, bucket) == 0 {
                *fees = fees.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
            }
        }
        Ok(())
    }

    /// Whether nothing was paid in any era of the window.
    pub fn is_empty(&self) -> bool {
        self.buckets.iter().all(|fees| *fees == 0)
    }
}

#[cfg(test)]
mod tests;
