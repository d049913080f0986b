// SPDX-License-Identifier: Apache-2.0

// What goes on chain of a file of data: its hash, how many items it has and how many bytes.

import { readFileSync } from 'node:fs';
import { blake2AsHex } from '@polkadot/util-crypto';

export interface Batch {
    /** Name of the file below `data/`. */
    file: string;
    /** BLAKE2b-256 of the file's bytes. */
    hash: string;
    /** Lines of the file, each an item. */
    items: number;
    /** Size of the file. */
    bytes: number;
    /** Where to find it. */
    uri: string;
}

/** Read `data/<file>`, check that every line is a JSON object, and describe it. */
export function batch(file: string): Batch {
    const content = readFileSync(new URL(`../data/${file}`, import.meta.url));
    const lines = content.toString('utf8').trimEnd().split('\n');
    for (const [index, line] of lines.entries()) {
        const item: unknown = JSON.parse(line);
        if (typeof item !== 'object' || item === null) throw new Error(`${file}:${index + 1} is not an object`);
    }
    return {
        file,
        hash: blake2AsHex(content, 256),
        items: lines.length,
        bytes: content.length,
        uri: `file:e2e/data/${file}`,
    };
}

/** The hash that stands for a model's weights: the demo trains nothing, so it is the hash of a description. */
export function artifact(description: string): string {
    return blake2AsHex(description, 256);
}
