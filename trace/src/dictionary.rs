// SPDX-License-Identifier: Apache-2.0

//! The words of an index, their numbers, and how often each occurs.

use crate::{
    mapped::{self, Numbers32, Numbers64, Writer},
    Error, Result,
};
use hashbrown::HashMap;
use std::path::Path;
use tantivy::directory::OwnedBytes;

/// The number of no word: it stands at the end of each document.
pub const END: u32 = 0;

/// A dictionary that grows: words are numbered from 1, in the order in which they are first seen.
#[derive(Default)]
pub struct Builder {
    numbers: HashMap<Box<str>, u32>,
    /// Occurrences by number, from 1.
    counts: Vec<u64>,
}

impl Builder {
    /// The number of one more occurrence of the word.
    pub fn number(&mut self, word: &str) -> Result<u32> {
        if let Some(number) = self.numbers.get(word) {
            self.counts[*number as usize - 1] += 1;
            return Ok(*number);
        }
        self.counts.push(1);
        let number = i32::try_from(self.counts.len())
            .map_err(|_| Error::invalid("more than 2^31 different words: index fewer documents at once"))?;
        self.numbers.insert(word.into(), number as u32);
        Ok(number as u32)
    }

    /// How many different words there are.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Write the dictionary into a folder.
    pub fn write(self, folder: &Path) -> Result<()> {
        let mut counts = Writer::create(folder.join("counts"))?;
        self.counts.iter().try_for_each(|count| counts.u64(*count))?;
        counts.finish()?;
        let mut words: Vec<_> = self.numbers.into_iter().collect();
        words.sort_unstable();
        let mut text = Writer::create(folder.join("words"))?;
        let mut ends = Writer::create(folder.join("ends"))?;
        let mut numbers = Writer::create(folder.join("numbers"))?;
        let mut end = 0;
        for (word, number) in words {
            end += word.len() as u64;
            text.bytes(word.as_bytes())?;
            ends.u64(end)?;
            numbers.u32(number)?;
        }
        [text, ends, numbers].into_iter().try_for_each(Writer::finish)
    }
}

/// A dictionary in a folder, mapped into memory.
pub struct Dictionary {
    words: OwnedBytes,
    ends: Numbers64,
    numbers: Numbers32,
    counts: Numbers64,
    len: usize,
}

impl Dictionary {
    /// Map a dictionary of `len` words.
    pub fn open(folder: &Path, len: usize) -> Result<Self> {
        Ok(Self {
            words: mapped::open(folder, "words")?,
            ends: Numbers64::open(folder, "ends", len)?,
            numbers: Numbers32::open(folder, "numbers", len)?,
            counts: Numbers64::open(folder, "counts", len)?,
            len,
        })
    }

    /// The number of a word and how often it occurs; `None` if it does not.
    pub fn find(&self, word: &str) -> Option<(u32, u64)> {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = low.midpoint(high);
            match self.word(middle)?.cmp(word.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    let number = self.numbers.at(middle);
                    return Some((number, self.counts.at(number as usize - 1)));
                }
            }
        }
        None
    }

    fn word(&self, index: usize) -> Option<&[u8]> {
        let start = if index == 0 { 0 } else { self.ends.at(index - 1) };
        self.words.get(start as usize..self.ends.at(index) as usize)
    }
}
