// SPDX-License-Identifier: Apache-2.0

//! A simulated year of the chain, era by era, on the runtime's own code compiled natively. It measures the growth of
//! the state, the cost of hooks and the time of claims, and checks that no planck is lost. `benchmarks/YEAR.md`
//! describes the simulation and its results.

// Off-chain: an overflow or a number out of range ends the program, which is a failed run.
#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::indexing_slicing)]

mod chain;
mod checks;
mod random;
mod report;
mod state;
mod world;
mod year;

use clap::Parser;
use report::Report;
use std::{path::PathBuf, process::ExitCode, time::Instant};
use world::World;
use year::Year;

/// The result with an error in words.
type Result<T> = std::result::Result<T, String>;

/// Simulate a year.
#[derive(Clone, Debug, Parser)]
struct Options {
    /// Contributors when the year begins.
    #[arg(long, default_value_t = 1_000_000)]
    contributors: usize,
    /// Models when the year begins. There are as many payers, and twice as many channels.
    #[arg(long, default_value_t = 1_000)]
    models: usize,
    /// Operators.
    #[arg(long, default_value_t = 100)]
    operators: usize,
    /// Eras, which are days.
    #[arg(long, default_value_t = 365)]
    eras: u32,
    /// The seed of the random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The number of eras between checks of all invariants by full iteration; one is at the beginning and one at the
    /// end.
    #[arg(long, default_value_t = 122)]
    check_every: u32,
    /// A small year in seconds: 2,000 contributors, 40 models, 8 operators, 40 eras.
    #[arg(long)]
    quick: bool,
    /// The folder for year.csv and year.json.
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Options {
    /// Apply `--quick`.
    fn resolved(self) -> Self {
        if self.quick {
            Self { contributors: 2_000, models: 40, operators: 8, eras: 40, check_every: 10, ..self }
        } else {
            self
        }
    }

    fn datanets(&self) -> usize {
        (self.models / 5).max(2)
    }

    fn channels(&self) -> usize {
        2 * self.models
    }

    fn delegators(&self) -> usize {
        (self.contributors / 100).max(20)
    }

    fn checked(self) -> Result<Self> {
        if self.contributors < 10 || self.models < 10 || self.operators < 4 || self.eras == 0 || self.check_every == 0 {
            return Err("at least 10 contributors, 10 models, 4 operators and an era, please".into());
        }
        Ok(self)
    }
}

fn main() -> ExitCode {
    match Options::parse().resolved().checked().and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("FAILED: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    let start = Instant::now();
    let (mut world, mut chain) = World::genesis(options)?;
    world.settle_in(&mut chain, options)?;
    let mut report = Report::new(&chain, start.elapsed());
    eprintln!("{} contributors settled in after {} s", options.contributors, start.elapsed().as_secs());
    check_everything(&mut chain, &mut report)?;

    let mut year = Year::new(world, &mut chain, options);
    for era in 1..=options.eras {
        let measured = year.era(&mut chain)?;
        let sums = checks::conservation(&mut chain).map_err(|error| format!("era {era}: {error}"))?;
        report.era(&chain, &year, measured, &sums);
        if era.is_multiple_of(options.check_every) || era == options.eras {
            check_everything(&mut chain, &mut report)?;
        }
        if era.is_multiple_of(10) {
            eprintln!("era {era} of {} after {} s", options.eras, start.elapsed().as_secs());
        }
    }
    let summary = report.summary(&chain, &year, options);
    match &options.out {
        Some(folder) => report.write(folder, &summary),
        None => {
            serde_json::to_string_pretty(&summary).map(|text| println!("{text}")).map_err(|error| error.to_string())
        }
    }
}

fn check_everything(chain: &mut chain::Chain, report: &mut Report) -> Result<()> {
    let start = Instant::now();
    checks::everything(chain).map_err(|error| format!("era {}: {error}", chain.era))?;
    report.checked();
    eprintln!("era {}: all invariants hold, proved in {} s", chain.era, start.elapsed().as_secs());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use openledger_primitives::Balance;
    use openledger_runtime::{Attribution, Inference, Runtime};
    use pallet_attribution::{FlowQueue, Turn};
    use polkadot_sdk::{frame_system, pallet_balances::TotalIssuance};

    fn small() -> Options {
        let small = ["year", "--contributors", "300", "--models", "20", "--operators", "5", "--eras", "35"];
        Options::parse_from(small).checked().unwrap()
    }

    #[test]
    fn a_small_year_should_keep_every_planck() {
        let options = small();
        let (mut world, mut chain) = World::genesis(&options).unwrap();
        world.settle_in(&mut chain, &options).unwrap();
        let mut report = Report::new(&chain, Default::default());
        let mut year = Year::new(world, &mut chain, &options);
        for _ in 0..options.eras {
            let measured = year.era(&mut chain).unwrap();
            let sums = checks::conservation(&mut chain).unwrap();
            // Only models with too little revenue for a flow of their own wait, and only for the end of this era.
            let end_of_era = Turn { era: chain.era, at_end: true };
            assert!(chain.read(|| FlowQueue::<Runtime>::iter_keys().all(|key| key.turn() == end_of_era)));
            report.era(&chain, &year, measured, &sums);
        }
        check_everything(&mut chain, &mut report).unwrap();

        // Every kind of event happened.
        let happened = [
            "payments",
            "vouchers",
            "contributions",
            "rejections",
            "erasures",
            "claims",
            "flows",
            "stakes",
            "unbondings",
            "withdrawals",
            "slashes",
            "slashes applied",
            "fee splits",
            "sweeps",
            "top-ups",
            "channels closed",
        ];
        for what in happened {
            assert!(
                chain.books.counts.get(what).is_some_and(|times| *times > 0),
                "no {what}: {:?}",
                chain.books.counts
            );
        }
        assert_eq!(chain.books.counts.get("failed flows"), None);
        let summary = report.summary(&chain, &year, &options);
        assert_eq!(summary["conservation"]["eras_checked"], options.eras);
    }

    #[test]
    fn the_same_seed_should_give_the_same_year() {
        let options = Options { eras: 3, ..small() };
        let [one, other] = [(); 2].map(|()| {
            let (mut world, mut chain) = World::genesis(&options).unwrap();
            world.settle_in(&mut chain, &options).unwrap();
            let mut year = Year::new(world, &mut chain, &options);
            for _ in 0..options.eras {
                year.era(&mut chain).unwrap();
            }
            (chain.books.paid, chain.books.claimed, chain.state.recount())
        });
        assert!(one == other);
    }

    /// Check that the change of the state by `change` is found.
    fn assert_found(change: impl FnOnce(), part: &str) {
        let options = small();
        let (mut world, mut chain) = World::genesis(&options).unwrap();
        world.settle_in(&mut chain, &options).unwrap();
        checks::conservation(&mut chain).unwrap();
        chain.read(change);
        let found = checks::conservation(&mut chain).err().unwrap();
        assert!(found.contains(part) && found.ends_with("a difference of 1"), "{found}");
    }

    #[test]
    fn a_planck_too_much_or_too_little_should_be_found() {
        const PLANCK: Balance = 1;
        // Written directly: through its pallet, an account with less than the existential deposit would lose all.
        let take = |who| frame_system::Account::<Runtime>::mutate(who, |info| info.data.free -= PLANCK);
        assert_found(|| take(Attribution::ledger_account()), "the ledger's account");
        assert_found(|| take(Inference::escrow_account()), "the escrow's account");
        // An account with more than was ever issued.
        let treasury = || openledger_runtime::Treasury::account_id();
        assert_found(
            || frame_system::Account::<Runtime>::mutate(treasury(), |info| info.data.free += PLANCK),
            "the sum of all balances",
        );
        assert_found(|| TotalIssuance::<Runtime>::mutate(|issuance| *issuance -= PLANCK), "the issuance");
    }
}
