// SPDX-License-Identifier: Apache-2.0

// Licenses of datanets: which models may train on the data or retrieve it, and for which part of their data revenue.

import type { ApiPromise } from '@polkadot/api';
import type { Enum, Option } from '@polkadot/types';
import type { Codec } from '@polkadot/types/types';
import { constant, type Int, runtimeApi, type Transaction, transaction } from './api.ts';

/** The use of a datanet by a model. */
export type DatanetRelation = 'TrainedOn' | 'RetrievesFrom';

/** The terms of one use. */
export interface Use {
    /** The accounts that may register models with this use: all, those on a list, or the owner only. */
    access: 'Open' | 'AllowList' | 'Closed';
    /** The least part of such a model's data pool for the datanet, in parts per million. */
    data: number;
}

/** The license of a datanet. */
export interface License {
    trainedOn: Use;
    retrievesFrom: Use;
    /** The number of the template whose text applies; null if these terms are all. */
    template: number | null;
}

interface DecodedUse extends Codec {
    access: Enum;
    data: Int;
}

interface DecodedLicense extends Codec {
    trainedOn: DecodedUse;
    retrievesFrom: DecodedUse;
    template: Option<Int>;
}

export class LicensesClient {
    constructor(readonly api: ApiPromise) {}

    /** The license of a datanet, the default one if its owner has set none; null if there is no such datanet. */
    async license(datanet: number): Promise<License | null> {
        const found = await runtimeApi<Option<DecodedLicense>>(this.api, 'openLedgerApi', 'license', datanet);
        if (found.isNone) return null;
        const { trainedOn, retrievesFrom, template } = found.unwrap();
        return {
            trainedOn: useOf(trainedOn),
            retrievesFrom: useOf(retrievesFrom),
            template: template.isNone ? null : template.unwrap().toNumber(),
        };
    }

    /** As the datanet's owner: sets the license for models that are registered later. */
    setLicense(datanet: number, license: License): Transaction {
        return this.call('setLicense', datanet, license);
    }

    /**
     * As the datanet's owner: admits an account to a use. At most `maxDeposit` planck are held, which is the present
     * deposit unless it is given.
     */
    addAllowed(
        datanet: number,
        relation: DatanetRelation,
        who: string,
        maxDeposit = constant(this.api, 'licenses', 'allowedDeposit').toBigInt(),
    ): Transaction {
        return this.call('addAllowed', datanet, relation, who, maxDeposit);
    }

    /** As the datanet's owner, or the account that made the entry: removes an account from the list of a use. */
    removeAllowed(datanet: number, relation: DatanetRelation, who: string): Transaction {
        return this.call('removeAllowed', datanet, relation, who);
    }

    private call(name: string, ...args: unknown[]): Transaction {
        return transaction(this.api, 'licenses', name, ...args);
    }
}

function useOf({ access, data }: DecodedUse): Use {
    return { access: access.type as Use['access'], data: data.toNumber() };
}
