"""Reads this repository's exports with other people's programs: pybtex, feedparser, pandoc, biber.

usage: read_exports.py MDBOOK_PAPERS PANDOC BIBER
Each must find every paper, with its title, its authors and its year; biber has its model of the data besides, which says what
may stand in which entry. It reads the papers of tests/formats too, whose fields are more.
"""

import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import feedparser
import pybtex.database
from pybtex.richtext import Text

BINARY, PANDOC, BIBER = sys.argv[1:]
BINARY = Path(BINARY).resolve()
FORMATS = Path(__file__).resolve().parent.parent / "formats" / "same"

# The fields that others have no place for, as data-formats.md says: they pass them over, and so does biber.
OURS = re.compile(r"code|pdf|slides|video|website|url_[a-z0-9-]+|date-added|mood")


def export(form, book="."):
    run = subprocess.run([BINARY, "export", "--all-fields", "--to", form, "--output", "-"], capture_output=True, check=True, cwd=book)
    return run.stdout.decode("utf8")


def papers(book="."):
    return json.loads(export("json", book))["paper"]


def letters(text):
    """Letters and digits alone, so that spellings of accents and dashes do not count."""
    decomposed = unicodedata.normalize("NFKD", text)
    return re.sub(r"[\W_]+", "", "".join(c for c in decomposed if not unicodedata.combining(c))).casefold()


def plain(latex):
    """The text of a value in LaTeX, as far as pybtex understands it."""
    text = str(Text.from_latex(latex))
    return re.sub(r"\\text\w+|[\\{}$]", "", text)


PAPERS = papers()


def families(paper):
    names = []
    for author in paper.get("authors", []):
        if isinstance(author, str):
            names.append(author.split(",")[0] if "," in author else author.split()[-1])
        else:
            names.append(author.get("family") or author["name"])
    return names


def compare(name, found, papers=PAPERS):
    """`found` has, by key, the title, the number of authors, and the year or nothing."""
    faults = []
    for paper in papers:
        got = found.get(paper["id"])
        want = (letters(paper["title"]), len(families(paper)), str(paper.get("date", ""))[:4])
        if got is None:
            faults.append(f"{paper['id']} is missing")
        elif (letters(got[0]), *got[1:]) != want:
            faults.append(f"{paper['id']} is {got}, not {want}")
    if len(found) != len(papers):
        faults.append(f"{len(found)} of {len(papers)} papers")
    for fault in faults:
        print(f"error: {name}: {fault}", file=sys.stderr)
    print(f"{name}: {len(found)} papers")
    return not faults


def pybtex_reads(text):
    data = pybtex.database.parse_string(text, "bibtex")
    year = lambda fields: (fields.get("year") or fields.get("date", ""))[:4]
    return {
        key: (plain(entry.fields["title"]), len(entry.persons.get("author", [])), year(entry.fields))
        for key, entry in data.entries.items()
    }


def biber_reads(form, book="."):
    """What biber makes of an export, with which it must find no fault."""
    dated = {paper["id"] for paper in papers(book) if "date" in paper}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "papers.bib").write_text(export(form, book), "utf8")
        run = subprocess.run(
            [BIBER, "--tool", "--validate-datamodel", "--output-file", "read.bib", "papers.bib"],
            capture_output=True, text=True, cwd=folder,
        )
        complaints = [line for line in run.stdout.splitlines() if re.match(r"(WARN|ERROR) ", line)]
        read = pybtex_reads(Path(folder, "read.bib").read_text("utf8")) if run.returncode == 0 else {}

    def is_ours(complaint):
        ignored = re.search(r"Field '([^']+)' invalid in data model", complaint)
        undated = re.search(r"Entry '([^']+)'.* one of 'date, year' must be defined", complaint)
        return ignored and OURS.fullmatch(ignored[1]) or undated and undated[1] not in dated

    faults = [complaint for complaint in complaints if not is_ours(complaint)]
    if faults:
        sys.exit("\n".join(f"error: {form} by biber: {fault}" for fault in faults))
    return read


def of_the_formats(scratch):
    """A book of the papers that every format of tests/formats has."""
    text = "\n".join((FORMATS / name).read_text("utf8") for name in ["shelves.toml", "papers.toml"])
    Path(scratch, "book.toml").write_text('[preprocessor.papers]\ndata = ["papers.toml"]\n')
    Path(scratch, "papers.toml").write_text(text, "utf8")
    return papers(scratch)


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
    compare("BibTeX by pybtex", pybtex_reads(export("bibtex"))),
    compare("CSL-JSON by pandoc", pandoc_reads("csljson")),
    compare("BibLaTeX by pandoc", pandoc_reads("biblatex")),
    compare("BibTeX by biber", biber_reads("bibtex")),
    compare("BibLaTeX by biber", biber_reads("biblatex")),
    feed_is_read(),
]
with tempfile.TemporaryDirectory() as scratch:
    theirs = of_the_formats(scratch)
    results += [compare(f"{form} of tests/formats by biber", biber_reads(form, scratch), theirs) for form in ("bibtex", "biblatex")]
sys.exit(0 if all(results) else 1)
