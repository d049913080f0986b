// SPDX-License-Identifier: Apache-2.0

// Holders of OPEN change how every payment is divided, and then the runtime itself. Each step is another account's, and
// what the chain pays before, during and after a change is compared with the second implementation to the planck.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { forRpc, type SignedVoucher, signVoucher, type Units } from '@openledger/client';
import type { Option } from '@polkadot/types';
import type { AccountInfo, LastRuntimeUpgradeInfo, RuntimeVersion } from '@polkadot/types/interfaces';
import type { Codec } from '@polkadot/types/types';
import { hexToU8a, u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import { type Call, type ChainEvent, eventOf, eventsOf } from '../src/chain.ts';
import type { DecodedByRole, Simulation, StakeDetails } from '../src/decoded.ts';
import { type ByRole, commission, divide, ROLES, type Role } from '../src/expected.ts';
import { OPEN, sum } from '../src/format.ts';
import {
    type Enactment,
    FEE_SPLIT_ADMIN,
    indexOf,
    type Origin,
    Referenda,
    type Vote,
    WHITELISTED_CALLER,
} from '../src/governance.ts';
import { ESCROW, LEDGER } from '../src/loop.ts';
import { nextRuntime } from '../src/runtime.ts';
import { type PaymentPlan, scenario } from '../src/scenario.ts';
import { type Setup, setUp } from './setup.ts';
import { storageOf } from './storage.ts';

/** The storage key of the runtime: `:code`. */
const CODE = '0x3a636f6465';
/** The track of the fee split. */
const TRACK = 10;
/** Blocks of a development chain for which a vote with `Locked1x` is locked after it has won. */
const LOCK = 7 * 5;
const [FIRST, SECOND, THIRD] = scenario.payments as [PaymentPlan, PaymentPlan, PaymentPlan];
const OPERATOR = scenario.operator;
const MODEL = scenario.offer.model;
/** Stakes all that it has, but for fees. */
const STAKER = 'Ferdie';
const FOR_FEES = OPEN;
/** Eleven points less for contributors than at genesis, and less than they must have. */
const TOO_FAR = splitOf([29, 25, 20, 10, 15, 1]);
const TOO_LITTLE = splitOf([19, 46, 20, 10, 4, 1]);
/** Most of what a well-known account has. */
const MOST = 9_800_000n * OPEN;

function splitOf(percents: number[]): ByRole {
    return Object.fromEntries(
        ROLES.map((role, index) => [role, BigInt(percents[index] as number) * 10_000n]),
    ) as ByRole;
}

let setup: Setup;
let referenda: Referenda;
let oldSplit: ByRole;
let newSplit: ByRole;
let staked: bigint;

const call = (pallet: string, name: string, ...args: unknown[]) => setup.chain.call(pallet, name, ...args);
const address = (name: string) => setup.people.get(name).address;
const setFeeSplit = (split: ByRole) => call('feeSplits', 'setFeeSplit', split);

/** The parts of a fee split in JSON, in parts per million. */
type Parts = Record<Role, number>;

/** A version of the fee split as the RPC lists it. */
interface SplitVersion {
    version: number;
    split: Parts;
    effectiveFrom: number;
}

/** The answer of `openledger_feeSplit`. */
interface FeeSplitAnswer {
    version: number;
    split: Parts;
    next: SplitVersion | null;
}

/** Reads the fee split by the RPC, with the parts as integers. */
async function feeSplit() {
    const parts = (split: Parts) => Object.fromEntries(ROLES.map((role) => [role, BigInt(split[role])])) as ByRole;
    const { version, split, next } = await setup.chain.rpc<FeeSplitAnswer>('openledger_feeSplit');
    return { version, split: parts(split), next: next && { ...next, split: parts(next.split) } };
}

/** Bob notes, Charlie submits, Dave pays the deposit, and `votes` are cast. Returns the referendum's index. */
async function ask(origin: Origin, proposal: Call, votes: Record<string, Vote>): Promise<number> {
    const { loop } = setup;
    await loop.send('Bob', referenda.note(proposal));
    const index = indexOf(await loop.send('Charlie', referenda.submit(origin, proposal)));
    await loop.send('Dave', referenda.placeDecisionDeposit(index));
    await loop.sendAll(Object.entries(votes).map(([name, vote]) => [name, referenda.vote(index, vote)]));
    return index;
}

/** The first era in which all unbonding stake of an account can be withdrawn; the present one if it can be already. */
async function unlocks(staker: string): Promise<number> {
    const { chain } = setup;
    const stake = await chain.view<Option<StakeDetails>>(
        'OperatorStaking',
        'stake',
        address(OPERATOR.name),
        address(staker),
    );
    return Math.max(await chain.era(), ...[...stake.unwrap().unbonding].map(([, era]) => era.toNumber()));
}

const aye = (balance: bigint): Vote => ({ aye: true, conviction: 'Locked1x', balance });
const nay = (balance: bigint): Vote => ({ aye: false, conviction: 'Locked1x', balance });
/** Together a quarter of the balance that can vote. */
const threeAyes = (): Record<string, Vote> => ({ Bob: aye(MOST), Charlie: aye(MOST), [STAKER]: aye(staked) });

async function approved(index: number): Promise<Enactment> {
    assert.equal(await referenda.decided(index), 'Approved');
    return referenda.enacted(index);
}

/** The fields of the event `PaymentRouted` that are compared. */
const ROUTED = [
    'amount',
    'splitVersion',
    'contributors',
    'builders',
    'operatorPart',
    'stakers',
    'treasury',
    'burn',
    'commons',
] as const;
type Routed = Record<(typeof ROUTED)[number], bigint>;

/** The event that a payment must cause. The operator's commission is its own part. */
function routed(amount: bigint, version: number, split: ByRole): Routed {
    const { operator, stakers, ...parts } = divide(amount, split);
    const toOperator = commission(stakers, OPERATOR.commission);
    return {
        amount,
        splitVersion: BigInt(version),
        ...parts,
        operatorPart: operator + toOperator,
        stakers: stakers - toOperator,
        commons: 0n,
    };
}

function assertRouted(events: ChainEvent[], expected: Routed[]): void {
    const found = eventsOf(events, 'attribution', 'PaymentRouted').map(({ data }) =>
        Object.fromEntries(ROUTED.map((name) => [name, data[name].toBigInt()])),
    );
    assert.deepEqual(found, expected);
}

/** A payment without a channel, which must be divided by `split`. */
async function pay(plan: PaymentPlan, version: number, split: ByRole): Promise<bigint> {
    const { chain, loop } = setup;
    loop.split = split;
    const { amount } = await loop.pay(plan);
    assertRouted(await chain.events(await chain.rpc('chain_getBlockHash')), [routed(amount, version, split)]);
    return amount;
}

before(async () => {
    setup = await setUp('governance');
    const { chain, loop } = setup;
    referenda = new Referenda(chain);
    await loop.prepare();
    oldSplit = loop.split;
    newSplit = splitOf([45, 20, 20, 10, 4, 1]);
    for (const name of ['Charlie', 'Dave', STAKER]) loop.books.open(name, await chain.balance(address(name)));
});
after(() => setup?.stop());

describe('a simulation', () => {
    /** The runtime's answer, which must also be the RPC's. */
    const simulate = async (split: ByRole) => {
        const { chain } = setup;
        const parts = Object.fromEntries(ROLES.map((role) => [role, Number(split[role])]));
        const [found, answer] = await Promise.all([
            chain.ask<Option<Simulation>>('openLedgerApi', 'simulateFeeSplit', split),
            chain.rpc('openledger_simulateFeeSplit', parts).catch((error: Error) => error.message),
        ]);
        if (found.isNone) {
            assert.match(String(answer), /1000000 parts per million/);
            return null;
        }
        const { era, revenue, current, proposed } = found.unwrap();
        const planck = (of: DecodedByRole) =>
            Object.fromEntries(ROLES.map((role) => [role, of[role].toBigInt()])) as ByRole;
        const said = {
            era: era.toNumber(),
            revenue: revenue.toBigInt(),
            current: planck(current),
            proposed: planck(proposed),
        };
        assert.deepEqual(answer, forRpc(said));
        return said;
    };
    /** Constitutional or not, and none of them divides the revenue evenly. */
    const splits = () => [
        oldSplit,
        newSplit,
        splitOf([100, 0, 0, 0, 0, 0]),
        { contributors: 333_333n, builders: 166_667n, operator: 142_857n, stakers: 1n, treasury: 357_141n, burn: 1n },
    ];

    test('is of nothing before anything was paid', async () => {
        const nothing = splitOf([0, 0, 0, 0, 0, 0]);
        const expected = { era: 0, revenue: 0n, current: nothing, proposed: nothing };
        assert.deepEqual(await simulate(newSplit), expected);
    });

    test("says what each role would have got of the last era's revenue", async () => {
        const { chain, loop } = setup;
        await chain.nextEra();
        const revenue = (await pay(FIRST, 1, oldSplit)) + (await pay(SECOND, 1, oldSplit));
        const era = loop.payments[0]!.era;
        assert.ok(loop.payments.every((paid) => paid.era === era));
        // Not yet while the era goes on, and still eras later.
        assert.equal((await simulate(newSplit))?.revenue, 0n);
        for (const eras of [1, 3]) {
            await chain.nextEra(eras);
            for (const split of splits()) {
                const expected = { era, revenue, current: divide(revenue, oldSplit), proposed: divide(revenue, split) };
                assert.deepEqual(await simulate(split), expected);
                assert.equal(sum(Object.values(expected.proposed)), revenue);
            }
        }
    });

    test('of a split that is not exactly 100 % there is none', async () => {
        assert.equal(await simulate({ ...newSplit, burn: newSplit.burn + 1n }), null);
        assert.equal(await simulate({ ...newSplit, burn: newSplit.burn - 1n }), null);
    });
});

describe('a referendum on the fee split', () => {
    const broken: number[] = [];
    let passed: number;
    let rejected: number;
    /** Signed under the old split: to be settled in the grace period, and after it. */
    let inTime: SignedVoucher;
    let tooLate: SignedVoucher;

    /** Quentin's totals, for which it signs. */
    const USED: [bigint, bigint, bigint, bigint] = [7n * OPEN + 1n, 20n * OPEN + 3n, 31n * OPEN + 7n, 44n * OPEN + 9n];
    const unitsOf = (amount: bigint): Units => ({ calls: amount / OPEN, inputTokens: 0n, outputTokens: 0n });
    let channel: bigint;
    const sign = async (amount: bigint, splitVersion: number): Promise<SignedVoucher> =>
        signVoucher(setup.people.get('Quentin'), setup.loop.inference.genesis, {
            payer: address('Quentin'),
            operator: address(OPERATOR.name),
            channel,
            model: Number(setup.loop.model(MODEL).id),
            amount,
            units: unitsOf(amount),
            receiptsRoot: `0x${'00'.repeat(32)}`,
            splitVersion,
            expires: (await setup.chain.era()) + 1_000,
        });

    /** Settle vouchers that are good, each of which must be divided by the split that it names. */
    async function settle(vouchers: SignedVoucher[], splits: Record<number, ByRole>): Promise<void> {
        const { chain, loop } = setup;
        const outcome = await loop.send(OPERATOR.name, loop.inference.settle(vouchers));
        const era = await chain.eraOf(outcome.block);
        loop.mirror.era = era;
        const expected = vouchers.map(({ voucher: { amount, units, splitVersion } }) => {
            const model = loop.model(MODEL).id;
            const settled = loop.escrow.settle(
                { payer: 'Quentin', operator: OPERATOR.name, model, amount, units },
                era,
            );
            const split = splits[splitVersion] as ByRole;
            loop.mirror.pay({ ...OPERATOR, operator: OPERATOR.name, amount: settled.amount, split, model });
            loop.move(ESCROW, LEDGER, settled.amount);
            return routed(settled.amount, splitVersion, split);
        });
        assertRouted(outcome.events, expected);
    }

    before(async () => {
        const { chain, loop } = setup;
        const { amount } = scenario.channel;
        const opened = await loop.send('Quentin', loop.inference.openChannel(address(OPERATOR.name), amount));
        channel = eventOf(opened, 'inference', 'ChannelOpened').data.channel.toBigInt();
        loop.escrow.open('Quentin', OPERATOR.name, amount);
        loop.move('Quentin', ESCROW, amount);

        staked = (await chain.free(address(STAKER))) - FOR_FEES;
        const outcome = await loop.send(STAKER, call('operatorStaking', 'delegate', address(OPERATOR.name), staked));
        loop.mirror.era = await chain.eraOf(outcome.block);
        loop.mirror.add(`operator:${OPERATOR.name}`, `account:${STAKER}`, staked);
        assert.ok((await chain.free(address(STAKER))) < FOR_FEES);
    });

    test('that breaks a bound is approved, fails when it is enacted, says why, and changes nothing', async () => {
        const { chain } = setup;
        const [stored, split] = [await storageOf(chain, 'FeeSplits'), await feeSplit()];
        for (const [proposed, reason] of [
            [TOO_FAR, 'StepTooLarge'],
            [TOO_LITTLE, 'ContributorsTooLow'],
        ] as const) {
            const index = await ask(FEE_SPLIT_ADMIN, setFeeSplit(proposed), threeAyes());
            broken.push(index);
            // All that the three have counts, though all of one third is held.
            const votes = 2n * MOST + staked;
            assert.deepEqual(await referenda.tally(index), { ayes: votes, nays: 0n, support: votes });
            const { error, events } = await approved(index);
            assert.match(error ?? 'success', new RegExp(`^FeeSplits\\.${reason}: .{20}`));
            assert.deepEqual(eventsOf(events, 'feeSplits', 'FeeSplitEnacted'), []);
        }
        assert.deepEqual(await storageOf(chain, 'FeeSplits'), stored);
        assert.deepEqual(await feeSplit(), split);
    });

    test('has the preimage that docs/governance.md says', () => {
        const page = readFileSync(new URL('../../docs/governance.md', import.meta.url), 'utf8');
        const proposal = setFeeSplit(newSplit).method;
        assert.ok(page.includes(proposal.toHex()) && page.includes(proposal.hash.toHex()));
        assert.equal(proposal.encodedLength, 26);
    });

    test('that passes is enacted, in force from the next era', async () => {
        const { chain } = setup;
        passed = await ask(FEE_SPLIT_ADMIN, setFeeSplit(newSplit), threeAyes());
        [inTime, tooLate] = [await sign(USED[0], 1), await sign(USED[2], 1)];
        const { block, error, events } = await approved(passed);
        assert.equal(error, undefined);
        // The scheduler comes before all else in a block, when its era is still that of the block before.
        const { parentHash } = await chain.api.rpc.chain.getHeader(block);
        const effectiveFrom = (await chain.eraOf(parentHash.toHex())) + 1;
        const [enacted] = eventsOf(events, 'feeSplits', 'FeeSplitEnacted');
        assert.equal(enacted?.data.version.toNumber(), 2);
        assert.equal(enacted?.data.effectiveFrom.toNumber(), effectiveFrom);
        if ((await chain.era()) < effectiveFrom) {
            assert.deepEqual(await feeSplit(), {
                version: 1,
                split: oldSplit,
                next: { version: 2, split: newSplit, effectiveFrom },
            });
            await chain.nextEra();
        }
        assert.deepEqual(await feeSplit(), { version: 2, split: newSplit, next: null });

        const history = await chain.rpc<SplitVersion[]>('openledger_feeSplitHistory');
        const parts = (split: ByRole) => Object.fromEntries(ROLES.map((role) => [role, Number(split[role])]));
        assert.deepEqual(history, [
            { version: 2, split: parts(newSplit), effectiveFrom },
            { version: 1, split: parts(oldSplit), effectiveFrom: 0 },
        ]);
        const told = (await chain.ask<Codec>('openLedgerApi', 'feeSplitHistory')).toJSON();
        assert.deepEqual(told, history);
    });

    test('has payments divided the new way, and old vouchers the old way', async () => {
        await pay(THIRD, 2, newSplit);
        const splits = { 1: oldSplit, 2: newSplit };
        await settle([inTime, await sign(USED[1], 2)], splits);
    });

    test('that is voted down changes nothing; a staker that votes can still unbond', async () => {
        const { chain, loop } = setup;
        const [stored, split] = [await storageOf(chain, 'FeeSplits'), await feeSplit()];
        const votes = { Bob: aye(MOST), Dave: nay(MOST), [STAKER]: nay(staked) };
        rejected = await ask(FEE_SPLIT_ADMIN, setFeeSplit(oldSplit), votes);

        const operator = address(OPERATOR.name);
        const unbonded = await loop.send(STAKER, call('operatorStaking', 'unbond', operator, staked));
        loop.mirror.era = await chain.eraOf(unbonded.block);
        loop.mirror.remove(`operator:${OPERATOR.name}`, `account:${STAKER}`);
        // Unbonding stake keeps voting.
        assert.equal((await referenda.tally(rejected)).nays, MOST + staked);

        assert.equal(await referenda.decided(rejected), 'Rejected');
        assert.deepEqual(await storageOf(chain, 'FeeSplits'), stored);
        assert.deepEqual(await feeSplit(), split);

        await chain.nextEra((await unlocks(STAKER)) - (await chain.era()));
        const before = await chain.free(address(STAKER));
        const withdrawn = await loop.send(STAKER, call('operatorStaking', 'withdrawUnbonded', operator));
        assert.equal(await chain.free(address(STAKER)), before + staked - withdrawn.fee);
    });

    test('refuses a voucher under the old split after the grace period', async () => {
        const { chain, loop, people } = setup;
        const [stored, balance] = [await storageOf(chain, 'Inference'), await chain.balance(address('Quentin'))];
        const [outcome] = await chain.succeed([loop.inference.settle([tooLate]), people.get(OPERATOR.name)]);
        loop.paidFee(OPERATOR.name, outcome!.fee);
        const { data } = eventOf(outcome!, 'inference', 'VoucherSkipped');
        assert.equal(data.reason.toString(), 'SplitVersionNotAccepted');
        assert.deepEqual(eventsOf(outcome!.events, 'inference', 'VoucherSettled'), []);
        assert.deepEqual(await storageOf(chain, 'Inference'), stored);
        assert.equal(await chain.balance(address('Quentin')), balance);
        // Signed again, it settles.
        await settle([await sign(USED[3], 2)], { 2: newSplit });
    });

    test('locks what voted for its conviction and no longer', async () => {
        const { chain, loop, people } = setup;
        const most = staked - OPEN;
        const send = () => call('balances', 'transferKeepAlive', address('Bob'), most);
        const unlock = () =>
            call('utility', 'batchAll', [
                ...[...broken, passed, rejected].map((index) => referenda.removeVote(TRACK, index)),
                referenda.unlock(TRACK, address(STAKER)),
            ]);
        await loop.send(STAKER, unlock());
        const frozen = await chain.send(send(), people.get(STAKER));
        loop.paidFee(STAKER, frozen.fee);
        assert.match(frozen.error ?? 'success', /Frozen/);
        for (let blocks = 0; blocks < LOCK; blocks += 1) await chain.makeBlock();
        await loop.send(STAKER, referenda.unlock(TRACK, address(STAKER)));
        await loop.send(STAKER, send());
        loop.move(STAKER, 'Bob', most);
    });

    test('returns all deposits, but that of a submission that was rejected', async () => {
        const { chain, loop, people } = setup;
        const reserved = async (name: string): Promise<bigint> =>
            (await chain.read<AccountInfo>('system', 'account', address(name))).data.reserved.toBigInt();
        const earlier = [await reserved('Dave'), await reserved('Charlie')] as [bigint, bigint];
        const submission = chain.constant('referenda', 'submissionDeposit').toBigInt();
        const approvals = [...broken, passed];
        const refunds = [
            ...[...approvals, rejected].map((index) => referenda.refundDecisionDeposit(index)),
            ...approvals.map((index) => referenda.refundSubmissionDeposit(index)),
        ];
        await loop.send('Bob', call('utility', 'batchAll', refunds));
        for (const split of [TOO_FAR, TOO_LITTLE, newSplit, oldSplit]) {
            await loop.send('Bob', call('preimage', 'unnotePreimage', blake2AsHex(setFeeSplit(split).method.toU8a())));
        }
        // Only its bond as a curator of the development chain's datanet.
        assert.equal(await reserved('Bob'), 50n * OPEN);
        assert.equal(earlier[0] - (await reserved('Dave')), 4n * 10_000n * OPEN);
        assert.equal(earlier[1] - (await reserved('Charlie')), 3n * submission);
        const again = await chain.send(referenda.refundSubmissionDeposit(rejected), people.get('Bob'));
        loop.paidFee('Bob', again.fee);
        assert.match(again.error ?? 'success', /^Referenda\.BadStatus: /);
    });

    test('leaves everybody with what the second implementation says', async () => {
        const { loop } = setup;
        await loop.flow();
        await loop.checkEarnings();
        await loop.claimAll();
        await loop.close();
        assert.deepEqual(loop.books.differences(), []);
        assert.ok(loop.books.balance());
    });
});

describe('an upgrade', () => {
    let specVersion: number;
    const specVersionNow = async () =>
        (await setup.chain.rpc<{ specVersion: number }>('state_getRuntimeVersion')).specVersion;

    /** A motion of the technical committee: two of its three members agree. */
    async function vouchFor(proposal: Call): Promise<void> {
        const { loop } = setup;
        const motion = call('whitelist', 'whitelistCall', blake2AsHex(proposal.method.toU8a()));
        const length = motion.method.encodedLength;
        const proposed = await loop.send('Bob', call('technicalCommittee', 'propose', 2, motion, length));
        const { proposalHash, proposalIndex } = eventOf(proposed, 'technicalCommittee', 'Proposed').data;
        const agree = call('technicalCommittee', 'vote', proposalHash, proposalIndex, true);
        await loop.sendAll([
            ['Bob', agree],
            ['Charlie', agree],
        ]);
        const weight = { refTime: 5_000_000_000, proofSize: 100_000 };
        const closed = await loop.send(
            'Dave',
            call('technicalCommittee', 'close', proposalHash, proposalIndex, weight, length),
        );
        eventOf(closed, 'whitelist', 'CallWhitelisted');
    }

    test('that the committee vouches for is authorized by a referendum, and applied by any account', async () => {
        const { chain, people } = setup;
        specVersion = await specVersionNow();
        const code = nextRuntime(hexToU8a(await chain.rpc<string>('state_getStorage', CODE)));
        const codeHash = blake2AsHex(code);
        const apply = (bytes: Uint8Array) => call('system', 'applyAuthorizedUpgrade', u8aToHex(bytes));
        const early = await chain.send(apply(code.subarray(0, 1)), people.get('Eve'));
        assert.match(early.error ?? 'success', /^System\.NothingAuthorized: /);

        const authorize = call('system', 'authorizeUpgrade', codeHash);
        await vouchFor(authorize);
        const votes = { Bob: aye(MOST), Charlie: aye(MOST), Dave: aye(MOST) };
        const dispatch = call('whitelist', 'dispatchWhitelistedCallWithPreimage', authorize);
        const { error, events } = await approved(await ask(WHITELISTED_CALLER, dispatch, votes));
        assert.equal(error, undefined);
        assert.ok(eventsOf(events, 'whitelist', 'WhitelistedCallDispatched')[0]?.data.result.isOk);
        assert.equal(eventsOf(events, 'system', 'UpgradeAuthorized')[0]?.data.codeHash.toHex(), codeHash);

        const other = await chain.send(apply(code.subarray(0, 1)), people.get('Eve'));
        assert.match(other.error ?? 'success', /^System\.Unauthorized: /);
        const [applied] = await chain.succeed([apply(code), people.get('Eve')]);
        assert.equal(applied!.fee, 0n);
        eventOf(applied!, 'parachainSystem', 'ValidationFunctionStored');
        assert.equal(await specVersionNow(), specVersion);
        // The relay chain of a development chain lets it through at once.
        const block = await chain.makeBlock();
        assert.equal(await specVersionNow(), specVersion + 1);
        // Clients take note by themselves; nothing may be read while they do.
        await chain.followUpgrade(specVersion + 1);
        assert.equal(eventsOf(await chain.events(block), 'parachainSystem', 'ValidationFunctionApplied').length, 1);
    });

    test('is there for the runtime and for clients, and everything goes on', async () => {
        const { chain, people } = setup;
        await chain.makeBlock();
        const last = (await chain.read<Option<LastRuntimeUpgradeInfo>>('system', 'lastRuntimeUpgrade')).unwrap();
        assert.equal(last.specVersion.toNumber(), specVersion + 1);
        assert.equal(chain.constant<RuntimeVersion>('system', 'version').specVersion.toNumber(), specVersion + 1);
        // Signatures name the new version.
        await chain.succeed([call('balances', 'transferKeepAlive', address('Bob'), OPEN), people.get('Eve')]);
        const { version, split } = await feeSplit();
        assert.deepEqual([version, split], [2, newSplit]);
    });
});
