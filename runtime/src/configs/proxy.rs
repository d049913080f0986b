// SPDX-License-Identifier: Apache-2.0

//! The kinds of proxies, and the calls that each may make for another account.

// The derived codec numbers the variants with a cast.
#![allow(clippy::as_conversions)]

use crate::RuntimeCall;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{frame_support::traits::InstanceFilter, pallet_proxy, pallet_vesting};
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
    /// Calls that cannot take OPEN out of the account.
    #[codec(index = 1)]
    NonTransfer,
    /// Governance: referenda, voting, the committee and the treasury.
    #[codec(index = 2)]
    Governance,
    /// Staking of operators and collators.
    #[codec(index = 3)]
    Staking,
    /// Datanets: contributions, reviews and the owner's calls.
    #[codec(index = 4)]
    Curation,
    /// Offers, channels, settlements and receipts.
    #[codec(index = 5)]
    Inference,
    /// Rejecting announcements of other proxies, and nothing else.
    #[codec(index = 6)]
    CancelProxy,
}

/// Calls that bundle other calls. Each of these is filtered again.
fn bundles(call: &RuntimeCall) -> bool {
    matches!(call, RuntimeCall::Utility(..) | RuntimeCall::Multisig(..))
}

/// Calls of a datanet's owner, curators and contributors, except those that give the datanet or OPEN away.
fn curates(call: &RuntimeCall) -> bool {
    use pallet_datanets::Call;
    matches!(call, RuntimeCall::Datanets(call) if !matches!(call, Call::fund { .. } | Call::propose_owner { .. }))
}

/// Staking of operators and collators. Earnings are claimed to the staker's own account.
fn stakes(call: &RuntimeCall) -> bool {
    matches!(
        call,
        RuntimeCall::OperatorStaking(..)
            | RuntimeCall::CollatorSelection(..)
            | RuntimeCall::Session(..)
            | RuntimeCall::Attribution(..)
    )
}

/// Calls of governance.
fn governs(call: &RuntimeCall) -> bool {
    matches!(
        call,
        RuntimeCall::FeeSplits(..)
            | RuntimeCall::ConvictionVoting(..)
            | RuntimeCall::Referenda(..)
            | RuntimeCall::Whitelist(..)
            | RuntimeCall::TechnicalCommittee(..)
            | RuntimeCall::Parameters(..)
            | RuntimeCall::Preimage(..)
            | RuntimeCall::Scheduler(..)
            | RuntimeCall::Treasury(..)
    )
}

/// Calls of a model's owner, except those that give the model or its earnings away.
fn keeps_models(call: &RuntimeCall) -> bool {
    use pallet_model_registry::Call;
    matches!(
        call,
        RuntimeCall::ModelRegistry(call)
            if !matches!(call, Call::transfer_builder_share { .. } | Call::propose_owner { .. })
    )
}

/// Calls that an operator is paid by, or that return a payer's OPEN. None of them pays out of the account.
fn collects(call: &RuntimeCall) -> bool {
    use pallet_inference::Call;
    matches!(
        call,
        RuntimeCall::Inference(
            Call::publish_offer { .. }
                | Call::withdraw_offer { .. }
                | Call::remove_expired_offer { .. }
                | Call::settle { .. }
                | Call::request_close { .. }
                | Call::close_channel { .. }
                | Call::revoke_agent { .. }
                | Call::remove_agent { .. }
        ) | RuntimeCall::Receipts(pallet_receipts::Call::report_equivocation { .. })
    )
}

/// Calls that unlock vested OPEN. None of them creates or changes a schedule.
fn vests(call: &RuntimeCall) -> bool {
    use pallet_vesting::Call;
    matches!(call, RuntimeCall::Vesting(Call::vest { .. } | Call::vest_other { .. }))
}

impl InstanceFilter<RuntimeCall> for ProxyType {
    fn filter(&self, call: &RuntimeCall) -> bool {
        match self {
            ProxyType::Any => true,
            // This lists allowed calls, so those of a pallet that is added later are refused.
            ProxyType::NonTransfer => {
                bundles(call)
                    || curates(call)
                    || stakes(call)
                    || governs(call)
                    || keeps_models(call)
                    || collects(call)
                    || vests(call)
                    || matches!(call, RuntimeCall::System(..))
            }
            ProxyType::Governance => bundles(call) || governs(call),
            ProxyType::Staking => bundles(call) || stakes(call),
            ProxyType::Curation => bundles(call) || curates(call),
            ProxyType::Inference => {
                bundles(call) || matches!(call, RuntimeCall::Inference(..) | RuntimeCall::Receipts(..))
            }
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
            (NonTransfer, Governance | Staking | Curation) => true,
            _ => false,
        }
    }
}
