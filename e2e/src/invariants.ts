// SPDX-License-Identifier: Apache-2.0

// Invariants of the state of any OpenLedger chain at any block, as far as a client can read it. The runtime's own
// checks (`try_state`) need a runtime built with them. These do not.

import type { Option, StorageKey } from '@polkadot/types';
import type { AccountInfo } from '@polkadot/types/interfaces';
import type { AnyTuple, Codec } from '@polkadot/types/types';
import { Books } from './books.ts';
import type { Chain } from './chain.ts';
import type {
    Accumulator,
    ChannelRecord,
    EscrowBooks,
    Holds,
    Int,
    LedgerBooks,
    ModelRecord,
    PoolRecord,
    PositionRecord,
} from './decoded.ts';
import { MILLION } from './expected.ts';
import { OPEN, sum } from './format.ts';

/** The issuance of OPEN at genesis. None is ever minted. */
const SUPPLY = 1_000_000_000n * OPEN;

/** Compares everything at the head. */
export async function checkState(chain: Chain): Promise<Books> {
    const books = new Books();
    await money(chain, books);
    await ledger(chain, books);
    await escrow(chain, books);
    const { split } = (await chain.ask<Codec>('openLedgerApi', 'feeSplit')).toJSON() as {
        split: Record<string, number>;
    };
    books.compare('parts of the fee split', MILLION, sum(Object.values(split).map(BigInt)));
    return books;
}

/** All balances sum to the issuance, and every hold is reserved. */
async function money(chain: Chain, books: Books): Promise<void> {
    let all = 0n;
    const reserved = new Map<string, bigint>();
    for (const [key, { data }] of await chain.entries<AccountInfo>('system', 'account')) {
        all += data.free.toBigInt() + data.reserved.toBigInt();
        reserved.set(partOf(key, 0).toString(), data.reserved.toBigInt());
    }
    const issuance = await chain.issuance();
    books.compare('OPEN of all accounts', issuance, all);
    books.compare('OPEN beyond the supply', 0n, issuance > SUPPLY ? issuance - SUPPLY : 0n);
    for (const [key, holds] of await chain.entries<Holds>('balances', 'holds')) {
        const who = partOf(key, 0).toString();
        const held = sum([...holds].map(({ amount }) => amount.toBigInt()));
        const has = reserved.get(who) ?? 0n;
        books.compare(`held of ${who} and not reserved`, 0n, held > has ? held - has : 0n);
    }
}

/** The ledger's account covers its debts: those of pools, operators and dues. Every share of a pool has a holder. */
async function ledger(chain: Chain, books: Books): Promise<void> {
    const shares = new Map<string, bigint>();
    for (const [key, position] of await chain.entries<Option<PositionRecord>>('attribution', 'positions')) {
        const pool = partOf(key, 1).toString();
        const had = shares.get(pool) ?? 0n;
        const { shares: own, youngShares, pendingShares } = position.unwrap();
        shares.set(pool, had + own.toBigInt() + youngShares.toBigInt() + pendingShares.toBigInt());
    }
    let owed = 0n;
    const check = (pool: string, accumulator: Accumulator): void => {
        owed += accumulator.held.toBigInt();
        const { shares: earning, young, pending } = accumulator;
        const inPool = earning.toBigInt() + young.toBigInt() + pending.shares.toBigInt();
        books.compare(`shares of ${pool}`, shares.get(pool) ?? 0n, inPool);
        shares.delete(pool);
    };
    for (const [key, record] of await chain.entries<Option<PoolRecord>>('attribution', 'pools')) {
        const { accumulator, direct, curators } = record.unwrap();
        const pool = partOf(key, 0).toString();
        if (curators.isSome) {
            // The pool of a datanet's curators, and its position in the datanet's pool.
            const { accumulator: below, position } = curators.unwrap();
            const { shares: own, youngShares, pendingShares } = position;
            const held = own.toBigInt() + youngShares.toBigInt() + pendingShares.toBigInt();
            shares.set(pool, (shares.get(pool) ?? 0n) + held);
            check(pool.replace('datanet', 'curators'), below);
        }
        check(pool, accumulator);
        owed += direct.toBigInt();
    }
    for (const [key, record] of await chain.entries<Option<ModelRecord>>('attribution', 'models')) {
        const model = (partOf(key, 0) as Int).toNumber();
        const { data, builders } = record.unwrap();
        check(JSON.stringify({ modelData: model }), data.accumulator);
        check(JSON.stringify({ modelBuilders: model }), builders.accumulator);
    }
    books.compare('shares of pools that do not exist', 0n, sum(shares.values()));
    const totals = await chain.read<LedgerBooks>('attribution', 'totals');
    const { treasury, burn, commons } = totals.dues;
    owed += treasury.toBigInt() + burn.toBigInt() + commons.toBigInt();
    books.compare('owed by the ledger', owed, totals.owed.toBigInt());
    books.compare("the ledger's account", kept(chain) + owed, await account(chain, 'attribution'));
    books.compare('payouts stopped', 0n, totals.payoutsStopped.isTrue ? 1n : 0n);
}

/** The escrow's account has the sum of the channels' balances. */
async function escrow(chain: Chain, books: Books): Promise<void> {
    const channels = await chain.entries<Option<ChannelRecord>>('inference', 'channels');
    const owed = sum(channels.map(([, channel]) => channel.unwrap().balance.toBigInt()));
    const totals = await chain.read<EscrowBooks>('inference', 'escrow');
    books.compare('owed by the escrow', owed, totals.owed.toBigInt());
    books.compare("the escrow's account", totals.reserve.toBigInt() + owed, await account(chain, 'inference'));
    books.compare('settlements stopped', 0n, totals.settlementsStopped.isTrue ? 1n : 0n);
}

/** The balance that the ledger keeps beyond its debts. A gift waits there until the next era, in the escrow as well. */
const kept = (chain: Chain): bigint => chain.constant('balances', 'existentialDeposit').toBigInt();

const account = (chain: Chain, pallet: string): Promise<bigint> =>
    chain.balance(chain.palletAccount(chain.constant(pallet, 'palletId').toU8a()));

/** A part of a storage key, by its place. */
function partOf(key: StorageKey<AnyTuple>, place: number): Codec {
    const part = key.args[place];
    if (part === undefined) throw new Error(`The key ${key.toHex()} has no part ${place}`);
    return part;
}
