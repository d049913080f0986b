// SPDX-License-Identifier: Apache-2.0

// docs/from-dataset-to-adapter.md, block by block: the calls succeed as they are written, and move exactly what the page
// says.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { OPEN } from '../src/format.ts';
import { type Setup, setUp } from './setup.ts';

const page = readFileSync(new URL('../../docs/from-dataset-to-adapter.md', import.meta.url), 'utf8');

/** A transaction of the page, or a pause. Amounts are in OPEN. */
interface Block {
    wait?: 'era';
    by: string;
    call: string;
    args: unknown[];
    holds?: string;
    holdsAtMost?: string;
    releases?: string;
    pays?: string;
    receives?: string;
    sponsored?: boolean;
}

const blocks = [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, text]) => JSON.parse(text as string) as Block);

/** Planck of an amount in OPEN. */
function planck(text = '0'): bigint {
    const [whole, fraction = ''] = text.split('.') as [string, string?];
    return BigInt(whole) * OPEN + BigInt(fraction.padEnd(12, '0'));
}

let setup: Setup;
before(async () => {
    setup = await setUp('adapter');
});
after(() => setup?.stop());

/** The key pair of an account as the page spells it: `ALICE_STASH` is `//Alice//stash`. */
function keys(name: string) {
    const [first, ...rest] = name.toLowerCase().split('_') as [string, ...string[]];
    return setup.people.get([first.slice(0, 1).toUpperCase() + first.slice(1), ...rest].join('//'));
}

/** Arguments with addresses in place of names, and eras in place of distances. */
function filled(value: unknown, era: number): unknown {
    if (typeof value === 'string') {
        if (value.startsWith('@')) return keys(value.slice(1)).address;
        const distance = /^era\+(\d+)$/.exec(value)?.[1];
        return distance === undefined ? value : era + Number(distance);
    }
    if (Array.isArray(value)) return value.map((one) => filled(one, era));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, era)]));
}

test('the page has its steps, and its costs are those of the chain', () => {
    assert.ok(blocks.length > 15, 'blocks are found');
    const costs = [...page.matchAll(/^\| [^|]+ \| `(\w+)\.(\w+)` \| ([\d.]+) \|/gm)];
    assert.ok(costs.length > 6, 'costs are found');
    for (const [, pallet, name, amount] of costs as unknown as [string, string, string, string][]) {
        assert.equal(setup.chain.constant(pallet, name).toBigInt(), planck(amount), `${pallet}.${name}`);
    }
});

const most = planck(/costs more than ([\d.]+) OPEN in fees/.exec(page)?.[1]);

for (const [place, block] of blocks.entries()) {
    if (block.wait !== undefined) {
        test(`${place}: an era passes`, async () => {
            await setup.chain.nextEra();
        });
        continue;
    }
    test(`${place}: ${block.by} sends ${block.call}`, async () => {
        const { chain } = setup;
        const signer = keys(block.by);
        const read = async () => {
            const [all, free] = [await chain.balance(signer.address), await chain.free(signer.address)];
            return { all, held: all - free };
        };
        const earlier = await read();
        const [pallet, name] = block.call.split('.') as [string, string];
        const era = await chain.era();
        const args = block.args.map((one) => filled(one, era));
        const [outcome] = await chain.succeed([chain.call(pallet, name, ...args), signer]);
        const fee = outcome?.fee ?? 0n;
        assert.ok(fee > 0n && fee <= most, `a fee of ${fee} planck`);
        const now = await read();

        const moved = now.all - earlier.all + (block.sponsored ? 0n : fee);
        const expected = planck(block.receives) - planck(block.pays);
        // A share of revenue may be short of a planck, which is carried into the next payment.
        const short = expected - moved;
        assert.ok(
            short === 0n || (block.call === 'attribution.claim' && short === 1n),
            `${moved} of ${expected} moved`,
        );

        const held = now.held - earlier.held;
        if (block.holdsAtMost === undefined) assert.equal(held, planck(block.holds) - planck(block.releases));
        else assert.ok(held > 0n && held <= planck(block.holdsAtMost), `${held} planck are on hold`);
    });
}
