// SPDX-License-Identifier: Apache-2.0

// A steady load: many accounts send small amounts to one that had nothing, so that its balance tells whether a single
// transaction was lost or counted twice.

import { setTimeout as sleep } from 'node:timers/promises';
import type { People } from '@openledger/e2e/accounts';
import type { Chain } from '@openledger/e2e/chain';
import { OPEN } from '@openledger/e2e/format';
import type { AccountInfo } from '@polkadot/types/interfaces';

const SENDERS = Array.from({ length: 10 }, (_, index) => `Sender ${index}`);
const SINK = 'Sink';
const AMOUNT = OPEN / 100n;

export class Load {
    private readonly sent = new Map<string, number>();

    constructor(
        private readonly chain: Chain,
        private readonly people: People,
    ) {}

    /** Give every sender enough. */
    async prepare(): Promise<void> {
        const fund = SENDERS.map((name) =>
            this.chain.call('balances', 'transferKeepAlive', this.address(name), 100n * OPEN),
        );
        await this.chain.succeed([this.chain.call('utility', 'batchAll', fund), this.people.get('Alice')]);
        for (const name of SENDERS) this.sent.set(name, await this.nonce(name));
    }

    /** Send one transaction every `pause` milliseconds until the time is over. Returns how many the node took. */
    async run(seconds: number, pause: number): Promise<number> {
        let count = 0;
        for (const end = Date.now() + seconds * 1_000; Date.now() < end; await sleep(pause)) {
            const name = SENDERS[count % SENDERS.length] as string;
            const nonce = this.sent.get(name) as number;
            const call = this.chain.call('balances', 'transferAllowDeath', this.address(SINK), AMOUNT);
            await this.chain.api.rpc.author.submitExtrinsic(await call.signAsync(this.people.get(name), { nonce }));
            this.sent.set(name, nonce + 1);
            count += 1;
        }
        return count;
    }

    /** The number of transfers that have reached their account, by its balance. */
    async arrived(chain: Chain): Promise<number> {
        return Number((await chain.free(this.address(SINK))) / AMOUNT);
    }

    /** Whether each account has sent exactly the transactions that it was asked to. */
    async complete(): Promise<boolean> {
        const nonces = await Promise.all(SENDERS.map((name) => this.nonce(name)));
        return SENDERS.every((name, index) => nonces[index] === this.sent.get(name));
    }

    private async nonce(name: string): Promise<number> {
        return (await this.chain.read<AccountInfo>('system', 'account', this.address(name))).nonce.toNumber();
    }

    private address(name: string): string {
        return this.people.get(name).address;
    }
}
