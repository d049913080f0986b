// SPDX-License-Identifier: Apache-2.0

// The parameters of the chain: numbers that governance changes with notice and in bounded steps.

import type { Int } from '@openledger/client';
import type { Option, Text, Vec } from '@polkadot/types';
import type { Codec } from '@polkadot/types/types';
import type { Chain } from './chain.ts';

/** An item of the answer of the runtime API `parameters`. */
interface DecodedParameter extends Codec {
    name: Text;
    now: Int;
    next: Option<Codec & { value: Int; fromEra: Int }>;
    notice: Int;
}

export interface Parameter {
    /** The value in force, in the parameter's unit. */
    now: bigint;
    /** The scheduled change. */
    next?: { value: bigint; fromEra: number };
    /** The number of eras from the scheduling of a change to its effect. */
    notice: number;
}

/** Reads a parameter by its name. */
export async function parameter(chain: Chain, name: string): Promise<Parameter> {
    const all = await chain.ask<Vec<DecodedParameter>>('openLedgerApi', 'parameters');
    const found = all.find((one) => one.name.toString() === name);
    if (found === undefined) {
        throw new Error(`There is no parameter ${name} among ${all.map((one) => one.name.toString()).join(', ')}`);
    }
    const { now, next, notice } = found;
    const change = next.isSome ? next.unwrap() : undefined;
    return {
        now: now.toBigInt(),
        notice: notice.toNumber(),
        ...(change && { next: { value: change.value.toBigInt(), fromEra: change.fromEra.toNumber() } }),
    };
}
