// SPDX-License-Identifier: Apache-2.0

//! OpenLedger's own pallets. They know each other only through the traits of `openledger-primitives`; here they meet.
//!
//! What is an era, an offer's validity or a period is counted in eras, whose length is genesis state: a day on a production
//! chain, a minute on a development chain.

use super::money::TreasuryAccount;
use crate::{
    constants::currency::deposit, weights, AccountId, Attribution, Balance, Balances, Datanets, Governance,
    ModelRegistry, OperatorStaking, Runtime, RuntimeHoldReason,
};
use openledger_primitives::{Era, MILLI_OPEN, OPEN};
use polkadot_sdk::{
    cumulus_pallet_parachain_system::RelaychainDataProvider,
    frame_support::{parameter_types, traits::tokens::imbalance::ResolveTo, PalletId},
    frame_system::{EnsureRoot, EnsureSigned},
    pallet_treasury::TreasuryAccountId,
    sp_runtime::Permill,
};

/// Takes what is lost of a deposit.
type Penalties = ResolveTo<TreasuryAccountId<Runtime>, Balances>;

parameter_types! {
    pub const LedgerPalletId: PalletId = PalletId(*b"ol/ledgr");
    /// More than a claim costs: who has less to claim would rather not be paid a fee for it.
    pub const MinFeelessClaim: Balance = 5 * MILLI_OPEN;
    pub const MaxPath: u32 = 16;
}

impl pallet_attribution::Config for Runtime {
    type Currency = Balances;
    type FeeSplits = Governance;
    type BlockNumberProvider = RelaychainDataProvider<Runtime>;
    type ResumeOrigin = EnsureRoot<AccountId>;
    type EraOrigin = EnsureRoot<AccountId>;
    type TreasuryAccount = TreasuryAccount;
    type PalletId = LedgerPalletId;
    type MinFeelessClaim = MinFeelessClaim;
    type MaxPath = MaxPath;
    type WeightInfo = weights::pallet_attribution::WeightInfo<Runtime>;
}

parameter_types! {
    /// The record, and as many curators as there can be.
    pub const DatanetDeposit: Balance = deposit(65, 640 + 64 * 60);
    /// A pending contribution: its record, its content hash in the index and its reviews.
    pub const MinContributionDeposit: Balance = deposit(3, 1_100);
    pub const MaxCurators: u32 = 64;
    pub const RejectionPenalty: Permill = Permill::from_percent(50);
}

impl pallet_datanets::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Shares = Attribution;
    type Revenue = Attribution;
    type CreateOrigin = EnsureSigned<AccountId>;
    type OnPenalty = Penalties;
    type DatanetDeposit = DatanetDeposit;
    type MinContributionDeposit = MinContributionDeposit;
    type MaxCurators = MaxCurators;
    type RejectionPenalty = RejectionPenalty;
    type WeightInfo = weights::pallet_datanets::WeightInfo<Runtime>;
}

parameter_types! {
    /// A registration with full lists, here and in the ledger, for it stays for ever: the record with its artifact and its
    /// base in the indices (3 entries, 1.7 kB), two pools with their lists of members (4 entries, 1.5 kB), and the
    /// positions of 16 builders, 32 pools of parents and 32 datanets (80 entries, 11.3 kB).
    pub const ModelDeposit: Balance = deposit(87, 14_500);
    pub const AllowedDeposit: Balance = deposit(1, 120);
}

impl pallet_model_registry::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Shares = Attribution;
    type Datanets = Datanets;
    type RegisterOrigin = EnsureSigned<AccountId>;
    type ModelDeposit = ModelDeposit;
    type AllowedDeposit = AllowedDeposit;
    type WeightInfo = weights::pallet_model_registry::WeightInfo<Runtime>;
}

parameter_types! {
    pub const OfferDeposit: Balance = deposit(1, 422);
    pub const MaxOfferEras: Era = 365;
}

impl pallet_inference::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Models = ModelRegistry;
    type Operators = OperatorStaking;
    type Revenue = Attribution;
    type Eras = Attribution;
    type OfferDeposit = OfferDeposit;
    type MaxOfferEras = MaxOfferEras;
    type WeightInfo = weights::pallet_inference::WeightInfo<Runtime>;
}

parameter_types! {
    pub const MinOperatorBond: Balance = 1_000 * OPEN;
    pub const MinDelegation: Balance = 10 * OPEN;
    pub const UnbondingEras: Era = 7;
    pub const CommissionNotice: Era = 7;
    pub const MaxCommission: Permill = Permill::from_percent(50);
}

impl pallet_operator_staking::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Shares = Attribution;
    type Eras = Attribution;
    type MinOperatorBond = MinOperatorBond;
    type MinDelegation = MinDelegation;
    type UnbondingEras = UnbondingEras;
    type CommissionNotice = CommissionNotice;
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
    pub const GracePeriod: Era = 7;
}

impl pallet_ledger_governance::Config for Runtime {
    type Eras = Attribution;
    type FeeSplitOrigin = EnsureRoot<AccountId>;
    type Bounds = FeeSplitBounds;
    type GracePeriod = GracePeriod;
    type WeightInfo = weights::pallet_ledger_governance::WeightInfo<Runtime>;
}
