// SPDX-License-Identifier: Apache-2.0

//! Coverage: the fees that an operator's stake still backs. More cannot be paid to the operator in this era.

use crate::{
    fees::MAX_BUCKETS,
    traits::{OperatorFees, OperatorInspect, OperatorTerms, ValueAt},
    Balance, Era,
};
use core::marker::PhantomData;
use sp_runtime::{traits::Get, Permill};

/// The terms and the limit of payments to an operator in an era.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quota {
    /// The operator's part of its stakers' revenue.
    pub commission: Permill,
    /// The fees that the operator's stake still covers, in planck.
    pub coverage: Balance,
}

/// Coverage of operators, for the pallet that pays them (inference).
pub trait OperatorCoverage<AccountId> {
    /// The quota of `operator` in `era`, which is the current era; `None` if the account is not an operator.
    fn quota(operator: &AccountId, era: Era) -> Option<Quota>;

    /// Panic if a parameter of the coverage is out of range. For the consumer's `integrity_test`.
    fn integrity_test() {}

    /// Give `operator` a fee of one planck in every era that is remembered. For benchmarks: this is the most to read.
    #[cfg(feature = "runtime-benchmarks")]
    fn fill_fees(_operator: &AccountId) {}
}

impl<AccountId> OperatorCoverage<AccountId> for () {
    fn quota(_: &AccountId, _: Era) -> Option<Quota> {
        None
    }
}

/// The fees that `stake` covers beyond `fees`, in planck, if each planck of fees takes `stake_per_fee` planck of stake.
///
/// A slash or an unbonding can lower the stake below the fees that were paid. Then it covers nothing more.
pub fn covered(stake: Balance, stake_per_fee: u32, fees: Balance) -> Balance {
    stake.checked_div(stake_per_fee.into()).unwrap_or(0).saturating_sub(fees)
}

/// Coverage by stake: an operator is paid at most `stake / StakePerFee` in any `DisputeEras` consecutive eras.
///
/// A higher ratio counts only once it has been in force for the whole window: the fees in the window were accepted
/// under the lower one. A lower ratio counts at once.
///
/// * `Operators` ([`OperatorInspect`]): commission and stake.
/// * `Fees` ([`OperatorFees`]): the fees of the last eras.
/// * `StakePerFee` ([`ValueAt<u32>`](ValueAt)): the planck of stake that each planck of fees takes. Above zero.
/// * `DisputeEras` (`Get<Era>`): the eras of the dispute window, the current one included. From 1 to [`MAX_BUCKETS`].
///   It must be that of the pallet of receipts: fees count for as long as their receipts can be reported.
pub struct StakeCoverage<Operators, Fees, StakePerFee, DisputeEras>(
    PhantomData<(Operators, Fees, StakePerFee, DisputeEras)>,
);

impl<AccountId, Operators, Fees, StakePerFee, DisputeEras> OperatorCoverage<AccountId>
    for StakeCoverage<Operators, Fees, StakePerFee, DisputeEras>
where
    Operators: OperatorInspect<AccountId>,
    Fees: OperatorFees<AccountId>,
    StakePerFee: ValueAt<u32>,
    DisputeEras: Get<Era>,
{
    fn quota(operator: &AccountId, era: Era) -> Option<Quota> {
        let OperatorTerms { commission, stake } = Operators::terms(operator, era)?;
        let eras = DisputeEras::get();
        let fees = Fees::fees_of(operator, era, eras);
        let start = era.saturating_sub(eras.saturating_sub(1));
        let stake_per_fee = StakePerFee::value_at(start).min(StakePerFee::value_at(era));
        Some(Quota { commission, coverage: covered(stake, stake_per_fee, fees) })
    }

    fn integrity_test() {
        assert!(
            (1..=MAX_BUCKETS).contains(&DisputeEras::get()),
            "the time in which fees are at risk must be within what a window remembers"
        );
        assert!(StakePerFee::value_at(0) > 0, "fees must take stake");
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn fill_fees(operator: &AccountId) {
        Fees::fill_fees(operator);
    }
}

#[cfg(test)]
mod tests;
