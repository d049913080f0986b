// SPDX-License-Identifier: Apache-2.0

//! The charge of the fee.

use super::{claim_of, nonces, sponsorable};
use crate::{
    constants::currency::EXISTENTIAL_DEPOSIT, weights::RocksDbWeight, AccountId, Attribution, Balance, Datanets,
    Runtime, RuntimeCall, RuntimeOrigin, Sponsorship, TransactionPayment,
};
use alloc::boxed::Box;
use codec::{Decode, DecodeWithMemTracking, Encode};
use openledger_primitives::{sponsorship::Request, DatanetId};
use pallet_attribution::Call;
use pallet_sponsorship::{Sponsorships, WeightInfo};
use polkadot_sdk::{
    frame_support::{
        dispatch::{DispatchInfo, PostDispatchInfo},
        pallet_prelude::{InvalidTransaction, TransactionSource, ValidTransaction, Weight},
        traits::Contains,
    },
    frame_system::{self, ensure_signed},
    pallet_balances::AccountData,
    pallet_transaction_payment::{self, OnChargeTransaction},
    sp_runtime::{
        traits::{Implication, RefundWeight, TransactionExtension, ValidateResult},
        transaction_validity::TransactionValidityError,
        DispatchResult,
    },
};
use scale_info::{Type, TypeInfo};

/// The SDK's extension.
type Sdk = pallet_transaction_payment::ChargeTransactionPayment<Runtime>;
/// Takes fees and deposits them where they go.
type Cashier = <Runtime as pallet_transaction_payment::Config>::OnChargeTransaction;

/// What was withdrawn and is not spent yet.
type Withdrawn = <Cashier as OnChargeTransaction<Runtime>>::LiquidityInfo;

/// The charge of `pallet-transaction-payment`, with two more payers for a signer that cannot pay.
///
/// Whoever can pay, pays. Otherwise the fee of a claim is taken out of the amount that the claim pays, and the fee of a
/// contribution, or of ending one, is taken out of the budget of its datanet.
///
/// # Claims
///
/// The claim must be sure to pay the fee, the tip, and whatever the account must keep: the existential deposit and
/// frozen balances. The pool checks that against the last block's state, and each block checks it again right before
/// the claim. If the amount is too little by then, for instance because somebody else claimed for the signer, the
/// transaction is invalid like any other that cannot be paid for. It has the priority that any other call has with that
/// tip.
///
/// # Sponsors
///
/// The budget pays if the datanet's policy lets it, and only for a call that succeeds: what the call checks is checked
/// before. It pays no tip. A signer that has never existed is given the existential deposit first, if the policy says
/// so; an account that has ended is not begun again. Such a call has the lowest priority, so it never takes the place
/// of a call that somebody pays for.
///
/// Only the call itself counts: a claim or a contribution inside of a batch or a proxy's call is paid for by the
/// signer.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking)]
pub struct ChargeTransactionPayment(Sdk);

impl From<Balance> for ChargeTransactionPayment {
    /// The charge with a tip of `tip` planck.
    fn from(tip: Balance) -> Self {
        Self(Sdk::from(tip))
    }
}

/// Wallets and code generators see the SDK's type.
impl TypeInfo for ChargeTransactionPayment {
    type Identity = Sdk;

    fn type_info() -> Type {
        Sdk::type_info()
    }
}

/// How a transaction will be charged.
pub enum Val {
    /// As the SDK does.
    Sdk(<Sdk as TransactionExtension<RuntimeCall>>::Val),
    /// After the claim of this account.
    AfterClaim(AccountId),
    /// From a datanet's budget.
    Sponsored(Sponsored),
}

/// A call whose fee a datanet's budget pays.
pub struct Sponsored {
    /// The signer.
    who: AccountId,
    /// What the signer asks the budget for beside the fee.
    request: Request,
    /// Whether the signer has to be given the existential deposit.
    newcomer: bool,
}

/// How a transaction is being charged.
pub enum Pre {
    /// As the SDK does.
    Sdk {
        /// The state of the SDK's extension.
        pre: <Sdk as TransactionExtension<RuntimeCall>>::Pre,
        /// The weight of the check that was not needed.
        unused: Weight,
    },
    /// After the claim.
    AfterClaim {
        /// The account that claims and pays.
        who: AccountId,
        /// The claim.
        call: Box<RuntimeCall>,
        /// The tip, in planck.
        tip: Balance,
    },
    /// From a datanet's budget.
    Sponsored {
        /// The signer.
        who: AccountId,
        /// The datanet whose budget pays.
        datanet: DatanetId,
        /// The fee that was withdrawn in advance, in planck.
        fee: Balance,
        /// The state of the withdrawal.
        withdrawn: Withdrawn,
    },
}

/// The length of a transaction, as fees count it.
fn length(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// The weight of the checks that the SDK does not do; zero for most calls.
fn weight_of_check(call: &RuntimeCall) -> Weight {
    weight_of_claim(call).saturating_add(weight_of_sponsor(call))
}

/// The weight of asking a budget, and of its payment; zero for calls that no budget pays for.
///
/// The keys of the budget are those of the payment's benchmark. The check whether the call succeeds reads keys that the
/// call has in its proof: the datanet, its list of contributors, the clock, the signer and its holds; for each
/// submission its hash and its sources; or the contribution, its reviews and its cases. So that is time only.
fn weight_of_sponsor(call: &RuntimeCall) -> Weight {
    use pallet_datanets::Call;
    let Some(call) = sponsorable(call) else { return Weight::zero() };
    let submissions = match call {
        Call::contribute { submission, .. } => core::slice::from_ref(submission),
        Call::contribute_batch { submissions, .. } => submissions.as_slice(),
        _ => &[],
    };
    let each = |reads: u64, submission: &pallet_datanets::Submission| {
        reads.saturating_add(1).saturating_add(submission.kind.source_count().into())
    };
    // Up to five kinds of cases about a contribution.
    let reads = submissions.iter().fold(13, each);
    let payment = <Runtime as pallet_sponsorship::Config>::WeightInfo::pay_fee();
    RocksDbWeight::get().reads_writes(reads, 1).saturating_add(payment)
}

/// The weight of checking what a claim would pay; zero for other calls.
///
/// The check reads for each pool its record, the position, and at most two snapshots. For the account it reads the
/// books, the record, and the nonce that it left behind, which is used up. The claim touches the same keys and has them
/// in its proof, so this is time only.
fn weight_of_claim(call: &RuntimeCall) -> Weight {
    let pools: u64 = match claim_of(call) {
        Some(Call::claim { .. }) => 1,
        Some(Call::claim_many { pools }) => u64::try_from(pools.len()).unwrap_or(u64::MAX),
        _ => return Weight::zero(),
    };
    RocksDbWeight::get().reads_writes(pools.saturating_mul(4).saturating_add(3), 1)
}

/// Whether `who` can pay `fee` planck after `call`, which is a claim that is sure to pay.
fn can_pay_after(who: &AccountId, call: &RuntimeCall, fee: Balance) -> bool {
    let Some(claim) = claim_of(call) else { return false };
    // A call that is stopped pays nothing.
    if !<Runtime as frame_system::Config>::BaseCallFilter::contains(call) {
        return false;
    }
    let payout = Attribution::payout_of(who, claim);
    let AccountData { free, reserved, frozen, .. } = frame_system::Account::<Runtime>::get(who).data;
    // The part of the free balance that fees cannot take, as `pallet-balances` computes it.
    let kept = frozen.saturating_sub(reserved).max(EXISTENTIAL_DEPOSIT);
    payout > 0 && free.saturating_add(payout) >= fee.saturating_add(kept)
}

/// The payment of `fee` planck by the budget of a datanet for `call` of `who`, if it pays.
fn sponsor(who: &AccountId, call: &RuntimeCall, fee: Balance) -> Option<Sponsored> {
    use pallet_datanets::Call;
    let sponsored = sponsorable(call)?;
    // Most datanets have no budget. Then there is nothing to check.
    if let Call::contribute { datanet, .. } | Call::contribute_batch { datanet, .. } = sponsored {
        Sponsorships::<Runtime>::get(datanet)?;
    }
    // A call that is stopped would fail.
    if !<Runtime as frame_system::Config>::BaseCallFilter::contains(call) {
        return None;
    }
    let newcomer = nonces::living(who).is_none();
    // What an account that has ended was given has been spent.
    if newcomer && nonces::next(who) > 0 {
        return None;
    }
    let request = Datanets::request_of(who, sponsored)?;
    let pays = Sponsorship::covers(who, &request, fee, newcomer);
    pays.then(|| Sponsored { who: who.clone(), request, newcomer })
}

impl TransactionExtension<RuntimeCall> for ChargeTransactionPayment {
    const IDENTIFIER: &'static str = <Sdk as TransactionExtension<RuntimeCall>>::IDENTIFIER;
    type Implicit = ();
    type Val = Val;
    type Pre = Pre;

    fn weight(&self, call: &RuntimeCall) -> Weight {
        self.0.weight(call).saturating_add(weight_of_check(call))
    }

    fn validate(
        &self,
        origin: RuntimeOrigin,
        call: &RuntimeCall,
        info: &DispatchInfo,
        len: usize,
        implicit: (),
        implication: &impl Implication,
        source: TransactionSource,
    ) -> ValidateResult<Self::Val, RuntimeCall> {
        let charged = TransactionExtension::<RuntimeCall>::validate(
            &self.0,
            origin.clone(),
            call,
            info,
            len,
            implicit,
            implication,
            source,
        );
        let error = match charged {
            Ok((validity, val, origin)) => return Ok((validity, Val::Sdk(val), origin)),
            Err(error) => error,
        };
        let Ok(who) = ensure_signed(origin.clone()) else { return Err(error) };
        let tip = self.0.tip();
        let fee = TransactionPayment::compute_fee(length(len), info, tip);
        if error != TransactionValidityError::Invalid(InvalidTransaction::Payment) {
            return Err(error);
        }
        if can_pay_after(&who, call, fee) {
            let validity = ValidTransaction { priority: Sdk::get_priority(info, len, tip, fee), ..Default::default() };
            return Ok((validity, Val::AfterClaim(who), origin));
        }
        let sponsored = (tip == 0).then(|| sponsor(&who, call, fee)).flatten().ok_or(error)?;
        Ok((ValidTransaction::default(), Val::Sponsored(sponsored), origin))
    }

    fn prepare(
        self,
        val: Self::Val,
        origin: &RuntimeOrigin,
        call: &RuntimeCall,
        info: &DispatchInfo,
        len: usize,
    ) -> Result<Self::Pre, TransactionValidityError> {
        match val {
            Val::Sdk(val) => {
                let pre = self.0.prepare(val, origin, call, info, len)?;
                Ok(Pre::Sdk { pre, unused: weight_of_check(call) })
            }
            Val::AfterClaim(who) => Ok(Pre::AfterClaim { who, call: Box::new(call.clone()), tip: self.0.tip() }),
            Val::Sponsored(Sponsored { who, request, newcomer }) => {
                let fee = TransactionPayment::compute_fee(length(len), info, 0);
                // The same state as in `validate`, so neither can fail; nothing would remain of the transaction.
                Sponsorship::begin_fee(&who, &request, fee, newcomer).map_err(|_| InvalidTransaction::Payment)?;
                let budget = Sponsorship::account_of(request.datanet);
                let withdrawn = <Cashier as OnChargeTransaction<Runtime>>::withdraw_fee(&budget, call, info, fee, 0)?;
                Ok(Pre::Sponsored { who, datanet: request.datanet, fee, withdrawn })
            }
        }
    }

    fn post_dispatch_details(
        pre: Self::Pre,
        info: &DispatchInfo,
        post_info: &PostDispatchInfo,
        len: usize,
        result: &DispatchResult,
    ) -> Result<Weight, TransactionValidityError> {
        match pre {
            Pre::Sdk { pre, unused } => {
                // The SDK's extension computes the fee, so it has to know what this one does not use.
                let mut used = *post_info;
                used.refund(unused);
                let refund =
                    <Sdk as TransactionExtension<RuntimeCall>>::post_dispatch_details(pre, info, &used, len, result)?;
                Ok(refund.saturating_add(unused))
            }
            Pre::AfterClaim { who, call, tip } => {
                let fee = TransactionPayment::compute_actual_fee(length(len), info, post_info, tip);
                // This cannot fail after a claim that paid what `validate` saw. If it failed, the transaction would be
                // invalid: no author would include it, and nothing of it would remain.
                let credit = <Cashier as OnChargeTransaction<Runtime>>::withdraw_fee(&who, &call, info, fee, tip)?;
                <Cashier as OnChargeTransaction<Runtime>>::correct_and_deposit_fee(
                    &who, info, post_info, fee, tip, credit,
                )?;
                TransactionPayment::deposit_fee_paid_event(who, fee, tip);
                Ok(Weight::zero())
            }
            Pre::Sponsored { who, datanet, fee, withdrawn } => {
                let budget = Sponsorship::account_of(datanet);
                let paid = TransactionPayment::compute_actual_fee(length(len), info, post_info, 0);
                <Cashier as OnChargeTransaction<Runtime>>::correct_and_deposit_fee(
                    &budget, info, post_info, paid, 0, withdrawn,
                )?;
                TransactionPayment::deposit_fee_paid_event(budget, paid, 0);
                Sponsorship::end_fee(who, datanet, fee, paid);
                Ok(Weight::zero())
            }
        }
    }
}
