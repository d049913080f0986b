// SPDX-License-Identifier: Apache-2.0

//! Attribution of an answer: which of its words stand in documents, word for word, and which contributions have them.

use crate::{account::Bytes32, index::Index, shard::Match, words, Error, Result};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// What one covered word is worth. Up to 16 contributions share it without a remainder.
pub const WORD: u64 = 720_720;
/// The largest number of words of an answer.
pub const MAX_WORDS: usize = 65_536;
/// The largest number of contributions that are listed for a span.
pub const MAX_LISTED: usize = 64;
/// The largest number of contributions that a payment names.
pub const MAX_NAMES: usize = 64;
/// The largest number of datanets whose contributions a payment names.
pub const MAX_NAMED_DATANETS: usize = 8;

/// What a piece of an answer must have to count. Shorter and more common ones pay nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Filter {
    /// The smallest number of words.
    pub min_words: usize,
    /// The smallest sum of the words' bits.
    pub min_bits: u32,
}

impl Default for Filter {
    fn default() -> Self {
        Self { min_words: 8, min_bits: 64 }
    }
}

/// An answer, as a line of a file of answers has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// A name that no other answer of the era has.
    pub id: String,
    /// The text.
    pub text: String,
    /// What was paid for it, in planck, as a decimal number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<String>,
}

/// What an answer owes to contributions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Attribution {
    /// The answer's name.
    pub id: String,
    /// The digest of the corpus.
    pub corpus: Bytes32,
    /// The filter.
    pub filter: Filter,
    /// The number of words of the answer.
    pub words: usize,
    /// How many of them at least one contribution covers.
    pub covered: usize,
    /// What was paid for the answer, in planck.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<String>,
    /// The maximal spans, by their starts.
    pub spans: Vec<Span>,
    /// The shares of all contributions that cover a word, by precedence.
    pub shares: Vec<Share>,
}

/// A part of the answer that stands in a document, and is not a part of a longer one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Span {
    /// The index of its first word.
    pub start: usize,
    /// The number of its words.
    pub words: usize,
    /// The sum of their bits.
    pub bits: u32,
    /// The text, as the answer has it.
    pub text: String,
    /// The number of contributions that contain the whole span.
    pub total: usize,
    /// The first [`MAX_LISTED`] of them, by precedence.
    pub contributions: Vec<u64>,
}

/// The share of a contribution, in parts of a word: [`WORD`] are one word.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Share {
    /// The contribution.
    pub contribution: u64,
    /// Its datanet.
    pub datanet: u32,
    /// Its contributor.
    pub contributor: Bytes32,
    /// If each word belongs to the earliest contribution that covers it.
    pub earliest: u64,
    /// If each word is divided equally among the contributions that cover it.
    pub equal: u64,
}

/// The rule by which copies share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Rule {
    /// A word belongs to the earliest accepted contribution that covers it.
    #[default]
    Earliest,
    /// A word is divided equally among the contributions that cover it.
    Equal,
}

impl Share {
    /// The share by a rule.
    pub fn by(&self, rule: Rule) -> u64 {
        match rule {
            Rule::Earliest => self.earliest,
            Rule::Equal => self.equal,
        }
    }
}

/// The contributions of a datanet that a payment names.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Names {
    /// The datanet.
    pub datanet: u32,
    /// The contributions.
    pub contributions: Vec<Name>,
}

/// A contribution that a payment names, with its weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Name {
    /// The contribution.
    pub contribution: u64,
    /// Its weight among those of its datanet.
    pub weight: u32,
}

impl Names {
    /// Each contribution, with the datanet.
    pub fn each(&self) -> impl Iterator<Item = (u32, Name)> + '_ {
        self.contributions.iter().map(|name| (self.datanet, *name))
    }
}

impl Attribution {
    /// The largest shares, for a payment that names contributions: at most `limit` of at most [`MAX_NAMED_DATANETS`]
    /// datanets, the earlier one first where two are equal. Weights that need more than 32 bits are scaled down.
    pub fn names(&self, rule: Rule, limit: usize) -> Vec<Names> {
        let mut shares: Vec<_> = self.shares.iter().filter(|share| share.by(rule) > 0).collect();
        shares.sort_by_key(|share| std::cmp::Reverse(share.by(rule)));
        let scale = shares.first().map_or(1, |share| share.by(rule).div_ceil(u32::MAX.into()));
        let mut names: Vec<Names> = Vec::new();
        let mut left = limit.min(MAX_NAMES);
        for share in shares {
            let weight = (share.by(rule) / scale) as u32;
            if left == 0 || weight == 0 {
                break;
            }
            let name = Name { contribution: share.contribution, weight };
            if let Some(group) = names.iter_mut().find(|group| group.datanet == share.datanet) {
                group.contributions.push(name);
            } else if names.len() < MAX_NAMED_DATANETS {
                names.push(Names { datanet: share.datanet, contributions: vec![name] });
            } else {
                continue;
            }
            left -= 1;
        }
        names
    }
}

/// The bits of a word that occurs `count` times among `total` words: floor(log2(floor(total / count))). The sum of a
/// span says how unlikely its words are next to each other by chance.
pub fn bits(total: u64, count: u64) -> u32 {
    total.checked_div(count).and_then(u64::checked_ilog2).unwrap_or(0)
}

/// The words of an answer with all that an index says of them.
struct Words<'a> {
    text: &'a str,
    numbers: Vec<u32>,
    places: Vec<Range<usize>>,
    /// The sum of the bits of all words before each.
    bits: Vec<u32>,
    filter: Filter,
}

impl<'a> Words<'a> {
    fn of(index: &Index, text: &'a str, filter: Filter) -> Self {
        let mut words = Self { text, numbers: Vec::new(), places: Vec::new(), bits: vec![0], filter };
        let mut sum = 0;
        words::for_each(text, |word, place| {
            let (number, count) = index.dictionary.find(word).unwrap_or_default();
            words.numbers.push(number);
            words.places.push(place);
            sum += bits(index.summary.words, count);
            words.bits.push(sum);
        });
        words
    }

    fn len(&self) -> usize {
        self.numbers.len()
    }

    fn bits(&self, range: &Range<usize>) -> u32 {
        self.bits[range.end] - self.bits[range.start]
    }

    fn counts(&self, range: &Range<usize>) -> bool {
        !range.is_empty() && range.len() >= self.filter.min_words && self.bits(range) >= self.filter.min_bits
    }

    /// For each word, the shortest range from it that counts, and the shortest one up to it.
    fn shortest(&self) -> BTreeSet<(usize, usize)> {
        let mut shortest = BTreeSet::new();
        let mut end = 0;
        for start in 0..self.len() {
            end = end.max(start + 1);
            while end < self.len() && !self.counts(&(start..end)) {
                end += 1;
            }
            if self.counts(&(start..end)) {
                shortest.insert((start, end));
            }
        }
        let mut start = 0;
        for end in 1..=self.len() {
            while self.counts(&(start + 1..end)) {
                start += 1;
            }
            if self.counts(&(start..end)) {
                shortest.insert((start, end));
            }
        }
        shortest
    }
}

/// Attribute an answer.
pub fn attribute(index: &Index, answer: &Answer, filter: Filter) -> Result<Attribution> {
    if let Some(paid) = &answer.paid {
        parse_planck(paid)?;
    }
    let words = Words::of(index, &answer.text, filter);
    if words.len() > MAX_WORDS {
        let why = format!("answer `{}` has {} words, more than {MAX_WORDS}: divide it", answer.id, words.len());
        return Err(Error::Invalid(why));
    }
    // The longest match at each word, in each shard.
    let matches: Vec<Vec<Match>> = index
        .shards
        .iter()
        .map(|shard| (0..words.len()).map(|start| shard.longest(&words.numbers[start..])).collect())
        .collect();
    let holders = holders(index, &words, &matches);
    let shares = shares(index, &holders);
    Ok(Attribution {
        id: answer.id.clone(),
        corpus: index.summary.corpus,
        filter,
        words: words.len(),
        covered: holders.iter().filter(|holders| !holders.is_empty()).count(),
        paid: answer.paid.clone(),
        spans: spans(index, &words, &matches),
        shares,
    })
}

/// The amount of planck that a decimal number is.
pub fn parse_planck(text: &str) -> Result<u128> {
    let digits = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    let amount = digits.then(|| text.parse().ok()).flatten();
    amount.ok_or_else(|| Error::invalid(format!("`{text}` is not an amount of planck. Write a whole decimal number")))
}

/// The contributions that contain a range of the answer, by precedence.
fn containing(index: &Index, words: &Words, matches: &[Vec<Match>], range: &Range<usize>) -> BTreeSet<u32> {
    let shards = index.shards.iter().zip(matches);
    let found = shards.filter_map(|(shard, matches)| {
        let near = matches[range.start];
        (near.words >= range.len())
            .then(|| shard.contributions(shard.range(&words.numbers[range.start..range.end], near)))
    });
    found.flatten().collect()
}

/// For each word, the contributions that cover it, by precedence: they contain a range of the answer that counts and
/// has the word. To find all of them, it is enough to look at the shortest such ranges.
fn holders(index: &Index, words: &Words, matches: &[Vec<Match>]) -> Vec<Vec<u32>> {
    // The covered ranges of each contribution, in order, without overlaps.
    let mut covered: BTreeMap<u32, Vec<Range<usize>>> = BTreeMap::new();
    for (start, end) in words.shortest() {
        for contribution in containing(index, words, matches, &(start..end)) {
            let ranges = covered.entry(contribution).or_default();
            match ranges.last_mut() {
                Some(last) if start <= last.end => last.end = last.end.max(end),
                _ => ranges.push(start..end),
            }
        }
    }
    let mut holders = vec![Vec::new(); words.len()];
    for (contribution, ranges) in covered {
        for word in ranges.into_iter().flatten() {
            holders[word].push(contribution);
        }
    }
    holders
}

fn shares(index: &Index, holders: &[Vec<u32>]) -> Vec<Share> {
    let mut parts: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for holders in holders {
        let number = holders.len() as u64;
        for (rank, holder) in (0..).zip(holders) {
            let (earliest, equal) = parts.entry(*holder).or_default();
            *earliest += if rank == 0 { WORD } else { 0 };
            // What does not divide goes to the earliest, one part each.
            *equal += WORD / number + u64::from(rank < WORD % number);
        }
    }
    let share = |(order, (earliest, equal)): (u32, (u64, u64))| {
        let contribution = &index.contributions[order as usize];
        let (id, datanet, contributor) = (contribution.id, contribution.datanet, contribution.contributor);
        Share { contribution: id, datanet, contributor, earliest, equal }
    };
    parts.into_iter().map(share).collect()
}

fn spans(index: &Index, words: &Words, matches: &[Vec<Match>]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut reached = 0;
    for start in 0..words.len() {
        let longest = matches.iter().map(|matches| matches[start].words).max().unwrap_or(0);
        let range = start..start + longest;
        if range.end <= reached {
            continue;
        }
        reached = range.end;
        if !words.counts(&range) {
            continue;
        }
        let found = containing(index, words, matches, &range);
        let id = |order: u32| index.contributions[order as usize].id;
        spans.push(Span {
            start,
            words: longest,
            bits: words.bits(&range),
            text: words.text[words.places[start].start..words.places[range.end - 1].end].to_owned(),
            total: found.len(),
            contributions: found.into_iter().take(MAX_LISTED).map(id).collect(),
        });
    }
    spans
}
