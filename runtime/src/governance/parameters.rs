// SPDX-License-Identifier: Apache-2.0

//! Parameters: numbers that governance can change without an upgrade.
//!
//! Each parameter is independent. Where two must keep an order, their bounds do not overlap, so that no combination is
//! wrong. Bounds of storage are not parameters, nor are values that belong together (the fee split) or that every
//! payment would have to read. Payments only read two: the minimum bond of operators and the stake that fees take. The
//! fee window is not a parameter either: each of its eras is a bucket in the record of an operator's fees.
//!
//! Each group of parameters belongs to the origin of one track. Root may set all.

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

/// A value that bounds are compared with.
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

/// A value from `LEAST` to `MOST`, both included. It is encoded and described as the value itself. Values outside do
/// not decode, so that a referendum cannot even propose them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, MaxEncodedLen)]
pub struct Within<T, const LEAST: u128, const MOST: u128>(T);

impl<T: Measure, const LEAST: u128, const MOST: u128> Within<T, LEAST, MOST> {
    /// The value, if it is within the bounds.
    pub fn new(value: T) -> Option<Self> {
        (LEAST..=MOST).contains(&value.measure()).then_some(Self(value))
    }

    /// A default. The tests prove that it is within the bounds.
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

/// A value with bounds that can be turned into the plain value.
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

/// The current value of the parameter `P`.
pub fn value<P, T>() -> T
where
    P: Key + Get<P::Value>,
    P::Value: Plain<Inner = T>,
{
    // Natively, the SDK reads constants without a chain (in the generated integrity test). They have their defaults
    // then.
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

// Indices are stored: never reuse one. Bounds may be widened. Before one is narrowed, set values outside it again: a
// stored value that no longer decodes counts as never set.
#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Runtime>)]
pub mod dynamic {
    use super::*;

    /// Set by root.
    #[dynamic_pallet_params]
    #[codec(index = 0)]
    pub mod governance {
        /// The number of relay blocks in a day of governance. All periods of referenda follow, including running ones.
        #[codec(index = 0)]
        pub static Day: Within<BlockNumber, 1, { DAYS as u128 }> = Within::default(DAYS);
    }

    /// Set by the staking admin.
    #[dynamic_pallet_params]
    #[codec(index = 1)]
    pub mod staking {
        /// The minimum own bond of an active operator, in planck. Never below the minimum delegation.
        #[codec(index = 0)]
        pub static MinOperatorBond: Within<Balance, { 100 * OPEN }, { 1_000_000 * OPEN }> =
            Within::default(1_000 * OPEN);

        /// The minimum delegation, in planck.
        #[codec(index = 1)]
        pub static MinDelegation: Within<Balance, OPEN, { 100 * OPEN }> = Within::default(10 * OPEN);

        /// The number of eras that unbonding takes. Never fewer than `DisputeEras`.
        #[codec(index = 2)]
        pub static UnbondingEras: Within<Era, 7, 28> = Within::default(7);

        /// The number of eras between the announcement of a higher commission and its effect.
        #[codec(index = 3)]
        pub static CommissionNotice: Within<Era, 1, 28> = Within::default(7);

        /// The part of its stake that an operator loses for two conflicting receipts, in parts per million.
        #[codec(index = 4)]
        pub static EquivocationSlash: Within<Permill, PERCENT, { 50 * PERCENT }> =
            Within::default(Permill::from_percent(10));

        /// The part of an operator's own loss that the reporter receives, in parts per million. Never all of it, so
        /// that an operator that reports itself loses.
        #[codec(index = 5)]
        pub static ReporterReward: Within<Permill, PERCENT, { 50 * PERCENT }> =
            Within::default(Permill::from_percent(25));

        /// The planck of stake that each planck of fees takes in the fee window. At least one, so that an operator
        /// never earns more by forgery than it has at stake. The default is that of The Graph's Horizon
        /// (`stakeToFeesRatio`).
        #[codec(index = 6)]
        pub static StakePerFee: Within<u32, 1, 100> = Within::default(10);
    }

    /// Set by the registrar.
    #[dynamic_pallet_params]
    #[codec(index = 2)]
    pub mod registry {
        /// The deposit for a datanet, in planck: for its record and the maximum number of curators.
        #[codec(index = 0)]
        pub static DatanetDeposit: Within<Balance, MILLI_OPEN, { 1_000 * OPEN }> =
            Within::default(deposit(65, 600 + 64 * 90));

        /// The minimum deposit that a datanet asks for a contribution, in planck. A pending contribution takes its
        /// record, its content hash in the index, and its reviews.
        #[codec(index = 1)]
        pub static MinContributionDeposit: Within<Balance, MILLI_OPEN, { 100 * OPEN }> =
            Within::default(deposit(3, 1_500));

        /// The deposit for a model, in planck. It is never returned. A registration with full lists stays forever: the
        /// record with its artifact and its base in the indices (3 entries, 1.7 kB), its obligations (1 entry, 0.95
        /// kB), two pools with their lists of members (4 entries, 1.5 kB), and the positions of 16 builders, 32
        /// pools of parents and 32 datanets (80 entries, 11.3 kB).
        #[codec(index = 2)]
        pub static ModelDeposit: Within<Balance, MILLI_OPEN, { 1_000 * OPEN }> = Within::default(deposit(88, 15_500));

        /// The deposit for an account on a model's allow-list, in planck.
        #[codec(index = 3)]
        pub static AllowedDeposit: Within<Balance, MILLI_OPEN, { 100 * OPEN }> = Within::default(deposit(1, 120));

        /// The deposit for an offer, in planck.
        #[codec(index = 4)]
        pub static OfferDeposit: Within<Balance, MILLI_OPEN, { 100 * OPEN }> = Within::default(deposit(1, 422));

        /// The maximum number of eras that an offer is valid.
        #[codec(index = 5)]
        pub static MaxOfferEras: Within<Era, 1, 3_650> = Within::default(365);

        /// The deposit for a channel with the maximum number of models, in planck.
        #[codec(index = 6)]
        pub static ChannelDeposit: Within<Balance, MILLI_OPEN, { 100 * OPEN }> = Within::default(deposit(1, 570));

        /// The deposit for an agent of a channel with the maximum number of models, in planck.
        #[codec(index = 7)]
        pub static AgentDeposit: Within<Balance, MILLI_OPEN, { 100 * OPEN }> = Within::default(deposit(1, 680));

        /// The number of eras in which an operator can still settle after the payer asked to close a channel. As long
        /// as the fee window, so that the operator can settle a whole window of its coverage.
        #[codec(index = 8)]
        pub static ThawEras: Within<Era, 7, 28> = Within::default(7);
    }

    /// Set by the arbiter.
    #[dynamic_pallet_params]
    #[codec(index = 3)]
    pub mod penalties {
        /// The part of its deposit that a rejected contribution loses, in parts per million.
        #[codec(index = 0)]
        pub static RejectionPenalty: Within<Permill, { 10 * PERCENT }, { 100 * PERCENT }> =
            Within::default(Permill::from_percent(50));
    }

    /// Set by the fee-split admin.
    #[dynamic_pallet_params]
    #[codec(index = 4)]
    pub mod fee_split {
        /// The number of eras after a change of the fee split in which vouchers still settle under the previous
        /// version. Acts on the next change. As long as the fee window, so that an operator can settle a whole
        /// window of its coverage.
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

/// Decides which origin may set a parameter.
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
