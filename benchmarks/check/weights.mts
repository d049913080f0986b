// SPDX-License-Identifier: Apache-2.0

// Weights as `weights.hbs` writes them: reading such a file, and comparing two.

/** An amount that grows with a call's components. */
export interface Line {
    base: number;
    slopes: Map<string, number>;
}

/** The measurement of one call. */
export interface Measured {
    /** The least and the largest value that each component was measured with. */
    ranges: Map<string, [number, number]>;
    /** Picoseconds, without the database. */
    time: Line;
    reads: Line;
    writes: Line;
    /** Bytes. */
    proof: Line;
    /** Whether the proof is that of the benchmark's own state, because an item read has no longest length. */
    recorded: boolean;
}

/** A difference between the committed weight and the new measurement. */
export interface Difference {
    call: string;
    /** The components' values: `n=256`. */
    at: string;
    what: string;
    committed: string;
    now: string;
}

export interface Comparison {
    calls: number;
    differences: Difference[];
    /** The factor by which this machine is slower than the one of the committed weights. */
    slower: number;
}

/** The factor by which a call may take longer, or shorter, than expected from the other calls. */
export const BAND = 4;
/** A smaller difference is noise, in picoseconds: a call in a cold cache, or an interrupt. */
export const NOISE = 200_000_000;
/** The tolerance for a recorded proof: it depends on the state that the benchmark runs on as well. */
export const RECORDED = { part: 0.1, bytes: 2_048 };

const line = (): Line => ({ base: 0, slopes: new Map() });

const NUMBER = '([0-9_]+)';
const FACTOR = String.raw`\.saturating_mul\((\w+)\.into\(\)\)`;
const PATTERNS = {
    range: /^\/\/\/ The range of component `(\w+)` is `\[(\d+), (\d+)\]`\.$/,
    call: /^(?:pub )?fn (\w+)\(.*\) -> Weight \{$/,
    base: new RegExp(`^Weight::from_parts\\(${NUMBER}, 0\\)$`),
    proof: new RegExp(`^\\.saturating_add\\(Weight::from_parts\\(0, ${NUMBER}\\)\\)$`),
    timeSlope: new RegExp(`^\\.saturating_add\\(Weight::from_parts\\(${NUMBER}, 0\\)${FACTOR}\\)$`),
    proofSlope: new RegExp(`^\\.saturating_add\\(Weight::from_parts\\(0, ${NUMBER}\\)${FACTOR}\\)$`),
    access: new RegExp(`^\\.saturating_add\\(T::DbWeight::get\\(\\)\\.(reads|writes)\\(${NUMBER}\\)\\)$`),
    accessSlope: new RegExp(
        `^\\.saturating_add\\(T::DbWeight::get\\(\\)\\.(reads|writes)\\(\\(${NUMBER}_u64\\)${FACTOR}\\)\\)$`,
    ),
};

const number = (digits: string): number => Number(digits.replaceAll('_', ''));

type Groups = [string, string, string];

/** The groups of a row that matches `pattern`, else null. */
function groups(row: string, pattern: RegExp): Groups | null {
    const found = row.match(pattern);
    return found === null ? null : [found[1] ?? '', found[2] ?? '', found[3] ?? ''];
}

/** The rows of a call's weight, and how each of them is read. */
const ROWS: [RegExp, (call: Measured, groups: Groups) => void][] = [
    [PATTERNS.base, ({ time }, [value]) => Object.assign(time, { base: number(value) })],
    [PATTERNS.proof, ({ proof }, [value]) => Object.assign(proof, { base: number(value) })],
    [PATTERNS.timeSlope, ({ time }, [value, component]) => time.slopes.set(component, number(value))],
    [PATTERNS.proofSlope, ({ proof }, [value, component]) => proof.slopes.set(component, number(value))],
    [PATTERNS.access, (call, [kind, value]) => Object.assign(accesses(call, kind), { base: number(value) })],
    [
        PATTERNS.accessSlope,
        (call, [kind, value, component]) => accesses(call, kind).slopes.set(component, number(value)),
    ],
];

const accesses = (call: Measured, kind: string): Line => (kind === 'reads' ? call.reads : call.writes);

/** Reads a row of a call's weight. Returns whether it is one. */
function read(call: Measured, row: string): boolean {
    for (const [pattern, take] of ROWS) {
        const found = groups(row, pattern);
        if (found === null) continue;
        take(call, found);
        return true;
    }
    return false;
}

/** The calls of a file of weights, by name. An unknown line is an error, so that no difference is overlooked. */
export function parse(text: string): Map<string, Measured> {
    const calls = new Map<string, Measured>();
    let ranges: Measured['ranges'] = new Map();
    let recorded = false;
    let call: Measured | undefined;
    for (const raw of text.split('\n')) {
        const row = raw.trim();
        const range = groups(row, PATTERNS.range);
        const begin = groups(row, PATTERNS.call);
        if (range !== null) {
            ranges.set(range[0], [Number(range[1]), Number(range[2])]);
        } else if (row.startsWith('///')) {
            recorded ||= row.endsWith('mode: `Measured`)');
        } else if (begin !== null) {
            call = { ranges, recorded, time: line(), reads: line(), writes: line(), proof: line() };
            calls.set(begin[0], call);
            ranges = new Map();
            recorded = false;
        } else if (call !== undefined && row !== '' && !row.startsWith('//') && row !== '}' && !read(call, row)) {
            throw new Error(`A file of weights has an unknown line: ${row}`);
        }
    }
    if (calls.size === 0) throw new Error('A file of weights has no call');
    return calls;
}

/** The value of a line for these values of the components. */
export function valueAt({ base, slopes }: Line, values: Map<string, number>): number {
    let value = base;
    for (const [component, slope] of slopes) value += slope * (values.get(component) ?? 0);
    return value;
}

/** The points at which a call is compared: all components at their largest value, then each at its least. */
export function corners({ ranges }: Measured): [Map<string, number>, ...Map<string, number>[]] {
    const largest = new Map([...ranges].map(([component, [, most]]) => [component, most]));
    return [largest, ...[...ranges].map(([component, [least]]) => new Map(largest).set(component, least))];
}

const show = (values: Map<string, number>): string =>
    [...values].map(([component, value]) => `${component}=${value}`).join(' ');

const isTheSame = (a: Measured['ranges'], b: Measured['ranges']): boolean =>
    JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());

function median(values: number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 1;
}

/**
 * Compares the calls of some pallets, named `pallet::call`, as committed and as measured now with the same steps.
 *
 * Reads, writes and the longest proof follow from the code alone, so they must be equal on every machine. Time depends
 * on the machine, so it is compared relative to the other calls measured here. A call has changed if it takes several
 * times more or less than its committed weight.
 */
export function compare(committed: Map<string, Measured>, now: Map<string, Measured>): Comparison {
    const differences: Difference[] = [];
    const times: { call: string; at: string; committed: number; now: number }[] = [];
    for (const call of new Set([...committed.keys(), ...now.keys()])) {
        const [before, after] = [committed.get(call), now.get(call)];
        if (before === undefined || after === undefined) {
            const [is, isNot] = ['measured', 'not there'];
            differences.push({ call, at: '', what: 'call', committed: before ? is : isNot, now: after ? is : isNot });
            continue;
        }
        if (!isTheSame(before.ranges, after.ranges)) {
            const text = ({ ranges }: Measured) => [...ranges].map(([name, [a, b]]) => `${name} ${a}–${b}`).join(', ');
            differences.push({ call, at: '', what: 'ranges', committed: text(before), now: text(after) });
            continue;
        }
        for (const values of corners(after)) {
            const at = show(values);
            for (const what of ['reads', 'writes', 'proof'] as const) {
                const [was, is] = [valueAt(before[what], values), valueAt(after[what], values)];
                const recorded = what === 'proof' && before.recorded && after.recorded;
                const tolerance = recorded ? Math.max(was * RECORDED.part, RECORDED.bytes) : 0;
                if (Math.abs(was - is) > tolerance) {
                    differences.push({ call, at, what, committed: String(was), now: String(is) });
                }
            }
        }
        const [largest] = corners(after);
        times.push({
            call,
            at: show(largest),
            committed: valueAt(before.time, largest),
            now: valueAt(after.time, largest),
        });
    }
    const slower = median(times.filter((time) => time.committed > 0).map((time) => time.now / time.committed));
    for (const { call, at, committed: was, now: is } of times) {
        const expected = was * slower;
        const isOutside = is > expected * BAND || is < expected / BAND;
        if (isOutside && Math.abs(is - expected) > NOISE) {
            const micros = (picoseconds: number) => `${(picoseconds / 1e6).toFixed(0)} µs`;
            differences.push({ call, at, what: 'time', committed: `${micros(expected)} here`, now: micros(is) });
        }
    }
    return { calls: now.size, differences, slower };
}

/** The differences as a table. */
export function table(differences: Difference[]): string {
    const columns = ['call', 'at', 'what', 'committed', 'now'] as const;
    const rows = [
        Object.fromEntries(columns.map((column) => [column, column])) as unknown as Difference,
        ...[...differences].sort((a, b) => a.call.localeCompare(b.call)),
    ];
    const widths = columns.map((column) => Math.max(...rows.map((row) => row[column].length)));
    return rows
        .map((row) =>
            columns
                .map((column, i) => row[column].padEnd(widths[i] ?? 0))
                .join('  ')
                .trimEnd(),
        )
        .join('\n');
}
