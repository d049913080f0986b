#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Where the time of a block goes: samples the throughput harness with Linux' perf while it executes a full block, and says
which part of the node, or of the runtime, the processor was in.

    benchmarks/profile.py <openledger-throughput> [workload] [contributors]"""

import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

RUNS = 20
# The first that fits counts. What isn't named is the rest.
AREAS = [
    ("the runtime's own code (WASM)", r"\[JIT\]|perf-\d+\.map"),
    ("signatures", r"curve25519|schnorrkel|merlin|keccak|ed25519|subtle::|sp_core::sr25519"),
    ("hashes", r"blake2|twox|xxh|sp_crypto_hashing"),
    ("state: trie, its cache and the proof's recorder", r"trie|nibble|memory_db|hash_db|hashbrown|schnellru|hash::random|hash_one|rustc_entry"),
    ("state: changes of the block", r"sp_state_machine|overlayed|changeset|sp_externalities|btree"),
    ("calls between runtime and host", r"wasmtime|sc_executor|sc_allocator|sp_wasm_interface"),
    ("memory: allocating, copying, comparing", r"libc\.so|malloc|realloc|calloc|free|memmove|memcpy|memcmp|drop_in_place"),
    ("the operating system", r"kernel|vdso"),
]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if shutil.which("perf") is None:
        sys.exit("perf is missing. On Debian: apt-get install linux-perf")
    harness = str(pathlib.Path(sys.argv[1]).resolve())
    workload = sys.argv[2] if len(sys.argv) > 2 else "settle-independent"
    contributors = sys.argv[3] if len(sys.argv) > 3 else "1000"
    with tempfile.TemporaryDirectory() as folder:
        data, result = f"{folder}/perf.data", f"{folder}/result.json"
        # With the names of the runtime's functions, which wasmtime compiles while it runs.
        environment = os.environ | {"WASMTIME_PROFILING_STRATEGY": "perfmap"}
        command = [harness, "--contributors", contributors, "--only", workload, "--runs", str(RUNS), "--out", result]
        record = ["perf", "record", "--quiet", "--event", "cpu-clock", "--freq", "499", "--output", data, "--"]
        subprocess.run([*record, *command], env=environment, check=True)
        script = ["perf", "script", "--input", data, "--fields", "time,ip,sym,dso"]
        samples = subprocess.run(script, capture_output=True, text=True, check=True).stdout.splitlines()
        report = json.loads(pathlib.Path(result).read_text())

    # The workload comes last: its runs, and one with the meter after them.
    [block] = [block for block in report["states"][0]["blocks"] if block["workload"] == workload]
    times = [float(line.split(":", 1)[0]) for line in samples]
    end = times[-1] - block["metered_micros"] / 1e6
    start = end - RUNS * block["measured"]["least_micros"] / 1e6
    areas, rest = collections.Counter(), collections.Counter()
    for line, time in zip(samples, times):
        if not start <= time <= end:
            continue
        code = line.split(":", 1)[1]
        area = next((name for name, pattern in AREAS if re.search(pattern, code)), "the rest")
        areas[area] += 1
        if area == "the rest":
            rest[code.split(None, 1)[1]] += 1
    total = areas.total()
    print(f"\nA block of {workload}, {contributors} contributors: {total} samples of {RUNS} executions")
    for area, count in areas.most_common():
        print(f"{100 * count / total:6.1f} %  {area}")
    print("Most of the rest:")
    for code, count in rest.most_common(5):
        print(f"{100 * count / total:6.1f} %  {code[:110]}")


if __name__ == "__main__":
    main()
