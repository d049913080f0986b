// SPDX-License-Identifier: Apache-2.0

//! Spans and shares of the index are those of the definitions, for any corpus and any answer.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{attribute, expected, index, Source};
use openledger_trace::attribute::{Filter, WORD};
use proptest::prelude::*;
use std::collections::BTreeMap;
use tempfile::TempDir;

/// Texts of few different words, so that they have much in common.
fn text(words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(0..6_usize, words).prop_map(|words| {
        words.into_iter().map(|word| ["a", "b", "c", "Ring", "é", "文"][word]).collect::<Vec<_>>().join(" ")
    })
}

fn sources() -> impl Strategy<Value = Vec<Source>> {
    let documents = prop::collection::vec(text(0..40), 0..5);
    let source = (0..3_u8, 0..3_u32, documents);
    prop::collection::vec(source, 0..8).prop_map(|sources| {
        let numbered = (0..).zip(sources);
        let source =
            |(id, (contributor, accepted, documents))| Source { id, datanet: 1, contributor, accepted, documents };
        numbered.map(source).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn spans_and_shares_should_be_those_of_the_definitions(
        sources in sources(),
        answer in text(0..30),
        unknown in "(never)?",
        min_words in 0..6_usize,
        min_bits in 0..12_u32,
        shard_words in 1..120_usize,
    ) {
        let folder = TempDir::new().unwrap();
        let index = index(&folder, &sources, shard_words, false);
        let filter = Filter { min_words, min_bits };
        let answer = format!("{answer} {unknown} {answer}");
        let found = attribute(&index, &answer, filter);
        let expected = expected(&sources, &answer, filter);

        let spans: Vec<_> =
            found.spans.iter().map(|span| (span.start..span.start + span.words, span.contributions.clone())).collect();
        prop_assert_eq!(spans, expected.spans);
        prop_assert_eq!(found.words, expected.holders.len());

        let mut shares = BTreeMap::<u64, (u64, u64)>::new();
        for holders in &expected.holders {
            for (rank, holder) in (0..).zip(holders) {
                let number = holders.len() as u64;
                let (earliest, equal) = shares.entry(*holder).or_default();
                *earliest += if rank == 0 { WORD } else { 0 };
                *equal += WORD / number + u64::from(rank < WORD % number);
            }
        }
        let by_id: BTreeMap<_, _> =
            found.shares.iter().map(|share| (share.contribution, (share.earliest, share.equal))).collect();
        prop_assert_eq!(&by_id, &shares);

        let covered = found.covered as u64 * WORD;
        prop_assert_eq!(found.shares.iter().map(|share| share.earliest).sum::<u64>(), covered);
        prop_assert_eq!(found.shares.iter().map(|share| share.equal).sum::<u64>(), covered);
    }
}

/// Blocks and summits of the list of previous suffixes, and galloping, need many suffixes that begin alike.
#[test]
fn thousands_of_copies_should_be_listed_once_each() {
    let phrase = "one two three four five six seven eight nine";
    let source = |id: u64| Source {
        id,
        datanet: 1,
        contributor: 1,
        accepted: 1,
        documents: vec![format!("{} x{id}", [phrase; 60].join(" , "))],
    };
    let mut sources: Vec<_> = (0..150).map(source).collect();
    sources[70].documents = vec!["nothing of it".into()];
    let folder = TempDir::new().unwrap();
    let index = index(&folder, &sources, 40_000, false);
    assert!(index.shards.len() > 1);
    let found =
        attribute(&index, "So: one two three four five six seven eight nine.", Filter { min_words: 5, min_bits: 8 });
    assert_eq!((found.covered, found.spans.len(), found.spans[0].total), (9, 1, 149));
    let ids: Vec<_> = found.shares.iter().map(|share| share.contribution).collect();
    assert_eq!(ids, (0..150).filter(|id| *id != 70).collect::<Vec<_>>());
    assert_eq!(found.shares.iter().map(|share| share.equal).sum::<u64>(), 9 * WORD);
    assert_eq!(found.shares[0].earliest, 9 * WORD);
}
