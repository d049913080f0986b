// SPDX-License-Identifier: Apache-2.0

// The demo: one development chain, the whole loop, and a statement. Exits with 0 only if the books balance.

import { People } from './src/accounts.ts';
import { Chain } from './src/chain.ts';
import { Loop } from './src/loop.ts';
import { type Node, startNode } from './src/node.ts';
import { statement } from './src/statement.ts';

const began = Date.now();
const log = (line: string) => console.log(`[${((Date.now() - began) / 1_000).toFixed(1).padStart(5)} s] ${line}`);

/** Plays the loop on a node and prints the statement. Returns whether the books balance. */
async function play(node: Node): Promise<boolean> {
    const chain = await Chain.connect(node.endpoint);
    try {
        log(`It answers at ${node.endpoint}, its log is ${node.log}.`);
        const people = await People.create(chain.api.registry.chainSS58 ?? 42);
        const loop = new Loop(chain, people, log);
        await loop.run();
        log('Done.');
        console.log(`\n${statement(loop).join('\n')}`);
        return loop.books.balance();
    } finally {
        await chain.disconnect();
    }
}

let balanced = false;
let node: Node | undefined;
try {
    log('Starting a development node ...');
    node = await startNode('demo');
    balanced = await play(node);
} catch (error) {
    console.error(`\nThe demo stopped: ${(error as Error).message}`);
    if (node) console.error(`The node's log is ${node.log}.`);
} finally {
    await node?.stop();
}
process.exit(balanced ? 0 : 1);
