// SPDX-License-Identifier: Apache-2.0

// The account of all money: what every account must have at the end, compared with what it has.

/** One comparison. */
export interface Line {
    what: string;
    /** As computed, in planck. */
    expected: bigint;
    /** As the chain has it, in planck. */
    found: bigint;
}

export class Books {
    readonly lines: Line[] = [];
    private readonly before = new Map<string, bigint>();
    private readonly changes = new Map<string, bigint>();

    /** Start to follow an account that has `balance` now, free and held. */
    open(account: string, balance: bigint): void {
        if (!this.before.has(account)) this.before.set(account, balance);
    }

    /** Note that the balance of `account` changes. What moves out of one account must be noted to move into another. */
    note(account: string, change: bigint): void {
        if (!this.before.has(account)) throw new Error(`${account} has no account in the books`);
        this.changes.set(account, (this.changes.get(account) ?? 0n) + change);
    }

    /** The accounts followed. */
    accounts(): string[] {
        return [...this.before.keys()];
    }

    /** By how much the balance of `account` has to have changed. */
    change(account: string): bigint {
        return this.changes.get(account) ?? 0n;
    }

    /** What `account` must have now. */
    expected(account: string): bigint {
        return (this.before.get(account) ?? 0n) + this.change(account);
    }

    /** The sum of all changes noted: what was created, or if negative burned. */
    net(): bigint {
        let net = 0n;
        for (const change of this.changes.values()) net += change;
        return net;
    }

    compare(what: string, expected: bigint, found: bigint): void {
        this.lines.push({ what, expected, found });
    }

    /** What does not agree. */
    differences(): Line[] {
        return this.lines.filter(({ expected, found }) => expected !== found);
    }

    /** Whether something was compared and everything agrees. */
    balance(): boolean {
        return this.lines.length > 0 && this.differences().length === 0;
    }
}
