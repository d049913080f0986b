// SPDX-License-Identifier: Apache-2.0

// A newcomer that owns nothing contributes, is accepted, earns, claims and appeals. The balance of everybody whose money
// moves is compared before and after each step. The datanet, its budget, the model and the operator are those that a
// development chain starts with.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DisputesClient, evidenceOf, SponsorshipClient } from '@openledger/client';
import type { Option } from '@polkadot/types';
import type { Codec } from '@polkadot/types/types';
import { type Call, eventOf, eventsOf, type Outcome, Rejected } from '../src/chain.ts';
import { artifact, commitment } from '../src/data.ts';
import { OPEN } from '../src/format.ts';
import { refused } from './refusal.ts';
import { type Setup, setUp } from './setup.ts';

const DATANET = 0;
const MODEL = 0;
const NEWCOMER = 'Nia';
const DEPOSIT = OPEN;

let setup: Setup;
let sponsorship: SponsorshipClient;
let disputes: DisputesClient;
let least: bigint;
let record: bigint;
let usage: bigint;
before(async () => {
    setup = await setUp('sponsorship');
    const { chain } = setup;
    sponsorship = new SponsorshipClient(chain.api);
    disputes = new DisputesClient(chain.api);
    least = chain.constant('balances', 'existentialDeposit').toBigInt();
    // The curators of the development chain's datanet have bonds, so that their reviews stay with the record.
    record =
        chain.constant('datanets', 'recordDeposit').toBigInt() +
        chain.constant('datanets', 'reviewsDeposit').toBigInt();
    usage = chain.constant('sponsorship', 'usageDeposit').toBigInt();
});
after(() => setup?.stop());

const call = (pallet: string, name: string, ...args: unknown[]) => setup.chain.call(pallet, name, ...args);
const address = (name: string) => setup.people.get(name).address;
const balance = (name: string) => setup.chain.balance(address(name));
const budget = async () => {
    const found = await sponsorship.sponsorship(DATANET, address(NEWCOMER));
    assert.ok(found !== null);
    return found;
};
const send = async (by: string, one: Call): Promise<Outcome> =>
    (await setup.chain.succeed([one, setup.people.get(by)]))[0] as Outcome;
const submission = (content: string) => ({
    kind: 'Raw',
    contentHash: commitment(address(NEWCOMER), artifact(content)),
    items: 10,
    bytes: 4_096,
    uri: null,
});
const contribute = (content: string) => call('datanets', 'contribute', DATANET, submission(content), DEPOSIT);
const contributed = (outcome: Outcome) => eventOf(outcome, 'datanets', 'Contributed').data.contribution.toBigInt();
const review = async (contribution: bigint, score: number) => {
    for (const curator of ['Bob', 'Charlie']) await send(curator, call('datanets', 'review', contribution, score));
};

test('the budget is that of the preset, by the client and by the RPC', async () => {
    const { account, free, held, policy, spent, allowance } = await budget();
    const pays = {
        beneficiaries: 'Everyone',
        fees: OPEN / 10n,
        deposits: 5n * OPEN,
        total: 100n * OPEN,
        welcome: true,
    };
    assert.deepEqual(policy, pays);
    // The account keeps the existential deposit as long as it has something on hold.
    assert.deepEqual([free + held, spent], [1_000n * OPEN - least, 0n]);
    assert.deepEqual(allowance, { fees: pays.fees, deposits: pays.deposits });
    assert.equal(await setup.chain.balance(account), free + held + least);
    assert.deepEqual(await setup.chain.rpc('openledger_sponsorship', DATANET, address(NEWCOMER)), {
        account,
        free: String(free),
        held: String(held),
        policy: {
            beneficiaries: 'everyone',
            fees: String(pays.fees),
            deposits: String(pays.deposits),
            total: String(pays.total),
            welcome: true,
        },
        spent: '0',
        allowance: { fees: String(pays.fees), deposits: String(pays.deposits) },
    });
    await assert.rejects(setup.chain.rpc('openledger_sponsorship', 4_242), /no datanet 4242/);
    assert.equal(await sponsorship.sponsorship(4_242), null);
});

describe('an account that owns nothing', () => {
    let first: bigint;
    let second: bigint;
    let penalty: bigint;

    test('cannot send anything that no budget pays for', async () => {
        assert.equal(await balance(NEWCOMER), 0n);
        const remark = setup.chain.call('system', 'remark', '0x00');
        await assert.rejects(setup.chain.send(remark, setup.people.get(NEWCOMER)), Rejected);
    });

    test('contributes: the budget pays the fee, the deposits and the welcome gift', async () => {
        const earlier = await budget();
        const outcome = await send(NEWCOMER, contribute('first'));
        first = contributed(outcome);
        assert.ok(outcome.fee > 0n);
        const now = await budget();
        // The fee is gone, the gift is the newcomer's, and the deposits are the budget's, on hold.
        assert.equal(now.free + now.held, earlier.free + earlier.held - outcome.fee - least);
        assert.equal(now.held, earlier.held + DEPOSIT + usage);
        assert.equal(now.spent, outcome.fee + least + DEPOSIT + usage);
        assert.equal(await balance(NEWCOMER), least);
        assert.equal(await setup.chain.free(address(NEWCOMER)), least);
        const { fees, deposits } = earlier.policy!;
        assert.deepEqual(now.allowance, { fees: fees - outcome.fee - least, deposits: deposits - DEPOSIT - usage });
    });

    test('is accepted: the deposit is in the budget again, but for the part of the record', async () => {
        const earlier = await budget();
        await review(first, 90);
        const now = await budget();
        assert.equal(now.held, earlier.held - DEPOSIT + record);
        assert.equal(now.free + now.held, earlier.free + earlier.held);
        assert.equal(await balance(NEWCOMER), least);
    });

    test('earns from the next era on, and a claim pays for itself', async () => {
        const { chain } = setup;
        const prices = { perCall: OPEN, perThousandInputTokens: 0, perThousandOutputTokens: 0 };
        const until = (await chain.era()) + 5;
        await send('Eve', call('inference', 'publishOffer', MODEL, prices, 'https://x', until, false, [], OPEN));
        await chain.nextEra();
        const units = { calls: 100, inputTokens: 0, outputTokens: 0 };
        const amount = 100n * OPEN;
        const payer = await balance('Dave');
        const paid = await send('Dave', call('inference', 'pay', MODEL, address('Eve'), units, amount));
        assert.equal(await balance('Dave'), payer - amount - paid.fee);
        await chain.nextEra();

        // The newcomer holds all shares of the model's only datanet: all of the contributors' 40 %.
        const earned = (amount * 2n) / 5n;
        const claimed = await send(NEWCOMER, call('attribution', 'claim', { Datanet: DATANET }, []));
        const found = eventOf(claimed, 'attribution', 'Claimed').data.amount.toBigInt();
        assert.ok(earned - found >= 0n && earned - found <= 1n, `${found} planck of ${earned}`);
        // It could not have paid the fee before: it keeps the existential deposit.
        assert.ok(claimed.fee > 0n);
        assert.equal(await balance(NEWCOMER), least + found - claimed.fee);
    });

    test('pays for itself from then on, and loses a penalty like everybody', async () => {
        const earlier = await budget();
        const mine = await balance(NEWCOMER);
        const outcome = await send(NEWCOMER, contribute('second'));
        second = contributed(outcome);
        assert.equal(await balance(NEWCOMER), mine - outcome.fee);
        await review(second, 10);
        const { penalty: lost } = eventOf(await lastReview(), 'datanets', 'Rejected').data;
        penalty = lost.toBigInt();
        assert.ok(penalty > 0n);
        assert.equal(await balance(NEWCOMER), mine - outcome.fee - penalty);
        const now = await budget();
        assert.deepEqual([now.free, now.held], [earlier.free, earlier.held]);
    });

    /** The events of the last block, as an outcome. */
    async function lastReview(): Promise<Outcome> {
        const block = await setup.chain.rpc<string>('chain_getBlockHash');
        return { block, fee: 0n, events: await setup.chain.events(block) };
    }

    test('appeals against the rejection, and wins: the penalty is made good', async () => {
        const { chain } = setup;
        const mine = await balance(NEWCOMER);
        const evidence = evidenceOf(`${address(NEWCOMER)}: my data, and why it is good`, 'ipfs://second');
        const opened = await send(NEWCOMER, disputes.open({ Review: { contribution: second, score: 70 } }, evidence));
        const { case: id, bond } = eventOf(opened, 'disputes', 'Opened').data;
        assert.equal(bond.toBigInt(), disputes.bond);
        assert.equal(await balance(NEWCOMER), mine - opened.fee);
        const found = await disputes.case(id.toBigInt());
        assert.deepEqual(found?.subject, { Review: { contribution: second, score: 70 } });
        assert.deepEqual([found?.challenger, found?.respondent], [NEWCOMER, 'Alice'].map(address));

        // The owner does not answer. Then the panel rules without it, after the time for the answer.
        await refused(setup, 'Eve', disputes.rule(id.toBigInt(), 'Overturned'), 'Disputes.ResponsePending');
        await chain.nextEra(chain.constant('disputes', 'responseEras').toNumber() + 1);
        for (const member of ['Eve', 'Alice//stash']) await send(member, disputes.rule(id.toBigInt(), 'Overturned'));
        await chain.nextEra(chain.constant('disputes', 'appealEras').toNumber() + 1);

        const treasury = chain.palletAccount(chain.constant('treasury', 'palletId').toU8a());
        const earlier = await chain.balance(treasury);
        const [bob, charlie] = [await balance('Bob'), await balance('Charlie')];
        const closed = await send('Dave', disputes.finalize(id.toBigInt()));
        const { winner, reward, lost, refunded } = eventOf(closed, 'disputes', 'Closed').data;
        assert.equal(winner.toString(), address(NEWCOMER));
        // There is no bond of a silent owner to take it from, so the treasury returns what it received.
        assert.deepEqual([reward, lost, refunded].map(Number), [0, 0, Number(penalty)]);
        // The two curators that rejected it lose a fifth of their bonds of 50 OPEN, half of it to the challenger.
        const overruled = eventsOf(closed.events, 'datanets', 'CuratorOverruled');
        const part = 5n * OPEN;
        assert.deepEqual(
            overruled.map(({ data }) => [data.reward, data.penalty].map((amount) => amount.toBigInt())),
            [
                [part, part],
                [part, part],
            ],
        );
        assert.deepEqual([await balance('Bob'), await balance('Charlie')], [bob - 2n * part, charlie - 2n * part]);
        assert.equal(await balance(NEWCOMER), mine - opened.fee + penalty + 2n * part);
        const ofFee = closed.fee - closed.fee / 2n;
        assert.equal(await chain.balance(treasury), earlier - penalty + 2n * part + ofFee);
        const { shares } = eventOf(closed, 'datanets', 'Rescored').data;
        assert.equal(shares.toBigInt(), 10n * 70n);
        assert.equal(await disputes.case(id.toBigInt()), null);
    });
});

describe('a budget refuses', () => {
    const policy = { beneficiaries: 'Listed', fees: OPEN, deposits: OPEN, total: OPEN, welcome: false } as const;

    test('a policy by a stranger', () =>
        refused(setup, 'Dave', sponsorship.setPolicy(DATANET, policy), 'Sponsorship.NotOwner'));
    test('a policy of no datanet', () =>
        refused(setup, 'Dave', sponsorship.setPolicy(4_242, policy), 'Sponsorship.DatanetNotFound'));
    test('nothing', () => refused(setup, 'Dave', sponsorship.fund(DATANET, 0n), 'Sponsorship.ZeroAmount'));
    test('to give a stranger anything', () =>
        refused(setup, 'Dave', sponsorship.withdraw(DATANET, OPEN), 'Sponsorship.NotOwner'));
    test('to forget what it never paid', () =>
        refused(setup, 'Dave', sponsorship.forget(DATANET, address('Dave')), 'Sponsorship.NothingToForget'));

    test('to give its owner what is on hold, and ends once', async () => {
        const { chain, people } = setup;
        const mine = call(
            'datanets',
            'create',
            'Mine',
            '',
            'Open',
            {
                reviews: 1,
                minScore: 50,
                deposit: OPEN,
                originalsPart: 0,
                maxItems: 10,
                reviewEras: 5,
            },
            1_000n * OPEN,
        );
        const [created] = await chain.succeed([mine, people.get('Dave')]);
        const datanet = eventOf(created, 'datanets', 'Created').data.datanet.toNumber();
        await refused(setup, 'Dave', sponsorship.setPolicy(datanet, null), 'Sponsorship.NotSponsored');
        const before = await balance('Dave');
        const funded = await send('Dave', sponsorship.fund(datanet, OPEN));
        const set = await send('Dave', sponsorship.setPolicy(datanet, policy));
        await refused(setup, 'Dave', sponsorship.withdraw(datanet, OPEN), 'Sponsorship.NotFree');
        const between = await balance('Dave');
        assert.ok(between < before - OPEN - funded.fee - set.fee);
        const ended = await send('Dave', sponsorship.setPolicy(datanet, null));
        const back = await send('Dave', sponsorship.withdraw(datanet, OPEN));
        assert.equal(await balance('Dave'), between + OPEN - ended.fee - back.fee);
    });

    test('to forget a record that counts in this era; in the next one its deposit is free again', async () => {
        const { chain } = setup;
        // Another newcomer, so that the record is of this era.
        const other = 'Noor';
        const submitted = { ...submission('third'), contentHash: artifact('third') };
        const outcome = await send(other, call('datanets', 'contribute', DATANET, submitted, DEPOSIT));
        assert.equal(await balance(other), least);
        const era = await chain.eraOf(outcome.block);
        if ((await chain.era()) === era) {
            await refused(setup, 'Dave', sponsorship.forget(DATANET, address(other)), 'Sponsorship.StillCounted');
        }
        await chain.nextEra();
        const earlier = await budget();
        await send('Dave', sponsorship.forget(DATANET, address(other)));
        const now = await budget();
        assert.deepEqual([now.free, now.held], [earlier.free + usage, earlier.held - usage]);
        const record = await chain.view<Option<Codec>>('Datanets', 'contribution', contributed(outcome));
        assert.ok(record.isSome, 'the contribution waits for its reviews');
    });
});
