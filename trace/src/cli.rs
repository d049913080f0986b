// SPDX-License-Identifier: Apache-2.0

//! The subcommands. Results go to standard output, or to the file that `--out` names; messages go to standard error.

use clap::{Args, Parser, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use openledger_trace::{
    account::Bytes32,
    attribute::{attribute, Answer, Attribution, Filter, Names, Rule},
    contributions::json_lines,
    index::{self, Index, Settings},
    serve,
    tree::{self, Item, Leaf, Node, Proof, Root, Tree},
    weights::{self, By, Sums, Terms},
    Error, Result,
};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// Attribute text to contributions, add up an era, and prove each contributor's weight.
///
/// docs/trace.md defines the rules and the formats, and says what they do not show.
#[derive(Debug, Parser)]
#[command(name = "openledger-trace", version)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Index the documents of accepted contributions
    Index(IndexOptions),
    /// Show what an index contains
    Info {
        /// The folder of the index
        index: PathBuf,
    },
    /// Find the contributions behind answers, and divide each answer among them
    Attribute(AttributeOptions),
    /// Add up the attributed answers of an era
    Weights(WeightsOptions),
    /// Make the tree of an era's weights: the root to post
    Tree {
        #[command(flatten)]
        era: EraOptions,
        /// The weights: CSV (contributor,contribution,weight), or a JSON array if the name ends with .json
        weights: PathBuf,
    },
    /// Prove the weight of a contributor
    Prove {
        #[command(flatten)]
        era: EraOptions,
        /// The weights of the tree
        weights: PathBuf,
        /// The contributor: 0x and 64 hexadecimal digits, or an address
        contributor: Bytes32,
        /// Prove the weight of this contribution as well
        #[arg(long, value_name = "ID")]
        contribution: Option<u64>,
    },
    /// Check a proof, or the weights of a tree, against a root
    Check(CheckOptions),
    /// Search passages of the documents
    Search {
        /// The folder of the index
        #[arg(long, value_name = "FOLDER")]
        index: PathBuf,
        /// The number of results
        #[arg(short, default_value_t = 10)]
        k: usize,
        /// The words to search for
        #[arg(required = true)]
        query: Vec<String>,
    },
    /// Serve search and attribution over HTTP, to programs on this machine
    Serve {
        /// The folder of the index
        #[arg(long, value_name = "FOLDER")]
        index: PathBuf,
        /// The address to listen on: one of this machine alone
        #[arg(long, default_value = "127.0.0.1:8402", value_name = "ADDRESS")]
        listen: SocketAddr,
        #[command(flatten)]
        filter: FilterOptions,
    },
}

#[derive(Debug, Args)]
struct IndexOptions {
    /// The contributions: JSON lines, or CSV if the name ends with .csv (id,datanet,contributor,accepted,path)
    contributions: PathBuf,
    /// The folder of the index
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Replace the index that is there
    #[arg(long)]
    replace: bool,
    /// Leave out the passages: attribution works, search does not
    #[arg(long)]
    no_passages: bool,
    /// How many shards are sorted at once [default: the number of cores, at most 8]
    #[arg(long, value_name = "NUMBER")]
    threads: Option<usize>,
    /// How many words a shard has; it takes about 8 bytes of memory for each, in each thread
    #[arg(long, default_value_t = Settings::default().shard_words, value_name = "NUMBER")]
    shard_words: usize,
}

#[derive(Clone, Copy, Debug, Args)]
struct FilterOptions {
    /// The smallest number of words that count
    #[arg(long, default_value_t = Filter::default().min_words, value_name = "NUMBER")]
    min_words: usize,
    /// The smallest number of bits that count: how unlikely the words are next to each other by chance
    #[arg(long, default_value_t = Filter::default().min_bits, value_name = "NUMBER")]
    min_bits: u32,
}

impl From<FilterOptions> for Filter {
    fn from(FilterOptions { min_words, min_bits }: FilterOptions) -> Self {
        Self { min_words, min_bits }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// JSON, or lines of JSON for lists
    Json,
    /// Comma-separated values with a line of names
    Csv,
}

#[derive(Debug, Args)]
struct AttributeOptions {
    /// The folder of the index
    #[arg(long, value_name = "FOLDER")]
    index: PathBuf,
    #[command(flatten)]
    filter: FilterOptions,
    /// The answers: JSON lines {"id","text","paid"}, one answer as any other text, or - for text from standard input
    answers: PathBuf,
    /// Print only the contributions that a payment can name, with their weights: at most so many
    #[arg(long, value_name = "NUMBER")]
    names: Option<usize>,
    /// The rule for copies, for --names
    #[arg(long, value_enum, default_value_t)]
    rule: Rule,
    /// The form of the output
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// The file for the output [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct WeightsOptions {
    /// Attributed answers, as `attribute` writes them
    #[arg(required = true)]
    attributions: Vec<PathBuf>,
    /// The datanet
    #[arg(long, value_name = "ID")]
    datanet: u32,
    /// The rule for copies
    #[arg(long, value_enum, default_value_t)]
    rule: Rule,
    /// What an answer counts for
    #[arg(long, value_enum, default_value_t)]
    by: By,
    /// What a weight of 1 stands for: parts of a word (720720 are a word), or planck with --by paid
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    unit: u64,
    /// The form of the output
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// The file for the output [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Args)]
struct EraOptions {
    /// The datanet
    #[arg(long, value_name = "ID")]
    datanet: u32,
    /// The era
    #[arg(long)]
    era: u32,
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["proof", "weights"])))]
struct CheckOptions {
    /// A proof, as `prove` writes it
    proof: Option<PathBuf>,
    /// Check that these weights have the root, instead of a proof
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// The hash of the root that was posted
    #[arg(long, value_name = "HASH")]
    root: Bytes32,
    /// The sum that was posted
    #[arg(long, value_name = "NUMBER")]
    sum: u128,
    /// The depth that was posted
    #[arg(long, value_name = "NUMBER")]
    depth: u8,
}

/// The root of an era's tree.
#[derive(Debug, Serialize)]
struct Posted {
    datanet: u32,
    era: u32,
    root: Root,
}

/// A contributor's weight and its proof.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Proven {
    datanet: u32,
    era: u32,
    root: Root,
    leaf: Leaf,
    index: u32,
    siblings: Vec<Node>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    item: Option<ProvenItem>,
}

/// A contribution's weight and its proof in the tree of its contributor.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ProvenItem {
    #[serde(with = "openledger_trace::decimal")]
    contribution: u64,
    #[serde(with = "openledger_trace::decimal")]
    weight: u128,
    index: u32,
    siblings: Vec<Node>,
}

/// Run a command.
pub fn run(options: Options) -> Result<()> {
    match options.command {
        Command::Index(options) => build(options),
        Command::Info { index } => print(&Index::open(&index)?.summary),
        Command::Attribute(options) => attribute_all(&options),
        Command::Weights(options) => add_up(&options),
        Command::Tree { era, weights } => {
            let root = Tree::new(weights::read(&weights)?)?.root();
            print(&Posted { datanet: era.datanet, era: era.era, root })
        },
        Command::Prove { era, weights, contributor, contribution } => prove(era, &weights, contributor, contribution),
        Command::Check(options) => check(&options),
        Command::Search { index, k, query } => {
            let hits = Index::open(&index)?.passages()?.search(&query.join(" "), k)?;
            hits.iter().try_for_each(|hit| write_line(&mut io::stdout(), hit))
        }
        Command::Serve { index, listen, filter } => {
            let service = serve::Service::new(Index::open(&index)?, filter.into())?;
            serve::run(service, listen, |address| eprintln!("Listening on http://{address}. Stop with Ctrl-C."))
        }
    }
}

fn build(options: IndexOptions) -> Result<()> {
    let mut settings = Settings { passages: !options.no_passages, ..Settings::default() };
    settings.threads = options.threads.unwrap_or(settings.threads);
    settings.shard_words = options.shard_words;
    let bar = bar("contributions");
    let summary = index::build(&options.contributions, &options.out, settings, options.replace, |done, all, bytes| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
        let step = if done == all { ", sorting" } else { "" };
        bar.set_message(format!("{} MB{step}", bytes / 1_000_000));
    })?;
    bar.finish_and_clear();
    let index::Summary { contributions, documents, words, skipped, .. } = summary;
    eprintln!("{contributions} contributions, {documents} documents, {words} words.");
    if skipped > 0 {
        eprintln!("{skipped} files are not text, and were skipped.");
    }
    Ok(())
}

fn bar(what: &str) -> ProgressBar {
    let template = format!("{{bar:30}} {{pos}}/{{len}} {what}, {{msg}} ({{elapsed}})");
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style)
}

fn attribute_all(options: &AttributeOptions) -> Result<()> {
    let index = Index::open(&options.index)?;
    let mut out = output(options.out.as_deref())?;
    let mut csv =
        (options.format == Format::Csv).then(|| csv::WriterBuilder::new().has_headers(false).from_writer(vec![]));
    if let Some(csv) = &mut csv {
        let names: &[&str] = if options.names.is_some() {
            &["answer", "datanet", "contribution", "weight"]
        } else {
            &["answer", "contribution", "datanet", "contributor", "earliest", "equal"]
        };
        csv.write_record(names).map_err(Error::invalid)?;
    }
    let bar = bar("answers");
    for answer in answers(&options.answers)? {
        let found = attribute(&index, &answer?, options.filter.into())?;
        bar.inc(1);
        let names = options.names.map(|limit| found.names(options.rule, limit));
        match (&mut csv, names) {
            (None, None) => write_line(&mut out, &found)?,
            (None, Some(datanets)) => write_line(&mut out, &Named { id: &found.id, datanets })?,
            (Some(csv), None) => {
                for share in &found.shares {
                    csv.serialize((
                        &found.id,
                        share.contribution,
                        share.datanet,
                        share.contributor,
                        share.earliest,
                        share.equal,
                    ))
                    .map_err(Error::invalid)?;
                }
            }
            (Some(csv), Some(names)) => {
                for (datanet, name) in names.iter().flat_map(Names::each) {
                    let record = (&found.id, datanet, name.contribution, name.weight);
                    csv.serialize(record).map_err(Error::invalid)?;
                }
            }
        }
        if let Some(csv) = &mut csv {
            csv.flush().map_err(Error::invalid)?;
            out.write_all(csv.get_ref()).map_err(failed_output)?;
            *csv = csv::WriterBuilder::new().has_headers(false).from_writer(vec![]);
        }
    }
    bar.finish_and_clear();
    out.flush().map_err(failed_output)
}

/// What a payment can name for an answer.
#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    datanets: Vec<Names>,
}

/// The answers of a file, one by one.
fn answers(path: &Path) -> Result<Box<dyn Iterator<Item = Result<Answer>>>> {
    if path.extension().is_some_and(|extension| extension == "jsonl") {
        return Ok(Box::new(json_lines(path, open(path)?)));
    }
    let text = if path == Path::new("-") {
        io::read_to_string(io::stdin()).map_err(|error| Error::file(path, error))?
    } else {
        fs::read_to_string(path).map_err(|error| Error::file(path, error))?
    };
    let id = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(Box::new(std::iter::once(Ok(Answer { id, text, paid: None }))))
}

fn add_up(options: &WeightsOptions) -> Result<()> {
    let WeightsOptions { datanet, rule, by, unit, .. } = *options;
    let mut sums = Sums::new(Terms { datanet, rule, by, unit })?;
    for path in &options.attributions {
        for (number, answer) in (1..).zip(json_lines::<Attribution>(path, open(path)?)) {
            sums.add(&answer?).map_err(|error| Error::line(path, number, error))?;
        }
    }
    let weights = sums.finish();
    let mut out = output(options.out.as_deref())?;
    match options.format {
        Format::Csv => weights::write_csv(&weights, &mut out)?,
        Format::Json => write_line(&mut out, &weights)?,
    }
    out.flush().map_err(failed_output)
}

fn prove(era: EraOptions, weights: &Path, contributor: Bytes32, contribution: Option<u64>) -> Result<()> {
    let tree = Tree::new(weights::read(weights)?)?;
    let proven = tree.prove(&contributor);
    let (leaf, Proof { index, siblings }) =
        proven.ok_or_else(|| Error::invalid(format!("{contributor} has no weight")))?;
    let item = contribution.map(|id| {
        let proven = tree.prove_item(&contributor, id);
        let (Item { contribution, weight }, Proof { index, siblings }) =
            proven.ok_or_else(|| Error::invalid(format!("contribution {id} has no weight of {contributor}")))?;
        Ok::<_, Error>(ProvenItem { contribution, weight, index, siblings })
    });
    let item = item.transpose()?;
    print(&Proven { datanet: era.datanet, era: era.era, root: tree.root(), leaf, index, siblings, item })
}

fn check(options: &CheckOptions) -> Result<()> {
    let root = Root { hash: options.root, sum: options.sum, depth: options.depth };
    if let Some(weights) = &options.weights {
        let Root { hash, sum, depth } = Tree::new(weights::read(weights)?)?.root();
        if (Root { hash, sum, depth }) != root {
            let why = format!("the weights have the root {hash}, with a sum of {sum} and a depth of {depth}");
            return Err(Error::Invalid(why));
        }
        eprintln!("The weights have this root.");
        return Ok(());
    }
    let path = options.proof.as_deref().unwrap_or(Path::new("-"));
    let text = fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
    let Proven { leaf, index, siblings, item, .. } =
        serde_json::from_str(&text).map_err(|error| Error::line(path, error.line() as u64, error))?;
    let fail = |refusal| Error::invalid(format!("not proven: {refusal}"));
    tree::verify(&root, leaf.node(), &Proof { index, siblings }).map_err(fail)?;
    eprintln!("{} has {} of {}.", leaf.contributor, leaf.weight, root.sum);
    if let Some(ProvenItem { contribution, weight, index, siblings }) = item {
        let node = Item { contribution, weight }.node();
        tree::verify(&leaf.items_root(), node, &Proof { index, siblings }).map_err(fail)?;
        eprintln!("Contribution {contribution} has {weight} of it.");
    }
    Ok(())
}

fn open(path: &Path) -> Result<impl BufRead> {
    File::open(path).map(BufReader::new).map_err(|error| Error::file(path, error))
}

fn output(path: Option<&Path>) -> Result<Box<dyn Write>> {
    Ok(match path {
        Some(path) => Box::new(BufWriter::new(File::create(path).map_err(|error| Error::file(path, error))?)),
        None => Box::new(BufWriter::new(io::stdout())),
    })
}

fn failed_output(error: io::Error) -> Error {
    Error::invalid(format!("cannot write: {error}"))
}

fn write_line(out: &mut impl Write, value: &impl Serialize) -> Result<()> {
    let line = serde_json::to_string(value).map_err(Error::invalid)?;
    writeln!(out, "{line}").map_err(failed_output)
}

fn print(value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(Error::invalid)?;
    writeln!(io::stdout(), "{text}").map_err(failed_output)
}
