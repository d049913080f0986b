// SPDX-License-Identifier: Apache-2.0

export * from './agent.ts';
export * from './api.ts';
export * from './collator.ts';
export * from './decoded.ts';
export * from './disputes.ts';
export * from './inference.ts';
export * from './keys.ts';
export * from './licenses.ts';
export * as manifest from './manifest.ts';
export * from './merkle.ts';
export * from './operator.ts';
export * from './payer.ts';
export * from './scale.ts';
export * from './spender.ts';
export * from './sponsorship.ts';
export * from './vouchers.ts';
