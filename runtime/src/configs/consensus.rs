// SPDX-License-Identifier: Apache-2.0

//! The relay chain, Aura and the collators.

use super::xcm::{PriceForSiblingDelivery, XcmOriginToTransactDispatchOrigin};
#[cfg(not(feature = "runtime-benchmarks"))]
use crate::RuntimeCall;
use crate::{
    constants::{
        consensus::{
            percent_of, BLOCK_PROCESSING_VELOCITY, MAXIMUM_BLOCK_WEIGHT, RELAY_CHAIN_SLOT_DURATION_MILLIS,
            RELAY_PARENT_OFFSET, SLOT_DURATION, UNINCLUDED_SEGMENT_CAPACITY,
        },
        time::MINUTES,
    },
    governance::{
        clock::{Hours, SchedulerStart},
        EnsureStakingAdmin,
    },
    weights, AccountId, Attribution, Aura, AuraId, Balances, CollatorSelection, MessageQueue, ParachainSystem,
    PolkadotXcm, Runtime, RuntimeEvent, Session, SessionKeys, XcmpQueue,
};
use openledger_primitives::traits::Standstill;
use polkadot_sdk::{
    cumulus_pallet_aura_ext,
    cumulus_pallet_parachain_system::{self, CheckAssociatedRelayNumber, RelayNumberMonotonicallyIncreases},
    cumulus_pallet_xcmp_queue,
    cumulus_primitives_core::{relay_chain, AggregateMessageOrigin, ParaId},
    frame_support::{
        self, parameter_types,
        traits::{ConstBool, ConstU32, ConstU64, TransformOrigin},
        weights::Weight,
        PalletId,
    },
    frame_system::{self, EnsureRoot},
    pallet_aura, pallet_authorship, pallet_collator_selection, pallet_message_queue, pallet_session,
    parachains_common::message_queue::{NarrowOriginToSibling, ParaIdToSibling},
    sp_runtime::traits::OpaqueKeys,
    staging_parachain_info as parachain_info,
};

parameter_types! {
    pub const ReservedXcmpWeight: Weight = MAXIMUM_BLOCK_WEIGHT.saturating_div(4);
    pub const ReservedDmpWeight: Weight = MAXIMUM_BLOCK_WEIGHT.saturating_div(4);
    pub const RelayOrigin: AggregateMessageOrigin = AggregateMessageOrigin::Parent;
}

/// Decides which blocks may be built before their parents are included.
pub type ConsensusHook = cumulus_pallet_aura_ext::FixedVelocityConsensusHook<
    Runtime,
    RELAY_CHAIN_SLOT_DURATION_MILLIS,
    BLOCK_PROCESSING_VELOCITY,
    UNINCLUDED_SEGMENT_CAPACITY,
>;

/// Refuses a block on an earlier relay block than its parent's, and tells the ledger how far the relay chain went on in
/// between. While this chain stood still, eras stood still too, so no period ended.
pub struct RelayNumbers;

impl CheckAssociatedRelayNumber for RelayNumbers {
    fn check_associated_relay_number(current: relay_chain::BlockNumber, previous: relay_chain::BlockNumber) {
        RelayNumberMonotonicallyIncreases::check_associated_relay_number(current, previous);
        Attribution::note_gap(previous, current);
    }
}

impl cumulus_pallet_parachain_system::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type OnSystemEvent = SchedulerStart;
    type SelfParaId = parachain_info::Pallet<Runtime>;
    type OutboundXcmpMessageSource = XcmpQueue;
    type DmpQueue = frame_support::traits::EnqueueWithOrigin<MessageQueue, RelayOrigin>;
    type ReservedDmpWeight = ReservedDmpWeight;
    type XcmpMessageHandler = XcmpQueue;
    type ReservedXcmpWeight = ReservedXcmpWeight;
    type CheckAssociatedRelayNumber = RelayNumbers;
    type WeightInfo = weights::cumulus_pallet_parachain_system::WeightInfo<Runtime>;
    type ConsensusHook = ConsensusHook;
    type RelayParentOffset = ConstU32<RELAY_PARENT_OFFSET>;
    type SchedulingSignatureVerifier = ();
}

parameter_types! {
    pub const MessageQueueServiceWeight: Weight = percent_of(MAXIMUM_BLOCK_WEIGHT, 35);
}

impl pallet_message_queue::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = weights::pallet_message_queue::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type MessageProcessor = pallet_message_queue::mock_helpers::NoopMessageProcessor<AggregateMessageOrigin>;
    #[cfg(not(feature = "runtime-benchmarks"))]
    type MessageProcessor = polkadot_sdk::staging_xcm_builder::ProcessXcmMessage<
        AggregateMessageOrigin,
        polkadot_sdk::staging_xcm_executor::XcmExecutor<super::xcm::XcmConfig>,
        RuntimeCall,
    >;
    type Size = u32;
    // The queue of siblings' messages has no other origin.
    type QueueChangeHandler = NarrowOriginToSibling<XcmpQueue>;
    type QueuePausedQuery = NarrowOriginToSibling<XcmpQueue>;
    type HeapSize = ConstU32<{ 103 * 1024 }>;
    type MaxStale = ConstU32<8>;
    type ServiceWeight = MessageQueueServiceWeight;
    type IdleMaxServiceWeight = MessageQueueServiceWeight;
}

impl cumulus_pallet_aura_ext::Config for Runtime {}

impl cumulus_pallet_xcmp_queue::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ChannelInfo = ParachainSystem;
    type VersionWrapper = PolkadotXcm;
    type XcmpQueue = TransformOrigin<MessageQueue, AggregateMessageOrigin, ParaId, ParaIdToSibling>;
    type MaxInboundSuspended = ConstU32<1_000>;
    type MaxActiveOutboundChannels = ConstU32<128>;
    // Larger than the largest message of an ordinary channel (100 KiB).
    type MaxPageSize = ConstU32<{ 103 * 1024 }>;
    type ControllerOrigin = EnsureRoot<AccountId>;
    type ControllerOriginConverter = XcmOriginToTransactDispatchOrigin;
    type WeightInfo = weights::cumulus_pallet_xcmp_queue::WeightInfo<Runtime>;
    type PriceForSiblingDelivery = PriceForSiblingDelivery;
}

impl pallet_authorship::Config for Runtime {
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Aura>;
    type EventHandler = (CollatorSelection,);
}

/// The number of blocks in a session, after which the set of collators changes. A quarter of a day of governance: six
/// hours on a production chain. At least a minute, so that a collator has time to take over.
pub type SessionLength = Hours<6, MINUTES>;

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = <Self as frame_system::Config>::AccountId;
    type ValidatorIdOf = pallet_collator_selection::IdentityCollator;
    type ShouldEndSession = pallet_session::PeriodicSessions<SessionLength, ConstU32<0>>;
    type NextSessionRotation = pallet_session::PeriodicSessions<SessionLength, ConstU32<0>>;
    type SessionManager = CollatorSelection;
    type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    type DisablingStrategy = ();
    type WeightInfo = weights::pallet_session::WeightInfo<Runtime>;
    type Currency = Balances;
    type KeyDeposit = ();
}

impl pallet_aura::Config for Runtime {
    type AuthorityId = AuraId;
    type DisabledValidators = ();
    type MaxAuthorities = ConstU32<1_000>;
    type AllowMultipleBlocksPerSlot = ConstBool<true>;
    type SlotDuration = ConstU64<SLOT_DURATION>;
}

parameter_types! {
    /// The account that authors are paid from. Each block pays half of its balance.
    pub const PotId: PalletId = PalletId(*b"PotStake");
}

/// The maximum number of collators without election.
pub type MaxInvulnerables = ConstU32<20>;

impl pallet_collator_selection::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type UpdateOrigin = EnsureStakingAdmin;
    type PotId = PotId;
    type MaxCandidates = ConstU32<100>;
    type MinEligibleCollators = ConstU32<1>;
    type MaxInvulnerables = MaxInvulnerables;
    // Must be a multiple of a session.
    type KickThreshold = SessionLength;
    type ValidatorId = <Self as frame_system::Config>::AccountId;
    type ValidatorIdOf = pallet_collator_selection::IdentityCollator;
    type ValidatorRegistration = Session;
    type WeightInfo = weights::pallet_collator_selection::WeightInfo<Runtime>;
}
