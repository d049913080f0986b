// SPDX-License-Identifier: Apache-2.0

//! The list of contributions: what the chain says of each, and where its documents are.

use crate::{account::Bytes32, Error, Result};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

/// A contribution, as the chain's record says and as `contributions.jsonl` or `contributions.csv` lists it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contribution {
    /// The id, which grows with the time of the submission.
    pub id: u64,
    /// The datanet.
    pub datanet: u32,
    /// The contributor's public key, or address.
    pub contributor: Bytes32,
    /// The era of the acceptance.
    pub accepted: u32,
    /// A document, or a folder of documents, relative to the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
    /// The text of the only document, instead of a path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Read a list: CSV if its name says so, else JSON lines. The result is in the order of precedence: by the era of the
/// acceptance, then by id.
pub fn read(path: &Path) -> Result<Vec<Contribution>> {
    let file = File::open(path).map_err(|error| Error::file(path, error))?;
    let mut list = if path.extension().is_some_and(|extension| extension == "csv") {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
        let records = reader.deserialize();
        let line = |error: &csv::Error| error.position().map_or(1, csv::Position::line);
        records
            .map(|record| record.map_err(|error| Error::line(path, line(&error), error)))
            .collect::<Result<Vec<Contribution>>>()?
    } else {
        json_lines(path, BufReader::new(file)).collect::<Result<_>>()?
    };
    let mut seen = BTreeMap::new();
    for contribution in &list {
        if seen.insert(contribution.id, ()).is_some() {
            let why = format!("contribution {} is listed twice. List it once", contribution.id);
            return Err(Error::invalid(format!("{}: {why}", path.display())));
        }
        if contribution.path.is_some() == contribution.text.is_some() {
            let why = format!("contribution {} needs either `path` or `text`", contribution.id);
            return Err(Error::invalid(format!("{}: {why}", path.display())));
        }
    }
    list.sort_by_key(|contribution| (contribution.accepted, contribution.id));
    Ok(list)
}

/// Read values from lines of JSON, one by one. Empty lines are skipped.
pub fn json_lines<T: for<'a> Deserialize<'a>>(path: &Path, reader: impl BufRead) -> impl Iterator<Item = Result<T>> {
    let path = path.to_owned();
    (1..).zip(reader.lines()).filter_map(move |(number, line)| match line {
        Err(error) => Some(Err(Error::file(&path, error))),
        Ok(line) if line.trim().is_empty() => None,
        Ok(line) => Some(serde_json::from_str(&line).map_err(|error| Error::line(&path, number, error))),
    })
}
