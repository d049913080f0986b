// SPDX-License-Identifier: Apache-2.0

// A node of its own for a test file, with a loop on it.

import { People } from '../src/accounts.ts';
import { Chain } from '../src/chain.ts';
import { Loop } from '../src/loop.ts';
import { type Node, startNode } from '../src/node.ts';

export interface Setup {
    node: Node;
    chain: Chain;
    people: People;
    loop: Loop;
    stop(): Promise<void>;
}

/** Starts a node that logs to `.run/<name>.log`, and connects to it. */
export async function setUp(name: string, options?: string[]): Promise<Setup> {
    const node = await startNode(name, options);
    try {
        const chain = await Chain.connect(node.endpoint);
        const people = await People.create(chain.api.registry.chainSS58 ?? 42);
        const stop = async () => {
            await chain.disconnect();
            await node.stop();
        };
        return { node, chain, people, loop: new Loop(chain, people), stop };
    } catch (error) {
        await node.stop();
        throw error;
    }
}
