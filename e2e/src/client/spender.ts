// SPDX-License-Identifier: Apache-2.0

// What payers and agents have in common: they check every receipt, add up what they have checked, and sign for that and
// nothing else. An operator's claim that is not exactly their own sum is refused.
//
// What a spender has agreed to is in memory here. Somebody who stops and starts again has to keep it: the chain knows
// only what was settled.

import type { KeyringPair } from '@polkadot/keyring/types';
import { u8aToHex } from '@polkadot/util';
import { GrowingTree } from './merkle.ts';
import { sameAccount, type Hex } from './scale.ts';
import {
  addUnits,
  isEquivocation,
  isReceiptSigned,
  NO_UNITS,
  priceOf,
  receiptLeaf,
  sameUnits,
  signVoucher,
  type Prices,
  type Receipt,
  type SignedReceipt,
  type SignedVoucher,
  type Units,
  type Voucher,
} from './vouchers.ts';

/** Why something is refused, by either side. */
export type Reason =
  | 'AgentExpired'
  | 'AgentNotAuthorised'
  | 'CapReached'
  | 'ChannelClosing'
  | 'ChannelEmpty'
  | 'Equivocation'
  | 'Expired'
  | 'ModelNotAllowed'
  | 'NotAgreed'
  | 'NotCovered'
  | 'NotOffered'
  | 'NothingNew'
  | 'OtherCall'
  | 'OtherChannel'
  | 'SplitVersion'
  | 'UnknownChannel'
  | 'VoucherDue'
  | 'WrongEra'
  | 'WrongPrice'
  | 'WrongSequence'
  | 'WrongSignature'
  | 'WrongUnits';

/** A receipt, a claim, a voucher or a request that is not accepted. Nothing has changed. */
export class Refused extends Error {
  constructor(
    readonly reason: Reason,
    message: string,
  ) {
    super(message);
  }
}

/** Two receipts that convict their operator: see `Billing.reportEquivocation`. */
export class Equivocation extends Refused {
  constructor(
    readonly first: SignedReceipt,
    readonly second: SignedReceipt,
  ) {
    super('Equivocation', `The operator signed two receipts of number ${first.receipt.sequence}`);
  }
}

/** What a spender and an operator agree on before the first call. */
export interface Terms {
  genesis: Uint8Array;
  payer: string;
  operator: string;
  channel: bigint;
  /** By model. */
  prices: Map<number, Prices>;
  splitVersion: number;
}

/** A call as whoever made it knows it. */
export interface Call {
  model: number;
  /** BLAKE2b-256 of what was sent, and of what came back. */
  request: Hex;
  response: Hex;
  /** Leaf hash of the receipt of the call that this one was made for. */
  parent: Hex | null;
}

/** What was used of one model. */
interface Lane {
  amount: bigint;
  units: Units;
  receipts: GrowingTree;
}

export class Spender {
  private readonly lanes = new Map<number, Lane>();
  /** The number of the last receipt. Other spenders of the channel have numbers in between. */
  private last = -1n;
  /** Receipts with a signature, by number. */
  private readonly signed = new Map<bigint, SignedReceipt>();

  constructor(
    readonly pair: KeyringPair,
    readonly terms: Terms,
  ) {}

  /**
   * Check the receipt of a call that was answered in `era`, and agree to pay for it. Receipts come in the order of their
   * numbers.
   */
  accept(receipt: Receipt, call: Call, era: number): void {
    const { genesis, payer, operator, channel, prices } = this.terms;
    if (receipt.channel !== channel || !sameAccount(receipt.payer, payer) || !sameAccount(receipt.operator, operator)) {
      throw new Refused('OtherChannel', `The receipt is not of channel ${channel} of ${payer} with ${operator}`);
    }
    if (
      receipt.model !== call.model ||
      receipt.request !== call.request ||
      receipt.response !== call.response ||
      receipt.parent !== call.parent
    ) {
      throw new Refused('OtherCall', `Receipt ${receipt.sequence} is not of the call that was made`);
    }
    if (receipt.sequence <= this.last) {
      throw new Refused('WrongSequence', `Receipt ${receipt.sequence} comes after receipt ${this.last}`);
    }
    // An era may end between the answer and this check. With one receipt of the right era two of one number can be
    // reported, whatever the other says; if both were dated away, then they could not be, or not for as long.
    if (receipt.era > era || receipt.era < era - 1) {
      throw new Refused('WrongEra', `Receipt ${receipt.sequence} is of era ${receipt.era}, this is era ${era}`);
    }
    if (receipt.units.calls !== 1n) {
      throw new Refused('WrongUnits', `Receipt ${receipt.sequence} is for ${receipt.units.calls} calls`);
    }
    const offered = prices.get(call.model);
    if (offered === undefined || receipt.amount !== priceOf(offered, receipt.units)) {
      throw new Refused('WrongPrice', `Receipt ${receipt.sequence} asks ${receipt.amount} planck, which was not offered`);
    }
    this.allow(receipt, era);

    const lane = this.lane(call.model);
    lane.amount += receipt.amount;
    lane.units = addUnits(lane.units, receipt.units);
    lane.receipts.push(receiptLeaf(genesis, receipt));
    this.last = receipt.sequence;
  }

  /** The same for a receipt with its operator's signature. */
  acceptSigned(signed: SignedReceipt, call: Call, era: number): void {
    const { receipt } = signed;
    if (!isReceiptSigned(this.terms.genesis, signed)) {
      throw new Refused('WrongSignature', `Receipt ${receipt.sequence} is not signed by its operator`);
    }
    const earlier = this.signed.get(receipt.sequence);
    if (earlier !== undefined && isEquivocation(this.terms.genesis, earlier, signed)) {
      throw new Equivocation(earlier, signed);
    }
    this.accept(receipt, call, era);
    this.signed.set(receipt.sequence, signed);
  }

  /** What has been agreed to of a model, as the voucher that says so. */
  agreed(model: number, expires: number): Voucher {
    const { payer, operator, channel, splitVersion } = this.terms;
    const { amount, units, receipts } = this.lane(model);
    const receiptsRoot = u8aToHex(receipts.root());
    return { payer, operator, channel, model, amount, units, receiptsRoot, splitVersion, expires };
  }

  /** Sign for all that has been agreed to of a model. */
  voucher(model: number, expires: number): SignedVoucher {
    return signVoucher(this.pair, this.terms.genesis, this.agreed(model, expires));
  }

  /** Sign the voucher that the operator claims, if it says what has been agreed to. `asWallet` signs like a wallet. */
  sign(claim: Voucher, asWallet = false): SignedVoucher {
    const own = this.agreed(claim.model, claim.expires);
    if (
      claim.channel !== own.channel ||
      !sameAccount(claim.payer, own.payer) ||
      !sameAccount(claim.operator, own.operator)
    ) {
      throw new Refused('OtherChannel', `The claim is not of channel ${own.channel}`);
    }
    if (claim.splitVersion !== own.splitVersion) {
      throw new Refused('SplitVersion', `The claim is under fee split ${claim.splitVersion}, agreed was ${own.splitVersion}`);
    }
    if (claim.amount !== own.amount || !sameUnits(claim.units, own.units) || claim.receiptsRoot !== own.receiptsRoot) {
      throw new Refused('NotAgreed', `Model ${claim.model}: ${claim.amount} planck are claimed, agreed are ${own.amount}`);
    }
    return signVoucher(this.pair, this.terms.genesis, claim, asWallet);
  }

  /** What an agent must look at beside; refuses or notes the receipt. */
  protected allow(_receipt: Receipt, _era: number): void {}

  private lane(model: number): Lane {
    let lane = this.lanes.get(model);
    if (lane === undefined) {
      lane = { amount: 0n, units: NO_UNITS, receipts: new GrowingTree() };
      this.lanes.set(model, lane);
    }
    return lane;
  }
}
