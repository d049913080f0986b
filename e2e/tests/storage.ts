// SPDX-License-Identifier: Apache-2.0

// The storage of a pallet, key by key, to find what a transaction changed.

import { storagePrefix } from '@openledger/client';
import type { Chain } from '../src/chain.ts';

const PAGE = 512;

/** All storage of `pallet` at the head. The name is spelled as in the runtime. */
export async function storageOf(chain: Chain, pallet: string): Promise<Map<string, string>> {
    const prefix = storagePrefix(pallet);
    const found = new Map<string, string>();
    for (let last: string | null = null; ; ) {
        const keys: string[] = await chain.rpc('state_getKeysPaged', prefix, PAGE, last);
        if (keys.length === 0) return found;
        const [{ changes }] = await chain.rpc<[{ changes: [string, string | null][] }]>('state_queryStorageAt', keys);
        for (const [key, value] of changes) found.set(key, value ?? '');
        last = keys.at(-1) as string;
    }
}
