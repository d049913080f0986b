// SPDX-License-Identifier: Apache-2.0

// An operator that signs two receipts of one number: any account that has both reports them. The operator and its
// delegators lose a part of their stake, and the reporter gets some of it, once in a dispute window.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
    Equivocation,
    isEquivocation,
    Payer,
    priceOf,
    type Receipt,
    type SignedReceipt,
    type Spender,
    signReceipt,
} from '@openledger/client';
import type { Option } from '@polkadot/types';
import { blake2AsHex } from '@polkadot/util-crypto';
import { eventOf } from '../src/chain.ts';
import type { OperatorDetails, StakeDetails } from '../src/decoded.ts';
import { least, OPEN } from '../src/format.ts';
import { ESCROW, TREASURY } from '../src/loop.ts';
import { parameter } from '../src/parameters.ts';
import { scenario } from '../src/scenario.ts';
import { type Setup, setUp } from './setup.ts';

const OPERATOR = scenario.operator.name;
const [{ by: DELEGATOR, amount: DELEGATED }] = scenario.delegations as [{ by: string; amount: bigint }, ...unknown[]];
const PAYER = 'Quentin';
const IN_CHANNEL = 50n * OPEN;
/** A stake that no percentage divides evenly, and that is unbonding when the operator is slashed. */
const ODD = 123_456_789_012_347n;
/** The worth of 10^18 points before a slash, in planck. */
const ONE = 10n ** 18n;

let setup: Setup;
let spender: Spender;
let model: number;
let channel: bigint;
/** The present worth of 10^18 points. */
let rate = ONE;
/** The receipts of the first conviction. */
let evidence: [SignedReceipt, SignedReceipt];

const call = (pallet: string, name: string, ...args: unknown[]) => setup.chain.call(pallet, name, ...args);
const address = (name: string) => setup.loop.address(name);
const agree = () => assert.deepEqual(setup.loop.books.differences(), []);
const ceil = (amount: bigint, by: bigint) => (amount + by - 1n) / by;
const worth = (points: bigint) => ceil(points * rate, ONE);
const constant = (pallet: string, name: string): bigint => setup.chain.constant(pallet, name).toBigInt();
const stakeOf = async (staker: string) =>
    (
        await setup.chain.view<Option<StakeDetails>>('OperatorStaking', 'stake', address(OPERATOR), address(staker))
    ).unwrap();
/** The part of an account's balance that is on hold for its stake with the operator. */
const held = async (staker: string): Promise<bigint> => (await stakeOf(staker)).held.toBigInt();

/** Whether the operator takes no work for now. */
const status = async () => {
    const found = await setup.chain.view<Option<OperatorDetails>>(
        'OperatorStaking',
        'operator_details',
        address(OPERATOR),
    );
    return { chilled: found.unwrap().status.type === 'Chilled' };
};

/** Two signed receipts of the call number `sequence`, with different answers. */
function twice(sequence: bigint, era: number, change: Partial<Receipt> = {}): [SignedReceipt, SignedReceipt] {
    const units = { calls: 1n, inputTokens: 812n, outputTokens: 1_391n };
    const receipt: Receipt = {
        payer: address(PAYER),
        operator: address(OPERATOR),
        channel,
        sequence,
        era,
        model,
        amount: priceOf(scenario.offer.prices, units),
        units,
        request: blake2AsHex('a question'),
        response: blake2AsHex('an answer'),
        parent: null,
    };
    const pair = setup.people.get(OPERATOR);
    const other = { ...receipt, response: blake2AsHex('another answer'), ...change };
    return [
        signReceipt(pair, setup.loop.inference.genesis, receipt),
        signReceipt(pair, setup.loop.inference.genesis, other, true),
    ];
}

/** Report two receipts, which must be in vain. */
async function inVain(first: SignedReceipt, second: SignedReceipt, error: string): Promise<void> {
    const { chain, loop, people } = setup;
    const outcome = await chain.send(loop.inference.reportEquivocation(first, second), people.get('Rosa'));
    assert.ok(outcome.error?.startsWith(`Receipts.${error}: `), outcome.error ?? 'success');
    loop.paidFee('Rosa', outcome.fee);
}

/**
 * Reports two receipts, and compares all losses and the reward with those computed here. `present` is the unbonding stake
 * that is there.
 */
async function convict(first: SignedReceipt, second: SignedReceipt, present = ODD): Promise<void> {
    const { chain, loop } = setup;
    const stakes = { own: scenario.operator.bond, others: DELEGATED + present };
    const earlier = { own: worth(stakes.own), others: worth(stakes.others) };
    const delegators = present > 0n ? [DELEGATOR, 'Odda'] : [DELEGATOR];
    const holds = await Promise.all(delegators.map(held));
    const [part, ofReporter] = (await Promise.all(
        ['EquivocationSlash', 'ReporterReward'].map(async (name) => (await parameter(chain, name)).now),
    )) as [bigint, bigint];
    const outcome = await loop.send('Rosa', loop.inference.reportEquivocation(first, second));
    assert.equal(eventOf(outcome, 'operatorStaking', 'Slashed').data.part.toBigInt(), part);
    rate = ceil(rate * (1_000_000n - part), 1_000_000n);
    const ownLoss = earlier.own - worth(stakes.own);
    const slashed = ownLoss + earlier.others - worth(stakes.others);
    // A part of the whole loss, at most half of the operator's own.
    const reward = least((slashed * ofReporter) / 1_000_000n, ownLoss / 2n);

    const { data } = eventOf(outcome, 'receipts', 'EquivocationProven');
    assert.equal(data.operator.toString(), address(OPERATOR));
    assert.equal(data.reporter.toString(), address('Rosa'));
    assert.deepEqual([data.channel.toBigInt(), data.sequence.toBigInt()], [channel, first.receipt.sequence]);
    loop.books.compare('slashed', slashed, data.slashed.toBigInt());
    loop.books.compare("the reporter's reward", reward, data.reward.toBigInt());
    loop.move(OPERATOR, 'Rosa', reward);
    loop.move(OPERATOR, TREASURY, ownLoss - reward);

    // The operator's loss is taken at once, everybody else's when their stake is touched.
    assert.equal(await held(OPERATOR), worth(stakes.own));
    assert.deepEqual(await Promise.all(delegators.map(held)), holds);
    for (const name of [OPERATOR, DELEGATOR, 'Odda', 'Rosa']) {
        assert.equal(await chain.balance(address(name)), loop.books.expected(name), `balance of ${name}`);
    }
    agree();
}

before(async () => {
    setup = await setUp('equivocation');
    const { chain, loop, people } = setup;
    await loop.prepare();
    model = Number(loop.model(scenario.offer.model).id);
    for (const [name, amount] of [
        ['Rosa', 5n * OPEN],
        ['Odda', ODD + 5n * OPEN],
    ] as const) {
        loop.books.open(name, 0n);
        await loop.transfer(scenario.faucet, name, amount);
    }
    const pool = `operator:${OPERATOR}`;
    const delegated = await loop.send('Odda', call('operatorStaking', 'delegate', address(OPERATOR), ODD));
    loop.mirror.era = await chain.eraOf(delegated.block);
    loop.mirror.add(pool, 'account:Odda', ODD);
    const unbonded = await loop.send('Odda', call('operatorStaking', 'unbond', address(OPERATOR), ODD));
    loop.mirror.era = await chain.eraOf(unbonded.block);
    loop.mirror.remove(pool, 'account:Odda');

    const payer = new Payer(loop.inference, people.get(PAYER));
    await loop.send(PAYER, payer.open(address(OPERATOR), IN_CHANNEL));
    loop.escrow.open(PAYER, OPERATOR, IN_CHANNEL);
    loop.move(PAYER, ESCROW, IN_CHANNEL);
    spender = await payer.spend(address(OPERATOR), [model]);
    channel = spender.terms.channel;
});
after(() => setup?.stop());

test('receipts that convict nobody are refused', async () => {
    const { loop, people } = setup;
    const era = await setup.chain.era();
    const { genesis } = loop.inference;
    const [first, second] = twice(0n, era);
    await inVain(first, first, 'ReceiptsEqual');
    // The same receipt, signed raw and by a wallet.
    await inVain(first, signReceipt(people.get(OPERATOR), genesis, first.receipt, true), 'ReceiptsEqual');
    await inVain(first, twice(1n, era)[1], 'ReceiptsOfDifferentCalls');
    await inVain(first, twice(0n, era, { channel: channel + 1n })[1], 'ReceiptsOfDifferentCalls');
    await inVain(first, twice(0n, era, { operator: address(PAYER) })[1], 'ReceiptsOfDifferentCalls');
    await inVain(...twice(0n, era + 2), 'ReceiptFromFuture');
    await inVain(first, signReceipt(people.get(PAYER), genesis, second.receipt), 'ReceiptNotSigned');
    await inVain(first, { ...second, receipt: { ...second.receipt, amount: 1n } }, 'ReceiptNotSigned');
    // Signed for another chain.
    const elsewhere = Uint8Array.from(genesis, (byte) => byte ^ 1);
    await inVain(first, signReceipt(people.get(OPERATOR), elsewhere, second.receipt), 'ReceiptNotSigned');
    assert.equal(await held(OPERATOR), scenario.operator.bond);
});

test('an account that reports two receipts of one number has the operator slashed, and is rewarded', async () => {
    const { loop } = setup;
    const era = await setup.chain.era();
    const [first, second] = twice(0n, era);
    const made = (answer: string) => ({
        model,
        request: blake2AsHex('a question'),
        response: blake2AsHex(answer),
        parent: null,
    });
    spender.acceptSigned(first, made('an answer'), era);
    let noticed: Equivocation | undefined;
    try {
        spender.acceptSigned(second, made('another answer'), era);
    } catch (error) {
        noticed = error as Equivocation;
    }
    assert.ok(noticed instanceof Equivocation);
    evidence = [noticed.first, noticed.second];
    assert.ok(isEquivocation(loop.inference.genesis, ...evidence));
    await convict(...evidence);
});

test('a call convicts once, in any order and by any reporter', async () => {
    const [first, second] = evidence;
    await inVain(first, second, 'AlreadyConvicted');
    await inVain(second, first, 'AlreadyConvicted');
    await inVain(
        first,
        twice(0n, first.receipt.era, { response: blake2AsHex('a third answer') })[1],
        'AlreadyConvicted',
    );
});

test('another call of the same window costs nothing more, whatever era the operator wrote into it', async () => {
    const era = await setup.chain.era();
    await inVain(...twice(1n, era), 'AlreadyConvicted');
    await inVain(...twice(1n, era, { amount: 7n, era: 4_000_000_000 }), 'AlreadyConvicted');
    assert.equal(await held(OPERATOR), worth(scenario.operator.bond));
});

test('receipts of a channel that never was are no receipts', async () => {
    const never = { channel: 1_000_000n };
    const [first, second] = twice(0n, await setup.chain.era());
    const pair = setup.people.get(OPERATOR);
    const { genesis } = setup.loop.inference;
    const [one, other] = [first, second].map(({ receipt }) => signReceipt(pair, genesis, { ...receipt, ...never })) as [
        SignedReceipt,
        SignedReceipt,
    ];
    await inVain(one, other, 'ChannelNotFound');
});

test('a conviction chills the operator, which resumes by itself', async () => {
    const { loop } = setup;
    const { chilled } = await status();
    assert.ok(chilled);
    await loop.send(OPERATOR, call('operatorStaking', 'resume'));
    assert.ok(!(await status()).chilled);
});

test('the stake is worth less at once, for coverage and in every query', async () => {
    const { chain, loop } = setup;
    const active = scenario.operator.bond + DELEGATED;
    loop.escrow.stake(OPERATOR, worth(scenario.operator.bond), worth(DELEGATED));
    const found = (await loop.inference.channel(loop.channelKey(PAYER, OPERATOR)))!;
    assert.equal(found.coverage, loop.escrow.coverage(OPERATOR, await chain.era()));
    const details = (
        await chain.view<Option<OperatorDetails>>('OperatorStaking', 'operator_details', address(OPERATOR))
    ).unwrap();
    assert.equal(details.rate.toBigInt(), rate);
    assert.equal(details.own.toBigInt(), worth(scenario.operator.bond));
    assert.equal(details.total.toBigInt(), worth(active));
    const { amount, pendingSlash, shares } = await stakeOf(DELEGATOR);
    assert.deepEqual([amount.toBigInt(), shares.toBigInt()], [worth(DELEGATED), DELEGATED]);
    assert.equal(pendingSlash.toBigInt(), DELEGATED - worth(DELEGATED));
    const { unbonding } = await stakeOf('Odda');
    assert.deepEqual(
        [...unbonding].map(([left]) => left.toBigInt()),
        [worth(ODD)],
    );
});

test("any account can have a delegator's loss taken from its hold, unbonding stake included, and once", async () => {
    const { chain, loop, people } = setup;
    for (const [name, points] of [
        [DELEGATOR, DELEGATED],
        ['Odda', ODD],
    ] as const) {
        const apply = call('operatorStaking', 'applySlash', address(OPERATOR), address(name));
        const outcome = await loop.send('Rosa', apply);
        const loss = points - worth(points);
        assert.ok(loss > 0n);
        assert.equal(eventOf(outcome, 'operatorStaking', 'SlashApplied').data.amount.toBigInt(), loss);
        loop.move(name, TREASURY, loss);
        assert.equal(await held(name), points - loss);
        assert.equal(await chain.balance(address(name)), loop.books.expected(name));
        const again = await chain.send(apply, people.get('Rosa'));
        assert.match(again.error ?? 'success', /^OperatorStaking\.NothingToApply: /);
        loop.paidFee('Rosa', again.fee);
    }
});

test('stakers that stay are paid as before, by shares that a slash does not touch', async () => {
    const { loop } = setup;
    await loop.pay(scenario.payments[1]!);
    await loop.flow();
    await loop.checkEarnings();
    await loop.claimAll();
    agree();
});

test('receipts that are too old convict nobody, and the conviction may be forgotten', async () => {
    const { chain, loop, people } = setup;
    const [first, second] = evidence;
    const forget = call('receipts', 'forgetConviction', address(OPERATOR), channel, first.receipt.sequence);
    const early = await chain.send(forget, people.get('Rosa'));
    assert.match(early.error ?? 'success', /^Receipts\.ConvictionStillNeeded: /);
    loop.paidFee('Rosa', early.fee);

    await chain.nextEra(Number(constant('receipts', 'disputeEras')) + 1);
    await inVain(...twice(2n, first.receipt.era), 'ReceiptTooOld');
    const forgotten = await loop.send('Rosa', forget);
    assert.equal(
        eventOf(forgotten, 'receipts', 'ConvictionForgotten').data.sequence.toBigInt(),
        first.receipt.sequence,
    );
    await inVain(first, second, 'ReceiptTooOld');
});

test('after the window, a receipt of the key that signs for the operator convicts it again', async () => {
    const { chain, loop, people } = setup;
    const { genesis } = loop.inference;
    const server = people.get('Server');
    const era = await chain.era();
    const byServer = (sequence: bigint) =>
        twice(sequence, era).map(({ receipt }) => signReceipt(server, genesis, receipt)) as [
            SignedReceipt,
            SignedReceipt,
        ];
    await inVain(...byServer(3n), 'ReceiptNotSigned');
    await loop.send(OPERATOR, call('operatorStaking', 'setSigner', server.address));
    assert.equal((await chain.view('OperatorStaking', 'signer', address(OPERATOR))).toString(), server.address);
    // Odda's stake has been unbonding since before the first offense.
    const { unbonding } = await stakeOf('Odda');
    assert.equal([...unbonding].length, 1);
    await convict(...byServer(3n));
    // The receipts that its own key signed until then still count, but not for another slash in the window.
    await inVain(...twice(4n, era), 'AlreadyConvicted');
});

test('the slash went to the reporter and the treasury: the books balance', async () => {
    const { loop } = setup;
    await loop.close();
    agree();
    assert.ok(loop.books.balance());
});
