// SPDX-License-Identifier: Apache-2.0

// Manifests: one contribution commits to any number of items, and each item can be proven to belong to it.
// docs/manifests.md defines the file, the bytes and the tree. `openledger_primitives::manifest` has the same functions.
//
// Import them as `manifest`: `manifest.root(items)`.

import { hexToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsHex, blake2AsU8a } from '@polkadot/util-crypto';
import { GrowingTree, merkleProof, type Node } from './merkle.ts';
import { accountBytes, Encoder, type Hex } from './scale.ts';

/** One item of a contribution: a line of its manifest. */
export interface Item {
    /** BLAKE2b-256 of the item's content. */
    hash: Hex;
    /** The size of the item, in bytes. */
    bytes: number;
    /** Such as `text/plain`: lowercase, without parameters. */
    mediaType: string;
}

/** The place of an item in a manifest, with the hashes that prove it. */
export interface ItemProof {
    /** The item's index, from 0. */
    index: number;
    /** The sibling hashes on the path from the leaf to the top of the tree. */
    siblings: Hex[];
}

/** What a contribution states about a manifest. */
export interface Summary {
    root: Hex;
    /** The number of items. */
    items: number;
    /** The sum of the sizes of the items. */
    bytes: bigint;
}

/** The part of a contribution's record that its items are proven with. */
export interface Contribution {
    contributor: string;
    contentHash: Hex;
    items: number;
}

/** The reason why an item is not proven. The chain also knows `contributionNotFound`. */
export type ItemRefusal = 'invalidItem' | 'indexOutOfRange' | 'wrongLength' | 'notIncluded';

/** Thrown for a manifest, an item or a proof that is not of its form. The message names the line, if there is one. */
export class InvalidManifest extends Error {}

const ITEM_DOMAIN = stringToU8a('openledger/datanets/item/1');
const NODE_DOMAIN = stringToU8a('openledger/datanets/node/1');
const ROOT_DOMAIN = stringToU8a('openledger/datanets/manifest/1');
const CONTENT_DOMAIN = stringToU8a('openledger/datanets/content/1');
const MAX_ITEMS = 2 ** 32 - 1;
const MAX_MEDIA_TYPE = 127;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/;
const HASH = /^0x[0-9a-fA-F]{64}$/;

const node: Node = (left, right) => blake2AsU8a(u8aConcat(NODE_DOMAIN, left, right), 256);

const rootOver = (items: number, top: Uint8Array): Hex =>
    u8aToHex(blake2AsU8a(new Encoder().raw(ROOT_DOMAIN).u32(items).raw(top).finish(), 256));

/** The item with this content. Its text is hashed as UTF-8. */
export function itemOf(content: Uint8Array | string, mediaType: string): Item {
    const bytes = typeof content === 'string' ? stringToU8a(content) : content;
    return checked({ hash: blake2AsHex(bytes, 256), bytes: bytes.length, mediaType });
}

/** The line of a manifest for an item, without the end of the line. */
export function line({ hash, bytes, mediaType }: Item): string {
    return JSON.stringify({ hash, bytes, mediaType });
}

/**
 * Reads the lines of a manifest one by one. An item that is listed twice is refused: it would count twice.
 *
 * @throws InvalidManifest at the first line that is wrong.
 */
export function* parse(lines: Iterable<string>): Generator<Item> {
    const seen = new Map<string, number>();
    let number = 0;
    for (const text of lines) {
        number += 1;
        const fail = (why: string) => new InvalidManifest(`Line ${number}: ${why}`);
        let item: Item;
        try {
            item = itemFrom(parseJson(text));
        } catch (error) {
            throw fail((error as Error).message);
        }
        const before = seen.get(item.hash);
        if (before !== undefined) throw fail(`repeats the item of line ${before}. List each item once`);
        seen.set(item.hash, number);
        yield item;
    }
    if (number === 0) throw new InvalidManifest('The manifest is empty. List at least one item');
}

/** The lines of a text. The last line may have an end or none. */
export function linesOf(text: string): string[] {
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    return lines;
}

/** The leaf of an item. */
export function leaf(item: Item): Uint8Array {
    const { hash, bytes, mediaType } = checked(item);
    const name = stringToU8a(mediaType);
    const fields = new Encoder().raw(ITEM_DOMAIN).hash(hash).u64(BigInt(bytes)).compact(BigInt(name.length)).raw(name);
    return blake2AsU8a(fields.finish(), 256);
}

/**
 * The root of the manifest with these items. Keeps about 32 hashes in memory, whatever the number of items.
 *
 * @throws InvalidManifest if there is no item, or one is out of range.
 */
export function root(items: Iterable<Item>): Hex {
    return summarize(items).root;
}

/** Root, number and size in one pass: what a contribution states. */
export function summarize(items: Iterable<Item>): Summary {
    const tree = new GrowingTree(node);
    let bytes = 0n;
    for (const item of items) {
        tree.push(leaf(item));
        bytes += BigInt(item.bytes);
    }
    if (tree.size === 0) throw new InvalidManifest('A manifest has at least one item');
    if (tree.size > MAX_ITEMS) throw new InvalidManifest(`A manifest has at most ${MAX_ITEMS} items`);
    return { root: rootOver(tree.size, tree.root()), items: tree.size, bytes };
}

/**
 * The proof that item number `index` is in the manifest with these items.
 *
 * @throws RangeError if there is no such item.
 */
export function prove(items: Iterable<Item>, index: number): ItemProof {
    const proof = merkleProof(Array.from(items, leaf), index, node);
    return { index, siblings: proof.items.map((hash) => u8aToHex(hash)) };
}

/** Checks that `item` is in the manifest of `items` items with this root: null, or the reason why it is not proven. */
export function verify(root: Hex, items: number, item: Item, proof: ItemProof): ItemRefusal | null {
    return check(items, item, proof, (found) => found === root.toLowerCase());
}

/** Checks that `item` is in the manifest of a contribution, as `openledger_verifyItem` does on a node. */
export function verifyContribution(contribution: Contribution, item: Item, proof: ItemProof): ItemRefusal | null {
    const { contributor, items } = contribution;
    const expected = contribution.contentHash.toLowerCase();
    return check(items, item, proof, (found) => contentHash(contributor, found) === expected);
}

/** The content hash to submit for a manifest with this root: it is bound to the contributor. */
export function contentHash(contributor: string, root: Hex): Hex {
    return blake2AsHex(u8aConcat(CONTENT_DOMAIN, accountBytes(contributor), hexToU8a(root)), 256);
}

/** Reads an item from JSON that is parsed. */
export function itemFrom(value: unknown): Item {
    const { hash, bytes, mediaType, ...rest } = fieldsOf(value, 'An item');
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) {
        throw new InvalidManifest(`\`${unknown}\` is no field of an item: the fields are hash, bytes and mediaType`);
    }
    return checked({ hash, bytes, mediaType } as Item);
}

/** Reads the proof of an item from JSON that is parsed. */
export function proofFrom(value: unknown): ItemProof {
    const { index, siblings } = fieldsOf(value, 'A proof');
    if (!isCount(index)) throw new InvalidManifest('`index` is the index of the item, from 0');
    if (!Array.isArray(siblings) || !siblings.every((one) => typeof one === 'string' && HASH.test(one))) {
        throw new InvalidManifest('`siblings` is a list of hashes: 0x and 64 hexadecimal digits each');
    }
    return { index, siblings: siblings as Hex[] };
}

/** Parses JSON. */
export function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw new InvalidManifest(`This is not JSON: ${text.slice(0, 60)}`);
    }
}

function fieldsOf(value: unknown, what: string): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw new InvalidManifest(`${what} is a JSON object, not ${JSON.stringify(value)}`);
    }
    return value as Record<string, unknown>;
}

function check(items: number, item: Item, proof: ItemProof, isRoot: (root: Hex) => boolean): ItemRefusal | null {
    if (whyInvalid(item) !== null) return 'invalidItem';
    const { index, siblings } = proof;
    if (!Number.isInteger(index) || index < 0 || index >= items) return 'indexOutOfRange';
    const path = pathOf(index, items);
    if (path.length !== siblings.length) return 'wrongLength';
    const top = path.reduce((hash, isLeft, place) => {
        const sibling = hexToU8a(siblings[place]);
        return isLeft ? node(sibling, hash) : node(hash, sibling);
    }, leaf(item));
    return isRoot(rootOver(items, top)) ? null : 'notIncluded';
}

function isCount(value: unknown): value is number {
    return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The siblings on the path from leaf `index` of `items` to the top: whether each is the left one. */
function pathOf(index: number, items: number): boolean[] {
    const path: boolean[] = [];
    let place = index;
    for (let width = items; width > 1; width = Math.ceil(width / 2)) {
        const isRight = place % 2 === 1;
        // The last node of an odd row has no sibling.
        if (isRight || place + 1 < width) path.push(isRight);
        place = Math.floor(place / 2);
    }
    return path;
}

/** The reason why no manifest lists this item. */
function whyInvalid({ hash, bytes, mediaType }: Item): string | null {
    if (typeof hash !== 'string' || !HASH.test(hash)) {
        return '`hash` is the BLAKE2b-256 of the content: 0x and 64 hexadecimal digits';
    }
    if (!isCount(bytes)) return '`bytes` is the size of the item: a whole number from 0 to 2^53 − 1';
    if (typeof mediaType !== 'string' || mediaType.length > MAX_MEDIA_TYPE || !MEDIA_TYPE.test(mediaType)) {
        return '`mediaType` is two lowercase names like text/plain, of at most 127 characters, without parameters';
    }
    return null;
}

/** The item with its hash in lowercase. */
function checked(item: Item): Item {
    const why = whyInvalid(item);
    if (why !== null) throw new InvalidManifest(why);
    return { ...item, hash: item.hash.toLowerCase() as Hex };
}
