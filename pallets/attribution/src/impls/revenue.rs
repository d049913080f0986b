// SPDX-License-Identifier: Apache-2.0

//! The distribution of payments and grants to pools.

use super::money::CustodyOf;
use crate::{
    AccountIdOf, Books, Config, Error, Event, ModelPool, ModelRecord, Models, Pallet, PoolIdOf, PoolRecord, Pools,
    Queued, Totals,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame::prelude::*;
use openledger_primitives::{
    accumulator::{Deposit, Moment, Pool},
    traits::FeeSplitProvider,
    Balance, Era, FeeSplit, ModelId, Payment, PoolId, SplitVersion,
};

/// The amounts that a batch of payments credits to a pool.
#[derive(Default)]
struct Credited {
    /// The part for the holders.
    shared: Balance,
    /// The part that becomes commons, because the pool has no holders.
    commons: Balance,
}

/// The record of a model, and the amounts that a batch credits to its two pools.
struct ModelCredit {
    record: ModelRecord,
    data: Credited,
    builders: Credited,
}

/// The record of an operator's pool, and the amounts that a batch credits to it.
struct OperatorCredit {
    record: PoolRecord,
    stakers: Credited,
    /// The sum of the payments for the operator's work.
    fees: Balance,
}

/// A batch of payments being credited. Each record is read and written once, for any number of payments.
struct Distribution<T: Config> {
    models: BTreeMap<ModelId, ModelCredit>,
    operators: BTreeMap<AccountIdOf<T>, OperatorCredit>,
    splits: BTreeMap<Option<SplitVersion>, (SplitVersion, FeeSplit)>,
    books: Books,
}

impl<T: Config> Pallet<T> {
    /// Take the sum of `payments` from `source` and credit every role of each payment.
    pub(crate) fn do_route(source: &AccountIdOf<T>, payments: &[Payment<AccountIdOf<T>>]) -> DispatchResult {
        if payments.is_empty() {
            return Ok(());
        }
        let total = payments
            .iter()
            .try_fold(0, |sum: Balance, payment| sum.checked_add(payment.amount))
            .ok_or(ArithmeticError::Overflow)?;
        CustodyOf::<T>::collect(source, total)?;
        let books = Totals::<T>::get();
        let moment = books.moment(Self::era_now());
        let mut distribution =
            Distribution::<T> { models: BTreeMap::new(), operators: BTreeMap::new(), splits: BTreeMap::new(), books };
        add(&mut distribution.books.owed, total)?;
        distribution.books.revenue =
            distribution.books.revenue.after(moment.era(), total).ok_or(ArithmeticError::Overflow)?;
        for payment in payments {
            distribution.add(payment)?;
        }
        distribution.write(moment)
    }

    /// Take `amount` from `source` and credit it to the holders of `pool`.
    pub(crate) fn do_fund(source: &AccountIdOf<T>, pool: &PoolIdOf<T>, amount: Balance) -> DispatchResult {
        let mut record = Self::stored(pool).ok_or(Error::<T>::NoHolders)?;
        ensure!(record.accumulator().takes(), Error::<T>::NoHolders);
        if amount == 0 {
            return Ok(());
        }
        CustodyOf::<T>::collect(source, amount)?;
        Totals::<T>::try_mutate(|totals| add(&mut totals.owed, amount))?;
        let moment = Self::now();
        let (_, queued) = record.deposit(amount, moment.era(), moment, T::MinFlow::get()).map_err(Self::refusal)?;
        Self::pass_to_curators(pool, &mut record, moment.era(), moment)?;
        Self::write(pool, record);
        Self::enqueue(queued);
        Self::deposit_event(Event::PoolFunded { pool: pool.clone(), source: source.clone(), amount });
        Ok(())
    }

    /// Credit `amount`, which was paid in era `paid`, to the holders of `pool`, or to the commons if it has none. The
    /// total owed includes it already.
    ///
    /// Returns the model of the pool if the caller has to put it into the flow queue.
    pub(crate) fn credit(
        pool: &PoolIdOf<T>,
        amount: Balance,
        paid: Era,
        moment: Moment,
    ) -> Result<Option<Queued>, DispatchError> {
        if amount == 0 {
            return Ok(None);
        }
        // Settled eras are over: nothing may be queued for them any more.
        let paid = paid.max(moment.settled());
        Self::credit_whole(pool, Self::set_aside_of(pool, amount, paid)?, paid, moment)
    }

    /// As [`Self::credit`], without setting anything aside.
    pub(crate) fn credit_whole(
        pool: &PoolIdOf<T>,
        amount: Balance,
        paid: Era,
        moment: Moment,
    ) -> Result<Option<Queued>, DispatchError> {
        if amount == 0 {
            return Ok(None);
        }
        let mut record = Self::record(pool);
        let paid = paid.max(moment.settled());
        match record.deposit(amount, paid, moment, T::MinFlow::get()).map_err(Self::refusal)? {
            (Deposit::Shared | Deposit::Kept, queued) => {
                Self::pass_to_curators(pool, &mut record, paid, moment)?;
                Self::write(pool, record);
                Ok(queued)
            }
            (Deposit::NotTaken, _) => Self::to_commons(pool, amount).map(|()| None),
        }
    }

    /// The payments for the work of `operator` in the `eras` eras that end with `era`, in planck.
    pub(crate) fn fees_in(operator: &AccountIdOf<T>, era: Era, eras: Era) -> Balance {
        let fees = Pools::<T>::get(PoolId::Operator(operator.clone())).and_then(|record| record.fees);
        fees.map_or(0, |window| window.at(era).sum(eras))
    }
}

impl Credited {
    /// Credit the part of a role to the holders of `pool`. Returns the amount that they can take: all of it or zero.
    fn credit_role(&mut self, amount: Balance, pool: &Pool) -> Result<Balance, DispatchError> {
        if pool.takes() {
            add(&mut self.shared, amount)?;
            Ok(amount)
        } else {
            add(&mut self.commons, amount)?;
            Ok(0)
        }
    }
}

impl<T: Config> Distribution<T> {
    /// Credit one payment.
    fn add(&mut self, payment: &Payment<AccountIdOf<T>>) -> DispatchResult {
        let (version, split) = self.split(payment.split_version)?;
        let parts = split.divide(payment.amount).ok_or(ArithmeticError::Overflow)?;
        let commission = payment.commission.mul_floor(parts.stakers);
        let operator_part = parts.operator.checked_add(commission).ok_or(ArithmeticError::Overflow)?;
        let for_stakers = parts.stakers.checked_sub(commission).ok_or(ArithmeticError::Underflow)?;

        let ModelCredit { record, data, builders } = self.model(payment.model);
        let contributors = data.credit_role(parts.contributors, &record.data.accumulator)?;
        let builders = builders.credit_role(parts.builders, &record.builders.accumulator)?;
        let OperatorCredit { record, stakers, fees } = self.operator(&payment.operator);
        add(&mut record.direct, operator_part)?;
        add(fees, payment.amount)?;
        let stakers = stakers.credit_role(for_stakers, &record.accumulator)?;
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

    /// The fee split of a version, read once.
    fn split(&mut self, version: Option<SplitVersion>) -> Result<(SplitVersion, FeeSplit), DispatchError> {
        if let Some(known) = self.splits.get(&version) {
            return Ok(*known);
        }
        let split = T::FeeSplits::fee_split(version).ok_or(Error::<T>::FeeSplitNotFound)?;
        self.splits.insert(version, split);
        Ok(split)
    }

    /// The record of a model, read once.
    fn model(&mut self, model: ModelId) -> &mut ModelCredit {
        self.models.entry(model).or_insert_with(|| ModelCredit {
            record: Models::<T>::get(model).unwrap_or_default(),
            data: Credited::default(),
            builders: Credited::default(),
        })
    }

    /// The record of an operator's pool, read once.
    fn operator(&mut self, operator: &AccountIdOf<T>) -> &mut OperatorCredit {
        self.operators.entry(operator.clone()).or_insert_with(|| OperatorCredit {
            record: Pools::<T>::get(PoolId::Operator(operator.clone())).unwrap_or_default(),
            stakers: Credited::default(),
            fees: 0,
        })
    }

    /// Write the records that have changed.
    fn write(mut self, moment: Moment) -> DispatchResult {
        let (mut queued, era) = (Vec::new(), moment.era());
        for (model, ModelCredit { mut record, data, builders }) in core::mem::take(&mut self.models) {
            let changed = data.shared > 0 || builders.shared > 0;
            for (which, credit) in [(ModelPool::Data, data), (ModelPool::Builders, builders)] {
                if credit.shared > 0 {
                    record.pool_mut(which).deposit(credit.shared, era, moment).map_err(Pallet::<T>::refusal)?;
                }
                self.credit_commons(&which.of(model), credit.commons)?;
            }
            queued.extend(record.enter_queue(era, T::MinFlow::get()).map(|turn| (turn, model)));
            if changed {
                Models::<T>::insert(model, record);
            }
        }
        for (operator, OperatorCredit { mut record, stakers, fees }) in core::mem::take(&mut self.operators) {
            let pool = PoolId::Operator(operator);
            if stakers.shared > 0 {
                record.accumulator.deposit(stakers.shared, era, moment).map_err(Pallet::<T>::refusal)?;
            }
            self.credit_commons(&pool, stakers.commons)?;
            if fees > 0 {
                let mut window = record.fees.unwrap_or_default().at(era);
                window.add(fees)?;
                record.fees = Some(window);
                Pools::<T>::insert(&pool, record);
            }
        }
        Totals::<T>::put(self.books);
        Pallet::<T>::enqueue(queued);
        Ok(())
    }

    /// Add the part of a pool without holders to the commons.
    fn credit_commons(&mut self, pool: &PoolIdOf<T>, amount: Balance) -> DispatchResult {
        if amount > 0 {
            add(&mut self.books.dues.commons, amount)?;
            Pallet::<T>::deposit_event(Event::SentToCommons { pool: pool.clone(), amount });
        }
        Ok(())
    }
}

fn add(sum: &mut Balance, amount: Balance) -> DispatchResult {
    *sum = sum.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
    Ok(())
}
