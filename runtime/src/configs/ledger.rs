// SPDX-License-Identifier: Apache-2.0

//! OpenLedger's own pallets. They know each other only through the traits of `openledger-primitives`; here they meet.
//!
//! What is an era, an offer's validity or a period is counted in eras, whose length is genesis state: a day on a production
//! chain, a minute on a development chain.

use super::money::TreasuryAccount;
use crate::{
    governance::{
        parameters::{fee_split, penalties, registry, staking, Parameter},
        EnsureFeeSplitAdmin,
    },
    weights, AccountId, Attribution, Balances, Datanets, Governance, ModelRegistry, OperatorStaking, Runtime,
    RuntimeHoldReason, Signature,
};
use openledger_primitives::Era;
use polkadot_sdk::{
    cumulus_pallet_parachain_system::RelaychainDataProvider,
    frame_support::{parameter_types, traits::tokens::imbalance::ResolveTo, PalletId},
    frame_system::{EnsureRoot, EnsureSigned},
    pallet_treasury::TreasuryAccountId,
    sp_runtime::{traits::Verify, Permill},
};

/// Takes what is lost of a deposit.
type Penalties = ResolveTo<TreasuryAccountId<Runtime>, Balances>;

parameter_types! {
    pub const LedgerPalletId: PalletId = PalletId(*b"ol/ledgr");
    pub const MaxPath: u32 = 16;
}

impl pallet_attribution::Config for Runtime {
    type Currency = Balances;
    type FeeSplits = Governance;
    type BlockNumberProvider = RelaychainDataProvider<Runtime>;
    type ResumeOrigin = EnsureRoot<AccountId>;
    // Everything that is counted in eras hangs on their length.
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
    /// Shorter than unbonding takes, so that the stake behind a fee is still there while the fee can be disputed.
    ///
    /// Not a parameter. Each of its eras is a bucket in every operator's record: there are no fees of eras that fell out of the
    /// buckets to count again if it were raised. Raising it would also let calls be reported again whose convictions were
    /// forgotten, and the bounds of the parameters that are longer (`UnbondingEras`, `ThawEras`, `GracePeriod`) stand on it.
    pub const DisputeEras: Era = 6;
}

impl pallet_inference::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Models = ModelRegistry;
    type Operators = OperatorStaking;
    type Revenue = Attribution;
    type Eras = Attribution;
    type FeeSplits = Governance;
    type Slashing = OperatorStaking;
    type Signature = Signature;
    type Signer = <Signature as Verify>::Signer;
    type TreasuryAccount = TreasuryAccount;
    type ResumeOrigin = EnsureRoot<AccountId>;
    type PalletId = EscrowPalletId;
    type OfferDeposit = Parameter<registry::OfferDeposit>;
    type MaxOfferEras = Parameter<registry::MaxOfferEras>;
    type ChannelDeposit = Parameter<registry::ChannelDeposit>;
    type AgentDeposit = Parameter<registry::AgentDeposit>;
    type ThawEras = Parameter<registry::ThawEras>;
    type DisputeEras = DisputeEras;
    type StakePerFee = Parameter<staking::StakePerFee>;
    type EquivocationSlash = Parameter<staking::EquivocationSlash>;
    type ReporterReward = Parameter<staking::ReporterReward>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = pallet_inference::Sr25519Keys;
    type WeightInfo = weights::pallet_inference::WeightInfo<Runtime>;
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
    /// What no decision can undo: contributors keep a fifth of every payment, the treasury never takes more than a fifth,
    /// something is always burned, so that paying oneself costs, and a role's part changes by a tenth at most at a time.
    pub const FeeSplitBounds: pallet_ledger_governance::FeeSplitBounds = pallet_ledger_governance::FeeSplitBounds {
        min_contributors: Permill::from_percent(20),
        max_treasury: Permill::from_percent(20),
        min_burn: Permill::from_parts(5_000),
        max_step: Permill::from_percent(10),
    };
}

impl pallet_ledger_governance::Config for Runtime {
    type Eras = Attribution;
    type FeeSplitOrigin = EnsureFeeSplitAdmin;
    type Bounds = FeeSplitBounds;
    type GracePeriod = Parameter<fee_split::GracePeriod>;
    type WeightInfo = weights::pallet_ledger_governance::WeightInfo<Runtime>;
}
