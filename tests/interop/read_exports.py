"""Reads this repository's exports with other people's programs: pybtex, feedparser, pandoc.

usage: read_exports.py MDBOOK_PAPERS PANDOC
Each must find every paper, with its title, its authors and its year.
"""

import json
import re
import subprocess
import sys
import unicodedata

import feedparser
import pybtex.database
from pybtex.richtext import Text

BINARY, PANDOC = sys.argv[1:]


def export(form):
    run = subprocess.run([BINARY, "export", "--to", form, "--output", "-"], capture_output=True, check=True)
    return run.stdout.decode("utf8")


def letters(text):
    """Letters and digits alone, so that spellings of accents and dashes do not count."""
    decomposed = unicodedata.normalize("NFKD", text)
    return re.sub(r"[\W_]+", "", "".join(c for c in decomposed if not unicodedata.combining(c))).casefold()


def plain(latex):
    """The text of a value in LaTeX, as far as pybtex understands it."""
    text = str(Text.from_latex(latex))
    return re.sub(r"\\text\w+|[\\{}$]", "", text)


PAPERS = json.loads(export("json"))["paper"]


def families(paper):
    names = []
    for author in paper.get("authors", []):
        if isinstance(author, str):
            names.append(author.split(",")[0] if "," in author else author.split()[-1])
        else:
            names.append(author.get("family") or author["name"])
    return names


def compare(name, found):
    """`found` has, by key, the title, the number of authors, and the year or nothing."""
    faults = []
    for paper in PAPERS:
        got = found.get(paper["id"])
        want = (letters(paper["title"]), len(families(paper)), str(paper.get("date", ""))[:4])
        if got is None:
            faults.append(f"{paper['id']} is missing")
        elif (letters(got[0]), *got[1:]) != want:
            faults.append(f"{paper['id']} is {got}, not {want}")
    if len(found) != len(PAPERS):
        faults.append(f"{len(found)} of {len(PAPERS)} papers")
    for fault in faults:
        print(f"error: {name}: {fault}", file=sys.stderr)
    print(f"{name}: {len(found)} papers")
    return not faults


def pybtex_reads():
    data = pybtex.database.parse_string(export("bibtex"), "bibtex")
    return {
        key: (plain(entry.fields["title"]), len(entry.persons.get("author", [])), entry.fields.get("year", ""))
        for key, entry in data.entries.items()
    }


def pandoc_reads(form):
    run = subprocess.run(
        [PANDOC, "--from", form, "--to", "csljson"], input=export("csl-json" if form == "csljson" else form).encode(),
        capture_output=True, check=True,
    )
    year = lambda item: str(item.get("issued", {}).get("date-parts", [[""]])[0][0])
    strip = lambda title: re.sub(r"<[^>]+>", "", title)
    return {item["id"]: (strip(item["title"]), len(item.get("author", [])), year(item)) for item in json.loads(run.stdout)}


def feed_is_read():
    feed = feedparser.parse(export("atom"))
    dated = [paper for paper in PAPERS if "added" in paper]
    titles = {letters(entry.title) for entry in feed.entries}
    missing = [paper["id"] for paper in dated if letters(paper["title"]) not in titles]
    print(f"Atom by feedparser: {len(feed.entries)} entries")
    if feed.bozo or missing or len(feed.entries) != len(dated):
        print(f"error: Atom: {feed.get('bozo_exception')} {missing}", file=sys.stderr)
        return False
    return True


results = [
    compare("BibTeX by pybtex", pybtex_reads()),
    compare("CSL-JSON by pandoc", pandoc_reads("csljson")),
    compare("BibLaTeX by pandoc", pandoc_reads("biblatex")),
    feed_is_read(),
]
sys.exit(0 if all(results) else 1)
