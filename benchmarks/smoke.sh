#!/usr/bin/env bash
# Runs benchmarks against the real runtime with few steps: they work, verify what they claim, and
# read, write and prove what the committed weights say.
#   benchmarks/smoke.sh <benchmarking blob> [pallet …]
# Without pallets: our own. `all` is every pallet that is benchmarked.
set -euo pipefail
cd "$(dirname "$0")"
blob=$(realpath "$1")
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if [ "${1:-}" = all ]; then
    mapfile -t pallets < <("$OPENLEDGER_NODE" benchmark pallet --runtime "$blob" --genesis-builder none --list=pallets \
        --no-csv-header)
elif [ $# -gt 0 ]; then
    pallets=("$@")
else
    mapfile -t pallets <pallets
fi

# Two processes at a time, each with every other pallet: a process compiles the runtime, which takes longer than the
# benchmarks. Three steps: what is not read where a component is nothing is seen twice then, and makes a line.
part() {
    local mine=() i
    for ((i = $1; i < ${#pallets[@]}; i += 2)); do mine+=("${pallets[i]}"); done
    [ ${#mine[@]} -eq 0 ] && return
    "$OPENLEDGER_NODE" benchmark pallet --runtime "$blob" --genesis-builder runtime \
        --genesis-builder-preset development --pallet "$(IFS=,; echo "${mine[*]}")" --extrinsic '*' --steps 3 \
        --repeat 1 --min-duration 0 --heap-pages 4096 --template weights.hbs --output "$scratch/weights" --quiet
}
mkdir "$scratch/weights"
part 0 >"$scratch/0" 2>&1 </dev/null &
first=$!
result=0
part 1 >"$scratch/1" 2>&1 </dev/null || result=1
wait $first || result=1
if [ $result -ne 0 ]; then
    echo 'benchmarks failed:'
    cat "$scratch/0" "$scratch/1"
    exit 1
fi
../e2e/node_modules/.bin/tsx check/main.mts ../runtime/src/weights "$scratch/weights"
