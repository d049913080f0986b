// SPDX-License-Identifier: Apache-2.0

//! What the ledger stores, and short names for it.

use crate::{Config, MAX_PAGE};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame::prelude::*;
use openledger_primitives::{accumulator::Pool, Balance, Era, FeeWindow, Holder, ModelId, PoolId};

/// The account id of the runtime.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// A pool.
pub type PoolIdOf<T> = PoolId<AccountIdOf<T>>;
/// Who holds shares of a pool.
pub type HolderOf<T> = Holder<AccountIdOf<T>>;
/// The pools that a claim flows first.
pub type PathOf<T> = BoundedVec<PoolIdOf<T>, <T as Config>::MaxPath>;
/// The eras' clock.
pub type ScheduleOf<T> = Schedule<BlockNumberFor<T>>;

/// A pool that is stored by itself, a datanet's or an operator's, and what the ledger keeps beside its arithmetic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PoolRecord {
    /// The holders' revenue.
    pub accumulator: Pool,
    /// What the operator itself is owed, in planck: its part of payments and its commission. Zero for other pools.
    pub direct: Balance,
    /// What was paid for the operator's work in the last eras, if anything ever was. Nothing for other pools.
    pub fees: Option<FeeWindow>,
}

/// A lane of a model: a pool that pools can hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct LaneRecord {
    /// The holders' revenue.
    pub accumulator: Pool,
    /// Members that are pools: what they are owed has to flow.
    pub pools_below: u32,
    /// Whether revenue for pools came since the lane flowed last.
    pub unflowed: bool,
}

/// Which of the two lanes of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// That of its data.
    Data,
    /// That of its builders.
    Builders,
}

impl Lane {
    /// The pool that is this lane of `model`.
    pub fn of<AccountId>(self, model: ModelId) -> PoolId<AccountId> {
        match self {
            Self::Data => PoolId::ModelData(model),
            Self::Builders => PoolId::ModelBuilders(model),
        }
    }
}

/// The two lanes of a model. A payment brings something to both, so they are one record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ModelRecord {
    /// The lane of its data.
    pub data: LaneRecord,
    /// The lane of its builders.
    pub builders: LaneRecord,
    /// Whether the model is in the flow queue. It is while a lane has something to flow.
    pub queued: bool,
}

impl ModelRecord {
    /// One of the lanes.
    pub fn lane(&self, lane: Lane) -> &LaneRecord {
        match lane {
            Lane::Data => &self.data,
            Lane::Builders => &self.builders,
        }
    }

    /// One of the lanes, to be changed.
    pub fn lane_mut(&mut self, lane: Lane) -> &mut LaneRecord {
        match lane {
            Lane::Data => &mut self.data,
            Lane::Builders => &mut self.builders,
        }
    }

    /// Count the model as queued if it has something to flow and is not in the queue yet. Returns the era from which on it can
    /// flow, for the caller to queue it: `era` if a lane with something to flow has shares that earn, the next one if all of
    /// them are pending.
    pub(crate) fn enter_queue(&mut self, era: Era) -> Option<Era> {
        let lanes = [&self.data, &self.builders];
        if self.queued || !lanes.iter().any(|lane| lane.unflowed) {
            return None;
        }
        let earns = lanes.iter().any(|lane| lane.unflowed && lane.accumulator.shares > 0);
        self.queued = true;
        // Saturates in the last era, from which there is no next one.
        Some(if earns { era } else { era.saturating_add(1) })
    }
}

impl LaneRecord {
    /// Note that revenue came, if some of it is for pools.
    pub(crate) fn note_revenue(&mut self) {
        self.unflowed |= self.pools_below > 0;
    }
}

/// A pool as it is stored.
#[derive(Clone, Debug)]
pub(crate) enum Record {
    /// By itself.
    Pool(PoolRecord),
    /// As a lane of a model, in the model's record.
    Lane(ModelId, Lane, ModelRecord),
}

impl Record {
    /// The record of a pool that has never been written.
    pub(crate) fn empty<AccountId>(pool: &PoolId<AccountId>) -> Self {
        match lane_of(pool) {
            Some((model, lane)) => Self::Lane(model, lane, ModelRecord::default()),
            None => Self::Pool(PoolRecord::default()),
        }
    }

    /// The holders' revenue.
    pub(crate) fn accumulator(&self) -> &Pool {
        match self {
            Self::Pool(record) => &record.accumulator,
            Self::Lane(_, lane, record) => &record.lane(*lane).accumulator,
        }
    }

    /// The holders' revenue, to be changed.
    pub(crate) fn accumulator_mut(&mut self) -> &mut Pool {
        match self {
            Self::Pool(record) => &mut record.accumulator,
            Self::Lane(_, lane, record) => &mut record.lane_mut(*lane).accumulator,
        }
    }

    /// The lane, if it is one.
    pub(crate) fn lane_mut(&mut self) -> Option<&mut LaneRecord> {
        match self {
            Self::Pool(_) => None,
            Self::Lane(_, lane, record) => Some(record.lane_mut(*lane)),
        }
    }

    /// Note that revenue came in `era`. Returns the model if it has to enter the flow queue.
    pub(crate) fn note_revenue(&mut self, era: Era) -> Option<Queued> {
        let Self::Lane(model, lane, record) = self else { return None };
        record.lane_mut(*lane).note_revenue();
        record.enter_queue(era).map(|due| (due, *model))
    }
}

/// A model that enters the flow queue, with the era from which on it can flow.
pub(crate) type Queued = (Era, ModelId);

/// A pool as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct PoolDetails {
    /// The holders' revenue.
    pub accumulator: Pool,
    /// What the operator itself is owed, in planck. Zero for other pools.
    pub direct: Balance,
    /// What was paid for the operator's work in the last eras. Nothing for other pools.
    pub fees: Option<FeeWindow>,
    /// Members that are pools. Zero for pools that are no lanes of models.
    pub pools_below: u32,
    /// Whether revenue for them came since the lane flowed last.
    pub unflowed: bool,
}

impl From<Record> for PoolDetails {
    fn from(record: Record) -> Self {
        match record {
            Record::Pool(PoolRecord { accumulator, direct, fees }) => {
                Self { accumulator, direct, fees, pools_below: 0, unflowed: false }
            }
            Record::Lane(_, lane, record) => {
                let LaneRecord { accumulator, pools_below, unflowed } = record.lane(lane).clone();
                Self { accumulator, direct: 0, fees: None, pools_below, unflowed }
            }
        }
    }
}

/// What is owed to nobody in the pools, paid out once an era.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Dues {
    /// The treasury's part of payments, in planck.
    pub treasury: Balance,
    /// To be burned, in planck.
    pub burn: Balance,
    /// Revenue that nobody could take, for the treasury, in planck.
    pub commons: Balance,
}

/// The totals of the ledger.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Books {
    /// Everything credited and not yet paid out, in planck: pools, operators' own parts and dues.
    pub owed: Balance,
    /// The part of it that is in no pool.
    pub dues: Dues,
    /// The era in which dues were last paid out by themselves.
    pub swept: Era,
    /// Whether payouts are stopped because the ledger held less than it owed.
    pub payouts_stopped: bool,
    /// What was paid, in the last two eras in which anything was.
    pub revenue: Revenue,
    /// How many pages were ever put into the flow queue: the number of the next one.
    pub pages: u64,
}

/// What was paid for inference in the last two eras in which anything was. Grants are not counted.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Revenue {
    /// The last of them.
    pub era: Era,
    /// What was paid in it until now, in planck.
    pub amount: Balance,
    /// The one before.
    pub previous_era: Era,
    /// What was paid in that, in planck.
    pub previous_amount: Balance,
}

impl Revenue {
    /// Count a payment of `amount` in `era`, which is not before any other; `None` on overflow.
    #[must_use]
    pub fn after(self, era: Era, amount: Balance) -> Option<Self> {
        if era > self.era {
            Some(Self { era, amount, previous_era: self.era, previous_amount: self.amount })
        } else {
            Some(Self { amount: self.amount.checked_add(amount)?, ..self })
        }
    }

    /// The last era before `now` in which anything was paid, and how much.
    pub fn before(&self, now: Era) -> (Era, Balance) {
        if self.era < now {
            (self.era, self.amount)
        } else {
            (self.previous_era, self.previous_amount)
        }
    }
}

/// When eras begin. An era is `length` blocks long.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Schedule<BlockNumber> {
    /// The era that began at `start`.
    pub era: Era,
    /// Block at which it began.
    pub start: BlockNumber,
    /// Blocks in an era.
    pub length: BlockNumber,
}

impl<BlockNumber: frame::arithmetic::AtLeast32BitUnsigned + Copy> Schedule<BlockNumber> {
    /// The era at block `now`. Saturates at the last era, which no chain lives to see.
    pub fn at(&self, now: BlockNumber) -> Era {
        let passed = now.saturating_sub(self.start).checked_div(&self.length).unwrap_or_else(BlockNumber::zero);
        self.era.saturating_add(passed.unique_saturated_into())
    }
}

/// Models that entered the flow queue together.
pub type Page = BoundedVec<ModelId, ConstU32<MAX_PAGE>>;

/// The key of a page of the flow queue. Keys sort by the era from which on the models of the page can flow and, within an
/// era, by when they came.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct FlowKey([u8; 12]);

impl FlowKey {
    /// The key of page `number`, whose models can flow from era `due` on.
    pub fn new(due: Era, number: u64) -> Self {
        let [a, b, c, d] = due.to_be_bytes();
        let [e, f, g, h, i, j, k, l] = number.to_be_bytes();
        Self([a, b, c, d, e, f, g, h, i, j, k, l])
    }

    /// The era from which on the models can flow.
    pub fn due(&self) -> Era {
        let Self([a, b, c, d, ..]) = *self;
        Era::from_be_bytes([a, b, c, d])
    }
}

/// The model whose lane `pool` is, and which of its lanes.
pub fn lane_of<AccountId>(pool: &PoolId<AccountId>) -> Option<(ModelId, Lane)> {
    match pool {
        PoolId::ModelData(model) => Some((*model, Lane::Data)),
        PoolId::ModelBuilders(model) => Some((*model, Lane::Builders)),
        PoolId::Datanet(_) | PoolId::Operator(_) => None,
    }
}

/// The model whose lane `pool` is.
pub fn model_of<AccountId>(pool: &PoolId<AccountId>) -> Option<ModelId> {
    lane_of(pool).map(|(model, _)| model)
}
