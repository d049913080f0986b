// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { batch } from '../src/data.ts';
import { scenario } from '../src/scenario.ts';

const files = scenario.datanets.flatMap(({ contributions }) => contributions.flatMap((plan) => plan.files));

test('each file of the scenario is described by its hash, items and bytes', () => {
    const hashes = new Set<string>();
    for (const file of files) {
        const { hash, items, bytes } = batch(file);
        assert.match(hash, /^0x[0-9a-f]{64}$/);
        assert.ok(items > 0 && bytes > 0);
        hashes.add(hash);
    }
    assert.equal(hashes.size, files.length, 'no two files have the same content');
});

test('a refinement has a line for each line of what it refines', () => {
    for (const { contributions } of scenario.datanets) {
        for (const { files: refined, refines } of contributions) {
            if (refines === undefined) continue;
            const lines = readFileSync(new URL(`../data/${refined[0]}`, import.meta.url), 'utf8')
                .trimEnd()
                .split('\n');
            const referred = lines.map((line) => JSON.parse(line) as { of: string; line: number });
            assert.ok(refines.files.every((file) => referred.every(({ of }) => file.endsWith(`/${of}`))));
            assert.deepEqual(
                referred.map(({ line }) => line),
                Array.from({ length: batch(refines.files[0] as string).items }, (_, index) => index + 1),
            );
        }
    }
});

test('the hash of a known text is its BLAKE2b-256', () => {
    assert.equal(
        batch('agronomy/advert.jsonl').hash,
        // b2sum -l 256 e2e/data/agronomy/advert.jsonl
        '0xe74882c80e9eaad7e6593a1bdaddc2dde72666e8c47106c37ac258ba6b3d7b0e',
    );
});
