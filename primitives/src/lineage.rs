// SPDX-License-Identifier: Apache-2.0

//! Models, their parents and their data: what the registry stores and what clients see of a lineage.

// The codec derive numbers the variants of enums with `as`.
#![allow(clippy::as_conversions)]

use crate::{DatanetId, ModelId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Permill;

/// The kind of a model. It decides which parents the model must have.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum ModelKind {
    /// Trained from scratch: no parents.
    #[codec(index = 0)]
    Base,
    /// Further training of at least one parent.
    #[codec(index = 1)]
    FineTune,
    /// Weights that are loaded on top of exactly one parent, its base.
    #[codec(index = 2)]
    Adapter,
    /// The weights of at least two parents combined.
    #[codec(index = 3)]
    Merge,
    /// Trained on the outputs of at least one parent.
    #[codec(index = 4)]
    Distilled,
    /// A program that uses models. Any number of parents, or none.
    #[codec(index = 5)]
    Agent,
    /// The weights of exactly one parent in a smaller format.
    #[codec(index = 6)]
    Quantized,
}

/// The relation of a model to a parent.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum ParentRelation {
    /// Its training continued from the parent's weights.
    #[codec(index = 0)]
    FineTunedFrom,
    /// It is loaded on top of the parent. Only an adapter has such a parent.
    #[codec(index = 1)]
    AdapterOf,
    /// The parent's weights are part of its own.
    #[codec(index = 2)]
    MergedFrom,
    /// It learned from the parent's outputs.
    #[codec(index = 3)]
    DistilledFrom,
    /// It calls the parent or needs it in another way.
    #[codec(index = 4)]
    Uses,
    /// Its weights are the parent's in a smaller format. Only a quantized model has such a parent.
    #[codec(index = 5)]
    QuantizedFrom,
}

/// A parent of a model, and the payment of the descendant to it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parent {
    /// The parent.
    pub model: ModelId,
    /// The relation of the model to it.
    pub relation: ParentRelation,
    /// The part of the model's builders' pool that goes to the parent's builders' pool.
    pub royalty: Permill,
    /// The part of the model's data pool that goes to the parent's data pool. Zero exactly if the parent has no data.
    pub data: Permill,
}

/// The use of a datanet by a model.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum DatanetRelation {
    /// The model was trained on its data.
    #[codec(index = 0)]
    TrainedOn,
    /// The model retrieves its data to answer.
    #[codec(index = 1)]
    RetrievesFrom,
}

/// A link of a model to a datanet, with its weight.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DatanetLink {
    /// The datanet.
    pub datanet: DatanetId,
    /// The use of the datanet.
    pub relation: DatanetRelation,
    /// The weight in the rest of the model's data pool after the parents' parts, relative to the other links' weights.
    /// Above zero.
    pub weight: u32,
}

/// A model of a lineage.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct LineageModel {
    /// The model.
    pub model: ModelId,
    /// The smallest number of steps from the model that was asked for: 0 for itself, 1 for its parents.
    pub depth: u32,
    /// The kind of model.
    pub kind: ModelKind,
    /// Whether it is closed to new derivatives and offers.
    pub deprecated: bool,
    /// Its parents, with the parts of its pools that go to theirs.
    pub parents: Vec<Parent>,
    /// Its links to datanets.
    pub datanets: Vec<DatanetLink>,
}

/// A page of a lineage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct LineagePage {
    /// The models: each once with its smallest depth, nearest first.
    pub models: Vec<LineageModel>,
    /// The number of the next page; `None` if this is the last one.
    pub next: Option<u32>,
    /// Whether the lineage has more models within the depth than all pages list. Ask for the lineage of one of the
    /// last models to go on.
    pub truncated: bool,
}
