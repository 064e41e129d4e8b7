"""Prints the size and the start of a release binary beside their bars, and fails if one is 20 % above the figure that was held.

usage: bars.py NAME BINARY, where NAME is `complete` or `preprocessor`
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# The bar of each build in MB of 1,000,000 bytes, and the size that it had.
SIZES = {"complete": (16.0, 25.4), "preprocessor": (9.0, 15.0)}

# `supports html`, in milliseconds above a program that does nothing.
START = (1.5, 2.5)

ROUNDS = 300


def build_nothing(folder):
    """Compiles a Rust program that does nothing."""
    source, program = Path(folder, "nothing.rs"), Path(folder, "nothing")
    source.write_text("fn main() {}\n")
    subprocess.run(["rustc", "-O", "-o", program, source], check=True)
    return program


def milliseconds(command):
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ)
    os.waitpid(pid, 0)
    return 1000 * (time.perf_counter() - start)


def start(binary):
    """Returns the difference between the fastest starts of the binary and of a program that does nothing, run in turn."""
    with tempfile.TemporaryDirectory() as folder:
        nothing = str(build_nothing(folder))
        rounds = [(milliseconds([binary, "supports", "html"]), milliseconds([nothing])) for _ in range(ROUNDS)]
    fastest = [min(times) for times in zip(*rounds)]
    return fastest[0] - fastest[1]


def show(name, value, unit, bar, held):
    """Prints a figure; returns whether it is acceptable."""
    print(f"{name}: {value:.2f} {unit} (bar {bar} {unit}, held {held} {unit})")
    return value <= 1.2 * held


def main():
    name, binary = sys.argv[1], sys.argv[2]
    results = [
        show(f"size, {name}", Path(binary).stat().st_size / 1e6, "MB", *SIZES[name]),
        show(f"`supports html`, {name}", start(binary), "ms", *START),
    ]
    sys.exit(0 if all(results) else f"{binary} is more than 20 % above a figure that is held")


if __name__ == "__main__":
    main()
