// SPDX-License-Identifier: Apache-2.0

// The result of every voucher, computed from the signed vouchers and never from the chain: a second implementation of
// the channels of docs/architecture.md, next to that of the ledger in expected.ts.

import type { Units } from './expected.ts';
import { least } from './format.ts';

/** The total that was settled for one model under one key. */
export interface Settled {
    amount: bigint;
    units: Units;
}

/** The fields of a voucher that count. */
export interface Claim {
    payer: string;
    operator: string;
    /** Absent if the payer signed. */
    agent?: string;
    model: string;
    amount: bigint;
    units: Units;
}

/** The result of a voucher. */
export interface Settlement {
    amount: bigint;
    units: Units;
    /** The amount of the voucher that is still due. */
    left: bigint;
    /** The limit that kept it back, if one did. */
    limit?: 'Balance' | 'Cap' | 'Coverage';
}

interface Channel {
    balance: bigint;
    settled: Map<string, Settled>;
    agents: Map<string, Agent>;
}

interface Agent {
    cap: bigint;
    spent: bigint;
    spentIn: number;
    settled: Map<string, Settled>;
}

/**
 * The planck of stake for each planck of fees at risk, the number of eras for which fees are at risk, and how many times
 * the operator's own bond delegated stake counts at most.
 */
export interface Risk {
    stakePerFee: bigint;
    disputeEras: number;
    delegationRatio: bigint;
}

export class Escrow {
    /** Paid calls, of payers and of agents. */
    readonly calls = { payers: 0n, agents: 0n };
    private readonly channels = new Map<string, Channel>();
    /** Fees by operator and era. */
    private readonly fees = new Map<string, Map<number, bigint>>();
    private readonly stakes = new Map<string, bigint>();

    constructor(private readonly risk: Risk) {}

    /** The sum of the channels' balances. */
    owed(): bigint {
        let owed = 0n;
        for (const { balance } of this.channels.values()) owed += balance;
        return owed;
    }

    open(payer: string, operator: string, amount: bigint): void {
        this.channels.set(`${payer} ${operator}`, { balance: amount, settled: new Map(), agents: new Map() });
    }

    topUp(payer: string, operator: string, amount: bigint): void {
        this.channel(payer, operator).balance += amount;
    }

    /** Returns the amount that goes back to the payer. */
    close(payer: string, operator: string): bigint {
        const { balance } = this.channel(payer, operator);
        this.channels.delete(`${payer} ${operator}`);
        return balance;
    }

    balance(payer: string, operator: string): bigint {
        return this.channel(payer, operator).balance;
    }

    authorize(payer: string, operator: string, agent: string, cap: bigint): void {
        this.channel(payer, operator).agents.set(agent, { cap, spent: 0n, spentIn: 0, settled: new Map() });
    }

    /** Sets the stake behind an operator, its own and that of its delegators, in planck. */
    stake(operator: string, own: bigint, delegated = 0n): void {
        this.stakes.set(operator, own + least(delegated, own * this.risk.delegationRatio));
    }

    /** The amount that the stake behind `operator` still covers in `era`. */
    coverage(operator: string, era: number): bigint {
        let atRisk = 0n;
        for (const [paidIn, amount] of this.fees.get(operator) ?? []) {
            if (paidIn + this.risk.disputeEras > era) atRisk += amount;
        }
        const covered = (this.stakes.get(operator) ?? 0n) / this.risk.stakePerFee;
        return covered > atRisk ? covered - atRisk : 0n;
    }

    /** Records a payment without a channel. */
    pay(operator: string, era: number, amount: bigint, units: Units): void {
        this.charge(operator, era, amount);
        this.calls.payers += units.calls;
    }

    /** The totals settled so far, by model. */
    settled(payer: string, operator: string, agent?: string): Map<string, Settled> {
        const channel = this.channel(payer, operator);
        return agent === undefined ? channel.settled : this.agent(channel, agent).settled;
    }

    /** Settles a valid voucher as far as balance, cap and stake allow. Units then count in proportion. */
    settle({ payer, operator, agent: name, model, amount, units }: Claim, era: number): Settlement {
        const channel = this.channel(payer, operator);
        const agent = name === undefined ? undefined : this.agent(channel, name);
        if (agent !== undefined && agent.spentIn !== era) {
            agent.spent = 0n;
            agent.spentIn = era;
        }
        const byModel = agent?.settled ?? channel.settled;
        const before = byModel.get(model) ?? { amount: 0n, units: { calls: 0n, inputTokens: 0n, outputTokens: 0n } };
        const due = amount - before.amount;
        const limits: [NonNullable<Settlement['limit']>, bigint][] = [['Balance', channel.balance]];
        if (agent !== undefined) limits.push(['Cap', agent.cap - agent.spent]);
        limits.push(['Coverage', this.coverage(operator, era)]);

        const settled: Settlement = { amount: due, units, left: 0n };
        for (const [limit, most] of limits) {
            if (settled.amount > most) Object.assign(settled, { amount: most, limit });
        }
        settled.left = due - settled.amount;
        const part = (kind: keyof Units) => ((units[kind] - before.units[kind]) * settled.amount) / due;
        settled.units = { calls: part('calls'), inputTokens: part('inputTokens'), outputTokens: part('outputTokens') };

        byModel.set(model, {
            amount: before.amount + settled.amount,
            units: {
                calls: before.units.calls + settled.units.calls,
                inputTokens: before.units.inputTokens + settled.units.inputTokens,
                outputTokens: before.units.outputTokens + settled.units.outputTokens,
            },
        });
        channel.balance -= settled.amount;
        if (agent !== undefined) agent.spent += settled.amount;
        this.charge(operator, era, settled.amount);
        this.calls[agent === undefined ? 'payers' : 'agents'] += settled.units.calls;
        return settled;
    }

    private charge(operator: string, era: number, amount: bigint): void {
        const fees = this.fees.get(operator) ?? new Map<number, bigint>();
        fees.set(era, (fees.get(era) ?? 0n) + amount);
        this.fees.set(operator, fees);
    }

    private channel(payer: string, operator: string): Channel {
        const channel = this.channels.get(`${payer} ${operator}`);
        if (channel === undefined) throw new Error(`${payer} has no channel with ${operator}`);
        return channel;
    }

    private agent(channel: Channel, name: string): Agent {
        const agent = channel.agents.get(name);
        if (agent === undefined) throw new Error(`${name} is not an agent of the channel`);
        return agent;
    }
}
