// SPDX-License-Identifier: Apache-2.0

// Revenue flows, everybody claims, dues are swept, and every sum is compared with the second implementation.

import type { Codec } from '@polkadot/types/types';
import { eventsOf } from '../chain.ts';
import type { CallTotals, DecodedPool, EscrowBooks, LedgerBooks } from '../decoded.ts';
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
    await compareFlows(stage);
    stage.log(`Era ${era} begins: revenue has flowed to the data and the builders of every model of the lineage.`);
}

/** Compares the events of all flows since the last comparison with the second implementation, receiver by receiver. */
async function compareFlows(stage: Stage): Promise<void> {
    const { chain, mirror, books, flows } = stage;
    const head = (await chain.api.rpc.chain.getHeader()).number.toNumber();
    for (const { data } of await chain.eventsSince(flows.next, 'attribution', 'Flowed')) {
        const from = stage.poolOf(named(data.pool));
        for (const [to, amount] of data.to) {
            const path = `${from} ${stage.poolOf(named(to))}`;
            flows.seen.set(path, (flows.seen.get(path) ?? 0n) + amount.toBigInt());
        }
    }
    flows.next = head + 1;
    for (const path of new Set([...mirror.flowed.keys(), ...flows.seen.keys()])) {
        books.compare(`flowed from ${path}`, mirror.flowed.get(path) ?? 0n, flows.seen.get(path) ?? 0n);
    }
}

/** A pool of an event as the RPC names it. */
function named({ type, value }: DecodedPool): { type: string; id: string } {
    return { type: `${type.slice(0, 1).toLowerCase()}${type.slice(1)}`, id: value.toString() };
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

/** The most pools that one claim can name. */
const MAX_CLAIMS = 16;

/** Everybody claims everything, with one transaction. An account that cannot pay the fee pays it out of its claim. */
export async function claimAll(stage: Stage): Promise<void> {
    for (const name of stage.people.names()) {
        const pools = stage.mirror.creditors(`account:${name}`);
        for (let first = 0; first < pools.length; first += MAX_CLAIMS) {
            await claim(stage, name, pools.slice(first, first + MAX_CLAIMS));
        }
    }
}

/** Claims what some pools owe, and compares each part with the second implementation. */
async function claim(stage: Stage, name: string, pools: Name[]): Promise<void> {
    const { chain, mirror, books } = stage;
    const ids = pools.map((pool) => stage.poolId(pool));
    const call =
        ids.length === 1 ? chain.call('attribution', 'claim', ids[0], []) : chain.call('attribution', 'claimMany', ids);
    const before = await chain.free(stage.address(name));
    const outcome = await stage.send(name, call);
    const least = chain.constant('balances', 'existentialDeposit').toBigInt();
    const fromNothing = before < outcome.fee + least;
    const paid = eventsOf(outcome.events, 'attribution', 'Claimed').map(({ data }) => data.amount.toBigInt());
    books.compare(`pools that paid ${name}`, BigInt(pools.length), BigInt(paid.length));
    books.compare(`claims of ${name} without a fee`, 0n, outcome.fee > 0n ? 0n : 1n);
    for (const [index, pool] of pools.entries()) {
        const amount = mirror.claim(pool, `account:${name}`);
        books.compare(`claimed by ${name} from ${pool}`, amount, paid[index] ?? 0n);
        stage.move(LEDGER, name, amount);
        stage.earned.set(name, [...(stage.earned.get(name) ?? []), { pool, amount, fromNothing }]);
        const out = fromNothing ? ', and pays the fee out of it' : '';
        stage.log(`  ${name} claims ${open(amount)} from ${stage.describe(pool)}${out}.`);
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
