// SPDX-License-Identifier: Apache-2.0

//! What is stored of a fee split, and the bounds that it has to keep.

use frame::prelude::*;
use openledger_primitives::{Era, FeeSplit, SplitVersion};

/// The version of the split that a chain starts with.
pub const FIRST_VERSION: SplitVersion = 1;

/// What no enactment may break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct FeeSplitBounds {
    /// The least part of every payment that goes to those who contributed the data.
    pub min_contributors: Permill,
    /// The largest part of every payment that goes to the treasury.
    pub max_treasury: Permill,
    /// The least part of every payment that is burned.
    pub min_burn: Permill,
    /// The largest change of any role's part in one enactment.
    pub max_step: Permill,
}

/// A fee split that was enacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SplitRecord {
    /// Its number; each enactment takes the next one.
    pub version: SplitVersion,
    /// How payments are divided.
    pub split: FeeSplit,
    /// The first era in which it is in force.
    pub effective_from: Era,
}

/// The split enacted last and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SplitRecords {
    /// The split enacted last. In force, or about to be.
    pub current: SplitRecord,
    /// The split before it: in force until `current` takes over, and accepted during the grace period after that.
    pub previous: Option<SplitRecord>,
}

impl Default for SplitRecords {
    /// The default split from the first era on.
    fn default() -> Self {
        Self::starting_with(FeeSplit::default())
    }
}

impl SplitRecords {
    /// `split` as the first version, in force from the first era on.
    pub fn starting_with(split: FeeSplit) -> Self {
        Self { current: SplitRecord { version: FIRST_VERSION, split, effective_from: 0 }, previous: None }
    }

    /// The one split that is in force in `era`.
    pub fn in_force(&self, era: Era) -> &SplitRecord {
        match &self.previous {
            Some(previous) if era < self.current.effective_from => previous,
            _ => &self.current,
        }
    }

    /// The split that is enacted and not in force yet in `era`.
    pub fn next(&self, era: Era) -> Option<&SplitRecord> {
        self.previous.and((era < self.current.effective_from).then_some(&self.current))
    }

    /// Whether the previous version is still accepted in `era`: it is in force or in the `grace` eras after that.
    pub fn previous_accepted(&self, era: Era, grace: Era) -> bool {
        // Eras end with the type: a period of grace that would reach beyond the last era ends with it.
        self.previous.is_some() && era < self.current.effective_from.saturating_add(grace)
    }

    /// The split that a payment settles under in `era`: of the `version` that it names, or without one the one in force.
    /// `None` if the version is unknown, not in force yet or out of grace.
    pub fn accepted(&self, version: Option<SplitVersion>, era: Era, grace: Era) -> Option<&SplitRecord> {
        let in_force = self.in_force(era);
        match version {
            None => Some(in_force),
            Some(version) if version == in_force.version => Some(in_force),
            Some(version) if self.previous_accepted(era, grace) => {
                self.previous.as_ref().filter(|previous| previous.version == version)
            }
            Some(_) => None,
        }
    }
}
