// SPDX-License-Identifier: Apache-2.0

//! In whose name a referendum acts.
//!
//! Each of these origins may do what the configurations of pallets let it do and nothing else; none of them can become
//! another. The track that a referendum is decided on follows from its origin ([`super::tracks`]).

// The derived codec numbers the variants with a cast, the pallet macro expands to `expect`s.
#![allow(clippy::as_conversions, clippy::expect_used)]

pub use pallet_custom_origins::*;

/// The origins beside root.
#[polkadot_sdk::frame_support::pallet]
pub mod pallet_custom_origins {
    use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
    use polkadot_sdk::frame_support;
    use scale_info::TypeInfo;

    /// A pallet without storage and calls: it names the origins.
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: polkadot_sdk::frame_system::Config {}

    /// Who a referendum acts as.
    #[pallet::origin]
    #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
    pub enum Origin {
        /// Dispatches what the technical committee has whitelisted, as root.
        #[codec(index = 0)]
        WhitelistedCaller,
        /// Changes how payments are divided.
        #[codec(index = 1)]
        FeeSplitAdmin,
        /// Sets the terms of staking, what offences cost, and who collates.
        #[codec(index = 2)]
        StakingAdmin,
        /// Sets deposits and other terms of datanets, models, offers and channels.
        #[codec(index = 3)]
        Registrar,
        /// Decides disputes, and what rejections cost.
        #[codec(index = 4)]
        Arbiter,
        /// Stops referenda; deposits are returned.
        #[codec(index = 5)]
        ReferendumCanceller,
        /// Stops referenda; deposits are lost.
        #[codec(index = 6)]
        ReferendumKiller,
        /// Spends a little of the treasury.
        #[codec(index = 7)]
        SmallSpender,
        /// Spends more of the treasury.
        #[codec(index = 8)]
        MediumSpender,
        /// Spends much of the treasury, and takes back what others let it spend.
        #[codec(index = 9)]
        BigSpender,
    }

    /// For each origin, what recognises it and nothing else.
    macro_rules! recognise {
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
                    let recognised = matches!(outer.caller().try_into(), Ok(Origin::$name));
                    if recognised { Ok(()) } else { Err(outer) }
                }

                #[cfg(feature = "runtime-benchmarks")]
                fn try_successful_origin() -> Result<Outer, ()> {
                    Ok(Origin::$name.into())
                }
            }
        )* };
    }

    recognise! {
        /// Is [`Origin::WhitelistedCaller`].
        WhitelistedCaller,
        /// Is [`Origin::FeeSplitAdmin`].
        FeeSplitAdmin,
        /// Is [`Origin::StakingAdmin`].
        StakingAdmin,
        /// Is [`Origin::Registrar`].
        Registrar,
        /// Is [`Origin::Arbiter`].
        Arbiter,
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
    }
}
