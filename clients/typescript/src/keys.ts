// SPDX-License-Identifier: Apache-2.0

import { xxhashAsHex } from '@polkadot/util-crypto';
import type { Hex } from './scale.ts';

/**
 * The first bytes of all storage keys of a pallet, or of one of its items. Both names are spelled as in the runtime.
 */
export function storagePrefix(pallet: string, item?: string): Hex {
    const prefix = xxhashAsHex(pallet, 128);
    return item === undefined ? prefix : `${prefix}${xxhashAsHex(item, 128).slice(2)}`;
}
