// SPDX-License-Identifier: Apache-2.0

//! Tools for accounts: batches, multisigs, proxies, preimages and the scheduler.

use super::proxy::ProxyType;
use crate::{
    constants::{
        consensus::{percent_of, MAXIMUM_BLOCK_WEIGHT},
        currency::{deposit, DEPOSIT_PER_BYTE, DEPOSIT_PER_ITEM},
    },
    weights, AccountId, Balance, Balances, OriginCaller, Preimage, Runtime, RuntimeCall, RuntimeEvent,
    RuntimeHoldReason, RuntimeOrigin, System,
};
use polkadot_sdk::{
    cumulus_pallet_parachain_system::RelaychainDataProvider,
    frame_support::{
        parameter_types,
        traits::{fungible::HoldConsideration, ConstU32, EqualPrivilegeOnly, LinearStoragePrice},
        weights::Weight,
    },
    frame_system::EnsureRoot,
    pallet_multisig, pallet_preimage, pallet_proxy, pallet_scheduler, pallet_sudo, pallet_utility,
    sp_runtime::traits::BlakeTwo256,
};

impl pallet_utility::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type WeightInfo = weights::pallet_utility::WeightInfo<Runtime>;
}

parameter_types! {
    pub const MultisigDepositBase: Balance = deposit(1, 88);
    pub const MultisigDepositFactor: Balance = deposit(0, 32);
}

impl pallet_multisig::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type Currency = Balances;
    type DepositBase = MultisigDepositBase;
    type DepositFactor = MultisigDepositFactor;
    type MaxSignatories = ConstU32<100>;
    type WeightInfo = weights::pallet_multisig::WeightInfo<Runtime>;
    // A multisig's time point is the place of a transaction in a block of this chain.
    type BlockNumberProvider = System;
}

parameter_types! {
    pub const ProxyDepositBase: Balance = deposit(1, 40);
    pub const ProxyDepositFactor: Balance = deposit(0, 33);
    pub const AnnouncementDepositBase: Balance = deposit(1, 48);
    pub const AnnouncementDepositFactor: Balance = deposit(0, 66);
}

impl pallet_proxy::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type Currency = Balances;
    type ProxyType = ProxyType;
    type ProxyDepositBase = ProxyDepositBase;
    type ProxyDepositFactor = ProxyDepositFactor;
    type MaxProxies = ConstU32<32>;
    type WeightInfo = weights::pallet_proxy::WeightInfo<Runtime>;
    type MaxPending = ConstU32<32>;
    type CallHasher = BlakeTwo256;
    type AnnouncementDepositBase = AnnouncementDepositBase;
    type AnnouncementDepositFactor = AnnouncementDepositFactor;
    // Delays are periods of real time, so they follow the relay chain's clock.
    type BlockNumberProvider = RelaychainDataProvider<Runtime>;
}

parameter_types! {
    pub const PreimageDepositPerItem: Balance = DEPOSIT_PER_ITEM;
    pub const PreimageDepositPerByte: Balance = DEPOSIT_PER_BYTE;
    pub const PreimageHoldReason: RuntimeHoldReason = RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
}

impl pallet_preimage::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = weights::pallet_preimage::WeightInfo<Runtime>;
    type Currency = Balances;
    type ManagerOrigin = EnsureRoot<AccountId>;
    type Consideration = HoldConsideration<
        AccountId,
        Balances,
        PreimageHoldReason,
        LinearStoragePrice<PreimageDepositPerItem, PreimageDepositPerByte, Balance>,
    >;
}

parameter_types! {
    pub const SchedulerWeight: Weight = percent_of(MAXIMUM_BLOCK_WEIGHT, 60);
}

impl pallet_scheduler::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeOrigin = RuntimeOrigin;
    type PalletsOrigin = OriginCaller;
    type RuntimeCall = RuntimeCall;
    type MaximumWeight = SchedulerWeight;
    type ScheduleOrigin = EnsureRoot<AccountId>;
    type OriginPrivilegeCmp = EqualPrivilegeOnly;
    type MaxScheduledPerBlock = ConstU32<50>;
    type WeightInfo = weights::pallet_scheduler::WeightInfo<Runtime>;
    type Preimages = Preimage;
    type BlockNumberProvider = RelaychainDataProvider<Runtime>;
}

impl pallet_sudo::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type WeightInfo = weights::pallet_sudo::WeightInfo<Runtime>;
}
