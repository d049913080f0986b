// SPDX-License-Identifier: Apache-2.0

// A call that fails costs its signer the fee and nothing else, and its error explains itself.

import assert from 'node:assert/strict';
import type { Call } from '../src/chain.ts';
import type { Setup } from './setup.ts';

/** `by` sends a call that fails with `error`. */
export async function refused({ chain, people }: Setup, by: string, call: Call, error: string): Promise<void> {
    const signer = people.get(by);
    const before = await chain.balance(signer.address);
    const outcome = await chain.send(call, signer);
    const found = outcome.error ?? 'success';
    assert.ok(found.startsWith(`${error}: `), `${error} was expected, not: ${found}`);
    assert.ok(found.length > error.length + 20, `${error} explains itself: ${found}`);
    assert.ok(outcome.fee > 0n);
    assert.equal(await chain.balance(signer.address), before - outcome.fee);
}
