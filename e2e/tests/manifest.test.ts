// SPDX-License-Identifier: Apache-2.0

// Manifests of the client and the command `openledger-manifest`, against docs/vectors.json and without a chain.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, mock, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Hex, manifest } from '@openledger/client';
import { u8aToHex } from '@polkadot/util';
import { cryptoWaitReady, encodeAddress } from '@polkadot/util-crypto';
import { run } from '../../clients/typescript/src/command.ts';

interface Vector {
    name: string;
    items: manifest.Item[];
    leaves: Hex[];
    root: Hex;
    contributor: Hex;
    contentHash: Hex;
    proofs: manifest.ItemProof[];
    refused: { name: string; count: number; item: manifest.Item; proof: manifest.ItemProof; reason: string }[];
}

const { manifests } = JSON.parse(readFileSync(new URL('../../docs/vectors.json', import.meta.url), 'utf8')) as {
    manifests: Vector[];
};
const item = (number: number): manifest.Item => manifest.itemOf(`item ${number}`, 'text/plain');
const items = (count: number) => Array.from({ length: count }, (_, number) => item(number));

before(() => cryptoWaitReady());

describe('docs/vectors.json', () => {
    for (const vector of manifests) {
        test(vector.name, () => {
            const { root, contributor, contentHash, proofs } = vector;
            const count = vector.items.length;
            assert.deepEqual(
                vector.items.map((one) => u8aToHex(manifest.leaf(one))),
                vector.leaves,
            );
            assert.equal(manifest.root(vector.items), root);
            assert.equal(manifest.contentHash(encodeAddress(contributor), root), contentHash);
            for (const [index, proof] of proofs.entries()) {
                const one = vector.items[index]!;
                assert.deepEqual(manifest.prove(vector.items, index), proof);
                assert.equal(manifest.verify(root, count, one, proof), null);
                const contribution = { contributor: encodeAddress(contributor), contentHash, items: count };
                assert.equal(manifest.verifyContribution(contribution, one, proof), null);
                assert.notEqual(manifest.verifyContribution({ ...contribution, items: count + 1 }, one, proof), null);
                const other = { ...contribution, contributor: encodeAddress(new Uint8Array(32)) };
                assert.equal(manifest.verifyContribution(other, one, proof), 'notIncluded');
            }
        });
        for (const { name, count, item: one, proof, reason } of vector.refused) {
            test(`${vector.name}: ${name}`, () => {
                assert.equal(manifest.verify(vector.root, count, one, proof), reason);
            });
        }
    }
});

describe('a manifest', () => {
    test('every item proves in trees of every shape, and nothing that was changed does', () => {
        for (const count of [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 33, 100]) {
            const all = items(count);
            const root = manifest.root(all);
            for (const [index, one] of all.entries()) {
                const proof = manifest.prove(all, index);
                assert.equal(manifest.verify(root, count, one, proof), null, `${index} of ${count}`);
                const elsewhere = { ...proof, index: (index + 1) % (count + 1) };
                assert.notEqual(manifest.verify(root, count, one, elsewhere), null);
                assert.notEqual(manifest.verify(root, count + 1, one, proof), null);
                assert.notEqual(manifest.verify(root, count - 1, one, proof), null);
                assert.equal(manifest.verify(root, count, item(count), proof), 'notIncluded');
                assert.equal(manifest.verify(root, count, { ...one, bytes: one.bytes + 1 }, proof), 'notIncluded');
                const longer = { ...proof, siblings: [...proof.siblings, root] };
                assert.equal(manifest.verify(root, count, one, longer), 'wrongLength');
                for (const place of proof.siblings.keys()) {
                    const siblings = proof.siblings.with(place, root);
                    assert.equal(manifest.verify(root, count, one, { index, siblings }), 'notIncluded');
                }
            }
        }
    });

    test('an index that is none is refused', () => {
        const root = manifest.root(items(3));
        const proof = manifest.prove(items(3), 0);
        for (const index of [-1, 0.5, 3, Number.NaN]) {
            assert.equal(manifest.verify(root, 3, item(0), { ...proof, index }), 'indexOutOfRange');
        }
        assert.throws(() => manifest.prove(items(3), 3), RangeError);
    });

    test('its lines are read as they were written, and hashes in lowercase', () => {
        const all = items(20);
        const lines = all.map(manifest.line);
        assert.equal(lines[0], `{"hash":"${all[0]!.hash}","bytes":6,"mediaType":"text/plain"}`);
        assert.deepEqual([...manifest.parse(lines)], all);
        assert.deepEqual([...manifest.parse(manifest.linesOf(`${lines.join('\n')}\n`))], all);
        const upper = ` {"mediaType": "text/plain", "hash": "0x${all[0]!.hash.slice(2).toUpperCase()}", "bytes": 6}\r`;
        assert.deepEqual([...manifest.parse([upper])], [all[0]]);
        assert.deepEqual(manifest.summarize(manifest.parse(lines)), {
            root: manifest.root(all),
            items: 20,
            bytes: 10n * 6n + 10n * 7n,
        });
    });

    test('the line with a mistake is named', () => {
        const good = manifest.line(item(1));
        const field = (change: object) => JSON.stringify({ ...item(2), ...change });
        const mistakes: [string[], RegExp][] = [
            [[], /^The manifest is empty/],
            [[good, ''], /^Line 2: This is not JSON/],
            [[good, '7'], /^Line 2: An item is a JSON object, not 7/],
            [[good, 'null'], /^Line 2: An item is a JSON object, not null/],
            [[good, manifest.line(item(2)), good], /^Line 3: repeats the item of line 1/],
            [[field({ name: 'a.txt' })], /^Line 1: `name` is no field of an item/],
            [[field({ hash: '0x12' })], /^Line 1: `hash` is the BLAKE2b-256/],
            [[field({ hash: undefined })], /^Line 1: `hash`/],
            [[field({ bytes: -1 })], /^Line 1: `bytes` is the size/],
            [[field({ bytes: 2 ** 53 })], /^Line 1: `bytes`/],
            [[field({ bytes: '6' })], /^Line 1: `bytes`/],
            [[field({ mediaType: 'text' })], /^Line 1: `mediaType` is two lowercase names/],
            [[field({ mediaType: 'text/plain; charset=utf-8' })], /^Line 1: `mediaType`/],
            [[field({ mediaType: `text/${'x'.repeat(123)}` })], /^Line 1: `mediaType`/],
        ];
        for (const [lines, message] of mistakes) {
            assert.throws(() => [...manifest.parse(lines)], { constructor: manifest.InvalidManifest, message });
        }
        assert.throws(() => manifest.root([]), manifest.InvalidManifest);
        assert.throws(() => manifest.leaf({ ...item(1), bytes: 0.5 }), manifest.InvalidManifest);
        for (const proof of [null, { index: -1, siblings: [] }, { index: 0 }, { index: 0, siblings: ['0x12'] }]) {
            assert.throws(() => manifest.proofFrom(proof), manifest.InvalidManifest);
        }
    });
});

describe('openledger-manifest', () => {
    const BIN = fileURLToPath(new URL('../../clients/typescript/bin/openledger-manifest.js', import.meta.url));
    const ALICE = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY';
    let folder: string;
    before(() => {
        folder = mkdtempSync(join(tmpdir(), 'manifest-'));
    });
    after(() => rmSync(folder, { recursive: true }));

    const file = (name: string, content: string) => {
        const path = join(folder, name);
        writeFileSync(path, content);
        return path;
    };
    /** Runs the command in this process: its exit code, and what it prints. */
    const call = (...args: string[]) => {
        const log = mock.method(console, 'log', () => {});
        const error = mock.method(console, 'error', () => {});
        const printed = ({ mock: { calls } }: typeof log) =>
            calls.map((one) => `${one.arguments.join(' ')}\n`).join('');
        try {
            return { status: run(args), stdout: printed(log), stderr: printed(error) };
        } finally {
            mock.restoreAll();
        }
    };
    const succeed = (...args: string[]) => {
        const { status, stdout, stderr } = call(...args);
        assert.equal(status, 0, stderr);
        return stdout;
    };

    test('is a program that reads the standard input', () => {
        const program = (args: string[], input: string) =>
            spawnSync(process.execPath, [BIN, ...args], { input, encoding: 'utf8' });
        const made = program(['make', '--lines', '--type', 'text/plain', '-'], 'item 0\nitem 1\nitem 2\n');
        assert.deepEqual([...manifest.parse(manifest.linesOf(made.stdout))], items(3));
        const wrong = program(['root', '-'], `${made.stdout}{}\n`);
        assert.deepEqual([made.status, wrong.status, wrong.stdout], [0, 1, '']);
        assert.match(wrong.stderr, /^openledger-manifest: -: Line 4: /);
    });

    test('makes, sums up, proves and verifies', () => {
        const data = file('rows.jsonl', Array.from({ length: 100 }, (_, row) => `{"row":${row}}\n`).join(''));
        const all = Array.from({ length: 100 }, (_, row) => manifest.itemOf(`{"row":${row}}`, 'application/json'));
        const lines = succeed('make', '--lines', data);
        assert.deepEqual([...manifest.parse(manifest.linesOf(lines))], all);

        const listed = file('rows.manifest', lines);
        const root = manifest.root(all);
        const contentHash = manifest.contentHash(ALICE, root);
        const summary = { root, items: 100, bytes: '990' };
        assert.deepEqual(JSON.parse(succeed('root', listed)), summary);
        assert.deepEqual(JSON.parse(succeed('root', '--contributor', ALICE, listed)), {
            ...summary,
            contentHash,
        });

        const proven = succeed('prove', listed, '42');
        assert.deepEqual(JSON.parse(proven), { item: all[42], proof: manifest.prove(all, 42) });
        assert.equal(succeed('prove', listed, all[42]!.hash), proven);
        const proof = file('proof.json', proven);
        const included = { included: true, reason: null };
        assert.deepEqual(JSON.parse(succeed('verify', root, '100', proof)), included);
        const bound = succeed('verify', '--contributor', ALICE, contentHash, '100', proof);
        assert.deepEqual(JSON.parse(bound), included);
        const refused = call('verify', root, '99', proof);
        assert.equal(refused.status, 1);
        assert.deepEqual(JSON.parse(refused.stdout), { included: false, reason: 'notIncluded' });
    });

    test('takes files as items, with media types by their endings or by name', () => {
        const files = [file('a.txt', 'soil'), file('b.CSV', 'wheat, 7\n')];
        const made = [...manifest.parse(manifest.linesOf(succeed('make', ...files)))];
        assert.deepEqual(made, [manifest.itemOf('soil', 'text/plain'), manifest.itemOf('wheat, 7\n', 'text/csv')]);
        const named = succeed('make', '--type', 'image/x-raw', ...files);
        assert.deepEqual(
            [...manifest.parse(manifest.linesOf(named))].map(({ mediaType }) => mediaType),
            ['image/x-raw', 'image/x-raw'],
        );
    });

    test('says what is wrong', () => {
        const text = file('one.txt', 'soil');
        const copy = file('two.txt', 'soil');
        const listed = file('one.manifest', succeed('make', text));
        const proof = file('one.json', succeed('prove', listed, '0'));
        const bad = file('bad.manifest', `${manifest.line(item(1))}\n{}\n`);
        const root = manifest.root([manifest.itemOf('soil', 'text/plain')]);
        const mistakes: [string[], number, RegExp][] = [
            [[], 2, /Name a command/],
            [['constructor'], 2, /No command constructor/],
            [['make'], 2, /Name at least one file/],
            [['make', '--kind', text], 2, /Unknown option '--kind'/],
            [['make', file('raw.bin', '1')], 2, /Name the media type of .*raw\.bin with --type/],
            [['make', '--type', 'Text', text], 1, /one\.txt: `mediaType` is two lowercase names/],
            [['make', text, copy], 1, /two\.txt repeats .*one\.txt\. List each item once/],
            [['make', '--lines', file('twice.txt', 'a\nb\na\n')], 1, /twice\.txt:3 repeats .*twice\.txt:1/],
            [['make', '--lines', file('empty.txt', '')], 1, /no lines/],
            [['make', join(folder, 'none.txt')], 1, /ENOENT.*none\.txt/],
            [['root', bad], 1, /bad\.manifest: Line 2: `hash` is/],
            [['root', '--contributor', 'Alice', listed], 1, /Alice: /],
            [['root'], 2, /Give MANIFEST: 0 were given/],
            [['prove', listed, '1'], 1, /has 1 items, and none of them is 1/],
            [['verify', 'root', '1', proof], 2, /ROOT is 0x/],
            [['verify', root, 'one', proof], 2, /ITEMS is the number/],
            [['verify', root, '1', listed], 1, /one\.manifest: An item is a JSON object/],
        ];
        for (const [args, code, message] of mistakes) {
            const { status, stdout, stderr } = call(...args);
            assert.equal(status, code, `${args.join(' ')}: ${stderr}`);
            assert.match(stderr, message);
            assert.equal(stdout, '');
            assert.equal(stderr.includes('openledger-manifest make ['), code === 2, 'the usage is shown if it helps');
        }
    });
});
