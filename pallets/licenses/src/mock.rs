// SPDX-License-Identifier: Apache-2.0

//! A runtime of System, Balances and the pallet. The double of the datanets keeps its owners in storage.

#![allow(missing_docs, clippy::arithmetic_side_effects, clippy::as_conversions, clippy::unwrap_used)]

use crate::{self as pallet_licenses, *};
use frame::{deps::sp_io, runtime::prelude::*, storage_alias, testing_prelude::*, token::fungible::InspectHold};
use openledger_primitives::{
    license::Use, runtime_api::Access, traits::DatanetInspect, Balance, DatanetId, DatanetRelation, License,
};

pub use openledger_primitives::testing::AccountId;
type Block = frame_system::mocking::MockBlock<Test>;

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CHARLIE: AccountId = 3;
/// Has less than a deposit.
pub const POOR: AccountId = 4;
pub const START_BALANCE: Balance = 1_000_000;
pub const ALLOWED_DEPOSIT: Balance = 10;

/// The datanets of Alice's.
pub const FIRST: DatanetId = DatanetId(0);
pub const SECOND: DatanetId = DatanetId(1);
/// A datanet of the poor account's.
pub const THIRD: DatanetId = DatanetId(2);
/// No datanet.
pub const NOWHERE: DatanetId = DatanetId(3);

#[frame_construct_runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system;
    #[runtime::pallet_index(1)]
    pub type Balances = pallet_balances;
    #[runtime::pallet_index(2)]
    pub type Licensing = pallet_licenses;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<1>;
    type AccountStore = System;
}

parameter_types! {
    /// The present deposit for an entry of an allow-list.
    pub static AllowedPrice: Balance = ALLOWED_DEPOSIT;
}

#[storage_alias]
pub type Owners = StorageMap<MockDatanets, Blake2_128Concat, DatanetId, AccountId>;

/// Datanets are numbers with owners.
pub struct Datanets;

impl DatanetInspect<AccountId> for Datanets {
    fn exists(datanet: DatanetId) -> bool {
        Owners::contains_key(datanet)
    }

    fn owner(datanet: DatanetId) -> Option<AccountId> {
        Owners::get(datanet)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_datanet(owner: &AccountId) -> Result<DatanetId, DispatchError> {
        Owners::insert(NOWHERE, owner);
        Ok(NOWHERE)
    }
}

impl pallet_licenses::Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Datanets = Datanets;
    type AllowedDeposit = AllowedPrice;
    type WeightInfo = ();
}

/// The state at the start of a test, with these licenses.
pub fn build(licenses: Vec<GenesisLicense<AccountId>>) -> sp_io::TestExternalities {
    let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
    let mut balances: Vec<_> = [ALICE, BOB, CHARLIE].map(|who| (who, START_BALANCE)).into();
    balances.push((POOR, ALLOWED_DEPOSIT));
    pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }.assimilate_storage(&mut storage).unwrap();
    let mut ext = sp_io::TestExternalities::new(storage);
    ext.execute_with(|| {
        AllowedPrice::set(ALLOWED_DEPOSIT);
        for (datanet, owner) in [(FIRST, ALICE), (SECOND, ALICE), (THIRD, POOR)] {
            Owners::insert(datanet, owner);
        }
        pallet_licenses::GenesisConfig::<Test> { licenses }.build();
        System::set_block_number(1);
    });
    ext
}

pub fn new_test_ext() -> sp_io::TestExternalities {
    build(Vec::new())
}

/// Run a test and check the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Licensing::do_try_state().unwrap();
    });
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

pub fn terms(access: Access, data: u32) -> Use {
    Use { access, data: Permill::from_parts(data) }
}

pub fn license(trained_on: Use, retrieves_from: Use) -> License {
    License { trained_on, retrieves_from, template: None }
}

pub fn set_license(license: License) -> DispatchResult {
    Licensing::set_license(signed(ALICE), FIRST, license)
}

/// Add to the list of [`FIRST`], for any deposit.
pub fn add(owner: AccountId, relation: DatanetRelation, who: AccountId) -> DispatchResult {
    Licensing::add_allowed(signed(owner), FIRST, relation, who, Balance::MAX)
}

/// Remove from the list of [`FIRST`].
pub fn remove(signer: AccountId, relation: DatanetRelation, who: AccountId) -> DispatchResult {
    Licensing::remove_allowed(signed(signer), FIRST, relation, who)
}

pub fn held(who: AccountId) -> Balance {
    Balances::balance_on_hold(&HoldReason::Allowed.into(), &who)
}

/// The pallet's events since the last call of this.
pub fn events() -> Vec<Event<Test>> {
    let events = System::read_events_for_pallet::<Event<Test>>();
    System::reset_events();
    events
}
