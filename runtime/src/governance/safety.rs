// SPDX-License-Identifier: Apache-2.0

//! Emergency stops, and the calls that nobody can stop.
//!
//! The technical committee can pause single calls or, for hours, all but the essential ones. Both ask the same list,
//! [`passes`]. It has the calls that would lift a stop: referenda and voting go on, so that root can end it and elect
//! another committee. It has claims, as long as the ledger holds the amount that it owes. It has every call by which an
//! account defends itself against a deadline, since a stop does not stop the clock of eras.

use super::TwoThirdsOfCommittee;
use crate::{
    configs::money::{runtime_accounts, TreasuryAccount},
    constants::time::{DAYS, HOURS},
    weights, AccountId, Balances, BlockNumber, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, SafeMode,
    Sponsorship, TxPause,
};
use polkadot_sdk::{
    frame_support::{
        parameter_types,
        traits::{CallMetadata, ConstU32, Contains, EitherOf, GetCallMetadata},
    },
    frame_system::{EnsureRoot, EnsureRootWithSuccess, EnsureWithSuccess},
    pallet_safe_mode, pallet_tx_pause, pallet_vesting,
    sp_runtime::traits::StaticLookup,
};

/// The pallets whose calls always pass.
///
/// These are the pallets of the chain itself and of block production, governance with the calls that its origins make,
/// and claims. Bundles, multisigs and proxies pass as well: the calls inside them are filtered again.
pub const ALWAYS: &[&str] = &[
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
    "FeeSplits",
    "Utility",
    "Multisig",
    "Proxy",
    "Attribution",
];

/// The calls of other pallets that always pass: those that defend an account against a deadline, or against somebody
/// whose calls pass.
pub const DEFENSES: &[(&str, &[&str])] = &[
    // A review is due in the policy's time. Whoever waits longer takes the contribution back. An owner can end the
    // power of a curator, who goes on reviewing; with as many curators as reviews, it must appoint another first. A
    // curator can leave before other rules are in force, and take its bond out.
    ("Datanets", &["review", "withdraw", "add_curator", "remove_curator", "leave_curator", "withdraw_curator_bond"]),
    // Channels thaw and vouchers expire. A payer can end a channel and an agent, whose vouchers go on settling.
    ("Inference", &["settle", "request_close", "close_channel", "revoke_agent"]),
    // Stake leaves before a higher commission or a slash. An operator can end its work, and a signer's.
    (
        "OperatorStaking",
        &["unbond", "unbond_for", "withdraw_unbonded", "withdraw_unbonded_for", "chill", "leave", "set_signer"],
    ),
    // Every stage of a case has a deadline, and its end returns bonds.
    ("Disputes", &["respond", "rule", "appeal", "finalize", "rule_by_track", "set_panel"]),
    // Receipts can convict within the dispute window.
    ("Receipts", &["report_equivocation"]),
    // Roots have a time, and so has the proof that one is wrong. An attributor can take its bond out, and an owner can
    // end influence and the power of an attributor. Vouchers expire.
    ("Influence", &["set_policy", "remove_attributor", "unbond", "post_root", "challenge", "claim", "settle_named"]),
    // A budget pays for contributors whose calls pass. Its owner can end that.
    ("Sponsorship", &["set_policy", "withdraw"]),
];

/// Whether the call named `call` of the pallet named `pallet` always passes: in safe mode as well, and nobody can pause
/// it.
pub fn passes(pallet: &[u8], call: &[u8]) -> bool {
    ALWAYS.iter().any(|name| name.as_bytes() == pallet)
        || DEFENSES
            .iter()
            .any(|(name, calls)| name.as_bytes() == pallet && calls.iter().any(|name| name.as_bytes() == call))
}

/// Whether a call may be dispatched now. Calls that always pass read no storage.
pub struct CallFilter;

impl Contains<RuntimeCall> for CallFilter {
    fn contains(call: &RuntimeCall) -> bool {
        Always::contains(call)
            || (!locks_the_runtimes_money(call) && SafeMode::contains(call) && TxPause::contains(call))
    }
}

/// Whether `call` vests OPEN in an account that no key controls.
///
/// Vesting locks the whole account, not only the gift. A vested transfer would freeze balances that the ledger owes to
/// others, that block authors are paid from, or that a datanet sponsors with. A plain transfer to such an account is
/// harmless.
fn locks_the_runtimes_money(call: &RuntimeCall) -> bool {
    let RuntimeCall::Vesting(pallet_vesting::Call::vested_transfer { target, .. }) = call else { return false };
    // A target that is no account fails later.
    <Runtime as polkadot_sdk::frame_system::Config>::Lookup::lookup(target.clone()).is_ok_and(|target| {
        runtime_accounts().contains(&target) || target == TreasuryAccount::get() || Sponsorship::is_budget(&target)
    })
}

/// Whether a call always passes, by the list of both stops: [`passes`].
pub struct Always;

impl Contains<RuntimeCall> for Always {
    fn contains(call: &RuntimeCall) -> bool {
        let CallMetadata { pallet_name, function_name } = call.get_call_metadata();
        passes(pallet_name.as_bytes(), function_name.as_bytes())
    }
}

impl Contains<pallet_tx_pause::RuntimeCallNameOf<Runtime>> for Always {
    fn contains((pallet, call): &pallet_tx_pause::RuntimeCallNameOf<Runtime>) -> bool {
        passes(pallet, call)
    }
}

parameter_types! {
    /// Blocks that one stop of the committee lasts. The committee can extend a stop while it lasts.
    pub const CommitteesStop: BlockNumber = 6 * HOURS;
    /// Blocks that one stop of root lasts.
    pub const RootsStop: BlockNumber = 7 * DAYS;
    /// No account can stop the chain with a deposit.
    pub const NotForMoney: Option<crate::Balance> = None;
    pub const NoRelease: Option<BlockNumber> = None;
}

/// Root or two thirds of the committee: stops calls, for the time that each may.
type EnsureStop = EitherOf<
    EnsureRootWithSuccess<AccountId, RootsStop>,
    EnsureWithSuccess<TwoThirdsOfCommittee, AccountId, CommitteesStop>,
>;

/// Root or two thirds of the committee: pauses single calls, and lifts pauses and stops.
type EnsurePause = EitherOf<EnsureRoot<AccountId>, TwoThirdsOfCommittee>;

impl pallet_safe_mode::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type WhitelistedCalls = Always;
    type EnterDuration = CommitteesStop;
    type ExtendDuration = CommitteesStop;
    type EnterDepositAmount = NotForMoney;
    type ExtendDepositAmount = NotForMoney;
    type ForceEnterOrigin = EnsureStop;
    type ForceExtendOrigin = EnsureStop;
    type ForceExitOrigin = EnsurePause;
    type ForceDepositOrigin = EnsureRoot<AccountId>;
    type Notify = ();
    type ReleaseDelay = NoRelease;
    type WeightInfo = weights::pallet_safe_mode::WeightInfo<Runtime>;
}

impl pallet_tx_pause::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PauseOrigin = EnsurePause;
    type UnpauseOrigin = EnsurePause;
    type WhitelistedCalls = Always;
    // Longer than any name here: a call with a longer name would count as paused.
    type MaxNameLen = ConstU32<256>;
    type WeightInfo = weights::pallet_tx_pause::WeightInfo<Runtime>;
}
