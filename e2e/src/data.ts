// SPDX-License-Identifier: Apache-2.0

// The on-chain description of a file of data: its hash, its number of items and its size.

import { readFileSync } from 'node:fs';
import { stringToU8a, u8aConcat } from '@polkadot/util';
import { blake2AsHex, decodeAddress } from '@polkadot/util-crypto';

export interface Batch {
    /** The name of the file below `data/`. */
    file: string;
    /** BLAKE2b-256 of the file's bytes. */
    hash: string;
    /** The number of lines. Each line is an item. */
    items: number;
    /** The size of the file, in bytes. */
    bytes: number;
    /** The address of the file. */
    uri: string;
}

/** Reads `data/<file>`, checks that every line is a JSON object, and describes it. */
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

/** The domain of `commitment`. */
const CONTENT_DOMAIN = 'openledger/datanets/content/1';

/**
 * The content hash to submit for content with this hash. It is bound to the contributor, so that an account that copies
 * it has no content that fits.
 */
export function commitment(contributor: string, hash: string): string {
    return blake2AsHex(u8aConcat(stringToU8a(CONTENT_DOMAIN), decodeAddress(contributor), hash), 256);
}

/** The hash in place of that of a model's weights: the demo trains nothing, so it hashes a description. */
export function artifact(description: string): string {
    return blake2AsHex(description, 256);
}
