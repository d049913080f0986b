// SPDX-License-Identifier: Apache-2.0

//! The types that the ledger stores, and short names for them.

use crate::{Config, MAX_CLAIMS, MAX_PAGE};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame::prelude::*;
use openledger_primitives::{
    accumulator::{self, Moment, Pool, Position},
    Balance, DatanetId, Era, FeeWindow, Holder, ModelId, PoolId,
};

/// The account id of the runtime.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// A pool.
pub type PoolIdOf<T> = PoolId<AccountIdOf<T>>;
/// A holder of shares: an account or a pool.
pub type HolderOf<T> = Holder<AccountIdOf<T>>;
/// The model pools that flow before a claim is paid.
pub type PathOf<T> = BoundedVec<PoolIdOf<T>, <T as Config>::MaxPath>;
/// The pools of one claim.
pub type ClaimsOf<T> = BoundedVec<PoolIdOf<T>, ConstU32<MAX_CLAIMS>>;
/// The schedule of eras, in blocks of the runtime.
pub type ScheduleOf<T> = Schedule<BlockNumberFor<T>>;

/// The part of a datanet's revenue that is set aside, with its last change.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct SetAside {
    /// The part of revenue paid in eras before `from`.
    pub before: Permill,
    /// The part of revenue paid in `from` or later.
    pub part: Permill,
    /// The first era of that part.
    pub from: Era,
}

impl SetAside {
    /// The part of revenue paid in `era`.
    pub fn in_era(&self, era: Era) -> Permill {
        if era < self.from {
            self.before
        } else {
            self.part
        }
    }
}

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
    /// The pool of the datanet's curators, if one of them ever had a share. It is here, as it receives its part when
    /// the datanet's pool receives revenue. `None` for other pools.
    pub curators: Option<CuratorsRecord>,
}

/// The pool of a datanet's curators, in the record of the datanet's pool.
///
/// Its position there is here too, so that it receives its part without any access to storage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct CuratorsRecord {
    /// The curators' revenue.
    pub accumulator: Pool,
    /// The position of this pool in the datanet's pool.
    pub position: Position,
}

/// The record of a model pool, which other pools can hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ModelPoolRecord {
    /// The holders' revenue.
    pub accumulator: Pool,
    /// The number of members that are pools. Revenue for them has to flow.
    pub pools_below: u32,
    /// The revenue that the pool received since it last flowed, if other pools hold shares of it.
    pub unflowed: Unflowed,
}

/// The revenue of a model pool that has not flowed, by the era in which it was paid.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Unflowed {
    /// The sum, in planck.
    pub amount: Balance,
    /// The era in which the earliest part was paid.
    pub era: Era,
    /// The growth of the pool's `per_share` by that part, in 2^-64 planck.
    pub growth: U256,
    /// The era in which the rest was paid, if there is one. Of several eras it is the first.
    pub later: Option<Era>,
}

impl Unflowed {
    /// Revenue that counts as that of `era`, whatever comes later before it flows.
    pub(crate) fn all_of(era: Era, amount: Balance) -> Self {
        Self { amount, era, growth: U256::MAX, later: None }
    }

    /// Add a deposit of `amount`, paid in era `paid`, by which `per_share` grew by `growth`.
    fn add(&mut self, amount: Balance, paid: Era, growth: U256) -> Result<(), accumulator::Error> {
        use accumulator::Error::Overflow;
        let sum = self.amount.checked_add(amount).ok_or(Overflow)?;
        *self = if self.amount == 0 {
            Self { amount: sum, era: paid, growth, later: None }
        } else if paid == self.era {
            Self { amount: sum, growth: self.growth.saturating_add(growth), ..*self }
        } else if paid < self.era {
            Self { amount: sum, era: paid, growth, later: Some(self.era) }
        } else {
            Self { amount: sum, later: Some(self.later.unwrap_or(paid).min(paid)), ..*self }
        };
        Ok(())
    }
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
    /// The era of the queue in which the model waits for its turn, if it does.
    pub queued: Option<Era>,
    /// The last era at whose end the model is to flow whatever little there is.
    pub listed: Option<Era>,
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

    /// The revenue of both pools that has not flowed, in planck.
    pub fn unflowed(&self) -> Balance {
        // Each is below 2^100.
        self.data.unflowed.amount.saturating_add(self.builders.unflowed.amount)
    }

    /// Mark the model as queued for the revenue paid in era `paid`, if it has revenue to flow and is not queued yet.
    ///
    /// Returns its turn, for the caller to queue it. Less than `least` waits for the end of the era. If that era is
    /// over, it comes behind the models that wait for its end already.
    pub(crate) fn enter_queue(&mut self, paid: Era, least: Balance) -> Option<Turn> {
        let unflowed = self.unflowed();
        let at_end = unflowed < least;
        // At an earlier turn, or at this one, the model passes on everything that it has by then.
        let has_turn = |mark: Option<Era>| mark.is_some_and(|era| era <= paid);
        if unflowed == 0 || has_turn(self.queued) || (at_end && has_turn(self.listed)) {
            return None;
        }
        let mark = if at_end { &mut self.listed } else { &mut self.queued };
        *mark = Some(paid);
        Some(Turn { era: paid, at_end })
    }

    /// Take the model off the queue at its turn. Returns whether its pools may flow: a model that is queued again for
    /// an earlier turn stays on the page of the later one, where nothing is left to do.
    pub(crate) fn leave_queue(&mut self, turn: Turn) -> bool {
        let mark = if turn.at_end { &mut self.listed } else { &mut self.queued };
        if *mark == Some(turn.era) {
            *mark = None;
            return true;
        }
        turn.at_end
    }
}

impl ModelPoolRecord {
    /// Share revenue paid in era `paid` among the holders. If other pools are among them, it has to flow.
    pub(crate) fn deposit(
        &mut self,
        amount: Balance,
        paid: Era,
        moment: Moment,
    ) -> Result<accumulator::Deposit, accumulator::Error> {
        let before = self.accumulator.per_share;
        let deposit = self.accumulator.deposit(amount, paid, moment)?;
        if self.pools_below > 0 && amount > 0 {
            // `per_share` never falls.
            let growth = self.accumulator.per_share.saturating_sub(before);
            self.unflowed.add(amount, paid, growth)?;
        }
        Ok(deposit)
    }
}

/// A pool as it is stored.
// One record at a time is on the stack.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Debug)]
pub(crate) enum Record {
    /// The pool of a datanet or an operator.
    Pool(PoolRecord),
    /// A model pool, inside the record of its model.
    ModelPool(ModelId, ModelPool, ModelRecord),
    /// The curators' pool of a datanet, taken out of the record of the datanet's pool.
    Curators(DatanetId, PoolRecord, CuratorsRecord),
}

impl Record {
    /// The record of a pool that has never been written.
    pub(crate) fn empty<AccountId>(pool: &PoolId<AccountId>) -> Self {
        match (pool, model_pool_of(pool)) {
            (_, Some((model, which))) => Self::ModelPool(model, which, Default::default()),
            (PoolId::Curators(datanet), _) => Self::curators_of(*datanet, PoolRecord::default()),
            _ => Self::Pool(PoolRecord::default()),
        }
    }

    /// The record of the curators' pool of `datanet`, out of that of the datanet's pool.
    pub(crate) fn curators_of(datanet: DatanetId, mut record: PoolRecord) -> Self {
        let curators = record.curators.take().unwrap_or_default();
        Self::Curators(datanet, record, curators)
    }

    /// The holders' revenue.
    pub(crate) fn accumulator(&self) -> &Pool {
        match self {
            Self::Pool(record) => &record.accumulator,
            Self::ModelPool(_, which, record) => &record.pool(*which).accumulator,
            Self::Curators(_, _, curators) => &curators.accumulator,
        }
    }

    /// The holders' revenue, to be changed.
    pub(crate) fn accumulator_mut(&mut self) -> &mut Pool {
        match self {
            Self::Pool(record) => &mut record.accumulator,
            Self::ModelPool(_, which, record) => &mut record.pool_mut(*which).accumulator,
            Self::Curators(_, _, curators) => &mut curators.accumulator,
        }
    }

    /// The record of the model pool, if it is one.
    pub(crate) fn model_pool_mut(&mut self) -> Option<&mut ModelPoolRecord> {
        match self {
            Self::Pool(_) | Self::Curators(..) => None,
            Self::ModelPool(_, which, record) => Some(record.pool_mut(*which)),
        }
    }

    /// Share revenue paid in era `paid` among the holders. Returns the model if the caller has to queue it.
    pub(crate) fn deposit(
        &mut self,
        amount: Balance,
        paid: Era,
        moment: Moment,
        least: Balance,
    ) -> Result<(accumulator::Deposit, Option<Queued>), accumulator::Error> {
        match self {
            Self::Pool(PoolRecord { accumulator, .. }) | Self::Curators(_, _, CuratorsRecord { accumulator, .. }) => {
                Ok((accumulator.deposit(amount, paid, moment)?, None))
            }
            Self::ModelPool(model, which, record) => {
                let deposit = record.pool_mut(*which).deposit(amount, paid, moment)?;
                Ok((deposit, record.enter_queue(paid, least).map(|turn| (turn, *model))))
            }
        }
    }

    /// The era in which the earliest revenue was paid that has not flowed; the era of `moment` if all has.
    pub(crate) fn paid_in(&self, moment: Moment) -> Era {
        match self {
            Self::ModelPool(_, which, record) if record.pool(*which).unflowed.amount > 0 => {
                record.pool(*which).unflowed.era
            }
            _ => moment.era(),
        }
    }

    /// Let the pool flow again: it passed nothing on for its young shares yet. Returns the model if the caller has to
    /// queue it.
    pub(crate) fn flow_young(&mut self, unflowed: Unflowed, moment: Moment, least: Balance) -> Option<Queued> {
        let Self::ModelPool(model, which, record) = self else { return None };
        let pool = record.pool_mut(*which);
        let in_this_era = unflowed.later.is_some() || unflowed.era == moment.era();
        if pool.accumulator.young == 0 || unflowed.amount == 0 || !in_this_era {
            return None;
        }
        pool.unflowed = Unflowed::all_of(moment.era(), unflowed.amount);
        record.enter_queue(moment.era(), least).map(|turn| (turn, *model))
    }

    /// Let everything that the pool holds flow, because another pool is among the holders now. Returns the model if the
    /// caller has to queue it.
    pub(crate) fn flow_again(&mut self, moment: Moment, least: Balance) -> Result<Option<Queued>, accumulator::Error> {
        let Self::ModelPool(model, which, record) = self else { return Ok(None) };
        let pool = record.pool_mut(*which);
        if pool.pools_below > 0 && pool.unflowed.amount == 0 && pool.accumulator.held > 0 {
            let held = pool.accumulator.held;
            pool.unflowed = Unflowed::all_of(moment.era(), held);
        }
        Ok(record.enter_queue(moment.era(), least).map(|turn| (turn, *model)))
    }
}

/// The place of a model in the flow queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// The era in which the revenue was paid.
    pub era: Era,
    /// Whether the model waits for the end of that era.
    pub at_end: bool,
}

impl Turn {
    /// Whether models have their turn in era `now`.
    pub fn is_due(&self, now: Era) -> bool {
        self.era < now || (self.era == now && !self.at_end)
    }
}

/// A model to put into the flow queue, with its turn.
pub(crate) type Queued = (Turn, ModelId);

/// The record of a pool, as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct PoolDetails {
    /// The holders' revenue.
    pub accumulator: Pool,
    /// The amount owed to the operator itself, in planck. Zero for other pools.
    pub direct: Balance,
    /// The fees paid for the operator's work in the last eras. `None` for other pools.
    pub fees: Option<FeeWindow>,
    /// The number of members that are pools. Zero for pools of datanets, curators and operators.
    pub pools_below: u32,
    /// Whether the pool received revenue for other pools since it last flowed.
    pub unflowed: bool,
}

impl From<Record> for PoolDetails {
    fn from(record: Record) -> Self {
        match record {
            Record::Pool(PoolRecord { accumulator, direct, fees, .. }) => {
                Self { accumulator, direct, fees, pools_below: 0, unflowed: false }
            }
            Record::Curators(_, _, CuratorsRecord { accumulator, .. }) => {
                Self { accumulator, direct: 0, fees: None, pools_below: 0, unflowed: false }
            }
            Record::ModelPool(_, which, record) => {
                let ModelPoolRecord { accumulator, pools_below, unflowed } = record.pool(which).clone();
                Self { accumulator, direct: 0, fees: None, pools_below, unflowed: unflowed.amount > 0 }
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
    /// The number of pages in the flow queue.
    pub waiting: u64,
    /// An era before which all revenue has flowed, while pages are in the queue.
    pub flowing: Era,
    /// The amount that the ledger's account keeps to stay alive, in planck. It follows the existential deposit.
    pub reserve: Balance,
}

impl Books {
    /// The moment in era `now`, in which all revenue of settled eras has flowed.
    pub fn moment(&self, now: Era) -> Moment {
        Moment::new(now, if self.waiting == 0 { now } else { self.flowing })
    }
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

/// The schedule of eras, in blocks of a clock that leaves out the blocks in which the chain stood still.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Schedule<BlockNumber> {
    /// The era that begins at `start`.
    pub era: Era,
    /// The block in which `era` begins: it may be the next era.
    pub start: BlockNumber,
    /// The number of blocks in an era, from `start` on.
    pub length: BlockNumber,
    /// The number of blocks in an era before `start`, if it was another one.
    pub before: Option<BlockNumber>,
    /// The number of the clock's blocks that were left out so far, because the chain stood still.
    pub skipped: BlockNumber,
}

impl<BlockNumber: frame::arithmetic::AtLeast32BitUnsigned + Copy> Schedule<BlockNumber> {
    /// The schedule that begins with era 0 at `start`.
    pub fn new(start: BlockNumber, length: BlockNumber) -> Self {
        Self { era: 0, start, length, before: None, skipped: BlockNumber::zero() }
    }

    /// The era at block `clock`. Saturates at the last era, which no chain lives to see.
    pub fn at(&self, clock: BlockNumber) -> Era {
        let now = clock.saturating_sub(self.skipped);
        if now < self.start && self.before.is_some() {
            return self.era.saturating_sub(1);
        }
        self.era.saturating_add(self.passed(now).unique_saturated_into())
    }

    /// The length of the era at block `clock`.
    pub fn length_at(&self, clock: BlockNumber) -> BlockNumber {
        let now = clock.saturating_sub(self.skipped);
        self.before.filter(|_| now < self.start).unwrap_or(self.length)
    }

    /// The schedule in which eras after the one at block `clock` have another length.
    #[must_use]
    pub fn with_length(&self, clock: BlockNumber, length: BlockNumber) -> Self {
        let now = clock.saturating_sub(self.skipped);
        let before = Some(self.length_at(clock));
        if now < self.start && self.before.is_some() {
            return Self { length, before, ..*self };
        }
        let eras = self.passed(now).saturating_add(BlockNumber::one());
        let start = self.start.saturating_add(eras.saturating_mul(self.length));
        Self { era: self.at(clock).saturating_add(1), start, length, before, skipped: self.skipped }
    }

    /// The number of eras that have passed since `start`.
    fn passed(&self, now: BlockNumber) -> BlockNumber {
        now.saturating_sub(self.start).checked_div(&self.length).unwrap_or_else(BlockNumber::zero)
    }
}

/// Models that were queued together.
pub type Page = BoundedVec<ModelId, ConstU32<MAX_PAGE>>;

/// The key of a page of the flow queue.
///
/// Keys sort by the era in which the revenue was paid. In each era, the models that have enough revenue come first, in
/// the order in which they were queued; those with little revenue follow at its end, in the same order.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct FlowKey([u8; 13]);

impl FlowKey {
    /// The key of page `number`, whose models have this turn.
    pub fn new(turn: Turn, number: u64) -> Self {
        let [a, b, c, d] = turn.era.to_be_bytes();
        let [e, f, g, h, i, j, k, l] = number.to_be_bytes();
        Self([a, b, c, d, turn.at_end.into(), e, f, g, h, i, j, k, l])
    }

    /// The turn of the models.
    pub fn turn(&self) -> Turn {
        let Self([a, b, c, d, at_end, ..]) = *self;
        Turn { era: Era::from_be_bytes([a, b, c, d]), at_end: at_end > 0 }
    }

    /// The number of the page.
    pub fn number(&self) -> u64 {
        let Self([_, _, _, _, _, a, b, c, d, e, f, g, h]) = *self;
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }
}

/// The model that `pool` belongs to, and which of its two pools it is. `None` for other pools.
pub fn model_pool_of<AccountId>(pool: &PoolId<AccountId>) -> Option<(ModelId, ModelPool)> {
    match pool {
        PoolId::ModelData(model) => Some((*model, ModelPool::Data)),
        PoolId::ModelBuilders(model) => Some((*model, ModelPool::Builders)),
        PoolId::Datanet(_) | PoolId::Operator(_) | PoolId::Curators(_) => None,
    }
}

/// The model that `pool` belongs to. `None` for pools of datanets, curators and operators.
pub fn model_of<AccountId>(pool: &PoolId<AccountId>) -> Option<ModelId> {
    model_pool_of(pool).map(|(model, _)| model)
}
