// SPDX-License-Identifier: Apache-2.0

//! What is registered and stored about a model.
//!
//! The limits are constants of the code, not of the configuration: a bound that governance could lower would make
//! stored records undecodable.

// The codec's derive casts the indices of variants.
#![allow(clippy::as_conversions)]

use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame::{
    derive::{Deserialize, Serialize},
    prelude::*,
};
use openledger_primitives::{Balance, DatanetId, ModelId};

/// Longest name of a model, in bytes.
pub const MAX_NAME: u32 = 64;
/// Longest URI of an artifact, in bytes.
pub const MAX_URI: u32 = 256;
/// Most members of a builder team.
pub const MAX_TEAM: u32 = 16;
/// Most parents of a model.
pub const MAX_PARENTS: u32 = 16;
/// Most links of a model to datanets.
pub const MAX_DATANETS: u32 = 32;
/// Most models that one walk up a lineage returns, the model itself included.
pub const MAX_LINEAGE: usize = 256;
/// Parts per million in a whole.
pub const MILLION: u32 = 1_000_000;

/// A model's name, in UTF-8.
pub type Name = BoundedVec<u8, ConstU32<MAX_NAME>>;
/// Where a model's artifact can be found.
pub type Uri = BoundedVec<u8, ConstU32<MAX_URI>>;
/// Who built a model.
pub type Team<AccountId> = BoundedVec<TeamMember<AccountId>, ConstU32<MAX_TEAM>>;
/// What a model was made from.
pub type Parents = BoundedVec<Parent, ConstU32<MAX_PARENTS>>;
/// Which data a model was made with.
pub type DatanetLinks = BoundedVec<DatanetLink, ConstU32<MAX_DATANETS>>;

/// [`ModelInfo`] of a runtime.
pub type ModelInfoOf<T> = ModelInfo<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// [`Registration`] of a runtime.
pub type RegistrationOf<T> = Registration<<T as frame_system::Config>::AccountId>;

/// What sort of model it is. Decides which parents it must have.
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
#[serde(crate = "frame::derive::serde")]
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
    /// A program around models, which it uses. Any number of parents, none included.
    #[codec(index = 5)]
    Agent,
}

/// How a model comes from a parent.
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
#[serde(crate = "frame::derive::serde")]
pub enum ParentRelation {
    /// Its training went on from the parent's weights.
    #[codec(index = 0)]
    FineTunedFrom,
    /// It is loaded on top of the parent. Only an adapter has such a parent.
    #[codec(index = 1)]
    AdapterOf,
    /// The parent's weights are part of its own.
    #[codec(index = 2)]
    MergedFrom,
    /// It learnt from the parent's outputs.
    #[codec(index = 3)]
    DistilledFrom,
    /// It calls the parent or needs it otherwise.
    #[codec(index = 4)]
    Uses,
}

/// A model that another one comes from, and what the descendant pays it.
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
#[serde(crate = "frame::derive::serde", rename_all = "camelCase", deny_unknown_fields)]
pub struct Parent {
    /// The parent.
    pub model: ModelId,
    /// How the model comes from it.
    pub relation: ParentRelation,
    /// Part of the model's builders' lane that goes to the parent's builders' lane.
    pub royalty: Permill,
    /// Weight of the parent's data lane in the model's data lane, relative to the other weights there. Zero exactly if
    /// the parent has no data behind it.
    pub data_weight: u32,
}

/// How a model uses a datanet.
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
#[serde(crate = "frame::derive::serde")]
pub enum DatanetRelation {
    /// Its data was trained on.
    #[codec(index = 0)]
    TrainedOn,
    /// Its data is looked up while answering.
    #[codec(index = 1)]
    RetrievesFrom,
}

/// A datanet whose data is in a model, and its weight there.
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
#[serde(crate = "frame::derive::serde", rename_all = "camelCase", deny_unknown_fields)]
pub struct DatanetLink {
    /// The datanet.
    pub datanet: DatanetId,
    /// How the model uses it.
    pub relation: DatanetRelation,
    /// Its weight in the model's data lane, relative to the other weights there. More than zero.
    pub weight: u32,
}

/// A builder with its part of what the team earns.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
#[serde(crate = "frame::derive::serde", rename_all = "camelCase", deny_unknown_fields)]
pub struct TeamMember<AccountId> {
    /// Who.
    pub account: AccountId,
    /// Its part of what is left of the builders' lane after royalties.
    pub share: Permill,
}

/// Who may derive a model from this one, and for how much.
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
#[serde(crate = "frame::derive::serde", rename_all_fields = "camelCase")]
pub enum Terms {
    /// Everybody.
    #[codec(index = 0)]
    Open {
        /// Smallest royalty that a derivative has to pay.
        min_royalty: Permill,
    },
    /// The owner, and the accounts that the owner has listed.
    #[codec(index = 1)]
    AllowList {
        /// Smallest royalty that a derivative has to pay.
        min_royalty: Permill,
    },
    /// The owner only.
    #[codec(index = 2)]
    Closed,
}

impl Terms {
    /// The smallest royalty that a derivative has to pay.
    pub fn min_royalty(&self) -> Permill {
        match self {
            Self::Open { min_royalty } | Self::AllowList { min_royalty } => *min_royalty,
            Self::Closed => Permill::zero(),
        }
    }
}

/// What is said of a model when it is registered.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Registration<AccountId> {
    /// Its name: not empty, in UTF-8. Names are not unique.
    pub name: Name,
    /// What sort of model it is.
    pub kind: ModelKind,
    /// Hash of the artifact: weights, adapter or program. Unique.
    pub artifact: H256,
    /// Where the artifact can be found; may be empty.
    pub uri: Uri,
    /// Who built it: one to sixteen accounts whose shares sum to exactly 100 %.
    pub team: Team<AccountId>,
    /// What it was made from.
    pub parents: Parents,
    /// Which data it was made with.
    pub datanets: DatanetLinks,
    /// Who may derive models from it.
    pub terms: Terms,
}

impl<AccountId> Registration<AccountId> {
    /// Lengths of team, parents and datanets, which its weight depends on.
    pub fn sizes(&self) -> (u32, u32, u32) {
        let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        (size(self.team.len()), size(self.parents.len()), size(self.datanets.len()))
    }
}

/// A registered model. Its artifact, lineage and data never change: what changes a model is a new version, a new id.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ModelInfo<AccountId, BlockNumber> {
    /// Who administers it. Owning a model earns nothing.
    pub owner: AccountId,
    /// Who may take over ownership.
    pub pending_owner: Option<AccountId>,
    /// What sort of model it is.
    pub kind: ModelKind,
    /// Its name.
    pub name: Name,
    /// Hash of the artifact.
    pub artifact: H256,
    /// Where the artifact can be found.
    pub uri: Uri,
    /// What it was made from.
    pub parents: Parents,
    /// Which data it was made with.
    pub datanets: DatanetLinks,
    /// Who earns in its builders' lane, after royalties.
    pub team: Team<AccountId>,
    /// Who may derive models from it.
    pub terms: Terms,
    /// The model that it is a new version of.
    pub predecessor: Option<ModelId>,
    /// Whether it takes no more derivatives and offers.
    pub deprecated: bool,
    /// Number of models that name it as a parent.
    pub derivatives: u32,
    /// Held from the owner for this record and its allow-list, in planck.
    pub deposit: Balance,
    /// Block in which it was registered.
    pub registered_at: BlockNumber,
}

/// A model that a chain starts with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(crate = "frame::derive::serde", rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisModel<AccountId> {
    /// Who administers it; needs the deposit at genesis.
    pub owner: AccountId,
    /// Its name.
    pub name: String,
    /// What sort of model it is.
    pub kind: ModelKind,
    /// Hash of the artifact.
    pub artifact: H256,
    /// Where the artifact can be found.
    pub uri: String,
    /// Who built it.
    pub team: Vec<TeamMember<AccountId>>,
    /// What it was made from: models earlier in the list, numbered from zero.
    pub parents: Vec<Parent>,
    /// Which data it was made with: datanets of the genesis configuration.
    pub datanets: Vec<DatanetLink>,
    /// Who may derive models from it.
    pub terms: Terms,
}

impl<AccountId: Clone> GenesisModel<AccountId> {
    /// As it would be registered by a call; `None` if a list or a text is too long, or the royalty asked is more than
    /// everything: a call can't be decoded with such a `Permill`, but a chain specification can name one, and a record
    /// with it could never be read again.
    pub fn registration(&self) -> Option<Registration<AccountId>> {
        if self.terms.min_royalty() > Permill::one() {
            return None;
        }
        Some(Registration {
            name: self.name.as_bytes().to_vec().try_into().ok()?,
            kind: self.kind,
            artifact: self.artifact,
            uri: self.uri.as_bytes().to_vec().try_into().ok()?,
            team: self.team.clone().try_into().ok()?,
            parents: self.parents.clone().try_into().ok()?,
            datanets: self.datanets.clone().try_into().ok()?,
            terms: self.terms,
        })
    }
}
