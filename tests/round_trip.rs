//! What is exported and imported again is the same, up to what a format has no place for: `LOSSES`, and the guide.

#![expect(clippy::disallowed_methods, reason = "tests read files, and what fails fails the test")]

#[path = "support/fields.rs"]
mod fields;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use fields::fields;
use mdbook_papers::export::{self, Format, Selection};
use mdbook_papers::format::{Contents, Format as Read, Reading, read_as};
use mdbook_papers::import;
use mdbook_papers::library::{Library, merge};
use mdbook_papers::paper::{Category, Date, Link, Paper, Person, Status, Translation};
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
            "type",
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
    let (_, lost) = GUIDE.split_once("\n## Out and in again\n").unwrap();
    for (name, _, _, losses) in LOSSES {
        let row = lost.lines().find(|line| line.starts_with(&format!("| {name} |"))).unwrap();
        let told: Vec<_> = row.split('|').nth(2).unwrap_or_default().split('`').skip(1).step_by(2).collect();
        assert_eq!(&told, losses, "{name}");
    }
}

/// Any text on one line, signs that mean something to some format among its characters.
fn text() -> impl Strategy<Value = String> {
    "[A-Za-z评估方法é\"'\\\\#$%&_{}~^|*`:@,;. -]{1,20}"
        .prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A few words.
fn words() -> impl Strategy<Value = String> {
    "[A-Z][a-zé]{2,9}( [A-Z][a-z]{2,9}){0,2}"
}

fn person() -> impl Strategy<Value = Person> {
    ("[A-Z][a-zé]{1,8}", "[A-Z][a-zö'-]{1,6}[a-z]", 0..8).prop_map(|(given, family, kind)| {
        let (prefix, suffix) =
            (Some("van der".to_owned()).filter(|_| kind == 1), Some("Jr.".to_owned()).filter(|_| kind == 2));
        Person { given: Some(given), prefix, family, suffix, whole: false }
    })
}

fn date() -> impl Strategy<Value = Date> {
    (1900_u16..2030, prop::option::of((1_u8..13, prop::option::of(1_u8..29)))).prop_map(|(year, rest)| {
        let (month, day) = (rest.map(|(month, _)| month), rest.and_then(|(_, day)| day));
        Date::new(year, month, day).expect("every month has 28 days")
    })
}

/// Types that other programs know.
const KINDS: &[&str] = &[
    "article-journal",
    "article",
    "paper-conference",
    "chapter",
    "book",
    "webpage",
    "dataset",
    "report",
    "thesis",
    "software",
];

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| text.chars().any(char::is_alphanumeric))
}

prop_compose! {
    /// What every format has a place for.
    fn paper()(
        title in text(), authors in prop::collection::vec(person(), 0..4), venue in text(), note in text(),
        tags in prop::collection::vec("[a-z评]{1,6}", 0..3), date in date(), pages in prop::option::of("[1-9][0-9]{0,2}-[1-9][0-9]{3}"),
        url in "https://a\\.example/[a-z%_#~]{1,8}", volume in prop::option::of("[0-9]{1,3}"), issue in prop::option::of("[0-9]{1,2}"),
        summary in text(), more in (prop::sample::select(KINDS), prop::option::of("10\\.[0-9]{4}/[a-z0-9.]{1,8}[a-z0-9]"), prop::option::of("2[0-3](0[1-9]|1[0-2])\\.[0-9]{5}"), words()),
    ) -> Paper {
        let (kind, doi, arxiv, publisher) = more;
        Paper {
            kind: kind.to_owned(),
            title: format!("T {title}").trim().to_owned(),
            authors,
            date: Some(date),
            venue: some(venue),
            volume,
            issue,
            pages,
            doi,
            arxiv,
            publisher: Some(publisher),
            abstract_text: some(summary),
            note: some(note),
            tags: tags.into_iter().collect::<BTreeSet<_>>().into_iter().collect(),
            links: vec![Link { label: "url".to_owned(), url }],
            ..Paper::default()
        }
    }
}

prop_compose! {
    /// A paper with what only our own schema says of it.
    fn own_paper()(
        paper in paper(), editors in prop::collection::vec(person(), 0..2), texts in prop::collection::vec(prop::option::of(text()), 6),
        labels in prop::collection::vec(text(), 0..3), added in prop::option::of(date()), status in prop::option::of(prop::sample::select(Status::ALL)),
        x in prop::option::of(text()), note in "[a-z\n\"'\\\\ #-]{0,24}",
    ) -> Paper {
        let mut texts = texts.into_iter().map(|text| text.and_then(some));
        let mut text = || texts.next().flatten();
        let translation = Translation { title: text(), note: text(), ..Translation::default() };
        Paper {
            editors,
            short: text(),
            summary: text(),
            remark: text(),
            venue_note: text(),
            links: labels.into_iter().filter_map(some).map(|label| Link { url: format!("https://a.example/{}", label.len()), label }).collect(),
            added: added.filter(|date| date.day.is_some()),
            status,
            note: some(note),
            translations: vec![("zh".to_owned(), translation)].into_iter().filter(|(_, own)| *own != Translation::default()).collect(),
            x: x.into_iter().map(|text| ("mine".to_owned(), serde_json::json!({ "text": text, "list": [1, 2.5, true] }))).collect(),
            ..paper
        }
    }
}

/// Categories with some of the papers on each, and a few on two.
fn library(papers: Vec<Paper>, titles: &[String], intros: &[Option<String>], shelves: &[usize]) -> String {
    let ids = ["shelf-0", "shelf-0/below", "shelf-2"];
    let mut text = String::new();
    for (nth, ((id, title), intro)) in ids.iter().zip(titles).zip(intros).enumerate() {
        let category = Category {
            id: (*id).to_owned(),
            title: format!("S{nth} {title} s"),
            intro: intro.clone(),
            ..Category::default()
        };
        text += &(export::toml_category(&category) + "\n");
    }
    for (nth, paper) in papers.into_iter().enumerate() {
        let on: BTreeSet<_> =
            [shelves[2 * nth], shelves[2 * nth + 1]].into_iter().filter_map(|shelf| ids.get(shelf)).collect();
        // Titles are told apart, since by them papers are found again.
        let title = format!("{nth} {}", paper.title);
        let paper = Paper {
            key: format!("key-{nth}"),
            title,
            categories: on.into_iter().map(|id| (*id).to_owned()).collect(),
            ..paper
        };
        text += &(export::toml_entry(&paper) + "\n");
    }
    text
}

/// The text of a whole library, of papers of one kind.
fn libraries<P: Strategy<Value = Paper>>(papers: impl Fn() -> P) -> impl Strategy<Value = String> {
    let shelves = prop::collection::vec(0_usize..5, 8);
    let intros = prop::collection::vec(prop::option::of(words()), 3);
    (prop::collection::vec(papers(), 1..4), prop::collection::vec(text(), 3), intros, shelves)
        .prop_map(|(papers, titles, intros, shelves)| library(papers, &titles, &intros, &shelves))
}

/// Two versions of a library: the titles of the second are those of the first, as far as it has as many.
fn versions() -> impl Strategy<Value = (String, String)> {
    let papers = || prop::collection::vec(own_paper(), 1..4);
    let shelves = || prop::collection::vec(0_usize..5, 8);
    (papers(), papers(), prop::collection::vec(text(), 3), shelves(), shelves()).prop_map(
        |(old, new, titles, on, later)| {
            let titled = new.into_iter().enumerate().map(|(nth, paper)| match old.get(nth) {
                Some(before) => Paper { title: before.title.clone(), ..paper },
                None => paper,
            });
            let new = library(titled.collect(), &titles, &[None, None, None], &later);
            (library(old, &titles, &[None, None, None], &on), new)
        },
    )
}

/// Brings a library into the text of a file.
fn brought(name: &str, text: &str, library: &str) -> String {
    let contents = read_as(Read::Toml, &Source::new("new.toml", library), Reading::default());
    import::into(&Source::new(name, text), vec![contents]).expect("a file of our own can be brought up to date").text
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
        let text = written(&library, Format::Markdown);
        let again = read(Read::Markdown, &text, &[]);
        let (ours, theirs) = (shown(&library), shown(&again));
        for (ours, theirs) in ours.iter().zip(&theirs) {
            prop_assert_eq!(ours, theirs, "{}", text);
        }
        prop_assert_eq!(ours.len(), theirs.len(), "{}", text);
    }
}

prop_compose! {
    /// A paper with what a list shows.
    fn listed()(
        paper in paper(), authors in prop::collection::vec((person(), "[A-Z][a-zé]{5,8}", "[A-Z][a-zö]{5,8}"), 1..4), end in "[A-Za-z评é]{1,8}", venue in prop::option::of(prop::sample::select(VENUES)), note in prop::option::of(prop::sample::subsequence(NOTES, 1..4)),
        links in prop::collection::vec((prop::sample::select(&["pdf", "code", "project page", "paper", "评估"][..]), "https://a\\.example/[a-z%_#~()&]{1,8}"), 1..4),
    ) -> Paper {
        Paper {
            // Where there is none, what comes first may look like one; and as `Fse` venues are called, `How` begins a title.
            authors: authors.into_iter().map(|(person, given, family)| Person { given: Some(given), family, ..person }).collect(),
            // What stands at the end of a title and is no part of it, as a colon, is taken off.
            title: format!("{} {end}", paper.title),
            venue: venue.map(str::to_owned),
            links: links.into_iter().enumerate().map(|(nth, (label, url))| Link { label: label.to_owned(), url: format!("{url}{nth}") }).collect(),
            note: note.map(|blocks| blocks.join("\n\n")),
            ..paper
        }
    }
}

/// Venues as they are called; one that is called as somebody might be cannot be told from an author.
const VENUES: &[&str] = &[
    "ICML",
    "NeurIPS",
    "arXiv",
    "Nature",
    "ACL",
    "Findings of EMNLP",
    "Journal of Machine Learning Research",
    "OpenAI Blog",
    "Transactions on Graphics",
    "ICLR 2nd Workshop",
];

/// What notes are made of; lines of one paragraph become paragraphs.
const NOTES: &[&str] = &[
    "A note on it.",
    "A paragraph, with **bold** and *slanted* words, `code` and $x_1$.",
    "评估方法的**要点**：训练。",
    "- one\n- two\n  - below it",
    "1. first\n2. second",
    "> quoted",
    "```text\n# no heading\n\n- no item\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "See [this](https://a.example/note) as well.",
];

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
