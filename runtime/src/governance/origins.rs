// SPDX-License-Identifier: Apache-2.0

//! The origins that a referendum can act as.
//!
//! An origin can only do what the configurations of pallets allow it, and no origin can become another. The origin
//! decides the track of a referendum ([`super::tracks`]).

// The derived codec numbers the variants with a cast, the pallet macro expands to `expect`s.
#![allow(clippy::as_conversions, clippy::expect_used)]

pub use pallet_custom_origins::*;

/// The origins other than root.
#[polkadot_sdk::frame_support::pallet]
pub mod pallet_custom_origins {
    use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
    use polkadot_sdk::frame_support;
    use scale_info::TypeInfo;

    /// A pallet without storage and calls. It only names the origins.
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: polkadot_sdk::frame_system::Config {}

    /// The origin of a referendum.
    #[pallet::origin]
    #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
    pub enum Origin {
        /// Dispatches, as root, calls that the technical committee has whitelisted.
        #[codec(index = 0)]
        WhitelistedCaller,
        /// Changes the fee split.
        #[codec(index = 1)]
        FeeSplitAdmin,
        /// Sets the terms of staking, the slashes and the collators.
        #[codec(index = 2)]
        StakingAdmin,
        /// Sets deposits, the penalty of rejected contributions, and other terms of datanets, models, offers and
        /// channels.
        #[codec(index = 3)]
        Registrar,
        /// Cancels referenda. Deposits are returned.
        #[codec(index = 4)]
        ReferendumCanceller,
        /// Kills referenda. Deposits are lost.
        #[codec(index = 5)]
        ReferendumKiller,
        /// Spends up to 10,000 OPEN of the treasury at once.
        #[codec(index = 6)]
        SmallSpender,
        /// Spends up to 100,000 OPEN of the treasury at once.
        #[codec(index = 7)]
        MediumSpender,
        /// Spends up to 1,000,000 OPEN of the treasury at once, and rejects spends that others approved.
        #[codec(index = 8)]
        BigSpender,
        /// Elects the panel of disputes, and decides cases.
        #[codec(index = 9)]
        Arbiter,
    }

    /// Declares, for each origin, a type that recognizes this origin and no other.
    macro_rules! recognize {
        ($( $(#[$doc:meta])* $name:ident, )*) => { $(
            $(#[$doc])*
            pub struct $name;

            impl<Outer> frame_support::traits::EnsureOrigin<Outer> for $name
            where
                Outer: frame_support::traits::OriginTrait + From<Origin>,
                for<'a> &'a Outer::PalletsOrigin: TryInto<&'a Origin>,
            {
                type Success = ();

                fn try_origin(outer: Outer) -> Result<(), Outer> {
                    let recognized = matches!(outer.caller().try_into(), Ok(Origin::$name));
                    if recognized { Ok(()) } else { Err(outer) }
                }

                #[cfg(feature = "runtime-benchmarks")]
                fn try_successful_origin() -> Result<Outer, ()> {
                    Ok(Origin::$name.into())
                }
            }
        )* };
    }

    recognize! {
        /// Is [`Origin::WhitelistedCaller`].
        WhitelistedCaller,
        /// Is [`Origin::FeeSplitAdmin`].
        FeeSplitAdmin,
        /// Is [`Origin::StakingAdmin`].
        StakingAdmin,
        /// Is [`Origin::Registrar`].
        Registrar,
        /// Is [`Origin::ReferendumCanceller`].
        ReferendumCanceller,
        /// Is [`Origin::ReferendumKiller`].
        ReferendumKiller,
        /// Is [`Origin::SmallSpender`].
        SmallSpender,
        /// Is [`Origin::MediumSpender`].
        MediumSpender,
        /// Is [`Origin::BigSpender`].
        BigSpender,
        /// Is [`Origin::Arbiter`].
        Arbiter,
    }
}
