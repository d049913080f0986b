// SPDX-License-Identifier: Apache-2.0

//! Search over passages of the documents (BM25), for models that are given passages and cite their contributions.

use crate::{contributions::Contribution, words, Error, Result};
use serde::Serialize;
use std::{collections::BTreeSet, fs, path::Path};
use tantivy::{
    collector::TopDocs,
    query::{BooleanQuery, Occur, Query, TermQuery},
    schema::{
        Field, IndexRecordOption, Schema, TantivyDocument, TextFieldIndexing, TextOptions, Value, INDEXED, STORED,
    },
    tokenizer::TokenStream,
    Index, IndexReader, IndexWriter, Term,
};

/// The number of words of a passage; the last one of a document has fewer.
pub const PASSAGE: usize = 150;
/// The largest number of results.
pub const MAX_RESULTS: usize = 1_000;
/// The largest number of different words of a query that count.
pub const MAX_TERMS: usize = 512;
/// The memory in which new passages wait.
const MEMORY: usize = 64_000_000;
/// The tokenizer: words in lower case, without the endings of English.
const TOKENIZER: &str = "en_stem";

struct Fields {
    contribution: Field,
    document: Field,
    text: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default().set_tokenizer(TOKENIZER).set_index_option(IndexRecordOption::WithFreqs);
    let fields = Fields {
        contribution: schema.add_u64_field("contribution", INDEXED | STORED),
        document: schema.add_u64_field("document", STORED),
        text: schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing).set_stored()),
    };
    (schema.build(), fields)
}

/// Makes the passages' part of an index.
pub struct Writer {
    writer: IndexWriter,
    fields: Fields,
}

impl Writer {
    /// Begin in a new folder.
    pub fn create(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
        let (schema, fields) = schema();
        let writer = Index::create_in_dir(folder, schema)?.writer_with_num_threads(1, MEMORY)?;
        Ok(Self { writer, fields })
    }

    /// Add a document of a contribution.
    pub fn add(&mut self, contribution: &Contribution, document: u64, text: &str) -> Result<()> {
        let mut start = 0;
        let mut end = 0;
        let mut number = 0;
        let mut passages = Vec::new();
        words::for_each(text, |_, place| {
            if number == PASSAGE {
                passages.push(start..end);
                number = 0;
            }
            if number == 0 {
                start = place.start;
            }
            end = place.end;
            number += 1;
        });
        if number > 0 {
            passages.push(start..end);
        }
        for passage in passages {
            let mut record = TantivyDocument::default();
            record.add_u64(self.fields.contribution, contribution.id);
            record.add_u64(self.fields.document, document);
            record.add_text(self.fields.text, &text[passage]);
            self.writer.add_document(record)?;
        }
        Ok(())
    }

    /// Write what is left.
    pub fn finish(mut self) -> Result<()> {
        self.writer.commit()?;
        Ok(self.writer.wait_merging_threads()?)
    }
}

/// A passage that fits a query.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The contribution.
    pub contribution: u64,
    /// The index of the document in the contribution, from 0.
    pub document: u64,
    /// How well the passage fits: BM25.
    pub score: f32,
    /// The passage.
    pub text: String,
}

/// Searches passages.
pub struct Searcher {
    reader: IndexReader,
    index: Index,
    fields: Fields,
}

impl Searcher {
    /// Open the passages of an index.
    pub fn open(folder: &Path) -> Result<Self> {
        let index = Index::open_in_dir(folder)?;
        Ok(Self { reader: index.reader()?, fields: schema().1, index })
    }

    /// The passages that fit best, the best one first: at most `k`.
    pub fn search(&self, query: &str, k: usize) -> Result<Vec<Hit>> {
        if k == 0 || k > MAX_RESULTS {
            return Err(Error::invalid(format!("k is 1 to {MAX_RESULTS}")));
        }
        let mut tokenizer = self.index.tokenizer_for_field(self.fields.text)?;
        let mut terms = BTreeSet::new();
        let mut tokens = tokenizer.token_stream(query);
        while terms.len() < MAX_TERMS && tokens.advance() {
            terms.insert(Term::from_field_text(self.fields.text, &tokens.token().text));
        }
        let term = |term| -> (Occur, Box<dyn Query>) {
            (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
        };
        let query = BooleanQuery::new(terms.into_iter().map(term).collect());
        let searcher = self.reader.searcher();
        let best = searcher.search(&query, &TopDocs::with_limit(k).order_by_score())?;
        let hit = |(score, address)| {
            let record: TantivyDocument = searcher.doc(address)?;
            let number = |field| record.get_first(field).and_then(|value| value.as_u64()).unwrap_or_default();
            let text = record.get_first(self.fields.text).and_then(|value| value.as_str()).unwrap_or_default();
            let (contribution, document) = (number(self.fields.contribution), number(self.fields.document));
            Ok(Hit { contribution, document, score, text: text.to_owned() })
        };
        best.into_iter().map(hit).collect()
    }
}
