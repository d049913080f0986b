// SPDX-License-Identifier: Apache-2.0

//! A runtime of the system, balances and this pallet; staking and the clock are set by tests.

#![allow(missing_docs, clippy::unwrap_used, clippy::as_conversions, clippy::arithmetic_side_effects)]

use crate as pallet_receipts;
use crate::SignedReceiptOf;
use frame::{deps::sp_runtime::testing::TestSignature, testing_prelude::*};
use openledger_primitives::{
    traits::{ChannelInspect, Offense, OperatorSigner, SlashOperator, Slashed, ValueAt},
    Balance, Era, ModelId, Receipt, SignedReceipt, Units,
};

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
    pub type Receipts = pallet_receipts;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = MockBlock<Test>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<10>;
    type AccountStore = System;
}

/// The eras of the dispute window before the current one.
pub const DISPUTE_ERAS: Era = 4;
/// The dispute window, the current era included.
pub const WINDOW: Era = DISPUTE_ERAS + 1;
pub const EQUIVOCATION_SLASH: Permill = Permill::from_percent(10);
pub const REPORTER_REWARD: Permill = Permill::from_percent(25);

/// The payers and operators of the tests.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const OPERATOR: AccountId = 11;
pub const OTHER_OPERATOR: AccountId = 12;
/// An account that is neither payer nor operator.
pub const REPORTER: AccountId = 20;

pub const BASE: ModelId = ModelId(1);
pub const ADAPTER: ModelId = ModelId(2);
pub const CHANNEL: u64 = 3;

/// What a slash takes of each stake, and the reporter's part of it.
pub const SLASHED: Slashed = Slashed { amount: 5_000, reward: 250 };

parameter_types! {
    // Kept in storage, so that every test starts with the defaults and a failed call rolls them back.
    pub storage SlashingRefuses: bool = false;
    pub storage NothingIsStaked: bool = false;
    pub storage DisputeEras: Era = WINDOW;
    pub storage EquivocationSlash: Permill = EQUIVOCATION_SLASH;
    pub const ReporterReward: Permill = REPORTER_REWARD;
    /// The slash before `EquivocationSlashSince`.
    pub storage EarlierSlash: Permill = Permill::one();
    pub storage EquivocationSlashSince: Era = 0;
    /// The stakes: operator, the era in which it joined, and that in which it was slashed last.
    pub storage Stakes: Vec<(AccountId, Era, Option<Era>)> = vec![(OPERATOR, 0, None), (OTHER_OPERATOR, 0, None)];
    /// The accounts that sign for operators: operator, signer, and the era in which it was replaced.
    pub storage Signers: Vec<(AccountId, AccountId, Option<Era>)> = Vec::new();
    pub storage NextChannel: u64 = 100;
    /// The offenses that were slashed, with operator and reporter.
    pub static Slashes: Vec<(AccountId, Offense, AccountId)> = Vec::new();
}

/// Staking as this pallet sees it. Records the slashes.
pub struct MockSlashing;
impl SlashOperator<AccountId> for MockSlashing {
    fn slash(who: &AccountId, offense: Offense, reporter: &AccountId) -> Result<Slashed, DispatchError> {
        ensure!(!SlashingRefuses::get(), "there is nothing to slash");
        let (now, mut hit, mut stakes) = (CurrentEra::get(), 0, Stakes::get());
        for (operator, joined, slashed) in &mut stakes {
            let spared = slashed.is_some_and(|era| now - era < offense.window);
            if operator == who && *joined <= offense.era && !spared && !NothingIsStaked::get() {
                *slashed = Some(now);
                hit += 1;
            }
        }
        if hit == 0 {
            return Ok(Slashed::default());
        }
        Stakes::set(&stakes);
        Slashes::mutate(|slashes| slashes.push((*who, offense, *reporter)));
        Ok(Slashed { amount: hit * SLASHED.amount, reward: hit * SLASHED.reward })
    }
}

/// What is asked of an operator for an offense of `era` under the first parameters.
pub fn offense(era: Era) -> Offense {
    Offense { era, window: WINDOW, part: EQUIVOCATION_SLASH, reward: REPORTER_REWARD }
}

pub struct MockSigners;
impl OperatorSigner<AccountId> for MockSigners {
    fn signer(operator: &AccountId) -> AccountId {
        Self::signs(operator, Era::MAX)[0]
    }

    fn signs(operator: &AccountId, era: Era) -> Vec<AccountId> {
        let binds = |at: Era| at >= era && CurrentEra::get() < at + WINDOW;
        let signers =
            Signers::get().into_iter().filter(|(of, _, replaced)| of == operator && replaced.is_none_or(binds));
        let signers: Vec<_> = signers.map(|(_, signer, _)| signer).collect();
        if signers.is_empty() {
            vec![*operator]
        } else {
            signers
        }
    }
}

pub struct MockChannels;
impl ChannelInspect for MockChannels {
    fn existed(channel: u64) -> bool {
        channel < NextChannel::get()
    }
}

/// The slash as it was, and as it is since `EquivocationSlashSince`.
pub struct SlashAt;
impl ValueAt<Permill> for SlashAt {
    fn value_at(era: Era) -> Permill {
        if era < EquivocationSlashSince::get() {
            EarlierSlash::get()
        } else {
            EquivocationSlash::get()
        }
    }
}

/// Signs as test accounts do.
#[cfg(feature = "runtime-benchmarks")]
pub struct TestKeys;
#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId, TestSignature> for TestKeys {
    fn create_operator() -> Result<AccountId, DispatchError> {
        Ok(OPERATOR)
    }

    fn fund(_: &AccountId) -> DispatchResult {
        Ok(())
    }

    fn sign(who: &AccountId, message: &[u8]) -> TestSignature {
        TestSignature(*who, message.to_vec())
    }
}

impl crate::Config for Test {
    type Eras = Clock;
    type Slashing = MockSlashing;
    type Signers = MockSigners;
    type Channels = MockChannels;
    type Signature = TestSignature;
    type DisputeEras = DisputeEras;
    type EquivocationSlash = SlashAt;
    type ReporterReward = ReporterReward;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = TestKeys;
    type WeightInfo = ();
}

pub fn new_test_ext() -> TestState {
    let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
    pallet_balances::GenesisConfig::<Test> {
        balances: [ALICE, BOB, OPERATOR, OTHER_OPERATOR, REPORTER].into_iter().map(|who| (who, 1_000_000)).collect(),
        ..Default::default()
    }
    .assimilate_storage(&mut storage)
    .unwrap();
    CurrentEra::set(5);
    Slashes::set(Vec::new());
    let mut ext = TestState::new(storage);
    // Events are kept from block 1 on.
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Run `test` on a new chain and check the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Receipts::do_try_state().unwrap();
    });
}

/// The events of this pallet since the last call of this function.
pub fn events() -> Vec<crate::Event<Test>> {
    let events = System::read_events_for_pallet::<crate::Event<Test>>();
    System::reset_events();
    events
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

pub fn genesis() -> H256 {
    System::block_hash(0)
}

/// `message` as a browser wallet signs it.
pub fn wrapped(message: &[u8]) -> Vec<u8> {
    [b"<Bytes>", message, b"</Bytes>"].concat()
}

/// A receipt of this era for the call `sequence` of a channel. `response` tells receipts of one call apart.
pub fn receipt(operator: AccountId, channel: u64, sequence: u64, response: u8) -> Receipt<AccountId> {
    Receipt {
        payer: ALICE,
        operator,
        channel,
        sequence,
        era: CurrentEra::get(),
        model: BASE,
        amount: 100,
        units: Units { calls: 1, input_tokens: 10, output_tokens: 20 },
        request: H256::repeat_byte(1),
        response: H256::repeat_byte(response),
        parent: None,
    }
}

/// A receipt signed by its operator.
pub fn signed_receipt(receipt: Receipt<AccountId>) -> SignedReceiptOf<Test> {
    let signature = TestSignature(receipt.operator, receipt.payload(&genesis()));
    SignedReceipt { receipt, signature }
}

/// Two different receipts of one call.
pub fn pair() -> (Receipt<AccountId>, Receipt<AccountId>) {
    let first = receipt(OPERATOR, CHANNEL, 9, 1);
    let mut second = first.clone();
    second.response = H256::repeat_byte(3);
    (first, second)
}

pub fn report(first: SignedReceiptOf<Test>, second: SignedReceiptOf<Test>) -> DispatchResult {
    Receipts::report_equivocation(signed(REPORTER), Box::new(first), Box::new(second))
}

pub fn report_pair((first, second): (Receipt<AccountId>, Receipt<AccountId>)) -> DispatchResult {
    report(signed_receipt(first), signed_receipt(second))
}

/// Forget the conviction of [`OPERATOR`] for the call `sequence` of [`CHANNEL`].
pub fn forget(sequence: u64) -> DispatchResult {
    Receipts::forget_conviction(signed(BOB), OPERATOR, CHANNEL, sequence)
}

impl Stakes {
    /// Let every stake have been slashed last in this era.
    pub fn mutate_all(slashed: Option<Era>) {
        Self::set(
            &Self::get().into_iter().map(|(operator, joined, _)| (operator, joined, slashed)).collect::<Vec<_>>(),
        );
    }
}
