// SPDX-License-Identifier: Apache-2.0

// An agent: makes calls on a payer's account under a key of its own, which owns nothing and pays no fees. It keeps to what
// the payer allowed, so that it never signs for what would not be settled.

import type { KeyringPair } from '@polkadot/keyring/types';
import type { Authority, View } from './billing.ts';
import { terms } from './payer.ts';
import { Refused, Spender, type Terms } from './spender.ts';
import { accountOf, type Receipt } from './vouchers.ts';

export class Agent extends Spender {
  /** What it agreed to pay in `era`, in planck. */
  private spent = 0n;
  private era = 0;

  constructor(
    pair: KeyringPair,
    terms: Terms,
    readonly authority: Authority,
  ) {
    super(pair, terms);
  }

  /** The agent with this key in the channel of `payer` with `operator`, for calls of `models`. */
  static async join(view: View, pair: KeyringPair, payer: string, operator: string, models: number[]): Promise<Agent> {
    const [agreed, authority] = await Promise.all([
      terms(view, payer, operator, models),
      view.agent(payer, operator, accountOf(pair)),
    ]);
    if (authority === null || authority.channel !== agreed.channel) {
      throw new Refused('AgentNotAuthorised', `${payer} has not authorised ${accountOf(pair)} with ${operator}`);
    }
    return new Agent(pair, agreed, authority);
  }

  /** What it may still spend in `era`, in planck. To be asked before a call, for a call that was answered is owed. */
  left(era: number): bigint {
    return this.authority.cap - (era > this.era ? 0n : this.spent);
  }

  protected override allow({ model, amount }: Receipt, era: number): void {
    const { expires, models } = this.authority;
    if (era > expires) throw new Refused('AgentExpired', `The agent could spend until era ${expires}`);
    if (models.length > 0 && !models.includes(model)) {
      throw new Refused('ModelNotAllowed', `The agent may not use model ${model}`);
    }
    if (amount > this.left(era)) {
      throw new Refused('CapReached', `The agent may spend ${this.authority.cap} planck an era, ${this.left(era)} are left`);
    }
    if (era > this.era) {
      this.era = era;
      this.spent = 0n;
    }
    this.spent += amount;
  }
}
