// SPDX-License-Identifier: Apache-2.0

//! Weights of an era: the attributed answers of a datanet, added up by contribution.

use crate::{
    account::Bytes32,
    attribute::{parse_planck, Attribution, Rule, WORD},
    Error, Result,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{Read, Write},
    path::Path,
};

/// The weight of a contribution: a line of a list of weights, and an item of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// The contributor.
    pub contributor: Bytes32,
    /// The contribution.
    #[serde(with = "crate::decimal")]
    pub contribution: u64,
    /// The weight; only proportions matter.
    #[serde(with = "crate::decimal")]
    pub weight: u128,
}

/// What an answer counts for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// Each covered word counts the same.
    #[default]
    Words,
    /// Each word of an answer, covered or not, counts for an equal part of the answer's payment.
    Paid,
}

/// The rules by which answers are added up.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// The datanet. Shares of contributions to other datanets are left out.
    pub datanet: u32,
    /// The rule by which copies share.
    pub rule: Rule,
    /// What an answer counts for.
    pub by: By,
    /// What a weight of one stands for: parts of a word, or planck. What is left of it counts for nothing.
    pub unit: u64,
}

/// Sums that grow by one answer after another.
pub struct Sums {
    terms: Terms,
    seen: BTreeSet<String>,
    sums: BTreeMap<(Bytes32, u64), u128>,
}

impl Sums {
    /// No answer yet.
    pub fn new(terms: Terms) -> Result<Self> {
        if terms.unit == 0 {
            return Err(Error::invalid("a unit of 0 divides nothing: take 1 or more"));
        }
        Ok(Self { terms, seen: BTreeSet::new(), sums: BTreeMap::new() })
    }

    /// Add an answer. An answer whose name was added before is refused: it would be paid twice.
    pub fn add(&mut self, answer: &Attribution) -> Result<()> {
        let fail = |why: &str| Error::invalid(format!("answer `{}` {why}", answer.id));
        if !self.seen.insert(answer.id.clone()) {
            return Err(fail("is listed twice. List it once"));
        }
        let whole = (answer.words as u128).checked_mul(WORD.into()).ok_or_else(|| fail("has too many words"))?;
        let sum: u128 = answer.shares.iter().map(|share| u128::from(share.by(self.terms.rule))).sum();
        if sum > whole || sum != answer.covered as u128 * u128::from(WORD) {
            return Err(fail("has shares that are not those of its covered words"));
        }
        let paid = match (self.terms.by, &answer.paid) {
            (By::Words, _) => None,
            (By::Paid, Some(paid)) => Some(parse_planck(paid)?),
            (By::Paid, None) => return Err(fail("has no `paid`. Add it, or count by words")),
        };
        for share in answer.shares.iter().filter(|share| share.datanet == self.terms.datanet) {
            let parts = u128::from(share.by(self.terms.rule));
            let value = match paid {
                None => Some(parts),
                Some(paid) => paid.checked_mul(parts).and_then(|product| product.checked_div(whole)),
            };
            let sum = self.sums.entry((share.contributor, share.contribution)).or_default();
            let added = value.and_then(|value| sum.checked_add(value));
            *sum = added.ok_or_else(|| fail("was paid more than can be counted"))?;
        }
        Ok(())
    }

    /// The weights, by the contributors' keys and the contributions' ids. What has less than one unit has none.
    pub fn finish(self) -> Vec<Weight> {
        let unit = u128::from(self.terms.unit);
        let weight = |((contributor, contribution), sum)| Weight { contributor, contribution, weight: sum / unit };
        self.sums.into_iter().map(weight).filter(|weight| weight.weight > 0).collect()
    }
}

/// Read a list of weights: a JSON array if its name says so, else CSV with the columns `contributor`, `contribution`
/// and `weight`.
pub fn read(path: &Path) -> Result<Vec<Weight>> {
    let mut file = File::open(path).map_err(|error| Error::file(path, error))?;
    if path.extension().is_some_and(|extension| extension == "json") {
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(|error| Error::file(path, error))?;
        return serde_json::from_str(&text).map_err(|error| Error::line(path, error.line() as u64, error));
    }
    let line = |error: &csv::Error| error.position().map_or(1, csv::Position::line);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let records = reader.deserialize().map(|record| record.map_err(|error| Error::line(path, line(&error), error)));
    records.collect()
}

/// Write a list of weights as CSV.
pub fn write_csv(weights: &[Weight], to: impl Write) -> Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    let fail = |error: csv::Error| Error::invalid(format!("cannot write: {error}"));
    weights.iter().try_for_each(|weight| writer.serialize(weight).map_err(fail))?;
    writer.flush().map_err(|error| Error::invalid(format!("cannot write: {error}")))
}
