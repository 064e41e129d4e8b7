//! What is exported and imported again is the same, up to what a format has no place for: `LOSSES`, and the guide.

#![expect(clippy::disallowed_methods, reason = "tests read files, and what fails fails the test")]

#[path = "support/fields.rs"]
mod fields;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use fields::fields;
use mdbook_papers::export::{self, Format, Selection};
use mdbook_papers::format::{Contents, Format as Read, Reading, read_as};
use mdbook_papers::library::{Library, merge};
use mdbook_papers::paper::{Category, Date, Link, Paper, Person};
use mdbook_papers::source::Source;
use proptest::prelude::*;

/// The formats that are written and read, and the fields that do not come back as they were.
const LOSSES: &[(&str, Format, Read, &[&str])] = &[
    ("TOML", Format::Toml, Read::Toml, &[]),
    ("YAML", Format::Yaml, Read::Yaml, &[]),
    ("JSON", Format::Json, Read::Json, &[]),
    (
        "BibTeX",
        Format::Bibtex,
        Read::Bibtex,
        &["links", "remark", "short", "sort-name", "status", "summary", "translations", "type", "venue-note", "x"],
    ),
    (
        "BibLaTeX",
        Format::Biblatex,
        Read::Bibtex,
        &["links", "remark", "short", "status", "summary", "translations", "type", "venue-note", "x"],
    ),
    (
        "CSL-JSON",
        Format::CslJson,
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
            "venue",
            "venue-note",
            "x",
        ],
    ),
    (
        "Markdown",
        Format::Markdown,
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

fn written(library: &Library, format: Format) -> String {
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
    let libraries =
        [read(Read::Toml, &data, &[]), read(Read::Toml, include_str!("formats/same/papers.toml"), &shelves.categories)];
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
    let (_, lost) = GUIDE.split_once("\n## Out and in again\n").unwrap();
    for (name, _, _, losses) in LOSSES {
        let row = lost.lines().find(|line| line.starts_with(&format!("| {name} |"))).unwrap();
        let told: Vec<_> = row.split('|').nth(2).unwrap_or_default().split('`').skip(1).step_by(2).collect();
        assert_eq!(&told, losses, "{name}");
    }
}

fn text() -> impl Strategy<Value = String> {
    "[A-Za-z评估方法é\"'\\\\#$%&_{}~^|*`:@,;. -]{1,20}"
        .prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

prop_compose! {
    fn paper()(
        title in text(), given in "[A-Z][a-zé]{1,8}", family in "[A-Z][a-zö'-]{1,6}[a-z]", venue in text(), note in text(),
        tags in prop::collection::vec("[a-z评]{1,6}", 0..3), year in 1900_u16..2030, month in prop::option::of(1_u8..13),
        url in "https://a\\.example/[a-z%_#~]{1,8}", volume in prop::option::of("[0-9]{1,3}"),
    ) -> Paper {
        let some = |text: String| Some(text).filter(|text| text.chars().any(char::is_alphanumeric));
        Paper {
            key: "a".to_owned(),
            kind: "article-journal".to_owned(),
            title: format!("T {title}").trim().to_owned(),
            authors: vec![Person { given: Some(given), family, ..Person::default() }],
            date: Date::new(year, month, None),
            venue: some(venue),
            volume,
            note: some(note),
            tags: tags.into_iter().collect::<BTreeSet<_>>().into_iter().collect(),
            links: vec![Link { label: "url".to_owned(), url }],
            ..Paper::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_paper_comes_back(paper in paper()) {
        let category = Category { id: "shelf".to_owned(), title: "Shelf".to_owned(), ..Category::default() };
        let toml = export::toml_entry(&paper);
        let library = read(Read::Toml, &toml, &[category]);
        for (name, format, back, losses) in LOSSES.iter().filter(|(name, ..)| *name != "Markdown") {
            let text = written(&library, *format);
            let again = read(*back, &text, &library.categories);
            prop_assert_eq!(again.papers.len(), 1, "{} {}", name, text);
            let differing = differences(&library, &again);
            let unlisted: Vec<_> = differing.iter().filter(|(field, _)| **field == "authors" || !losses.contains(field)).collect();
            prop_assert!(unlisted.is_empty(), "{}: {:?} in {}", name, unlisted, text);
        }
    }
}
