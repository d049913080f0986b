// SPDX-License-Identifier: Apache-2.0

//! The stored versions of the fee split, and the bounds that it has to keep.

use alloc::vec::Vec;
use frame::{prelude::*, traits::ConstU32};
use openledger_primitives::{runtime_api::FeeSplitVersion, Era, FeeSplit, SplitVersion};

/// The version of the split at genesis.
pub const FIRST_VERSION: SplitVersion = 1;

/// The number of stored versions under which payments no longer settle.
///
/// DO NOT REDUCE: a longer stored list would no longer decode.
pub const OLDER_VERSIONS: u32 = 32;

/// The bounds that no enactment can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct FeeSplitBounds {
    /// The least part of every payment that goes to the data contributors.
    pub min_contributors: Permill,
    /// The largest part of every payment that goes to the treasury.
    pub max_treasury: Permill,
    /// The least part of every payment that is burned.
    pub min_burn: Permill,
    /// The largest change of any role's part in one enactment.
    pub max_step: Permill,
}

/// The split enacted last and the one before it. Payments settle under these two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct RecentFeeSplits {
    /// The split enacted last. It is in force, or takes over in the next era.
    pub current: FeeSplitVersion,
    /// The split before it. It is in force until `current` takes over, and accepted in the grace period after that.
    pub previous: Option<FeeSplitVersion>,
    /// The first era in which `previous` is no longer accepted, fixed when `current` was enacted.
    pub previous_until: Era,
}

impl Default for RecentFeeSplits {
    /// The default split from the first era on.
    fn default() -> Self {
        Self::starting_with(FeeSplit::default())
    }
}

impl RecentFeeSplits {
    /// `split` as the first version, in force from the first era on.
    pub fn starting_with(split: FeeSplit) -> Self {
        let current = FeeSplitVersion { version: FIRST_VERSION, split, effective_from: 0 };
        Self { current, previous: None, previous_until: 0 }
    }

    /// The split in force in `era`.
    pub fn in_force(&self, era: Era) -> &FeeSplitVersion {
        match &self.previous {
            Some(previous) if era < self.current.effective_from => previous,
            _ => &self.current,
        }
    }

    /// The split that is enacted and not yet in force in `era`.
    pub fn next(&self, era: Era) -> Option<&FeeSplitVersion> {
        self.previous.and((era < self.current.effective_from).then_some(&self.current))
    }

    /// Whether the previous version is still accepted in `era`: it is in force or in its grace period.
    pub fn previous_accepted(&self, era: Era) -> bool {
        self.previous.is_some() && era < self.previous_until
    }

    /// The split under which a payment settles in `era`: that of the `version` it names, or else the one in force.
    ///
    /// `None` if the version is unknown, not yet in force, or past its grace period.
    pub fn accepted(&self, version: Option<SplitVersion>, era: Era) -> Option<&FeeSplitVersion> {
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

/// The stored value: the two splits under which payments settle, and then the older ones for reference.
///
/// The order matters, because a payment decodes only the beginning of the value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct FeeSplitVersions {
    /// The last two versions.
    pub recent: RecentFeeSplits,
    /// The versions before them, the latest first. No payment settles under them any more.
    pub older: BoundedVec<FeeSplitVersion, ConstU32<OLDER_VERSIONS>>,
}

impl FeeSplitVersions {
    /// `split` as the first version, in force from the first era on.
    pub fn starting_with(split: FeeSplit) -> Self {
        Self { recent: RecentFeeSplits::starting_with(split), older: Default::default() }
    }

    /// The stored value after the enactment of `current`. The split before it is accepted until `previous_until`.
    ///
    /// If the list is full, the oldest version is dropped.
    pub fn followed_by(self, current: FeeSplitVersion, previous_until: Era) -> Self {
        let Self { recent, older } = self;
        let older: Vec<_> = recent.previous.into_iter().chain(older).collect();
        Self {
            recent: RecentFeeSplits { current, previous: Some(recent.current), previous_until },
            older: BoundedVec::truncate_from(older),
        }
    }

    /// All stored versions, the latest first.
    pub fn latest_first(&self) -> impl Iterator<Item = &FeeSplitVersion> {
        core::iter::once(&self.recent.current).chain(&self.recent.previous).chain(&self.older)
    }
}
