// SPDX-License-Identifier: Apache-2.0

// A thin layer over @polkadot/api: submit, have a block made or wait for it, say in words what became of each transaction.

import { ApiPromise, WsProvider } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { DispatchError, EventRecord } from '@polkadot/types/interfaces';
import type { Codec } from '@polkadot/types/types';
import { hexToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { type Blocks, onRequest, type Source } from './blocks.ts';

export type Call = SubmittableExtrinsic<'promise'>;

/** An event in plain values. */
export interface ChainEvent {
    pallet: string;
    name: string;
    data: any;
}

/** What became of a transaction. */
export interface Outcome {
    /** Hash of its block. */
    block: string;
    /** `Pallet.Error: what its documentation says`, or what failed instead of a module; absent if it succeeded. */
    error?: string;
    /** The fee that its signer paid, in planck; 0 for a feeless one. */
    fee: bigint;
    /** Its events, in order. */
    events: ChainEvent[];
}

/** A transaction that the chain refused to put into a block, or that failed in it. */
export class Rejected extends Error {}

export class Chain {
    /** What was said of all that was sent, by hash. */
    private readonly told = new Map<string, Outcome>();

    private constructor(
        /** Another one after an upgrade that was followed. */
        public api: ApiPromise,
        private readonly provider: WsProvider,
        private readonly blocks: Blocks,
    ) {}

    /** Connect to a node. Its chain makes a block when it is asked to, unless another source of blocks is named. */
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

    /** Call an RPC method by its name. */
    async rpc<T>(method: string, ...params: unknown[]): Promise<T> {
        return this.provider.send<T>(method, params);
    }

    /** Have the next block made, or wait for it where they come by themselves; returns its hash. */
    async makeBlock(): Promise<string> {
        return this.blocks.next();
    }

    /**
     * Wait until the client has taken note of an upgrade to `specVersion`. It replaces its types when it does, so what is
     * read while it does can be decoded with the wrong ones: call this before anything of the block with the upgrade is
     * read. The metadata that it takes them from has no runtime APIs, so there has to be a new client, which begins with
     * metadata that has.
     */
    async followUpgrade(specVersion: number): Promise<void> {
        for (let tries = 0; !this.api.runtimeVersion.specVersion.eqn(specVersion); tries += 1) {
            if (tries >= 600) throw new Error(`The client does not take note of spec version ${specVersion}`);
            await new Promise((done) => setTimeout(done, 50));
        }
        this.api = await ApiPromise.create({ provider: this.provider, noInitWarn: true });
    }

    /** The era that the next block belongs to. */
    async era(): Promise<number> {
        return Number(await this.ask('openLedgerApi', 'currentEra'));
    }

    /** The era that `block` belongs to. */
    async eraOf(block: string): Promise<number> {
        // By its name: for blocks after an upgrade, @polkadot/api fetches metadata of a version that has no runtime APIs.
        const era = await this.rpc<string>('state_call', 'OpenLedgerApi_current_era', '0x', block);
        return this.api.createType('u32', hexToU8a(era)).toNumber();
    }

    /** Have blocks made until `eras` more have begun; returns the era reached. */
    async nextEra(eras = 1): Promise<number> {
        const goal = (await this.era()) + eras;
        for (let blocks = 0; (await this.era()) < goal; blocks += 1) {
            if (blocks > 10_000) throw new Error(`Era ${goal} does not begin`);
            await this.makeBlock();
        }
        return goal;
    }

    /** Call a runtime API. */
    async ask(api: string, method: string, ...params: unknown[]): Promise<any> {
        const call = this.api.call[api]?.[method];
        if (call === undefined) throw new Error(`The runtime has no API ${api}.${method}`);
        return (call as (...args: unknown[]) => Promise<Codec>)(...params);
    }

    /** Read a storage item. */
    async read(pallet: string, item: string, ...keys: unknown[]): Promise<any> {
        const entry = this.api.query[pallet]?.[item];
        if (entry === undefined) throw new Error(`The runtime has no storage ${pallet}.${item}`);
        return entry(...keys);
    }

    /** Call a view function of a pallet by the names that the runtime has for both. */
    async view(pallet: string, name: string, ...args: unknown[]): Promise<any> {
        const { registry } = this.api;
        const found = this.api.runtimeMetadata.asV16.pallets.find((one) => one.name.toString() === pallet);
        const view = found?.viewFunctions.find((one) => one.name.toString() === name);
        if (view === undefined) throw new Error(`The runtime has no view function ${pallet}.${name}`);
        const input = view.inputs.map(({ type }, index) =>
            this.api.createType(registry.createLookupType(type), args[index]).toU8a(),
        );
        const answer = await this.ask(
            'runtimeViewFunction',
            'executeViewFunction',
            view.id,
            u8aToHex(u8aConcat(...input)),
        );
        if (answer.isErr) throw new Error(`${pallet}.${name}: ${answer.asErr.toString()}`);
        return this.api.createType(registry.createLookupType(view.output), answer.asOk.toU8a(true));
    }

    /** Build a call by name, so that a renamed call is reported by name. */
    call(pallet: string, name: string, ...args: unknown[]): Call {
        const call = this.api.tx[pallet]?.[name];
        if (call === undefined) throw new Error(`The runtime has no call ${pallet}.${name}`);
        const expected = call.meta.args.length;
        if (args.length !== expected) {
            const names = call.meta.args.map((arg) => arg.name.toString()).join(', ');
            throw new Error(`${pallet}.${name} takes ${expected} arguments (${names}), ${args.length} were given`);
        }
        return call(...args);
    }

    /** The constant of a pallet. */
    constant(pallet: string, name: string): any {
        const value = this.api.consts[pallet]?.[name];
        if (value === undefined) throw new Error(`The runtime has no constant ${pallet}.${name}`);
        return value;
    }

    /**
     * Send several transactions, in order, and say what became of each. None of them may be refused. Where blocks are made on
     * request they are in one block, but for what the pool of a busy machine takes in too late for it.
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

    /** Send a transaction in a block of its own and say what became of it. */
    async send(call: Call, signer: KeyringPair): Promise<Outcome> {
        const [outcome] = await this.sendAll([[call, signer]]);
        return outcome as Outcome;
    }

    /**
     * Make sure that in these blocks everything that was sent has become what was said of it: a block can be given up for
     * another as long as it is not final.
     */
    async ensureUnchanged(blocks: string[]): Promise<void> {
        const left = new Map(this.told);
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

    /** Send transactions that must all succeed. */
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
        return (await this.read('system', 'account', who)).data.free.toBigInt();
    }

    /** What an account owns: free and held, in planck. */
    async balance(who: string): Promise<bigint> {
        const { data } = await this.read('system', 'account', who);
        return data.free.toBigInt() + data.reserved.toBigInt();
    }

    /** All OPEN there is, in planck. */
    async issuance(): Promise<bigint> {
        return (await this.read('balances', 'totalIssuance')).toBigInt();
    }

    /** The events of a block, those of hooks included. */
    async events(block: string): Promise<ChainEvent[]> {
        return (await this.records(block)).map(({ event }) => plain(event));
    }

    /** Events of `pallet` named `name` in all blocks from `from` to the head, in order. */
    async eventsSince(from: number, pallet: string, name: string): Promise<ChainEvent[]> {
        const head = (await this.api.rpc.chain.getHeader()).number.toNumber();
        const found: ChainEvent[] = [];
        for (let number = from; number <= head; number += 1) {
            const hash = await this.api.rpc.chain.getBlockHash(number);
            for (const event of await this.events(hash.toHex())) {
                if (event.pallet === pallet && event.name === name) found.push(event);
            }
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
        const at = await this.api.at(block);
        return (await at.query.system!.events!()) as unknown as EventRecord[];
    }

    /** What became of transactions that wait in the pool. */
    private async included(hashes: string[]): Promise<Outcome[]> {
        const deadline = Date.now() + this.blocks.patience;
        const found = new Map<string, Outcome>();
        let block: string;
        do {
            block = await this.makeBlock();
            for (const [hash, outcome] of await this.outcomes(block, hashes)) {
                found.set(hash, outcome);
                this.told.set(hash, outcome);
            }
        } while (found.size < hashes.length && Date.now() < deadline);
        return hashes.map((hash) => {
            const outcome = found.get(hash);
            if (outcome === undefined) throw new Rejected(`Transaction ${hash} is not in block ${block}`);
            return outcome;
        });
    }

    /** What became of those of the transactions that are in `block`. */
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

    /** A dispatch error in words. */
    explain(error: DispatchError): string {
        if (!error.isModule) return error.toString();
        const { section, name, docs } = this.api.registry.findMetaError(error.asModule);
        const pallet = this.palletName(section);
        return `${pallet}.${name}: ${docs.join(' ').trim()}`;
    }

    /** The name of a pallet as the runtime spells it, from what @polkadot/api calls it. */
    private palletName(section: string): string {
        const found = this.api.runtimeMetadata.asLatest.pallets.find(
            ({ name }) => name.toString().toLowerCase() === section.toLowerCase(),
        );
        return found?.name.toString() ?? section;
    }
}

function plain(event: EventRecord['event']): ChainEvent {
    const { names } = event.data as unknown as { names: string[] | null };
    const data = names
        ? Object.fromEntries(names.map((name, index) => [name, event.data[index]]))
        : Array.from(event.data);
    return { pallet: event.section, name: event.method, data };
}

/** The event `pallet.name` of an outcome, which must be there. */
export function eventOf(outcome: Outcome, pallet: string, name: string): ChainEvent {
    const found = outcome.events.find((event) => event.pallet === pallet && event.name === name);
    if (found === undefined) {
        const seen = outcome.events.map((event) => `${event.pallet}.${event.name}`).join(', ');
        throw new Error(`No event ${pallet}.${name} among ${seen}`);
    }
    return found;
}
