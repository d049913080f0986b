// SPDX-License-Identifier: Apache-2.0

// Starts and stops a development node: one process, no relay chain, blocks on request. Other programs that serve the
// same RPC are started and stopped the same way.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LOGS = fileURLToPath(new URL('../.run', import.meta.url));
/** Enough even for a loaded machine that compiles the runtime's WASM for the first time. */
const READY_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 10_000;

/** The path of the node's binary: `OPENLEDGER_NODE`, or the result of `cargo build -p openledger-node`. */
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

/** Finds a port that no program listens on now. */
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
    /** The address of its RPC. */
    endpoint: string;
    /** The path of its log. */
    log: string;
    /** Stops it and removes its state. */
    stop(): Promise<void>;
}

export interface Node extends Server {
    /** The address of its Prometheus metrics. */
    metrics: string;
}

/** Starts a node that logs to `.run/<name>.log`, and waits until it answers. */
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
        // Tests read the state of blocks long past.
        '--state-pruning',
        'archive',
    ]);
    return { ...server, metrics: `http://127.0.0.1:${metrics}/metrics` };
}

/**
 * Starts a program that serves a node's RPC, and waits until it answers. `options` receives a port and a folder, which
 * is removed when the program stops. It logs to `.run/<name>.log`.
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

/** Writes the development chain's raw specification into `folder`. Returns the file. */
export function rawSpec(folder: string): string {
    const file = join(folder, 'raw.json');
    const options = ['export-chain-spec', '--chain', 'dev', '--raw', '--output', file];
    const { status, stderr, error } = spawnSync(binary(), options, { encoding: 'utf8', timeout: READY_WITHIN_MS });
    if (status !== 0) throw new Error(`The node writes no specification: ${error?.message ?? stderr}`);
    return file;
}

/** Waits until the node answers a health request. */
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

/** Terminates the process, kills it after a while, and waits for its end. */
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
