// SPDX-License-Identifier: Apache-2.0

//! The report: a row for each era, and a summary.

use crate::{
    chain::{Block, Chain},
    checks::Sums,
    state::{Cost, Prefix, Size},
    year::{Claim, Measured, Year},
    Options, Result,
};
use openledger_primitives::{Balance, OPEN};
use openledger_runtime::AllPalletsWithSystem;
use polkadot_sdk::frame_support::traits::StorageInfoTrait;
use serde_json::{json, Value};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// Pallets that have a column of their own; the others share one.
const PALLETS: [&str; 7] =
    ["System", "Balances", "Attribution", "Datanets", "ModelRegistry", "Inference", "OperatorStaking"];
/// The counts that have a column.
const COUNTS: [&str; 14] = [
    "payments",
    "vouchers",
    "vouchers in part",
    "vouchers skipped",
    "contributions",
    "rejections",
    "claims",
    "flows",
    "stakes",
    "unbondings",
    "withdrawals",
    "slashes",
    "slashes applied",
    "channels closed",
];

/// All measurements.
pub struct Report {
    begun: Instant,
    names: BTreeMap<Prefix, (String, String)>,
    rows: Vec<Vec<(String, String)>>,
    before: BTreeMap<&'static str, u64>,
    paid_before: Balance,
    claimed_before: Balance,
    longest_claim: Claim,
    longest_path: Claim,
    settled_in: Duration,
    full_checks: u32,
    yardsticks: Vec<f64>,
    mandatory: Worst,
    idle: Worst,
    queue: u64,
    drained_in: usize,
}

/// The worst block of the year, of one kind of hook.
#[derive(Clone, Copy, Default)]
struct Worst {
    /// The time in median transfers of the era.
    ratio: f64,
    time: Duration,
    reads: u32,
    writes: u32,
    flows: u64,
}

impl Worst {
    fn see(&mut self, cost: &Cost, flows: u64, yardstick: f64) {
        let ratio = micros(cost.time) / yardstick;
        if ratio > self.ratio {
            (self.ratio, self.time) = (ratio, cost.time);
        }
        self.reads = self.reads.max(cost.reads);
        self.writes = self.writes.max(cost.writes);
        self.flows = self.flows.max(flows);
    }

    fn json(&self) -> Value {
        json!({
            "most_reads": self.reads,
            "most_writes": self.writes,
            "most_flows": self.flows,
            "longest_us": round(micros(self.time)),
            "longest_in_transfers": round(self.ratio),
        })
    }
}

impl Report {
    /// Create an empty report, after the preparation.
    pub fn new(chain: &Chain, settled_in: Duration) -> Self {
        let names = AllPalletsWithSystem::storage_info().into_iter().filter_map(|info| {
            let name = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
            let prefix = Prefix::try_from(info.prefix).ok()?;
            Some((prefix, (name(info.pallet_name), name(info.storage_name))))
        });
        Self {
            begun: Instant::now(),
            names: names.collect(),
            rows: Vec::new(),
            before: chain.books.counts.clone(),
            paid_before: chain.books.paid,
            claimed_before: chain.books.claimed,
            longest_claim: Claim::default(),
            longest_path: Claim::default(),
            settled_in,
            full_checks: 0,
            yardsticks: Vec::new(),
            mandatory: Worst::default(),
            idle: Worst::default(),
            queue: 0,
            drained_in: 0,
        }
    }

    /// Record that everything was checked.
    pub fn checked(&mut self) {
        self.full_checks += 1;
    }

    /// Record an era.
    pub fn era(&mut self, chain: &Chain, year: &Year, measured: Measured, sums: &Sums) {
        let yardstick = median(measured.transfers.iter().map(|cost| micros(cost.time)).collect());
        self.yardsticks.push(yardstick);
        for block in &chain.blocks {
            self.mandatory.see(&block.mandatory, 0, yardstick);
            self.idle.see(&block.idle, block.flows, yardstick);
        }
        let row = self.row(chain, year, &measured, sums, yardstick);
        self.rows.push(row);
        self.queue = self.queue.max(measured.queue);
        self.drained_in = self.drained_in.max(measured.drained_in);
        self.longest_claim = self.longest_claim.longer(measured.longest_claim);
        self.longest_path = self.longest_path.longer(measured.longest_path);
        self.before = chain.books.counts.clone();
        (self.paid_before, self.claimed_before) = (chain.books.paid, chain.books.claimed);
    }

    fn row(
        &self,
        chain: &Chain,
        year: &Year,
        measured: &Measured,
        sums: &Sums,
        yardstick: f64,
    ) -> Vec<(String, String)> {
        let blocks = &chain.blocks;
        let mut row = Row::default();
        row.put("era", chain.era);
        row.put("blocks", blocks.len());
        row.put("calls", blocks.iter().map(|block| block.calls).sum::<u64>());
        for what in COUNTS {
            let (now, before) = (chain.books.counts.get(what), self.before.get(what));
            let (now, before) = (now.copied().unwrap_or_default(), before.copied().unwrap_or_default());
            row.put(&what.replace(' ', "_"), now - before);
        }
        row.put("contributors", year.contributors());
        row.put("models", year.models());
        row.put("paid_open", in_open(chain.books.paid - self.paid_before));
        row.put("claimed_open", in_open(chain.books.claimed - self.claimed_before));

        let (total, of_pallets) = self.state_by_pallet(chain);
        row.put("keys", total.keys);
        row.put("bytes", total.bytes);
        for (pallet, size) in of_pallets {
            row.put(&format!("bytes_{}", pallet.to_lowercase()), size.bytes);
        }
        row.put("positions", chain.state.size_of("Attribution", "Positions").keys);
        row.put("snapshots", chain.state.size_of("Attribution", "EraSnapshots").keys);

        row.put("queue_most", measured.queue);
        row.put("queue_end", chain.queue());
        row.put("drained_in_blocks", measured.drained_in);

        row.put("transfer_us", round(yardstick));
        hooks(&mut row, "mandatory", blocks, |block| block.mandatory, yardstick);
        hooks(&mut row, "idle", blocks, |block| block.idle, yardstick);
        let charged = blocks.iter().map(|block| block.idle_weight.ref_time()).max().unwrap_or_default();
        row.put("idle_charged_us_most", round(charged as f64 / 1e6));
        row.put("idle_flows_most", blocks.iter().map(|block| block.flows).max().unwrap_or_default());
        let quiet = measured.quiet.mandatory.and(measured.quiet.idle);
        row.put("quiet_us", round(micros(quiet.time)));
        row.put("quiet_reads", quiet.reads);
        row.put("quiet_writes", quiet.writes);

        let claims: Vec<f64> = measured.claims.iter().map(|time| micros(*time)).collect();
        row.put("claim_us_median", round(median(claims)));
        row.put("claim_longest_reads", measured.longest_claim.cost.reads);
        row.put("claim_longest_writes", measured.longest_claim.cost.writes);
        row.put("path_longest_steps", measured.longest_path.steps);
        row.put("path_longest_reads", measured.longest_path.cost.reads);
        row.put("path_longest_writes", measured.longest_path.cost.writes);
        row.put("path_longest_us", round(micros(measured.longest_path.cost.time)));
        row.put("claims_too_little", measured.too_little);
        let (vouchers, time) = measured
            .batches
            .iter()
            .fold((0, Duration::ZERO), |(vouchers, time), (count, cost)| (vouchers + count, time + cost.time));
        row.put("voucher_us_mean", round(micros(time) / (vouchers as f64).max(1.0)));

        row.put("ledger_owes_planck", sums.owed);
        row.put("escrow_owes_planck", sums.escrow);
        row.put("issuance_planck", sums.issuance);
        row.put("difference_planck", 0);
        row.0
    }

    fn state_by_pallet(&self, chain: &Chain) -> (Size, Vec<(&'static str, Size)>) {
        let (mut total, mut other) = (Size::default(), Size::default());
        let mut pallets: Vec<(&'static str, Size)> = PALLETS.map(|pallet| (pallet, Size::default())).into();
        for (prefix, size) in chain.state.sizes() {
            let name = self.names.get(prefix).map_or("", |(pallet, _)| pallet.as_str());
            let place = pallets.iter_mut().find(|(pallet, _)| *pallet == name).map_or(&mut other, |(_, size)| size);
            for sum in [place, &mut total] {
                sum.keys += size.keys;
                sum.bytes += size.bytes;
            }
        }
        pallets.push(("other", other));
        (total, pallets)
    }

    /// The summary.
    pub fn summary(&self, chain: &Chain, year: &Year, options: &Options) -> Value {
        let (total, _) = self.state_by_pallet(chain);
        let mut items: Vec<(String, Size)> = chain
            .state
            .sizes()
            .filter_map(|(prefix, size)| {
                self.names.get(prefix).map(|(pallet, item)| (format!("{pallet}.{item}"), *size))
            })
            .collect();
        items.sort_by_key(|(_, size)| std::cmp::Reverse(size.bytes));
        let items: Vec<Value> = items
            .into_iter()
            .take(25)
            .map(|(item, size)| {
                let each = size.bytes as f64 / (size.keys as f64).max(1.0);
                json!({ "item": item, "keys": size.keys, "bytes": size.bytes, "bytes_each": round(each) })
            })
            .collect();
        let yardstick = median(self.yardsticks.clone());
        let claim = |claim: &Claim| {
            json!({
                "pools_flowed_first": claim.steps,
                "reads": claim.cost.reads,
                "writes": claim.cost.writes,
                "us": round(micros(claim.cost.time)),
                "in_transfers": round(micros(claim.cost.time) / yardstick),
            })
        };
        json!({
            "options": {
                "contributors": options.contributors,
                "models": options.models,
                "operators": options.operators,
                "eras": options.eras,
                "seed": options.seed,
                "check_every": options.check_every,
            },
            "machine": { "cpu": cpu(), "cores": std::thread::available_parallelism().map_or(0, |cores| cores.get()) },
            "seconds": {
                "settling_in": self.settled_in.as_secs(),
                "eras": self.begun.elapsed().as_secs(),
            },
            "population": {
                "contributors": year.contributors(),
                "models": year.models(),
                "generations": year.generations(),
                "datanets": options.datanets(),
                "delegators": options.delegators(),
                "channels": options.channels(),
            },
            "state": { "keys": total.keys, "bytes": total.bytes, "items": items },
            "transfer_us": round(yardstick),
            "hooks": { "mandatory": self.mandatory.json(), "on_idle": self.idle.json() },
            "queue": { "most": self.queue, "most_blocks_to_drain": self.drained_in },
            "longest_claim": claim(&self.longest_claim),
            "longest_claim_with_path": claim(&self.longest_path),
            "money_open": {
                "paid": in_open(chain.books.paid),
                "claimed": in_open(chain.books.claimed),
                "to_treasury": in_open(chain.books.treasury),
                "burned": in_open(chain.books.burned),
                "owed_at_the_end": in_open(chain.books.owed),
                "in_escrow_at_the_end": in_open(chain.books.escrow),
                "slashed": in_open(chain.books.slashed),
            },
            "counts": chain.books.counts,
            "refused": chain.refused,
            "vouchers_skipped": chain.books.skipped,
            "conservation": {
                "eras_checked": self.rows.len(),
                "checked_by_full_iteration": self.full_checks,
                "difference_planck": 0,
            },
        })
    }

    /// Write rows and summary into `folder`.
    pub fn write(&self, folder: &Path, summary: &Value) -> Result<()> {
        let line = |cells: Vec<&str>| cells.join(",") + "\n";
        let mut csv = String::new();
        if let Some(row) = self.rows.first() {
            csv += &line(row.iter().map(|(name, _)| name.as_str()).collect());
        }
        for row in &self.rows {
            csv += &line(row.iter().map(|(_, value)| value.as_str()).collect());
        }
        let json = serde_json::to_string_pretty(summary).map_err(|error| error.to_string())? + "\n";
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        fs::create_dir_all(folder).map_err(failed)?;
        fs::write(folder.join("year.csv"), csv).map_err(failed)?;
        fs::write(folder.join("year.json"), json).map_err(failed)
    }
}

/// A row in the making.
#[derive(Default)]
struct Row(Vec<(String, String)>);

impl Row {
    fn put(&mut self, name: &str, value: impl ToString) {
        self.0.push((name.to_string(), value.to_string()));
    }
}

fn hooks(row: &mut Row, name: &str, blocks: &[Block], of: fn(&Block) -> Cost, yardstick: f64) {
    let times: Vec<f64> = blocks.iter().map(|block| micros(of(block).time)).collect();
    let most = times.iter().copied().fold(0.0, f64::max);
    let mid = median(times);
    row.put(&format!("{name}_us_median"), round(mid));
    row.put(&format!("{name}_us_most"), round(most));
    row.put(&format!("{name}_median_in_transfers"), round(mid / yardstick));
    row.put(&format!("{name}_most_in_transfers"), round(most / yardstick));
    row.put(&format!("{name}_reads_most"), blocks.iter().map(|block| of(block).reads).max().unwrap_or_default());
    row.put(&format!("{name}_writes_most"), blocks.iter().map(|block| of(block).writes).max().unwrap_or_default());
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// Round to two decimal places.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn in_open(planck: Balance) -> f64 {
    round(planck as f64 / OPEN as f64)
}

fn cpu() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or("unknown", |(_, name)| name.trim()).to_string()
}
