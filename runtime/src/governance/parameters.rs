// SPDX-License-Identifier: Apache-2.0

//! Numbers that governance can change without an upgrade.
//!
//! Each is on its own: where two have to keep an order, their bounds do not overlap, so that no combination is wrong.
//! What bounds storage, what belongs together as one value (the fee split) and what every payment would have to read is
//! not here; of what payments read there are the operators' least bond and the stake that fees take alone. For how long
//! fees can be disputed isn't here either: each of its eras is a bucket in the record of an operator's fees.
//! Each group belongs to one track's origin; root may set all.

// The derived codec numbers the variants with a cast.
#![allow(clippy::as_conversions)]

use super::{EnsureArbiter, EnsureFeeSplitAdmin, EnsureRegistrar, EnsureStakingAdmin};
use crate::{
    constants::{currency::deposit, time::DAYS},
    weights, AccountId, Balance, BlockNumber, Runtime, RuntimeEvent, RuntimeOrigin,
};
use codec::{Decode, DecodeWithMemTracking, Encode, Error as CodecError, Input, MaxEncodedLen};
use core::marker::PhantomData;
use openledger_primitives::{Era, MILLI_OPEN, OPEN};
use polkadot_sdk::{
    frame_support::{
        dynamic_params::{dynamic_pallet_params, dynamic_params},
        traits::{dynamic_params::Key, EnsureOrigin, EnsureOriginWithArg, Get},
    },
    frame_system::EnsureRoot,
    pallet_parameters,
    sp_runtime::Permill,
};
use scale_info::{Type, TypeInfo};

/// What a bound is compared with.
pub trait Measure: Copy {
    /// The value in its smallest unit.
    fn measure(self) -> u128;
}

impl Measure for u32 {
    fn measure(self) -> u128 {
        self.into()
    }
}

impl Measure for u128 {
    fn measure(self) -> u128 {
        self
    }
}

impl Measure for Permill {
    fn measure(self) -> u128 {
        self.deconstruct().into()
    }
}

/// A value from `LEAST` to `MOST`, both included. Encoded and described as the value itself; what is outside does not
/// decode, so that a referendum can't even propose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, MaxEncodedLen)]
pub struct Within<T, const LEAST: u128, const MOST: u128>(T);

impl<T: Measure, const LEAST: u128, const MOST: u128> Within<T, LEAST, MOST> {
    /// `value` if it is within the bounds.
    pub fn new(value: T) -> Option<Self> {
        (LEAST..=MOST).contains(&value.measure()).then_some(Self(value))
    }

    /// A default, which the tests prove to be within the bounds.
    const fn default(value: T) -> Self {
        Self(value)
    }
}

impl<T: Measure + Decode, const LEAST: u128, const MOST: u128> Decode for Within<T, LEAST, MOST> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, CodecError> {
        Self::new(T::decode(input)?).ok_or_else(|| "the parameter is out of its bounds".into())
    }
}

impl<T: Measure + DecodeWithMemTracking, const LEAST: u128, const MOST: u128> DecodeWithMemTracking
    for Within<T, LEAST, MOST>
{
}

impl<T: TypeInfo + 'static, const LEAST: u128, const MOST: u128> TypeInfo for Within<T, LEAST, MOST> {
    type Identity = T::Identity;

    fn type_info() -> Type {
        T::type_info()
    }
}

/// A value inside its bounds as the plain value.
pub trait Plain {
    /// The plain value's type.
    type Inner;

    /// The plain value.
    fn plain(self) -> Self::Inner;
}

impl<T: Measure, const LEAST: u128, const MOST: u128> Plain for Within<T, LEAST, MOST> {
    type Inner = T;

    fn plain(self) -> T {
        self.0
    }
}

/// What the parameter `P` is now.
pub fn value<P, T>() -> T
where
    P: Key + Get<P::Value>,
    P::Value: Plain<Inner = T>,
{
    // Natively, the SDK asks for constants where there is no chain (the generated integrity test does): there they are
    // what they are on a new chain.
    #[cfg(feature = "std")]
    if polkadot_sdk::sp_externalities::with_externalities(|_| ()).is_none() {
        return polkadot_sdk::sp_io::TestExternalities::default().execute_with(|| P::get().plain());
    }
    P::get().plain()
}

/// The parameter `P` as the constant that a pallet's configuration asks for.
pub struct Parameter<P>(PhantomData<P>);

impl<P, T> Get<T> for Parameter<P>
where
    P: Key + Get<P::Value>,
    P::Value: Plain<Inner = T>,
{
    fn get() -> T {
        value::<P, T>()
    }
}

/// Parts per million in a percent.
const PERCENT: u128 = 10_000;

// Indices are stored: never reuse one. Bounds may be widened; to narrow one, first set what is outside anew, since a
// stored value that no longer decodes counts as never set.
#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Runtime>)]
pub mod dynamic {
    use super::*;

    /// Set by root.
    #[dynamic_pallet_params]
    #[codec(index = 0)]
    pub mod governance {
        /// Relay blocks that a day of governance has. All periods of referenda follow, those of running ones too.
        #[codec(index = 0)]
        pub static Day: Within<BlockNumber, 1, { DAYS as u128 }> = Within::default(DAYS);
    }

    /// Set by the staking admin.
    #[dynamic_pallet_params]
    #[codec(index = 1)]
    pub mod staking {
        /// Planck that an active operator has bonded itself at least. Never below what a delegator needs.
        #[codec(index = 0)]
        pub static MinOperatorBond: Within<Balance, { 100 * OPEN }, { 1_000_000 * OPEN }> =
            Within::default(1_000 * OPEN);

        /// Planck that a delegation has at least.
        #[codec(index = 1)]
        pub static MinDelegation: Within<Balance, OPEN, { 100 * OPEN }> = Within::default(10 * OPEN);

        /// Eras that unbonding takes. Always longer than fees can be disputed.
        #[codec(index = 2)]
        pub static UnbondingEras: Within<Era, 7, 28> = Within::default(7);

        /// Eras ahead that a higher commission is announced.
        #[codec(index = 3)]
        pub static CommissionNotice: Within<Era, 1, 28> = Within::default(7);

        /// Part of its stake that an operator loses for two receipts that contradict each other, in parts per million.
        #[codec(index = 4)]
        pub static EquivocationSlash: Within<Permill, PERCENT, { 50 * PERCENT }> =
            Within::default(Permill::from_percent(10));

        /// Part of a slash that goes to who reported the offence, in parts per million. Never all of it, so that an
        /// operator that reports itself loses.
        #[codec(index = 5)]
        pub static ReporterReward: Within<Permill, PERCENT, { 50 * PERCENT }> =
            Within::default(Permill::from_percent(25));

        /// Planck of stake that each planck of fees takes while it can be disputed. At least one: an operator never earns
        /// more with what it could forge than it has at stake. By default as The Graph's Horizon (`stakeToFeesRatio`).
        #[codec(index = 6)]
        pub static StakePerFee: Within<u32, 1, 100> = Within::default(10);
    }

    /// Set by the registrar.
    #[dynamic_pallet_params]
    #[codec(index = 2)]
    pub mod registry {
        /// Planck held for a datanet: its record, and as many curators as there can be.
        #[codec(index = 0)]
        pub static DatanetDeposit: Within<Balance, MILLI_OPEN, { 1_000 * OPEN }> =
            Within::default(deposit(65, 640 + 64 * 60));

        /// Planck that a datanet asks for a contribution at least: a pending contribution is its record, its content
        /// hash in the index and its reviews.
        #[codec(index = 1)]
        pub static MinContributionDeposit: Within<Balance, MILLI_OPEN, { 100 * OPEN }> =
            Within::default(deposit(3, 1_100));

        /// Planck held for a model. A registration with full lists, here and in the ledger, stays for ever: the record
        /// with its artifact and its base in the indices (3 entries, 1.7 kB), two pools with their lists of members (4
        /// entries, 1.5 kB), and the positions of 16 builders, 32 pools of parents and 32 datanets (80 entries, 11.3 kB).
        #[codec(index = 2)]
        pub static ModelDeposit: Within<Balance, MILLI_OPEN, { 1_000 * OPEN }> = Within::default(deposit(87, 14_500));

        /// Planck held for an account on a model's allow-list.
        #[codec(index = 3)]
        pub static AllowedDeposit: Within<Balance, MILLI_OPEN, { 100 * OPEN }> = Within::default(deposit(1, 120));

        /// Planck held for an offer.
        #[codec(index = 4)]
        pub static OfferDeposit: Within<Balance, MILLI_OPEN, { 100 * OPEN }> = Within::default(deposit(1, 422));

        /// Eras that an offer is valid at most.
        #[codec(index = 5)]
        pub static MaxOfferEras: Within<Era, 1, 3_650> = Within::default(365);

        /// Planck held for a channel, with as many models as there can be.
        #[codec(index = 6)]
        pub static ChannelDeposit: Within<Balance, MILLI_OPEN, { 100 * OPEN }> = Within::default(deposit(1, 570));

        /// Planck held for an agent of a channel, with as many models as there can be.
        #[codec(index = 7)]
        pub static AgentDeposit: Within<Balance, MILLI_OPEN, { 100 * OPEN }> = Within::default(deposit(1, 680));

        /// Eras in which an operator can still settle after the payer asked to close a channel. Longer than fees can be
        /// disputed, so that a whole window of what its stake covers can be settled.
        #[codec(index = 8)]
        pub static ThawEras: Within<Era, 7, 28> = Within::default(7);

        /// Planck that can be claimed without a fee at least. More than a claim costs, so that free claims are no spam: who
        /// has less to claim would rather not be paid a fee for it. Little enough that who owns nothing can claim soon.
        #[codec(index = 9)]
        pub static MinFeelessClaim: Within<Balance, { 2 * MILLI_OPEN }, { 100 * MILLI_OPEN }> =
            Within::default(5 * MILLI_OPEN);
    }

    /// Set by the arbiter.
    #[dynamic_pallet_params]
    #[codec(index = 3)]
    pub mod penalties {
        /// Part of its deposit that a rejected contribution loses, in parts per million.
        #[codec(index = 0)]
        pub static RejectionPenalty: Within<Permill, { 10 * PERCENT }, { 100 * PERCENT }> =
            Within::default(Permill::from_percent(50));
    }

    /// Set by the fee-split admin.
    #[dynamic_pallet_params]
    #[codec(index = 4)]
    pub mod fee_split {
        /// Eras after a change of the fee split in which vouchers signed under the version before settle under it. Acts on
        /// the next change. Longer than fees can be disputed, so that a whole window of what an operator's stake covers can
        /// be settled.
        #[codec(index = 0)]
        pub static GracePeriod: Within<Era, 7, 28> = Within::default(7);
    }
}

pub use dynamic::{fee_split, governance, penalties, registry, staking};

fn owned_by<Owner>(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin>
where
    Owner: EnsureOrigin<RuntimeOrigin, Success = ()>,
{
    Owner::try_origin(origin)
}

/// Whose a parameter is.
pub struct ParameterOwner;

impl EnsureOriginWithArg<RuntimeOrigin, RuntimeParametersKey> for ParameterOwner {
    type Success = ();

    fn try_origin(origin: RuntimeOrigin, key: &RuntimeParametersKey) -> Result<(), RuntimeOrigin> {
        match key {
            RuntimeParametersKey::Governance(_) => owned_by::<EnsureRoot<AccountId>>(origin),
            RuntimeParametersKey::Staking(_) => owned_by::<EnsureStakingAdmin>(origin),
            RuntimeParametersKey::Registry(_) => owned_by::<EnsureRegistrar>(origin),
            RuntimeParametersKey::Penalties(_) => owned_by::<EnsureArbiter>(origin),
            RuntimeParametersKey::FeeSplit(_) => owned_by::<EnsureFeeSplitAdmin>(origin),
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn try_successful_origin(_: &RuntimeParametersKey) -> Result<RuntimeOrigin, ()> {
        Ok(RuntimeOrigin::root())
    }
}

#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
    fn default() -> Self {
        RuntimeParameters::Staking(staking::Parameters::MinOperatorBond(
            staking::MinOperatorBond,
            Some(Within::default(1_000 * OPEN)),
        ))
    }
}

impl pallet_parameters::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeParameters = RuntimeParameters;
    type AdminOrigin = ParameterOwner;
    type WeightInfo = weights::pallet_parameters::WeightInfo<Runtime>;
}
