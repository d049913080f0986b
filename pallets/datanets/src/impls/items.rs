// SPDX-License-Identifier: Apache-2.0

//! Proofs that an item belongs to a contribution. Nothing is stored for them: the content hash commits to all items.

use crate::{content_commitment, Config, Contributions, Pallet};
use openledger_primitives::{manifest::implied_root, ContributionId, Item, ItemProof, ItemRefusal};

impl<T: Config> Pallet<T> {
    /// Check that the contribution's content hash is that of the contributor and of a manifest with this item.
    pub(crate) fn do_verify_item(id: ContributionId, item: &Item, proof: &ItemProof) -> Result<(), ItemRefusal> {
        let contribution = Contributions::<T>::get(id).ok_or(ItemRefusal::ContributionNotFound)?;
        let root = implied_root(contribution.items, item, proof)?;
        let is_committed = content_commitment(&contribution.contributor, root) == contribution.content_hash;
        is_committed.then_some(()).ok_or(ItemRefusal::NotIncluded)
    }
}
