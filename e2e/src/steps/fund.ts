// SPDX-License-Identifier: Apache-2.0

// The faucet gives people what they need to begin, and some give all of it away again.

import { price } from '../expected.ts';
import { OPEN, open, sum } from '../format.ts';
import { scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

/** The amount for transaction fees that each person gets in addition to its deposits. */
const FOR_FEES = 2n * OPEN;

/** Gives everybody with a deposit, a bond, a payment or a fee to pay exactly that. Nobody else gets anything. */
export async function fundEverybody(stage: Stage): Promise<void> {
    const { chain } = stage;
    const deposit = (pallet: string, name: string) => chain.constant(pallet, name).toBigInt();
    const needs = new Map<string, bigint>();
    const need = (name: string, amount: bigint) => needs.set(name, (needs.get(name) ?? FOR_FEES) + amount);
    for (const { owner, curators, contributions, policy } of scenario.datanets) {
        need(owner, deposit('datanets', 'datanetDeposit'));
        for (const curator of curators) need(curator, 0n);
        for (const { by, files } of contributions) need(by, policy.deposit * BigInt(files.length));
    }
    for (const { owner } of scenario.models) need(owner, deposit('modelRegistry', 'maxModelDeposit'));
    need(scenario.operator.name, scenario.operator.bond + deposit('inference', 'offerDeposit'));
    for (const { by, amount } of scenario.delegations) need(by, amount);
    for (const { payer, units } of scenario.payments) need(payer, price(scenario.offer.prices, units));
    need(scenario.channel.payer, scenario.channel.amount);
    need(scenario.channel.payer, deposit('inference', 'channelDeposit'));
    need(scenario.channel.payer, deposit('inference', 'agentDeposit'));

    const transfers = [...needs].map(([name, amount]) =>
        chain.call('balances', 'transferKeepAlive', stage.address(name), amount),
    );
    await stage.send(scenario.faucet, chain.call('utility', 'batchAll', transfers));
    for (const [name, amount] of needs) stage.move(scenario.faucet, name, amount);
    stage.log(`${scenario.faucet} gives ${needs.size} accounts enough for their deposits, bonds, payments and fees.`);
}

/**
 * Sends all that a person can spend back to the faucet. Its shares and earnings stay, and so do the deposits of its
 * records, with the balance that keeps the account alive under them.
 */
export async function giveAway(stage: Stage, name: string): Promise<void> {
    const to = scenario.faucet;
    await stage.send(name, stage.chain.call('balances', 'transferAll', stage.address(to), false));
    const kept = sum(stage.contributions.filter(({ by }) => by === name).map((one) => one.kept));
    const least = kept > 0n ? stage.chain.constant('balances', 'existentialDeposit').toBigInt() : 0n;
    const all = stage.books.expected(name) - kept - least;
    stage.move(name, to, all);
    stage.log(`${name} sends everything that it can spend, ${open(all)}, back to ${to}.`);
}
