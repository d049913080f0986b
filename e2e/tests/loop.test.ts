// SPDX-License-Identifier: Apache-2.0

// The whole loop on one chain, compared to the planck with the second implementation, and the RPC's answers on the way.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Option, Vec } from '@polkadot/types';
import type { Codec } from '@polkadot/types/types';
import { eventOf, eventsOf } from '../src/chain.ts';
import type { DecodedObligation } from '../src/decoded.ts';
import { type ByRole, divide, ROLES, type Role } from '../src/expected.ts';
import { OPEN, sum } from '../src/format.ts';
import { checkState } from '../src/invariants.ts';
import { COLLATOR, type Earnings, LEDGER, type Loop, TREASURY } from '../src/loop.ts';
import { scenario } from '../src/scenario.ts';
import { statement } from '../src/statement.ts';
import { type Setup, setUp } from './setup.ts';

interface Quote {
    amount: string;
    splitVersion: number;
    lines: {
        role: string;
        recipient: { type: string; account?: string; pool?: { type: string; id: number | string } };
        model: number | null;
        amount: string;
    }[];
    truncated: boolean;
}

const DEFAULT: ByRole = {
    contributors: 400_000n,
    builders: 250_000n,
    operator: 200_000n,
    stakers: 100_000n,
    treasury: 40_000n,
    burn: 10_000n,
};

let setup: Setup;
let loop: Loop;
before(async () => {
    setup = await setUp('loop');
    loop = setup.loop;
});
after(() => setup?.stop());

/** No comparison so far has failed. */
function agree(): void {
    assert.deepEqual(loop.books.differences(), []);
}

test('openledger_feeSplit and the runtime API say the split that the documentation says', async () => {
    const answer = await setup.chain.rpc<{ version: number; split: Record<Role, number>; next: unknown }>(
        'openledger_feeSplit',
    );
    assert.deepEqual(Object.fromEntries(ROLES.map((role) => [role, BigInt(answer.split[role])])), DEFAULT);
    assert.equal(answer.version, 1);
    assert.equal(answer.next, null);
    const api = (await setup.chain.ask<Codec>('openLedgerApi', 'feeSplit')).toJSON();
    assert.deepEqual((api as { split: unknown }).split, answer.split);
    assert.equal(await setup.chain.rpc('openledger_currentEra'), await setup.chain.era());
});

test('data is contributed and decided, models are registered, an operator offers one', async () => {
    await loop.prepare();
    assert.deepEqual(loop.split, DEFAULT);
    const rejected = loop.contributions.filter(({ accepted }) => !accepted);
    assert.deepEqual(
        rejected.map(({ by }) => by),
        ['Max'],
    );
    agree();
});

test('openledger_quote lists every recipient and amount', async () => {
    const { chain } = setup;
    const amount = 3n * OPEN + 7n;
    const model = loop.model('agro-support').id;
    const operator = scenario.operator.name;
    const quote = await chain.rpc<Quote>('openledger_quote', Number(model), amount.toString(), loop.address(operator));
    assert.equal(BigInt(quote.amount), amount);
    assert.equal(quote.truncated, false);
    assert.equal(sum(quote.lines.map((line) => BigInt(line.amount))), amount, 'the lines sum to the amount');

    const parts = divide(amount, DEFAULT);
    const toOperator = (parts.stakers * scenario.operator.commission) / 1_000_000n;
    const expected = new Map<string, bigint>();
    for (const [name, part] of loop.mirror.project(`data:${model}`, parts.contributors)) {
        expected.set(`contributors ${name}`, part);
    }
    for (const [name, part] of loop.mirror.project(`builders:${model}`, parts.builders)) {
        expected.set(`builders ${name}`, part);
    }
    expected.set(`operator account:${operator}`, parts.operator);
    expected.set(`stakers account:${operator}`, toOperator);
    expected.set(`stakers operator:${operator}`, parts.stakers - toOperator);
    expected.set('treasury treasury', parts.treasury);
    expected.set('burn burned', parts.burn);

    const found = new Map<string, bigint>();
    for (const { role, recipient, amount: part } of quote.lines) {
        const pool = recipient.pool && loop.poolOf(recipient.pool);
        const name =
            recipient.type === 'account'
                ? `account:${setup.people.name(recipient.account as string)}`
                : recipient.type === 'pool'
                  ? pool
                  : recipient.type === 'carried'
                    ? `carried:${pool}`
                    : recipient.type;
        const key = `${role} ${name}`;
        found.set(key, (found.get(key) ?? 0n) + BigInt(part));
    }
    const sorted = (lines: Map<string, bigint>) => [...lines].sort(([one], [other]) => (one < other ? -1 : 1));
    assert.deepEqual(sorted(found), sorted(expected));

    // Without an operator, its part and that of its stakers go to any operator.
    const open = await chain.rpc<Quote>('openledger_quote', Number(model), amount.toString());
    const anybody = new Map(open.lines.map(({ recipient, amount: part }) => [recipient.type, BigInt(part)]));
    assert.equal(anybody.get('anyOperator'), parts.operator);
    assert.equal(anybody.get('anyStakers'), parts.stakers);
});

test('the obligations of every model to its ancestors are those of the second implementation', async () => {
    const { chain } = setup;
    for (const { id, plan } of loop.models) {
        const computed = loop.obligations.of(id);
        assert.equal(computed.length, plan.parents.length, `${plan.name} owes its parents something`);
        const inJson = computed.map(({ ancestor, access, royalty, data, passedRoyalty, passedData }) => ({
            ancestor: Number(ancestor),
            access: `${access.slice(0, 1).toLowerCase()}${access.slice(1)}`,
            royalty: Number(royalty),
            data: Number(data),
            passedRoyalty: String(passedRoyalty),
            passedData: String(passedData),
        }));
        assert.deepEqual(await chain.rpc('openledger_modelObligations', Number(id)), inJson);
        const decoded = async (answer: Promise<Option<Vec<DecodedObligation>>>) =>
            [...(await answer).unwrap()].map((one) => ({
                ancestor: one.ancestor.toString(),
                access: one.access.type,
                royalty: one.royalty.toBigInt(),
                data: one.data.toBigInt(),
                passedRoyalty: one.passedRoyalty.toBigInt(),
                passedData: one.passedData.toBigInt(),
            }));
        assert.deepEqual(await decoded(chain.ask('openLedgerApi', 'modelObligations', id)), computed);
        assert.deepEqual(await decoded(chain.view('ModelRegistry', 'obligations', id)), computed);
    }
});

test('each payment is divided by the split, and its event says how', async () => {
    const { chain } = setup;
    for (const plan of scenario.payments) {
        const head = (await chain.api.rpc.chain.getHeader()).number.toNumber();
        const { amount, parts } = await loop.pay(plan);
        assert.deepEqual(parts, divide(amount, DEFAULT));
        const [event] = await chain.eventsSince(head + 1, 'attribution', 'PaymentRouted');
        const toOperator = (parts.stakers * scenario.operator.commission) / 1_000_000n;
        const expected = {
            amount,
            contributors: parts.contributors,
            builders: parts.builders,
            operatorPart: parts.operator + toOperator,
            stakers: parts.stakers - toOperator,
            treasury: parts.treasury,
            burn: parts.burn,
            commons: 0n,
        };
        for (const [field, value] of Object.entries(expected) as [keyof typeof expected, bigint][]) {
            assert.equal(event?.data[field].toBigInt(), value, field);
        }
    }
});

test('one voucher pays for all calls of an agent, and the rest of the channel returns', async () => {
    const { amount, plan, agent } = await loop.useChannel();
    assert.ok(amount > 0n && amount < scenario.channel.cap);
    assert.equal(plan.units.calls, BigInt(scenario.channel.calls.length));
    assert.equal(agent, scenario.channel.agent);
    assert.equal(await setup.chain.balance(loop.address(scenario.channel.agent)), 0n, 'the agent never owned anything');
    agree();
});

test('at any time, openledger_earnings reports claimable revenue and revenue that has not flowed', async () => {
    const { chain } = setup;
    const { pools, claimable, notFlowed } = await chain.rpc<Earnings>('openledger_earnings', loop.address('Asha'));
    const pool = `datanet:${loop.datanet('Agronomy Q&A').id}`;
    assert.equal(BigInt(claimable) + BigInt(notFlowed), loop.mirror.claimable(pool, 'account:Asha'));
    assert.deepEqual(
        pools.map((one) => loop.poolOf(one.pool)),
        [pool],
    );
    assert.equal(BigInt(pools[0]!.shares), loop.mirror.sharesOf(pool, 'account:Asha'));
});

test('a delegator that joins in the era of a payment gets nothing of it', async () => {
    const { chain } = setup;
    const { name } = scenario.operator;
    // A transfer to Delia's friend, who then delegates as much as Delia.
    const { amount } = scenario.delegations[0]!;
    loop.books.open('Late', 0n);
    await loop.transfer(scenario.faucet, 'Late', amount + 2n * OPEN);
    const era = await chain.nextEra();
    const outcome = await loop.send('Late', chain.call('operatorStaking', 'delegate', loop.address(name), amount));
    const { era: paidIn } = await loop.pay(scenario.payments[0]!);
    assert.equal(paidIn, era, 'the payment came in the era of the delegation');
    assert.equal(await chain.eraOf(outcome.block), era);
    loop.mirror.add(`operator:${name}`, 'account:Late', amount);
    assert.equal(
        await chain.rpc<Earnings>('openledger_earnings', loop.address('Late')).then((it) => it.claimable),
        '0',
    );
});

test('revenue flows to everybody behind the model, and the RPC says so to the planck', async () => {
    await loop.flow();
    await loop.checkEarnings();
    agree();
});

test('an account that cannot pay a fee, and to which nothing is owed, cannot send a claim', async () => {
    const { chain, people } = setup;
    const pool = loop.poolId(`datanet:${loop.datanet('Agronomy Q&A').id}`);
    for (const call of [chain.call('attribution', 'claim', pool, []), chain.call('attribution', 'claimMany', [pool])]) {
        await assert.rejects(chain.send(call, people.get('Nobody')), /1010|fees/);
    }
    assert.equal(await chain.balance(people.get('Nobody').address), 0n);
});

test('everybody claims, and an account that cannot pay the fee pays it out of what it claims', async () => {
    await loop.claimAll();
    agree();
    // Ivan never owned anything, Bilal gave away all that could be spent.
    const fromNothing = [...loop.earned].filter(([, earnings]) => earnings.some((one) => one.fromNothing));
    assert.deepEqual(fromNothing.map(([name]) => name).sort(), ['Bilal', 'Ivan']);
    assert.ok(!loop.earned.has('Max') && !loop.earned.has('Late'));
});

test('treasury and burn are paid, and the books balance', async () => {
    await loop.close();
    agree();
    assert.ok(loop.books.balance());
    assert.ok(loop.books.lines.length > 80);
    const lines = statement(loop);
    assert.match(lines.join('\n'), /the books balance/);
});

test('a batch of claims succeeds even if a stranger has paid one of them', async () => {
    const { chain } = setup;
    // Emil, whom a datanet pays, delegates too, so that two pools owe something.
    const { name } = scenario.operator;
    const [by, amount] = ['Emil', 1_000n * OPEN] as const;
    const pools = [`operator:${name}`, `datanet:${loop.datanet('Support tickets').id}`] as const;
    await loop.transfer(scenario.faucet, by, amount);
    await loop.transfer(scenario.faucet, 'Pia', OPEN);
    const outcome = await loop.send(by, chain.call('operatorStaking', 'delegate', loop.address(name), amount));
    loop.mirror.era = await chain.eraOf(outcome.block);
    loop.mirror.add(pools[0], `account:${by}`, amount);
    await chain.nextEra();
    await loop.pay(scenario.payments[0]!);
    await loop.flow();

    const [first, second] = pools.map((pool) => loop.mirror.claim(pool, `account:${by}`)) as [bigint, bigint];
    assert.ok(first > 0n && second > 0n);
    const stranger = chain.call('attribution', 'claimFor', loop.address(by), loop.poolId(pools[0]), []);
    const paid = eventOf(await loop.send(scenario.faucet, stranger), 'attribution', 'Claimed').data;
    assert.equal(paid.who.toString(), loop.address(by));
    assert.equal(paid.amount.toBigInt(), first);
    const batch = chain.call(
        'attribution',
        'claimMany',
        pools.map((pool) => loop.poolId(pool)),
    );
    const { events } = await loop.send(by, batch);
    const amounts = eventsOf(events, 'attribution', 'Claimed').map(({ data }) => data.amount.toBigInt());
    assert.deepEqual(amounts, [0n, second]);
    loop.move(LEDGER, by, first + second);
    assert.equal(await chain.balance(loop.address(by)), loop.books.expected(by));
});

test('a change of the split acts from the next era on', async () => {
    const { chain } = setup;
    const split = {
        contributors: 450_000,
        builders: 200_000,
        operator: 200_000,
        stakers: 100_000,
        treasury: 40_000,
        burn: 10_000,
    };
    // So that a whole era is before it.
    await chain.nextEra();
    const root = chain.call('sudo', 'sudo', chain.call('feeSplits', 'setFeeSplit', split));
    const [outcome] = await chain.succeed([root, setup.people.get('Alice')]);
    // Alice collates too: her account is part of the collator's.
    loop.paidFee(COLLATOR, outcome!.fee);
    // The second round costs as much as the first.
    await loop.transfer(scenario.faucet, 'Pia', 600n * OPEN);
    const before = await loop.pay(scenario.payments[0]!);
    assert.equal(before.parts.contributors, divide(before.amount, DEFAULT).contributors);
    await chain.nextEra();
    loop.split = Object.fromEntries(ROLES.map((role) => [role, BigInt(split[role])])) as ByRole;
    const answer = await chain.rpc<{ version: number; split: Record<Role, number> }>('openledger_feeSplit');
    assert.equal(answer.version, 2);
    assert.deepEqual(answer.split, split);
    const after = await loop.pay(scenario.payments[1]!);
    assert.deepEqual(after.parts, divide(after.amount, loop.split));
});

test('a grant is shared like revenue', async () => {
    const { chain } = setup;
    const datanet = loop.datanet('Support tickets').id;
    const amount = 12_345_678_901_234n;
    await loop.send('Bob', chain.call('datanets', 'fund', datanet, amount));
    loop.books.note('Bob', -amount);
    loop.books.note(LEDGER, amount);
    loop.mirror.era = await chain.era();
    loop.mirror.fund(`datanet:${datanet}`, amount);
});

test('a claim of less than its fee is paid if the account can pay the fee', async () => {
    const { chain } = setup;
    // Everybody claims what is claimable by now. Then comes a grant of less than any fee.
    await loop.flow();
    await loop.claimAll();
    const datanet = loop.datanet('Support tickets').id;
    const pool = `datanet:${datanet}`;
    const gift = 1_000n;
    const given = await loop.send('Bob', chain.call('datanets', 'fund', datanet, gift));
    loop.mirror.era = await chain.eraOf(given.block);
    loop.mirror.fund(pool, gift);
    loop.move('Bob', LEDGER, gift);
    const amount = loop.mirror.claim(pool, 'account:Gita');
    const outcome = await loop.send('Gita', chain.call('attribution', 'claim', loop.poolId(pool), []));
    assert.equal(eventOf(outcome, 'attribution', 'Claimed').data.amount.toBigInt(), amount);
    assert.ok(amount > 0n && amount < outcome.fee, `${amount} planck are claimed for a fee of ${outcome.fee}`);
    loop.move(LEDGER, 'Gita', amount);
});

test('after the second round the books balance too', async () => {
    await loop.flow();
    await loop.checkEarnings();
    await loop.close();
    agree();
    assert.ok(loop.books.change(TREASURY) > 0n);
});

test('the books are there for clients and for Prometheus, and in both nothing is missing', async () => {
    const { chain, node } = setup;
    interface Account {
        balance: string;
        owed: string;
        kept: string;
        surplus: string | null;
        stopped: boolean;
    }
    const books = await chain.rpc<{ ledger: Account; escrow: Account; callsOfPayers: string; callsOfAgents: string }>(
        'openledger_books',
    );
    for (const [account, pallet] of [
        ['ledger', 'attribution'],
        ['escrow', 'inference'],
    ] as const) {
        const { balance, owed, kept, surplus, stopped } = books[account];
        const id = chain.palletAccount(chain.constant(pallet, 'palletId').toU8a());
        assert.equal(BigInt(balance), await chain.free(id));
        assert.equal(BigInt(kept), chain.constant('balances', 'existentialDeposit').toBigInt());
        assert.equal(BigInt(balance), BigInt(owed) + BigInt(kept), account);
        assert.deepEqual([surplus, stopped], ['0', false]);
    }
    assert.ok(BigInt(books.callsOfPayers) > 0n);
    assert.equal(books.callsOfAgents, String(scenario.channel.calls.length));

    // The gauges follow the best block, a moment later.
    const calls = Number(books.callsOfPayers);
    let gauges = await ownGauges(node.metrics);
    for (let tries = 0; tries < 100 && gauges.get('openledger_paid_calls signed_by="payer"') !== calls; tries += 1) {
        await new Promise((done) => setTimeout(done, 50));
        gauges = await ownGauges(node.metrics);
    }
    assert.equal(gauges.get('openledger_paid_calls signed_by="payer"'), calls);
    assert.equal(gauges.get('openledger_era'), await chain.era());
    for (const account of ['ledger', 'escrow']) {
        assert.equal(gauges.get(`openledger_surplus_planck account="${account}"`), 0);
        assert.equal(gauges.get(`openledger_stopped account="${account}"`), 0);
    }
});

test('its state is sound, as far as a client can see it', async () => {
    const state = await checkState(setup.chain);
    assert.deepEqual(state.differences(), []);
    assert.ok(state.balance());
});

/** The ledger's own gauges by name and labels, but for the chain's name, which all have. */
async function ownGauges(url: string): Promise<Map<string, number>> {
    const text = await (await fetch(url)).text();
    return new Map(
        [...text.matchAll(/^(openledger_\w+)\{([^}]*)\} (\S+)$/gm)].map(([, name, labels, value]) => {
            const own = (labels as string).split(',').filter((label) => label !== '' && !label.startsWith('chain='));
            return [[name, ...own].join(' '), Number(value)];
        }),
    );
}
