// SPDX-License-Identifier: Apache-2.0

// An operator: numbers and signs a receipt for each call, keeps the latest voucher of each channel, key and model, and
// settles them in batches.
//
// It works on credit, so it looks before each call whether the call can be paid: by the channel's balance, the agent's cap
// and its own stake, less what it has not settled yet; and it stops when too much has no voucher. Then no voucher that it
// takes is worth less than it says.
//
// What the payer or an agent signed settles if the operator hands it in, or has accepted it: `forKeeper` is for somebody
// else to hand in. Nothing else settles, so that a payer can't use up the channel or its lanes with vouchers that were never
// asked for. An operator accepts for a keeper only what it has taken.
//
// An operator that signs two different receipts of one number loses stake. So the next number of each channel has to be
// on disk before a receipt is signed; here all is in memory.

import type { KeyringPair } from '@polkadot/keyring/types';
import { u8aToHex } from '@polkadot/util';
import type { Authority, Channel, SettledLane, View } from './billing.ts';
import { GrowingTree, merkleProof, type Proof } from './merkle.ts';
import { Refused, type Call } from './spender.ts';
import {
  acceptVoucher,
  accountOf,
  addUnits,
  isVoucherSigned,
  NO_UNITS,
  priceOf,
  receiptLeaf,
  sameUnits,
  signReceipt,
  type Prices,
  type Receipt,
  type SignedReceipt,
  type SignedVoucher,
  type Units,
  type Voucher,
} from './vouchers.ts';

/** Who is on the other side: the payer, or an agent of it. */
export interface Customer {
  payer: string;
  agent: string | null;
}

export interface Policy {
  /** By model. */
  prices: Map<number, Prices>;
  /** How much work goes on without a voucher for it, in planck, for each key and model. */
  credit: bigint;
  /** How many eras a voucher has to be good for when it comes. */
  leastEras: number;
}

/** What one key used of one model. */
interface Lane {
  /** What it was served. */
  amount: bigint;
  units: Units;
  receipts: GrowingTree;
  /** The leaves of that tree, to prove a receipt. */
  leaves: Uint8Array[];
  /** The voucher that it was asked for. */
  claim: Voucher | null;
  /** The latest that it signed. */
  voucher: SignedVoucher | null;
  /** What of it is settled. */
  settled: bigint;
}

/** What one key may do and did. */
interface Key {
  /** Absent for the payer's own. */
  authority: Authority | null;
  lanes: Map<number, Lane>;
  /** What it was served since the settlement that `authority.left` is of, in planck. */
  unsettled: bigint;
}

interface Account {
  channel: Channel;
  /** The number of the next receipt. */
  next: bigint;
  /** By agent, the payer's under ''. */
  keys: Map<string, Key>;
  unsettled: bigint;
}

export class Operator {
  readonly address: string;
  private readonly accounts = new Map<string, Account>();
  private era = 0;
  private splitVersion = 0;
  private coverage = 0n;
  private unsettled = 0n;

  constructor(
    private readonly view: View,
    readonly pair: KeyringPair,
    readonly policy: Policy,
  ) {
    this.address = accountOf(pair);
  }

  /** Take note of a channel, and of agents of it. */
  async admit(payer: string, agents: string[] = []): Promise<void> {
    const channel = await this.view.channel(payer, this.address);
    if (channel === null) throw new Refused('UnknownChannel', `${payer} has no channel with ${this.address}`);
    let account = this.accounts.get(payer);
    // A channel that was closed and opened again begins anew.
    if (account?.channel.channel !== channel.channel) {
      account = { channel, next: 0n, keys: new Map(), unsettled: 0n };
      this.accounts.set(payer, account);
    }
    for (const agent of agents) {
      if (!account.keys.has(agent)) account.keys.set(agent, newKey());
    }
    if (!account.keys.has('')) account.keys.set('', newKey());
    await this.refresh([payer]);
  }

  /** Learn again what the chain says of these channels or of all: at each new era, and after a settlement. */
  async refresh(payers: string[] = [...this.accounts.keys()]): Promise<void> {
    [this.era, this.splitVersion] = await Promise.all([this.view.era(), this.view.splitVersion()]);
    for (const payer of payers) {
      const account = this.accounts.get(payer);
      const channel = await this.view.channel(payer, this.address);
      if (account === undefined || channel === null || channel.channel !== account.channel.channel) {
        this.accounts.delete(payer);
        continue;
      }
      account.channel = channel;
      this.coverage = channel.coverage;
      for (const [agent, key] of account.keys) {
        if (agent === '') {
          note(key, channel.lanes);
          continue;
        }
        key.authority = await this.view.agent(payer, this.address, agent);
        if (key.authority?.channel === channel.channel) note(key, key.authority.lanes);
      }
      account.unsettled = total([...account.keys.values()].map(({ unsettled }) => unsettled));
    }
    this.unsettled = total([...this.accounts.values()].map(({ unsettled }) => unsettled));
  }

  /** Answer a call that took these units: its receipt. Refuses, before the work is done, what would not be paid. */
  answer({ payer, agent }: Customer, call: Call, units: Units): Receipt {
    const prices = this.policy.prices.get(call.model);
    if (prices === undefined) throw new Refused('NotOffered', `Model ${call.model} is not offered`);
    const amount = priceOf(prices, units);
    const { account, key } = this.customer({ payer, agent });
    this.ensurePaid(account, key, call.model, amount);
    const lane = laneOf(key, call.model);
    const signed = lane.voucher?.voucher.amount ?? lane.settled;
    if (lane.amount + amount - signed > this.policy.credit) {
      throw new Refused('VoucherDue', `A voucher for ${lane.amount} planck is due before the next call`);
    }

    const receipt: Receipt = {
      payer,
      operator: this.address,
      channel: account.channel.channel,
      sequence: account.next,
      era: this.era,
      amount,
      units,
      ...call,
    };
    const leaf = receiptLeaf(this.view.genesis, receipt);
    account.next += 1n;
    account.unsettled += amount;
    key.unsettled += amount;
    this.unsettled += amount;
    lane.amount += amount;
    lane.units = addUnits(lane.units, units);
    lane.receipts.push(leaf);
    lane.leaves.push(leaf);
    return receipt;
  }

  /** Sign a receipt that `answer` gave. */
  sign(receipt: Receipt): SignedReceipt {
    return signReceipt(this.pair, this.view.genesis, receipt);
  }

  /** The voucher that is due for what was served, good until the end of era `expires`. */
  claim(customer: Customer, model: number, expires: number): Voucher {
    const { account, key } = this.customer(customer);
    const lane = laneOf(key, model);
    lane.claim = {
      payer: customer.payer,
      operator: this.address,
      channel: account.channel.channel,
      model,
      amount: lane.amount,
      units: lane.units,
      receiptsRoot: u8aToHex(lane.receipts.root()),
      splitVersion: this.splitVersion,
      expires,
    };
    return lane.claim;
  }

  /** Take a signed voucher instead of the one before it: the one that was claimed, and one that can be settled. */
  take(signed: SignedVoucher): void {
    const { voucher, agent } = signed;
    const { account, key } = this.customer({ payer: voucher.payer, agent });
    if (voucher.channel !== account.channel.channel || voucher.operator !== this.address) {
      throw new Refused('OtherChannel', `The voucher is not of channel ${account.channel.channel}`);
    }
    if (voucher.expires < this.era + this.policy.leastEras) {
      throw new Refused('Expired', `The voucher is good until era ${voucher.expires}, this is era ${this.era}`);
    }
    if (voucher.splitVersion !== this.splitVersion) {
      throw new Refused('SplitVersion', `Fee split ${this.splitVersion} is in force, not ${voucher.splitVersion}`);
    }
    const lane = laneOf(key, voucher.model);
    const before = lane.voucher?.voucher.amount ?? lane.settled;
    if (voucher.amount <= before) {
      throw new Refused('NothingNew', `The voucher is for ${voucher.amount} planck, there is one for ${before}`);
    }
    const { claim } = lane;
    if (
      claim === null ||
      claim.amount !== voucher.amount ||
      !sameUnits(claim.units, voucher.units) ||
      claim.receiptsRoot !== voucher.receiptsRoot
    ) {
      throw new Refused('NotAgreed', `The voucher is for ${voucher.amount} planck, claimed were ${claim?.amount ?? 0n}`);
    }
    if (!isVoucherSigned(this.view.genesis, signed)) {
      throw new Refused('WrongSignature', `The voucher is not signed by ${agent ?? voucher.payer}`);
    }
    lane.voucher = signed;
  }

  /**
   * All vouchers that something is due of, those of channels that close first. To be settled 256 at a time, by the operator
   * itself.
   */
  due(): SignedVoucher[] {
    const closing: SignedVoucher[] = [];
    const open: SignedVoucher[] = [];
    for (const { channel, keys } of this.accounts.values()) {
      for (const { lanes } of keys.values()) {
        for (const { voucher, settled } of lanes.values()) {
          if (voucher !== null && voucher.voucher.amount > settled) (channel.closes === null ? open : closing).push(voucher);
        }
      }
    }
    return [...closing, ...open];
  }

  /** The same, each accepted as signed by its key: for anybody to settle, who pays the fee then. */
  forKeeper(): SignedVoucher[] {
    return this.due().map((signed) => acceptVoucher(this.pair, this.view.genesis, signed));
  }

  /** Where the receipt number `index` of a key and model stands in the tree of its latest voucher. */
  proof(customer: Customer, model: number, index: number): Proof {
    const lane = laneOf(this.customer(customer).key, model);
    const count = Number(lane.voucher?.voucher.units.calls ?? 0n);
    return merkleProof(lane.leaves.slice(0, count), index);
  }

  /** To be called with every event of billing: a payer who wants to close is told of, so that it can be settled in time. */
  noteEvent(event: string, data: any): { payer: string; closes: number } | null {
    if (event !== 'CloseRequested' || String(data.operator) !== this.address) return null;
    const payer = String(data.payer);
    const account = this.accounts.get(payer);
    const closes: number = data.closes.toNumber();
    if (account !== undefined) account.channel = { ...account.channel, closes };
    return { payer, closes };
  }

  private customer({ payer, agent }: Customer): { account: Account; key: Key } {
    const account = this.accounts.get(payer);
    if (account === undefined) throw new Refused('UnknownChannel', `${payer} has no channel here`);
    const key = account.keys.get(agent ?? '');
    if (key === undefined) throw new Refused('AgentNotAuthorised', `${agent} is no agent of ${payer} here`);
    if (agent !== null) {
      if (key.authority?.channel !== account.channel.channel) {
        throw new Refused('AgentNotAuthorised', `${payer} has not authorised ${agent}`);
      }
      if (key.authority.expires < this.era) {
        throw new Refused('AgentExpired', `${agent} could spend until era ${key.authority.expires}`);
      }
    }
    return { account, key };
  }

  /** Whether `amount` more can be settled, now and for this key. */
  private ensurePaid({ channel, unsettled }: Account, key: Key, model: number, amount: bigint): void {
    const { authority } = key;
    if (channel.closes !== null && channel.closes <= this.era) {
      throw new Refused('ChannelClosing', `Anybody can close the channel since era ${channel.closes}`);
    }
    if (authority !== null && authority.models.length > 0 && !authority.models.includes(model)) {
      throw new Refused('ModelNotAllowed', `The agent may not use model ${model}`);
    }
    if (unsettled + amount > channel.balance) {
      throw new Refused('ChannelEmpty', `The channel has ${channel.balance - unsettled} planck left`);
    }
    if (authority !== null && key.unsettled + amount > authority.left) {
      throw new Refused('CapReached', `The agent has ${authority.left - key.unsettled} planck left in this era`);
    }
    if (this.unsettled + amount > this.coverage) {
      throw new Refused('NotCovered', `The stake covers ${this.coverage - this.unsettled} planck more in this era`);
    }
  }
}

function newKey(): Key {
  return { authority: null, lanes: new Map(), unsettled: 0n };
}

function laneOf(key: Key, model: number): Lane {
  let lane = key.lanes.get(model);
  if (lane === undefined) {
    const receipts = new GrowingTree();
    lane = { amount: 0n, units: NO_UNITS, receipts, leaves: [], claim: null, voucher: null, settled: 0n };
    key.lanes.set(model, lane);
  }
  return lane;
}

/** Take over what the chain says is settled. */
function note(key: Key, settled: SettledLane[]): void {
  for (const { model, amount } of settled) {
    const lane = laneOf(key, model);
    // Going on without what was served and numbered before would end in two receipts of one number.
    if (amount > lane.amount) throw new Error(`${amount} planck of model ${model} are settled, known are ${lane.amount}`);
    lane.settled = amount;
  }
  key.unsettled = total([...key.lanes.values()].map((lane) => lane.amount - lane.settled));
}

function total(amounts: bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

