// SPDX-License-Identifier: Apache-2.0

//! Ids of things on the ledger, and the two sides of every share: a pool and its holder.

// The codec derive numbers the variants of enums with `as`.
#![allow(clippy::as_conversions)]

use codec::{CompactAs, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// An amount of OPEN in planck.
pub type Balance = u128;
/// Parts of a pool; only their proportion matters.
pub type Shares = u128;
/// The number of a period: shares added in one era earn from the next one on.
pub type Era = u32;
/// The number of an enacted fee split; grows by one with each enactment.
pub type SplitVersion = u32;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking,
            CompactAs, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
        )]
        pub struct $name(pub $inner);

        impl $name {
            /// The id after this one; `None` after the last.
            pub fn next(self) -> Option<Self> {
                self.0.checked_add(1).map(Self)
            }
        }

        impl From<$inner> for $name {
            fn from(inner: $inner) -> Self {
                Self(inner)
            }
        }

        impl From<$name> for $inner {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

id!(
    /// A community's data network.
    DatanetId(u32)
);
id!(
    /// A registered model. A new version of a model is a new id; a model's parents have smaller ids.
    ModelId(u32)
);
id!(
    /// A contribution to a datanet, numbered over all datanets.
    ContributionId(u64)
);

/// A pool: it receives revenue and owes it to its holders in proportion to their shares.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(
    feature = "std",
    derive(Deserialize, Serialize),
    serde(tag = "type", content = "id", rename_all = "camelCase")
)]
pub enum PoolId<AccountId> {
    /// A datanet, held by its contributors.
    #[codec(index = 0)]
    Datanet(DatanetId),
    /// The data pool of a model, held by the datanets it was trained on and by its parents' data pools.
    #[codec(index = 1)]
    ModelData(ModelId),
    /// The builders' pool of a model, held by its builder team and by its parents' builders' pools.
    #[codec(index = 2)]
    ModelBuilders(ModelId),
    /// An operator, held by its stakers. The operator's own bond counts as a stake.
    #[codec(index = 3)]
    Operator(AccountId),
    /// The curators of a datanet, held by those whose reviews count. It holds shares of the datanet's pool.
    #[codec(index = 4)]
    Curators(DatanetId),
}

/// The owner of shares of a pool.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(
    feature = "std",
    derive(Deserialize, Serialize),
    serde(
        tag = "type",
        rename_all = "camelCase",
        bound(serialize = "AccountId: Serialize", deserialize = "AccountId: Deserialize<'de>")
    )
)]
pub enum Holder<AccountId> {
    /// An account. It claims the revenue that the pool owes to it.
    #[codec(index = 0)]
    #[cfg_attr(feature = "std", serde(with = "crate::json::variant::account"))]
    Account(AccountId),
    /// Another pool. The revenue owed to it flows into it.
    #[codec(index = 1)]
    #[cfg_attr(feature = "std", serde(with = "crate::json::variant::pool"))]
    Pool(PoolId<AccountId>),
}
