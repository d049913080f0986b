// SPDX-License-Identifier: Apache-2.0

// The terms that bind a model, computed from the registrations and never from the chain: a second implementation of
// the obligations of docs/architecture.md.

import { MILLION } from './expected.ts';

/** The accounts that may derive models, from the least restricted to the most. */
export const ACCESS = ['Open', 'AllowList', 'Closed'] as const;
export type Access = (typeof ACCESS)[number];

/** The terms of a model, with the smallest parts of every descendant's pools in parts per million. */
export interface Terms {
    access: Access;
    royalty: bigint;
    data: bigint;
}

/** The obligation of a model to an ancestor. The parts that it passes on are in 10^-12, rounded down. */
export interface Obligation extends Terms {
    ancestor: string;
    passedRoyalty: bigint;
    passedData: bigint;
}

/** The parts that a registration lacks for an ancestor, in parts per million, rounded up. */
export interface Missing {
    ancestor: string;
    royalty: bigint;
    data: bigint;
}

/** A parent of a registration, with its parts of the model's pools in parts per million. */
export interface Parent {
    model: string;
    royalty: bigint;
    data: bigint;
}

const WHOLE = MILLION * MILLION;

/** The terms of all models, and their obligations. */
export class Obligations {
    private readonly terms = new Map<string, Terms>();
    private readonly owed = new Map<string, Obligation[]>();

    /** Registers a model. */
    register(model: string, terms: Terms, parents: Parent[]): void {
        this.owed.set(model, this.from(parents));
        this.terms.set(model, terms);
    }

    /** The obligations of a model, by the ids of the ancestors. */
    of(model: string): Obligation[] {
        return this.owed.get(model) ?? [];
    }

    /** The obligations of a model with these parents, by the ids of the ancestors. */
    from(parents: Parent[]): Obligation[] {
        const found = new Map<string, Obligation>();
        const bind = (ancestor: string, { access, royalty, data }: Terms): void => {
            const other = found.get(ancestor) ?? { access: 'Open', royalty: 0n, data: 0n };
            found.set(ancestor, {
                ancestor,
                access: ACCESS.indexOf(access) > ACCESS.indexOf(other.access) ? access : other.access,
                royalty: royalty > other.royalty ? royalty : other.royalty,
                data: data > other.data ? data : other.data,
                passedRoyalty: 0n,
                passedData: 0n,
            });
        };
        for (const { model } of parents) {
            for (const inherited of this.of(model)) bind(inherited.ancestor, inherited);
            const terms = this.terms.get(model);
            if (terms === undefined) throw new Error(`There is no model ${model}`);
            if (terms.access !== 'Open' || terms.royalty > 0n || terms.data > 0n) bind(model, terms);
        }
        for (const { model, royalty, data } of parents) {
            const itself = { ancestor: model, passedRoyalty: WHOLE, passedData: WHOLE };
            for (const { ancestor, passedRoyalty, passedData } of [itself, ...this.of(model)]) {
                const obligation = found.get(ancestor);
                if (obligation === undefined) continue;
                obligation.passedRoyalty += (royalty * passedRoyalty) / MILLION;
                obligation.passedData += (data * passedData) / MILLION;
            }
        }
        return [...found.values()].sort((one, other) => Number(one.ancestor) - Number(other.ancestor));
    }

    /** The parts that a registration with these parents lacks, by ancestor; empty if it meets all terms. */
    missing(parents: Parent[]): Missing[] {
        const lacking = (floor: bigint, passed: bigint): bigint => {
            const left = floor * MILLION - passed;
            return left > 0n ? (left + MILLION - 1n) / MILLION : 0n;
        };
        return this.from(parents)
            .map(({ ancestor, royalty, data, passedRoyalty, passedData }) => ({
                ancestor,
                royalty: lacking(royalty, passedRoyalty),
                data: lacking(data, passedData),
            }))
            .filter(({ royalty, data }) => royalty > 0n || data > 0n);
    }
}
