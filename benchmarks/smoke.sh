#!/usr/bin/env bash
# Runs every benchmark of our pallets against the real runtime with few steps: they work, and verify what they claim.
#   benchmarks/smoke.sh <benchmarking blob>
set -euo pipefail
cd "$(dirname "$0")"
passed=0 failed=0
while read -r pallet; do
    if output=$("$OPENLEDGER_NODE" benchmark pallet --runtime "$1" --genesis-builder runtime \
        --genesis-builder-preset development --pallet "$pallet" --extrinsic '*' --steps 2 --repeat 1 \
        --heap-pages 4096 --quiet 2>&1 </dev/null); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'benchmarks of %s failed:\n%s\n' "$pallet" "$output"
    fi
done <pallets
echo "benchmarks: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
