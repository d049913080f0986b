// SPDX-License-Identifier: Apache-2.0

//! The traits between pallets. Calls go one way: inference, datanets, the model registry and staking call the ledger;
//! the ledger asks only for the fee split. Nothing calls back, and none of these methods may be re-entered.
//!
//! Every method that returns a `Result` may write before it fails: callers are dispatchables, which roll back.

use crate::{
    Balance, DatanetId, DatanetRelation, Era, FeeSplit, Holder, License, LicenseTerm, ModelId, Payment, PoolId, Shares,
    SplitVersion,
};
use alloc::vec::Vec;
use sp_runtime::{traits::Get, DispatchError, DispatchResult, Permill};

/// The clock, in eras. It never goes back.
pub trait EraClock {
    /// The era that this block belongs to.
    fn current_era() -> Era;
}

impl EraClock for () {
    fn current_era() -> Era {
        0
    }
}

/// A clock that benchmarks and tests can move on.
#[cfg(any(feature = "std", feature = "runtime-benchmarks"))]
pub trait AdvanceEras {
    /// Let `eras` pass.
    fn advance_eras(eras: Era);
}

#[cfg(any(feature = "std", feature = "runtime-benchmarks"))]
impl AdvanceEras for () {
    fn advance_eras(_: Era) {}
}

/// What stands still while the chain stands still, for the runtime's check of relay chain block numbers.
pub trait Standstill {
    /// Note that a block follows its parent, and that their relay chain blocks are `current` and `previous`.
    ///
    /// If the two are further apart than a running chain's, the clock of eras skips the rest.
    fn note_gap(previous: u32, current: u32);
}

impl Standstill for () {
    fn note_gap(_: u32, _: u32) {}
}

/// Shares of pools, for the pallets that decide their holders (datanets, the model registry, staking).
pub trait RevenueShares<AccountId> {
    /// Give `holder` new shares of `pool`. They earn from the next era on.
    fn add(pool: &PoolId<AccountId>, holder: &Holder<AccountId>, shares: Shares) -> DispatchResult;

    /// Take `shares` of `pool` from `holder` at once, shares that do not earn yet first. Earlier earnings stay
    /// claimable. Fails if the holder has fewer.
    fn remove(pool: &PoolId<AccountId>, holder: &Holder<AccountId>, shares: Shares) -> DispatchResult;

    /// Take `shares` of `pool` that joined in era `joined` from `holder` at once. Earlier earnings stay claimable.
    ///
    /// If the holder has fewer of that era, older shares leave, then later ones. Fails if the holder has fewer in
    /// total.
    fn remove_joined(
        pool: &PoolId<AccountId>,
        holder: &Holder<AccountId>,
        shares: Shares,
        joined: Era,
    ) -> DispatchResult;

    /// The shares of `holder` in `pool`, those that do not earn yet included.
    fn shares_of(pool: &PoolId<AccountId>, holder: &Holder<AccountId>) -> Shares;

    /// All shares of `pool`, those that do not earn yet included.
    fn total_shares(pool: &PoolId<AccountId>) -> Shares;
}

/// Positions in pools that change hands (the model registry).
pub trait MovePosition<AccountId> {
    /// Move the whole position of `from` (shares, checkpoint and the amount owed) to `to`, which may have one already.
    /// Nothing happens if `from` has none.
    fn move_position(pool: &PoolId<AccountId>, from: &Holder<AccountId>, to: &Holder<AccountId>) -> DispatchResult;
}

/// Payments for work on models (inference).
pub trait RoutePayments<AccountId> {
    /// Take the sum of `payments` from `source` in one transfer and credit every role behind each payment. `source` is
    /// kept alive. All or nothing.
    fn route(source: &AccountId, payments: &[Payment<AccountId>]) -> DispatchResult;
}

/// Grants to the holders of a pool (datanets, the treasury).
pub trait FundPool<AccountId> {
    /// Take `amount` from `source` and share it among the holders of `pool` like revenue. Fails if no shares exist.
    fn fund(source: &AccountId, pool: &PoolId<AccountId>, amount: Balance) -> DispatchResult;
}

/// The fees that an operator's stake backs (coverage).
pub trait OperatorFees<AccountId> {
    /// The fees of `operator` in `eras` consecutive eras that end with `era`, in planck. Grants are not counted.
    ///
    /// `era` is the current era or a later one. Fees of the last [`MAX_BUCKETS`](crate::fees::MAX_BUCKETS) eras are
    /// remembered.
    fn fees_of(operator: &AccountId, era: Era, eras: Era) -> Balance;

    /// Give `operator` a fee of one planck in every era that is remembered. For benchmarks: this is the most to read.
    #[cfg(feature = "runtime-benchmarks")]
    fn fill_fees(_operator: &AccountId) {}
}

/// The fee split, for the ledger.
pub trait FeeSplitProvider {
    /// The split of `version` with its version, if payments may still settle under it. `None` asks for the split in
    /// force.
    fn fee_split(version: Option<SplitVersion>) -> Option<(SplitVersion, FeeSplit)>;
}

impl FeeSplitProvider for () {
    fn fee_split(_: Option<SplitVersion>) -> Option<(SplitVersion, FeeSplit)> {
        None
    }
}

/// Datanets, for the model registry and the licenses.
pub trait DatanetInspect<AccountId> {
    /// Whether the datanet exists.
    fn exists(datanet: DatanetId) -> bool;

    /// The owner of the datanet; `None` if it does not exist.
    fn owner(datanet: DatanetId) -> Option<AccountId>;

    /// Create a datanet owned by `owner` and return its id.
    #[cfg(feature = "runtime-benchmarks")]
    fn create_datanet(owner: &AccountId) -> Result<DatanetId, DispatchError>;
}

impl<AccountId> DatanetInspect<AccountId> for () {
    fn exists(_: DatanetId) -> bool {
        false
    }

    fn owner(_: DatanetId) -> Option<AccountId> {
        None
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_datanet(_: &AccountId) -> Result<DatanetId, DispatchError> {
        Err(DispatchError::Unavailable)
    }
}

/// Licenses of datanets, for the model registry.
pub trait LicenseInspect<AccountId> {
    /// The license of the datanet; the default one if its owner has set none.
    fn license(datanet: DatanetId) -> License;

    /// The least part of the data pool of a model that `who` registers with this use of the datanet. If `who` may not
    /// register one, the term that forbids it: [`LicenseTerm::Closed`] or [`LicenseTerm::AllowList`].
    fn least_part(datanet: DatanetId, relation: DatanetRelation, who: &AccountId) -> Result<Permill, LicenseTerm>;

    /// Let the answer of [`LicenseInspect::least_part`] for the datanet's owner take the most work. For benchmarks.
    #[cfg(feature = "runtime-benchmarks")]
    fn restrict(_datanet: DatanetId) -> DispatchResult {
        Ok(())
    }
}

/// All data is open and free.
impl<AccountId> LicenseInspect<AccountId> for () {
    fn license(_: DatanetId) -> License {
        License::default()
    }

    fn least_part(_: DatanetId, _: DatanetRelation, _: &AccountId) -> Result<Permill, LicenseTerm> {
        Ok(Permill::zero())
    }
}

/// Models, for inference.
pub trait ModelInspect<AccountId> {
    /// Whether the model exists.
    fn exists(model: ModelId) -> bool;

    /// Whether the model may be offered: it exists and is not deprecated.
    fn is_active(model: ModelId) -> bool;

    /// The base of `model`; `None` if it is not an adapter.
    fn adapter_base(model: ModelId) -> Option<ModelId>;

    /// Register a model with the longest lineage lists allowed and return its id. With a `base`, it is an adapter of
    /// that.
    #[cfg(feature = "runtime-benchmarks")]
    fn create_model(owner: &AccountId, base: Option<ModelId>) -> Result<ModelId, DispatchError>;
}

impl<AccountId> ModelInspect<AccountId> for () {
    fn exists(_: ModelId) -> bool {
        false
    }

    fn is_active(_: ModelId) -> bool {
        false
    }

    fn adapter_base(_: ModelId) -> Option<ModelId> {
        None
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_model(_: &AccountId, _: Option<ModelId>) -> Result<ModelId, DispatchError> {
        Err(DispatchError::Unavailable)
    }
}

/// An operator, as inference sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorInfo {
    /// Whether the operator may take new work: its bond is large enough and it is not chilled.
    pub active: bool,
    /// The operator's part of its stakers' revenue in this era.
    pub commission: Permill,
    /// The stake that counts towards coverage, in planck, after slashes: the active own bond, and the active delegated
    /// stake up to a multiple of it.
    pub stake: Balance,
}

/// The part of an operator's record that settlements need. A settlement asks for many operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorTerms {
    /// The operator's part of its stakers' revenue.
    pub commission: Permill,
    /// The stake that counts towards coverage, in planck, after slashes: the active own bond, and the active delegated
    /// stake up to a multiple of it.
    pub stake: Balance,
}

/// The amounts that a slash takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slashed {
    /// The total loss of all stakers of the operator, unbonding stake included, in planck. A staker's part is taken
    /// from its hold at the next change of its stake. Rounding favors the staker.
    pub amount: Balance,
    /// The reward that the reporter was paid out of the operator's own loss, in planck: at most half of that loss.
    pub reward: Balance,
}

/// An offense that an operator is slashed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offense {
    /// The era of the offense. Stake that joined in a later era loses nothing.
    pub era: Era,
    /// The number of eras, the current one included, in which no stake is slashed twice. Zero slashes it whatever
    /// happened before.
    pub window: Era,
    /// The part that each slashed stake loses.
    pub part: Permill,
    /// The part of the whole loss that the reporter receives: less if that is above half of the operator's own loss.
    pub reward: Permill,
}

/// Slashing, for the pallet that convicts operators. That pallet ensures that an offense is convicted only once.
pub trait SlashOperator<AccountId> {
    /// Slash the stake with `operator` that was there in the era of the offense, unbonding stake included, and that was
    /// not slashed in the `window` eras that end now. The operator stops taking work until it resumes.
    ///
    /// Returns [`Slashed::default`] and changes nothing if there is no such stake, or if the operator has no stake of
    /// its own, unbonding stake included: then it covered no fee in the dispute window. O(1) for any number of
    /// delegators.
    fn slash(operator: &AccountId, offense: Offense, reporter: &AccountId) -> Result<Slashed, DispatchError>;
}

impl<AccountId> SlashOperator<AccountId> for () {
    fn slash(_: &AccountId, _: Offense, _: &AccountId) -> Result<Slashed, DispatchError> {
        Err(DispatchError::Unavailable)
    }
}

/// The keys that sign receipts and acceptances for operators.
pub trait OperatorSigner<AccountId> {
    /// The account that signs for `operator` now: the operator's own, unless it named another.
    fn signer(operator: &AccountId) -> AccountId;

    /// Every account whose signature binds `operator` on a receipt dated in `era`: the present signer, and the earlier
    /// ones that were replaced in `era` or later. A replaced signer is remembered for as long as its receipts can
    /// be reported.
    ///
    /// Bounded by [`MAX_SIGNERS`].
    fn signs(operator: &AccountId, era: Era) -> Vec<AccountId>;

    /// Give `operator` as many signers as can be remembered, `last` as the one that is looked at last. For benchmarks.
    #[cfg(feature = "runtime-benchmarks")]
    fn fill_signers(_operator: &AccountId, _last: &AccountId) {}
}

/// The largest number of accounts that [`OperatorSigner::signs`] returns: the present signer and three earlier ones.
pub const MAX_SIGNERS: u32 = 4;

impl<AccountId: Clone> OperatorSigner<AccountId> for () {
    fn signer(operator: &AccountId) -> AccountId {
        operator.clone()
    }

    fn signs(operator: &AccountId, _: Era) -> Vec<AccountId> {
        alloc::vec![operator.clone()]
    }
}

/// Channels, for the pallet of receipts.
pub trait ChannelInspect {
    /// Whether a channel of this number was ever opened, even if it is closed by now.
    fn existed(channel: u64) -> bool;

    /// Make sure that channel `channel` was opened. For benchmarks.
    #[cfg(feature = "runtime-benchmarks")]
    fn create(_channel: u64) {}
}

impl ChannelInspect for () {
    fn existed(_: u64) -> bool {
        true
    }
}

/// A setting that remembers its last change, so that a rule can ask for the value of an earlier era.
pub trait ValueAt<Value> {
    /// The value in force in `era`, as far as it is remembered: the present value from the era of the last change on,
    /// and the value before that change in every earlier era.
    fn value_at(era: Era) -> Value;
}

/// A setting without a history has the same value in every era.
impl<Value, Setting: Get<Value>> ValueAt<Value> for Setting {
    fn value_at(_: Era) -> Value {
        Setting::get()
    }
}

/// Operators, for inference.
pub trait OperatorInspect<AccountId> {
    /// The operator `who`; `None` if the account is not an operator.
    fn operator(who: &AccountId) -> Option<OperatorInfo>;

    /// The terms of operator `who` in `era`, which is the current era; `None` if the account is not an operator.
    fn terms(who: &AccountId, era: Era) -> Option<OperatorTerms>;

    /// Make `who` an active operator with the minimum bond.
    #[cfg(feature = "runtime-benchmarks")]
    fn create_operator(who: &AccountId) -> DispatchResult;
}

impl<AccountId> OperatorInspect<AccountId> for () {
    fn operator(_: &AccountId) -> Option<OperatorInfo> {
        None
    }

    fn terms(_: &AccountId, _: Era) -> Option<OperatorTerms> {
        None
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_operator(_: &AccountId) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }
}
