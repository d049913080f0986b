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
    mapfile -t pallets < <("$OPENLEDGER_NODE" benchmark pallet --runtime "$blob" --genesis-builder none --list=pallets \
        --no-csv-header)
elif [ $# -gt 0 ]; then
    pallets=("$@")
else
    mapfile -t pallets <pallets
fi

# With as many steps as the committed file, so that the tool makes the same line of what is no line exactly.
steps_of() {
    sed -n 's/.*STEPS: `\([0-9]*\)`.*/\1/p' "../runtime/src/weights/${1//::/_}.rs"
}

# Two processes at a time, each with every other pallet: a process compiles the runtime, which takes longer than most
# pallets' benchmarks.
part() {
    local first=$1 steps=$2 repeats=$3 mine=() i
    shift 3
    for ((i = first; i < $#; i += 2)); do mine+=("${@:i+1:1}"); done
    [ ${#mine[@]} -eq 0 ] && return
    "$OPENLEDGER_NODE" benchmark pallet --runtime "$blob" --genesis-builder runtime \
        --genesis-builder-preset development --pallet "$(IFS=,; echo "${mine[*]}")" --extrinsic '*' --steps "$steps" \
        --repeat "$repeats" --min-duration 0 --heap-pages 4096 --template weights.hbs --output "$scratch/weights" --quiet
}

measure() {
    local repeats=$1 pallet steps result first
    shift
    local -A groups=()
    for pallet in "$@"; do
        steps=$(steps_of "$pallet")
        if [ -z "$steps" ]; then
            echo "there are no weights of $pallet: make weights PALLETS=$pallet" >&2
            exit 1
        fi
        groups[$steps]+="$pallet "
    done
    rm -rf "$scratch/weights"
    mkdir "$scratch/weights"
    for steps in "${!groups[@]}"; do
        local group=()
        read -ra group <<<"${groups[$steps]}"
        result=0
        part 0 "$steps" "$repeats" "${group[@]}" >"$scratch/0" 2>&1 </dev/null &
        first=$!
        part 1 "$steps" "$repeats" "${group[@]}" >"$scratch/1" 2>&1 </dev/null || result=1
        wait $first || result=1
        if [ $result -ne 0 ]; then
            echo 'benchmarks failed:'
            cat "$scratch/0" "$scratch/1"
            exit 1
        fi
    done
}

compare() {
    ../e2e/node_modules/.bin/tsx check/main.mts ../runtime/src/weights "$scratch/weights" "$scratch/differ"
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
