// SPDX-License-Identifier: GPL-3.0-only

//! The report of a measurement.

use crate::{meter::HostCalls, workload::Workload, Result};
use polkadot_sdk::frame_support::weights::Weight;
use serde::Serialize;
use std::time::Duration;

/// The part of a recorded proof that may exceed the accounted one: that of block hooks that the SDK charges no proof
/// for.
const SLACK: u64 = 64 * 1024;

/// All measurements of one run of the tool.
#[derive(Serialize)]
pub struct Report {
    pub machine: MachineInfo,
    pub runtime: RuntimeInfo,
    /// The limits of all transactions of a block, and of a whole block.
    pub limits: Limits,
    /// The time of one sr25519 signature check on this machine, natively, as the host does it.
    pub signature_check_micros: f64,
    pub states: Vec<StateReport>,
}

/// The machine.
#[derive(Serialize)]
pub struct MachineInfo {
    pub processor: String,
    pub cores: usize,
    /// The profile that the executor was compiled with. The runtime itself is always compiled by wasmtime in the same
    /// way.
    pub profile: &'static str,
}

/// The measured runtime.
#[derive(Serialize)]
pub struct RuntimeInfo {
    pub spec_version: u32,
    /// The size of the WASM as stored on chain, compressed.
    pub code_bytes: usize,
}

#[derive(Clone, Copy, Serialize)]
pub struct Limits {
    pub transactions: Use,
    pub block: Use,
}

/// A cost in both dimensions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Use {
    pub micros: u64,
    pub proof_bytes: u64,
}

impl From<Weight> for Use {
    fn from(weight: Weight) -> Self {
        // Reference time is in picoseconds.
        Self { micros: weight.ref_time() / 1_000_000, proof_bytes: weight.proof_size() }
    }
}

impl Use {
    pub fn fits(&self, limit: &Self) -> bool {
        self.micros <= limit.micros && self.proof_bytes <= limit.proof_bytes
    }
}

/// The blocks on one state.
#[derive(Serialize)]
pub struct StateReport {
    /// Contributors with a position, without the actors.
    pub contributors: u32,
    pub actors: u32,
    /// The number of entries of the state.
    pub keys: u64,
    pub blocks: Vec<BlockReport>,
}

/// One block.
#[derive(Clone, Serialize)]
pub struct BlockReport {
    pub workload: &'static str,
    /// Whether the block was filled until no more transactions fitted, and not until no signer was left.
    pub full: bool,
    pub transactions: u32,
    pub vouchers: u32,
    pub inferences: u64,
    pub events: u32,
    /// The accounted cost of the transactions, after the refund of the unused part.
    pub accounted_transactions: Use,
    /// The accounted cost of the whole block.
    pub accounted: Use,
    /// The measured cost of executing the block.
    pub measured: Times,
    /// The size of the recorded proof, as the chain estimates it during execution.
    pub proof_bytes: u64,
    /// The size of the same proof in the compact encoding for validators, before compression.
    pub compact_proof_bytes: u64,
    /// The number of transactions and inherents.
    pub extrinsic_bytes: u64,
    /// The numbers of different keys that transactions read and changed.
    pub keys_read: u64,
    pub keys_written: u64,
    /// The number of signature checks.
    pub signatures: u32,
    /// The accesses to the state, from another execution with a meter, and their time.
    pub host: HostCalls,
    pub metered_micros: u64,
    /// The cost of each voucher beyond an empty block, or of each transaction where there are no vouchers.
    pub each: Option<Each>,
    /// The same in transfers.
    pub in_transfers: Option<Each>,
}

/// The cost of one of many.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Each {
    pub accounted_micros: f64,
    pub measured_micros: f64,
    pub accounted_proof_bytes: f64,
    pub proof_bytes: f64,
    pub keys_read: f64,
    pub keys_written: f64,
}

impl BlockReport {
    /// The number of vouchers, or of transactions where there are none.
    pub fn units(&self) -> u32 {
        if self.vouchers > 0 {
            self.vouchers
        } else {
            self.transactions
        }
    }

    /// Compare with an empty block and with a transfer.
    pub fn compare(&mut self, empty: &Self, transfer: Option<&Each>) {
        let each = |mine: u64, empty: u64| (mine as f64 - empty as f64) / f64::from(self.units());
        if self.units() > 0 {
            self.each = Some(Each {
                accounted_micros: each(self.accounted.micros, empty.accounted.micros),
                measured_micros: each(self.measured.median_micros, empty.measured.median_micros),
                accounted_proof_bytes: each(self.accounted.proof_bytes, empty.accounted.proof_bytes),
                proof_bytes: each(self.proof_bytes, empty.proof_bytes),
                keys_read: each(self.keys_read, empty.keys_read),
                keys_written: each(self.keys_written, empty.keys_written),
            });
        }
        self.in_transfers = self.each.zip(transfer.copied()).map(|(each, transfer)| Each {
            accounted_micros: each.accounted_micros / transfer.accounted_micros,
            measured_micros: each.measured_micros / transfer.measured_micros,
            accounted_proof_bytes: each.accounted_proof_bytes / transfer.accounted_proof_bytes,
            proof_bytes: each.proof_bytes / transfer.proof_bytes,
            keys_read: each.keys_read / transfer.keys_read,
            keys_written: each.keys_written / transfer.keys_written,
        });
    }

    /// Check the properties that every block has on any machine.
    pub fn check(&self, workload: Workload, limits: &Limits) -> Result<()> {
        let ensure = |holds: bool, what: &str| {
            if holds {
                Ok(())
            } else {
                Err(format!("{}: {what}", self.workload))
            }
        };
        ensure(self.transactions > 0 || workload == Workload::Empty, "there are no transactions")?;
        ensure(workload.is_settlement() == (self.vouchers > 0), "vouchers were expected, or none were")?;
        ensure(self.accounted_transactions.fits(&limits.transactions), "transactions take more than they may")?;
        ensure(self.accounted.fits(&limits.block), "the block takes more than it may")?;
        ensure(self.proof_bytes <= self.accounted.proof_bytes + SLACK, "more proof was recorded than accounted")?;
        Ok(())
    }
}

/// The times of the executions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Times {
    pub runs: usize,
    pub least_micros: u64,
    pub median_micros: u64,
    pub most_micros: u64,
}

impl Times {
    pub fn of(runs: impl IntoIterator<Item = Duration>) -> Self {
        let mut sorted: Vec<_> = runs.into_iter().map(|run| run.as_micros() as u64).collect();
        sorted.sort_unstable();
        let at = |index: usize| sorted.get(index).copied().unwrap_or_default();
        Self {
            runs: sorted.len(),
            least_micros: at(0),
            median_micros: at(sorted.len() / 2),
            most_micros: at(sorted.len().saturating_sub(1)),
        }
    }
}

/// The heading of [`BlockReport::line`].
pub const HEADING: &str = concat!(
    "                                        time, ms              proof, kB             keys          each       ",
    "  in transfers\n",
    "workload             txs vouchers  accounted   measured   accounted  recorded   compact    read written    ",
    "  µs      B       µs      B"
);

impl BlockReport {
    /// The report as a line.
    pub fn line(&self) -> String {
        let (ms, kb) = (|micros: u64| micros as f64 / 1e3, |bytes: u64| bytes as f64 / 1e3);
        let each = |each: Option<Each>, digits: usize| {
            each.map_or_else(String::new, |each| {
                format!("{:>8.digits$} {:>6.digits$}", each.measured_micros, each.proof_bytes)
            })
        };
        format!(
            "{:<19}{:>5} {:>8} {:>10.1} {:>10.1} {:>11.1} {:>9.1} {:>9.1} {:>7} {:>6} {} {}{}",
            self.workload,
            self.transactions,
            self.vouchers,
            ms(self.accounted.micros),
            ms(self.measured.median_micros),
            kb(self.accounted.proof_bytes),
            kb(self.proof_bytes),
            kb(self.compact_proof_bytes),
            self.keys_read,
            self.keys_written,
            each(self.each, 0),
            each(self.in_transfers, 2),
            if self.full || self.transactions == 0 { "" } else { "  (not full)" },
        )
    }
}

impl BlockReport {
    /// The parts of the metered execution's time, as a line. The rest is the runtime's own code, its calls of the host
    /// and their memory.
    pub fn parts(&self, signature_check_micros: f64) -> String {
        let ms = |micros: u64| format!("{:.1}", micros as f64 / 1e3);
        let signatures = (f64::from(self.signatures) * signature_check_micros) as u64;
        let rest = self.metered_micros.saturating_sub(self.host.micros() + signatures);
        let HostCalls { reads, writes, appends, walks, layers, root } = self.host;
        format!(
            "{:<19}{:>8} ms: {} signatures {}, {} reads {}, {} writes {}, {} appends {}, {} walks {}, {} layers {}, \
             root {}, rest {}",
            self.workload,
            ms(self.metered_micros),
            self.signatures,
            ms(signatures),
            reads.count,
            ms(reads.micros),
            writes.count,
            ms(writes.micros),
            appends.count,
            ms(appends.micros),
            walks.count,
            ms(walks.micros),
            layers.count,
            ms(layers.micros),
            ms(root.micros),
            ms(rest),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(micros: u64, bytes: u64, transactions: u32, vouchers: u32) -> BlockReport {
        BlockReport {
            workload: "test",
            full: true,
            transactions,
            vouchers,
            inferences: 0,
            events: 0,
            accounted_transactions: Use { micros, proof_bytes: bytes },
            accounted: Use { micros, proof_bytes: bytes },
            measured: Times::of([Duration::from_micros(micros)]),
            proof_bytes: bytes,
            compact_proof_bytes: bytes,
            extrinsic_bytes: 0,
            keys_read: bytes,
            keys_written: bytes,
            signatures: 0,
            host: HostCalls::default(),
            metered_micros: 0,
            each: None,
            in_transfers: None,
        }
    }

    #[test]
    fn the_median_should_be_in_the_middle() {
        let times = Times::of([5, 1, 9, 7, 3].map(Duration::from_millis));
        assert_eq!(times, Times { runs: 5, least_micros: 1_000, median_micros: 5_000, most_micros: 9_000 });
        assert_eq!(Times::of([]), Times::default());
    }

    #[test]
    fn what_each_takes_should_leave_out_the_empty_block() {
        let empty = block(100, 1_000, 0, 0);
        let mut transfers = block(1_100, 3_000, 10, 0);
        transfers.compare(&empty, None);
        let transfer = transfers.each.unwrap();
        assert_eq!((transfer.measured_micros, transfer.proof_bytes), (100.0, 200.0));
        assert_eq!(transfers.in_transfers, None);

        let mut settlement = block(2_100, 2_000, 1, 20);
        settlement.compare(&empty, Some(&transfer));
        let ratio = settlement.in_transfers.unwrap();
        assert_eq!((ratio.measured_micros, ratio.proof_bytes), (1.0, 0.25));

        let mut nothing = block(100, 1_000, 0, 0);
        nothing.compare(&empty, Some(&transfer));
        assert_eq!((nothing.each, nothing.in_transfers), (None, None));
    }

    #[test]
    fn a_block_that_can_not_be_should_be_reported() {
        let full = Use { micros: 1_000, proof_bytes: 1_000_000 };
        let limits = Limits { transactions: full, block: full };
        assert!(block(1_000, 1_000_000, 1, 0).check(Workload::Pay, &limits).is_ok());
        assert!(block(1_001, 0, 1, 0).check(Workload::Pay, &limits).is_err());
        assert!(block(0, 1_000_001, 1, 0).check(Workload::Pay, &limits).is_err());
        assert!(block(0, 0, 0, 0).check(Workload::Pay, &limits).is_err());
        assert!(block(0, 0, 0, 0).check(Workload::Empty, &limits).is_ok());
        assert!(block(0, 0, 1, 0).check(Workload::SettleOne, &limits).is_err());
        let unpaid = BlockReport { proof_bytes: 100_000, ..block(0, 0, 1, 0) };
        assert!(unpaid.check(Workload::Pay, &limits).is_err());
    }
}
