// SPDX-License-Identifier: Apache-2.0

//! Small corpora, and what they should give by the definitions, word by word.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used, dead_code)]

use openledger_trace::{
    account::Bytes32,
    attribute::{self, Answer, Attribution, Filter},
    contributions::Contribution,
    index::{build, Index, Settings},
    words,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    ops::Range,
};
use tempfile::TempDir;

/// A contribution with its documents. The contributor's key is one byte, 32 times.
#[derive(Clone, Debug)]
pub struct Source {
    pub id: u64,
    pub datanet: u32,
    pub contributor: u8,
    pub accepted: u32,
    pub documents: Vec<String>,
}

/// A contribution to datanet 1 with one document.
pub fn source(id: u64, contributor: u8, accepted: u32, text: &str) -> Source {
    Source { id, datanet: 1, contributor, accepted, documents: vec![text.into()] }
}

/// Write the documents and the list of contributions.
pub fn write(folder: &TempDir, sources: &[Source]) {
    let mut list = String::new();
    for source in sources {
        let path = format!("documents/{}", source.id);
        fs::create_dir_all(folder.path().join(&path)).unwrap();
        for (number, document) in source.documents.iter().enumerate() {
            fs::write(folder.path().join(format!("{path}/{number:04}.txt")), document).unwrap();
        }
        let contribution = Contribution {
            id: source.id,
            datanet: source.datanet,
            contributor: Bytes32([source.contributor; 32]),
            accepted: source.accepted,
            path: Some(path.into()),
            text: None,
        };
        list += &serde_json::to_string(&contribution).unwrap();
        list.push('\n');
    }
    fs::write(folder.path().join("contributions.jsonl"), list).unwrap();
}

/// The index of the sources, in shards of about so many words.
pub fn index(folder: &TempDir, sources: &[Source], shard_words: usize, passages: bool) -> Index {
    write(folder, sources);
    let settings = Settings { shard_words, threads: 2, passages };
    let out = folder.path().join("index");
    build(&folder.path().join("contributions.jsonl"), &out, settings, true, |_, _, _| ()).unwrap();
    Index::open(&out).unwrap()
}

/// The attribution of a text.
pub fn attribute(index: &Index, text: &str, filter: Filter) -> Attribution {
    attribute::attribute(index, &Answer { id: "answer".into(), text: text.into(), paid: None }, filter).unwrap()
}

/// What the definitions give: the maximal spans with their contributions, and the contributions that cover each word,
/// all by precedence.
pub struct Expected {
    pub spans: Vec<(Range<usize>, Vec<u64>)>,
    pub holders: Vec<Vec<u64>>,
}

/// Try every range of the answer in every document.
pub fn expected(sources: &[Source], answer: &str, filter: Filter) -> Expected {
    let plain = |text: &str| words::of(text).into_iter().map(|(word, _)| word).collect::<Vec<_>>();
    let mut sources = sources.to_vec();
    sources.sort_by_key(|source| (source.accepted, source.id));
    let documents: Vec<(u64, Vec<Vec<String>>)> =
        sources.iter().map(|source| (source.id, source.documents.iter().map(|text| plain(text)).collect())).collect();
    let mut counts = BTreeMap::<String, u64>::new();
    let all = documents.iter().flat_map(|(_, documents)| documents).flatten();
    all.for_each(|word| *counts.entry(word.clone()).or_default() += 1);
    let total: u64 = counts.values().sum();
    let answer = plain(answer);
    let bits = |range: &Range<usize>| -> u32 {
        let words = answer[range.clone()].iter();
        words.map(|word| counts.get(word).map_or(0, |count| attribute::bits(total, *count))).sum()
    };
    let counts = |range: &Range<usize>| range.len() >= filter.min_words && bits(range) >= filter.min_bits;
    let containing = |range: &Range<usize>| -> Vec<u64> {
        let part = &answer[range.clone()];
        let has = |document: &Vec<String>| document.windows(part.len()).any(|window| window == part);
        let found = documents.iter().filter(|(_, documents)| documents.iter().any(has));
        found.map(|(id, _)| *id).collect()
    };
    let ranges = (0..answer.len()).flat_map(|start| (start + 1..=answer.len()).map(move |end| start..end));
    let found: Vec<_> =
        ranges.map(|range| (range.clone(), containing(&range))).filter(|(_, ids)| !ids.is_empty()).collect();
    let is_maximal = |range: &Range<usize>| {
        let contains = |other: &Range<usize>| other.start <= range.start && range.end <= other.end && other != range;
        !found.iter().any(|(other, _)| contains(other))
    };
    let spans = found.iter().filter(|(range, _)| is_maximal(range) && counts(range)).cloned().collect();
    let holders = (0..answer.len()).map(|word| {
        let covering = found.iter().filter(|(range, _)| range.contains(&word) && counts(range));
        let ids: BTreeSet<u64> = covering.flat_map(|(_, ids)| ids.clone()).collect();
        documents.iter().map(|(id, _)| *id).filter(|id| ids.contains(id)).collect()
    });
    Expected { spans, holders: holders.collect() }
}
