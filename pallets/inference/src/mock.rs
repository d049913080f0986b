// SPDX-License-Identifier: Apache-2.0

//! A runtime of the system, balances and this pallet; models, operators, the ledger and the clock are set by tests.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::arithmetic_side_effects
)]

use crate::{self as pallet_inference, Endpoint, HoldReason, Prices};
use frame::{testing_prelude::*, traits::fungible};
use openledger_primitives::{
    traits::{EraClock, ModelInspect, OperatorInfo, OperatorInspect, RouteRevenue},
    Balance, Era, ModelId, Payment, PoolId, Units,
};
use std::collections::BTreeMap;

pub type AccountId = u64;

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
    pub type Inference = pallet_inference;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = MockBlock<Test>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const DEPOSIT: Balance = 500;
pub const MAX_OFFER_ERAS: Era = 20;

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type AccountStore = System;
}

/// The payers and operators of the tests.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const OPERATOR: AccountId = 11;
pub const OTHER_OPERATOR: AccountId = 12;
pub const CHILLED: AccountId = 13;
/// The ledger's account.
pub const LEDGER: AccountId = 99;
pub const START_BALANCE: Balance = 1_000_000;

/// A base model, an adapter of it, an unrelated model and a deprecated one.
pub const BASE: ModelId = ModelId(1);
pub const ADAPTER: ModelId = ModelId(2);
pub const OTHER_MODEL: ModelId = ModelId(3);
pub const DEPRECATED: ModelId = ModelId(4);
pub const NO_MODEL: ModelId = ModelId(5);

/// Parts per million of the operators' commission.
pub const COMMISSION: u32 = 70_000;

parameter_types! {
    // Kept in storage, so that every test starts with the defaults and a failed call rolls them back.
    pub storage CurrentEra: Era = 5;
    pub storage OfferDeposit: Balance = DEPOSIT;
    pub storage MaxOfferEras: Era = MAX_OFFER_ERAS;
    /// Whether each model is active, and its base.
    pub storage Models: BTreeMap<u32, (bool, Option<u32>)> = BTreeMap::from([
        (BASE.0, (true, None)),
        (ADAPTER.0, (true, Some(BASE.0))),
        (OTHER_MODEL.0, (true, None)),
        (DEPRECATED.0, (false, None)),
    ]);
    /// Whether each operator is active.
    pub storage Operators: BTreeMap<AccountId, bool> =
        BTreeMap::from([(OPERATOR, true), (OTHER_OPERATOR, true), (CHILLED, false)]);
    pub storage LedgerRefuses: bool = false;
    pub static Routed: Vec<Payment<AccountId>> = Vec::new();
}

pub struct MockEras;
impl EraClock for MockEras {
    fn current_era() -> Era {
        CurrentEra::get()
    }

    fn advance_eras(eras: Era) {
        CurrentEra::set(&(CurrentEra::get() + eras));
    }
}

pub struct MockModels;
impl ModelInspect<AccountId> for MockModels {
    fn exists(model: ModelId) -> bool {
        Models::get().contains_key(&model.0)
    }

    fn is_active(model: ModelId) -> bool {
        Models::get().get(&model.0).is_some_and(|(active, _)| *active)
    }

    fn adapter_base(model: ModelId) -> Option<ModelId> {
        Models::get().get(&model.0).and_then(|(_, base)| *base).map(ModelId)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_model(_: &AccountId, base: Option<ModelId>) -> Result<ModelId, DispatchError> {
        let mut models = Models::get();
        let id = models.keys().max().unwrap() + 1;
        models.insert(id, (true, base.map(|base| base.0)));
        Models::set(&models);
        Ok(ModelId(id))
    }
}

pub struct MockOperators;
impl OperatorInspect<AccountId> for MockOperators {
    fn operator(who: &AccountId) -> Option<OperatorInfo> {
        let active = *Operators::get().get(who)?;
        Some(OperatorInfo { active, commission: Permill::from_parts(COMMISSION), stake: 1_000 })
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_operator(who: &AccountId) -> DispatchResult {
        set_operator(*who, Some(true));
        Ok(())
    }
}

/// Make `who` an operator that may take work or not, or no operator.
pub fn set_operator(who: AccountId, active: Option<bool>) {
    let mut operators = Operators::get();
    match active {
        Some(active) => operators.insert(who, active),
        None => operators.remove(&who),
    };
    Operators::set(&operators);
}

/// The ledger as this pallet sees it: it takes the sum and notes the payments.
pub struct MockLedger;
impl RouteRevenue<AccountId> for MockLedger {
    fn route(source: &AccountId, payments: &[Payment<AccountId>]) -> DispatchResult {
        let sum = payments.iter().map(|payment| payment.amount).sum();
        <Balances as fungible::Mutate<_>>::transfer(source, &LEDGER, sum, Preservation::Preserve)?;
        ensure!(!LedgerRefuses::get(), "the ledger refuses");
        Routed::mutate(|routed| routed.extend_from_slice(payments));
        Ok(())
    }

    fn fund(_: &AccountId, _: &PoolId<AccountId>, _: Balance) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
}

impl crate::Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Models = MockModels;
    type Operators = MockOperators;
    type Revenue = MockLedger;
    type Eras = MockEras;
    type OfferDeposit = OfferDeposit;
    type MaxOfferEras = MaxOfferEras;
    type WeightInfo = ();
}

pub fn new_test_ext() -> TestState {
    let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
    let accounts = [ALICE, BOB, OPERATOR, OTHER_OPERATOR, CHILLED];
    pallet_balances::GenesisConfig::<Test> {
        balances: accounts.into_iter().map(|who| (who, START_BALANCE)).chain([(LEDGER, EXISTENTIAL_DEPOSIT)]).collect(),
        ..Default::default()
    }
    .assimilate_storage(&mut storage)
    .unwrap();
    Routed::set(Vec::new());
    let mut ext = TestState::new(storage);
    // Events are kept from block 1 on.
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Run `test` on a new chain and check the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Inference::do_try_state().unwrap();
    });
}

/// The events of this pallet since the last time this was called.
pub fn events_since_last_call() -> Vec<crate::Event<Test>> {
    let events = System::read_events_for_pallet::<crate::Event<Test>>();
    System::reset_events();
    events
}

/// What is held of `who` for offers.
pub fn held(who: AccountId) -> Balance {
    <Balances as fungible::InspectHold<_>>::balance_on_hold(&HoldReason::OfferDeposit.into(), &who)
}

pub const PRICES: Prices = Prices { per_call: 7, per_thousand_input_tokens: 2_000, per_thousand_output_tokens: 5_500 };

pub fn endpoint() -> Endpoint {
    Endpoint::truncate_from(b"https://operator.example/v1".to_vec())
}

/// Publish an offer at the usual prices, valid until era 10.
pub fn publish(operator: AccountId, model: ModelId, covers_adapters: bool) -> DispatchResult {
    publish_at(operator, model, PRICES, covers_adapters)
}

/// Publish an offer valid until era 10.
pub fn publish_at(operator: AccountId, model: ModelId, prices: Prices, covers_adapters: bool) -> DispatchResult {
    Inference::publish_offer(RuntimeOrigin::signed(operator), model, prices, endpoint(), 10, covers_adapters)
}

pub const UNITS: Units = Units { calls: 3, input_tokens: 1_500, output_tokens: 201 };
/// 3·7 + ⌈1.5·2000⌉ + ⌈0.201·5500⌉
pub const PRICE_OF_UNITS: Balance = 21 + 3_000 + 1_106;
