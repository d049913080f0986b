// SPDX-License-Identifier: Apache-2.0

//! The kinds of proxies, and the calls that each may make for another account.
//!
//! Every kind but [`ProxyType::Any`] names its calls one by one, so that a call added later is refused. No such proxy
//! spends or destroys what its principal owns, gives it or the right to it to others, or acts for a multisig. Two calls
//! lock or hold OPEN, within a bound: a vote (`votes`) and an offer (`serves`). `docs/accounts.md` has the table.

// The derived codec numbers the variants with a cast.
#![allow(clippy::as_conversions)]

use crate::RuntimeCall;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
    frame_support::traits::InstanceFilter,
    frame_system, pallet_collator_selection, pallet_collective,
    pallet_conviction_voting::{self, AccountVote, Conviction},
    pallet_proxy, pallet_referenda, pallet_session, pallet_treasury, pallet_utility, pallet_vesting,
};
use scale_info::TypeInfo;

/// The kinds of proxies.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub enum ProxyType {
    /// Every call.
    #[default]
    #[codec(index = 0)]
    Any,
    /// Calls that take, hold and lock nothing.
    #[codec(index = 1)]
    NonTransfer,
    /// Votes of holders and of the committee.
    #[codec(index = 2)]
    Governance,
    /// Working as an operator or a collator, taking stake out, and claims.
    #[codec(index = 3)]
    Staking,
    /// Reviews, and the rules and people of datanets.
    #[codec(index = 4)]
    Curation,
    /// Offers, settlements and reports of an operator; closing what a payer opened.
    #[codec(index = 5)]
    Inference,
    /// Rejecting announcements of other proxies, and nothing else.
    #[codec(index = 6)]
    CancelProxy,
}

/// Batches. The calls inside are filtered again.
///
/// A multisig's and a derivative account's calls are not here: what those accounts own is not the proxy's to move.
fn bundles(call: &RuntimeCall) -> bool {
    use pallet_utility::Call;
    matches!(call, RuntimeCall::Utility(Call::batch { .. } | Call::batch_all { .. } | Call::force_batch { .. }))
}

/// Reviews, and what an owner decides about a datanet. Nothing that takes a deposit, and nothing that a contributor
/// loses by.
fn curates(call: &RuntimeCall) -> bool {
    use pallet_datanets::Call;
    use pallet_influence::Call as Influence;
    use pallet_licenses::Call as Licenses;
    matches!(
        call,
        RuntimeCall::Datanets(
            Call::review { .. }
                | Call::set_policy { .. }
                | Call::set_metadata { .. }
                | Call::add_curator { .. }
                | Call::remove_curator { .. }
                | Call::remove_contributor { .. }
                | Call::prune { .. }
                | Call::leave_curator { .. }
                | Call::withdraw_curator_bond { .. }
        ) | RuntimeCall::Licenses(Licenses::remove_allowed { .. })
            | RuntimeCall::Influence(
                Influence::set_policy { .. } | Influence::add_attributor { .. } | Influence::remove_attributor { .. }
            )
    )
}

/// Claims. They pay the account that earned.
fn claims(call: &RuntimeCall) -> bool {
    use pallet_attribution::Call;
    matches!(
        call,
        RuntimeCall::Attribution(
            Call::claim { .. } | Call::claim_for { .. } | Call::claim_many { .. } | Call::flow { .. }
        )
    )
}

/// What an operator, a delegator or a collator does with the stake that it has.
///
/// Staking more would lock it, and with an operator of the proxy's choice it could be slashed. The own stake could be
/// slashed by receipts of a signer of the proxy's choice.
fn stakes(call: &RuntimeCall) -> bool {
    use pallet_operator_staking::Call;
    matches!(
        call,
        RuntimeCall::OperatorStaking(
            Call::unbond { .. }
                | Call::withdraw_unbonded { .. }
                | Call::withdraw_unbonded_for { .. }
                | Call::set_commission { .. }
                | Call::chill { .. }
                | Call::resume { .. }
                | Call::leave { .. }
                | Call::apply_slash { .. }
                | Call::unbond_for { .. }
        ) | RuntimeCall::CollatorSelection(pallet_collator_selection::Call::leave_intent { .. })
            | RuntimeCall::Session(pallet_session::Call::set_keys { .. } | pallet_session::Call::purge_keys { .. })
    )
}

/// Votes of holders that lock for one period at most.
///
/// The lock lasts while the referendum goes on and the vote is not removed, and at most one
/// [`VoteLockingPeriod`](pallet_conviction_voting::Config::VoteLockingPeriod) more.
fn votes(call: &RuntimeCall) -> bool {
    match call {
        RuntimeCall::ConvictionVoting(pallet_conviction_voting::Call::vote { vote, .. }) => match vote {
            AccountVote::Standard { vote, .. } => vote.conviction <= Conviction::Locked1x,
            AccountVote::Split { .. } | AccountVote::SplitAbstain { .. } => true,
        },
        _ => false,
    }
}

/// Calls of governance that lock nothing: taking votes back, the votes of committee and panel, refunds and due
/// payments.
fn governs(call: &RuntimeCall) -> bool {
    use pallet_collective::Call as Committee;
    use pallet_conviction_voting::Call as Voting;
    use pallet_disputes::Call as Disputes;
    use pallet_referenda::Call as Referenda;
    use pallet_treasury::Call as Treasury;
    matches!(
        call,
        RuntimeCall::ConvictionVoting(
            Voting::undelegate { .. }
                | Voting::unlock { .. }
                | Voting::remove_vote { .. }
                | Voting::remove_other_vote { .. }
        ) | RuntimeCall::Referenda(
            Referenda::refund_decision_deposit { .. } | Referenda::refund_submission_deposit { .. }
        ) | RuntimeCall::TechnicalCommittee(
            Committee::propose { .. } | Committee::vote { .. } | Committee::close { .. }
        ) | RuntimeCall::Disputes(Disputes::rule { .. } | Disputes::finalize { .. })
            | RuntimeCall::Treasury(Treasury::payout { .. } | Treasury::check_status { .. })
    )
}

/// What a model's owner can take back: where its files are, and who is on its list.
///
/// Deprecation is for good, and terms bind every descendant that is registered under them.
fn keeps_models(call: &RuntimeCall) -> bool {
    use pallet_model_registry::Call;
    matches!(call, RuntimeCall::ModelRegistry(Call::set_uri { .. } | Call::remove_allowed { .. }))
}

/// Ending what an operator or a payer began. Deposits and the rest of a channel return to the account.
///
/// `close_channel` is not here: an operator that closes gives up the vouchers that it has not settled. Any account can
/// close a channel that has thawed.
fn winds_up(call: &RuntimeCall) -> bool {
    use pallet_inference::Call;
    matches!(
        call,
        RuntimeCall::Inference(
            Call::withdraw_offer { .. }
                | Call::remove_expired_offer { .. }
                | Call::request_close { .. }
                | Call::revoke_agent { .. }
                | Call::remove_agent { .. }
        )
    )
}

/// An operator's daily work. An offer holds one deposit per model, which returns when it is withdrawn or has expired.
fn serves(call: &RuntimeCall) -> bool {
    use pallet_inference::Call;
    use pallet_influence::Call as Influence;
    matches!(
        call,
        RuntimeCall::Inference(Call::publish_offer { .. } | Call::settle { .. })
            | RuntimeCall::Influence(Influence::settle_named { .. })
    )
}

/// Reports of operators. The reward is the account's.
fn reports(call: &RuntimeCall) -> bool {
    use pallet_receipts::Call;
    matches!(call, RuntimeCall::Receipts(Call::report_equivocation { .. } | Call::forget_conviction { .. }))
}

/// Calls that unlock vested OPEN. None of them creates or changes a schedule.
fn vests(call: &RuntimeCall) -> bool {
    use pallet_vesting::Call;
    matches!(call, RuntimeCall::Vesting(Call::vest { .. } | Call::vest_other { .. }))
}

/// Remarks.
fn remarks(call: &RuntimeCall) -> bool {
    use frame_system::Call;
    matches!(call, RuntimeCall::System(Call::remark { .. } | Call::remark_with_event { .. }))
}

impl InstanceFilter<RuntimeCall> for ProxyType {
    fn filter(&self, call: &RuntimeCall) -> bool {
        match self {
            ProxyType::Any => true,
            ProxyType::NonTransfer => {
                bundles(call)
                    || curates(call)
                    || claims(call)
                    || stakes(call)
                    || governs(call)
                    || keeps_models(call)
                    || winds_up(call)
                    || reports(call)
                    || vests(call)
                    || remarks(call)
            }
            ProxyType::Governance => bundles(call) || votes(call) || governs(call),
            ProxyType::Staking => bundles(call) || stakes(call) || claims(call),
            ProxyType::Curation => bundles(call) || curates(call),
            ProxyType::Inference => bundles(call) || serves(call) || winds_up(call) || reports(call),
            ProxyType::CancelProxy => {
                bundles(call) || matches!(call, RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. }))
            }
        }
    }

    fn is_superset(&self, other: &Self) -> bool {
        use ProxyType::*;
        match (self, other) {
            (own, other) if own == other => true,
            (Any, _) => true,
            (NonTransfer, Staking | Curation) => true,
            _ => false,
        }
    }
}
