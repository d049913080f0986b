// SPDX-License-Identifier: Apache-2.0

// Bad input through the client: each mistake gives its error by name, and costs nothing but the transaction fee.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Option, Vec } from '@polkadot/types';
import type { AccountInfo } from '@polkadot/types/interfaces';
import type { Codec } from '@polkadot/types/types';
import { type Call, eventOf, eventsOf } from '../src/chain.ts';
import { artifact, batch, commitment } from '../src/data.ts';
import type { DatanetDetails, DecodedMissing, EraSchedule, EscrowBooks, LedgerBooks } from '../src/decoded.ts';
import { OPEN } from '../src/format.ts';
import { parameter } from '../src/parameters.ts';
import { scenario } from '../src/scenario.ts';
import { type Setup, setUp } from './setup.ts';

let setup: Setup;
let datanet: string;
let base: string;
let fineTune: string;

before(async () => {
    setup = await setUp('errors');
    await setup.loop.prepare();
    datanet = setup.loop.datanet('Agronomy Q&A').id;
    base = setup.loop.model('agro-base').id;
    fineTune = setup.loop.model('agro-support').id;
});
after(() => setup?.stop());

/** The parts of an account that must not change, and the debts of the ledger and the escrow. */
async function standing(who: string) {
    const { chain, loop } = setup;
    const { data } = await chain.read<AccountInfo>('system', 'account', loop.address(who));
    const [totals, escrow] = await Promise.all([
        chain.read<LedgerBooks>('attribution', 'totals'),
        chain.read<EscrowBooks>('inference', 'escrow'),
    ]);
    const next = await Promise.all(
        [
            ['datanets', 'nextDatanetId'],
            ['datanets', 'nextContributionId'],
            ['modelRegistry', 'nextModelId'],
        ].map(async ([pallet, item]) => (await chain.read(pallet as string, item as string)).toString()),
    );
    return {
        free: data.free.toBigInt(),
        held: data.reserved.toBigInt(),
        owed: totals.owed.toBigInt(),
        escrowed: escrow.owed.toBigInt(),
        issuance: await chain.issuance(),
        next,
    };
}

/** `by` sends a call that fails with `error`, and loses the fee only. */
async function fails(by: string, call: Call, error: string): Promise<void> {
    const { chain, people } = setup;
    const earlier = await standing(by);
    const outcome = await chain.send(call, people.get(by));
    const found = outcome.error ?? 'success';
    assert.ok(found.startsWith(`${error}: `), `${error} was expected, not: ${found}`);
    assert.ok(found.length > error.length + 20, `${error} explains itself: ${found}`);
    assert.ok(outcome.fee > 0n);
    assert.deepEqual(await standing(by), { ...earlier, free: earlier.free - outcome.fee });
}

const units = { calls: 1n, inputTokens: 10n, outputTokens: 10n };
const call = (pallet: string, name: string, ...args: unknown[]) => setup.chain.call(pallet, name, ...args);
const address = (name: string) => setup.loop.address(name);
const submission = (change: object = {}) => ({
    kind: 'Raw',
    contentHash: artifact('something new'),
    items: 1,
    bytes: 1,
    uri: null,
    ...change,
});
const registration = (change: object = {}) => ({
    name: 'another model',
    kind: 'Base',
    artifact: artifact('another model'),
    uri: '',
    team: [{ account: address('Jun'), share: 1_000_000 }],
    parents: [],
    datanets: [],
    terms: { access: 'Open', royalty: 0, data: 0 },
    ...change,
});
const parent = (change: object = {}) => ({
    model: base,
    relation: 'FineTunedFrom',
    royalty: 150_000,
    data: 1_000_000,
    ...change,
});
const prices = (change: object = {}) => ({
    perCall: 1,
    perThousandInputTokens: 0,
    perThousandOutputTokens: 0,
    ...change,
});

describe('paying', () => {
    const pay = (model: string, operator: string, what: object, max: bigint) =>
        call('inference', 'pay', model, address(operator), what, max);

    test('more than the payer agrees to', () =>
        fails('Pia', pay(fineTune, 'Oscar', units, 1n), 'Inference.AmountTooHigh'));
    test('for an unknown model', () => fails('Pia', pay('4242', 'Oscar', units, OPEN), 'Inference.ModelNotFound'));
    test('for a model that is not offered', () =>
        fails('Pia', pay(base, 'Oscar', units, OPEN), 'Inference.OfferNotFound'));
    test('an account that is not an operator', () =>
        fails('Pia', pay(fineTune, 'Quentin', units, OPEN), 'Inference.OperatorNotActive'));
    test('for nothing', () =>
        fails(
            'Pia',
            pay(fineTune, 'Oscar', { calls: 0, inputTokens: 0, outputTokens: 0 }, OPEN),
            'Inference.NothingToPay',
        ));
    test('more than the payer has', async () => {
        const { chain, people } = setup;
        const earlier = await standing('Pia');
        // A thousand OPEN, which the operator's stake would cover.
        const all = { calls: 20_000n, inputTokens: 0n, outputTokens: 0n };
        const outcome = await chain.send(pay(fineTune, 'Oscar', all, 1n << 100n), people.get('Pia'));
        assert.match(outcome.error ?? 'success', /FundsUnavailable|NotExpendable/);
        assert.deepEqual(await standing('Pia'), { ...earlier, free: earlier.free - outcome.fee });
    });
});

describe('channels and receipts', () => {
    const oscar = () => address('Oscar');
    const key = () => setup.loop.channelKey('Quentin', 'Oscar');
    const channel = (name: string, ...args: unknown[]) => call('inference', name, ...args);
    const authorize =
        (agent: string, cap: bigint, eras: number, models: string[], most = OPEN) =>
        async () => {
            const until = Math.max((await setup.chain.era()) + eras, 0);
            return channel('authorizeAgent', oscar(), address(agent), cap, until, models, most);
        };
    const receipt = (change: object = {}) => ({
        receipt: {
            payer: address('Pia'),
            operator: oscar(),
            channel: 0,
            sequence: 0,
            era: 0,
            model: base,
            amount: 1,
            units,
            request: artifact('request'),
            response: artifact('response'),
            parent: null,
            ...change,
        },
        signature: { sr25519: `0x${'00'.repeat(64)}` },
    });

    before(async () => {
        const { chain, people } = setup;
        await chain.succeed([channel('openChannel', oscar(), OPEN, OPEN), people.get('Quentin')]);
        await chain.succeed([await authorize('Robin', OPEN, 20, [base])(), people.get('Quentin')]);
        // Thea is authorized and revoked twice.
        for (let times = 0; times < 2; times += 1) {
            await chain.succeed([await authorize('Thea', OPEN, 20, [])(), people.get('Quentin')]);
            await chain.succeed([channel('revokeAgent', oscar(), address('Thea')), people.get('Quentin')]);
        }
    });

    test("more than the operator's stake covers", () =>
        fails(
            'Bob',
            channel('pay', fineTune, oscar(), { calls: 100_000n, inputTokens: 0n, outputTokens: 0n }, 10_000n * OPEN),
            'Inference.NotCovered',
        ));
    test('more than its part of what the stake covers', () =>
        // 2,000 OPEN of 3,000, half of which is for channels.
        fails(
            'Bob',
            channel('pay', fineTune, oscar(), { calls: 40_000n, inputTokens: 0n, outputTokens: 0n }, 10_000n * OPEN),
            'Inference.NotCovered',
        ));
    test('a channel with nothing in it', () =>
        fails('Pia', channel('openChannel', oscar(), 0, OPEN), 'Inference.ZeroAmount'));
    test('a second channel', () =>
        fails('Quentin', channel('openChannel', oscar(), OPEN, OPEN), 'Inference.ChannelExists'));
    test('a channel for a larger deposit than the payer agrees to', () =>
        fails('Pia', channel('openChannel', oscar(), OPEN, 1), 'Inference.DepositTooHigh'));
    test('a channel with an account that is not an operator', () =>
        fails('Pia', channel('openChannel', address('Quentin'), OPEN, OPEN), 'Inference.OperatorNotActive'));
    test('topping up a channel that is not there', () =>
        fails('Pia', channel('topUp', oscar(), OPEN), 'Inference.ChannelNotFound'));
    test('topping up by nothing', () => fails('Quentin', channel('topUp', oscar(), 0), 'Inference.ZeroAmount'));
    test('closing without asking first', () =>
        fails('Quentin', channel('closeChannel', key()), 'Inference.NotClosing'));
    test('asking to close a channel that is not there', () =>
        fails('Pia', channel('requestClose', oscar()), 'Inference.ChannelNotFound'));
    test('an agent who may spend nothing', async () =>
        fails('Quentin', await authorize('Max', 0n, 5, [])(), 'Inference.ZeroAmount'));
    test('an agent who is the payer', async () =>
        fails('Quentin', await authorize('Quentin', OPEN, 5, [])(), 'Inference.AgentIsPayer'));
    test('an agent of the past', async () =>
        fails('Quentin', await authorize('Max', OPEN, -1, [])(), 'Inference.ValidityInPast'));
    test('an agent for a model named twice', async () =>
        fails('Quentin', await authorize('Max', OPEN, 5, [base, base])(), 'Inference.DuplicateModel'));
    test('an agent for an unknown model', async () =>
        fails('Quentin', await authorize('Max', OPEN, 5, ['4242'])(), 'Inference.ModelNotFound'));
    test('an agent for too many models', async () =>
        fails('Quentin', await authorize('Max', OPEN, 5, Array(9).fill(base))(), 'Inference.TooManyModels'));
    test('an agent for a larger deposit than the payer agrees to', async () =>
        fails('Quentin', await authorize('Max', OPEN, 5, [], 1n)(), 'Inference.DepositTooHigh'));
    test('an agent whose cap would be lowered', async () =>
        fails('Quentin', await authorize('Robin', OPEN - 1n, 30, [base])(), 'Inference.AgentNarrowed'));
    test('an agent whose time would be shortened', async () =>
        fails('Quentin', await authorize('Robin', OPEN, 5, [base])(), 'Inference.AgentNarrowed'));
    test('an agent who would lose a model', async () =>
        fails('Quentin', await authorize('Robin', OPEN, 30, [fineTune])(), 'Inference.AgentNarrowed'));
    test('an agent who was revoked twice within a thaw', async () =>
        fails('Quentin', await authorize('Thea', OPEN, 20, [])(), 'Inference.AgentThawing'));
    test('an agent without a channel', async () =>
        fails('Pia', await authorize('Max', OPEN, 5, [])(), 'Inference.ChannelNotFound'));
    test('revoking nobody', () =>
        fails('Quentin', channel('revokeAgent', oscar(), address('Max')), 'Inference.AgentNotFound'));
    test('removing an agent who is needed', () =>
        fails('Quentin', channel('removeAgent', key(), address('Robin')), 'Inference.AgentNotExpired'));
    test('settling nothing', () => fails('Oscar', channel('settle', []), 'Inference.NoVouchers'));
    test('a report of two receipts that are one', () =>
        fails('Pia', call('receipts', 'reportEquivocation', receipt(), receipt()), 'Receipts.ReceiptsEqual'));
    test('a report of two calls', () =>
        fails(
            'Pia',
            call('receipts', 'reportEquivocation', receipt(), receipt({ sequence: 1, amount: 2 })),
            'Receipts.ReceiptsOfDifferentCalls',
        ));
    test('a report of receipts that nobody signed', async () => {
        const era = await setup.chain.era();
        await fails(
            'Pia',
            call('receipts', 'reportEquivocation', receipt({ era }), receipt({ era, amount: 2 })),
            'Receipts.ReceiptNotSigned',
        );
    });
    test('a report of what has not happened yet', async () => {
        const era = (await setup.chain.era()) + 100;
        await fails(
            'Pia',
            call('receipts', 'reportEquivocation', receipt({ era }), receipt({ era, amount: 2 })),
            'Receipts.ReceiptFromFuture',
        );
    });
    test('forgetting what never was', () =>
        fails('Pia', call('receipts', 'forgetConviction', oscar(), 0, 0), 'Receipts.ConvictionNotFound'));
    test('a signer of an account that is not an operator', () =>
        fails('Pia', call('operatorStaking', 'setSigner', address('Max')), 'OperatorStaking.OperatorNotFound'));
    test('the signer that signs already', () =>
        fails('Oscar', call('operatorStaking', 'setSigner', oscar()), 'OperatorStaking.SignerUnchanged'));
    test('applying a slash that never was', () =>
        fails(
            'Pia',
            call('operatorStaking', 'applySlash', oscar(), address('Delia')),
            'OperatorStaking.NothingToApply',
        ));
    test('resuming settlements without the right', async () => {
        const outcome = await setup.chain.send(channel('resumeSettlements'), setup.people.get('Pia'));
        assert.equal(outcome.error, 'BadOrigin');
    });
});

describe('claiming', () => {
    /** `by` sends a claim that succeeds, pays nothing and costs its fee. */
    const paysNothing = async (by: string, claim: Call, pools: number): Promise<void> => {
        const { chain, people } = setup;
        const earlier = await standing(by);
        const [outcome] = await chain.succeed([claim, people.get(by)]);
        const amounts = eventsOf(outcome!.events, 'attribution', 'Claimed').map(({ data }) => data.amount.toBigInt());
        assert.deepEqual(
            amounts,
            Array.from({ length: pools }, () => 0n),
        );
        assert.ok(outcome!.fee > 0n);
        assert.deepEqual(await standing(by), { ...earlier, free: earlier.free - outcome!.fee });
    };

    test('nothing is no error', () => paysNothing('Max', call('attribution', 'claim', { Datanet: datanet }, []), 1));
    test('before anything was paid is no error', () =>
        paysNothing('Asha', call('attribution', 'claimMany', [{ Datanet: datanet }, { ModelBuilders: base }]), 2));
    test('for somebody who has nothing is no error', () =>
        paysNothing('Pia', call('attribution', 'claimFor', address('Max'), { Datanet: datanet }, []), 1));
    test('from a pool that is not there', () =>
        fails('Max', call('attribution', 'claim', { Datanet: 4_242 }, []), 'Attribution.PoolNotFound'));
    test('from several pools, one of which is not there', () =>
        fails(
            'Max',
            call('attribution', 'claimMany', [{ Datanet: datanet }, { Datanet: 4_242 }]),
            'Attribution.PoolNotFound',
        ));
    test('a flow of a pool that does not flow', () =>
        fails('Pia', call('attribution', 'flow', { Datanet: datanet }), 'Attribution.NotAModelPool'));
    test('a flow of nothing', () =>
        fails('Pia', call('attribution', 'flow', { ModelData: base }), 'Attribution.NothingToFlow'));
    test('a sweep of nothing', () => fails('Pia', call('attribution', 'sweep'), 'Attribution.NothingToSweep'));
});

describe('a datanet', () => {
    const contribute = (change: object, to = datanet, most = OPEN) =>
        call('datanets', 'contribute', to, submission(change), most);
    const policy = (change: object = {}) => ({
        reviews: 1,
        minScore: 50,
        deposit: OPEN,
        originalsPart: 0,
        maxItems: 1_000,
        reviewEras: 5,
        ...change,
    });
    const create = (change: object, most = 1_000_000n * OPEN) =>
        call('datanets', 'create', 'Another', '', 'Open', policy(change), most);
    const accepted = () => setup.loop.contributionOf(datanet, 'agronomy/soil.jsonl').id;
    const rejected = () => setup.loop.contributionOf(datanet, 'agronomy/advert.jsonl').id;
    let pending: string;

    before(async () => {
        const { chain, people } = setup;
        const [outcome] = await chain.succeed([contribute({ contentHash: artifact('pending') }), people.get('Chen')]);
        pending = eventOf(outcome, 'datanets', 'Contributed').data.contribution.toString();
        await chain.succeed([call('datanets', 'review', pending, 50), people.get('Kira')]);
    });

    test('a review by a stranger', () => fails('Pia', call('datanets', 'review', pending, 100), 'Datanets.NotCurator'));
    test('a second review', () => fails('Kira', call('datanets', 'review', pending, 100), 'Datanets.AlreadyReviewed'));
    test('a score above 100', () => fails('Luis', call('datanets', 'review', pending, 101), 'Datanets.InvalidScore'));
    test('a review of what is decided', () =>
        fails('Luis', call('datanets', 'review', rejected(), 100), 'Datanets.NotPending'));
    test('a review of nothing', () =>
        fails('Luis', call('datanets', 'review', 4_242, 100), 'Datanets.ContributionNotFound'));
    test('data that one has contributed', () =>
        fails(
            'Asha',
            contribute({ contentHash: commitment(address('Asha'), batch('agronomy/soil.jsonl').hash) }),
            'Datanets.AlreadyContributed',
        ));
    test('data without a hash', () =>
        fails('Dora', contribute({ contentHash: `0x${'00'.repeat(32)}` }), 'Datanets.InvalidHash'));
    test('more items than the policy allows', () =>
        fails('Dora', contribute({ items: 1_001 }), 'Datanets.TooManyItems'));
    test('for a deposit above what one agrees to', () =>
        fails('Dora', contribute({}, datanet, OPEN - 1n), 'Datanets.DepositTooHigh'));
    test('an empty contribution', () => fails('Dora', contribute({ items: 0 }), 'Datanets.NoItems'));
    test('an empty batch', () =>
        fails('Dora', call('datanets', 'contributeBatch', datanet, [], OPEN), 'Datanets.EmptyBatch'));
    test('a contribution to no datanet', () => fails('Dora', contribute({}, '4242'), 'Datanets.DatanetNotFound'));
    test('a refinement of what was rejected', () =>
        fails(
            'Dora',
            contribute({ kind: { Refinement: { method: 'Cleaning', sources: [rejected()] } } }),
            'Datanets.SourceNotAccepted',
        ));
    test('a refinement of nothing', () =>
        fails('Dora', contribute({ kind: { Refinement: { method: 'Cleaning', sources: [] } } }), 'Datanets.NoSources'));
    test('withdrawing what is accepted', () =>
        fails('Asha', call('datanets', 'withdraw', accepted()), 'Datanets.NotPending'));
    test("withdrawing somebody else's", () =>
        fails('Dora', call('datanets', 'withdraw', pending), 'Datanets.NotOwnContribution'));
    test('withdrawing after a bad review, before the decision', () =>
        fails('Chen', call('datanets', 'withdraw', pending), 'Datanets.UnderReview'));
    test('pruning what is accepted', () => fails('Asha', call('datanets', 'prune', accepted()), 'Datanets.InUse'));
    test("pruning somebody else's", () =>
        fails('Dora', call('datanets', 'prune', rejected()), 'Datanets.NotOwnContribution'));
    test('that asks for too small a deposit', () => fails('Pia', create({ deposit: 0 }), 'Datanets.DepositTooSmall'));
    test('that asks for too large a deposit', async () => {
        const most = setup.chain.constant('datanets', 'maxContributionDeposit').toBigInt();
        await fails('Pia', create({ deposit: most + 1n }), 'Datanets.DepositTooLarge');
    });
    test('without time for reviews', () => fails('Pia', create({ reviewEras: 0 }), 'Datanets.InvalidPolicy'));
    test('for a larger deposit than the owner agrees to', () =>
        fails('Olena', create({}, 0n), 'Datanets.DepositTooHigh'));
    test('a policy that asks for more reviews than there are curators', () =>
        fails(
            'Olena',
            call('datanets', 'setPolicy', datanet, 'Open', policy({ reviews: 4 })),
            'Datanets.TooFewCurators',
        ));
    test('appointing a curator without owning the datanet', () =>
        fails('Max', call('datanets', 'addCurator', datanet, address('Max')), 'Datanets.NotOwner'));
    test('proposing the owner as owner', () =>
        fails('Olena', call('datanets', 'proposeOwner', datanet, address('Olena')), 'Datanets.AlreadyOwner'));
    test('taking back a proposal that was not made', () =>
        fails('Olena', call('datanets', 'proposeOwner', datanet, null), 'Datanets.NoProposal'));
    test('accepting a datanet without a proposal', () =>
        fails('Pia', call('datanets', 'acceptOwnership', datanet, OPEN), 'Datanets.NotProposed'));
    test('a grant of nothing', () => fails('Pia', call('datanets', 'fund', datanet, 0), 'Datanets.ZeroAmount'));

    test('the record of a rejected contribution can be pruned, and returns the rest of its deposit', async () => {
        const { chain, loop } = setup;
        const { id, by, kept } = loop.contributionOf(datanet, 'agronomy/advert.jsonl');
        const earlier = await standing(by);
        const outcome = await loop.send(by, call('datanets', 'prune', id));
        assert.equal(eventOf(outcome, 'datanets', 'Pruned').data.released.toBigInt(), kept);
        const now = await standing(by);
        assert.equal(now.free, earlier.free + kept - outcome.fee);
        assert.equal(now.held, earlier.held - kept);
        assert.ok((await chain.view<Option<Codec>>('Datanets', 'contribution', id)).isNone);
        await fails(by, call('datanets', 'prune', id), 'Datanets.ContributionNotFound');
    });

    test('a policy has notice: what is submitted meanwhile is decided by the one before', async () => {
        const { chain, loop } = setup;
        const { reviews } = scenario.datanets[0]!.policy;
        const set = call('datanets', 'setPolicy', datanet, 'Open', policy({ reviews: 1 }));
        const outcome = await loop.send('Olena', set);
        const from = (await chain.eraOf(outcome.block)) + chain.constant('datanets', 'policyNotice').toNumber();
        assert.equal(eventOf(outcome, 'datanets', 'PolicySet').data.from.toNumber(), from);
        const details = (await chain.view<Option<DatanetDetails>>('Datanets', 'datanet', datanet)).unwrap();
        assert.equal(details.policy.reviews.toNumber(), reviews);
        const next = details.pending.unwrap();
        assert.deepEqual([next.policy.reviews.toNumber(), next.from.toNumber()], [1, from]);
    });

    test('a contribution that nobody decides in time is withdrawn free, even after a bad review', async () => {
        const { chain, loop } = setup;
        const { reviewEras, deposit } = scenario.datanets[0]!.policy;
        await chain.nextEra(reviewEras + 1);
        await fails('Luis', call('datanets', 'review', pending, 100), 'Datanets.ReviewOver');
        const earlier = await standing('Chen');
        const outcome = await loop.send('Chen', call('datanets', 'withdraw', pending));
        assert.equal(eventOf(outcome, 'datanets', 'Withdrawn').data.released.toBigInt(), deposit);
        const now = await standing('Chen');
        assert.equal(now.free, earlier.free + deposit - outcome.fee);
        assert.equal(now.held, earlier.held - deposit);
    });

    test('a hash bound to its contributor is that of the chain', async () => {
        const { hash } = batch('agronomy/soil.jsonl');
        const bound = await setup.chain.view('Datanets', 'content_hash', address('Asha'), hash);
        assert.equal(bound.toHex(), commitment(address('Asha'), hash));
        assert.notEqual(bound.toHex(), commitment(address('Dora'), hash));
    });
});

describe('a model', () => {
    const most = () => setup.chain.constant('modelRegistry', 'maxModelDeposit').toBigInt();
    const register = (change: object, agreed = most()) =>
        call('modelRegistry', 'register', registration(change), agreed);
    /** The parts that the chain says a registration lacks. */
    const missing = async (change: object) => {
        const found = await setup.chain.view<Option<Vec<DecodedMissing>>>(
            'ModelRegistry',
            'missing_terms',
            registration(change),
            null,
        );
        return [...found.unwrap()].map(({ ancestor, royalty, data }) => ({
            ancestor: ancestor.toString(),
            royalty: royalty.toBigInt(),
            data: data.toBigInt(),
        }));
    };
    /** `Jun` registers a fine-tune that does not meet the terms of some ancestors. The chain names them. */
    const refused = async (parents: { model: string; royalty: bigint; data: bigint }[], ancestors: string[]) => {
        const computed = setup.loop.obligations.missing(parents);
        assert.deepEqual(
            computed.map(({ ancestor }) => ancestor),
            ancestors,
        );
        const change = { kind: 'FineTune', parents: parents.map((one) => ({ relation: 'FineTunedFrom', ...one })) };
        assert.deepEqual(await missing(change), computed);
        await fails('Jun', register(change), 'ModelRegistry.TermsNotMet');
    };

    test('with a team that is not 100 %', () =>
        fails('Jun', register({ team: [{ account: address('Jun'), share: 999_999 }] }), 'ModelRegistry.TeamNotExact'));
    test('that is registered', () =>
        fails('Jun', register({ artifact: artifact(scenario.models[0]!.artifact) }), 'ModelRegistry.ArtifactExists'));
    test('without a name', () => fails('Jun', register({ name: '' }), 'ModelRegistry.InvalidName'));
    test('a fine-tune of nothing', () => fails('Jun', register({ kind: 'FineTune' }), 'ModelRegistry.InvalidLineage'));
    test('that pays its parent nothing is refused, and the chain names the parent', () =>
        refused([{ model: base, royalty: 0n, data: 1_000_000n }], [base]));
    test('that pays its parent too little is refused, and the chain names the parent', () =>
        refused([{ model: base, royalty: 99_999n, data: 1_000_000n }], [base]));
    test('that pays the parent of its parent too little is refused, and the chain names that ancestor', () =>
        refused([{ model: fineTune, royalty: 300_000n, data: 1_000_000n }], [base]));
    test('that pays none of its ancestors is refused, and the chain names all of them', () =>
        refused([{ model: fineTune, royalty: 0n, data: 1_000_000n }], [base, fineTune]));
    test('that leaves out the data of its parent', () =>
        fails('Jun', register({ kind: 'FineTune', parents: [parent({ data: 0 })] }), 'ModelRegistry.DataPartTooSmall'));
    test('whose data parts are not 100 % without datanets', () =>
        fails(
            'Jun',
            register({ kind: 'FineTune', parents: [parent({ data: 900_000 })] }),
            'ModelRegistry.DataPartsNotExact',
        ));
    test('whose parents leave nothing for its datanets', () =>
        fails(
            'Jun',
            register({
                kind: 'FineTune',
                parents: [parent()],
                datanets: [{ datanet, relation: 'TrainedOn', weight: 1 }],
            }),
            'ModelRegistry.DataPartsTooLarge',
        ));
    test('without data that asks for data revenue', () =>
        fails(
            'Jun',
            register({ terms: { access: 'Open', royalty: 0, data: 1 } }),
            'ModelRegistry.DataFloorWithoutData',
        ));
    test('for a larger deposit than the owner agrees to', () =>
        fails('Jun', register({}, OPEN), 'ModelRegistry.DepositTooHigh'));
    describe('behind an allow-list', () => {
        let restricted: string;
        const derivative = (change: object = {}) => ({
            kind: 'FineTune',
            artifact: artifact('derived from what is restricted'),
            parents: [parent({ model: restricted })],
            ...change,
        });
        before(async () => {
            const { chain, loop, people } = setup;
            await loop.transfer(scenario.faucet, 'Hana', 2n * most());
            const owned = register({
                artifact: artifact('restricted'),
                team: [{ account: address('Hana'), share: 1_000_000 }],
                datanets: [{ datanet, relation: 'TrainedOn', weight: 1 }],
                terms: { access: 'AllowList', royalty: 0, data: 0 },
            });
            const [outcome] = await chain.succeed([owned, people.get('Hana')]);
            restricted = eventOf(outcome, 'modelRegistry', 'Registered').data.model.toString();
        });
        test('by an account that is not on it', () => fails('Jun', register(derivative()), 'ModelRegistry.NotAllowed'));
        test('with terms that are more open', () =>
            fails('Hana', register(derivative()), 'ModelRegistry.AccessTooOpen'));
        test('an entry for a larger deposit than the owner agrees to', () =>
            fails(
                'Hana',
                call('modelRegistry', 'addAllowed', restricted, address('Jun'), 0),
                'ModelRegistry.DepositTooHigh',
            ));
    });
    test('with an unknown parent', () =>
        fails(
            'Jun',
            register({ kind: 'FineTune', parents: [parent({ model: '4242' })] }),
            'ModelRegistry.ParentNotFound',
        ));
    test('trained on an unknown datanet', () =>
        fails(
            'Jun',
            register({ datanets: [{ datanet: '4242', relation: 'TrainedOn', weight: 1 }] }),
            'ModelRegistry.DatanetNotFound',
        ));
    test('proposing the owner as owner', () =>
        fails('Hana', call('modelRegistry', 'proposeOwner', base, address('Hana')), 'ModelRegistry.AlreadyOwner'));
    test('taking back a proposal that was not made', () =>
        fails('Hana', call('modelRegistry', 'proposeOwner', base, null), 'ModelRegistry.NoProposal'));
    test('accepting a model without a proposal', () =>
        fails('Pia', call('modelRegistry', 'acceptOwnership', base, OPEN), 'ModelRegistry.NotProposed'));
    test("somebody else's terms", () =>
        fails(
            'Jun',
            call('modelRegistry', 'setTerms', base, { access: 'Closed', royalty: 0, data: 0 }),
            'ModelRegistry.NotOwner',
        ));
});

describe('an operator', () => {
    const publish =
        (change: object, validFor: number, endpoint = 'https://127.0.0.1', excluded: number[] = [], most = OPEN) =>
        async () => {
            const until = Math.max((await setup.chain.era()) + validFor, 0);
            return call('inference', 'publishOffer', base, prices(change), endpoint, until, true, excluded, most);
        };

    test('who is one already', () =>
        fails('Oscar', call('operatorStaking', 'bond', 1_000n * OPEN, 0), 'OperatorStaking.AlreadyOperator'));
    test('with too small a bond', () =>
        fails('Pia', call('operatorStaking', 'bond', 1, 0), 'OperatorStaking.BondBelowMinimum'));
    test('with too high a commission', () =>
        fails('Pia', call('operatorStaking', 'bond', 1_000n * OPEN, 1_000_000), 'OperatorStaking.CommissionTooHigh'));
    test('delegating to itself', () =>
        fails('Oscar', call('operatorStaking', 'delegate', address('Oscar'), OPEN), 'OperatorStaking.SelfDelegation'));
    test('a delegation to nobody', () =>
        fails(
            'Pia',
            call('operatorStaking', 'delegate', address('Max'), 100n * OPEN),
            'OperatorStaking.OperatorNotFound',
        ));
    test('too small a delegation', () =>
        fails('Pia', call('operatorStaking', 'delegate', address('Oscar'), 1), 'OperatorStaking.BelowMinimum'));
    test('unbonding what is not staked', () =>
        fails('Pia', call('operatorStaking', 'unbond', address('Oscar'), 1), 'OperatorStaking.StakeNotFound'));
    test('withdrawing what has not unbonded', () =>
        fails(
            'Delia',
            call('operatorStaking', 'withdrawUnbonded', address('Oscar')),
            'OperatorStaking.NothingToWithdraw',
        ));
    test('an offer for nothing', async () => fails('Oscar', await publish({ perCall: 0 }, 1)(), 'Inference.NoPrice'));
    test('an offer of the past', async () => fails('Oscar', await publish({}, -1)(), 'Inference.ValidityInPast'));
    test('an offer forever', async () => fails('Oscar', await publish({}, 100_000)(), 'Inference.ValidityTooLong'));
    test('an offer without an endpoint', async () =>
        fails('Oscar', await publish({}, 1, '')(), 'Inference.EndpointNotText'));
    test('an offer with an endpoint that is no text', async () =>
        fails('Oscar', await publish({}, 1, '0xff')(), 'Inference.EndpointNotText'));
    test('an offer with too long an endpoint', async () =>
        fails('Oscar', await publish({}, 1, 'x'.repeat(257))(), 'Inference.EndpointTooLong'));
    test('an offer that excludes too many adapters', async () => {
        const adapters = Array.from({ length: 17 }, (_, index) => index);
        await fails('Oscar', await publish({}, 1, 'x', adapters)(), 'Inference.TooManyExcluded');
    });
    test('an offer for a larger deposit than the operator agrees to', async () =>
        fails('Oscar', await publish({}, 1, 'x', [], 1n)(), 'Inference.DepositTooHigh'));
    test('an offer by an account that is not an operator', async () =>
        fails('Pia', await publish({}, 1)(), 'Inference.OperatorNotActive'));
});

/** The outcome of Root's call: sudo itself succeeds. */
async function asRoot(inner: Call): Promise<string> {
    const { chain, people } = setup;
    const outcome = await chain.send(chain.call('sudo', 'sudo', inner), people.get('Alice'));
    const result = eventOf(outcome, 'sudo', 'Sudid').data.sudoResult;
    return result.isErr ? chain.explain(result.asErr) : 'success';
}

describe('the fee split', () => {
    const split = {
        contributors: 400_000,
        builders: 250_000,
        operator: 200_000,
        stakers: 100_000,
        treasury: 40_000,
        burn: 10_000,
    };
    const set = (change: object) => call('feeSplits', 'setFeeSplit', { ...split, ...change });

    test('a split without the right', async () => {
        const outcome = await setup.chain.send(set({ burn: 20_000, treasury: 30_000 }), setup.people.get('Pia'));
        assert.equal(outcome.error, 'BadOrigin');
    });
    test('a split that is not 100 %', async () => {
        assert.match(await asRoot(set({ burn: 20_000 })), /^FeeSplits\.FeeSplitNotExact: /);
    });
    test('a split against the constitution', async () => {
        assert.match(await asRoot(set({ burn: 0, treasury: 50_000 })), /^FeeSplits\.BurnTooLow: /);
    });
    test('a split that changes too much at once', async () => {
        assert.match(await asRoot(set({ contributors: 200_000, builders: 450_000 })), /^FeeSplits\.StepTooLarge: /);
    });
    test('a split that is in force', async () => {
        assert.match(await asRoot(set({})), /^FeeSplits\.Unchanged: /);
    });
});

describe('the length of eras', () => {
    const set = (length: number) => call('attribution', 'setEraLength', length);
    const length = async (): Promise<number> =>
        (await setup.chain.view<EraSchedule>('Attribution', 'era_schedule')).length.toNumber();

    test('without the right', async () => {
        const outcome = await setup.chain.send(set(await length()), setup.people.get('Pia'));
        assert.equal(outcome.error, 'BadOrigin');
    });
    test('out of the range', async () => {
        assert.match(await asRoot(set(0)), /^Attribution\.EraLengthOutOfRange: /);
    });
    test('changes at most by the factor two', async () => {
        const now = await length();
        assert.match(await asRoot(set(2 * now + 1)), /^Attribution\.EraLengthStepTooLarge: /);
        assert.equal(await length(), now);
    });
});

describe('another length of eras', () => {
    test('acts from the next era on, and the present one ends as it would have', async () => {
        const { chain, people } = setup;
        const schedule = async () => {
            const { era, start, length } = await chain.view<EraSchedule>('Attribution', 'era_schedule');
            return { era: era.toNumber(), start: start.toNumber(), length: length.toNumber() };
        };
        const before = await schedule();
        const length = 2 * before.length;
        const root = chain.call('sudo', 'sudo', call('attribution', 'setEraLength', length));
        const [outcome] = await chain.succeed([root, people.get('Alice')]);
        const era = (await chain.eraOf(outcome!.block)) + 1;
        const { data } = eventOf(outcome, 'attribution', 'EraLengthSet');
        assert.deepEqual([data.from, data.old, data.length].map(Number), [era, before.length, length]);
        const start = before.start + (era - before.era) * before.length;
        assert.deepEqual(await schedule(), { era, start, length });
        assert.equal(await chain.nextEra(), era);
    });
    test('stays for a dispute window', async () => {
        const { length } = await setup.chain.view<EraSchedule>('Attribution', 'era_schedule');
        const half = length.toNumber() / 2;
        assert.match(await asRoot(call('attribution', 'setEraLength', half)), /^Attribution\.EraLengthChangedLately: /);
    });
});

describe('parameters', () => {
    const NAME = 'StakePerFee';
    const set = (value: bigint) => call('parameters', 'setParameter', NAME, value);
    /** The item of `openledger_parameters`, and what the runtime API says. */
    const read = async () => {
        const all = await setup.chain.rpc<{ name: string; now: string; next: unknown }[]>('openledger_parameters');
        return { inRpc: all.find(({ name }) => name === NAME)!, ...(await parameter(setup.chain, NAME)) };
    };

    test('without the right', async () => {
        const { now } = await read();
        const outcome = await setup.chain.send(set(now + 1n), setup.people.get('Pia'));
        assert.equal(outcome.error, 'BadOrigin');
    });
    test('that are in force', async () => {
        assert.match(await asRoot(set((await read()).now)), /^Parameters\.Unchanged: /);
    });
    test('out of their bounds', async () => {
        assert.match(await asRoot(set(1n << 64n)), /^Parameters\.OutOfBounds: /);
    });
    test('change at most by the factor two', async () => {
        assert.match(await asRoot(set(2n * (await read()).now + 1n)), /^Parameters\.StepTooLarge: /);
    });
    test('without a change to cancel', async () => {
        assert.match(await asRoot(call('parameters', 'cancelChange', NAME)), /^Parameters\.NoChangePending: /);
    });
    test('a change has notice, is shown before it acts, and can be canceled', async () => {
        const { chain, people } = setup;
        const { now, notice } = await read();
        const value = now + 1n;
        const root = chain.call('sudo', 'sudo', set(value));
        const [outcome] = await chain.succeed([root, people.get('Alice')]);
        const fromEra = (await chain.eraOf(outcome!.block)) + notice;
        const { inRpc, ...after } = await read();
        assert.deepEqual(after, { now, notice, next: { value, fromEra } });
        assert.deepEqual([inRpc.now, inRpc.next], [String(now), { value: String(value), fromEra }]);
        assert.match(await asRoot(set(value + 1n)), /^Parameters\.ChangePending: /);
        assert.equal(await asRoot(call('parameters', 'cancelChange', NAME)), 'success');
        const { inRpc: last, ...canceled } = await read();
        assert.deepEqual(canceled, { now, notice });
        assert.equal(last.next, null);
    });
});

describe('the RPC', () => {
    test('the obligations of an unknown model', async () => {
        await assert.rejects(setup.chain.rpc('openledger_modelObligations', 4_242), /4242/);
    });
    test('a quote for an unknown model', async () => {
        await assert.rejects(setup.chain.rpc('openledger_quote', 4_242, '1000'), /4242/);
    });
    test('an amount that is not one', async () => {
        await assert.rejects(setup.chain.rpc('openledger_quote', Number(base), '-1'), /planck/);
    });
    test('a channel that is not there', async () => {
        const key = setup.loop.channelKey('Pia', 'Oscar');
        await assert.rejects(setup.chain.rpc('openledger_channel', key), /no open channel/);
        await assert.rejects(setup.chain.rpc('openledger_agent', key, address('Robin')), /no agent/);
    });
    test('an account that is not one', async () => {
        await assert.rejects(setup.chain.rpc('openledger_earnings', 'Alice'), /SS58/);
    });
});
