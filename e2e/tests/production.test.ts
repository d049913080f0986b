// SPDX-License-Identifier: Apache-2.0

// The specification of a production chain as the command line makes it: from the example of the documentation, read
// back from raw storage with code that is independent of the node; and the errors for a file with mistakes.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { storagePrefix } from '@openledger/client';
import { Keyring } from '@polkadot/keyring';
import { hexToU8a, u8aToBigInt } from '@polkadot/util';
import { cryptoWaitReady, decodeAddress, encodeAddress } from '@polkadot/util-crypto';
import { OPEN, sum } from '../src/format.ts';
import { binary } from '../src/node.ts';

const EXAMPLE = fileURLToPath(new URL('../../docs/genesis.example.json', import.meta.url));
const MILLI_OPEN = OPEN / 1_000n;
/** The storage key of the runtime: `:code`. */
const CODE = '0x3a636f6465';
const example = () => JSON.parse(readFileSync(EXAMPLE, 'utf8'));

let folder: string;
before(async () => {
    await cryptoWaitReady();
    folder = mkdtempSync(join(tmpdir(), 'openledger-spec-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function build(genesis: string, ...options: string[]) {
    const { status, stdout, stderr } = spawnSync(
        binary(),
        ['build-production-spec', '--genesis', genesis, ...options],
        {
            encoding: 'utf8',
            maxBuffer: 64 * 1024 * 1024,
            timeout: 120_000,
        },
    );
    return { status, stdout, stderr };
}

/** The values and keys of a storage item: one for a value, all entries for a map. */
function stored(top: Record<string, string>, pallet: string, item: string): [string, Uint8Array][] {
    const prefix = storagePrefix(pallet, item);
    return Object.entries(top)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => [key.slice(prefix.length), hexToU8a(value)]);
}

describe('a production chain', () => {
    let top: Record<string, string>;
    let balances: Map<string, bigint>;

    before(() => {
        const output = join(folder, 'raw.json');
        const { status, stderr } = build(EXAMPLE, '--raw', '--output', output);
        assert.equal(status, 0, stderr);
        assert.match(stderr, /9 accounts have 452502300\.5 OPEN, .* the remaining 547497699\.5 OPEN/);
        const spec = JSON.parse(readFileSync(output, 'utf8'));
        assert.deepEqual(
            [
                spec.name,
                spec.id,
                spec.chainType,
                spec.protocolId,
                spec.relay_chain,
                spec.para_id,
                spec.bootNodes.length,
            ],
            ['OpenLedger', 'openledger', 'Live', 'openledger', 'polkadot', 4242, 2],
        );
        assert.deepEqual(spec.properties, { ss58Format: 42, tokenDecimals: 12, tokenSymbol: 'OPEN' });
        top = spec.genesis.raw.top;
        // The key of an account is its hash of 16 bytes and itself; the record has four counters, then free and
        // reserved.
        balances = new Map(
            stored(top, 'System', 'Account').map(([key, record]) => [
                encodeAddress(`0x${key.slice(32)}`, 42),
                u8aToBigInt(record.subarray(16, 32)) + u8aToBigInt(record.subarray(32, 48)),
            ]),
        );
    });

    test('has exactly the total supply, the rest of it in the treasury', () => {
        assert.equal(sum(balances.values()), 1_000_000_000n * OPEN);
        const [[, issuance]] = stored(top, 'Balances', 'TotalIssuance') as [[string, Uint8Array]];
        assert.equal(u8aToBigInt(issuance), 1_000_000_000n * OPEN);
        const named: { account: string }[] = example().allocations;
        // In addition: the ledger, the escrow, the authors' pot, the treasury.
        assert.equal(balances.size, named.length + 4);
        for (const { account } of named) assert.ok(balances.has(account), account);
        const others = [...balances].filter(([account]) => named.every((one) => one.account !== account));
        const rest = 547_497_699n * OPEN + OPEN / 2n - 3n * MILLI_OPEN;
        assert.deepEqual(others.map(([, amount]) => amount).sort(), [MILLI_OPEN, MILLI_OPEN, MILLI_OPEN, rest].sort());
    });

    test('has no sudo key and no development key, whatever its kind', () => {
        assert.deepEqual(stored(top, 'Sudo', 'Key'), []);
        // The runtime itself knows the development keys, for its other presets.
        const state = Object.entries(top).filter(([key]) => key !== CODE);
        const values = state.flat().join(' ');
        for (const type of ['sr25519', 'ed25519', 'ecdsa'] as const) {
            const keyring = new Keyring({ type });
            for (const name of ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie', 'Alice//stash', 'Bob//stash']) {
                const { address } = keyring.addFromUri(`//${name}`);
                assert.ok(!balances.has(encodeAddress(address, 42)), `${type} //${name}`);
                assert.ok(!values.includes(Buffer.from(decodeAddress(address)).toString('hex')), `${type} //${name}`);
            }
        }
    });

    test('begins with era 0, and has eras and days of governance that are days', () => {
        const [[, schedule]] = stored(top, 'Attribution', 'EraSchedule') as [[string, Uint8Array]];
        // The era and its first block, the length, whether another length was before, and the blocks left out so far.
        const numbers = [0, 4, 8, 13].map((at) => Number(u8aToBigInt(schedule.subarray(at, at + 4))));
        assert.deepEqual([...numbers, schedule[12], schedule.length], [0, 0, 14_400, 0, 0, 17]);
        // The day of governance is the only parameter that a genesis may change. Its value follows the one before it.
        const parameters = stored(top, 'Parameters', 'Parameters');
        assert.ok(parameters.length <= 1);
        for (const [, record] of parameters) assert.equal(u8aToBigInt(record.subarray(16, 32)), 14_400n);
    });

    test('can be read before it is signed off: as configuration', () => {
        const { status, stdout } = build(EXAMPLE);
        assert.equal(status, 0);
        const { runtimeGenesis } = JSON.parse(stdout).genesis;
        const { balances: config, vesting, sudo } = runtimeGenesis.patch ?? runtimeGenesis.config;
        assert.equal(config.balances.length, example().allocations.length + 4);
        assert.equal(vesting.vesting.length, 2);
        assert.equal(sudo.key, null);
    });
});

test('a file with mistakes gets a list of them and no specification', () => {
    const file = example();
    file.collators[0].account = encodeAddress(new Keyring({ type: 'sr25519' }).addFromUri('//Alice').address, 42);
    file.allocations[0].amount = '1 OPEN';
    file.paraId = 7;
    const genesis = join(folder, 'mistakes.json');
    writeFileSync(genesis, JSON.stringify(file));
    const { status, stdout, stderr } = build(genesis);
    assert.notEqual(status, 0);
    assert.equal(stdout, '');
    assert.equal(stderr.split('\n- ').length, 4, stderr);
    for (const hint of [
        /`paraId` is 7: give/,
        /lower `locked`, or raise `amount`/,
        /everybody knows the secret of 5Grwva\w+ \(\/\/Alice\)/,
    ]) {
        assert.match(stderr, hint);
    }
    const missing = build(join(folder, 'no-such-file.json'));
    assert.notEqual(missing.status, 0);
    assert.match(missing.stderr, /no-such-file\.json can't be read/);
});
