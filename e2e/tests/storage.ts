// SPDX-License-Identifier: Apache-2.0

// What a pallet has in storage, key by key, to see that something changed nothing or how much it changed.

import { xxhashAsHex } from '@polkadot/util-crypto';
import type { Chain } from '../src/chain.ts';

const PAGE = 512;

/** All storage of `pallet`, as the runtime spells its name, at the head. */
export async function storageOf(chain: Chain, pallet: string): Promise<Map<string, string>> {
    const prefix = xxhashAsHex(pallet, 128);
    const found = new Map<string, string>();
    for (let last: string | null = null; ; ) {
        const keys: string[] = await chain.rpc('state_getKeysPaged', prefix, PAGE, last);
        if (keys.length === 0) return found;
        const [{ changes }] = await chain.rpc<[{ changes: [string, string | null][] }]>('state_queryStorageAt', keys);
        for (const [key, value] of changes) found.set(key, value ?? '');
        last = keys.at(-1) as string;
    }
}
