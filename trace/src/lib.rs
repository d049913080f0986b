// SPDX-License-Identifier: Apache-2.0

//! Attribution of text to contributions: `docs/trace.md` defines every rule and every format.
//!
//! [`index`] makes an index of the documents of accepted contributions. [`attribute`] finds the parts of an answer that
//! documents contain word for word, and divides the answer among the contributions that contain them. [`weights`] adds
//! up the answers of an era. [`tree`] commits to the weights by one root, and proves and checks single weights.
//! [`passages`] searches the same documents, for models that cite them.

// Off-chain: an overflow or a number out of range ends the program, and nothing is paid by it.
#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::indexing_slicing)]

pub mod account;
pub mod attribute;
pub mod contributions;
pub mod decimal;
pub mod dictionary;
pub mod documents;
mod error;
pub mod index;
pub mod mapped;
pub mod passages;
pub mod serve;
pub mod shard;
pub mod tree;
pub mod weights;
pub mod words;

pub use error::{Error, Result};
