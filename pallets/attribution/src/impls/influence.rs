// SPDX-License-Identifier: Apache-2.0

//! Influence: revenue of a payment that is directed to named contributions, and revenue that datanets set aside.
//!
//! A directed payment is first routed as any other. Then each pool on the named paths passes on what this payment
//! brought it, a step at a time: the position of the pool below is credited before and after the payment, and the
//! difference is its revenue from the payment, exactly. Of a datanet's revenue the directed part is taken out of that
//! position and credited to the named accounts alone. The rest stays in the position and flows as always, so no other
//! holder of any pool receives more or less than by an undirected payment.
//!
//! A position that was credited here can have revenue of two eras that has not flowed. It then flows as revenue of the
//! first, as all revenue does that is not surely of the second.

use crate::{
    AccountIdOf, Config, EraAmounts, Error, Event, HolderOf, Pallet, PoolIdOf, SetAside, SetAsides, WeightInfo,
    MAX_MEMBERS,
};
use alloc::collections::{btree_map::Entry, BTreeMap, BTreeSet};
use core::cmp::Reverse;
use frame::{
    arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding},
    prelude::*,
};
use openledger_primitives::{
    accumulator::Moment,
    influence::{Directed, EraRevenue, NamedShares, RouteDirected},
    Balance, DatanetId, Era, Holder, ModelId, Payment, PoolId,
};

/// The steps of directed revenue from a model's data pool to a pool that holds it. In this order, all revenue has
/// reached a model before it passes any on: pools are held by those of earlier models only.
type StepsOf<T> = BTreeSet<(Reverse<ModelId>, PoolIdOf<T>)>;

impl<T: Config> Pallet<T> {
    /// Route `payment`, and give the directed parts of its revenue to the named contributions.
    pub(crate) fn do_route_directed(
        source: &AccountIdOf<T>,
        payment: &Payment<AccountIdOf<T>>,
        directed: &[Directed<AccountIdOf<T>>],
    ) -> DispatchResult {
        let steps = Self::steps(payment.model, directed)?;
        let moment = Self::now();
        let mut owed = BTreeMap::new();
        for (Reverse(above), below) in &steps {
            let (before, is_member) = Self::credited(*above, below, moment)?;
            ensure!(is_member, Error::<T>::NotInLineage);
            owed.insert((*above, below), before);
        }
        Self::do_route(source, core::slice::from_ref(payment))?;
        let mut revenue = BTreeMap::new();
        for (Reverse(above), below) in &steps {
            let (after, _) = Self::credited(*above, below, moment)?;
            let before = owed.get(&(*above, below)).copied().unwrap_or_default();
            let amount = after.checked_sub(before).ok_or(ArithmeticError::Underflow)?;
            if let PoolId::Datanet(datanet) = below {
                revenue.insert((*above, *datanet), amount);
            } else {
                Self::pass_down(*above, below, amount, moment)?;
            }
        }
        for group in directed {
            let above = group.via.last().copied().unwrap_or(payment.model);
            let amount = revenue.get(&(above, group.datanet)).copied().unwrap_or_default();
            Self::direct(payment, above, group, amount)?;
        }
        Ok(())
    }

    /// The steps on the paths of `directed`, each once. Fails if two paths reach a model from different models, or a
    /// datanet is named twice on one path.
    fn steps(model: ModelId, directed: &[Directed<AccountIdOf<T>>]) -> Result<StepsOf<T>, DispatchError> {
        let (mut steps, mut from) = (StepsOf::<T>::new(), BTreeMap::new());
        for group in directed {
            let mut above = model;
            for below in &group.via {
                ensure!(*below < above, Error::<T>::NotInLineage);
                match from.entry(*below) {
                    Entry::Vacant(entry) => {
                        entry.insert(above);
                    }
                    Entry::Occupied(entry) => ensure!(*entry.get() == above, Error::<T>::PathsMeet),
                }
                steps.insert((Reverse(above), PoolId::ModelData(*below)));
                above = *below;
            }
            let is_new = steps.insert((Reverse(above), PoolId::Datanet(group.datanet)));
            ensure!(is_new, Error::<T>::PathsMeet);
        }
        Ok(steps)
    }

    /// Credit the position of `below` in the data pool of `above`. Returns the amount owed to it, and whether it has
    /// shares.
    fn credited(above: ModelId, below: &PoolIdOf<T>, moment: Moment) -> Result<(Balance, bool), DispatchError> {
        let (pool, holder) = (PoolId::ModelData(above), Holder::Pool(below.clone()));
        let mut record = Self::stored(&pool).ok_or(Error::<T>::NotInLineage)?;
        let credited =
            Self::with_position(&pool, record.accumulator_mut(), &holder, |accumulator, position, snapshots| {
                accumulator.accrue(position, moment, snapshots)?;
                Ok((position.owed, position.total_shares().is_some_and(|shares| shares > 0)))
            })?;
        Self::write(&pool, record);
        Ok(credited)
    }

    /// Take `amount` out of the position of `below` in the data pool of `above`.
    fn take_from(above: ModelId, below: &PoolIdOf<T>, amount: Balance) -> DispatchResult {
        let (pool, holder) = (PoolId::ModelData(above), Holder::Pool(below.clone()));
        let mut record = Self::stored(&pool).ok_or(Error::<T>::NotInLineage)?;
        Self::with_position(&pool, record.accumulator_mut(), &holder, |accumulator, position, _| {
            accumulator.take_part(position, amount)
        })?;
        Self::write(&pool, record);
        Ok(())
    }

    /// Pass the revenue of a payment on from the data pool of `above` to that of the model of `below`.
    fn pass_down(above: ModelId, below: &PoolIdOf<T>, amount: Balance, moment: Moment) -> DispatchResult {
        if amount == 0 {
            return Ok(());
        }
        Self::take_from(above, below, amount)?;
        let queued = Self::credit(below, amount, moment.era(), moment)?;
        Self::enqueue(queued);
        let mut to = BoundedVec::new();
        // There is room for a pool.
        let _ = to.try_push((below.clone(), amount));
        Self::deposit_event(Event::Flowed { pool: PoolId::ModelData(above), to });
        Ok(())
    }

    /// Direct the part of `revenue`, which a payment brought to a datanet through the model `above`, to its named
    /// contributions.
    fn direct(
        payment: &Payment<AccountIdOf<T>>,
        above: ModelId,
        group: &Directed<AccountIdOf<T>>,
        revenue: Balance,
    ) -> DispatchResult {
        let payees = parts_of(group, revenue).ok_or(ArithmeticError::Overflow)?;
        let amount = payees.values().try_fold(0, |sum: Balance, part| sum.checked_add(*part));
        let amount = amount.ok_or(ArithmeticError::Overflow)?;
        if amount > 0 {
            Self::take_from(above, &PoolId::Datanet(group.datanet), amount)?;
            Self::credit_accounts(group.datanet, payees)?;
        }
        Self::deposit_event(Event::Directed {
            payer: payment.payer.clone(),
            model: payment.model,
            datanet: group.datanet,
            revenue,
            amount,
        });
        Ok(())
    }

    /// Credit amounts to accounts in the pool of a datanet, whether they have shares or not. The total owed includes
    /// them already.
    fn credit_accounts(
        datanet: DatanetId,
        payees: impl IntoIterator<Item = (AccountIdOf<T>, Balance)>,
    ) -> DispatchResult {
        let pool = PoolIdOf::<T>::Datanet(datanet);
        let mut record = Self::record(&pool);
        for (who, amount) in payees {
            if amount > 0 {
                let holder = HolderOf::<T>::Account(who);
                Self::with_position(&pool, record.accumulator_mut(), &holder, |accumulator, position, _| {
                    accumulator.credit_alone(position, amount)
                })?;
            }
        }
        Self::write(&pool, record);
        Ok(())
    }

    /// Set the datanet's part of `amount` aside for the era `paid`, and return the rest. Nothing happens to other
    /// pools, and to datanets that set nothing aside.
    pub(crate) fn set_aside_of(pool: &PoolIdOf<T>, amount: Balance, paid: Era) -> Result<Balance, DispatchError> {
        let PoolId::Datanet(datanet) = pool else { return Ok(amount) };
        let Some(setting) = SetAsides::<T>::get(datanet) else { return Ok(amount) };
        let aside = setting.in_era(paid).mul_floor(amount);
        if aside == 0 {
            return Ok(amount);
        }
        EraAmounts::<T>::try_mutate(datanet, paid, |sum| {
            *sum = sum.checked_add(aside).ok_or(ArithmeticError::Overflow)?;
            Ok::<_, DispatchError>(())
        })?;
        Self::deposit_event(Event::AmountSetAside { datanet: *datanet, era: paid, amount: aside });
        Ok(amount.checked_sub(aside).ok_or(ArithmeticError::Underflow)?)
    }

    /// The weight of a flow of a pool with `m` members: of pools of models, or of datanets that set revenue aside.
    pub(crate) fn weight_of_flow(m: u32) -> Weight {
        T::WeightInfo::flow(m).max(T::WeightInfo::flow_setting_aside(m))
    }

    /// The weight of a claim with a path of `p` pools. `claim` measures it with pools of models.
    pub(crate) fn weight_of_path(claim: fn(u32) -> Weight, p: u32) -> Weight {
        claim(p).max(claim(0).saturating_add(Self::weight_of_flow(MAX_MEMBERS).saturating_mul(p.into())))
    }
}

/// The amount of each account, if `revenue` comes to a datanet: the directed part, divided by the weights, and then by
/// the shares that each contribution granted. Each amount is rounded down. `None` on overflow.
fn parts_of<AccountId: Clone + Ord>(
    group: &Directed<AccountId>,
    revenue: Balance,
) -> Option<BTreeMap<AccountId, Balance>> {
    let directed = group.part.mul_floor(revenue);
    let weights = group.contributions.iter().fold(0u128, |sum, one| sum.saturating_add(one.weight.into()));
    let mut parts = BTreeMap::<AccountId, Balance>::new();
    for NamedShares { weight, payees, shares } in &group.contributions {
        let whole = portion(directed, (*weight).into(), weights)?;
        for (who, granted) in payees {
            let part = parts.entry(who.clone()).or_default();
            *part = part.checked_add(portion(whole, *granted, *shares)?)?;
        }
    }
    Some(parts)
}

/// ⌊amount · part / whole⌋; zero if the whole is.
fn portion(amount: Balance, part: u128, whole: u128) -> Option<Balance> {
    if whole == 0 {
        return Some(0);
    }
    multiply_by_rational_with_rounding(amount, part, whole, Rounding::Down)
}

impl<T: Config> RouteDirected<AccountIdOf<T>> for Pallet<T> {
    fn route_directed(
        source: &AccountIdOf<T>,
        payment: &Payment<AccountIdOf<T>>,
        directed: &[Directed<AccountIdOf<T>>],
    ) -> DispatchResult {
        Self::do_route_directed(source, payment, directed)
    }

    fn directed_weight(payees: u32, steps: u32) -> Weight {
        T::WeightInfo::route_directed(payees, steps).saturating_sub(T::WeightInfo::route_one(0))
    }
}

impl<T: Config> EraRevenue<AccountIdOf<T>> for Pallet<T> {
    fn set_aside(datanet: DatanetId, part: Permill, from: Era) {
        let before = SetAsides::<T>::get(datanet).map_or(Permill::zero(), |setting| setting.in_era(Self::era_now()));
        SetAsides::<T>::insert(datanet, SetAside { before, part, from });
    }

    fn amount(datanet: DatanetId, era: Era) -> Balance {
        EraAmounts::<T>::get(datanet, era)
    }

    fn credit(datanet: DatanetId, era: Era, payees: &[(AccountIdOf<T>, Balance)]) -> DispatchResult {
        let sum = payees.iter().try_fold(0, |sum: Balance, (_, amount)| sum.checked_add(*amount));
        let sum = sum.ok_or(ArithmeticError::Overflow)?;
        EraAmounts::<T>::try_mutate_exists(datanet, era, |stored| {
            let left = stored.unwrap_or_default().checked_sub(sum).ok_or(Error::<T>::NotSetAside)?;
            *stored = Some(left).filter(|left| *left > 0);
            Ok::<_, DispatchError>(())
        })?;
        Self::credit_accounts(datanet, payees.iter().cloned())
    }

    fn release(datanet: DatanetId, era: Era) -> Result<Balance, DispatchError> {
        let amount = EraAmounts::<T>::take(datanet, era);
        let moment = Self::now();
        // The pool of a datanet is in no queue.
        let queued = Self::credit_whole(&PoolId::Datanet(datanet), amount, era, moment)?;
        Self::enqueue(queued);
        Ok(amount)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn fill(datanet: DatanetId, era: Era, amount: Balance) -> DispatchResult {
        use frame::token::fungible::Mutate;
        T::Currency::mint_into(&super::money::CustodyOf::<T>::account(), amount)?;
        crate::Totals::<T>::mutate(|totals| totals.owed = totals.owed.saturating_add(amount));
        EraAmounts::<T>::mutate(datanet, era, |sum| *sum = sum.saturating_add(amount));
        Ok(())
    }
}
