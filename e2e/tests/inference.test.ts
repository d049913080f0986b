// SPDX-License-Identifier: Apache-2.0

// Payments at machine speed: 100 agents make 10,000 calls each over five models, and a handful of transactions pays for
// the million, to the planck as an independent computation has it.
//
// Every call goes through the client as it would between two machines. The operator numbers it, prices it, adds it up
// and makes its receipt. The agent checks the receipt against the request, the response, the price, the order and its
// cap, and adds it up as well. Both grow the tree of receipts. Most receipts are not signed here: within its operator's
// credit, an agent signs a voucher as seldom as it likes, and the voucher has the same totals. So the last receipt of
// each agent and model is signed and verified, and one voucher.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { MadeCall, Spender } from '@openledger/client';
import {
    Agent,
    forRpc,
    isVoucherAccepted,
    isVoucherSigned,
    MAX_VOUCHERS,
    Operator,
    Payer,
    type Prices,
    proofForChain,
    type Receipt,
    receiptLeaf,
    receiptPayload,
    type Settled,
    signReceipt,
    type Units,
    type Voucher,
    voucherPayload,
} from '@openledger/client';
import type { Option } from '@polkadot/types';
import { u8aToHex } from '@polkadot/util';
import { blake2AsHex, randomAsHex } from '@polkadot/util-crypto';
import { type Call, eventOf, eventsOf } from '../src/chain.ts';
import type { CallTotals, ChannelRecord, DecodedPayload, EscrowBooks, ReceiptCheck } from '../src/decoded.ts';
import { price } from '../src/expected.ts';
import { OPEN, sum } from '../src/format.ts';
import { ESCROW, LEDGER, TREASURY } from '../src/loop.ts';
import { type ModelPlan, scenario } from '../src/scenario.ts';
import { type Setup, setUp } from './setup.ts';
import { storageOf } from './storage.ts';

const AGENTS = 100;
const CALLS = 10_000;
/** Calls that each payer makes itself. */
const OWN_CALLS = 500;
const PAYERS = ['Paula', 'Pavel', 'Petra', 'Piotr'];
const OPERATORS = [scenario.operator.name, 'Opal'] as const;
const OPAL = { bond: 15_000n * OPEN, commission: 50_000n };
const IN_CHANNEL = 200n * OPEN;
const CAP = 20n * OPEN;

/** An account that makes calls, and its channel. The payers make some calls themselves, with Oscar. */
interface User {
    name: string;
    payer: string;
    operator: string;
    isAgent: boolean;
    calls: number;
}

const AGENT_USERS: User[] = Array.from({ length: AGENTS }, (_, index) => ({
    name: `Agent ${index}`,
    payer: PAYERS[index % PAYERS.length] as string,
    operator: OPERATORS[Math.floor(index / PAYERS.length) % OPERATORS.length] as string,
    isAgent: true,
    calls: CALLS,
}));
const USERS: User[] = [
    ...AGENT_USERS,
    ...PAYERS.map((payer) => ({ name: payer, payer, operator: OPERATORS[0], isAgent: false, calls: OWN_CALLS })),
];

/** Three more models, so that there are five. Each passes enough to every ancestor. */
const fineTune = (
    name: string,
    owner: string,
    parents: [model: string, royalty: bigint, data: bigint][],
): ModelPlan => ({
    name,
    kind: 'FineTune',
    owner,
    artifact: `${name}: ${parents[0]?.[0]} fine-tuned once more`,
    uri: '',
    team: [{ member: owner, share: 1_000_000n }],
    parents: parents.map(([model, royalty, data]) => ({ model, relation: 'FineTunedFrom', royalty, data })),
    datanets: [],
    terms: { access: 'Open', royalty: 50_000n, data: 0n },
});
const MORE_MODELS = [
    fineTune('agro-terse', 'Hana', [['agro-base', 120_000n, 1_000_000n]]),
    fineTune('agro-polite', 'Jun', [
        ['agro-support', 120_000n, 700_000n],
        ['agro-base', 90_000n, 300_000n],
    ]),
    fineTune('agro-terse-polite', 'Jun', [
        ['agro-polite', 120_000n, 600_000n],
        ['agro-support', 50_000n, 100_000n],
        ['agro-base', 90_000n, 300_000n],
    ]),
];

/** An operator's prices of a model: amounts that nothing divides evenly. */
const pricesOf = (operator: string, model: number): Prices => ({
    perCall: 100_000_007n + 10_000_019n * BigInt(model),
    perThousandInputTokens: operator === OPAL_NAME ? 30_000_001n : 20_000_003n,
    perThousandOutputTokens: 300_000_011n + BigInt(model),
});
const OPAL_NAME = OPERATORS[1];

/** The units of call number `index` of user number `user`. */
const unitsOf = (user: number, index: number): Units => ({
    calls: 1n,
    inputTokens: BigInt(50 + ((31 * user + 17 * index) % 997)),
    outputTokens: BigInt(20 + ((13 * user + 29 * index) % 499)),
});

let setup: Setup;
let models: number[];
const operators = new Map<string, Operator>();
const spenders = new Map<string, Spender>();
/** Each user's debt for each model, by their names: computed here, independently of the client. */
const owed = new Map<string, { amount: bigint; units: Units }>();

const key = (user: string, operator: string, model: number) => `${user}|${operator}|${model}`;
const address = (name: string) => setup.loop.address(name);
const call = (pallet: string, name: string, ...args: unknown[]) => setup.chain.call(pallet, name, ...args);
/** An offer of a model, with the deposit that it costs. */
const publish = (model: number, prices: Prices, until: number) => {
    const most = setup.chain.constant('inference', 'offerDeposit').toBigInt();
    return call('inference', 'publishOffer', model, prices, 'https://127.0.0.1/v1', until, false, [], most);
};
const agree = () => assert.deepEqual(setup.loop.books.differences(), []);
const byModel = ({ settled }: { settled: Settled[] }) =>
    new Map(settled.map(({ model, amount, units }) => [String(model), { amount, units }]));
const customer = ({ name, payer, isAgent }: User) => ({ payer: address(payer), agent: isAgent ? address(name) : null });

/** Funds a new person. */
async function enter(name: string, amount: bigint): Promise<void> {
    const { loop } = setup;
    loop.books.open(name, await setup.chain.balance(address(name)));
    await loop.transfer(scenario.faucet, name, amount);
}

before(async () => {
    setup = await setUp('inference');
    const { chain, loop } = setup;
    await loop.prepare();

    for (const plan of MORE_MODELS) {
        const deposit = chain.constant('modelRegistry', 'maxModelDeposit').toBigInt();
        await loop.transfer(scenario.faucet, plan.owner, deposit + OPEN);
        await loop.register(plan);
    }
    models = loop.models.map(({ id }) => Number(id));

    await enter(OPAL_NAME, OPAL.bond + 20n * OPEN);
    await loop.transfer(scenario.faucet, scenario.operator.name, 20n * OPEN);
    const bonded = await loop.send(OPAL_NAME, call('operatorStaking', 'bond', OPAL.bond, OPAL.commission));
    loop.mirror.era = await chain.eraOf(bonded.block);
    loop.mirror.add(`operator:${OPAL_NAME}`, `account:${OPAL_NAME}`, OPAL.bond);
    loop.escrow.stake(OPAL_NAME, OPAL.bond);
    const until = (await chain.era()) + 100;
    for (const operator of OPERATORS) {
        const offers = models.map((model): [string, Call] => [
            operator,
            publish(model, pricesOf(operator, model), until),
        ]);
        await loop.sendAll(offers);
    }
    // Stake and shares earn from the next era on.
    loop.mirror.era = await chain.nextEra();
});
after(() => setup?.stop());

test('payers open channels and authorize a hundred agents, which own nothing', async () => {
    const { chain, loop, people } = setup;
    const until = (await chain.era()) + 100;
    for (const name of PAYERS) {
        const agents = AGENT_USERS.filter(({ payer: on }) => on === name);
        const [forChannel, forAgent] = ['channelDeposit', 'agentDeposit'].map((deposit) =>
            chain.constant('inference', deposit).toBigInt(),
        ) as [bigint, bigint];
        const deposits = BigInt(OPERATORS.length) * forChannel + BigInt(agents.length) * forAgent;
        await enter(name, BigInt(OPERATORS.length) * IN_CHANNEL + deposits + 5n * OPEN);
        const payer = new Payer(loop.inference, people.get(name));
        await loop.sendAll(OPERATORS.map((operator) => [name, payer.open(address(operator), IN_CHANNEL)]));
        for (const operator of OPERATORS) {
            loop.escrow.open(name, operator, IN_CHANNEL);
            loop.move(name, ESCROW, IN_CHANNEL);
        }
        const authorize = agents.map((agent) =>
            payer.authorize(address(agent.operator), address(agent.name), CAP, until),
        );
        await loop.send(name, call('utility', 'batchAll', authorize));
        for (const agent of agents) {
            const authorization = loop.escrow.authorize(name, agent.operator, agent.name, CAP);
            const key = loop.channelKey(name, agent.operator);
            const found = (await loop.inference.agent(key, address(agent.name)))!;
            assert.deepEqual([found.authorization, found.revoked], [BigInt(authorization), false]);
        }
    }
    assert.equal((await chain.read<EscrowBooks>('inference', 'escrow')).owed.toBigInt(), loop.escrow.owed());
    assert.equal(await chain.balance(address('Agent 0')), 0n);
});

test('a million calls are made, answered, checked and added up, and nothing of it is on the chain', async () => {
    const { chain, loop, people } = setup;
    const head = (await chain.api.rpc.chain.getHeader()).hash.toHex();
    const era = await chain.era();
    for (const operator of OPERATORS) {
        const prices = new Map(models.map((model) => [model, pricesOf(operator, model)]));
        operators.set(
            operator,
            new Operator(loop.inference, people.get(operator), { prices, credit: CAP, leastEras: 2 }),
        );
    }
    for (const [number, user] of USERS.entries()) {
        const operator = operators.get(user.operator)!;
        const on = customer(user);
        await operator.admit(on.payer, on.agent === null ? [] : [on.agent]);
        const spender = user.isAgent
            ? await Agent.join(
                  loop.inference,
                  people.get(user.name),
                  loop.channelKey(user.payer, user.operator),
                  models,
              )
            : await new Payer(loop.inference, people.get(user.name)).spend(operator.address, models);
        spenders.set(user.name, spender);

        const sums = new Map(
            models.map((model) => [model, { amount: 0n, calls: 0n, inputTokens: 0n, outputTokens: 0n }]),
        );
        for (let index = 0; index < user.calls; index += 1) {
            const model = models[index % models.length] as number;
            const made: MadeCall = {
                model,
                request: blake2AsHex(`${number} asks ${index}`),
                response: blake2AsHex(`${number} is told ${index}`),
                parent: null,
            };
            const units = unitsOf(number, index);
            const receipt = operator.answer(on, made, units);
            if (index < user.calls - models.length) spender.accept(receipt, made, era);
            else spender.acceptSigned(operator.sign(receipt), made, era);

            const total = sums.get(model)!;
            total.amount += price(pricesOf(user.operator, model), units);
            total.calls += 1n;
            total.inputTokens += units.inputTokens;
            total.outputTokens += units.outputTokens;
        }
        for (const [model, { amount, ...units }] of sums)
            owed.set(key(user.name, user.operator, model), { amount, units });
    }
    assert.equal(
        sum([...owed.values()].map(({ units }) => units.calls)),
        BigInt(AGENTS * CALLS + PAYERS.length * OWN_CALLS),
    );
    assert.equal((await chain.api.rpc.chain.getHeader()).hash.toHex(), head);
});

test('one signature for each agent and model says what all its calls cost', async () => {
    const expires = (await setup.chain.era()) + 10;
    for (const [number, user] of USERS.entries()) {
        const operator = operators.get(user.operator)!;
        for (const model of models) {
            const claim = operator.claim(customer(user), model, expires);
            const { amount, units } = owed.get(key(user.name, user.operator, model))!;
            assert.equal(claim.amount, amount);
            assert.deepEqual(claim.units, units);
            // Some keys are in a browser's wallet.
            operator.take(spenders.get(user.name)!.sign(claim, number % 10 === 0));
        }
    }
    const due = OPERATORS.flatMap((operator) => operators.get(operator)!.due());
    assert.equal(due.length, (AGENTS + PAYERS.length) * models.length);
    assert.ok(due.every((signed) => isVoucherSigned(setup.loop.inference.genesis, signed)));
});

test('the node says the same bytes to sign, and knows a receipt of the tree', async () => {
    const { chain, loop, people } = setup;
    const { genesis } = loop.inference;
    const vouchers: Voucher[] = operators
        .get(OPAL_NAME)!
        .due()
        .slice(0, 3)
        .map(({ voucher }) => voucher);
    const [voucher] = vouchers as [Voucher];
    vouchers.push({
        ...voucher,
        channel: (1n << 64n) - 1n,
        agent: { account: address('Agent 0'), authorization: (1n << 64n) - 1n },
        model: 2 ** 32 - 1,
        amount: (1n << 127n) + 5n,
        units: { calls: (1n << 64n) - 1n, inputTokens: 1n << 30n, outputTokens: 63n },
        receiptsRoot: randomAsHex(32),
        splitVersion: 0,
        expires: 2 ** 32 - 1,
    });
    for (const one of vouchers) {
        const expected = u8aToHex(voucherPayload(genesis, one));
        assert.equal(await chain.rpc('openledger_voucherPayload', forRpc(one)), expected);
        const { bytes } = await chain.ask<DecodedPayload>('openLedgerApi', 'voucherPayload', one);
        assert.equal(bytes.toHex(), expected);
    }

    // A receipt once more: the first of the first agent's calls of its first model.
    const user = USERS[0] as User;
    const on = customer(user);
    const operator = operators.get(user.operator)!;
    const model = models[0] as number;
    const proof = operator.proof(on, model, 0);
    const receipt: Receipt = {
        payer: on.payer,
        operator: operator.address,
        channel: (await loop.inference.channel(loop.channelKey(user.payer, user.operator)))!.channel,
        sequence: 0n,
        era: await chain.era(),
        model,
        amount: price(pricesOf(user.operator, model), unitsOf(0, 0)),
        units: unitsOf(0, 0),
        request: blake2AsHex('0 asks 0'),
        response: blake2AsHex('0 is told 0'),
        parent: null,
    };
    for (const one of [receipt, { ...receipt, parent: randomAsHex(32), sequence: (1n << 64n) - 1n }]) {
        const expected = u8aToHex(receiptPayload(genesis, one));
        assert.equal(await chain.rpc('openledger_receiptPayload', forRpc(one)), expected);
        const { bytes } = await chain.ask<DecodedPayload>('openLedgerApi', 'receiptPayload', one);
        assert.equal(bytes.toHex(), expected);
    }
    const leaf = u8aToHex(receiptLeaf(genesis, receipt));
    const verify = (signed: object, of: object) => chain.rpc('openledger_verifyReceipt', forRpc(signed), forRpc(of));
    const whole = proofForChain(proof);
    const signed = signReceipt(people.get(user.operator), genesis, receipt);
    assert.deepEqual(await verify(signed, whole), { leaf, signed: true, included: true });
    assert.deepEqual(await verify(signed, { ...whole, index: 1 }), { leaf, signed: true, included: false });
    const forged = signReceipt(people.get(user.name), genesis, receipt);
    assert.deepEqual(await verify(forged, whole), { leaf, signed: false, included: true });
    const found = await chain.ask<ReceiptCheck>('openLedgerApi', 'verifyReceipt', signed, whole);
    assert.deepEqual([found.signed.isTrue, found.included.isTrue], [true, true]);
});

test('three transactions settle the million, to the planck', async () => {
    const { chain, loop, people } = setup;
    const stored = await storageOf(chain, 'Inference');
    let transactions = 0;
    for (const by of OPERATORS) {
        const operator = operators.get(by)!;
        const due = operator.due();
        const commission = by === OPAL_NAME ? OPAL.commission : scenario.operator.commission;
        for (const [batch, transaction] of loop.inference.settleAll(due).entries()) {
            const outcome = await loop.send(by, transaction);
            transactions += 1;
            const era = await chain.eraOf(outcome.block);
            loop.mirror.era = era;
            const vouchers = due.slice(batch * MAX_VOUCHERS, (batch + 1) * MAX_VOUCHERS);
            const events = eventsOf(outcome.events, 'inference', 'VoucherSettled');
            assert.equal(events.length, vouchers.length);
            let paid = 0n;
            for (const [index, { voucher }] of vouchers.entries()) {
                const agent = voucher.agent?.account ?? null;
                const payer = people.name(voucher.payer);
                const user = agent === null ? payer : people.name(agent);
                const { amount, units } = owed.get(key(user, by, voucher.model))!;
                const model = String(voucher.model);
                const claim = { payer, operator: by, model, amount, units, ...(agent === null ? {} : { agent: user }) };
                const settled = loop.escrow.settle(claim, era);
                assert.equal(settled.left, 0n);
                loop.mirror.pay({ amount: settled.amount, split: loop.split, model, operator: by, commission });
                loop.move(ESCROW, LEDGER, settled.amount);
                paid += settled.amount;

                const { data } = events[index]!;
                assert.equal(data.index.toNumber(), index);
                assert.equal(data.model.toNumber(), voucher.model);
                const named = data.agent.isNone ? null : data.agent.unwrap();
                assert.equal(named?.account.toString() ?? null, agent);
                assert.equal(named?.authorization.toBigInt(), voucher.agent?.authorization);
                assert.equal(data.channel.toBigInt(), voucher.channel);
                assert.equal(data.splitVersion.toNumber(), voucher.splitVersion);
                assert.equal(data.total.amount.toBigInt(), amount);
                assert.equal(data.total.units.calls.toBigInt(), units.calls);
                assert.equal(data.receiptsRoot.toHex(), voucher.receiptsRoot);
                assert.ok(data.limit.isNone && data.left.isZero());
                loop.books.compare(
                    `settled for ${user} of model ${model} by ${by}`,
                    settled.amount,
                    data.amount.toBigInt(),
                );
                for (const kind of ['calls', 'inputTokens', 'outputTokens'] as const) {
                    loop.books.compare(
                        `${kind} settled for ${user} of model ${model}`,
                        units[kind],
                        data.units[kind].toBigInt(),
                    );
                }
            }
            const { data } = eventOf(outcome, 'inference', 'BatchSettled');
            assert.deepEqual([data.settled.toNumber(), data.skipped.toNumber()], [vouchers.length, 0]);
            assert.equal(data.amount.toBigInt(), paid);
        }
        await operator.refresh();
        assert.deepEqual(operator.due(), []);
    }
    assert.equal(transactions, 3);
    agree();

    // Nothing is stored for a call: the channels and the agents were there, and the count of all calls comes once.
    const kept = await storageOf(chain, 'Inference');
    assert.ok(kept.size <= stored.size + 1, `${kept.size - stored.size} more entries`);
    const calls = await chain.read<CallTotals>('inference', 'calls');
    assert.equal(calls.agents.toBigInt(), BigInt(AGENTS * CALLS));
    assert.equal(calls.payers.toBigInt(), BigInt(PAYERS.length * OWN_CALLS));
});

test('channels and agents are what was computed, by the RPC and the runtime API', async () => {
    const { chain, loop } = setup;
    const era = await chain.era();
    for (const payer of PAYERS) {
        for (const operator of OPERATORS) {
            const key = loop.channelKey(payer, operator);
            const channel = (await loop.inference.channel(key))!;
            assert.equal(channel.balance, loop.escrow.balance(payer, operator));
            assert.equal(channel.coverage, loop.escrow.coverage(operator, era));
            assert.equal(channel.closes, null);
            assert.deepEqual(byModel(channel), loop.escrow.settled(payer, operator));
            const answer = await chain.rpc<Record<string, unknown>>('openledger_channel', key);
            assert.deepEqual(answer, forRpc(channel));
        }
    }
    for (const { name, payer, operator } of AGENT_USERS.slice(0, 10)) {
        const key = loop.channelKey(payer, operator);
        const agent = (await loop.inference.agent(key, address(name)))!;
        assert.equal(agent.cap, CAP);
        assert.deepEqual(byModel(agent), loop.escrow.settled(payer, operator, name));
        const answer = await chain.rpc('openledger_agent', key, address(name));
        assert.deepEqual(answer, forRpc(agent));
    }
});

test('a channel with five models takes 160 bytes or less', async () => {
    const { chain } = setup;
    const channels = chain.api.query.inference!.channels!;
    for (const payer of PAYERS) {
        const stored = (await channels(address(OPERATORS[0]), address(payer))) as Option<ChannelRecord>;
        assert.equal(stored.unwrap().settled.length, models.length);
        assert.ok(stored.unwrap().toU8a().length <= 160);
        assert.equal(
            (await channels.size(address(OPERATORS[0]), address(payer))).toNumber(),
            stored.unwrap().toU8a().length,
        );
    }
    // Even with a million calls, 10^9 tokens and a million OPEN for each model.
    const units = { calls: 1_000_000n, inputTokens: 10n ** 9n, outputTokens: 10n ** 9n };
    const settled = Array.from({ length: 5 }, (_, index) => ({
        model: 1_000 + index,
        amount: 1_000_000n * OPEN,
        units,
    }));
    const type = chain.api.registry.createLookupType(channels.creator.meta.type.asMap.value);
    const large = {
        number: 1_000_000n,
        balance: 5_000_000n * OPEN,
        deposit: OPEN,
        closes: 100_000,
        authorizations: 1_000n,
        settled,
    };
    const bytes = chain.api.createType(type, large).toU8a().length;
    assert.ok(bytes <= 160, `${bytes} bytes`);
});

test('a payer asks to close, the operator is told, settles and closes; what is left returns', async () => {
    const { chain, loop, people } = setup;
    const [name] = PAYERS as [string];
    const operator = operators.get(OPAL_NAME)!;
    const user = AGENT_USERS.find((one) => one.payer === name && one.operator === OPAL_NAME)!;
    const model = models[0] as number;
    const made: MadeCall = { model, request: blake2AsHex('one more'), response: blake2AsHex('the last'), parent: null };
    const units = unitsOf(0, 0);
    spenders.get(user.name)!.accept(operator.answer(customer(user), made, units), made, await chain.era());
    operator.take(spenders.get(user.name)!.sign(operator.claim(customer(user), model, (await chain.era()) + 10)));

    const told: { payer: string; closes: number }[] = [];
    const stop = await loop.inference.watch((event, data) => {
        const closing = operator.noteEvent(event, data);
        if (closing !== null) told.push(closing);
    });
    const requested = await loop.send(
        name,
        new Payer(loop.inference, people.get(name)).requestClose(address(OPAL_NAME)),
    );
    for (let tries = 0; told.length === 0 && tries < 100; tries += 1) await new Promise((done) => setTimeout(done, 50));
    stop();
    const closes = eventOf(requested, 'inference', 'CloseRequested').data.closes.toNumber();
    assert.deepEqual(told, [{ payer: address(name), closes }]);

    const early = await chain.send(loop.inference.closeChannel(loop.channelKey(name, OPAL_NAME)), people.get(name));
    assert.match(early.error ?? 'success', /^Inference\.ThawRunning: /);
    loop.paidFee(name, early.fee);

    // Any account may submit a voucher that both sides signed: here the payer, who cannot without the operator.
    const [due, ...others] = operator.due();
    assert.deepEqual(others, []);
    const vain = await loop.send(name, loop.inference.settle([due!]));
    assert.equal(eventOf(vain, 'inference', 'VoucherSkipped').data.reason.toString(), 'NotAccepted');
    const signed = operator.forRelayer();
    assert.ok(signed.length === 1 && isVoucherAccepted(loop.inference.genesis, signed[0]!));
    const settled = await loop.send(name, loop.inference.settle(signed));
    const era = await chain.eraOf(settled.block);
    const { amount, units: before } = owed.get(key(user.name, OPAL_NAME, model))!;
    const more = price(pricesOf(OPAL_NAME, model), units);
    const claim = {
        payer: name,
        operator: OPAL_NAME,
        agent: user.name,
        model: String(model),
        amount: amount + more,
        units: {
            calls: before.calls + 1n,
            inputTokens: before.inputTokens + units.inputTokens,
            outputTokens: before.outputTokens + units.outputTokens,
        },
    };
    assert.equal(loop.escrow.settle(claim, era).amount, more);
    loop.mirror.era = era;
    loop.mirror.pay({
        amount: more,
        split: loop.split,
        model: String(model),
        operator: OPAL_NAME,
        commission: OPAL.commission,
    });
    loop.move(ESCROW, LEDGER, more);

    const closed = await loop.send(OPAL_NAME, loop.inference.closeChannel(loop.channelKey(name, OPAL_NAME)));
    const refund = loop.escrow.close(name, OPAL_NAME);
    assert.equal(eventOf(closed, 'inference', 'ChannelClosed').data.refunded.toBigInt(), refund);
    loop.move(ESCROW, name, refund);
    assert.equal(await loop.inference.channel(loop.channelKey(name, OPAL_NAME)), null);
});

test('everybody behind the models is paid, and the books balance', async () => {
    const { loop } = setup;
    await loop.flow();
    await loop.checkEarnings();
    agree();
    await loop.claimAll();
    await loop.close();
    agree();
    assert.ok(loop.books.balance());
    assert.ok(loop.books.change(TREASURY) > 0n && loop.mirror.burned > 0n);
    for (const { name } of AGENT_USERS.slice(0, 3)) assert.equal(await setup.chain.balance(address(name)), 0n);
});
