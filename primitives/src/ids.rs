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
/// A period in which shares do not start to earn: what joins in one era earns from the next.
pub type Era = u32;
/// Number of an enacted fee split; grows by one with each enactment.
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
            /// The id after this one, if there is one.
            pub fn next(self) -> Option<Self> {
                self.0.checked_add(1).map(Self)
            }
        }

        impl From<$inner> for $name {
            fn from(inner: $inner) -> Self {
                Self(inner)
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
pub enum PoolId<AccountId> {
    /// A datanet's contributors.
    #[codec(index = 0)]
    Datanet(DatanetId),
    /// The data lane of a model: the datanets it was trained on and its parents' data lanes.
    #[codec(index = 1)]
    ModelData(ModelId),
    /// The builders' lane of a model: its builder team and its parents' builders' lanes.
    #[codec(index = 2)]
    ModelBuilders(ModelId),
    /// An operator's stakers, the operator's own bond included.
    #[codec(index = 3)]
    Operator(AccountId),
}

/// Who holds shares of a pool.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Holder<AccountId> {
    /// An account, which claims what it is owed.
    #[codec(index = 0)]
    Account(AccountId),
    /// Another pool, into which what it is owed flows.
    #[codec(index = 1)]
    Pool(PoolId<AccountId>),
}
