#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws benchmarks/results/year-*.png from benchmarks/results/year.csv. `make year-plots` runs it."""

import csv

import plot
from plot import RESULTS

plt = plot.plt()
PALLETS = {
    "attribution": "ledger of pools (Attribution)",
    "datanets": "datanets",
    "system": "accounts (System)",
    "operatorstaking": "staking",
    "modelregistry": "models",
    "inference": "inference",
    "balances": "holds (Balances)",
    "other": "all other pallets",
}


def read():
    """The columns of the CSV file as lists of numbers."""
    with open(RESULTS / "year.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [float(row[name]) for row in rows] for name in rows[0]}


def figure(title, ylabel):
    fig, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    axes.set_title(title)
    axes.set_xlabel("era (day)")
    axes.set_ylabel(ylabel)
    axes.grid(alpha=0.3)
    return fig, axes


def save(fig, name):
    fig.savefig(RESULTS / f"year-{name}.png", dpi=120)
    plt.close(fig)


def state(year):
    fig, axes = figure("State over a year", "MB of keys and values")
    parts = [[size / 1e6 for size in year[f"bytes_{pallet}"]] for pallet in PALLETS]
    axes.stackplot(year["era"], parts, labels=PALLETS.values())
    axes.margins(x=0)
    axes.legend(loc="lower left", fontsize="small")
    save(fig, "state")


def hooks(year):
    fig, axes = figure("Hooks of the ledger's pallets in a block", "time, in balance transfers")
    axes.plot(year["era"], year["idle_most_in_transfers"], label="on_idle, longest of the era")
    axes.plot(year["era"], year["idle_median_in_transfers"], label="on_idle, median")
    axes.plot(year["era"], year["mandatory_median_in_transfers"], label="on_initialize + on_finalize, median")
    axes.set_yscale("log")
    axes.legend(fontsize="small")
    save(fig, "hooks")


def accesses(year):
    fig, axes = figure("Keys that hooks read and write in a block", "different keys")
    axes.plot(year["era"], year["idle_reads_most"], label="on_idle, most reads")
    axes.plot(year["era"], year["idle_writes_most"], label="on_idle, most writes")
    axes.plot(year["era"], year["mandatory_reads_most"], label="on_initialize + on_finalize, most reads")
    axes.plot(year["era"], year["mandatory_writes_most"], label="on_initialize + on_finalize, most writes")
    axes.set_yscale("symlog")
    axes.legend(fontsize="small")
    save(fig, "accesses")


def queue(year):
    fig, axes = figure("Pools that wait to flow", "pools")
    axes.plot(year["era"], year["queue_most"], label="most at the end of a block")
    axes.plot(year["era"], year["queue_end"], label="at the end of the era")
    axes.set_ylim(bottom=0)
    axes.legend(fontsize="small")
    save(fig, "queue")


def claims(year):
    fig, axes = figure("The longest claim of each era", "different keys")
    for name, label in [("claim", "claim"), ("path", "claim that lets pools flow first")]:
        axes.plot(year["era"], year[f"{name}_longest_reads"], label=f"{label}: reads")
        axes.plot(year["era"], year[f"{name}_longest_writes"], label=f"{label}: writes")
    axes.set_ylim(bottom=0)
    axes.legend(fontsize="small")
    save(fig, "claims")


if __name__ == "__main__":
    year = read()
    for draw in (state, hooks, accesses, queue, claims):
        draw(year)
