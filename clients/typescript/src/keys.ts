// SPDX-License-Identifier: Apache-2.0

import { u8aToHex } from '@polkadot/util';
import { xxhashAsHex } from '@polkadot/util-crypto';
import type { Hex } from './scale.ts';

/**
 * The first bytes of all storage keys of a pallet, or of one of its items. Both names are spelled as in the runtime.
 */
export function storagePrefix(pallet: string, item?: string): Hex {
    const prefix = xxhashAsHex(pallet, 128);
    return item === undefined ? prefix : `${prefix}${xxhashAsHex(item, 128).slice(2)}`;
}

/** The encodings of the points of small order on the curve of ed25519, without the highest bit. */
const SMALL_ORDER = new Set([
    '00'.repeat(32),
    `01${'00'.repeat(31)}`,
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    `ec${'ff'.repeat(30)}7f`,
    `ed${'ff'.repeat(30)}7f`,
    `ee${'ff'.repeat(30)}7f`,
]);

/** Half of the order of secp256k1. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** Whether an ed25519 key is a point of small order: a signature of it needs no secret, and the chain refuses it. */
export function isOfSmallOrder(key: Uint8Array): boolean {
    const masked = key.slice();
    masked[31] = (masked[31] ?? 0) & 0x7f;
    return SMALL_ORDER.has(u8aToHex(masked, -1, false));
}

/** Whether an ecdsa signature has the lower of its two possible s and a recovery id of 0 or 1, as the chain requires. */
export function isLow(signature: Uint8Array): boolean {
    if (signature.length !== 65) return false;
    return BigInt(u8aToHex(signature.subarray(32, 64))) <= HALF_ORDER && (signature[64] as number) <= 1;
}
