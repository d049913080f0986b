// SPDX-License-Identifier: Apache-2.0

//! Licenses of datanets: the models that may use the data, and the least part of their data revenue for it.

// The codec derive numbers the variants of enums with `as`.
#![allow(clippy::as_conversions)]

use crate::{lineage::DatanetRelation, runtime_api::Access, DatanetId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Permill;

/// The terms of one use of a datanet.
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Use {
    /// The accounts that may register models with this use.
    pub access: Access,
    /// The least part of such a model's data pool for the datanet, by the weight of its link.
    pub data: Permill,
}

/// The license of a datanet. The default is open and asks for nothing.
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct License {
    /// The terms for models that are trained on the data.
    pub trained_on: Use,
    /// The terms for models that retrieve the data to answer.
    pub retrieves_from: Use,
    /// The template whose text applies; `None` if these terms are all.
    pub template: Option<u8>,
}

impl License {
    /// The terms of a use.
    pub fn of(&self, relation: DatanetRelation) -> Use {
        match relation {
            DatanetRelation::TrainedOn => self.trained_on,
            DatanetRelation::RetrievesFrom => self.retrieves_from,
        }
    }
}

/// The term of a license that a registration does not meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(tag = "type", rename_all = "camelCase"))]
pub enum LicenseTerm {
    /// The use is closed to all but the datanet's owner.
    #[codec(index = 0)]
    Closed,
    /// The use is for the datanet's owner and the accounts on its allow-list.
    #[codec(index = 1)]
    AllowList,
    /// The use asks for a larger part of the model's data pool.
    #[codec(index = 2)]
    Part {
        /// The least part, in ppm.
        least: Permill,
        /// The part that the link gives, in ppm, rounded down.
        given: Permill,
    },
}

/// A link of a registration that the datanet's license does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct MissingLicense {
    /// The datanet.
    pub datanet: DatanetId,
    /// The use.
    pub relation: DatanetRelation,
    /// The term that is not met.
    pub term: LicenseTerm,
}
