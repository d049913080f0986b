// SPDX-License-Identifier: Apache-2.0

// Cases on the chain: what challengers, respondents and members of the panel read, and the calls they send. Every call
// is returned as a transaction, to be signed and sent by the account that pays its fee.

import type { ApiPromise } from '@polkadot/api';
import type { bool, Enum, Option, Vec } from '@polkadot/types';
import type { AccountId32 } from '@polkadot/types/interfaces';
import type { Codec } from '@polkadot/types/types';
import { blake2AsHex } from '@polkadot/util-crypto';
import { constant, type Int, runtimeApi, type Transaction, transaction } from './api.ts';

/** The reason for which an accepted contribution should not have been accepted. */
export type Ground = 'Duplicate' | 'Stolen' | 'Poisoned' | 'Inflated';

/** A part of a model's lineage that its registration left out. */
export type Omitted = { Parent: number } | { Datanet: number };

/** The subject of a case, with the claim of its challenger. */
export type Subject =
    | { Review: { contribution: bigint; score: number } }
    | { Acceptance: { contribution: bigint; ground: Ground } }
    | { Score: { contribution: bigint; score: number } }
    | { Artifact: { model: number } }
    | { Lineage: { model: number; omitted: Omitted } }
    | { Curator: { datanet: number; curator: string } };

/** The answer to a case: the subject stays as it is, or changes as the case claims. */
export type Ruling = 'Upheld' | 'Overturned';

/** A published document that supports a side of a case. */
export interface Evidence {
    /** Its hash: 0x and 64 hexadecimal digits. */
    hash: string;
    uri: string;
}

/** The stage of a case. The eras are the last ones in which the next step is possible. */
export type Stage =
    | { type: 'Open'; respondUntil: number; ruleUntil: number; upheld: number; overturned: number }
    | { type: 'Ruled'; ruling: Ruling; appealUntil: number }
    | { type: 'Appealed'; ruling: Ruling; decideUntil: number }
    | { type: 'Decided'; ruling: Ruling; era: number };

/** An open case. */
export interface Case {
    id: bigint;
    subject: Subject;
    challenger: string;
    respondent: string;
    /** The bond of each side, in planck. */
    bond: bigint;
    evidence: Evidence;
    /** The respondent's evidence. */
    defense: Evidence | null;
    appeal: { who: string; bond: bigint; evidence: Evidence } | null;
    stage: Stage;
    /** Whether the outcome is final, so that `finalize` ends the case. */
    finalizable: boolean;
}

interface DecodedSubject extends Enum {
    value: Codec & { contribution: Int; score: Int; ground: Enum; model: Int; omitted: DecodedOmitted } & {
        datanet: Int;
        curator: AccountId32;
    };
}

interface DecodedOmitted extends Enum {
    value: Int;
}

interface DecodedStage extends Enum {
    value: Codec &
        Record<'respondUntil' | 'ruleUntil' | 'upheld' | 'overturned' | 'appealUntil' | 'decideUntil' | 'era', Int> & {
            ruling: Enum;
        };
}

interface DecodedCase extends Codec {
    id: Int;
    subject: DecodedSubject;
    challenger: AccountId32;
    respondent: AccountId32;
    bond: Int;
    evidence: Codec;
    defense: Option<Codec>;
    appeal: Option<Codec & { who: AccountId32; bond: Int; evidence: Codec }>;
    stage: DecodedStage;
    finalizable: bool;
}

export class DisputesClient {
    constructor(readonly api: ApiPromise) {}

    /** The open case with this number. */
    async case(id: bigint): Promise<Case | null> {
        const found = await this.ask<Option<DecodedCase>>('case', id);
        return found.isNone ? null : caseOf(found.unwrap());
    }

    /** A page of open cases, and the number to continue from; null after the last page. */
    async cases(from = 0n, limit = 64): Promise<{ cases: Case[]; next: bigint | null }> {
        const page = await this.ask<Codec & { cases: Vec<DecodedCase>; next: Option<Int> }>('cases', from, limit);
        return {
            cases: [...page.cases].map(caseOf),
            next: page.next.isNone ? null : page.next.unwrap().toBigInt(),
        };
    }

    /** All open cases, page by page. */
    async *all(): AsyncGenerator<Case> {
        for (let next: bigint | null = 0n; next !== null; ) {
            const page: { cases: Case[]; next: bigint | null } = await this.cases(next);
            yield* page.cases;
            next = page.next;
        }
    }

    /** The bond of each side of a case that is opened now, in planck. */
    get bond(): bigint {
        return constant(this.api, 'disputes', 'caseBond').toBigInt();
    }

    /** As the challenger: opens a case. At most `maxBond` planck are held, which is the present bond unless it is given. */
    open(subject: Subject, evidence: Evidence, maxBond = this.bond): Transaction {
        return this.call('open', subject, evidence, maxBond);
    }

    /** As the respondent: answers a case, with the same bond. */
    respond(id: bigint, evidence: Evidence, maxBond: bigint): Transaction {
        return this.call('respond', id, evidence, maxBond);
    }

    /** As a member of the panel: votes. */
    rule(id: bigint, ruling: Ruling): Transaction {
        return this.call('rule', id, ruling);
    }

    /** As the side that lost: takes the panel's ruling to the track. Then ask the track, with `ruleByTrack`. */
    appeal(id: bigint, evidence: Evidence, maxBond: bigint): Transaction {
        return this.call('appeal', id, evidence, maxBond);
    }

    /** As anyone: ends a case whose outcome is final. */
    finalize(id: bigint): Transaction {
        return this.call('finalize', id);
    }

    /** The call of a referendum on the arbiter's track: decides a case. */
    ruleByTrack(id: bigint, ruling: Ruling): Transaction {
        return this.call('ruleByTrack', id, ruling);
    }

    /** The call of a referendum on the arbiter's track: elects a panel of which `threshold` equal votes rule. */
    setPanel(members: string[], threshold: number): Transaction {
        return this.call('setPanel', members, threshold);
    }

    private call(name: string, ...args: unknown[]): Transaction {
        return transaction(this.api, 'disputes', name, ...args);
    }

    private ask<T extends Codec>(method: string, ...args: unknown[]): Promise<T> {
        return runtimeApi<T>(this.api, 'openLedgerApi', method, ...args);
    }
}

/** The evidence for a document that is published at `uri`. */
export function evidenceOf(document: Uint8Array | string, uri: string): Evidence {
    return { hash: blake2AsHex(document, 256), uri };
}

function caseOf(decoded: DecodedCase): Case {
    const { id, subject, challenger, respondent, bond, evidence, defense, appeal, stage, finalizable } = decoded;
    const appealed = appeal.isNone ? null : appeal.unwrap();
    return {
        id: id.toBigInt(),
        subject: subjectOf(subject),
        challenger: challenger.toString(),
        respondent: respondent.toString(),
        bond: bond.toBigInt(),
        evidence: documentOf(evidence),
        defense: defense.isNone ? null : documentOf(defense.unwrap()),
        appeal: appealed && {
            who: appealed.who.toString(),
            bond: appealed.bond.toBigInt(),
            evidence: documentOf(appealed.evidence),
        },
        stage: stageOf(stage),
        finalizable: finalizable.isTrue,
    };
}

function documentOf(evidence: Codec): Evidence {
    // Every decoded value has a `hash` of its own, so @polkadot/api does not define the field's.
    const { hash, uri } = evidence.toJSON() as unknown as Evidence;
    return { hash, uri };
}

function subjectOf({ type, value }: DecodedSubject): Subject {
    switch (type) {
        case 'Review':
            return { Review: { contribution: value.contribution.toBigInt(), score: value.score.toNumber() } };
        case 'Acceptance':
            return {
                Acceptance: { contribution: value.contribution.toBigInt(), ground: value.ground.type as Ground },
            };
        case 'Score':
            return { Score: { contribution: value.contribution.toBigInt(), score: value.score.toNumber() } };
        case 'Artifact':
            return { Artifact: { model: value.model.toNumber() } };
        case 'Lineage': {
            const omitted = value.omitted.value.toNumber();
            return {
                Lineage: {
                    model: value.model.toNumber(),
                    omitted: value.omitted.type === 'Parent' ? { Parent: omitted } : { Datanet: omitted },
                },
            };
        }
        case 'Curator':
            return { Curator: { datanet: value.datanet.toNumber(), curator: value.curator.toString() } };
        default:
            throw new Error(`This client does not know subjects of the kind ${type}`);
    }
}

function stageOf({ type, value }: DecodedStage): Stage {
    const ruling = value.ruling?.type as Ruling;
    switch (type) {
        case 'Open':
            return {
                type,
                respondUntil: value.respondUntil.toNumber(),
                ruleUntil: value.ruleUntil.toNumber(),
                upheld: value.upheld.toNumber(),
                overturned: value.overturned.toNumber(),
            };
        case 'Ruled':
            return { type, ruling, appealUntil: value.appealUntil.toNumber() };
        case 'Appealed':
            return { type, ruling, decideUntil: value.decideUntil.toNumber() };
        case 'Decided':
            return { type, ruling, era: value.era.toNumber() };
        default:
            throw new Error(`This client does not know the stage ${type}`);
    }
}
