// SPDX-License-Identifier: GPL-3.0-only

//! The ledger's gauges, in addition to those of every node of the SDK: the balances and debts of ledger and escrow,
//! whether payouts or settlements are stopped, and the number of paid calls.

use polkadot_sdk::*;

use crate::service::Client;
use futures::StreamExt;
use openledger_primitives::{
    runtime_api::{AccountBooks, BooksInfo, OpenLedgerApi},
    Balance, Era, OPEN,
};
use openledger_runtime::Hash;
use sc_client_api::BlockchainEvents;
use sc_service::TaskManager;
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use std::sync::Arc;
use substrate_prometheus_endpoint::{register, Gauge, GaugeVec, Opts, PrometheusError, Registry, F64, U64};

/// The two accounts, in the values of the label `account`.
const ACCOUNTS: [&str; 2] = ["ledger", "escrow"];

/// An amount in OPEN. A large amount is rounded to 15 digits, which is enough for a chart.
fn open(amount: Balance) -> f64 {
    #[allow(clippy::as_conversions)]
    let (whole, unit) = (amount as f64, OPEN as f64);
    whole / unit
}

/// The balance of an account beyond the sums owed and kept, in planck; negative if the account holds less.
fn surplus(books: &AccountBooks) -> f64 {
    let needed = books.owed.saturating_add(books.kept);
    // Both are zero as long as the books balance, and zero is exact.
    #[allow(clippy::as_conversions)]
    let (above, below) = (books.balance.saturating_sub(needed) as f64, needed.saturating_sub(books.balance) as f64);
    above - below
}

/// The gauges.
struct Metrics {
    balance: GaugeVec<F64>,
    owed: GaugeVec<F64>,
    surplus: GaugeVec<F64>,
    stopped: GaugeVec<U64>,
    calls: GaugeVec<F64>,
    era: Gauge<U64>,
}

impl Metrics {
    fn register(registry: &Registry) -> Result<Self, PrometheusError> {
        let by_account = ["account"];
        let amounts = |name, help| register(GaugeVec::<F64>::new(Opts::new(name, help), &by_account)?, registry);
        Ok(Self {
            balance: amounts("openledger_balance_open", "The balance of the account, in OPEN")?,
            owed: amounts("openledger_owed_open", "The sum that the account owes, in OPEN")?,
            surplus: amounts(
                "openledger_surplus_planck",
                "The balance of the account beyond the sums owed and kept, in planck; below zero the account is short",
            )?,
            stopped: register(
                GaugeVec::<U64>::new(
                    Opts::new(
                        "openledger_stopped",
                        "1 if payments from the account are stopped because it was found short",
                    ),
                    &by_account,
                )?,
                registry,
            )?,
            calls: register(
                GaugeVec::<F64>::new(
                    Opts::new("openledger_paid_calls", "Paid calls since genesis, by the kind of their signer"),
                    &["signed_by"],
                )?,
                registry,
            )?,
            era: register(Gauge::<U64>::new("openledger_era", "The era that the next block belongs to")?, registry)?,
        })
    }

    fn set(&self, books: &BooksInfo, era: Era) {
        for (name, account) in ACCOUNTS.into_iter().zip([&books.ledger, &books.escrow]) {
            let label = [name];
            self.balance.with_label_values(&label).set(open(account.balance));
            self.owed.with_label_values(&label).set(open(account.owed));
            self.surplus.with_label_values(&label).set(surplus(account));
            self.stopped.with_label_values(&label).set(account.stopped.into());
        }
        for (name, calls) in [("payer", books.calls_of_payers), ("agent", books.calls_of_agents)] {
            #[allow(clippy::as_conversions)]
            self.calls.with_label_values(&[name]).set(calls as f64);
        }
        self.era.set(era.into());
    }
}

fn ask(client: &Client, at: Hash) -> Result<(BooksInfo, Era), ApiError> {
    let api = client.runtime_api();
    Ok((api.books(at)?, api.current_era(at)?))
}

/// Update the gauges with each best block, if the node serves metrics.
pub fn spawn(registry: Option<&Registry>, client: Arc<Client>, task_manager: &TaskManager) {
    let Some(registry) = registry else { return };
    let metrics = match Metrics::register(registry) {
        Ok(metrics) => metrics,
        // The node works without metrics.
        Err(error) => return log::warn!("The ledger's metrics are not available: {error}"),
    };
    task_manager.spawn_handle().spawn("openledger-metrics", None, async move {
        // A node that catches up notifies of no block. The first notification after that updates the gauges.
        let mut imports = client.import_notification_stream();
        let mut at = Some(client.info().best_hash);
        loop {
            if let Some(at) = at {
                match ask(&client, at) {
                    Ok((books, era)) => metrics.set(&books, era),
                    Err(error) => log::debug!("The runtime at block {at:?} gave no books: {error}"),
                }
            }
            let Some(block) = imports.next().await else { return };
            at = block.is_new_best.then_some(block.hash);
        }
    });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn books() -> BooksInfo {
        BooksInfo {
            ledger: AccountBooks { balance: 3 * OPEN + 12, owed: 3 * OPEN, kept: 10, stopped: false },
            escrow: AccountBooks { balance: 10, owed: 7, kept: 10, stopped: true },
            calls_of_payers: 4,
            calls_of_agents: 1_000_000,
        }
    }

    fn value(registry: &Registry, name: &str, label: Option<&str>) -> f64 {
        let family = registry.gather().into_iter().find(|family| family.get_name() == name).unwrap();
        let labeled = family
            .get_metric()
            .iter()
            .find(|metric| label.is_none_or(|label| metric.get_label().iter().any(|pair| pair.get_value() == label)));
        labeled.unwrap().get_gauge().get_value()
    }

    #[test]
    fn the_gauges_should_say_what_the_books_say() {
        let registry = Registry::new();
        Metrics::register(&registry).unwrap().set(&books(), 29_900_000);
        let of = |name, label| value(&registry, name, Some(label));
        assert!((of("openledger_balance_open", "ledger") - 3.0).abs() < 1e-9);
        assert!((of("openledger_owed_open", "ledger") - 3.0).abs() < 1e-9);
        assert_eq!(of("openledger_surplus_planck", "ledger").to_bits(), 2f64.to_bits());
        assert_eq!(of("openledger_surplus_planck", "escrow").to_bits(), (-7f64).to_bits());
        assert_eq!(of("openledger_stopped", "ledger").to_bits(), 0f64.to_bits());
        assert_eq!(of("openledger_stopped", "escrow").to_bits(), 1f64.to_bits());
        assert_eq!(of("openledger_paid_calls", "payer").to_bits(), 4f64.to_bits());
        assert_eq!(of("openledger_paid_calls", "agent").to_bits(), 1_000_000f64.to_bits());
        assert_eq!(value(&registry, "openledger_era", None).to_bits(), 29_900_000f64.to_bits());
    }

    #[test]
    fn a_registry_should_refuse_them_when_it_has_them_already() {
        let registry = Registry::new();
        assert!(Metrics::register(&registry).is_ok());
        assert!(Metrics::register(&registry).is_err());
    }
}
