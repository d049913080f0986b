// SPDX-License-Identifier: Apache-2.0

// docs/polkadot-js-walkthrough.md, step by step with the same values: the page is right about every one of them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Call, eventOf, type Outcome } from '../src/chain.ts';
import { artifact, batch } from '../src/data.ts';
import type { Events, LedgerBooks } from '../src/decoded.ts';
import { OPEN } from '../src/format.ts';
import type { Earnings } from '../src/loop.ts';
import { type Setup, setUp } from './setup.ts';

const MILLI = OPEN / 1_000n;
/** The largest deposit of a datanet or a model that the owner agrees to. */
const MOST = 1_000n * OPEN;

let setup: Setup;
/** Block and era of the payment. */
let paidAt: number;
let paidIn: number;
before(async () => {
    setup = await setUp('walkthrough');
});
after(() => setup?.stop());

const call = (pallet: string, name: string, ...args: unknown[]) => setup.chain.call(pallet, name, ...args);
const address = (name: string) => setup.people.get(name).address;
const by = async (name: string, one: Call): Promise<Outcome> =>
    (await setup.chain.succeed([one, setup.people.get(name)]))[0] as Outcome;
/** A field of an event as text. */
const field = <P extends keyof Events, N extends keyof Events[P] & string>(
    outcome: Outcome,
    pallet: P,
    event: N,
    name: keyof Events[P][N],
) => String(eventOf(outcome, pallet, event).data[name]);

test('1: ALICE creates a datanet and appoints CHARLIE', async () => {
    const policy = {
        reviews: 1,
        minScore: 60,
        deposit: OPEN,
        originalsPart: 300_000,
        maxItems: 1_000,
        reviewEras: 7,
    };
    const created = await by(
        'Alice',
        call('datanets', 'create', 'Agronomy Q&A', 'https://example.org/agronomy', 'Open', policy, MOST),
    );
    assert.equal(field(created, 'datanets', 'Created', 'datanet'), '1');
    await by('Alice', call('datanets', 'addCurator', 1, address('Charlie')));
});

test('2 and 3: DAVE contributes, CHARLIE accepts', async () => {
    const { hash, items, bytes } = batch('agronomy/soil.jsonl');
    assert.deepEqual([items, bytes], [8, 1_845]);
    const submission = { kind: 'Raw', contentHash: hash, items, bytes, uri: 'https://example.org/soil.jsonl' };
    const contributed = await by('Dave', call('datanets', 'contribute', 1, submission, OPEN));
    assert.equal(field(contributed, 'datanets', 'Contributed', 'contribution'), '0');
    const reviewed = await by('Charlie', call('datanets', 'review', 0, 90));
    assert.equal(field(reviewed, 'datanets', 'Accepted', 'shares'), '720');
});

test('4: FERDIE refines it', async () => {
    const { hash, items, bytes } = batch('agronomy/soil-context.jsonl');
    assert.deepEqual([items, bytes], [8, 1_082]);
    const kind = { Refinement: { method: 'Context', sources: [0] } };
    const submission = { kind, contentHash: hash, items, bytes, uri: null };
    await by('Ferdie', call('datanets', 'contribute', 1, submission, OPEN));
    const reviewed = await by('Charlie', call('datanets', 'review', 1, 80));
    assert.equal(field(reviewed, 'datanets', 'Accepted', 'shares'), '448');
    assert.equal(field(reviewed, 'datanets', 'Accepted', 'sourceShares'), '192');
});

test('5 and 6: BOB registers a base model, CHARLIE a fine-tune of it', async () => {
    const base = {
        name: 'agro-base',
        kind: 'Base',
        artifact: artifact('walkthrough: base'),
        uri: 'https://example.org/agro-base',
        team: [{ account: address('Bob'), share: 1_000_000 }],
        parents: [],
        datanets: [{ datanet: 1, relation: 'TrainedOn', weight: 1 }],
        terms: { access: 'Open', royalty: 100_000, data: 100_000 },
    };
    const first = await by('Bob', call('modelRegistry', 'register', base, MOST));
    assert.equal(field(first, 'modelRegistry', 'Registered', 'model'), '1');
    const fineTune = {
        name: 'agro-support',
        kind: 'FineTune',
        artifact: artifact('walkthrough: fine-tune'),
        uri: '',
        team: [{ account: address('Charlie'), share: 1_000_000 }],
        parents: [{ model: 1, relation: 'FineTunedFrom', royalty: 150_000, data: 1_000_000 }],
        datanets: [],
        terms: { access: 'Open', royalty: 50_000, data: 0 },
    };
    const second = await by('Charlie', call('modelRegistry', 'register', fineTune, MOST));
    assert.equal(field(second, 'modelRegistry', 'Registered', 'model'), '2');
});

test('7 and 8: FERDIE operates, DAVE delegates, FERDIE offers the fine-tune', async () => {
    await by('Ferdie', call('operatorStaking', 'bond', 5_000n * OPEN, 80_000));
    await by('Dave', call('operatorStaking', 'delegate', address('Ferdie'), 2_500n * OPEN));
    const prices = {
        perCall: 300n * MILLI,
        perThousandInputTokens: 100n * MILLI,
        perThousandOutputTokens: 400n * MILLI,
    };
    const until = (await setup.chain.era()) + 5;
    await by('Ferdie', call('inference', 'publishOffer', 2, prices, 'https://example.org/v1', until, false, [], OPEN));
});

test('9 and 10: an era passes, ALICE pays', async () => {
    await setup.chain.nextEra();
    const units = { calls: 100, inputTokens: 80_000, outputTokens: 120_000 };
    const refused = await setup.chain.send(
        call('inference', 'pay', 2, address('Ferdie'), units, 50n * OPEN),
        setup.people.get('Alice'),
    );
    assert.match(refused.error ?? 'success', /^Inference\.AmountTooHigh: /);
    const paid = await by('Alice', call('inference', 'pay', 2, address('Ferdie'), units, 100n * OPEN));
    assert.equal(field(paid, 'inference', 'Paid', 'amount'), String(86n * OPEN));
    paidAt = (await setup.chain.api.rpc.chain.getHeader()).number.toNumber();
    paidIn = await setup.chain.eraOf(paid.block);
    const parts = {
        contributors: 34_400n,
        builders: 21_500n,
        operatorPart: 17_888n,
        stakers: 7_912n,
        treasury: 3_440n,
        burn: 860n,
    };
    for (const [part, milli] of Object.entries(parts) as [keyof typeof parts, bigint][]) {
        assert.equal(field(paid, 'attribution', 'PaymentRouted', part), String(milli * MILLI), part);
    }
});

test('11: revenue flows by itself', async () => {
    await setup.chain.makeBlock();
    const { claimable, notFlowed } = await setup.chain.rpc<Earnings>('openledger_earnings', address('Dave'));
    assert.equal(notFlowed, '0');
    assert.ok(BigInt(claimable) > 25n * OPEN);
});

test('12: everybody claims', async () => {
    const claims: [string, object, bigint][] = [
        ['Dave', { Datanet: 1 }, (34_400n * MILLI * 912n) / 1_360n],
        ['Ferdie', { Datanet: 1 }, (34_400n * MILLI * 448n) / 1_360n],
        ['Bob', { ModelBuilders: 1 }, 3_225n * MILLI],
        ['Charlie', { ModelBuilders: 2 }, 18_275n * MILLI],
        ['Ferdie', { Operator: address('Ferdie') }, 17_888n * MILLI + (7_912n * MILLI * 2n) / 3n],
        ['Dave', { Operator: address('Ferdie') }, (7_912n * MILLI) / 3n],
    ];
    for (const [name, pool, amount] of claims) {
        const claimed = await by(name, call('attribution', 'claim', pool, []));
        const short = amount - BigInt(field(claimed, 'attribution', 'Claimed', 'amount'));
        assert.ok(short >= 0n && short <= 1n, `${name} gets all but ${short} planck`);
        assert.ok(claimed.fee > 0n);
    }
    const again = await by('Dave', call('attribution', 'claim', { Datanet: 1 }, []));
    assert.equal(field(again, 'attribution', 'Claimed', 'amount'), '0');
});

test('13: treasury and burn are paid at the next era', async () => {
    // The claims may have taken longer than what was left of the era of the payment.
    if ((await setup.chain.era()) === paidIn) await setup.chain.nextEra();
    const [swept] = await setup.chain.eventsSince(paidAt, 'attribution', 'DuesSwept');
    assert.equal(String(swept?.data.treasury), String(3_440n * MILLI));
    assert.equal(String(swept?.data.burned), String(860n * MILLI));
    // Only fractions that are too small to be paid are left.
    assert.ok((await setup.chain.read<LedgerBooks>('attribution', 'totals')).owed.toBigInt() < 10n);
});

test('14: ALICE sets another split', async () => {
    const split = {
        contributors: 450_000,
        builders: 200_000,
        operator: 200_000,
        stakers: 100_000,
        treasury: 40_000,
        burn: 10_000,
    };
    const outcome = await by('Alice', call('sudo', 'sudo', call('feeSplits', 'setFeeSplit', split)));
    assert.equal(field(outcome, 'feeSplits', 'FeeSplitEnacted', 'version'), '2');
});
