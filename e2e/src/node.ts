// SPDX-License-Identifier: Apache-2.0

// Starts and stops a development node: one process, no relay chain, a block whenever it is asked for one. Other programs
// that serve the same RPC are started and stopped the same way.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LOGS = fileURLToPath(new URL('../.run', import.meta.url));
/** A start takes 1 to 3 s; a loaded machine compiling the runtime's WASM for the first time may need much longer. */
const READY_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 10_000;

/** Where the node's binary is: `OPENLEDGER_NODE`, or what `cargo build -p openledger-node` built. */
export function binary(): string {
    const named = process.env.OPENLEDGER_NODE;
    const target = process.env.CARGO_TARGET_DIR ?? 'target';
    const path = named
        ? resolve(named)
        : join(isAbsolute(target) ? target : join(ROOT, target), 'debug', 'openledger-node');
    if (!existsSync(path)) {
        throw new Error(
            `There is no node at ${path}. Build it with \`cargo build -p openledger-node\` (\`make demo\` does), ` +
                'or name one in the environment variable OPENLEDGER_NODE.',
        );
    }
    return path;
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
    return new Promise((found, failed) => {
        const server = createServer();
        server.once('error', failed);
        server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            if (address === null || typeof address === 'string') return failed(new Error('no port'));
            server.close(() => found(address.port));
        });
    });
}

export interface Server {
    /** Where its RPC is. */
    endpoint: string;
    /** The file its log goes to. */
    log: string;
    /** Stop it and remove its state. */
    stop(): Promise<void>;
}

export interface Node extends Server {
    /** Where its Prometheus metrics are. */
    metrics: string;
}

/** Start a node whose log goes to `.run/<name>.log`, and wait until it answers. */
export async function startNode(name: string, options: string[] = ['--sealing', 'manual']): Promise<Node> {
    const metrics = await freePort();
    const server = await startServer(name, binary(), (port, base) => [
        '--dev',
        ...options,
        '--base-path',
        base,
        '--rpc-port',
        String(port),
        '--prometheus-port',
        String(metrics),
        '--no-telemetry',
    ]);
    return { ...server, metrics: `http://127.0.0.1:${metrics}/metrics` };
}

/**
 * Start a program that serves a node's RPC, and wait until it answers. `options` gets a port for it and a folder that is
 * removed when it stops. Its log goes to `.run/<name>.log`.
 */
export async function startServer(
    name: string,
    program: string,
    options: (port: number, base: string) => string[],
): Promise<Server> {
    const port = await freePort();
    const base = mkdtempSync(join(tmpdir(), 'openledger-'));
    mkdirSync(LOGS, { recursive: true });
    const log = join(LOGS, `${name}.log`);
    const output = openSync(log, 'w');
    const child = spawn(program, options(port, base), { stdio: ['ignore', output, output] });
    closeSync(output);

    // An aborted run must not leave a node behind.
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    const stop = async () => {
        await stopped(child);
        process.removeListener('exit', kill);
        rmSync(base, { recursive: true, force: true });
    };

    try {
        await ready(child, `http://127.0.0.1:${port}`);
    } catch (error) {
        await stop();
        throw new Error(`${(error as Error).message}\nThe end of ${log}:\n${tail(log)}`);
    }
    return { endpoint: `ws://127.0.0.1:${port}`, log, stop };
}

/** Write the development chain's raw specification into `folder`; returns the file. */
export function rawSpec(folder: string): string {
    const file = join(folder, 'raw.json');
    const options = ['export-chain-spec', '--chain', 'dev', '--raw', '--output', file];
    const { status, stderr, error } = spawnSync(binary(), options, { encoding: 'utf8', timeout: READY_WITHIN_MS });
    if (status !== 0) throw new Error(`The node writes no specification: ${error?.message ?? stderr}`);
    return file;
}

/** Wait until the node answers a question about its health. */
async function ready(child: ChildProcess, url: string): Promise<void> {
    let failure: Error | undefined;
    child.once('error', (error) => (failure = error));
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
        if (failure) throw failure;
        if (child.exitCode !== null) throw new Error(`The node stopped with exit code ${child.exitCode}.`);
        try {
            const response = await fetch(url, {
                method: 'POST',
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'system_health', params: [] }),
            });
            if (response.ok) return;
        } catch {
            // Not listening yet.
        }
        await sleep(50);
    }
    throw new Error(`The node does not answer after ${READY_WITHIN_MS / 1000} s.`);
}

/** Ask the process to end, insist after a while, and wait until it has. */
async function stopped(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill('SIGTERM');
    const insist = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(insist);
}

/** The last lines of a log. */
export function tail(file: string): string {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}
