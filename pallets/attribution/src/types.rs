// SPDX-License-Identifier: Apache-2.0

//! The types that the ledger stores, and short names for them.

use crate::{Config, MAX_PAGE};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame::prelude::*;
use openledger_primitives::{accumulator::Pool, Balance, Era, FeeWindow, Holder, ModelId, PoolId};

/// The account id of the runtime.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// A pool.
pub type PoolIdOf<T> = PoolId<AccountIdOf<T>>;
/// A holder of shares: an account or a pool.
pub type HolderOf<T> = Holder<AccountIdOf<T>>;
/// The model pools that flow before a claim is paid.
pub type PathOf<T> = BoundedVec<PoolIdOf<T>, <T as Config>::MaxPath>;
/// The schedule of eras, in blocks of the runtime.
pub type ScheduleOf<T> = Schedule<BlockNumberFor<T>>;

/// The record of a datanet's or an operator's pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PoolRecord {
    /// The holders' revenue.
    pub accumulator: Pool,
    /// The amount owed to the operator itself, in planck: its part of payments and its commission. Zero for other
    /// pools.
    pub direct: Balance,
    /// The fees paid for the operator's work in the last eras, if there ever were any. `None` for other pools.
    pub fees: Option<FeeWindow>,
}

/// The record of a model pool, which other pools can hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ModelPoolRecord {
    /// The holders' revenue.
    pub accumulator: Pool,
    /// The number of members that are pools. Revenue for them has to flow.
    pub pools_below: u32,
    /// Whether the pool received revenue for other pools since it last flowed.
    pub unflowed: bool,
}

/// One of the two pools of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelPool {
    /// The data pool: its holders are datanets and the data pools of parents.
    Data,
    /// The builders' pool: its holders are the team and the builders' pools of parents.
    Builders,
}

impl ModelPool {
    /// The id of this pool of `model`.
    pub fn of<AccountId>(self, model: ModelId) -> PoolId<AccountId> {
        match self {
            Self::Data => PoolId::ModelData(model),
            Self::Builders => PoolId::ModelBuilders(model),
        }
    }
}

/// The two pools of a model. A payment usually credits both, so they are one record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ModelRecord {
    /// The data pool.
    pub data: ModelPoolRecord,
    /// The builders' pool.
    pub builders: ModelPoolRecord,
    /// Whether the model is in the flow queue. It always is while one of its pools has revenue to flow.
    pub queued: bool,
}

impl ModelRecord {
    /// The record of one of the two pools.
    pub fn pool(&self, which: ModelPool) -> &ModelPoolRecord {
        match which {
            ModelPool::Data => &self.data,
            ModelPool::Builders => &self.builders,
        }
    }

    /// The record of one of the two pools, to be changed.
    pub fn pool_mut(&mut self, which: ModelPool) -> &mut ModelPoolRecord {
        match which {
            ModelPool::Data => &mut self.data,
            ModelPool::Builders => &mut self.builders,
        }
    }

    /// Mark the model as queued, if it has revenue to flow and is not queued yet.
    ///
    /// Returns the era in which it can first flow, for the caller to queue it. This is `era` if a pool with revenue to
    /// flow has earning shares, and the next era if all of its shares are pending.
    pub(crate) fn enter_queue(&mut self, era: Era) -> Option<Era> {
        let pools = [&self.data, &self.builders];
        if self.queued || !pools.iter().any(|pool| pool.unflowed) {
            return None;
        }
        let earns = pools.iter().any(|pool| pool.unflowed && pool.accumulator.shares > 0);
        self.queued = true;
        // Saturates in the last era, from which there is no next one.
        Some(if earns { era } else { era.saturating_add(1) })
    }
}

impl ModelPoolRecord {
    /// Record that the pool received revenue, if other pools hold shares of it.
    pub(crate) fn mark_revenue(&mut self) {
        self.unflowed |= self.pools_below > 0;
    }
}

/// A pool as it is stored.
#[derive(Clone, Debug)]
pub(crate) enum Record {
    /// The pool of a datanet or an operator.
    Pool(PoolRecord),
    /// A model pool, inside the record of its model.
    ModelPool(ModelId, ModelPool, ModelRecord),
}

impl Record {
    /// The record of a pool that has never been written.
    pub(crate) fn empty<AccountId>(pool: &PoolId<AccountId>) -> Self {
        match model_pool_of(pool) {
            Some((model, which)) => Self::ModelPool(model, which, ModelRecord::default()),
            None => Self::Pool(PoolRecord::default()),
        }
    }

    /// The holders' revenue.
    pub(crate) fn accumulator(&self) -> &Pool {
        match self {
            Self::Pool(record) => &record.accumulator,
            Self::ModelPool(_, which, record) => &record.pool(*which).accumulator,
        }
    }

    /// The holders' revenue, to be changed.
    pub(crate) fn accumulator_mut(&mut self) -> &mut Pool {
        match self {
            Self::Pool(record) => &mut record.accumulator,
            Self::ModelPool(_, which, record) => &mut record.pool_mut(*which).accumulator,
        }
    }

    /// The record of the model pool, if it is one.
    pub(crate) fn model_pool_mut(&mut self) -> Option<&mut ModelPoolRecord> {
        match self {
            Self::Pool(_) => None,
            Self::ModelPool(_, which, record) => Some(record.pool_mut(*which)),
        }
    }

    /// Record that the pool received revenue in `era`. Returns the model if the caller has to queue it.
    pub(crate) fn mark_revenue(&mut self, era: Era) -> Option<Queued> {
        let Self::ModelPool(model, which, record) = self else { return None };
        record.pool_mut(*which).mark_revenue();
        record.enter_queue(era).map(|due| (due, *model))
    }
}

/// A model to put into the flow queue, with the era in which it can first flow.
pub(crate) type Queued = (Era, ModelId);

/// The record of a pool, as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct PoolDetails {
    /// The holders' revenue.
    pub accumulator: Pool,
    /// The amount owed to the operator itself, in planck. Zero for other pools.
    pub direct: Balance,
    /// The fees paid for the operator's work in the last eras. `None` for other pools.
    pub fees: Option<FeeWindow>,
    /// The number of members that are pools. Zero for pools of datanets and operators.
    pub pools_below: u32,
    /// Whether the pool received revenue for other pools since it last flowed.
    pub unflowed: bool,
}

impl From<Record> for PoolDetails {
    fn from(record: Record) -> Self {
        match record {
            Record::Pool(PoolRecord { accumulator, direct, fees }) => {
                Self { accumulator, direct, fees, pools_below: 0, unflowed: false }
            }
            Record::ModelPool(_, which, record) => {
                let ModelPoolRecord { accumulator, pools_below, unflowed } = record.pool(which).clone();
                Self { accumulator, direct: 0, fees: None, pools_below, unflowed }
            }
        }
    }
}

/// Amounts that the ledger owes outside the pools. They are paid out and burned once an era.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Dues {
    /// The treasury's part of payments, in planck.
    pub treasury: Balance,
    /// The amount to be burned, in planck.
    pub burn: Balance,
    /// Revenue of pools without holders, which goes to the treasury, in planck.
    pub commons: Balance,
}

/// The books of the ledger.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Books {
    /// Everything credited and not yet paid out, in planck: pools, operators' own parts and dues.
    pub owed: Balance,
    /// The part of `owed` that is outside the pools.
    pub dues: Dues,
    /// The era in which dues were last swept in idle time.
    pub swept: Era,
    /// Whether payouts are stopped because the ledger held less than it owed.
    pub payouts_stopped: bool,
    /// The revenue of the last two eras that had any.
    pub revenue: Revenue,
    /// The number of pages ever put into the flow queue, which is the number of the next page.
    pub pages: u64,
}

/// Payments for inference in the last two eras that had any. Grants are not counted.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Revenue {
    /// The later of the two eras.
    pub era: Era,
    /// The sum of the payments in `era` so far, in planck.
    pub amount: Balance,
    /// The earlier of the two eras.
    pub previous_era: Era,
    /// The sum of the payments in `previous_era`, in planck.
    pub previous_amount: Balance,
}

impl Revenue {
    /// Add a payment of `amount` in `era`, which is not earlier than the last one. `None` on overflow.
    #[must_use]
    pub fn after(self, era: Era, amount: Balance) -> Option<Self> {
        if era > self.era {
            Some(Self { era, amount, previous_era: self.era, previous_amount: self.amount })
        } else {
            Some(Self { amount: self.amount.checked_add(amount)?, ..self })
        }
    }

    /// The last era before `now` that had payments, and their sum in planck.
    pub fn before(&self, now: Era) -> (Era, Balance) {
        if self.era < now {
            (self.era, self.amount)
        } else {
            (self.previous_era, self.previous_amount)
        }
    }
}

/// The schedule of eras. An era is `length` blocks long.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Schedule<BlockNumber> {
    /// The era that began at `start`.
    pub era: Era,
    /// The block in which `era` began.
    pub start: BlockNumber,
    /// The number of blocks in an era.
    pub length: BlockNumber,
}

impl<BlockNumber: frame::arithmetic::AtLeast32BitUnsigned + Copy> Schedule<BlockNumber> {
    /// The era at block `now`. Saturates at the last era, which no chain lives to see.
    pub fn at(&self, now: BlockNumber) -> Era {
        let passed = now.saturating_sub(self.start).checked_div(&self.length).unwrap_or_else(BlockNumber::zero);
        self.era.saturating_add(passed.unique_saturated_into())
    }
}

/// Models that were queued together.
pub type Page = BoundedVec<ModelId, ConstU32<MAX_PAGE>>;

/// The key of a page of the flow queue.
///
/// Keys sort by the era in which the models of the page can first flow, and then by the order in which they were
/// queued.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct FlowKey([u8; 12]);

impl FlowKey {
    /// The key of page `number`, whose models can first flow in era `due`.
    pub fn new(due: Era, number: u64) -> Self {
        let [a, b, c, d] = due.to_be_bytes();
        let [e, f, g, h, i, j, k, l] = number.to_be_bytes();
        Self([a, b, c, d, e, f, g, h, i, j, k, l])
    }

    /// The era in which the models can first flow.
    pub fn due(&self) -> Era {
        let Self([a, b, c, d, ..]) = *self;
        Era::from_be_bytes([a, b, c, d])
    }
}

/// The model that `pool` belongs to, and which of its two pools it is. `None` for other pools.
pub fn model_pool_of<AccountId>(pool: &PoolId<AccountId>) -> Option<(ModelId, ModelPool)> {
    match pool {
        PoolId::ModelData(model) => Some((*model, ModelPool::Data)),
        PoolId::ModelBuilders(model) => Some((*model, ModelPool::Builders)),
        PoolId::Datanet(_) | PoolId::Operator(_) => None,
    }
}

/// The model that `pool` belongs to. `None` for pools of datanets and operators.
pub fn model_of<AccountId>(pool: &PoolId<AccountId>) -> Option<ModelId> {
    model_pool_of(pool).map(|(model, _)| model)
}
