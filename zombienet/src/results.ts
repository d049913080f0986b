// SPDX-License-Identifier: Apache-2.0

// The measurements of the tests, as a table for docs/zombienet.md.

import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../.run/results.md', import.meta.url));

export class Results {
    private readonly rows: [string, string][] = [];

    note(what: string, measured: string): void {
        this.rows.push([what, measured]);
        console.log(`  ${what}: ${measured}`);
    }

    seconds(what: string, seconds: number): void {
        this.note(what, `${seconds.toFixed(1)} s`);
    }

    /** Writes the table. Returns its path. */
    write(): string {
        mkdirSync(fileURLToPath(new URL('../.run', import.meta.url)), { recursive: true });
        const table = ['| what | measured |', '|---|---|', ...this.rows.map((row) => `| ${row.join(' | ')} |`)];
        writeFileSync(FILE, `${table.join('\n')}\n`);
        return FILE;
    }
}
