// SPDX-License-Identifier: Apache-2.0

// Models are registered, an operator bonds, a delegator stakes with it, and it offers a model.

import { eventOf } from '../chain.ts';
import { artifact } from '../data.ts';
import { list, open, percent } from '../format.ts';
import { type ModelPlan, scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

export async function register(stage: Stage, plan: ModelPlan): Promise<void> {
    const registration = {
        name: plan.name,
        kind: plan.kind,
        artifact: artifact(plan.artifact),
        uri: plan.uri,
        team: plan.team.map(({ member, share }) => ({ account: stage.address(member), share })),
        parents: plan.parents.map(({ model, relation, royalty, data }) => ({
            model: stage.model(model).id,
            relation,
            royalty,
            data,
        })),
        datanets: plan.datanets.map(({ datanet, relation, weight }) => ({
            datanet: stage.datanet(datanet).id,
            relation,
            weight,
        })),
        terms: plan.terms,
    };
    const most = stage.chain.constant('modelRegistry', 'maxModelDeposit').toBigInt();
    const outcome = await stage.send(plan.owner, stage.chain.call('modelRegistry', 'register', registration, most));
    const id = eventOf(outcome, 'modelRegistry', 'Registered').data.model.toString();
    stage.mirror.era = await stage.chain.eraOf(outcome.block);
    const parents = plan.parents.map((parent) => ({ ...parent, model: stage.model(parent.model).id }));
    stage.obligations.register(id, plan.terms, parents);
    stage.mirror.register(id, {
        parents,
        datanets: plan.datanets.map((link) => ({ ...link, datanet: stage.datanet(link.datanet).id })),
        team: plan.team,
    });
    stage.models.push({ id, plan });
    const team = plan.team.map(({ member, share }) => `${member} ${percent(share)}`);
    const from = [
        ...plan.parents.map(
            ({ model, royalty, data }) =>
                `fine-tuned from ${model} (${percent(royalty)} of the builders' pool, ${percent(data)} of the data pool)`,
        ),
        ...plan.datanets.map(({ datanet, weight }) => `trained on "${datanet}" (weight ${weight})`),
    ];
    stage.log(`${plan.owner} registers the model ${plan.name} (#${id}): built by ${list(team)}, ${list(from)}.`);
}

export async function startOperator(stage: Stage): Promise<void> {
    const { name, bond, commission } = scenario.operator;
    const outcome = await stage.send(name, stage.chain.call('operatorStaking', 'bond', bond, commission));
    stage.mirror.era = await stage.chain.eraOf(outcome.block);
    stage.mirror.add(`operator:${name}`, `account:${name}`, bond);
    stage.log(`${name} becomes an operator: ${open(bond)} bonded, ${percent(commission)} commission.`);
}

export async function delegate(stage: Stage): Promise<void> {
    const operator = scenario.operator.name;
    for (const { by, amount } of scenario.delegations) {
        const call = stage.chain.call('operatorStaking', 'delegate', stage.address(operator), amount);
        const outcome = await stage.send(by, call);
        stage.mirror.era = await stage.chain.eraOf(outcome.block);
        stage.mirror.add(`operator:${operator}`, `account:${by}`, amount);
        stage.log(`${by} delegates ${open(amount)} to ${operator}.`);
    }
}

export async function publishOffer(stage: Stage): Promise<void> {
    const { chain } = stage;
    const { model, prices } = scenario.offer;
    const { id } = stage.model(model);
    const until = (await chain.era()) + chain.constant('inference', 'maxOfferEras').toNumber();
    const most = chain.constant('inference', 'offerDeposit').toBigInt();
    const call = chain.call('inference', 'publishOffer', id, prices, 'https://127.0.0.1/v1', until, false, [], most);
    await stage.send(scenario.operator.name, call);
    stage.log(
        `${scenario.operator.name} offers ${model}: ${open(prices.perCall)} per call, ` +
            `${open(prices.perThousandInputTokens)} per thousand tokens read, ` +
            `${open(prices.perThousandOutputTokens)} per thousand tokens written.`,
    );
}
