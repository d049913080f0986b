// SPDX-License-Identifier: Apache-2.0

// Cases from their opening to their end: appeals won, lost and left open, a stolen artifact, a hidden parent, a curator
// without care. After each step, every balance on the chain is the one that the books expect. The panel is that of a
// development chain: Eve and the stashes of Alice and Bob, two of whom rule.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { type Case, DisputesClient, evidenceOf, type Ruling, type Subject } from '@openledger/client';
import type { Codec } from '@polkadot/types/types';
import { eventOf, eventsOf, type Outcome } from '../src/chain.ts';
import { artifact, batch, commitment } from '../src/data.ts';
import { divide, price } from '../src/expected.ts';
import { OPEN } from '../src/format.ts';
import { ARBITER, indexOf, Referenda } from '../src/governance.ts';
import { checkState } from '../src/invariants.ts';
import { COLLATOR, LEDGER, type Loop, TREASURY } from '../src/loop.ts';
import { scenario } from '../src/scenario.ts';
import { refused } from './refusal.ts';
import { type Setup, setUp } from './setup.ts';

const PANEL = ['Alice//stash', 'Bob//stash'] as const;
/** Enough for a case, an appeal and their fees. */
const PURSE = 200n * OPEN;
const [PLAN] = scenario.payments;

let setup: Setup;
let loop: Loop;
let disputes: DisputesClient;
let bond: bigint;
let datanet: string;
let base: string;

before(async () => {
    setup = await setUp('disputes');
    loop = setup.loop;
    disputes = new DisputesClient(setup.chain.api);
    bond = disputes.bond;
    await loop.prepare();
    datanet = loop.datanet('Agronomy Q&A').id;
    base = loop.model('agro-base').id;
    for (const name of [...PANEL, 'Charlie', 'Dave', 'Rosa']) {
        loop.books.open(name, await setup.chain.balance(address(name)));
    }
    for (const name of ['Max', 'Olena', 'Quentin', 'Asha', 'Chen', 'Rosa', 'Luis', 'Jun', 'Pia']) {
        await loop.transfer(scenario.faucet, name, PURSE);
    }
});
after(() => setup?.stop());

const address = (name: string) => setup.people.get(name).address;
const eras = (name: string) => setup.chain.constant('disputes', name).toNumber();
const contribution = (file: string) => loop.contributionOf(datanet, file);
const idOf = (file: string) => BigInt(contribution(file).id);
/** The part of a loser's bonds that the winner receives. */
const half = (bonds: bigint) => (bonds * setup.chain.constant('disputes', 'winnersPart').toBigInt()) / 1_000_000n;

/** Every account of the books has exactly what they expect, and the state of the chain is consistent. */
async function agree(): Promise<void> {
    for (const name of loop.books.accounts()) {
        assert.equal(await loop.balance(name), loop.books.expected(name), `the balance of ${name}`);
    }
    assert.deepEqual((await checkState(setup.chain)).differences(), []);
}

/** A document that names its author, as a good case does. */
const document = (by: string, about: string) => evidenceOf(`${address(by)}: ${about}`, `ipfs://${by}`);

/** `by` opens a case, and the bond is on hold. Returns its number. */
async function open(by: string, subject: Subject, respondent: string): Promise<bigint> {
    const { chain } = setup;
    const free = await chain.free(address(by));
    const outcome = await loop.send(by, disputes.open(subject, document(by, 'the claim')));
    const { data } = eventOf(outcome, 'disputes', 'Opened');
    assert.equal(data.respondent.toString(), address(respondent));
    assert.equal(data.bond.toBigInt(), bond);
    assert.equal(await chain.free(address(by)), free - bond - outcome.fee);
    const id = data.case.toBigInt();
    const found = (await disputes.case(id)) as Case;
    assert.deepEqual([found.subject, found.challenger], [subject, address(by)]);
    assert.deepEqual([found.stage.type, found.finalizable, found.defense], ['Open', false, null]);
    return id;
}

async function respond(by: string, id: bigint): Promise<void> {
    const free = await setup.chain.free(address(by));
    const { fee } = await loop.send(by, disputes.respond(id, document(by, 'the answer'), bond));
    assert.equal(await setup.chain.free(address(by)), free - bond - fee);
}

async function rule(id: bigint, ruling: Ruling): Promise<void> {
    const outcomes: Outcome[] = [];
    for (const member of PANEL) outcomes.push(await loop.send(member, disputes.rule(id, ruling)));
    assert.equal(eventOf(outcomes[1], 'disputes', 'Ruled').data.ruling.type, ruling);
}

/** Waits until the panel's ruling is final. */
const settle = () => setup.chain.nextEra(eras('appealEras') + 1);

/** Quentin, or anybody, ends a case. Bonds of the loser go to the winner and to the treasury. */
async function finalize(id: bigint, ruling: Ruling, winner: string, loser: string, bonds: bigint): Promise<Outcome> {
    assert.equal((await disputes.case(id))?.finalizable, true);
    const outcome = await loop.send('Dave', disputes.finalize(id));
    const { data } = eventOf(outcome, 'disputes', 'Closed');
    assert.equal(data.ruling.type, ruling);
    assert.equal(data.winner.toString(), address(winner));
    assert.ok(data.failure.isNone);
    const reward = half(bonds);
    assert.deepEqual(
        [data.reward, data.lost, data.refunded].map((amount) => amount.toBigInt()),
        [reward, bonds - reward, 0n],
    );
    loop.move(loser, winner, reward);
    loop.move(loser, TREASURY, bonds - reward);
    assert.equal(await disputes.case(id), null);
    return outcome;
}

test('docs/disputes.md has the bonds and times of the chain', () => {
    const page = readFileSync(new URL('../../docs/disputes.md', import.meta.url), 'utf8');
    assert.ok(page.includes(`Each side puts ${bond / OPEN} OPEN on hold`));
    assert.equal(setup.chain.constant('disputes', 'appealFactor').toNumber(), 5);
    assert.ok(page.includes('five times that for an appeal'));
    assert.equal(half(bond), bond / 2n);
    for (const [text, name] of [
        ['| open | the respondent answers | $ eras |', 'responseEras'],
        ['| open | the panel rules, after the answer or its time | $ eras more |', 'rulingEras'],
        ['| ruled | the loser appeals to the track | $ eras |', 'appealEras'],
        ["| appealed | the arbiter's track decides by a referendum | $ eras |", 'trackEras'],
    ] as const) {
        assert.ok(page.includes(text.replace('$', String(eras(name)))), name);
    }
});

/** A case that nobody touches until the end. */
let forgotten: bigint;

test('the chain starts with an open case, by client and RPC', async () => {
    const [first] = (await disputes.cases()).cases;
    assert.ok(first !== undefined);
    assert.deepEqual([first.id, first.subject], [0n, { Artifact: { model: 0 } }]);
    assert.deepEqual([first.challenger, first.respondent], ['Ferdie', 'Dave'].map(address));
    const { cases, next } = await setup.chain.rpc<{ cases: { id: string }[]; next: string | null }>('openledger_cases');
    assert.deepEqual([cases.map(({ id }) => id), next], [['0'], null]);
    assert.deepEqual(await setup.chain.rpc('openledger_case', 0), cases[0]);
    await assert.rejects(setup.chain.rpc('openledger_case', 4_242), /no open case 4242/);
});

test('a case that nobody decides is opened', async () => {
    const subject = { Acceptance: { contribution: idOf('agronomy/irrigation.jsonl'), ground: 'Duplicate' } } as const;
    forgotten = await open('Pia', subject, 'Bilal');
    await agree();
});

describe('an appeal against a rejection', () => {
    test('is won: the shares are granted, and the penalty is part of the reward', async () => {
        const { id, by, items, penalty } = contribution('agronomy/advert.jsonl');
        assert.deepEqual([by, penalty > 0n, penalty <= half(bond)], ['Max', true, true]);
        const opened = await open('Max', { Review: { contribution: BigInt(id), score: 70 } }, 'Olena');
        await respond('Olena', opened);
        await rule(opened, 'Overturned');
        await agree();
        await refused(setup, 'Dave', disputes.finalize(opened), 'Disputes.NotFinal').then(noteFee('Dave'));
        await settle();
        const outcome = await finalize(opened, 'Overturned', 'Max', 'Olena', bond);
        const { score, shares } = eventOf(outcome, 'datanets', 'Rescored').data;
        assert.deepEqual([score.toNumber(), shares.toBigInt()], [70, BigInt(items) * 70n]);
        await agree();
    });
});

/** Elects a panel, and returns the outcome. */
async function elect(members: string[], threshold: number): Promise<string> {
    const { chain, people } = setup;
    const panel = disputes.setPanel(members.map(address), threshold);
    const outcome = await chain.send(chain.call('sudo', 'sudo', panel), people.get('Alice'));
    // Alice's balance is in the books as the collator's.
    loop.move(COLLATOR, TREASURY, outcome.fee - outcome.fee / 2n);
    const { sudoResult } = eventOf(outcome, 'sudo', 'Sudid').data;
    return sudoResult.isErr ? chain.explain(sudoResult.asErr) : 'success';
}

/** Records the fee of a refused call, which was sent beside the books. */
function noteFee(by: string): () => Promise<void> {
    return async () => {
        const fee = loop.books.expected(by) - (await setup.chain.balance(address(by)));
        loop.paidFee(by, fee);
    };
}

describe('a case against an acceptance', () => {
    test('is lost: the bond is, and nothing changes', async () => {
        const id = idOf('agronomy/soil.jsonl');
        const before = (await setup.chain.view<Codec>('Datanets', 'contribution', id)).toHex();
        const opened = await open('Quentin', { Acceptance: { contribution: id, ground: 'Stolen' } }, 'Asha');
        await respond('Asha', opened);
        await rule(opened, 'Upheld');
        await settle();
        const outcome = await finalize(opened, 'Upheld', 'Asha', 'Quentin', bond);
        assert.deepEqual(eventsOf(outcome.events, 'datanets', 'Revoked'), []);
        assert.equal((await setup.chain.view<Codec>('Datanets', 'contribution', id)).toHex(), before);
        await agree();
    });
});

describe('a ruling of the panel', () => {
    test('is taken to the track, which decides by a referendum', async () => {
        const { chain } = setup;
        const referenda = new Referenda(chain);
        const { items, id: text } = contribution('agronomy/pests.jsonl');
        const id = await open('Chen', { Score: { contribution: BigInt(text), score: 100 } }, 'Olena');
        await respond('Olena', id);
        await rule(id, 'Upheld');

        const second = bond * chain.constant('disputes', 'appealFactor').toBigInt();
        const free = await chain.free(address('Chen'));
        const appealed = await loop.send('Chen', disputes.appeal(id, document('Chen', 'the appeal'), second));
        assert.equal(eventOf(appealed, 'disputes', 'Appealed').data.bond.toBigInt(), second);
        assert.equal(await chain.free(address('Chen')), free - second - appealed.fee);
        assert.equal((await disputes.case(id))?.stage.type, 'Appealed');

        const proposal = disputes.ruleByTrack(id, 'Overturned');
        await loop.send('Bob', referenda.note(proposal));
        const index = indexOf(await loop.send('Charlie', referenda.submit(ARBITER, proposal)));
        await loop.send('Dave', referenda.placeDecisionDeposit(index));
        const vote = { aye: true, conviction: 'Locked1x', balance: 9_000_000n * OPEN } as const;
        for (const voter of ['Bob', 'Charlie']) await loop.send(voter, referenda.vote(index, vote));
        assert.equal(await referenda.decided(index), 'Approved');
        const { error, events } = await referenda.enacted(index);
        assert.equal(error, undefined);
        assert.equal(eventsOf(events, 'disputes', 'Decided')[0]?.data.ruling.type, 'Overturned');

        // Final at once. Both bonds of Chen return.
        const outcome = await finalize(id, 'Overturned', 'Chen', 'Olena', bond);
        assert.equal(eventOf(outcome, 'datanets', 'Rescored').data.shares.toBigInt(), BigInt(items) * 100n);
        const { reserved } = await reservedOf('Chen');
        assert.ok(reserved < bond, 'no bond is left on hold');
        await agree();
    });
});

async function reservedOf(name: string): Promise<{ reserved: bigint }> {
    const who = address(name);
    return { reserved: (await setup.chain.balance(who)) - (await setup.chain.free(who)) };
}

describe('a model', () => {
    test('returns to its builder, with its deposit, though the thief is silent', async () => {
        const { chain } = setup;
        const id = await open('Rosa', { Artifact: { model: Number(base) } }, 'Hana');
        const terms = { access: 'Open', royalty: 0, data: 0 };
        for (const call of [
            chain.call('modelRegistry', 'deprecate', base),
            chain.call('modelRegistry', 'setTerms', base, terms),
        ]) {
            await refused(setup, 'Hana', call, 'ModelRegistry.InDispute').then(noteFee('Hana'));
        }
        await chain.nextEra(eras('responseEras') + 1);
        await rule(id, 'Overturned');
        await settle();
        const outcome = await finalize(id, 'Overturned', 'Rosa', 'Hana', 0n);
        const { from, builder, deposit } = eventOf(outcome, 'modelRegistry', 'ArtifactReturned').data;
        assert.deepEqual([from, builder].map(String), ['Hana', 'Rosa'].map(address));
        assert.ok(deposit.toBigInt() > OPEN);
        loop.move('Hana', 'Rosa', deposit.toBigInt());
        await agree();
        await refused(
            setup,
            'Hana',
            chain.call('modelRegistry', 'setTerms', base, { access: 'Closed', royalty: 0, data: 0 }),
            'ModelRegistry.NotOwner',
        ).then(noteFee('Hana'));
        await agree();
    });

    test('that hides its parent gets it by a verdict, and pays it from the next era on', async () => {
        const { chain } = setup;
        const support = loop.datanet('Support tickets').id;
        const registered = await loop.send(
            'Jun',
            chain.call(
                'modelRegistry',
                'register',
                {
                    name: 'all my own work',
                    kind: 'Base',
                    artifact: artifact('agro-base under another name'),
                    uri: '',
                    team: [{ account: address('Jun'), share: 1_000_000 }],
                    parents: [],
                    datanets: [{ datanet: support, relation: 'TrainedOn', weight: 1 }],
                    terms: { access: 'Open', royalty: 0, data: 0 },
                },
                PURSE,
            ),
        );
        const model = eventOf(registered, 'modelRegistry', 'Registered').data.model.toNumber();
        const omitted = { Parent: Number(base) };
        const id = await open('Rosa', { Lineage: { model, omitted } }, 'Jun');
        await respond('Jun', id);
        await rule(id, 'Overturned');
        await settle();
        const outcome = await finalize(id, 'Overturned', 'Rosa', 'Jun', bond);
        const { royalty, data } = eventOf(outcome, 'modelRegistry', 'LineageAdded').data;
        const { terms } = loop.model('agro-base').plan;
        assert.deepEqual([royalty.toBigInt(), data.toBigInt()], [terms.royalty, terms.data]);
        await agree();

        // Oscar offers the model, and Pia pays for it.
        const { prices } = scenario.offer;
        const operator = scenario.operator.name;
        const until = (await chain.era()) + 100;
        await loop.send(
            operator,
            chain.call('inference', 'publishOffer', model, prices, 'https://x', until, false, [], OPEN),
        );
        await chain.nextEra();
        const from = (await chain.api.rpc.chain.getHeader()).number.toNumber();
        const units = PLAN!.units;
        const amount = price(prices, units);
        await loop.send('Pia', chain.call('inference', 'pay', model, address(operator), units, amount));
        loop.move('Pia', LEDGER, amount);
        const parts = divide(amount, loop.split);
        await chain.nextEra();
        await chain.makeBlock();
        loop.move(LEDGER, TREASURY, parts.treasury);
        loop.books.note(LEDGER, -parts.burn);

        // The floors of the hidden parent's terms, of both pools.
        const close = (found: bigint, expected: bigint) => {
            const distance = found > expected ? found - expected : expected - found;
            assert.ok(distance <= 2n, `${found} is not ${expected}`);
        };
        const flowed = new Map<string, bigint>();
        for (const { data: flow } of await chain.eventsSince(from, 'attribution', 'Flowed')) {
            for (const [to, part] of flow.to) {
                const path = `${flow.pool.type} ${flow.pool.value} to ${to.type} ${to.value}`;
                flowed.set(path, (flowed.get(path) ?? 0n) + part.toBigInt());
            }
        }
        const part = (whole: bigint, ppm: bigint) => (whole * ppm) / 1_000_000n;
        const found = (path: string) => flowed.get(path) ?? 0n;
        const toParent = part(parts.contributors, terms.data);
        // A verdict rounds the added shares up, so the parent gets its floor or up to a millionth of the pool more.
        const atLeast = (paid: bigint, floor: bigint, whole: bigint) => {
            assert.ok(paid + 2n >= floor && paid <= floor + whole / 1_000_000n + 2n, `${paid} is not ${floor}`);
        };
        const toData = found(`ModelData ${model} to ModelData ${base}`);
        atLeast(toData, toParent, parts.contributors);
        close(found(`ModelData ${model} to Datanet ${support}`), parts.contributors - toData);
        close(found(`ModelData ${base} to Datanet ${datanet}`), toData);
        const toBuilders = found(`ModelBuilders ${model} to ModelBuilders ${base}`);
        atLeast(toBuilders, part(parts.builders, terms.royalty), parts.builders);

        // Rosa, to whom the parent returned, and Jun claim what their models earned.
        for (const [name, pool, expected] of [
            ['Rosa', base, toBuilders],
            ['Jun', model, parts.builders - toBuilders],
        ] as const) {
            const claim = chain.call('attribution', 'claim', { ModelBuilders: pool }, []);
            const claimed = eventOf(await loop.send(name, claim), 'attribution', 'Claimed').data.amount.toBigInt();
            close(claimed, expected);
            loop.move(LEDGER, name, claimed);
        }
        await agree();
    });
});

describe('a curator', () => {
    test('who is overturned reviews nothing any more', async () => {
        const { chain } = setup;
        const { hash, items, bytes } = batch('agronomy/harvest.jsonl');
        const submission = { kind: 'Raw', contentHash: commitment(address('Asha'), hash), items, bytes, uri: null };
        const sent = await loop.send('Asha', chain.call('datanets', 'contribute', datanet, submission, OPEN));
        const pending = eventOf(sent, 'datanets', 'Contributed').data.contribution;

        const subject = { Curator: { datanet: Number(datanet), curator: address('Luis') } };
        const id = await open('Asha', subject, 'Luis');
        await respond('Luis', id);
        await rule(id, 'Overturned');
        await settle();
        const outcome = await finalize(id, 'Overturned', 'Asha', 'Luis', bond);
        assert.equal(eventOf(outcome, 'datanets', 'CuratorRemoved').data.who.toString(), address('Luis'));
        const answer = await chain.view<Codec>('Datanets', 'is_curator', datanet, address('Luis'));
        assert.equal(answer.toJSON(), false);
        await refused(setup, 'Luis', chain.call('datanets', 'review', pending, 90), 'Datanets.NotCurator').then(
            noteFee('Luis'),
        );
        await refused(
            setup,
            'Olena',
            chain.call('datanets', 'addCurator', datanet, address('Luis')),
            'Datanets.Dismissed',
        ).then(noteFee('Olena'));
        // Nobody decided it in time, so the contributor takes it back.
        await loop.send('Asha', chain.call('datanets', 'withdraw', pending));
        await agree();
    });
});

describe('a mistake is named', () => {
    const subject = (): Subject => ({ Acceptance: { contribution: idOf('agronomy/soil.jsonl'), ground: 'Poisoned' } });
    const proof = () => document('Quentin', 'a mistake');
    const wrong = (by: string, call: ReturnType<DisputesClient['finalize']>, error: string) =>
        refused(setup, by, call, error).then(noteFee(by));
    let id: bigint;
    before(async () => {
        id = await open('Quentin', subject(), 'Asha');
    });

    test('evidence without an address', () =>
        wrong('Quentin', disputes.open(subject(), { ...proof(), uri: '' }), 'Disputes.InvalidEvidence'));
    test('a second case about a subject', () => wrong('Pia', disputes.open(subject(), proof()), 'Disputes.CaseOpen'));
    test('a case against oneself', () =>
        wrong('Rosa', disputes.open({ Artifact: { model: Number(base) } }, proof()), 'Disputes.OwnCase'));
    test('a bond above what the challenger agrees to', () =>
        wrong('Pia', disputes.open({ Artifact: { model: Number(base) } }, proof(), bond - 1n), 'Disputes.BondTooHigh'));
    test('a case about nothing', () =>
        wrong('Pia', disputes.open({ Artifact: { model: 4_242 } }, proof()), 'ModelRegistry.ModelNotFound'));
    test('a rejection that was accepted', () =>
        wrong(
            'Max',
            disputes.open({ Review: { contribution: idOf('agronomy/advert.jsonl'), score: 90 } }, proof()),
            'Datanets.NotDisputable',
        ));
    test('a parent that is linked', () =>
        wrong(
            'Pia',
            disputes.open(
                { Lineage: { model: Number(loop.model('agro-support').id), omitted: { Parent: Number(base) } } },
                proof(),
            ),
            'ModelRegistry.AlreadyLinked',
        ));
    test('an answer of somebody else', () =>
        wrong('Chen', disputes.respond(id, proof(), bond), 'Disputes.NotRespondent'));
    test('an answer to nothing', () => wrong('Chen', disputes.respond(4_242n, proof(), bond), 'Disputes.CaseNotFound'));
    test('a vote of a stranger', () => wrong('Chen', disputes.rule(id, 'Upheld'), 'Disputes.NotPanelMember'));
    test('a vote of a curator of the datanet', async () => {
        assert.equal(await elect([...PANEL, 'Kira'], 2), 'success');
        await wrong('Kira', disputes.rule(id, 'Upheld'), 'Disputes.Interested');
    });
    test('a vote before the answer', () => wrong(PANEL[0], disputes.rule(id, 'Upheld'), 'Disputes.ResponsePending'));
    test('an appeal before a ruling', () =>
        wrong('Quentin', disputes.appeal(id, proof(), PURSE), 'Disputes.NothingToAppeal'));
    test('a decision without the right', async () => {
        const outcome = await setup.chain.send(disputes.ruleByTrack(id, 'Upheld'), setup.people.get('Chen'));
        assert.equal(outcome.error, 'BadOrigin');
        await noteFee('Chen')();
    });
    test('a second answer, a second vote, a vote after the ruling, an appeal of the winner', async () => {
        await respond('Asha', id);
        await wrong('Asha', disputes.respond(id, proof(), bond), 'Disputes.AlreadyResponded');
        await loop.send(PANEL[0], disputes.rule(id, 'Upheld'));
        await wrong(PANEL[0], disputes.rule(id, 'Upheld'), 'Disputes.AlreadyVoted');
        await loop.send(PANEL[1], disputes.rule(id, 'Upheld'));
        await wrong(PANEL[1], disputes.rule(id, 'Upheld'), 'Disputes.AlreadyRuled');
        await wrong('Asha', disputes.appeal(id, proof(), PURSE), 'Disputes.NotLoser');
    });
    test('an appeal that comes too late', async () => {
        await settle();
        await wrong('Quentin', disputes.appeal(id, proof(), PURSE), 'Disputes.TooLate');
        await finalize(id, 'Upheld', 'Asha', 'Quentin', bond);
        await agree();
    });
    test('a panel that cannot rule', async () => {
        assert.match(await elect([...PANEL], 3), /^Disputes\.InvalidPanel: /);
    });
});

test('the case that nobody decided ends as if it had never been, and both have their bonds', async () => {
    const { chain } = setup;
    const found = (await disputes.case(forgotten)) as Case;
    assert.ok(found.stage.type === 'Open');
    const left = found.stage.ruleUntil + 1 - (await chain.era());
    if (left > 0) await chain.nextEra(left);
    const free = await chain.free(address('Pia'));
    const outcome = await loop.send('Dave', disputes.finalize(forgotten));
    assert.equal(eventOf(outcome, 'disputes', 'Lapsed').data.case.toBigInt(), forgotten);
    assert.equal(await chain.free(address('Pia')), free + bond);
    const view = await chain.view<Codec>('Datanets', 'contribution', idOf('agronomy/irrigation.jsonl'));
    assert.equal(view.isEmpty, false);
    assert.equal(await disputes.case(forgotten), null);
    await agree();
});
