// SPDX-License-Identifier: Apache-2.0

//! The types, arithmetic and traits that OpenLedger's pallets, its node and its clients share.
//!
//! Nothing here has storage. [`accumulator`], [`fee_split`], [`fees`] and [`coverage`] are pure arithmetic with
//! property tests of their own. Each trait in [`traits`] is defined by the needs of its consumer, so no pallet depends
//! on another pallet's crate.
//!
//! Units: a [`Balance`] is in planck (1 OPEN = 10^12 planck), a ratio is a `Permill` (parts per million), a time span
//! is in [`Era`]s.
//!
//! Features: `std` adds the JSON forms of what clients see (`json`); `frame` adds the helpers that move money
//! (`custody`, `deposit`), and with `std` the doubles that mocks of pallets use (`testing`).

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod accumulator;
pub mod coverage;
#[cfg(feature = "frame")]
pub mod custody;
#[cfg(feature = "frame")]
pub mod deposit;
pub mod disputes;
pub mod fee_split;
pub mod fees;
pub mod ids;
pub mod influence;
#[cfg(feature = "std")]
pub mod json;
pub mod license;
pub mod lineage;
pub mod manifest;
pub mod payment;
pub mod receipt;
pub mod runtime_api;
pub mod sponsorship;
#[cfg(all(feature = "frame", feature = "std"))]
pub mod testing;
pub mod traits;
pub mod voucher;

pub use coverage::Quota;
pub use fee_split::{FeeSplit, Parts, Role};
pub use fees::FeeWindow;
pub use ids::{Balance, ContributionId, DatanetId, Era, Holder, ModelId, PoolId, Shares, SplitVersion};
pub use influence::Names;
pub use license::{License, LicenseTerm, MissingLicense};
pub use lineage::DatanetRelation;
pub use manifest::{Item, ItemProof, ItemRefusal};
pub use payment::{Payment, Units};
pub use receipt::{Receipt, ReceiptProof, SignedReceipt};
pub use voucher::{ChannelKey, Claim, Settled, SignedVoucher, StrictSignature, Voucher, VoucherAgent};

/// Planck in one OPEN: the token has 12 decimals.
pub const OPEN: Balance = 1_000_000_000_000;
/// Planck in a thousandth of an OPEN.
pub const MILLI_OPEN: Balance = 1_000_000_000;
/// Planck in a millionth of an OPEN.
pub const MICRO_OPEN: Balance = 1_000_000;
