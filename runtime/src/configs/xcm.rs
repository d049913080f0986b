// SPDX-License-Identifier: Apache-2.0

//! Messages of other chains: the barrier, the origins and the prices.
//!
//! This chain is the reserve of OPEN and recognizes no other asset: there is no pallet to hold one. OPEN can be sent to
//! sibling parachains and comes back from them. Messages are executed for OPEN only, and nothing is ever minted on a
//! remote chain's word. The relay chain's origin is recognized but has no power over this chain.

use super::money::{TransactionByteFee, TreasuryAccount};
use crate::constants::fee::WeightToFee;
use crate::{
    constants::currency::{deposit, MESSAGE_BASE_FEE},
    weights::{self, xcm::XcmWeight},
    xcm_location::OpenLocation,
    AccountId, AllPalletsWithSystem, Balance, Balances, ParachainInfo, ParachainSystem, PolkadotXcm, Runtime,
    RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin, XcmpQueue,
};
use polkadot_sdk::{
    cumulus_pallet_xcm, cumulus_primitives_utility,
    frame_support::{
        parameter_types,
        traits::{
            fungible::HoldConsideration, tokens::imbalance::ResolveTo, ConstU32, Equals, Everything,
            LinearStoragePrice, Nothing,
        },
    },
    frame_system::EnsureRoot,
    pallet_collator_selection::StakingPotAccountId,
    pallet_xcm::{self, AuthorizedAliasers, XcmPassthrough},
    parachains_common::xcm_config::ParentRelayOrSiblingParachains,
    polkadot_parachain_primitives::primitives::Sibling,
    polkadot_runtime_common::xcm_sender::ExponentialPrice,
    staging_xcm::latest::prelude::*,
    staging_xcm_builder::{
        AccountId32Aliases, AllowHrmpNotificationsFromRelayChain, AllowKnownQueryResponses, AllowSubscriptionsFrom,
        AllowTopLevelPaidExecutionFrom, DenyRecursively, DenyReserveTransferToRelayChain, DenyThenTry,
        DescribeAllTerminal, DescribeFamily, EnsureXcmOrigin, FrameTransactionalProcessor, FungibleAdapter,
        HashedDescription, IsConcrete, ParentIsPreset, RelayChainAsNative, SendXcmFeeToAccount,
        SiblingParachainAsNative, SiblingParachainConvertsVia, SignedAccountId32AsNative, SignedToAccountId32,
        SovereignSignedViaLocation, TakeWeightCredit, TrailingSetTopicAsId, UsingComponents, WeightInfoBounds,
        WithComputedOrigin, WithUniqueTopic, XcmFeeManagerFromComponents,
    },
    staging_xcm_executor::{self as xcm_executor, XcmExecutor},
};

parameter_types! {
    pub const RootLocation: Location = Location::here();
    pub const RelayLocation: Location = Location::parent();
    pub const RelayNetwork: Option<NetworkId> = Some(NetworkId::Polkadot);
    pub RelayChainOrigin: RuntimeOrigin = cumulus_pallet_xcm::Origin::Relay.into();
    pub UniversalLocation: InteriorLocation =
        [GlobalConsensus(NetworkId::Polkadot), Parachain(ParachainInfo::parachain_id().into())].into();
    pub const MaxInstructions: u32 = 100;
    pub const MaxAssetsIntoHolding: u32 = 64;
}

/// Converts locations to accounts.
pub type LocationToAccountId = (
    ParentIsPreset<AccountId>,
    SiblingParachainConvertsVia<Sibling, AccountId>,
    AccountId32Aliases<RelayNetwork, AccountId>,
    HashedDescription<AccountId, DescribeFamily<DescribeAllTerminal>>,
);

/// Moves OPEN and no other asset.
pub type AssetTransactor = FungibleAdapter<Balances, IsConcrete<OpenLocation>, LocationToAccountId, AccountId, ()>;

/// Converts the location of a message to the origin of the calls in it. No location becomes root.
pub type XcmOriginToTransactDispatchOrigin = (
    SovereignSignedViaLocation<LocationToAccountId, RuntimeOrigin>,
    RelayChainAsNative<RelayChainOrigin, RuntimeOrigin>,
    SiblingParachainAsNative<cumulus_pallet_xcm::Origin, RuntimeOrigin>,
    SignedAccountId32AsNative<RelayNetwork, RuntimeOrigin>,
    XcmPassthrough<RuntimeOrigin>,
);

/// Decides which messages are executed.
pub type Barrier = TrailingSetTopicAsId<
    DenyThenTry<
        DenyRecursively<DenyReserveTransferToRelayChain>,
        (
            TakeWeightCredit,
            AllowKnownQueryResponses<PolkadotXcm>,
            WithComputedOrigin<
                (
                    AllowTopLevelPaidExecutionFrom<Everything>,
                    AllowSubscriptionsFrom<ParentRelayOrSiblingParachains>,
                    AllowHrmpNotificationsFromRelayChain,
                ),
                UniversalLocation,
                ConstU32<8>,
            >,
        ),
    >,
>;

/// Weighs messages.
pub type Weigher = WeightInfoBounds<XcmWeight<RuntimeCall>, RuntimeCall, MaxInstructions>;

/// The configuration of the executor.
pub struct XcmConfig;

impl xcm_executor::Config for XcmConfig {
    type RuntimeCall = RuntimeCall;
    type XcmSender = XcmRouter;
    type XcmEventEmitter = PolkadotXcm;
    type AssetTransactor = AssetTransactor;
    type OriginConverter = XcmOriginToTransactDispatchOrigin;
    type IsReserve = ();
    type IsTeleporter = ();
    type UniversalLocation = UniversalLocation;
    type Barrier = Barrier;
    type Weigher = Weigher;
    type Trader = UsingComponents<
        WeightToFee,
        OpenLocation,
        AccountId,
        Balances,
        ResolveTo<StakingPotAccountId<Runtime>, Balances>,
    >;
    type ResponseHandler = PolkadotXcm;
    type AssetTrap = PolkadotXcm;
    type SubscriptionService = PolkadotXcm;
    type PalletInstancesInfo = AllPalletsWithSystem;
    type MaxAssetsIntoHolding = MaxAssetsIntoHolding;
    type AssetLocker = ();
    type AssetExchanger = ();
    type FeeManager =
        XcmFeeManagerFromComponents<Equals<RootLocation>, SendXcmFeeToAccount<Self::AssetTransactor, TreasuryAccount>>;
    type MessageExporter = ();
    type UniversalAliases = Nothing;
    type CallDispatcher = RuntimeCall;
    type SafeCallFilter = Everything;
    type Aliasers = AuthorizedAliasers<Runtime>;
    type TransactionalProcessor = FrameTransactionalProcessor;
    type HrmpNewChannelOpenRequestHandler = ();
    type HrmpChannelAcceptedHandler = ();
    type HrmpChannelClosingHandler = ();
    type XcmRecorder = PolkadotXcm;
}

/// Converts a local account to the location that it sends as.
pub type LocalOriginToLocation = SignedToAccountId32<RuntimeOrigin, AccountId, RelayNetwork>;

parameter_types! {
    pub FeeAssetId: AssetId = AssetId(OpenLocation::get());
    pub const BaseDeliveryFee: Balance = MESSAGE_BASE_FEE;
    pub const AliasDepositPerItem: Balance = deposit(1, 0);
    pub const AliasDepositPerByte: Balance = deposit(0, 1);
    pub const AuthorizeAliasHoldReason: RuntimeHoldReason =
        RuntimeHoldReason::PolkadotXcm(pallet_xcm::HoldReason::AuthorizeAlias);
}

/// The price of a message to a sibling. It grows with the queue.
pub type PriceForSiblingDelivery = ExponentialPrice<FeeAssetId, BaseDeliveryFee, TransactionByteFee, XcmpQueue>;
/// The price of a message to the relay chain. It grows with the queue.
pub type PriceForParentDelivery = ExponentialPrice<FeeAssetId, BaseDeliveryFee, TransactionByteFee, ParachainSystem>;

/// Sends messages.
pub type XcmRouter = WithUniqueTopic<(
    cumulus_primitives_utility::ParentAsUmp<ParachainSystem, PolkadotXcm, PriceForParentDelivery>,
    XcmpQueue,
)>;

impl pallet_xcm::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    // Accounts cannot send programs of their own.
    type SendXcmOrigin = EnsureXcmOrigin<RuntimeOrigin, ()>;
    type XcmRouter = XcmRouter;
    type ExecuteXcmOrigin = EnsureXcmOrigin<RuntimeOrigin, LocalOriginToLocation>;
    // Nor can they execute them: transfers have calls of their own.
    type XcmExecuteFilter = Nothing;
    type XcmExecutor = XcmExecutor<XcmConfig>;
    type XcmTeleportFilter = Nothing;
    type XcmReserveTransferFilter = Everything;
    type Weigher = Weigher;
    type UniversalLocation = UniversalLocation;
    type RuntimeOrigin = RuntimeOrigin;
    type RuntimeCall = RuntimeCall;
    const VERSION_DISCOVERY_QUEUE_SIZE: u32 = 100;
    type AdvertisedXcmVersion = pallet_xcm::CurrentXcmVersion;
    type Currency = Balances;
    type CurrencyMatcher = ();
    type TrustedLockers = ();
    type SovereignAccountOf = LocationToAccountId;
    type MaxLockers = ConstU32<8>;
    type WeightInfo = weights::pallet_xcm::WeightInfo<Runtime>;
    type AdminOrigin = EnsureRoot<AccountId>;
    type MaxRemoteLockConsumers = ConstU32<0>;
    type RemoteLockConsumerIdentifier = ();
    type AuthorizedAliasConsideration = HoldConsideration<
        AccountId,
        Balances,
        AuthorizeAliasHoldReason,
        LinearStoragePrice<AliasDepositPerItem, AliasDepositPerByte, Balance>,
    >;
}

impl cumulus_pallet_xcm::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type XcmExecutor = XcmExecutor<XcmConfig>;
}
