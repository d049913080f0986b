// SPDX-License-Identifier: Apache-2.0

//! The traits between pallets. Calls go one way: billing, datanets, the model registry and staking call the ledger; the
//! ledger asks only for the fee split. Nothing calls back, and none of these may be re-entered.
//!
//! Every method that returns a `Result` may write before it fails: callers are dispatchables, which roll back.

use crate::{Balance, DatanetId, Era, FeeSplit, Holder, ModelId, Payment, PoolId, Shares, SplitVersion};
use sp_runtime::{DispatchError, DispatchResult, Permill};

/// Where time stands, in eras. Never goes back.
pub trait EraClock {
    /// The era that this block belongs to.
    fn current_era() -> Era;

    /// Let `eras` pass, for benchmarks and tests that need a later era.
    #[cfg(any(feature = "runtime-benchmarks", feature = "std"))]
    fn advance_eras(_eras: Era) {}
}

impl EraClock for () {
    fn current_era() -> Era {
        0
    }
}

/// The ledger's side for those who decide who holds which shares (datanets, the model registry, staking).
pub trait RevenueShares<AccountId> {
    /// Give `holder` new shares of `pool`. They earn from the next era on.
    fn add(pool: &PoolId<AccountId>, holder: &Holder<AccountId>, shares: Shares) -> DispatchResult;

    /// Take `shares` of `pool` from `holder` at once; what was earned stays claimable. Shares that do not earn yet go
    /// first. Fails if the holder has fewer.
    fn remove(pool: &PoolId<AccountId>, holder: &Holder<AccountId>, shares: Shares) -> DispatchResult;

    /// Move the whole position of `from` (shares, checkpoint and what is owed) to `to`, adding to what `to` has.
    /// Nothing happens if `from` has none.
    fn transfer(pool: &PoolId<AccountId>, from: &Holder<AccountId>, to: &Holder<AccountId>) -> DispatchResult;

    /// The shares that `holder` has in `pool`, those that do not earn yet included.
    fn shares_of(pool: &PoolId<AccountId>, holder: &Holder<AccountId>) -> Shares;

    /// All shares of `pool`, those that do not earn yet included.
    fn total_shares(pool: &PoolId<AccountId>) -> Shares;

    /// Let an era pass, for benchmarks: positions that were changed in different eras are the most work to change again.
    #[cfg(feature = "runtime-benchmarks")]
    fn pass_era() {}
}

/// The ledger's side for those who bring money (billing, grants).
pub trait RouteRevenue<AccountId> {
    /// Take the sum of `payments` from `source` in one transfer and credit every role behind each payment. `source` is
    /// kept alive. All or nothing.
    fn route(source: &AccountId, payments: &[Payment<AccountId>]) -> DispatchResult;

    /// Take `amount` from `source` and share it among the holders of `pool` like revenue. Fails if nobody holds a share.
    fn fund(source: &AccountId, pool: &PoolId<AccountId>, amount: Balance) -> DispatchResult;
}

/// What the ledger knows of the fees that an operator's stake stands for (billing).
pub trait OperatorFees<AccountId> {
    /// What was paid for the work of `operator` in `era`, which is the current one or a later one, and before, in `eras` eras in
    /// all, of which the last [`MAX_BUCKETS`](crate::fees::MAX_BUCKETS) are remembered. In planck; grants are not counted.
    fn fees_of(operator: &AccountId, era: Era, eras: Era) -> Balance;

    /// Let `operator` have been paid a planck in every era that is remembered, for benchmarks: the most there is to read.
    #[cfg(feature = "runtime-benchmarks")]
    fn fill_fees(_operator: &AccountId) {}
}

/// The fee split, for the ledger.
pub trait FeeSplitProvider {
    /// The split of this `version` (`None`: the one in force) with its version, if payments may still settle under it.
    fn fee_split(version: Option<SplitVersion>) -> Option<(SplitVersion, FeeSplit)>;
}

impl FeeSplitProvider for () {
    fn fee_split(_: Option<SplitVersion>) -> Option<(SplitVersion, FeeSplit)> {
        None
    }
}

/// What the model registry needs to know of datanets.
pub trait DatanetInspect<AccountId> {
    /// Whether there is such a datanet.
    fn exists(datanet: DatanetId) -> bool;

    /// Make a datanet owned by `owner` and return its id.
    #[cfg(feature = "runtime-benchmarks")]
    fn create_datanet(owner: &AccountId) -> Result<DatanetId, DispatchError>;
}

impl<AccountId> DatanetInspect<AccountId> for () {
    fn exists(_: DatanetId) -> bool {
        false
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_datanet(_: &AccountId) -> Result<DatanetId, DispatchError> {
        Err(DispatchError::Unavailable)
    }
}

/// What billing needs to know of models.
pub trait ModelInspect<AccountId> {
    /// Whether there is such a model.
    fn exists(model: ModelId) -> bool;

    /// Whether the model may be offered: it exists and is not deprecated.
    fn is_active(model: ModelId) -> bool;

    /// The model that `model` is an adapter of, if it is one.
    fn adapter_base(model: ModelId) -> Option<ModelId>;

    /// Register a model with the longest lineage lists allowed (if `base` is given: an adapter of it) and return its id.
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

/// An operator as billing sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorInfo {
    /// Whether it may take new work: bonded enough and not chilled.
    pub active: bool,
    /// The operator's part of its stakers' revenue, in this era.
    pub commission: Permill,
    /// Own and delegated stake that is active, in planck, after slashes.
    pub stake: Balance,
}

/// No more of an operator than settlements need, which ask for many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorTerms {
    /// The operator's part of its stakers' revenue.
    pub commission: Permill,
    /// Own and delegated stake that is active, in planck, after slashes.
    pub stake: Balance,
}

/// What a slash takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slashed {
    /// What everybody staked with the operator loses together, in planck, unbonding stake included. A staker's part is
    /// taken from its hold when its stake is touched next; rounding is in the staker's favour.
    pub amount: Balance,
    /// What the reporter got of it, in planck.
    pub reward: Balance,
}

/// Staking's side for those who convict operators. That an offence is convicted once is for them to see to.
pub trait SlashOperator<AccountId> {
    /// Take `part` of all stake with `operator`, unbonding included, and give `reward` of what the operator itself loses,
    /// which is taken at once, to `reporter`.
    fn slash(
        operator: &AccountId,
        part: Permill,
        reporter: &AccountId,
        reward: Permill,
    ) -> Result<Slashed, DispatchError>;
}

impl<AccountId> SlashOperator<AccountId> for () {
    fn slash(_: &AccountId, _: Permill, _: &AccountId, _: Permill) -> Result<Slashed, DispatchError> {
        Err(DispatchError::Unavailable)
    }
}

/// What billing needs to know of operators.
pub trait OperatorInspect<AccountId> {
    /// The operator `who`, if it is one.
    fn operator(who: &AccountId) -> Option<OperatorInfo>;

    /// The operator `who`, if it is one, as it stands in `era`, which is the current one.
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
