// SPDX-License-Identifier: Apache-2.0

// Channels, agents, offers and settlements on the chain: what payers, agents and operators read, and the calls they
// send. Every call is returned as a transaction, to be signed and sent by the account that pays its fee.

import type { ApiPromise } from '@polkadot/api';
import type { Option, Vec } from '@polkadot/types';
import type { EventRecord } from '@polkadot/types/interfaces';
import type { Codec } from '@polkadot/types/types';
import { constant, type Fields, type Int, runtimeApi, storage, type Transaction, transaction } from './api.ts';
import type {
    DecodedAgentInfo,
    DecodedChannelInfo,
    DecodedFeeSplit,
    DecodedOffer,
    DecodedSettled,
    DecodedSigners,
    DecodedUnits,
} from './decoded.ts';
import { MAX_VOUCHERS, type Prices, type SignedReceipt, type SignedVoucher, type Units } from './vouchers.ts';

/** Names a channel: a payer has at most one open channel with an operator. */
export interface ChannelKey {
    operator: string;
    payer: string;
}

/** The total that was settled for one model under one key since the channel was opened. */
export interface Settled {
    model: number;
    /** In planck. */
    amount: bigint;
    units: Units;
}

/** A channel as the chain has it. */
export interface ChannelInfo {
    /** The channel's number. A channel that is opened again has another number. */
    channel: bigint;
    /** The amount that the channel can still pay, in planck. */
    balance: bigint;
    /** The payer's deposit, in planck. */
    deposit: bigint;
    /**
     * The first era in which any account can close the channel, if the payer asked for that. It is later if settlements
     * were stopped since.
     */
    closes: number | null;
    /** The totals settled by vouchers that the payer signed. */
    settled: Settled[];
    /** The amount that the operator's stake still covers in this era, in planck. */
    coverage: bigint;
}

/** An agent's authorization in a channel, as the chain has it. */
export interface AgentInfo {
    channel: bigint;
    /** The number of the authorization, which the agent's vouchers name. */
    authorization: bigint;
    /** Whether the payer revoked it. Its vouchers are settled until it has expired. */
    revoked: boolean;
    /** The most that is settled in an era, in planck. */
    cap: bigint;
    /** The part of the cap that is left in this era, in planck. */
    left: bigint;
    /** The last era in which the agent's vouchers are settled. */
    expires: number;
    /** The models that the agent may use. Empty means any model. */
    models: number[];
    /** The totals settled by the agent's vouchers. */
    settled: Settled[];
}

/** The part of the chain that payers, agents and operators read. Implement it to test without a chain. */
export interface View {
    readonly genesis: Uint8Array;
    /** The era that the next block belongs to. */
    era(): Promise<number>;
    /** The version of the fee split in force. */
    splitVersion(): Promise<number>;
    /** The open channel of a payer with an operator. */
    channel(key: ChannelKey): Promise<ChannelInfo | null>;
    /** The authorization of `agent` in that channel. */
    agent(key: ChannelKey, agent: string): Promise<AgentInfo | null>;
    /** The prices that `operator` offers for `model`, or null without a valid offer. */
    prices(operator: string, model: number): Promise<Prices | null>;
    /** The account whose key signs the operator's receipts and acceptances: its own, unless it named another. */
    signer(operator: string): Promise<string>;
}

export class InferenceClient implements View {
    readonly genesis: Uint8Array;

    constructor(readonly api: ApiPromise) {
        this.genesis = api.genesisHash.toU8a();
    }

    async era(): Promise<number> {
        return (await this.ask<Int>('currentEra')).toNumber();
    }

    async splitVersion(): Promise<number> {
        return (await this.ask<DecodedFeeSplit>('feeSplit')).version.toNumber();
    }

    async channel(key: ChannelKey): Promise<ChannelInfo | null> {
        const found = await this.ask<Option<DecodedChannelInfo>>('channel', key);
        if (found.isNone) return null;
        const { channel, balance, deposit, closes, settled, coverage } = found.unwrap();
        return {
            channel: channel.toBigInt(),
            balance: balance.toBigInt(),
            deposit: deposit.toBigInt(),
            closes: closes.isNone ? null : closes.unwrap().toNumber(),
            settled: settledOf(settled),
            coverage: coverage.toBigInt(),
        };
    }

    async agent(key: ChannelKey, agent: string): Promise<AgentInfo | null> {
        const found = await this.ask<Option<DecodedAgentInfo>>('agent', key, agent);
        if (found.isNone) return null;
        const { channel, authorization, revoked, cap, left, expires, models, settled } = found.unwrap();
        return {
            channel: channel.toBigInt(),
            authorization: authorization.toBigInt(),
            revoked: revoked.isTrue,
            cap: cap.toBigInt(),
            left: left.toBigInt(),
            expires: expires.toNumber(),
            models: [...models].map((model) => model.toNumber()),
            settled: settledOf(settled),
        };
    }

    async prices(operator: string, model: number): Promise<Prices | null> {
        const found = await storage<Option<DecodedOffer>>(this.api, 'inference', 'offers', operator, model);
        if (found.isNone) return null;
        const { prices, validUntil } = found.unwrap();
        if (validUntil.toNumber() < (await this.era())) return null;
        return {
            perCall: prices.perCall.toBigInt(),
            perThousandInputTokens: prices.perThousandInputTokens.toBigInt(),
            perThousandOutputTokens: prices.perThousandOutputTokens.toBigInt(),
        };
    }

    async signer(operator: string): Promise<string> {
        const found = await storage<Option<DecodedSigners>>(this.api, 'operatorStaking', 'signersOf', operator);
        return found.isNone ? operator : found.unwrap().signer.toString();
    }

    /**
     * As a payer: opens a channel with `operator` and puts `amount` planck into it. At most `maxDeposit` planck are held,
     * which is the present deposit unless it is given.
     */
    openChannel(operator: string, amount: bigint, maxDeposit = this.deposit('channelDeposit')): Transaction {
        return this.call('openChannel', operator, amount, maxDeposit);
    }

    /** As a payer: adds `amount` planck to the channel with `operator`. */
    topUp(operator: string, amount: bigint): Transaction {
        return this.call('topUp', operator, amount);
    }

    /** As a payer: asks to close the channel. The operator can settle for some more eras. */
    requestClose(operator: string): Transaction {
        return this.call('requestClose', operator);
    }

    /** As the operator at any time, or as any account once the time to settle is over: closes a channel. */
    closeChannel(key: ChannelKey): Transaction {
        return this.call('closeChannel', key);
    }

    /**
     * As a payer: lets `agent` sign for up to `cap` planck per era, until the end of era `expires`. Rights that have not
     * ended are widened at once. At most `maxDeposit` planck are held, which is the present deposit unless it is given.
     */
    authorizeAgent(
        operator: string,
        agent: string,
        cap: bigint,
        expires: number,
        models: number[],
        maxDeposit = this.deposit('agentDeposit'),
    ): Transaction {
        return this.call('authorizeAgent', operator, agent, cap, expires, models, maxDeposit);
    }

    /** As a payer: ends an agent's authorization after as many eras as the operator has to settle. */
    revokeAgent(operator: string, agent: string): Transaction {
        return this.call('revokeAgent', operator, agent);
    }

    /**
     * As the payer, or as any account once the channel is closed: removes an agent whose time is over. The payer gets
     * the deposit back. Authorized again in the same channel, the key counts from zero.
     */
    removeAgent(key: ChannelKey, agent: string): Transaction {
        return this.call('removeAgent', key, agent);
    }

    /** Settles up to 256 vouchers: as their operator, or as any account if the operator accepted them. */
    settle(vouchers: SignedVoucher[]): Transaction {
        return this.call('settle', vouchers);
    }

    /** Settles any number of vouchers, 256 per transaction. */
    settleAll(vouchers: SignedVoucher[]): Transaction[] {
        const batches: Transaction[] = [];
        for (let from = 0; from < vouchers.length; from += MAX_VOUCHERS) {
            batches.push(this.settle(vouchers.slice(from, from + MAX_VOUCHERS)));
        }
        return batches;
    }

    /**
     * As any account: reports an operator that signed two different receipts of one number. At least one of them must
     * be dated in a recent era.
     */
    reportEquivocation(first: SignedReceipt, second: SignedReceipt): Transaction {
        return transaction(this.api, 'receipts', 'reportEquivocation', first, second);
    }

    /** Calls `told` with every event of the pallet from the next block on. Returns a function that stops it. */
    async watch(told: (event: string, data: Fields) => void): Promise<() => void> {
        const events = this.api.query.system?.events;
        if (events === undefined) throw new Error('The runtime has no events');
        const unsubscribe: unknown = await events((records: Codec) => {
            for (const { event } of records as Vec<EventRecord>) {
                if (event.section === 'inference') told(event.method, fieldsOf(event));
            }
        });
        return unsubscribe as () => void;
    }

    /** The present price of a record's storage, in planck. */
    private deposit(name: string): bigint {
        return constant(this.api, 'inference', name).toBigInt();
    }

    private call(name: string, ...args: unknown[]): Transaction {
        return transaction(this.api, 'inference', name, ...args);
    }

    private ask<T extends Codec>(method: string, ...args: unknown[]): Promise<T> {
        return runtimeApi<T>(this.api, 'openLedgerApi', method, ...args);
    }
}

/** The fields of an event by name, or by place if the event does not name them. */
export function fieldsOf(event: EventRecord['event']): Fields {
    const { names } = event.data;
    return Object.fromEntries([...event.data].map((value, index) => [names?.[index] ?? String(index), value]));
}

/** Work as plain integers. */
export function unitsOf({ calls, inputTokens, outputTokens }: DecodedUnits): Units {
    return {
        calls: calls.toBigInt(),
        inputTokens: inputTokens.toBigInt(),
        outputTokens: outputTokens.toBigInt(),
    };
}

function settledOf(settled: Iterable<DecodedSettled>): Settled[] {
    return [...settled].map(({ model, amount, units }) => ({
        model: model.toNumber(),
        amount: amount.toBigInt(),
        units: unitsOf(units),
    }));
}
