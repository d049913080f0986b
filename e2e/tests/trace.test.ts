// SPDX-License-Identifier: Apache-2.0

// The rules of docs/trace.md a second time, as plainly as possible, against docs/trace-vectors.json. It shares no code
// with the crate `openledger-trace`: every range of an answer is tried in every document.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { hexToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

type Hex = `0x${string}`;
interface Contribution {
    id: number;
    datanet: number;
    contributor: Hex;
    accepted: number;
    documents: string[];
}
interface Filter {
    minWords: number;
    minBits: number;
}
interface Share {
    contribution: number;
    datanet: number;
    contributor: Hex;
    earliest: number;
    equal: number;
}
interface Attribution {
    id: string;
    corpus: Hex;
    filter: Filter;
    words: number;
    covered: number;
    paid?: string;
    spans: { start: number; words: number; bits: number; text: string; total: number; contributions: number[] }[];
    shares: Share[];
}
interface Weight {
    contributor: Hex;
    weight: string;
}
interface Node {
    hash: Hex;
    sum: string;
}
interface Commitment {
    datanet: number;
    era: number;
    leaves: number;
    total: string;
    root: Hex;
}
interface Proof {
    index: number;
    siblings: Node[];
}
interface WrongSum {
    row: number;
    index: number;
    sum: string;
    left: Node;
    right: Node;
    siblings: Node[];
}
interface Disorder {
    first: Weight;
    firstProof: Proof;
    second: Weight;
    secondProof: Proof;
}
interface Vectors {
    words: { text: string; words: string[] }[];
    bits: { total: number; count: number; bits: number }[];
    corpora: {
        name: string;
        contributions: Contribution[];
        corpus: Hex;
        words: number;
        filter: Filter;
        answers: { id: string; text: string; paid?: string }[];
        attributions: Attribution[];
        weights: {
            datanet: number;
            rule: 'earliest' | 'equal';
            by: 'words' | 'paid';
            unit: number;
            weights: Weight[];
        }[];
    }[];
    trees: {
        name: string;
        weights: Weight[];
        leaves: Node[];
        commitment: Commitment;
        proofs: Proof[];
        refused: { name: string; weight: Weight; proof: Proof; reason: string }[];
    }[];
    challenges: {
        name: string;
        commitment: Commitment;
        disorder?: Disorder;
        wrongSum?: WrongSum;
        reason: string | null;
    }[];
}

const vectors = JSON.parse(readFileSync(new URL('../../docs/trace-vectors.json', import.meta.url), 'utf8')) as Vectors;

const WORD = 720_720;
const MAX_SUM = 2n ** 64n - 1n;
/** Ranges of characters: from, to. */
type Ranges = [number, number][];
const ASCII_LETTERS: Ranges = [
    [0x30, 0x39],
    [0x41, 0x5a],
    [0x61, 0x7a],
];
const SEPARATORS: Ranges = [
    [0, 0xbf],
    [0xd7, 0xd7],
    [0xf7, 0xf7],
    [0x2000, 0x2bff],
    [0x2e00, 0x2e7f],
    [0x3000, 0x303f],
    [0xe000, 0xf8ff],
    [0xfe00, 0xfe6f],
    [0xff00, 0xff0f],
    [0xff1a, 0xff20],
    [0xff3b, 0xff40],
    [0xff5b, 0xff65],
    [0xfff0, 0xffff],
    [0x1f000, 0x1faff],
    [0xe0000, 0x10ffff],
];
const SINGLE: Ranges = [
    [0x0e00, 0x0eff],
    [0x1000, 0x109f],
    [0x1780, 0x17ff],
    [0x2e80, 0x2fff],
    [0x3040, 0x312f],
    [0x3400, 0x4dbf],
    [0x4e00, 0x9fff],
    [0xf900, 0xfaff],
    [0x20000, 0x3ffff],
];
const isIn = (ranges: Ranges, character: string) =>
    ranges.some(([from, to]) => from <= character.codePointAt(0)! && character.codePointAt(0)! <= to);

/** The words of a text, with their places. */
function wordsOf(text: string): { word: string; start: number; end: number }[] {
    const words: { word: string; start: number; end: number }[] = [];
    let characters = 0;
    let place = 0;
    for (const character of text) {
        const start = place;
        place += character.length;
        if (!isIn(ASCII_LETTERS, character) && isIn(SEPARATORS, character)) {
            characters = 0;
            continue;
        }
        const word = character.replace(/[A-Z]/, (letter) => letter.toLowerCase());
        if (isIn(SINGLE, character)) {
            words.push({ word, start, end: place });
            characters = 0;
        } else if (characters === 0 || characters === 64) {
            words.push({ word, start, end: place });
            characters = 1;
        } else {
            const last = words.at(-1)!;
            last.word += word;
            last.end = place;
            characters += 1;
        }
    }
    return words;
}

const plain = (text: string) => wordsOf(text).map(({ word }) => word);

/** The whole logarithm of the whole quotient. */
function bitsOf(total: number, count: number): number {
    if (count === 0) return 0;
    const quotient = BigInt(total) / BigInt(count);
    return quotient === 0n ? 0 : quotient.toString(2).length - 1;
}

const byPrecedence = (contributions: Contribution[]) =>
    contributions.toSorted((one, other) => one.accepted - other.accepted || one.id - other.id);

const little = (value: bigint | number, bytes: number) => {
    const number = BigInt(value);
    return Uint8Array.from({ length: bytes }, (_, place) => Number((number >> BigInt(8 * place)) & 255n));
};
const hash = (...parts: Uint8Array[]): Hex => u8aToHex(blake2AsU8a(u8aConcat(...parts), 256));

function corpusOf(contributions: Contribution[]): Hex {
    const parts = byPrecedence(contributions).flatMap(({ id, datanet, contributor, accepted, documents }) => [
        little(id, 8),
        little(datanet, 4),
        hexToU8a(contributor),
        little(accepted, 4),
        little(documents.length, 4),
        ...documents.map((document) => blake2AsU8a(new TextEncoder().encode(document), 256)),
    ]);
    return hash(stringToU8a('openledger/trace/corpus/1'), ...parts);
}

function attribute(
    contributions: Contribution[],
    filter: Filter,
    answer: { id: string; text: string; paid?: string },
): Attribution {
    const ordered = byPrecedence(contributions);
    const documents = ordered.map((one) => one.documents.map((document) => ` ${plain(document).join(' ')} `));
    const counts = new Map<string, number>();
    let total = 0;
    for (const word of ordered.flatMap((one) => one.documents.flatMap(plain))) {
        counts.set(word, (counts.get(word) ?? 0) + 1);
        total += 1;
    }
    const words = wordsOf(answer.text);
    const ranges: { start: number; end: number; bits: number; found: number[] }[] = [];
    for (let start = 0; start < words.length; start += 1) {
        for (let end = start + 1; end <= words.length; end += 1) {
            const part = words.slice(start, end).map(({ word }) => word);
            const found = ordered.flatMap((_, order) =>
                documents[order]!.some((document) => document.includes(` ${part.join(' ')} `)) ? [order] : [],
            );
            const bits = part.reduce((sum, word) => sum + bitsOf(total, counts.get(word) ?? 0), 0);
            if (found.length > 0) ranges.push({ start, end, bits, found });
        }
    }
    const enough = ranges.filter(({ start, end, bits }) => end - start >= filter.minWords && bits >= filter.minBits);
    const isInside = (inner: { start: number; end: number }) =>
        ranges.some(
            ({ start, end }) => start <= inner.start && inner.end <= end && end - start > inner.end - inner.start,
        );
    const spans = enough
        .filter((range) => !isInside(range))
        .map(({ start, end, bits, found }) => ({
            start,
            words: end - start,
            bits,
            text: answer.text.slice(words[start]!.start, words[end - 1]!.end),
            total: found.length,
            contributions: found.slice(0, 64).map((order) => ordered[order]!.id),
        }));
    const shares = ordered.map(({ id, datanet, contributor }) => ({
        contribution: id,
        datanet,
        contributor,
        earliest: 0,
        equal: 0,
    }));
    let covered = 0;
    for (let word = 0; word < words.length; word += 1) {
        const covering = enough.filter(({ start, end }) => start <= word && word < end);
        const holders = ordered.flatMap((_, order) =>
            covering.some(({ found }) => found.includes(order)) ? [order] : [],
        );
        if (holders.length > 0) covered += 1;
        for (const [rank, order] of holders.entries()) {
            const share = shares[order]!;
            if (rank === 0) share.earliest += WORD;
            share.equal += Math.floor(WORD / holders.length) + (rank < WORD % holders.length ? 1 : 0);
        }
    }
    return {
        id: answer.id,
        corpus: corpusOf(contributions),
        filter,
        words: words.length,
        covered,
        ...(answer.paid === undefined ? {} : { paid: answer.paid }),
        spans,
        shares: shares.filter(({ equal }) => equal > 0),
    };
}

function weightsOf(attributions: Attribution[], terms: Vectors['corpora'][number]['weights'][number]): Weight[] {
    const sums = new Map<Hex, bigint>();
    for (const { words, paid, shares } of attributions) {
        for (const share of shares.filter(({ datanet }) => datanet === terms.datanet)) {
            const parts = BigInt(share[terms.rule]);
            const value = terms.by === 'words' ? parts : (BigInt(paid!) * parts) / BigInt(WORD * words);
            sums.set(share.contributor, (sums.get(share.contributor) ?? 0n) + value);
        }
    }
    return [...sums]
        .map(([contributor, sum]) => ({ contributor, weight: (sum / BigInt(terms.unit)).toString() }))
        .filter(({ weight }) => weight !== '0')
        .toSorted((one, other) => (one.contributor < other.contributor ? -1 : 1));
}

const leafOf = ({ contributor, weight }: Weight): Node => ({
    hash: hash(stringToU8a('openledger/influence/leaf/1'), hexToU8a(contributor), little(BigInt(weight), 8)),
    sum: weight,
});
const bytesOf = ({ hash: bytes, sum }: Node) => [hexToU8a(bytes), little(BigInt(sum), 8)];
const nodeHash = (left: Node, right: Node): Hex =>
    hash(stringToU8a('openledger/influence/node/1'), ...bytesOf(left), ...bytesOf(right));
const nodeOver = (left: Node, right: Node): Node => ({
    hash: nodeHash(left, right),
    sum: (BigInt(left.sum) + BigInt(right.sum)).toString(),
});
const rootOver = ({ datanet, era, leaves }: Commitment, top: Node): Hex =>
    hash(
        stringToU8a('openledger/influence/root/1'),
        little(datanet, 4),
        little(era, 4),
        little(leaves, 4),
        little(BigInt(top.sum), 8),
        hexToU8a(top.hash),
    );
const rowAbove = (row: Node[]): Node[] =>
    Array.from({ length: Math.ceil(row.length / 2) }, (_, place) => {
        const [left, right] = row.slice(2 * place, 2 * place + 2);
        return right === undefined ? left! : nodeOver(left!, right);
    });
const rowsOf = (leaves: Node[]): Node[][] => {
    const rows = [leaves];
    while (rows.at(-1)!.length > 1) rows.push(rowAbove(rows.at(-1)!));
    return rows;
};
const widthOf = (leaves: number, row: number): number => (row === 0 ? leaves : Math.ceil(widthOf(leaves, row - 1) / 2));

function follow(commitment: Commitment, from: Node, row: number, index: number, siblings: Node[]): string | null {
    let width = widthOf(commitment.leaves, row);
    let place = index;
    let current = from;
    let used = 0;
    if (place >= width) return 'indexOutOfRange';
    for (; width > 1; width = Math.ceil(width / 2), place = Math.floor(place / 2)) {
        if (place % 2 === 0 && place + 1 === width) continue;
        const sibling = siblings[used];
        if (sibling === undefined) return 'wrongLength';
        used += 1;
        current = place % 2 === 1 ? nodeOver(sibling, current) : nodeOver(current, sibling);
        if (BigInt(current.sum) > MAX_SUM) return 'overflow';
    }
    if (used !== siblings.length) return 'wrongLength';
    const same = rootOver(commitment, current) === commitment.root && current.sum === commitment.total;
    return same ? null : 'notIncluded';
}

function verify(commitment: Commitment, weight: Weight, proof: Proof): string | null {
    if (weight.weight === '0') return 'invalidWeight';
    return follow(commitment, leafOf(weight), 0, proof.index, proof.siblings);
}

function verifyDisorder(commitment: Commitment, { first, firstProof, second, secondProof }: Disorder): string | null {
    if (firstProof.index + 1 !== secondProof.index || first.contributor < second.contributor) return 'nothingWrong';
    return verify(commitment, first, firstProof) ?? verify(commitment, second, secondProof);
}

function verifyWrongSum(commitment: Commitment, challenge: WrongSum): string | null {
    const { row, index, sum, left, right, siblings } = challenge;
    if (row === 0 || 2 * index + 1 >= widthOf(commitment.leaves, row - 1)) return 'indexOutOfRange';
    if (BigInt(left.sum) + BigInt(right.sum) === BigInt(sum)) return 'nothingWrong';
    return follow(commitment, { hash: nodeHash(left, right), sum }, row, index, siblings);
}

describe('docs/trace-vectors.json', () => {
    test('words', () => {
        for (const { text, words } of vectors.words) assert.deepEqual(plain(text), words, text);
    });

    test('bits', () => {
        for (const { total, count, bits } of vectors.bits)
            assert.equal(bitsOf(total, count), bits, `${total} ${count}`);
    });

    for (const corpus of vectors.corpora) {
        test(`corpus: ${corpus.name}`, () => {
            const { contributions, filter, answers, attributions } = corpus;
            assert.equal(corpusOf(contributions), corpus.corpus);
            assert.equal(contributions.flatMap((one) => one.documents.flatMap(plain)).length, corpus.words);
            for (const [index, answer] of answers.entries()) {
                const found = attribute(contributions, filter, answer);
                assert.deepEqual(found, attributions[index]);
                for (const rule of ['earliest', 'equal'] as const) {
                    const sum = found.shares.reduce((all, share) => all + share[rule], 0);
                    assert.equal(sum, found.covered * WORD);
                }
            }
            assert.ok(attributions.some(({ covered }) => covered > 0));
            for (const terms of corpus.weights) assert.deepEqual(weightsOf(attributions, terms), terms.weights);
        });
    }

    for (const { name, weights, leaves, commitment, proofs, refused } of vectors.trees) {
        test(`tree: ${name}`, () => {
            const ordered = weights.toSorted((one, other) => (one.contributor < other.contributor ? -1 : 1));
            assert.deepEqual(ordered.map(leafOf), leaves);
            const rows = rowsOf(leaves);
            const top = rows.at(-1)![0]!;
            assert.equal(top.sum, commitment.total);
            assert.equal(leaves.length, commitment.leaves);
            assert.equal(rootOver(commitment, top), commitment.root);
            for (const [index, weight] of ordered.entries()) {
                const siblings = rows.flatMap((row, depth) => row[(index >> depth) ^ 1] ?? []);
                assert.deepEqual(proofs[index], { index, siblings });
                assert.equal(verify(commitment, weight, proofs[index]!), null);
                assert.equal(verify({ ...commitment, era: commitment.era + 1 }, weight, proofs[index]!), 'notIncluded');
            }
            for (const { name: why, weight, proof, reason } of refused) {
                assert.equal(verify(commitment, weight, proof), reason, why);
            }
        });
    }

    for (const { name, commitment, disorder, wrongSum, reason } of vectors.challenges) {
        test(`challenge: ${name}`, () => {
            const found = disorder ? verifyDisorder(commitment, disorder) : verifyWrongSum(commitment, wrongSum!);
            assert.equal(found, reason);
        });
    }
});
