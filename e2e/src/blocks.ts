// SPDX-License-Identifier: Apache-2.0

// The source of a chain's blocks: a development chain makes a block on request. Every other chain makes its blocks by
// itself and is followed.

import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiPromise, WsProvider } from '@polkadot/api';

export interface Blocks {
    /** Returns the hash of the block after the one that it returned before. */
    next(): Promise<string>;
    /** The time that a transaction may wait for its block, in milliseconds. */
    readonly patience: number;
}

/** Creates the source of blocks of a connected chain. */
export type Source = (api: ApiPromise, provider: WsProvider) => Promise<Blocks>;

/** Requests a block of the pool's transactions. On a busy machine the pool may not have a transaction in time. */
export const onRequest: Source = async (_, provider) => ({
    patience: 10_000,
    next: async () => (await provider.send<{ hash: string }>('engine_createBlock', [true, true])).hash,
});

/** Follows a chain that makes its blocks by itself, one block after the other, without gaps. */
export class Followed implements Blocks {
    readonly patience = 180_000;
    private last: number;

    private constructor(
        private readonly api: ApiPromise,
        /** The number of the block before the first one returned. */
        private readonly first: number,
    ) {
        this.last = first;
    }

    /** Follows the chain from the block after its head on. */
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

    /**
     * Waits until all returned blocks are final. Returns the final ones from the first on: some may have been replaced.
     */
    async final(): Promise<string[]> {
        const head = async () => {
            const hash = await this.api.rpc.chain.getFinalizedHead();
            return (await this.api.rpc.chain.getHeader(hash)).number.toNumber();
        };
        // Transactions of a replaced block are included again soon after.
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

/** Follows the connected chain. */
export const followed: Source = (api) => Followed.of(api);
