// SPDX-License-Identifier: Apache-2.0

//! A runtime of System, Balances and the pallet, with the ledger of `openledger_primitives::testing`. The double of the
//! datanets keeps its state in storage, so that it rolls back with a failed call.

#![allow(missing_docs, clippy::arithmetic_side_effects, clippy::as_conversions, clippy::unwrap_used)]

use crate::{self as pallet_model_registry, *};
use frame::{deps::sp_io, runtime::prelude::*, storage_alias, testing_prelude::*, token::fungible::InspectHold};
use openledger_primitives::{
    disputes::{CaseInspect, Subject},
    license::Use,
    testing::Positions,
    traits::{AdvanceEras, DatanetInspect, LicenseInspect},
    Balance, DatanetId, Holder, License, LicenseTerm, ModelId, PoolId, Shares,
};

pub use openledger_primitives::testing::{AccountId, Clock, CurrentEra, LedgerRefuses};
/// The ledger, without money.
pub type Ledger = openledger_primitives::testing::Ledger;
type Block = frame_system::mocking::MockBlock<Test>;

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CHARLIE: AccountId = 3;
pub const DAVE: AccountId = 4;
/// Owns the datanets.
pub const DATANETS_OWNER: AccountId = DAVE;
/// Has one planck less than a model's deposit.
pub const POOR: AccountId = 5;
pub const START_BALANCE: Balance = 1_000_000;
pub const MODEL_DEPOSIT: Balance = 1_000;
pub const ALLOWED_DEPOSIT: Balance = 10;
/// In ppm: 5 %.
pub const MIN_DATA: u32 = 50_000;
/// In eras: one lies between.
pub const NOTICE: u32 = 2;

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
    pub type ModelRegistry = pallet_model_registry;
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
    /// The present deposit for an active model. Most tests know no other price of a model.
    pub static ModelPrice: Balance = MODEL_DEPOSIT;
    /// The present price of what every model stores.
    pub static BasePrice: Balance = 0;
    /// The present price of a position in a pool.
    pub static HolderPrice: Balance = 0;
    /// The present price of a byte.
    pub static BytePrice: Balance = 0;
    /// The present least part of the data pool for each parent with data.
    pub static LeastData: Permill = Permill::from_parts(MIN_DATA);
}

#[storage_alias]
pub type DatanetCount = StorageValue<MockDatanets, u32, ValueQuery>;

/// Datanets are numbers.
pub struct Datanets;

impl DatanetInspect<AccountId> for Datanets {
    fn exists(datanet: DatanetId) -> bool {
        datanet.0 < DatanetCount::get()
    }

    fn owner(datanet: DatanetId) -> Option<AccountId> {
        Self::exists(datanet).then_some(DATANETS_OWNER)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_datanet(_: &AccountId) -> Result<DatanetId, DispatchError> {
        Ok(DatanetCount::mutate(|count| {
            *count += 1;
            DatanetId(*count - 1)
        }))
    }
}

#[storage_alias]
pub type LicenseUses = StorageMap<MockLicenses, Blake2_128Concat, (DatanetId, DatanetRelation), Use, ValueQuery>;
#[storage_alias]
pub type Licensees = StorageMap<MockLicenses, Blake2_128Concat, (DatanetId, DatanetRelation, AccountId), ()>;

/// Licenses that tests set.
pub struct Licenses;

impl LicenseInspect<AccountId> for Licenses {
    fn license(datanet: DatanetId) -> License {
        let of = |relation| LicenseUses::get((datanet, relation));
        let (trained_on, retrieves_from) = (of(DatanetRelation::TrainedOn), of(DatanetRelation::RetrievesFrom));
        License { trained_on, retrieves_from, template: None }
    }

    fn least_part(datanet: DatanetId, relation: DatanetRelation, who: &AccountId) -> Result<Permill, LicenseTerm> {
        let Use { access, data } = Self::license(datanet).of(relation);
        let owns = *who == DATANETS_OWNER;
        match access {
            Access::AllowList if !owns && !Licensees::contains_key((datanet, relation, who)) => {
                Err(LicenseTerm::AllowList)
            }
            Access::Closed if !owns => Err(LicenseTerm::Closed),
            _ => Ok(data),
        }
    }
}

/// Set the terms of a use of a datanet.
pub fn set_license(datanet: u32, relation: DatanetRelation, access: Access, data: u32) {
    LicenseUses::insert((DatanetId(datanet), relation), Use { access, data: ppm(data) });
}

#[storage_alias]
pub type Disputed = StorageMap<MockCases, Blake2_128Concat, Subject<AccountId>, ()>;

/// The cases that tests open.
pub struct MockCases;

impl CaseInspect<AccountId> for MockCases {
    fn is_open(subject: Subject<AccountId>) -> bool {
        Disputed::contains_key(subject.matter())
    }
}

impl pallet_model_registry::Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Shares = Ledger;
    type Datanets = Datanets;
    type Licenses = Licenses;
    type Cases = MockCases;
    type Eras = Clock;
    type TermsNotice = ConstU32<NOTICE>;
    type RegisterOrigin = EnsureSigned<AccountId>;
    type ModelDeposit = ModelPrice;
    type BaseDeposit = BasePrice;
    type HolderDeposit = HolderPrice;
    type ByteDeposit = BytePrice;
    type AllowedDeposit = AllowedPrice;
    type MinParentData = LeastData;
    type WeightInfo = ();
}

/// Builds the state at the start of a test: five accounts and 40 datanets.
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
        CurrentEra::set(0);
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
            LedgerRefuses::set(false);
            AllowedPrice::set(ALLOWED_DEPOSIT);
            ModelPrice::set(MODEL_DEPOSIT);
            set_sizes(0, 0, 0);
            LeastData::set(ppm(MIN_DATA));
        });
        ext
    }

    /// Run a test and check the invariants after it.
    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            ModelRegistry::do_try_state().unwrap();
        });
    }
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
    let mut ext = ExtBuilder::default().build();
    ext.execute_with(DatanetCount::kill);
    ext
}

/// Set the prices of what every model stores, of a position and of a byte.
pub fn set_sizes(base: Balance, holder: Balance, byte: Balance) {
    BasePrice::set(base);
    HolderPrice::set(holder);
    BytePrice::set(byte);
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

pub fn parent(model: u32, relation: ParentRelation, royalty: u32, data: u32) -> Parent {
    Parent { model: ModelId(model), relation, royalty: ppm(royalty), data: ppm(data) }
}

pub fn link(datanet: u32, relation: DatanetRelation, weight: u32) -> DatanetLink {
    DatanetLink { datanet: DatanetId(datanet), relation, weight }
}

/// The hash of this `seed` alone. Not zero.
pub fn artifact(seed: u32) -> H256 {
    H256::from_low_u64_be(u64::from(seed) + 1)
}

pub fn open(royalty: u32) -> Terms {
    Terms { royalty: ppm(royalty), ..Terms::default() }
}

pub fn allow_list(royalty: u32) -> Terms {
    Terms { access: Access::AllowList, ..open(royalty) }
}

pub fn closed() -> Terms {
    Terms { access: Access::Closed, ..open(0) }
}

/// The same with this floor of data.
pub fn with_data_floor(terms: Terms, data: u32) -> Terms {
    Terms { data: ppm(data), ..terms }
}

/// `register` with any deposit.
pub fn register(origin: RuntimeOrigin, registration: RegistrationOf<Test>) -> DispatchResult {
    ModelRegistry::register(origin, registration, Balance::MAX)
}

/// `register_version` with any deposit.
pub fn register_version(
    origin: RuntimeOrigin,
    predecessor: ModelId,
    registration: RegistrationOf<Test>,
) -> DispatchResult {
    ModelRegistry::register_version(origin, predecessor, registration, Balance::MAX)
}

/// `add_allowed` with any deposit.
pub fn add_allowed(origin: RuntimeOrigin, model: ModelId, who: AccountId) -> DispatchResult {
    ModelRegistry::add_allowed(origin, model, who, Balance::MAX)
}

/// `accept_ownership` with any deposit.
pub fn accept_ownership(origin: RuntimeOrigin, model: ModelId) -> DispatchResult {
    ModelRegistry::accept_ownership(origin, model, Balance::MAX)
}

/// The obligation to an ancestor, with the parts passed in ppm.
pub fn obligation(ancestor: u32, terms: Terms, passed_royalty: u64, passed_data: u64) -> Obligation {
    let Terms { access, royalty, data } = terms;
    let (passed_royalty, passed_data) = (passed_royalty * 1_000_000, passed_data * 1_000_000);
    Obligation { ancestor: ModelId(ancestor), access, royalty, data, passed_royalty, passed_data }
}

pub fn obligations(model: ModelId) -> Vec<Obligation> {
    ModelRegistry::obligations(model).unwrap()
}

/// A base model of Alice's without data, open to all without a royalty.
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

/// The same with this `kind` and these parents.
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
    assert_ok!(register(signed(owner), registration));
    assert_no_zero_shares(&info(id));
    id
}

/// Assert that the pallet adds no entries of zero shares to the ledger.
pub fn assert_no_zero_shares(info: &ModelInfoOf<Test>) {
    let builders = ModelRegistry::builders_shares(&info.team, &info.parents).unwrap();
    let data = ModelRegistry::data_shares(&info.datanets, &info.parents).unwrap();
    assert!(builders.values().chain(data.values()).all(|shares| *shares > 0));
}

/// The record of a model as it is now.
pub fn info(model: ModelId) -> ModelInfoOf<Test> {
    ModelRegistry::info(model).unwrap()
}

/// `set_terms` by the owner, and the notice passes.
pub fn set_terms_in_time(model: ModelId, terms: Terms) {
    assert_ok!(ModelRegistry::set_terms(signed(info(model).owner), model, terms));
    Clock::advance_eras(NOTICE);
}

pub fn held(who: AccountId) -> Balance {
    Balances::balance_on_hold(&HoldReason::Model.into(), &who)
}

/// The holders of a pool with their shares, in order.
pub fn holders(pool: PoolId<AccountId>) -> Vec<(Holder<AccountId>, Shares)> {
    let mut holders: Vec<_> =
        Positions::iter_prefix(pool).map(|(holder, position)| (holder, position.shares)).collect();
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

/// The pallet's events since the last call of this.
pub fn events() -> Vec<Event<Test>> {
    let events = System::read_events_for_pallet::<Event<Test>>();
    System::reset_events();
    events
}
