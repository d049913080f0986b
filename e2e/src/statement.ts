// SPDX-License-Identifier: Apache-2.0

// The statement at the end of the demo: contributors, refiners, builders, operators and payers, everybody's earnings
// and their reasons, and whether the books balance.

import { list, open, percent, ratio, sum } from './format.ts';
import type { Contribution, Loop } from './loop.ts';

/** The statement of a closed loop, in plain words. */
export function statement(loop: Loop): string[] {
    return [
        ...section('Who contributed', contributed(loop)),
        ...section('Who refined', refined(loop)),
        ...section('Who built', built(loop)),
        ...section('Who executed', executed(loop)),
        ...section('Who paid', paid(loop)),
        ...section('Who earned how much, and why', earned(loop)),
        ...section('The books', books(loop)),
    ];
}

function section(title: string, lines: string[]): string[] {
    return [title, ...lines.map((line) => `  ${line}`), ''];
}

function contributed(loop: Loop): string[] {
    return loop.contributions.filter(({ refines }) => refines === undefined).map((one) => contribution(loop, one));
}

function refined(loop: Loop): string[] {
    return loop.contributions.filter(({ refines }) => refines !== undefined).map((one) => contribution(loop, one));
}

function contribution(loop: Loop, one: Contribution): string {
    const what = `${one.items} items (${one.file}, ${one.bytes} bytes)`;
    const done = one.refines ? `${one.refines.method.toLowerCase()} for ${list(one.refines.files)}: ` : '';
    const where = loop.describe(`datanet:${one.datanet}`);
    if (!one.accepted) {
        return `${one.by}: ${done}${what} to ${where}, rejected with ${one.score} points; ${open(one.penalty)} of the deposit is lost.`;
    }
    const originals = one.sourceShares > 0n ? `, ${one.sourceShares} to each original's contributor` : '';
    return `${one.by}: ${done}${what} to ${where}, accepted with ${one.score} points: ${one.shares} shares${originals}.`;
}

function built(loop: Loop): string[] {
    return loop.models.map(({ plan }) => {
        const team = plan.team.map(({ member, share }) => `${member} (${percent(share)})`);
        const parents = plan.parents.map(
            ({ model, royalty, data }) =>
                `from ${model} for ${percent(royalty)} of its builders' revenue and ${percent(data)} of its data revenue`,
        );
        const data = plan.datanets.map(
            ({ datanet, weight }) => `on the datanet "${datanet}" with a weight of ${weight}`,
        );
        return `${list(team)}: ${plan.name}, ${list([...parents, ...data])}.`;
    });
}

function executed(loop: Loop): string[] {
    const { name, commission } = loop.scenario.operator;
    const pool = `operator:${name}`;
    const stakers = [name, ...loop.scenario.delegations.map(({ by }) => by)];
    const stakes = stakers.map((who) => `${who} ${open(loop.mirror.sharesOf(pool, `account:${who}`))}`);
    const calls = (byAgents: boolean) =>
        sum(
            loop.payments.filter(({ agent }) => (agent !== undefined) === byAgents).map(({ plan }) => plan.units.calls),
        );
    const tokens = sum(loop.payments.map(({ plan }) => plan.units.inputTokens + plan.units.outputTokens));
    return [
        `${name} executed ${calls(false)} calls for people and ${calls(true)} for agents, with ${tokens} tokens, for a ` +
            `commission of ${percent(commission)}. Staked: ${list(stakes)}.`,
    ];
}

function paid(loop: Loop): string[] {
    return loop.payments.map(({ plan, agent, amount }) => {
        const what = `${open(amount)} for ${plan.units.calls} ${plan.units.calls === 1n ? 'call' : 'calls'} of ${plan.model}`;
        return agent === undefined
            ? `${plan.payer}: ${what}.`
            : `${plan.payer}, by the agent ${agent}: ${what}, with one voucher.`;
    });
}

function earned(loop: Loop): string[] {
    const total = sum(loop.payments.map(({ amount }) => amount));
    const people = [...loop.earned].map(([name, earnings]) => {
        const all = sum(earnings.map(({ amount }) => amount));
        const reasons = earnings.map(({ pool, amount }) =>
            earnings.length > 1 ? `${open(amount)} ${why(loop, name, pool)}` : why(loop, name, pool),
        );
        return `${name}: ${open(all)}, ${ratio(all, total)} of what was paid: ${list(reasons)}.`;
    });
    const { treasury, commons, burned } = loop.mirror;
    const commonsToo = commons > 0n ? `, and ${open(commons)} of pools without holders` : '';
    return [
        ...people,
        `The treasury: ${open(treasury)}, ${percent(loop.split.treasury)} by the fee split${commonsToo}.`,
        `Burned: ${open(burned)}, ${percent(loop.split.burn)} by the fee split.`,
    ];
}

/** The reason why `pool` pays `name`. */
function why(loop: Loop, name: string, pool: string): string {
    const account = `account:${name}`;
    const part = ratio(loop.mirror.sharesOf(pool, account), loop.mirror.totalShares(pool));
    if (pool.startsWith('datanet:')) {
        const own = loop.contributions.filter(
            (one) => one.accepted && one.by === name && `datanet:${one.datanet}` === pool,
        );
        const files = own.map(({ file, refines }) => (refines ? `${refines.method.toLowerCase()} ${file}` : file));
        const refinedBy = loop.contributions.filter(
            (one) => one.accepted && own.some(({ file }) => one.refines?.files.includes(file)),
        );
        const context = refinedBy.length > 0 ? ` and what ${list(refinedBy.map(({ by }) => by))} made of it` : '';
        return `for ${list(files)}${context}, ${part} of ${loop.describe(pool)}`;
    }
    if (pool.startsWith('builders:'))
        return `for building ${loop.models.find(({ id }) => pool === `builders:${id}`)?.plan.name}, ${part} of its builders' pool`;
    if (pool === `operator:${name}`) return `for executing, its commission, and ${part} of the stake`;
    return `for ${part} of the stake behind ${pool.slice('operator:'.length)}`;
}

function books(loop: Loop): string[] {
    const { mirror } = loop;
    const paidIn = sum(loop.payments.map(({ amount }) => amount));
    const claimed = sum(mirror.claimed.values());
    const planck = (amount: bigint) => amount.toString().padStart(20);
    const lines = [
        `${planck(paidIn)} planck were paid,`,
        `${planck(claimed)} planck were claimed,`,
        `${planck(mirror.treasury + mirror.commons)} planck went to the treasury,`,
        `${planck(mirror.burned)} planck were burned,`,
        `${planck(mirror.carried())} planck are carried into the next payment: fractions too small to be paid yet.`,
    ];
    const differences = loop.books.differences();
    if (loop.books.balance()) {
        return [
            ...lines,
            `${loop.books.lines.length} sums and balances on the chain equal the second implementation's, to the planck: the books balance.`,
        ];
    }
    return [
        ...lines,
        `The books do NOT balance: ${differences.length} of ${loop.books.lines.length} comparisons differ.`,
        ...differences.map(
            ({ what, expected, found }) => `${what}: computed ${expected}, on the chain ${found} planck.`,
        ),
    ];
}
