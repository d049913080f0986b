// SPDX-License-Identifier: Apache-2.0

// Adds accounts to a raw chain specification, so that storage is measured on a trie as deep as that of a used chain:
//   tsx state.mts <number of accounts> <raw specification> <file to write>
// It is a state to measure on, not a chain to run: the accounts' balances were never issued.

import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { storagePrefix } from '@openledger/client';
import { blake2AsHex } from '@polkadot/util-crypto';

const [count, from, to] = process.argv.slice(2);
if (count === undefined || from === undefined || to === undefined) {
    console.error('usage: state.mts <number of accounts> <raw specification> <file to write>');
    process.exit(2);
}

const prefix = storagePrefix('System', 'Account');

/** `System.Account` of an account that one provider keeps alive and that has one OPEN. */
const value = Buffer.alloc(80);
value.writeUInt32LE(1, 8);
value.writeBigUInt64LE(1_000_000_000_000n, 16);
// The flag of accounts whose holds are counted as in this version.
value.writeUInt8(0x80, 79);
const account = `0x${value.toString('hex')}`;

const specification = JSON.parse(readFileSync(from, 'utf8'));
const top = specification.genesis.raw.top as Record<string, string>;
const MARK = '"the state"';
specification.genesis.raw.top = JSON.parse(MARK);
const [before, after] = JSON.stringify(specification).split(MARK) as [string, string];

const file = openSync(to, 'w');
const write = (text: string) => writeSync(file, text);
write(`${before}{${JSON.stringify(top).slice(1, -1)}`);
let chunk = '';
for (let i = 0; i < Number(count); i++) {
    const id = createHash('sha256').update(`account ${i}`).digest();
    chunk += `,"${prefix}${blake2AsHex(id, 128).slice(2)}${id.toString('hex')}":"${account}"`;
    if (chunk.length > 1 << 22) {
        write(chunk);
        chunk = '';
    }
}
write(`${chunk}}${after}`);
closeSync(file);
