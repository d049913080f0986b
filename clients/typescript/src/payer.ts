// SPDX-License-Identifier: Apache-2.0

// A payer: opens channels with operators, tops them up, lets agents spend from them, and may make calls itself.
//
//   const payer = new Payer(inference, pair);
//   await send(payer.open(operator, 100n * OPEN));                  // once
//   await send(payer.authorize(operator, agent, cap, lastEra));     // for each agent
//   const spender = await payer.spend(operator, [model]);           // to make calls itself
//   spender.acceptSigned(receipt, call, era);                       // each call
//   const signed = spender.sign(claim);                             // as often as the operator asks

import type { KeyringPair } from '@polkadot/keyring/types';
import type { Transaction } from './api.ts';
import type { ChannelKey, InferenceClient, View } from './inference.ts';
import { Refused, Spender, type Terms } from './spender.ts';
import { accountOf, type Prices } from './vouchers.ts';

export class Payer {
    constructor(
        private readonly inference: InferenceClient,
        readonly pair: KeyringPair,
    ) {}

    /** Opens a channel with `amount` planck in it. The chain holds a deposit as well. */
    open(operator: string, amount: bigint, maxDeposit?: bigint): Transaction {
        return this.inference.openChannel(operator, amount, maxDeposit);
    }

    /** Adds `amount` planck to a channel. */
    topUp(operator: string, amount: bigint): Transaction {
        return this.inference.topUp(operator, amount);
    }

    /** Asks to close. The operator can settle for some more eras, then any account can close the channel. */
    requestClose(operator: string): Transaction {
        return this.inference.requestClose(operator);
    }

    /** Closes after the time to settle. The rest and the deposit return to the payer. */
    close(operator: string): Transaction {
        return this.inference.closeChannel(this.key(operator));
    }

    /**
     * Lets an agent spend up to `cap` planck per era until the end of era `expires`, on these models or on any. Repeated,
     * it raises and prolongs at once.
     */
    authorize(
        operator: string,
        agent: string,
        cap: bigint,
        expires: number,
        models: number[] = [],
        maxDeposit?: bigint,
    ): Transaction {
        return this.inference.authorizeAgent(operator, agent, cap, expires, models, maxDeposit);
    }

    /** Ends an agent's authorization after as many eras as the operator has to settle. */
    revoke(operator: string, agent: string): Transaction {
        return this.inference.revokeAgent(operator, agent);
    }

    /** Makes calls under the payer's own key, at the prices that the operator offers now. */
    async spend(operator: string, models: number[]): Promise<Spender> {
        return new Spender(this.pair, await terms(this.inference, this.key(operator), models));
    }

    private key(operator: string): ChannelKey {
        return { operator, payer: accountOf(this.pair) };
    }
}

/** The terms of a channel as the chain has them: its number, its operator's signer and prices, and the fee split. */
export async function terms(view: View, key: ChannelKey, models: number[]): Promise<Terms> {
    const { payer, operator } = key;
    const channel = await view.channel(key);
    if (channel === null) throw new Refused('ChannelNotFound', `${payer} has no channel with ${operator}`);
    const prices = new Map<number, Prices>();
    for (const model of models) {
        const offered = await view.prices(operator, model);
        if (offered === null) throw new Refused('NotOffered', `${operator} does not offer model ${model}`);
        prices.set(model, offered);
    }
    const [splitVersion, signer] = await Promise.all([view.splitVersion(), view.signer(operator)]);
    return { genesis: view.genesis, payer, operator, signer, channel: channel.channel, prices, splitVersion };
}
