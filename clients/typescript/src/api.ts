// SPDX-License-Identifier: Apache-2.0

// The edge of @polkadot/api, whose types know nothing of this chain: everything is asked for by name, and a name that
// the runtime does not have is an error that says so.

import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { Codec } from '@polkadot/types/types';

/** A call that is not signed yet. */
export type Transaction = SubmittableExtrinsic<'promise'>;

/** An integer of any width as @polkadot/api decodes it, compact or not. */
export interface Int extends Codec {
    isZero(): boolean;
    toBigInt(): bigint;
    toNumber(): number;
}

/** The fields of an event by name, or by place where the event does not name them. */
export type Fields = Record<string, Codec>;

/** Builds the call `pallet.name`. */
export function transaction(api: ApiPromise, pallet: string, name: string, ...args: unknown[]): Transaction {
    const call = api.tx[pallet]?.[name];
    if (call === undefined) throw new Error(`The runtime has no call ${pallet}.${name}`);
    const expected = call.meta.args.map((arg) => arg.name.toString());
    if (args.length !== expected.length) {
        const names = expected.join(', ');
        throw new Error(`${pallet}.${name} takes ${expected.length} arguments (${names}), ${args.length} were given`);
    }
    return call(...args);
}

/**
 * Reads the storage item `pallet.item`: at the best block, or at the block of `await api.at(hash)`. The caller knows
 * its type.
 */
export async function storage<T extends Codec>(
    api: Pick<ApiPromise, 'query'>,
    pallet: string,
    item: string,
    ...keys: unknown[]
): Promise<T> {
    const entry = api.query[pallet]?.[item];
    if (entry === undefined) throw new Error(`The runtime has no storage ${pallet}.${item}`);
    return (await entry(...keys)) as unknown as T;
}

/** Calls the runtime API `name.method` at the best block. The caller knows the type of the answer. */
export async function runtimeApi<T extends Codec>(
    api: ApiPromise,
    name: string,
    method: string,
    ...args: unknown[]
): Promise<T> {
    const call = api.call[name]?.[method];
    if (call === undefined) throw new Error(`The runtime has no API ${name}.${method}`);
    return (await (call as (...args: unknown[]) => Promise<Codec>)(...args)) as T;
}

/** Reads the constant `pallet.name`. The caller knows its type. */
export function constant<T extends Codec = Int>(api: ApiPromise, pallet: string, name: string): T {
    const value = api.consts[pallet]?.[name];
    if (value === undefined) throw new Error(`The runtime has no constant ${pallet}.${name}`);
    return value as unknown as T;
}
