// SPDX-License-Identifier: Apache-2.0

// Where the blocks of a chain come from: a development chain makes one when it is asked to, every other chain makes its
// blocks by itself and is followed.

import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiPromise, WsProvider } from '@polkadot/api';

export interface Blocks {
  /** The hash of the block after the one that it gave before. */
  next(): Promise<string>;
  /** How long a transaction may wait for its block, in milliseconds. */
  readonly patience: number;
}

/** How a chain gets its blocks, once it is connected. */
export type Source = (api: ApiPromise, provider: WsProvider) => Promise<Blocks>;

/** Has a block made of what waits in the pool. On a busy machine the pool may not have seen a transaction in time. */
export const onRequest: Source = async (_, provider) => ({
  patience: 10_000,
  next: async () => (await provider.send<{ hash: string }>('engine_createBlock', [true, true])).hash,
});

/** Follows a chain that makes its blocks by itself, one block after the other, none left out. */
export class Followed implements Blocks {
  readonly patience = 180_000;
  /** What was given, by number. */
  private readonly given = new Map<number, string>();

  private constructor(
    private readonly api: ApiPromise,
    private last: number,
  ) {}

  /** To be followed from the block after its head on. */
  static async of(api: ApiPromise): Promise<Followed> {
    return new Followed(api, (await api.rpc.chain.getHeader()).number.toNumber());
  }

  async next(): Promise<string> {
    const number = this.last + 1;
    await this.wait(`block ${number}`, async () => (await this.api.rpc.chain.getHeader()).number.toNumber() >= number);
    const hash = (await this.api.rpc.chain.getBlockHash(number)).toHex();
    this.last = number;
    this.given.set(number, hash);
    return hash;
  }

  /** Wait until all blocks that were given are final, and make sure that each is still what it was. */
  async settle(): Promise<void> {
    await this.wait(`the finality of block ${this.last}`, async () => {
      const final = await this.api.rpc.chain.getFinalizedHead();
      return (await this.api.rpc.chain.getHeader(final)).number.toNumber() >= this.last;
    });
    for (const [number, hash] of this.given) {
      const final = (await this.api.rpc.chain.getBlockHash(number)).toHex();
      if (final !== hash) throw new Error(`Block ${number} was ${hash} when it came, ${final} is final`);
    }
  }

  private async wait(what: string, there: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + this.patience;
    while (!(await there())) {
      if (Date.now() > deadline) throw new Error(`Waited ${this.patience / 1_000} s for ${what}`);
      await sleep(300);
    }
  }
}

/** Follow the chain that was connected. */
export const followed: Source = (api) => Followed.of(api);
