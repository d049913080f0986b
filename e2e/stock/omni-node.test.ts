// SPDX-License-Identifier: Apache-2.0

// Our runtime in the SDK's `polkadot-omni-node`, if it is on the PATH or named in the environment variable OMNI_NODE.
// It gets only the chain's raw specification.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { People } from '../src/accounts.ts';
import { followed } from '../src/blocks.ts';
import { Chain, eventOf } from '../src/chain.ts';
import { price } from '../src/expected.ts';
import { OPEN } from '../src/format.ts';
import { checkState } from '../src/invariants.ts';
import { rawSpec, type Server, startServer } from '../src/node.ts';

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

    test('makes blocks of our runtime by itself', async () => {
        for (let blocks = 0; blocks < 3; blocks += 1) await chain.makeBlock();
        assert.equal(chain.api.runtimeVersion.specName.toString(), 'openledger');
    });

    test('takes a payment', async () => {
        const until = (await chain.era()) + 5;
        // The development chain begins with a model and with Eve as an operator.
        const most = chain.constant('inference', 'offerDeposit').toBigInt();
        const offer = chain.call(
            'inference',
            'publishOffer',
            0,
            PRICES,
            'https://127.0.0.1/v1',
            until,
            false,
            [],
            most,
        );
        await chain.succeed([offer, people.get('Eve')]);
        const amount = price(PRICES, UNITS);
        const pay = chain.call('inference', 'pay', 0, people.get('Eve').address, UNITS, amount);
        const [paid] = await chain.succeed([pay, people.get('Bob')]);
        const { data } = eventOf(paid!, 'attribution', 'PaymentRouted');
        assert.equal(data.amount.toBigInt(), amount);
        const state = await checkState(chain);
        assert.deepEqual(state.differences(), []);
        assert.ok(state.balance());
    });
});
