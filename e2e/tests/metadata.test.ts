// SPDX-License-Identifier: Apache-2.0

// The metadata that wallets show: every call of our pallets is documented and names its arguments, every event and
// error explains itself, the view functions are there, and transactions cost what a transaction may cost.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { EventRecord } from '@polkadot/types/interfaces';
import { OPEN } from '../src/format.ts';
import { type Setup, setUp } from './setup.ts';

const PALLETS: Record<string, { calls: string[]; views: string[] }> = {
    Attribution: {
        calls: ['claim', 'claim_for', 'claim_many', 'flow', 'sweep', 'resume_payouts', 'set_era_length'],
        views: [
            'pool',
            'position',
            'claimable',
            'earnings',
            'members',
            'books',
            'dues',
            'era_schedule',
            'current_era',
            'ledger_account',
        ],
    },
    Datanets: {
        calls: [
            'create',
            'set_policy',
            'set_metadata',
            'add_curator',
            'remove_curator',
            'add_contributor',
            'remove_contributor',
            'contribute',
            'contribute_batch',
            'review',
            'withdraw',
            'erase',
            'fund',
            'propose_owner',
            'accept_ownership',
            'prune',
        ],
        views: [
            'datanet',
            'contribution',
            'reviews',
            'contributions_by_hash',
            'content_hash',
            'is_curator',
            'may_contribute',
        ],
    },
    ModelRegistry: {
        calls: [
            'register',
            'register_version',
            'set_terms',
            'add_allowed',
            'remove_allowed',
            'set_uri',
            'deprecate',
            'propose_owner',
            'accept_ownership',
            'transfer_builder_share',
        ],
        views: [
            'model',
            'model_by_artifact',
            'lineage',
            'lineage_page',
            'is_allowed',
            'obligations',
            'terms_for',
            'missing_terms',
            'missing_licenses',
            'deposit_for',
        ],
    },
    Licenses: {
        calls: ['set_license', 'add_allowed', 'remove_allowed'],
        views: ['license', 'is_allowed', 'least_part', 'templates'],
    },
    Sponsorship: { calls: ['set_policy', 'fund', 'withdraw', 'forget'], views: ['budget', 'allowance'] },
    Influence: {
        calls: [
            'set_policy',
            'add_attributor',
            'remove_attributor',
            'bond',
            'unbond',
            'post_root',
            'challenge',
            'claim',
            'close',
            'pay_named',
            'settle_named',
        ],
        views: ['policy', 'attributor', 'roots', 'set_aside', 'claimable'],
    },
    Disputes: {
        calls: ['open', 'respond', 'rule', 'appeal', 'finalize', 'rule_by_track', 'set_panel'],
        views: ['case', 'case_of', 'cases', 'panel'],
    },
    Inference: {
        calls: [
            'publish_offer',
            'withdraw_offer',
            'remove_expired_offer',
            'pay',
            'open_channel',
            'top_up',
            'request_close',
            'close_channel',
            'authorize_agent',
            'revoke_agent',
            'remove_agent',
            'settle',
            'resume_settlements',
        ],
        views: [
            'price',
            'offer',
            'offers_of',
            'channel',
            'agent',
            'coverage',
            'voucher_payload',
            'escrow_books',
            'calls',
        ],
    },
    Receipts: {
        calls: ['report_equivocation', 'forget_conviction'],
        views: ['receipt_payload', 'verify_receipt', 'conviction', 'sentence'],
    },
    OperatorStaking: {
        calls: [
            'bond',
            'bond_extra',
            'delegate',
            'unbond',
            'rebond',
            'withdraw_unbonded',
            'withdraw_unbonded_for',
            'set_commission',
            'chill',
            'resume',
            'leave',
            'apply_slash',
            'unbond_for',
            'set_signer',
        ],
        views: ['operator_details', 'stake', 'stakes_of', 'signer', 'withdrawable'],
    },
    Parameters: { calls: ['set_parameter', 'cancel_change'], views: ['parameters'] },
    FeeSplits: {
        calls: ['set_fee_split'],
        views: ['fee_split', 'by_version', 'next_fee_split', 'fee_split_history', 'bounds'],
    },
};
const SECTIONS = ['## Dispatch Origin', '## Details', '## Errors', '## Events', '## Complexity'];

let setup: Setup;
before(async () => {
    // As `openledger-node --dev` starts without further options: a block as soon as a transaction is there.
    setup = await setUp('metadata', []);
});
after(() => setup?.stop());

describe('the metadata', () => {
    for (const [pallet, { calls, views }] of Object.entries(PALLETS)) {
        const name = pallet[0]!.toLowerCase() + pallet.slice(1);

        test(`${pallet}: every call is documented by the template and names its arguments`, () => {
            const tx = setup.chain.api.tx[name]!;
            const metas = Object.values(tx).map(({ meta }) => meta);
            assert.deepEqual(metas.map((meta) => meta.name.toString()).sort(), [...calls].sort());
            for (const meta of metas) {
                const docs = meta.docs.map((line) => line.toString().trim());
                assert.ok((docs[0] ?? '').length > 10, `${pallet}.${meta.name} says in its first line what it does`);
                for (const section of SECTIONS) {
                    // A long list of calls says its complexity at the end of another section.
                    const brief = section === '## Complexity' && docs.some((line) => line.includes('Complexity: O('));
                    assert.ok(brief || docs.includes(section), `${pallet}.${meta.name} has the section ${section}`);
                }
                for (const arg of meta.args) {
                    // @polkadot/api shows some names in camel case.
                    const argument = arg.name.toString().replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
                    assert.match(argument, /^[a-z][a-z_]*$/);
                    assert.ok(
                        docs.some((line) => line.includes(`\`${argument}\``)),
                        `${pallet}.${meta.name} explains ${argument}`,
                    );
                }
            }
        });

        test(`${pallet}: every event and error explains itself`, () => {
            const { api } = setup.chain;
            for (const event of Object.values(api.events[name]!)) {
                assert.ok(event.meta.docs.join('').length > 10, `event ${pallet}.${event.meta.name}`);
                for (const field of event.meta.fields)
                    assert.ok(field.name.isSome, `a field of ${pallet}.${event.meta.name}`);
            }
            for (const error of Object.values(api.errors[name]!)) {
                assert.ok(error.meta.docs.join('').length > 20, `error ${pallet}.${error.meta.name}`);
            }
        });

        test(`${pallet}: its view functions are declared`, async () => {
            const latest = setup.chain.api.runtimeMetadata;
            assert.equal(latest.version, 16);
            const found = latest.asV16.pallets.find((one) => one.name.toString() === pallet);
            const declared = found?.viewFunctions.map((view) => view.name.toString()) ?? [];
            for (const view of views)
                assert.ok(declared.includes(view), `${pallet}.${view} is among ${declared.join(', ')}`);
            for (const view of found?.viewFunctions ?? [])
                assert.ok(view.docs.join('').trim().length > 0, `${pallet}.${view.name}`);
        });
    }

    test('the runtime API of the ledger can be called by name', () => {
        const methods = Object.keys(setup.chain.api.call.openLedgerApi ?? {});
        const expected = [
            'agent',
            'books',
            'case',
            'cases',
            'channel',
            'currentEra',
            'earnings',
            'feeSplit',
            'feeSplitHistory',
            'license',
            'lineage',
            'modelObligations',
            'parameters',
            'quote',
            'receiptPayload',
            'reviewQueue',
            'simulateFeeSplit',
            'sponsorship',
            'verifyItem',
            'verifyReceipt',
            'voucherPayload',
        ];
        assert.deepEqual(methods.sort(), expected);
    });

    test('transaction extensions are such that any wallet can sign', () => {
        const { signedExtensions } = setup.chain.api.registry;
        for (const known of ['CheckNonce', 'ChargeTransactionPayment', 'CheckMetadataHash']) {
            assert.ok(signedExtensions.includes(known), `${known} is among ${signedExtensions.join(', ')}`);
        }
    });

    test('the token is OPEN with 12 decimals', () => {
        const { registry } = setup.chain.api;
        assert.deepEqual(registry.chainTokens, ['OPEN']);
        assert.deepEqual(registry.chainDecimals, [12]);
    });
});

describe('fees', () => {
    test('a transfer is in a block at once, costs little, and not more than was announced', async () => {
        const { chain, people } = setup;
        const bob = people.get('Bob');
        const transfer = chain.call('balances', 'transferKeepAlive', people.get('Asha').address, OPEN);
        const { partialFee } = await transfer.paymentInfo(bob);
        const events = await new Promise<EventRecord[]>((done, failed) => {
            transfer
                .signAndSend(bob, ({ status, events: seen, isError }) => {
                    if (isError) failed(new Error(`the transfer was dropped: ${status.type}`));
                    if (status.isFinalized) done(seen);
                })
                .catch(failed);
        });
        const paid = events.find(({ event }) => event.method === 'TransactionFeePaid');
        const fee = BigInt(String(paid?.event.data[1] ?? 0));
        assert.ok(events.some(({ event }) => event.method === 'ExtrinsicSuccess'));
        assert.ok(fee > 0n && fee < OPEN / 20n, `a transfer costs ${fee} planck`);
        assert.ok(fee <= partialFee.toBigInt());
        assert.equal(await chain.free(people.get('Asha').address), OPEN);
    });
});
