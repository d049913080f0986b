// SPDX-License-Identifier: Apache-2.0

// Billing as the chain has it: what payers, agents and operators ask of it, and the calls they send to it. Every call is
// returned as a transaction, to be signed and sent by whoever pays its fee.

import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { Codec } from '@polkadot/types/types';
import { MAX_VOUCHERS, type Prices, type SignedReceipt, type SignedVoucher, type Units } from './vouchers.ts';

export type Transaction = SubmittableExtrinsic<'promise'>;

/** What was settled of one model under one key. */
export interface SettledLane {
  model: number;
  amount: bigint;
  units: Units;
}

/** A channel as the chain has it. */
export interface Channel {
  channel: bigint;
  /** What it can still pay, in planck. */
  balance: bigint;
  deposit: bigint;
  /** The first era in which anybody can close it, if the payer asked for that. Later if settlements were stopped since. */
  closes: number | null;
  /** What was settled by vouchers that the payer signed itself. */
  lanes: SettledLane[];
  /** What the operator's stake still covers in this era, in planck. */
  coverage: bigint;
}

/** What an agent may do in a channel. */
export interface Authority {
  channel: bigint;
  /** The most that is settled in an era, and what can still be settled in this one, in planck. */
  cap: bigint;
  left: bigint;
  /** The last era in which its vouchers are settled. */
  expires: number;
  /** Models that it may use; all if there are none. */
  models: number[];
  /** What was settled by its vouchers. */
  lanes: SettledLane[];
}

/** What the client has to know of the chain. */
export interface View {
  readonly genesis: Uint8Array;
  /** The era that the next block belongs to. */
  era(): Promise<number>;
  /** The version of the fee split in force. */
  splitVersion(): Promise<number>;
  /** The open channel of `payer` with `operator`. */
  channel(payer: string, operator: string): Promise<Channel | null>;
  /** What `agent` may do in that channel. */
  agent(payer: string, operator: string, agent: string): Promise<Authority | null>;
  /** What `operator` asks for `model`; nothing if it does not offer it. */
  prices(operator: string, model: number): Promise<Prices | null>;
}

export class Billing implements View {
  readonly genesis: Uint8Array;

  constructor(readonly api: ApiPromise) {
    this.genesis = api.genesisHash.toU8a();
  }

  async era(): Promise<number> {
    return (await this.ask('currentEra')).toNumber();
  }

  async splitVersion(): Promise<number> {
    return (await this.ask('feeSplit')).version.toNumber();
  }

  async channel(payer: string, operator: string): Promise<Channel | null> {
    const found = await this.ask('channel', payer, operator);
    if (found.isNone) return null;
    const { channel, balance, deposit, closes, lanes, coverage } = found.unwrap();
    return {
      channel: channel.toBigInt(),
      balance: balance.toBigInt(),
      deposit: deposit.toBigInt(),
      closes: closes.isNone ? null : closes.unwrap().toNumber(),
      lanes: [...lanes].map(lane),
      coverage: coverage.toBigInt(),
    };
  }

  async agent(payer: string, operator: string, agent: string): Promise<Authority | null> {
    const found = await this.ask('agent', payer, operator, agent);
    if (found.isNone) return null;
    const { channel, cap, left, expires, models, lanes } = found.unwrap();
    return {
      channel: channel.toBigInt(),
      cap: cap.toBigInt(),
      left: left.toBigInt(),
      expires: expires.toNumber(),
      models: [...models].map((model) => model.toNumber()),
      lanes: [...lanes].map(lane),
    };
  }

  async prices(operator: string, model: number): Promise<Prices | null> {
    const entry = this.api.query.inference?.offers;
    if (entry === undefined) throw new Error('The runtime has no storage inference.offers');
    const found: any = await entry(operator, model);
    if (found.isNone) return null;
    const { prices, validUntil } = found.unwrap();
    if (validUntil.toNumber() < (await this.era())) return null;
    return {
      perCall: prices.perCall.toBigInt(),
      perThousandInputTokens: prices.perThousandInputTokens.toBigInt(),
      perThousandOutputTokens: prices.perThousandOutputTokens.toBigInt(),
    };
  }

  /** As a payer: pay `amount` planck into a new channel with `operator`. */
  openChannel(operator: string, amount: bigint): Transaction {
    return this.call('openChannel', operator, amount);
  }

  topUp(operator: string, amount: bigint): Transaction {
    return this.call('topUp', operator, amount);
  }

  /** As a payer: ask to close; the operator has some eras left to settle. */
  requestClose(operator: string): Transaction {
    return this.call('requestClose', operator);
  }

  /** As the operator at any time, as anybody once the time to settle is over. */
  closeChannel(payer: string, operator: string): Transaction {
    return this.call('closeChannel', payer, operator);
  }

  /** As a payer: let `agent` sign for up to `cap` planck an era, until the end of era `expires`. */
  authoriseAgent(operator: string, agent: string, cap: bigint, expires: number, models: number[]): Transaction {
    return this.call('authoriseAgent', operator, agent, cap, expires, models);
  }

  revokeAgent(operator: string, agent: string): Transaction {
    return this.call('revokeAgent', operator, agent);
  }

  /** As anybody: remove an agent whose time is over, so that its payer gets the deposit back. */
  removeAgent(payer: string, operator: string, agent: string): Transaction {
    return this.call('removeAgent', payer, operator, agent);
  }

  /** As their operator, or as anybody if the operator signed as well: settle up to 256 vouchers. */
  settle(vouchers: SignedVoucher[]): Transaction {
    return this.call('settle', vouchers);
  }

  /** The same for any number of vouchers, 256 in a transaction. */
  settleAll(vouchers: SignedVoucher[]): Transaction[] {
    const batches: Transaction[] = [];
    for (let from = 0; from < vouchers.length; from += MAX_VOUCHERS) {
      batches.push(this.settle(vouchers.slice(from, from + MAX_VOUCHERS)));
    }
    return batches;
  }

  /** As anybody: show that an operator signed two different receipts of one number. One has to be of a recent era. */
  reportEquivocation(first: SignedReceipt, second: SignedReceipt): Transaction {
    return this.call('reportEquivocation', first, second);
  }

  /** Be told of every event of billing from the next block on; returns how to stop it. */
  async watch(told: (event: string, data: any) => void): Promise<() => void> {
    const events = this.api.query.system?.events;
    if (events === undefined) throw new Error('The runtime has no events');
    return (await events((records: any) => {
      for (const { event } of records) {
        if (event.section !== 'inference') continue;
        const names: string[] = event.data.names ?? [];
        told(event.method, Object.fromEntries(names.map((name, index) => [name, event.data[index]])));
      }
    })) as unknown as () => void;
  }

  private call(name: string, ...args: unknown[]): Transaction {
    const call = this.api.tx.inference?.[name];
    if (call === undefined) throw new Error(`The runtime has no call inference.${name}`);
    return call(...args);
  }

  private async ask(method: string, ...args: unknown[]): Promise<any> {
    const question = this.api.call.openLedgerApi?.[method];
    if (question === undefined) throw new Error(`The runtime has no API openLedgerApi.${method}`);
    return (question as (...args: unknown[]) => Promise<Codec>)(...args);
  }
}

function lane({ model, amount, units }: any): SettledLane {
  return {
    model: model.toNumber(),
    amount: amount.toBigInt(),
    units: {
      calls: units.calls.toBigInt(),
      inputTokens: units.inputTokens.toBigInt(),
      outputTokens: units.outputTokens.toBigInt(),
    },
  };
}
