// SPDX-License-Identifier: Apache-2.0

// The books of all money: the balance that every account must have at the end, compared with the one that it has.

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

    /** Opens the books of an account with its balance, free and held. */
    open(account: string, balance: bigint): void {
        if (!this.before.has(account)) this.before.set(account, balance);
    }

    /**
     * Records a change of the balance of `account`. A move out of one account must be recorded into another as well.
     */
    note(account: string, change: bigint): void {
        if (!this.before.has(account)) throw new Error(`${account} has no account in the books`);
        this.changes.set(account, (this.changes.get(account) ?? 0n) + change);
    }

    /** The accounts in the books. */
    accounts(): string[] {
        return [...this.before.keys()];
    }

    /** The sum of the recorded changes of `account`. */
    change(account: string): bigint {
        return this.changes.get(account) ?? 0n;
    }

    /** The balance that `account` must have now. */
    expected(account: string): bigint {
        return (this.before.get(account) ?? 0n) + this.change(account);
    }

    /** The sum of all recorded changes: the amount created or, if negative, burned. */
    net(): bigint {
        let net = 0n;
        for (const change of this.changes.values()) net += change;
        return net;
    }

    compare(what: string, expected: bigint, found: bigint): void {
        this.lines.push({ what, expected, found });
    }

    /** The comparisons that do not agree. */
    differences(): Line[] {
        return this.lines.filter(({ expected, found }) => expected !== found);
    }

    /** Whether there are comparisons and all of them agree. */
    balance(): boolean {
        return this.lines.length > 0 && this.differences().length === 0;
    }
}
