// SPDX-License-Identifier: Apache-2.0

// Revenue flows, everybody claims, dues are swept, and every sum is compared with the second implementation.

import type { Codec } from '@polkadot/types/types';
import { eventOf } from '../chain.ts';
import type { CallTotals, EscrowBooks, LedgerBooks } from '../decoded.ts';
import type { Name } from '../expected.ts';
import { open, sum } from '../format.ts';
import { LEDGER, type Stage, TREASURY } from '../stage.ts';

/** The answer of `openledger_earnings`. */
export interface Earnings {
    claimable: string;
    notFlowed: string;
    pools: { pool: { type: string; id: number | string }; shares: string; claimable: string; notFlowed: string }[];
    truncated: boolean;
}

/** Lets an era pass, and waits until all revenue has flowed down the lineage. */
export async function flow(stage: Stage): Promise<void> {
    const { chain, mirror } = stage;
    const era = await chain.nextEra();
    for (let blocks = 0; (await chain.entries<Codec>('attribution', 'flowQueue')).length > 0; blocks += 1) {
        if (blocks > 100) throw new Error('Revenue does not flow');
        await chain.makeBlock();
    }
    mirror.era = era;
    // A model's parents have smaller ids, so one pass from the latest model to the first reaches everything.
    for (const { id } of [...stage.models].reverse()) mirror.flowAll([`data:${id}`, `builders:${id}`]);
    stage.log(`Era ${era} begins: revenue has flowed to the data and the builders of every model of the lineage.`);
}

/** Compares the answers of `openledger_earnings` for everybody with the second implementation. */
export async function checkEarnings(stage: Stage): Promise<void> {
    const { chain, mirror, books } = stage;
    for (const name of stage.people.names()) {
        const account = `account:${name}`;
        const found = await chain.rpc<Earnings>('openledger_earnings', stage.address(name));
        for (const { pool, claimable } of found.pools) {
            const named = stage.poolOf(pool);
            books.compare(`claimable by ${name} in ${named}`, mirror.claimable(named, account), BigInt(claimable));
        }
        const all = sum(mirror.creditors(account).map((pool) => mirror.claimable(pool, account)));
        books.compare(`claimable by ${name} in total`, all, BigInt(found.claimable));
        books.compare(`not flowed for ${name}`, 0n, BigInt(found.notFlowed));
    }
}

/** Everybody claims everything, without a fee. */
export async function claimAll(stage: Stage): Promise<void> {
    const { chain, mirror, books } = stage;
    const claims: [string, Name][] = stage.people
        .names()
        .flatMap((name) => mirror.creditors(`account:${name}`).map((pool): [string, Name] => [name, pool]));
    for (const [name, pool] of claims) {
        const fromNothing = (await chain.balance(stage.address(name))) === 0n;
        const amount = mirror.claim(pool, `account:${name}`);
        const outcome = await stage.send(name, chain.call('attribution', 'claim', stage.poolId(pool), []));
        const paid = eventOf(outcome, 'attribution', 'Claimed').data.amount.toBigInt();
        books.compare(`claimed by ${name} from ${pool}`, amount, paid);
        books.compare(`fee for the claim of ${name} from ${pool}`, 0n, outcome.fee);
        stage.move(LEDGER, name, amount);
        stage.earned.set(name, [...(stage.earned.get(name) ?? []), { pool, amount, fromNothing }]);
        const before = fromNothing ? ', having owned nothing before' : '';
        stage.log(`  ${name} claims ${open(amount)} from ${stage.describe(pool)}${before}.`);
    }
}

/**
 * Lets an era pass, so that the treasury's part is paid out and the part to burn is burned, and compares everything.
 */
export async function close(stage: Stage): Promise<void> {
    const { mirror, books, chain } = stage;
    await chain.nextEra();
    // The sweep happens in a block's spare time.
    await chain.makeBlock();
    const { treasury, burned } = stage.swept;
    stage.move(LEDGER, TREASURY, mirror.treasury + mirror.commons - treasury);
    books.note(LEDGER, burned - mirror.burned);
    stage.swept = { treasury: mirror.treasury + mirror.commons, burned: mirror.burned };

    const calls = await chain.read<CallTotals>('inference', 'calls');
    books.compare('calls that people paid for', stage.escrow.calls.payers, calls.payers.toBigInt());
    books.compare('calls that agents paid for', stage.escrow.calls.agents, calls.agents.toBigInt());
    const escrowed = (await chain.read<EscrowBooks>('inference', 'escrow')).owed.toBigInt();
    books.compare('the balances of all channels', stage.escrow.owed(), escrowed);
    const owed = (await chain.read<LedgerBooks>('attribution', 'totals')).owed.toBigInt();
    books.compare("carried remainders, by the ledger's total debt", mirror.carried(), owed);
    for (const account of books.accounts()) {
        books.compare(`balance of ${account}`, books.expected(account), await stage.balance(account));
    }
    books.compare('OPEN in existence', stage.issuance - mirror.burned, await chain.issuance());
    books.compare('sum of all changes', -mirror.burned, books.net());
    const claimed = sum(mirror.claimed.values());
    books.compare(
        'claims + treasury + burned + carried, against payments',
        mirror.received,
        claimed + mirror.treasury + mirror.commons + mirror.burned + owed,
    );
}
