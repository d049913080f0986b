// SPDX-License-Identifier: Apache-2.0

// The client without a chain: payer, agent and operator keep each other honest, and the second implementation of
// channels gives results that a reader can compute by head.

import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import type { AgentInfo, ChannelInfo, View } from '@openledger/client';
import {
    Agent,
    addUnits,
    claimed,
    Equivocation,
    isEquivocation,
    isIncluded,
    isVoucherAccepted,
    isVoucherSigned,
    type MadeCall,
    NO_UNITS,
    Operator,
    type Prices,
    priceOf,
    type Reason,
    type Receipt,
    Refused,
    receiptLeaf,
    Spender,
    sign,
    signReceipt,
    signVoucher,
    terms,
    type Units,
    type Voucher,
    voucherPayload,
} from '@openledger/client';
import { Keyring } from '@polkadot/keyring';
import type { KeyringPair } from '@polkadot/keyring/types';
import { u8aToHex } from '@polkadot/util';
import { blake2AsHex, cryptoWaitReady } from '@polkadot/util-crypto';
import { Escrow } from '../src/escrow.ts';

const MODEL = 3;
const PRICES: Prices = { perCall: 1_000n, perThousandInputTokens: 10n, perThousandOutputTokens: 30n };
const ERA = 5;

/** A chain whose answers the tests set. */
class Stage implements View {
    readonly genesis = new Uint8Array(32).fill(7);
    now = ERA;
    version = 1;
    open: ChannelInfo | null = {
        channel: 4n,
        balance: 100_000n,
        deposit: 1n,
        closes: null,
        settled: [],
        coverage: 80_000n,
    };
    authorization: AgentInfo | null = {
        channel: 4n,
        authorization: 2n,
        revoked: false,
        cap: 20_000n,
        left: 20_000n,
        expires: 9,
        models: [MODEL],
        settled: [],
    };

    era = async () => this.now;
    splitVersion = async () => this.version;
    channel = async () => this.open;
    agent = async () => this.authorization;
    signedBy: string | null = null;
    signer = async (operator: string) => this.signedBy ?? operator;
    prices = async (_: string, model: number) => (model === MODEL ? PRICES : null);
}

let keys: Record<'payer' | 'agent' | 'operator' | 'stranger', KeyringPair>;
let stage: Stage;
let operator: Operator;
let agent: Agent;

/** A call of some length, and its units. */
function made(index: number, change: Partial<MadeCall> = {}): MadeCall {
    return {
        model: MODEL,
        request: blake2AsHex(`request ${index}`),
        response: blake2AsHex(`response ${index}`),
        parent: null,
        ...change,
    };
}
const work = (index: number): Units => ({
    calls: 1n,
    inputTokens: BigInt(100 + index),
    outputTokens: BigInt(300 + 7 * index),
});
const channelKey = () => ({ operator: keys.operator.address, payer: keys.payer.address });
const customer = () => ({ payer: keys.payer.address, agent: keys.agent.address });

/** Whether `run` is refused for `reason`. */
const refuses = (run: () => unknown, reason: Reason) =>
    assert.throws(
        run,
        (error) => error instanceof Refused && error.reason === reason && error.message.length > 10,
        reason,
    );

/** A call that is made, answered and agreed to. */
function call(index: number): Receipt {
    const receipt = operator.answer(customer(), made(index), work(index));
    agent.accept(receipt, made(index), ERA);
    return receipt;
}

/** The voucher for all calls so far, signed and taken. */
function pay(expires = ERA + 3): void {
    operator.take(agent.sign(operator.claim(customer(), MODEL, expires)));
}

before(async () => {
    await cryptoWaitReady();
    const keyring = new Keyring({ type: 'sr25519' });
    const pair = (name: string) => keyring.addFromUri(`//${name}`);
    keys = { payer: pair('Payer'), agent: pair('Agent'), operator: pair('Operator'), stranger: pair('Stranger') };
});

beforeEach(async () => {
    stage = new Stage();
    operator = new Operator(stage, keys.operator, {
        prices: new Map([[MODEL, PRICES]]),
        credit: 15_000n,
        leastEras: 1,
    });
    await operator.admit(keys.payer.address, [keys.agent.address]);
    agent = await Agent.join(stage, keys.agent, channelKey(), [MODEL]);
});

describe('what a spender agrees to', () => {
    test('one voucher says what any number of calls cost', () => {
        for (let index = 0; index < 10; index += 1) call(index);
        pay();
        const [signed] = operator.due();
        assert.ok(signed !== undefined && isVoucherSigned(stage.genesis, signed));
        assert.deepEqual(signed.voucher.agent, { account: keys.agent.address, authorization: 2n });
        assert.equal(signed.claim, undefined);
        assert.equal(signed.voucher.units.calls, 10n);
        let expected = 0n;
        for (let index = 0; index < 10; index += 1) expected += priceOf(PRICES, work(index));
        assert.equal(signed.voucher.amount, expected);
    });

    test('the voucher commits to every receipt', () => {
        const receipts = Array.from({ length: 7 }, (_, index) => call(index));
        pay();
        for (const [index, receipt] of receipts.entries()) {
            const proof = operator.proof(customer(), MODEL, index);
            assert.equal(u8aToHex(proof.root), operator.due()[0]?.voucher.receiptsRoot);
            assert.ok(isIncluded(receiptLeaf(stage.genesis, receipt), proof));
        }
    });

    test('a receipt that is not of the call, the price, the era or the order is refused and changes nothing', () => {
        const good = call(0);
        const next = operator.answer(customer(), made(1), work(1));
        const agreed = agent.agreed(MODEL, 9);
        const wrong = (change: Partial<Receipt>, reason: Reason, era = ERA) =>
            refuses(() => agent.accept({ ...next, ...change }, made(1), era), reason);
        wrong({ channel: 5n }, 'OtherChannel');
        wrong({ payer: keys.stranger.address }, 'OtherChannel');
        wrong({ operator: keys.stranger.address }, 'OtherChannel');
        wrong({ model: MODEL + 1 }, 'OtherCall');
        wrong({ request: blake2AsHex('something else') }, 'OtherCall');
        wrong({ response: blake2AsHex('something else') }, 'OtherCall');
        wrong({ parent: blake2AsHex('something else') }, 'OtherCall');
        wrong({ sequence: good.sequence }, 'WrongSequence');
        wrong({ era: ERA + 1 }, 'WrongEra');
        wrong({ era: ERA - 2 }, 'WrongEra');
        wrong({ amount: next.amount + 1n }, 'WrongPrice');
        wrong({ units: { ...next.units, outputTokens: next.units.outputTokens + 1_000n } }, 'WrongPrice');
        wrong({ units: { ...next.units, calls: 2n }, amount: next.amount + PRICES.perCall }, 'WrongUnits');
        assert.deepEqual(agent.agreed(MODEL, 9), agreed);
        agent.accept(next, made(1), ERA + 1);
    });

    test('a claim that is not what was agreed to is not signed', () => {
        call(0);
        const claim = operator.claim(customer(), MODEL, 9);
        refuses(() => agent.sign({ ...claim, amount: claim.amount + 1n }), 'NotAgreed');
        refuses(() => agent.sign({ ...claim, units: { ...claim.units, inputTokens: 0n } }), 'NotAgreed');
        refuses(() => agent.sign({ ...claim, receiptsRoot: blake2AsHex('') }), 'NotAgreed');
        refuses(() => agent.sign({ ...claim, model: MODEL + 1 }), 'NotAgreed');
        refuses(() => agent.sign({ ...claim, channel: 5n }), 'OtherChannel');
        refuses(() => agent.sign({ ...claim, operator: keys.stranger.address }), 'OtherChannel');
        refuses(() => agent.sign({ ...claim, splitVersion: 2 }), 'SplitVersion');
        const named = (account: string, authorization: bigint) => ({ ...claim, agent: { account, authorization } });
        refuses(() => agent.sign({ ...claim, agent: null }), 'AgentNotAuthorized');
        refuses(() => agent.sign(named(keys.stranger.address, 2n)), 'AgentNotAuthorized');
        refuses(() => agent.sign(named(keys.agent.address, 1n)), 'AgentNotAuthorized');
        assert.deepEqual(agent.sign(claim).voucher, agent.voucher(MODEL, 9).voucher);
    });

    test('a signed receipt is worth something, another one of the same number is evidence', () => {
        const receipt = operator.answer(customer(), made(0), work(0));
        refuses(
            () => agent.acceptSigned(signReceipt(keys.stranger, stage.genesis, receipt), made(0), ERA),
            'WrongSignature',
        );
        agent.acceptSigned(operator.sign(receipt), made(0), ERA);
        const other = operator.sign({ ...receipt, response: blake2AsHex('another answer') });
        assert.throws(
            () => agent.acceptSigned(other, made(0, { response: blake2AsHex('another answer') }), ERA),
            (error) => error instanceof Equivocation && error.first.receipt === receipt && error.second === other,
        );
    });

    test('a payer signs for itself, without a cap', async () => {
        const spender = new Spender(keys.payer, await terms(stage, channelKey(), [MODEL]));
        const own = { payer: keys.payer.address, agent: null };
        spender.accept(operator.answer(own, made(0), work(0)), made(0), ERA);
        const signed = spender.sign(operator.claim(own, MODEL, 9), true);
        assert.equal(signed.voucher.agent, null);
        operator.take(signed);
        assert.deepEqual(operator.due(), [signed]);
        // A voucher names its signer, so another key cannot sign it.
        assert.throws(() => signVoucher(keys.agent, stage.genesis, signed.voucher), /has to sign/);
    });

    test("the key that signs receipts need not be the operator's own", async () => {
        stage.signedBy = keys.stranger.address;
        const server = new Operator(stage, keys.stranger, operator.policy, keys.operator.address);
        await server.admit(keys.payer.address, [keys.agent.address]);
        const spender = await Agent.join(stage, keys.agent, channelKey(), [MODEL]);
        const receipt = server.answer(customer(), made(0), work(0));
        assert.equal(receipt.operator, keys.operator.address);
        refuses(() => spender.acceptSigned(operator.sign(receipt), made(0), ERA), 'WrongSignature');
        const signed = server.sign(receipt);
        spender.acceptSigned(signed, made(0), ERA);
        const other = server.sign({ ...receipt, response: blake2AsHex('another answer') });
        assert.throws(
            () => spender.acceptSigned(other, made(0, { response: blake2AsHex('another answer') }), ERA),
            Equivocation,
        );
        assert.ok(isEquivocation(stage.genesis, signed, other, keys.stranger.address));
        assert.ok(!isEquivocation(stage.genesis, signed, other));
        server.take(spender.sign(server.claim(customer(), MODEL, ERA + 3)));
        const [accepted] = server.forRelayer();
        assert.ok(isVoucherAccepted(stage.genesis, accepted!, keys.stranger.address));
        assert.ok(!isVoucherAccepted(stage.genesis, accepted!));
    });
});

describe('an agent keeps to what it may do', () => {
    const answered = (sequence: bigint, outputTokens: bigint, model = MODEL): Receipt => {
        const units = { calls: 1n, inputTokens: 0n, outputTokens };
        const { payer, operator: by, channel } = agent.terms;
        return {
            ...made(0),
            payer,
            operator: by,
            channel,
            sequence,
            era: ERA,
            model,
            amount: priceOf(PRICES, units),
            units,
        };
    };

    test('the cap of an era', () => {
        agent.accept(answered(0n, 500_000n), made(0), ERA);
        assert.equal(agent.left(ERA), 4_000n);
        refuses(() => agent.accept(answered(1n, 100_001n), made(0), ERA), 'CapReached');
        agent.accept(answered(1n, 100_000n), made(0), ERA);
        assert.equal(agent.left(ERA), 0n);
        refuses(() => agent.accept(answered(2n, 0n), made(0), ERA), 'CapReached');
        assert.equal(agent.left(ERA + 1), 20_000n);
        agent.accept({ ...answered(2n, 0n), era: ERA + 1 }, made(0), ERA + 1);
    });

    test('its last era', () => {
        refuses(() => agent.accept({ ...answered(0n, 0n), era: 10 }, made(0), 10), 'AgentExpired');
    });

    test('its models', () => {
        agent.terms.prices.set(MODEL + 1, PRICES);
        refuses(() => agent.accept(answered(0n, 0n, MODEL + 1), made(0, { model: MODEL + 1 }), ERA), 'ModelNotAllowed');
    });

    test('and joins only where it is authorized and the model is offered', async () => {
        const join = (models: number[]) => Agent.join(stage, keys.agent, channelKey(), models);
        const because = (reason: Reason) => (error: unknown) => error instanceof Refused && error.reason === reason;
        await assert.rejects(join([MODEL + 1]), because('NotOffered'));
        stage.authorization = { ...stage.authorization!, channel: 3n };
        await assert.rejects(join([MODEL]), because('AgentNotAuthorized'));
        stage.authorization = null;
        await assert.rejects(join([MODEL]), because('AgentNotAuthorized'));
        stage.open = null;
        await assert.rejects(join([MODEL]), because('ChannelNotFound'));
    });
});

describe('an operator answers no call that is not paid', () => {
    const answer = (tokens: bigint, from = customer()) =>
        operator.answer(from, made(0), { calls: 1n, inputTokens: 0n, outputTokens: tokens });
    const change = async (open: Partial<ChannelInfo>, authorization: Partial<AgentInfo> = {}) => {
        stage.open = { ...stage.open!, ...open };
        stage.authorization = { ...stage.authorization!, ...authorization };
        await operator.refresh();
    };

    test('beyond its credit', () => {
        answer(100_000n);
        answer(200_000n);
        refuses(() => answer(200_000n), 'VoucherDue');
    });

    test('beyond the balance of the channel, the cap of the agent, or its own stake', async () => {
        await change({ balance: 2_000n });
        answer(0n);
        refuses(() => answer(1_000n), 'ChannelEmpty');
        await change({ balance: 100_000n }, { left: 2_000n });
        refuses(() => answer(1_000n), 'CapReached');
        await change({ coverage: 2_000n }, { left: 20_000n });
        refuses(() => answer(1_000n), 'NotCovered');
        answer(0n);
        refuses(() => answer(0n), 'NotCovered');
    });

    test('for strangers, for models that it does not offer or that the agent may not use', async () => {
        refuses(() => answer(0n, { payer: keys.stranger.address, agent: '' }), 'ChannelNotFound');
        refuses(() => answer(0n, { payer: keys.payer.address, agent: keys.stranger.address }), 'AgentNotAuthorized');
        refuses(() => operator.answer(customer(), made(0, { model: 9 }), NO_UNITS), 'NotOffered');
        await change({}, { models: [9] });
        refuses(() => answer(0n), 'ModelNotAllowed');
        await change({}, { models: [], expires: ERA - 1 });
        refuses(() => answer(0n), 'AgentExpired');
    });

    test('once any account can close the channel', async () => {
        await change({ closes: ERA + 1 });
        answer(0n);
        await change({ closes: ERA });
        refuses(() => answer(0n), 'ChannelClosing');
    });

    test('for a voucher that is not the claim, not signed, not for long, or not new', () => {
        call(0);
        const claim = operator.claim(customer(), MODEL, ERA + 3);
        const take = (changed: Partial<Voucher>, reason: Reason, by = keys.agent) => {
            const voucher = { ...claim, ...changed };
            const signature = sign(by, voucherPayload(stage.genesis, voucher));
            refuses(() => operator.take({ voucher, signature }), reason);
        };
        take({ amount: claim.amount - 1n }, 'NotAgreed');
        take({ units: NO_UNITS }, 'NotAgreed');
        take({ receiptsRoot: blake2AsHex('') }, 'NotAgreed');
        take({ channel: 5n }, 'OtherChannel');
        take({ operator: keys.stranger.address }, 'OtherChannel');
        take({ expires: ERA }, 'Expired');
        take({ splitVersion: 2 }, 'SplitVersion');
        take({}, 'WrongSignature', keys.stranger);
        take({ agent: null }, 'NotAgreed', keys.payer);
        take({ agent: { account: keys.stranger.address, authorization: 2n } }, 'AgentNotAuthorized', keys.stranger);
        take({ agent: { account: keys.agent.address, authorization: 1n } }, 'AgentNotAuthorized');
        assert.deepEqual(operator.due(), []);
        pay();
        take({}, 'NothingNew');
    });

    test('and claims of a ceiling what it served', async () => {
        // Signed before the work, for three calls and no more than 10,000 planck.
        const claim = operator.claim(customer(), MODEL, ERA + 3);
        const units = { calls: 3n, inputTokens: 1_000n, outputTokens: 3_000n };
        operator.take(signVoucher(keys.agent, stage.genesis, { ...claim, amount: 10_000n, units }));
        assert.deepEqual(operator.due(), []);
        const first = answer(0n);
        const [signed, ...others] = operator.due();
        assert.deepEqual([signed!.claim, others], [{ amount: first.amount, units: first.units }, []]);
        assert.deepEqual(claimed(signed!), signed!.claim);
        assert.ok(isVoucherSigned(stage.genesis, signed!));
        // The acceptance is for this claim, and no longer good once more is served.
        const [accepted] = operator.forRelayer();
        assert.ok(isVoucherAccepted(stage.genesis, accepted!));
        assert.ok(!isVoucherAccepted(stage.genesis, { ...accepted!, claim: null }));
        const { amount } = first;
        await change({}, { settled: [{ model: MODEL, amount, units: first.units }] });
        assert.deepEqual(operator.due(), []);
        const second = answer(0n);
        const both = { amount: amount + second.amount, units: addUnits(first.units, second.units) };
        assert.deepEqual(operator.due()[0]!.claim, both);
        // The receipts in the tree of the voucher are those before it: none.
        assert.throws(() => operator.proof(customer(), MODEL, 0), RangeError);
        operator.take(
            signVoucher(keys.agent, stage.genesis, {
                ...operator.claim(customer(), MODEL, ERA + 3),
                amount: 20_000n,
                units: { ...units, calls: 5n },
            }),
        );
        const proof = operator.proof(customer(), MODEL, 1);
        assert.equal(u8aToHex(proof.root), operator.due()[0]!.voucher.receiptsRoot);
        assert.ok(isIncluded(receiptLeaf(stage.genesis, second), proof));
    });

    test('and keeps the latest voucher until it is settled', async () => {
        call(0);
        pay();
        call(1);
        pay();
        const [signed, ...others] = operator.due();
        assert.deepEqual(others, []);
        const { model, amount, units } = signed!.voucher;
        assert.equal(units.calls, 2n);
        await change({}, { settled: [{ model, amount: amount - 1n, units }] });
        assert.deepEqual(operator.due(), [signed]);
        await change({}, { settled: [{ model, amount, units }] });
        assert.deepEqual(operator.due(), []);
        // The settled amount leaves room for more.
        await change({ balance: 1_000n });
        answer(0n);
        refuses(() => answer(0n), 'ChannelEmpty');
    });

    test('and submits the vouchers of closing channels first', async () => {
        call(0);
        pay();
        const closes = { toNumber: () => ERA + 3 };
        const requested = { payer: keys.payer.address, operator: keys.operator.address, closes };
        assert.deepEqual(operator.noteEvent('CloseRequested', requested), {
            payer: keys.payer.address,
            closes: ERA + 3,
        });
        assert.equal(operator.noteEvent('CloseRequested', { ...requested, operator: keys.stranger.address }), null);
        assert.equal(operator.noteEvent('ChannelOpened', requested), null);
        assert.equal(operator.due().length, 1);
    });

    test('and begins anew when a channel was closed and opened again', async () => {
        assert.equal(call(0).sequence, 0n);
        pay();
        stage.open = { ...stage.open!, channel: 8n };
        stage.authorization = { ...stage.authorization!, channel: 8n };
        await operator.refresh();
        refuses(() => answer(0n), 'ChannelNotFound');
        await operator.admit(keys.payer.address, [keys.agent.address]);
        assert.deepEqual(operator.due(), []);
        const { channel, sequence } = answer(0n);
        assert.deepEqual([channel, sequence], [8n, 0n]);
    });

    test('and does not go on if it has forgotten what it was paid for', async () => {
        stage.authorization = { ...stage.authorization!, settled: [{ model: MODEL, amount: 5n, units: NO_UNITS }] };
        await assert.rejects(operator.refresh(), /are settled/);
    });
});

describe('the independent computation', () => {
    const claim = (amount: bigint, calls: bigint, more: object = {}) => ({
        payer: 'p',
        operator: 'o',
        model: '1',
        amount,
        units: { calls, inputTokens: 0n, outputTokens: calls * 10n },
        ...more,
    });
    let escrow: Escrow;
    beforeEach(() => {
        escrow = new Escrow({
            stakePerFee: 10n,
            disputeEras: 2,
            delegationRatio: 9n,
            payCoverage: 500_000n,
            minCallPrice: 10n,
        });
        escrow.stake('o', 10_000n);
        escrow.open('p', 'o', 500n);
        escrow.authorize('p', 'o', 'a', 100n);
    });

    test('pays the difference to what was settled before', () => {
        assert.equal(escrow.settle(claim(100n, 10n), 0).amount, 100n);
        const { amount, units, left, limit } = escrow.settle(claim(130n, 12n), 0);
        assert.deepEqual([amount, units.calls, units.outputTokens, left, limit], [30n, 2n, 20n, 0n, undefined]);
        assert.equal(escrow.owed(), 370n);
    });

    test('pays no more than the channel has, and the rest later, with all units in the end', () => {
        const first = escrow.settle(claim(700n, 7n), 0);
        assert.deepEqual([first.amount, first.units.calls, first.left, first.limit], [500n, 5n, 200n, 'Balance']);
        escrow.topUp('p', 'o', 300n);
        assert.equal(escrow.settle(claim(700n, 7n), 0).amount, 200n);
        assert.deepEqual(escrow.settled('p', 'o').get('1'), { amount: 700n, units: claim(0n, 7n).units });
        assert.equal(escrow.close('p', 'o'), 100n);
    });

    test('pays no more of an agent in an era than its cap', () => {
        const agents = claim(150n, 3n, { agent: 'a' });
        assert.deepEqual([escrow.settle(agents, 4).amount, escrow.settle(agents, 4).amount], [100n, 0n]);
        assert.equal(escrow.settle(agents, 5).amount, 50n);
        assert.deepEqual(escrow.calls, { payers: 0n, agents: 3n });
    });

    test('pays no more in a window than the stake covers', () => {
        escrow.topUp('p', 'o', 5_000n);
        escrow.pay('o', 3, 300n, claim(0n, 1n).units);
        const { amount, limit } = escrow.settle(claim(900n, 9n), 4);
        assert.deepEqual([amount, limit], [700n, 'Coverage']);
        assert.deepEqual(
            [escrow.coverage('o', 4), escrow.coverage('o', 5), escrow.coverage('o', 6)],
            [0n, 300n, 1_000n],
        );
    });

    test('pays what is claimed of a ceiling, and no more than it', () => {
        const taken = (amount: bigint, calls: bigint) => ({ taken: { amount, units: claim(0n, calls).units } });
        const first = escrow.settle(claim(100n, 10n, taken(60n, 5n)), 0);
        assert.deepEqual([first.amount, first.units.calls, first.left], [60n, 5n, 0n]);
        const second = escrow.settle(claim(100n, 10n, taken(90n, 99n)), 0);
        assert.deepEqual([second.amount, second.units.calls], [30n, 4n]);
        assert.deepEqual(escrow.settled('p', 'o').get('1'), {
            amount: 90n,
            units: { ...first.units, calls: 9n, outputTokens: 100n },
        });
        assert.throws(() => escrow.settle(claim(100n, 10n, taken(101n, 10n)), 0), /were signed/);
    });

    test('counts calls and tokens as far as they are paid for', () => {
        const most = (1n << 64n) - 1n;
        const units = { calls: most, inputTokens: most, outputTokens: 3n };
        const counted = (amount: bigint) => escrow.settle({ ...claim(amount, 0n), units }, 0).units;
        assert.deepEqual(counted(9n), { calls: 0n, inputTokens: 9_000n, outputTokens: 3n });
        assert.deepEqual(counted(10n), { calls: 1n, inputTokens: 1_000n, outputTokens: 0n });
        assert.deepEqual(counted(39n), { calls: 2n, inputTokens: 29_000n, outputTokens: 0n });
        escrow.pay('o', 0, 25n, units);
        assert.deepEqual(escrow.calls, { payers: 5n, agents: 0n });
        // Fewer than before count as none.
        assert.deepEqual(escrow.settle(claim(100n, 0n), 0).units, { calls: 0n, inputTokens: 0n, outputTokens: 0n });
    });

    test('leaves to channels a part of what the stake covers', () => {
        escrow.topUp('p', 'o', 5_000n);
        assert.equal(escrow.payCoverage('o', 0), 500n);
        escrow.pay('o', 0, 500n, claim(0n, 1n).units);
        assert.equal(escrow.payCoverage('o', 0), 0n);
        assert.throws(() => escrow.pay('o', 0, 1n, claim(0n, 1n).units), /covered/);
        assert.equal(escrow.settle(claim(900n, 9n), 0).amount, 500n);
        assert.equal(escrow.payCoverage('o', 2), 500n);
    });

    test('gives a key that was revoked another number, with which it goes on', () => {
        const agents = (amount: bigint, authorization: number) => claim(amount, 0n, { agent: 'a', authorization });
        assert.equal(escrow.authorize('p', 'o', 'a', 120n), 0);
        assert.equal(escrow.settle(agents(110n, 0), 0).amount, 110n);
        escrow.revoke('p', 'o', 'a');
        assert.equal(escrow.authorize('p', 'o', 'b', 1n), 1);
        assert.equal(escrow.authorize('p', 'o', 'a', 50n), 2);
        // What was spent in the era counts for both.
        assert.equal(escrow.settle(agents(200n, 2), 0).amount, 0n);
        assert.equal(escrow.settle(agents(120n, 0), 0).amount, 10n);
        assert.equal(escrow.settle(agents(200n, 2), 1).amount, 50n);
        assert.throws(() => escrow.settle(agents(300n, 1), 1), /never had/);
    });
});
