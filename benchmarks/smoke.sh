#!/usr/bin/env bash
# Runs benchmarks against the real runtime, each step once: they work, verify what they claim, and
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
    mapfile -t pallets < <("$OPENLEDGER_WEIGHTS" pallet --runtime "$blob" --genesis-builder none --list=pallets \
        --no-csv-header)
elif [ $# -gt 0 ]; then
    pallets=("$@")
else
    mapfile -t pallets <pallets
fi

for pallet in "${pallets[@]}"; do
    if [ ! -f "../runtime/src/weights/${pallet//::/_}.rs" ]; then
        echo "there are no weights of $pallet: make weights PALLETS=$pallet" >&2
        exit 1
    fi
done

# Two processes at a time, each with every other pallet: a process compiles the runtime, which takes longer than most
# pallets' benchmarks. With as many steps as the committed files, so that the tool makes the same line of what is no line
# exactly.
part() {
    local first=$1 repeats=$2 mine=() i
    shift 2
    for ((i = first; i < $#; i += 2)); do mine+=("${@:i+1:1}"); done
    [ ${#mine[@]} -eq 0 ] && return
    "$OPENLEDGER_WEIGHTS" pallet --runtime "$blob" --genesis-builder runtime \
        --genesis-builder-preset development --pallet "$(IFS=,; echo "${mine[*]}")" --extrinsic '*' --steps 50 \
        --repeat "$repeats" --min-duration 0 --heap-pages 4096 --template weights.hbs --output "$scratch/weights" --quiet
}

# measure <repeats> <pallet …>
measure() {
    local result=0 first
    rm -rf "$scratch/weights"
    mkdir "$scratch/weights"
    part 0 "$@" >"$scratch/0" 2>&1 </dev/null &
    first=$!
    part 1 "$@" >"$scratch/1" 2>&1 </dev/null || result=1
    wait $first || result=1
    if [ $result -ne 0 ]; then
        echo 'benchmarks failed:'
        cat "$scratch/0" "$scratch/1"
        exit 1
    fi
}

compare() {
    ../node_modules/.bin/tsx check/main.mts ../runtime/src/weights "$scratch/weights" "$scratch/differ"
}

# Once is enough for what follows from the code alone. It is little for time on a busy machine, so what differs is measured
# again, more often, before it counts.
measure 1 "${pallets[@]}"
compare && exit
touch "$scratch/differ"
differ=()
for pallet in "${pallets[@]}"; do
    if grep -qx "${pallet//::/_}" "$scratch/differ"; then differ+=("$pallet"); fi
done
# Nothing to measure again: the comparison itself failed.
if [ ${#differ[@]} -eq 0 ]; then exit 1; fi
echo "measuring again: ${differ[*]}"
measure 5 "${differ[@]}"
compare
