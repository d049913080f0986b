// SPDX-License-Identifier: Apache-2.0

// Vouchers and receipts: their fields, the bytes to sign, and signatures.
//
// A voucher replaces the one before it: its amount and units are the totals of one model under one key since the
// channel was opened, and the most that the operator can claim. A receipt is one call. An operator's acceptance of a
// voucher has the voucher's fields and the claim. All three are signed the same way:
//
//   domain (30 bytes of text) | genesis hash of the chain | the fields in their order, SCALE-encoded
//
// So no signature can stand for another kind of payload or be used on another chain. The RPC methods
// `openledger_voucherPayload` and `openledger_receiptPayload` return the same bytes.

import type { KeyringPair } from '@polkadot/keyring/types';
import { hexToU8a, stringToU8a, u8aConcat, u8aEq, u8aToHex } from '@polkadot/util';
import {
    blake2AsU8a,
    ed25519Verify,
    encodeAddress,
    keccakAsU8a,
    secp256k1Recover,
    sr25519Verify,
} from '@polkadot/util-crypto';
import { isLow, isOfSmallOrder } from './keys.ts';
import type { Proof } from './merkle.ts';
import { accountBytes, Encoder, type Hex, sameAccount } from './scale.ts';

/** Executed work. */
export interface Units {
    calls: bigint;
    inputTokens: bigint;
    outputTokens: bigint;
}

/** The prices of an operator's offer, in planck. */
export interface Prices {
    perCall: bigint;
    perThousandInputTokens: bigint;
    perThousandOutputTokens: bigint;
}

/** An agent as vouchers name it. */
export interface VoucherAgent {
    account: string;
    /** The number of the authorization, from `AgentInfo`. */
    authorization: bigint;
}

/** An amount and units since a channel was opened, of one model and one key. */
export interface Claim {
    /** In planck. */
    amount: bigint;
    units: Units;
}

/** The most that a payer owes an operator for one model since their channel was opened. */
export interface Voucher {
    payer: string;
    operator: string;
    /** The channel's number. A channel that is opened again has another number. */
    channel: bigint;
    /** The agent that signs, or null if the payer does. */
    agent?: VoucherAgent | null;
    model: number;
    /** In planck, since the channel was opened. The operator can claim less. */
    amount: bigint;
    /** Since the channel was opened. The operator can claim less. */
    units: Units;
    /** Root of the tree of the receipts behind the voucher; zeros if the operator gives none. */
    receiptsRoot: Hex;
    /** The version of the fee split that both sides agree to. */
    splitVersion: number;
    /** The last era in which the voucher can be settled. */
    expires: number;
}

/** A signature with its type, as the node's RPC and @polkadot/api take the chain's `MultiSignature`. */
export type Signature = { sr25519: Hex } | { ed25519: Hex } | { ecdsa: Hex } | { eth: Hex };

export interface SignedVoucher {
    voucher: Voucher;
    signature: Signature;
    /** The total that the operator takes; without it, all of the voucher. */
    claim?: Claim | null;
    /** The signature of the operator's signer over `acceptancePayload`. Required if another account submits the voucher. */
    acceptance?: Signature;
}

/** A receipt for one call, made by the operator that answered it. */
export interface Receipt {
    payer: string;
    operator: string;
    channel: bigint;
    /**
     * The number of the call in the channel. An operator that signs two different receipts of one number is slashed.
     */
    sequence: bigint;
    /** The era in which the operator answered. */
    era: number;
    model: number;
    /** The price of the call, in planck. */
    amount: bigint;
    units: Units;
    /** BLAKE2b-256 of the request. */
    request: Hex;
    /** BLAKE2b-256 of the response. */
    response: Hex;
    /** Leaf hash of the receipt of the call for which an agent made this call, or null. */
    parent: Hex | null;
}

export interface SignedReceipt {
    receipt: Receipt;
    signature: Signature;
}

/** The most vouchers that one transaction settles. */
export const MAX_VOUCHERS = 256;

export const NO_UNITS: Units = { calls: 0n, inputTokens: 0n, outputTokens: 0n };

const VOUCHER_DOMAIN = stringToU8a('openledger/inference/voucher/2');
const ACCEPTANCE_DOMAIN = stringToU8a('openledger/inference/accepts/2');
const RECEIPT_DOMAIN = stringToU8a('openledger/inference/receipt/2');
const BEFORE = stringToU8a('<Bytes>');
const AFTER = stringToU8a('</Bytes>');

/** The bytes to sign for a voucher. */
export function voucherPayload(genesis: Uint8Array, voucher: Voucher): Uint8Array {
    return voucherFields(new Encoder().raw(VOUCHER_DOMAIN).raw(genesis), voucher).finish();
}

/** The bytes that the operator's signer signs to accept a claim under a voucher. */
export function acceptancePayload(
    genesis: Uint8Array,
    { voucher, claim }: Pick<SignedVoucher, 'voucher' | 'claim'>,
): Uint8Array {
    return claimFields(voucherFields(new Encoder().raw(ACCEPTANCE_DOMAIN).raw(genesis), voucher), claim).finish();
}

/** A signed voucher as `inference.settle` takes it, SCALE-encoded. */
export function encodeSignedVoucher({ voucher, signature, claim, acceptance }: SignedVoucher): Uint8Array {
    const encoder = signatureFields(voucherFields(new Encoder(), voucher), signature);
    claimFields(encoder, claim);
    return (acceptance === undefined ? encoder.u8(0) : signatureFields(encoder.u8(1), acceptance)).finish();
}

function claimFields(encoder: Encoder, claim: Claim | null | undefined): Encoder {
    return claim ? units(encoder.u8(1).compact(claim.amount), claim.units) : encoder.u8(0);
}

function signatureFields(encoder: Encoder, signature: Signature): Encoder {
    if ('ed25519' in signature) return encoder.u8(0).raw(hexToU8a(signature.ed25519));
    if ('sr25519' in signature) return encoder.u8(1).raw(hexToU8a(signature.sr25519));
    if ('ecdsa' in signature) return encoder.u8(2).raw(hexToU8a(signature.ecdsa));
    return encoder.u8(3).raw(hexToU8a(signature.eth));
}

function voucherFields(encoder: Encoder, voucher: Voucher): Encoder {
    encoder.account(voucher.payer).account(voucher.operator).u64(voucher.channel);
    const { agent } = voucher;
    if (agent) encoder.u8(1).account(agent.account).u64(agent.authorization);
    else encoder.u8(0);
    encoder.u32(voucher.model).compact(voucher.amount);
    return units(encoder, voucher.units).hash(voucher.receiptsRoot).u32(voucher.splitVersion).u32(voucher.expires);
}

/** The bytes to sign for a receipt. */
export function receiptPayload(genesis: Uint8Array, receipt: Receipt): Uint8Array {
    const encoder = new Encoder()
        .raw(RECEIPT_DOMAIN)
        .raw(genesis)
        .account(receipt.payer)
        .account(receipt.operator)
        .u64(receipt.channel)
        .u64(receipt.sequence)
        .u32(receipt.era)
        .u32(receipt.model)
        .compact(receipt.amount);
    return units(encoder, receipt.units)
        .hash(receipt.request)
        .hash(receipt.response)
        .optionalHash(receipt.parent)
        .finish();
}

/** The leaf hash of a receipt: BLAKE2b-256 of its payload. */
export function receiptLeaf(genesis: Uint8Array, receipt: Receipt): Uint8Array {
    return blake2AsU8a(receiptPayload(genesis, receipt), 256);
}

function units(encoder: Encoder, { calls, inputTokens, outputTokens }: Units): Encoder {
    for (const count of [calls, inputTokens, outputTokens]) {
        if (count >= 1n << 64n) throw new RangeError(`${count} is not a u64`);
        encoder.compact(count);
    }
    return encoder;
}

/** Wraps `bytes` as a browser wallet does before it signs them with `signRaw`. */
export function wrap(bytes: Uint8Array): Uint8Array {
    return u8aConcat(BEFORE, bytes, AFTER);
}

/** The account of a key on the chain. For an Ethereum key, it is not the address in Ethereum. */
export function accountOf(pair: KeyringPair): string {
    return pair.type === 'ethereum' ? encodeAddress(ethAccount(pair.publicKey)) : pair.address;
}

/** The SDK takes the last 20 bytes of the public key's hash, as Ethereum does, and fills the account up. */
function ethAccount(publicKey: Uint8Array): Uint8Array {
    return u8aConcat(keccakAsU8a(publicKey).slice(12), new Uint8Array(12).fill(0xee));
}

/** Signs a payload with a key of any type: raw, or wrapped as a browser wallet does. */
export function sign(pair: KeyringPair, payload: Uint8Array, asWallet = false): Signature {
    const signature = u8aToHex(pair.sign(asWallet ? wrap(payload) : payload));
    switch (pair.type) {
        case 'sr25519':
            return { sr25519: signature };
        case 'ed25519':
            return { ed25519: signature };
        case 'ecdsa':
            return { ecdsa: signature };
        case 'ethereum':
            return { eth: signature };
        default:
            throw new Error(`The chain verifies no signatures of type ${pair.type}`);
    }
}

/**
 * Whether `who` signed `payload`, raw or wrapped in `<Bytes>` as browser wallets do. The chain checks the same, and
 * refuses the same weak keys and malleable signatures.
 */
export function isSignedBy(signature: Signature, payload: Uint8Array, who: string): boolean {
    return [payload, wrap(payload)].some((message) => {
        try {
            const account = accountBytes(who);
            return isStrict(signature, account) && verify(signature, message, account);
        } catch {
            // The bytes are not a valid signature.
            return false;
        }
    });
}

/** Whether a signature is in its only form, and the account is not a key that anyone can sign with. */
function isStrict(signature: Signature, account: Uint8Array): boolean {
    if ('sr25519' in signature) return account.some((byte) => byte !== 0);
    if ('ed25519' in signature) return !isOfSmallOrder(account);
    return isLow(hexToU8a('ecdsa' in signature ? signature.ecdsa : signature.eth));
}

function verify(signature: Signature, message: Uint8Array, account: Uint8Array): boolean {
    if ('sr25519' in signature) return sr25519Verify(message, hexToU8a(signature.sr25519), account);
    if ('ed25519' in signature) return ed25519Verify(message, hexToU8a(signature.ed25519), account);
    // The account is a hash of the public key, which the signature reveals.
    if ('ecdsa' in signature) {
        return u8aEq(blake2AsU8a(recover(blake2AsU8a(message, 256), signature.ecdsa), 256), account);
    }
    return u8aEq(ethAccount(recover(keccakAsU8a(message), signature.eth)), account);
}

/** Recovers the signer's compressed public key from a signature over `hash`. */
function recover(hash: Uint8Array, signature: Hex): Uint8Array {
    const bytes = hexToU8a(signature);
    if (bytes.length !== 65) throw new Error(`${signature} is not a signature of 65 bytes`);
    return secp256k1Recover(hash, bytes, bytes[64] as number, 'blake2');
}

/** The account that has to sign a voucher: the agent that it names, or the payer. */
export function signerOf({ payer, agent }: Voucher): string {
    return agent ? agent.account : payer;
}

/**
 * The total that the operator takes under a voucher: its claim, or all of the voucher. Units beyond those of the voucher
 * do not count. A claim of a higher amount than the voucher's is returned as it is: the chain skips it.
 */
export function claimed({ voucher: { amount, units }, claim }: SignedVoucher): Claim {
    if (!claim) return { amount, units };
    const least = (one: bigint, other: bigint) => (one < other ? one : other);
    return {
        amount: claim.amount,
        units: {
            calls: least(claim.units.calls, units.calls),
            inputTokens: least(claim.units.inputTokens, units.inputTokens),
            outputTokens: least(claim.units.outputTokens, units.outputTokens),
        },
    };
}

/** Signs a voucher, as the payer or as the agent that it names. */
export function signVoucher(pair: KeyringPair, genesis: Uint8Array, voucher: Voucher, asWallet = false): SignedVoucher {
    if (!sameAccount(accountOf(pair), signerOf(voucher))) {
        throw new Error(`${signerOf(voucher)} has to sign the voucher, not ${accountOf(pair)}`);
    }
    return { voucher, signature: sign(pair, voucherPayload(genesis, voucher), asWallet) };
}

/** Whether the payer or the agent named by the voucher signed it. */
export function isVoucherSigned(genesis: Uint8Array, { voucher, signature }: SignedVoucher): boolean {
    return isSignedBy(signature, voucherPayload(genesis, voucher), signerOf(voucher));
}

/** Accepts a voucher with its claim as the operator's signer, so that any account can submit it. */
export function acceptVoucher(
    pair: KeyringPair,
    genesis: Uint8Array,
    signed: SignedVoucher,
    asWallet = false,
): SignedVoucher {
    return { ...signed, acceptance: sign(pair, acceptancePayload(genesis, signed), asWallet) };
}

/** Whether the operator's `signer` accepted the voucher with its claim. Without another, the operator signs itself. */
export function isVoucherAccepted(
    genesis: Uint8Array,
    signed: SignedVoucher,
    signer: string = signed.voucher.operator,
): boolean {
    const { acceptance } = signed;
    return acceptance !== undefined && isSignedBy(acceptance, acceptancePayload(genesis, signed), signer);
}

/** Signs a receipt as its operator. */
export function signReceipt(pair: KeyringPair, genesis: Uint8Array, receipt: Receipt, asWallet = false): SignedReceipt {
    return { receipt, signature: sign(pair, receiptPayload(genesis, receipt), asWallet) };
}

/** Whether the `signer` of the operator named by the receipt signed it. Without another, the operator signs itself. */
export function isReceiptSigned(
    genesis: Uint8Array,
    { receipt, signature }: SignedReceipt,
    signer: string = receipt.operator,
): boolean {
    return isSignedBy(signature, receiptPayload(genesis, receipt), signer);
}

/**
 * Whether two receipts convict their operator: both signed by its `signer`, for one call of one channel, with different
 * content. Without another signer, the operator signs itself.
 */
export function isEquivocation(
    genesis: Uint8Array,
    first: SignedReceipt,
    second: SignedReceipt,
    signer: string = first.receipt.operator,
): boolean {
    return (
        sameAccount(first.receipt.operator, second.receipt.operator) &&
        first.receipt.channel === second.receipt.channel &&
        first.receipt.sequence === second.receipt.sequence &&
        !u8aEq(receiptPayload(genesis, first.receipt), receiptPayload(genesis, second.receipt)) &&
        isReceiptSigned(genesis, first, signer) &&
        isReceiptSigned(genesis, second, signer)
    );
}

/** The price of work, in planck. The part for each kind of token is rounded up to a planck. */
export function priceOf(prices: Prices, { calls, inputTokens, outputTokens }: Units): bigint {
    return (
        prices.perCall * calls +
        (prices.perThousandInputTokens * inputTokens + 999n) / 1_000n +
        (prices.perThousandOutputTokens * outputTokens + 999n) / 1_000n
    );
}

export function addUnits(one: Units, other: Units): Units {
    return {
        calls: one.calls + other.calls,
        inputTokens: one.inputTokens + other.inputTokens,
        outputTokens: one.outputTokens + other.outputTokens,
    };
}

export function sameUnits(one: Units, other: Units): boolean {
    return (
        one.calls === other.calls && one.inputTokens === other.inputTokens && one.outputTokens === other.outputTokens
    );
}

/** Converts a proof for the node's RPC and the runtime API. */
export function proofForChain({ root, leaves, index, items }: Proof): object {
    return { root: u8aToHex(root), leaves, index, items: items.map((item) => u8aToHex(item)) };
}

/** Converts any of the above for the node's RPC: JSON has no exact integers beyond 2^53, so bigints become strings. */
export function forRpc(value: unknown): unknown {
    return JSON.parse(JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item)));
}
