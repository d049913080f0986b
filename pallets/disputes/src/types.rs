// SPDX-License-Identifier: Apache-2.0

//! Cases, their stages, and the panel.

// The codec's derives number an enum's variants with `as`.
#![allow(clippy::as_conversions)]

use crate::Config;
use alloc::{string::String, vec::Vec};
use frame::{
    derive::{Deserialize, Serialize},
    prelude::*,
    token::fungible::Credit,
};
use openledger_primitives::{
    disputes::{Ruling, Subject},
    Balance, Era,
};

/// The longest URI of evidence, in bytes.
pub const MAX_URI: u32 = 256;
/// The largest number of members of a panel.
pub const MAX_PANEL: u32 = 15;
/// The largest number of cases of a page.
pub const MAX_PAGE: u32 = 64;
/// The largest number of ids that a page looks at.
pub const MAX_SCAN: u32 = 256;

/// The members of a panel.
pub type PanelMembers<AccountId> = BoundedVec<AccountId, ConstU32<MAX_PANEL>>;
/// [`Case`] with the runtime's account type.
pub type CaseOf<T> = Case<<T as frame_system::Config>::AccountId>;
/// [`Panel`] with the runtime's account type.
pub type PanelOf<T> = Panel<<T as frame_system::Config>::AccountId>;
/// Money taken from a hold and not given to an account yet.
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// A published document that supports a side of a case.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Evidence {
    /// The hash of the document. Not zero.
    pub hash: H256,
    /// The URI of the document, UTF-8, not empty.
    pub uri: BoundedVec<u8, ConstU32<MAX_URI>>,
}

impl Evidence {
    /// Whether there is a hash, and a URI that is text.
    pub fn is_valid(&self) -> bool {
        !self.hash.is_zero() && !self.uri.is_empty() && core::str::from_utf8(&self.uri).is_ok()
    }
}

/// A side of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Side {
    /// The account that opened it.
    #[codec(index = 0)]
    Challenger,
    /// The account that answers for the subject.
    #[codec(index = 1)]
    Respondent,
}

impl Side {
    /// The side that a ruling finds right.
    pub fn winner(ruling: Ruling) -> Self {
        match ruling {
            Ruling::Upheld => Self::Respondent,
            Ruling::Overturned => Self::Challenger,
        }
    }

    /// The other side.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Challenger => Self::Respondent,
            Self::Respondent => Self::Challenger,
        }
    }
}

/// The votes of a panel: one bit for each member, in the order of the panel.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Votes {
    /// The panel that voted. Votes of another one do not count.
    pub panel: u32,
    /// The members that voted for the respondent.
    pub upheld: u16,
    /// The members that voted for the challenger.
    pub overturned: u16,
}

impl Votes {
    /// Set the vote of the member at `position`, and return whether that changes anything.
    pub fn set(&mut self, position: u32, ruling: Ruling) -> bool {
        let Some(bit) = 1u16.checked_shl(position) else { return false };
        let (to, from) = match ruling {
            Ruling::Upheld => (&mut self.upheld, &mut self.overturned),
            Ruling::Overturned => (&mut self.overturned, &mut self.upheld),
        };
        let changed = *to & bit == 0;
        *to |= bit;
        *from &= !bit;
        changed
    }

    /// The number of votes for a ruling.
    pub fn count(&self, ruling: Ruling) -> u32 {
        match ruling {
            Ruling::Upheld => self.upheld.count_ones(),
            Ruling::Overturned => self.overturned.count_ones(),
        }
    }
}

/// The stage of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Stage {
    /// There is no ruling.
    #[codec(index = 0)]
    Open {
        /// The last era in which the respondent can answer.
        respond_until: Era,
        /// The last era in which the panel or the track can rule.
        rule_until: Era,
        /// The votes of the panel so far.
        votes: Votes,
    },
    /// The panel ruled.
    #[codec(index = 1)]
    Ruled {
        /// Its ruling.
        ruling: Ruling,
        /// The last era in which the loser can appeal.
        appeal_until: Era,
    },
    /// The loser of the panel's ruling took it to the track.
    #[codec(index = 2)]
    Appealed {
        /// The panel's ruling.
        ruling: Ruling,
        /// The last era in which the track can decide.
        decide_until: Era,
    },
    /// The track decided.
    #[codec(index = 3)]
    Decided {
        /// Its ruling.
        ruling: Ruling,
        /// The era of its ruling.
        era: Era,
    },
}

/// An appeal against the panel's ruling.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Appeal {
    /// The side that appealed.
    pub by: Side,
    /// Its bond for the appeal, in planck.
    pub bond: Balance,
    /// Its further evidence.
    pub evidence: Evidence,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Case<AccountId> {
    /// The subject and the claim.
    pub subject: Subject<AccountId>,
    /// The account that opened it.
    pub challenger: AccountId,
    /// The account that answers for the subject. It stays so even if the subject changes hands.
    pub respondent: AccountId,
    /// The bond of each side, in planck.
    pub bond: Balance,
    /// The challenger's evidence.
    pub evidence: Evidence,
    /// The respondent's evidence; `None` if there is no answer, and no bond of the respondent.
    pub defense: Option<Evidence>,
    /// The appeal.
    pub appeal: Option<Appeal>,
    /// The stage.
    pub stage: Stage,
}

impl<AccountId: PartialEq> Case<AccountId> {
    /// The account of a side.
    pub fn account(&self, side: Side) -> &AccountId {
        match side {
            Side::Challenger => &self.challenger,
            Side::Respondent => &self.respondent,
        }
    }

    /// Whether `who` is one of the sides.
    pub fn is_side(&self, who: &AccountId) -> bool {
        self.challenger == *who || self.respondent == *who
    }

    /// The bonds of a side, in planck.
    pub fn bonds(&self, side: Side) -> Option<Balance> {
        let stands = side == Side::Challenger || self.defense.is_some();
        let appeal = self.appeal.as_ref().filter(|appeal| appeal.by == side).map_or(0, |appeal| appeal.bond);
        (if stands { self.bond } else { 0 }).checked_add(appeal)
    }

    /// The final outcome in era `now`, with the last era before it was final; `None` while it is not. The outcome of a
    /// case without a ruling is `None`.
    pub fn outcome(&self, now: Era) -> Option<(Option<Ruling>, Era)> {
        let (ruling, until) = match self.stage {
            Stage::Open { rule_until, .. } => (None, rule_until),
            Stage::Ruled { ruling, appeal_until } => (Some(ruling), appeal_until),
            Stage::Appealed { ruling, decide_until } => (Some(ruling), decide_until),
            Stage::Decided { ruling, era } => return Some((Some(ruling), era)),
        };
        (now > until).then_some((ruling, until))
    }
}

/// The accounts that rule on cases.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Panel<AccountId> {
    /// The number of panels that were elected or dismissed before.
    pub version: u32,
    /// The members, all different.
    pub members: PanelMembers<AccountId>,
    /// The number of equal votes that rule; zero if there are no members.
    pub threshold: u8,
}

// Derived, it would ask the same of the account.
impl<AccountId> Default for Panel<AccountId> {
    fn default() -> Self {
        Self { version: 0, members: Default::default(), threshold: 0 }
    }
}

impl<AccountId: Ord> Panel<AccountId> {
    /// Whether the members are different and the threshold can be reached.
    pub fn is_valid(&self) -> bool {
        let mut members: Vec<_> = self.members.iter().collect();
        members.sort_unstable();
        members.dedup();
        let least = usize::from(!members.is_empty());
        members.len() == self.members.len() && (least..=members.len()).contains(&usize::from(self.threshold))
    }
}

/// A case that is open from block 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(crate = "frame::derive::serde", rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisCase<AccountId> {
    /// The challenger, with enough balance for the bond.
    pub challenger: AccountId,
    /// The subject and the claim.
    pub subject: Subject<AccountId>,
    /// The hash of the evidence.
    pub hash: H256,
    /// The URI of the evidence.
    pub uri: String,
}
