// SPDX-License-Identifier: Apache-2.0

//! A runtime of System, Balances and this pallet. Ledger and datanets are small doubles that keep their state in
//! storage, so that it is rolled back with a failed call.

#![allow(missing_docs, clippy::arithmetic_side_effects, clippy::as_conversions, clippy::unwrap_used)]

use crate::{self as pallet_model_registry, *};
use frame::{deps::sp_io, runtime::prelude::*, storage_alias, testing_prelude::*, token::fungible::InspectHold};
use openledger_primitives::{
    traits::{DatanetInspect, RevenueShares},
    Balance, DatanetId, Holder, ModelId, PoolId, Shares,
};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlock<Test>;

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CHARLIE: AccountId = 3;
pub const DAVE: AccountId = 4;
/// Has one planck less than a model's deposit.
pub const POOR: AccountId = 5;
pub const START_BALANCE: Balance = 1_000_000;
pub const MODEL_DEPOSIT: Balance = 1_000;
pub const ALLOWED_DEPOSIT: Balance = 10;

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
    pub type Registry = pallet_model_registry;
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
    /// Whether the ledger refuses all changes.
    pub static LedgerFails: bool = false;
    /// What an entry of an allow-list costs now.
    pub static AllowedPrice: Balance = ALLOWED_DEPOSIT;
}

#[storage_alias]
pub type LedgerShares =
    StorageDoubleMap<MockLedger, Blake2_128Concat, PoolId<AccountId>, Blake2_128Concat, Holder<AccountId>, Shares>;

#[storage_alias]
pub type DatanetCount = StorageValue<MockDatanets, u32, ValueQuery>;

/// Keeps shares, earns nothing.
pub struct Ledger;

impl RevenueShares<AccountId> for Ledger {
    fn add(pool: &PoolId<AccountId>, holder: &Holder<AccountId>, shares: Shares) -> DispatchResult {
        ensure!(!LedgerFails::get(), DispatchError::Unavailable);
        assert!(shares > 0, "entries of zero shares are not added");
        LedgerShares::mutate(pool, holder, |held| *held = Some(held.unwrap_or_default() + shares));
        Ok(())
    }

    fn remove(pool: &PoolId<AccountId>, holder: &Holder<AccountId>, shares: Shares) -> DispatchResult {
        let held = Self::shares_of(pool, holder).ensure_sub(shares)?;
        LedgerShares::set(pool, holder, (held > 0).then_some(held));
        Ok(())
    }

    fn transfer(pool: &PoolId<AccountId>, from: &Holder<AccountId>, to: &Holder<AccountId>) -> DispatchResult {
        ensure!(!LedgerFails::get(), DispatchError::Unavailable);
        match LedgerShares::take(pool, from) {
            Some(shares) => Self::add(pool, to, shares),
            None => Ok(()),
        }
    }

    fn shares_of(pool: &PoolId<AccountId>, holder: &Holder<AccountId>) -> Shares {
        LedgerShares::get(pool, holder).unwrap_or_default()
    }

    fn total_shares(pool: &PoolId<AccountId>) -> Shares {
        LedgerShares::iter_prefix_values(pool).sum()
    }
}

/// Datanets are numbers.
pub struct Datanets;

impl DatanetInspect<AccountId> for Datanets {
    fn exists(datanet: DatanetId) -> bool {
        datanet.0 < DatanetCount::get()
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_datanet(_: &AccountId) -> Result<DatanetId, DispatchError> {
        Ok(DatanetCount::mutate(|count| {
            *count += 1;
            DatanetId(*count - 1)
        }))
    }
}

impl pallet_model_registry::Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Shares = Ledger;
    type Datanets = Datanets;
    type RegisterOrigin = EnsureSigned<AccountId>;
    type ModelDeposit = ConstU128<MODEL_DEPOSIT>;
    type AllowedDeposit = AllowedPrice;
    type WeightInfo = ();
}

/// Builds the state that a test starts with: five accounts and 40 datanets.
#[derive(Default)]
pub struct ExtBuilder {
    models: Vec<GenesisModel<AccountId>>,
}

impl ExtBuilder {
    pub fn models(mut self, models: Vec<GenesisModel<AccountId>>) -> Self {
        self.models = models;
        self
    }

    pub fn build(self) -> sp_io::TestExternalities {
        let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
        let mut balances: Vec<_> = [ALICE, BOB, CHARLIE, DAVE].map(|who| (who, START_BALANCE)).into();
        balances.push((POOR, MODEL_DEPOSIT));
        pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
            .assimilate_storage(&mut storage)
            .unwrap();
        let mut ext = sp_io::TestExternalities::new(storage);
        ext.execute_with(|| {
            DatanetCount::put(40);
            pallet_model_registry::GenesisConfig::<Test> { models: self.models }.build();
            System::set_block_number(1);
            LedgerFails::set(false);
            AllowedPrice::set(ALLOWED_DEPOSIT);
        });
        ext
    }

    /// Run a test and check the invariants after it.
    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            Registry::do_try_state().unwrap();
        });
    }
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
    let mut ext = ExtBuilder::default().build();
    ext.execute_with(DatanetCount::kill);
    ext
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

pub fn ppm(parts: u32) -> Permill {
    Permill::from_parts(parts)
}

pub fn member(account: AccountId, share: u32) -> TeamMember<AccountId> {
    TeamMember { account, share: ppm(share) }
}

pub fn parent(model: u32, relation: ParentRelation, royalty: u32, data_weight: u32) -> Parent {
    Parent { model: ModelId(model), relation, royalty: ppm(royalty), data_weight }
}

pub fn link(datanet: u32, relation: DatanetRelation, weight: u32) -> DatanetLink {
    DatanetLink { datanet: DatanetId(datanet), relation, weight }
}

/// A hash that only this `seed` gives.
pub fn artifact(seed: u32) -> H256 {
    H256::from_low_u64_be(seed.into())
}

pub fn open(min_royalty: u32) -> Terms {
    Terms::Open { min_royalty: ppm(min_royalty) }
}

pub fn allow_list(min_royalty: u32) -> Terms {
    Terms::AllowList { min_royalty: ppm(min_royalty) }
}

/// A base model of Alice's with nothing behind it, open to all for nothing.
pub fn base(seed: u32) -> RegistrationOf<Test> {
    Registration {
        name: b"model".to_vec().try_into().unwrap(),
        kind: ModelKind::Base,
        artifact: artifact(seed),
        uri: b"ipfs://artifact".to_vec().try_into().unwrap(),
        team: vec![member(ALICE, 1_000_000)].try_into().unwrap(),
        parents: Default::default(),
        datanets: Default::default(),
        terms: open(0),
    }
}

/// The same of this `kind`, with these parents.
pub fn derived(seed: u32, kind: ModelKind, parents: Vec<Parent>) -> RegistrationOf<Test> {
    Registration { kind, parents: parents.try_into().unwrap(), ..base(seed) }
}

/// The same with these datanets.
pub fn with_datanets(registration: RegistrationOf<Test>, datanets: Vec<DatanetLink>) -> RegistrationOf<Test> {
    Registration { datanets: datanets.try_into().unwrap(), ..registration }
}

/// The same with this team.
pub fn with_team(registration: RegistrationOf<Test>, team: Vec<TeamMember<AccountId>>) -> RegistrationOf<Test> {
    Registration { team: team.try_into().unwrap(), ..registration }
}

/// The same with these terms.
pub fn with_terms(registration: RegistrationOf<Test>, terms: Terms) -> RegistrationOf<Test> {
    Registration { terms, ..registration }
}

/// Register and return the id.
pub fn registered(owner: AccountId, registration: RegistrationOf<Test>) -> ModelId {
    let id = NextModelId::<Test>::get();
    assert_ok!(Registry::register(signed(owner), registration));
    id
}

pub fn info(model: ModelId) -> ModelInfoOf<Test> {
    Models::<Test>::get(model).unwrap()
}

pub fn held(who: AccountId) -> Balance {
    Balances::balance_on_hold(&HoldReason::Model.into(), &who)
}

/// The holders of a pool with their shares, in order.
pub fn holders(pool: PoolId<AccountId>) -> Vec<(Holder<AccountId>, Shares)> {
    let mut holders: Vec<_> = LedgerShares::iter_prefix(pool).collect();
    holders.sort();
    holders
}

pub fn builders(model: u32) -> PoolId<AccountId> {
    PoolId::ModelBuilders(ModelId(model))
}

pub fn data(model: u32) -> PoolId<AccountId> {
    PoolId::ModelData(ModelId(model))
}

pub fn datanet(id: u32) -> PoolId<AccountId> {
    PoolId::Datanet(DatanetId(id))
}

/// Assert that these and no other events of the registry were deposited since the last call of this, in this order.
pub fn assert_events(expected: Vec<Event<Test>>) {
    let events: Vec<_> = System::read_events_for_pallet::<Event<Test>>();
    assert_eq!(events, expected);
    System::reset_events();
}
