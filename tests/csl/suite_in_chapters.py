#!/usr/bin/env python3
"""Compares a run of the CSL project's test suite in chapters with the known differences.

    suite_in_chapters.py RESULTS.json DIFFERENCES.toml

RESULTS.json has an object for each fixture, with the verdict `ours` or the reason `set_aside`. Each fixture that is not
printed as expected must be in DIFFERENCES.toml, and each of those must not be printed as expected.
"""

import json
import sys
import tomllib
from pathlib import Path

results = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
known = set(tomllib.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
printed = {name: result for name, result in results.items() if not result.get("set_aside")}
different = {name for name, result in printed.items() if result["ours"] != "same"}
print(f"{len(printed) - len(different)} of {len(printed)} fixtures are printed as expected in a chapter")
for name in sorted(different - known):
    print(f"{name} is not printed as expected: {printed[name]}", file=sys.stderr)
for name in sorted(known - different):
    print(f"{name} is printed as expected, or is not in the suite; remove it from {sys.argv[2]}", file=sys.stderr)
sys.exit(different != known)
