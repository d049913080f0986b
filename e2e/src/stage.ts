// SPDX-License-Identifier: Apache-2.0

// Everything that the steps of the loop share: the chain and its people, the second implementation, the books, and the
// records of the steps done so far.

import { type ChannelKey, InferenceClient, type Int } from '@openledger/client';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { Vec } from '@polkadot/types';
import type { AccountId32 } from '@polkadot/types/interfaces';
import type { Codec } from '@polkadot/types/types';
import type { People } from './accounts.ts';
import { Books } from './books.ts';
import type { Call, Chain, Outcome } from './chain.ts';
import { Escrow, type Rules } from './escrow.ts';
import { type ByRole, Ledger, type Name, ROLES, type Role } from './expected.ts';
import { percent, sum } from './format.ts';
import { parameter } from './parameters.ts';
import { type DatanetPlan, type ModelPlan, type PaymentPlan, scenario } from './scenario.ts';
import { Obligations } from './terms.ts';

/** Names in the books of accounts that belong to no person. */
export const LEDGER = "the ledger's account";
export const ESCROW = "the escrow's account";
export const TREASURY = 'the treasury';
export const COLLATOR = 'the collator';

export interface Contribution {
    id: string;
    datanet: string;
    by: string;
    file: string;
    items: number;
    bytes: number;
    /** For a refinement: the method, and the files that were refined. */
    refines?: { method: string; files: string[] };
    score: number;
    accepted: boolean;
    /** The shares granted to the contributor. */
    shares: bigint;
    /** The shares granted to the contributor of each source. */
    sourceShares: bigint;
    /** The lost part of the deposit, in planck. */
    penalty: bigint;
    /** The part of the deposit that stays on hold while the record stays, in planck. */
    kept: bigint;
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
    /** The agent that signed, unless the payer paid itself. */
    agent?: string;
    amount: bigint;
    parts: ByRole;
    era: number;
}

export interface Earning {
    pool: Name;
    amount: bigint;
    /** Whether the account could not have paid the fee, which the claim paid out of its own amount. */
    fromNothing: boolean;
}

/** Receives a line for each step. */
export type Log = (line: string) => void;

export class Stage {
    readonly scenario = scenario;
    /** The second implementation. It is told the transactions, and never the chain's results. */
    readonly mirror = new Ledger();
    readonly books = new Books();
    /** The second implementation of the terms that bind models. */
    readonly obligations = new Obligations();
    /** The second implementation of channels. It exists once the chain's rules are read. */
    escrow!: Escrow;
    readonly datanets: Datanet[] = [];
    readonly contributions: Contribution[] = [];
    readonly models: Model[] = [];
    readonly payments: Paid[] = [];
    readonly earned = new Map<string, Earning[]>();
    split!: ByRole;
    /** The total issuance of OPEN at the beginning. */
    issuance = 0n;
    /** The flows on the chain so far, by `<from> <to>`, and the number of the next block with further ones. */
    readonly flows = { seen: new Map<string, bigint>(), next: 1 };
    /** The dues that the ledger has paid so far. */
    swept = { treasury: 0n, burned: 0n };

    constructor(
        readonly chain: Chain,
        readonly people: People,
        readonly log: Log = () => {},
    ) {}

    get inference(): InferenceClient {
        return new InferenceClient(this.chain.api);
    }

    /** Reads the rules of the chain, and opens the books with the balance of every account of the scenario. */
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
        this.flows.next = (await this.chain.api.rpc.chain.getHeader()).number.toNumber() + 1;
        this.escrow = new Escrow(await readRules(this.chain));
        const { name, bond } = scenario.operator;
        this.escrow.stake(name, bond, sum(scenario.delegations.map(({ amount }) => amount)));
    }

    address(name: string): string {
        return this.people.get(name).address;
    }

    /** The channel of a payer with an operator, by their names. */
    channelKey(payer: string, operator: string): ChannelKey {
        return { operator: this.address(operator), payer: this.address(payer) };
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

    /** Describes a pool in words. */
    describe(pool: Name): string {
        const [kind, id] = split(pool);
        const model = this.models.find((one) => one.id === id)?.plan.name ?? id;
        switch (kind) {
            case 'datanet':
                return `the datanet "${this.datanets.find((one) => one.id === id)?.plan.name ?? id}"`;
            case 'curators':
                return `the curators' pool of the datanet ${id}`;
            case 'data':
                return `the data pool of ${model}`;
            case 'builders':
                return `the builders' pool of ${model}`;
            default:
                return `the operator pool of ${id}`;
        }
    }

    /** A pool as the chain's calls name it. */
    poolId(pool: Name): Record<string, string> {
        const [kind, id] = split(pool);
        const variant = {
            datanet: 'Datanet',
            curators: 'Curators',
            data: 'ModelData',
            builders: 'ModelBuilders',
            operator: 'Operator',
        }[kind];
        return { [variant as string]: kind === 'operator' ? this.address(id) : id };
    }

    /** A pool from its name in the RPC. */
    poolOf({ type, id }: { type: string; id: number | string }): Name {
        const kind = {
            datanet: 'datanet',
            curators: 'curators',
            modelData: 'data',
            modelBuilders: 'builders',
            operator: 'operator',
        }[type];
        return `${kind}:${kind === 'operator' ? this.people.name(String(id)) : id}`;
    }

    /** Sends a call that must succeed, and records its fee. */
    async send(by: string, call: Call): Promise<Outcome> {
        const [outcome] = await this.sendAll([[by, call]]);
        return outcome as Outcome;
    }

    /** Sends calls that must succeed into one block, and records their fees. */
    async sendAll(calls: [string, Call][]): Promise<Outcome[]> {
        const outcomes = await this.chain.succeed(
            ...calls.map(([by, call]): [Call, KeyringPair] => [call, this.people.get(by)]),
        );
        for (const [index, { fee }] of outcomes.entries()) this.paidFee((calls[index] as [string, Call])[0], fee);
        return outcomes;
    }

    /** Transfers OPEN from one person to another. */
    async transfer(from: string, to: string, amount: bigint): Promise<void> {
        await this.send(from, this.chain.call('balances', 'transferKeepAlive', this.address(to), amount));
        this.move(from, to, amount);
    }

    /** Records a fee: half of it goes to the collator, rounded down, the rest to the treasury. */
    paidFee(by: string, fee: bigint): void {
        this.move(by, COLLATOR, fee / 2n);
        this.move(by, TREASURY, fee - fee / 2n);
    }

    /** Records that OPEN moves from one account to another. */
    move(from: string, to: string, amount: bigint): void {
        this.books.note(from, -amount);
        this.books.note(to, amount);
    }

    /** The balance of an account of the books on the chain, free and held. */
    async balance(name: string): Promise<bigint> {
        const { chain } = this;
        switch (name) {
            case LEDGER:
                return chain.balance(chain.palletAccount(chain.constant('attribution', 'palletId').toU8a()));
            case ESCROW:
                return chain.balance(chain.palletAccount(chain.constant('inference', 'palletId').toU8a()));
            case TREASURY:
                return chain.balance(chain.palletAccount(chain.constant('treasury', 'palletId').toU8a()));
            case COLLATOR: {
                // Fees wait in a pot, and the author of a block gets a part of it.
                const pot = await chain.balance(
                    chain.palletAccount(chain.constant('collatorSelection', 'potId').toU8a()),
                );
                const collators = await chain.read<Vec<AccountId32>>('session', 'validators');
                return pot + sum(await Promise.all([...collators].map((one) => chain.balance(one.toString()))));
            }
            default:
                return chain.balance(this.address(name));
        }
    }

    private async readSplit(): Promise<ByRole> {
        const { split } = await this.chain.ask<Codec & { split: Codec & Record<Role, Int> }>(
            'openLedgerApi',
            'feeSplit',
        );
        return Object.fromEntries(ROLES.map((role) => [role, split[role].toBigInt()])) as ByRole;
    }
}

/** Reads how much stake stands behind fees, for how long, and how much of it may be delegated. */
export async function readRules(chain: Chain): Promise<Rules> {
    return {
        stakePerFee: (await parameter(chain, 'StakePerFee')).now,
        disputeEras: chain.constant('receipts', 'disputeEras').toNumber(),
        delegationRatio: chain.constant('operatorStaking', 'maxDelegationRatio').toBigInt(),
        payCoverage: chain.constant('inference', 'payCoverage').toBigInt(),
        minCallPrice: chain.constant('inference', 'minCallPrice').toBigInt(),
    };
}

function split(pool: Name): [string, string] {
    const colon = pool.indexOf(':');
    return [pool.slice(0, colon), pool.slice(colon + 1)];
}

function found<T>(value: T | undefined, what: string): T {
    if (value === undefined) throw new Error(`There is no ${what}`);
    return value;
}
