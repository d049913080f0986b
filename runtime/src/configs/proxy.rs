// SPDX-License-Identifier: Apache-2.0

//! What a proxy may do in the name of another account.

// The derived codec numbers the variants with a cast.
#![allow(clippy::as_conversions)]

use crate::RuntimeCall;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{frame_support::traits::InstanceFilter, pallet_proxy, pallet_vesting};
use scale_info::TypeInfo;

/// Kinds of proxies.
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
    /// Everything.
    #[default]
    #[codec(index = 0)]
    Any,
    /// Everything that does not take OPEN out of the account.
    #[codec(index = 1)]
    NonTransfer,
    /// Governance: what the holders of OPEN decide on.
    #[codec(index = 2)]
    Governance,
    /// Staking of operators and collators.
    #[codec(index = 3)]
    Staking,
    /// Curating datanets.
    #[codec(index = 4)]
    Curation,
    /// Offers, channels and settlements.
    #[codec(index = 5)]
    Billing,
    /// Only rejecting what other proxies have announced.
    #[codec(index = 6)]
    CancelProxy,
}

/// Calls that only bundle other calls; each of those is filtered again.
fn bundles(call: &RuntimeCall) -> bool {
    matches!(call, RuntimeCall::Utility(..) | RuntimeCall::Multisig(..))
}

/// What a datanet's owner, curators and contributors do, but for giving the datanet or money away.
fn curates(call: &RuntimeCall) -> bool {
    use pallet_datanets::Call;
    matches!(call, RuntimeCall::Datanets(call) if !matches!(call, Call::fund { .. } | Call::propose_owner { .. }))
}

/// Staking of operators and collators. What it earns is claimed into the staker's own account.
fn stakes(call: &RuntimeCall) -> bool {
    matches!(
        call,
        RuntimeCall::OperatorStaking(..)
            | RuntimeCall::CollatorSelection(..)
            | RuntimeCall::Session(..)
            | RuntimeCall::Attribution(..)
    )
}

/// What the holders of OPEN decide on.
fn governs(call: &RuntimeCall) -> bool {
    matches!(
        call,
        RuntimeCall::Governance(..)
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

/// What a model's owner does, but for giving the model or its earnings away.
fn keeps_models(call: &RuntimeCall) -> bool {
    use pallet_model_registry::Call;
    matches!(
        call,
        RuntimeCall::ModelRegistry(call)
            if !matches!(call, Call::transfer_builder_share { .. } | Call::propose_owner { .. })
    )
}

/// What an operator does to be paid, and a payer to get its money back: nothing that pays.
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
                | Call::report_equivocation { .. }
        )
    )
}

/// Frees what has vested; creates and changes no schedule.
fn vests(call: &RuntimeCall) -> bool {
    use pallet_vesting::Call;
    matches!(call, RuntimeCall::Vesting(Call::vest { .. } | Call::vest_other { .. }))
}

impl InstanceFilter<RuntimeCall> for ProxyType {
    fn filter(&self, call: &RuntimeCall) -> bool {
        match self {
            ProxyType::Any => true,
            // A list of what is allowed: a pallet that is added later starts outside.
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
            ProxyType::Billing => bundles(call) || matches!(call, RuntimeCall::Inference(..)),
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
