// SPDX-License-Identifier: Apache-2.0

// Datanets are created, data is contributed and refined, and curators review it.

import type { Int } from '@openledger/client';
import { type Call, type ChainEvent, eventOf, eventsOf, type Outcome } from '../chain.ts';
import { batch, commitment } from '../data.ts';
import { contributionShares, median, rejectionLoss } from '../expected.ts';
import { least, list, open, percent } from '../format.ts';
import type { ContributionPlan, DatanetPlan } from '../scenario.ts';
import { type Contribution, type Datanet, type Stage, TREASURY } from '../stage.ts';

/** A contribution that waits for its reviews. */
interface Pending {
    id: string;
    file: string;
    plan: ContributionPlan;
}

export async function createDatanet(stage: Stage, plan: DatanetPlan): Promise<void> {
    const { chain } = stage;
    const { reviews, minScore, deposit, originalsPart } = plan.policy;
    const most = chain.constant('datanets', 'datanetDeposit').toBigInt();
    const outcome = await stage.send(
        plan.owner,
        chain.call('datanets', 'create', plan.name, plan.metadata, 'Open', plan.policy, most),
    );
    const id = eventOf(outcome, 'datanets', 'Created').data.datanet.toString();
    await stage.sendAll(
        plan.curators.map((curator) => [plan.owner, chain.call('datanets', 'addCurator', id, stage.address(curator))]),
    );
    stage.datanets.push({ id, plan });
    stage.log(
        `${plan.owner} creates the datanet "${plan.name}" (#${id}): ${reviews} reviews, at least ${minScore} points, ` +
            `${open(deposit)} deposit, ${percent(originalsPart)} of a refinement for its originals. ` +
            `Curators: ${list(plan.curators)}.`,
    );
}

/** Collects the contributions of one datanet: raw data first, refinements once their sources are accepted. */
export async function collect(stage: Stage, datanet: Datanet): Promise<void> {
    const { contributions } = datanet.plan;
    const isRaw = ({ refines }: ContributionPlan) => refines === undefined;
    await contributeAndReview(stage, datanet, contributions.filter(isRaw));
    await contributeAndReview(
        stage,
        datanet,
        contributions.filter((one) => !isRaw(one)),
    );
}

async function contributeAndReview(stage: Stage, datanet: Datanet, plans: ContributionPlan[]): Promise<void> {
    const outcomes = await stage.sendAll(plans.map((one) => [one.by, contributeCall(stage, datanet, one)]));
    const pending = plans.flatMap((one, index): Pending[] => {
        const events = eventsOf((outcomes[index] as Outcome).events, 'datanets', 'Contributed');
        const sizes = one.files.map((file) => {
            const { items, bytes } = batch(file);
            return `${file} (${items} items, ${bytes} bytes)`;
        });
        const done = one.refines ? `${one.refines.method.toLowerCase()} of ${list(one.refines.files)}: ` : '';
        stage.log(`  ${one.by} contributes ${done}${list(sizes)}.`);
        return events.map(({ data }, place) => ({
            id: data.contribution.toString(),
            file: one.files[place] as string,
            plan: one,
        }));
    });

    const { curators, policy } = datanet.plan;
    const calls = pending.flatMap(({ id, plan: { scores } }) =>
        curators
            .slice(0, policy.reviews)
            .map((curator, index): [string, Call] => [
                curator,
                stage.chain.call('datanets', 'review', id, scores[index]),
            ]),
    );
    const reviewed = await stage.sendAll(calls);
    const events = reviewed.flatMap((outcome) => outcome.events);
    stage.mirror.era = await stage.chain.eraOf((reviewed[0] as Outcome).block);
    for (const one of pending) decide(stage, datanet, one, events);
}

function contributeCall(stage: Stage, { id: datanet, plan: { policy } }: Datanet, plan: ContributionPlan): Call {
    const kind = plan.refines
        ? {
              Refinement: {
                  method: plan.refines.method,
                  sources: plan.refines.files.map((file) => stage.contributionOf(datanet, file).id),
              },
          }
        : 'Raw';
    const submissions = plan.files.map((file) => {
        const { hash, items, bytes, uri } = batch(file);
        return { kind, contentHash: commitment(stage.address(plan.by), hash), items, bytes, uri };
    });
    const most = policy.deposit * BigInt(submissions.length);
    return submissions.length === 1
        ? stage.chain.call('datanets', 'contribute', datanet, submissions[0], most)
        : stage.chain.call('datanets', 'contributeBatch', datanet, submissions, most);
}

/** Works out the decision from the reviews, and checks that the chain decided the same. */
function decide(
    stage: Stage,
    { id: datanet, plan: { name, policy } }: Datanet,
    one: Pending,
    events: ChainEvent[],
): void {
    const { id, file, plan } = one;
    const { items, bytes } = batch(file);
    const scores = plan.scores.slice(0, policy.reviews);
    const score = median(scores);
    const accepted = score >= policy.minScore && score > 0;
    const sources = (plan.refines?.files ?? []).map((source) => stage.contributionOf(datanet, source));
    const { own, eachSource } = contributionShares(items, score, policy.originalsPart, sources.length);
    const isThis = ({ data }: ChainEvent<{ contribution: Int }>) => data.contribution.toString() === id;
    const acceptance = eventsOf(events, 'datanets', 'Accepted').find(isThis);
    const rejection = eventsOf(events, 'datanets', 'Rejected').find(isThis);
    const verdict = acceptance ?? rejection;
    if (verdict?.name !== (accepted ? 'Accepted' : 'Rejected')) {
        const expected = accepted ? 'accepted' : 'rejected';
        throw new Error(`Contribution ${id} should be ${expected}, the chain says ${verdict?.name ?? 'nothing'}`);
    }
    const constant = (constantName: string) => stage.chain.constant('datanets', constantName).toBigInt();
    const kept = least(constant('recordDeposit'), policy.deposit);
    const contribution: Contribution = {
        id,
        datanet,
        by: plan.by,
        file,
        items,
        bytes,
        refines: plan.refines,
        score,
        accepted,
        shares: 0n,
        sourceShares: 0n,
        penalty: 0n,
        kept,
    };
    if (accepted) {
        contribution.shares = own;
        contribution.sourceShares = eachSource;
        stage.mirror.add(`datanet:${datanet}`, `account:${plan.by}`, own);
        for (const source of sources) stage.mirror.add(`datanet:${datanet}`, `account:${source.by}`, eachSource);
        const forSources = eachSource > 0n ? `, and ${eachSource} for each original` : '';
        stage.log(`  "${name}" accepts ${file} with ${score} points: ${own} shares for ${plan.by}${forSources}.`);
    } else {
        const penalty = constant('rejectionPenalty');
        contribution.penalty = rejectionLoss(policy.deposit, kept, penalty, scores, policy.minScore);
        stage.move(plan.by, TREASURY, contribution.penalty);
        stage.log(
            `  "${name}" rejects ${file} with ${score} points: ${plan.by} loses ${open(contribution.penalty)} of the deposit.`,
        );
    }
    const { books } = stage;
    books.compare(`shares for contribution ${id}`, contribution.shares, acceptance?.data.shares.toBigInt() ?? 0n);
    books.compare(`lost for contribution ${id}`, contribution.penalty, rejection?.data.penalty.toBigInt() ?? 0n);
    books.compare(`kept for contribution ${id}`, kept, verdict.data.kept.toBigInt());
    stage.contributions.push(contribution);
}
