// SPDX-License-Identifier: Apache-2.0

// The command `openledger-manifest`. It reads files only, and connects to nothing.

import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import * as manifest from './manifest.ts';
import type { Hex } from './scale.ts';

const USAGE = `openledger-manifest make [--lines] [--type TYPE] FILE...
    Prints the manifest of the files, one item each. With --lines, each line of the files is an item.
    --type is the media type of all items. Without it, the ending of a file's name decides.
openledger-manifest root [--contributor ADDRESS] MANIFEST
    Prints the root, the number of items and their size. With --contributor, also the content hash to contribute.
openledger-manifest prove MANIFEST INDEX|HASH
    Prints an item and its proof. The index of the first item is 0.
openledger-manifest verify [--contributor ADDRESS] ROOT ITEMS PROOF
    Checks the output of prove against the root of a manifest and its number of items.
    With --contributor, ROOT is the content hash of a contribution.
A file named - is the standard input.`;

const TYPES: Record<string, string> = {
    '.csv': 'text/csv',
    '.html': 'text/html',
    '.jpeg': 'image/jpeg',
    '.jpg': 'image/jpeg',
    '.json': 'application/json',
    '.jsonl': 'application/jsonl',
    '.md': 'text/markdown',
    '.mp3': 'audio/mpeg',
    '.mp4': 'video/mp4',
    '.parquet': 'application/vnd.apache.parquet',
    '.pdf': 'application/pdf',
    '.png': 'image/png',
    '.txt': 'text/plain',
    '.wav': 'audio/wav',
};

/** Thrown for a command line that is wrong. */
class WrongUse extends Error {}

interface Options {
    lines?: boolean;
    type?: string;
    contributor?: string;
}

/** Runs the command. Returns its exit code: 0, 1 if a file or a proof is wrong, or 2 if the command line is. */
export function run(args: string[]): number {
    try {
        const { values, positionals } = commandLine(args);
        const [name, ...rest] = positionals;
        const command = new Map(Object.entries({ make, root, prove, verify })).get(name ?? '');
        if (command === undefined) throw new WrongUse(name === undefined ? 'Name a command' : `No command ${name}`);
        return command(rest, values);
    } catch (error) {
        const isUse = error instanceof WrongUse;
        console.error(`openledger-manifest: ${(error as Error).message}${isUse ? `\n\n${USAGE}` : ''}`);
        return isUse ? 2 : 1;
    }
}

function commandLine(args: string[]): { values: Options; positionals: string[] } {
    const options = {
        lines: { type: 'boolean' },
        type: { type: 'string' },
        contributor: { type: 'string' },
    } as const;
    try {
        return parseArgs({ args, options, allowPositionals: true });
    } catch (error) {
        throw new WrongUse((error as Error).message);
    }
}

function make(files: string[], { lines = false, type }: Options): number {
    if (files.length === 0) throw new WrongUse('Name at least one file');
    const places = new Map<Hex, string>();
    const made: string[] = [];
    const add = (content: Uint8Array | string, mediaType: string, place: string) => {
        const item = about(place, () => manifest.itemOf(content, mediaType));
        const before = places.get(item.hash);
        if (before !== undefined) throw new Error(`${place} repeats ${before}. List each item once`);
        places.set(item.hash, place);
        made.push(manifest.line(item));
    };
    for (const file of files) {
        const mediaType = type ?? typeOf(file, lines);
        const content = read(file);
        if (!lines) add(content, mediaType, file);
        else {
            for (const [index, one] of manifest.linesOf(utf8(content, file)).entries()) {
                add(one, mediaType, `${file}:${index + 1}`);
            }
        }
    }
    if (made.length === 0) throw new Error('The files have no lines');
    console.log(made.join('\n'));
    return 0;
}

function root(args: string[], { contributor }: Options): number {
    const [file] = exactly(args, 'MANIFEST');
    const { bytes, ...summary } = about(file, () => manifest.summarize(itemsOf(file)));
    const bound = contributor === undefined ? {} : { contentHash: bind(contributor, summary.root) };
    print({ ...summary, bytes: bytes.toString(), ...bound });
    return 0;
}

function prove(args: string[]): number {
    const [file, which] = exactly(args, 'MANIFEST', 'INDEX or HASH');
    const items = about(file, () => [...itemsOf(file)]);
    const index = /^\d+$/.test(which) ? Number(which) : items.findIndex(({ hash }) => hash === which.toLowerCase());
    const item = items[index];
    if (item === undefined) throw new Error(`${file} has ${items.length} items, and none of them is ${which}`);
    print({ item, proof: manifest.prove(items, index) });
    return 0;
}

function verify(args: string[], { contributor }: Options): number {
    const [expected, count, file] = exactly(args, 'ROOT', 'ITEMS', 'PROOF');
    if (!/^0x[0-9a-fA-F]{64}$/.test(expected)) throw new WrongUse('ROOT is 0x and 64 hexadecimal digits');
    if (!/^\d+$/.test(count)) throw new WrongUse('ITEMS is the number of items');
    const [item, proof] = about(file, () => {
        const given = Object(manifest.parseJson(utf8(read(file), file))) as { item?: unknown; proof?: unknown };
        return [manifest.itemFrom(given.item), manifest.proofFrom(given.proof)];
    });
    const hash = expected as Hex;
    const items = Number(count);
    const refusal =
        contributor === undefined
            ? manifest.verify(hash, items, item, proof)
            : manifest.verifyContribution({ contributor, contentHash: hash, items }, item, proof);
    print({ included: refusal === null, reason: refusal });
    return refusal === null ? 0 : 1;
}

/** As many arguments as there are names. */
function exactly<Names extends string[]>(args: string[], ...names: Names): { [Name in keyof Names]: string } {
    if (args.length !== names.length) throw new WrongUse(`Give ${names.join(', ')}: ${args.length} were given`);
    return args as { [Name in keyof Names]: string };
}

/** Names the file in front of an error. */
function about<T>(file: string, work: () => T): T {
    try {
        return work();
    } catch (error) {
        throw new Error(`${file}: ${(error as Error).message}`);
    }
}

function read(file: string): Uint8Array {
    return readFileSync(file === '-' ? 0 : file);
}

function utf8(content: Uint8Array, file: string): string {
    return about(file, () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content));
}

function itemsOf(file: string): Generator<manifest.Item> {
    return manifest.parse(manifest.linesOf(utf8(read(file), file)));
}

function typeOf(file: string, lines: boolean): string {
    const ending = extname(file).toLowerCase();
    const found = TYPES[lines && ending === '.jsonl' ? '.json' : ending];
    if (found === undefined) throw new WrongUse(`Name the media type of ${file} with --type`);
    return found;
}

function bind(contributor: string, manifestRoot: Hex): Hex {
    return about(contributor, () => manifest.contentHash(contributor, manifestRoot));
}

function print(value: unknown): void {
    console.log(JSON.stringify(value));
}
