// SPDX-License-Identifier: Apache-2.0

// The runtime's types as @polkadot/api decodes them, as far as the demo and the tests read them. The client library has
// the types that clients need.

import type { DecodedPrices, DecodedSettled, DecodedUnits, Int } from '@openledger/client';
import type { Bytes, bool, Enum, Option, Result, U8aFixed, Vec } from '@polkadot/types';
import type { AccountId32, DispatchError, H256 } from '@polkadot/types/interfaces';
import type { Codec, ITuple } from '@polkadot/types/types';
import type { Role } from './expected.ts';

export type { DecodedPrices, DecodedSettled, DecodedUnits, Int };

/** An amount for each role, in planck or in parts per million. */
export type DecodedByRole = Codec & Record<Role, Int>;

/** An agent as vouchers name it. */
export interface DecodedAgent extends Codec {
    account: AccountId32;
    authorization: Int;
}

/** A total of amount and work. */
export interface DecodedClaim extends Codec {
    amount: Int;
    units: DecodedUnits;
}

/** The storage `attribution.totals`. */
export interface LedgerBooks extends Codec {
    owed: Int;
    dues: Codec & Record<'treasury' | 'burn' | 'commons', Int>;
    payoutsStopped: bool;
}

/** The answer of the view function `era_schedule`. */
export interface EraSchedule extends Codec {
    era: Int;
    start: Int;
    length: Int;
    skipped: Int;
}

/** The storage `inference.escrow`. */
export interface EscrowBooks extends Codec {
    owed: Int;
    /** The part of the balance that the account keeps to stay alive. */
    reserve: Int;
    settlementsStopped: bool;
}

/** The storage `inference.calls`. */
export interface CallTotals extends Codec {
    payers: Int;
    agents: Int;
}

/** An entry of the storage `attribution.positions`. */
export interface PositionRecord extends Codec {
    shares: Int;
    pendingShares: Int;
    youngShares: Int;
}

/** The books of one pool. */
export interface Accumulator extends Codec {
    shares: Int;
    young: Int;
    held: Int;
    pending: Codec & { shares: Int };
}

/** An entry of the storage `attribution.pools`. */
export interface PoolRecord extends Codec {
    accumulator: Accumulator;
    direct: Int;
    /** The pool of a datanet's curators, with its position in the datanet's pool. */
    curators: Option<Codec & { accumulator: Accumulator; position: PositionRecord }>;
}

/** An entry of the storage `attribution.models`: the model's two pools. */
export interface ModelRecord extends Codec {
    data: Codec & { accumulator: Accumulator };
    builders: Codec & { accumulator: Accumulator };
}

/** An entry of the storage `inference.channels`. */
export interface ChannelRecord extends Codec {
    balance: Int;
    settled: Vec<DecodedSettled>;
}

/** An entry of the storage `balances.holds`. */
export type Holds = Vec<Codec & { amount: Int }>;

/** The answer of the runtime API `simulateFeeSplit`. */
export interface Simulation extends Codec {
    era: Int;
    revenue: Int;
    current: DecodedByRole;
    proposed: DecodedByRole;
}

/** The answer of the runtime API `verifyReceipt`. */
export interface ReceiptCheck extends Codec {
    leaf: H256;
    signed: bool;
    included: bool;
}

/** The answer of the view function `operator_details`. */
export interface OperatorDetails extends Codec {
    status: Enum;
    rate: Int;
    own: Int;
    total: Int;
}

/** The answer of the view function `stake`. */
export interface StakeDetails extends Codec {
    amount: Int;
    shares: Int;
    held: Int;
    pendingSlash: Int;
    unbonding: Vec<ITuple<[Int, Int]>>;
}

/** The id of a pool: its kind and, in it, a number or an account. */
export interface DecodedPool extends Enum {
    value: Codec;
}

/** An item of the answer of the runtime API `modelObligations`. */
export interface DecodedObligation extends Codec {
    ancestor: Int;
    access: Enum;
    royalty: Int;
    data: Int;
    passedRoyalty: Int;
    passedData: Int;
}

/** An item of the answer of the view function `missing_terms`. */
export interface DecodedMissing extends Codec {
    ancestor: Int;
    royalty: Int;
    data: Int;
}

/** The answer of the view function `datanet`. */
export interface DatanetDetails extends Codec {
    policy: Codec & { reviews: Int };
    pending: Option<Codec & { policy: Codec & { reviews: Int }; from: Int }>;
}

/** The result of a call that the runtime dispatched in a call. */
export type DispatchOutcome = Result<Codec, DispatchError>;

/** The fields of the events that the demo and the tests read, by pallet and name. */
export interface Events {
    attribution: {
        Claimed: { who: AccountId32; amount: Int };
        ConservationBroken: Record<never, Codec>;
        EraLengthSet: { from: Int; old: Int; length: Int };
        DuesSwept: { treasury: Int; burned: Int };
        Flowed: { pool: DecodedPool; to: Vec<ITuple<[DecodedPool, Int]>> };
        PaymentRouted: Record<
            | 'amount'
            | 'splitVersion'
            | 'contributors'
            | 'builders'
            | 'operatorPart'
            | 'stakers'
            | 'treasury'
            | 'burn'
            | 'commons',
            Int
        >;
    };
    balances: {
        Transfer: { from: AccountId32; to: AccountId32; amount: Int };
    };
    collatorSelection: {
        CandidateAdded: { deposit: Int };
    };
    datanets: {
        Accepted: { contribution: Int; shares: Int; sourceShares: Int; kept: Int };
        Contributed: { contribution: Int };
        Created: { datanet: Int };
        PolicySet: { datanet: Int; from: Int };
        Pruned: { contribution: Int; released: Int };
        CuratorOverruled: { datanet: Int; who: AccountId32; reward: Int; penalty: Int };
        CuratorRemoved: { datanet: Int; who: AccountId32 };
        Rejected: { contribution: Int; penalty: Int; kept: Int };
        Rescored: { contribution: Int; score: Int; shares: Int; sourceShares: Int };
        Revoked: { contribution: Int; reward: Int; penalty: Int };
        Withdrawn: { contribution: Int; released: Int };
    };
    disputes: {
        Appealed: { case: Int; who: AccountId32; bond: Int; decideUntil: Int };
        Closed: {
            case: Int;
            ruling: Enum;
            winner: AccountId32;
            reward: Int;
            lost: Int;
            refunded: Int;
            failure: Option<Codec>;
        };
        Decided: { case: Int; ruling: Enum };
        Lapsed: { case: Int };
        Opened: { case: Int; respondent: AccountId32; bond: Int; respondUntil: Int; ruleUntil: Int };
        Ruled: { case: Int; ruling: Enum; appealUntil: Int };
    };
    feeSplits: {
        FeeSplitEnacted: { version: Int; effectiveFrom: Int };
    };
    inference: {
        BatchSettled: { settled: Int; skipped: Int; amount: Int };
        ChannelClosed: { refunded: Int };
        ChannelOpened: { channel: Int };
        CloseRequested: { closes: Int };
        VoucherSettled: {
            index: Int;
            channel: Int;
            agent: Option<DecodedAgent>;
            model: Int;
            splitVersion: Int;
            amount: Int;
            units: DecodedUnits;
            total: DecodedClaim;
            receiptsRoot: H256;
            left: Int;
            limit: Option<Codec>;
        };
        AgentAuthorized: { authorization: Int };
        AgentRevoked: { authorization: Int; expires: Int };
        Paid: { amount: Int };
        VoucherSkipped: { index: Int; claimed: DecodedClaim; reason: Codec };
    };
    modelRegistry: {
        ArtifactReturned: { model: Int; from: AccountId32; builder: AccountId32; deposit: Int };
        LineageAdded: { model: Int; royalty: Int; data: Int };
        Registered: { model: Int };
    };
    operatorStaking: {
        SlashApplied: { amount: Int };
        Slashed: { operator: AccountId32; part: Int; amount: Int; rate: Int };
    };
    parameters: {
        ChangeScheduled: { parameter: Codec; old: Int; value: Int; fromEra: Int };
    };
    parachainSystem: {
        ValidationFunctionApplied: Record<never, Codec>;
        ValidationFunctionStored: Record<never, Codec>;
    };
    receipts: {
        ConvictionForgotten: { sequence: Int };
        EquivocationProven: {
            operator: AccountId32;
            reporter: AccountId32;
            channel: Int;
            sequence: Int;
            slashed: Int;
            reward: Int;
        };
    };
    referenda: {
        Submitted: { index: Int };
    };
    scheduler: {
        Dispatched: { id: Option<U8aFixed>; result: DispatchOutcome };
    };
    sudo: {
        Sudid: { sudoResult: DispatchOutcome };
    };
    system: {
        UpgradeAuthorized: { codeHash: H256 };
    };
    technicalCommittee: {
        Proposed: { proposalHash: H256; proposalIndex: Int };
    };
    whitelist: {
        CallWhitelisted: Record<never, Codec>;
        WhitelistedCallDispatched: { result: DispatchOutcome };
    };
}

/** Bytes with their length before them, as runtime APIs return them. */
export interface DecodedPayload extends Codec {
    bytes: Bytes;
}
