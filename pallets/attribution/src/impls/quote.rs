// SPDX-License-Identifier: Apache-2.0

//! Quotes: the recipients of a payment and their amounts.

use crate::{model_of, AccountIdOf, Config, Members, Pallet, PoolIdOf, Positions, MAX_LINEAGE};
use alloc::{collections::BTreeMap, vec::Vec};
use frame::prelude::*;
use openledger_primitives::{
    runtime_api::{Quote, QuoteLine, Recipient},
    traits::FeeSplitProvider,
    Balance, Holder, ModelId, PoolId, Role, Shares,
};

type LinesOf<T> = Vec<QuoteLine<AccountIdOf<T>>>;
/// The pools still to expand, with their amounts. The last key is the latest model. Its parents come before it.
type WaitingOf<T> = BTreeMap<(ModelId, PoolIdOf<T>), Balance>;

impl<T: Config> Pallet<T> {
    /// The recipients of `amount` planck paid to `model` now, with the operator's commission if an operator is named.
    ///
    /// The caller checks that the model exists. `None` if no fee split is in force or the amount is too large.
    pub fn quote(
        model: ModelId,
        amount: Balance,
        operator: Option<(AccountIdOf<T>, Permill)>,
    ) -> Option<Quote<AccountIdOf<T>>> {
        let (split_version, split) = T::FeeSplits::fee_split(None)?;
        let parts = split.divide(amount)?;
        let mut lines = Vec::new();
        let mut truncated = false;
        let model_pools = [
            (Role::Contributors, PoolId::ModelData(model), parts.contributors),
            (Role::Builders, PoolId::ModelBuilders(model), parts.builders),
        ];
        for (role, pool, amount) in model_pools {
            let (expanded, cut) = Self::quote_pool(role, &pool, amount);
            lines.extend(expanded);
            truncated |= cut;
        }
        let mut line = |role, recipient, amount| push(&mut lines, role, recipient, None, amount);
        if let Some((operator, commission)) = operator {
            let commission = commission.mul_floor(parts.stakers);
            let pool = PoolId::Operator(operator.clone());
            let stakers = if Self::takes(&pool) { Recipient::Pool(pool) } else { Recipient::Commons };
            line(Role::Operator, Recipient::Account(operator.clone()), parts.operator);
            line(Role::Stakers, Recipient::Account(operator), commission);
            line(Role::Stakers, stakers, parts.stakers.checked_sub(commission)?);
        } else {
            line(Role::Operator, Recipient::AnyOperator, parts.operator);
            line(Role::Stakers, Recipient::AnyStakers, parts.stakers);
        }
        line(Role::Treasury, Recipient::Treasury, parts.treasury);
        line(Role::Burn, Recipient::Burned, parts.burn);
        Some(Quote { amount, split_version, lines, truncated })
    }

    /// The recipients of `amount` planck credited to `pool`, once all shares earn and all pools have flowed.
    ///
    /// The lines sum to the amount. Each model pool is expanded once. If there are more than [`MAX_LINEAGE`] of them,
    /// the rest are lines of their own, and the second value is true.
    pub fn quote_pool(role: Role, pool: &PoolIdOf<T>, amount: Balance) -> (LinesOf<T>, bool) {
        let mut lines = Vec::new();
        let mut waiting = WaitingOf::<T>::new();
        Self::place(role, None, pool.clone(), amount, &mut waiting, &mut lines);
        for _ in 0..MAX_LINEAGE {
            let Some(((model, pool), amount)) = waiting.pop_last() else { return (lines, false) };
            Self::expand(role, model, &pool, amount, &mut waiting, &mut lines);
        }
        let truncated = !waiting.is_empty();
        for ((model, pool), amount) in waiting {
            push(&mut lines, role, Recipient::Pool(pool), Some(model), amount);
        }
        (lines, truncated)
    }

    /// Divide `amount` among the members of a pool of `model`.
    fn expand(
        role: Role,
        model: ModelId,
        pool: &PoolIdOf<T>,
        amount: Balance,
        waiting: &mut WaitingOf<T>,
        lines: &mut LinesOf<T>,
    ) {
        let total = Self::shares_total(pool);
        if total == 0 {
            push(lines, role, Recipient::Commons, Some(model), amount);
            return;
        }
        let mut rest = amount;
        for member in Members::<T>::get(pool) {
            let shares = Positions::<T>::get(&member, pool).and_then(|position| position.total_shares());
            let part = part_of(amount, shares.unwrap_or_default(), total).min(rest);
            // `part` is at most `rest`.
            rest = rest.saturating_sub(part);
            match member {
                Holder::Account(who) => push(lines, role, Recipient::Account(who), Some(model), part),
                Holder::Pool(below) => Self::place(role, Some(model), below, part, waiting, lines),
            }
        }
        push(lines, role, Recipient::Carried(pool.clone()), Some(model), rest);
    }

    /// Assign `amount` to a pool: a model pool waits to be expanded, another pool becomes a line.
    fn place(
        role: Role,
        from: Option<ModelId>,
        pool: PoolIdOf<T>,
        amount: Balance,
        waiting: &mut WaitingOf<T>,
        lines: &mut LinesOf<T>,
    ) {
        if let Some(model) = model_of(&pool) {
            let sum = waiting.entry((model, pool)).or_default();
            // All parts are of one amount, so the sum fits.
            *sum = sum.saturating_add(amount);
        } else if Self::takes(&pool) {
            let mut rest = amount;
            if let PoolId::Datanet(datanet) = pool {
                let curators = PoolId::Curators(datanet);
                if Self::takes(&curators) {
                    let shares = Self::shares_held(&pool, &Holder::Pool(curators.clone()));
                    let part = part_of(amount, shares, Self::shares_total(&pool));
                    push(lines, role, Recipient::Pool(curators), from, part);
                    // The part is at most the amount.
                    rest = amount.saturating_sub(part);
                }
            }
            push(lines, role, Recipient::Pool(pool), from, rest);
        } else {
            push(lines, role, Recipient::Commons, from, amount);
        }
    }

    fn takes(pool: &PoolIdOf<T>) -> bool {
        Self::shares_total(pool) > 0
    }
}

/// `amount · shares / total`, rounded down.
fn part_of(amount: Balance, shares: Shares, total: Shares) -> Balance {
    U256::from(amount)
        .checked_mul(shares.into())
        .and_then(|product| product.checked_div(total.into()))
        .and_then(|part| part.try_into().ok())
        .unwrap_or_default()
}

fn push<AccountId>(
    lines: &mut Vec<QuoteLine<AccountId>>,
    role: Role,
    recipient: Recipient<AccountId>,
    model: Option<ModelId>,
    amount: Balance,
) {
    if amount > 0 {
        lines.push(QuoteLine { role, recipient, model, amount });
    }
}
