// SPDX-License-Identifier: Apache-2.0

//! Templates of licenses, and licenses at genesis.

// The codec's derive casts the indices of variants.
#![allow(clippy::as_conversions)]

use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use frame::{
    derive::{Deserialize, Serialize},
    prelude::*,
};
use openledger_primitives::{license::Use, runtime_api::Access, DatanetId, License};

/// The parts that a template asks for, for each use that is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum TemplatePart {
    /// No part.
    #[codec(index = 0)]
    Nothing,
    /// A part above zero, which the owner names.
    #[codec(index = 1)]
    Something,
    /// Any part, which the owner names; it may be zero.
    #[codec(index = 2)]
    Anything,
}

/// A license with a name and a text. Templates are never changed: a new text is a new template.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Template {
    /// The number, as [`License::template`] has it.
    pub id: u8,
    /// The name, under which the documentation has the text.
    pub name: String,
    /// The accounts that may train on the data.
    pub trained_on: Access,
    /// The accounts that may retrieve the data.
    pub retrieves_from: Access,
    /// The parts of the uses that are not closed.
    pub part: TemplatePart,
}

impl Template {
    /// All templates, by their numbers.
    pub fn all() -> [Self; 5] {
        use Access::{AllowList, Closed, Open};
        use TemplatePart::{Anything, Nothing, Something};
        let template = |id, name: &str, trained_on, retrieves_from, part| Self {
            id,
            name: name.into(),
            trained_on,
            retrieves_from,
            part,
        };
        [
            template(0, "commons", Open, Open, Nothing),
            template(1, "paid", Open, Open, Something),
            template(2, "retrieval", Closed, Open, Something),
            template(3, "agreement", AllowList, AllowList, Anything),
            template(4, "private", Closed, Closed, Anything),
        ]
    }

    /// The template with this number.
    pub fn find(id: u8) -> Option<Self> {
        Self::all().into_iter().find(|template| template.id == id)
    }

    /// Whether the terms of `license` are those of the template.
    pub fn fits(&self, license: &License) -> bool {
        let fits = |terms: Use, access| {
            let part = match self.part {
                TemplatePart::Nothing => terms.data.is_zero(),
                TemplatePart::Something => !terms.data.is_zero(),
                TemplatePart::Anything => true,
            };
            terms.access == access && (access == Access::Closed || part)
        };
        fits(license.trained_on, self.trained_on) && fits(license.retrieves_from, self.retrieves_from)
    }
}

/// A license that exists from block 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(crate = "frame::derive::serde", rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisLicense<AccountId> {
    /// The datanet, of the genesis configuration of datanets. Its owner needs the deposits for the lists at genesis.
    pub datanet: DatanetId,
    /// The license.
    pub license: License,
    /// The accounts that may train on the data if that has an allow-list.
    pub trained_on: Vec<AccountId>,
    /// The accounts that may retrieve the data if that has an allow-list.
    pub retrieves_from: Vec<AccountId>,
}
