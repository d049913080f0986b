// SPDX-License-Identifier: Apache-2.0

//! What the ledger stores, and short names for it.

use crate::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame::prelude::*;
use openledger_primitives::{accumulator::Pool, Balance, Era, Holder, ModelId, PoolId};

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

/// A pool, and what the ledger keeps beside its arithmetic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PoolRecord {
    /// The holders' revenue.
    pub accumulator: Pool,
    /// What the operator itself is owed, in planck: its part of payments and its commission. Zero for other pools.
    pub direct: Balance,
    /// Members that are pools: what they are owed has to flow.
    pub pools_below: u32,
    /// The era from which the pool can flow, if it is in the queue.
    pub queued: Option<Era>,
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

/// A pool in the flow queue. Keys sort by the era from which the pool can flow and, within an era, from the latest
/// model to the earliest: a model's parents come after it, so that one pass serves a whole lineage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct FlowKey([u8; 9]);

impl FlowKey {
    /// The key of `pool`, which can flow from era `due` on; `None` if it is not a lane of a model.
    pub fn new<AccountId>(due: Era, pool: &PoolId<AccountId>) -> Option<Self> {
        let (model, lane) = match pool {
            PoolId::ModelData(model) => (model, 0),
            PoolId::ModelBuilders(model) => (model, 1),
            PoolId::Datanet(_) | PoolId::Operator(_) => return None,
        };
        let [a, b, c, d] = due.to_be_bytes();
        let [e, f, g, h] = (!model.0).to_be_bytes();
        Some(Self([a, b, c, d, e, f, g, h, lane]))
    }

    /// The era from which the pool can flow.
    pub fn due(&self) -> Era {
        let Self([a, b, c, d, ..]) = *self;
        Era::from_be_bytes([a, b, c, d])
    }

    /// The pool.
    pub fn pool<AccountId>(&self) -> PoolId<AccountId> {
        let Self([.., e, f, g, h, lane]) = *self;
        let model = ModelId(!u32::from_be_bytes([e, f, g, h]));
        if lane == 0 {
            PoolId::ModelData(model)
        } else {
            PoolId::ModelBuilders(model)
        }
    }
}

/// The model whose lane `pool` is.
pub fn model_of<AccountId>(pool: &PoolId<AccountId>) -> Option<ModelId> {
    match pool {
        PoolId::ModelData(model) | PoolId::ModelBuilders(model) => Some(*model),
        PoolId::Datanet(_) | PoolId::Operator(_) => None,
    }
}
