#!/usr/bin/env bash
# Measures the weights of our pallets against the real runtime and writes them to runtime/src/weights.
#   benchmarks/weights.sh <benchmarking blob> [pallet …]
set -euo pipefail
cd "$(dirname "$0")"
blob=$1
shift
if [ $# -gt 0 ]; then pallets=("$@"); else mapfile -t pallets <pallets; fi
mkdir -p ../runtime/src/weights
for pallet in "${pallets[@]}"; do
    echo "measuring $pallet"
    "$OPENLEDGER_NODE" benchmark pallet --runtime "$blob" --genesis-builder runtime \
        --genesis-builder-preset development --pallet "$pallet" --extrinsic '*' \
        --steps "${STEPS:-50}" --repeat "${REPEAT:-20}" --heap-pages 4096 \
        --template weights.hbs --output "../runtime/src/weights/$pallet.rs"
done
