// SPDX-License-Identifier: Apache-2.0

/** Planck in one OPEN: the token has 12 decimals. */
export const OPEN = 1_000_000_000_000n;

/** An amount of planck as OPEN, exact: `1.5 OPEN`, `0.000000000001 OPEN`. */
export function open(planck: bigint): string {
    const sign = planck < 0n ? '-' : '';
    const amount = planck < 0n ? -planck : planck;
    const whole = (amount / OPEN).toString().replace(/\B(?=(\d{3})+$)/g, ',');
    const fraction = (amount % OPEN).toString().padStart(12, '0').replace(/0+$/, '');
    return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`} OPEN`;
}

/** Parts per million as a percentage: `2.5 %`. */
export function percent(parts: bigint | number): string {
    return `${Number(parts) / 10_000} %`;
}

/** `parts` of `whole` as a percentage with at most two decimals, rounded down. */
export function ratio(parts: bigint, whole: bigint): string {
    return whole === 0n ? '0 %' : `${Number((parts * 10_000n) / whole) / 100} %`;
}

/** `['a', 'b', 'c']` as `a, b and c`. */
export function list(items: string[]): string {
    return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** The smaller one of two amounts. */
export function least(one: bigint, other: bigint): bigint {
    return one < other ? one : other;
}

/** The sum of `amounts`. */
export function sum(amounts: Iterable<bigint>): bigint {
    let total = 0n;
    for (const amount of amounts) total += amount;
    return total;
}
