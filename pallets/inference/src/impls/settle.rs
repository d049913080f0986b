// SPDX-License-Identifier: Apache-2.0

//! Settling vouchers. Each record is read and written once for a batch, however many vouchers share it, and the ledger is
//! called once.

use super::vouchers::{Admitted, Due, Paid, Records, Refusal};
use crate::{
    CallTotals, Calls, Config, Error, Escrow, Event, Pallet, SignedVoucherOf, SkipReason, WeightInfo, MAX_VOUCHERS,
};
use alloc::{collections::BTreeSet, vec::Vec};
use frame::{prelude::*, traits::Verify};
use openledger_primitives::{
    traits::{EraClock, RouteRevenue},
    voucher::{is_wrapped_and_signed_by, SignedVoucher},
    Balance, Era, Payment,
};

/// A batch of vouchers being settled.
struct Batch<T: Config> {
    /// Who hands it in.
    by: T::AccountId,
    era: Era,
    genesis: H256,
    records: Records<T>,
    payments: Vec<Payment<T::AccountId>>,
    calls: CallTotals,
    paid: Balance,
    skipped: u32,
    /// Vouchers that cost as much as if each were settled alone.
    apart: u32,
    /// Signatures checked: of payers and agents, and of operators; those of wallets twice.
    checked: u32,
}

impl<T: Config> Pallet<T> {
    /// The most that settling `vouchers` can cost: all signed as wallets do, also by their operators.
    pub(crate) fn weight_of_settle(vouchers: &[SignedVoucherOf<T>]) -> Weight {
        let accepted = vouchers.iter().filter(|signed| signed.acceptance.is_some()).count();
        let checked = vouchers.len().saturating_add(accepted).saturating_mul(2);
        weight_of_batch::<T>(vouchers.len().saturated_into(), apart::<T>(vouchers), checked.saturated_into())
    }

    pub(crate) fn do_settle(by: T::AccountId, vouchers: Vec<SignedVoucherOf<T>>) -> DispatchResultWithPostInfo {
        let count: u32 = vouchers.len().saturated_into();
        ensure!(count > 0, Error::<T>::NoVouchers);
        ensure!(count <= MAX_VOUCHERS, Error::<T>::TooManyVouchers);
        ensure!(!Escrow::<T>::get().settlements_stopped, Error::<T>::SettlementsStopped);

        let mut batch = Batch::<T>::of(by, &vouchers);
        for (index, signed) in (0..).zip(vouchers) {
            batch.take(index, signed)?;
        }
        let weight = weight_of_batch::<T>(count, batch.apart, batch.checked);
        batch.write()?;
        Ok(Some(weight).into())
    }
}

impl<T: Config> Batch<T> {
    fn of(by: T::AccountId, vouchers: &[SignedVoucherOf<T>]) -> Self {
        Self {
            by,
            era: T::Eras::current_era(),
            genesis: Pallet::<T>::genesis(),
            records: Records::default(),
            payments: Vec::with_capacity(vouchers.len()),
            calls: CallTotals::default(),
            paid: 0,
            skipped: 0,
            apart: apart::<T>(vouchers),
            checked: 0,
        }
    }

    /// Settle a voucher or skip it. Fails on what can't be.
    fn take(&mut self, index: u32, signed: SignedVoucherOf<T>) -> DispatchResult {
        match self.settle_one(&signed) {
            Ok(paid) => self.note(index, signed, paid),
            Err(Refusal::Skip(reason)) => {
                // At most as many as there are vouchers, as all counts here.
                self.skipped = self.skipped.saturating_add(1);
                let (payer, operator) = (signed.voucher.payer, signed.voucher.operator);
                let model = signed.voucher.model;
                Pallet::<T>::deposit_event(Event::VoucherSkipped { index, payer, operator, model, reason });
                Ok(())
            }
            Err(Refusal::Fail(error)) => Err(error),
        }
    }

    fn settle_one(&mut self, signed: &SignedVoucherOf<T>) -> Result<Paid, Refusal> {
        let Admitted { channel, agent, worker } = self.records.admit(signed, self.era)?;
        let lanes = agent.as_ref().map_or(&channel.value.lanes, |agent| &agent.value.lanes);
        let due = Due::of(&signed.voucher, lanes)?;
        let SignedVoucher { voucher, agent: key, signature, acceptance } = signed;
        let payload = voucher.payload(&self.genesis);
        // Or else a payer could use up the channel's balance and lanes with vouchers that its operator never asked for.
        if self.by != voucher.operator {
            let acceptance = acceptance.as_ref().ok_or(SkipReason::NotAccepted)?;
            let accepted = signed.acceptance_payload(&self.genesis);
            let (is_accepted, again) = is_signed::<T>(acceptance, &accepted, &voucher.operator);
            self.checked = self.checked.saturating_add(1).saturating_add(again.into());
            ensure!(is_accepted, SkipReason::NotAccepted);
        }
        let (is_signed, again) = is_signed::<T>(signature, &payload, key.as_ref().unwrap_or(&voucher.payer));
        self.checked = self.checked.saturating_add(1).saturating_add(again.into());
        ensure!(is_signed, SkipReason::BadSignature);
        Admitted { channel, agent, worker }.pay(voucher.model, due, self.era)
    }

    /// Note what was settled of a voucher, for the ledger and in an event.
    fn note(&mut self, index: u32, signed: SignedVoucherOf<T>, paid: Paid) -> DispatchResult {
        let SignedVoucher { voucher, agent, .. } = signed;
        let Paid { amount, units, commission, left, limit } = paid;
        self.paid = self.paid.ensure_add(amount)?;
        let calls = if agent.is_some() { &mut self.calls.agents } else { &mut self.calls.payers };
        *calls = calls.ensure_add(units.calls.into())?;
        self.payments.push(Payment {
            payer: voucher.payer.clone(),
            operator: voucher.operator.clone(),
            model: voucher.model,
            amount,
            units,
            commission,
            split_version: Some(voucher.split_version),
        });
        Pallet::<T>::deposit_event(Event::VoucherSettled {
            index,
            payer: voucher.payer,
            operator: voucher.operator,
            model: voucher.model,
            agent,
            amount,
            units,
            receipts_root: voucher.receipts_root,
            left,
            limit,
        });
        Ok(())
    }

    /// Write what has changed and hand the payments to the ledger.
    fn write(self) -> DispatchResult {
        let settled = self.payments.len().saturated_into();
        self.records.write();
        if !self.payments.is_empty() {
            Escrow::<T>::try_mutate(|books| {
                books.owed = books.owed.ensure_sub(self.paid)?;
                Ok::<_, DispatchError>(())
            })?;
            Calls::<T>::try_mutate(|calls| {
                calls.payers = calls.payers.ensure_add(self.calls.payers)?;
                calls.agents = calls.agents.ensure_add(self.calls.agents)?;
                Ok::<_, DispatchError>(())
            })?;
            // One payment can't fail the others: the fee split of each is accepted, the channels' balances are in the
            // escrow, and what a pool can't take goes to the commons. If the escrow is short although `on_finalize` has
            // not seen it yet, everything fails, as it will from the next block on.
            T::Revenue::route(&Pallet::<T>::account(), &self.payments)?;
        }
        let (by, skipped, amount) = (self.by, self.skipped, self.paid);
        Pallet::<T>::deposit_event(Event::BatchSettled { by, settled, skipped, amount });
        Ok(())
    }
}

/// The vouchers of a batch that cost as much as if each were settled alone: those that bring an operator, a model or a fee
/// split that none before them had, and those of agents. The others read and write only their channel. Whatever becomes of
/// a voucher, all that it is about is read.
fn apart<T: Config>(vouchers: &[SignedVoucherOf<T>]) -> u32 {
    let (mut operators, mut models, mut versions) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut apart: u32 = 0;
    for SignedVoucher { voucher, agent, .. } in vouchers {
        // All three are noted, so none of them comes after an `||`.
        let is_new =
            [operators.insert(&voucher.operator), models.insert(voucher.model), versions.insert(voucher.split_version)];
        if agent.is_some() || is_new.contains(&true) {
            apart = apart.saturating_add(1);
        }
    }
    apart
}

/// The weight of a batch of `count` vouchers, so many of them [`apart`], with so many looks at signatures: two are part of
/// what one costs alone, one of what it costs beside others.
fn weight_of_batch<T: Config>(count: u32, apart: u32, checked: u32) -> Weight {
    let beyond = |included: u32| weight_of_checks::<T>(checked.saturating_sub(included));
    let alone = T::WeightInfo::settle(count).saturating_add(beyond(count.saturating_mul(2)));
    let shared = T::WeightInfo::settle(apart)
        .saturating_add(T::WeightInfo::settle_of_one(count.saturating_sub(apart)))
        .saturating_add(beyond(count.saturating_add(apart)));
    alone.min(shared)
}

/// The weight of checking `count` signatures more.
fn weight_of_checks<T: Config>(count: u32) -> Weight {
    if count == 0 {
        Weight::zero()
    } else {
        T::WeightInfo::recheck(count)
    }
}

/// Whether `who` signed `payload`, and whether it took a second look: most keys sign raw, browser wallets don't.
fn is_signed<T: Config>(signature: &T::Signature, payload: &[u8], who: &T::AccountId) -> (bool, bool) {
    if signature.verify(payload, who) {
        return (true, false);
    }
    (is_wrapped_and_signed_by(signature, payload, who), true)
}
