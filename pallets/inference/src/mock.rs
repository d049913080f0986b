// SPDX-License-Identifier: Apache-2.0

//! A runtime of the system, balances and this pallet; models, operators, the ledger and the clock are set by tests.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::arithmetic_side_effects
)]

mod fixtures;

use crate as pallet_inference;
use frame::{deps::sp_runtime::testing::TestSignature, testing_prelude::*, traits::fungible};
use openledger_primitives::{
    coverage::StakeCoverage,
    fees::MAX_BUCKETS,
    influence::{Directed, RouteDirected},
    traits::{
        FeeSplitProvider, ModelInspect, OperatorFees, OperatorInfo, OperatorInspect, OperatorSigner, OperatorTerms,
        RoutePayments,
    },
    Balance, Era, FeeSplit, ModelId, Payment, SplitVersion,
};
use std::collections::BTreeMap;

pub use fixtures::*;
pub use openledger_primitives::testing::{Clock, CurrentEra};

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
pub const CHANNEL_DEPOSIT: Balance = 300;
pub const AGENT_DEPOSIT: Balance = 200;
pub const THAW_ERAS: Era = 3;
pub const DISPUTE_ERAS: Era = 4;
pub const STAKE_PER_FEE: u32 = 10;

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ExistentialDeposit;
    type AccountStore = System;
}

/// The payers and operators of the tests.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const OPERATOR: AccountId = 11;
pub const OTHER_OPERATOR: AccountId = 12;
pub const CHILLED: AccountId = 13;
/// Somebody without a part in anything.
pub const ANYBODY: AccountId = 20;
/// Keys without money.
pub const AGENT: AccountId = 21;
pub const OTHER_AGENT: AccountId = 22;
/// Where surplus goes.
pub const TREASURY: AccountId = 98;
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
/// The stake of every operator that has no other.
pub const STAKE: Balance = 1_000_000_000;
/// The first fee split, which is in force.
pub const SPLIT: SplitVersion = 1;

parameter_types! {
    pub storage ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
    // Kept in storage, so that every test starts with the defaults and a failed call rolls them back.
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
    /// The stakes of operators, where it is not [`STAKE`].
    pub storage Stakes: BTreeMap<AccountId, Balance> = BTreeMap::new();
    /// The commissions of operators in parts per million, where it is not [`COMMISSION`].
    pub storage Commissions: BTreeMap<AccountId, u32> = BTreeMap::new();
    /// The fee splits that vouchers can name, the last of which is in force.
    pub storage AcceptedSplits: Vec<SplitVersion> = vec![SPLIT];
    pub storage LedgerRefuses: bool = false;
    /// The fees paid to each operator in each era.
    pub storage Fees: BTreeMap<(AccountId, Era), Balance> = BTreeMap::new();
    pub storage ChannelDeposit: Balance = CHANNEL_DEPOSIT;
    pub storage AgentDeposit: Balance = AGENT_DEPOSIT;
    pub storage ThawEras: Era = THAW_ERAS;
    pub storage DisputeEras: Era = DISPUTE_ERAS;
    pub storage StakePerFee: u32 = STAKE_PER_FEE;
    pub storage PayCoverage: Permill = Permill::from_percent(50);
    pub storage MinCallPrice: Balance = 1;
    /// The accounts that sign for operators, where they are others.
    pub storage Signers: BTreeMap<AccountId, AccountId> = BTreeMap::new();
    pub const Treasury: AccountId = TREASURY;
    pub const EscrowPalletId: PalletId = PalletId(*b"ol/escro");
    /// The payments that the ledger was told to credit.
    pub static Routed: Vec<Payment<AccountId>> = Vec::new();
    /// The directed parts of payments to the ledger.
    pub static DirectedTo: Vec<Directed<AccountId>> = Vec::new();
    /// How often each question was asked of models, operators and fee splits.
    pub static Asked: (u32, u32, u32) = (0, 0, 0);
    /// How often was asked for an operator's signer.
    pub static AskedForSigners: u32 = 0;
}

pub struct MockModels;
impl ModelInspect<AccountId> for MockModels {
    fn exists(model: ModelId) -> bool {
        Asked::mutate(|(models, _, _)| *models += 1);
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
        Asked::mutate(|(_, operators, _)| *operators += 1);
        let active = *Operators::get().get(who)?;
        let commission = Permill::from_parts(Commissions::get().get(who).copied().unwrap_or(COMMISSION));
        Some(OperatorInfo { active, commission, stake: Stakes::get().get(who).copied().unwrap_or(STAKE) })
    }

    fn terms(who: &AccountId, era: Era) -> Option<OperatorTerms> {
        assert_eq!(era, CurrentEra::get());
        Self::operator(who).map(|OperatorInfo { commission, stake, .. }| OperatorTerms { commission, stake })
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

/// Change the stake of an operator.
pub fn set_stake(who: AccountId, stake: Balance) {
    let mut stakes = Stakes::get();
    stakes.insert(who, stake);
    Stakes::set(&stakes);
}

pub struct MockSigners;
impl OperatorSigner<AccountId> for MockSigners {
    fn signer(operator: &AccountId) -> AccountId {
        AskedForSigners::mutate(|asked| *asked += 1);
        Signers::get().get(operator).copied().unwrap_or(*operator)
    }

    fn signs(operator: &AccountId, _: Era) -> Vec<AccountId> {
        vec![Self::signer(operator)]
    }
}

/// Let `signer` sign for an operator.
pub fn set_signer(operator: AccountId, signer: AccountId) {
    let mut signers = Signers::get();
    signers.insert(operator, signer);
    Signers::set(&signers);
}

pub struct MockSplits;
impl FeeSplitProvider for MockSplits {
    fn fee_split(version: Option<SplitVersion>) -> Option<(SplitVersion, FeeSplit)> {
        Asked::mutate(|(_, _, splits)| *splits += 1);
        let accepted = AcceptedSplits::get();
        let version = version.or(accepted.last().copied())?;
        accepted.contains(&version).then(|| (version, FeeSplit::default()))
    }
}

/// Signs as test accounts do.
#[cfg(feature = "runtime-benchmarks")]
pub struct TestKeys;
#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId, TestSignature> for TestKeys {
    fn signer(seed: u32) -> AccountId {
        1_000_000 + AccountId::from(seed)
    }

    fn sign(who: &AccountId, message: &[u8]) -> TestSignature {
        sign(*who, message)
    }
}

/// The ledger as this pallet sees it. Collects the sum, records the payments and counts the fees of operators.
pub struct MockLedger;
impl RoutePayments<AccountId> for MockLedger {
    fn route(source: &AccountId, payments: &[Payment<AccountId>]) -> DispatchResult {
        let sum = payments.iter().map(|payment| payment.amount).sum();
        <Balances as fungible::Mutate<_>>::transfer(source, &LEDGER, sum, Preservation::Preserve)?;
        ensure!(!LedgerRefuses::get(), "the ledger refuses");
        Routed::mutate(|routed| routed.extend_from_slice(payments));
        let mut fees = Fees::get();
        for payment in payments {
            *fees.entry((payment.operator, CurrentEra::get())).or_default() += payment.amount;
        }
        Fees::set(&fees);
        Ok(())
    }
}

impl RouteDirected<AccountId> for MockLedger {
    fn route_directed(
        source: &AccountId,
        payment: &Payment<AccountId>,
        directed: &[Directed<AccountId>],
    ) -> DispatchResult {
        Self::route(source, core::slice::from_ref(payment))?;
        DirectedTo::mutate(|groups| groups.extend_from_slice(directed));
        Ok(())
    }

    fn directed_weight(payees: u32, steps: u32) -> Weight {
        Weight::from_parts(payees.into(), steps.into())
    }
}

impl OperatorFees<AccountId> for MockLedger {
    fn fees_of(operator: &AccountId, era: Era, eras: Era) -> Balance {
        assert!(eras <= MAX_BUCKETS);
        let fees = Fees::get().into_iter();
        fees.filter(|((of, at), _)| of == operator && era - at < eras).map(|(_, fees)| fees).sum()
    }
}

impl crate::Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Models = MockModels;
    type Operators = MockOperators;
    type Signers = MockSigners;
    type Coverage = StakeCoverage<MockOperators, MockLedger, StakePerFee, DisputeEras>;
    type Revenue = MockLedger;
    type Eras = Clock;
    type FeeSplits = MockSplits;
    type Signature = TestSignature;
    type TreasuryAccount = Treasury;
    type ResumeOrigin = EnsureRoot<AccountId>;
    type PalletId = EscrowPalletId;
    type PayCoverage = PayCoverage;
    type DisputeEras = DisputeEras;
    type MinCallPrice = MinCallPrice;
    type OfferDeposit = OfferDeposit;
    type MaxOfferEras = MaxOfferEras;
    type ChannelDeposit = ChannelDeposit;
    type AgentDeposit = AgentDeposit;
    type ThawEras = ThawEras;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = TestKeys;
    type WeightInfo = ();
}

pub fn new_test_ext() -> TestState {
    let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
    let accounts = [ALICE, BOB, OPERATOR, OTHER_OPERATOR, CHILLED, ANYBODY];
    pallet_balances::GenesisConfig::<Test> {
        balances: accounts.into_iter().map(|who| (who, START_BALANCE)).chain([(LEDGER, EXISTENTIAL_DEPOSIT)]).collect(),
        ..Default::default()
    }
    .assimilate_storage(&mut storage)
    .unwrap();
    crate::GenesisConfig::<Test>::default().assimilate_storage(&mut storage).unwrap();
    CurrentEra::set(5);
    Routed::set(Vec::new());
    DirectedTo::set(Vec::new());
    Asked::set((0, 0, 0));
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
