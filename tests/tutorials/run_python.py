#!/usr/bin/env python3
"""Runs the Python of the tutorials and compares what it prints with the block that follows it.

A ```python block that is followed by a ```text block is a program with its output; one alone is shown, not run, and there
may be none of those. A program may import the standard library and NumPy. `requirements.txt` pins NumPy; it is installed
into a virtual environment below $PAPERS_CI_CACHE, once, and nothing else is.
"""

import difflib
import os
import pathlib
import re
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1] / "book" / "tutorials"
REQUIREMENTS = HERE / "requirements.txt"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def programs(page):
    """The programs of a page, each with the line it starts on and the output shown for it, if any."""
    blocks = list(BLOCK.finditer(page))
    for block, after in zip(blocks, blocks[1:] + [None]):
        if block[1] == "python":
            follows = after is not None and after[1] == "text" and not page[block.end() : after.start()].strip()
            yield page.count("\n", 0, block.start()) + 1, block[2], after[2] if follows else None


def cache():
    """The folder in which `.ci/run` stores what it installs."""
    default = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "mdbook-papers-ci"
    return pathlib.Path(os.environ.get("PAPERS_CI_CACHE") or default)


def interpreter():
    """A Python that has what `requirements.txt` pins."""
    root = cache() / "tutorials"
    python = root / ("Scripts" if os.name == "nt" else "bin") / "python"
    installed = root / "requirements.txt"
    wanted = f"{sys.version}\n{REQUIREMENTS.read_text(encoding='utf-8')}"
    if not installed.is_file() or installed.read_text(encoding="utf-8") != wanted:
        venv.create(root, clear=True, with_pip=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", REQUIREMENTS]
        subprocess.run(pip, check=True)
        installed.write_text(wanted, encoding="utf-8")
    return python


def main():
    ran, faults = 0, []
    python = interpreter()
    for path in sorted(ROOT.glob("*.md")):
        for line, program, shown in programs(path.read_text(encoding="utf-8")):
            place = f"{path.name}:{line}"
            if shown is None:
                faults.append(f"{place}: no output is shown for this program")
                continue
            # Isolated: nothing from the environment or the user's own packages.
            run = subprocess.run([python, "-I", "-X", "utf8", "-c", program], capture_output=True, text=True, encoding="utf-8", timeout=60)
            ran += 1
            if run.returncode != 0:
                faults.append(f"{place}: {run.stderr}")
            elif run.stdout != shown:
                diff = difflib.unified_diff(shown.splitlines(), run.stdout.splitlines(), "shown", "printed", lineterm="")
                faults.append(f"{place}:\n" + "\n".join(diff))
    if not ran:
        faults.append(f"no program in {ROOT}")
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    print(f"{ran} programs of the tutorials ran; {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
