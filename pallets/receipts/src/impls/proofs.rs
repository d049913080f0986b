// SPDX-License-Identifier: Apache-2.0

//! Checking the signature of a receipt and its place in a tree of receipts.

use crate::{Config, Pallet, SignedReceiptOf};
use binary_merkle_tree::{verify_proof, Leaf};
use frame::prelude::*;
use openledger_primitives::{
    receipt::SignedReceipt, runtime_api::ReceiptCheck, traits::OperatorSigner, voucher::is_signed_by, Era, ReceiptProof,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_verify_receipt(signed: &SignedReceiptOf<T>, proof: ReceiptProof) -> ReceiptCheck {
        let genesis = Self::genesis();
        let leaf = signed.receipt.leaf(&genesis);
        let ReceiptProof { root, leaves, index, items } = proof;
        // Some leaves share a path if its length is not checked: in a tree of three, the last would pass for the
        // second.
        let included = items.len() == path_len(leaves, index)
            && verify_proof::<BlakeTwo256, _, _>(&root, items, leaves, index, Leaf::Hash(leaf));
        ReceiptCheck { leaf, signed: Self::is_signed(signed, &genesis), included }
    }

    /// Whether an account that signed for the operator of a receipt in its era signed it, on the chain with this
    /// genesis.
    pub(crate) fn is_signed(signed: &SignedReceiptOf<T>, genesis: &H256) -> bool {
        Self::is_signed_in(signed, signed.receipt.era, genesis)
    }

    /// Whether an account that signed for the operator of a receipt in `era` signed it, on the chain with this genesis.
    pub(crate) fn is_signed_in(signed: &SignedReceiptOf<T>, era: Era, genesis: &H256) -> bool {
        let SignedReceipt { receipt, signature } = signed;
        let payload = receipt.payload(genesis);
        T::Signers::signs(&receipt.operator, era).iter().any(|who| is_signed_by(signature, &payload, who))
    }

    /// The hash of the genesis block, which makes signatures invalid on every other chain.
    pub(crate) fn genesis() -> H256 {
        frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
    }
}

/// The number of hashes beside the path from the leaf `index` to the root of a tree with `leaves` leaves.
fn path_len(leaves: u32, index: u32) -> usize {
    let (mut width, mut position, mut count) = (leaves, index, 0usize);
    while width > 1 {
        // Every node has a partner except the last of an odd row. There are at most 32 rows.
        if position % 2 == 1 || position.saturating_add(1) < width {
            count = count.saturating_add(1);
        }
        (width, position) = (width.div_ceil(2), position / 2);
    }
    count
}
