// SPDX-License-Identifier: Apache-2.0

// A thin layer over @polkadot/api: submits transactions, gets a block with them, and reports the outcome of each in
// words.

import { constant, type Fields, fieldsOf, type Int, runtimeApi, storage, transaction } from '@openledger/client';
import { ApiPromise, WsProvider } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { Result, StorageKey, Vec } from '@polkadot/types';
import type { AccountInfo, DispatchError, EventRecord } from '@polkadot/types/interfaces';
import type { AnyTuple, Codec } from '@polkadot/types/types';
import { hexToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { type Blocks, onRequest, type Source } from './blocks.ts';
import type { Events } from './decoded.ts';

export type Call = SubmittableExtrinsic<'promise'>;

/** An event with its fields by name, or by place if it does not name them. */
export interface ChainEvent<Data = Fields> {
    pallet: string;
    name: string;
    data: Data;
}

/** The outcome of a transaction. */
export interface Outcome {
    /** The hash of its block. */
    block: string;
    /** `Pallet.Error: its documentation`, or the failure of another kind; absent if the transaction succeeded. */
    error?: string;
    /** The fee that its signer paid, in planck; 0 if the call costs none. */
    fee: bigint;
    /** Its events, in order. */
    events: ChainEvent[];
}

/** Thrown when the chain refuses to put a transaction into a block, or when it fails in a block. */
export class Rejected extends Error {}

export class Chain {
    /** The outcomes reported so far, by the transaction's hash. */
    private readonly reported = new Map<string, Outcome>();

    private constructor(
        /** Replaced by another one after `followUpgrade`. */
        public api: ApiPromise,
        /** The connection to the node. */
        readonly provider: WsProvider,
        private readonly blocks: Blocks,
    ) {}

    /** Connects to a node. Its chain makes a block on request, unless another source of blocks is named. */
    static async connect(endpoint: string, source: Source = onRequest): Promise<Chain> {
        const provider = new WsProvider(endpoint, 1_000);
        // The node's own RPC methods are called by name, see `rpc`.
        const api = await ApiPromise.create({ provider, noInitWarn: true });
        try {
            return new Chain(api, provider, await source(api, provider));
        } catch (error) {
            await api.disconnect();
            throw error;
        }
    }

    async disconnect(): Promise<void> {
        await this.api.disconnect();
    }

    /** Calls an RPC method by its name. */
    async rpc<T>(method: string, ...params: unknown[]): Promise<T> {
        return this.provider.send<T>(method, params);
    }

    /** Requests the next block, or waits for it where the chain makes blocks by itself. Returns its hash. */
    async makeBlock(): Promise<string> {
        return this.blocks.next();
    }

    /**
     * Waits until @polkadot/api has noticed an upgrade to `specVersion`. It then replaces its types, so a value that is
     * read meanwhile may be decoded with the wrong ones: call this before reading anything of the block with the
     * upgrade. The new types come from metadata without runtime APIs. So this creates a new client, which starts with
     * complete metadata.
     */
    async followUpgrade(specVersion: number): Promise<void> {
        for (let tries = 0; !this.api.runtimeVersion.specVersion.eqn(specVersion); tries += 1) {
            if (tries >= 600) throw new Error(`@polkadot/api does not notice spec version ${specVersion}`);
            await new Promise((done) => setTimeout(done, 50));
        }
        this.api = await ApiPromise.create({ provider: this.provider, noInitWarn: true });
    }

    /** The era that the next block belongs to. */
    async era(): Promise<number> {
        return (await this.ask<Int>('openLedgerApi', 'currentEra')).toNumber();
    }

    /** The era that `block` belongs to. */
    async eraOf(block: string): Promise<number> {
        // By name: for blocks after an upgrade, @polkadot/api fetches metadata of a version without runtime APIs.
        const era = await this.rpc<string>('state_call', 'OpenLedgerApi_current_era', '0x', block);
        return this.api.createType('u32', hexToU8a(era)).toNumber();
    }

    /** Gets blocks until `eras` more eras have begun. Returns the era reached. */
    async nextEra(eras = 1): Promise<number> {
        const goal = (await this.era()) + eras;
        for (let blocks = 0; (await this.era()) < goal; blocks += 1) {
            if (blocks > 10_000) throw new Error(`Era ${goal} does not begin`);
            await this.makeBlock();
        }
        return goal;
    }

    /** Calls a runtime API. */
    async ask<T extends Codec>(api: string, method: string, ...params: unknown[]): Promise<T> {
        return runtimeApi<T>(this.api, api, method, ...params);
    }

    /** Reads a storage item at the best block. */
    async read<T extends Codec = Int>(pallet: string, item: string, ...keys: unknown[]): Promise<T> {
        return storage<T>(this.api, pallet, item, ...keys);
    }

    /** Reads a storage item at the block with the hash `block`. */
    async readAt<T extends Codec = Int>(block: string, pallet: string, item: string, ...keys: unknown[]): Promise<T> {
        return storage<T>(await this.api.at(block), pallet, item, ...keys);
    }

    /** Reads all entries of a storage map at the best block. */
    async entries<T extends Codec>(pallet: string, item: string): Promise<[StorageKey<AnyTuple>, T][]> {
        const entry = this.api.query[pallet]?.[item];
        if (entry === undefined) throw new Error(`The runtime has no storage ${pallet}.${item}`);
        return (await entry.entries()) as unknown as [StorageKey<AnyTuple>, T][];
    }

    /** Calls a view function of a pallet. Both names are spelled as in the runtime. */
    async view<T extends Codec>(pallet: string, name: string, ...args: unknown[]): Promise<T> {
        const { registry } = this.api;
        const found = this.api.runtimeMetadata.asV16.pallets.find((one) => one.name.toString() === pallet);
        const view = found?.viewFunctions.find((one) => one.name.toString() === name);
        if (view === undefined) throw new Error(`The runtime has no view function ${pallet}.${name}`);
        const input = view.inputs.map(({ type }, index) =>
            this.api.createType(registry.createLookupType(type), args[index]).toU8a(),
        );
        const answer = await this.ask<Result<Codec, Codec>>(
            'runtimeViewFunction',
            'executeViewFunction',
            view.id,
            u8aToHex(u8aConcat(...input)),
        );
        if (answer.isErr) throw new Error(`${pallet}.${name}: ${answer.asErr.toString()}`);
        return this.api.createType(registry.createLookupType(view.output), answer.asOk.toU8a(true)) as unknown as T;
    }

    /** Builds a call by name, so that a missing call is reported by name. */
    call(pallet: string, name: string, ...args: unknown[]): Call {
        return transaction(this.api, pallet, name, ...args);
    }

    /** Reads a constant of a pallet. */
    constant<T extends Codec = Int>(pallet: string, name: string): T {
        return constant<T>(this.api, pallet, name);
    }

    /**
     * Sends several transactions, in order, and returns the outcome of each. None of them may be refused. Where blocks
     * are made on request, they share one block, except those that the pool of a busy machine accepts too late for it.
     */
    async sendAll(transactions: [Call, KeyringPair][]): Promise<Outcome[]> {
        const nonces = new Map<string, number>();
        const hashes: string[] = [];
        for (const [call, signer] of transactions) {
            const nonce =
                nonces.get(signer.address) ?? (await this.api.rpc.system.accountNextIndex(signer.address)).toNumber();
            nonces.set(signer.address, nonce + 1);
            const signed = await call.signAsync(signer, { nonce });
            hashes.push(await this.submit(signed));
        }
        return this.included(hashes);
    }

    /** Sends a transaction in a block of its own and returns its outcome. */
    async send(call: Call, signer: KeyringPair): Promise<Outcome> {
        const [outcome] = await this.sendAll([[call, signer]]);
        return outcome as Outcome;
    }

    /**
     * Ensures that all transactions have the reported outcomes in these blocks. A block that is not final can be
     * replaced by another one.
     */
    async ensureUnchanged(blocks: string[]): Promise<void> {
        const left = new Map(this.reported);
        for (const block of blocks) {
            for (const [hash, { fee, error }] of await this.outcomes(block, [...left.keys()])) {
                const before = left.get(hash) as Outcome;
                if (fee !== before.fee || error !== before.error) {
                    throw new Error(
                        `Transaction ${hash}: ${before.error ?? 'success'} for ${before.fee} became ${error ?? 'success'} for ${fee}`,
                    );
                }
                left.delete(hash);
            }
        }
        if (left.size > 0)
            throw new Error(
                `${left.size} transactions are in none of ${blocks.length} blocks: ${[...left.keys()].join(', ')}`,
            );
    }

    /** Sends transactions that must all succeed. */
    async succeed(...transactions: [Call, KeyringPair][]): Promise<Outcome[]> {
        const outcomes = await this.sendAll(transactions);
        for (const [index, outcome] of outcomes.entries()) {
            if (outcome.error !== undefined) {
                const { section, method } = (transactions[index] as [Call, KeyringPair])[0].method;
                throw new Rejected(`${section}.${method} failed with ${outcome.error}`);
            }
        }
        return outcomes;
    }

    /** The account of a pallet, from its id of 8 bytes. */
    palletAccount(id: Uint8Array): string {
        const account = new Uint8Array(32);
        account.set(stringToU8a('modl'));
        account.set(id, 4);
        return this.api.createType('AccountId', account).toString();
    }

    /** The free balance of an account, in planck. */
    async free(who: string): Promise<bigint> {
        return (await this.read<AccountInfo>('system', 'account', who)).data.free.toBigInt();
    }

    /** The balance of an account, free and held, in planck. */
    async balance(who: string): Promise<bigint> {
        const { data } = await this.read<AccountInfo>('system', 'account', who);
        return data.free.toBigInt() + data.reserved.toBigInt();
    }

    /** The total issuance of OPEN, in planck. */
    async issuance(): Promise<bigint> {
        return (await this.read('balances', 'totalIssuance')).toBigInt();
    }

    /** The events of a block, including those of hooks. */
    async events(block: string): Promise<ChainEvent[]> {
        return (await this.records(block)).map(({ event }) => plain(event));
    }

    /** The events `pallet.name` of all blocks from number `from` to the head, in order. */
    async eventsSince<P extends keyof Events, N extends keyof Events[P] & string>(
        from: number,
        pallet: P,
        name: N,
    ): Promise<ChainEvent<Events[P][N]>[]> {
        const head = (await this.api.rpc.chain.getHeader()).number.toNumber();
        const found: ChainEvent<Events[P][N]>[] = [];
        for (let number = from; number <= head; number += 1) {
            const hash = await this.api.rpc.chain.getBlockHash(number);
            found.push(...eventsOf(await this.events(hash.toHex()), pallet, name));
        }
        return found;
    }

    private async submit(signed: Call): Promise<string> {
        try {
            return (await this.api.rpc.author.submitExtrinsic(signed)).toHex();
        } catch (error) {
            throw new Rejected((error as Error).message);
        }
    }

    private async records(block: string): Promise<EventRecord[]> {
        return [...(await this.readAt<Vec<EventRecord>>(block, 'system', 'events'))];
    }

    /** The outcomes of transactions that wait in the pool. */
    private async included(hashes: string[]): Promise<Outcome[]> {
        const deadline = Date.now() + this.blocks.patience;
        const found = new Map<string, Outcome>();
        let block: string;
        do {
            block = await this.makeBlock();
            for (const [hash, outcome] of await this.outcomes(block, hashes)) {
                found.set(hash, outcome);
                this.reported.set(hash, outcome);
            }
        } while (found.size < hashes.length && Date.now() < deadline);
        return hashes.map((hash) => {
            const outcome = found.get(hash);
            if (outcome === undefined) throw new Rejected(`Transaction ${hash} is not in block ${block}`);
            return outcome;
        });
    }

    /** The outcomes of those of the transactions that are in `block`. */
    private async outcomes(block: string, hashes: string[]): Promise<[string, Outcome][]> {
        const [{ block: content }, records] = await Promise.all([
            this.api.rpc.chain.getBlock(block),
            this.records(block),
        ]);
        const wanted = new Set(hashes);
        return [...content.extrinsics.entries()].flatMap(([index, extrinsic]): [string, Outcome][] => {
            const hash = extrinsic.hash.toHex();
            if (!wanted.has(hash)) return [];
            const own = records
                .filter(({ phase }) => phase.isApplyExtrinsic && phase.asApplyExtrinsic.eqn(index))
                .map(({ event }) => event);
            const outcome: Outcome = { block, fee: 0n, events: own.map(plain) };
            for (const event of own) {
                if (event.section === 'system' && event.method === 'ExtrinsicFailed') {
                    outcome.error = this.explain(event.data[0] as DispatchError);
                }
                if (event.section === 'transactionPayment' && event.method === 'TransactionFeePaid') {
                    outcome.fee = (event.data[1] as unknown as { toBigInt(): bigint }).toBigInt();
                }
            }
            return [[hash, outcome]];
        });
    }

    /** Describes a dispatch error in words. */
    explain(error: DispatchError): string {
        if (!error.isModule) return error.toString();
        const { section, name, docs } = this.api.registry.findMetaError(error.asModule);
        const pallet = this.palletName(section);
        return `${pallet}.${name}: ${docs.join(' ').trim()}`;
    }

    /** The name of a pallet as the runtime spells it, from the name that @polkadot/api uses. */
    private palletName(section: string): string {
        const found = this.api.runtimeMetadata.asLatest.pallets.find(
            ({ name }) => name.toString().toLowerCase() === section.toLowerCase(),
        );
        return found?.name.toString() ?? section;
    }
}

function plain(event: EventRecord['event']): ChainEvent {
    return { pallet: event.section, name: event.method, data: fieldsOf(event) };
}

/** The events `pallet.name` among `events`, in order. */
export function eventsOf<P extends keyof Events, N extends keyof Events[P] & string>(
    events: ChainEvent[],
    pallet: P,
    name: N,
): ChainEvent<Events[P][N]>[] {
    return events.filter((event) => isEvent(event, pallet, name)) as unknown as ChainEvent<Events[P][N]>[];
}

/** Whether an event is `pallet.name`. */
export function isEvent(event: ChainEvent, pallet: string, name: string): boolean {
    return event.pallet === pallet && event.name === name;
}

/** The first event `pallet.name` of an outcome. Throws if there is none. */
export function eventOf<P extends keyof Events, N extends keyof Events[P] & string>(
    outcome: Outcome | undefined,
    pallet: P,
    name: N,
): ChainEvent<Events[P][N]> {
    const events = outcome?.events ?? [];
    const [found] = eventsOf(events, pallet, name);
    if (found === undefined) {
        const seen = events.map((event) => `${event.pallet}.${event.name}`).join(', ');
        throw new Error(`No event ${pallet}.${name} among ${seen}`);
    }
    return found;
}
