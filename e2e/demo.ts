// SPDX-License-Identifier: Apache-2.0

// The demo: one development chain, the whole loop, and a statement. Exits with 0 only if the books balance.

import { People } from './src/accounts.ts';
import { Chain } from './src/chain.ts';
import { Loop } from './src/loop.ts';
import { startNode } from './src/node.ts';
import { statement } from './src/statement.ts';

const began = Date.now();
const log = (line: string) => console.log(`[${((Date.now() - began) / 1_000).toFixed(1).padStart(5)} s] ${line}`);

let balanced = false;
log('Starting a development node ...');
const node = await startNode('demo');
try {
  const chain = await Chain.connect(node.endpoint);
  try {
    log(`It answers at ${node.endpoint}, its log is ${node.log}.`);
    const people = await People.create(chain.api.registry.chainSS58 ?? 42);
    const loop = new Loop(chain, people, log);
    await loop.run();
    log('Done.');
    console.log(`\n${statement(loop).join('\n')}`);
    balanced = loop.books.balance();
  } finally {
    await chain.disconnect();
  }
} catch (error) {
  console.error(`\nThe demo stopped: ${(error as Error).message}\nThe node's log is ${node.log}.`);
} finally {
  await node.stop();
}
process.exit(balanced ? 0 : 1);
