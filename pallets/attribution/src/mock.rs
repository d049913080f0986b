// SPDX-License-Identifier: Apache-2.0

//! A mock runtime with balances and the ledger, and with fee splits that tests can change.

#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

use crate as pallet_attribution;
use crate::{Event, FlowQueue, Models, Pallet, PoolDetails, PoolRecord, Pools, Record};
use frame::{deps::frame_support::storage::with_storage_layer, testing_prelude::*};
use openledger_primitives::{
    accumulator::Pool,
    traits::{FeeSplitProvider, FundPool, MovePosition, RevenueShares, RoutePayments},
    Balance, DatanetId, Era, FeeSplit, Holder, ModelId, Payment, Shares, SplitVersion, Units,
};

pub use openledger_primitives::PoolId;

pub type AccountId = u64;
pub type Block = frame_system::mocking::MockBlock<Test>;
pub type Who = Holder<AccountId>;

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
    pub type Attribution = pallet_attribution;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountData = pallet_balances::AccountData<Balance>;
}

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const ERA_LENGTH: u64 = 10;
/// The dispute window, in eras.
pub const WINDOW: Era = 7;
pub const TREASURY: AccountId = 900;
pub const PAYER: AccountId = 901;
pub const OPERATOR: AccountId = 902;
pub const ANYBODY: AccountId = 903;
/// The balance of [`PAYER`] at genesis.
pub const PURSE: Balance = 1 << 99;

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = MinimumBalance;
    type AccountStore = System;
}

parameter_types! {
    pub const LedgerPalletId: PalletId = PalletId(*b"ol/ledgr");
    pub const Treasury: AccountId = TREASURY;
    pub static MinimumBalance: Balance = EXISTENTIAL_DEPOSIT;
    pub static MinFlow: Balance = 1;
    /// The versions under which payments can settle. The last one is in force.
    pub static Splits: Vec<(SplitVersion, FeeSplit)> = vec![(1, FeeSplit::default())];
}

pub struct SplitsOfTest;
impl FeeSplitProvider for SplitsOfTest {
    fn fee_split(version: Option<SplitVersion>) -> Option<(SplitVersion, FeeSplit)> {
        let splits = Splits::get();
        match version {
            None => splits.last().copied(),
            Some(version) => splits.into_iter().find(|(known, _)| *known == version),
        }
    }
}

impl pallet_attribution::Config for Test {
    type Currency = Balances;
    type FeeSplits = SplitsOfTest;
    type BlockNumberProvider = System;
    type ResumeOrigin = EnsureRoot<AccountId>;
    type EraOrigin = EnsureRoot<AccountId>;
    type TreasuryAccount = Treasury;
    type PalletId = LedgerPalletId;
    type MinFlow = MinFlow;
    type MinEraLength = ConstU64<3>;
    type MaxEraLength = ConstU64<1_000>;
    type EraLengthRest = ConstU32<WINDOW>;
    type MaxGap = ConstU64<10>;
    type MaxPath = ConstU32<16>;
    type WeightInfo = ();
}

pub fn new_test_ext() -> TestState {
    let storage = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig {
            balances: vec![(PAYER, PURSE), (TREASURY, 1_000), (ANYBODY, 1_000)],
            ..Default::default()
        },
        attribution: pallet_attribution::GenesisConfig { era_length: ERA_LENGTH },
        ..Default::default()
    }
    .build_storage()
    .unwrap();
    let mut ext = TestState::new(storage);
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Run a test and check the invariants after it.
pub fn build_and_execute<R>(test: impl FnOnce() -> R) -> R {
    new_test_ext().execute_with(|| {
        let result = test();
        check();
        result
    })
}

pub fn check() {
    Attribution::do_try_state().unwrap();
}

pub fn account(who: AccountId) -> Who {
    Holder::Account(who)
}

pub fn held_by(pool: PoolId<AccountId>) -> Who {
    Holder::Pool(pool)
}

pub fn datanet(id: u32) -> PoolId<AccountId> {
    PoolId::Datanet(DatanetId(id))
}

/// The curators' pool of a datanet.
pub fn curators(id: u32) -> PoolId<AccountId> {
    PoolId::Curators(DatanetId(id))
}

pub fn data(model: u32) -> PoolId<AccountId> {
    PoolId::ModelData(ModelId(model))
}

pub fn builders(model: u32) -> PoolId<AccountId> {
    PoolId::ModelBuilders(ModelId(model))
}

pub fn operator() -> PoolId<AccountId> {
    PoolId::Operator(OPERATOR)
}

pub fn add(pool: PoolId<AccountId>, holder: Who, shares: Shares) {
    assert_ok!(<Attribution as RevenueShares<_>>::add(&pool, &holder, shares));
}

pub fn remove(pool: PoolId<AccountId>, holder: Who, shares: Shares) {
    assert_ok!(<Attribution as RevenueShares<_>>::remove(&pool, &holder, shares));
}

pub fn transfer(pool: PoolId<AccountId>, from: Who, to: Who) {
    assert_ok!(<Attribution as MovePosition<_>>::move_position(&pool, &from, &to));
}

pub fn fund(pool: PoolId<AccountId>, amount: Balance) {
    assert_ok!(<Attribution as FundPool<_>>::fund(&PAYER, &pool, amount));
}

pub fn payment(model: u32, amount: Balance) -> Payment<AccountId> {
    Payment {
        payer: PAYER,
        operator: OPERATOR,
        model: ModelId(model),
        amount,
        units: Units::default(),
        commission: Permill::from_percent(10),
        split_version: None,
    }
}

pub fn route(payments: &[Payment<AccountId>]) -> DispatchResult {
    <Attribution as RoutePayments<_>>::route(&PAYER, payments)
}

/// Pay `amount` to `model`.
pub fn pay(model: u32, amount: Balance) {
    assert_ok!(route(&[payment(model, amount)]));
}

pub fn record(pool: PoolId<AccountId>) -> PoolDetails {
    Attribution::pool(pool.clone()).unwrap_or_else(|| Record::empty(&pool).into())
}

/// Change the stored accumulator of a pool.
pub fn with_accumulator(pool: PoolId<AccountId>, change: impl FnOnce(&mut Pool)) {
    let mut record = Pallet::<Test>::stored(&pool).unwrap();
    change(record.accumulator_mut());
    Pallet::<Test>::write(&pool, record);
}

/// All stored pools: those of datanets, curators and operators, and those of models.
pub fn all_pools() -> Vec<(PoolId<AccountId>, PoolDetails)> {
    let model_pools = Models::<Test>::iter_keys().flat_map(|ModelId(model)| [data(model), builders(model)]);
    let with_curators = |(pool, stored): (PoolId<AccountId>, PoolRecord)| match pool {
        PoolId::Datanet(id) if stored.curators.is_some() => vec![pool, PoolId::Curators(id)],
        _ => vec![pool],
    };
    Pools::<Test>::iter().flat_map(with_curators).chain(model_pools).map(|pool| (pool.clone(), record(pool))).collect()
}

/// The flow queue, page by page: the era of the models' turn, and the models.
pub fn queue() -> Vec<(Era, Vec<u32>)> {
    FlowQueue::<Test>::iter()
        .map(|(key, page)| (key.turn().era, page.into_iter().map(|model| model.0).collect()))
        .collect()
}

/// The era of a model's turn, if it is queued.
pub fn queued(model: u32) -> Option<Era> {
    let eras: Vec<_> = queue().into_iter().filter(|(_, page)| page.contains(&model)).map(|(due, _)| due).collect();
    assert!(eras.len() < 2);
    eras.first().copied()
}

pub fn claimable(who: AccountId, pool: PoolId<AccountId>) -> Balance {
    Pallet::<Test>::claimable(who, pool)
}

pub fn claim(who: AccountId, pool: PoolId<AccountId>) -> DispatchResult {
    with_storage_layer(|| {
        Attribution::claim(RuntimeOrigin::signed(who), pool, Default::default())
            .map(|_| ())
            .map_err(|error| error.error)
    })
}

pub fn ledger() -> AccountId {
    Attribution::ledger_account()
}

/// Let `eras` eras pass.
pub fn pass_eras(eras: u64) {
    System::set_block_number(System::block_number() + eras * ERA_LENGTH);
}

/// Run the idle work of a block with unlimited weight.
pub fn idle() {
    Attribution::on_idle(System::block_number(), Weight::MAX);
}

/// The pallet's events since the last call, or since block 1.
pub fn events() -> Vec<Event<Test>> {
    let events = System::events()
        .into_iter()
        .filter_map(|record| match record.event {
            RuntimeEvent::Attribution(event) => Some(event),
            _ => None,
        })
        .collect();
    System::reset_events();
    events
}

/// The event of a flow of `pool` to these pools.
pub fn flow_event(pool: PoolId<AccountId>, to: &[(PoolId<AccountId>, Balance)]) -> Event<Test> {
    Event::Flowed { pool, to: to.to_vec().try_into().unwrap() }
}

/// The model pools that have flowed, by the events since the last call.
pub fn flowed() -> Vec<PoolId<AccountId>> {
    let pool = |event: Event<Test>| match event {
        Event::Flowed { pool, .. } => Some(pool),
        _ => None,
    };
    events().into_iter().filter_map(pool).collect()
}
