// SPDX-License-Identifier: Apache-2.0

//! OpenLedger's own pallets. They know each other only through the traits of `openledger-primitives`, and are connected
//! here.
//!
//! Validities and periods are counted in eras. The length of an era is genesis state: a day on a production chain, a
//! minute on a development chain.

use super::money::TreasuryAccount;
use crate::{
    governance::{
        parameters::{fee_split, penalties, registry, staking, Parameter},
        EnsureFeeSplitAdmin,
    },
    weights, AccountId, Attribution, Balances, Datanets, FeeSplits, ModelRegistry, OperatorStaking, Runtime,
    RuntimeHoldReason, Signature,
};
use openledger_primitives::{coverage::StakeCoverage, Era};
use polkadot_sdk::{
    cumulus_pallet_parachain_system::RelaychainDataProvider,
    frame_support::{parameter_types, traits::tokens::imbalance::ResolveTo, PalletId},
    frame_system::{EnsureRoot, EnsureSigned},
    pallet_treasury::TreasuryAccountId,
    sp_runtime::Permill,
};

/// Receives lost deposits and slashes.
type Penalties = ResolveTo<TreasuryAccountId<Runtime>, Balances>;

parameter_types! {
    pub const LedgerPalletId: PalletId = PalletId(*b"ol/ledgr");
    pub const MaxPath: u32 = 16;
}

impl pallet_attribution::Config for Runtime {
    type Currency = Balances;
    type FeeSplits = FeeSplits;
    type BlockNumberProvider = RelaychainDataProvider<Runtime>;
    type ResumeOrigin = EnsureRoot<AccountId>;
    // Every time limit depends on the length of an era.
    type EraOrigin = EnsureRoot<AccountId>;
    type TreasuryAccount = TreasuryAccount;
    type PalletId = LedgerPalletId;
    type MinFeelessClaim = Parameter<registry::MinFeelessClaim>;
    type MaxPath = MaxPath;
    type WeightInfo = weights::pallet_attribution::WeightInfo<Runtime>;
}

parameter_types! {
    pub const MaxCurators: u32 = 64;
}

impl pallet_datanets::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Shares = Attribution;
    type Revenue = Attribution;
    #[cfg(feature = "runtime-benchmarks")]
    type Eras = Attribution;
    type CreateOrigin = EnsureSigned<AccountId>;
    type OnPenalty = Penalties;
    type DatanetDeposit = Parameter<registry::DatanetDeposit>;
    type MinContributionDeposit = Parameter<registry::MinContributionDeposit>;
    type MaxCurators = MaxCurators;
    type RejectionPenalty = Parameter<penalties::RejectionPenalty>;
    type WeightInfo = weights::pallet_datanets::WeightInfo<Runtime>;
}

impl pallet_model_registry::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Shares = Attribution;
    type Datanets = Datanets;
    type RegisterOrigin = EnsureSigned<AccountId>;
    type ModelDeposit = Parameter<registry::ModelDeposit>;
    type AllowedDeposit = Parameter<registry::AllowedDeposit>;
    type WeightInfo = weights::pallet_model_registry::WeightInfo<Runtime>;
}

parameter_types! {
    pub const EscrowPalletId: PalletId = PalletId(*b"ol/escro");
    /// The length of the fee window in eras, and the eras after its own in which a receipt can be reported. Fewer than
    /// unbonding takes, so that the stake behind a fee is still there while the fee can be disputed.
    ///
    /// Not a parameter. Each operator's record stores fees for these eras only, so a longer window would have no data.
    /// A longer one would also let calls be reported again whose convictions were forgotten. The bounds of the
    /// parameters that must be longer (`UnbondingEras`, `ThawEras`, `GracePeriod`) depend on it.
    pub const DisputeEras: Era = 6;
}

/// The coverage of operators by their stake.
pub type Coverage = StakeCoverage<OperatorStaking, Attribution, Parameter<staking::StakePerFee>, DisputeEras>;

impl pallet_inference::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Models = ModelRegistry;
    type Operators = OperatorStaking;
    type Coverage = Coverage;
    type Revenue = Attribution;
    type Eras = Attribution;
    type FeeSplits = FeeSplits;
    type Signature = Signature;
    type TreasuryAccount = TreasuryAccount;
    type ResumeOrigin = EnsureRoot<AccountId>;
    type PalletId = EscrowPalletId;
    type OfferDeposit = Parameter<registry::OfferDeposit>;
    type MaxOfferEras = Parameter<registry::MaxOfferEras>;
    type ChannelDeposit = Parameter<registry::ChannelDeposit>;
    type AgentDeposit = Parameter<registry::AgentDeposit>;
    type ThawEras = Parameter<registry::ThawEras>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = pallet_inference::Sr25519Keys;
    type WeightInfo = weights::pallet_inference::WeightInfo<Runtime>;
}

impl pallet_receipts::Config for Runtime {
    type Eras = Attribution;
    type Slashing = OperatorStaking;
    type Signature = Signature;
    type DisputeEras = DisputeEras;
    type EquivocationSlash = Parameter<staking::EquivocationSlash>;
    type ReporterReward = Parameter<staking::ReporterReward>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = pallet_receipts::Sr25519Operators<OperatorStaking, Balances>;
    type WeightInfo = weights::pallet_receipts::WeightInfo<Runtime>;
}

parameter_types! {
    pub const MaxCommission: Permill = Permill::from_percent(50);
}

impl pallet_operator_staking::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Shares = Attribution;
    type Eras = Attribution;
    type OnSlash = Penalties;
    type MinOperatorBond = Parameter<staking::MinOperatorBond>;
    type MinDelegation = Parameter<staking::MinDelegation>;
    type UnbondingEras = Parameter<staking::UnbondingEras>;
    type CommissionNotice = Parameter<staking::CommissionNotice>;
    type MaxCommission = MaxCommission;
    type WeightInfo = weights::pallet_operator_staking::WeightInfo<Runtime>;
}

parameter_types! {
    /// The constitution of the fee split, which no decision can change. Contributors keep at least a fifth of every
    /// payment and the treasury takes at most a fifth. A part is always burned, so that paying oneself costs. A role's
    /// part changes by at most a tenth at a time.
    pub const FeeSplitBounds: pallet_fee_split::FeeSplitBounds = pallet_fee_split::FeeSplitBounds {
        min_contributors: Permill::from_percent(20),
        max_treasury: Permill::from_percent(20),
        min_burn: Permill::from_parts(5_000),
        max_step: Permill::from_percent(10),
    };
}

impl pallet_fee_split::Config for Runtime {
    type Eras = Attribution;
    type FeeSplitOrigin = EnsureFeeSplitAdmin;
    type Bounds = FeeSplitBounds;
    type GracePeriod = Parameter<fee_split::GracePeriod>;
    type WeightInfo = weights::pallet_fee_split::WeightInfo<Runtime>;
}
