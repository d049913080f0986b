// SPDX-License-Identifier: Apache-2.0

// Starts the network of network.toml with zombienet, kills and starts single nodes of it, lets another one join, and
// stops all of it.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { binary, freePort, tail } from '@openledger/e2e/node';

const HERE = fileURLToPath(new URL('..', import.meta.url));
const RUN = join(HERE, '.run');
const FILES = join(RUN, 'network');
const LOG = join(RUN, 'zombienet.log');
const PARA = 2000;
const STARTED_WITHIN_MS = 900_000;
const ENDED_WITHIN_MS = 30_000;

/** The used part of zombienet's description of the network that it started. */
interface Description {
    chainSpecFullPath: string;
    relay: { name: string; wsUri: string }[];
    paras: Record<string, { chainSpecPath: string; nodes: { name: string; wsUri: string }[] }>;
    client: { processMap: Record<string, { pid: number; cmd: string[]; logs: string }> };
}

/** A process of the network. */
export class Node {
    constructor(
        readonly name: string,
        /** The address of its RPC. */
        readonly endpoint: string,
        readonly log: string,
        private readonly command: string,
        private pid: number | undefined,
    ) {}

    /** Ends it, at once and without a warning unless another signal is named. */
    async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
        const { pid } = this;
        if (pid === undefined) return;
        send(pid, signal);
        for (const deadline = Date.now() + ENDED_WITHIN_MS; send(pid, 0); await sleep(50)) {
            if (Date.now() > deadline) throw new Error(`${this.name} does not end`);
        }
        this.pid = undefined;
    }

    /** Starts it with the keys, ports and files that it had before. */
    start(): void {
        if (this.pid !== undefined) throw new Error(`${this.name} is running`);
        const output = openSync(this.log, 'a');
        const child = spawn('bash', ['-c', `exec ${this.command}`], {
            stdio: ['ignore', output, output],
            env: environment(),
        });
        closeSync(output);
        this.pid = child.pid;
    }

    /** Kills it without waiting for its end. */
    end(): void {
        if (this.pid !== undefined) send(this.pid, 'SIGKILL');
    }
}

export class Network {
    private constructor(
        private readonly zombienet: ChildProcess,
        private readonly description: Description,
        private readonly nodes: Map<string, Node>,
    ) {}

    /** Starts it and waits until every node runs. */
    static async start(): Promise<Network> {
        const relay = join(dirname(binary()), 'polkadot');
        if (!existsSync(relay))
            throw new Error(`There is no relay chain node at ${relay}. \`make relay-chain\` builds it.`);
        rmSync(FILES, { recursive: true, force: true });
        mkdirSync(RUN, { recursive: true });
        const output = openSync(LOG, 'w');
        const zombienet = spawn(
            program(),
            ['--provider', 'native', '--dir', FILES, '--force', '--logType', 'text', 'spawn', 'network.toml'],
            // A process group of its own, which its nodes belong to: whatever happens, all of it can be ended.
            { cwd: HERE, stdio: ['ignore', output, output], detached: true, env: environment() },
        );
        closeSync(output);
        const endAll = () => zombienet.pid !== undefined && send(-zombienet.pid, 'SIGKILL');
        // An aborted run must not leave a network behind.
        process.once('exit', endAll);
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
        try {
            const description = await described(zombienet);
            const nodes = [...description.relay, ...(description.paras[PARA]?.nodes ?? [])].map(({ name, wsUri }) => {
                const { pid, cmd, logs } = description.client.processMap[
                    name
                ] as Description['client']['processMap'][string];
                return [name, new Node(name, wsUri, logs, cmd.join(' '), pid)] as const;
            });
            const network = new Network(zombienet, description, new Map(nodes));
            process.once('exit', () => network.end());
            return network;
        } catch (error) {
            endAll();
            throw new Error(`${(error as Error).message}\nThe end of ${LOG}:\n${tail(LOG)}`);
        }
    }

    node(name: string): Node {
        const node = this.nodes.get(name);
        if (node === undefined) throw new Error(`There is no node ${name}`);
        return node;
    }

    /** All nodes. */
    all(): Node[] {
        return [...this.nodes.values()];
    }

    /** Starts one more collator, which has only the specifications of the two chains. */
    async join(name: string, ...options: string[]): Promise<Node> {
        const [port, rpcPort] = [await freePort(), await freePort()];
        const parachain = this.description.paras[PARA];
        if (parachain === undefined) throw new Error(`The network has no parachain ${PARA}`);
        const base = join(FILES, name);
        mkdirSync(base, { recursive: true });
        const local = (tcp: number) => `/ip4/127.0.0.1/tcp/${tcp}`;
        const command = [
            binary(),
            ...['--node-key', randomBytes(32).toString('hex')],
            ...['--collator', '--name', name, '--chain', parachain.chainSpecPath, '--base-path', `${base}/data`],
            ...[
                '--listen-addr',
                `${local(port)}/ws`,
                '--rpc-port',
                rpcPort,
                '--rpc-methods',
                'unsafe',
                '--no-prometheus',
            ],
            ...[
                '--no-telemetry',
                '--no-mdns',
                '--no-hardware-benchmarks',
                '--state-pruning',
                'archive',
                ...options,
                '--',
            ],
            ...['--chain', this.description.chainSpecFullPath, '--base-path', `${base}/relay-data`],
            ...['--listen-addr', local(0), '--rpc-port', await freePort(), '--no-prometheus', '--no-mdns'],
        ];
        const node = new Node(
            name,
            `ws://127.0.0.1:${rpcPort}`,
            join(FILES, `${name}.log`),
            command.join(' '),
            undefined,
        );
        this.nodes.set(name, node);
        node.start();
        return node;
    }

    /** Ends every process of it. Logs and files stay until the next start. */
    stop(): void {
        this.end();
        this.zombienet.removeAllListeners();
    }

    private end(): void {
        // Restarted nodes are no longer in zombienet's process group.
        for (const node of this.nodes.values()) node.end();
        if (this.zombienet.pid !== undefined) send(-this.zombienet.pid, 'SIGKILL');
    }
}

/** The path of zombienet's program, wherever npm installed it. */
function program(): string {
    const { resolve } = createRequire(import.meta.url);
    const manifest = resolve('@zombienet/cli/package.json');
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { zombienet: string } };
    return join(dirname(manifest), bin.zombienet);
}

/** The environment of zombienet and of nodes: their binaries are next to ours, and collators author by lookahead. */
function environment(): NodeJS.ProcessEnv {
    const PATH = `${dirname(binary())}${delimiter}${process.env.PATH ?? ''}`;
    return { AUTHORING: 'lookahead', ...process.env, PATH, RUST_BACKTRACE: '1' };
}

/** Waits for the description that zombienet writes once every node runs. */
async function described(zombienet: ChildProcess): Promise<Description> {
    const file = join(FILES, 'zombie.json');
    for (const deadline = Date.now() + STARTED_WITHIN_MS; Date.now() < deadline; await sleep(500)) {
        if (zombienet.exitCode !== null) throw new Error(`zombienet ended with exit code ${zombienet.exitCode}`);
        if (!existsSync(file)) continue;
        try {
            return JSON.parse(readFileSync(file, 'utf8')) as Description;
        } catch {
            // Half written.
        }
    }
    throw new Error(`The network is not there after ${STARTED_WITHIN_MS / 1_000} s`);
}

/** Sends a signal. Returns whether the process exists. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
    try {
        return process.kill(pid, signal);
    } catch {
        return false;
    }
}
