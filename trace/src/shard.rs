// SPDX-License-Identifier: Apache-2.0

//! A part of an index: documents as numbers of words, all their suffixes in order, and what is needed to list the
//! contributions behind a range of suffixes without visiting each.

use crate::{
    dictionary::END,
    mapped::{Numbers32, Writer},
    Error, Result,
};
use libsais::SuffixArrayConstruction;
use serde::{Deserialize, Serialize};
use std::{fs, ops::Range, path::Path};

/// The number of suffixes that one entry of `minima` covers, and of entries that one of `summits` covers.
const BLOCK: usize = 64;

/// The largest number of words of a shard.
pub const MAX_WORDS: usize = i32::MAX as usize;

/// Documents that wait for their suffixes to be sorted.
#[derive(Default)]
pub struct Builder {
    /// The documents' words, each document followed by [`END`].
    text: Vec<i32>,
    /// The end of each document in `text`, and the contribution, by precedence.
    documents: Vec<(u32, u32)>,
}

/// The sizes of a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Sizes {
    /// The words and the ends of documents.
    pub words: usize,
    /// The documents.
    pub documents: usize,
    /// The numbers that words can have: those of the dictionary at that time, and [`END`].
    pub numbers: usize,
}

impl Builder {
    /// Room for documents of about so many words.
    pub fn with_capacity(words: usize) -> Self {
        Self { text: Vec::with_capacity(words), documents: Vec::new() }
    }

    /// Append a word to the document.
    pub fn push(&mut self, word: u32) {
        self.text.push(word as i32);
    }

    /// End the document of a contribution. The result is the number of words of the shard.
    pub fn end(&mut self, contribution: u32) -> Result<usize> {
        self.text.push(END as i32);
        if self.text.len() > MAX_WORDS {
            return Err(Error::invalid("a shard has more than 2^31 words: lower --shard-words, or split the document"));
        }
        self.documents.push((self.text.len() as u32, contribution));
        Ok(self.text.len())
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Sort the suffixes and write the shard into a folder. `numbers` is one more than the largest number of a word.
    pub fn write(mut self, folder: &Path, numbers: usize) -> Result<Sizes> {
        fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
        let words = self.text.len();
        self.write_text(folder)?;
        self.write_buckets(folder, numbers)?;
        let sorted = SuffixArrayConstruction::for_text_mut(&mut self.text)
            .in_owned_buffer32()
            .single_threaded()
            .run()
            .map_err(|error| Error::Suffixes(format!("{error:?}")))?;
        let suffixes = sorted.into_vec();
        let mut file = Writer::create(folder.join("suffixes"))?;
        suffixes.iter().take(words).try_for_each(|suffix| file.u32(*suffix as u32))?;
        file.finish()?;
        self.write_previous(folder, suffixes.get(..words).unwrap_or_default())?;
        Ok(Sizes { words, documents: self.documents.len(), numbers })
    }

    fn write_text(&self, folder: &Path) -> Result<()> {
        let mut text = Writer::create(folder.join("text"))?;
        self.text.iter().try_for_each(|word| text.u32(*word as u32))?;
        text.finish()?;
        let mut ends = Writer::create(folder.join("documents"))?;
        let mut contributions = Writer::create(folder.join("contributions"))?;
        for (end, contribution) in &self.documents {
            ends.u32(*end)?;
            contributions.u32(*contribution)?;
        }
        ends.finish()?;
        contributions.finish()
    }

    /// The first suffix of each word, and one number more: the number of suffixes.
    fn write_buckets(&self, folder: &Path, numbers: usize) -> Result<()> {
        let mut counts = vec![0_u32; numbers];
        for word in &self.text {
            counts[*word as usize] += 1;
        }
        let mut file = Writer::create(folder.join("buckets"))?;
        let mut start = 0;
        for count in counts {
            file.u32(start)?;
            start += count;
        }
        file.u32(start)?;
        file.finish()
    }

    /// For each suffix, the place of the last suffix before it of the same contribution, plus one; 0 if there is none.
    /// A contribution is in a range of suffixes if one of them has its previous one outside of the range: the smallest
    /// numbers of blocks say where to look.
    fn write_previous(&self, folder: &Path, suffixes: &[i32]) -> Result<()> {
        // The document at each BLOCK-th word, so that a short walk finds the one at any word.
        let mut near = Vec::with_capacity(self.text.len() / BLOCK + 1);
        let mut document = 0;
        for place in (0..self.text.len()).step_by(BLOCK) {
            while self.documents[document].0 as usize <= place {
                document += 1;
            }
            near.push(document);
        }
        let last = self.documents.iter().map(|(_, contribution)| *contribution as usize + 1).max().unwrap_or(0);
        let mut last = vec![0_u32; last];
        let mut previous = Writer::create(folder.join("previous"))?;
        let mut minima = Writer::create(folder.join("minima"))?;
        let mut summits = Writer::create(folder.join("summits"))?;
        let mut summit = u32::MAX;
        let blocks = suffixes.len().div_ceil(BLOCK);
        for (index, block) in suffixes.chunks(BLOCK).enumerate() {
            let mut minimum = u32::MAX;
            for (offset, suffix) in block.iter().enumerate() {
                let mut document = near[*suffix as usize / BLOCK];
                while self.documents[document].0 <= *suffix as u32 {
                    document += 1;
                }
                let last = &mut last[self.documents[document].1 as usize];
                previous.u32(*last)?;
                minimum = minimum.min(*last);
                *last = (index * BLOCK + offset) as u32 + 1;
            }
            minima.u32(minimum)?;
            summit = summit.min(minimum);
            if (index + 1).is_multiple_of(BLOCK) || index + 1 == blocks {
                summits.u32(summit)?;
                summit = u32::MAX;
            }
        }
        [previous, minima, summits].into_iter().try_for_each(Writer::finish)
    }
}

/// A shard in a folder, mapped into memory.
pub struct Shard {
    sizes: Sizes,
    text: Numbers32,
    documents: Numbers32,
    contributions: Numbers32,
    buckets: Numbers32,
    suffixes: Numbers32,
    previous: Numbers32,
    minima: Numbers32,
    summits: Numbers32,
}

/// The longest match at one place of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Match {
    /// The place at which the answer would stand among the suffixes.
    place: usize,
    /// The number of words that match.
    pub words: usize,
}

impl Shard {
    /// Map a shard of these sizes.
    pub fn open(folder: &Path, sizes: Sizes) -> Result<Self> {
        let blocks = sizes.words.div_ceil(BLOCK);
        Ok(Self {
            sizes,
            text: Numbers32::open(folder, "text", sizes.words)?,
            documents: Numbers32::open(folder, "documents", sizes.documents)?,
            contributions: Numbers32::open(folder, "contributions", sizes.documents)?,
            buckets: Numbers32::open(folder, "buckets", sizes.numbers + 1)?,
            suffixes: Numbers32::open(folder, "suffixes", sizes.words)?,
            previous: Numbers32::open(folder, "previous", sizes.words)?,
            minima: Numbers32::open(folder, "minima", blocks)?,
            summits: Numbers32::open(folder, "summits", blocks.div_ceil(BLOCK))?,
        })
    }

    /// The longest part of a document that is equal to the beginning of `pattern`. [`END`] stands for a word that is
    /// not in the dictionary, and never matches.
    pub fn longest(&self, pattern: &[u32]) -> Match {
        let bucket = self.bucket(pattern);
        if bucket.is_empty() {
            return Match::default();
        }
        let (mut low, mut high) = (bucket.start, bucket.end);
        // How many words are known to match just below `low` and at `high`: all between match at least the smaller.
        let (mut below, mut above) = (1, 1);
        while low < high {
            let middle = low.midpoint(high);
            let (equal, less) = self.compare(middle, pattern, below.min(above));
            if less {
                (low, below) = (middle + 1, equal);
            } else {
                (high, above) = (middle, equal);
            }
        }
        let before = if low > bucket.start { self.compare(low - 1, pattern, 1).0 } else { 0 };
        let after = if low < bucket.end { self.compare(low, pattern, 1).0 } else { 0 };
        Match { place: low, words: before.max(after) }
    }

    /// The suffixes that begin with `pattern`, which is the beginning of that for which `near` was found.
    pub fn range(&self, pattern: &[u32], near: Match) -> Range<usize> {
        if pattern.is_empty() || near.words < pattern.len() {
            return 0..0;
        }
        let bucket = self.bucket(pattern);
        let begins = |place: usize| self.compare(place, pattern, 1).0 == pattern.len();
        let start = near.place - gallop(near.place - bucket.start, |step| begins(near.place - step));
        let end = near.place + gallop(bucket.end - near.place, |step| begins(near.place + step - 1));
        start..end
    }

    /// The contributions behind a range of suffixes, by precedence, each once. The time depends on how many
    /// contributions there are, and hardly on the number of suffixes.
    pub fn contributions(&self, range: Range<usize>) -> Vec<u32> {
        let mut found = Vec::new();
        let is_first = |number: u32| number as usize <= range.start;
        let mut place = range.start;
        while place < range.end {
            let block = place / BLOCK;
            if block.is_multiple_of(BLOCK) && place.is_multiple_of(BLOCK) && !is_first(self.summits.at(block / BLOCK)) {
                place += BLOCK * BLOCK;
            } else if place.is_multiple_of(BLOCK) && !is_first(self.minima.at(block)) {
                place += BLOCK;
            } else {
                let end = ((block + 1) * BLOCK).min(range.end);
                let firsts = (place..end).filter(|place| is_first(self.previous.at(*place)));
                found.extend(firsts.map(|place| self.contribution(self.suffixes.at(place))));
                place = end;
            }
        }
        found.sort_unstable();
        found
    }

    fn bucket(&self, pattern: &[u32]) -> Range<usize> {
        let first = pattern.first().map_or(END, |first| *first) as usize;
        if first == END as usize || first >= self.sizes.numbers {
            return 0..0;
        }
        self.buckets.at(first) as usize..self.buckets.at(first + 1) as usize
    }

    /// Compare a suffix with a pattern of which `known` words match: how many match, and whether the suffix is less.
    fn compare(&self, place: usize, pattern: &[u32], known: usize) -> (usize, bool) {
        let start = self.suffixes.at(place) as usize;
        let mut equal = known;
        while equal < pattern.len() && start + equal < self.text.len() {
            let word = self.text.at(start + equal);
            if word != pattern[equal] || word == END {
                return (equal, word < pattern[equal]);
            }
            equal += 1;
        }
        (equal, equal < pattern.len())
    }

    fn contribution(&self, word: u32) -> u32 {
        let (mut low, mut high) = (0, self.sizes.documents);
        while low < high {
            let middle = low.midpoint(high);
            if self.documents.at(middle) <= word {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        self.contributions.at(low)
    }
}

/// The largest step up to `limit` for which `holds`, which holds for all smaller steps; 0 if for none.
fn gallop(limit: usize, holds: impl Fn(usize) -> bool) -> usize {
    let mut high = 1;
    while high <= limit && holds(high) {
        high *= 2;
    }
    let mut low = high / 2;
    high = high.min(limit + 1);
    // `low` holds (0 always does), `high` does not.
    while high - low > 1 {
        let middle = low.midpoint(high);
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}
