// SPDX-License-Identifier: Apache-2.0

// Our runtime in Chopsticks, a third-party tool. It gets only the chain's raw specification, executes the runtime
// itself and mocks the relay chain. The demo's whole loop is played on it, with a runtime upgrade in the middle, and
// compared with the second implementation as on our own node.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Option } from '@polkadot/types';
import type { AccountInfo, LastRuntimeUpgradeInfo } from '@polkadot/types/interfaces';
import { hexToU8a, u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import { People } from '../src/accounts.ts';
import type { Source } from '../src/blocks.ts';
import { Chain, eventOf } from '../src/chain.ts';
import type { LedgerBooks } from '../src/decoded.ts';
import { divide } from '../src/expected.ts';
import { checkState } from '../src/invariants.ts';
import { COLLATOR, Loop, TREASURY } from '../src/loop.ts';
import { rawSpec, type Server, startServer } from '../src/node.ts';
import { nextRuntime } from '../src/runtime.ts';
import { scenario } from '../src/scenario.ts';

const CHOPSTICKS = fileURLToPath(new URL('node_modules/@acala-network/chopsticks/chopsticks.cjs', import.meta.url));
/** Storage key of the runtime: `:code`. */
const CODE = '0x3a636f6465';
const [firstPayment, ...laterPayments] = scenario.payments;

/** Blocks in a session of a development chain. */
const SESSION = 10;

/** Has Chopsticks make a block of the transactions in its pool. */
const newBlock: Source = async (api, provider) => {
    const make = () => provider.send<string>('dev_newBlock', []);
    const head = async () => (await api.rpc.chain.getHeader()).number.toNumber();
    // For the first block, Chopsticks reads the clock twice: for this chain's slot and for the relay chain's. If a slot
    // ends in between, the runtime refuses the block.
    for (let tries = 0; (await head()) === 0; tries += 1) {
        if (tries >= 20) throw new Error('Chopsticks makes no first block');
        await make();
    }
    const next = async () => {
        const hash = await make();
        // The block that begins a session has no room for transactions, and Chopsticks drops those that do not fit.
        if (((await head()) + 1) % SESSION === 0) await make();
        return hash;
    };
    return { patience: 0, next };
};

let node: Server;
let chain: Chain;
let people: People;
let loop: Loop;

before(async () => {
    node = await startServer('chopsticks', process.execPath, (port, base) => [
        CHOPSTICKS,
        '--chain-spec',
        rawSpec(base),
        '--host',
        '127.0.0.1',
        '--port',
        String(port),
        '--build-block-mode',
        'Manual',
    ]);
    chain = await Chain.connect(node.endpoint, newBlock);
    people = await People.create(chain.api.registry.chainSS58 ?? 42);
    loop = new Loop(chain, people);
});

after(async () => {
    await chain?.disconnect();
    await node?.stop();
});

/** Asserts that the chain agrees with the second implementation, and that its state is sound. */
async function agree(): Promise<void> {
    assert.deepEqual(loop.books.differences(), []);
    const state = await checkState(chain);
    assert.deepEqual(state.differences(), []);
    assert.ok(state.balance());
}

const specVersion = async () => (await chain.rpc<{ specVersion: number }>('state_getRuntimeVersion')).specVersion;

test('it starts from the raw specification', async () => {
    assert.equal((await chain.api.rpc.system.chain()).toString(), 'openledger-dev');
    assert.equal(chain.api.runtimeVersion.specName.toString(), 'openledger');
    await agree();
});

test('data, models and an operator, and a payment that is divided by the split', async () => {
    await loop.prepare();
    assert.ok(firstPayment);
    const head = (await chain.api.rpc.chain.getHeader()).number.toNumber();
    const { amount, parts } = await loop.pay(firstPayment);
    assert.deepEqual(parts, divide(amount, loop.split));
    const [event] = await chain.eventsSince(head + 1, 'attribution', 'PaymentRouted');
    assert.equal(event?.data.amount.toBigInt(), amount);
    await agree();
});

test('an upgrade goes the way that a relay chain lets it', async () => {
    const before = await specVersion();
    const code = nextRuntime(hexToU8a(await chain.rpc<string>('state_getStorage', CODE)));
    const authorize = chain.call('sudo', 'sudo', chain.call('system', 'authorizeUpgrade', blake2AsHex(code)));
    const [authorized] = await chain.succeed([authorize, people.get('Alice')]);
    eventOf(authorized!, 'system', 'UpgradeAuthorized');
    // In the books Alice is the collator.
    loop.paidFee(COLLATOR, authorized!.fee);
    const [applied] = await chain.succeed([
        chain.call('system', 'applyAuthorizedUpgrade', u8aToHex(code)),
        people.get('Eve'),
    ]);
    assert.equal(applied!.fee, 0n);
    eventOf(applied!, 'parachainSystem', 'ValidationFunctionStored');
    assert.equal(await specVersion(), before, 'it waits for the relay chain to go ahead');

    const block = await chain.makeBlock();
    assert.equal(await specVersion(), before + 1);
    await chain.followUpgrade(before + 1);
    const upgraded = await chain.events(block);
    assert.ok(
        upgraded.some(({ pallet, name }) => pallet === 'parachainSystem' && name === 'ValidationFunctionApplied'),
    );
    await chain.makeBlock();
    const last = (await chain.read<Option<LastRuntimeUpgradeInfo>>('system', 'lastRuntimeUpgrade')).unwrap();
    assert.equal(last.specVersion.toNumber(), before + 1);
    await agree();
});

test('after it everything goes on: payments, a channel, claims', async () => {
    for (const plan of laterPayments) await loop.pay(plan);
    await loop.useChannel();
    await loop.flow();
    await loop.claimAll();
    await loop.close();
    assert.ok(loop.books.balance(), 'the books balance');
    assert.ok(loop.books.expected(TREASURY) > 0n);
    await agree();
});

test('a planck that is gone is seen, by the check and by the runtime in its next block', async () => {
    const { query } = chain.api;
    const ledger = chain.palletAccount(chain.constant('attribution', 'palletId').toU8a());
    const account = await chain.read<AccountInfo>('system', 'account', ledger);
    const data = { ...account.data.toJSON(), free: account.data.free.toBigInt() - 1n };
    const poorer = chain.api.createType('FrameSystemAccountInfo', { ...account.toJSON(), data });
    await chain.rpc('dev_setStorage', [[query.system!.account!.key(ledger), poorer.toHex()]]);
    const found = (await checkState(chain)).differences().map(({ what, expected, found }) => [what, expected - found]);
    assert.deepEqual(found, [
        ['OPEN of all accounts', 1n],
        ["the ledger's account", 1n],
    ]);

    const events = await chain.events(await chain.makeBlock());
    assert.ok(events.some(({ pallet, name }) => pallet === 'attribution' && name === 'ConservationBroken'));
    assert.ok((await chain.read<LedgerBooks>('attribution', 'totals')).payoutsStopped.isTrue);
});
