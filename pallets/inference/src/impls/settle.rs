// SPDX-License-Identifier: Apache-2.0

//! Settling vouchers. A settlement reads and writes each record once, however many vouchers share it, and calls the
//! ledger once.

use super::{
    signatures::Signatures,
    vouchers::{Due, Paid, Records, Refusal},
    EscrowAccount,
};
use crate::{
    CallTotals, Calls, Config, Error, Escrow, Event, Pallet, SignedVoucherOf, SkipReason, WeightInfo, MAX_VOUCHERS,
};
use alloc::{collections::BTreeSet, vec::Vec};
use frame::prelude::*;
use openledger_primitives::{
    influence::{Directed, RouteDirected},
    traits::{EraClock, OperatorSigner, RoutePayments},
    voucher::SignedVoucher,
    Balance, Era, Payment, Voucher,
};

/// The vouchers of one call being settled.
struct Settlement<T: Config> {
    era: Era,
    signatures: Signatures<T>,
    records: Records<T>,
    payments: Vec<Payment<T::AccountId>>,
    calls: CallTotals,
    paid: Balance,
    skipped: u32,
}

impl<T: Config> Pallet<T> {
    /// The highest weight of settling `vouchers`: all signatures are wrapped, those of the operators included.
    pub(crate) fn weight_of_settle(vouchers: &[SignedVoucherOf<T>]) -> Weight {
        let accepted = vouchers.iter().filter(|signed| signed.acceptance.is_some()).count();
        let checked = vouchers.len().saturating_add(accepted).saturating_mul(2);
        batch_weight::<T>(vouchers.len().saturated_into(), standalone_count::<T>(vouchers), checked.saturated_into())
    }

    pub(crate) fn do_settle(by: T::AccountId, vouchers: Vec<SignedVoucherOf<T>>) -> DispatchResultWithPostInfo {
        let count: u32 = vouchers.len().saturated_into();
        ensure!(count > 0, Error::<T>::NoVouchers);
        ensure!(count <= MAX_VOUCHERS, Error::<T>::TooManyVouchers);
        ensure!(!Escrow::<T>::get().settlements_stopped, Error::<T>::SettlementsStopped);

        let standalone = standalone_count::<T>(&vouchers);
        let mut settlement = Settlement::<T>::new(by, vouchers.len());
        for (index, signed) in (0..).zip(vouchers) {
            settlement.settle_or_skip(index, signed)?;
        }
        let weight = batch_weight::<T>(count, standalone, settlement.signatures.checked());
        settlement.write(None)?;
        Ok(Some(weight).into())
    }

    /// Settle one voucher, and direct parts of its revenue. Returns whether it settled, and the weight without that of
    /// the directed parts.
    pub(crate) fn do_settle_directed(
        by: T::AccountId,
        signed: SignedVoucherOf<T>,
        directed: &[Directed<T::AccountId>],
    ) -> Result<(bool, Weight), DispatchError> {
        ensure!(!Escrow::<T>::get().settlements_stopped, Error::<T>::SettlementsStopped);
        // An acceptance does not cover names.
        let operator = &signed.voucher.operator;
        ensure!(by == *operator || by == T::Signers::signer(operator), Error::<T>::NotOperator);
        let mut settlement = Settlement::<T>::new(by, 1);
        settlement.settle_or_skip(0, signed)?;
        let weight = batch_weight::<T>(1, 1, settlement.signatures.checked());
        let settled = !settlement.payments.is_empty();
        settlement.write(Some(directed))?;
        Ok((settled, weight))
    }
}

impl<T: Config> Settlement<T> {
    fn new(by: T::AccountId, capacity: usize) -> Self {
        Self {
            era: T::Eras::current_era(),
            signatures: Signatures::new(by),
            records: Records::default(),
            payments: Vec::with_capacity(capacity),
            calls: CallTotals::default(),
            paid: 0,
            skipped: 0,
        }
    }

    /// Settle a voucher, or skip it with the reason in an event. Fails only for causes outside of the voucher.
    fn settle_or_skip(&mut self, index: u32, signed: SignedVoucherOf<T>) -> DispatchResult {
        match self.settle_one(&signed) {
            Ok(paid) => self.record(index, signed, paid),
            Err(Refusal::Skip(reason)) => {
                self.skip(index, signed, reason);
                Ok(())
            }
            Err(Refusal::Fail(error)) => Err(error),
        }
    }

    fn settle_one(&mut self, signed: &SignedVoucherOf<T>) -> Result<Paid, Refusal> {
        let admitted = self.records.admit(signed, self.era)?;
        let due = Due::of(signed, admitted.settled())?;
        self.signatures.check_acceptance(signed)?;
        self.signatures.check_voucher(signed)?;
        admitted.pay(signed.voucher.model, due, self.era)
    }

    fn skip(&mut self, index: u32, signed: SignedVoucherOf<T>, reason: SkipReason) {
        // Saturating: at most as many as there are vouchers.
        self.skipped = self.skipped.saturating_add(1);
        let claimed = signed.claimed();
        let Voucher { payer, operator, channel, agent, model, split_version, .. } = signed.voucher;
        Pallet::<T>::deposit_event(Event::VoucherSkipped {
            index,
            payer,
            operator,
            channel,
            agent,
            model,
            split_version,
            claimed,
            reason,
        });
    }

    /// Record the payment of a voucher, for the ledger and in an event.
    fn record(&mut self, index: u32, signed: SignedVoucherOf<T>, paid: Paid) -> DispatchResult {
        let Voucher { payer, operator, channel, agent, model, receipts_root, split_version, .. } = signed.voucher;
        let Paid { amount, units, total, commission, left, limit } = paid;
        self.paid = self.paid.ensure_add(amount)?;
        let calls = units.calls.into();
        self.calls.add(match agent {
            None => CallTotals { payers: calls, agents: 0 },
            Some(_) => CallTotals { payers: 0, agents: calls },
        });
        self.payments.push(Payment {
            payer: payer.clone(),
            operator: operator.clone(),
            model,
            amount,
            units,
            commission,
            split_version: Some(split_version),
        });
        Pallet::<T>::deposit_event(Event::VoucherSettled {
            index,
            payer,
            operator,
            channel,
            agent,
            model,
            split_version,
            amount,
            units,
            total,
            receipts_root,
            left,
            limit,
        });
        Ok(())
    }

    /// Write the changed records and pass the payments to the ledger: all of them, or one whose revenue is directed.
    fn write(self, directed: Option<&[Directed<T::AccountId>]>) -> DispatchResult {
        let settled = self.payments.len().saturated_into();
        self.records.write();
        if !self.payments.is_empty() {
            Escrow::<T>::try_mutate(|books| {
                books.owed = books.owed.ensure_sub(self.paid)?;
                Ok::<_, DispatchError>(())
            })?;
            Calls::<T>::mutate(|calls| calls.add(self.calls));
            // No payment can make the others fail: the fee split of each is accepted, the channels' balances are in the
            // escrow, and the commons receive any part that a pool cannot take. If the escrow is short and
            // `on_finalize` has not seen it yet, the call fails, as every settlement will from the next block on.
            let escrow = EscrowAccount::<T>::account();
            match (directed, self.payments.as_slice()) {
                (Some(directed), [payment]) => T::Revenue::route_directed(&escrow, payment, directed)?,
                (_, payments) => T::Revenue::route(&escrow, payments)?,
            }
        }
        let (by, skipped, amount) = (self.signatures.by, self.skipped, self.paid);
        Pallet::<T>::deposit_event(Event::BatchSettled { by, settled, skipped, amount });
        Ok(())
    }
}

/// The number of vouchers that are charged the full price: the first for each operator, model and fee-split version,
/// and every agent's. The others read and write only their channel. All records of a voucher are read even if it is
/// skipped.
fn standalone_count<T: Config>(vouchers: &[SignedVoucherOf<T>]) -> u32 {
    let (mut operators, mut models, mut versions) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut standalone: u32 = 0;
    for SignedVoucher { voucher, .. } in vouchers {
        // All three are inserted, so none of them may come after an `||`.
        let is_new =
            [operators.insert(&voucher.operator), models.insert(voucher.model), versions.insert(voucher.split_version)];
        if voucher.agent.is_some() || is_new.contains(&true) {
            standalone = standalone.saturating_add(1);
        }
    }
    standalone
}

/// The weight of a batch of `count` vouchers, of which `standalone` are charged in full, with `checked` signature
/// checks. The benchmark of a standalone voucher includes two checks, that of a grouped one includes one.
fn batch_weight<T: Config>(count: u32, standalone: u32, checked: u32) -> Weight {
    let beyond = |included: u32| weight_of_checks::<T>(checked.saturating_sub(included));
    let alone = T::WeightInfo::settle(count).saturating_add(beyond(count.saturating_mul(2)));
    let shared = T::WeightInfo::settle(standalone)
        .saturating_add(T::WeightInfo::settle_of_one(count.saturating_sub(standalone)))
        .saturating_add(beyond(count.saturating_add(standalone)));
    alone.min(shared)
}

/// The weight of `count` signature checks beyond those that the benchmarks include.
fn weight_of_checks<T: Config>(count: u32) -> Weight {
    if count == 0 {
        Weight::zero()
    } else {
        T::WeightInfo::recheck(count)
    }
}
