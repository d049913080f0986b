// SPDX-License-Identifier: Apache-2.0

//! The weights of the pallet's calls. The measured ones are in the runtime; those of `()` are for mocks.

use frame::prelude::Weight;

/// The weight of each call.
pub trait WeightInfo {
    /// Weight of `bond`.
    fn bond() -> Weight;
    /// Weight of `bond_extra`.
    fn bond_extra() -> Weight;
    /// Weight of `delegate`.
    fn delegate() -> Weight;
    /// Weight of `unbond`.
    fn unbond() -> Weight;
    /// Weight of `rebond`.
    fn rebond() -> Weight;
    /// Weight of `withdraw_unbonded`.
    fn withdraw_unbonded() -> Weight;
    /// Weight of `withdraw_unbonded_for`.
    fn withdraw_unbonded_for() -> Weight;
    /// Weight of `set_commission`.
    fn set_commission() -> Weight;
    /// Weight of `chill`.
    fn chill() -> Weight;
    /// Weight of `resume`.
    fn resume() -> Weight;
    /// Weight of `leave`.
    fn leave() -> Weight;
    /// Weight of `apply_slash`.
    fn apply_slash() -> Weight;
    /// Weight of `unbond_for`.
    fn unbond_for() -> Weight;
    /// Weight of `set_signer`.
    fn set_signer() -> Weight;
    /// Weight of a slash. A pallet that slashes measures it as a part of its own call.
    fn slash() -> Weight;
}

/// For mocks only.
const MOCKED: Weight = Weight::from_parts(10_000_000, 1_000);

impl WeightInfo for () {
    fn bond() -> Weight {
        MOCKED
    }
    fn bond_extra() -> Weight {
        MOCKED
    }
    fn delegate() -> Weight {
        MOCKED
    }
    fn unbond() -> Weight {
        MOCKED
    }
    fn rebond() -> Weight {
        MOCKED
    }
    fn withdraw_unbonded() -> Weight {
        MOCKED
    }
    fn withdraw_unbonded_for() -> Weight {
        MOCKED
    }
    fn set_commission() -> Weight {
        MOCKED
    }
    fn chill() -> Weight {
        MOCKED
    }
    fn resume() -> Weight {
        MOCKED
    }
    fn leave() -> Weight {
        MOCKED
    }
    fn apply_slash() -> Weight {
        MOCKED
    }
    fn unbond_for() -> Weight {
        MOCKED
    }
    fn set_signer() -> Weight {
        MOCKED
    }
    fn slash() -> Weight {
        MOCKED
    }
}
