// SPDX-License-Identifier: Apache-2.0

//! Provisional weights of `pallet_licenses`, above what its reads and writes cost. Not measured yet.

use core::marker::PhantomData;
use polkadot_sdk::{
    frame_support::{traits::Get, weights::Weight},
    frame_system,
};

/// Weight functions for `pallet_licenses`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_licenses::WeightInfo for WeightInfo<T> {
    // `Datanets::Datanets` (r:1), `Licenses::Licenses` (r:1 w:1).
    fn set_license() -> Weight {
        Weight::from_parts(40_000_000, 4_000).saturating_add(T::DbWeight::get().reads_writes(2, 1))
    }

    // `Datanets::Datanets` (r:1), `Licenses::Allowed` (r:1 w:1), `Balances::Holds` (r:2 w:2), `System::Account` (r:2
    // w:2).
    fn add_allowed() -> Weight {
        Weight::from_parts(160_000_000, 10_000).saturating_add(T::DbWeight::get().reads_writes(6, 5))
    }

    // `Datanets::Datanets` (r:1), `Licenses::Allowed` (r:1 w:1), `Balances::Holds` (r:1 w:1), `System::Account` (r:1
    // w:1).
    fn remove_allowed() -> Weight {
        Weight::from_parts(100_000_000, 7_000).saturating_add(T::DbWeight::get().reads_writes(4, 3))
    }
}
