// SPDX-License-Identifier: Apache-2.0

// Licenses: a registration that a license does not allow is refused with the datanet and the term, and costs its fee
// only. A change acts on later models.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type License, LicensesClient } from '@openledger/client';
import { type Call, eventOf, type Outcome } from '../src/chain.ts';
import { artifact } from '../src/data.ts';
import { OPEN } from '../src/format.ts';
import { refused } from './refusal.ts';
import { type Setup, setUp } from './setup.ts';

/** The development chain's datanet, which Alice owns. */
const PAID = 0;
const RETRIEVAL: License = {
    trainedOn: { access: 'Closed', data: 0 },
    retrievesFrom: { access: 'Open', data: 300_000 },
    template: 2,
};
const AGREEMENT: License = {
    trainedOn: { access: 'AllowList', data: 0 },
    retrievesFrom: { access: 'AllowList', data: 0 },
    template: 3,
};

let setup: Setup;
let licenses: LicensesClient;
/** A datanet of Bob's, with a license. */
let datanet: number;
/** A datanet of Bob's without a license. */
let free: number;
before(async () => {
    setup = await setUp('licenses');
    licenses = new LicensesClient(setup.chain.api);
    const policy = { reviews: 1, minScore: 50, deposit: OPEN, originalsPart: 0, maxItems: 100, reviewEras: 5 };
    const create = async (name: string) => {
        const created = await send('Bob', call('datanets', 'create', name, '', 'Open', policy, 1_000n * OPEN));
        return eventOf(created, 'datanets', 'Created').data.datanet.toNumber();
    };
    datanet = await create('Licensed');
    free = await create('Free');
});
after(() => setup?.stop());

const call = (pallet: string, name: string, ...args: unknown[]) => setup.chain.call(pallet, name, ...args);
const address = (name: string) => setup.people.get(name).address;
const send = async (by: string, one: Call): Promise<Outcome> =>
    (await setup.chain.succeed([one, setup.people.get(by)]))[0] as Outcome;

type Link = { datanet: number; relation: 'TrainedOn' | 'RetrievesFrom'; weight: number };
let artifacts = 0;
const registration = (...datanets: Link[]) => ({
    name: 'reader',
    kind: 'Base',
    artifact: artifact(`reader ${artifacts++}`),
    uri: '',
    team: [{ account: address('Charlie'), share: 1_000_000 }],
    parents: [],
    datanets,
    terms: { access: 'Open', royalty: 0, data: 0 },
});
const register = (...datanets: Link[]) => call('modelRegistry', 'register', registration(...datanets), 1_000n * OPEN);
/** What a registration by Charlie does not meet. */
const missing = async (...datanets: Link[]) =>
    (
        await setup.chain.view('ModelRegistry', 'missing_licenses', registration(...datanets), address('Charlie'))
    ).toJSON();
/** Charlie registers a model: its deposit is on hold, and the fee is gone. */
const registers = async (...datanets: Link[]) => {
    const { chain } = setup;
    const [before, could] = [await chain.balance(address('Charlie')), await chain.free(address('Charlie'))];
    const outcome = await send('Charlie', register(...datanets));
    assert.equal(await chain.balance(address('Charlie')), before - outcome.fee);
    assert.ok((await chain.free(address('Charlie'))) < could - outcome.fee - OPEN);
    return eventOf(outcome, 'modelRegistry', 'Registered').data.model.toNumber();
};

test('a license is read by client and RPC', async () => {
    const open = { access: 'Open', data: 50_000 } as const;
    assert.deepEqual(await licenses.license(PAID), { trainedOn: open, retrievesFrom: open, template: 1 });
    const nothing = { access: 'Open', data: 0 } as const;
    assert.deepEqual(await licenses.license(free), { trainedOn: nothing, retrievesFrom: nothing, template: null });
    assert.equal(await licenses.license(4_242), null);
    await send('Bob', licenses.setLicense(datanet, RETRIEVAL));
    assert.deepEqual(await licenses.license(datanet), RETRIEVAL);
    assert.deepEqual(await setup.chain.rpc('openledger_license', datanet), {
        trainedOn: { access: 'closed', data: 0 },
        retrievesFrom: { access: 'open', data: 300_000 },
        template: 2,
    });
    await assert.rejects(setup.chain.rpc('openledger_license', 4_242), /no datanet 4242/);
});

test('a use that is closed is refused, and the chain names datanet and term', async () => {
    const link = { datanet, relation: 'TrainedOn', weight: 1 } as const;
    await refused(setup, 'Charlie', register(link), 'ModelRegistry.LicenseClosed');
    assert.deepEqual(await missing(link), [{ datanet, relation: 'TrainedOn', term: { closed: null } }]);
});

test('a part that is too small is refused, and the chain names it beside the least', async () => {
    const links: Link[] = [
        { datanet, relation: 'RetrievesFrom', weight: 1 },
        { datanet: free, relation: 'TrainedOn', weight: 3 },
    ];
    await refused(setup, 'Charlie', register(...links), 'ModelRegistry.LicensePartTooSmall');
    assert.deepEqual(await missing(...links), [
        { datanet, relation: 'RetrievesFrom', term: { part: { least: 300_000, given: 250_000 } } },
    ]);
});

test('a part that is large enough is accepted', async () => {
    const links: Link[] = [
        { datanet, relation: 'RetrievesFrom', weight: 1 },
        { datanet: free, relation: 'TrainedOn', weight: 2 },
    ];
    assert.deepEqual(await missing(...links), []);
    await registers(...links);
});

test('the license of the development chain asks for a twentieth', async () => {
    const links = (others: number): Link[] => [
        { datanet: PAID, relation: 'TrainedOn', weight: 1 },
        { datanet: free, relation: 'TrainedOn', weight: others },
    ];
    await refused(setup, 'Charlie', register(...links(20)), 'ModelRegistry.LicensePartTooSmall');
    await registers(...links(19));
});

test('an allow-list admits accounts for a deposit, which returns', async () => {
    const { chain } = setup;
    await send('Bob', licenses.setLicense(datanet, AGREEMENT));
    const link = { datanet, relation: 'TrainedOn', weight: 1 } as const;
    await refused(setup, 'Charlie', register(link), 'ModelRegistry.NotLicensed');
    assert.deepEqual(await missing(link), [{ datanet, relation: 'TrainedOn', term: { allowList: null } }]);

    const deposit = chain.constant('licenses', 'allowedDeposit').toBigInt();
    const owner = await chain.free(address('Bob'));
    const added = await send('Bob', licenses.addAllowed(datanet, 'TrainedOn', address('Charlie')));
    assert.equal(await chain.free(address('Bob')), owner - deposit - added.fee);
    await refused(
        setup,
        'Bob',
        licenses.addAllowed(datanet, 'TrainedOn', address('Charlie')),
        'Licenses.AlreadyAllowed',
    );
    await registers(link);
    await refused(setup, 'Charlie', register({ ...link, relation: 'RetrievesFrom' }), 'ModelRegistry.NotLicensed');

    const listed = await chain.free(address('Bob'));
    const removed = await send('Bob', licenses.removeAllowed(datanet, 'TrainedOn', address('Charlie')));
    assert.equal(await chain.free(address('Bob')), listed + deposit - removed.fee);
    await refused(setup, 'Charlie', register(link), 'ModelRegistry.NotLicensed');
});

test('a change acts on later models only', async () => {
    const link = { datanet: free, relation: 'TrainedOn', weight: 1 } as const;
    const model = await registers(link);
    const closed = { access: 'Closed', data: 0 } as const;
    await send('Bob', licenses.setLicense(free, { trainedOn: closed, retrievesFrom: closed, template: 4 }));
    await refused(setup, 'Charlie', register(link), 'ModelRegistry.LicenseClosed');
    const { models } = await setup.chain.rpc<{ models: { datanets: unknown[]; deprecated: boolean }[] }>(
        'openledger_lineage',
        model,
    );
    const [{ datanets, deprecated }] = models as [{ datanets: unknown[]; deprecated: boolean }];
    assert.deepEqual(datanets, [{ datanet: free, relation: 'trainedOn', weight: 1 }]);
    assert.equal(deprecated, false);
});

test('mistakes are named', async () => {
    await refused(setup, 'Charlie', licenses.setLicense(datanet, RETRIEVAL), 'Licenses.NotOwner');
    await refused(setup, 'Bob', licenses.setLicense(4_242, RETRIEVAL), 'Licenses.DatanetNotFound');
    await refused(
        setup,
        'Bob',
        licenses.setLicense(datanet, { ...RETRIEVAL, template: 99 }),
        'Licenses.TemplateNotFound',
    );
    await refused(
        setup,
        'Bob',
        licenses.setLicense(datanet, { ...RETRIEVAL, template: 0 }),
        'Licenses.TemplateMismatch',
    );
    await refused(
        setup,
        'Bob',
        licenses.removeAllowed(datanet, 'TrainedOn', address('Dave')),
        'Licenses.NotOnAllowList',
    );
    await refused(
        setup,
        'Bob',
        licenses.addAllowed(datanet, 'TrainedOn', address('Dave'), 0n),
        'Licenses.DepositTooHigh',
    );
});
