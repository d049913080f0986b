// SPDX-License-Identifier: Apache-2.0

// A collator's way in and out, for an account that has the bond:
//
//   const collator = new Collator(chain, pair);
//   const keys = await collator.rotateKeys(node);         // on the collator's own node, which keeps the secret part
//   await chain.succeed([collator.setKeys(keys), pair]);  // from now on blocks signed with that key are this account's
//   await chain.succeed([collator.register(), pair]);     // reserves the bond; authors from the session after the next on
//   await chain.succeed([collator.leave(), pair]);        // returns the bond; authors until the end of the next session
//   await chain.succeed([collator.purgeKeys(), pair]);

import type { KeyringPair } from '@polkadot/keyring/types';
import { u8aToHex } from '@polkadot/util';
import type { Call, Chain } from '../chain.ts';

/** The public session keys of a node, and its proof for one account that it has the secret ones. */
export interface SessionKeys {
  keys: string;
  proof: string;
}

export class Collator {
  constructor(
    private readonly chain: Chain,
    readonly pair: KeyringPair,
  ) {}

  /** Have a node make new session keys for this account. The node's RPC has to allow unsafe methods, so ask it on its machine. */
  async rotateKeys(node: Chain): Promise<SessionKeys> {
    return node.rpc<SessionKeys>('author_rotateKeysWithOwner', u8aToHex(this.pair.publicKey));
  }

  setKeys({ keys, proof }: SessionKeys): Call {
    return this.chain.call('session', 'setKeys', keys, proof);
  }

  /** Become a candidate. The highest bonds are chosen, as many as governance wants beside the invulnerable collators. */
  register(): Call {
    return this.chain.call('collatorSelection', 'registerAsCandidate');
  }

  leave(): Call {
    return this.chain.call('collatorSelection', 'leaveIntent');
  }

  purgeKeys(): Call {
    return this.chain.call('session', 'purgeKeys');
  }

  /** What a candidate reserves, in planck. */
  async bond(): Promise<bigint> {
    return (await this.chain.read('collatorSelection', 'candidacyBond')).toBigInt();
  }

  /** Whether this account authors blocks in the present session. */
  async collates(): Promise<boolean> {
    const collators: string[] = (await this.chain.read('session', 'validators')).map(String);
    return collators.includes(this.chain.api.createType('AccountId', this.pair.publicKey).toString());
  }
}
