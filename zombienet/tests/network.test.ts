// SPDX-License-Identifier: Apache-2.0

// One network, and everything that happens to it, in order. The measurements go into `.run/results.md`.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Collator, type Int } from '@openledger/client';
import { People } from '@openledger/e2e/accounts';
import { type Call, Chain, eventOf, eventsOf } from '@openledger/e2e/chain';
import { OPEN } from '@openledger/e2e/format';
import { indexOf, Referenda, WHITELISTED_CALLER } from '@openledger/e2e/governance';
import { Loop } from '@openledger/e2e/loop';
import { startNode } from '@openledger/e2e/node';
import { nextRuntime } from '@openledger/e2e/runtime';
import { statement } from '@openledger/e2e/statement';
import type { Bytes, Enum, Option } from '@polkadot/types';
import type { AccountInfo, Header } from '@polkadot/types/interfaces';
import type { Codec } from '@polkadot/types/types';
import { Load } from '../src/load.ts';
import { Network } from '../src/network.ts';
import { Results } from '../src/results.ts';
import { author, authors, best, difference, final, hashAt, until, type Watched, watch } from '../src/watch.ts';

const PARA = 2000;

/** The first field of the relay chain's events about our blocks. */
interface CandidateReceipt extends Codec {
    descriptor: Codec & { paraId: Int };
}

/** The storage key of the runtime: `:code`. */
const CODE = '0x3a636f6465';
/** The balance of each vote: most of a well-known account's balance. */
const VOTE = 9_000_000n * OPEN;
const MINUTE = 60_000;

const results = new Results();
const began = Date.now();
let network: Network;
let people: People;
/** The collator with a relay chain node inside, and the one that asks the validators. */
let charlie: Watched;
let dave: Watched;
let relay: Watched;
/** The one that joins late. */
let eve: Watched;
/** Session keys that are not their account's own. */
const names = new Map<string, string>();

const nameOf = (key: string) => names.get(key) ?? people.name(key);
/** The number of blocks from `from` to `to` by each account. */
const blocksBy = async (chain: Chain, from: number, to: number): Promise<Map<string, number>> =>
    new Map([...(await authors(chain, from, to))].map(([key, blocks]) => [nameOf(key), blocks]));
const inWords = (count: Map<string, number>) => [...count].map(([name, blocks]) => `${name} ${blocks}`).join(', ');

/** The demo's statement on a development chain. */
async function developmentStatement(): Promise<string[]> {
    const node = await startNode('zombienet-development');
    try {
        const chain = await Chain.connect(node.endpoint);
        try {
            const loop = new Loop(chain, await People.create(42));
            await loop.run();
            return statement(loop);
        } finally {
            await chain.disconnect();
        }
    } finally {
        await node.stop();
    }
}

let expected: string[];
before(
    async () => {
        network = await Network.start();
        results.seconds('the network is up: two validators, two collators', (Date.now() - began) / 1_000);
        expected = await developmentStatement();
        people = await People.create(42);
        // Known by name.
        for (const name of ['Charlie', 'Dave']) people.get(name);
        [charlie, dave, relay] = (await Promise.all(
            ['charlie', 'dave', 'validator-1'].map((name) => watch(network.node(name))),
        )) as [Watched, Watched, Watched];
    },
    { timeout: 20 * MINUTE },
);

after(async () => {
    for (const one of [charlie, dave, relay, eve]) await one?.chain.disconnect().catch(() => {});
    network?.stop();
    results.seconds('all of it', (Date.now() - began) / 1_000);
    console.log(`Measured: ${results.write()}`);
});

describe('the parachain', () => {
    test('is registered, produces, is backed, included and finalized', { timeout: 10 * MINUTE }, async () => {
        const lifecycle = await relay.chain.read<Option<Enum>>('paras', 'paraLifecycles', PARA);
        assert.equal(lifecycle.unwrap().type, 'Parachain');
        await until('ten final blocks', 300, async () => (await final(charlie.chain)) >= 10);

        // The relay chain's events of our blocks.
        const seen = new Set<string>();
        const head = await final(relay.chain);
        for (let number = Math.max(1, head - 8); number <= head; number += 1) {
            for (const { pallet, name, data } of await relay.chain.events(await hashAt(relay.chain, number))) {
                if (pallet !== 'paraInclusion' || !name.startsWith('Candidate')) continue;
                const { descriptor } = data[0] as CandidateReceipt;
                if (descriptor.paraId.toNumber() === PARA) seen.add(name);
            }
        }
        assert.ok(seen.has('CandidateBacked') && seen.has('CandidateIncluded'), `seen: ${[...seen].join(', ')}`);

        // The relay chain's head of our chain is one of our blocks, the same on both collators, and final.
        const block = (await relay.chain.api.rpc.chain.getFinalizedHead()).toHex();
        const ours = await relay.chain.readAt<Option<Bytes>>(block, 'paras', 'heads', PARA);
        const header: Header = charlie.chain.api.createType('Header', ours.unwrap().toU8a(true));
        const number = header.number.toNumber();
        for (const { chain } of [charlie, dave]) {
            await until(`block ${number} to be final`, 120, async () => (await final(chain)) >= number);
            assert.equal(await hashAt(chain, number), header.hash.toHex());
        }
    });

    // A session of this relay chain lasts ten blocks, and each change of sessions costs us one.
    test('makes nine blocks a minute, both collators in turn', { timeout: 5 * MINUTE }, async () => {
        const from = await final(charlie.chain);
        await until('twenty more final blocks', 240, async () => (await final(charlie.chain)) >= from + 20);
        const time = async (number: number): Promise<number> => {
            const block = await hashAt(charlie.chain, number);
            return (await charlie.chain.readAt<Int>(block, 'timestamp', 'now')).toNumber();
        };
        const interval = ((await time(from + 20)) - (await time(from))) / 20_000;
        results.seconds('time between two blocks, on average of 20', interval);
        assert.ok(interval < 8, `${interval} s between two blocks`);
        const count = await blocksBy(charlie.chain, from + 1, from + 20);
        results.note('of 20 blocks were made by', inWords(count));
        assert.deepEqual([...count.keys()].sort(), ['Charlie', 'Dave']);
        for (const [name, blocks] of count) assert.ok(blocks >= 6, `${name} made ${blocks} of 20 blocks`);
    });
});

test('the whole loop of the demo runs over it, and ends with the same statement', {
    timeout: 45 * MINUTE,
}, async () => {
    const loopBegan = Date.now();
    const loop = new Loop(charlie.chain, await People.create(42), (line) => console.log(`  ${line}`));
    await loop.run();
    assert.deepEqual(loop.books.differences(), []);
    assert.ok(loop.books.balance());
    assert.deepEqual(statement(loop), expected);
    // It went by best blocks. All of it is final now, and nothing has become anything else.
    await charlie.chain.ensureUnchanged(await charlie.blocks.final());
    results.seconds('the loop of the demo', (Date.now() - loopBegan) / 1_000);
});

test('a third node joins late and has all blocks', { timeout: 10 * MINUTE }, async () => {
    const joined = Date.now();
    // It would go by the clock if it were to make blocks, and soon is.
    eve = await watch(await network.join('eve', '--authoring', 'slot-based'));
    const goal = await final(charlie.chain);
    await until('it to have them', 300, async () => (await final(eve.chain)) >= goal);
    results.seconds(`a node that joins at block ${goal} has all final blocks after`, (Date.now() - joined) / 1_000);
    assert.equal(await difference(charlie.chain, eve.chain, 1, goal), undefined);
});

describe('a collator', () => {
    /** Ferdie's account, eve's machine. */
    let ferdie: Collator;
    const call = (pallet: string, name: string, ...args: unknown[]): Call => dave.chain.call(pallet, name, ...args);

    test('becomes one with session keys and a bond', { timeout: 15 * MINUTE }, async () => {
        const { chain } = dave;
        ferdie = new Collator(chain.api, people.get('Ferdie'));
        const keys = await ferdie.rotateKeys(eve.chain.provider);
        names.set(keys.keys, 'Ferdie');

        // Without keys there is no candidacy, and a proof is for one account only.
        const early = await chain.send(ferdie.register(), ferdie.pair);
        assert.match(early.error ?? 'success', /^CollatorSelection\.ValidatorNotRegistered: /);
        const stranger = await chain.send(ferdie.setKeys(keys), people.get('Eve'));
        assert.match(stranger.error ?? 'success', /^Session\.InvalidProof: /);

        await chain.succeed([ferdie.setKeys(keys), ferdie.pair]);
        const [registered] = await chain.succeed([ferdie.register(), ferdie.pair]);
        assert.equal(
            eventOf(registered!, 'collatorSelection', 'CandidateAdded').data.deposit.toBigInt(),
            await ferdie.bond(),
        );
        const waited = await until('the session after the next', 400, () => ferdie.collates());
        results.seconds('from candidacy to collating', waited);
    });

    test('earns half of what is in the pot with each block', { timeout: 10 * MINUTE }, async () => {
        const { chain } = dave;
        const pot = chain.palletAccount(chain.constant('collatorSelection', 'potId').toU8a());
        const free = async (number: number): Promise<bigint> => {
            const block = await hashAt(chain, number);
            return (
                await chain.readAt<AccountInfo>(block, 'system', 'account', ferdie.pair.address)
            ).data.free.toBigInt();
        };
        const from = (await best(chain)) + 1;
        let blocks = 0;
        let number = from;
        // A transaction per block, so that there are fees.
        for (; blocks < 3; number += 1) {
            await until(`block ${number}`, 120, async () => (await best(chain)) >= number);
            if (nameOf(await author(chain, number)) === 'Ferdie') blocks += 1;
            await chain.succeed([call('system', 'remark', '0x00'), people.get('Alice')]);
        }
        const to = await best(chain);
        const earned = await paid(chain, pot, ferdie.pair.address, from, to);
        assert.ok(earned > 0n);
        assert.equal((await free(to)) - (await free(from - 1)), earned);
        results.note('blocks with a third collator', inWords(await blocksBy(chain, from, to)));
        results.note('what it earned with its blocks, in planck', String(earned));
    });

    test('leaves, and has its bond again', { timeout: 15 * MINUTE }, async () => {
        const { chain } = dave;
        const reserved = async () =>
            (await chain.read<AccountInfo>('system', 'account', ferdie.pair.address)).data.reserved.toBigInt();
        assert.equal(await reserved(), await ferdie.bond());
        await chain.succeed([ferdie.leave(), ferdie.pair]);
        assert.equal(await reserved(), 0n);
        const waited = await until('the session after the next', 400, async () => !(await ferdie.collates()));
        results.seconds('from leaving to the last session', waited);
        await chain.succeed([ferdie.purgeKeys(), ferdie.pair]);
        const from = (await best(chain)) + 1;
        await until('six more blocks', 120, async () => (await best(chain)) >= from + 6);
        assert.ok(!(await blocksBy(chain, from + 1, from + 6)).has('Ferdie'));
    });
});

test('a collator that is killed in the middle of load comes back, and nothing is lost', {
    timeout: 20 * MINUTE,
}, async () => {
    const node = network.node('charlie');
    const load = new Load(dave.chain, people);
    await load.prepare();
    const sending = load.run(150, 250);
    await sleep(30_000);

    const before = { best: await best(dave.chain), final: await final(charlie.chain) };
    await node.kill();
    const killed = Date.now();
    await until('blocks without it', 120, async () => (await best(dave.chain)) >= before.best + 2);
    results.seconds('charlie is killed; the others make two more blocks within', (Date.now() - killed) / 1_000);
    await sleep(Math.max(0, 40_000 - (Date.now() - killed)));
    const goal = await final(dave.chain);

    node.start();
    const back = Date.now();
    await until('charlie to have what it missed', 240, async () => (await final(charlie.chain)) >= goal);
    results.seconds('charlie is started again after 40 s and has all final blocks after', (Date.now() - back) / 1_000);
    let next = (await best(dave.chain)) + 1;
    await until('a block of its own', 240, async () => {
        for (; next <= (await best(dave.chain)); next += 1) {
            if (nameOf(await author(dave.chain, next)) === 'Charlie') return true;
        }
        return false;
    });
    results.seconds('and makes a block again after', (Date.now() - back) / 1_000);

    const sent = await sending;
    const slowest = await until('all that was sent', 240, async () => (await load.arrived(dave.chain)) === sent);
    results.note('transactions sent meanwhile, and arrived', `${sent}, ${await load.arrived(dave.chain)}`);
    results.seconds('the last of them after the load', slowest);
    assert.ok(await load.complete());
    const end = await best(dave.chain);
    for (const { chain } of [dave, charlie, eve]) {
        await until('it to be final', 240, async () => (await final(chain)) >= end);
        assert.equal(await load.arrived(chain), sent);
    }
    // From before it was killed until now, it has the blocks that everybody has.
    assert.equal(await difference(dave.chain, charlie.chain, Math.max(1, before.final - 20), end), undefined);
    assert.equal(await difference(dave.chain, eve.chain, Math.max(1, before.final - 20), end), undefined);
});

test('a relay validator stops and returns, and blocks are final again', { timeout: 20 * MINUTE }, async () => {
    const node = network.node('validator-2');
    await node.kill('SIGTERM');
    const stopped = Date.now();
    await sleep(30_000);
    // Two of two have to agree.
    const stuck = await final(relay.chain);
    await sleep(30_000);
    assert.equal(await final(relay.chain), stuck, 'nothing is final without it');
    const ours = await final(dave.chain);
    node.start();
    const back = Date.now();
    results.seconds('a validator is stopped for', (back - stopped) / 1_000);
    await until('finality of the relay chain', 300, async () => (await final(relay.chain)) > stuck);
    results.seconds('it is back, and the relay chain finalizes after', (Date.now() - back) / 1_000);
    await until('finality of ours', 300, async () => (await final(dave.chain)) >= ours + 5);
    results.seconds('and five more blocks of ours are final after', (Date.now() - back) / 1_000);
    const goal = await final(dave.chain);
    await until('charlie to have them', 120, async () => (await final(charlie.chain)) >= goal);
    assert.equal(await difference(dave.chain, charlie.chain, Math.max(1, ours - 10), goal), undefined);
});

test('an upgrade that a referendum decided is enacted while it runs', { timeout: 30 * MINUTE }, async () => {
    const { chain } = dave;
    const call = (pallet: string, name: string, ...args: unknown[]): Call => chain.call(pallet, name, ...args);
    const as = (name: string, transaction: Call) => chain.succeed([transaction, people.get(name)]);
    const versionOn = async (node: Chain) =>
        (await node.rpc<{ specVersion: number }>('state_getRuntimeVersion')).specVersion;
    const version = await versionOn(chain);
    const old = await chain.rpc<string>('state_getStorage', CODE);
    const code = nextRuntime(Buffer.from(old.slice(2), 'hex'));
    const authorize = call('system', 'authorizeUpgrade', chain.api.registry.hash(code).toHex());

    // Two of three members of the technical committee vouch for it.
    const motion = call('whitelist', 'whitelistCall', authorize.method.hash.toHex());
    const length = motion.method.encodedLength;
    const [proposed] = await as('Bob', call('technicalCommittee', 'propose', 2, motion, length));
    const { proposalHash, proposalIndex } = eventOf(proposed!, 'technicalCommittee', 'Proposed').data;
    const agree = call('technicalCommittee', 'vote', proposalHash, proposalIndex, true);
    await chain.succeed([agree, people.get('Bob')], [agree, people.get('Charlie')]);
    const weight = { refTime: 5_000_000_000, proofSize: 100_000 };
    const [closed] = await as('Dave', call('technicalCommittee', 'close', proposalHash, proposalIndex, weight, length));
    eventOf(closed!, 'whitelist', 'CallWhitelisted');

    const referenda = new Referenda(chain);
    const dispatch = call('whitelist', 'dispatchWhitelistedCallWithPreimage', authorize);
    await as('Bob', referenda.note(dispatch));
    const asked = Date.now();
    const [submitted] = await as('Charlie', referenda.submit(WHITELISTED_CALLER, dispatch));
    const index = indexOf(submitted!);
    await as('Dave', referenda.placeDecisionDeposit(index));
    const voters = ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'];
    const vote = referenda.vote(index, { aye: true, conviction: 'Locked1x', balance: VOTE });
    await chain.succeed(...voters.map((name): [Call, ReturnType<People['get']>] => [vote, people.get(name)]));
    assert.equal(await referenda.decided(index), 'Approved');
    const { error } = await referenda.enacted(index);
    assert.equal(error, undefined);
    results.seconds('a referendum from its submission to its enactment', (Date.now() - asked) / 1_000);

    const [applied] = await as('Eve', call('system', 'applyAuthorizedUpgrade', `0x${code.toString('hex')}`));
    eventOf(applied!, 'parachainSystem', 'ValidationFunctionStored');
    const waiting = Date.now();
    assert.equal(await versionOn(chain), version, 'the relay chain has to agree first');
    for (const one of [dave, charlie, eve]) {
        await until('the new runtime', 600, async () => (await versionOn(one.chain)) === version + 1);
        await one.chain.followUpgrade(version + 1);
    }
    results.seconds('the relay chain lets the new runtime through after', (Date.now() - waiting) / 1_000);

    // Everything goes on, with both collators and without a fork.
    const from = (await best(chain)) + 1;
    await chain.succeed([call('balances', 'transferKeepAlive', people.get('Bob').address, OPEN), people.get('Alice')]);
    await until('twelve final blocks', 300, async () => (await final(chain)) >= from + 12);
    const count = await blocksBy(chain, from, from + 12);
    assert.deepEqual([...count.keys()].sort(), ['Charlie', 'Dave']);
    for (const one of [charlie, eve]) {
        await until('all of them everywhere', 120, async () => (await final(one.chain)) >= from + 12);
        assert.equal(await difference(chain, one.chain, Math.max(1, from - 60), from + 12), undefined);
    }
    const end = await final(chain);
    results.note('blocks of the whole run, final', inWords(await blocksBy(chain, 1, end)));
});

/** The sum that `from` paid to `who` in some blocks, in planck. */
async function paid(chain: Chain, from: string, who: string, first: number, last: number): Promise<bigint> {
    let sum = 0n;
    for (let number = first; number <= last; number += 1) {
        const events = await chain.events(await hashAt(chain, number));
        for (const { data } of eventsOf(events, 'balances', 'Transfer')) {
            if (String(data.from) === from && String(data.to) === who) sum += data.amount.toBigInt();
        }
    }
    return sum;
}
