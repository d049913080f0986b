// SPDX-License-Identifier: Apache-2.0

// Budgets with which datanets pay deposits and fees of contributors that own nothing.

import type { ApiPromise } from '@polkadot/api';
import type { bool, Enum, Option } from '@polkadot/types';
import type { AccountId32 } from '@polkadot/types/interfaces';
import type { Codec } from '@polkadot/types/types';
import { type Int, runtimeApi, type Transaction, transaction } from './api.ts';

/** What a budget pays. All amounts are in planck. */
export interface SponsorshipPolicy {
    /** The accounts on the datanet's list of contributors, or all accounts. */
    beneficiaries: 'Listed' | 'Everyone';
    /** The most fees of an account in an era, the welcome gift included. */
    fees: bigint;
    /** The most new deposits for an account in an era, that of the account's record included. */
    deposits: bigint;
    /** The most that the budget pays in an era for all accounts. */
    total: bigint;
    /** Whether an account that never existed is given the existential deposit. */
    welcome: boolean;
}

/** The budget of a datanet. All amounts are in planck. */
export interface Sponsorship {
    /** The account that holds the budget. */
    account: string;
    /** The amount that the owner could withdraw now. */
    free: bigint;
    /** The amount on hold: deposits of contributions and of records. */
    held: bigint;
    /** The policy; null if the budget pays nothing. */
    policy: SponsorshipPolicy | null;
    /** The amount that the budget paid in this era. */
    spent: bigint;
    /** The amounts that the account can still ask for; null if no account was named. */
    allowance: { fees: bigint; deposits: bigint } | null;
}

interface DecodedSponsorship extends Codec {
    account: AccountId32;
    free: Int;
    held: Int;
    policy: Option<Codec & { beneficiaries: Enum; fees: Int; deposits: Int; total: Int; welcome: bool }>;
    spent: Int;
    allowance: Option<Codec & { fees: Int; deposits: Int }>;
}

export class SponsorshipClient {
    constructor(readonly api: ApiPromise) {}

    /** The budget of a datanet, with the allowance of `who`, if an account is named; null if there is no such datanet. */
    async sponsorship(datanet: number, who: string | null = null): Promise<Sponsorship | null> {
        const found = await runtimeApi<Option<DecodedSponsorship>>(
            this.api,
            'openLedgerApi',
            'sponsorship',
            datanet,
            who,
        );
        if (found.isNone) return null;
        const { account, free, held, policy, spent, allowance } = found.unwrap();
        const pays = policy.isNone ? null : policy.unwrap();
        const left = allowance.isNone ? null : allowance.unwrap();
        return {
            account: account.toString(),
            free: free.toBigInt(),
            held: held.toBigInt(),
            policy: pays && {
                beneficiaries: pays.beneficiaries.type as SponsorshipPolicy['beneficiaries'],
                fees: pays.fees.toBigInt(),
                deposits: pays.deposits.toBigInt(),
                total: pays.total.toBigInt(),
                welcome: pays.welcome.isTrue,
            },
            spent: spent.toBigInt(),
            allowance: left && { fees: left.fees.toBigInt(), deposits: left.deposits.toBigInt() },
        };
    }

    /** As the datanet's owner: sets what the budget pays; null ends the policy. */
    setPolicy(datanet: number, policy: SponsorshipPolicy | null): Transaction {
        return this.call('setPolicy', datanet, policy);
    }

    /** As anyone: adds `amount` planck to the budget. */
    fund(datanet: number, amount: bigint): Transaction {
        return this.call('fund', datanet, amount);
    }

    /** As the datanet's owner: takes `amount` planck out of the budget. */
    withdraw(datanet: number, amount: bigint): Transaction {
        return this.call('withdraw', datanet, amount);
    }

    /** As anyone: ends the record of what an account used in an earlier era. */
    forget(datanet: number, who: string): Transaction {
        return this.call('forget', datanet, who);
    }

    private call(name: string, ...args: unknown[]): Transaction {
        return transaction(this.api, 'sponsorship', name, ...args);
    }
}
