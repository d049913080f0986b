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
    rejectionLoss,
} from '../src/expected.ts';
import { OPEN, sum } from '../src/format.ts';
import { Obligations } from '../src/terms.ts';

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

    test('a rejection costs something only if most scores are bad, and never what stays with the record', () => {
        assert.equal(rejectionLoss(1_000n, 100n, 500_000n, [5, 0, 90], 60), 500n);
        assert.equal(rejectionLoss(1_000n, 100n, 500_000n, [5, 90], 60), 0n);
        assert.equal(rejectionLoss(1_000n, 800n, 500_000n, [5], 60), 200n);
        assert.equal(rejectionLoss(999n, 0n, 500_000n, [0], 0), 499n);
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
            datanets: [
                { datanet: '1', weight: 3n },
                { datanet: '2', weight: 1n },
            ],
            parents: [{ model: '0', royalty: 150_000n, data: 400_000n }],
            team: [
                { member: 'a', share: 750_000n },
                { member: 'b', share: 250_000n },
            ],
        });
        ledger.add('builders:0', 'account:z', 1n);
        ledger.add('data:0', 'datanet:0', 1n);
        for (const datanet of [0, 1, 2]) ledger.add(`datanet:${datanet}`, `account:${datanet}`, 1n);
        assert.deepEqual(
            ['data:0', 'datanet:1', 'datanet:2'].map((holder) => ledger.sharesOf('data:1', holder)),
            [1_600_000n, 1_800_000n, 600_000n],
            'no weight dilutes the part of a parent',
        );
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
        // A planck short: 2^64 is divisible neither by 4·10^6 nor by 10^12.
        assert.deepEqual(
            [0, 1, 2].map((datanet) => ledger.claimable(`datanet:${datanet}`, `account:${datanet}`)),
            [399n, 449n, 149n],
        );
        assert.equal(ledger.claimable('builders:0', 'account:z'), 149n);
        assert.equal(ledger.claimable('builders:1', 'account:a'), 637n);
        assert.equal(ledger.claimable('builders:1', 'account:b'), 212n);
    });
});

describe('terms', () => {
    const open = { access: 'Open', royalty: 0n, data: 0n } as const;
    const models = () => {
        const obligations = new Obligations();
        obligations.register('1', { access: 'Open', royalty: 100_000n, data: 300_000n }, []);
        obligations.register('2', { ...open, royalty: 50_000n }, [{ model: '1', royalty: 150_000n, data: 400_000n }]);
        return obligations;
    };

    test('bind a descendant at any depth, through all paths', () => {
        const obligations = models();
        const parents = [
            { model: '2', royalty: 200_000n, data: 500_001n },
            { model: '1', royalty: 70_000n, data: 100_000n },
        ];
        assert.deepEqual(obligations.from(parents), [
            {
                ancestor: '1',
                access: 'Open',
                royalty: 100_000n,
                data: 300_000n,
                passedRoyalty: 100_000_000_000n,
                passedData: 300_000_400_000n,
            },
            {
                ancestor: '2',
                access: 'Open',
                royalty: 50_000n,
                data: 0n,
                passedRoyalty: 200_000_000_000n,
                passedData: 500_001_000_000n,
            },
        ]);
        assert.deepEqual(obligations.missing(parents), []);
    });

    test('name each ancestor with the missing parts, rounded up', () => {
        const missing = models().missing([{ model: '2', royalty: 333_333n, data: 1_000_000n }]);
        // 15 % of 33.3333 % are 4.999995 %.
        assert.deepEqual(missing, [{ ancestor: '1', royalty: 50_001n, data: 0n }]);
    });

    test('of an open model that asks for nothing bind nobody', () => {
        const obligations = models();
        obligations.register('3', open, []);
        assert.deepEqual(obligations.from([{ model: '3', royalty: 0n, data: 0n }]), []);
    });

    test('of two paths are the stricter ones', () => {
        const obligations = models();
        obligations.register('3', { ...open, access: 'AllowList' }, [
            { model: '1', royalty: 100_000n, data: 300_000n },
        ]);
        obligations.register('4', { ...open, access: 'Closed' }, [{ model: '3', royalty: 1_000_000n, data: 0n }]);
        const access = obligations.from([{ model: '4', royalty: 0n, data: 0n }]).map((one) => one.access);
        assert.deepEqual(access, ['Open', 'AllowList', 'Closed']);
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

    test('gives nothing of late revenue to shares that joined in the era of its payment', () => {
        const ledger = new Ledger();
        ledger.add('datanet:0', 'account:a', 1n);
        ledger.era = 1;
        ledger.add('datanet:0', 'account:late', 1_000n);
        ledger.era = 2;
        ledger.fund('datanet:0', 10n, 1);
        assert.equal(ledger.claimable('datanet:0', 'account:a'), 10n);
        assert.equal(ledger.claimable('datanet:0', 'account:late'), 0n);
        ledger.fund('datanet:0', 1_001n);
        assert.equal(ledger.claimable('datanet:0', 'account:a'), 11n);
        assert.equal(ledger.claimable('datanet:0', 'account:late'), 1_000n);
    });

    test('gives late revenue to the shares that earn by now if no earlier ones are left', () => {
        const ledger = new Ledger();
        ledger.add('datanet:0', 'account:a', 4n);
        ledger.era = 1;
        ledger.add('datanet:0', 'account:later', 4n);
        ledger.fund('datanet:0', 10n, 0);
        assert.equal(ledger.claimable('datanet:0', 'account:a'), 10n);
        assert.equal(ledger.claimable('datanet:0', 'account:later'), 0n);
    });

    test('keeps revenue for the shares that were there when it came, while none earn', () => {
        const ledger = new Ledger();
        ledger.add('datanet:0', 'account:a', 1n);
        ledger.fund('datanet:0', 8n);
        ledger.add('datanet:0', 'account:later', 3n);
        assert.equal(ledger.claimable('datanet:0', 'account:a'), 8n);
        ledger.fund('datanet:0', 8n);
        assert.equal(ledger.claimable('datanet:0', 'account:a'), 10n);
        assert.equal(ledger.claimable('datanet:0', 'account:later'), 6n);
        ledger.remove('datanet:0', 'account:a');
        ledger.era = 1;
        assert.equal(ledger.claim('datanet:0', 'account:a'), 10n);
        assert.equal(ledger.claim('datanet:0', 'account:later'), 6n);
        assert.equal(ledger.commons, 0n);
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
