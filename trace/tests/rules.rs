// SPDX-License-Identifier: Apache-2.0

//! What copiers, sybils and authors of common phrases earn under each rule.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{attribute, index, source, Source};
use openledger_trace::{
    account::Bytes32,
    attribute::{bits, Attribution, Filter, Name, Names, Rule, WORD},
    weights::{By, Sums, Terms, Weight},
};
use tempfile::TempDir;

const FILTER: Filter = Filter { min_words: 5, min_bits: 12 };
const ORIGINAL: &str = "the tessaline is a bowed instrument with seven strings and no fingerboard at all";
const OTHER: &str = "rivers of iron grow a crust on every stone of their bed within ten slow years";

fn found(sources: &[Source], answer: &str) -> Attribution {
    let folder = TempDir::new().unwrap();
    attribute(&index(&folder, sources, 1_000, false), answer, FILTER)
}

/// Words by rule, of a contributor.
fn words(found: &Attribution, rule: Rule, contributor: u8) -> f64 {
    let shares = found.shares.iter().filter(|share| share.contributor.0[0] == contributor);
    let parts = u32::try_from(shares.map(|share| share.by(rule)).sum::<u64>()).unwrap();
    f64::from(parts) / f64::from(u32::try_from(WORD).unwrap())
}

#[test]
fn a_copier_should_earn_nothing_by_the_earliest_rule() {
    let sources = [source(1, 1, 5, ORIGINAL), source(2, 2, 6, ORIGINAL), source(3, 3, 1, OTHER)];
    let found = found(&sources, ORIGINAL);
    assert_eq!(found.covered, 14);
    assert!((words(&found, Rule::Earliest, 1) - 14.0).abs() < 1e-9);
    assert_eq!(words(&found, Rule::Earliest, 2), 0.0);
    // By the equal rule, one copy takes a half.
    assert!((words(&found, Rule::Equal, 2) - 7.0).abs() < 1e-9);
}

#[test]
fn precedence_should_be_the_era_of_acceptance_and_then_the_id() {
    let of = |first, second| {
        let sources = [source(1, 1, first, ORIGINAL), source(2, 2, second, ORIGINAL), source(3, 3, 1, OTHER)];
        words(&found(&sources, ORIGINAL), Rule::Earliest, 1)
    };
    assert!((of(5, 5) - 14.0).abs() < 1e-9);
    assert_eq!(of(6, 5), 0.0);
}

#[test]
fn a_copy_with_a_longer_end_should_take_only_the_words_that_are_its_own() {
    // The answer goes on as the copier guessed. The longest span is the copier's alone.
    let answer = format!("{ORIGINAL} in truth");
    let sources = [source(1, 1, 5, ORIGINAL), source(2, 2, 6, &answer), source(3, 3, 1, OTHER)];
    let found = found(&sources, &answer);
    assert_eq!(found.spans.len(), 1);
    assert_eq!(found.spans[0].contributions, [2]);
    assert!((words(&found, Rule::Earliest, 1) - 14.0).abs() < 1e-9);
    assert!((words(&found, Rule::Earliest, 2) - 2.0).abs() < 1e-9);
}

#[test]
fn sybils_should_take_their_number_by_the_equal_rule_and_nothing_by_the_earliest() {
    for copies in [1_u8, 4, 9] {
        let mut sources = vec![source(1, 1, 5, ORIGINAL), source(2, 2, 1, OTHER)];
        sources.extend((0..copies).map(|copy| source(10 + u64::from(copy), 9, 6, ORIGINAL)));
        let found = found(&sources, ORIGINAL);
        assert_eq!(words(&found, Rule::Earliest, 9), 0.0);
        let expected = 14.0 * f64::from(copies) / (f64::from(copies) + 1.0);
        assert!((words(&found, Rule::Equal, 9) - expected).abs() < 1e-3, "{copies}");
    }
}

#[test]
fn splitting_a_contribution_should_not_earn_more() {
    let whole = format!("{ORIGINAL} . {OTHER}");
    let one = found(&[source(1, 1, 1, &whole)], &whole);
    let halves = [source(1, 1, 1, ORIGINAL), source(2, 2, 1, OTHER)];
    let split = found(&halves, &whole);
    let parts: Vec<_> = (1..)
        .zip(whole.split(' ').collect::<Vec<_>>().chunks(3))
        .map(|(id, words)| source(id, 1, 1, &words.join(" ")))
        .collect();
    let shreds = found(&parts, &whole);
    for rule in [Rule::Earliest, Rule::Equal] {
        let all = words(&one, rule, 1);
        assert!(words(&split, rule, 1) + words(&split, rule, 2) <= all);
        // Pieces below the filter's size earn nothing.
        assert_eq!(words(&shreds, rule, 1), 0.0);
    }
}

#[test]
fn common_phrases_should_pay_nobody() {
    // A seeder lists phrases that every answer has. They are common, so they have few bits.
    let phrases = "it is one of the most of all in the end of the day as well as in the rest of the";
    let mut sources: Vec<_> = (0..40).map(|id| source(id, 1, 1, &format!("{phrases} {ORIGINAL} {id}"))).collect();
    sources.push(source(100, 9, 0, phrases));
    let folder = TempDir::new().unwrap();
    let index = index(&folder, &sources, 10_000, false);
    let answer = "well, at the end of the day as well as in the rest of the world it is one of the most";
    let strict = attribute(&index, answer, Filter { min_words: 5, min_bits: 64 });
    assert_eq!((strict.covered, strict.shares.len()), (0, 0));
    let none = attribute(&index, answer, Filter { min_words: 5, min_bits: 0 });
    assert!(none.covered > 0);
    assert!(words(&none, Rule::Earliest, 9) > 0.0);
}

#[test]
fn short_spans_should_pay_nobody() {
    let sources = [source(1, 1, 5, ORIGINAL), source(3, 3, 1, OTHER)];
    assert_eq!(found(&sources, "bowed instrument with seven").covered, 0);
    assert_eq!(found(&sources, "a bowed instrument with seven").covered, 5);
    assert_eq!(found(&sources, "").words, 0);
    assert_eq!(found(&[], ORIGINAL).covered, 0);
}

#[test]
fn spans_should_not_cross_documents() {
    let mut one = source(1, 1, 5, "the tessaline is a bowed instrument");
    one.documents.push("with seven strings and no fingerboard at all".into());
    let found = found(&[one, source(3, 3, 1, OTHER)], ORIGINAL);
    let spans: Vec<_> = found.spans.iter().map(|span| (span.start, span.words)).collect();
    assert_eq!(spans, [(0, 6), (6, 8)]);
    assert_eq!(found.covered, 14);
}

#[test]
fn bits_should_be_whole_logarithms() {
    let cases =
        [(100, 100, 0), (100, 51, 0), (100, 50, 1), (100, 26, 1), (100, 25, 2), (100, 1, 6), (100, 0, 0), (0, 0, 0)];
    for (total, count, expected) in cases {
        assert_eq!(bits(total, count), expected, "{total} {count}");
    }
}

#[test]
fn names_should_be_the_largest_shares() {
    let answer = format!("{ORIGINAL} . {OTHER}");
    let sources = [source(1, 1, 5, ORIGINAL), source(2, 2, 6, &answer)];
    let found = found(&sources, &answer);
    let names = |rule, limit| found.names(rule, limit);
    let group = |datanet, contributions: &[(u64, u64)]| {
        let name = |(contribution, words)| Name { contribution, weight: u32::try_from(words * WORD).unwrap() };
        Names { datanet, contributions: contributions.iter().copied().map(name).collect() }
    };
    assert_eq!(names(Rule::Earliest, 64), [group(1, &[(2, 16), (1, 14)])]);
    assert_eq!(names(Rule::Equal, 1), [group(1, &[(2, 23)])]);
    assert_eq!(names(Rule::Earliest, 0), []);

    // Groups by datanet, at most eight, and weights of 32 bits.
    let mut many = found.clone();
    many.shares = (0..20_u64)
        .map(|id| {
            let mut share = found.shares[0].clone();
            (share.contribution, share.datanet, share.earliest) =
                (id, u32::try_from(id).unwrap() % 10, (20 - id) << 32);
            share
        })
        .collect();
    let names = many.names(Rule::Earliest, 64);
    assert_eq!(names.iter().map(|group| group.datanet).collect::<Vec<_>>(), (0..8).collect::<Vec<_>>());
    assert!(names.iter().all(|group| group.contributions.len() == 2));
    let scale = (20_u64 << 32).div_ceil(u64::from(u32::MAX));
    assert_eq!(names[1].contributions[1], Name { contribution: 11, weight: u32::try_from((9 << 32) / scale).unwrap() });
    assert_eq!(many.names(Rule::Earliest, 3).len(), 3);
}

fn sum(terms: Terms, answers: &[Attribution]) -> Result<Vec<Weight>, String> {
    let mut sums = Sums::new(terms).map_err(|error| error.to_string())?;
    answers.iter().try_for_each(|answer| sums.add(answer)).map_err(|error| error.to_string())?;
    Ok(sums.finish())
}

#[test]
fn weights_should_be_the_sums_of_one_datanet() {
    let mut elsewhere = source(7, 7, 1, OTHER);
    elsewhere.datanet = 2;
    let sources = [source(1, 1, 5, ORIGINAL), elsewhere];
    let mut first = found(&sources, &format!("{ORIGINAL} . {OTHER}"));
    let mut second = found(&sources, &format!("unknown words go first {ORIGINAL}"));
    (first.id, second.id) = ("first".into(), "second".into());
    (first.paid, second.paid) = (Some("3000".into()), Some("18".into()));
    let terms = Terms { datanet: 1, rule: Rule::Earliest, by: By::Words, unit: 1 };
    let weight =
        |contributor: u8, weight| Weight { contributor: openledger_trace::account::Bytes32([contributor; 32]), weight };
    let answers = [first, second];
    assert_eq!(sum(terms, &answers).unwrap(), [weight(1, 28 * word)]);
    assert_eq!(sum(Terms { datanet: 2, ..terms }, &answers).unwrap(), [weight(7, 16 * word)]);
    // 14 of 30 words for 3,000 planck, 14 of 18 for 18.
    assert_eq!(sum(Terms { by: By::Paid, ..terms }, &answers).unwrap(), [weight(1, 1_400 + 14)]);
    assert_eq!(sum(Terms { by: By::Paid, unit: 1_000, ..terms }, &answers).unwrap(), [weight(1, 1)]);
    assert_eq!(sum(Terms { by: By::Paid, unit: 10_000, ..terms }, &answers).unwrap(), []);

    let [first, mut second] = answers;
    let refused = |terms, answers: &[Attribution]| sum(terms, answers).unwrap_err();
    assert!(refused(terms, &[first.clone(), first.clone()]).contains("listed twice"));
    assert!(refused(Terms { unit: 0, ..terms }, &[]).contains("unit"));
    let paid = Terms { by: By::Paid, ..terms };
    second.paid = None;
    assert!(refused(paid, &[second.clone()]).contains("no `paid`"));
    second.paid = Some("-1".into());
    assert!(refused(paid, &[second.clone()]).contains("planck"));
    second.paid = Some(u128::MAX.to_string());
    assert!(refused(paid, &[second.clone()]).contains("more than can be counted"));
    second.shares[0].earliest += 1;
    assert!(refused(terms, &[second]).contains("shares"));
}
