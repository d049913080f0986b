// SPDX-License-Identifier: Apache-2.0

// Everybody's earnings, computed from the transactions and never from the chain: a second implementation of
// docs/architecture.md, in exact integers. The demo and the tests compare the chain with it to the planck.

import { least, sum } from './format.ts';

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

/**
 * The part of a contribution's deposit that a rejection takes, in planck. Only a majority of bad scores takes anything,
 * and the part `kept` stays with the record.
 */
export function rejectionLoss(
    deposit: bigint,
    kept: bigint,
    penalty: bigint,
    scores: number[],
    minScore: number,
): bigint {
    const bad = scores.filter((score) => score < minScore || score === 0).length;
    if (2 * bad <= scores.length) return 0n;
    return least((deposit * penalty) / MILLION, deposit - kept);
}

/** A model's parents and data as they are declared, with ratios in parts per million. */
export interface Lineage {
    /** `data` is the part of the model's data pool that goes to the parent's data pool. */
    parents: { model: string; royalty: bigint; data: bigint }[];
    /** The datanets share the rest of the data pool by their weights. */
    datanets: { datanet: string; weight: bigint }[];
    team: { member: string; share: bigint }[];
}

/** A pool's or an account's name, such as `datanet:0`, `data:1`, `builders:1`, `operator:Eve` and `account:Asha`. */
export type Name = string;

/** The shares of a position that joined in one era. */
interface Cohort {
    shares: bigint;
    /** The earnings of one share of the cohort up to which these shares have been credited. */
    checkpoint: bigint;
}

interface Position {
    /** The shares by the era in which they joined. */
    cohorts: Map<number, Cohort>;
    owed: bigint;
    fraction: bigint;
}

interface Pool {
    /** The earnings of one share, since the beginning, by the era in which it joined. */
    earned: Map<number, bigint>;
    /** The number of shares by the era in which they joined. */
    shares: Map<number, bigint>;
    /** The remainder of a division by the shares, carried into the next division. */
    carry: bigint;
    positions: Map<Name, Position>;
}

/**
 * The ledger of pools. Revenue goes down the lineage at once, with the era in which it was paid. The chain takes more
 * time for that, with the same sums.
 */
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
    /** The sum of all that flowed from one pool to another, by `<from> <to>`. */
    readonly flowed = new Map<string, bigint>();

    constructor(era = 0) {
        this.era = era;
    }

    /** A copy of the ledger, to try out a payment. */
    copy(): Ledger {
        return Object.assign(new Ledger(), structuredClone({ ...this }));
    }

    /** Gives `holder` shares of `pool`. They earn from the next era on. */
    add(pool: Name, holder: Name, shares: bigint): void {
        if (shares === 0n) return;
        const record = this.pool(pool);
        const position = this.position(record, holder);
        this.settle(record, position);
        const cohort = position.cohorts.get(this.era);
        if (cohort === undefined) {
            position.cohorts.set(this.era, { shares, checkpoint: record.earned.get(this.era) ?? 0n });
        } else {
            cohort.shares += shares;
        }
        record.shares.set(this.era, (record.shares.get(this.era) ?? 0n) + shares);
    }

    /** Removes all shares of `holder` in `pool`. It keeps the revenue that they had earned. */
    remove(pool: Name, holder: Name): void {
        const record = this.pool(pool);
        const position = this.position(record, holder);
        this.settle(record, position);
        for (const [joined, { shares }] of position.cohorts) {
            const left = (record.shares.get(joined) ?? 0n) - shares;
            if (left > 0n) record.shares.set(joined, left);
            else record.shares.delete(joined);
        }
        position.cohorts.clear();
        this.close(record, holder);
    }

    /**
     * Registers a model. Shares of its data pool go by the parents' parts, and by weights in the rest; those of its
     * builders' pool go by royalties, and by the team's shares in the rest.
     */
    register(model: string, lineage: Lineage): void {
        const weights = sum(lineage.datanets.map(({ weight }) => weight)) || 1n;
        const ofDatanets = MILLION - sum(lineage.parents.map(({ data }) => data));
        const ofTeam = MILLION - sum(lineage.parents.map(({ royalty }) => royalty));
        for (const { datanet, weight } of lineage.datanets) {
            this.add(`data:${model}`, `datanet:${datanet}`, weight * ofDatanets);
        }
        for (const { model: parent, royalty, data } of lineage.parents) {
            this.add(`data:${model}`, `data:${parent}`, data * weights);
            this.add(`builders:${model}`, `builders:${parent}`, royalty * MILLION);
        }
        for (const { member, share } of lineage.team) {
            this.add(`builders:${model}`, `account:${member}`, share * ofTeam);
        }
    }

    /** Makes a payment: every role's part goes to its pool, its account, or the dues. */
    pay(payment: { amount: bigint; split: ByRole; model: string; operator: string; commission: bigint }): ByRole {
        const parts = divide(payment.amount, payment.split);
        const toOperator = commission(parts.stakers, payment.commission);
        this.received += payment.amount;
        this.deposit(`data:${payment.model}`, parts.contributors, this.era);
        this.deposit(`builders:${payment.model}`, parts.builders, this.era);
        this.credit(`operator:${payment.operator}`, `account:${payment.operator}`, parts.operator + toOperator);
        this.deposit(`operator:${payment.operator}`, parts.stakers - toOperator, this.era);
        this.treasury += parts.treasury;
        this.burned += parts.burn;
        return parts;
    }

    /** Makes a grant, which is distributed like revenue of era `paid`, the present one unless another is named. */
    fund(pool: Name, amount: bigint, paid = this.era): void {
        this.received += amount;
        this.deposit(pool, amount, paid);
    }

    /** The amount that a claim of `account` in `pool` would pay now. */
    claimable(pool: Name, account: Name): bigint {
        const record = this.pools.get(pool);
        const position = record?.positions.get(account);
        if (record === undefined || position === undefined) return 0n;
        this.settle(record, position);
        return position.owed;
    }

    /** Pays `account` its revenue in `pool`. */
    claim(pool: Name, account: Name): bigint {
        const amount = this.claimable(pool, account);
        const record = this.pools.get(pool);
        const position = record?.positions.get(account);
        if (record !== undefined && position !== undefined) {
            position.owed = 0n;
            this.close(record, account);
        }
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

    /** Every holder that has a share of `pool`, or is owed revenue in it. */
    holders(pool: Name): Name[] {
        return [...(this.pools.get(pool)?.positions.keys() ?? [])];
    }

    /** The shares of `account` in `pool`, including those that do not earn yet. */
    sharesOf(pool: Name, account: Name): bigint {
        const position = this.pools.get(pool)?.positions.get(account);
        return sum([...(position?.cohorts.values() ?? [])].map(({ shares }) => shares));
    }

    /** All shares of `pool`, including those that do not earn yet. */
    totalShares(pool: Name): bigint {
        return sum(this.pools.get(pool)?.shares.values() ?? []);
    }

    /** The unpaid debt of all pools: positions, fractions and carried remainders, in planck. */
    carried(): bigint {
        return this.received - this.treasury - this.commons - this.burned - sum(this.claimed.values());
    }

    private credit(pool: Name, holder: Name, amount: bigint): void {
        if (amount > 0n) this.position(this.pool(pool), holder).owed += amount;
    }

    /**
     * Shares `amount`, which was paid in era `paid`, among the shares that joined before that era. If there are none,
     * the shares that earn by now have it, and if there are none of these either, those that do not earn yet.
     */
    private deposit(pool: Name, amount: bigint, paid: number): void {
        if (amount === 0n) return;
        const record = this.pool(pool);
        const joined = [...record.shares.keys()];
        const earning = joined.filter((era) => era < this.era);
        // Revenue is late by at most one era. All earlier revenue has arrived.
        const entitled = earning.filter((era) => era < Math.max(paid, this.era - 1));
        const eras = [entitled, earning, joined].find((some) => some.length > 0);
        if (eras === undefined) {
            this.commons += amount;
            return;
        }
        const shares = sum(eras.map((era) => record.shares.get(era) as bigint));
        const dividend = (amount << FRACTION_BITS) + record.carry;
        record.carry = dividend % shares;
        for (const era of eras) record.earned.set(era, (record.earned.get(era) ?? 0n) + dividend / shares);
        this.flow(pool, paid);
    }

    /** Passes the revenue of `pool` on to the pools that hold shares of it. It was paid in era `paid`. */
    private flow(pool: Name, paid: number): void {
        const record = this.pool(pool);
        for (const [holder, position] of record.positions) {
            if (holder.startsWith('account:')) continue;
            this.settle(record, position);
            const { owed } = position;
            if (owed === 0n) continue;
            position.owed = 0n;
            const path = `${pool} ${holder}`;
            this.flowed.set(path, (this.flowed.get(path) ?? 0n) + owed);
            this.deposit(holder, owed, paid);
        }
    }

    private settle(record: Pool, position: Position): void {
        for (const [joined, cohort] of position.cohorts) {
            const earned = record.earned.get(joined) ?? 0n;
            const credit = cohort.shares * (earned - cohort.checkpoint) + position.fraction;
            position.owed += credit >> FRACTION_BITS;
            position.fraction = credit & ((1n << FRACTION_BITS) - 1n);
            cohort.checkpoint = earned;
        }
    }

    /** Removes a position without shares to which nothing is owed. The pool carries its fraction. */
    private close(record: Pool, holder: Name): void {
        const position = record.positions.get(holder);
        if (position === undefined || position.cohorts.size > 0 || position.owed > 0n) return;
        record.carry += position.fraction;
        record.positions.delete(holder);
    }

    private pool(name: Name): Pool {
        let record = this.pools.get(name);
        if (record === undefined) {
            record = { earned: new Map(), shares: new Map(), carry: 0n, positions: new Map() };
            this.pools.set(name, record);
        }
        return record;
    }

    private position(record: Pool, holder: Name): Position {
        let position = record.positions.get(holder);
        if (position === undefined) {
            position = { cohorts: new Map(), owed: 0n, fraction: 0n };
            record.positions.set(holder, position);
        }
        return position;
    }
}
