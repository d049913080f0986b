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
    /** The number of the agent's authorization that the voucher names. Absent, it is the latest. */
    authorization?: number;
    model: string;
    /** The most that the operator can take, since the channel was opened. */
    amount: bigint;
    units: Units;
    /** What the operator takes of it. Absent, it is all. */
    taken?: Settled;
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
    /** The number of the next authorization. */
    next: number;
}

interface Agent {
    /** Caps by the numbers of the authorizations. They share what is spent in an era. */
    caps: Map<number, bigint>;
    latest: number;
    revoked: boolean;
    spent: bigint;
    spentIn: number;
    settled: Map<string, Settled>;
}

/** The rules of the chain about fees, stake and counted work. */
export interface Rules {
    /** The planck of stake for each planck of fees at risk. */
    stakePerFee: bigint;
    /** The number of eras for which fees are at risk. */
    disputeEras: number;
    /** How many times the operator's own bond delegated stake counts at most. */
    delegationRatio: bigint;
    /** The part of the coverage not used by channels that payments without one use at most, in parts per million. */
    payCoverage: bigint;
    /** The planck that have to be paid for each call that counts. */
    minCallPrice: bigint;
}

const KINDS = ['calls', 'inputTokens', 'outputTokens'] as const;
const NO_UNITS: Units = { calls: 0n, inputTokens: 0n, outputTokens: 0n };

export class Escrow {
    /** Paid calls, of payers and of agents. */
    readonly calls = { payers: 0n, agents: 0n };
    private readonly channels = new Map<string, Channel>();
    /** Fees by operator and era, and those of them that were paid without a channel. */
    private readonly fees = new Map<string, Map<number, bigint>>();
    private readonly direct = new Map<string, Map<number, bigint>>();
    private readonly stakes = new Map<string, bigint>();

    constructor(private readonly rules: Rules) {}

    /** The sum of the channels' balances. */
    owed(): bigint {
        let owed = 0n;
        for (const { balance } of this.channels.values()) owed += balance;
        return owed;
    }

    open(payer: string, operator: string, amount: bigint): void {
        this.channels.set(`${payer} ${operator}`, {
            balance: amount,
            settled: new Map(),
            agents: new Map(),
            next: 0,
        });
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

    /**
     * Widens the rights of an agent, or gives it a new authorization after it was revoked. The key goes on from what was
     * settled. Returns the number of the authorization.
     */
    authorize(payer: string, operator: string, name: string, cap: bigint): number {
        const channel = this.channel(payer, operator);
        const agent = channel.agents.get(name) ?? {
            caps: new Map<number, bigint>(),
            latest: 0,
            revoked: true,
            spent: 0n,
            spentIn: 0,
            settled: new Map<string, Settled>(),
        };
        channel.agents.set(name, agent);
        if (agent.revoked) {
            agent.latest = channel.next;
            agent.revoked = false;
            channel.next += 1;
        }
        agent.caps.set(agent.latest, cap);
        return agent.latest;
    }

    /** Revokes the authorization of an agent. Its vouchers settle on, until it has expired. */
    revoke(payer: string, operator: string, name: string): void {
        this.agent(this.channel(payer, operator), name).revoked = true;
    }

    /** Sets the stake behind an operator, its own and that of its delegators, in planck. */
    stake(operator: string, own: bigint, delegated = 0n): void {
        this.stakes.set(operator, own + least(delegated, own * this.rules.delegationRatio));
    }

    /** The amount that the stake behind `operator` still covers in `era`. */
    coverage(operator: string, era: number): bigint {
        const atRisk = this.atRisk(this.fees, operator, era);
        const covered = (this.stakes.get(operator) ?? 0n) / this.rules.stakePerFee;
        return covered > atRisk ? covered - atRisk : 0n;
    }

    /** The amount of it that payments without a channel can use. */
    payCoverage(operator: string, era: number): bigint {
        const coverage = this.coverage(operator, era);
        const used = this.atRisk(this.direct, operator, era);
        const most = ((coverage + used) * this.rules.payCoverage) / 1_000_000n;
        return most > used ? least(most - used, coverage) : 0n;
    }

    /** Records a payment without a channel. */
    pay(operator: string, era: number, amount: bigint, units: Units): void {
        const most = this.payCoverage(operator, era);
        if (amount > most) throw new Error(`${operator} is covered for ${most} planck more without a channel`);
        charge(this.fees, operator, era, amount);
        charge(this.direct, operator, era, amount);
        this.calls.payers += this.paidFor(units, NO_UNITS, amount).calls;
    }

    /** The totals settled so far, by model. */
    settled(payer: string, operator: string, agent?: string): Map<string, Settled> {
        const channel = this.channel(payer, operator);
        return agent === undefined ? channel.settled : this.agent(channel, agent).settled;
    }

    /**
     * Settles what is taken of a valid voucher, as far as balance, cap and stake allow. Units then count in proportion, and
     * as far as they are paid for.
     */
    settle(claim: Claim, era: number): Settlement {
        const { payer, operator, agent: name, model } = claim;
        const { amount, units } = takenOf(claim);
        const channel = this.channel(payer, operator);
        const agent = name === undefined ? undefined : this.agent(channel, name);
        if (agent !== undefined && agent.spentIn !== era) {
            agent.spent = 0n;
            agent.spentIn = era;
        }
        const byModel = agent?.settled ?? channel.settled;
        const before = byModel.get(model) ?? { amount: 0n, units: NO_UNITS };
        const due = amount - before.amount;
        const limits: [NonNullable<Settlement['limit']>, bigint][] = [['Balance', channel.balance]];
        if (agent !== undefined) {
            const cap = agent.caps.get(claim.authorization ?? agent.latest);
            if (cap === undefined) throw new Error(`${name} never had authorization ${claim.authorization}`);
            limits.push(['Cap', cap > agent.spent ? cap - agent.spent : 0n]);
        }
        limits.push(['Coverage', this.coverage(operator, era)]);

        const settled: Settlement = { amount: due, units, left: 0n };
        for (const [limit, most] of limits) {
            if (settled.amount > most) Object.assign(settled, { amount: most, limit });
        }
        settled.left = due - settled.amount;
        const total = before.amount + settled.amount;
        const part = byKind((kind) => {
            const more = units[kind] > before.units[kind] ? units[kind] - before.units[kind] : 0n;
            return (more * settled.amount) / due;
        });
        settled.units = this.paidFor(part, before.units, total);
        byModel.set(model, { amount: total, units: byKind((kind) => before.units[kind] + settled.units[kind]) });
        channel.balance -= settled.amount;
        if (agent !== undefined) agent.spent += settled.amount;
        charge(this.fees, operator, era, settled.amount);
        this.calls[agent === undefined ? 'payers' : 'agents'] += settled.units.calls;
        return settled;
    }

    /** The work that counts after `before`, if `paid` planck were paid for both: a call costs something. */
    private paidFor(units: Units, before: Units, paid: bigint): Units {
        const most = { calls: paid / this.rules.minCallPrice, inputTokens: 1_000n * paid, outputTokens: 1_000n * paid };
        return byKind((kind) => least(units[kind], most[kind] > before[kind] ? most[kind] - before[kind] : 0n));
    }

    private atRisk(fees: Map<string, Map<number, bigint>>, operator: string, era: number): bigint {
        let atRisk = 0n;
        for (const [paidIn, amount] of fees.get(operator) ?? []) {
            if (paidIn + this.rules.disputeEras > era) atRisk += amount;
        }
        return atRisk;
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

/** What is taken of a voucher: no more than was signed. */
function takenOf({ amount, units, taken }: Claim): Settled {
    if (taken === undefined) return { amount, units };
    if (taken.amount > amount) throw new Error(`${taken.amount} planck are claimed, ${amount} were signed`);
    return { amount: taken.amount, units: byKind((kind) => least(taken.units[kind], units[kind])) };
}

function byKind(count: (kind: keyof Units) => bigint): Units {
    const [calls, inputTokens, outputTokens] = KINDS.map(count) as [bigint, bigint, bigint];
    return { calls, inputTokens, outputTokens };
}

function charge(by: Map<string, Map<number, bigint>>, operator: string, era: number, amount: bigint): void {
    const fees = by.get(operator) ?? new Map<number, bigint>();
    fees.set(era, (fees.get(era) ?? 0n) + amount);
    by.set(operator, fees);
}
