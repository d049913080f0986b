// SPDX-License-Identifier: Apache-2.0

//! The stored types and their arithmetic. Nothing here reads or writes storage.

// The derived codec of enums converts with `as`.
#![allow(clippy::as_conversions)]

use crate::{pallet::Config, Cohorts, Rate};
use alloc::vec::Vec;
use frame::{prelude::*, traits::fungible::Credit};
use openledger_primitives::{Balance, Era, Shares};

/// The largest number of eras in which amounts of one stake unbond at the same time.
///
/// DO NOT REDUCE: stored vectors are bounded by it.
pub const MAX_CHUNKS: u32 = 8;

/// The largest number of amounts of one stake, each of another cohort or with another era of release.
///
/// DO NOT REDUCE: stored vectors are bounded by it. Not below [`MAX_COHORTS`](crate::MAX_COHORTS), so that a whole
/// stake can always unbond.
pub const MAX_AMOUNTS: u32 = 32;

/// The largest number of earlier signers of an operator that are remembered.
///
/// DO NOT REDUCE: stored vectors are bounded by it.
pub const MAX_EARLIER_SIGNERS: u32 = 3;

/// The largest number of operators that the view function `stakes_of` looks at.
pub const MAX_OPERATORS_LOOKED_AT: u32 = 1_000;

/// The status of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum OperatorStatus {
    /// Takes work and delegations.
    #[codec(index = 0)]
    Active,
    /// Takes neither, keeps its stake.
    #[codec(index = 1)]
    Chilled,
    /// Has stopped: its own bond unbonds, and its delegators are expected to follow.
    #[codec(index = 2)]
    Leaving,
}

/// Stake that joined in one era and earns from the next.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Joined {
    /// The last era in which stake joined.
    pub era: Era,
    /// The amount that joined in that era and is still there, in planck, before slashes of that era.
    pub amount: Balance,
}

impl Joined {
    /// The amount that joined in `era` and is still there, in planck.
    pub fn in_era(&self, era: Era) -> Balance {
        if self.era == era {
            self.amount
        } else {
            0
        }
    }

    pub(crate) fn add(&mut self, era: Era, amount: Balance) -> Result<(), ArithmeticError> {
        *self = Self { era, amount: self.in_era(era).ensure_add(amount)? };
        Ok(())
    }

    pub(crate) fn remove(&mut self, era: Era, amount: Balance) -> Result<(), ArithmeticError> {
        *self = Self { era, amount: self.in_era(era).ensure_sub(amount)? };
        Ok(())
    }
}

/// An announced commission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct NextCommission {
    /// The operator's part of its stakers' revenue.
    pub commission: Permill,
    /// The first era in which it is in force.
    pub from: Era,
}

/// The dispute window that began with an operator's first slash after the window before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SlashWindow {
    /// The era in which it began.
    pub from: Era,
    /// The operator's rate before it began.
    pub before: Rate,
}

/// An operator, with the totals over all its stakers.
///
/// The totals are worths in planck, so that a settlement reads this record alone. They are counted anew from the
/// [`Cohorts`] whenever these change.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Operator {
    /// The status.
    pub status: OperatorStatus,
    /// Its own bond, in planck: the stake of the operator with itself.
    pub own: Balance,
    /// All stake, its own and delegated, in planck.
    pub total: Balance,
    /// The part of `own` that does not earn yet.
    pub own_joined: Joined,
    /// The part of `total` that does not earn yet.
    pub joined: Joined,
    /// The unbonding stake of all stakers, in planck. Not in `total`.
    pub unbonding: Balance,
    /// The number of accounts that have delegated to it, without those that only unbond.
    pub delegators: u32,
    /// Its part of its stakers' revenue, until `next_commission` is in force.
    pub commission: Permill,
    /// The commission that was announced last; from its era on it is in force.
    pub next_commission: Option<NextCommission>,
    /// The worth of a share of its pool, for a stake that was slashed once in every window of its slashes.
    pub rate: Rate,
    /// The window of its last slash. All slashes of a window together lower `rate` by the largest of their parts.
    pub slashed: Option<SlashWindow>,
}

impl Operator {
    /// An active operator without any stake.
    pub fn new(commission: Permill) -> Self {
        Self {
            status: OperatorStatus::Active,
            own: 0,
            total: 0,
            own_joined: Joined::default(),
            joined: Joined::default(),
            unbonding: 0,
            delegators: 0,
            commission,
            next_commission: None,
            rate: Rate::ONE,
            slashed: None,
        }
    }

    /// Lower the rate for a slash of `part` in `now`, with this window.
    ///
    /// No stake is slashed twice in a window, however many slashes hit some of it. So the window lowers the rate once,
    /// by the largest part: if each slash did, stake that each of them spared would be due more shares each time, and
    /// whoever takes them first would earn what is others'.
    pub(crate) fn lower_rate(&mut self, part: Permill, now: Era, window: Era) {
        let running = self.slashed.filter(|slashed| now < slashed.from.saturating_add(window));
        let slashed = running.unwrap_or(SlashWindow { from: now, before: self.rate });
        self.rate = self.rate.min(slashed.before.slashed(part));
        self.slashed = Some(slashed);
    }

    /// The commission of `era`.
    pub fn commission_at(&self, era: Era) -> Permill {
        match self.next_commission {
            Some(next) if next.from <= era => next.commission,
            _ => self.commission,
        }
    }

    /// The stake that earns in `era`, in planck.
    pub fn active_stake(&self, era: Era) -> Balance {
        // What joined in this era is counted before slashes of this era, so it may be above the total.
        self.total.saturating_sub(self.joined.in_era(era))
    }

    /// The part of the active stake that counts towards coverage in `era`, in planck: the own bond, and delegated stake
    /// up to `ratio` times that bond.
    pub fn counted_stake(&self, era: Era, ratio: u32) -> Balance {
        let own = self.own.saturating_sub(self.own_joined.in_era(era));
        // All stake is far below the type's range divided by any ratio; if it were not, all of it would count.
        own.saturating_mul(Balance::from(ratio)).saturating_add(own).min(self.active_stake(era))
    }
}

/// An amount of a stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Amount {
    /// The era in which it joined, or another era of the same cohort.
    pub joined: Era,
    /// The first era in which it can be withdrawn; `None` while it is staked.
    pub unlock_era: Option<Era>,
    /// The amount, in points of its cohort.
    pub points: Shares,
}

/// The stake of one account with one operator. All of it is on hold in that account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Stake {
    /// The account's shares of the operator's pool in the ledger.
    pub shares: Shares,
    /// The balance on hold for this record, in planck: its worth when it was touched last, unbonding included. Its
    /// loss of worth since then is the pending slash.
    pub held: Balance,
    /// The part of the stake that does not earn yet.
    pub joined: Joined,
    /// Its amounts: first the staked ones, then the unbonding ones by era of release; each by the era in which it
    /// joined.
    pub amounts: BoundedVec<Amount, ConstU32<MAX_AMOUNTS>>,
}

impl Stake {
    /// Whether any of it is staked and not unbonding, even if that is worth nothing.
    pub fn is_staked(&self) -> bool {
        self.amounts.iter().any(|amount| amount.unlock_era.is_none())
    }

    fn sum(&self, cohorts: &Cohorts, which: impl Fn(&Amount) -> bool) -> Result<Balance, ArithmeticError> {
        let mut amounts = self.amounts.iter().filter(|amount| which(amount));
        amounts.try_fold(0, |sum: Balance, amount| sum.ensure_add(cohorts.worth(amount)))
    }

    /// The worth of the whole record, unbonding included, in planck.
    pub fn worth(&self, cohorts: &Cohorts) -> Result<Balance, ArithmeticError> {
        self.sum(cohorts, |_| true)
    }

    /// The worth of the staked part, in planck.
    pub fn staked(&self, cohorts: &Cohorts) -> Result<Balance, ArithmeticError> {
        self.sum(cohorts, |amount| amount.unlock_era.is_none())
    }

    /// The pending slash: the slashed amount that is still on hold, in planck.
    pub fn pending_slash(&self, cohorts: &Cohorts) -> Result<Balance, ArithmeticError> {
        // A rate only falls, so no stake is worth more than when it was put on hold.
        self.held.ensure_sub(self.worth(cohorts)?)
    }

    /// The stake that can be withdrawn in `era`, in planck.
    pub fn withdrawable(&self, era: Era, cohorts: &Cohorts) -> Result<Balance, ArithmeticError> {
        self.sum(cohorts, |amount| amount.unlock_era.is_some_and(|unlock| unlock <= era))
    }

    /// The stake as clients see it in `era`.
    pub fn details(&self, era: Era, cohorts: &Cohorts) -> Result<StakeDetails, ArithmeticError> {
        let amount = self.staked(cohorts)?;
        let mut unbonding: Vec<(Balance, Era)> = Vec::new();
        for chunk in &self.amounts {
            let Some(unlock_era) = chunk.unlock_era else { continue };
            match unbonding.last_mut() {
                Some((sum, era)) if *era == unlock_era => sum.ensure_add_assign(cohorts.worth(chunk))?,
                _ => unbonding.push((cohorts.worth(chunk), unlock_era)),
            }
        }
        Ok(StakeDetails {
            amount,
            joined: self.joined.in_era(era).min(amount),
            unbonding,
            held: self.held,
            pending_slash: self.pending_slash(cohorts)?,
            shares: self.shares,
        })
    }
}

/// The key that signs for an operator, and those before it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Signers<AccountId> {
    /// The account that signs now.
    pub signer: AccountId,
    /// The accounts that signed before, each with the era in which it was replaced, from the earliest on. They count
    /// for the dispute window, and are kept until the signer changes after it.
    pub earlier: BoundedVec<(AccountId, Era), ConstU32<MAX_EARLIER_SIGNERS>>,
}

/// An operator as clients see it, in the present era. Amounts are after all slashes. Sums over stakers are exact to
/// less than a planck for each staker, as each staker's own amounts are rounded in its favor.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct OperatorDetails {
    /// The status.
    pub status: OperatorStatus,
    /// Whether it may take new work: active, bonded enough and not ruined.
    pub active: bool,
    /// Its own bond, in planck.
    pub own: Balance,
    /// All stake, its own and delegated, in planck.
    pub total: Balance,
    /// The part of `total` that earns in this era, in planck.
    pub active_stake: Balance,
    /// The part of `active_stake` that counts towards coverage, in planck: delegated stake counts up to a multiple of
    /// the own bond.
    pub counted_stake: Balance,
    /// The unbonding stake of all stakers, in planck.
    pub unbonding: Balance,
    /// The number of accounts that have delegated to it.
    pub delegators: u32,
    /// Its part of its stakers' revenue in this era.
    pub commission: Permill,
    /// The announced commission.
    pub next_commission: Option<NextCommission>,
    /// The worth of 10^18 shares of its pool, in planck, for stake that was slashed once in every window of its
    /// slashes: 10^18 until a first slash.
    pub rate: Rate,
}

/// A stake as clients see it, in the present era. Amounts are after all slashes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StakeDetails {
    /// The stake, in planck.
    pub amount: Balance,
    /// The part of `amount` that does not earn yet.
    pub joined: Balance,
    /// The unbonding amounts in planck, each with the first era in which it can be withdrawn, by that era. Not in
    /// `amount`.
    pub unbonding: Vec<(Balance, Era)>,
    /// The balance on hold, in planck: all of the above, and the pending slash.
    pub held: Balance,
    /// The slashed amount that was not taken from the hold yet, in planck.
    pub pending_slash: Balance,
    /// The account's shares of the operator's pool.
    pub shares: Shares,
}

/// The stakes of one account, as the view function lists them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StakeList<AccountId> {
    /// The stakes, each with its operator.
    pub stakes: Vec<(AccountId, StakeDetails)>,
    /// Whether there are more operators than the view looked at, so that stakes may be missing.
    pub truncated: bool,
}

/// Slashed money on its way to the reporter and [`Config::OnSlash`].
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;
