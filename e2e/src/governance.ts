// SPDX-License-Identifier: Apache-2.0

// A referendum, step by step, as docs/governance.md describes it by hand:
//
//   const referenda = new Referenda(chain);
//   const split = chain.call('governance', 'setFeeSplit', { contributors: 450_000, … });
//   await chain.succeed([referenda.note(split), alice]);                         // what is to be decided
//   const [submitted] = await chain.succeed([referenda.submit(FEE_SPLIT_ADMIN, split), bob]);
//   const index = indexOf(submitted);                                            // in whose name, hence on which track
//   await chain.succeed([referenda.placeDecisionDeposit(index), charlie]);       // or it is never decided
//   await chain.succeed([referenda.vote(index, { aye: true, conviction: 'Locked1x', balance }), dave]);
//   await referenda.decided(index);                                              // 'Approved' or 'Rejected'
//   const { error } = await referenda.enacted(index);                            // what became of the call
//
// Any account can do any of these steps. The last two have blocks made on a development chain; elsewhere they wait for them.

import { bnToU8a, compactAddLength, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import { type Call, type Chain, type ChainEvent, eventOf, type Outcome } from './chain.ts';

/** In whose name a referendum acts; the track, with its deposit, periods and thresholds, follows from it. */
export type Origin = { system: 'Root' } | { Origins: string };
export const ROOT: Origin = { system: 'Root' };
export const FEE_SPLIT_ADMIN: Origin = { Origins: 'FeeSplitAdmin' };
export const WHITELISTED_CALLER: Origin = { Origins: 'WhitelistedCaller' };

/** By how much a vote counts more, and for how many periods it locks if it wins. `None` counts a tenth and locks nothing. */
export type Conviction = 'None' | 'Locked1x' | 'Locked2x' | 'Locked3x' | 'Locked4x' | 'Locked5x' | 'Locked6x';

export interface Vote {
    aye: boolean;
    conviction: Conviction;
    /** In planck: up to all that the account has, what is staked or held as a deposit included. */
    balance: bigint;
}

/** Where a referendum stands. */
export type State = 'Ongoing' | 'Approved' | 'Rejected' | 'Cancelled' | 'TimedOut' | 'Killed';

/** Votes so far, in planck. */
export interface Tally {
    /** Weighed by conviction. */
    ayes: bigint;
    nays: bigint;
    /** What votes aye, whatever its conviction. */
    support: bigint;
}

/** What became of a call that a referendum approved. */
export interface Enactment {
    /** Hash of the block. */
    block: string;
    /** `Pallet.Error: what its documentation says`; absent if the call succeeded. */
    error?: string;
    /** All events of that block. */
    events: ChainEvent[];
}

export class Referenda {
    constructor(private readonly chain: Chain) {}

    /** Put the encoded call on the chain, against a deposit, so that everybody can see what is decided. */
    note(proposal: Call): Call {
        // As text: bytes would be taken for bytes with their length before them.
        return this.chain.call('preimage', 'notePreimage', u8aToHex(proposal.method.toU8a()));
    }

    /** Ask for a referendum on a call that was noted, to be enacted as soon as the track allows. */
    submit(origin: Origin, proposal: Call): Call {
        const bytes = proposal.method.toU8a();
        const noted = { Lookup: { hash: blake2AsHex(bytes), len: bytes.length } };
        return this.chain.call('referenda', 'submit', origin, noted, { After: 0 });
    }

    /** Without it, nothing is decided. Anybody can place it, and gets it back unless the referendum is killed. */
    placeDecisionDeposit(index: number): Call {
        return this.chain.call('referenda', 'placeDecisionDeposit', index);
    }

    /** A second vote of an account takes the place of its first. */
    vote(index: number, { aye, conviction, balance }: Vote): Call {
        return this.chain.call('convictionVoting', 'vote', index, { Standard: { vote: { aye, conviction }, balance } });
    }

    /** Take a vote back, or let one go that is over. What it locked is free after `unlock`. */
    removeVote(track: number, index: number): Call {
        return this.chain.call('convictionVoting', 'removeVote', track, index);
    }

    /** Free what votes on a track locked, as far as the time of their conviction is over. */
    unlock(track: number, who: string): Call {
        return this.chain.call('convictionVoting', 'unlock', track, who);
    }

    /** Return the decision deposit of a referendum that is over. Anybody can send it, for whoever placed it. */
    refundDecisionDeposit(index: number): Call {
        return this.chain.call('referenda', 'refundDecisionDeposit', index);
    }

    /** Return the deposit of the submission, if the referendum was approved or cancelled. */
    refundSubmissionDeposit(index: number): Call {
        return this.chain.call('referenda', 'refundSubmissionDeposit', index);
    }

    async state(index: number): Promise<State> {
        return (await this.info(index)).type;
    }

    /** The votes of a referendum that is not over. */
    async tally(index: number): Promise<Tally> {
        const { ayes, nays, support } = (await this.info(index)).asOngoing.tally;
        return { ayes: ayes.toBigInt(), nays: nays.toBigInt(), support: support.toBigInt() };
    }

    /** Have blocks made until a referendum is over. */
    async decided(index: number, atMost = 500): Promise<State> {
        for (let blocks = 0; blocks <= atMost; blocks += 1) {
            const state = await this.state(index);
            if (state !== 'Ongoing') return state;
            await this.chain.makeBlock();
        }
        throw new Error(`Referendum ${index} is not decided after ${atMost} blocks`);
    }

    /**
     * Have blocks made until what a referendum decided is carried out. To be called before that, since it looks at the
     * blocks that come.
     */
    async enacted(index: number, atMost = 500): Promise<Enactment> {
        const name = enactmentName(index);
        for (let blocks = 0; blocks < atMost; blocks += 1) {
            const block = await this.chain.makeBlock();
            const events = await this.chain.events(block);
            for (const { pallet, name: event, data } of events) {
                if (pallet !== 'scheduler' || event !== 'Dispatched' || data.id.toString() !== name) continue;
                const { result } = data;
                return result.isErr ? { block, events, error: this.chain.explain(result.asErr) } : { block, events };
            }
        }
        throw new Error(`Nothing of referendum ${index} is enacted after ${atMost} blocks`);
    }

    private async info(index: number): Promise<any> {
        const info = await this.chain.read('referenda', 'referendumInfoFor', index);
        if (info.isNone) throw new Error(`There is no referendum ${index}`);
        return info.unwrap();
    }
}

/** The index of a referendum, from the outcome of its submission. */
export function indexOf(submitted: Outcome): number {
    return eventOf(submitted, 'referenda', 'Submitted').data.index.toNumber();
}

/** Under which name the scheduler keeps what a referendum decided: the hash of what tells it from everything else. */
function enactmentName(index: number): string {
    const number = bnToU8a(index, { bitLength: 32, isLe: true });
    return blake2AsHex(u8aConcat(stringToU8a('assembly'), compactAddLength(stringToU8a('enactment')), number));
}
