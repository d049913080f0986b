// SPDX-License-Identifier: Apache-2.0

// Vouchers and receipts: what they say, the bytes that are signed, and signatures.
//
// A voucher replaces the one before it: its amount and units are all that was used of one model under one key since the
// channel was opened. A receipt is one call. Both are signed as below; so is an operator's acceptance of a voucher, with the
// voucher's fields and the agent's account, if an agent signed it.
//
//   domain (30 bytes of text) | genesis hash of the chain | the fields in their order, SCALE-encoded
//
// so that none can stand for another or be used on another chain. The runtime says the same bytes of vouchers and receipts
// through `openledger_voucherPayload` and `openledger_receiptPayload`.

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
import type { Proof } from './merkle.ts';
import { accountBytes, Encoder, sameAccount, type Hex } from './scale.ts';

/** How much was executed. */
export interface Units {
  calls: bigint;
  inputTokens: bigint;
  outputTokens: bigint;
}

/** What an operator asks, in planck. */
export interface Prices {
  perCall: bigint;
  perThousandInputTokens: bigint;
  perThousandOutputTokens: bigint;
}

/** What a payer owes an operator for one model, since their channel was opened. */
export interface Voucher {
  payer: string;
  operator: string;
  /** The channel's number: a channel that is opened again has another one. */
  channel: bigint;
  model: number;
  /** In planck, since the channel was opened. */
  amount: bigint;
  /** Since the channel was opened. */
  units: Units;
  /** Root of the tree of the receipts behind it; zeros if the operator gives none. */
  receiptsRoot: Hex;
  /** The fee split that is agreed to. */
  splitVersion: number;
  /** The last era in which it can be settled. */
  expires: number;
}

/** A signature with its kind, as the node's RPC and @polkadot/api take the chain's `MultiSignature`. */
export type Signature = { sr25519: Hex } | { ed25519: Hex } | { ecdsa: Hex } | { eth: Hex };

export interface SignedVoucher {
  voucher: Voucher;
  /** The agent who signed; the payer did if there is none. */
  agent: string | null;
  signature: Signature;
  /** The operator's signature over `acceptancePayload`; needed if somebody else hands the voucher in. */
  acceptance?: Signature;
}

/** One call, as its operator answered it. */
export interface Receipt {
  payer: string;
  operator: string;
  channel: bigint;
  /** Number of the call in the channel. An operator that signs two different receipts of one number is slashed. */
  sequence: bigint;
  /** The era in which it was answered. */
  era: number;
  model: number;
  /** Price of the call, in planck. */
  amount: bigint;
  units: Units;
  /** BLAKE2b-256 of the request and of the response. */
  request: Hex;
  response: Hex;
  /** Leaf hash of the receipt of the call for which an agent made this one. */
  parent: Hex | null;
}

export interface SignedReceipt {
  receipt: Receipt;
  signature: Signature;
}

/** The most vouchers that one extrinsic settles. */
export const MAX_VOUCHERS = 256;

export const NO_UNITS: Units = { calls: 0n, inputTokens: 0n, outputTokens: 0n };

const VOUCHER_DOMAIN = stringToU8a('openledger/inference/voucher/1');
const ACCEPTANCE_DOMAIN = stringToU8a('openledger/inference/accepts/1');
const RECEIPT_DOMAIN = stringToU8a('openledger/inference/receipt/1');
const BEFORE = stringToU8a('<Bytes>');
const AFTER = stringToU8a('</Bytes>');

/** The bytes of a voucher to sign. */
export function voucherPayload(genesis: Uint8Array, voucher: Voucher): Uint8Array {
  return voucherFields(new Encoder().raw(VOUCHER_DOMAIN).raw(genesis), voucher).finish();
}

/** The bytes that the operator signs to accept a voucher: of this key, and not of another. */
export function acceptancePayload(
  genesis: Uint8Array,
  { voucher, agent }: Pick<SignedVoucher, 'voucher' | 'agent'>,
): Uint8Array {
  return voucherFields(new Encoder().raw(ACCEPTANCE_DOMAIN).raw(genesis), voucher).optionalAccount(agent).finish();
}

function voucherFields(encoder: Encoder, voucher: Voucher): Encoder {
  encoder
    .account(voucher.payer)
    .account(voucher.operator)
    .u64(voucher.channel)
    .u32(voucher.model)
    .compact(voucher.amount);
  return units(encoder, voucher.units)
    .hash(voucher.receiptsRoot)
    .u32(voucher.splitVersion)
    .u32(voucher.expires);
}

/** The bytes of a receipt to sign. */
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
    if (count >= 1n << 64n) throw new RangeError(`${count} is no u64`);
    encoder.compact(count);
  }
  return encoder;
}

/** What a browser wallet signs when it is asked to sign `bytes` with `signRaw`. */
export function wrap(bytes: Uint8Array): Uint8Array {
  return u8aConcat(BEFORE, bytes, AFTER);
}

/** The account of a key as the chain has it, which for a key of Ethereum's kind is not the address in Ethereum. */
export function accountOf(pair: KeyringPair): string {
  return pair.type === 'ethereum' ? encodeAddress(ethAccount(pair.publicKey)) : pair.address;
}

/** The SDK takes the hash of the public key in its short form, and fills the account up. */
function ethAccount(publicKey: Uint8Array): Uint8Array {
  return u8aConcat(keccakAsU8a(publicKey).slice(12), new Uint8Array(12).fill(0xee));
}

/** Sign a payload with a key of any kind, as it is, or as a browser wallet does. */
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
      throw new Error(`The ledger verifies no signatures of the kind ${pair.type}`);
  }
}

/** Whether `who` signed `payload`, as it is or as a browser wallet does: what the chain checks. */
export function isSignedBy(signature: Signature, payload: Uint8Array, who: string): boolean {
  return [payload, wrap(payload)].some((message) => {
    try {
      return verify(signature, message, accountBytes(who));
    } catch {
      // Bytes that are no signature.
      return false;
    }
  });
}

function verify(signature: Signature, message: Uint8Array, account: Uint8Array): boolean {
  if ('sr25519' in signature) return sr25519Verify(message, hexToU8a(signature.sr25519), account);
  if ('ed25519' in signature) return ed25519Verify(message, hexToU8a(signature.ed25519), account);
  // The account is a hash of the public key, which is recovered from the signature.
  if ('ecdsa' in signature) {
    return u8aEq(blake2AsU8a(recover(blake2AsU8a(message, 256), signature.ecdsa), 256), account);
  }
  return u8aEq(ethAccount(recover(keccakAsU8a(message), signature.eth)), account);
}

/** The public key, in its short form, of who signed what hashes to `hash`. */
function recover(hash: Uint8Array, signature: Hex): Uint8Array {
  const bytes = hexToU8a(signature);
  if (bytes.length !== 65) throw new Error(`${signature} is no signature of 65 bytes`);
  return secp256k1Recover(hash, bytes, bytes[64] as number, 'blake2');
}

/** Sign a voucher: as the payer if the key is the payer's, else as an agent. */
export function signVoucher(pair: KeyringPair, genesis: Uint8Array, voucher: Voucher, asWallet = false): SignedVoucher {
  const signer = accountOf(pair);
  const agent = sameAccount(signer, voucher.payer) ? null : signer;
  return { voucher, agent, signature: sign(pair, voucherPayload(genesis, voucher), asWallet) };
}

export function isVoucherSigned(genesis: Uint8Array, { voucher, agent, signature }: SignedVoucher): boolean {
  return isSignedBy(signature, voucherPayload(genesis, voucher), agent ?? voucher.payer);
}

/** Accept a voucher as its operator, so that anybody can hand it in: as signed by this key. */
export function acceptVoucher(
  pair: KeyringPair,
  genesis: Uint8Array,
  signed: SignedVoucher,
  asWallet = false,
): SignedVoucher {
  return { ...signed, acceptance: sign(pair, acceptancePayload(genesis, signed), asWallet) };
}

/** Whether the operator accepted the voucher as signed by this key. */
export function isVoucherAccepted(genesis: Uint8Array, signed: SignedVoucher): boolean {
  const { voucher, acceptance } = signed;
  return acceptance !== undefined && isSignedBy(acceptance, acceptancePayload(genesis, signed), voucher.operator);
}

/** Sign a receipt as its operator. */
export function signReceipt(pair: KeyringPair, genesis: Uint8Array, receipt: Receipt, asWallet = false): SignedReceipt {
  return { receipt, signature: sign(pair, receiptPayload(genesis, receipt), asWallet) };
}

export function isReceiptSigned(genesis: Uint8Array, { receipt, signature }: SignedReceipt): boolean {
  return isSignedBy(signature, receiptPayload(genesis, receipt), receipt.operator);
}

/** Whether two receipts convict their operator: one call of one channel, with different content, both signed. */
export function isEquivocation(genesis: Uint8Array, first: SignedReceipt, second: SignedReceipt): boolean {
  return (
    sameAccount(first.receipt.operator, second.receipt.operator) &&
    first.receipt.channel === second.receipt.channel &&
    first.receipt.sequence === second.receipt.sequence &&
    !u8aEq(receiptPayload(genesis, first.receipt), receiptPayload(genesis, second.receipt)) &&
    isReceiptSigned(genesis, first) &&
    isReceiptSigned(genesis, second)
  );
}

/** The price of work, in planck: each kind of token is rounded up to a planck. */
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
  return one.calls === other.calls && one.inputTokens === other.inputTokens && one.outputTokens === other.outputTokens;
}

/** A proof as the node's RPC and the runtime API take it. */
export function proofForChain({ root, leaves, index, items }: Proof): object {
  return { root: u8aToHex(root), leaves, index, items: items.map((item) => u8aToHex(item)) };
}

/** Anything of the above as the node's RPC takes it: JSON has no integers beyond 2^53, so they are strings. */
export function forRpc(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item)));
}
