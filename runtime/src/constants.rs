// SPDX-License-Identifier: Apache-2.0

//! Constants of time, money and block limits.

use crate::{Balance, BlockNumber};
use openledger_primitives::{MICRO_OPEN, MILLI_OPEN, OPEN};
use polkadot_sdk::{
    cumulus_primitives_core,
    frame_support::weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight},
    sp_runtime::Perbill,
};

/// Blocks and the relay chain.
pub mod consensus {
    use super::*;

    /// The expected time between blocks, in milliseconds.
    pub const MILLISECS_PER_BLOCK: u64 = 6_000;
    /// The length of an Aura slot, in milliseconds. Must never change on a live chain: block production would stop.
    pub const SLOT_DURATION: u64 = MILLISECS_PER_BLOCK;
    /// The length of a relay chain slot, in milliseconds.
    pub const RELAY_CHAIN_SLOT_DURATION_MILLIS: u32 = 6_000;
    /// The number of blocks per relay chain block.
    pub const BLOCK_PROCESSING_VELOCITY: u32 = 1;
    /// The number of relay blocks between the relay parent and the tip. At zero, messages arrive as early as possible.
    pub const RELAY_PARENT_OFFSET: u32 = 0;
    /// The number of blocks that may be built and not yet included. With asynchronous backing:
    /// `(2 + RELAY_PARENT_OFFSET) · BLOCK_PROCESSING_VELOCITY + 1`.
    pub const UNINCLUDED_SEGMENT_CAPACITY: u32 = (2 + RELAY_PARENT_OFFSET) * BLOCK_PROCESSING_VELOCITY + 1;

    /// The part of a block that is reserved for hooks.
    pub const AVERAGE_ON_INITIALIZE_RATIO: Perbill = Perbill::from_percent(5);
    /// The part of a block that ordinary transactions may fill.
    pub const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(75);
    /// Two seconds of computation, and the whole proof that the relay chain accepts.
    // Widening a `u32` in a constant has no other form.
    #[allow(clippy::as_conversions)]
    pub const MAXIMUM_BLOCK_WEIGHT: Weight = Weight::from_parts(
        WEIGHT_REF_TIME_PER_SECOND.saturating_mul(2),
        cumulus_primitives_core::relay_chain::MAX_POV_SIZE as u64,
    );
    /// The weight that ordinary transactions may fill: the same 75 %.
    pub const NORMAL_BLOCK_WEIGHT: Weight = percent_of(MAXIMUM_BLOCK_WEIGHT, 75);

    /// `percent` hundredths of a weight. Cannot saturate for a block's weight.
    pub const fn percent_of(weight: Weight, percent: u64) -> Weight {
        weight.saturating_mul(percent).saturating_div(100)
    }

    /// The maximum number of bytes of the transactions in a block.
    pub const MAXIMUM_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;
}

/// Periods, in blocks of this chain or of the relay chain. On both, blocks are six seconds apart.
pub mod time {
    use super::*;

    /// The number of blocks in a minute.
    pub const MINUTES: BlockNumber = 10;
    /// The number of blocks in an hour.
    pub const HOURS: BlockNumber = 60 * MINUTES;
    /// The number of blocks in a day.
    pub const DAYS: BlockNumber = 24 * HOURS;

    /// The number of relay blocks in an era of a production chain: a day. A chain's era length is part of its genesis
    /// state.
    pub const PRODUCTION_ERA: BlockNumber = DAYS;
    /// The number of relay blocks in an era of the `local_testnet` preset: ten minutes.
    pub const TESTNET_ERA: BlockNumber = 100;
    /// The number of relay blocks in an era of the `development` preset: a minute.
    pub const DEVELOPMENT_ERA: BlockNumber = 10;

    /// The number of relay blocks in a day of governance of the `local_testnet` preset: five minutes. On a production
    /// chain it is a day.
    pub const TESTNET_DAY: BlockNumber = 50;
    /// The number of relay blocks in a day of governance of the `development` preset: half a minute.
    pub const DEVELOPMENT_DAY: BlockNumber = 5;
}

/// Amounts of OPEN.
pub mod currency {
    use super::*;

    /// The supply at genesis. Nothing is ever minted.
    pub const TOTAL_SUPPLY: Balance = 1_000_000_000 * OPEN;
    /// The smallest balance of an account.
    pub const EXISTENTIAL_DEPOSIT: Balance = MILLI_OPEN;
    /// The deposit for an entry in storage.
    pub const DEPOSIT_PER_ITEM: Balance = 10 * MILLI_OPEN;
    /// The deposit for a byte in storage.
    pub const DEPOSIT_PER_BYTE: Balance = 100 * MICRO_OPEN;

    /// The lowest price of a message to another chain.
    pub const MESSAGE_BASE_FEE: Balance = 30 * MILLI_OPEN;

    /// The deposit for `items` entries with `bytes` bytes in total.
    pub const fn deposit(items: Balance, bytes: Balance) -> Balance {
        // Saturation is out of reach of any footprint.
        items.saturating_mul(DEPOSIT_PER_ITEM).saturating_add(bytes.saturating_mul(DEPOSIT_PER_BYTE))
    }
}

/// Fees of transactions.
pub mod fee {
    use super::*;
    use polkadot_sdk::frame_support::weights::WeightToFee as WeightToFeeT;

    /// The price of a whole block's time, or of a whole block's proof, while blocks are as full as they should be.
    pub const WHOLE_BLOCK: Balance = OPEN;
    /// The price of a byte of a transaction.
    pub const TRANSACTION_BYTE: Balance = MICRO_OPEN;

    /// The price of weight. Time and proof are each priced at their part of a whole block, and the higher price counts.
    pub struct WeightToFee;

    impl WeightToFeeT for WeightToFee {
        type Balance = Balance;

        fn weight_to_fee(weight: &Weight) -> Balance {
            let limit = consensus::MAXIMUM_BLOCK_WEIGHT;
            // Cannot saturate: the product is below 2^43 · 2^64.
            let part_of_block = |used: u64, limit: u64| {
                WHOLE_BLOCK.saturating_mul(used.into()).checked_div(limit.into()).unwrap_or(WHOLE_BLOCK)
            };
            part_of_block(weight.ref_time(), limit.ref_time())
                .max(part_of_block(weight.proof_size(), limit.proof_size()))
        }
    }
}
