// SPDX-License-Identifier: Apache-2.0

// The part of SCALE that vouchers and receipts need: little-endian integers of fixed width, compact integers, accounts,
// hashes and options, one after the other without names or padding.

import { hexToU8a } from '@polkadot/util';
import { decodeAddress } from '@polkadot/util-crypto';

export type Hex = `0x${string}`;

const U32 = 2 ** 32;
const U64 = 1n << 64n;
const U128 = 1n << 128n;
/** A compact integer below this takes at most four bytes. */
const SHORT = 1n << 30n;

/** Decoded addresses. Decoding verifies a checksum, the slowest step here, so each address is decoded once. */
const accounts = new Map<string, Uint8Array>();

/** The 32 bytes of an account. */
export function accountBytes(address: string): Uint8Array {
    let bytes = accounts.get(address);
    if (bytes === undefined) {
        bytes = decodeAddress(address);
        if (bytes.length !== 32) throw new Error(`${address} is not an account of 32 bytes`);
        accounts.set(address, bytes);
    }
    return bytes;
}

/** Whether two addresses, perhaps in different formats, name the same account. */
export function sameAccount(one: string | null, other: string | null): boolean {
    if (one === other || one === null || other === null) return one === other;
    return accountBytes(one).every((byte, index) => byte === accountBytes(other)[index]);
}

export class Encoder {
    private bytes = new Uint8Array(320);
    private length = 0;

    /** Appends bytes unchanged. */
    raw(bytes: Uint8Array): this {
        this.reserve(bytes.length);
        this.bytes.set(bytes, this.length);
        this.length += bytes.length;
        return this;
    }

    u8(value: number): this {
        this.reserve(1);
        this.bytes[this.length] = value;
        this.length += 1;
        return this;
    }

    u32(value: number): this {
        if (!Number.isInteger(value) || value < 0 || value >= U32) throw new RangeError(`${value} is not a u32`);
        return this.little(value, 4);
    }

    u64(value: bigint): this {
        if (value < 0n || value >= U64) throw new RangeError(`${value} is not a u64`);
        return this.little(Number(value & 0xffff_ffffn), 4).little(Number(value >> 32n), 4);
    }

    /** Appends an integer below 2^128 in one, two or four bytes, or in a length byte and the bytes that it needs. */
    compact(value: bigint): this {
        if (value < 0n || value >= U128) throw new RangeError(`${value} is not a u128`);
        if (value < SHORT) {
            const short = Number(value);
            if (short < 1 << 6) return this.little(short * 4, 1);
            if (short < 1 << 14) return this.little(short * 4 + 1, 2);
            return this.little(short * 4 + 2, 4);
        }
        const digits = value.toString(16);
        const count = Math.ceil(digits.length / 2);
        this.u8((count - 4) * 4 + 3);
        return this.raw(hexToU8a(`0x${digits.padStart(2 * count, '0')}`).reverse());
    }

    account(address: string): this {
        return this.raw(accountBytes(address));
    }

    hash(hash: Hex): this {
        const bytes = hexToU8a(hash);
        if (bytes.length !== 32) throw new RangeError(`${hash} is not a hash of 32 bytes`);
        return this.raw(bytes);
    }

    optionalHash(hash: Hex | null): this {
        return hash === null ? this.u8(0) : this.u8(1).hash(hash);
    }

    finish(): Uint8Array {
        return this.bytes.slice(0, this.length);
    }

    private little(value: number, width: number): this {
        this.reserve(width);
        let rest = value;
        for (let place = 0; place < width; place += 1) {
            this.bytes[this.length + place] = rest % 256;
            rest = Math.floor(rest / 256);
        }
        this.length += width;
        return this;
    }

    private reserve(more: number): void {
        if (this.length + more <= this.bytes.length) return;
        const larger = new Uint8Array(2 * (this.length + more));
        larger.set(this.bytes.subarray(0, this.length));
        this.bytes = larger;
    }
}
