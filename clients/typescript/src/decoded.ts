// SPDX-License-Identifier: Apache-2.0

// The runtime's types as @polkadot/api decodes them, named as in the runtime.

import type { bool, Option, Vec } from '@polkadot/types';
import type { AccountId32 } from '@polkadot/types/interfaces';
import type { Codec } from '@polkadot/types/types';
import type { Int } from './api.ts';

export interface DecodedUnits extends Codec {
    calls: Int;
    inputTokens: Int;
    outputTokens: Int;
}

export interface DecodedPrices extends Codec {
    perCall: Int;
    perThousandInputTokens: Int;
    perThousandOutputTokens: Int;
}

export interface DecodedSettled extends Codec {
    model: Int;
    amount: Int;
    units: DecodedUnits;
}

/** The answer of the runtime API `channel`. */
export interface DecodedChannelInfo extends Codec {
    channel: Int;
    balance: Int;
    deposit: Int;
    closes: Option<Int>;
    settled: Vec<DecodedSettled>;
    coverage: Int;
}

/** The answer of the runtime API `agent`. */
export interface DecodedAgentInfo extends Codec {
    channel: Int;
    authorization: Int;
    revoked: bool;
    cap: Int;
    left: Int;
    expires: Int;
    models: Vec<Int>;
    settled: Vec<DecodedSettled>;
}

/** The used part of the answer of the runtime API `feeSplit`. */
export interface DecodedFeeSplit extends Codec {
    version: Int;
}

/** An entry of the storage `inference.offers`. */
export interface DecodedOffer extends Codec {
    prices: DecodedPrices;
    validUntil: Int;
}

/** The used part of an entry of the storage `operatorStaking.signersOf`. */
export interface DecodedSigners extends Codec {
    signer: AccountId32;
}

/** The fields of the event `inference.CloseRequested`. */
export interface CloseRequested {
    payer: AccountId32;
    operator: AccountId32;
    closes: Int;
}
