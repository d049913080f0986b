// SPDX-License-Identifier: Apache-2.0

//! Errors, in words that name the file, the line and the remedy.

use std::{io, path::Path};

/// The result with an error of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// The reason why nothing was indexed, attributed, committed or proven.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// The reason of the operating system.
        source: io::Error,
    },
    /// A line of a file is not of its form.
    #[error("{path}, line {line}: {why}")]
    Line {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// The reason and the remedy.
        why: String,
    },
    /// An argument or a file as a whole is not of its form.
    #[error("{0}")]
    Invalid(String),
    /// The search index cannot be read or written.
    #[error("search index: {0}")]
    Search(#[from] tantivy::TantivyError),
    /// The library that sorts suffixes failed.
    #[error("suffixes: {0}")]
    Suffixes(String),
}

impl Error {
    /// An error of a file.
    pub fn file(path: &Path, source: io::Error) -> Self {
        Self::File { path: path.display().to_string(), source }
    }

    /// An error of a line, from 1.
    pub fn line(path: &Path, line: u64, why: impl ToString) -> Self {
        Self::Line { path: path.display().to_string(), line, why: why.to_string() }
    }

    /// An error of an argument, or of a file as a whole.
    pub fn invalid(why: impl ToString) -> Self {
        Self::Invalid(why.to_string())
    }
}
