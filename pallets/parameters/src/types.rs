// SPDX-License-Identifier: Apache-2.0

//! The terms of a parameter, and the record of its last changes.

use frame::prelude::*;
use openledger_primitives::{
    runtime_api::{ParameterChange, ParameterUnit},
    Era,
};

/// A change may at most multiply or divide the value in force by this.
pub const MAX_FACTOR: u128 = 2;

/// The name of a parameter: an enum of the runtime.
pub trait ParameterName: Parameter + MaxEncodedLen + Copy {
    /// All parameters, in the order in which clients see them.
    fn all() -> &'static [Self];

    /// The name as text, which is the name of the variant.
    fn text(&self) -> &'static str;

    /// The terms of the parameter.
    fn terms(&self) -> Terms;
}

/// The terms of a parameter. They are part of the runtime, so only an upgrade changes them.
///
/// A value that was set under wider bounds counts as the nearest one within the bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The unit of the values.
    pub unit: ParameterUnit,
    /// The value until the first change.
    pub default: u128,
    /// The least value; above zero, because no step leads away from zero.
    pub least: u128,
    /// The largest value; above the least.
    pub most: u128,
    /// The eras of notice, at least 1: a change acts from so many eras after the call on.
    pub notice: Era,
}

impl Terms {
    /// Whether `value` is within the bounds.
    pub fn allow(&self, value: u128) -> bool {
        (self.least..=self.most).contains(&value)
    }

    /// The value within the bounds that is nearest to `value`.
    pub fn within(&self, value: u128) -> u128 {
        value.clamp(self.least, self.most)
    }
}

/// Whether one change can lead from `old` to `new`.
pub fn is_step(old: u128, new: u128) -> bool {
    new <= old.saturating_mul(MAX_FACTOR) && old <= new.saturating_mul(MAX_FACTOR)
}

/// The values of a parameter: before its last change, since then, and from the next change on.
///
/// [`Record::at`] is exact for every era from `notice` eras before the current one on, where `notice` is that of the
/// parameter, although only one earlier value is stored. *Proof.* Let one change act from era `a` on, and the following
/// one from era `b` on. At most one change is pending, so the second is scheduled in era `a` or later, and
/// `b ≥ a + notice`. The record forgets the value in force before `a` when a third change is scheduled, in an era
/// `t ≥ b`. From then on the current era is at least `t`, and `t − notice ≥ a`. So nobody asks for an era before `a`. ∎
///
/// So a rule that looks back over a window of `w` eras, the current one included, needs a notice of at least `w − 1` eras.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Record {
    /// The value before the last change.
    pub before: u128,
    /// The value since era `changed_in`.
    pub now: u128,
    /// The first era of `now`.
    pub changed_in: Era,
    /// The last change scheduled, if `now` does not contain it. Once its first era has come, it is in force.
    pub next: Option<ParameterChange>,
}

impl Record {
    /// A parameter that had `value` from the beginning.
    pub const fn unchanged(value: u128) -> Self {
        Self { before: value, now: value, changed_in: 0, next: None }
    }

    /// The value in `era`.
    pub fn at(&self, era: Era) -> u128 {
        match self.next {
            Some(next) if era >= next.from_era => next.value,
            _ if era >= self.changed_in => self.now,
            _ => self.before,
        }
    }

    /// The same record, seen in `era`: a change that is in force is `now`.
    pub fn seen_in(self, era: Era) -> Self {
        match self.next {
            Some(ParameterChange { value, from_era }) if era >= from_era => {
                Self { before: self.now, now: value, changed_in: from_era, next: None }
            }
            _ => self,
        }
    }
}
