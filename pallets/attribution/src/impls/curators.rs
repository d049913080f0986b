// SPDX-License-Identifier: Apache-2.0

//! The pool of a datanet's curators, which holds shares of the datanet's pool.
//!
//! Both pools, and the position of the one in the other, are one record. Whenever the datanet's pool changes, the
//! record is in memory, and its curators receive what they are owed. So revenue reaches them with the era in which it
//! was paid, and the position never waits for an era snapshot that is stored.

use crate::{Config, CuratorsRecord, Event, HolderOf, Pallet, PoolIdOf, PoolRecord, Record};
use frame::prelude::*;
use openledger_primitives::{
    accumulator::{self, Moment, Pool, Position, Snapshots},
    Balance, Era, Holder, PoolId, Shares,
};

impl<T: Config> Pallet<T> {
    /// Run `change` on the position of `holder` in `pool`, wherever it is, as [`Self::with_position`]. The caller
    /// writes `record`, which is that of `pool`.
    pub(crate) fn with_position_in<R>(
        pool: &PoolIdOf<T>,
        record: &mut Record,
        holder: &HolderOf<T>,
        change: impl FnOnce(&mut Pool, &mut Position, &mut Snapshots) -> Result<R, accumulator::Error>,
    ) -> Result<R, DispatchError> {
        match record {
            Record::Pool(PoolRecord { accumulator, curators, .. }) if Self::are_curators(pool, holder) => {
                let position = &mut curators.get_or_insert_default().position;
                let result = Self::with_snapshots(pool, accumulator, position, change)?;
                if position.is_empty() {
                    accumulator.close(core::mem::take(position)).map_err(Self::refusal)?;
                }
                Ok(result)
            }
            _ => Self::with_position(pool, record.accumulator_mut(), holder, change),
        }
    }

    /// Pass on what a datanet's pool owes to the pool of its curators, and return it. `record` is that of `pool`, and
    /// the caller writes it. Nothing happens to other pools, and while no curator has a share.
    pub(crate) fn pass_to_curators(
        pool: &PoolIdOf<T>,
        record: &mut Record,
        paid: Era,
        moment: Moment,
    ) -> Result<Balance, DispatchError> {
        let PoolId::Datanet(datanet) = pool else { return Ok(0) };
        let Record::Pool(PoolRecord { accumulator, curators: Some(curators), .. }) = record else { return Ok(0) };
        let CuratorsRecord { accumulator: below, position } = curators;
        if position.is_empty() || !below.takes() {
            return Ok(0);
        }
        let owed = Self::with_snapshots(pool, accumulator, position, |accumulator, position, snapshots| {
            accumulator.accrue(position, moment, snapshots)?;
            accumulator.take_owed(position)
        })?;
        if owed > 0 {
            below.deposit(owed, paid, moment).map_err(Self::refusal)?;
            let mut to = BoundedVec::new();
            // There is room for a pool.
            let _ = to.try_push((PoolIdOf::<T>::Curators(*datanet), owed));
            Self::deposit_event(Event::Flowed { pool: pool.clone(), to });
        }
        Ok(owed)
    }

    /// The shares of the curators' pool in its datanet's pool; `None` for other pools and holders.
    pub(crate) fn curators_shares(pool: &PoolIdOf<T>, holder: &HolderOf<T>) -> Option<Shares> {
        if !Self::are_curators(pool, holder) {
            return None;
        }
        match Self::stored(pool) {
            Some(Record::Pool(PoolRecord { curators: Some(curators), .. })) => curators.position.total_shares(),
            _ => Some(0),
        }
    }

    /// Whether `pool` is a datanet's, and one of its curators ever had a share.
    pub(crate) fn has_curators(pool: &PoolIdOf<T>) -> bool {
        let record = Self::stored(pool);
        matches!(record, Some(Record::Pool(PoolRecord { curators: Some(_), .. })))
    }

    /// Whether `holder` is the pool of the curators of the datanet that `pool` belongs to.
    fn are_curators(pool: &PoolIdOf<T>, holder: &HolderOf<T>) -> bool {
        match (pool, holder) {
            (PoolId::Datanet(datanet), Holder::Pool(PoolId::Curators(below))) => datanet == below,
            _ => false,
        }
    }
}
