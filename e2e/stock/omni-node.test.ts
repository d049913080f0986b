// SPDX-License-Identifier: Apache-2.0

// Our runtime in the node that others run any parachain with, where that is at hand: `polkadot-omni-node` on the PATH, or
// what the environment variable OMNI_NODE names. It gets the chain's raw specification and nothing else of ours.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import type { ISubmittableResult } from '@polkadot/types/types';
import { People } from '../src/accounts.ts';
import { followed } from '../src/blocks.ts';
import { Chain, type Call } from '../src/chain.ts';
import { price } from '../src/expected.ts';
import { OPEN } from '../src/format.ts';
import { checkState } from '../src/invariants.ts';
import { rawSpec, startServer, type Server } from '../src/node.ts';

const PROGRAM = process.env.OMNI_NODE ?? 'polkadot-omni-node';
const found = spawnSync(PROGRAM, ['--version'], { encoding: 'utf8', timeout: 60_000 });
const skip = found.status === 0 ? false : `${PROGRAM} is not here: put it on the PATH or name it in OMNI_NODE`;
const PRICES = { perCall: OPEN, perThousandInputTokens: 0n, perThousandOutputTokens: 7n };
const UNITS = { calls: 3n, inputTokens: 0n, outputTokens: 1_500n };

describe('polkadot-omni-node', { skip }, () => {
  let node: Server;
  let chain: Chain;
  let people: People;

  before(async () => {
    node = await startServer('omni-node', PROGRAM, (port, base) => [
      '--chain',
      rawSpec(base),
      '--dev-block-time',
      '500',
      '--base-path',
      base,
      '--rpc-port',
      String(port),
      '--no-prometheus',
      '--no-telemetry',
      '--no-hardware-benchmarks',
    ]);
    chain = await Chain.connect(node.endpoint, followed);
    people = await People.create(chain.api.registry.chainSS58 ?? 42);
  });

  after(async () => {
    await chain?.disconnect();
    await node?.stop();
  });

  /** Send a call and wait until a block has it; it must succeed. */
  async function send(call: Call, by: string): Promise<ISubmittableResult> {
    return new Promise((done, failed) => {
      call
        .signAndSend(people.get(by), (result) => {
          if (result.dispatchError) failed(new Error(chain.explain(result.dispatchError)));
          else if (result.isError) failed(new Error(`${by}'s transaction is ${result.status.type}`));
          else if (result.status.isInBlock) done(result);
        })
        .catch(failed);
    });
  }

  test('makes blocks of our runtime', async () => {
    const number = async () => (await chain.api.rpc.chain.getHeader()).number.toNumber();
    const from = await number();
    for (let tries = 0; (await number()) < from + 3; tries += 1) {
      assert.ok(tries < 600, 'there are no blocks');
      await new Promise((wait) => setTimeout(wait, 100));
    }
    assert.equal(chain.api.runtimeVersion.specName.toString(), 'openledger');
  });

  test('takes a payment', async () => {
    const until = (await chain.era()) + 5;
    // The development chain begins with a model and with Eve as an operator.
    await send(chain.call('inference', 'publishOffer', 0, PRICES, 'https://127.0.0.1/v1', until, false), 'Eve');
    const amount = price(PRICES, UNITS);
    const { events } = await send(chain.call('inference', 'pay', 0, people.get('Eve').address, UNITS, amount), 'Bob');
    const routed = events.find(({ event }) => event.section === 'attribution' && event.method === 'PaymentRouted');
    assert.ok(routed, 'the payment is divided');
    const state = await checkState(chain);
    assert.deepEqual(state.differences(), []);
    assert.ok(state.balance());
  });
});
