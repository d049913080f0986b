// SPDX-License-Identifier: Apache-2.0

//! Policies, attributors and the roots of an era.

use crate::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame::{deps::sp_runtime::Permill, prelude::*, traits::fungible::Credit};
use openledger_primitives::{
    deposit::Deposit,
    influence::{Evidence, ProvenLeaf, Root},
    Balance, Era,
};

/// The most attributors that a datanet can have.
pub const MAX_ATTRIBUTORS: u32 = 8;
/// The most roots of an era that can stand at once.
pub const MAX_ROOTS: u32 = 2;
/// The most leaves of a root that challenges can strike. DO NOT REDUCE: lists of this length are stored.
pub const MAX_STRUCK: u32 = 64;
/// The most bytes of the URI of a tree.
pub const MAX_URI: u32 = 256;
/// The number of leaves in one item of [`PaidLeaves`](crate::PaidLeaves). DO NOT CHANGE: it is the layout of storage.
pub const CHUNK: u32 = 1_024;
/// The most items of [`PaidLeaves`](crate::PaidLeaves) that one call removes.
pub const MAX_CHUNKS: u32 = 64;

/// The place of the data of a tree, in UTF-8.
pub type Uri = BoundedVec<u8, ConstU32<MAX_URI>>;
/// [`EraRoots`] of a runtime.
pub type EraRootsOf<T> = EraRoots<<T as frame_system::Config>::AccountId>;
/// [`Evidence`] of a runtime.
pub type EvidenceOf<T> = Evidence<<T as frame_system::Config>::AccountId>;
/// [`ProvenLeaf`] of a runtime.
pub type ProvenLeafOf<T> = ProvenLeaf<<T as frame_system::Config>::AccountId>;
/// Money taken from a hold and not given to an account yet.
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;
/// One bit for each of [`CHUNK`] leaves: whether it is paid.
pub type Chunk = [u128; 8];

/// The settings of a datanet. The default turns both forms of influence off.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Policy {
    /// The largest part of the datanet's revenue from a payment that the payment can direct to named contributions.
    pub directed: Permill,
    /// The part of the datanet's other revenue that is set aside for the tree of its era: at most
    /// [`MaxCommitted`](crate::Config::MaxCommitted).
    pub committed: Permill,
    /// The attributor's part of each claim: at most [`MaxAttributorPart`](crate::Config::MaxAttributorPart).
    pub attributor: Permill,
    /// The largest part of an era's amount that one contributor can claim.
    pub most: Permill,
    /// The least bond of an attributor that posts a root, in planck: at least [`MinBond`](crate::Config::MinBond).
    pub bond: Balance,
}

/// The settings of a datanet in force, and those announced.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct PolicyRecord {
    /// The policy until `next` is in force.
    pub policy: Policy,
    /// The announced policy, with its first era.
    pub next: Option<(Policy, Era)>,
    /// The number of attributors.
    pub attributors: u32,
}

impl PolicyRecord {
    /// The policy in force in `era`, as far as it is remembered.
    pub fn in_era(&self, era: Era) -> Policy {
        self.next.filter(|(_, from)| *from <= era).map_or(self.policy, |(policy, _)| policy)
    }
}

/// An account that posts roots for a datanet, and its bond.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Attributor {
    /// The bond on hold, in planck.
    pub bond: Balance,
    /// The first era for which it may post; `None` once the owner has dismissed it.
    pub from: Option<Era>,
    /// The number of challenges that it lost.
    pub faults: u32,
    /// The last era in which the bond answers for a root.
    pub until: Era,
}

/// A root that stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Posted<AccountId> {
    /// The attributor.
    pub attributor: AccountId,
    /// The root.
    pub root: Root,
    /// The era in which it was posted.
    pub era: Era,
    /// The number of challenges that the attributor had lost by then. The root is void once it loses another.
    pub faults: u32,
    /// The deposit for the record, held of the attributor.
    pub deposit: Deposit<AccountId>,
    /// The indices of leaves that are not paid, because a contribution was erased or pruned since.
    pub struck: BoundedVec<u32, ConstU32<MAX_STRUCK>>,
}

/// The amounts of an era whose claims have begun.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Opened {
    /// The amount that was set aside for the era when claims began, in planck.
    pub total: Balance,
    /// The part of it that was claimed, in planck.
    pub paid: Balance,
}

/// The roots of an era of a datanet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct EraRoots<AccountId> {
    /// The roots that stand: one, or two that conflict, or none if all were challenged.
    pub posted: BoundedVec<Posted<AccountId>, ConstU32<MAX_ROOTS>>,
    /// The era in which the last one was posted.
    pub last: Era,
    /// The attributor's part of each claim.
    pub attributor: Permill,
    /// The largest part of the amount that one contributor can claim.
    pub most: Permill,
    /// The amounts, once claims have begun. Then the root that is paid is the only one.
    pub opened: Option<Opened>,
    /// The number of items of [`PaidLeaves`](crate::PaidLeaves) that were removed, once the era is closed.
    pub closed: Option<u32>,
}

impl<AccountId> EraRoots<AccountId> {
    /// The record before the first root, under this policy.
    pub fn new(policy: &Policy) -> Self {
        Self {
            posted: BoundedVec::new(),
            last: 0,
            attributor: policy.attributor,
            most: policy.most,
            opened: None,
            closed: None,
        }
    }

    /// The number of items of [`PaidLeaves`](crate::PaidLeaves) that claims can have made.
    pub fn chunks(&self) -> u32 {
        if self.opened.is_none() {
            return 0;
        }
        let leaves = |posted: &Posted<AccountId>| 1u32.checked_shl(posted.root.depth.into()).unwrap_or(u32::MAX);
        self.posted.first().map_or(0, |posted| leaves(posted).div_ceil(CHUNK))
    }
}

/// The effect of a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The root is wrong, and its attributor could have known.
    Fault,
    /// The leaf is not paid, and the root stands.
    Strike,
}

/// The place of a leaf's bit: the number of its chunk, the word in it, and the bit in that.
pub(crate) fn place_of(index: u32) -> (u32, usize, u32) {
    const _: () = assert!(CHUNK == 1_024, "the layout of storage");
    let within = index % 1_024;
    // Below eight.
    let word = usize::try_from(within / 128).unwrap_or_default();
    (index / 1_024, word, within % 128)
}
