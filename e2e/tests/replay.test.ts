// SPDX-License-Identifier: Apache-2.0

// Vouchers that must not be paid: used before, lowered, changed, of another channel, chain, key or time. Each is
// skipped for its own reason, changes nothing, and does not hold up the good ones next to it.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Hex } from '@openledger/client';
import {
    acceptVoucher,
    accountOf,
    isVoucherAccepted,
    MAX_VOUCHERS,
    type SignedVoucher,
    sign,
    signVoucher,
    type Units,
    type Voucher,
    voucherPayload,
    wrap,
} from '@openledger/client';
import { Keyring } from '@polkadot/keyring';
import type { KeyringPair } from '@polkadot/keyring/types';
import { compactAddLength, u8aConcat, u8aToHex } from '@polkadot/util';
import { type ChainEvent, eventOf, eventsOf, type Outcome } from '../src/chain.ts';
import type { Events } from '../src/decoded.ts';
import { Escrow } from '../src/escrow.ts';
import { OPEN } from '../src/format.ts';
import { readRules } from '../src/stage.ts';
import { type Setup, setUp } from './setup.ts';
import { storageOf } from './storage.ts';

const ZERO: Hex = `0x${'00'.repeat(32)}`;
const OPAL_BOND = 1_000n * OPEN;

let setup: Setup;
let base: number;
let fineTune: number;
/** The last era of vouchers that are not to expire here. */
let expires: number;
/** Numbers of the channels, by payer and operator. */
const channels = new Map<string, bigint>();
/** The numbers of the agents' authorizations in Quentin's channel with Oscar, by account. */
const authorizations = new Map<string, bigint>();
/** Keys of agents that are not of the kind of everybody else's. */
let others: Record<'Edda' | 'Ecki' | 'Ethan', KeyringPair>;

const call = (pallet: string, name: string, ...args: unknown[]) => setup.chain.call(pallet, name, ...args);
const address = (name: string) => setup.people.get(name).address;
const genesis = () => setup.loop.inference.genesis;
const units = (calls: bigint): Units => ({ calls, inputTokens: calls * 812n, outputTokens: calls * 1_391n });

async function channelOf(payer: string, operator: string, amount: bigint): Promise<void> {
    const { chain, loop, people } = setup;
    const [outcome] = await chain.succeed([loop.inference.openChannel(address(operator), amount), people.get(payer)]);
    channels.set(`${payer} ${operator}`, eventOf(outcome!, 'inference', 'ChannelOpened').data.channel.toBigInt());
}

before(async () => {
    setup = await setUp('replay');
    const { chain, loop, people } = setup;
    await loop.prepare();
    [base, fineTune] = [Number(loop.model('agro-base').id), Number(loop.model('agro-support').id)];
    others = {
        Edda: new Keyring({ type: 'ed25519', ss58Format: 42 }).addFromUri('//Edda'),
        Ecki: new Keyring({ type: 'ecdsa', ss58Format: 42 }).addFromUri('//Ecki'),
        Ethan: new Keyring({ type: 'ethereum' }).addFromSeed(new Uint8Array(32).fill(5)),
    };
    const gifts = Object.entries({ Quentin: 2_000n, Rita: 100n, Oscar: 50n, Opal: 1_050n }).map(([name, amount]) =>
        call('balances', 'transferKeepAlive', address(name), amount * OPEN),
    );
    await chain.succeed([call('utility', 'batchAll', gifts), people.get('Bob')]);
    await chain.succeed([call('operatorStaking', 'bond', OPAL_BOND, 0), people.get('Opal')]);
    await channelOf('Quentin', 'Oscar', 300n * OPEN);
    await channelOf('Quentin', 'Opal', 300n * OPEN);
    await channelOf('Rita', 'Oscar', 5n * OPEN);

    const era = await chain.era();
    expires = era + 1_000;
    const agents: [string, bigint, number, number[]][] = [
        [address('Robin'), 100n * OPEN, era + 100, []],
        ...Object.values(others).map((pair): [string, bigint, number, number[]] => [
            accountOf(pair),
            OPEN,
            era + 100,
            [],
        ]),
        [address('Picky'), 100n * OPEN, era + 100, [base]],
        [address('Capped'), 3n * OPEN, era + 100, []],
        [address('Brief'), 100n * OPEN, era, []],
    ];
    const authorize = agents.map((agent) => loop.inference.authorizeAgent(address('Oscar'), ...agent));
    const [outcome] = await chain.succeed([call('utility', 'batchAll', authorize), people.get('Quentin')]);
    const authorized = eventsOf(outcome!.events, 'inference', 'AgentAuthorized');
    for (const [index, { data }] of authorized.entries()) {
        authorizations.set(agents[index]![0], data.authorization.toBigInt());
    }
    assert.deepEqual(
        [...authorizations.values()],
        agents.map((_, index) => BigInt(index)),
    );
    // Opal's stake covers from the next era on, in which Brief's time is over.
    await quiet();
});
after(() => setup?.stop());

/** The beginning of an era, with all done that is done once an era. */
async function quiet(): Promise<number> {
    const era = await setup.chain.nextEra();
    await setup.chain.makeBlock();
    await setup.chain.makeBlock();
    return era;
}

/** A voucher of Quentin for Oscar that is good. */
function voucher(change: Partial<Voucher> = {}): Voucher {
    return {
        payer: address('Quentin'),
        operator: address('Oscar'),
        channel: channels.get('Quentin Oscar')!,
        model: fineTune,
        amount: 5n * OPEN,
        units: units(50n),
        receiptsRoot: ZERO,
        splitVersion: 1,
        expires,
        ...change,
    };
}

/** An agent as vouchers name it. */
const named = (account: string, authorization = authorizations.get(account) ?? 0n) => ({ account, authorization });

/** A voucher signed with a key: as its payer's, or as an agent's. */
function signedWith(pair: KeyringPair, change: Partial<Voucher> = {}, asWallet = false): SignedVoucher {
    const one = voucher(change);
    const agent = accountOf(pair) === one.payer ? null : named(accountOf(pair));
    return signVoucher(pair, genesis(), { ...one, agent }, asWallet);
}

const signed = (by: string, change: Partial<Voucher> = {}, asWallet = false): SignedVoucher =>
    signedWith(setup.people.get(by), change, asWallet);

/** The other ecdsa signature of the same key over the same message: of each there are two. */
function mirrored({ ecdsa }: { ecdsa: Hex }): { ecdsa: Hex } {
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const s = (order - BigInt(`0x${ecdsa.slice(66, 130)}`)).toString(16).padStart(64, '0');
    return { ecdsa: `${ecdsa.slice(0, 66)}${s}${ecdsa.slice(130) === '00' ? '01' : '00'}` as Hex };
}

/** Accepts a voucher as an operator, so that any account can submit it. */
const accepted = (one: SignedVoucher, by = 'Oscar', asWallet = false): SignedVoucher =>
    acceptVoucher(setup.people.get(by), genesis(), one, asWallet);

/**
 * The event of a voucher: `VoucherSettled`, or `VoucherSkipped` with the reason. Its name tells which fields it has.
 */
type VoucherEvent = ChainEvent<Events['inference']['VoucherSettled'] & Events['inference']['VoucherSkipped']>;

/** Settles, as Oscar unless another account is named. Returns the outcome of the call and the event of each voucher. */
async function settle(vouchers: SignedVoucher[], by = 'Oscar'): Promise<{ outcome: Outcome; events: VoucherEvent[] }> {
    const { chain, loop, people } = setup;
    const [outcome] = await chain.succeed([loop.inference.settle(vouchers), people.get(by)]);
    const events = outcome!.events.filter(
        ({ name }) => name === 'VoucherSettled' || name === 'VoucherSkipped',
    ) as unknown as VoucherEvent[];
    assert.deepEqual(
        events.map(({ data }) => data.index.toNumber()),
        vouchers.map((_, index) => index),
    );
    return { outcome: outcome!, events };
}

/** The result of each voucher: the amount, or the reason. */
const results = (events: VoucherEvent[]) =>
    events.map(({ name, data }) => (name === 'VoucherSkipped' ? data.reason.toString() : data.amount.toBigInt()));

/** Everything that a voucher could change. */
async function standing() {
    const { chain, loop } = setup;
    const accounts = [address('Quentin'), address('Rita'), address('Opal')];
    for (const pallet of ['inference', 'attribution']) {
        accounts.push(chain.palletAccount(chain.constant(pallet, 'palletId').toU8a()));
    }
    return {
        inference: await storageOf(chain, 'Inference'),
        balances: await Promise.all(accounts.map((who) => chain.balance(who))),
        ledger: await storageOf(chain, 'Attribution'),
        era: await chain.era(),
        oscar: await loop.inference.channel(loop.channelKey('Quentin', 'Oscar')),
    };
}

test('vouchers signed with keys of every kind, raw or by a wallet, settle', async () => {
    const [own, ofAgents]: [SignedVoucher[], SignedVoucher[]] = [
        [signed('Quentin'), signed('Quentin', { amount: 6n * OPEN, units: units(60n) }, true), signed('Robin')],
        Object.values(others).flatMap((pair) => [
            signedWith(pair, { amount: OPEN / 4n }),
            signedWith(pair, { amount: OPEN / 2n }, true),
        ]),
    ];
    const { outcome, events } = await settle([...own, ...ofAgents]);
    const quarters = ofAgents.map(() => OPEN / 4n);
    assert.deepEqual(results(events), [5n * OPEN, OPEN, 5n * OPEN, ...quarters]);
    const { data } = eventOf(outcome, 'inference', 'BatchSettled');
    assert.equal(data.amount.toBigInt(), 11n * OPEN + 6n * (OPEN / 4n));
    assert.deepEqual([data.settled.toNumber(), data.skipped.toNumber()], [9, 0]);
});

/** Vouchers that must be skipped after the test above, why, and for which reason. */
function bad(era: number): [string, SignedVoucher, string][] {
    const { people } = setup;
    const later = { amount: 20n * OPEN, units: units(200n) };
    const next = voucher(later);
    const quentin = people.get('Quentin');
    const good = signed('Quentin', later);
    const as = (change: Partial<Voucher>, one: SignedVoucher): SignedVoucher => ({
        ...one,
        voucher: { ...one.voucher, ...change },
    });
    const changed = (change: Partial<Voucher>) => as(change, good);
    const claiming = (amount: bigint): SignedVoucher => ({ ...good, claim: { amount, units: units(200n) } });
    const robin = named(address('Robin'));
    const ofEcki = signedWith(others.Ecki, later);
    const elsewhere = Uint8Array.from(genesis(), (byte) => byte ^ 1);
    const payload = voucherPayload(genesis(), next);
    const noise = (length: number): Hex => u8aToHex(Uint8Array.from({ length }, (_, index) => (index * 73 + 11) % 256));
    const other = (signature: SignedVoucher['signature']): SignedVoucher => ({ ...good, signature });
    const ofOpal = signed('Quentin', { ...later, operator: address('Opal'), channel: channels.get('Quentin Opal')! });
    return [
        ['the same voucher again', signed('Quentin', { amount: 6n * OPEN, units: units(60n) }), 'NothingNew'],
        [
            'the same voucher, signed again by a wallet',
            signed('Quentin', { amount: 6n * OPEN, units: units(60n) }, true),
            'NothingNew',
        ],
        ['an earlier voucher', signed('Quentin'), 'NothingNew'],
        ['nothing', signed('Quentin', { model: base, amount: 0n, units: units(0n) }), 'NothingNew'],
        ["an agent's voucher again", signed('Robin'), 'NothingNew'],
        ['no channel', signed('Pia', { ...later, payer: address('Pia') }), 'ChannelNotFound'],
        ['another number', signed('Quentin', { ...later, channel: next.channel + 1_000n }), 'OtherChannel'],
        [
            "a voucher for Oscar on Opal's channel",
            accepted(changed({ operator: address('Opal'), channel: channels.get('Quentin Opal')! }), 'Opal'),
            'BadSignature',
        ],
        ['a voucher for Opal that she has not accepted', ofOpal, 'NotAccepted'],
        ['a voucher for Opal that Oscar accepts', accepted(ofOpal), 'NotAccepted'],
        ['a voucher for Opal that its payer accepts', accepted(ofOpal, 'Quentin'), 'NotAccepted'],
        [
            'a voucher for Opal with her word for the same of an agent',
            { ...ofOpal, acceptance: accepted(as({ agent: robin }, ofOpal), 'Opal').acceptance! },
            'NotAccepted',
        ],
        [
            'a voucher for Opal with a claim to which she has not agreed',
            { ...accepted(ofOpal, 'Opal'), claim: { amount: OPEN, units: units(10n) } },
            'NotAccepted',
        ],
        [
            'a voucher for Opal with another claim than she agreed to',
            { ...accepted({ ...ofOpal, claim: { amount: OPEN, units: units(10n) } }, 'Opal'), claim: null },
            'NotAccepted',
        ],
        ['a claim above what was signed', claiming(later.amount + 1n), 'ClaimTooHigh'],
        ['a claim of what was settled before', claiming(6n * OPEN), 'NothingNew'],
        ['a claim of nothing', claiming(0n), 'NothingNew'],
        [
            'a voucher for Opal that she signed as if it were hers to sign',
            { ...ofOpal, acceptance: sign(people.get('Opal'), voucherPayload(genesis(), ofOpal.voucher)) },
            'NotAccepted',
        ],
        [
            'a voucher for Opal with her word for another',
            { ...ofOpal, acceptance: accepted(changed({ operator: address('Opal') }), 'Opal').acceptance! },
            'NotAccepted',
        ],
        [
            "the payer's other channel",
            signed('Quentin', { ...later, channel: channels.get('Quentin Opal')! }),
            'OtherChannel',
        ],
        [
            "another payer's channel",
            changed({ payer: address('Rita'), channel: channels.get('Rita Oscar')! }),
            'BadSignature',
        ],
        ['signed for another chain', signVoucher(quentin, elsewhere, next), 'BadSignature'],
        ['signed for no chain', other(sign(quentin, payload.slice(0, 30))), 'BadSignature'],
        ['signed by somebody else', other(sign(people.get('Pia'), payload)), 'BadSignature'],
        ['signed by an agent in the name of the payer', other(sign(people.get('Robin'), payload)), 'BadSignature'],
        ['signed by the payer in the name of an agent', changed({ agent: robin }), 'BadSignature'],
        ['signed by an agent without its name', as({ agent: null }, signed('Robin', later)), 'BadSignature'],
        ['with a higher amount than was signed', changed({ amount: later.amount + 1n }), 'BadSignature'],
        ['with more work than was signed', changed({ units: units(201n) }), 'BadSignature'],
        ['with another model than was signed', changed({ model: base }), 'BadSignature'],
        ['with other receipts than were signed', changed({ receiptsRoot: u8aToHex(genesis()) }), 'BadSignature'],
        ['good for longer than was signed', changed({ expires: expires + 1 }), 'BadSignature'],
        ['expired', signed('Quentin', { ...later, expires: era - 1 }), 'Expired'],
        [
            'under a fee split that never was',
            signed('Quentin', { ...later, splitVersion: 99 }),
            'SplitVersionNotAccepted',
        ],
        ['under no fee split', signed('Quentin', { ...later, splitVersion: 0 }), 'SplitVersionNotAccepted'],
        ['for a model that is not there', signed('Quentin', { ...later, model: 4_242 }), 'ModelNotFound'],
        ['of a key that is no agent', signed('Max', later), 'AgentNotAuthorized'],
        [
            'of an agent under a number that it never had',
            signVoucher(people.get('Robin'), genesis(), { ...next, agent: named(robin.account, 99n) }),
            'AgentNotAuthorized',
        ],
        [
            "of an agent under another agent's number",
            signVoucher(people.get('Robin'), genesis(), { ...next, agent: named(robin.account, 1n) }),
            'AgentNotAuthorized',
        ],
        [
            "of an agent on another payer's channel",
            signed('Robin', { ...later, payer: address('Rita'), channel: channels.get('Rita Oscar')! }),
            'AgentNotAuthorized',
        ],
        ['of an agent whose time is over', signed('Brief', later), 'AgentExpired'],
        ['of an agent for a model that it may not use', signed('Picky', later), 'ModelNotAllowed'],
        ['without a signature', other({ sr25519: `0x${'00'.repeat(64)}` }), 'BadSignature'],
        ['with noise for a signature', other({ sr25519: noise(64) }), 'BadSignature'],
        ['with noise for an ed25519 signature', other({ ed25519: noise(64) }), 'BadSignature'],
        ['with noise for an ecdsa signature', other({ ecdsa: noise(65) }), 'BadSignature'],
        ['with noise for a signature of Ethereum', other({ eth: noise(65) }), 'BadSignature'],
        [
            'with a signature of another kind',
            other({ ed25519: (good.signature as { sr25519: Hex }).sr25519 }),
            'BadSignature',
        ],
        [
            'with the other ecdsa signature of the same key',
            { ...ofEcki, signature: mirrored(ofEcki.signature as { ecdsa: Hex }) },
            'BadSignature',
        ],
        ['signed in the first format', other(sign(quentin, payload.with(29, 0x31))), 'BadSignature'],
        ['wrapped twice', other(sign(quentin, wrap(payload), true)), 'BadSignature'],
    ];
}

test('a bad voucher is skipped for its own reason and changes nothing', async () => {
    const { chain, people, loop } = setup;
    const era = await quiet();
    const cases = bad(era);
    const before = await standing();
    const free = await chain.balance(address('Oscar'));
    const { outcome, events } = await settle(cases.map(([, one]) => one));
    const found = results(events);
    for (const [index, [what, , reason]] of cases.entries()) assert.equal(found[index], reason, what);
    const { data } = eventOf(outcome, 'inference', 'BatchSettled');
    assert.deepEqual([data.settled.toNumber(), data.skipped.toNumber()], [0, cases.length]);
    assert.ok(data.amount.isZero());
    assert.deepEqual(await standing(), before);
    assert.equal(await chain.balance(address('Oscar')), free - outcome.fee);

    // Each of them alone as well.
    for (const [what, one, reason] of cases.slice(0, 3)) {
        const [alone] = await chain.succeed([loop.inference.settle([one]), people.get('Oscar')]);
        assert.equal(eventOf(alone!, 'inference', 'VoucherSkipped').data.reason.toString(), reason, what);
    }
});

test('good vouchers among them settle', async () => {
    const cases = bad(await setup.chain.era());
    const good = [
        signed('Quentin', { amount: 7n * OPEN, units: units(70n) }),
        signed('Robin', { amount: 9n * OPEN, units: units(90n) }),
        signed('Quentin', { model: base, amount: 2n * OPEN, units: units(20n) }),
        signed('Picky', { model: base, amount: 3n * OPEN, units: units(30n) }),
    ];
    const mixed = cases.map(([, one]) => one);
    const expected: unknown[] = cases.map(([, , reason]) => reason);
    for (const [index, [one, amount]] of good
        .map((one, which) => [one, [1n, 4n, 2n, 3n][which]! * OPEN] as const)
        .entries()) {
        mixed.splice(index * 9, 0, one);
        expected.splice(index * 9, 0, amount);
    }
    const { outcome, events } = await settle(mixed);
    assert.deepEqual(results(events), expected);
    assert.equal(eventOf(outcome, 'inference', 'BatchSettled').data.amount.toBigInt(), 10n * OPEN);
});

test('a voucher that the operator never asked for settles nothing', async () => {
    const { chain, people } = setup;
    await chain.succeed([call('balances', 'transferKeepAlive', address('Robin'), 20n * OPEN), people.get('Bob')]);
    const most = (1n << 64n) - 1n;
    // More units than can ever be, all that is left for another model, and a planck for one more model.
    const hostile = [
        signed('Quentin', { amount: 7n * OPEN + 1n, units: { calls: most, inputTokens: most, outputTokens: most } }),
        signed('Quentin', { model: base, amount: 200n * OPEN, units: units(1n) }),
        signed('Robin', { model: base, amount: 1n, units: units(1n) }),
    ];
    for (const by of ['Quentin', 'Robin']) {
        await quiet();
        const before = await standing();
        const { outcome, events } = await settle([...hostile, ...hostile.map((one) => accepted(one, by))], by);
        assert.deepEqual(
            results(events),
            Array.from({ length: 6 }, () => 'NotAccepted'),
        );
        const after = await standing();
        // The first of the balances is Quentin's.
        if (by === 'Quentin') after.balances[0]! += outcome.fee;
        assert.deepEqual(after, before);
    }
});

test('a relayer submits vouchers that both sides signed, raw or by a wallet', async () => {
    await quiet();
    const first = signed('Quentin', { amount: 8n * OPEN, units: units(80n) });
    const second = signed('Robin', { amount: 10n * OPEN, units: units(100n) }, true);
    // Oscar's acceptance for one key does not hold for another key that signs the same.
    const copies = [
        signed('Capped', first.voucher),
        signed('Capped', second.voucher),
        signed('Quentin', second.voucher),
    ];
    const taken = [accepted(first), accepted(second, 'Oscar', true), accepted(second)];
    const copied = copies.map((copy, index): SignedVoucher => ({ ...copy, acceptance: taken[index]!.acceptance! }));
    for (const [index, copy] of copied.entries()) {
        assert.ok(isVoucherAccepted(genesis(), taken[index]!) && !isVoucherAccepted(genesis(), copy));
    }
    const { events } = await settle([first, taken[0]!, second, taken[1]!, ...copied], 'Robin');
    const refused = copied.map(() => 'NotAccepted');
    assert.deepEqual(results(events), ['NotAccepted', OPEN, 'NotAccepted', OPEN, ...refused]);
});

test('the amount alone decides: a decrease of units counts as zero, and the money is paid', async () => {
    await quiet();
    const less = signed('Quentin', { amount: 9n * OPEN, units: { ...units(70n), outputTokens: 200_000n } });
    const { events } = await settle([less]);
    assert.deepEqual(results(events), [OPEN]);
    const { calls, inputTokens, outputTokens } = events[0]!.data.units;
    const counted = [calls, inputTokens, outputTokens].map((count) => count.toBigInt());
    assert.deepEqual(counted, [0n, 0n, 200_000n - 80n * 1_391n]);
});

test('a voucher is a ceiling: the operator takes less, and later the rest', async () => {
    await quiet();
    const ceiling = signed('Quentin', { amount: 12n * OPEN, units: units(120n) });
    const claim = (amount: bigint, calls: bigint): SignedVoucher => ({
        ...ceiling,
        claim: { amount, units: units(calls) },
    });
    const first = await settle([claim(10n * OPEN, 100n), claim(10n * OPEN, 100n)]);
    assert.deepEqual(results(first.events), [OPEN, 'NothingNew']);
    const { total, units: counted } = first.events[0]!.data;
    assert.deepEqual([total.amount, total.units.calls, counted.calls].map(Number), [Number(10n * OPEN), 100, 20]);
    assert.equal(first.events[1]!.data.claimed.amount.toBigInt(), 10n * OPEN);
    // Of the work, no more than was signed.
    const second = await settle([claim(11n * OPEN, 1_000n), ceiling]);
    assert.deepEqual(results(second.events), [OPEN, OPEN]);
    assert.deepEqual(
        second.events.map(({ data }) => data.units.calls.toBigInt()),
        [20n, 0n],
    );
});

test('calls and tokens count as far as they are paid for', async () => {
    await quiet();
    const most = (1n << 64n) - 1n;
    const price = setup.chain.constant('inference', 'minCallPrice').toBigInt();
    assert.ok(price > 1n);
    const of = (amount: bigint) =>
        signedWith(others.Edda, { model: base, amount, units: { calls: most, inputTokens: most, outputTokens: 7n } });
    const { events } = await settle([of(1n), of(price), of(3n * price + 1n)]);
    assert.deepEqual(results(events), [1n, price - 1n, 2n * price + 1n]);
    const counted = events.map(({ data: { units: one } }) =>
        [one.calls, one.inputTokens, one.outputTokens].map((count) => count.toBigInt()),
    );
    assert.deepEqual(counted, [
        [0n, 1_000n, 7n],
        [1n, 1_000n * (price - 1n), 0n],
        [2n, 1_000n * (2n * price + 1n), 0n],
    ]);
});

test('an agent is renewed at once; once revoked, its key gets another number', async () => {
    const { chain, loop, people } = setup;
    const era = await quiet();
    const account = address('Robin');
    const key = loop.channelKey('Quentin', 'Oscar');
    const authorize = async (cap: bigint, until: number) => {
        const call = loop.inference.authorizeAgent(address('Oscar'), account, cap, until, []);
        const [outcome] = await chain.succeed([call, people.get('Quentin')]);
        return eventOf(outcome!, 'inference', 'AgentAuthorized').data.authorization.toBigInt();
    };
    const before = authorizations.get(account)!;
    assert.equal(await authorize(101n * OPEN, era + 200), before);
    const old = signed('Robin', { amount: 11n * OPEN, units: units(110n) });
    await chain.succeed([loop.inference.revokeAgent(address('Oscar'), account), people.get('Quentin')]);
    assert.ok((await loop.inference.agent(key, account))!.revoked);
    const later = await authorize(OPEN, era + 200);
    assert.equal(later, BigInt(authorizations.size));
    authorizations.set(account, later);
    const info = (await loop.inference.agent(key, account))!;
    assert.deepEqual([info.authorization, info.revoked, info.cap], [later, false, OPEN]);
    // In the thaw, the operator can settle what it took under the old number. What the key spent counts for both.
    const next = signed('Robin', { amount: 13n * OPEN, units: units(130n) });
    assert.deepEqual(results((await settle([old, next])).events), [OPEN, 'CapReached']);
    await quiet();
    assert.deepEqual(results((await settle([next, old])).events), [OPEN, 'NothingNew']);
});

describe('a good voucher that cannot be paid in full is limited', () => {
    let escrow: Escrow;
    const limited = (events: VoucherEvent[]) =>
        events.map(({ data }) => [
            data.amount.toBigInt(),
            data.left.toBigInt(),
            data.limit.isNone ? undefined : data.limit.unwrap().toString(),
            data.units.calls.toBigInt(),
            data.units.inputTokens.toBigInt(),
        ]);
    const computed = (claim: Parameters<Escrow['settle']>[0], era: number) => {
        const { amount, left, limit, units: counted } = escrow.settle(claim, era);
        return [amount, left, limit, counted.calls, counted.inputTokens];
    };

    before(async () => {
        const { chain } = setup;
        escrow = new Escrow(await readRules(chain));
        escrow.stake('Oscar', 10n ** 30n);
        escrow.stake('Opal', OPAL_BOND);
        escrow.open('Rita', 'Oscar', 5n * OPEN);
        escrow.open('Quentin', 'Oscar', 200n * OPEN);
        escrow.open('Quentin', 'Opal', 300n * OPEN);
        escrow.authorize('Quentin', 'Oscar', 'Capped', 3n * OPEN);
    });

    test('by the balance of the channel', async () => {
        const { chain, loop, people } = setup;
        const change = {
            payer: address('Rita'),
            channel: channels.get('Rita Oscar')!,
            amount: 8n * OPEN + 1n,
            units: units(77n),
        };
        const claim = {
            payer: 'Rita',
            operator: 'Oscar',
            model: String(fineTune),
            amount: change.amount,
            units: change.units,
        };
        const one = signed('Rita', change);
        const first = await settle([one, one]);
        assert.deepEqual(limited(first.events.slice(0, 1)), [computed(claim, 0)]);
        assert.equal(first.events[0]!.data.limit.unwrap().toString(), 'Balance');
        assert.equal(results(first.events)[1], 'ChannelEmpty');
        await chain.succeed([loop.inference.topUp(address('Oscar'), 4n * OPEN), people.get('Rita')]);
        escrow.topUp('Rita', 'Oscar', 4n * OPEN);
        const rest = await settle([one]);
        assert.deepEqual(limited(rest.events), [computed(claim, 0)]);
        const channel = (await loop.inference.channel(loop.channelKey('Rita', 'Oscar')))!;
        assert.deepEqual(channel.settled, [{ model: fineTune, amount: change.amount, units: change.units }]);
        assert.equal(channel.balance, escrow.balance('Rita', 'Oscar'));
    });

    test("by the agent's cap, until the next era", async () => {
        await quiet();
        const claim = { amount: 4n * OPEN + 3n, units: units(41n) };
        const one = signed('Capped', claim);
        const expected = { payer: 'Quentin', operator: 'Oscar', agent: 'Capped', model: String(fineTune), ...claim };
        const first = await settle([one, one]);
        const era = await setup.chain.eraOf(first.outcome.block);
        assert.deepEqual(limited(first.events.slice(0, 1)), [computed(expected, era)]);
        assert.equal(first.events[0]!.data.limit.unwrap().toString(), 'Cap');
        assert.equal(results(first.events)[1], 'CapReached');
        const next = await quiet();
        const rest = await settle([one]);
        assert.deepEqual(limited(rest.events), [computed(expected, next)]);
        assert.deepEqual(results(rest.events), [OPEN + 3n]);
    });

    test("by what the operator's stake covers", async () => {
        const { loop } = setup;
        const era = await quiet();
        const change = {
            operator: address('Opal'),
            channel: channels.get('Quentin Opal')!,
            amount: 250n * OPEN,
            units: units(999n),
        };
        const claim = {
            payer: 'Quentin',
            operator: 'Opal',
            model: String(fineTune),
            amount: change.amount,
            units: change.units,
        };
        const one = signed('Quentin', change);
        const { events } = await settle([one, one], 'Opal');
        assert.deepEqual(limited(events.slice(0, 1)), [computed(claim, era)]);
        assert.equal(events[0]!.data.limit.unwrap().toString(), 'Coverage');
        assert.equal(results(events)[1], 'NotCovered');
        assert.equal((await loop.inference.channel(loop.channelKey('Quentin', 'Opal')))!.coverage, 0n);
    });
});

test('vouchers for a channel are worth nothing once it is closed and opened again', async () => {
    const { chain, loop, people } = setup;
    const later = { amount: 50n * OPEN, units: units(500n) };
    const [own, ofAgent] = [signed('Quentin', later), signed('Robin', later)];
    await chain.succeed([loop.inference.closeChannel(loop.channelKey('Quentin', 'Oscar')), people.get('Oscar')]);
    assert.deepEqual(results((await settle([own, ofAgent])).events), ['ChannelNotFound', 'ChannelNotFound']);
    await channelOf('Quentin', 'Oscar', 100n * OPEN);
    const again = voucher(later);
    assert.notEqual(again.channel, own.voucher.channel);
    const { events } = await settle([
        own,
        ofAgent,
        // The old signature with the new number, and the agent of the old channel.
        { ...own, voucher: again },
        signed('Robin', later),
        signed('Quentin', { amount: OPEN, units: units(1n) }),
    ]);
    assert.deepEqual(results(events), ['OtherChannel', 'OtherChannel', 'BadSignature', 'AgentNotAuthorized', OPEN]);
});

test('256 vouchers are settled at once, 257 are refused', async () => {
    const { chain, loop, people } = setup;
    const one = signed('Quentin', { amount: 2n * OPEN, units: units(2n) });
    const many = Array.from({ length: MAX_VOUCHERS + 1 }, () => one);
    await quiet();
    const before = await standing();
    const outcome = await chain.send(loop.inference.settle(many), people.get('Oscar'));
    assert.match(outcome.error ?? 'success', /^Inference\.TooManyVouchers: /);
    assert.deepEqual(await standing(), before);
    const { events } = await settle(many.slice(1));
    assert.deepEqual(results(events), [OPEN, ...Array.from({ length: MAX_VOUCHERS - 1 }, () => 'NothingNew')]);
});

/** The bytes of payer, operator and channel. */
const voucherStart = ({ voucher: one }: SignedVoucher) =>
    u8aToHex(voucherPayload(genesis(), one).slice(62, 62 + 72)).slice(2);

test('bytes that are no voucher never reach the pool', async () => {
    const { chain, loop, people } = setup;
    await quiet();
    const before = await standing();
    const one = signed('Quentin', { amount: 3n * OPEN, units: units(3n) });
    const { sr25519: signature } = one.signature as { sr25519: Hex };
    const transaction = await loop.inference.settle([one]).signAsync(people.get('Oscar'), { nonce: -1 });
    const bytes = transaction.toHex();
    // The kind of the signature is in the byte before it. Behind it come whether there is a claim, and whether the operator
    // has signed too. In the voucher, whether there is an agent comes after payer, operator and channel.
    const at = bytes.indexOf(signature.slice(2));
    const end = at + signature.length - 2;
    const agent = at - 2 - 2 * (voucherPayload(genesis(), one.voucher).length - 30 - 32 - 72);
    assert.ok(at > 0 && bytes.slice(at - 2, at) === '01' && bytes.slice(end, end + 4) === '0000');
    assert.ok(bytes.slice(agent - 144, agent + 2) === `${voucherStart(one)}00`);
    const put = (byte: string, place: number) => `${bytes.slice(0, place)}${byte}${bytes.slice(place + 2)}`;
    const malformed = {
        'a kind of signature that there is not': put('09', at - 2),
        'neither an agent nor none': put('02', agent),
        'an agent of no bytes': put('01', agent),
        'neither a claim nor none': put('02', end),
        'a claim of no bytes': put('01', end),
        'neither accepted nor not': put('02', end + 2),
        'accepted by no bytes': put('01', end + 2),
        'cut off': bytes.slice(0, -20),
        'with more behind it': u8aToHex(compactAddLength(u8aConcat(transaction.toU8a(true), [0]))),
        'no length': u8aToHex(transaction.toU8a(true)),
        nothing: '0x',
    };
    for (const [what, raw] of Object.entries(malformed)) {
        await assert.rejects(chain.rpc('author_submitExtrinsic', raw), what);
    }
    // Such bytes for a voucher are refused by the runtime API as well.
    await assert.rejects(chain.rpc('state_call', 'OpenLedgerApi_voucher_payload', '0x0102'));
    await chain.makeBlock();
    assert.deepEqual(await standing(), before);
    // The transaction that they were made from is good.
    const [outcome] = await chain.succeed([loop.inference.settle([one]), people.get('Oscar')]);
    assert.equal(eventOf(outcome!, 'inference', 'VoucherSettled').data.amount.toBigInt(), OPEN);
});
