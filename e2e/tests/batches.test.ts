// SPDX-License-Identifier: Apache-2.0

// A batch of 10,000 items is one contribution: it takes no more state than one item, and each item is proven on the
// node.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Hex, manifest } from '@openledger/client';
import type { Result } from '@polkadot/types';
import type { Codec } from '@polkadot/types/types';
import { eventOf } from '../src/chain.ts';
import { OPEN } from '../src/format.ts';
import { type Setup, setUp } from './setup.ts';
import { storageOf } from './storage.ts';

interface Check {
    included: boolean;
    reason: string | null;
}

const MANY = 10_000;
const OWNER = 'Alice';
const CURATOR = 'Charlie';
const CONTRIBUTOR = 'Dave';

const row = (index: number) => manifest.itemOf(`{"row":${index}}`, 'application/json');
const rows = Array.from({ length: MANY }, (_, index) => row(index));
const INCLUDED: Check = { included: true, reason: null };

let setup: Setup;
let datanet: string;
/** The contribution of all rows. */
let batch: string;
before(async () => {
    setup = await setUp('batches');
});
after(() => setup?.stop());

const call = (pallet: string, name: string, ...args: unknown[]) => setup.chain.call(pallet, name, ...args);
const address = (name: string) => setup.people.get(name).address;

/** Contributes these items under one content hash. Returns the contribution's id. */
async function contribute(by: string, items: manifest.Item[]): Promise<string> {
    const { root, bytes } = manifest.summarize(manifest.parse(items.map(manifest.line)));
    const contentHash = manifest.contentHash(address(by), root);
    const submission = {
        kind: 'Raw',
        contentHash,
        items: items.length,
        bytes,
        uri: 'https://example.org/rows.manifest',
    };
    const contributed = call('datanets', 'contribute', datanet, submission, OPEN);
    const [outcome] = await setup.chain.succeed([contributed, setup.people.get(by)]);
    return eventOf(outcome, 'datanets', 'Contributed').data.contribution.toString();
}

const check = (contribution: string, item: manifest.Item, proof: manifest.ItemProof) =>
    setup.chain.rpc<Check>('openledger_verifyItem', contribution, item, proof);

/** The number of entries of a pallet's storage, and the bytes of its keys and values. */
async function size(pallet: string): Promise<{ entries: number; bytes: number }> {
    const storage = [...(await storageOf(setup.chain, pallet))];
    const bytes = storage.reduce((sum, [key, value]) => sum + (key.length - 2) / 2 + (value.length - 2) / 2, 0);
    return { entries: storage.length, bytes };
}

/** The growth of the state of datanets by `work`. */
async function growth(work: () => Promise<unknown>): Promise<{ entries: number; bytes: number }> {
    const before = await size('Datanets');
    await work();
    const after = await size('Datanets');
    return { entries: after.entries - before.entries, bytes: after.bytes - before.bytes };
}

test('a datanet takes 10,000 items in one contribution', async () => {
    const { chain, people } = setup;
    const policy = { reviews: 1, minScore: 50, deposit: OPEN, originalsPart: 0, maxItems: MANY, reviewEras: 5 };
    const create = call('datanets', 'create', 'Rows', '', 'Open', policy, 1_000n * OPEN);
    const [created] = await chain.succeed([create, people.get(OWNER)]);
    datanet = eventOf(created, 'datanets', 'Created').data.datanet.toString();
    await chain.succeed([call('datanets', 'addCurator', datanet, address(CURATOR)), people.get(OWNER)]);
});

test('10,000 items take as much state as one', async () => {
    // The first contribution of the chain also begins the sequence of ids.
    await contribute(CONTRIBUTOR, [row(MANY)]);
    const one = await growth(() => contribute(CONTRIBUTOR, [row(MANY + 1)]));
    const many = await growth(async () => {
        batch = await contribute(CONTRIBUTOR, rows);
    });
    assert.ok(one.entries > 0 && one.bytes > 0);
    assert.deepEqual(many, one);
});

test('they are accepted by one review, and each counts', async () => {
    const review = call('datanets', 'review', batch, 90);
    const [reviewed] = await setup.chain.succeed([review, setup.people.get(CURATOR)]);
    assert.equal(eventOf(reviewed, 'datanets', 'Accepted').data.shares.toBigInt(), BigInt(MANY) * 90n);
});

test('an item is proven by RPC, runtime API and view function, and without the node', async () => {
    const { chain } = setup;
    const { contributor, contentHash, items } = (
        await chain.read<Codec>('datanets', 'contributions', batch)
    ).toJSON() as unknown as manifest.Contribution;
    assert.deepEqual([contributor, items], [address(CONTRIBUTOR), MANY]);
    for (const index of [0, 1, 4_711, MANY - 2, MANY - 1]) {
        const item = row(index);
        const proof = manifest.prove(rows, index);
        assert.deepEqual(await check(batch, item, proof), INCLUDED, `item ${index}`);
        const args = [batch, item, proof] as const;
        assert.ok((await chain.ask<Result<Codec, Codec>>('openLedgerApi', 'verifyItem', ...args)).isOk);
        assert.ok((await chain.view<Result<Codec, Codec>>('Datanets', 'verify_item', ...args)).isOk);
        assert.equal(manifest.verifyContribution({ contributor, contentHash, items }, item, proof), null);
    }
});

test('a foreign item and a changed proof are refused with the reason', async () => {
    const proof = manifest.prove(rows, 4_711);
    const item = row(4_711);
    const refuses = async (reason: string, one: manifest.Item, by: manifest.ItemProof, contribution = batch) =>
        assert.deepEqual(await check(contribution, one, by), { included: false, reason }, reason);
    await refuses('notIncluded', row(MANY), proof);
    await refuses('notIncluded', { ...item, bytes: item.bytes + 1 }, proof);
    await refuses('notIncluded', { ...item, mediaType: 'text/plain' }, proof);
    for (const place of proof.siblings.keys()) {
        const siblings = proof.siblings.with(place, `0x${'00'.repeat(32)}` as Hex);
        await refuses('notIncluded', item, { ...proof, siblings });
    }
    await refuses('notIncluded', item, { ...proof, index: 4_710 });
    await refuses('wrongLength', item, { ...proof, siblings: proof.siblings.slice(1) });
    await refuses('indexOutOfRange', item, { ...proof, index: MANY });
    await refuses('invalidItem', { ...item, mediaType: 'JSON' }, proof);
});

test('a copied content hash proves nothing for the copier', async () => {
    const { chain, people } = setup;
    const contentHash = manifest.contentHash(address(CONTRIBUTOR), manifest.root(rows));
    const submission = { kind: 'Raw', contentHash, items: MANY, bytes: 1, uri: null };
    const copy = call('datanets', 'contribute', datanet, submission, OPEN);
    const [outcome] = await chain.succeed([copy, people.get('Ferdie')]);
    const copied = eventOf(outcome, 'datanets', 'Contributed').data.contribution.toString();
    const refused = { included: false, reason: 'notIncluded' };
    assert.deepEqual(await check(copied, row(0), manifest.prove(rows, 0)), refused);
});

test('the RPC says what is wrong with a question', async () => {
    const proof = manifest.prove(rows, 0);
    await assert.rejects(check('4242', row(0), proof), /no contribution 4242/);
    await assert.rejects(check(batch, { ...row(0), hash: '0x12' }, proof), /is not 32 bytes/);
    await assert.rejects(check(batch, row(0), { ...proof, index: -1 }), /is not a whole number/);
});
