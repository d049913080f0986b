// SPDX-License-Identifier: Apache-2.0

//! Where payments go.

use crate::{AccountIdOf, Books, Config, Error, Event, Pallet, PoolIdOf, PoolRecord, Pools, Totals};
use alloc::collections::BTreeMap;
use frame::prelude::*;
use openledger_primitives::{
    accumulator::Deposit, traits::FeeSplitProvider, Balance, Era, FeeSplit, Payment, PoolId, SplitVersion,
};

/// A pool with what a batch of payments brings to it.
struct Credit {
    record: PoolRecord,
    /// To share among the holders.
    shared: Balance,
    /// What nobody could take.
    commons: Balance,
}

/// A batch of payments being credited: each record is read and written once however many payments share it.
struct Batch<T: Config> {
    pools: BTreeMap<PoolIdOf<T>, Credit>,
    splits: BTreeMap<Option<SplitVersion>, (SplitVersion, FeeSplit)>,
    books: Books,
}

impl<T: Config> Pallet<T> {
    /// Take the sum of `payments` from `source` and credit everybody behind them.
    pub(crate) fn do_route(source: &AccountIdOf<T>, payments: &[Payment<AccountIdOf<T>>]) -> DispatchResult {
        if payments.is_empty() {
            return Ok(());
        }
        let total = payments
            .iter()
            .try_fold(0, |sum: Balance, payment| sum.checked_add(payment.amount))
            .ok_or(ArithmeticError::Overflow)?;
        Self::collect(source, total)?;
        let era = Self::era_now();
        let mut batch = Batch::<T> { pools: BTreeMap::new(), splits: BTreeMap::new(), books: Totals::<T>::get() };
        add(&mut batch.books.owed, total)?;
        batch.books.revenue = batch.books.revenue.after(era, total).ok_or(ArithmeticError::Overflow)?;
        for payment in payments {
            batch.take(payment)?;
        }
        batch.write(era)
    }

    /// Take `amount` from `source` and share it among the holders of `pool`.
    pub(crate) fn do_fund(source: &AccountIdOf<T>, pool: &PoolIdOf<T>, amount: Balance) -> DispatchResult {
        let mut record = Pools::<T>::get(pool).ok_or(Error::<T>::NoHolders)?;
        ensure!(record.accumulator.takes(), Error::<T>::NoHolders);
        if amount == 0 {
            return Ok(());
        }
        Self::collect(source, amount)?;
        Totals::<T>::try_mutate(|totals| add(&mut totals.owed, amount))?;
        let era = Self::era_now();
        record.accumulator.deposit(amount, era).map_err(Self::refusal)?;
        Self::enqueue(pool, &mut record, era);
        Pools::<T>::insert(pool, record);
        Self::deposit_event(Event::PoolFunded { pool: pool.clone(), source: source.clone(), amount });
        Ok(())
    }

    /// Credit `amount`, which the ledger owes already, to the holders of `pool`, or to the commons if there are none.
    pub(crate) fn credit(pool: &PoolIdOf<T>, amount: Balance, era: Era) -> DispatchResult {
        if amount == 0 {
            return Ok(());
        }
        let mut record = Self::record(pool);
        match record.accumulator.deposit(amount, era).map_err(Self::refusal)? {
            Deposit::Shared | Deposit::Kept => {
                Self::enqueue(pool, &mut record, era);
                Pools::<T>::insert(pool, record);
                Ok(())
            }
            Deposit::NotTaken => Self::to_commons(pool, amount),
        }
    }
}

impl<T: Config> Batch<T> {
    fn take(&mut self, payment: &Payment<AccountIdOf<T>>) -> DispatchResult {
        let (version, split) = self.split(payment.split_version)?;
        let parts = split.divide(payment.amount).ok_or(ArithmeticError::Overflow)?;
        let commission = payment.commission.mul_floor(parts.stakers);
        let operator_part = parts.operator.checked_add(commission).ok_or(ArithmeticError::Overflow)?;
        let for_stakers = parts.stakers.checked_sub(commission).ok_or(ArithmeticError::Underflow)?;

        let operators_pool = PoolId::Operator(payment.operator.clone());
        let contributors = self.share(PoolId::ModelData(payment.model), parts.contributors)?;
        let builders = self.share(PoolId::ModelBuilders(payment.model), parts.builders)?;
        if operator_part > 0 {
            add(&mut self.pool(operators_pool.clone()).record.direct, operator_part)?;
        }
        let stakers = self.share(operators_pool, for_stakers)?;
        add(&mut self.books.dues.treasury, parts.treasury)?;
        add(&mut self.books.dues.burn, parts.burn)?;

        let credited = [contributors, builders, operator_part, stakers, parts.treasury, parts.burn]
            .into_iter()
            .try_fold(0, Balance::checked_add)
            .ok_or(ArithmeticError::Overflow)?;
        let commons = payment.amount.checked_sub(credited).ok_or(ArithmeticError::Underflow)?;
        Pallet::<T>::deposit_event(Event::PaymentRouted {
            payer: payment.payer.clone(),
            model: payment.model,
            operator: payment.operator.clone(),
            amount: payment.amount,
            split_version: version,
            contributors,
            builders,
            operator_part,
            stakers,
            treasury: parts.treasury,
            burn: parts.burn,
            commons,
        });
        Ok(())
    }

    /// The split of a version, asked for once.
    fn split(&mut self, version: Option<SplitVersion>) -> Result<(SplitVersion, FeeSplit), DispatchError> {
        if let Some(known) = self.splits.get(&version) {
            return Ok(*known);
        }
        let split = T::FeeSplits::fee_split(version).ok_or(Error::<T>::UnknownSplitVersion)?;
        self.splits.insert(version, split);
        Ok(split)
    }

    /// The record of a pool, read once.
    fn pool(&mut self, pool: PoolIdOf<T>) -> &mut Credit {
        self.pools.entry(pool).or_insert_with_key(|pool| Credit {
            record: Pallet::<T>::record(pool),
            shared: 0,
            commons: 0,
        })
    }

    /// Bring `amount` to the holders of a pool; returns how much of it they can take, which is all or nothing.
    fn share(&mut self, pool: PoolIdOf<T>, amount: Balance) -> Result<Balance, DispatchError> {
        if amount == 0 {
            return Ok(0);
        }
        let credit = self.pool(pool);
        if credit.record.accumulator.takes() {
            add(&mut credit.shared, amount)?;
            Ok(amount)
        } else {
            add(&mut credit.commons, amount)?;
            Ok(0)
        }
    }

    fn write(mut self, era: Era) -> DispatchResult {
        for (pool, Credit { mut record, shared, commons }) in self.pools {
            if shared > 0 {
                record.accumulator.deposit(shared, era).map_err(Pallet::<T>::refusal)?;
                Pallet::<T>::enqueue(&pool, &mut record, era);
            }
            if shared > 0 || record.direct > 0 {
                Pools::<T>::insert(&pool, record);
            }
            if commons > 0 {
                add(&mut self.books.dues.commons, commons)?;
                Pallet::<T>::deposit_event(Event::SentToCommons { pool, amount: commons });
            }
        }
        Totals::<T>::put(self.books);
        Ok(())
    }
}

fn add(sum: &mut Balance, amount: Balance) -> DispatchResult {
    *sum = sum.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
    Ok(())
}
