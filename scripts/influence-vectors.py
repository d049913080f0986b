#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compute docs/influence-vectors.json from docs/influence.md alone, without any code of the chain.

Usage: scripts/influence-vectors.py > docs/influence-vectors.json
"""

import hashlib
import json

EMPTY = (bytes(32), 0)


def blake2(data):
    return hashlib.blake2b(data, digest_size=32).digest()


def le(number, size):
    return number.to_bytes(size, "little")


def item(contribution, weight):
    return blake2(b"openledger/influence/item/1" + le(contribution, 8) + le(weight, 16)), weight


def leaf(account, weight, depth, items):
    return blake2(b"openledger/influence/leaf/1" + account + le(weight, 16) + le(depth, 1) + items), weight


def node(left, right):
    preimage = b"openledger/influence/node/1" + left[0] + le(left[1], 16) + right[0] + le(right[1], 16)
    return blake2(preimage), left[1] + right[1]


def rows(leaves):
    """All rows of a tree, the leaves first."""
    depth = 0
    while 2**depth < len(leaves):
        depth += 1
    row = list(leaves) + [EMPTY] * (2**depth - len(leaves))
    all_rows = [row]
    while len(row) > 1:
        row = [node(row[place], row[place + 1]) for place in range(0, len(row), 2)]
        all_rows.append(row)
    return all_rows


def siblings(all_rows, index):
    found = []
    for row in all_rows[:-1]:
        found.append(row[index ^ 1])
        index //= 2
    return found


def tree(weights):
    """The tree over {account: {contribution: weight}}."""
    leaves, people = [], []
    for account in sorted(weights):
        items = rows([item(*entry) for entry in sorted(weights[account].items())])
        root = items[-1][0]
        people.append((account, root[1], len(items) - 1, root[0], items))
        leaves.append(leaf(account, root[1], len(items) - 1, root[0]))
    return rows(leaves), people


def hex0x(data):
    return "0x" + data.hex()


def plain(one):
    return {"hash": hex0x(one[0]), "sum": str(one[1])}


def compact(number):
    if number < 1 << 6:
        return le(number << 2, 1)
    if number < 1 << 14:
        return le(number << 2 | 1, 2)
    if number < 1 << 30:
        return le(number << 2 | 2, 4)
    size = max(4, (number.bit_length() + 7) // 8)
    return bytes([(size - 4) << 2 | 3]) + le(number, size)


def names(datanets):
    data = compact(len(datanets))
    for one in datanets:
        data += le(one["datanet"], 4)
        data += compact(len(one["via"])) + b"".join(le(model, 4) for model in one["via"])
        data += compact(len(one["contributions"]))
        for name in one["contributions"]:
            data += compact(name["contribution"]) + compact(name["weight"])
    return data


def case(weights):
    all_rows, people = tree(weights)
    root = all_rows[-1][0]
    claims = []
    for index, (account, weight, depth, items_root, items) in enumerate(people):
        proofs = []
        for place, (contribution, amount) in enumerate(sorted(weights[account].items())):
            path = [plain(one) for one in siblings(items, place)]
            proofs.append(
                {"contribution": str(contribution), "weight": str(amount), "index": place, "siblings": path}
            )
        claims.append(
            {
                "contributor": hex0x(account),
                "weight": str(weight),
                "depth": depth,
                "items": hex0x(items_root),
                "index": index,
                "siblings": [plain(one) for one in siblings(all_rows, index)],
                "contributions": proofs,
            }
        )
    return {"root": {"hash": hex0x(root[0]), "sum": str(root[1]), "depth": len(all_rows) - 1}, "leaves": claims}


def main():
    account = lambda number: bytes([number]) * 32
    named = [
        {"datanet": 3, "via": [], "contributions": [{"contribution": 7, "weight": 1}]},
        {
            "datanet": 1,
            "via": [5, 2],
            "contributions": [{"contribution": 64, "weight": 70000}, {"contribution": 20000, "weight": 4294967295}],
        },
    ]
    encoded = names(named)
    names_hash = blake2(b"openledger/influence/name/1" + encoded)
    answer = "Paris is the capital of France."
    digest = blake2(answer.encode())
    vectors = {
        "trees": [
            case({account(1): {0: 5}}),
            case({account(1): {0: 5, 9: 1}, account(2): {3: 4}, account(3): {1: 2, 4: 7, 5: 2**64}}),
            case({account(number): {number: number, 1000 + number: 1} for number in range(1, 6)}),
        ],
        "names": {
            "datanets": named,
            "encoded": hex0x(encoded),
            "hash": hex0x(names_hash),
            "answer": answer,
            "response": hex0x(blake2(b"openledger/influence/said/1" + names_hash + digest)),
        },
    }
    print(json.dumps(vectors, indent=2))


if __name__ == "__main__":
    main()
