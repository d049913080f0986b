// SPDX-License-Identifier: GPL-3.0-only

//! Fills blocks of the runtime that ships with transactions of one kind, executes them as a collator does, and reports
//! their time, proof and storage next to the figures that the chain accounts. `benchmarks/README.md` explains the
//! results.

// A tool on a developer's machine: its numbers are far from the limits of their types, and it stops at errors.
#![allow(clippy::arithmetic_side_effects, clippy::as_conversions)]

mod cast;
mod chain;
mod check;
mod meter;
mod report;
mod state;
mod workload;

use crate::{
    cast::Cast,
    chain::{execute, genesis_header, metered, Building, Machine},
    report::{BlockReport, Limits, MachineInfo, Report, RuntimeInfo, StateReport, Times, Use, HEADING},
    state::State,
    workload::Workload,
};
use clap::Parser;
use codec::Encode;
use openledger_runtime::{configs::system::RuntimeBlockWeights, Header, Runtime, RuntimeEvent, System, VERSION};
use pallet_inference::Event;
use polkadot_sdk::{
    frame_support::dispatch::DispatchClass,
    frame_system,
    sp_core::{sr25519, Pair},
};
use std::{
    fmt::{Arguments, Debug},
    path::PathBuf,
    process::ExitCode,
    time::Instant,
};

/// The result with any error.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Empty blocks before the first one that counts: the first block of a chain does more than others.
const WARM_UP: u32 = 3;
/// The round of the vouchers in blocks: the second one of each channel.
const ROUND: u64 = 2;
/// Signatures checked in one round, to measure one.
const SIGNATURES: u32 = 500;
/// The number of such rounds.
const SIGNATURE_ROUNDS: u32 = 10;

/// Fill blocks of the runtime that ships and measure them.
#[derive(Parser)]
struct Options {
    /// A small state and small blocks, as a smoke test.
    #[arg(long)]
    quick: bool,
    /// Contributors in each of the states.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 100_000, 1_000_000])]
    contributors: Vec<u32>,
    /// Only these workloads, with the empty block and the transfers.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Executions of each block; the median counts.
    #[arg(long, default_value_t = 7)]
    runs: usize,
    /// The file for the results, as JSON.
    #[arg(long)]
    out: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Name the place of an error.
pub fn done<T>(what: &str, result: std::result::Result<T, impl Debug>) -> Result<T> {
    result.map_err(|error| format!("{what}: {error:?}").into())
}

/// Print the progress.
pub fn log(what: Arguments) {
    eprintln!("  {what}");
}

fn run(options: Options) -> Result<()> {
    let workloads = workloads(&options.only)?;
    let machine = Machine::new()?;
    let mut report = Report {
        machine: machine_info()?,
        runtime: RuntimeInfo { spec_version: VERSION.spec_version, code_bytes: Machine::code()?.len() },
        limits: limits()?,
        signature_check_micros: signature_check()?,
        states: Vec::new(),
    };
    let (sizes, runs) = if options.quick { (vec![1_000], 1) } else { (options.contributors, options.runs) };
    for contributors in sizes {
        let cast = if options.quick { Cast::quick(contributors) } else { Cast::full(contributors) };
        let state = measure_state(&machine, &cast, &workloads, runs, options.quick, &report.limits)?;
        println!("\nWhere the time goes");
        for block in &state.blocks {
            println!("{}", block.parts(report.signature_check_micros));
        }
        report.states.push(state);
    }
    if let Some(path) = options.out {
        std::fs::write(&path, format!("{}\n", serde_json::to_string_pretty(&report)?))?;
        eprintln!("Results are in {}", path.display());
    }
    Ok(())
}

/// The workloads of these names, or all. The empty block and the transfers are always among them, for comparison.
fn workloads(only: &[String]) -> Result<Vec<Workload>> {
    if let Some(unknown) = only.iter().find(|name| Workload::ALL.iter().all(|workload| workload.name() != **name)) {
        let names = Workload::ALL.map(Workload::name).join(", ");
        return Err(format!("there is no workload {unknown}; there are {names}").into());
    }
    let is_wanted = |workload: &Workload| {
        let is_basis = matches!(workload, Workload::Empty | Workload::Transfer);
        only.is_empty() || is_basis || only.iter().any(|name| name == workload.name())
    };
    Ok(Workload::ALL.into_iter().filter(is_wanted).collect())
}

fn measure_state(
    machine: &Machine,
    cast: &Cast,
    workloads: &[Workload],
    runs: usize,
    thorough: bool,
    limits: &Limits,
) -> Result<StateReport> {
    eprintln!("State with {} contributors:", cast.contributors);
    let start = Instant::now();
    let mut state = State::load(state::prepare(Machine::code()?, cast)?)?;
    let keys = state.keys();
    let mut parent = genesis_header(&state);
    for _ in 0..WARM_UP {
        let built = Building::open(machine, &state, &parent)?.close()?;
        parent = built.block.header.clone();
        let changes = built.into_changes();
        state.commit(changes)?;
    }
    log(format_args!("{keys} entries, ready after {} s", start.elapsed().as_secs()));

    println!("\n{} contributors, {keys} entries\n{HEADING}", cast.contributors);
    let mut blocks: Vec<BlockReport> = Vec::new();
    for workload in workloads {
        let mut block = measure(machine, &state, &parent, cast, *workload, runs, thorough)?;
        block.check(*workload, limits)?;
        let find = |workload: Workload| blocks.iter().find(|block| block.workload == workload.name());
        if let Some(empty) = find(Workload::Empty) {
            block.compare(empty, find(Workload::Transfer).and_then(|block| block.each.as_ref()));
        }
        println!("{}", block.line());
        blocks.push(block);
    }
    Ok(StateReport { contributors: cast.contributors, actors: cast.actors, keys, blocks })
}

/// Fill a block with a workload, execute it, and report its cost.
fn measure(
    machine: &Machine,
    state: &State,
    parent: &Header,
    cast: &Cast,
    workload: Workload,
    runs: usize,
    thorough: bool,
) -> Result<BlockReport> {
    let mut building = Building::open(machine, state, parent)?;
    let (mut units, mut size, mut full) = (0, workload.batch(), false);
    // When a whole batch no longer fits, the rest is filled with halves of it.
    while size > 0 && units < workload.most(cast) {
        if building.push(|| workload.transaction(cast, ROUND, units, size))? {
            units += size;
        } else {
            full = true;
            size /= 2;
        }
    }
    let mut built = building.close()?;
    let seen = built.look(|| Seen::read(thorough))?;
    let (block, keys, transactions) = (built.block.clone(), built.keys, built.transactions);
    drop(built);
    if workload.is_settlement() && seen.vouchers != units {
        return Err(format!("{units} vouchers were submitted, {} settled", seen.vouchers).into());
    }

    // The first execution warms wasmtime and the allocator up.
    let first = execute(machine, state, &block)?;
    let mut times = Vec::new();
    for _ in 0..runs {
        times.push(execute(machine, state, &block)?.time);
    }
    let (metered_time, host) = metered(machine, state, &block)?;
    let compact = done("the proof", first.proof.into_compact_proof::<state::Hashing>(state.root()))?;
    Ok(BlockReport {
        workload: workload.name(),
        full,
        transactions,
        vouchers: seen.vouchers,
        inferences: seen.inferences,
        events: seen.events,
        accounted_transactions: seen.transactions,
        accounted: seen.total,
        measured: Times::of(times),
        proof_bytes: first.estimate,
        compact_proof_bytes: compact.encoded_size() as u64,
        extrinsic_bytes: block.extrinsics.iter().map(|extrinsic| extrinsic.encoded_size() as u64).sum(),
        keys_read: keys.read,
        keys_written: keys.written,
        signatures: transactions + seen.vouchers * workload.signatures_of_voucher(),
        host,
        metered_micros: metered_time.as_micros() as u64,
        each: None,
        in_transfers: None,
    })
}

/// The figures of the state after a block.
struct Seen {
    vouchers: u32,
    inferences: u64,
    events: u32,
    transactions: Use,
    total: Use,
}

impl Seen {
    fn read(thorough: bool) -> Result<Self> {
        if thorough {
            check::everything()?;
        } else {
            check::conservation()?;
        }
        let weight = frame_system::BlockWeight::<Runtime>::get();
        let mut seen = Self {
            vouchers: 0,
            inferences: 0,
            events: 0,
            transactions: (*weight.get(DispatchClass::Normal)).into(),
            total: weight.total().into(),
        };
        for record in System::events() {
            seen.events += 1;
            match record.event {
                RuntimeEvent::Inference(Event::VoucherSettled { units, .. }) => {
                    seen.vouchers += 1;
                    seen.inferences += units.calls;
                }
                RuntimeEvent::Inference(Event::VoucherSkipped { index, reason, .. }) => {
                    return Err(format!("voucher {index} was skipped: {reason:?}").into());
                }
                RuntimeEvent::Inference(Event::Paid { units, .. }) => seen.inferences += units.calls,
                _ => {}
            }
        }
        Ok(seen)
    }
}

fn limits() -> Result<Limits> {
    let weights = RuntimeBlockWeights::get();
    let transactions = weights.get(DispatchClass::Normal).max_total.ok_or("transactions have no limit")?;
    Ok(Limits { transactions: transactions.into(), block: weights.max_block.into() })
}

/// The time that the host takes to check a signature, in microseconds.
fn signature_check() -> Result<f64> {
    let key = cast::owner();
    let messages: Vec<_> = (0..SIGNATURES).map(|n| ("a message", n).encode()).collect();
    let signatures: Vec<_> = messages.iter().map(|message| key.pair.sign(message)).collect();
    // The minimum of the rounds: other work on the machine only adds to it.
    let mut least = f64::INFINITY;
    for _ in 0..SIGNATURE_ROUNDS {
        let start = Instant::now();
        for (signature, message) in signatures.iter().zip(&messages) {
            if !sr25519::Pair::verify(signature, message, &key.pair.public()) {
                return Err("a signature is not what was signed".into());
            }
        }
        least = least.min(start.elapsed().as_secs_f64());
    }
    Ok(least * 1e6 / f64::from(SIGNATURES))
}

fn machine_info() -> Result<MachineInfo> {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    Ok(MachineInfo {
        processor: model.map_or_else(|| "unknown".into(), |(_, name)| name.trim().into()),
        cores: std::thread::available_parallelism()?.get(),
        profile: if cfg!(debug_assertions) {
            "development: opt-level 1, and 3 for the executor, hashes, signatures and the trie"
        } else {
            "release"
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compared_with_should_always_be_measured() {
        let names = |only: &[&str]| {
            let only: Vec<_> = only.iter().map(|name| (*name).into()).collect();
            workloads(&only).map(|found| found.into_iter().map(Workload::name).collect::<Vec<_>>())
        };
        assert_eq!(names(&["claim"]).unwrap(), ["empty", "transfer", "claim"]);
        assert_eq!(names(&[]).unwrap().len(), Workload::ALL.len());
        assert!(names(&["nothing"]).is_err());
    }
}
