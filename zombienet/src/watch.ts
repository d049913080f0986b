// SPDX-License-Identifier: Apache-2.0

// Queries about a chain that makes its own blocks: its height, the authors of its blocks, whether two nodes agree on
// them, and how long something takes.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Int } from '@openledger/client';
import { Followed } from '@openledger/e2e/blocks';
import { Chain } from '@openledger/e2e/chain';
import type { Vec } from '@polkadot/types';
import type { Codec } from '@polkadot/types/types';
import type { Node } from './network.ts';

/** A connection to a node of the network. */
export interface Watched {
    chain: Chain;
    blocks: Followed;
}

/** Connects to a node, which may still be starting. */
export async function watch(node: Node): Promise<Watched> {
    let blocks: Followed | undefined;
    const connected = Chain.connect(node.endpoint, async (api) => (blocks = await Followed.of(api)));
    const chain = await within(`${node.name} to answer`, 180, connected);
    return { chain, blocks: blocks as Followed };
}

/** The number of the best block. */
export async function best({ api }: Chain): Promise<number> {
    return (await api.rpc.chain.getHeader()).number.toNumber();
}

/** The number of the last final block. */
export async function final({ api }: Chain): Promise<number> {
    // A request without a connection would be logged each time.
    if (!api.isConnected) throw new Error('The node does not answer');
    return (await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead())).number.toNumber();
}

export async function hashAt({ api }: Chain, number: number): Promise<string> {
    return (await api.rpc.chain.getBlockHash(number)).toHex();
}

/** The author of a block: the session key of the authority that had its slot. */
export async function author(chain: Chain, number: number): Promise<string> {
    const [before, at] = await Promise.all([hashAt(chain, number - 1), hashAt(chain, number)]);
    const authorities = await chain.readAt<Vec<Codec>>(before, 'aura', 'authorities');
    const slot = await chain.readAt<Int>(at, 'aura', 'currentSlot');
    return String(authorities[slot.toNumber() % authorities.length]);
}

/** The number of blocks from `from` to `to` by each session key. */
export async function authors(chain: Chain, from: number, to: number): Promise<Map<string, number>> {
    const count = new Map<string, number>();
    for (let number = from; number <= to; number += 1) {
        const who = await author(chain, number);
        count.set(who, (count.get(who) ?? 0) + 1);
    }
    return count;
}

/** The first block from `from` to `to` of which two nodes do not have the same; none if they agree. */
export async function difference(one: Chain, other: Chain, from: number, to: number): Promise<number | undefined> {
    for (let number = from; number <= to; number += 1) {
        if ((await hashAt(one, number)) !== (await hashAt(other, number))) return number;
    }
    return undefined;
}

/** Waits until `there` returns true. Returns the seconds that it took. Failures meanwhile are retried. */
export async function until(what: string, seconds: number, there: () => Promise<boolean>): Promise<number> {
    const began = Date.now();
    const passed = () => (Date.now() - began) / 1_000;
    for (;;) {
        let failure: Error | undefined;
        try {
            if (await within(what, seconds, there())) return passed();
        } catch (error) {
            failure = error as Error;
        }
        if (passed() > seconds) throw failure ?? new Error(`Waited ${seconds} s for ${what}`);
        await sleep(300);
    }
}

async function within<T>(what: string, seconds: number, wanted: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, fail) => {
        timer = setTimeout(() => fail(new Error(`Waited ${seconds} s for ${what}`)), seconds * 1_000);
    });
    return Promise.race([wanted, late]).finally(() => clearTimeout(timer));
}
