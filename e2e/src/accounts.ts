// SPDX-License-Identifier: Apache-2.0

// The people of the demo. The development chain funds Alice, Bob and the other well-known accounts. All others start
// with nothing.

import { Keyring } from '@polkadot/keyring';
import type { KeyringPair } from '@polkadot/keyring/types';
import { cryptoWaitReady } from '@polkadot/util-crypto';

export class People {
    private readonly byAddress = new Map<string, string>();
    private readonly pairs = new Map<string, KeyringPair>();
    private readonly keyring: Keyring;

    private constructor(ss58Format: number) {
        this.keyring = new Keyring({ type: 'sr25519', ss58Format });
    }

    static async create(ss58Format: number): Promise<People> {
        await cryptoWaitReady();
        return new People(ss58Format);
    }

    /** The key pair of `//<name>`. */
    get(name: string): KeyringPair {
        let pair = this.pairs.get(name);
        if (pair === undefined) {
            pair = this.keyring.addFromUri(`//${name}`, { name });
            this.pairs.set(name, pair);
            this.byAddress.set(pair.address, name);
        }
        return pair;
    }

    /** The names asked for so far. */
    names(): string[] {
        return [...this.pairs.keys()];
    }

    /** The name of an address, or the address. */
    name(address: string): string {
        return this.byAddress.get(this.keyring.encodeAddress(address)) ?? address;
    }
}
