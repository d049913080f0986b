// SPDX-License-Identifier: Apache-2.0

//! Time, money and block limits.

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

    /// How often a block is expected, in milliseconds.
    pub const MILLISECS_PER_BLOCK: u64 = 6_000;
    /// Length of an Aura slot in milliseconds. Must never change on a live chain: block production would stop.
    pub const SLOT_DURATION: u64 = MILLISECS_PER_BLOCK;
    /// Length of a relay chain slot in milliseconds.
    pub const RELAY_CHAIN_SLOT_DURATION_MILLIS: u32 = 6_000;
    /// Blocks per relay chain block.
    pub const BLOCK_PROCESSING_VELOCITY: u32 = 1;
    /// How many relay blocks behind the tip the relay parent is. Zero: messages arrive as early as possible.
    pub const RELAY_PARENT_OFFSET: u32 = 0;
    /// Blocks that may be built and not yet included: with asynchronous backing
    /// `(2 + RELAY_PARENT_OFFSET) · BLOCK_PROCESSING_VELOCITY + 1`.
    pub const UNINCLUDED_SEGMENT_CAPACITY: u32 = (2 + RELAY_PARENT_OFFSET) * BLOCK_PROCESSING_VELOCITY + 1;

    /// The part of a block that is kept for what runs without being asked for.
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
    /// The part of a block's weight that ordinary transactions may fill: the same 75 %.
    pub const NORMAL_BLOCK_WEIGHT: Weight = percent_of(MAXIMUM_BLOCK_WEIGHT, 75);

    /// `percent` hundredths of a weight. Can't saturate for a block's weight.
    pub const fn percent_of(weight: Weight, percent: u64) -> Weight {
        weight.saturating_mul(percent).saturating_div(100)
    }

    /// Bytes of transactions in a block.
    pub const MAXIMUM_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;
}

/// Spans of time, in blocks of this chain or of the relay chain: both are six seconds apart.
pub mod time {
    use super::*;

    /// Blocks in a minute.
    pub const MINUTES: BlockNumber = 10;
    /// Blocks in an hour.
    pub const HOURS: BlockNumber = 60 * MINUTES;
    /// Blocks in a day.
    pub const DAYS: BlockNumber = 24 * HOURS;

    /// Relay blocks in an era of a production chain: a day. A chain's era length is part of its genesis state.
    pub const PRODUCTION_ERA: BlockNumber = DAYS;
    /// Relay blocks in an era of the `local_testnet` preset: ten minutes.
    pub const TESTNET_ERA: BlockNumber = 100;
    /// Relay blocks in an era of the `development` preset: a minute.
    pub const DEVELOPMENT_ERA: BlockNumber = 10;

    /// Relay blocks in a day of governance of the `local_testnet` preset: five minutes. On a production chain it is a day.
    pub const TESTNET_DAY: BlockNumber = 50;
    /// Relay blocks in a day of governance of the `development` preset: half a minute.
    pub const DEVELOPMENT_DAY: BlockNumber = 5;
}

/// Amounts of OPEN.
pub mod currency {
    use super::*;

    /// Everything that exists at genesis; nothing is ever minted.
    pub const TOTAL_SUPPLY: Balance = 1_000_000_000 * OPEN;
    /// The least that an account can hold.
    pub const EXISTENTIAL_DEPOSIT: Balance = MILLI_OPEN;
    /// Deposit for an entry in storage.
    pub const DEPOSIT_PER_ITEM: Balance = 10 * MILLI_OPEN;
    /// Deposit for a byte in storage.
    pub const DEPOSIT_PER_BYTE: Balance = 100 * MICRO_OPEN;

    /// What a message to another chain costs at least.
    pub const MESSAGE_BASE_FEE: Balance = 30 * MILLI_OPEN;

    /// The deposit for `items` entries with `bytes` bytes in all.
    pub const fn deposit(items: Balance, bytes: Balance) -> Balance {
        // Saturation is out of reach of any footprint.
        items.saturating_mul(DEPOSIT_PER_ITEM).saturating_add(bytes.saturating_mul(DEPOSIT_PER_BYTE))
    }
}

/// What transactions cost.
pub mod fee {
    use super::*;
    use polkadot_sdk::frame_support::weights::WeightToFee as WeightToFeeT;

    /// What a whole block's time, or a whole block's proof, costs while blocks are as full as they should be.
    pub const WHOLE_BLOCK: Balance = OPEN;
    /// What a byte of a transaction costs.
    pub const TRANSACTION_BYTE: Balance = MICRO_OPEN;

    /// The price of weight: the scarcer of computation and proof decides, each at the part of a whole block that it takes.
    pub struct WeightToFee;

    impl WeightToFeeT for WeightToFee {
        type Balance = Balance;

        fn weight_to_fee(weight: &Weight) -> Balance {
            let limit = consensus::MAXIMUM_BLOCK_WEIGHT;
            // Can't saturate: the product is below 2^43 · 2^64.
            let part_of_block = |used: u64, limit: u64| {
                WHOLE_BLOCK.saturating_mul(used.into()).checked_div(limit.into()).unwrap_or(WHOLE_BLOCK)
            };
            part_of_block(weight.ref_time(), limit.ref_time())
                .max(part_of_block(weight.proof_size(), limit.proof_size()))
        }
    }
}
