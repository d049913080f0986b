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
    private last: number;

    private constructor(
        private readonly api: ApiPromise,
        /** The block before the first that is given. */
        private readonly first: number,
    ) {
        this.last = first;
    }

    /** To be followed from the block after its head on. */
    static async of(api: ApiPromise): Promise<Followed> {
        return new Followed(api, (await api.rpc.chain.getHeader()).number.toNumber());
    }

    async next(): Promise<string> {
        const number = this.last + 1;
        await this.wait(
            `block ${number}`,
            async () => (await this.api.rpc.chain.getHeader()).number.toNumber() >= number,
        );
        this.last = number;
        return (await this.api.rpc.chain.getBlockHash(number)).toHex();
    }

    /** Wait until all that was given is final, and give the final blocks from the first one on: some may be others by now. */
    async final(): Promise<string[]> {
        const head = async () => {
            const hash = await this.api.rpc.chain.getFinalizedHead();
            return (await this.api.rpc.chain.getHeader(hash)).number.toNumber();
        };
        // What was in a block that did not last comes again soon after.
        const until = this.last + 5;
        await this.wait(`the finality of block ${until}`, async () => (await head()) >= until);
        const numbers = Array.from({ length: until - this.first }, (_, index) => this.first + 1 + index);
        return Promise.all(numbers.map(async (number) => (await this.api.rpc.chain.getBlockHash(number)).toHex()));
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
