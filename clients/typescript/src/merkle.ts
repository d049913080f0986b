// SPDX-License-Identifier: Apache-2.0

// The tree of receipts, as the SDK's `binary-merkle-tree` builds it with BLAKE2b-256: leaves are hashed, a node is the
// hash of its two children's concatenation, and the last node of an odd row moves up unchanged.
//
// All functions here take leaf hashes, see `receiptLeaf`. Trees of another kind hash their nodes in another way.

import { u8aConcat, u8aEq } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

/** The place of a leaf in a tree, and the sibling hashes on its path to the root. */
export interface Proof {
    root: Uint8Array;
    /** The number of leaves. */
    leaves: number;
    /** The leaf's index, from 0. */
    index: number;
    items: Uint8Array[];
}

/** The root of a tree without leaves. */
const EMPTY = new Uint8Array(32);

/** The hash of a node over its two children. */
export type Node = (left: Uint8Array, right: Uint8Array) => Uint8Array;

const receiptNode: Node = (left, right) => blake2AsU8a(u8aConcat(left, right), 256);

function rowAbove(row: Uint8Array[], node: Node): Uint8Array[] {
    const above: Uint8Array[] = [];
    for (let left = 0; left < row.length; left += 2) {
        const right = row[left + 1];
        above.push(right === undefined ? (row[left] as Uint8Array) : node(row[left] as Uint8Array, right));
    }
    return above;
}

/** The root of the tree over these leaf hashes; zeros if there are none. */
export function merkleRoot(leaves: Uint8Array[], node: Node = receiptNode): Uint8Array {
    let row = leaves;
    while (row.length > 1) row = rowAbove(row, node);
    return row[0] ?? EMPTY;
}

/** The proof that leaf number `index` is in the tree over these leaf hashes. */
export function merkleProof(leaves: Uint8Array[], index: number, node: Node = receiptNode): Proof {
    if (!Number.isInteger(index) || index < 0 || index >= leaves.length) {
        throw new RangeError(`There is no leaf ${index} among ${leaves.length}`);
    }
    const items: Uint8Array[] = [];
    let row = leaves;
    let place = index;
    while (row.length > 1) {
        const sibling = row[place % 2 === 0 ? place + 1 : place - 1];
        if (sibling !== undefined) items.push(sibling);
        row = rowAbove(row, node);
        place = Math.floor(place / 2);
    }
    return { root: row[0] as Uint8Array, leaves: leaves.length, index, items };
}

/** Whether a proof leads from this leaf hash to its root. */
export function isIncluded(leaf: Uint8Array, { root, leaves, index, items }: Proof): boolean {
    if (!Number.isInteger(index) || index < 0 || index >= leaves) return false;
    const siblings = items[Symbol.iterator]();
    let hash = leaf;
    let width = leaves;
    for (let place = index; width > 1; place = Math.floor(place / 2)) {
        const hasRight = place + 1 < width;
        width = Math.ceil(width / 2);
        if (place % 2 === 0 && !hasRight) continue;
        const item: Uint8Array | undefined = siblings.next().value;
        if (item === undefined) return false;
        hash = place % 2 === 1 ? receiptNode(item, hash) : receiptNode(hash, item);
    }
    return siblings.next().done === true && u8aEq(hash, root);
}

/**
 * A tree that grows leaf by leaf and knows its root at any time without storing the leaves. It stores the roots of its
 * full subtrees, the largest first: one hash for each binary one in the number of leaves.
 */
export class GrowingTree {
    size = 0;
    private readonly full: Uint8Array[] = [];

    constructor(private readonly node: Node = receiptNode) {}

    push(leaf: Uint8Array): void {
        let hash = leaf;
        for (let count = this.size; count % 2 === 1; count = Math.floor(count / 2)) {
            hash = this.node(this.full.pop() as Uint8Array, hash);
        }
        this.full.push(hash);
        this.size += 1;
    }

    root(): Uint8Array {
        return (
            this.full.reduceRight<Uint8Array | undefined>(
                (right, left) => (right ? this.node(left, right) : left),
                undefined,
            ) ?? EMPTY
        );
    }
}
