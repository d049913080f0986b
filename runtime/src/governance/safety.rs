// SPDX-License-Identifier: Apache-2.0

//! Stopping calls in an emergency, and which calls nobody can stop.
//!
//! The technical committee can pause single calls or, for hours, all but the essential ones. It can not pause what could
//! undo that: referenda and voting go on, so that root can end the pause, do what is needed and elect another committee.
//! And nobody can keep from others what they have earned: claims go on, as long as the ledger holds what it owes.

use super::TwoThirdsOfCommittee;
use crate::{
    constants::time::{DAYS, HOURS},
    weights, AccountId, Balances, BlockNumber, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, SafeMode,
    TxPause,
};
use polkadot_sdk::{
    frame_support::{
        parameter_types,
        traits::{CallMetadata, ConstU32, Contains, EitherOf, GetCallMetadata},
    },
    frame_system::{EnsureRoot, EnsureRootWithSuccess, EnsureWithSuccess},
    pallet_safe_mode, pallet_tx_pause,
};

/// The pallets whose calls are always let through.
///
/// Those of the chain itself; those that make blocks; those that governance is made of, with the calls that its origins
/// make; those through which an account acts that no single key controls, where the calls inside are looked at again; and
/// claims.
pub const ALWAYS: [&str; 21] = [
    "System",
    "ParachainSystem",
    "Timestamp",
    "CollatorSelection",
    "Session",
    "Treasury",
    "Preimage",
    "Scheduler",
    "Parameters",
    "Sudo",
    "ConvictionVoting",
    "Referenda",
    "Whitelist",
    "TechnicalCommittee",
    "SafeMode",
    "TxPause",
    "Governance",
    "Utility",
    "Multisig",
    "Proxy",
    "Attribution",
];

/// The calls of other pallets that are let through while all but the essential ones are stopped. A channel thaws, and the time
/// in which an operator can be convicted passes, whatever is stopped.
const IN_SAFE_MODE: [(&str, &str); 2] = [("Inference", "settle"), ("Inference", "report_equivocation")];

/// What may be dispatched now. Nothing is read for what always may.
pub struct CallFilter;

impl Contains<RuntimeCall> for CallFilter {
    fn contains(call: &RuntimeCall) -> bool {
        Always::contains(call) || (SafeMode::contains(call) && TxPause::contains(call))
    }
}

/// What is let through in safe mode.
pub struct InSafeMode;

impl Contains<RuntimeCall> for InSafeMode {
    fn contains(call: &RuntimeCall) -> bool {
        let CallMetadata { pallet_name, function_name } = call.get_call_metadata();
        Always::contains(call) || IN_SAFE_MODE.contains(&(pallet_name, function_name))
    }
}

/// What is always let through.
pub struct Always;

impl Contains<RuntimeCall> for Always {
    fn contains(call: &RuntimeCall) -> bool {
        let CallMetadata { pallet_name, .. } = call.get_call_metadata();
        ALWAYS.contains(&pallet_name)
    }
}

impl Contains<pallet_tx_pause::RuntimeCallNameOf<Runtime>> for Always {
    fn contains((pallet, _): &pallet_tx_pause::RuntimeCallNameOf<Runtime>) -> bool {
        ALWAYS.iter().any(|name| name.as_bytes() == pallet.as_slice())
    }
}

parameter_types! {
    /// For how long the committee stops calls at once; it can extend that while it lasts.
    pub const CommitteesStop: BlockNumber = 6 * HOURS;
    /// For how long root does.
    pub const RootsStop: BlockNumber = 7 * DAYS;
    /// Nobody stops the chain by paying for it.
    pub const NotForMoney: Option<crate::Balance> = None;
    pub const NoRelease: Option<BlockNumber> = None;
}

/// Who stops calls, and for how long.
type Stop = EitherOf<
    EnsureRootWithSuccess<AccountId, RootsStop>,
    EnsureWithSuccess<TwoThirdsOfCommittee, AccountId, CommitteesStop>,
>;

/// Who pauses single calls, and who lets them go on.
type Pause = EitherOf<EnsureRoot<AccountId>, TwoThirdsOfCommittee>;

impl pallet_safe_mode::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type WhitelistedCalls = InSafeMode;
    type EnterDuration = CommitteesStop;
    type ExtendDuration = CommitteesStop;
    type EnterDepositAmount = NotForMoney;
    type ExtendDepositAmount = NotForMoney;
    type ForceEnterOrigin = Stop;
    type ForceExtendOrigin = Stop;
    type ForceExitOrigin = Pause;
    type ForceDepositOrigin = EnsureRoot<AccountId>;
    type Notify = ();
    type ReleaseDelay = NoRelease;
    type WeightInfo = weights::pallet_safe_mode::WeightInfo<Runtime>;
}

impl pallet_tx_pause::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PauseOrigin = Pause;
    type UnpauseOrigin = Pause;
    type WhitelistedCalls = Always;
    // Longer than any name here: a longer one would count as paused.
    type MaxNameLen = ConstU32<256>;
    type WeightInfo = weights::pallet_tx_pause::WeightInfo<Runtime>;
}
