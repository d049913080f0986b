// SPDX-License-Identifier: Apache-2.0

// Turns the runtime of a chain into the next one: the same with a higher `spec_version`. Building one would take
// minutes. The version is a structure in the WASM's data that can be found and changed.

import { spawnSync } from 'node:child_process';

/** The SDK's prefix of a compressed runtime. */
const COMPRESSED = Buffer.from('52bc537646db8e05', 'hex');
/** Rust's mark of a borrowed string in memory. */
const BORROWED = 0x8000_0000;
const CUSTOM = 0;
const DATA = 11;

interface Section {
    id: number;
    /** Of a custom section. */
    name: string;
    /** All of it, its header included. */
    bytes: Buffer;
    /** Its content, the same memory. */
    content: Buffer;
}

/** Returns the runtime `code`, as stored under `:code`, with a `spec_version` that is one higher. */
export function nextRuntime(code: Uint8Array): Buffer {
    const given = Buffer.from(code);
    const wasm = given.subarray(0, 8).equals(COMPRESSED) ? zstd(given.subarray(8), '--decompress') : given;
    const parts = sections(wasm);
    const section = parts.find(({ name }) => name === 'runtime_version');
    if (section === undefined) throw new Error('The runtime has no section with its version');
    const version = versionIn(section.content);

    // Once in the section, which the node reads, and at every place where the runtime itself reads it.
    section.content.writeUInt32LE(version.spec + 1, version.specAt);
    const copies = parts
        .filter(({ id }) => id === DATA)
        .flatMap(({ content }) => {
            const found = copiesIn(content, version);
            for (const at of found) content.writeUInt32LE(version.spec + 1, at);
            return found;
        });
    if (copies.length === 0) throw new Error("The runtime's version is not among its data");

    // Function names are not needed here, and the relay chain limits the size.
    const kept = parts.filter(({ name }) => name !== 'name').map(({ bytes }) => bytes);
    const next = Buffer.concat([wasm.subarray(0, 8), ...kept]);
    return Buffer.concat([COMPRESSED, zstd(next, '-15')]);
}

function zstd(input: Buffer, option: string): Buffer {
    const { stdout, status, error } = spawnSync('zstd', [option, '--stdout', '--quiet'], { input, maxBuffer: 1 << 28 });
    if (error !== undefined) throw new Error(`This needs the program zstd: ${error.message}`);
    if (status !== 0) throw new Error(`zstd ${option} failed`);
    return stdout;
}

function sections(wasm: Buffer): Section[] {
    const found: Section[] = [];
    for (let at = 8; at < wasm.length; ) {
        const id = wasm[at] as number;
        const size = leb128(wasm, at + 1);
        const end = size.end + size.value;
        let content = size.end;
        let name = '';
        if (id === CUSTOM) {
            const length = leb128(wasm, content);
            content = length.end + length.value;
            name = wasm.toString('utf8', length.end, content);
        }
        found.push({ id, name, bytes: wasm.subarray(at, end), content: wasm.subarray(content, end) });
        at = end;
    }
    return found;
}

function leb128(bytes: Buffer, at: number): { value: number; end: number } {
    let value = 0;
    for (let end = at, shift = 0; ; shift += 7) {
        const byte = bytes[end] as number;
        end += 1;
        value += (byte & 0x7f) << shift;
        if (byte < 0x80) return { value, end };
    }
}

interface Version {
    names: [number, number];
    numbers: [number, number, number];
    spec: number;
    /** The offset of `spec` in its encoding. */
    specAt: number;
}

/** The encoded version: two names, then authoring, spec and implementation version. Names are shorter than 64 bytes. */
function versionIn(encoded: Buffer): Version {
    const first = (encoded[0] as number) >> 2;
    const second = (encoded[1 + first] as number) >> 2;
    const at = 2 + first + second;
    const numbers: [number, number, number] = [0, 4, 8].map((offset) => encoded.readUInt32LE(at + offset)) as never;
    return { names: [first, second], numbers, spec: numbers[1], specAt: at + 4 };
}

/**
 * The offsets of the spec version of each `RuntimeVersion` in `data`: two borrowed names and a borrowed list, each a
 * mark, a pointer and a length, and then the same numbers.
 */
function copiesIn(data: Buffer, { names, numbers }: Version): number[] {
    const expected = new Map([
        [0, BORROWED],
        [8, names[0]],
        [12, BORROWED],
        [20, names[1]],
        [24, BORROWED],
        ...numbers.map((number, index): [number, number] => [36 + 4 * index, number]),
    ]);
    const mark = Buffer.alloc(4);
    mark.writeUInt32LE(BORROWED);
    const found: number[] = [];
    for (let at = data.indexOf(mark); at >= 0 && at + 48 <= data.length; at = data.indexOf(mark, at + 1)) {
        if ([...expected].every(([offset, word]) => data.readUInt32LE(at + offset) === word)) found.push(at + 40);
    }
    return found;
}
