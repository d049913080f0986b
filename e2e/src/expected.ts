// SPDX-License-Identifier: Apache-2.0

// Everybody's earnings, computed from the transactions and never from the chain: a second implementation of
// docs/architecture.md, in exact integers. The demo and the tests compare the chain with it to the planck.

import { sum } from './format.ts';

export const ROLES = ['contributors', 'builders', 'operator', 'stakers', 'treasury', 'burn'] as const;
export type Role = (typeof ROLES)[number];
/** A number for each of the six roles: parts per million, or planck. */
export type ByRole = Record<Role, bigint>;

export const MILLION = 1_000_000n;
/** Revenue per share is kept in units of 2^-64 planck. */
const FRACTION_BITS = 64n;

/**
 * Divides a payment: each role gets the floor of the cumulative weight's part, less the parts of the roles before it.
 */
export function divide(amount: bigint, split: ByRole): ByRole {
    let cumulative = 0n;
    let given = 0n;
    const parts = {} as ByRole;
    for (const role of ROLES) {
        cumulative += split[role];
        const until = (amount * cumulative) / MILLION;
        parts[role] = until - given;
        given = until;
    }
    if (cumulative !== MILLION) throw new Error(`A split must sum to ${MILLION} parts per million, not ${cumulative}`);
    return parts;
}

/** The operator's part of its stakers' revenue, rounded down. */
export function commission(stakers: bigint, partsPerMillion: bigint): bigint {
    return (stakers * partsPerMillion) / MILLION;
}

/** The prices of an offer, in planck. */
export interface Prices {
    perCall: bigint;
    perThousandInputTokens: bigint;
    perThousandOutputTokens: bigint;
}

/** Executed work. */
export interface Units {
    calls: bigint;
    inputTokens: bigint;
    outputTokens: bigint;
}

/** The price of work, in planck. The part of each kind of token is rounded up. */
export function price(prices: Prices, units: Units): bigint {
    const tokens = (perThousand: bigint, count: bigint) => (perThousand * count + 999n) / 1_000n;
    return (
        prices.perCall * units.calls +
        tokens(prices.perThousandInputTokens, units.inputTokens) +
        tokens(prices.perThousandOutputTokens, units.outputTokens)
    );
}

/** The median of review scores. Of an even number of scores, it is the lower one of the two in the middle. */
export function median(scores: number[]): number {
    const sorted = [...scores].sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/**
 * The shares of an accepted contribution, items × score: the floor of `originalsPart` of it goes to the contributors of
 * its sources in equal parts, the rest to its own contributor.
 */
export function contributionShares(
    items: number,
    score: number,
    originalsPart: bigint,
    sources: number,
): { own: bigint; eachSource: bigint } {
    const whole = BigInt(items) * BigInt(score);
    if (sources === 0) return { own: whole, eachSource: 0n };
    const eachSource = (whole * originalsPart) / MILLION / BigInt(sources);
    return { own: whole - eachSource * BigInt(sources), eachSource };
}

/** A model's parents and data as they are declared, with ratios in parts per million. */
export interface Lineage {
    parents: { model: string; royalty: bigint; dataWeight: bigint }[];
    datanets: { datanet: string; weight: bigint }[];
    team: { member: string; share: bigint }[];
}

/** A pool's or an account's name, such as `datanet:0`, `data:1`, `builders:1`, `operator:Eve` and `account:Asha`. */
export type Name = string;

interface Position {
    shares: bigint;
    /** Shares that earn from the era after `pendingEra`. */
    pending: bigint;
    pendingEra: number;
    /** Revenue per share up to which this position has been credited. */
    checkpoint: bigint;
    owed: bigint;
    fraction: bigint;
}

interface Pool {
    /** Shares that earn. */
    shares: bigint;
    pending: bigint;
    pendingEra: number;
    perShare: bigint;
    /** The remainder of a division by the shares, carried into the next division. */
    carry: bigint;
    /** Revenue that waits for the first shares to earn. */
    waiting: bigint;
    positions: Map<Name, Position>;
}

/** The ledger of pools. */
export class Ledger {
    readonly pools = new Map<Name, Pool>();
    era: number;
    /** Paid out by claims, per account. */
    readonly claimed = new Map<Name, bigint>();
    /** The treasury's dues: its part of payments, and the parts of pools without holders. */
    treasury = 0n;
    commons = 0n;
    burned = 0n;
    /** The sum of all payments and grants. */
    received = 0n;

    constructor(era = 0) {
        this.era = era;
    }

    /** A copy of the ledger, to try out a payment. */
    copy(): Ledger {
        return Object.assign(new Ledger(), structuredClone({ ...this }));
    }

    /** Gives `holder` shares of `pool`. They earn from the next era on. */
    add(pool: Name, holder: Name, shares: bigint): void {
        const record = this.pool(pool);
        this.mature(record);
        const position = this.position(record, holder);
        this.settle(record, position);
        if (record.pending > 0n && record.pendingEra !== this.era) throw new Error('pending shares not taken in');
        record.pending += shares;
        record.pendingEra = this.era;
        position.pending += shares;
        position.pendingEra = this.era;
    }

    /** Removes all shares of `holder` in `pool`. It keeps the revenue that they had earned. */
    remove(pool: Name, holder: Name): void {
        const record = this.pool(pool);
        this.mature(record);
        const position = this.position(record, holder);
        this.settle(record, position);
        record.shares -= position.shares;
        record.pending -= position.pending;
        position.shares = 0n;
        position.pending = 0n;
        if (record.shares === 0n && record.pending === 0n) {
            this.commons += record.waiting;
            record.waiting = 0n;
        }
    }

    /**
     * Registers a model: shares of its data pool go by weights, those of its builders' pool by royalties and the team.
     */
    register(model: string, lineage: Lineage): void {
        for (const { datanet, weight } of lineage.datanets) this.add(`data:${model}`, `datanet:${datanet}`, weight);
        let left = MILLION;
        for (const { model: parent, royalty, dataWeight } of lineage.parents) {
            if (dataWeight > 0n) this.add(`data:${model}`, `data:${parent}`, dataWeight);
            if (royalty > 0n) this.add(`builders:${model}`, `builders:${parent}`, royalty * MILLION);
            left -= royalty;
        }
        for (const { member, share } of lineage.team) {
            if (share * left > 0n) this.add(`builders:${model}`, `account:${member}`, share * left);
        }
    }

    /** Makes a payment: every role's part goes to its pool, its account, or the dues. */
    pay(payment: { amount: bigint; split: ByRole; model: string; operator: string; commission: bigint }): ByRole {
        const parts = divide(payment.amount, payment.split);
        const toOperator = commission(parts.stakers, payment.commission);
        this.received += payment.amount;
        this.deposit(`data:${payment.model}`, parts.contributors);
        this.deposit(`builders:${payment.model}`, parts.builders);
        this.credit(`operator:${payment.operator}`, `account:${payment.operator}`, parts.operator + toOperator);
        this.deposit(`operator:${payment.operator}`, parts.stakers - toOperator);
        this.treasury += parts.treasury;
        this.burned += parts.burn;
        return parts;
    }

    /** Makes a grant, which is distributed like revenue. */
    fund(pool: Name, amount: bigint): void {
        this.received += amount;
        this.deposit(pool, amount);
    }

    /** Passes the revenue of `pool` on to the pools that hold shares of it. */
    flow(pool: Name): void {
        const record = this.pool(pool);
        this.mature(record);
        for (const [holder, position] of record.positions) {
            if (holder.startsWith('account:')) continue;
            this.settle(record, position);
            const { owed } = position;
            position.owed = 0n;
            if (owed > 0n) this.deposit(holder, owed);
        }
    }

    /** Flows every pool in the given order: later models first, so that all revenue arrives. */
    flowAll(pools: Name[]): void {
        for (const pool of pools) this.flow(pool);
    }

    /** The amount that a claim of `account` in `pool` would pay now. */
    claimable(pool: Name, account: Name): bigint {
        const record = this.pools.get(pool);
        const position = record?.positions.get(account);
        if (record === undefined || position === undefined) return 0n;
        this.mature(record);
        this.settle(record, position);
        return position.owed;
    }

    /** Pays `account` its revenue in `pool`. */
    claim(pool: Name, account: Name): bigint {
        const amount = this.claimable(pool, account);
        const position = this.pools.get(pool)?.positions.get(account);
        if (position !== undefined) position.owed = 0n;
        this.claimed.set(account, (this.claimed.get(account) ?? 0n) + amount);
        return amount;
    }

    /**
     * Projects how `amount` in `pool` would be divided, counting pending shares as earning and ignoring earlier
     * remainders. Each holder of a pool gets the floor of its part, and the rest is `carried:<pool>`. The latest model
     * comes first, so that each pool is divided once.
     */
    project(pool: Name, amount: bigint): Map<Name, bigint> {
        const lines = new Map<Name, bigint>();
        const put = (name: Name, part: bigint) => {
            if (part > 0n) lines.set(name, (lines.get(name) ?? 0n) + part);
        };
        const waiting = new Map<Name, bigint>([[pool, amount]]);
        while (waiting.size > 0) {
            const model = (name: Name) => Number(name.split(':')[1]);
            const latest = [...waiting.keys()].reduce((one, other) => (model(other) > model(one) ? other : one));
            const whole = waiting.get(latest) ?? 0n;
            waiting.delete(latest);
            const total = this.totalShares(latest);
            if (total === 0n) put('commons', whole);
            let rest = total === 0n ? 0n : whole;
            for (const holder of total === 0n ? [] : this.holders(latest)) {
                const part = (whole * this.sharesOf(latest, holder)) / total;
                rest -= part;
                if (/^(data|builders):/.test(holder)) waiting.set(holder, (waiting.get(holder) ?? 0n) + part);
                else if (holder.startsWith('datanet:') && this.totalShares(holder) === 0n) put('commons', part);
                else put(holder, part);
            }
            put(`carried:${latest}`, rest);
        }
        return lines;
    }

    /** The pools that owe revenue to `account` now. */
    creditors(account: Name): Name[] {
        return [...this.pools.keys()].filter((pool) => this.claimable(pool, account) > 0n);
    }

    /** Every holder that ever had a share of `pool`, or was owed revenue in it. */
    holders(pool: Name): Name[] {
        return [...(this.pools.get(pool)?.positions.keys() ?? [])];
    }

    /** The shares of `account` in `pool`, including pending ones. */
    sharesOf(pool: Name, account: Name): bigint {
        const position = this.pools.get(pool)?.positions.get(account);
        return position === undefined ? 0n : position.shares + position.pending;
    }

    /** All shares of `pool`, including pending ones. */
    totalShares(pool: Name): bigint {
        const record = this.pools.get(pool);
        return record === undefined ? 0n : record.shares + record.pending;
    }

    /** The unpaid debt of all pools: positions, fractions and carried remainders, in planck. */
    carried(): bigint {
        return this.received - this.treasury - this.commons - this.burned - sum(this.claimed.values());
    }

    private credit(pool: Name, holder: Name, amount: bigint): void {
        if (amount > 0n) this.position(this.pool(pool), holder).owed += amount;
    }

    private deposit(pool: Name, amount: bigint): void {
        if (amount === 0n) return;
        const record = this.pool(pool);
        this.mature(record);
        if (record.shares > 0n) {
            this.distribute(record, amount);
        } else if (record.pending > 0n) {
            record.waiting += amount;
        } else {
            this.commons += amount;
        }
    }

    /** Activates the shares that were added in an earlier era. They earn from here on. */
    private mature(record: Pool): void {
        if (record.pending === 0n || record.pendingEra >= this.era) return;
        // Their holders start from the present revenue per share: no revenue since they joined is theirs.
        for (const position of record.positions.values()) {
            if (position.pending === 0n) continue;
            this.settle(record, position);
            position.shares += position.pending;
            position.pending = 0n;
            position.checkpoint = record.perShare;
        }
        record.shares += record.pending;
        record.pending = 0n;
        this.distribute(record, record.waiting);
        record.waiting = 0n;
    }

    private distribute(record: Pool, amount: bigint): void {
        const dividend = (amount << FRACTION_BITS) + record.carry;
        record.perShare += dividend / record.shares;
        record.carry = dividend % record.shares;
    }

    private settle(record: Pool, position: Position): void {
        const earned = position.shares * (record.perShare - position.checkpoint) + position.fraction;
        position.owed += earned >> FRACTION_BITS;
        position.fraction = earned & ((1n << FRACTION_BITS) - 1n);
        position.checkpoint = record.perShare;
    }

    private pool(name: Name): Pool {
        let record = this.pools.get(name);
        if (record === undefined) {
            record = {
                shares: 0n,
                pending: 0n,
                pendingEra: 0,
                perShare: 0n,
                carry: 0n,
                waiting: 0n,
                positions: new Map(),
            };
            this.pools.set(name, record);
        }
        return record;
    }

    private position(record: Pool, holder: Name): Position {
        let position = record.positions.get(holder);
        if (position === undefined) {
            position = { shares: 0n, pending: 0n, pendingEra: 0, checkpoint: record.perShare, owed: 0n, fraction: 0n };
            record.positions.set(holder, position);
        }
        return position;
    }
}
