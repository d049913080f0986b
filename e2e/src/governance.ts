// SPDX-License-Identifier: Apache-2.0

// A referendum, step by step, as docs/governance.md describes it by hand:
//
//   const referenda = new Referenda(chain);
//   const split = chain.call('feeSplits', 'setFeeSplit', { contributors: 450_000, … });
//   await chain.succeed([referenda.note(split), alice]);                         // publishes the call
//   const [submitted] = await chain.succeed([referenda.submit(FEE_SPLIT_ADMIN, split), bob]);
//   const index = indexOf(submitted);                                            // the origin decides the track
//   await chain.succeed([referenda.placeDecisionDeposit(index), charlie]);       // without it, nothing is decided
//   await chain.succeed([referenda.vote(index, { aye: true, conviction: 'Locked1x', balance }), dave]);
//   await referenda.decided(index);                                              // 'Approved' or 'Rejected'
//   const { error } = await referenda.enacted(index);                            // the outcome of the call
//
// Any account can do any of these steps. On a development chain the last two request blocks, elsewhere they wait for
// them.

import type { Int } from '@openledger/client';
import type { Enum, Option } from '@polkadot/types';
import type { Codec } from '@polkadot/types/types';
import { bnToU8a, compactAddLength, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import { type Call, type Chain, type ChainEvent, eventOf, eventsOf, type Outcome } from './chain.ts';

/** The origin of a referendum's call. It decides the track, with its deposit, periods and thresholds. */
export type Origin = { system: 'Root' } | { Origins: string };
export const ROOT: Origin = { system: 'Root' };
export const FEE_SPLIT_ADMIN: Origin = { Origins: 'FeeSplitAdmin' };
export const ARBITER: Origin = { Origins: 'Arbiter' };
export const WHITELISTED_CALLER: Origin = { Origins: 'WhitelistedCaller' };

/** The factor of a vote, and the periods that it locks if it wins. `None` counts a tenth and locks nothing. */
export type Conviction = 'None' | 'Locked1x' | 'Locked2x' | 'Locked3x' | 'Locked4x' | 'Locked5x' | 'Locked6x';

export interface Vote {
    aye: boolean;
    conviction: Conviction;
    /** In planck: at most the account's whole balance, stake and deposits included. */
    balance: bigint;
}

/** The state of a referendum. */
export type State = 'Ongoing' | 'Approved' | 'Rejected' | 'Cancelled' | 'TimedOut' | 'Killed';

/** Votes so far, in planck. */
export interface Tally {
    /** Weighted by conviction. */
    ayes: bigint;
    nays: bigint;
    /** The balance that votes aye, whatever its conviction. */
    support: bigint;
}

/** The outcome of a call that a referendum approved. */
export interface Enactment {
    /** Hash of the block. */
    block: string;
    /** `Pallet.Error: its documentation`; absent if the call succeeded. */
    error?: string;
    /** All events of that block. */
    events: ChainEvent[];
}

/** An entry of the storage `referenda.referendumInfoFor`. */
interface ReferendumInfo extends Enum {
    asOngoing: Codec & { tally: Codec & Record<keyof Tally, Int> };
}

export class Referenda {
    constructor(private readonly chain: Chain) {}

    /** Puts the encoded call on the chain, against a deposit, so that everybody can read it. */
    note(proposal: Call): Call {
        // As text: @polkadot/api takes bytes for bytes with their length before them.
        return this.chain.call('preimage', 'notePreimage', u8aToHex(proposal.method.toU8a()));
    }

    /** Submits a referendum on a noted call, to be enacted as soon as the track allows. */
    submit(origin: Origin, proposal: Call): Call {
        const bytes = proposal.method.toU8a();
        const noted = { Lookup: { hash: blake2AsHex(bytes), len: bytes.length } };
        return this.chain.call('referenda', 'submit', origin, noted, { After: 0 });
    }

    /** Places the deposit that a decision needs. Any account can, and gets it back unless the referendum is killed. */
    placeDecisionDeposit(index: number): Call {
        return this.chain.call('referenda', 'placeDecisionDeposit', index);
    }

    /** Votes. A second vote of an account replaces its first. */
    vote(index: number, { aye, conviction, balance }: Vote): Call {
        return this.chain.call('convictionVoting', 'vote', index, { Standard: { vote: { aye, conviction }, balance } });
    }

    /** Removes a vote. The balance that it locked is free after `unlock`. */
    removeVote(track: number, index: number): Call {
        return this.chain.call('convictionVoting', 'removeVote', track, index);
    }

    /** Unlocks the balance of votes on a track whose conviction periods are over. */
    unlock(track: number, who: string): Call {
        return this.chain.call('convictionVoting', 'unlock', track, who);
    }

    /** Returns the decision deposit of a referendum that is over to its depositor. Any account can send it. */
    refundDecisionDeposit(index: number): Call {
        return this.chain.call('referenda', 'refundDecisionDeposit', index);
    }

    /** Returns the submission deposit, if the referendum was approved or cancelled. */
    refundSubmissionDeposit(index: number): Call {
        return this.chain.call('referenda', 'refundSubmissionDeposit', index);
    }

    async state(index: number): Promise<State> {
        return (await this.info(index)).type as State;
    }

    /** The votes of a referendum that is not over. */
    async tally(index: number): Promise<Tally> {
        const { ayes, nays, support } = (await this.info(index)).asOngoing.tally;
        return { ayes: ayes.toBigInt(), nays: nays.toBigInt(), support: support.toBigInt() };
    }

    /** Gets blocks until a referendum is over. */
    async decided(index: number, atMost = 500): Promise<State> {
        for (let blocks = 0; blocks <= atMost; blocks += 1) {
            const state = await this.state(index);
            if (state !== 'Ongoing') return state;
            await this.chain.makeBlock();
        }
        throw new Error(`Referendum ${index} is not decided after ${atMost} blocks`);
    }

    /**
     * Gets blocks until the approved call is dispatched. Call it before that happens, since it reads only the blocks
     * that follow.
     */
    async enacted(index: number, atMost = 500): Promise<Enactment> {
        const name = enactmentName(index);
        for (let blocks = 0; blocks < atMost; blocks += 1) {
            const block = await this.chain.makeBlock();
            const events = await this.chain.events(block);
            for (const { data } of eventsOf(events, 'scheduler', 'Dispatched')) {
                if (data.id.toString() !== name) continue;
                const { result } = data;
                return result.isErr ? { block, events, error: this.chain.explain(result.asErr) } : { block, events };
            }
        }
        throw new Error(`Nothing of referendum ${index} is enacted after ${atMost} blocks`);
    }

    private async info(index: number): Promise<ReferendumInfo> {
        const info = await this.chain.read<Option<ReferendumInfo>>('referenda', 'referendumInfoFor', index);
        if (info.isNone) throw new Error(`There is no referendum ${index}`);
        return info.unwrap();
    }
}

/** The index of a referendum, from the outcome of its submission. */
export function indexOf(submitted: Outcome | undefined): number {
    return eventOf(submitted, 'referenda', 'Submitted').data.index.toNumber();
}

/** The scheduler's name for the enactment of a referendum. */
function enactmentName(index: number): string {
    const number = bnToU8a(index, { bitLength: 32, isLe: true });
    return blake2AsHex(u8aConcat(stringToU8a('assembly'), compactAddLength(stringToU8a('enactment')), number));
}
