// SPDX-License-Identifier: Apache-2.0

//! Disputes: the subjects of cases, and the trait by which the pallet of a subject opens and executes them.
//!
//! The pallet of disputes knows bonds, deadlines and verdicts, and nothing of datanets or models. The pallet of a
//! subject knows whether there is something to dispute, who answers for it, and what a verdict changes.

// The codec derive numbers the variants of enums with `as`.
#![allow(clippy::as_conversions)]

pub mod cases;

use crate::{Balance, ContributionId, DatanetId, ModelId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{DispatchError, Weight};

/// The number of a case. Numbers are given once, in order, from zero.
pub type CaseId = u64;

/// The reason for which an accepted contribution should not have been accepted.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Ground {
    /// The datanet has the content already.
    #[codec(index = 0)]
    Duplicate,
    /// The content is somebody else's.
    #[codec(index = 1)]
    Stolen,
    /// The content does harm to the models that learn from it.
    #[codec(index = 2)]
    Poisoned,
    /// The content has fewer items than the contribution states.
    #[codec(index = 3)]
    Inflated,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 4] = [Self::Duplicate, Self::Stolen, Self::Poisoned, Self::Inflated];
}

/// A part of a model's lineage that its registration left out.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Omitted {
    /// A model that it was made from.
    #[codec(index = 0)]
    Parent(ModelId),
    /// A datanet that it was trained on, or that it retrieves from.
    #[codec(index = 1)]
    Datanet(DatanetId),
}

/// The subject of a case, with the claim of its challenger.
///
/// A claim says everything that a verdict decides, so that a verdict is a yes or a no: a challenger who claims too much
/// loses.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Subject<AccountId> {
    /// A rejected contribution should have been accepted with this score.
    #[codec(index = 0)]
    Review {
        /// The contribution.
        contribution: ContributionId,
        /// The claimed score, from 1 to 100.
        score: u8,
    },
    /// An accepted contribution should have been rejected.
    #[codec(index = 1)]
    Acceptance {
        /// The contribution.
        contribution: ContributionId,
        /// The reason.
        ground: Ground,
    },
    /// An accepted contribution should have another score.
    #[codec(index = 2)]
    Score {
        /// The contribution.
        contribution: ContributionId,
        /// The claimed score, from 1 to 100.
        score: u8,
    },
    /// The challenger built a model that somebody else registered.
    #[codec(index = 3)]
    Artifact {
        /// The model.
        model: ModelId,
    },
    /// The lineage of a model lacks something.
    #[codec(index = 4)]
    Lineage {
        /// The model.
        model: ModelId,
        /// What it lacks.
        omitted: Omitted,
    },
    /// A curator of a datanet reviews in bad faith, or without care.
    #[codec(index = 5)]
    Curator {
        /// The datanet.
        datanet: DatanetId,
        /// The curator.
        curator: AccountId,
    },
}

impl<AccountId> Subject<AccountId> {
    /// The subject without what the challenger claims of it. At most one case of it is open at a time.
    #[must_use]
    pub fn matter(self) -> Self {
        match self {
            Self::Review { contribution, .. } => Self::Review { contribution, score: 0 },
            Self::Score { contribution, .. } => Self::Score { contribution, score: 0 },
            other => other,
        }
    }
}

/// The answer to a case.
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
#[serde(rename_all = "camelCase")]
pub enum Ruling {
    /// The respondent is right: the subject stays as it is.
    #[codec(index = 0)]
    Upheld,
    /// The challenger is right: the subject changes as the case claims.
    #[codec(index = 1)]
    Overturned,
}

/// The pallet of a subject, for the pallet of disputes.
///
/// All methods do a bounded amount of work, whatever the size of a pool. They may write before they fail: callers roll
/// back.
pub trait Judged<AccountId> {
    /// Check that `challenger` may open a case about `subject` now, and return the account that answers for it.
    fn open(subject: &Subject<AccountId>, challenger: &AccountId) -> Result<AccountId, DispatchError>;

    /// Execute the final `ruling` of a case, and return the amount in planck that was lost by the decision that was
    /// overturned. It is to be made good to the [`Self::payer`] out of the loser's bond, then out of the treasury.
    ///
    /// A subject that has changed since so that nothing is left to do is no error. An error is for what may pass: the
    /// caller tries again later.
    fn execute(subject: &Subject<AccountId>, challenger: &AccountId, ruling: Ruling) -> Result<Balance, DispatchError>;

    /// The account that lost what [`Self::execute`] has just returned: the challenger, unless somebody else had paid
    /// for it.
    fn payer(_: &Subject<AccountId>, challenger: &AccountId) -> AccountId
    where
        AccountId: Clone,
    {
        challenger.clone()
    }

    /// Whether `who` gains or loses by a verdict about `subject`, or can have decided it, so that it must not rule on
    /// it. What somebody can give an account against its will must not count any more once the account has given it up:
    /// otherwise a side could exclude its judges.
    fn has_interest(_: &Subject<AccountId>, _who: &AccountId) -> bool {
        false
    }

    /// The weight of [`Self::open`], at most.
    fn open_weight() -> Weight;

    /// The weight of [`Self::execute`], at most.
    fn execute_weight() -> Weight;

    /// The weight of [`Self::has_interest`], at most.
    fn interest_weight() -> Weight {
        Weight::zero()
    }

    /// Make a subject that `challenger` can open a case about. For benchmarks.
    #[cfg(feature = "runtime-benchmarks")]
    fn create_subject(challenger: &AccountId) -> Result<Subject<AccountId>, DispatchError>;
}

/// The open cases, for the pallets of subjects: what a case is about must not disappear before its end.
pub trait CaseInspect<AccountId> {
    /// Whether a case about `subject` is open, whatever score it claims.
    fn is_open(subject: Subject<AccountId>) -> bool;
}

/// No cases.
impl<AccountId> CaseInspect<AccountId> for () {
    fn is_open(_: Subject<AccountId>) -> bool {
        false
    }
}

/// Hands each subject to its pallet: those of datanets to `Datanets`, those of models to `Models`.
pub struct ByPallet<Datanets, Models>(PhantomData<(Datanets, Models)>);

impl<AccountId, Datanets: Judged<AccountId>, Models: Judged<AccountId>> Judged<AccountId>
    for ByPallet<Datanets, Models>
{
    fn open(subject: &Subject<AccountId>, challenger: &AccountId) -> Result<AccountId, DispatchError> {
        match subject {
            Subject::Artifact { .. } | Subject::Lineage { .. } => Models::open(subject, challenger),
            _ => Datanets::open(subject, challenger),
        }
    }

    fn execute(subject: &Subject<AccountId>, challenger: &AccountId, ruling: Ruling) -> Result<Balance, DispatchError> {
        match subject {
            Subject::Artifact { .. } | Subject::Lineage { .. } => Models::execute(subject, challenger, ruling),
            _ => Datanets::execute(subject, challenger, ruling),
        }
    }

    fn open_weight() -> Weight {
        Datanets::open_weight().max(Models::open_weight())
    }

    fn payer(subject: &Subject<AccountId>, challenger: &AccountId) -> AccountId
    where
        AccountId: Clone,
    {
        match subject {
            Subject::Artifact { .. } | Subject::Lineage { .. } => Models::payer(subject, challenger),
            _ => Datanets::payer(subject, challenger),
        }
    }

    fn has_interest(subject: &Subject<AccountId>, who: &AccountId) -> bool {
        match subject {
            Subject::Artifact { .. } | Subject::Lineage { .. } => Models::has_interest(subject, who),
            _ => Datanets::has_interest(subject, who),
        }
    }

    fn execute_weight() -> Weight {
        Datanets::execute_weight().max(Models::execute_weight())
    }

    fn interest_weight() -> Weight {
        Datanets::interest_weight().max(Models::interest_weight())
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_subject(challenger: &AccountId) -> Result<Subject<AccountId>, DispatchError> {
        Datanets::create_subject(challenger)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pallet that answers with its number.
    struct Pallet<const N: u64>;

    impl<const N: u64> Judged<u64> for Pallet<N> {
        fn open(_: &Subject<u64>, _: &u64) -> Result<u64, DispatchError> {
            Ok(N)
        }

        fn execute(_: &Subject<u64>, _: &u64, _: Ruling) -> Result<Balance, DispatchError> {
            Ok(N.into())
        }

        fn payer(_: &Subject<u64>, challenger: &u64) -> u64 {
            challenger.saturating_add(N)
        }

        fn has_interest(_: &Subject<u64>, who: &u64) -> bool {
            *who == N
        }

        fn open_weight() -> Weight {
            Weight::from_parts(N, 0)
        }

        fn interest_weight() -> Weight {
            Weight::from_parts(N, N)
        }

        fn execute_weight() -> Weight {
            Weight::from_parts(0, N)
        }

        #[cfg(feature = "runtime-benchmarks")]
        fn create_subject(_: &u64) -> Result<Subject<u64>, DispatchError> {
            Err(DispatchError::Unavailable)
        }
    }

    fn subjects() -> [(Subject<u64>, u64); 6] {
        let (contribution, model) = (ContributionId(1), ModelId(1));
        [
            (Subject::Review { contribution, score: 50 }, 1),
            (Subject::Acceptance { contribution, ground: Ground::Stolen }, 1),
            (Subject::Score { contribution, score: 50 }, 1),
            (Subject::Curator { datanet: DatanetId(1), curator: 9 }, 1),
            (Subject::Artifact { model }, 2),
            (Subject::Lineage { model, omitted: Omitted::Parent(ModelId(0)) }, 2),
        ]
    }

    #[test]
    fn each_subject_should_go_to_its_pallet() {
        type Judges = ByPallet<Pallet<1>, Pallet<2>>;
        for (subject, pallet) in subjects() {
            assert_eq!(Judges::open(&subject, &0), Ok(pallet));
            assert_eq!(Judges::execute(&subject, &0, Ruling::Overturned), Ok(pallet.into()));
            assert_eq!(Judges::payer(&subject, &7), 7 + pallet);
            assert_eq!([1, 2].map(|who| Judges::has_interest(&subject, &who)), [pallet == 1, pallet == 2]);
        }
        assert_eq!(Judges::open_weight(), Weight::from_parts(2, 0));
        assert_eq!(Judges::execute_weight(), Weight::from_parts(0, 2));
        assert_eq!(Judges::interest_weight(), Weight::from_parts(2, 2));
    }

    #[test]
    fn a_matter_should_not_depend_on_the_claimed_score() {
        for (subject, _) in subjects() {
            let other = match subject.clone() {
                Subject::Review { contribution, .. } => Subject::Review { contribution, score: 7 },
                Subject::Score { contribution, .. } => Subject::Score { contribution, score: 7 },
                same => same,
            };
            assert_eq!(other.matter(), subject.clone().matter());
        }
        let matters = alloc::collections::BTreeSet::from(subjects().map(|(subject, _)| subject.matter()));
        assert_eq!(matters.len(), 6);
    }
}
