// SPDX-License-Identifier: Apache-2.0

// The whole loop, on a chain and at the same time in the second implementation of the ledger (expected.ts): data is
// contributed and reviewed, models are registered, an operator offers one, people pay, an agent spends from a channel,
// everybody claims.

import { Agent, InferenceClient, Operator, Payer } from '@openledger/client';
import type { KeyringPair } from '@polkadot/keyring/types';
import { blake2AsHex } from '@polkadot/util-crypto';
import type { People } from './accounts.ts';
import { Books } from './books.ts';
import { type Call, type Chain, type ChainEvent, eventOf, type Outcome } from './chain.ts';
import { artifact, batch } from './data.ts';
import { Escrow } from './escrow.ts';
import { type ByRole, contributionShares, Ledger, median, type Name, price, ROLES, type Role } from './expected.ts';
import { list, OPEN, open, percent, sum } from './format.ts';
import { type ContributionPlan, type DatanetPlan, type ModelPlan, type PaymentPlan, scenario } from './scenario.ts';

/** Names in the books of accounts that are no people's. */
export const LEDGER = "the ledger's account";
export const ESCROW = "the escrow's account";
export const TREASURY = 'the treasury';
export const COLLATOR = 'the collator';

/** What everybody gets beside deposits, to pay transaction fees with. */
const FOR_FEES = 2n * OPEN;

export interface Contribution {
    id: string;
    datanet: string;
    by: string;
    file: string;
    items: number;
    bytes: number;
    /** What was done to which files, for a refinement. */
    refines?: { method: string; files: string[] };
    score: number;
    accepted: boolean;
    /** Granted to the contributor, and to the contributor of each source. */
    shares: bigint;
    sourceShares: bigint;
    /** The lost part of the deposit, in planck. */
    penalty: bigint;
}

export interface Datanet {
    id: string;
    plan: DatanetPlan;
}

export interface Model {
    id: string;
    plan: ModelPlan;
}

export interface Paid {
    plan: PaymentPlan;
    /** Who signed for it, unless the payer paid itself. */
    agent?: string;
    amount: bigint;
    parts: ByRole;
    era: number;
}

export interface Earning {
    pool: Name;
    amount: bigint;
    /** Whether the account that claimed owned nothing at all. */
    fromNothing: boolean;
}

/** Where the loop tells what it does. */
export type Log = (line: string) => void;

export class Loop {
    readonly scenario = scenario;
    /** The second implementation, which learns of what was done and never of what the chain made of it. */
    readonly mirror = new Ledger();
    readonly books = new Books();
    /** The second implementation of billing; known once the chain's rules are. */
    escrow!: Escrow;
    readonly datanets: Datanet[] = [];
    readonly contributions: Contribution[] = [];
    readonly models: Model[] = [];
    readonly payments: Paid[] = [];
    readonly earned = new Map<string, Earning[]>();
    split!: ByRole;
    /** OPEN in existence at the beginning. */
    private issuance = 0n;
    /** What the ledger has paid out of its dues so far. */
    private swept = { treasury: 0n, burned: 0n };

    constructor(
        readonly chain: Chain,
        readonly people: People,
        private readonly log: Log = () => {},
    ) {}

    get inference(): InferenceClient {
        return new InferenceClient(this.chain.api);
    }

    /** Everything up to the point where payments can come. */
    async prepare(): Promise<void> {
        await this.begin();
        await this.fundEverybody();
        for (const plan of scenario.datanets) await this.createDatanet(plan);
        for (const { id, plan } of this.datanets) await this.collect(id, plan);
        for (const plan of scenario.models) await this.register(plan);
        await this.startOperator();
        await this.delegate();
        await this.publishOffer();
        for (const name of scenario.penniless) await this.giveAway(name);
        const era = await this.chain.nextEra();
        this.log(`Era ${era} begins: what joined before earns from now on.`);
    }

    async begin(): Promise<void> {
        this.split = await this.readSplit();
        this.log(`Fee split: ${ROLES.map((role) => `${role} ${percent(this.split[role])}`).join(', ')}.`);
        const names = new Set([
            scenario.faucet,
            ...scenario.datanets.flatMap(({ owner, curators, contributions }) => [
                owner,
                ...curators,
                ...contributions.map(({ by }) => by),
            ]),
            ...scenario.models.flatMap(({ owner, team }) => [owner, ...team.map(({ member }) => member)]),
            scenario.operator.name,
            ...scenario.delegations.map(({ by }) => by),
            ...scenario.payments.map(({ payer }) => payer),
            scenario.channel.payer,
            scenario.channel.agent,
        ]);
        for (const name of names) this.books.open(name, await this.chain.balance(this.address(name)));
        for (const name of [LEDGER, ESCROW, TREASURY, COLLATOR]) this.books.open(name, await this.balance(name));
        this.issuance = await this.chain.issuance();
        this.escrow = new Escrow({
            stakePerFee: this.chain.constant('inference', 'stakePerFee').toBigInt(),
            disputeEras: this.chain.constant('inference', 'disputeEras').toNumber(),
        });
        const { name, bond } = scenario.operator;
        this.escrow.stake(name, bond + sum(scenario.delegations.map(({ amount }) => amount)));
    }

    /** Give everybody who has to pay a deposit or a fee what that takes. Nobody else gets anything. */
    private async fundEverybody(): Promise<void> {
        const needs = new Map<string, bigint>();
        const need = (name: string, amount: bigint) => needs.set(name, (needs.get(name) ?? FOR_FEES) + amount);
        const datanetDeposit = this.chain.constant('datanets', 'datanetDeposit').toBigInt();
        for (const { owner, curators, contributions, policy } of scenario.datanets) {
            need(owner, datanetDeposit);
            for (const curator of curators) need(curator, 0n);
            for (const { by, files } of contributions) need(by, policy.deposit * BigInt(files.length));
        }
        const modelDeposit = this.chain.constant('modelRegistry', 'modelDeposit').toBigInt();
        for (const { owner } of scenario.models) need(owner, modelDeposit);
        need(
            scenario.operator.name,
            scenario.operator.bond + this.chain.constant('inference', 'offerDeposit').toBigInt(),
        );
        for (const { by, amount } of scenario.delegations) need(by, amount);
        for (const { payer, units } of scenario.payments) need(payer, price(scenario.offer.prices, units));
        need(scenario.channel.payer, scenario.channel.amount);
        for (const deposit of ['channelDeposit', 'agentDeposit']) {
            need(scenario.channel.payer, this.chain.constant('inference', deposit).toBigInt());
        }

        const transfers = [...needs].map(([name, amount]) =>
            this.chain.call('balances', 'transferKeepAlive', this.address(name), amount),
        );
        await this.send(scenario.faucet, this.chain.call('utility', 'batchAll', transfers));
        for (const [name, amount] of needs) this.move(scenario.faucet, name, amount);
        this.log(
            `${scenario.faucet} gives ${needs.size} accounts what they need for deposits, bonds, payments and fees.`,
        );
    }

    private async createDatanet(plan: DatanetPlan): Promise<void> {
        const { reviews, minScore, deposit, originalsPart } = plan.policy;
        const create = this.chain.call('datanets', 'create', plan.name, plan.metadata, 'Open', {
            reviews,
            minScore,
            deposit,
            originalsPart,
        });
        const outcome = await this.send(plan.owner, create);
        const id = String(eventOf(outcome, 'datanets', 'Created').data.datanet);
        await this.sendAll(
            plan.curators.map((curator) => [
                plan.owner,
                this.chain.call('datanets', 'setCurator', id, this.address(curator), true),
            ]),
        );
        this.datanets.push({ id, plan });
        this.log(
            `${plan.owner} creates the datanet "${plan.name}" (#${id}): ${reviews} reviews, at least ${minScore} points, ` +
                `${open(deposit)} deposit, ${percent(originalsPart)} of a refinement for its originals. ` +
                `Curators: ${list(plan.curators)}.`,
        );
    }

    /** Contributions of one datanet: raw data first, refinements once their sources are accepted. */
    private async collect(datanet: string, plan: DatanetPlan): Promise<void> {
        await this.contributeAndReview(
            datanet,
            plan,
            plan.contributions.filter(({ refines }) => refines === undefined),
        );
        await this.contributeAndReview(
            datanet,
            plan,
            plan.contributions.filter(({ refines }) => refines !== undefined),
        );
    }

    private async contributeAndReview(datanet: string, plan: DatanetPlan, plans: ContributionPlan[]): Promise<void> {
        const outcomes = await this.sendAll(plans.map((one) => [one.by, this.contributeCall(datanet, one)]));
        const pending: { id: string; file: string; plan: ContributionPlan }[] = [];
        for (const [index, one] of plans.entries()) {
            const ids = eventsOf(outcomes[index] as Outcome, 'datanets', 'Contributed').map(({ data }) =>
                String(data.contribution),
            );
            for (const [place, id] of ids.entries()) pending.push({ id, file: one.files[place] as string, plan: one });
            const sizes = one.files
                .map((file) => batch(file))
                .map(({ file, items, bytes }) => `${file} (${items} items, ${bytes} bytes)`);
            const done = one.refines ? `${one.refines.method.toLowerCase()} of ${list(one.refines.files)}: ` : '';
            this.log(`  ${one.by} contributes ${done}${list(sizes)}.`);
        }

        const { reviews } = plan.policy;
        const calls = pending.flatMap(({ id, plan: { scores } }) =>
            plan.curators
                .slice(0, reviews)
                .map((curator, index): [string, Call] => [
                    curator,
                    this.chain.call('datanets', 'review', id, scores[index]),
                ]),
        );
        const reviewed = await this.sendAll(calls);
        const events = reviewed.flatMap((outcome) => outcome.events);
        this.mirror.era = await this.chain.eraOf((reviewed[0] as Outcome).block);
        for (const { id, file, plan: one } of pending) this.decide(datanet, plan, id, file, one, events);
    }

    private contributeCall(datanet: string, plan: ContributionPlan): Call {
        const kind = plan.refines
            ? {
                  Refinement: {
                      method: plan.refines.method,
                      sources: plan.refines.files.map((file) => this.contributionOf(datanet, file).id),
                  },
              }
            : 'Raw';
        const submissions = plan.files.map((file) => {
            const { hash, items, bytes, uri } = batch(file);
            return { kind, contentHash: hash, items, bytes, uri };
        });
        return submissions.length === 1
            ? this.chain.call('datanets', 'contribute', datanet, submissions[0])
            : this.chain.call('datanets', 'contributeBatch', datanet, submissions);
    }

    /** Work out what the reviews decide, and check that the chain says the same. */
    private decide(
        datanet: string,
        { policy, name }: DatanetPlan,
        id: string,
        file: string,
        plan: ContributionPlan,
        events: ChainEvent[],
    ): void {
        const { items, bytes } = batch(file);
        const score = median(plan.scores.slice(0, policy.reviews));
        const accepted = score >= policy.minScore && score > 0;
        const sources = (plan.refines?.files ?? []).map((source) => this.contributionOf(datanet, source));
        const { own, eachSource } = contributionShares(items, score, policy.originalsPart, sources.length);
        const verdict = events.find(
            (event) =>
                event.pallet === 'datanets' &&
                ['Accepted', 'Rejected'].includes(event.name) &&
                String(event.data.contribution) === id,
        );
        if (verdict === undefined || verdict.name !== (accepted ? 'Accepted' : 'Rejected')) {
            throw new Error(
                `Contribution ${id} was to be ${accepted ? 'accepted' : 'rejected'}, the chain says ${verdict?.name ?? 'nothing'}`,
            );
        }
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
        };
        if (accepted) {
            contribution.shares = own;
            contribution.sourceShares = eachSource;
            this.mirror.add(`datanet:${datanet}`, `account:${plan.by}`, own);
            for (const source of sources) this.mirror.add(`datanet:${datanet}`, `account:${source.by}`, eachSource);
            const forSources = eachSource > 0n ? `, and ${eachSource} for each original` : '';
            this.log(`  "${name}" accepts ${file} with ${score} points: ${own} shares for ${plan.by}${forSources}.`);
        } else {
            contribution.penalty =
                (policy.deposit * this.chain.constant('datanets', 'rejectionPenalty').toBigInt()) / 1_000_000n;
            this.move(plan.by, TREASURY, contribution.penalty);
            this.log(
                `  "${name}" rejects ${file} with ${score} points: ${plan.by} loses ${open(contribution.penalty)} of the deposit.`,
            );
        }
        this.contributions.push(contribution);
    }

    async register(plan: ModelPlan): Promise<void> {
        const registration = {
            name: plan.name,
            kind: plan.kind,
            artifact: artifact(plan.artifact),
            uri: plan.uri,
            team: plan.team.map(({ member, share }) => ({ account: this.address(member), share })),
            parents: plan.parents.map(({ model, relation, royalty, dataWeight }) => ({
                model: this.model(model).id,
                relation,
                royalty,
                dataWeight,
            })),
            datanets: plan.datanets.map(({ datanet, relation, weight }) => ({
                datanet: this.datanet(datanet).id,
                relation,
                weight,
            })),
            terms: { Open: { minRoyalty: plan.minRoyalty } },
        };
        const outcome = await this.send(plan.owner, this.chain.call('modelRegistry', 'register', registration));
        const id = String(eventOf(outcome, 'modelRegistry', 'Registered').data.model);
        this.mirror.era = await this.chain.eraOf(outcome.block);
        this.mirror.register(id, {
            parents: plan.parents.map((parent) => ({ ...parent, model: this.model(parent.model).id })),
            datanets: plan.datanets.map((link) => ({ ...link, datanet: this.datanet(link.datanet).id })),
            team: plan.team,
        });
        this.models.push({ id, plan });
        const team = plan.team.map(({ member, share }) => `${member} ${percent(share)}`);
        const from = [
            ...plan.parents.map(
                ({ model, royalty, dataWeight }) =>
                    `fine-tuned from ${model} (royalty ${percent(royalty)}, data weight ${dataWeight})`,
            ),
            ...plan.datanets.map(({ datanet, weight }) => `trained on "${datanet}" (weight ${weight})`),
        ];
        this.log(`${plan.owner} registers the model ${plan.name} (#${id}): built by ${list(team)}, ${list(from)}.`);
    }

    private async startOperator(): Promise<void> {
        const { name, bond, commission } = scenario.operator;
        const outcome = await this.send(name, this.chain.call('operatorStaking', 'bond', bond, commission));
        this.mirror.era = await this.chain.eraOf(outcome.block);
        this.mirror.add(`operator:${name}`, `account:${name}`, bond);
        this.log(`${name} becomes an operator: ${open(bond)} bonded, ${percent(commission)} commission.`);
    }

    private async delegate(): Promise<void> {
        const operator = scenario.operator.name;
        for (const { by, amount } of scenario.delegations) {
            const call = this.chain.call('operatorStaking', 'delegate', this.address(operator), amount);
            const outcome = await this.send(by, call);
            this.mirror.era = await this.chain.eraOf(outcome.block);
            this.mirror.add(`operator:${operator}`, `account:${by}`, amount);
            this.log(`${by} delegates ${open(amount)} to ${operator}.`);
        }
    }

    private async publishOffer(): Promise<void> {
        const { model, prices } = scenario.offer;
        const until = (await this.chain.era()) + this.chain.constant('inference', 'maxOfferEras').toNumber();
        const call = this.chain.call(
            'inference',
            'publishOffer',
            this.model(model).id,
            prices,
            'https://127.0.0.1/v1',
            until,
            false,
        );
        await this.send(scenario.operator.name, call);
        this.log(
            `${scenario.operator.name} offers ${model}: ${open(prices.perCall)} a call, ${open(prices.perThousandInputTokens)} ` +
                `for a thousand tokens read, ${open(prices.perThousandOutputTokens)} for a thousand written.`,
        );
    }

    /** Send all that somebody has back to the faucet, so that the account ends. What it earned and earns stays. */
    private async giveAway(name: string): Promise<void> {
        const to = scenario.faucet;
        await this.send(name, this.chain.call('balances', 'transferAll', this.address(to), false));
        const all = this.books.expected(name);
        this.move(name, to, all);
        this.log(`${name} sends all that is left, ${open(all)}, back to ${to}, and has no account any more.`);
    }

    /** One payment, for exactly its price. */
    async pay(plan: PaymentPlan): Promise<Paid> {
        const { name: operator, commission } = scenario.operator;
        const amount = price(scenario.offer.prices, plan.units);
        const model = this.model(plan.model).id;
        const outcome = await this.send(
            plan.payer,
            this.chain.call('inference', 'pay', model, this.address(operator), plan.units, amount),
        );
        const era = await this.chain.eraOf(outcome.block);
        this.mirror.era = era;
        const parts = this.mirror.pay({ amount, split: this.split, model, operator, commission });
        this.escrow.pay(operator, era, amount, plan.units);
        this.move(plan.payer, LEDGER, amount);
        const paid: Paid = { plan, amount, parts, era };
        this.payments.push(paid);
        const { calls, inputTokens, outputTokens } = plan.units;
        this.log(
            `${plan.payer} pays ${open(amount)} for ${calls} ${calls === 1n ? 'call' : 'calls'} of ${plan.model} by ${operator}: ` +
                `${inputTokens} tokens read, ${outputTokens} written.`,
        );
        return paid;
    }

    /** A channel is opened, an agent makes its calls, one voucher pays for all of them, the channel is closed. */
    async useChannel(): Promise<Paid> {
        const plan = scenario.channel;
        await this.openChannel();
        const { operator, agent } = await this.work();

        // One signature stands for all calls.
        const customer = { payer: this.address(plan.payer), agent: this.address(plan.agent) };
        const claim = operator.claim(customer, Number(this.model(plan.model).id), (await this.chain.era()) + 5);
        operator.take(agent.sign(claim));
        const paid = await this.settle(operator);
        await this.closeChannel();
        return paid;
    }

    private async openChannel(): Promise<void> {
        const { payer: name, agent, amount, cap, model } = scenario.channel;
        const { name: operator } = scenario.operator;
        const payer = new Payer(this.inference, this.people.get(name));
        const until = (await this.chain.era()) + 20;
        await this.send(name, payer.open(this.address(operator), amount));
        await this.send(
            name,
            payer.authorize(this.address(operator), this.address(agent), cap, until, [Number(this.model(model).id)]),
        );
        this.escrow.open(name, operator, amount);
        this.escrow.authorize(name, operator, agent, cap);
        this.move(name, ESCROW, amount);
        this.log(
            `${name} opens a channel with ${operator}, puts ${open(amount)} into it, and lets the agent ${agent} spend ` +
                `${open(cap)} an era on ${model}.`,
        );
    }

    /** The agent's calls, of which nothing is on the chain: each is answered with a signed receipt, which the agent checks. */
    private async work(): Promise<{ operator: Operator; agent: Agent }> {
        const plan = scenario.channel;
        const model = Number(this.model(plan.model).id);
        const payer = this.address(plan.payer);
        const pair = this.people.get(plan.agent);
        const operator = new Operator(this.inference, this.people.get(scenario.operator.name), {
            prices: new Map([[model, scenario.offer.prices]]),
            credit: plan.amount,
            leastEras: 1,
        });
        await operator.admit(payer, [pair.address]);
        const agent = await Agent.join(this.inference, pair, payer, operator.address, [model]);
        const era = await this.chain.era();
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
        this.log(
            `${plan.agent} makes ${plan.calls.length} calls of ${plan.model}: ${scenario.operator.name} signs a receipt for each, ` +
                `${plan.agent} checks it. Nothing of that is on the chain.`,
        );
        return { operator, agent };
    }

    /** Settle all that the operator has vouchers for, and compare what the chain pays with what the calls cost. */
    private async settle(operator: Operator): Promise<Paid> {
        const { payer, agent, model: name, calls } = scenario.channel;
        const { name: by, commission } = scenario.operator;
        const model = this.model(name).id;
        const vouchers = operator.due();
        const outcome = await this.send(by, this.inference.settle(vouchers));
        const era = await this.chain.eraOf(outcome.block);
        this.mirror.era = era;
        const units = {
            calls: BigInt(calls.length),
            inputTokens: sum(calls.map(({ inputTokens }) => inputTokens)),
            outputTokens: sum(calls.map(({ outputTokens }) => outputTokens)),
        };
        const amount = sum(calls.map((one) => price(scenario.offer.prices, one)));
        const settled = this.escrow.settle({ payer, operator: by, agent, model, amount, units }, era);
        const parts = this.mirror.pay({ amount: settled.amount, split: this.split, model, operator: by, commission });
        this.move(ESCROW, LEDGER, settled.amount);

        const { data } = eventOf(outcome, 'inference', 'VoucherSettled');
        this.books.compare(`settled for the calls of ${agent}`, amount, data.amount.toBigInt());
        this.books.compare(`left of the voucher of ${agent}`, 0n, data.left.toBigInt());
        for (const kind of ['calls', 'inputTokens', 'outputTokens'] as const) {
            this.books.compare(`${kind} settled for ${agent}`, units[kind], data.units[kind].toBigInt());
        }
        await operator.refresh();
        this.books.compare('vouchers left to settle', 0n, BigInt(operator.due().length));

        const paid: Paid = { plan: { payer, model: name, units }, agent, amount, parts, era };
        this.payments.push(paid);
        this.log(
            `${agent} signs one voucher, ${by} settles it: one transaction pays ${open(amount)} for ${units.calls} calls.`,
        );
        return paid;
    }

    private async closeChannel(): Promise<void> {
        const { payer, agent } = scenario.channel;
        const { name: operator } = scenario.operator;
        const outcome = await this.send(
            operator,
            this.inference.closeChannel(this.address(payer), this.address(operator)),
        );
        const rest = this.escrow.close(payer, operator);
        this.books.compare(
            `returned to ${payer}`,
            rest,
            eventOf(outcome, 'inference', 'ChannelClosed').data.refunded.toBigInt(),
        );
        this.move(ESCROW, payer, rest);
        // With the channel closed nothing has to be remembered of the agent.
        await this.send(
            payer,
            this.inference.removeAgent(this.address(payer), this.address(operator), this.address(agent)),
        );
        this.log(`${operator} closes the channel: ${open(rest)} and the deposits return to ${payer}.`);
    }

    /** Let an era pass, and wait until all revenue has flowed down the lineage. */
    async flow(): Promise<void> {
        const era = await this.chain.nextEra();
        for (let blocks = 0; (await this.chain.api.query.attribution!.flowQueue!.keys()).length > 0; blocks += 1) {
            if (blocks > 100) throw new Error('Revenue does not flow');
            await this.chain.makeBlock();
        }
        this.mirror.era = era;
        // A model's parents have smaller ids: one pass from the latest to the first reaches everything.
        for (const { id } of [...this.models].reverse()) this.mirror.flowAll([`data:${id}`, `builders:${id}`]);
        this.log(`Era ${era} begins: revenue has flowed to the data and the builders of every model of the lineage.`);
    }

    /** Compare what `openledger_earnings` says of everybody with the second implementation. */
    async checkEarnings(): Promise<void> {
        for (const name of this.people.names()) {
            const found = await this.chain.rpc<Earnings>('openledger_earnings', this.address(name));
            for (const { pool, claimable } of found.pools) {
                const expected = this.mirror.claimable(this.poolOf(pool), `account:${name}`);
                this.books.compare(`claimable by ${name} in ${this.poolOf(pool)}`, expected, BigInt(claimable));
            }
            const all = sum(
                this.mirror.creditors(`account:${name}`).map((pool) => this.mirror.claimable(pool, `account:${name}`)),
            );
            this.books.compare(`claimable by ${name} in all`, all, BigInt(found.claimable));
            this.books.compare(`not flowed for ${name}`, 0n, BigInt(found.notFlowed));
        }
    }

    /** Everybody claims everything, without a fee. */
    async claimAll(): Promise<void> {
        const claims: [string, Name][] = this.people
            .names()
            .flatMap((name) => this.mirror.creditors(`account:${name}`).map((pool): [string, Name] => [name, pool]));
        for (const [name, pool] of claims) {
            const fromNothing = (await this.chain.balance(this.address(name))) === 0n;
            const amount = this.mirror.claim(pool, `account:${name}`);
            const outcome = await this.send(name, this.chain.call('attribution', 'claim', this.poolId(pool), []));
            const paid = BigInt(eventOf(outcome, 'attribution', 'Claimed').data.amount.toString());
            this.books.compare(`claimed by ${name} from ${pool}`, amount, paid);
            this.books.compare(`fee for the claim of ${name} from ${pool}`, 0n, outcome.fee);
            this.move(LEDGER, name, amount);
            this.earned.set(name, [...(this.earned.get(name) ?? []), { pool, amount, fromNothing }]);
            this.log(
                `  ${name} claims ${open(amount)} from ${this.describe(pool)}${fromNothing ? ', having owned nothing before' : ''}.`,
            );
        }
    }

    /** Let an era pass so that the treasury's part is paid out and the part to burn is burned, and compare everything. */
    async close(): Promise<void> {
        await this.chain.nextEra();
        // The sweep is done in a block's spare time.
        await this.chain.makeBlock();
        const { mirror, books, chain } = this;
        const { treasury, burned } = this.swept;
        this.move(LEDGER, TREASURY, mirror.treasury + mirror.commons - treasury);
        books.note(LEDGER, burned - mirror.burned);
        this.swept = { treasury: mirror.treasury + mirror.commons, burned: mirror.burned };

        const calls = await chain.read('inference', 'calls');
        books.compare('calls that people paid for', this.escrow.calls.payers, calls.payers.toBigInt());
        books.compare('calls that agents paid for', this.escrow.calls.agents, calls.agents.toBigInt());
        const escrowed = (await chain.read('inference', 'escrow')).owed.toBigInt();
        books.compare('what all channels have', this.escrow.owed(), escrowed);
        const owed = (await chain.read('attribution', 'totals')).owed.toBigInt();
        books.compare('carried remainders, by the total of what the ledger owes', mirror.carried(), owed);
        for (const account of books.accounts()) {
            books.compare(`balance of ${account}`, books.expected(account), await this.balance(account));
        }
        books.compare('OPEN in existence', this.issuance - mirror.burned, await chain.issuance());
        books.compare('sum of all changes', -mirror.burned, books.net());
        const paid = mirror.received;
        const claimed = sum(mirror.claimed.values());
        books.compare(
            'claims + treasury + burned + carried, against payments',
            paid,
            claimed + mirror.treasury + mirror.commons + mirror.burned + owed,
        );
    }

    /** All of it. */
    async run(): Promise<void> {
        await this.prepare();
        for (const plan of scenario.payments) await this.pay(plan);
        await this.useChannel();
        await this.flow();
        await this.checkEarnings();
        await this.claimAll();
        await this.close();
    }

    address(name: string): string {
        return this.people.get(name).address;
    }

    model(name: string): Model {
        return found(
            this.models.find(({ plan }) => plan.name === name),
            `model ${name}`,
        );
    }

    datanet(name: string): Datanet {
        return found(
            this.datanets.find(({ plan }) => plan.name === name),
            `datanet ${name}`,
        );
    }

    contributionOf(datanet: string, file: string): Contribution {
        return found(
            this.contributions.find((one) => one.datanet === datanet && one.file === file),
            `contribution of ${file}`,
        );
    }

    /** A pool in words. */
    describe(pool: Name): string {
        const [kind, id] = split(pool);
        const model = this.models.find((one) => one.id === id)?.plan.name ?? id;
        switch (kind) {
            case 'datanet':
                return `the datanet "${this.datanets.find((one) => one.id === id)?.plan.name ?? id}"`;
            case 'data':
                return `the data lane of ${model}`;
            case 'builders':
                return `the builders of ${model}`;
            default:
                return `the operator pool of ${id}`;
        }
    }

    /** A pool as the chain's calls name it. */
    poolId(pool: Name): Record<string, string> {
        const [kind, id] = split(pool);
        const variant = { datanet: 'Datanet', data: 'ModelData', builders: 'ModelBuilders', operator: 'Operator' }[
            kind
        ];
        return { [variant as string]: kind === 'operator' ? this.address(id) : id };
    }

    /** A pool as the RPC names it. */
    poolOf({ type, id }: { type: string; id: number | string }): Name {
        const kind = { datanet: 'datanet', modelData: 'data', modelBuilders: 'builders', operator: 'operator' }[type];
        return `${kind}:${kind === 'operator' ? this.people.name(String(id)) : id}`;
    }

    /** Send a call that must succeed, and note its fee. */
    async send(by: string, call: Call): Promise<Outcome> {
        const [outcome] = await this.sendAll([[by, call]]);
        return outcome as Outcome;
    }

    /** Send calls that must succeed into one block, and note their fees. */
    async sendAll(calls: [string, Call][]): Promise<Outcome[]> {
        const outcomes = await this.chain.succeed(
            ...calls.map(([by, call]): [Call, KeyringPair] => [call, this.people.get(by)]),
        );
        for (const [index, { fee }] of outcomes.entries()) this.paidFee((calls[index] as [string, Call])[0], fee);
        return outcomes;
    }

    /** Give OPEN to somebody. */
    async transfer(from: string, to: string, amount: bigint): Promise<void> {
        await this.send(from, this.chain.call('balances', 'transferKeepAlive', this.address(to), amount));
        this.move(from, to, amount);
    }

    /** Half of a fee goes to the collator, rounded down, the rest to the treasury. */
    paidFee(by: string, fee: bigint): void {
        this.move(by, COLLATOR, fee / 2n);
        this.move(by, TREASURY, fee - fee / 2n);
    }

    /** What an account of the books has on the chain, free and held. */
    private async balance(name: string): Promise<bigint> {
        const { chain } = this;
        switch (name) {
            case LEDGER:
                return chain.balance(chain.palletAccount(chain.constant('attribution', 'palletId').toU8a()));
            case ESCROW:
                return chain.balance(chain.palletAccount(chain.constant('inference', 'palletId').toU8a()));
            case TREASURY:
                return chain.balance(chain.palletAccount(chain.constant('treasury', 'palletId').toU8a()));
            case COLLATOR: {
                // Fees wait in a pot, of which the author of a block gets a part.
                const pot = await chain.balance(
                    chain.palletAccount(chain.constant('collatorSelection', 'potId').toU8a()),
                );
                const collators: string[] = (await chain.read('session', 'validators')).map(String);
                return pot + sum(await Promise.all(collators.map((one) => chain.balance(one))));
            }
            default:
                return chain.balance(this.address(name));
        }
    }

    /** Note that OPEN moves from one account to another. */
    move(from: string, to: string, amount: bigint): void {
        this.books.note(from, -amount);
        this.books.note(to, amount);
    }

    private async readSplit(): Promise<ByRole> {
        const { split } = (await this.chain.ask('openLedgerApi', 'feeSplit')).toJSON() as {
            split: Record<Role, number>;
        };
        return Object.fromEntries(ROLES.map((role) => [role, BigInt(split[role])])) as ByRole;
    }
}

/** What `openledger_earnings` answers. */
export interface Earnings {
    claimable: string;
    notFlowed: string;
    pools: { pool: { type: string; id: number | string }; shares: string; claimable: string; notFlowed: string }[];
    truncated: boolean;
}

function eventsOf(outcome: Outcome, pallet: string, name: string): ChainEvent[] {
    return outcome.events.filter((event) => event.pallet === pallet && event.name === name);
}

function split(pool: Name): [string, string] {
    const colon = pool.indexOf(':');
    return [pool.slice(0, colon), pool.slice(colon + 1)];
}

function found<T>(value: T | undefined, what: string): T {
    if (value === undefined) throw new Error(`There is no ${what}`);
    return value;
}
