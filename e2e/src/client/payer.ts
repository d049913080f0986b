// SPDX-License-Identifier: Apache-2.0

// A payer: has channels with operators, pays into them, lets agents spend from them, and may make calls itself.
//
//   const payer = new Payer(billing, pair);
//   await send(payer.open(operator, 100n * OPEN));            // once
//   await send(payer.authorise(operator, agent, cap, until)); // for each agent
//   const spender = await payer.spend(operator, [model]);     // to make calls itself
//   spender.acceptSigned(receipt, call, era);                 // each call
//   operator <- spender.voucher(model, expires);              // as often as the operator asks

import type { KeyringPair } from '@polkadot/keyring/types';
import type { Billing, Transaction, View } from './billing.ts';
import { Refused, Spender, type Terms } from './spender.ts';
import { accountOf, type Prices } from './vouchers.ts';

export class Payer {
  constructor(
    private readonly billing: Billing,
    readonly pair: KeyringPair,
  ) {}

  /** Open a channel with `amount` planck in it. A deposit for its storage is held beside. */
  open(operator: string, amount: bigint): Transaction {
    return this.billing.openChannel(operator, amount);
  }

  topUp(operator: string, amount: bigint): Transaction {
    return this.billing.topUp(operator, amount);
  }

  /** Ask to close. The operator can settle for some eras yet, then anybody can `close`. */
  requestClose(operator: string): Transaction {
    return this.billing.requestClose(operator);
  }

  /** Close after the time to settle: what is left, and the deposit, come back. */
  close(operator: string): Transaction {
    return this.billing.closeChannel(accountOf(this.pair), operator);
  }

  /** Let an agent spend up to `cap` planck an era until the end of era `expires`, on these models or on any. */
  authorise(operator: string, agent: string, cap: bigint, expires: number, models: number[] = []): Transaction {
    return this.billing.authoriseAgent(operator, agent, cap, expires, models);
  }

  /** Take it back, which holds after as many eras as the operator has to settle. */
  revoke(operator: string, agent: string): Transaction {
    return this.billing.revokeAgent(operator, agent);
  }

  /** Make calls under the payer's own key, at what the operator offers now. */
  async spend(operator: string, models: number[]): Promise<Spender> {
    return new Spender(this.pair, await terms(this.billing, accountOf(this.pair), operator, models));
  }
}

/** What the chain says of a channel and of its operator's offers. */
export async function terms(view: View, payer: string, operator: string, models: number[]): Promise<Terms> {
  const channel = await view.channel(payer, operator);
  if (channel === null) throw new Refused('UnknownChannel', `${payer} has no channel with ${operator}`);
  const prices = new Map<number, Prices>();
  for (const model of models) {
    const offered = await view.prices(operator, model);
    if (offered === null) throw new Refused('NotOffered', `${operator} does not offer model ${model}`);
    prices.set(model, offered);
  }
  const splitVersion = await view.splitVersion();
  return { genesis: view.genesis, payer, operator, channel: channel.channel, prices, splitVersion };
}
