// SPDX-License-Identifier: Apache-2.0

// An agent: makes calls on a payer's account under a key of its own, which owns nothing and pays no fees. It keeps to
// its authorization, so that it never signs for an amount that would not settle.

import type { KeyringPair } from '@polkadot/keyring/types';
import type { AgentInfo, ChannelKey, View } from './inference.ts';
import { terms } from './payer.ts';
import { sameAccount } from './scale.ts';
import { Refused, Spender, type Terms } from './spender.ts';
import { accountOf, type Receipt, type SignedVoucher, type Voucher } from './vouchers.ts';

export class Agent extends Spender {
    /** The amount it agreed to pay in `era`, in planck. */
    private spent = 0n;
    private era = 0;

    constructor(
        pair: KeyringPair,
        terms: Terms,
        readonly authorization: AgentInfo,
    ) {
        super(pair, terms);
    }

    /** The agent with this key in a payer's channel, for calls of `models`. */
    static async join(view: View, pair: KeyringPair, key: ChannelKey, models: number[]): Promise<Agent> {
        const [agreed, authorization] = await Promise.all([terms(view, key, models), view.agent(key, accountOf(pair))]);
        if (authorization === null || authorization.channel !== agreed.channel) {
            const message = `${key.payer} has not authorized ${accountOf(pair)} with ${key.operator}`;
            throw new Refused('AgentNotAuthorized', message);
        }
        return new Agent(pair, agreed, authorization);
    }

    /** The voucher for everything agreed to so far for a model. It names the agent and its authorization. */
    override agreed(model: number, expires: number): Voucher {
        const { authorization } = this.authorization;
        return { ...super.agreed(model, expires), agent: { account: accountOf(this.pair), authorization } };
    }

    /** Signs the operator's claim if it is exactly what was agreed to, for this agent under this authorization. */
    override sign(claim: Voucher, asWallet = false): SignedVoucher {
        const { agent } = claim;
        if (!agent || !sameAccount(agent.account, accountOf(this.pair))) {
            throw new Refused('AgentNotAuthorized', `The claim names ${agent?.account ?? 'no agent'}`);
        }
        if (agent.authorization !== this.authorization.authorization) {
            throw new Refused('AgentNotAuthorized', `The claim is for authorization ${agent.authorization}`);
        }
        return super.sign(claim, asWallet);
    }

    /** The amount it may still spend in `era`, in planck. Ask before a call: a call that was answered is owed. */
    left(era: number): bigint {
        return this.authorization.cap - (era > this.era ? 0n : this.spent);
    }

    protected override allow({ model, amount }: Receipt, era: number): void {
        const { cap, expires, models } = this.authorization;
        if (era > expires) throw new Refused('AgentExpired', `The agent could spend until era ${expires}`);
        if (models.length > 0 && !models.includes(model)) {
            throw new Refused('ModelNotAllowed', `The agent may not use model ${model}`);
        }
        if (amount > this.left(era)) {
            const message = `The agent may spend ${cap} planck per era, ${this.left(era)} are left`;
            throw new Refused('CapReached', message);
        }
        if (era > this.era) {
            this.era = era;
            this.spent = 0n;
        }
        this.spent += amount;
    }
}
