// SPDX-License-Identifier: Apache-2.0

//! PROVISIONAL weights for `pallet_disputes`: estimates, until `make weights` measures them.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use polkadot_sdk::{frame_support::{traits::Get, weights::Weight}, *};
use core::marker::PhantomData;

/// Weight functions for `pallet_disputes`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_disputes::WeightInfo for WeightInfo<T> {
	// PROVISIONAL: not measured.
	fn open() -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(0, 10_000))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// PROVISIONAL: not measured.
	fn respond() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(Weight::from_parts(0, 8_000))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// PROVISIONAL: not measured.
	fn rule() -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(Weight::from_parts(0, 6_000))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// PROVISIONAL: not measured.
	fn appeal() -> Weight {
		Weight::from_parts(95_000_000, 0)
			.saturating_add(Weight::from_parts(0, 8_000))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// PROVISIONAL: not measured.
	fn finalize() -> Weight {
		Weight::from_parts(300_000_000, 0)
			.saturating_add(Weight::from_parts(0, 20_000))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	// PROVISIONAL: not measured.
	fn refund() -> Weight {
		Weight::from_parts(70_000_000, 0)
			.saturating_add(Weight::from_parts(0, 6_000))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// PROVISIONAL: not measured.
	fn rule_by_track() -> Weight {
		Weight::from_parts(35_000_000, 0)
			.saturating_add(Weight::from_parts(0, 5_000))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// PROVISIONAL: not measured.
	fn set_panel() -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(Weight::from_parts(0, 3_000))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}
