// SPDX-License-Identifier: Apache-2.0

// The people of the demo and their plans. Only data: the loop carries them out on the chain and in the second
// implementation.

import type { Units } from './expected.ts';
import { OPEN } from './format.ts';
import type { Terms } from './terms.ts';

/** Parts per million of a percentage. */
const percent = (value: number): bigint => BigInt(Math.round(value * 10_000));

export interface ContributionPlan {
    by: string;
    /** Files below `data/`. Several files are one batch. */
    files: string[];
    /** For a refinement: the method, and the files that are refined. */
    refines?: { method: 'Cleaning' | 'Labeling' | 'Context' | 'Evaluation'; files: string[] };
    /** The scores of the curators, in their order. */
    scores: number[];
}

export interface DatanetPlan {
    name: string;
    metadata: string;
    owner: string;
    curators: string[];
    policy: {
        reviews: number;
        minScore: number;
        deposit: bigint;
        originalsPart: bigint;
        maxItems: number;
        reviewEras: number;
    };
    contributions: ContributionPlan[];
}

export interface ModelPlan {
    name: string;
    kind: 'Base' | 'FineTune';
    owner: string;
    artifact: string;
    uri: string;
    team: { member: string; share: bigint }[];
    parents: { model: string; relation: 'FineTunedFrom'; royalty: bigint; data: bigint }[];
    datanets: { datanet: string; relation: 'TrainedOn'; weight: bigint }[];
    terms: Terms;
}

export interface PaymentPlan {
    payer: string;
    model: string;
    units: Units;
}

/** A payer whose agent makes calls on a channel. */
export interface ChannelPlan {
    payer: string;
    /** The amount that the payer puts into the channel, in planck. */
    amount: bigint;
    agent: string;
    /** The amount that the agent may spend per era, in planck. */
    cap: bigint;
    model: string;
    /** The units of each of the agent's calls. */
    calls: Units[];
}

const agronomy: DatanetPlan = {
    name: 'Agronomy Q&A',
    metadata: 'file:e2e/data/README.md',
    owner: 'Olena',
    curators: ['Kira', 'Luis', 'Mei'],
    policy: { reviews: 3, minScore: 60, deposit: OPEN, originalsPart: percent(30), maxItems: 1_000, reviewEras: 5 },
    contributions: [
        { by: 'Asha', files: ['agronomy/soil.jsonl'], scores: [90, 85, 95] },
        { by: 'Bilal', files: ['agronomy/irrigation.jsonl'], scores: [80, 70, 85] },
        { by: 'Chen', files: ['agronomy/pests.jsonl', 'agronomy/harvest.jsonl'], scores: [75, 88, 83] },
        { by: 'Max', files: ['agronomy/advert.jsonl'], scores: [5, 0, 20] },
        {
            by: 'Dora',
            files: ['agronomy/soil-context.jsonl'],
            refines: { method: 'Context', files: ['agronomy/soil.jsonl'] },
            scores: [92, 78, 81],
        },
    ],
};

const support: DatanetPlan = {
    name: 'Support tickets',
    metadata: 'file:e2e/data/README.md',
    owner: 'Nils',
    curators: ['Kira', 'Mei'],
    policy: {
        reviews: 2,
        minScore: 50,
        deposit: OPEN / 2n,
        originalsPart: percent(25),
        maxItems: 1_000,
        reviewEras: 5,
    },
    contributions: [
        { by: 'Emil', files: ['support/billing.jsonl'], scores: [71, 77] },
        { by: 'Fatima', files: ['support/devices.jsonl', 'support/greenhouse.jsonl'], scores: [93, 89] },
        {
            by: 'Gita',
            files: ['support/billing-labels.jsonl'],
            refines: { method: 'Labeling', files: ['support/billing.jsonl'] },
            scores: [87, 97],
        },
    ],
};

const base: ModelPlan = {
    name: 'agro-base',
    kind: 'Base',
    owner: 'Hana',
    artifact: 'agro-base: a small language model trained on Agronomy Q&A',
    uri: 'file:models/agro-base.safetensors',
    // Ivan never owned an OPEN.
    team: [
        { member: 'Hana', share: percent(60) },
        { member: 'Ivan', share: percent(40) },
    ],
    parents: [],
    datanets: [{ datanet: agronomy.name, relation: 'TrainedOn', weight: 1n }],
    terms: { access: 'Open', royalty: percent(10), data: percent(30) },
};

const fineTune: ModelPlan = {
    name: 'agro-support',
    kind: 'FineTune',
    owner: 'Jun',
    artifact: 'agro-support: agro-base fine-tuned on Support tickets',
    uri: 'file:models/agro-support.safetensors',
    team: [{ member: 'Jun', share: percent(100) }],
    parents: [{ model: base.name, relation: 'FineTunedFrom', royalty: percent(15), data: percent(40) }],
    datanets: [{ datanet: support.name, relation: 'TrainedOn', weight: 3n }],
    terms: { access: 'Open', royalty: percent(5), data: percent(10) },
};

/** Calls of different lengths, the same in each run. */
const calls = Array.from({ length: 500 }, (_, index) => ({
    calls: 1n,
    inputTokens: BigInt(120 + ((37 * index) % 401)),
    outputTokens: BigInt(150 + ((91 * index) % 701)),
}));

export const scenario = {
    datanets: [agronomy, support],
    models: [base, fineTune],
    // Their stake covers payments of a tenth of it, for as long as those can be disputed.
    operator: { name: 'Oscar', bond: 20_000n * OPEN, commission: percent(8) },
    delegations: [{ by: 'Delia', amount: 10_000n * OPEN }],
    /** People that cannot pay a fee when they claim. */
    penniless: ['Bilal'],
    offer: {
        model: fineTune.name,
        prices: {
            perCall: 50_000_000_000n,
            perThousandInputTokens: 12_345_678_912n,
            perThousandOutputTokens: 98_700_000_013n,
        },
    },
    // Amounts that nothing divides evenly.
    payments: [
        { payer: 'Pia', model: fineTune.name, units: { calls: 1n, inputTokens: 812n, outputTokens: 1_391n } },
        {
            payer: 'Pia',
            model: fineTune.name,
            units: { calls: 2_500n, inputTokens: 2_034_177n, outputTokens: 3_710_033n },
        },
        {
            payer: 'Quentin',
            model: fineTune.name,
            units: { calls: 970n, inputTokens: 888_888n, outputTokens: 333_331n },
        },
    ] as PaymentPlan[],
    // Robin is the key of a program, and owns nothing.
    channel: {
        payer: 'Quentin',
        amount: 80n * OPEN,
        agent: 'Robin',
        cap: 60n * OPEN,
        model: fineTune.name,
        calls,
    } as ChannelPlan,
    /** Has OPEN on the development chain, and funds everybody else. */
    faucet: 'Bob',
};
