// SPDX-License-Identifier: Apache-2.0

//! How holders of OPEN decide: referenda on tracks, voting with conviction, a technical committee that can vouch for what
//! is urgent and stop what is broken, and nobody else with power over the chain.
//!
//! Votes count what an account has in all, so what is staked, or held as a deposit, votes as well. A vote locks and
//! doesn't hold: the same OPEN can be staked and unstaked while it votes, and can only not leave the account.

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

/// Who changes the fee split.
pub type FeeSplits = RootOr<origins::FeeSplitAdmin>;
/// Who sets the terms of staking, what offences cost, and who collates.
pub type StakingTerms = RootOr<origins::StakingAdmin>;
/// Who sets deposits and other terms.
pub type Registry = RootOr<origins::Registrar>;
/// Who decides disputes and what a rejection costs.
pub type Arbitration = RootOr<origins::Arbiter>;
/// Who takes back what the treasury was let spend.
pub type SpendVeto = RootOr<origins::BigSpender>;

parameter_types! {
    pub const NoLimit: Balance = Balance::MAX;
    pub const SmallSpend: Balance = tracks::spend::SMALL;
    pub const MediumSpend: Balance = tracks::spend::MEDIUM;
    pub const BigSpend: Balance = tracks::spend::BIG;
}

/// Who lets the treasury spend, and how much at once.
pub type Spending = EitherOf<
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
    /// More than submitting costs the chain, and nothing to who means it: it is returned unless the referendum fails.
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
    // Governance takes the time that it takes, however many blocks collators make: it goes by the relay chain's clock,
    // as the scheduler does.
    type BlockNumberProvider = RelaychainDataProvider<Runtime>;
}

impl pallet_conviction_voting::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = weights::pallet_conviction_voting::WeightInfo<Runtime>;
    type Currency = Balances;
    type Polls = Referenda;
    // What the treasury has can't vote.
    type MaxTurnout = ActiveIssuanceOf<Balances, AccountId>;
    type MaxVotes = ConstU32<512>;
    // Longer than it takes to enact, so that who decided is there when it takes effect.
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

impl pallet_collective::Config<TechnicalCollective> for Runtime {
    type RuntimeOrigin = RuntimeOrigin;
    type Proposal = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type MotionDuration = MotionDuration;
    type MaxProposals = ConstU32<100>;
    // Lists of this length are stored: do not reduce.
    type MaxMembers = ConstU32<25>;
    // Who does not vote does not agree, unless root has named a member whose vote stands for those.
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
    // A referendum that passes before the committee has whitelisted its call waits for it this long.
    type DeferredDispatchExpiration = Days<7>;
    type BlockNumberProvider = RelaychainDataProvider<Runtime>;
    type WeightInfo = weights::pallet_whitelist::WeightInfo<Runtime>;
}
