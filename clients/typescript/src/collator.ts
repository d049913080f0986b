// SPDX-License-Identifier: Apache-2.0

// The steps by which an account with the bond becomes a collator and stops being one. The account signs and sends a
// transaction for each:
//
//   const collator = new Collator(api, pair);
//   const keys = await collator.rotateKeys(provider);  // asks the collator's own node, which keeps the secret keys
//   await send(collator.setKeys(keys));                // from now on, blocks signed with these keys are this account's
//   await send(collator.register());                   // reserves the bond; the account collates from the session after next
//   await send(collator.leave());                      // returns the bond; the account collates until the next session ends
//   await send(collator.purgeKeys());                  // removes the keys of an account that collates no more

import type { ApiPromise } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { Codec } from '@polkadot/types/types';
import { u8aToHex } from '@polkadot/util';
import { encodeAddress } from '@polkadot/util-crypto';
import { type Int, storage, type Transaction, transaction } from './api.ts';
import { sameAccount } from './scale.ts';

/** The public session keys of a node, and the node's proof for one account that it has the secret ones. */
export interface SessionKeys {
    keys: string;
    proof: string;
}

/** A connection to one node, such as a `WsProvider` of @polkadot/api. */
export interface NodeConnection {
    send<T>(method: string, params: unknown[]): Promise<T>;
}

export class Collator {
    constructor(
        private readonly api: ApiPromise,
        readonly pair: KeyringPair,
    ) {}

    /**
     * Has a node generate new session keys for this account. The node must allow unsafe RPC methods, so connect to it
     * on its own machine.
     */
    async rotateKeys(node: NodeConnection): Promise<SessionKeys> {
        return node.send<SessionKeys>('author_rotateKeysWithOwner', [u8aToHex(this.pair.publicKey)]);
    }

    setKeys({ keys, proof }: SessionKeys): Transaction {
        return transaction(this.api, 'session', 'setKeys', keys, proof);
    }

    /**
     * Becomes a candidate. Governance sets how many candidates collate, next to the invulnerables. The highest bonds
     * are chosen.
     */
    register(): Transaction {
        return transaction(this.api, 'collatorSelection', 'registerAsCandidate');
    }

    leave(): Transaction {
        return transaction(this.api, 'collatorSelection', 'leaveIntent');
    }

    purgeKeys(): Transaction {
        return transaction(this.api, 'session', 'purgeKeys');
    }

    /** The bond that a candidate reserves, in planck. */
    async bond(): Promise<bigint> {
        return (await storage<Int>(this.api, 'collatorSelection', 'candidacyBond')).toBigInt();
    }

    /** Whether this account authors blocks in the present session. */
    async collates(): Promise<boolean> {
        const collators = await storage<Codec & Iterable<Codec>>(this.api, 'session', 'validators');
        const own = encodeAddress(this.pair.publicKey);
        return [...collators].some((one) => sameAccount(one.toString(), own));
    }
}
