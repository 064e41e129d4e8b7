"""Reads the records (COinS) of a published book with somebody else's parser, coins-parser of PyPI, and compares them
with the data: python3 tests/read_coins.py FOLDER. What is here and not there, or is told wrongly, ends it with status 1."""

import html
import re
import sys
import tomllib
from pathlib import Path

from coins_parser import CoinsParser

MOST_AUTHORS = 50
# Pairs of a key and a value that is URL-encoded, a blank as `+`.
WELL_FORMED = re.compile(r"ctx_ver=Z39\.88-2004(&[a-z_.]+=([\w.~+-]|%[0-9A-F]{2})+)+", re.ASCII)


def words(name):
    """The words of a name, in whatever order they are written."""
    if isinstance(name, dict):
        name = " ".join(value for value in name.values())
    return sorted(re.findall(r"\w+", name))


def main(folder):
    root = Path(__file__).parent.parent
    papers = tomllib.loads((root / "data/papers.toml").read_text())["paper"]
    records = {}
    faults = []
    for page in sorted(Path(folder).rglob("*.html")):
        text = page.read_text()
        written = map(html.unescape, re.findall('<span class="Z3988" title="(.*?)">', text))
        faults += [f"`{record}` is not well-formed" for record in written if not WELL_FORMED.fullmatch(record)]
        for record in CoinsParser.parse(text):
            fields = {}
            for name, value in record:
                fields.setdefault(name, []).append(value)
            title = next(fields[name][0] for name in ("rft.atitle", "rft.btitle", "rft.title") if name in fields)
            records[title] = fields
    for paper in papers:
        record = records.pop(paper["title"], None)
        if record is None:
            faults.append(f"{paper['id']} has no record")
            continue
        if record.get("ctx_ver") != ["Z39.88-2004"]:
            faults.append(f"{paper['id']} is of no known version")
        authors = [words(name) for name in paper.get("authors", [])][:MOST_AUTHORS]
        read = [words(name) for name in record.get("rft.au", []) + record.get("rft.creator", [])]
        if authors != read:
            faults.append(f"{paper['id']} has the authors {read}")
        if record.get("rft.date", [""]) != [str(paper.get("date", ""))]:
            faults.append(f"{paper['id']} has the date {record.get('rft.date')}")
        if "doi" in paper and f"info:doi/{paper['doi']}" not in record.get("rft_id", []):
            faults.append(f"{paper['id']} lacks its DOI")
    faults += [f"`{title}` is not in the data" for title in records]
    print(f"{len(papers)} papers, {len(faults)} faults", *faults, sep="\n")
    return 1 if faults else 0


sys.exit(main(sys.argv[1]))
