// SPDX-License-Identifier: Apache-2.0

// A payment without a channel; and a channel from its opening to its closing, from which an agent pays for its calls.

import { Agent, Operator, Payer } from '@openledger/client';
import { blake2AsHex } from '@polkadot/util-crypto';
import { eventOf } from '../chain.ts';
import { price } from '../expected.ts';
import { open, sum } from '../format.ts';
import { type PaymentPlan, scenario } from '../scenario.ts';
import { ESCROW, LEDGER, type Paid, type Stage } from '../stage.ts';

/** Makes one payment, for exactly its price. */
export async function pay(stage: Stage, plan: PaymentPlan): Promise<Paid> {
    const { name: operator, commission } = scenario.operator;
    const amount = price(scenario.offer.prices, plan.units);
    const model = stage.model(plan.model).id;
    const call = stage.chain.call('inference', 'pay', model, stage.address(operator), plan.units, amount);
    const outcome = await stage.send(plan.payer, call);
    const era = await stage.chain.eraOf(outcome.block);
    stage.mirror.era = era;
    const parts = stage.mirror.pay({ amount, split: stage.split, model, operator, commission });
    stage.escrow.pay(operator, era, amount, plan.units);
    stage.move(plan.payer, LEDGER, amount);
    const paid: Paid = { plan, amount, parts, era };
    stage.payments.push(paid);
    const { calls, inputTokens, outputTokens } = plan.units;
    stage.log(
        `${plan.payer} pays ${open(amount)} for ${calls} ${calls === 1n ? 'call' : 'calls'} of ${plan.model} ` +
            `by ${operator}: ${inputTokens} tokens read, ${outputTokens} written.`,
    );
    return paid;
}

/**
 * A payer opens a channel, an agent makes its calls, one voucher pays for all of them, the operator closes the channel.
 */
export async function useChannel(stage: Stage): Promise<Paid> {
    const plan = scenario.channel;
    await openChannel(stage);
    const { operator, agent } = await work(stage);

    // One signature stands for all calls.
    const customer = { payer: stage.address(plan.payer), agent: stage.address(plan.agent) };
    const claim = operator.claim(customer, Number(stage.model(plan.model).id), (await stage.chain.era()) + 5);
    operator.take(agent.sign(claim));
    const paid = await settle(stage, operator);
    await closeChannel(stage);
    return paid;
}

async function openChannel(stage: Stage): Promise<void> {
    const { payer: name, agent, amount, cap, model } = scenario.channel;
    const { name: operator } = scenario.operator;
    const payer = new Payer(stage.inference, stage.people.get(name));
    const until = (await stage.chain.era()) + 20;
    const models = [Number(stage.model(model).id)];
    await stage.send(name, payer.open(stage.address(operator), amount));
    await stage.send(name, payer.authorize(stage.address(operator), stage.address(agent), cap, until, models));
    stage.escrow.open(name, operator, amount);
    stage.escrow.authorize(name, operator, agent, cap);
    stage.move(name, ESCROW, amount);
    stage.log(
        `${name} opens a channel with ${operator}, puts ${open(amount)} into it, and lets the agent ${agent} spend ` +
            `${open(cap)} per era on ${model}.`,
    );
}

/** Makes the agent's calls, all of them off-chain. The operator signs a receipt for each, and the agent checks it. */
async function work(stage: Stage): Promise<{ operator: Operator; agent: Agent }> {
    const plan = scenario.channel;
    const model = Number(stage.model(plan.model).id);
    const payer = stage.address(plan.payer);
    const pair = stage.people.get(plan.agent);
    const operator = new Operator(stage.inference, stage.people.get(scenario.operator.name), {
        prices: new Map([[model, scenario.offer.prices]]),
        credit: plan.amount,
        leastEras: 1,
    });
    await operator.admit(payer, [pair.address]);
    const agent = await Agent.join(stage.inference, pair, { operator: operator.address, payer }, [model]);
    const era = await stage.chain.era();
    for (const [index, units] of plan.calls.entries()) {
        const call = {
            model,
            request: blake2AsHex(`request ${index}`),
            response: blake2AsHex(`response ${index}`),
            parent: null,
        };
        const receipt = operator.sign(operator.answer({ payer, agent: pair.address }, call, units));
        agent.acceptSigned(receipt, call, era);
    }
    stage.log(
        `${plan.agent} makes ${plan.calls.length} calls of ${plan.model}: ${scenario.operator.name} signs a receipt ` +
            `for each, ${plan.agent} checks it. None of it is on the chain.`,
    );
    return { operator, agent };
}

/** Settles all vouchers of the operator, and compares the chain's payments with the prices of the calls. */
async function settle(stage: Stage, operator: Operator): Promise<Paid> {
    const { books } = stage;
    const { payer, agent, model: name, calls } = scenario.channel;
    const { name: by, commission } = scenario.operator;
    const model = stage.model(name).id;
    const vouchers = operator.due();
    const outcome = await stage.send(by, stage.inference.settle(vouchers));
    const era = await stage.chain.eraOf(outcome.block);
    stage.mirror.era = era;
    const units = {
        calls: BigInt(calls.length),
        inputTokens: sum(calls.map(({ inputTokens }) => inputTokens)),
        outputTokens: sum(calls.map(({ outputTokens }) => outputTokens)),
    };
    const amount = sum(calls.map((one) => price(scenario.offer.prices, one)));
    const settled = stage.escrow.settle({ payer, operator: by, agent, model, amount, units }, era);
    const parts = stage.mirror.pay({ amount: settled.amount, split: stage.split, model, operator: by, commission });
    stage.move(ESCROW, LEDGER, settled.amount);

    const { data } = eventOf(outcome, 'inference', 'VoucherSettled');
    books.compare(`settled for the calls of ${agent}`, amount, data.amount.toBigInt());
    books.compare(`left of the voucher of ${agent}`, 0n, data.left.toBigInt());
    for (const kind of ['calls', 'inputTokens', 'outputTokens'] as const) {
        books.compare(`${kind} settled for ${agent}`, units[kind], data.units[kind].toBigInt());
    }
    await operator.refresh();
    books.compare('vouchers left to settle', 0n, BigInt(operator.due().length));

    const paid: Paid = { plan: { payer, model: name, units }, agent, amount, parts, era };
    stage.payments.push(paid);
    stage.log(
        `${agent} signs one voucher, ${by} settles it: one transaction pays ${open(amount)} for ${units.calls} calls.`,
    );
    return paid;
}

async function closeChannel(stage: Stage): Promise<void> {
    const { payer, agent } = scenario.channel;
    const { name: operator } = scenario.operator;
    const key = stage.channelKey(payer, operator);
    const outcome = await stage.send(operator, stage.inference.closeChannel(key));
    const rest = stage.escrow.close(payer, operator);
    const { refunded } = eventOf(outcome, 'inference', 'ChannelClosed').data;
    stage.books.compare(`returned to ${payer}`, rest, refunded.toBigInt());
    stage.move(ESCROW, payer, rest);
    // Once the channel is closed, the agent's record is no longer needed.
    await stage.send(payer, stage.inference.removeAgent(key, stage.address(agent)));
    stage.log(`${operator} closes the channel: ${open(rest)} and the deposits return to ${payer}.`);
}
