// SPDX-License-Identifier: Apache-2.0

//! What OpenLedger's pallets share: ids, the arithmetic of shares and splits, and the traits through which they meet.
//!
//! Nothing here has storage. [`accumulator`], [`fee_split`] and [`fees`] are pure arithmetic and property-tested on their own; the
//! traits in [`traits`] are defined by what their consumer needs, so that no pallet depends on another pallet's crate.
//!
//! Units: a [`Balance`] is in planck (1 OPEN = 10^12 planck), a ratio is a `Permill` (parts per million), a time span is
//! in [`Era`]s.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod accumulator;
pub mod fee_split;
pub mod fees;
pub mod ids;
pub mod payment;
pub mod receipt;
pub mod runtime_api;
pub mod traits;
pub mod voucher;

pub use fee_split::{FeeSplit, Parts, Role};
pub use fees::FeeWindow;
pub use ids::{Balance, ContributionId, DatanetId, Era, Holder, ModelId, PoolId, Shares, SplitVersion};
pub use payment::{Payment, Units};
pub use receipt::{Receipt, ReceiptProof, SignedReceipt};
pub use voucher::{SignedVoucher, Voucher};

/// Planck in one OPEN: the token has 12 decimals.
pub const OPEN: Balance = 1_000_000_000_000;
/// Planck in a thousandth of an OPEN.
pub const MILLI_OPEN: Balance = 1_000_000_000;
/// Planck in a millionth of an OPEN.
pub const MICRO_OPEN: Balance = 1_000_000;
