// SPDX-License-Identifier: Apache-2.0

// The client's bytes, hashes, trees and signatures against docs/vectors.json, which the chain's own tests compute
// again; and against the codec of @polkadot/api.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import {
    acceptancePayload,
    acceptVoucher,
    accountOf,
    type Claim,
    Encoder,
    encodeSignedVoucher,
    GrowingTree,
    type Hex,
    isEquivocation,
    isIncluded,
    isSignedBy,
    isVoucherAccepted,
    isVoucherSigned,
    merkleProof,
    merkleRoot,
    priceOf,
    type Receipt,
    receiptLeaf,
    receiptPayload,
    type Signature,
    type SignedVoucher,
    sameAccount,
    sign,
    signReceipt,
    signVoucher,
    type Units,
    type Voucher,
    voucherPayload,
    wrap,
} from '@openledger/client';
import { Keyring } from '@polkadot/keyring';
import { DEV_PHRASE } from '@polkadot/keyring/defaults';
import type { KeyringPair } from '@polkadot/keyring/types';
import { compactToU8a, hexToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import {
    blake2AsU8a,
    cryptoWaitReady,
    encodeAddress,
    keyExtractPath,
    keyFromPath,
    mnemonicToMiniSecret,
    secp256k1PairFromSeed,
} from '@polkadot/util-crypto';
import type { KeypairType } from '@polkadot/util-crypto/types';
import { price } from '../src/expected.ts';

/** Numbers that JSON has no exact form for are text. */
type InJson<T> = T extends bigint ? string : T extends object ? { [Field in keyof T]: InJson<T[Field]> } : T;

type Scheme = 'sr25519' | 'ed25519' | 'ecdsa' | 'eth';
interface Signer {
    scheme: Scheme;
    uri: string;
    account: Hex;
}

type Vector = { name: string } & (
    | { kind: 'voucher'; genesis: Hex; voucher: InJson<Voucher>; payload: Hex }
    | { kind: 'acceptance'; genesis: Hex; voucher: InJson<Voucher>; claim: InJson<Claim> | null; payload: Hex }
    | {
          kind: 'signedVoucher';
          genesis: Hex;
          voucher: InJson<Voucher>;
          claim: InJson<Claim> | null;
          signer: Signer;
          acceptanceSigner: Signer | null;
          encoded: Hex;
      }
    | { kind: 'refused'; why: string; of: string | null; account: Hex; message: Hex; encoded: Hex }
    | { kind: 'receipt'; genesis: Hex; receipt: InJson<Receipt>; payload: Hex; leaf: Hex }
    | { kind: 'tree'; leaves: Hex[]; root: Hex; proofs: { index: number; items: Hex[] }[] }
    | {
          kind: 'signature';
          scheme: Scheme;
          uri: string;
          publicKey: Hex;
          account: Hex;
          message: Hex;
          wrapped: boolean;
          deterministic: boolean;
          signature: Hex;
          encoded: Hex;
      }
);

const { vectors } = JSON.parse(readFileSync(new URL('../../docs/vectors.json', import.meta.url), 'utf8')) as {
    vectors: Vector[];
};
const GENESIS = hexToU8a(`0x${'47'.repeat(32)}`);
const SCHEMES = { sr25519: 'sr25519', ed25519: 'ed25519', ecdsa: 'ecdsa', eth: 'ethereum' } as const;
/** The kinds of signatures in the order of their numbers on the chain. */
const KINDS: Scheme[] = ['ed25519', 'sr25519', 'ecdsa', 'eth'];

const units = ({ calls, inputTokens, outputTokens }: InJson<Units>): Units => ({
    calls: BigInt(calls),
    inputTokens: BigInt(inputTokens),
    outputTokens: BigInt(outputTokens),
});
/** Accounts as people write them. */
const ss58 = (account: string) => encodeAddress(account);
const voucherOf = (voucher: InJson<Voucher>): Voucher => ({
    ...voucher,
    payer: ss58(voucher.payer),
    operator: ss58(voucher.operator),
    channel: BigInt(voucher.channel),
    agent: voucher.agent
        ? { account: ss58(voucher.agent.account), authorization: BigInt(voucher.agent.authorization) }
        : null,
    amount: BigInt(voucher.amount),
    units: units(voucher.units),
});
const claimOf = (claim: InJson<Claim> | null): Claim | null =>
    claim && { amount: BigInt(claim.amount), units: units(claim.units) };
const receiptOf = (receipt: InJson<Receipt>): Receipt => ({
    ...receipt,
    payer: ss58(receipt.payer),
    operator: ss58(receipt.operator),
    channel: BigInt(receipt.channel),
    sequence: BigInt(receipt.sequence),
    amount: BigInt(receipt.amount),
    units: units(receipt.units),
});
const signatureOf = (scheme: Scheme, bytes: Hex) => ({ [scheme]: bytes }) as unknown as Signature;
/** A signature with the byte for its kind before it. */
const decoded = (encoded: Hex): Signature => {
    const [kind, ...bytes] = hexToU8a(encoded);
    return signatureOf(KINDS[kind as number] as Scheme, u8aToHex(Uint8Array.from(bytes)));
};
/** The development key of that name. Keyring derives no keys of Ethereum's kind this way: they are ECDSA keys. */
function pairOf(type: KeypairType, uri: string): KeyringPair {
    if (type !== 'ethereum') return new Keyring({ type }).addFromUri(uri);
    const root = secp256k1PairFromSeed(mnemonicToMiniSecret(DEV_PHRASE));
    return new Keyring({ type }).addFromPair(keyFromPath(root, keyExtractPath(uri).path, 'ecdsa'));
}
const leaf = (index: number) => blake2AsU8a(stringToU8a(`receipt ${index}`), 256);

before(() => cryptoWaitReady());

describe('docs/vectors.json', () => {
    for (const vector of vectors) {
        test(`${vector.kind}: ${vector.name}`, () => {
            switch (vector.kind) {
                case 'voucher':
                    assert.equal(
                        u8aToHex(voucherPayload(hexToU8a(vector.genesis), voucherOf(vector.voucher))),
                        vector.payload,
                    );
                    break;
                case 'acceptance': {
                    const taken = { voucher: voucherOf(vector.voucher), claim: claimOf(vector.claim) };
                    assert.equal(u8aToHex(acceptancePayload(hexToU8a(vector.genesis), taken)), vector.payload);
                    break;
                }
                case 'signedVoucher': {
                    const { acceptanceSigner, signer } = vector;
                    const genesis = hexToU8a(vector.genesis);
                    const own = pairOf(SCHEMES[signer.scheme], signer.uri);
                    assert.ok(sameAccount(accountOf(own), signer.account));
                    const claim = claimOf(vector.claim);
                    let signed: SignedVoucher = { ...signVoucher(own, genesis, voucherOf(vector.voucher)), claim };
                    assert.ok(isVoucherSigned(genesis, signed));
                    assert.ok(!isVoucherAccepted(genesis, signed));
                    if (acceptanceSigner !== null) {
                        const { scheme, uri, account } = acceptanceSigner;
                        signed = acceptVoucher(pairOf(SCHEMES[scheme], uri), genesis, signed);
                        assert.ok(isVoucherAccepted(genesis, signed, account));
                    }
                    assert.equal(u8aToHex(encodeSignedVoucher(signed)), vector.encoded);
                    break;
                }
                case 'refused': {
                    const message = hexToU8a(vector.message);
                    assert.ok(!isSignedBy(decoded(vector.encoded), message, vector.account));
                    if (vector.of === null) break;
                    // The one that it was made of is good.
                    const good = vectors.find(({ name }) => name === vector.of);
                    assert.ok(good?.kind === 'signature');
                    assert.ok(isSignedBy(decoded(good.encoded), hexToU8a(good.message), good.account));
                    break;
                }
                case 'receipt': {
                    const receipt = receiptOf(vector.receipt);
                    assert.equal(u8aToHex(receiptPayload(hexToU8a(vector.genesis), receipt)), vector.payload);
                    assert.equal(u8aToHex(receiptLeaf(hexToU8a(vector.genesis), receipt)), vector.leaf);
                    break;
                }
                case 'tree': {
                    const leaves = vector.leaves.map((one) => hexToU8a(one));
                    assert.equal(u8aToHex(merkleRoot(leaves)), vector.root);
                    const growing = new GrowingTree();
                    for (const one of leaves) growing.push(one);
                    assert.equal(u8aToHex(growing.root()), vector.root);
                    assert.equal(vector.proofs.length, leaves.length);
                    for (const { index, items } of vector.proofs) {
                        const proof = merkleProof(leaves, index);
                        assert.deepEqual(
                            proof.items.map((item) => u8aToHex(item)),
                            items,
                        );
                        assert.ok(isIncluded(leaves[index] as Uint8Array, proof));
                    }
                    break;
                }
                case 'signature': {
                    const pair = pairOf(SCHEMES[vector.scheme], vector.uri);
                    const message = hexToU8a(vector.message);
                    const signature = signatureOf(vector.scheme, vector.signature);
                    assert.equal(u8aToHex(pair.publicKey), vector.publicKey);
                    assert.ok(sameAccount(accountOf(pair), vector.account));
                    assert.ok(isSignedBy(signature, message, vector.account));
                    assert.ok(!isSignedBy(signature, message.slice(1), vector.account));
                    const [[kind, bytes]] = Object.entries(signature) as [[Scheme, Hex]];
                    assert.equal(u8aToHex(u8aConcat([KINDS.indexOf(kind)], hexToU8a(bytes))), vector.encoded);
                    const own = sign(pair, message, vector.wrapped);
                    if (vector.deterministic) assert.deepEqual(own, signature);
                    assert.ok(isSignedBy(own, message, vector.account));
                    break;
                }
            }
        });
    }

    test('has every kind of entry', () => {
        assert.deepEqual([...new Set(vectors.map(({ kind }) => kind))].sort(), [
            'acceptance',
            'receipt',
            'refused',
            'signature',
            'signedVoucher',
            'tree',
            'voucher',
        ]);
    });
});

describe('SCALE', () => {
    test('compact numbers are those of @polkadot/util', () => {
        const edges = [0, 6, 14, 30, 32, 56, 64, 100, 127].map((bits) => 1n << BigInt(bits));
        for (const value of [0n, ...edges.flatMap((edge) => [edge - 1n, edge, edge + 1n]), (1n << 128n) - 1n]) {
            assert.deepEqual(new Encoder().compact(value).finish(), compactToU8a(value), String(value));
        }
    });

    test('what does not fit is refused, never cut off', () => {
        assert.throws(() => new Encoder().compact(1n << 128n), RangeError);
        assert.throws(() => new Encoder().compact(-1n), RangeError);
        assert.throws(() => new Encoder().u64(1n << 64n), RangeError);
        assert.throws(() => new Encoder().u32(2 ** 32), RangeError);
        assert.throws(() => new Encoder().u32(0.5), RangeError);
        assert.throws(() => new Encoder().hash('0x12'), RangeError);
        assert.throws(() => new Encoder().account('0x1234'));
    });

    test('numbers of fixed width begin with the least significant byte', () => {
        const encoded = new Encoder().u32(0x0102_0304).u64(0x0102_0304_0506_0708n).finish();
        assert.deepEqual([...encoded], [4, 3, 2, 1, 8, 7, 6, 5, 4, 3, 2, 1]);
    });
});

describe('trees', () => {
    test('the odd last node of a row moves up as it is', () => {
        const [a, b, c, d, e] = [0, 1, 2, 3, 4].map(leaf) as [
            Uint8Array,
            Uint8Array,
            Uint8Array,
            Uint8Array,
            Uint8Array,
        ];
        const node = (left: Uint8Array, right: Uint8Array) => blake2AsU8a(u8aConcat(left, right), 256);
        assert.deepEqual(merkleRoot([]), new Uint8Array(32));
        assert.deepEqual(merkleRoot([a]), a);
        assert.deepEqual(merkleRoot([a, b, c]), node(node(a, b), c));
        assert.deepEqual(merkleRoot([a, b, c, d, e]), node(node(node(a, b), node(c, d)), e));
    });

    test('a tree that grows has the root of the tree made at once', () => {
        const growing = new GrowingTree();
        assert.deepEqual(growing.root(), merkleRoot([]));
        const leaves: Uint8Array[] = [];
        for (let size = 1; size <= 130; size += 1) {
            leaves.push(leaf(size));
            growing.push(leaf(size));
            assert.deepEqual(growing.root(), merkleRoot(leaves), `${size} leaves`);
            assert.equal(growing.size, size);
        }
    });

    test('every leaf is found in its tree and nothing else is', () => {
        for (let size = 1; size <= 33; size += 1) {
            const leaves = Array.from({ length: size }, (_, index) => leaf(index));
            for (let index = 0; index < size; index += 1) {
                const proof = merkleProof(leaves, index);
                assert.ok(isIncluded(leaf(index), proof));
                assert.ok(!isIncluded(leaf(size), proof));
                assert.ok(!isIncluded(leaf(index), { ...proof, index: index + 1 }));
                assert.ok(!isIncluded(leaf(index), { ...proof, items: [...proof.items, leaf(0)] }));
                if (size > 1) assert.ok(!isIncluded(leaf(index), { ...proof, items: proof.items.slice(1) }));
            }
            assert.throws(() => merkleProof(leaves, size), RangeError);
        }
    });
});

describe('acceptances', () => {
    const inFile = vectors.filter((vector) => vector.kind === 'voucher');

    test('are over a domain of their own, the genesis hash, the voucher and the claim', () => {
        assert.ok(inFile.length > 0);
        const claim = { amount: 5n, units: { calls: 1n, inputTokens: 2n, outputTokens: 3n } };
        for (const { genesis, voucher, payload } of inFile) {
            const fields = hexToU8a(payload).slice(30);
            const begin = stringToU8a('openledger/inference/accepts/2');
            const of = (taken: Claim | null) =>
                acceptancePayload(hexToU8a(genesis), { voucher: voucherOf(voucher), claim: taken });
            assert.deepEqual(of(null), u8aConcat(begin, fields, [0]));
            assert.deepEqual(of(claim), u8aConcat(begin, fields, [1, 20, 4, 8, 12]));
        }
    });

    test('hold for one claim under one voucher of one key', () => {
        const [payer, operator, agent, other] = ['//Payer', '//Operator', '//Agent', '//Other'].map((uri) =>
            pairOf('sr25519', uri),
        ) as [KeyringPair, KeyringPair, KeyringPair, KeyringPair];
        const own = { ...voucherOf(inFile[0]!.voucher), payer: payer.address, operator: operator.address, agent: null };
        const of = (pair: KeyringPair, authorization: bigint) =>
            signVoucher(pair, GENESIS, { ...own, agent: { account: pair.address, authorization } });
        const whole = signVoucher(payer, GENESIS, own);
        const claim = { amount: own.amount - 1n, units: own.units };
        const copies: SignedVoucher[] = [
            whole,
            { ...whole, claim },
            { ...whole, claim: { ...claim, amount: 1n } },
            of(agent, 0n),
            of(agent, 1n),
            of(other, 0n),
        ];
        for (const asWallet of [false, true]) {
            for (const [index, copy] of copies.entries()) {
                assert.ok(!isVoucherAccepted(GENESIS, copy));
                const { acceptance } = acceptVoucher(operator, GENESIS, copy, asWallet);
                assert.ok(acceptance !== undefined);
                const accepted = copies.map((one) => isVoucherAccepted(GENESIS, { ...one, acceptance }));
                assert.deepEqual(
                    accepted,
                    copies.map((_, at) => at === index),
                );
                const dearer = { ...copy, voucher: { ...copy.voucher, amount: own.amount + 1n }, acceptance };
                assert.ok(!isVoucherAccepted(GENESIS, dearer));
                const elsewhere = GENESIS.map((byte) => byte ^ 1);
                assert.ok(!isVoucherAccepted(elsewhere, { ...copy, acceptance }));
            }
        }
        const payers = sign(operator, voucherPayload(GENESIS, own));
        assert.ok(!isVoucherAccepted(GENESIS, { ...whole, acceptance: payers }));
        const strangers = acceptVoucher(other, GENESIS, whole);
        assert.ok(!isVoucherAccepted(GENESIS, strangers));
        // Unless the operator named that signer.
        assert.ok(isVoucherAccepted(GENESIS, strangers, other.address));
    });
});

describe('signatures', () => {
    const voucher = (payer: string): Voucher => ({
        payer,
        operator: encodeAddress(new Uint8Array(32).fill(2)),
        channel: 3n,
        model: 1,
        amount: 5n,
        units: { calls: 1n, inputTokens: 2n, outputTokens: 3n },
        receiptsRoot: u8aToHex(new Uint8Array(32)),
        splitVersion: 1,
        expires: 9,
    });

    for (const type of ['sr25519', 'ed25519', 'ecdsa', 'ethereum'] as const) {
        test(`${type}, raw and as a wallet signs`, () => {
            const [pair, other] = [pairOf(type, '//Alice'), pairOf(type, '//Bob')];
            const payload = stringToU8a('a payload');
            for (const asWallet of [false, true]) {
                const signature = sign(pair, payload, asWallet);
                assert.ok(isSignedBy(signature, payload, accountOf(pair)));
                assert.ok(!isSignedBy(signature, payload, accountOf(other)));
                assert.ok(!isSignedBy(signature, stringToU8a('another'), accountOf(pair)));
                // A wallet wraps once, so a payload that is wrapped twice is another one.
                assert.equal(isSignedBy(signature, wrap(payload), accountOf(pair)), asWallet);
            }
            const agent = { account: accountOf(pair), authorization: 3n };
            for (const one of [voucher(accountOf(pair)), { ...voucher(accountOf(other)), agent }]) {
                assert.ok(isVoucherSigned(GENESIS, signVoucher(pair, GENESIS, one)));
                assert.throws(() => signVoucher(other, GENESIS, one), /has to sign/);
            }
        });
    }

    test('bytes that are no signature are none', () => {
        const who = pairOf('sr25519', '//Alice').address;
        for (const length of [0, 1, 63, 64, 65, 66]) {
            const bytes = u8aToHex(new Uint8Array(length).fill(7));
            for (const signature of [{ sr25519: bytes }, { ed25519: bytes }, { ecdsa: bytes }, { eth: bytes }]) {
                assert.equal(isSignedBy(signature, stringToU8a('a payload'), who), false);
            }
        }
    });

    test('a signature of another kind with the same key is none', () => {
        const pair = pairOf('sr25519', '//Alice');
        const { sr25519: bytes } = sign(pair, GENESIS) as { sr25519: Hex };
        assert.equal(isSignedBy({ ed25519: bytes }, GENESIS, pair.address), false);
    });

    test('two receipts of one number convict, if both are signed and differ', () => {
        const [operator, stranger] = [pairOf('sr25519', '//Alice'), pairOf('sr25519', '//Bob')];
        const receipt: Receipt = {
            payer: stranger.address,
            operator: operator.address,
            channel: 0n,
            sequence: 4n,
            era: 1,
            model: 1,
            amount: 5n,
            units: { calls: 1n, inputTokens: 0n, outputTokens: 0n },
            request: u8aToHex(leaf(1)),
            response: u8aToHex(leaf(2)),
            parent: null,
        };
        const convicts = (change: Partial<Receipt>, signer = operator) =>
            isEquivocation(
                GENESIS,
                signReceipt(operator, GENESIS, receipt),
                signReceipt(signer, GENESIS, { ...receipt, ...change }, true),
            );
        assert.ok(convicts({ response: u8aToHex(leaf(3)) }));
        assert.ok(convicts({ amount: 6n }));
        assert.ok(!convicts({}));
        assert.ok(!convicts({ sequence: 5n, amount: 6n }));
        assert.ok(!convicts({ channel: 1n, amount: 6n }));
        assert.ok(!convicts({ amount: 6n }, stranger));
    });
});

test('the client and the independent computation agree on prices', () => {
    const prices = { perCall: 7n, perThousandInputTokens: 1_234n, perThousandOutputTokens: 98_765n };
    for (let round = 0n; round < 2_000n; round += 1n) {
        const work = { calls: 1n, inputTokens: (round * 7_919n) % 10_007n, outputTokens: (round * 104_729n) % 9_973n };
        assert.equal(priceOf(prices, work), price(prices, work));
    }
});
