// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
    type ByRole,
    commission,
    contributionShares,
    divide,
    Ledger,
    MILLION,
    median,
    price,
    ROLES,
} from '../src/expected.ts';
import { OPEN, sum } from '../src/format.ts';

const split: ByRole = {
    contributors: 400_000n,
    builders: 250_000n,
    operator: 200_000n,
    stakers: 100_000n,
    treasury: 40_000n,
    burn: 10_000n,
};

/** A repeatable sequence of numbers below `bound` (mulberry32). */
function numbers(seed: number): (bound: number) => number {
    let state = seed;
    return (bound) => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
    };
}

describe('the division of a payment', () => {
    test('gives what a reader computes by head', () => {
        assert.deepEqual(divide(100n * OPEN, split), {
            contributors: 40n * OPEN,
            builders: 25n * OPEN,
            operator: 20n * OPEN,
            stakers: 10n * OPEN,
            treasury: 4n * OPEN,
            burn: 1n * OPEN,
        });
    });

    test('sums to the payment, each part within a planck of its exact value', () => {
        const next = numbers(1);
        for (let round = 0; round < 2_000; round += 1) {
            const amount = BigInt(next(2 ** 31)) * BigInt(next(2 ** 31)) + BigInt(next(5));
            const parts = divide(amount, split);
            assert.equal(sum(Object.values(parts)), amount);
            for (const role of ROLES) {
                const floor = (amount * split[role]) / MILLION;
                assert.ok(parts[role] === floor || parts[role] === floor + 1n, `${role} of ${amount}`);
            }
        }
    });

    test('refuses a split that is not exactly 100 %', () => {
        assert.throws(() => divide(1n, { ...split, burn: 0n }), /must sum/);
    });

    test('rounds the commission down', () => {
        assert.equal(commission(999n, 50_000n), 49n);
        assert.equal(commission(0n, 50_000n), 0n);
    });
});

describe('shares and prices', () => {
    test('the median of an even number of scores is the lower one', () => {
        assert.equal(median([90, 10, 50]), 50);
        assert.equal(median([90, 10, 50, 60]), 50);
        assert.equal(median([7]), 7);
    });

    test('a refinement leaves its originals their part, and the rest of the division to its contributor', () => {
        assert.deepEqual(contributionShares(8, 90, 0n, 0), { own: 720n, eachSource: 0n });
        assert.deepEqual(contributionShares(8, 81, 300_000n, 1), { own: 454n, eachSource: 194n });
        assert.deepEqual(contributionShares(1, 100, 500_000n, 3), { own: 52n, eachSource: 16n });
    });

    test('each kind of token is charged by the thousand and rounded up', () => {
        const prices = { perCall: 5n, perThousandInputTokens: 7n, perThousandOutputTokens: 11n };
        assert.equal(price(prices, { calls: 2n, inputTokens: 1_000n, outputTokens: 0n }), 17n);
        assert.equal(price(prices, { calls: 0n, inputTokens: 1n, outputTokens: 1n }), 2n);
        assert.equal(price(prices, { calls: 1n, inputTokens: 1_001n, outputTokens: 500n }), 5n + 8n + 6n);
    });

    test('a model shares its pools by weights, royalties and team shares', () => {
        const ledger = new Ledger();
        ledger.register('1', {
            datanets: [{ datanet: '1', weight: 3n }],
            parents: [{ model: '0', royalty: 150_000n, dataWeight: 2n }],
            team: [
                { member: 'a', share: 750_000n },
                { member: 'b', share: 250_000n },
            ],
        });
        ledger.add('builders:0', 'account:z', 1n);
        ledger.add('data:0', 'datanet:0', 1n);
        ledger.era = 1;
        ledger.fund('data:1', 1_000n);
        ledger.fund('builders:1', 1_000n);
        assert.deepEqual(
            ledger.project('builders:1', 1_000n),
            new Map([
                ['account:a', 637n],
                ['account:b', 212n],
                ['carried:builders:1', 1n],
                ['account:z', 150n],
            ]),
        );
        assert.equal(ledger.claimable('data:1', 'datanet:1'), 600n);
        assert.equal(ledger.claimable('data:1', 'data:0'), 400n);
        assert.equal(
            ledger.claimable('builders:1', 'builders:0'),
            149n,
            'a planck short: 2^64 is not divisible by 10^12',
        );
        assert.equal(ledger.claimable('builders:1', 'account:a'), 637n);
        assert.equal(ledger.claimable('builders:1', 'account:b'), 212n);
    });
});

describe('the ledger of pools', () => {
    test('shares revenue by shares', () => {
        const ledger = new Ledger();
        ledger.add('datanet:0', 'account:a', 3n);
        ledger.add('datanet:0', 'account:b', 1n);
        ledger.era = 1;
        ledger.fund('datanet:0', 8n * OPEN);
        assert.equal(ledger.claimable('datanet:0', 'account:a'), 6n * OPEN);
        assert.equal(ledger.claimable('datanet:0', 'account:b'), 2n * OPEN);
    });

    test('gives nothing of a payment to holders that joined in its era', () => {
        const ledger = new Ledger();
        ledger.add('datanet:0', 'account:a', 1n);
        ledger.era = 1;
        ledger.add('datanet:0', 'account:late', 1_000n);
        ledger.fund('datanet:0', 10n);
        assert.equal(ledger.claimable('datanet:0', 'account:a'), 10n);
        assert.equal(ledger.claimable('datanet:0', 'account:late'), 0n);
        ledger.era = 2;
        ledger.fund('datanet:0', 1_001n);
        assert.equal(ledger.claimable('datanet:0', 'account:a'), 11n);
        assert.equal(ledger.claimable('datanet:0', 'account:late'), 1_000n);
    });

    test('pays the data and the builders behind a fine-tune and its base', () => {
        const ledger = new Ledger();
        ledger.add('datanet:0', 'account:a', 1n);
        ledger.add('datanet:1', 'account:b', 1n);
        ledger.add('data:0', 'datanet:0', 1n);
        ledger.add('data:1', 'data:0', 1n);
        ledger.add('data:1', 'datanet:1', 3n);
        ledger.add('builders:0', 'account:base', 1n);
        ledger.add('builders:1', 'builders:0', 1n);
        ledger.add('builders:1', 'account:tune', 4n);
        ledger.add('operator:o', 'account:o', 1n);
        ledger.add('operator:o', 'account:d', 1n);
        ledger.era = 1;
        ledger.pay({ amount: 1_000n, split, model: '1', operator: 'o', commission: 100_000n });
        ledger.flowAll(['data:1', 'builders:1', 'data:0', 'builders:0']);
        assert.equal(ledger.claim('datanet:0', 'account:a'), 100n);
        assert.equal(ledger.claim('datanet:1', 'account:b'), 300n);
        // A fifth of 250, less what is left in 2^-64 of a planck.
        assert.equal(ledger.claim('builders:0', 'account:base'), 50n);
        assert.equal(ledger.claim('builders:1', 'account:tune'), 200n);
        assert.equal(ledger.claim('operator:o', 'account:o'), 200n + 10n + 45n);
        assert.equal(ledger.claim('operator:o', 'account:d'), 45n);
        assert.equal(ledger.treasury, 40n);
        assert.equal(ledger.burned, 10n);
        assert.equal(ledger.carried(), 0n);
    });

    test('gives the parts of pools without holders to the commons', () => {
        const ledger = new Ledger();
        ledger.pay({ amount: 100n, split, model: '7', operator: 'o', commission: 0n });
        assert.equal(ledger.commons, 40n + 25n + 10n);
        assert.equal(ledger.claim('operator:o', 'account:o'), 20n);
    });

    test('loses nothing in 20,000 random operations', () => {
        const next = numbers(2);
        const ledger = new Ledger();
        const accounts = Array.from({ length: 12 }, (_, index) => `account:${index}`);
        const pick = () => accounts[next(accounts.length)] as string;
        for (let round = 0; round < 20_000; round += 1) {
            switch (next(6)) {
                case 0:
                    ledger.add('datanet:0', pick(), BigInt(next(1_000) + 1));
                    break;
                case 1:
                    if (next(10) === 0) ledger.remove('datanet:0', pick());
                    break;
                case 2:
                case 3:
                    ledger.fund('datanet:0', BigInt(next(1_000_000)));
                    break;
                case 4:
                    ledger.claim('datanet:0', pick());
                    break;
                default:
                    if (next(20) === 0) ledger.era += 1;
            }
        }
        ledger.era += 1;
        for (const account of accounts) ledger.claim('datanet:0', account);
        // The rest are fractions of a planck: of the positions and of the pool.
        assert.ok(ledger.carried() >= 0n);
        assert.ok(ledger.carried() <= BigInt(accounts.length), `${ledger.carried()} planck are left`);
    });
});
