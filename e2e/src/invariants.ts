// SPDX-License-Identifier: Apache-2.0

// What must be true of the state of any OpenLedger chain at any block, whatever was done on it, as far as a client can
// see it: the runtime's own state checks (`try_state`) need a runtime that was built with them, these need none.

import { Books } from './books.ts';
import type { Chain } from './chain.ts';
import { MILLION } from './expected.ts';
import { OPEN, sum } from './format.ts';

/** All OPEN at genesis; nothing is ever minted. */
const SUPPLY = 1_000_000_000n * OPEN;

/** Compare everything at the head. */
export async function checkState(chain: Chain): Promise<Books> {
    const books = new Books();
    await money(chain, books);
    await ledger(chain, books);
    await escrow(chain, books);
    const { split } = (await chain.ask('openLedgerApi', 'feeSplit')).toJSON() as { split: Record<string, number> };
    books.compare('parts of the fee split', MILLION, sum(Object.values(split).map(BigInt)));
    return books;
}

/** What all accounts have is what there is, and what is held is on hold for some reason. */
async function money(chain: Chain, books: Books): Promise<void> {
    let all = 0n;
    const reserved = new Map<string, bigint>();
    for (const [key, account] of await entries(chain, 'system', 'account')) {
        all += account.data.free.toBigInt() + account.data.reserved.toBigInt();
        reserved.set(key.args[0].toString(), account.data.reserved.toBigInt());
    }
    const issuance = await chain.issuance();
    books.compare('OPEN of all accounts', issuance, all);
    books.compare('OPEN beyond the supply', 0n, issuance > SUPPLY ? issuance - SUPPLY : 0n);
    for (const [key, holds] of await entries(chain, 'balances', 'holds')) {
        const who: string = key.args[0].toString();
        const held = sum(holds.map((hold: any) => hold.amount.toBigInt()));
        const has = reserved.get(who) ?? 0n;
        books.compare(`held of ${who} and not reserved`, 0n, held > has ? held - has : 0n);
    }
}

/** The ledger's account has what the ledger owes, that is what pools, operators and dues have, and shares are somebody's. */
async function ledger(chain: Chain, books: Books): Promise<void> {
    const shares = new Map<string, bigint>();
    for (const [key, position] of await entries(chain, 'attribution', 'positions')) {
        const pool: string = key.args[1].toString();
        const had = shares.get(pool) ?? 0n;
        const { shares: own, pendingShares } = position.unwrap();
        shares.set(pool, had + own.toBigInt() + pendingShares.toBigInt());
    }
    let owed = 0n;
    const check = (pool: string, accumulator: any): void => {
        owed += accumulator.held.toBigInt();
        const inPool = accumulator.shares.toBigInt() + accumulator.pending.shares.toBigInt();
        books.compare(`shares of ${pool}`, shares.get(pool) ?? 0n, inPool);
        shares.delete(pool);
    };
    for (const [key, record] of await entries(chain, 'attribution', 'pools')) {
        const { accumulator, direct } = record.unwrap();
        check(key.args[0].toString(), accumulator);
        owed += direct.toBigInt();
    }
    for (const [key, record] of await entries(chain, 'attribution', 'models')) {
        const model: number = key.args[0].toNumber();
        const { data, builders } = record.unwrap();
        check(JSON.stringify({ modelData: model }), data.accumulator);
        check(JSON.stringify({ modelBuilders: model }), builders.accumulator);
    }
    books.compare('shares of pools that do not exist', 0n, sum(shares.values()));
    const totals = await chain.read('attribution', 'totals');
    const { treasury, burn, commons } = totals.dues;
    owed += treasury.toBigInt() + burn.toBigInt() + commons.toBigInt();
    books.compare('owed by the ledger', owed, totals.owed.toBigInt());
    books.compare("the ledger's account", (await least(chain)) + owed, await account(chain, 'attribution'));
    books.compare('payouts stopped', 0n, totals.payoutsStopped.isTrue ? 1n : 0n);
}

/** The escrow's account has what channels have. */
async function escrow(chain: Chain, books: Books): Promise<void> {
    const channels = await entries(chain, 'inference', 'channels');
    const owed = sum(channels.map(([, channel]) => channel.unwrap().balance.toBigInt() as bigint));
    const totals = await chain.read('inference', 'escrow');
    books.compare('owed by the escrow', owed, totals.owed.toBigInt());
    books.compare("the escrow's account", (await least(chain)) + owed, await account(chain, 'inference'));
    books.compare('settlements stopped', 0n, totals.settlementsStopped.isTrue ? 1n : 0n);
}

/** What each of the two accounts has beside what it owes; a stranger's gift waits there until the next era. */
const least = async (chain: Chain) => chain.constant('balances', 'existentialDeposit').toBigInt() as bigint;

const account = async (chain: Chain, pallet: string) =>
    chain.balance(chain.palletAccount(chain.constant(pallet, 'palletId').toU8a()));

async function entries(chain: Chain, pallet: string, item: string): Promise<[key: any, value: any][]> {
    const entry = chain.api.query[pallet]?.[item];
    if (entry === undefined) throw new Error(`The runtime has no storage ${pallet}.${item}`);
    return entry.entries();
}
