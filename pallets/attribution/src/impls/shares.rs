// SPDX-License-Identifier: Apache-2.0

//! Adding, removing and moving shares.

use crate::{Config, EraSnapshots, Error, Event, HolderOf, Members, Pallet, PoolIdOf, Positions, Record};
use frame::prelude::*;
use openledger_primitives::{
    accumulator::{self, Moment, Position, Take},
    Balance, Holder, PoolId, Shares,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_add_shares(pool: &PoolIdOf<T>, holder: &HolderOf<T>, shares: Shares) -> DispatchResult {
        if shares == 0 {
            return Ok(());
        }
        Self::ensure_valid_holder(pool, holder)?;
        let moment = Self::now();
        let mut record = Self::record(pool);
        Self::pass_to_curators(pool, &mut record, moment.era(), moment)?;
        let (had, evicted) = Self::with_position_in(pool, &mut record, holder, |accumulator, position, snapshots| {
            let had = total_shares(position)?;
            Ok((had, accumulator.add(position, shares, moment, snapshots)?))
        })?;
        for (era, snapshot) in evicted.into_iter().flatten() {
            EraSnapshots::<T>::insert(pool, era, snapshot);
        }
        if had == 0 {
            Self::admit(pool, &mut record, holder)?;
        }
        Self::write_and_queue(pool, record, holder, moment)?;
        Self::deposit_event(Event::SharesAdded { pool: pool.clone(), holder: holder.clone(), shares });
        Ok(())
    }

    pub(crate) fn do_remove_shares(
        pool: &PoolIdOf<T>,
        holder: &HolderOf<T>,
        shares: Shares,
        take: Take,
    ) -> DispatchResult {
        if shares == 0 {
            return Ok(());
        }
        let moment = Self::now();
        let mut record = Self::record(pool);
        let paid = record.paid_in(moment);
        Self::pass_to_curators(pool, &mut record, moment.era(), moment)?;
        let (left, owed) = Self::with_position_in(pool, &mut record, holder, |accumulator, position, snapshots| {
            accumulator.remove(position, shares, take, moment, snapshots)?;
            let left = total_shares(position)?;
            // A flow visits members only, and this pool is no longer a member.
            let owed = if left == 0 && is_pool(holder) { accumulator.take_owed(position)? } else { 0 };
            Ok((left, owed))
        })?;
        if left == 0 {
            Self::dismiss(pool, &mut record, holder)?;
        }
        Self::write(pool, record);
        if let Holder::Pool(below) = holder {
            Self::enqueue(Self::credit(below, owed, paid, moment)?);
        }
        Self::deposit_event(Event::SharesRemoved { pool: pool.clone(), holder: holder.clone(), shares });
        Ok(())
    }

    pub(crate) fn do_move_position(pool: &PoolIdOf<T>, from: &HolderOf<T>, to: &HolderOf<T>) -> DispatchResult {
        if from == to || !Positions::<T>::contains_key(from, pool) {
            return Ok(());
        }
        Self::ensure_valid_holder(pool, to)?;
        // Their shares are granted, and never change hands.
        ensure!(!matches!(to, Holder::Pool(PoolId::Curators(_))), Error::<T>::InvalidHolder);
        let moment = Self::now();
        let mut record = Self::record(pool);
        let paid = record.paid_in(moment);
        Self::with_position(pool, record.accumulator_mut(), from, |accumulator, position, snapshots| {
            accumulator.accrue(position, moment, snapshots)
        })?;
        let Some(position) = Positions::<T>::take(from, pool) else {
            // It had only a fraction of a planck, which the pool carries now.
            Self::write(pool, record);
            return Ok(());
        };
        let (owed, shares) = (position.owed, total_shares(&position).map_err(Self::refusal)?);
        let (had, has, left_owed) =
            Self::with_position(pool, record.accumulator_mut(), to, |accumulator, into, snapshots| {
                let had = total_shares(into)?;
                accumulator.accrue(into, moment, snapshots)?;
                accumulator.merge(position, into)?;
                let has = total_shares(into)?;
                let left_owed = if has == 0 && is_pool(to) { accumulator.take_owed(into)? } else { 0 };
                Ok((had, has, left_owed))
            })?;
        if shares > 0 {
            Self::dismiss(pool, &mut record, from)?;
        }
        if had == 0 && has > 0 {
            Self::admit(pool, &mut record, to)?;
        }
        Self::write_and_queue(pool, record, to, moment)?;
        if let Holder::Pool(below) = to {
            Self::enqueue(Self::credit(below, left_owed, paid, moment)?);
        }
        Self::deposit_event(Event::PositionMoved {
            pool: pool.clone(),
            from: from.clone(),
            to: to.clone(),
            shares,
            owed,
        });
        Ok(())
    }

    /// Write the record of `pool` after `holder` received shares. Queue its model if it has revenue to flow to them.
    fn write_and_queue(pool: &PoolIdOf<T>, mut record: Record, holder: &HolderOf<T>, moment: Moment) -> DispatchResult {
        let queued =
            if is_pool(holder) { record.flow_again(moment, T::MinFlow::get()).map_err(Self::refusal)? } else { None };
        Self::write(pool, record);
        Self::enqueue(queued);
        Ok(())
    }

    /// Add a new holder to the members of a model pool.
    fn admit(pool: &PoolIdOf<T>, record: &mut Record, holder: &HolderOf<T>) -> DispatchResult {
        let Some(pool_record) = record.model_pool_mut() else { return Ok(()) };
        Members::<T>::try_mutate(pool, |members| members.try_push(holder.clone()))
            .map_err(|_| Error::<T>::TooManyMembers)?;
        if is_pool(holder) {
            pool_record.pools_below = pool_record.pools_below.checked_add(1).ok_or(ArithmeticError::Overflow)?;
        }
        Ok(())
    }

    /// Remove a former holder from the members of a model pool.
    fn dismiss(pool: &PoolIdOf<T>, record: &mut Record, holder: &HolderOf<T>) -> DispatchResult {
        let Some(pool_record) = record.model_pool_mut() else { return Ok(()) };
        Members::<T>::mutate_exists(pool, |stored| {
            let Some(members) = stored else { return };
            members.retain(|member| member != holder);
            if members.is_empty() {
                *stored = None;
            }
        });
        if is_pool(holder) {
            pool_record.pools_below = pool_record.pools_below.checked_sub(1).ok_or(DispatchError::Corruption)?;
            if pool_record.pools_below == 0 {
                pool_record.unflowed = Default::default();
            }
        }
        Ok(())
    }

    /// The shares that `holder` has in `pool`, pending ones included.
    pub(crate) fn shares_held(pool: &PoolIdOf<T>, holder: &HolderOf<T>) -> Shares {
        let stored = || Positions::<T>::get(holder, pool).and_then(|position| position.total_shares());
        Self::curators_shares(pool, holder).or_else(stored).unwrap_or_default()
    }

    /// All shares of `pool`, pending ones included.
    pub(crate) fn shares_total(pool: &PoolIdOf<T>) -> Shares {
        Self::stored(pool).and_then(|record| record.accumulator().total_shares()).unwrap_or_default()
    }

    /// Add revenue of a pool without holders to the commons. The total owed includes it already.
    pub(crate) fn to_commons(pool: &PoolIdOf<T>, amount: Balance) -> DispatchResult {
        if amount == 0 {
            return Ok(());
        }
        crate::Totals::<T>::try_mutate(|totals| {
            totals.dues.commons = totals.dues.commons.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
            Ok::<_, DispatchError>(())
        })?;
        Self::deposit_event(Event::SentToCommons { pool: pool.clone(), amount });
        Ok(())
    }
}

/// Whether `holder` is a pool. Pools do not claim: their revenue flows to them.
pub(super) fn is_pool<AccountId>(holder: &Holder<AccountId>) -> bool {
    matches!(holder, Holder::Pool(_))
}

fn total_shares(position: &Position) -> Result<Shares, accumulator::Error> {
    position.total_shares().ok_or(accumulator::Error::Overflow)
}
