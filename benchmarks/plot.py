#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws benchmarks/results/throughput.json as PNGs beside it. Sets up what it needs by itself, in a folder of its own, also
for plot_year.py."""

import json
import os
import pathlib
import subprocess
import sys
import venv

MATPLOTLIB = "matplotlib==3.11.2"
RESULTS = pathlib.Path(__file__).parent / "results"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache"))
ENVIRONMENT = CACHE / "openledger" / "plots"

SETTLEMENTS = {
    "settle-independent": "nothing in common,\nby payers",
    "settle-agents": "nothing in common,\nby agents",
    "settle-realistic": "100 operators,\n1,000 models, skewed",
    "settle-one": "one operator\nand model",
}
OTHERS = {"transfer": "transfer", "pay": "pay", "claim": "claim", "contribute": "contribute", "delegate": "delegate"}
NAMES = SETTLEMENTS | OTHERS
# The targets of the project: see README.md next to this file.
TARGETS = {"settle-independent": 2_000, "settle-agents": 2_000, "settle-one": 5_000}
MARGINAL_PROOF = 1_500


def plt():
    """matplotlib's pyplot. Without matplotlib, the script starts itself again in an environment that has it."""
    try:
        import matplotlib
    except ImportError:
        python = ENVIRONMENT / "bin" / "python"
        if pathlib.Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
            sys.exit(f"{MATPLOTLIB} can't be imported in {ENVIRONMENT}: remove that folder and try again")
        if not python.exists() or subprocess.run([python, "-c", "import matplotlib"], capture_output=True).returncode:
            print(f"Setting up {MATPLOTLIB} in {ENVIRONMENT}")
            venv.create(ENVIRONMENT, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", MATPLOTLIB], check=True)
        os.execv(python, [str(python), *sys.argv])
    matplotlib.use("Agg")
    import matplotlib.pyplot

    return matplotlib.pyplot


def block(state, workload):
    return next((block for block in state["blocks"] if block["workload"] == workload), None)


def named(state):
    """The blocks of a state that are drawn, and their names in a line each."""
    blocks = [b for b in state["blocks"] if b["workload"] in NAMES]
    return blocks, [NAMES[b["workload"]].replace("\n", " ") for b in blocks]


def label(state):
    return f"{state['contributors']:,} contributors"


def save(figure, name):
    path = RESULTS / f"{name}.png"
    figure.savefig(path, dpi=120)
    print(path.relative_to(RESULTS.parent.parent))


def vouchers(plt, report):
    """How many vouchers a block holds, with each shape and state."""
    figure, axes = plt.subplots(figsize=(9, 5), layout="constrained")
    states = report["states"]
    width = 0.8 / len(states)
    for at, state in enumerate(states):
        blocks = [block(state, workload) for workload in SETTLEMENTS]
        places = [shape + (at - (len(states) - 1) / 2) * width for shape in range(len(blocks))]
        bars = axes.bar(places, [b["vouchers"] if b else 0 for b in blocks], width, label=label(state))
        axes.bar_label(bars, [f"{b['vouchers']:,}" if b else "" for b in blocks], fontsize=7)
    for shape, workload in enumerate(SETTLEMENTS):
        if workload in TARGETS:
            target = TARGETS[workload]
            axes.plot([shape - 0.45, shape + 0.45], [target, target], "k--", label="target" if shape == 0 else None)
    axes.set_xticks(range(len(SETTLEMENTS)), SETTLEMENTS.values())
    axes.set_ylabel("vouchers in a block")
    axes.set_title("Vouchers that settle in one block, as the chain accounts for them")
    axes.legend()
    save(figure, "vouchers")


def growth(plt, report):
    """The cost of each voucher or transaction as the state grows."""
    panels = [
        ("measured_micros", "time to execute, µs"),
        ("proof_bytes", "proof recorded, bytes"),
        ("keys_read", "keys read"),
        ("keys_written", "keys written"),
    ]
    figure, grid = plt.subplots(2, 2, figsize=(11, 8), layout="constrained")
    states = report["states"]
    for axes, (field, title) in zip(grid.flat, panels):
        for workload, name in NAMES.items():
            points = [(s["contributors"], block(s, workload)) for s in states]
            points = [(size, b["each"][field]) for size, b in points if b and b["each"]]
            style = "o-" if workload in SETTLEMENTS else "s:"
            axes.plot(*zip(*points), style, label=name.replace("\n", " "), markersize=4)
        if field == "proof_bytes":
            axes.axhline(MARGINAL_PROOF, color="k", linestyle="--", linewidth=1, label="target of a voucher in a batch")
        axes.set_xscale("log")
        axes.set_yscale("log" if field.endswith(("micros", "bytes")) else "linear")
        axes.set_xlabel("contributors with a position")
        axes.set_ylabel(f"{title}, each")
    handles, labels = grid[0][1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, fontsize=8)
    figure.suptitle("What each voucher or transaction takes beyond an empty block")
    save(figure, "growth")


def accounted(plt, report):
    """The figures that the chain accounts for a full block, next to the measured ones, on the largest state."""
    state = report["states"][-1]
    blocks, names = named(state)
    figure, (times, proofs) = plt.subplots(1, 2, figsize=(13, 5), layout="constrained", sharey=True)
    rows = range(len(blocks))
    limits = report["limits"]

    def bars(axes, series, limit, title):
        height = 0.8 / len(series)
        for at, (name, values) in enumerate(series.items()):
            axes.barh([row + (at - (len(series) - 1) / 2) * height for row in rows], values, height, label=name)
        axes.axvline(limit, color="k", linestyle="--", linewidth=1, label="limit of all transactions")
        axes.set_xlabel(title)
        axes.legend(fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2)

    bars(
        times,
        {
            "accounted": [b["accounted"]["micros"] / 1e3 for b in blocks],
            "measured": [b["measured"]["median_micros"] / 1e3 for b in blocks],
        },
        limits["transactions"]["micros"] / 1e3,
        "time of the block, ms",
    )
    bars(
        proofs,
        {
            "accounted": [b["accounted"]["proof_bytes"] / 1e6 for b in blocks],
            "recorded, with transactions": [(b["proof_bytes"] + b["extrinsic_bytes"]) / 1e6 for b in blocks],
            "compact, with transactions": [(b["compact_proof_bytes"] + b["extrinsic_bytes"]) / 1e6 for b in blocks],
        },
        limits["transactions"]["proof_bytes"] / 1e6,
        "proof of the block, MB",
    )
    times.set_yticks(rows, names)
    times.invert_yaxis()
    figure.suptitle(f"What is accounted and what is taken, {label(state)}")
    save(figure, "accounted")


def dominates(plt, report):
    """Where the time of a full block goes, for each voucher or transaction, on the largest state."""
    state = report["states"][-1]
    blocks, names = named(state)

    def parts(b):
        host = {name: calls["micros"] for name, calls in b["host"].items()}
        signatures = b["signatures"] * report["signature_check_micros"]
        return {
            "signatures": signatures,
            "reads": host["reads"] + host["walks"],
            "writes": host["writes"] + host["layers"],
            "events": host["appends"],
            "root of the state": host["root"],
            "all else: runtime, calls of the host, memory": b["metered_micros"] - sum(host.values()) - signatures,
        }

    all_parts = [parts(b) for b in blocks]
    figure, axes = plt.subplots(figsize=(11, 5), layout="constrained")
    rows = range(len(blocks))
    left = [0.0] * len(blocks)
    for name in all_parts[0]:
        values = [max(p[name], 0) / (b["vouchers"] or b["transactions"]) for p, b in zip(all_parts, blocks)]
        axes.barh(rows, values, left=left, label=name)
        left = [a + b for a, b in zip(left, values)]
    axes.set_yticks(rows, names)
    axes.invert_yaxis()
    axes.set_xlabel("time of the metered execution, µs for each voucher or transaction")
    axes.set_title(f"Where the time goes, {label(state)}")
    axes.legend(fontsize=8)
    save(figure, "dominates")


def main():
    pyplot = plt()
    report = json.loads((RESULTS / "throughput.json").read_text())
    for draw in (vouchers, growth, accounted, dominates):
        draw(pyplot, report)


if __name__ == "__main__":
    main()
