// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { list, OPEN, open, percent, ratio, sum } from '../src/format.ts';

test('amounts are exact', () => {
    assert.equal(open(0n), '0 OPEN');
    assert.equal(open(1n), '0.000000000001 OPEN');
    assert.equal(open(-OPEN / 2n), '-0.5 OPEN');
    assert.equal(open(1_234_567n * OPEN + 890_000_000_000n), '1,234,567.89 OPEN');
});

test('parts are shown as percentages', () => {
    assert.equal(percent(400_000n), '40 %');
    assert.equal(percent(5_000), '0.5 %');
    assert.equal(ratio(1n, 3n), '33.33 %');
    assert.equal(ratio(1n, 0n), '0 %');
});

test('lists read like a sentence, sums are sums', () => {
    assert.equal(list([]), '');
    assert.equal(list(['a']), 'a');
    assert.equal(list(['a', 'b', 'c']), 'a, b and c');
    assert.equal(sum([1n, 2n, 3n]), 6n);
});
