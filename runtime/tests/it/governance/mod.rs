// SPDX-License-Identifier: Apache-2.0

//! Referenda of holders of OPEN, from the preimage to enactment.

mod origins;
mod referenda;
mod staked;
mod treasury;
mod upgrade;

use crate::chain::{dispatch, Chain};
use codec::Encode;
use openledger_primitives::{Balance, FeeSplit, OPEN};
use openledger_runtime::{OriginCaller, Preimage, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, System};
use polkadot_sdk::{
    frame_support::traits::{schedule::DispatchTime, Bounded},
    frame_system,
    pallet_conviction_voting::{self, AccountVote, Conviction, Vote},
    pallet_preimage, pallet_referenda, pallet_scheduler,
    sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave},
    sp_runtime::{
        traits::{BlakeTwo256, Hash as _},
        DispatchResult, Permill,
    },
};

/// Nearly the whole balance of a well-known account: the rest pays for deposits.
const STAKE: Balance = 9_000_000 * OPEN;

/// Who is on the committee, as two thirds of it and as less.
fn committee(ayes: u32) -> RuntimeOrigin {
    polkadot_sdk::pallet_collective::RawOrigin::<_, polkadot_sdk::pallet_collective::Instance1>::Members(ayes, 3).into()
}

/// A split within the constitution, one step from the one at genesis.
fn other_split() -> FeeSplit {
    FeeSplit { contributors: Permill::from_percent(45), builders: Permill::from_percent(20), ..FeeSplit::default() }
}

fn set_fee_split(split: FeeSplit) -> RuntimeCall {
    pallet_fee_split::Call::<Runtime>::set_fee_split { split }.into()
}

/// Note `call` and submit it for a referendum in the name of `origin`, with its decision deposit. Three accounts do it,
/// since three can. Returns the referendum's index.
fn submit(origin: impl Into<OriginCaller>, call: RuntimeCall) -> u32 {
    let bytes = call.encode();
    let (hash, len) = (BlakeTwo256::hash(&bytes), bytes.len() as u32);
    dispatch(Alice, pallet_preimage::Call::note_preimage { bytes }).unwrap();
    let index = pallet_referenda::ReferendumCount::<Runtime>::get();
    let submission = pallet_referenda::Call::<Runtime>::submit {
        proposal_origin: Box::new(origin.into()),
        proposal: Bounded::Lookup { hash, len },
        enactment_moment: DispatchTime::After(0),
    };
    dispatch(Bob, submission).unwrap();
    dispatch(Charlie, pallet_referenda::Call::<Runtime>::place_decision_deposit { index }).unwrap();
    index
}

fn vote(who: Sr25519Keyring, index: u32, aye: bool, conviction: Conviction, balance: Balance) {
    let vote = AccountVote::Standard { vote: Vote { aye, conviction }, balance };
    dispatch(who, pallet_conviction_voting::Call::<Runtime>::vote { poll_index: index, vote }).unwrap();
}

/// Let every account vote aye.
fn all_vote_aye(index: u32) {
    for who in Sr25519Keyring::well_known() {
        vote(who, index, true, Conviction::Locked1x, STAKE);
    }
}

/// What the scheduler says of what it enacted in this block. Alarms of referenda have no name.
fn enacted() -> Option<DispatchResult> {
    System::events().into_iter().find_map(|record| match record.event {
        RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched { id: Some(_), result, .. }) => Some(result),
        _ => None,
    })
}

/// Build blocks until one of them shows something.
fn blocks_until<R>(chain: &mut Chain, at_most: u32, look: impl Fn() -> Option<R>) -> R {
    for _ in 0..at_most {
        if let Some(seen) = chain.block(&look) {
            return seen;
        }
    }
    panic!("nothing in {at_most} blocks");
}

/// Whether a preimage is still there.
fn has_preimage(call: &RuntimeCall) -> bool {
    use polkadot_sdk::frame_support::traits::QueryPreimage;
    Preimage::len(&BlakeTwo256::hash_of(call)).is_some()
}

fn referendum(index: u32) -> pallet_referenda::ReferendumInfoOf<Runtime, ()> {
    pallet_referenda::ReferendumInfoFor::<Runtime>::get(index).unwrap()
}

fn remark() -> RuntimeCall {
    frame_system::Call::<Runtime>::remark { remark: vec![] }.into()
}

fn free(who: Sr25519Keyring) -> Balance {
    openledger_runtime::Balances::free_balance(who.to_account_id())
}

/// Three voters, with more than a fifth of what can vote together.
const VOTERS: [Sr25519Keyring; 3] = [Alice, Bob, Dave];
