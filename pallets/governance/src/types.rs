// SPDX-License-Identifier: Apache-2.0

//! What is stored of a fee split, and the bounds that it has to keep.

use alloc::vec::Vec;
use frame::{prelude::*, traits::ConstU32};
use openledger_primitives::{runtime_api::FeeSplitVersion, Era, FeeSplit, SplitVersion};

/// The version of the split that a chain starts with.
pub const FIRST_VERSION: SplitVersion = 1;

/// How many versions are kept beside those that payments can still settle under. DO NOT REDUCE: a longer list that is
/// stored would no longer decode.
pub const OLDER_VERSIONS: u32 = 32;

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

impl From<SplitRecord> for FeeSplitVersion {
    fn from(record: SplitRecord) -> Self {
        Self { version: record.version, split: record.split, effective_from: record.effective_from }
    }
}

/// The split enacted last and the one before it: all that payments are settled by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SplitRecords {
    /// The split enacted last. In force, or about to be.
    pub current: SplitRecord,
    /// The split before it: in force until `current` takes over, and accepted during the grace period after that.
    pub previous: Option<SplitRecord>,
    /// The first era in which `previous` is not accepted any more, as it was promised when `current` was enacted.
    pub previous_until: Era,
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
        let current = SplitRecord { version: FIRST_VERSION, split, effective_from: 0 };
        Self { current, previous: None, previous_until: 0 }
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

    /// Whether the previous version is still accepted in `era`: it is in force or in its grace period.
    pub fn previous_accepted(&self, era: Era) -> bool {
        self.previous.is_some() && era < self.previous_until
    }

    /// The split that a payment settles under in `era`: of the `version` that it names, or without one the one in force.
    /// `None` if the version is unknown, not in force yet or out of grace.
    pub fn accepted(&self, version: Option<SplitVersion>, era: Era) -> Option<&SplitRecord> {
        let in_force = self.in_force(era);
        match version {
            None => Some(in_force),
            Some(version) if version == in_force.version => Some(in_force),
            Some(version) if self.previous_accepted(era) => {
                self.previous.as_ref().filter(|previous| previous.version == version)
            }
            Some(_) => None,
        }
    }
}

/// Everything that is stored: what payments are settled by, and then what is kept to look up.
///
/// The order matters: a payment decodes the beginning of the value only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct FeeSplitVersions {
    /// The last two.
    pub recent: SplitRecords,
    /// Those before, the latest first. Nothing settles under them any more.
    pub older: BoundedVec<SplitRecord, ConstU32<OLDER_VERSIONS>>,
}

impl FeeSplitVersions {
    /// `split` as the first version, in force from the first era on.
    pub fn starting_with(split: FeeSplit) -> Self {
        Self { recent: SplitRecords::starting_with(split), older: Default::default() }
    }

    /// What is stored once `current` is enacted; the split before it is accepted until `previous_until`. The oldest of a
    /// full list falls off its end.
    pub fn followed_by(self, current: SplitRecord, previous_until: Era) -> Self {
        let Self { recent, older } = self;
        let older: Vec<_> = recent.previous.into_iter().chain(older).collect();
        Self {
            recent: SplitRecords { current, previous: Some(recent.current), previous_until },
            older: BoundedVec::truncate_from(older),
        }
    }

    /// All versions that are kept, the latest first.
    pub fn latest_first(&self) -> impl Iterator<Item = &SplitRecord> {
        core::iter::once(&self.recent.current).chain(&self.recent.previous).chain(&self.older)
    }
}
