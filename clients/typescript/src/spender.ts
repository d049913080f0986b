// SPDX-License-Identifier: Apache-2.0

// The common part of payers and agents: they check every receipt, add up the receipts that they accept, and sign for
// that sum and nothing else. They refuse an operator's claim that is not exactly their own sum.
//
// The sum is kept in memory here. A real client must store it: the chain knows only the settled part.

import type { KeyringPair } from '@polkadot/keyring/types';
import { u8aToHex } from '@polkadot/util';
import { GrowingTree } from './merkle.ts';
import { type Hex, sameAccount } from './scale.ts';
import {
    addUnits,
    isEquivocation,
    isReceiptSigned,
    NO_UNITS,
    type Prices,
    priceOf,
    type Receipt,
    receiptLeaf,
    type SignedReceipt,
    type SignedVoucher,
    sameUnits,
    signVoucher,
    type Units,
    type Voucher,
} from './vouchers.ts';

/** The reasons for which either side refuses something. */
export type Reason =
    | 'AgentExpired'
    | 'AgentNotAuthorized'
    | 'CapReached'
    | 'ChannelClosing'
    | 'ChannelEmpty'
    | 'ChannelNotFound'
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
    | 'VoucherDue'
    | 'WrongEra'
    | 'WrongPrice'
    | 'WrongSequence'
    | 'WrongSignature'
    | 'WrongUnits';

/** Thrown when a receipt, a claim, a voucher or a request is refused. Nothing has changed. */
export class Refused extends Error {
    constructor(
        readonly reason: Reason,
        message: string,
    ) {
        super(message);
    }
}

/** Thrown with two receipts that convict their operator: see `InferenceClient.reportEquivocation`. */
export class Equivocation extends Refused {
    constructor(
        readonly first: SignedReceipt,
        readonly second: SignedReceipt,
    ) {
        super('Equivocation', `The operator signed two receipts of number ${first.receipt.sequence}`);
    }
}

/** The terms that a spender and an operator agree on before the first call. */
export interface Terms {
    genesis: Uint8Array;
    payer: string;
    operator: string;
    /** The account whose key signs the operator's receipts. Without another, the operator's own. */
    signer?: string;
    channel: bigint;
    /** By model. */
    prices: Map<number, Prices>;
    splitVersion: number;
}

/** A call as the spender that made it knows it. */
export interface MadeCall {
    model: number;
    /** BLAKE2b-256 of the request. */
    request: Hex;
    /** BLAKE2b-256 of the response. */
    response: Hex;
    /** Leaf hash of the receipt of the call that this call was made for, or null. */
    parent: Hex | null;
}

/** The accepted use of one model. */
interface ModelUse {
    amount: bigint;
    units: Units;
    receipts: GrowingTree;
}

export class Spender {
    private readonly uses = new Map<number, ModelUse>();
    /** The number of the last receipt. Other spenders of the channel have the numbers in between. */
    private last = -1n;
    /** Receipts with a signature, by number. */
    private readonly signed = new Map<bigint, SignedReceipt>();

    constructor(
        readonly pair: KeyringPair,
        readonly terms: Terms,
    ) {}

    /**
     * Checks the receipt of a call that was answered in `era`, and agrees to pay for it. Receipts must come in the
     * order of their numbers.
     */
    accept(receipt: Receipt, call: MadeCall, era: number): void {
        const { genesis, payer, operator, channel, prices } = this.terms;
        if (
            receipt.channel !== channel ||
            !sameAccount(receipt.payer, payer) ||
            !sameAccount(receipt.operator, operator)
        ) {
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
        // An era may end between the answer and this check. Two receipts of one number can be reported if at least one
        // has the right era. An operator that could date both elsewhere could escape.
        if (receipt.era > era || receipt.era < era - 1) {
            throw new Refused('WrongEra', `Receipt ${receipt.sequence} is of era ${receipt.era}, this is era ${era}`);
        }
        if (receipt.units.calls !== 1n) {
            throw new Refused('WrongUnits', `Receipt ${receipt.sequence} is for ${receipt.units.calls} calls`);
        }
        const offered = prices.get(call.model);
        if (offered === undefined || receipt.amount !== priceOf(offered, receipt.units)) {
            throw new Refused(
                'WrongPrice',
                `Receipt ${receipt.sequence} asks ${receipt.amount} planck, which was not offered`,
            );
        }
        this.allow(receipt, era);

        const use = this.use(call.model);
        use.amount += receipt.amount;
        use.units = addUnits(use.units, receipt.units);
        use.receipts.push(receiptLeaf(genesis, receipt));
        this.last = receipt.sequence;
    }

    /**
     * Does the same for a receipt with its operator's signature. Throws `Equivocation` at a second receipt of one
     * number.
     */
    acceptSigned(signed: SignedReceipt, call: MadeCall, era: number): void {
        const { receipt } = signed;
        const { genesis, operator, signer = operator } = this.terms;
        if (!isReceiptSigned(genesis, signed, signer)) {
            throw new Refused('WrongSignature', `Receipt ${receipt.sequence} is not signed by its operator`);
        }
        const earlier = this.signed.get(receipt.sequence);
        if (earlier !== undefined && isEquivocation(genesis, earlier, signed, signer)) {
            throw new Equivocation(earlier, signed);
        }
        this.accept(receipt, call, era);
        this.signed.set(receipt.sequence, signed);
    }

    /** The voucher for everything agreed to so far for a model. */
    agreed(model: number, expires: number): Voucher {
        const { payer, operator, channel, splitVersion } = this.terms;
        const { amount, units, receipts } = this.use(model);
        const receiptsRoot = u8aToHex(receipts.root());
        return { payer, operator, channel, model, amount, units, receiptsRoot, splitVersion, expires };
    }

    /** Signs for everything agreed to so far for a model. */
    voucher(model: number, expires: number): SignedVoucher {
        return signVoucher(this.pair, this.terms.genesis, this.agreed(model, expires));
    }

    /** Signs the operator's claim if it is exactly what was agreed to. `asWallet` signs as a browser wallet does. */
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
            throw new Refused(
                'SplitVersion',
                `The claim is under fee split ${claim.splitVersion}, agreed was ${own.splitVersion}`,
            );
        }
        if (
            claim.amount !== own.amount ||
            !sameUnits(claim.units, own.units) ||
            claim.receiptsRoot !== own.receiptsRoot
        ) {
            throw new Refused(
                'NotAgreed',
                `Model ${claim.model}: ${claim.amount} planck are claimed, agreed are ${own.amount}`,
            );
        }
        return signVoucher(this.pair, this.terms.genesis, claim, asWallet);
    }

    /** Further checks of an agent: refuses the receipt or records it. */
    protected allow(_receipt: Receipt, _era: number): void {}

    private use(model: number): ModelUse {
        let use = this.uses.get(model);
        if (use === undefined) {
            use = { amount: 0n, units: NO_UNITS, receipts: new GrowingTree() };
            this.uses.set(model, use);
        }
        return use;
    }
}
