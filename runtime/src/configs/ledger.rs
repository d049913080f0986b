// SPDX-License-Identifier: Apache-2.0

//! OpenLedger's own pallets. They know each other only through the traits of `openledger-primitives`, and are connected
//! here.
//!
//! Validities and periods are counted in eras. The length of an era is genesis state: a day on a production chain, a
//! minute on a development chain.

use super::money::TreasuryAccount;
use crate::{
    constants::{
        currency::{deposit, DEPOSIT_PER_BYTE},
        time::{DAYS, DEVELOPMENT_ERA},
    },
    governance::{
        parameters::{cases, fee_split, registry, staking, History, Parameter, WINDOW},
        EnsureArbiter, EnsureFeeSplitAdmin,
    },
    weights, AccountId, Attribution, Balance, Balances, BlockNumber, Datanets, Disputes, FeeSplits, Inference,
    Licenses, ModelRegistry, OperatorStaking, Runtime, RuntimeHoldReason, Signature, Sponsorship,
};
use openledger_primitives::{coverage::StakeCoverage, disputes::ByPallet, Era, MICRO_OPEN, MILLI_OPEN, OPEN};
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
    /// The revenue from which on a model flows before its era ends: the price of a flow to two other pools.
    pub const MinFlow: Balance = MILLI_OPEN;
    /// The shortest era, in relay blocks: that of a development chain.
    pub const MinEraLength: BlockNumber = DEVELOPMENT_ERA;
    /// The longest era, in relay blocks: a week.
    pub const MaxEraLength: BlockNumber = 7 * DAYS;
    /// The most relay blocks between two blocks of this chain that count for eras. A chain that works takes one or two.
    pub const MaxGap: BlockNumber = 10;
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
    type MinFlow = MinFlow;
    type MinEraLength = MinEraLength;
    type MaxEraLength = MaxEraLength;
    type MaxGap = MaxGap;
    type MaxPath = MaxPath;
    type WeightInfo = weights::pallet_attribution::WeightInfo<Runtime>;
}

parameter_types! {
    pub const MaxCurators: u32 = 64;
    /// The most that a policy may ask a contributor to put on hold for one contribution, in planck.
    pub const MaxContributionDeposit: Balance = 100 * OPEN;
    /// The part of a contribution's deposit that stays while its record stays: for the record, its content hash in the
    /// index, and the contributor's position in the ledger.
    pub const RecordDeposit: Balance = deposit(3, 1_100);
    /// The price of what verdicts need where curators bond: the reviews that stay with a contribution, or, as the least
    /// bond, a curator's bond and position in the ledger.
    pub const ReviewsDeposit: Balance = deposit(2, 550);
    /// The deposit for an account that a datanet admits.
    pub const ContributorDeposit: Balance = deposit(1, 80);
    /// The most items of one contribution. With a score of at most 100, it bounds the shares that a quorum can grant.
    pub const MaxItems: u32 = 1_000_000;
    /// The most eras in which a contribution can wait for reviews.
    pub const MaxReviewEras: Era = 30;
    /// The eras between the announcement of a policy or of a curator and its effect. Longer than a spend of the treasury
    /// takes after its approval, so that nobody can change the rules for a grant that is already seen coming.
    pub const PolicyNotice: Era = 7;
}

impl pallet_datanets::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Shares = Attribution;
    type Revenue = Attribution;
    type Eras = Attribution;
    type CreateOrigin = EnsureSigned<AccountId>;
    type Sponsors = Sponsorship;
    type Cases = Disputes;
    type OnPenalty = Penalties;
    type DatanetDeposit = Parameter<registry::DatanetDeposit>;
    type MinContributionDeposit = Parameter<registry::MinContributionDeposit>;
    type MaxContributionDeposit = MaxContributionDeposit;
    type RecordDeposit = RecordDeposit;
    type ReviewsDeposit = ReviewsDeposit;
    type ContributorDeposit = ContributorDeposit;
    type MaxItems = MaxItems;
    type MaxReviewEras = MaxReviewEras;
    type PolicyNotice = PolicyNotice;
    type MaxCurators = MaxCurators;
    type RejectionPenalty = Parameter<registry::RejectionPenalty>;
    type WeightInfo = weights::pallet_datanets::WeightInfo<Runtime>;
}

parameter_types! {
    pub const SponsorPalletId: PalletId = PalletId(*b"ol/spnsr");
    /// The deposit for a datanet's policy of sponsorship, held from its budget.
    pub const SponsorPolicyDeposit: Balance = deposit(1, 120);
    /// The deposit for the record of what a budget paid for an account, held from the budget.
    pub const SponsorUsageDeposit: Balance = deposit(1, 120);
}

impl pallet_sponsorship::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Datanets = Datanets;
    type Eras = Attribution;
    type PalletId = SponsorPalletId;
    type PolicyDeposit = SponsorPolicyDeposit;
    type UsageDeposit = SponsorUsageDeposit;
    type WeightInfo = weights::pallet_sponsorship::WeightInfo<Runtime>;
}

parameter_types! {
    /// The constitution's smallest part of a model's data revenue for each of its parents that has data. Sixteen parents
    /// take at most four fifths.
    pub const MinParentData: Permill = Permill::from_percent(5);
}

parameter_types! {
    /// The deposit for an account on a datanet's allow-list: the entry, and its deposit.
    pub const LicenseeDeposit: Balance = deposit(1, 120);
}

impl pallet_licenses::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Datanets = Datanets;
    type AllowedDeposit = LicenseeDeposit;
    type WeightInfo = weights::pallet_licenses::WeightInfo<Runtime>;
}

parameter_types! {
    /// What every model stores apart from its record: its artifact and its base in the indices, the entry of its record
    /// and that of its obligations, and two pools with their lists of members.
    pub const ModelBaseDeposit: Balance = deposit(8, 1_650);
    /// A position in one of a model's pools.
    pub const ModelHolderDeposit: Balance = deposit(1, 142);
    pub const ByteDeposit: Balance = DEPOSIT_PER_BYTE;
}

impl pallet_model_registry::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Shares = Attribution;
    type Datanets = Datanets;
    type Licenses = Licenses;
    type RegisterOrigin = EnsureSigned<AccountId>;
    type ModelDeposit = Parameter<registry::ModelDeposit>;
    type BaseDeposit = ModelBaseDeposit;
    type HolderDeposit = ModelHolderDeposit;
    type ByteDeposit = ByteDeposit;
    type AllowedDeposit = Parameter<registry::AllowedDeposit>;
    type MinParentData = MinParentData;
    type WeightInfo = weights::pallet_model_registry::WeightInfo<Runtime>;
}

parameter_types! {
    pub const EscrowPalletId: PalletId = PalletId(*b"ol/escro");
    /// The part of an operator's coverage that all one-shot payments of a dispute window can use together. The rest is
    /// for channels, whose operator has already worked: strangers cannot pay it away.
    pub const PayCoverage: Permill = Permill::from_percent(50);
    /// The amount that must have been paid for a call to count in statistics: a millionth of an OPEN.
    pub const MinCallPrice: Balance = MICRO_OPEN;
    /// The length of the dispute window in eras, the current one included: that of the fees which count against an
    /// operator's stake, of the receipts that can be reported, and of the stake that is counted apart by its era. Unbonding
    /// takes at least as long, so that the stake behind a fee is still there while the fee can be disputed.
    ///
    /// Not a parameter. Each operator's record stores fees for these eras only, so a longer window would have no data.
    /// A longer one would also let calls be reported again whose convictions were forgotten. The bounds of the
    /// parameters that must be as long (`UnbondingEras`, `ThawEras`, `GracePeriod`) depend on it.
    pub const DisputeEras: Era = WINDOW;
}

/// The coverage of operators by their stake.
pub type Coverage = StakeCoverage<OperatorStaking, Attribution, History<staking::StakePerFee>, DisputeEras>;

impl pallet_inference::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Models = ModelRegistry;
    type Operators = OperatorStaking;
    type Signers = OperatorStaking;
    type Coverage = Coverage;
    type Revenue = Attribution;
    type Eras = Attribution;
    type FeeSplits = FeeSplits;
    type Signature = Signature;
    type TreasuryAccount = TreasuryAccount;
    type ResumeOrigin = EnsureRoot<AccountId>;
    type PalletId = EscrowPalletId;
    type PayCoverage = PayCoverage;
    type DisputeEras = DisputeEras;
    type MinCallPrice = MinCallPrice;
    type OfferDeposit = Parameter<registry::OfferDeposit>;
    type MaxOfferEras = Parameter<registry::MaxOfferEras>;
    type ChannelDeposit = Parameter<registry::ChannelDeposit>;
    type AgentDeposit = Parameter<registry::AgentDeposit>;
    type ThawEras = Parameter<registry::ThawEras>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = pallet_inference::Sr25519Keys;
    type WeightInfo = weights::pallet_inference::WeightInfo<Runtime>;
}

parameter_types! {
    /// The constitution's largest part of a datanet's revenue that waits for an attributor. The other half is shared by
    /// accepted contributions, whatever attributors do.
    pub const MaxCommitted: Permill = Permill::from_percent(50);
    pub const MaxAttributorPart: Permill = Permill::from_percent(10);
    /// The least bond of an attributor: what a challenger has half of must be worth its work.
    pub const MinAttributorBond: Balance = 500 * OPEN;
    /// The record of an era's root, and the first bits of its claims.
    pub const RootDeposit: Balance = deposit(2, 1_000);
    /// Three days to compute and publish a tree.
    pub const PostEras: Era = 3;
    /// A week to check it.
    pub const ChallengeEras: Era = 7;
    /// A quarter of a year to claim.
    pub const RetentionEras: Era = 90;
    /// A half. So whoever refutes an own root loses the other half.
    pub const ChallengerPart: Permill = Permill::from_percent(50);
}

impl pallet_influence::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Datanets = Datanets;
    type Contributions = Datanets;
    type Revenue = Attribution;
    type Payments = Inference;
    type Signature = Signature;
    type Eras = Attribution;
    type OnLoss = Penalties;
    type MaxCommitted = MaxCommitted;
    type MaxAttributorPart = MaxAttributorPart;
    type MinBond = MinAttributorBond;
    type RootDeposit = RootDeposit;
    type PolicyNotice = PolicyNotice;
    type PostEras = PostEras;
    type ChallengeEras = ChallengeEras;
    type RetentionEras = RetentionEras;
    type ChallengerPart = ChallengerPart;
    type WeightInfo = weights::pallet_influence::WeightInfo<Runtime>;
}

impl pallet_receipts::Config for Runtime {
    type Eras = Attribution;
    type Slashing = OperatorStaking;
    type Signers = OperatorStaking;
    type Channels = Inference;
    type Signature = Signature;
    type DisputeEras = DisputeEras;
    type EquivocationSlash = History<staking::EquivocationSlash>;
    type ReporterReward = Parameter<staking::ReporterReward>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = pallet_receipts::Sr25519Operators<OperatorStaking, Balances>;
    type WeightInfo = weights::pallet_receipts::WeightInfo<Runtime>;
}

parameter_types! {
    pub const MaxCommission: Permill = Permill::from_percent(50);
    /// Delegated stake covers fees up to nine times the operator's own: a tenth of what covers is the operator's.
    ///
    /// Not a parameter: every settlement would have to read it.
    pub const MaxDelegationRatio: u32 = 9;
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
    type DisputeEras = DisputeEras;
    type MaxDelegationRatio = MaxDelegationRatio;
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

parameter_types! {
    /// An appeal costs five bonds: with the case's own, less than a referendum's deposit.
    pub const AppealFactor: u32 = 5;
    /// One half goes to the winner. So a case that somebody opens against oneself costs the other half.
    pub const WinnersPart: Permill = Permill::from_percent(50);
    /// A week, as a thaw or the unbonding of stake.
    pub const ResponseEras: Era = 7;
    /// Three weeks. The panel needs days, a referendum of the arbiter eight days and a half at most.
    pub const RulingEras: Era = 21;
    pub const AppealEras: Era = 7;
    /// As for a ruling.
    pub const TrackEras: Era = 21;
    /// Two weeks in which a verdict that cannot be executed is tried again.
    pub const PatienceEras: Era = 14;
}

impl pallet_disputes::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Subjects = ByPallet<Datanets, ModelRegistry>;
    type Eras = Attribution;
    type ArbiterOrigin = EnsureArbiter;
    type OnLoss = Penalties;
    type Treasury = TreasuryAccount;
    type CaseBond = Parameter<cases::CaseBond>;
    type AppealFactor = AppealFactor;
    type WinnersPart = WinnersPart;
    type ResponseEras = ResponseEras;
    type RulingEras = RulingEras;
    type AppealEras = AppealEras;
    type TrackEras = TrackEras;
    type PatienceEras = PatienceEras;
    type WeightInfo = weights::pallet_disputes::WeightInfo<Runtime>;
}
