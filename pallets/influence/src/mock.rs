// SPDX-License-Identifier: Apache-2.0

//! A runtime of System, Balances and the pallet, with doubles of the datanets and the ledger.

#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used
)]

use crate::{self as pallet_influence, *};
use alloc::collections::BTreeMap;
use frame::{
    deps::{frame_support::storage::with_storage_layer, sp_io},
    runtime::prelude::*,
    storage_alias,
    testing_prelude::*,
    token::fungible::{Balanced, InspectHold},
    traits::OnUnbalanced,
};
use openledger_primitives::{
    influence::{
        Contributed, ContributionInspect, Directed, EraRevenue, NamedPayments, Proof, ProvenItem, ProvenLeaf, Root,
        Standing, Tree, WeightedItem, WeightedLeaf,
    },
    testing::Clock,
    traits::DatanetInspect,
    Balance, ContributionId, DatanetId, Era, ModelId, SignedVoucher, Units,
};

pub use openledger_primitives::testing::{AccountId, CurrentEra};
type Block = frame_system::mocking::MockBlock<Test>;

pub const OWNER: AccountId = 1;
pub const ALICE: AccountId = 11;
pub const BOB: AccountId = 12;
pub const CHARLIE: AccountId = 13;
pub const FIRST: AccountId = 21;
pub const SECOND: AccountId = 22;
pub const THIRD: AccountId = 23;
pub const ANYBODY: AccountId = 31;
pub const TREASURY: AccountId = 41;
pub const START_BALANCE: Balance = 10_000;
pub const BOND: Balance = 200;
pub const DEPOSIT: Balance = 10;

/// The datanet of the tests.
pub const NET: DatanetId = DatanetId(0);
/// Another of the same owner.
pub const OTHER: DatanetId = DatanetId(1);
/// No datanet.
pub const NOWHERE: DatanetId = DatanetId(2);

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
    pub type Influence = pallet_influence;
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
    pub const MaxCommitted: Permill = Permill::from_percent(50);
    pub const MaxAttributorPart: Permill = Permill::from_percent(10);
    pub const ChallengerPart: Permill = Permill::from_percent(50);
    pub static RootPrice: Balance = DEPOSIT;
    /// The contributions.
    pub static Known: BTreeMap<ContributionId, Contributed<AccountId>> = BTreeMap::new();
    /// The directed payments that were made: the payer or the account that settled, and the groups.
    pub static Payments: Vec<(AccountId, Vec<Directed<AccountId>>)> = Vec::new();
    /// Whether vouchers settle; `None` if inference refuses them.
    pub static Settles: Option<bool> = Some(true);
    /// The number of the next contribution.
    pub static Next: u64 = 0;
}

#[storage_alias]
pub type Owners = StorageMap<MockDatanets, Twox64Concat, DatanetId, AccountId>;
/// The part that is set aside, and since when.
#[storage_alias]
pub type Parts = StorageMap<MockLedger, Twox64Concat, DatanetId, (Permill, Era)>;
/// The amounts that are set aside.
#[storage_alias]
pub type Aside = StorageDoubleMap<MockLedger, Twox64Concat, DatanetId, Twox64Concat, Era, Balance, ValueQuery>;
/// The amounts credited to accounts.
#[storage_alias]
pub type Credits = StorageMap<MockLedger, Twox64Concat, AccountId, Balance, ValueQuery>;
/// The amount that went to all holders.
#[storage_alias]
pub type Released = StorageValue<MockLedger, Balance, ValueQuery>;

pub struct MockDatanets;

impl DatanetInspect<AccountId> for MockDatanets {
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

impl ContributionInspect<AccountId> for MockDatanets {
    fn contribution(id: ContributionId) -> Option<Contributed<AccountId>> {
        Known::get().get(&id).cloned()
    }

    fn next_contribution() -> ContributionId {
        ContributionId(Next::get())
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_accepted(
        datanet: DatanetId,
        contributor: &AccountId,
        sources: &[AccountId],
    ) -> Result<ContributionId, DispatchError> {
        Ok(contributed(datanet, *contributor, sources))
    }
}

pub struct MockLedger;

impl EraRevenue<AccountId> for MockLedger {
    fn set_aside(datanet: DatanetId, part: Permill, from: Era) {
        Parts::insert(datanet, (part, from));
    }

    fn amount(datanet: DatanetId, era: Era) -> Balance {
        Aside::get(datanet, era)
    }

    fn credit(datanet: DatanetId, era: Era, payees: &[(AccountId, Balance)]) -> DispatchResult {
        for (who, amount) in payees {
            let left = Aside::get(datanet, era).checked_sub(*amount).ok_or(ArithmeticError::Underflow)?;
            Aside::insert(datanet, era, left);
            Credits::mutate(who, |sum| *sum += amount);
        }
        Ok(())
    }

    fn release(datanet: DatanetId, era: Era) -> Result<Balance, DispatchError> {
        let amount = Aside::take(datanet, era);
        Released::mutate(|sum| *sum += amount);
        Ok(amount)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn fill(datanet: DatanetId, era: Era, amount: Balance) -> DispatchResult {
        Aside::mutate(datanet, era, |sum| *sum += amount);
        Ok(())
    }
}

/// Inference as this pallet sees it. Signatures are numbers.
pub struct MockPayments;

impl NamedPayments<AccountId, u64> for MockPayments {
    fn pay_directed(
        payer: AccountId,
        _: ModelId,
        _: AccountId,
        _: Units,
        max_amount: Balance,
        directed: &[Directed<AccountId>],
    ) -> DispatchResult {
        ensure!(max_amount > 0, "the price is too high");
        Payments::mutate(|payments| payments.push((payer, directed.to_vec())));
        Ok(())
    }

    fn pay_weight(payees: u32, steps: u32) -> Weight {
        Weight::from_parts(1_000, 0).saturating_add(Weight::from_parts(payees.into(), steps.into()))
    }

    fn settle_directed(
        by: AccountId,
        _: SignedVoucher<AccountId, u64>,
        directed: &[Directed<AccountId>],
    ) -> Result<(bool, Weight), DispatchError> {
        let settled = Settles::get().ok_or("not its operator")?;
        if settled {
            Payments::mutate(|payments| payments.push((by, directed.to_vec())));
        }
        Ok((settled, Weight::from_parts(500, 0)))
    }

    fn settle_weight(_: &SignedVoucher<AccountId, u64>, payees: u32, steps: u32) -> Weight {
        Self::pay_weight(payees, steps).saturating_mul(2)
    }
}

pub struct ToTreasury;
impl OnUnbalanced<CreditOf<Test>> for ToTreasury {
    fn on_nonzero_unbalanced(credit: CreditOf<Test>) {
        let _ = Balances::resolve(&TREASURY, credit);
    }
}

impl pallet_influence::Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Datanets = MockDatanets;
    type Contributions = MockDatanets;
    type Revenue = MockLedger;
    type Payments = MockPayments;
    type Signature = u64;
    type Eras = Clock;
    type OnLoss = ToTreasury;
    type MaxCommitted = MaxCommitted;
    type MaxAttributorPart = MaxAttributorPart;
    type MinBond = ConstU128<100>;
    type RootDeposit = RootPrice;
    type PolicyNotice = ConstU32<2>;
    type PostEras = ConstU32<2>;
    type ChallengeEras = ConstU32<3>;
    type RetentionEras = ConstU32<10>;
    type ChallengerPart = ChallengerPart;
    type WeightInfo = ();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
    let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
    let balances = [OWNER, FIRST, SECOND, THIRD, ANYBODY, TREASURY].map(|who| (who, START_BALANCE)).into();
    pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }.assimilate_storage(&mut storage).unwrap();
    let mut ext = sp_io::TestExternalities::new(storage);
    ext.execute_with(|| {
        System::set_block_number(1);
        CurrentEra::set(0);
        RootPrice::set(DEPOSIT);
        Known::set(BTreeMap::new());
        Next::set(0);
        Payments::set(Vec::new());
        Settles::set(Some(true));
        for datanet in [NET, OTHER] {
            Owners::insert(datanet, OWNER);
        }
    });
    ext
}

/// Run a test and check the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Influence::do_try_state().unwrap();
    });
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// Run a call as a block does: a failing one is rolled back.
pub fn call(run: impl FnOnce() -> DispatchResult) -> DispatchResult {
    with_storage_layer(run)
}

pub fn policy() -> Policy {
    Policy {
        directed: Permill::from_percent(30),
        committed: Permill::from_percent(40),
        attributor: Permill::from_percent(10),
        most: Permill::from_percent(60),
        bond: BOND,
    }
}

/// Record an accepted contribution of this era: 60 shares for the contributor, 3 for each source, 10 for curators.
pub fn contributed(datanet: DatanetId, contributor: AccountId, sources: &[AccountId]) -> ContributionId {
    let id = ContributionId(Next::get());
    Next::mutate(|next| *next += 1);
    let standing = Standing::Accepted(CurrentEra::get());
    let sources = sources.to_vec();
    let record = Contributed { datanet, contributor, standing, own: 60, sources, each: 3, curators: 10 };
    Known::mutate(|known| {
        known.insert(id, record);
    });
    id
}

pub fn set_standing(id: u64, standing: Standing) {
    Known::mutate(|known| known.get_mut(&ContributionId(id)).unwrap().standing = standing);
}

/// Forget the record of a contribution.
pub fn prune(id: u64) {
    Known::mutate(|known| {
        known.remove(&ContributionId(id));
    });
}

/// In era 3: a policy and three attributors since era 2, two of them with bonds; two contributions of Alice's (0, 1),
/// and one of Bob's (2) and of Charlie's (3); and 1,000 planck set aside for era 2.
pub fn ready() {
    for (who, count) in [(ALICE, 2), (BOB, 1), (CHARLIE, 1)] {
        for _ in 0..count {
            contributed(NET, who, &[]);
        }
    }
    assert_ok!(Influence::set_policy(signed(OWNER), NET, policy()));
    for who in [FIRST, SECOND, THIRD] {
        assert_ok!(Influence::add_attributor(signed(OWNER), NET, who));
    }
    for who in [FIRST, SECOND] {
        assert_ok!(Influence::bond(signed(who), NET, BOND));
    }
    Aside::insert(NET, 2, 1_000);
    CurrentEra::set(3);
    events();
}

/// A tree over contributors with the weights of their contributions, however wrong.
pub struct Grown {
    pub tree: Tree,
    pub leaves: Vec<(WeightedLeaf<AccountId>, Tree, Vec<WeightedItem>)>,
}

pub fn item(contribution: u64, weight: u128) -> WeightedItem {
    WeightedItem { contribution: ContributionId(contribution), weight }
}

pub fn grow(weights: &[(AccountId, &[(u64, u128)])]) -> Grown {
    let leaves: Vec<_> = weights
        .iter()
        .map(|(contributor, items)| {
            let items: Vec<_> = items.iter().map(|(id, weight)| item(*id, *weight)).collect();
            let tree = Tree::new(items.iter().map(WeightedItem::node).collect()).unwrap();
            let Root { node, depth } = tree.root();
            (WeightedLeaf { contributor: *contributor, weight: node.sum, depth, items: node.hash }, tree, items)
        })
        .collect();
    Grown { tree: Tree::new(leaves.iter().map(|(leaf, ..)| leaf.node()).collect()).unwrap(), leaves }
}

impl Grown {
    pub fn root(&self) -> Root {
        self.tree.root()
    }

    pub fn leaf(&self, index: usize) -> ProvenLeaf<AccountId> {
        ProvenLeaf { leaf: self.leaves[index].0.clone(), proof: self.tree.proof(index as u32).unwrap() }
    }

    pub fn item(&self, index: usize, place: usize) -> ProvenItem {
        let (_, tree, items) = &self.leaves[index];
        ProvenItem { item: items[place], proof: tree.proof(place as u32).unwrap() }
    }
}

/// The right tree of [`ready`]: Alice 5 of 10, Bob 4 and Charlie 1.
pub fn right() -> Grown {
    grow(&[(ALICE, &[(0, 3), (1, 2)]), (BOB, &[(2, 4)]), (CHARLIE, &[(3, 1)])])
}

pub fn post(who: AccountId, era: Era, root: Root) -> DispatchResult {
    call(|| Influence::post_root(signed(who), NET, era, root, Uri::default(), Balance::MAX))
}

pub fn challenge(era: Era, attributor: AccountId, evidence: EvidenceOf<Test>) -> DispatchResult {
    call(|| Influence::challenge(signed(ANYBODY), NET, era, attributor, evidence))
}

pub fn claim(era: Era, leaf: ProvenLeaf<AccountId>) -> DispatchResult {
    call(|| Influence::claim(signed(ANYBODY), NET, era, leaf))
}

pub fn close(era: Era, chunks: u32) -> Result<Option<Weight>, DispatchError> {
    with_storage_layer(|| {
        Influence::close(signed(ANYBODY), NET, era, chunks).map(|post| post.actual_weight).map_err(|error| error.error)
    })
}

pub fn held(reason: HoldReason, who: AccountId) -> Balance {
    Balances::balance_on_hold(&reason.into(), &who)
}

/// A proof without siblings.
pub fn at_root() -> Proof {
    Proof::default()
}

/// The pallet's events since the last call of this.
pub fn events() -> Vec<Event<Test>> {
    let events = System::read_events_for_pallet::<Event<Test>>();
    System::reset_events();
    events
}
