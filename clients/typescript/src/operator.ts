// SPDX-License-Identifier: Apache-2.0

// An operator: numbers and signs a receipt for each call, keeps the latest voucher of each channel, key and model, and
// settles them in batches.
//
// An operator works on credit. The units of a call, and so its price, are known only once the work is done, so `answer`
// is called after the work and before the response is sent. It refuses a call that would not be paid: by the channel's
// balance, the agent's cap and the operator's own stake, less the amounts not settled yet. It also refuses when a
// voucher is due. The operator then keeps the response back, and risks the work of that call. No voucher that it takes
// is worth less than it says.
//
// A voucher can be signed before the work, as a ceiling: then the operator claims what the work cost.
//
// A voucher settles if the operator submits it, or has accepted it: `forRelayer` is for another account to submit.
// Nothing else settles, so a payer cannot use up the channel with vouchers that the operator never asked for. The
// operator accepts only vouchers that it has taken.
//
// An operator that signs two different receipts of one number loses stake. So a real client must write the next number
// of each channel to disk before it signs a receipt. Here everything is kept in memory.

import type { KeyringPair } from '@polkadot/keyring/types';
import { u8aToHex } from '@polkadot/util';
import type { CloseRequested } from './decoded.ts';
import type { AgentInfo, ChannelInfo, ChannelKey, Settled, View } from './inference.ts';
import { GrowingTree, merkleProof, type Proof } from './merkle.ts';
import { type MadeCall, Refused } from './spender.ts';
import {
    acceptVoucher,
    accountOf,
    addUnits,
    claimed,
    isVoucherSigned,
    NO_UNITS,
    type Prices,
    priceOf,
    type Receipt,
    receiptLeaf,
    type SignedReceipt,
    type SignedVoucher,
    signReceipt,
    type Units,
    type Voucher,
    type VoucherAgent,
} from './vouchers.ts';

/** The other side of a call: a payer, or one of its agents. */
export interface Customer {
    payer: string;
    agent: string | null;
}

export interface Policy {
    /** By model. */
    prices: Map<number, Prices>;
    /** The most that a key may use of a model before a voucher for it is due, in planck. */
    credit: bigint;
    /** The number of eras that a voucher must still be valid for when the operator takes it. */
    leastEras: number;
}

/** The use of one model by one key. */
interface ModelUse {
    /** The amount served, in planck. */
    amount: bigint;
    units: Units;
    receipts: GrowingTree;
    /** The leaves of that tree, which prove single receipts. */
    leaves: Uint8Array[];
    /** The voucher that the key was asked for. */
    claim: Voucher | null;
    /** The latest voucher that the key signed. */
    voucher: SignedVoucher | null;
    /** The number of receipts in that voucher's tree. A voucher can be for more calls than were made. */
    proven: number;
    /** The part of the amount that is settled. */
    settled: bigint;
}

/** The authorization of one key, and its use. */
interface Key {
    /** Null for the payer's own key. */
    authorization: AgentInfo | null;
    uses: Map<number, ModelUse>;
    /** The amount served since the settlement that `authorization.left` belongs to, in planck. */
    unsettled: bigint;
}

interface Account {
    channel: ChannelInfo;
    /** The number of the next receipt. */
    next: bigint;
    /** By agent; the payer's own key is under ''. */
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

    /**
     * `pair` signs receipts and acceptances. It is the operator's own key, unless the operator named another signer with
     * `operatorStaking.setSigner`: then `address` is the account that owns the bond.
     */
    constructor(
        private readonly view: View,
        readonly pair: KeyringPair,
        readonly policy: Policy,
        address: string = accountOf(pair),
    ) {
        this.address = address;
    }

    /** Starts to serve a channel of `payer`, and agents of it. */
    async admit(payer: string, agents: string[] = []): Promise<void> {
        const channel = await this.view.channel(this.key(payer));
        if (channel === null) throw new Refused('ChannelNotFound', `${payer} has no channel with ${this.address}`);
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

    /** Reads these channels, or all of them, from the chain again. Call it at each new era and after a settlement. */
    async refresh(payers: string[] = [...this.accounts.keys()]): Promise<void> {
        [this.era, this.splitVersion] = await Promise.all([this.view.era(), this.view.splitVersion()]);
        for (const payer of payers) {
            const account = this.accounts.get(payer);
            const channel = await this.view.channel(this.key(payer));
            if (account === undefined || channel === null || channel.channel !== account.channel.channel) {
                this.accounts.delete(payer);
                continue;
            }
            account.channel = channel;
            this.coverage = channel.coverage;
            for (const [agent, key] of account.keys) {
                if (agent === '') {
                    record(key, channel.settled);
                    continue;
                }
                key.authorization = await this.view.agent(this.key(payer), agent);
                if (key.authorization?.channel === channel.channel) record(key, key.authorization.settled);
            }
            account.unsettled = total([...account.keys.values()].map(({ unsettled }) => unsettled));
        }
        this.unsettled = total([...this.accounts.values()].map(({ unsettled }) => unsettled));
    }

    /**
     * Returns the receipt of a call that took these units. Call it once the work is done, when the units are known. It
     * refuses a call that would not be paid: then do not send the response.
     */
    answer({ payer, agent }: Customer, call: MadeCall, units: Units): Receipt {
        const prices = this.policy.prices.get(call.model);
        if (prices === undefined) throw new Refused('NotOffered', `Model ${call.model} is not offered`);
        const amount = priceOf(prices, units);
        const { account, key } = this.customer({ payer, agent });
        this.ensurePaid(account, key, call.model, amount);
        const use = useOf(key, call.model);
        const signed = use.voucher?.voucher.amount ?? use.settled;
        if (use.amount + amount - signed > this.policy.credit) {
            throw new Refused('VoucherDue', `A voucher for ${use.amount} planck is due before the next call`);
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
        use.amount += amount;
        use.units = addUnits(use.units, units);
        use.receipts.push(leaf);
        use.leaves.push(leaf);
        return receipt;
    }

    /** Signs a receipt that `answer` returned. */
    sign(receipt: Receipt): SignedReceipt {
        return signReceipt(this.pair, this.view.genesis, receipt);
    }

    /** The voucher that is due for the calls served so far, valid until the end of era `expires`. */
    claim(customer: Customer, model: number, expires: number): Voucher {
        const { account, key } = this.customer(customer);
        const use = useOf(key, model);
        use.claim = {
            payer: customer.payer,
            operator: this.address,
            channel: account.channel.channel,
            agent: customer.agent === null ? null : namedAgent(customer.agent, key),
            model,
            amount: use.amount,
            units: use.units,
            receiptsRoot: u8aToHex(use.receipts.root()),
            splitVersion: this.splitVersion,
            expires,
        };
        return use.claim;
    }

    /**
     * Takes a signed voucher in place of the one before it. It must be for what was claimed or more, and one that can
     * settle.
     *
     * It must also name the fee split in force. The chain is more lenient: it settles vouchers of an earlier fee split
     * until the grace period ends. Settle the vouchers taken before a change within that period.
     */
    take(signed: SignedVoucher): void {
        const { voucher } = signed;
        const agent = voucher.agent?.account ?? null;
        const { account, key } = this.customer({ payer: voucher.payer, agent });
        if (voucher.agent && voucher.agent.authorization !== key.authorization?.authorization) {
            throw new Refused('AgentNotAuthorized', `${agent} has another authorization by now`);
        }
        if (voucher.channel !== account.channel.channel || voucher.operator !== this.address) {
            throw new Refused('OtherChannel', `The voucher is not of channel ${account.channel.channel}`);
        }
        if (voucher.expires < this.era + this.policy.leastEras) {
            throw new Refused('Expired', `The voucher is valid until era ${voucher.expires}, this is era ${this.era}`);
        }
        if (voucher.splitVersion !== this.splitVersion) {
            throw new Refused(
                'SplitVersion',
                `Fee split ${this.splitVersion} is in force, not ${voucher.splitVersion}`,
            );
        }
        const use = useOf(key, voucher.model);
        const before = use.voucher?.voucher.amount ?? use.settled;
        if (voucher.amount <= before) {
            throw new Refused('NothingNew', `The voucher is for ${voucher.amount} planck, there is one for ${before}`);
        }
        const { claim } = use;
        if (
            claim === null ||
            claim.amount > voucher.amount ||
            !covers(voucher.units, claim.units) ||
            claim.receiptsRoot !== voucher.receiptsRoot
        ) {
            throw new Refused(
                'NotAgreed',
                `The voucher is for ${voucher.amount} planck, claimed were ${claim?.amount ?? 0n}`,
            );
        }
        if (!isVoucherSigned(this.view.genesis, signed)) {
            throw new Refused('WrongSignature', `The voucher is not signed by ${agent ?? voucher.payer}`);
        }
        // What the operator takes is decided when it settles.
        use.voucher = { voucher, signature: signed.signature };
        use.proven = Number(claim.units.calls);
    }

    /**
     * All vouchers that are not settled in full. Those of channels that are closing come first. The operator submits
     * them itself, 256 per transaction.
     */
    due(): SignedVoucher[] {
        const closing: SignedVoucher[] = [];
        const open: SignedVoucher[] = [];
        for (const { channel, keys } of this.accounts.values()) {
            for (const { uses } of keys.values()) {
                for (const { amount, units, voucher, settled } of uses.values()) {
                    if (voucher === null) continue;
                    // Of a ceiling, only what was served.
                    const due = amount < voucher.voucher.amount ? { ...voucher, claim: { amount, units } } : voucher;
                    if (claimed(due).amount <= settled) continue;
                    (channel.closes === null ? open : closing).push(due);
                }
            }
        }
        return [...closing, ...open];
    }

    /** The same vouchers, each accepted as signed by its key. Any account can settle them and pays the fee. */
    forRelayer(): SignedVoucher[] {
        return this.due().map((signed) => acceptVoucher(this.pair, this.view.genesis, signed));
    }

    /** The proof that receipt number `index` of a key and model is in the tree of its latest voucher. */
    proof(customer: Customer, model: number, index: number): Proof {
        const use = useOf(this.customer(customer).key, model);
        return merkleProof(use.leaves.slice(0, use.proven), index);
    }

    /**
     * Handles an event from `InferenceClient.watch`. Returns the payer that asks to close a channel with this operator,
     * so that the operator can settle in time.
     */
    noteEvent(event: string, data: object): { payer: string; closes: number } | null {
        if (event !== 'CloseRequested') return null;
        const requested = data as CloseRequested;
        if (requested.operator.toString() !== this.address) return null;
        const payer = requested.payer.toString();
        const account = this.accounts.get(payer);
        const closes = requested.closes.toNumber();
        if (account !== undefined) account.channel = { ...account.channel, closes };
        return { payer, closes };
    }

    private key(payer: string): ChannelKey {
        return { operator: this.address, payer };
    }

    private customer({ payer, agent }: Customer): { account: Account; key: Key } {
        const account = this.accounts.get(payer);
        if (account === undefined) throw new Refused('ChannelNotFound', `${payer} has no channel here`);
        const key = account.keys.get(agent ?? '');
        if (key === undefined) throw new Refused('AgentNotAuthorized', `${agent} is no agent of ${payer} here`);
        if (agent !== null) {
            if (key.authorization?.channel !== account.channel.channel) {
                throw new Refused('AgentNotAuthorized', `${payer} has not authorized ${agent}`);
            }
            if (key.authorization.expires < this.era) {
                throw new Refused('AgentExpired', `${agent} could spend until era ${key.authorization.expires}`);
            }
        }
        return { account, key };
    }

    /** Refuses unless `amount` more can be settled for this key, now. */
    private ensurePaid({ channel, unsettled }: Account, key: Key, model: number, amount: bigint): void {
        const { authorization } = key;
        if (channel.closes !== null && channel.closes <= this.era) {
            throw new Refused('ChannelClosing', `Any account can close the channel since era ${channel.closes}`);
        }
        if (authorization !== null && authorization.models.length > 0 && !authorization.models.includes(model)) {
            throw new Refused('ModelNotAllowed', `The agent may not use model ${model}`);
        }
        if (unsettled + amount > channel.balance) {
            throw new Refused('ChannelEmpty', `The channel has ${channel.balance - unsettled} planck left`);
        }
        if (authorization !== null && key.unsettled + amount > authorization.left) {
            throw new Refused(
                'CapReached',
                `The agent has ${authorization.left - key.unsettled} planck left in this era`,
            );
        }
        if (this.unsettled + amount > this.coverage) {
            throw new Refused(
                'NotCovered',
                `The stake covers ${this.coverage - this.unsettled} planck more in this era`,
            );
        }
    }
}

/** An agent as its vouchers name it. */
function namedAgent(account: string, key: Key): VoucherAgent {
    if (key.authorization === null) throw new Refused('AgentNotAuthorized', `${account} is not authorized`);
    return { account, authorization: key.authorization.authorization };
}

/** Whether no kind of `units` is below that of `least`. */
function covers(units: Units, least: Units): boolean {
    return (
        units.calls >= least.calls && units.inputTokens >= least.inputTokens && units.outputTokens >= least.outputTokens
    );
}

function newKey(): Key {
    return { authorization: null, uses: new Map(), unsettled: 0n };
}

function useOf(key: Key, model: number): ModelUse {
    let use = key.uses.get(model);
    if (use === undefined) {
        const receipts = new GrowingTree();
        use = { amount: 0n, units: NO_UNITS, receipts, leaves: [], claim: null, voucher: null, proven: 0, settled: 0n };
        key.uses.set(model, use);
    }
    return use;
}

/** Records the totals that the chain has settled for a key. */
function record(key: Key, settled: Settled[]): void {
    for (const { model, amount } of settled) {
        const use = useOf(key, model);
        // An operator that forgot earlier calls would sign two receipts of one number.
        if (amount > use.amount)
            throw new Error(`${amount} planck of model ${model} are settled, known are ${use.amount}`);
        use.settled = amount;
    }
    key.unsettled = total([...key.uses.values()].map((use) => use.amount - use.settled));
}

function total(amounts: bigint[]): bigint {
    return amounts.reduce((sum, amount) => sum + amount, 0n);
}
