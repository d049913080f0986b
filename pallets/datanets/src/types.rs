// SPDX-License-Identifier: Apache-2.0

//! What a datanet and a contribution are, and the arithmetic of a contribution's shares.

// The codec's derives number an enum's variants with `as`.
#![allow(clippy::as_conversions)]

use crate::Config;
use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame::{
    deps::sp_runtime::Permill,
    prelude::*,
    traits::{fungible::Credit, ConstU32},
};
use openledger_primitives::{Balance, ContributionId, DatanetId, Shares};

/// The most reviews that a policy may ask for.
pub const MAX_REVIEWS: u8 = 15;
/// The most contributions in one call of `contribute_batch`.
pub const MAX_BATCH: u32 = 64;
/// The most contributions that one refinement can be made from.
pub const MAX_SOURCES: u32 = 8;
/// The longest name of a datanet, in bytes.
pub const MAX_NAME: u32 = 64;
/// The longest URI, in bytes.
pub const MAX_URI: u32 = 256;
/// The best score a review can give.
pub const MAX_SCORE: u8 = 100;

/// How many reviews [`Reviews`](crate::Reviews) has room for; the same number as [`MAX_REVIEWS`].
pub type MaxReviews = ConstU32<15>;
/// A datanet's name, UTF-8.
pub type Name = BoundedVec<u8, ConstU32<MAX_NAME>>;
/// Where something is found.
pub type Uri = BoundedVec<u8, ConstU32<MAX_URI>>;
/// The contributions that a refinement is made from.
pub type Sources = BoundedVec<ContributionId, ConstU32<MAX_SOURCES>>;
/// What `contribute_batch` takes.
pub type Batch = BoundedVec<Submission, ConstU32<MAX_BATCH>>;
/// The scores given to a pending contribution, with who gave them.
pub type ReviewsOf<T> = BoundedVec<(<T as frame_system::Config>::AccountId, u8), MaxReviews>;
/// [`DatanetInfo`] with the runtime's account type.
pub type DatanetInfoOf<T> = DatanetInfo<<T as frame_system::Config>::AccountId>;
/// [`Contribution`] with the runtime's types.
pub type ContributionOf<T> = Contribution<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// Money taken from a hold and not given to anybody yet.
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// Who may contribute to a datanet.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(crate = "frame::derive::serde", rename_all = "camelCase")]
pub enum Admission {
    /// Everybody.
    #[codec(index = 0)]
    Open,
    /// Only the accounts that the owner admitted.
    #[codec(index = 1)]
    Curated,
}

/// The rules of a datanet. A change acts on the contributions submitted after it only.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(crate = "frame::derive::serde", rename_all = "camelCase")]
pub struct Policy {
    /// How many curators must review a contribution before it is decided: 1 to [`MAX_REVIEWS`].
    pub reviews: u8,
    /// The least median score with which a contribution is accepted: 0 to [`MAX_SCORE`]. A median of 0 never is.
    pub min_score: u8,
    /// What is held from a contributor for each contribution until it is decided or withdrawn, in planck: at least the
    /// runtime's [`MinContributionDeposit`](crate::Config::MinContributionDeposit).
    pub deposit: Balance,
    /// The part of a refinement's shares that goes to the contributors of its sources.
    pub originals_part: Permill,
}

impl Policy {
    /// Whether every number but the deposit is in its range. A `Permill` above one can't be decoded from a call, but it
    /// can be written in a chain specification.
    pub fn is_valid(&self) -> bool {
        self.terms().is_valid()
    }

    /// What a contribution submitted now is decided by.
    pub fn terms(&self) -> Terms {
        Terms { reviews: self.reviews, min_score: self.min_score, originals_part: self.originals_part }
    }
}

/// The part of a [`Policy`] that decides a contribution, fixed when it is submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Terms {
    /// How many reviews decide.
    pub reviews: u8,
    /// The least median score with which the contribution is accepted.
    pub min_score: u8,
    /// The part of the shares that goes to the contributors of its sources.
    pub originals_part: Permill,
}

impl Terms {
    /// Whether every number is in its range.
    pub fn is_valid(&self) -> bool {
        (1..=MAX_REVIEWS).contains(&self.reviews)
            && self.min_score <= MAX_SCORE
            && self.originals_part <= Permill::one()
    }

    /// Whether a contribution with this median score is accepted. With a score of 0 it would be granted no shares: that
    /// is a rejection under another name.
    pub fn accepts(&self, score: u8) -> bool {
        score >= self.min_score && score > 0
    }
}

/// An amount on hold in an account.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Ticket<AccountId> {
    /// Whose money it is.
    pub depositor: AccountId,
    /// How much, in planck.
    pub amount: Balance,
}

/// How many contributions a datanet has.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Counts {
    /// All contributions ever submitted.
    pub contributions: u64,
    /// Those that wait for reviews.
    pub pending: u64,
    /// Those that are accepted and not erased.
    pub accepted: u64,
    /// The items in those that are accepted and not erased.
    pub items: u64,
}

/// A community's data network.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DatanetInfo<AccountId> {
    /// Who sets policy, curators and contributors.
    pub owner: AccountId,
    /// Whom the owner offered the datanet to.
    pub pending_owner: Option<AccountId>,
    /// Who may contribute.
    pub admission: Admission,
    /// The rules for contributions submitted from now on.
    pub policy: Policy,
    /// What people call it.
    pub name: Name,
    /// Where its description is found.
    pub metadata: Uri,
    /// What is on hold for it.
    pub deposit: Ticket<AccountId>,
    /// How many curators it has.
    pub curators: u32,
    /// How many contributions it has.
    pub counts: Counts,
}

/// What was done to the sources of a refinement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Refinement {
    /// Errors and duplicates were removed.
    #[codec(index = 0)]
    Cleaning,
    /// Labels were added.
    #[codec(index = 1)]
    Labelling,
    /// Context was added.
    #[codec(index = 2)]
    Context,
    /// Quality was judged.
    #[codec(index = 3)]
    Evaluation,
}

/// What is contributed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Kind {
    /// New data.
    #[codec(index = 0)]
    Raw,
    /// Work on earlier contributions.
    #[codec(index = 1)]
    Refinement {
        /// What was done.
        method: Refinement,
        /// What it was done to: 1 to [`MAX_SOURCES`] different accepted contributions of the same datanet.
        sources: Sources,
    },
}

impl Kind {
    /// The contributions that this one is made from.
    pub fn sources(&self) -> &[ContributionId] {
        match self {
            Self::Raw => &[],
            Self::Refinement { sources, .. } => sources,
        }
    }

    /// How many contributions this one is made from.
    pub fn source_count(&self) -> u32 {
        match self {
            Self::Raw => 0,
            // Never more than [`MAX_SOURCES`].
            Self::Refinement { sources, .. } => u32::try_from(sources.len()).unwrap_or(MAX_SOURCES),
        }
    }
}

/// What a contributor submits.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Submission {
    /// New data, or work on earlier contributions.
    pub kind: Kind,
    /// Hash of the content.
    pub content_hash: H256,
    /// How many items (rows, documents, images) the content has; at least one.
    pub items: u32,
    /// How large the content is, in bytes.
    pub bytes: u64,
    /// Where the content is found, if that is public.
    pub uri: Option<Uri>,
}

/// What became of a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Status {
    /// It waits for reviews.
    #[codec(index = 0)]
    Pending(Terms),
    /// It earns.
    #[codec(index = 1)]
    Accepted {
        /// The median of the scores.
        score: u8,
    },
    /// The curators didn't want it.
    #[codec(index = 2)]
    Rejected {
        /// The median of the scores.
        score: u8,
    },
    /// The contributor took it back before it was decided.
    #[codec(index = 3)]
    Withdrawn,
    /// It was accepted, and its contributor erased it.
    #[codec(index = 4)]
    Erased,
}

/// A contribution to a datanet. The record stays for ever.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Contribution<AccountId, BlockNumber> {
    /// The datanet.
    pub datanet: DatanetId,
    /// Who contributed.
    pub contributor: AccountId,
    /// New data, or work on earlier contributions.
    pub kind: Kind,
    /// Hash of the content.
    pub content_hash: H256,
    /// How many items the content has.
    pub items: u32,
    /// How large the content is, in bytes.
    pub bytes: u64,
    /// Where the content is found. Only a pending or accepted contribution has one.
    pub uri: Option<Uri>,
    /// What became of it.
    pub status: Status,
    /// The shares granted to the contributor at acceptance; kept as a record when the contribution is erased.
    pub shares: Shares,
    /// The shares granted at acceptance to the contributor of each source; kept as a record likewise.
    pub source_shares: Shares,
    /// What is on hold for it. Only a pending contribution has one.
    pub deposit: Option<Ticket<AccountId>>,
    /// The block in which it was submitted.
    pub submitted: BlockNumber,
}

/// A datanet that exists from block 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(crate = "frame::derive::serde", rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisDatanet<AccountId> {
    /// Who owns it, with enough balance for the deposit.
    pub owner: AccountId,
    /// Its name.
    pub name: String,
    /// Where its description is found.
    pub metadata: String,
    /// Who may contribute.
    pub admission: Admission,
    /// Its rules.
    pub policy: Policy,
    /// Its curators.
    pub curators: Vec<AccountId>,
}

/// The shares of a contribution of `items` items with this median `score`, as (for the contributor, for the contributor
/// of each of `sources` sources).
///
/// The sources get the floor of `part` of the whole in equal parts; what the division leaves goes to the contributor, so
/// that the parts sum to `items × score` exactly.
pub fn divide_shares(items: u32, score: u8, part: Permill, sources: u32) -> Option<(Shares, Shares)> {
    let whole = Shares::from(items).checked_mul(score.into())?;
    let sources = Shares::from(sources);
    let Some(each) = part.mul_floor(whole).checked_div(sources) else { return Some((whole, 0)) };
    let own = whole.checked_sub(each.checked_mul(sources)?)?;
    Some((own, each))
}

/// The median of the scores; of an even number of them the lower of the two in the middle. `None` if there are none.
pub fn median(mut scores: Vec<u8>) -> Option<u8> {
    scores.sort_unstable();
    let middle = scores.len().checked_sub(1)?.checked_div(2)?;
    scores.get(middle).copied()
}
