// SPDX-License-Identifier: Apache-2.0

//! Models: the registration and the record.
//!
//! The limits are constants of the code, not of the configuration: a lower bound would make stored records undecodable.

use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame::{
    derive::{Deserialize, Serialize},
    prelude::*,
};
use openledger_primitives::{disputes::Omitted, Balance, Era, ModelId, Shares};

pub use openledger_primitives::{
    license::MissingLicense,
    lineage::{DatanetLink, DatanetRelation, LineageModel, LineagePage, ModelKind, Parent, ParentRelation},
    runtime_api::{Access, Obligation},
};

/// The longest name of a model, in bytes.
pub const MAX_NAME: u32 = 64;
/// The longest URI of an artifact, in bytes.
pub const MAX_URI: u32 = 256;
/// The largest number of members of a builder team.
pub const MAX_TEAM: u32 = 16;
/// The largest number of parents of a model.
pub const MAX_PARENTS: u32 = 16;
/// The largest number of links of a model to datanets.
pub const MAX_DATANETS: u32 = 32;
/// The largest number of ancestors that a model has obligations to.
pub const MAX_OBLIGATIONS: u32 = 32;
/// The largest number of models that `lineage` returns, the model itself included.
pub const MAX_LINEAGE: usize = 256;
/// The largest number of parents and datanets that verdicts add to a model. Lists of this length are stored: DO NOT
/// REDUCE.
pub const MAX_ADDED: u32 = 4;
/// The largest part of a pool that a verdict gives to an addition.
pub const MAX_ADDED_PART: Permill = Permill::from_percent(50);
/// The largest number of models on one page of a lineage.
pub const LINEAGE_PAGE: u32 = 64;
/// Parts per million in a whole.
pub const MILLION: u32 = 1_000_000;
/// A whole pool, in the parts of [`Obligation::passed_royalty`] and [`Obligation::passed_data`].
pub const WHOLE: u64 = 1_000_000_000_000;

/// A model's name, in UTF-8.
pub type Name = BoundedVec<u8, ConstU32<MAX_NAME>>;
/// The URI of a model's artifact.
pub type Uri = BoundedVec<u8, ConstU32<MAX_URI>>;
/// The builders of a model.
pub type Team<AccountId> = BoundedVec<TeamMember<AccountId>, ConstU32<MAX_TEAM>>;
/// The parents of a model.
pub type Parents = BoundedVec<Parent, ConstU32<MAX_PARENTS>>;
/// The data of a model.
pub type DatanetLinks = BoundedVec<DatanetLink, ConstU32<MAX_DATANETS>>;

/// The obligations of a model, by the ids of the ancestors.
pub type Obligations = BoundedVec<Obligation, ConstU32<MAX_OBLIGATIONS>>;

/// What verdicts added to the lineage of a model, in their order.
pub type Additions = BoundedVec<Addition, ConstU32<MAX_ADDED>>;

/// [`ModelInfo`] of a runtime.
pub type ModelInfoOf<T> = ModelInfo<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// [`Registration`] of a runtime.
pub type RegistrationOf<T> = Registration<<T as frame_system::Config>::AccountId>;

/// A builder with its part of the team's earnings.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
#[serde(crate = "frame::derive::serde", rename_all = "camelCase", deny_unknown_fields)]
pub struct TeamMember<AccountId> {
    /// The builder.
    pub account: AccountId,
    /// The part of the builders' pool after royalties.
    pub share: Permill,
}

/// The terms on which accounts may derive a model from this one. They bind all descendants, whatever models are
/// between.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
pub struct Terms {
    /// The accounts that may derive a model.
    pub access: Access,
    /// The smallest part of a descendant's builders' pool that reaches this model's builders' pool.
    pub royalty: Permill,
    /// The smallest part of a descendant's data pool that reaches this model's data pool. Zero if the model has no
    /// data.
    pub data: Permill,
}

impl Terms {
    /// Whether a descendant has an obligation: an open model that asks for nothing binds no descendant.
    pub fn bind(&self) -> bool {
        self.access != Access::Open || !self.royalty.is_zero() || !self.data.is_zero()
    }
}

impl Terms {
    /// The terms that ask for the most in every respect.
    pub const MOST: Self = Self { access: Access::Closed, royalty: Permill::one(), data: Permill::one() };

    /// The terms that ask for as little as both in every respect.
    #[must_use]
    pub fn least(self, other: Self) -> Self {
        Self {
            access: self.access.min(other.access),
            royalty: self.royalty.min(other.royalty),
            data: self.data.min(other.data),
        }
    }
}

/// Announced terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct NextTerms {
    /// The terms.
    pub terms: Terms,
    /// The first era in which they are in force.
    pub from: Era,
}

/// A parent or datanet that a verdict added to the lineage of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Addition {
    /// What the registration had left out.
    pub omitted: Omitted,
    /// Its shares of the builders' pool.
    pub builders: Shares,
    /// Its shares of the data pool.
    pub data: Shares,
    /// The id of the next model at the time of the verdict. Models with smaller ids were registered before.
    pub next: ModelId,
}

/// The parts that a registration lacks for an ancestor's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Missing {
    /// The ancestor. With it as a further parent for these parts, or a larger part for it, its terms are met.
    pub ancestor: ModelId,
    /// The missing part of the builders' pool, in ppm, rounded up.
    pub royalty: Permill,
    /// The missing part of the data pool, in ppm, rounded up.
    pub data: Permill,
}

/// The registration of a model.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Registration<AccountId> {
    /// The name: not empty, in UTF-8. Names are not unique.
    pub name: Name,
    /// The kind of model.
    pub kind: ModelKind,
    /// The hash of the artifact: weights, adapter or program. Unique, and not zero.
    pub artifact: H256,
    /// The URI of the artifact, in UTF-8; may be empty.
    pub uri: Uri,
    /// The builders: 1 to 16 accounts whose shares sum to exactly 100 %.
    pub team: Team<AccountId>,
    /// The parents.
    pub parents: Parents,
    /// The links to datanets.
    pub datanets: DatanetLinks,
    /// The terms for derivatives.
    pub terms: Terms,
}

impl<AccountId> Registration<AccountId> {
    /// The lengths of team, parents and datanets, which decide the weight of the call.
    pub fn sizes(&self) -> (u32, u32, u32) {
        let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        (size(self.team.len()), size(self.parents.len()), size(self.datanets.len()))
    }
}

/// A registered model. Its artifact, lineage and data never change: a changed model is a new version with a new id.
/// What a verdict adds to the lineage is not in the record.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ModelInfo<AccountId, BlockNumber> {
    /// The owner, which administers the model. Owning a model earns nothing.
    pub owner: AccountId,
    /// The account that may accept ownership.
    pub pending_owner: Option<AccountId>,
    /// The kind of model.
    pub kind: ModelKind,
    /// The name.
    pub name: Name,
    /// The hash of the artifact.
    pub artifact: H256,
    /// The URI of the artifact.
    pub uri: Uri,
    /// The parents.
    pub parents: Parents,
    /// The links to datanets.
    pub datanets: DatanetLinks,
    /// The accounts that share the builders' pool after royalties.
    pub team: Team<AccountId>,
    /// The terms for derivatives, until `next_terms` are in force.
    pub terms: Terms,
    /// The terms that were announced last; from their era on they are in force.
    pub next_terms: Option<NextTerms>,
    /// The model of which this is a new version.
    pub predecessor: Option<ModelId>,
    /// Whether the model is closed to new derivatives and offers.
    pub deprecated: bool,
    /// The number of models that name it as a parent.
    pub derivatives: u32,
    /// The deposit held from the owner for the model and its allow-list, in planck.
    pub deposit: Balance,
    /// The part of the deposit that a deprecation releases, in planck; zero after it.
    pub returnable: Balance,
    /// The block in which it was registered.
    pub registered_at: BlockNumber,
}

impl<AccountId, BlockNumber> ModelInfo<AccountId, BlockNumber> {
    /// The record in `era`: announced terms whose era has come are in force.
    #[must_use]
    pub fn at(mut self, era: Era) -> Self {
        if let Some(next) = self.next_terms.filter(|next| next.from <= era) {
            self.terms = next.terms;
            self.next_terms = None;
        }
        self
    }
}

/// A model that exists from block 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(crate = "frame::derive::serde", rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisModel<AccountId> {
    /// The owner; it needs the deposit at genesis.
    pub owner: AccountId,
    /// The name.
    pub name: String,
    /// The kind of model.
    pub kind: ModelKind,
    /// The hash of the artifact.
    pub artifact: H256,
    /// The URI of the artifact.
    pub uri: String,
    /// The builders.
    pub team: Vec<TeamMember<AccountId>>,
    /// The parents: models earlier in the list, numbered from zero.
    pub parents: Vec<Parent>,
    /// The links to datanets of the genesis configuration.
    pub datanets: Vec<DatanetLink>,
    /// The terms for derivatives.
    pub terms: Terms,
}

impl<AccountId: Clone> GenesisModel<AccountId> {
    /// The registration as in a call; `None` if a list or a text is too long, or the terms ask for more than 100 %.
    ///
    /// A call with such a `Permill` cannot be decoded, but a chain specification can name one. A record with it could
    /// never be read again.
    pub fn registration(&self) -> Option<Registration<AccountId>> {
        if self.terms.royalty > Permill::one() || self.terms.data > Permill::one() {
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
