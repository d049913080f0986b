#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that a feature of a crate of the workspace is passed on to each of its dependencies that has that feature too.

A forgotten `std` breaks the WASM build, a forgotten `runtime-benchmarks` or `try-runtime` leaves code out without a word.
"""

import json
import subprocess
import sys

FEATURES = ["std", "runtime-benchmarks", "try-runtime"]


def closure(features, name):
    """The entries that a feature enables, those of features that it names included."""
    found, todo = set(), [name]
    while todo:
        for entry in features.get(todo.pop(), []):
            if entry not in found:
                found.add(entry)
                todo.append(entry)
    return found


def main():
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--offline", "--all-features"]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    resolved = {node["id"]: node["deps"] for node in metadata["resolve"]["nodes"]}
    checked, missing = 0, []
    for member in metadata["workspace_members"]:
        package = packages[member]
        for feature in FEATURES:
            if feature not in package["features"]:
                continue
            passed = closure(package["features"], feature)
            for dependency in package["dependencies"]:
                if dependency["kind"] is not None:
                    continue
                name = dependency["rename"] or dependency["name"]
                targets = [
                    packages[dep["pkg"]]
                    for dep in resolved[member]
                    if packages[dep["pkg"]]["name"] == dependency["name"]
                    and any(kind["kind"] is None for kind in dep["dep_kinds"])
                ]
                if not any(feature in target["features"] for target in targets) or feature in dependency["features"]:
                    continue
                checked += 1
                if not passed & {f"{name}/{feature}", f"{name}?/{feature}"}:
                    missing.append(f"{package['name']}: add \"{name}/{feature}\" to its feature `{feature}`")
    print(f"features passed on: {checked} checked, {len(missing)} missing ({', '.join(FEATURES)})")
    if missing:
        sys.exit("\n".join(missing))
    if checked == 0:
        sys.exit("nothing was checked")


main()
