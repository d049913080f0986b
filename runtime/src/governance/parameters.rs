// SPDX-License-Identifier: Apache-2.0

//! Parameters: numbers that governance can change without an upgrade.
//!
//! Every parameter has bounds, a step (a change at most doubles or halves the value in force) and notice. Where two
//! must keep an order, their bounds do not overlap, so that no combination is wrong. Bounds of storage are not
//! parameters, nor are values that belong together (the fee split) or that every payment would have to read. Payments
//! read two: the minimum bond of operators and the stake that fees take. The dispute window is not a parameter either:
//! each of its eras is a bucket in the record of an operator's fees.
//!
//! The notice follows from what the parameter touches:
//!
//! * [`NEXT`]: only what is made after the change. Deposits and penalties are fixed when they are taken, validities
//!   when they are promised.
//! * [`WINDOW`]: the ways out of what runs. Whoever objects takes the way out before the change acts: a thaw or an
//!   unbonding keeps the length that it had when it began.
//! * [`LONGEST`]: the coverage and the risk of what runs. Every thaw, unbonding and grace period is at most as long. So
//!   what was accepted before the decision can be settled, and stake can leave, before the change acts.
//!
//! Each group of parameters belongs to the origin of one track. Root may set all.

// The derived codec numbers the variants with a cast, and constants are widened to the common type of all values.
#![allow(clippy::as_conversions)]

use super::{EnsureFeeSplitAdmin, EnsureRegistrar, EnsureStakingAdmin};
use crate::{
    constants::{currency::deposit, time::DAYS},
    weights, AccountId, Attribution, Balance, BlockNumber, Parameters, Runtime, RuntimeOrigin,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use openledger_primitives::{runtime_api::ParameterUnit, traits::ValueAt, Era, MILLI_OPEN, OPEN};
use pallet_scheduled_parameters::{ParameterName as Named, Terms};
use polkadot_sdk::{
    frame_support::traits::{EnsureOrigin, EnsureOriginWithArg, Get},
    frame_system::EnsureRoot,
    sp_runtime::Permill,
};
use scale_info::TypeInfo;

/// The notice of what acts on new records only, in eras: from the next era on.
pub const NEXT: Era = 1;

/// The notice of what changes a way out, in eras: the dispute window, which is the shortest thaw, unbonding and grace
/// period.
pub const WINDOW: Era = 7;

/// The notice of what changes coverage or risk, in eras: the longest thaw, unbonding and grace period.
pub const LONGEST: Era = 28;

/// Parts per million in a percent.
const PERCENT: u128 = 10_000;

/// A value as pallets read it.
pub trait Value {
    /// The value that has `number` of its smallest unit.
    fn of(number: u128) -> Self;
}

impl Value for u32 {
    fn of(number: u128) -> Self {
        // No bound of such a parameter is above a `u32`: the tests read all of them.
        number.try_into().unwrap_or(u32::MAX)
    }
}

impl Value for u128 {
    fn of(number: u128) -> Self {
        number
    }
}

impl Value for Permill {
    fn of(number: u128) -> Self {
        Permill::from_parts(Value::of(number))
    }
}

/// The type of a parameter, which pallets' configurations name.
pub trait Setting {
    /// The type of its values.
    type Value: Value;

    /// Its name.
    const NAME: ParameterName;
}

/// Read the chain's state, or that of an empty chain where there is none.
fn on_chain<R>(read: impl FnOnce() -> R) -> R {
    // Natively, the SDK reads constants without a chain (in the generated integrity test): they have their defaults.
    #[cfg(feature = "std")]
    if polkadot_sdk::sp_externalities::with_externalities(|_| ()).is_none() {
        return polkadot_sdk::sp_io::TestExternalities::default().execute_with(read);
    }
    read()
}

/// The value of the parameter `P` in this block.
pub fn value<P: Setting>() -> P::Value {
    P::Value::of(on_chain(|| Parameters::value(P::NAME)))
}

/// The value of the parameter `P` in `era`: exact from its notice before the current era on.
pub fn value_at<P: Setting>(era: Era) -> P::Value {
    P::Value::of(on_chain(|| Parameters::value_at(P::NAME, era)))
}

/// The parameter `P` as the constant that a pallet's configuration asks for.
pub struct Parameter<P>(PhantomData<P>);

impl<P: Setting> Get<P::Value> for Parameter<P> {
    fn get() -> P::Value {
        value::<P>()
    }
}

/// The parameter `P` with its earlier value, for rules that look back over the dispute window. Its notice is at least
/// the window less the current era, so that every era of the window has its exact value.
pub struct History<P>(PhantomData<P>);

impl ValueAt<Permill> for History<staking::EquivocationSlash> {
    fn value_at(era: Era) -> Permill {
        value_at::<staking::EquivocationSlash>(era)
    }
}

impl ValueAt<u32> for History<staking::StakePerFee> {
    fn value_at(era: Era) -> u32 {
        value_at::<staking::StakePerFee>(era)
    }
}

fn is_owner<Owner>(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin>
where
    Owner: EnsureOrigin<RuntimeOrigin, Success = ()>,
{
    Owner::try_origin(origin)
}

/// Declares the parameters. For each of them: index, type, unit, default, bounds (both included), notice.
macro_rules! parameters {
    ($(
        $(#[$about:meta])*
        $group:ident, $owner:ty {
            $(
                $(#[$doc:meta])*
                $name:ident = $index:tt,
                $value:ty, $unit:ident, $default:expr, $least:expr => $most:expr, $notice:ident;
            )*
        }
    )*) => {
        /// The name of a parameter. Indices are stored and never used again.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
        )]
        pub enum ParameterName {
            $( $( $(#[$doc])* #[codec(index = $index)] $name, )* )*
        }

        impl Named for ParameterName {
            fn all() -> &'static [Self] {
                &[ $( $( ParameterName::$name, )* )* ]
            }

            fn text(&self) -> &'static str {
                match self {
                    $( $( ParameterName::$name => stringify!($name), )* )*
                }
            }

            fn terms(&self) -> Terms {
                match self {
                    $( $( ParameterName::$name => Terms {
                        unit: ParameterUnit::$unit,
                        default: $default,
                        least: $least,
                        most: $most,
                        notice: $notice,
                    }, )* )*
                }
            }
        }

        /// Decides which origin may change a parameter.
        pub struct ParameterOwner;

        impl EnsureOriginWithArg<RuntimeOrigin, ParameterName> for ParameterOwner {
            type Success = ();

            fn try_origin(origin: RuntimeOrigin, name: &ParameterName) -> Result<(), RuntimeOrigin> {
                match name {
                    $( $( ParameterName::$name )|* => is_owner::<$owner>(origin), )*
                }
            }

            #[cfg(feature = "runtime-benchmarks")]
            fn try_successful_origin(_: &ParameterName) -> Result<RuntimeOrigin, ()> {
                Ok(RuntimeOrigin::root())
            }
        }

        $(
            $(#[$about])*
            pub mod $group {
                use super::*;

                $(
                    $(#[$doc])*
                    pub struct $name;

                    impl Setting for $name {
                        type Value = $value;

                        const NAME: ParameterName = ParameterName::$name;
                    }
                )*
            }
        )*
    };
}

parameters! {
    /// Set by root.
    governance, EnsureRoot<AccountId> {
        /// The number of relay blocks in a day of governance. All periods of referenda follow, including running ones.
        Day = 0, BlockNumber, RelayBlocks, DAYS as u128, 1 => DAYS as u128, WINDOW;
    }

    /// Set by the staking admin.
    staking, EnsureStakingAdmin {
        /// The minimum own bond of an active operator, in planck. Never below the minimum delegation.
        ///
        /// An operator below a raised minimum takes no new offers, channels, one-shot payments and delegations until it
        /// bonds more. It keeps its stake, its delegators, its offers, its earnings and its coverage: its
        /// channels go on, payers can top them up, and it settles every voucher as before.
        MinOperatorBond = 1, Balance, Planck, 1_000 * OPEN, 100 * OPEN => 1_000_000 * OPEN, LONGEST;

        /// The minimum delegation, in planck. Smaller delegations stay.
        MinDelegation = 2, Balance, Planck, 10 * OPEN, OPEN => 100 * OPEN, WINDOW;

        /// The number of eras that unbonding takes. Never fewer than `DisputeEras`. What unbonds already keeps its era.
        UnbondingEras = 3, Era, Eras, WINDOW as u128, WINDOW as u128 => LONGEST as u128, WINDOW;

        /// The number of eras between the announcement of a higher commission and its effect. Announced ones keep their
        /// era.
        CommissionNotice = 4, Era, Eras, 7, 1 => 28, WINDOW;

        /// The part of its stake that an operator loses for two conflicting receipts, in parts per million. A
        /// conviction takes the part that was in force when the window of the report began.
        EquivocationSlash = 5, Permill, PartsPerMillion, 10 * PERCENT, PERCENT => 50 * PERCENT, LONGEST;

        /// The part of the whole loss that the reporter receives, in parts per million; at most half of the operator's
        /// own loss, so that an operator that reports itself loses.
        ReporterReward = 6, Permill, PartsPerMillion, 25 * PERCENT, PERCENT => 50 * PERCENT, WINDOW;

        /// The planck of stake that each planck of fees takes in the dispute window. At least one, so that an operator
        /// never earns more by forgery than it has at stake. The default is that of The Graph's Horizon
        /// (`stakeToFeesRatio`).
        ///
        /// A higher ratio counts once it has been in force for a whole window, which is after the notice and six more
        /// eras. A lower one counts at once.
        StakePerFee = 7, u32, Number, 10, 1 => 100, LONGEST;
    }

    /// Set by the registrar.
    registry, EnsureRegistrar {
        /// The deposit for a datanet, in planck: for its record and the maximum number of curators.
        DatanetDeposit = 8, Balance, Planck, deposit(65, 600 + 64 * 90), MILLI_OPEN => 1_000 * OPEN, NEXT;

        /// The minimum deposit that a datanet asks for a contribution, in planck. A pending contribution takes its
        /// record, its content hash in the index, and its reviews.
        MinContributionDeposit = 9, Balance, Planck, deposit(3, 1_500), MILLI_OPEN => 100 * OPEN, NEXT;

        /// The part of a model's deposit that returns when the model is deprecated, in planck: the price of being open
        /// to offers and derivatives. The other part pays for what stays forever, by its actual size.
        ModelDeposit = 10, Balance, Planck, OPEN, MILLI_OPEN => 1_000 * OPEN, NEXT;

        /// The deposit for an account on a model's allow-list, in planck.
        AllowedDeposit = 11, Balance, Planck, deposit(1, 120), MILLI_OPEN => 100 * OPEN, NEXT;

        /// The deposit for an offer, in planck.
        OfferDeposit = 12, Balance, Planck, deposit(1, 487), MILLI_OPEN => 100 * OPEN, NEXT;

        /// The maximum number of eras that an offer is valid. Published offers keep their last era.
        MaxOfferEras = 13, Era, Eras, 365, 1 => 3_650, NEXT;

        /// The deposit for a channel with the maximum number of models, in planck.
        ChannelDeposit = 14, Balance, Planck, deposit(1, 578), MILLI_OPEN => 100 * OPEN, NEXT;

        /// The deposit for an agent of a channel with the maximum number of models, in planck.
        AgentDeposit = 15, Balance, Planck, deposit(1, 711), MILLI_OPEN => 100 * OPEN, NEXT;

        /// The number of eras in which an operator can still settle after the payer asked to close a channel. As long
        /// as the dispute window, so that the operator can settle a whole window of its coverage. Closing channels keep
        /// their era.
        ThawEras = 16, Era, Eras, WINDOW as u128, WINDOW as u128 => LONGEST as u128, WINDOW;

        /// The part of its deposit that a rejected contribution loses, in parts per million. It is fixed for a
        /// contribution when that is submitted.
        RejectionPenalty = 17, Permill, PartsPerMillion, 50 * PERCENT, 10 * PERCENT => 100 * PERCENT, NEXT;
    }

    /// Set by the fee-split admin.
    fee_split, EnsureFeeSplitAdmin {
        /// The number of eras after a change of the fee split in which vouchers still settle under the previous
        /// version. Acts on the next change. As long as the dispute window, so that an operator can settle a whole
        /// window of its coverage.
        GracePeriod = 18, Era, Eras, WINDOW as u128, WINDOW as u128 => LONGEST as u128, WINDOW;
    }

    /// Set by the registrar: prices of cases.
    cases, EnsureRegistrar {
        /// The bond of each side of a case, in planck. It pays for the case's record, and deters cases without evidence.
        /// Open cases keep theirs.
        CaseBond = 19, Balance, Planck, 5 * OPEN, OPEN => 1_000 * OPEN, NEXT;
    }
}

impl pallet_scheduled_parameters::Config for Runtime {
    type Name = ParameterName;
    type Eras = Attribution;
    type AdminOrigin = ParameterOwner;
    type WeightInfo = weights::pallet_scheduled_parameters::WeightInfo<Runtime>;
}
