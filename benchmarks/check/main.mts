// SPDX-License-Identifier: Apache-2.0

// Compares new measurements with the committed weights:
//   tsx main.mts <folder of committed weights> <folder of weights measured now> <file for the pallets that differ>

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, type Measured, parse, table } from './weights.mts';

const [committed, now, differ] = process.argv.slice(2);
if (committed === undefined || now === undefined || differ === undefined) {
    console.error('usage: main.mts <committed weights> <weights measured now> <file for the pallets that differ>');
    process.exit(2);
}

const files = readdirSync(now).filter((file) => file.endsWith('.rs'));
const read = (folder: string): Map<string, Measured> =>
    new Map(
        files.flatMap((file) => {
            const calls = parse(readFileSync(join(folder, file), 'utf8'));
            return [...calls].map(([call, measured]) => [`${file.replace(/\.rs$/, '')}::${call}`, measured] as const);
        }),
    );

const { calls, differences, slower } = compare(read(committed), read(now));
if (differences.length > 0) {
    console.error(
        'The committed weights are not those of the code. If what changed is meant, measure these pallets again',
    );
    console.error('(make weights PALLETS="…", benchmarks/README.md) and commit the files.\n');
    console.error(table(differences));
    writeFileSync(differ, [...new Set(differences.map(({ call }) => `${call.split('::')[0]}\n`))].join(''));
    process.exit(1);
}
console.log(
    `weights: ${calls} calls of ${files.length} pallets read, write and prove what is committed; ` +
        `they take ${slower.toFixed(1)} times as long here`,
);
