// SPDX-License-Identifier: Apache-2.0

//! An index: a folder with the words of all documents, in shards, and what is known of their contributions.

use crate::{
    account::{blake2_256, Bytes32},
    contributions::{self, Contribution},
    dictionary::{self, Dictionary},
    documents, passages,
    shard::{self, Shard, Sizes},
    words, Error, Result,
};
use blake2::{digest::consts::U32, Blake2b, Digest};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::{BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    sync::{mpsc, Mutex},
    thread,
};

/// The version of the folder's form.
const VERSION: u32 = 1;
/// The first bytes of what the digest of a corpus is the hash of.
pub const CORPUS_DOMAIN: &[u8] = b"openledger/trace/corpus/1";

/// How an index is made. None of it changes what is found.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How many words a shard has before the next one begins. Memory grows with it: about 8 bytes a word and thread.
    pub shard_words: usize,
    /// How many shards are sorted at once.
    pub threads: usize,
    /// Whether passages can be searched as well.
    pub passages: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
        Self { shard_words: 1 << 26, threads, passages: true }
    }
}

/// What `index.json` says of an index.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The version of the folder's form.
    pub version: u32,
    /// The digest of all contributions and documents: equal digests are equal indexes.
    pub corpus: Bytes32,
    /// How many contributions there are.
    pub contributions: usize,
    /// How many documents there are.
    pub documents: u64,
    /// How many files were skipped, since they are not text.
    pub skipped: u64,
    /// The size of all documents.
    pub bytes: u64,
    /// How many words there are.
    pub words: u64,
    /// How many different words there are.
    pub vocabulary: usize,
    /// The shards.
    pub shards: Vec<Sizes>,
    /// Whether passages can be searched.
    pub passages: bool,
}

/// Make an index of the documents of a list of contributions. `progress` is called with the number of contributions
/// that are read, of how many, and with the bytes read so far. An index that is in the way is replaced only if
/// `replace` says so, and only when the new one is complete.
pub fn build(
    list: &Path,
    out: &Path,
    settings: Settings,
    replace: bool,
    mut progress: impl FnMut(usize, usize, u64),
) -> Result<Summary> {
    if out.exists() && !(replace && out.join("index.json").exists()) {
        let why = if replace { "is not an index" } else { "exists. Choose another folder, or add --replace" };
        return Err(Error::invalid(format!("{} {why}", out.display())));
    }
    let contributions = contributions::read(list)?;
    let root = list.parent().unwrap_or(Path::new(""));
    let partial = partial(out)?;
    if partial.exists() {
        fs::remove_dir_all(&partial).map_err(|error| Error::file(&partial, error))?;
    }
    fs::create_dir_all(&partial).map_err(|error| Error::file(&partial, error))?;
    let summary = fill(root, &contributions, &partial, settings, &mut progress)?;
    write_lines(
        &partial.join("contributions.jsonl"),
        contributions.iter().map(|contribution| Contribution { path: None, text: None, ..contribution.clone() }),
    )?;
    write_lines(&partial.join("index.json"), [&summary])?;
    if out.exists() {
        fs::remove_dir_all(out).map_err(|error| Error::file(out, error))?;
    }
    fs::rename(&partial, out).map_err(|error| Error::file(out, error))?;
    Ok(summary)
}

fn partial(out: &Path) -> Result<PathBuf> {
    let name =
        out.file_name().ok_or_else(|| Error::invalid(format!("{} is not the name of a folder", out.display())))?;
    let mut name = name.to_owned();
    name.push(".partial");
    Ok(out.with_file_name(name))
}

fn write_lines<T: Serialize>(path: &Path, values: impl IntoIterator<Item = T>) -> Result<()> {
    let fail = |error| Error::file(path, error);
    let mut file = BufWriter::new(File::create(path).map_err(fail)?);
    for value in values {
        let line = serde_json::to_string(&value).map_err(Error::invalid)?;
        writeln!(file, "{line}").map_err(fail)?;
    }
    file.flush().map_err(fail)
}

/// A shard on its way to a thread that sorts it.
struct Work {
    shard: shard::Builder,
    folder: PathBuf,
    numbers: usize,
    index: usize,
}

fn fill(
    root: &Path,
    contributions: &[Contribution],
    out: &Path,
    settings: Settings,
    progress: &mut impl FnMut(usize, usize, u64),
) -> Result<Summary> {
    // A channel without room: nothing waits in memory but the shard that is being filled.
    let (send, receive) = mpsc::sync_channel::<Work>(0);
    let receive = Mutex::new(receive);
    let sorted = Mutex::new(Vec::new());
    let (mut summary, shards) = thread::scope(|scope| {
        let sort = || -> Result<()> {
            loop {
                let work = receive.lock().map_err(Error::invalid)?.recv();
                let Ok(Work { shard, folder, numbers, index }) = work else { return Ok(()) };
                let sizes = shard.write(&folder, numbers)?;
                sorted.lock().map_err(Error::invalid)?.push((index, sizes));
            }
        };
        let threads: Vec<_> = (0..settings.threads.max(1)).map(|_| scope.spawn(sort)).collect();
        let read = read_all(root, contributions, out, settings, send, progress);
        for thread in threads {
            thread.join().map_err(|_| Error::Suffixes("a thread ended early: is there enough memory?".into()))??;
        }
        read.map(|summary| (summary, &sorted))
    })?;
    let mut shards = shards.lock().map_err(Error::invalid)?.clone();
    shards.sort_by_key(|(index, _)| *index);
    summary.shards = shards.into_iter().map(|(_, sizes)| sizes).collect();
    Ok(summary)
}

fn read_all(
    root: &Path,
    contributions: &[Contribution],
    out: &Path,
    settings: Settings,
    send: mpsc::SyncSender<Work>,
    progress: &mut impl FnMut(usize, usize, u64),
) -> Result<Summary> {
    let mut dictionary = dictionary::Builder::default();
    let mut passages = settings.passages.then(|| passages::Writer::create(&out.join("passages"))).transpose()?;
    let mut shard = shard::Builder::with_capacity(0);
    let mut corpus = Blake2b::<U32>::new_with_prefix(CORPUS_DOMAIN);
    let mut summary = Summary {
        version: VERSION,
        corpus: Bytes32::default(),
        contributions: contributions.len(),
        documents: 0,
        skipped: 0,
        bytes: 0,
        words: 0,
        vocabulary: 0,
        shards: Vec::new(),
        passages: settings.passages,
    };
    let mut next = 0;
    let mut hand_over = |shard: &mut shard::Builder, numbers: usize| {
        let work =
            Work { shard: std::mem::take(shard), folder: out.join(format!("shard-{next}")), numbers, index: next };
        next += 1;
        // If no thread is left, one of them says why.
        let _ = send.send(work);
    };
    for (order, contribution) in contributions.iter().enumerate() {
        let mut hashes = Vec::new();
        summary.skipped += documents::for_each(root, contribution, |content| {
            let text = String::from_utf8_lossy(content);
            let mut failed = Ok(());
            words::for_each(&text, |word, _| match dictionary.number(word) {
                Ok(number) => {
                    shard.push(number);
                    summary.words += 1;
                }
                Err(error) => failed = Err(error),
            });
            failed?;
            if let Some(passages) = &mut passages {
                passages.add(contribution, hashes.len() as u64, &text)?;
            }
            hashes.push(blake2_256(&[content]));
            summary.documents += 1;
            summary.bytes += content.len() as u64;
            if shard.end(order as u32)? >= settings.shard_words {
                hand_over(&mut shard, dictionary.len() + 1);
            }
            progress(order, contributions.len(), summary.bytes);
            Ok(())
        })?;
        corpus.update(contribution.id.to_le_bytes());
        corpus.update(contribution.datanet.to_le_bytes());
        corpus.update(contribution.contributor.0);
        corpus.update(contribution.accepted.to_le_bytes());
        corpus.update((hashes.len() as u32).to_le_bytes());
        hashes.iter().for_each(|hash| corpus.update(hash.0));
        progress(order + 1, contributions.len(), summary.bytes);
    }
    if !shard.is_empty() {
        hand_over(&mut shard, dictionary.len() + 1);
    }
    drop(send);
    if let Some(passages) = passages {
        passages.finish()?;
    }
    summary.corpus = Bytes32(corpus.finalize().into());
    summary.vocabulary = dictionary.len();
    dictionary.write(out)?;
    Ok(summary)
}

/// An index, mapped into memory.
pub struct Index {
    /// What `index.json` says.
    pub summary: Summary,
    /// The contributions, by precedence.
    pub contributions: Vec<Contribution>,
    /// The words.
    pub dictionary: Dictionary,
    /// The shards.
    pub shards: Vec<Shard>,
    folder: PathBuf,
}

impl Index {
    /// Open an index.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("index.json");
        let text = fs::read_to_string(&path).map_err(|error| Error::file(&path, error))?;
        let summary: Summary = serde_json::from_str(&text).map_err(|error| Error::line(&path, 1, error))?;
        if summary.version != VERSION {
            let why = format!("version {} instead of {VERSION}. Make the index again", summary.version);
            return Err(Error::line(&path, 1, why));
        }
        let list = folder.join("contributions.jsonl");
        let file = File::open(&list).map_err(|error| Error::file(&list, error))?;
        let contributions = contributions::json_lines(&list, BufReader::new(file)).collect::<Result<Vec<_>>>()?;
        let open = |(index, sizes): (usize, &Sizes)| Shard::open(&folder.join(format!("shard-{index}")), *sizes);
        Ok(Self {
            contributions,
            dictionary: Dictionary::open(folder, summary.vocabulary)?,
            shards: summary.shards.iter().enumerate().map(open).collect::<Result<_>>()?,
            folder: folder.to_owned(),
            summary,
        })
    }

    /// Open the search over its passages.
    pub fn passages(&self) -> Result<passages::Searcher> {
        if !self.summary.passages {
            return Err(Error::invalid("the index has no passages. Make it again without --no-passages"));
        }
        passages::Searcher::open(&self.folder.join("passages"))
    }
}
