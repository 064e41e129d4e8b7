//! What is exported and imported again is the same, up to what a format has no place for: `LOSSES`, and the guide.

#![expect(clippy::disallowed_methods, reason = "tests read files, and what fails fails the test")]

#[path = "support/fields.rs"]
mod fields;
#[path = "support/libraries.rs"]
mod libraries;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use fields::fields;
use libraries::{libraries, listed, own_paper, paper, versions};
use mdbook_papers::export::{self, ExportFormat, Selection};
use mdbook_papers::format::{Contents, Format as Read, Reading, read_as};
use mdbook_papers::import;
use mdbook_papers::library::{Library, merge};
use mdbook_papers::paper::{Category, Paper};
use mdbook_papers::source::Source;
use proptest::prelude::*;

/// The formats that are written and read, and the fields that do not come back as they were.
const LOSSES: &[(&str, ExportFormat, Read, &[&str])] = &[
    ("TOML", ExportFormat::Toml, Read::Toml, &[]),
    ("YAML", ExportFormat::Yaml, Read::Yaml, &[]),
    ("JSON", ExportFormat::Json, Read::Json, &[]),
    (
        "BibTeX",
        ExportFormat::Bibtex,
        Read::Bibtex,
        &["links", "remark", "short", "sort-name", "status", "summary", "translations", "type", "venue-note", "x"],
    ),
    (
        "BibLaTeX",
        ExportFormat::Biblatex,
        Read::Bibtex,
        &["links", "remark", "short", "status", "summary", "translations", "type", "venue-note", "x"],
    ),
    (
        "CSL-JSON",
        ExportFormat::CslJson,
        Read::CslJson,
        &[
            "added",
            "authors",
            "links",
            "publisher",
            "remark",
            "short",
            "sort-name",
            "status",
            "summary",
            "translations",
            "type",
            "venue",
            "venue-note",
            "x",
        ],
    ),
    (
        "Markdown",
        ExportFormat::Markdown,
        Read::Markdown,
        &[
            "abstract",
            "added",
            "authors",
            "categories",
            "doi",
            "editors",
            "id",
            "isbn",
            "issue",
            "language",
            "links",
            "note",
            "pages",
            "publisher",
            "remark",
            "short",
            "sort-name",
            "status",
            "summary",
            "tags",
            "translations",
            "type",
            "venue-note",
            "volume",
            "x",
        ],
    ),
];

const GUIDE: &str = include_str!("../book/guide/data-formats.md");

/// Reads papers into a book that has these categories.
fn read(format: Read, text: &str, categories: &[Category]) -> Library {
    let reading = Reading { annotations: true, ..Reading::default() };
    let shelves = Contents { categories: categories.to_vec(), ..Contents::default() };
    let mut read = read_as(format, &Source::new("papers", text), reading);
    read.categories.retain(|own| !categories.iter().any(|known| known.id == own.id));
    merge(vec![shelves, read]).0
}

fn written(library: &Library, format: ExportFormat) -> String {
    let all: Vec<_> = (0..library.papers.len()).collect();
    export::write(&Selection::new(library, &all, "Papers", true, true), format)
}

/// The fields of any paper that are not the same in both, and an example of each.
fn differences(ours: &Library, theirs: &Library) -> BTreeMap<&'static str, String> {
    let mut all = BTreeMap::new();
    assert_eq!(ours.papers.len(), theirs.papers.len());
    for (nth, ours) in ours.papers.iter().enumerate() {
        // A reading list begins with what stands on no shelf.
        let theirs = theirs.papers.iter().find(|other| other.title == ours.title).unwrap_or(&theirs.papers[nth]);
        for ((name, ours), (_, theirs)) in fields(ours).into_iter().zip(fields(theirs)) {
            if ours != theirs {
                all.entry(name).or_insert_with(|| format!("{ours} became {theirs}"));
            }
        }
    }
    all
}

#[test]
fn what_does_not_come_back_is_listed() {
    let data = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/papers.toml")).unwrap();
    // A tag that is called as a shelf is becomes that shelf in foreign formats, as the guide says.
    let shelves: Vec<_> =
        read(Read::Toml, &data, &[]).categories.iter().map(|category| format!("\"{}\"", category.id)).collect();
    let tagged = |line: &str| line.starts_with("tags = ") && shelves.iter().any(|shelf| line.contains(shelf));
    let data: String = data.lines().filter(|line| !tagged(line)).flat_map(|line| [line, "\n"]).collect();
    let shelves = read(Read::Toml, include_str!("formats/same/shelves.toml"), &[]);
    let libraries = [
        read(Read::Toml, &data, &[]),
        read(Read::Toml, include_str!("formats/same/papers.toml"), &shelves.categories),
        read(
            Read::Toml,
            "[[paper]]\nid = \"a\"\ntitle = \"In a journal\"\nauthors = [\"Ada Lovelace\"]\ndate = 2020\nvenue = \"Nature\"\n",
            &[],
        ),
    ];
    let mut wrong = String::new();
    for (name, format, back, losses) in LOSSES {
        let mut differing = BTreeMap::new();
        for library in &libraries {
            let again = read(*back, &written(library, *format), &library.categories);
            differing.extend(differences(library, &again));
        }
        for (field, example) in differing.iter().filter(|(field, _)| !losses.contains(field)) {
            let _ = writeln!(wrong, "{name} loses {field}: {example}");
        }
        for field in losses.iter().filter(|field| !differing.contains_key(*field)) {
            let _ = writeln!(wrong, "{name} keeps {field}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_is_lost_on_the_way_stands_in_the_guide() {
    let (_, lost) = GUIDE.split_once("\n## Export and import\n").unwrap();
    for (name, _, _, losses) in LOSSES {
        let row = lost.lines().find(|line| line.starts_with(&format!("| {name} |"))).unwrap();
        let told: Vec<_> = row.split('|').nth(2).unwrap_or_default().split('`').skip(1).step_by(2).collect();
        assert_eq!(&told, losses, "{name}");
    }
}

/// Brings a library into the text of a file.
fn brought(name: &str, text: &str, library: &str) -> String {
    let contents = read_as(Read::Toml, &Source::new("new.toml", library), Reading::default());
    import::merge_into(&Source::new(name, text), vec![contents])
        .expect("a file of our own can be brought up to date")
        .text
}

fn categories(library: &Library) -> Vec<String> {
    let shown = |one: &Category| format!("{:?} {:?} {:?} {:?}", one.id, one.title, one.intro, one.translations);
    library.categories.iter().map(shown).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_library_comes_back_in_our_own_formats(text in libraries(own_paper)) {
        let library = read(Read::Toml, &text, &[]);
        for (name, format, back, _) in LOSSES.iter().filter(|(.., losses)| losses.is_empty()) {
            let text = written(&library, *format);
            let again = read(*back, &text, &[]);
            prop_assert!(library.papers.iter().eq(again.papers.iter()), "{} {:?} {}", name, differences(&library, &again), text);
            prop_assert_eq!(categories(&library), categories(&again), "{} {}", name, text);
        }
    }

    #[test]
    fn yaml_and_json_are_brought_to_what_toml_is_brought_to((old, new) in versions()) {
        let whole = |format, text: &str| {
            let library = read(format, text, &[]);
            (library.papers.iter().cloned().collect::<Vec<_>>(), categories(&library))
        };
        let toml = brought("papers.toml", &brought("papers.toml", "", &old), &new);
        for (name, format) in [("papers.yaml", Read::Yaml), ("papers.json", Read::Json)] {
            let text = brought(name, &brought(name, "", &old), &new);
            prop_assert_eq!(whole(format, &text), whole(Read::Toml, &toml), "{}", text);
            prop_assert_eq!(brought(name, &text, &new), text);
        }
    }

    #[test]
    fn any_paper_comes_back_in_foreign_formats(text in libraries(paper)) {
        let library = read(Read::Toml, &text, &[]);
        let foreign = LOSSES.iter().filter(|(name, _, _, losses)| *name != "Markdown" && !losses.is_empty());
        for (name, format, back, losses) in foreign {
            let text = written(&library, *format);
            let again = read(*back, &text, &library.categories);
            prop_assert_eq!(again.papers.len(), library.papers.len(), "{} {}", name, text);
            let differing = differences(&library, &again);
            let unlisted: Vec<_> = differing.iter().filter(|(field, _)| **field == "authors" || !losses.contains(field)).collect();
            prop_assert!(unlisted.is_empty(), "{}: {:?} in {}", name, unlisted, text);
        }
    }

    #[test]
    fn what_any_list_shows_comes_back(text in libraries(listed)) {
        let library = read(Read::Toml, &text, &[]);
        let text = written(&library, ExportFormat::Markdown);
        let again = read(Read::Markdown, &text, &[]);
        let (ours, theirs) = (shown(&library), shown(&again));
        for (ours, theirs) in ours.iter().zip(&theirs) {
            prop_assert_eq!(ours, theirs, "{}", text);
        }
        prop_assert_eq!(ours.len(), theirs.len(), "{}", text);
    }
}

/// What a list shows of its papers, in the order of the data; and its categories with their text.
fn shown(library: &Library) -> Vec<String> {
    let title = |id: &String| {
        let category = library.categories.iter().find(|category| category.id == *id);
        category.map(|category| category.title.clone()).unwrap_or_default()
    };
    let mut papers: Vec<_> = library
        .papers
        .iter()
        .map(|paper| {
            let Paper { title: name, authors, date, venue, note, links, categories, .. } = paper;
            let on: BTreeSet<_> = categories.iter().map(title).collect();
            format!("{name:?} {authors:?} {date:?} {venue:?} {links:?} {note:?} {on:?}")
        })
        .collect();
    papers.sort();
    let shelves = library.categories.iter().map(|category| format!("{:?} {:?}", category.title, category.intro));
    papers.into_iter().chain(shelves).collect()
}
