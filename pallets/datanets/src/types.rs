// SPDX-License-Identifier: Apache-2.0

//! Datanets, contributions, and the arithmetic of a contribution's shares.

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
use openledger_primitives::{deposit::Deposit, Balance, ContributionId, DatanetId, Era, Shares};

/// The largest number of reviews that a policy may ask for.
pub const MAX_REVIEWS: u8 = 15;
/// The largest number of contributions in one call of `contribute_batch`.
pub const MAX_BATCH: u32 = 64;
/// The most contributions on a page of the queue for reviews.
pub const MAX_QUEUE_PAGE: u32 = 64;
/// The most ids that a page of the queue for reviews looks at.
pub const MAX_QUEUE_SCAN: u64 = 1_024;
/// The largest number of sources of one refinement.
pub const MAX_SOURCES: u32 = 8;
/// The longest name of a datanet, in bytes.
pub const MAX_NAME: u32 = 64;
/// The longest URI, in bytes.
pub const MAX_URI: u32 = 256;
/// The best score that a review can give.
pub const MAX_SCORE: u8 = 100;
/// The eras after that of a rejection in which it can be disputed.
pub const APPEAL_ERAS: Era = 30;
/// The eras after that of a decision in which its curators' bonds answer for it, and a verdict changes which of their
/// reviews count: the time to appeal and that of the longest case.
pub const LIABILITY_ERAS: Era = 100;
/// The largest part of a contribution's shares that its datanet's curators can have.
pub const MAX_CURATORS_PART: Permill = Permill::from_percent(50);
/// The challenger's part of what a verdict takes: the deposit of a contribution, or a part of a curator's bond.
pub const CHALLENGERS_PART: Permill = Permill::from_percent(50);

/// The room for reviews in [`Reviews`](crate::Reviews); the same number as [`MAX_REVIEWS`].
pub type MaxReviews = ConstU32<15>;
/// A datanet's name, UTF-8.
pub type Name = BoundedVec<u8, ConstU32<MAX_NAME>>;
/// The place where something is found.
pub type Uri = BoundedVec<u8, ConstU32<MAX_URI>>;
/// The sources of a refinement.
pub type Sources = BoundedVec<ContributionId, ConstU32<MAX_SOURCES>>;
/// The contributors of a refinement's sources, in the order of the sources.
pub type SourceContributors<AccountId> = BoundedVec<AccountId, ConstU32<MAX_SOURCES>>;
/// The submissions of one `contribute_batch`.
pub type Submissions = BoundedVec<Submission, ConstU32<MAX_BATCH>>;
/// The scores of a pending contribution, each with its curator.
pub type ReviewsOf<T> = BoundedVec<(<T as frame_system::Config>::AccountId, u8), MaxReviews>;
/// [`Decision`] with the runtime's account type.
pub type DecisionOf<T> = Decision<<T as frame_system::Config>::AccountId>;
/// [`DatanetInfo`] with the runtime's account type.
pub type DatanetInfoOf<T> = DatanetInfo<<T as frame_system::Config>::AccountId>;
/// [`Contribution`] with the runtime's types.
pub type ContributionOf<T> = Contribution<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// Money taken from a hold and not given to an account yet.
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// The accounts that may contribute to a datanet.
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
    /// All accounts.
    #[codec(index = 0)]
    Open,
    /// The accounts that the owner admitted.
    #[codec(index = 1)]
    Curated,
}

/// The bonds and the pay of a datanet's curators. The default asks for nothing and pays nothing.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
#[serde(crate = "frame::derive::serde", rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Curation {
    /// The least bond of a curator who reviews, in planck. Zero asks for none; then the two parts are zero too.
    pub bond: Balance,
    /// The curators' part of a contributor's shares, at acceptance, and of a lost deposit: at most
    /// [`MAX_CURATORS_PART`]. Each counted review has an equal part of what they receive.
    pub part: Permill,
    /// The part of the bond that a curator loses if a verdict overturns a decision that its review shared.
    pub loss: Permill,
}

impl Curation {
    /// Whether both parts are in their ranges, and zero without a bond.
    pub fn is_valid(&self) -> bool {
        let parts = self.part <= MAX_CURATORS_PART && self.loss <= Permill::one();
        parts && (self.bond > 0 || *self == Self::default())
    }
}

/// The rules of a datanet. A change has notice, and acts only on contributions submitted when it is in force.
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
    /// The number of reviews that decide a contribution: 1 to [`MAX_REVIEWS`].
    pub reviews: u8,
    /// The smallest median score that accepts a contribution: 0 to [`MAX_SCORE`]. A median of 0 never does.
    pub min_score: u8,
    /// The deposit for each contribution, in planck, from
    /// [`MinContributionDeposit`](crate::Config::MinContributionDeposit) to
    /// [`MaxContributionDeposit`](crate::Config::MaxContributionDeposit).
    pub deposit: Balance,
    /// The part of a refinement's shares that goes to the contributors of its sources.
    pub originals_part: Permill,
    /// The largest number of items of a contribution: 1 to [`MaxItems`](crate::Config::MaxItems).
    pub max_items: u32,
    /// The number of eras after that of the submission in which reviews count: 1 to
    /// [`MaxReviewEras`](crate::Config::MaxReviewEras). Then a pending contribution can be withdrawn free.
    pub review_eras: Era,
    /// The bonds and the pay of curators.
    #[serde(default)]
    pub curation: Curation,
}

impl Policy {
    /// Whether every number that the constitution does not bound is in its range. A `Permill` above one cannot be
    /// decoded from a call, but a chain specification can contain it.
    pub fn is_valid(&self) -> bool {
        (1..=MAX_REVIEWS).contains(&self.reviews)
            && self.min_score <= MAX_SCORE
            && self.originals_part <= Permill::one()
            && self.max_items > 0
            && self.review_eras > 0
            && self.curation.is_valid()
    }
}

/// The rules that a contribution agreed to, fixed when it is submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Terms {
    /// The number of reviews that decide.
    pub reviews: u8,
    /// The smallest median score that accepts the contribution.
    pub min_score: u8,
    /// The part of the shares that goes to the contributors of its sources.
    pub originals_part: Permill,
    /// The part of the deposit that a rejection takes.
    pub penalty: Permill,
    /// The part of the deposit that stays on hold while the record stays, in planck. A rejection leaves it.
    pub kept: Balance,
    /// The last era in which reviews count.
    pub until: Era,
    /// The bonds and the pay of its curators.
    pub curation: Curation,
}

impl Terms {
    /// Whether every number is in its range.
    pub fn is_valid(&self) -> bool {
        (1..=MAX_REVIEWS).contains(&self.reviews)
            && self.min_score <= MAX_SCORE
            && self.originals_part <= Permill::one()
            && self.penalty <= Permill::one()
            && self.curation.is_valid()
    }

    /// Whether a contribution with this median score is accepted. A score of 0 would grant no shares, so it is always a
    /// rejection.
    pub fn accepts(&self, score: u8) -> bool {
        score >= self.min_score && score > 0
    }

    /// The loss by a rejection with these scores. Only a majority of bad scores takes anything: with a tie, the lower
    /// median rejects the contribution, and the deposit is released.
    pub fn loss(&self, deposit: Balance, scores: &[u8]) -> Balance {
        let bad = scores.iter().filter(|score| !self.accepts(**score)).count();
        if bad <= scores.len().saturating_sub(bad) {
            return 0;
        }
        self.penalty.mul_floor(deposit).min(deposit.saturating_sub(self.kept))
    }
}

/// A change of a datanet's rules that is announced and not in force yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PendingPolicy {
    /// The accounts that may contribute then.
    pub admission: Admission,
    /// The rules then.
    pub policy: Policy,
    /// The first era in which they are in force.
    pub from: Era,
}

/// The contributions that a curator may review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct CuratorTerm {
    /// The first contribution that the curator may review: those submitted before the appointment are not for it.
    pub first: ContributionId,
    /// The first era whose contributions the curator may review.
    pub from: Era,
    /// The end of the term; `None` while the account is a curator.
    pub removed: Option<Removal>,
}

impl CuratorTerm {
    /// Whether the curator may review the contribution `id`, which was submitted in `era`.
    pub fn covers(&self, id: ContributionId, era: Era) -> bool {
        id >= self.first && era >= self.from && self.removed.is_none_or(|removal| id < removal.next)
    }
}

/// The end of a curator's term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Removal {
    /// The first contribution that the former curator may not review: that submitted next after the removal.
    pub next: ContributionId,
    /// The last era in which a review of an earlier contribution can count.
    pub until: Era,
}

/// A curator's bond in a datanet, and the reviews that it answers for.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CuratorBond {
    /// The amount on hold, in planck.
    pub amount: Balance,
    /// The number of reviews that count: the curator's shares of the curators' pool.
    pub reviews: Shares,
    /// The last era in which the bond answers for reviews; `None` until the curator leaves or is removed.
    pub until: Option<Era>,
}

/// The reviews of a decided contribution.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Decision<AccountId> {
    /// The curators who reviewed it, each with whether its review shares the decision.
    pub reviews: BoundedVec<(AccountId, bool), MaxReviews>,
    /// Whether the reviews that share the decision count.
    pub counted: bool,
    /// The part of their bonds that they lose if a verdict overturns it.
    pub loss: Permill,
    /// The era of the decision.
    pub era: Era,
}

impl<AccountId> Decision<AccountId> {
    /// Whether the curators answer for the decision in era `now`.
    pub fn binds(&self, now: Era) -> bool {
        now <= self.era.saturating_add(LIABILITY_ERAS)
    }
}

/// The numbers of a datanet's contributions.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Counts {
    /// All contributions ever submitted, those whose records are gone included.
    pub contributions: u64,
    /// Contributions that wait for reviews.
    pub pending: u64,
    /// Contributions that are accepted and not erased.
    pub accepted: u64,
    /// The items of the contributions that are accepted and not erased.
    pub items: u64,
}

/// A community's data network.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DatanetInfo<AccountId> {
    /// The account that sets policy, curators and contributors.
    pub owner: AccountId,
    /// The account that may accept ownership.
    pub pending_owner: Option<AccountId>,
    /// The accounts that may contribute.
    pub admission: Admission,
    /// The rules for contributions submitted until `pending` is in force.
    pub policy: Policy,
    /// The announced change of admission and policy.
    pub pending: Option<PendingPolicy>,
    /// The name shown to people.
    pub name: Name,
    /// The URI of the description; empty if there is none.
    pub metadata: Uri,
    /// The owner's deposit for the datanet and its list of contributors.
    pub deposit: Deposit<AccountId>,
    /// The part of the deposit that the entries of the list of contributors hold, in planck.
    pub admissions: Balance,
    /// The number of curators.
    pub curators: u32,
    /// The number of former curators who may still review earlier contributions, or whose entries were not removed
    /// yet.
    pub former_curators: u32,
    /// The numbers of contributions.
    pub counts: Counts,
}

impl<AccountId> DatanetInfo<AccountId> {
    /// The datanet as it is in era `now`: an announced policy is in force if its era has come.
    #[must_use]
    pub fn at(mut self, now: Era) -> Self {
        if let Some(next) = self.pending.filter(|next| next.from <= now) {
            (self.admission, self.policy, self.pending) = (next.admission, next.policy, None);
        }
        self
    }

    /// The number of curators that must stay, so that the policy in force and the announced one can be fulfilled. A
    /// datanet that has not had enough for the policy in force yet may replace those that it has.
    pub fn least_curators(&self) -> u32 {
        let announced = self.pending.map_or(0, |next| next.policy.reviews.into());
        let in_force = self.policy.reviews.into();
        if self.curators < in_force {
            announced
        } else {
            in_force.max(announced)
        }
    }
}

/// The work on the sources of a refinement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Refinement {
    /// Errors and duplicates were removed.
    #[codec(index = 0)]
    Cleaning,
    /// Labels were added.
    #[codec(index = 1)]
    Labeling,
    /// Context was added.
    #[codec(index = 2)]
    Context,
    /// Quality was judged.
    #[codec(index = 3)]
    Evaluation,
}

/// The kind of a contribution.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Kind {
    /// New data.
    #[codec(index = 0)]
    Raw,
    /// Work on earlier contributions.
    #[codec(index = 1)]
    Refinement {
        /// The work that was done.
        method: Refinement,
        /// The sources: 1 to [`MAX_SOURCES`] different accepted contributions of the same datanet.
        sources: Sources,
    },
}

impl Kind {
    /// The sources of this contribution.
    pub fn sources(&self) -> &[ContributionId] {
        match self {
            Self::Raw => &[],
            Self::Refinement { sources, .. } => sources,
        }
    }

    /// The number of sources of this contribution.
    pub fn source_count(&self) -> u32 {
        match self {
            Self::Raw => 0,
            // Never more than [`MAX_SOURCES`].
            Self::Refinement { sources, .. } => u32::try_from(sources.len()).unwrap_or(MAX_SOURCES),
        }
    }
}

/// A submission by a contributor.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Submission {
    /// New data, or work on earlier contributions.
    pub kind: Kind,
    /// Hash of the content, bound to the contributor: see [`content_commitment`]. Not zero.
    pub content_hash: H256,
    /// The number of items (rows, documents, images) in the content: 1 to the policy's `max_items`.
    pub items: u32,
    /// The size of the content, in bytes.
    pub bytes: u64,
    /// The URI of the content, if it is public; UTF-8, not empty.
    pub uri: Option<Uri>,
}

/// The status of a contribution.
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
    /// The curators rejected it.
    #[codec(index = 2)]
    Rejected {
        /// The median of the scores.
        score: u8,
    },
    /// It was accepted, and its contributor erased it.
    #[codec(index = 3)]
    Erased {
        /// The era in which it was erased.
        era: Era,
    },
}

/// What a verdict about a rejection needs, as the rejected contribution's terms are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Rejection {
    /// The part of the shares that goes to the contributors of its sources.
    pub originals_part: Permill,
    /// The part of the rest that goes to the curators.
    pub curators_part: Permill,
    /// What the contributor lost, in planck, and was not made good.
    pub penalty: Balance,
    /// The era of the rejection.
    pub era: Era,
}

/// A contribution to a datanet. The record stays until the contributor withdraws or prunes it, or a verdict takes it
/// back.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Contribution<AccountId, BlockNumber> {
    /// The datanet.
    pub datanet: DatanetId,
    /// The contributor.
    pub contributor: AccountId,
    /// New data, or work on earlier contributions.
    pub kind: Kind,
    /// The contributors of the sources, in their order. The record of a source can be pruned; what it earns here
    /// stays.
    pub source_contributors: SourceContributors<AccountId>,
    /// Hash of the content, bound to the contributor.
    pub content_hash: H256,
    /// The number of items in the content.
    pub items: u32,
    /// The size of the content, in bytes.
    pub bytes: u64,
    /// The URI of the content. Only a pending or accepted contribution has one.
    pub uri: Option<Uri>,
    /// The status.
    pub status: Status,
    /// The shares granted to the contributor at acceptance, or by a verdict since; kept as a record when the
    /// contribution is erased.
    pub shares: Shares,
    /// The shares granted to the contributor of each source at acceptance; kept in the same way.
    pub source_shares: Shares,
    /// The shares granted to the pool of the datanet's curators; kept in the same way.
    pub curator_shares: Shares,
    /// The contributor's deposit: the whole while the contribution is pending, then the part that its record keeps.
    pub deposit: Deposit<AccountId>,
    /// The block in which it was submitted.
    pub submitted: BlockNumber,
    /// The era in which it was submitted.
    pub era: Era,
    /// The era in which it was accepted, if it was: its shares joined the pool in that era.
    pub accepted: Option<Era>,
}

/// A datanet that exists from block 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(crate = "frame::derive::serde", rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisDatanet<AccountId> {
    /// The owner, with enough balance for the deposit.
    pub owner: AccountId,
    /// The name.
    pub name: String,
    /// The URI of the description.
    pub metadata: String,
    /// The accounts that may contribute.
    pub admission: Admission,
    /// The rules.
    pub policy: Policy,
    /// The curators.
    pub curators: Vec<AccountId>,
    /// The bond of each curator, in planck, held from them as in `bond_curator`. Zero for none.
    #[serde(default)]
    pub bond: Balance,
}

/// The domain of [`content_commitment`].
pub const CONTENT_DOMAIN: &[u8] = b"openledger/datanets/content/1";

/// The content hash to submit for content with this digest: BLAKE2b-256 of [`CONTENT_DOMAIN`], the contributor's
/// account (SCALE) and the digest.
///
/// A hash that somebody copies from a pending transaction is bound to another account, so no content fits it, and the
/// curators reject the copy. The chain cannot check this, since it does not see the content.
pub fn content_commitment<AccountId: Encode>(contributor: &AccountId, digest: H256) -> H256 {
    let mut bytes = CONTENT_DOMAIN.to_vec();
    contributor.encode_to(&mut bytes);
    digest.encode_to(&mut bytes);
    frame::hashing::blake2_256(&bytes).into()
}

/// The shares of a contribution of `items` items with this median `score`: those of its contributor, and those of the
/// contributor of each of its `sources` sources.
///
/// The sources get `part` of the whole, rounded down, in equal parts. The contributor gets the remainder, so that the
/// parts sum to `items × score` exactly.
pub fn divide_shares(items: u32, score: u8, part: Permill, sources: u32) -> Option<(Shares, Shares)> {
    let whole = Shares::from(items).checked_mul(score.into())?;
    let sources = Shares::from(sources);
    let Some(each) = part.mul_floor(whole).checked_div(sources) else { return Some((whole, 0)) };
    let own = whole.checked_sub(each.checked_mul(sources)?)?;
    Some((own, each))
}

/// The shares of a contribution: those of its contributor, of the contributor of each source, and of the curators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    /// The contributor's shares.
    pub own: Shares,
    /// The shares of the contributor of each source.
    pub each: Shares,
    /// The shares of the pool of the datanet's curators.
    pub curators: Shares,
}

impl Grants {
    /// The shares of a contribution of `items` items with the median `score`, whose sources get `originals` of the
    /// whole, and whose curators get `curators` of the rest. The parts sum to `items × score` exactly.
    pub fn new(items: u32, score: u8, originals: Permill, sources: u32, curators: Permill) -> Option<Self> {
        let (rest, each) = divide_shares(items, score, originals, sources)?;
        let curators = curators.mul_floor(rest);
        Some(Self { own: rest.checked_sub(curators)?, each, curators })
    }

    /// The shares of the same contribution of `items` items with `score` instead of `old`, which is not zero.
    ///
    /// Those of the sources and of the curators follow the score, rounded down. The parts sum to `items × score`
    /// exactly, as before.
    pub fn rescaled(self, items: u32, score: u8, old: u8, sources: u32) -> Option<Self> {
        let whole = Shares::from(items).checked_mul(score.into())?;
        let follow = |shares: Shares| shares.checked_mul(score.into())?.checked_div(old.into());
        let (each, curators) = (follow(self.each)?, follow(self.curators)?);
        let own = whole.checked_sub(each.checked_mul(sources.into())?)?.checked_sub(curators)?;
        Some(Self { own, each, curators })
    }
}

impl<AccountId, BlockNumber> Contribution<AccountId, BlockNumber> {
    /// The shares that it granted.
    pub fn grants(&self) -> Grants {
        Grants { own: self.shares, each: self.source_shares, curators: self.curator_shares }
    }

    /// Record the shares that it grants.
    pub fn set_grants(&mut self, grants: Grants) {
        (self.shares, self.source_shares, self.curator_shares) = (grants.own, grants.each, grants.curators);
    }
}

/// The median of the scores; of an even number, the lower of the two in the middle. `None` if there are no scores.
pub fn median(mut scores: Vec<u8>) -> Option<u8> {
    scores.sort_unstable();
    let middle = scores.len().checked_sub(1)?.checked_div(2)?;
    scores.get(middle).copied()
}
