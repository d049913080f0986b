// SPDX-License-Identifier: Apache-2.0

//! Governance by the holders of OPEN: referenda on tracks and voting with conviction. A technical committee can vouch
//! for urgent calls and stop broken ones. Nobody else has power over the chain.
//!
//! Votes count an account's total balance, so staked OPEN and deposits vote as well. A vote is a lock, not a hold: the
//! same OPEN can be staked and unstaked while it votes, but it cannot leave the account.

pub mod clock;
pub mod origins;
pub mod parameters;
pub mod safety;
pub mod tracks;

use crate::{
    constants::{
        consensus::{percent_of, MAXIMUM_BLOCK_WEIGHT},
        time::DAYS,
    },
    weights, AccountId, Balance, Balances, BlockNumber, Preimage, Referenda, Runtime, RuntimeCall, RuntimeEvent,
    RuntimeOrigin, Scheduler, Treasury,
};
use clock::Days;
use openledger_primitives::OPEN;
use polkadot_sdk::{
    cumulus_pallet_parachain_system::RelaychainDataProvider,
    frame_support::{
        parameter_types,
        traits::{tokens::currency::ActiveIssuanceOf, AsEnsureOriginWithArg, ConstU32, EitherOf},
        weights::Weight,
    },
    frame_system::{EnsureRoot, EnsureRootWithSuccess, EnsureSigned, EnsureWithSuccess},
    pallet_collective, pallet_conviction_voting, pallet_referenda, pallet_whitelist,
};

/// Root, or the track's origin.
type RootOr<Origin> = EitherOf<EnsureRoot<AccountId>, Origin>;

/// Root or the fee split admin: changes the fee split.
pub type EnsureFeeSplitAdmin = RootOr<origins::FeeSplitAdmin>;
/// Root or the staking admin: sets the terms of staking, the slashes and the collators.
pub type EnsureStakingAdmin = RootOr<origins::StakingAdmin>;
/// Root or the registrar: sets deposits and other terms of datanets, models, offers and channels.
pub type EnsureRegistrar = RootOr<origins::Registrar>;
/// Root or the arbiter: elects the panel of disputes, and decides cases.
pub type EnsureArbiter = RootOr<origins::Arbiter>;
/// Root or the big spender: rejects spends of the treasury that were approved and not yet paid.
pub type EnsureSpendVeto = RootOr<origins::BigSpender>;

parameter_types! {
    pub const NoLimit: Balance = Balance::MAX;
    pub const SmallSpend: Balance = tracks::spend::SMALL;
    pub const MediumSpend: Balance = tracks::spend::MEDIUM;
    pub const BigSpend: Balance = tracks::spend::BIG;
}

/// Root or one of the spenders: approves spends of the treasury, each up to its limit.
pub type EnsureSpender = EitherOf<
    EnsureRootWithSuccess<AccountId, NoLimit>,
    EitherOf<
        EnsureWithSuccess<origins::BigSpender, AccountId, BigSpend>,
        EitherOf<
            EnsureWithSuccess<origins::MediumSpender, AccountId, MediumSpend>,
            EnsureWithSuccess<origins::SmallSpender, AccountId, SmallSpend>,
        >,
    >,
>;

impl origins::pallet_custom_origins::Config for Runtime {}
impl clock::pallet_governance_clock::Config for Runtime {}

parameter_types! {
    /// Deposit of a submitter. More than a submission costs the chain; it is returned unless the referendum fails.
    pub const SubmissionDeposit: Balance = 100 * OPEN;
}

impl pallet_referenda::Config for Runtime {
    type RuntimeCall = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = weights::pallet_referenda::WeightInfo<Runtime>;
    type Scheduler = Scheduler;
    type Currency = Balances;
    type SubmitOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
    type CancelOrigin = RootOr<origins::ReferendumCanceller>;
    type KillOrigin = RootOr<origins::ReferendumKiller>;
    type Slash = Treasury;
    type Votes = pallet_conviction_voting::VotesOf<Runtime>;
    type Tally = pallet_conviction_voting::TallyOf<Runtime>;
    type SubmissionDeposit = SubmissionDeposit;
    type MaxQueued = ConstU32<100>;
    type UndecidingTimeout = Days<14>;
    type AlarmInterval = ConstU32<1>;
    type Tracks = tracks::Tracks;
    type Preimages = Preimage;
    // Periods follow the relay chain's clock, as the scheduler does, however many blocks collators make.
    type BlockNumberProvider = RelaychainDataProvider<Runtime>;
}

impl pallet_conviction_voting::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = weights::pallet_conviction_voting::WeightInfo<Runtime>;
    type Currency = Balances;
    type Polls = Referenda;
    // OPEN of the treasury is not eligible.
    type MaxTurnout = ActiveIssuanceOf<Balances, AccountId>;
    type MaxVotes = ConstU32<512>;
    // Longer than enactment takes, so that voters still hold their OPEN when the decision takes effect.
    type VoteLockingPeriod = Days<7>;
    type BlockNumberProvider = RelaychainDataProvider<Runtime>;
    type VotingHooks = ();
}

/// The instance of `pallet_collective` that is the technical committee.
pub type TechnicalCollective = pallet_collective::Instance1;

/// Two thirds of the technical committee.
pub type TwoThirdsOfCommittee = pallet_collective::EnsureProportionAtLeast<AccountId, TechnicalCollective, 2, 3>;

parameter_types! {
    pub const MotionDuration: BlockNumber = 7 * DAYS;
    pub const MaxProposalWeight: Weight = percent_of(MAXIMUM_BLOCK_WEIGHT, 50);
}

/// Maximum number of members of the technical committee. Lists of this length are stored: do not reduce.
pub type MaxMembers = ConstU32<25>;

impl pallet_collective::Config<TechnicalCollective> for Runtime {
    type RuntimeOrigin = RuntimeOrigin;
    type Proposal = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type MotionDuration = MotionDuration;
    type MaxProposals = ConstU32<100>;
    type MaxMembers = MaxMembers;
    // A member that does not vote does not agree, unless root has named a prime member: then the prime's vote counts.
    type DefaultVote = pallet_collective::PrimeDefaultVote;
    type WeightInfo = weights::pallet_collective::WeightInfo<Runtime>;
    type SetMembersOrigin = EnsureRoot<AccountId>;
    type MaxProposalWeight = MaxProposalWeight;
    type DisapproveOrigin = EnsureRoot<AccountId>;
    type KillOrigin = EnsureRoot<AccountId>;
    type Consideration = ();
}

impl pallet_whitelist::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type WhitelistOrigin = RootOr<TwoThirdsOfCommittee>;
    type DispatchWhitelistedOrigin = RootOr<origins::WhitelistedCaller>;
    type Preimages = Preimage;
    // How long a passed referendum waits for the committee to whitelist its call.
    type DeferredDispatchExpiration = Days<7>;
    type BlockNumberProvider = RelaychainDataProvider<Runtime>;
    type WeightInfo = weights::pallet_whitelist::WeightInfo<Runtime>;
}
