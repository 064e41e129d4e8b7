//! Exporting and importing a library preserves it, except for the fields in `LOSSES`, which the guide lists too.

#![expect(clippy::disallowed_methods, reason = "tests read files, and an error fails the test")]

#[path = "support/fields.rs"]
mod fields;
#[path = "support/libraries.rs"]
mod libraries;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use fields::fields;
use libraries::{libraries, listed, native_paper, paper, versions};
use mdbook_papers::export::{self, ExportFormat, Selection};
use mdbook_papers::format::{Contents, Format as Read, Reading, read_as};
use mdbook_papers::import::{self, Choices, Memory};
use mdbook_papers::library::{Library, merge};
use mdbook_papers::paper::{Category, Contributors, DateValue, Field, FieldType, Paper, Person};
use mdbook_papers::source::Source;
use proptest::prelude::*;

/// The formats, and the fields that each does not preserve.
const LOSSES: &[(&str, ExportFormat, Read, &[&str])] = &[
    ("TOML", ExportFormat::Toml, Read::Toml, &[]),
    ("YAML", ExportFormat::Yaml, Read::Yaml, &[]),
    ("JSON", ExportFormat::Json, Read::Json, &[]),
    (
        "BibTeX",
        ExportFormat::Bibtex,
        Read::Bibtex,
        &[
            "bibliographic-note",
            "collection-number",
            "collection-title",
            "links",
            "remark",
            "short",
            "sort-name",
            "status",
            "summary",
            "title-short",
            "translations",
            "type",
            "venue-note",
        ],
    ),
    (
        "BibLaTeX",
        ExportFormat::Biblatex,
        Read::Bibtex,
        &[
            "bibliographic-note",
            "collection-number",
            "collection-title",
            "links",
            "remark",
            "short",
            "status",
            "summary",
            "title-short",
            "translations",
            "type",
            "venue-note",
        ],
    ),
    (
        "CSL-JSON",
        ExportFormat::CslJson,
        Read::CslJson,
        &[
            "added",
            "collection-number",
            "collection-title",
            "links",
            "publisher",
            "remark",
            "short",
            "sort-name",
            "status",
            "summary",
            "title-short",
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
            "arxiv",
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

/// Returns the fields that differ between the papers of two libraries, with an example of each.
fn differences(ours: &Library, theirs: &Library) -> BTreeMap<&'static str, String> {
    let mut all = BTreeMap::new();
    assert_eq!(ours.papers.len(), theirs.papers.len());
    for (nth, ours) in ours.papers.iter().enumerate() {
        // A reading list begins with the papers without a category.
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
fn losses_are_listed() {
    let data = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/papers.toml")).unwrap();
    // External formats turn a tag with the name of a category into that category, as the guide describes.
    let mut names = Vec::new();
    for category in read(Read::Toml, &data, &[]).categories {
        let titles = category.translations.into_iter().filter_map(|(_, translation)| translation.title);
        names.extend(titles.chain([category.id, category.title]).map(|name| format!("\"{}\"", name.to_lowercase())));
    }
    let tagged =
        |line: &str| line.starts_with("tags = ") && names.iter().any(|name| line.to_lowercase().contains(name));
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
    let mut unexpected = String::new();
    for (name, format, back, losses) in LOSSES {
        let mut differing = BTreeMap::new();
        for library in &libraries {
            let again = read(*back, &written(library, *format), &library.categories);
            differing.extend(differences(library, &again));
        }
        for (field, example) in differing.iter().filter(|(field, _)| !losses.contains(field)) {
            let _ = writeln!(unexpected, "{name} loses {field}: {example}");
        }
        for field in losses.iter().filter(|field| !differing.contains_key(*field)) {
            let _ = writeln!(unexpected, "{name} preserves {field}");
        }
    }
    assert!(unexpected.is_empty(), "{unexpected}");
}

#[test]
fn every_bibliographic_field_is_in_the_guide() {
    for (name, field) in Field::in_toml_order().filter(|(_, field)| field.csl().is_some()) {
        let names = [Some(name), field.csl(), field.bibtex(), field.biblatex(), field.hayagriva(), field.ris()];
        let cells = names.map(|name| name.map_or_else(|| " |".to_owned(), |name| format!(" `{name}` |")));
        let row = format!("\n|{}\n", cells.concat());
        assert!(GUIDE.contains(&row), "{row}");
    }
}

#[test]
fn losses_are_in_the_guide() {
    let (_, lost) = GUIDE.split_once("\n## Export and import\n").unwrap();
    for (name, _, _, losses) in LOSSES {
        let row = lost.lines().find(|line| line.starts_with(&format!("| {name} |"))).unwrap();
        let documented: Vec<_> = row.split('|').nth(2).unwrap_or_default().split('`').skip(1).step_by(2).collect();
        assert_eq!(&documented, losses, "{name}");
    }
}

/// Merges a library into the text of a file.
fn merged(name: &str, text: &str, library: &str) -> String {
    let contents = read_as(Read::Toml, &Source::new("new.toml", library), Reading::default());
    let merged = import::merge_into(&Source::new(name, text), Memory::default(), vec![contents], &Choices::default());
    merged.expect("a native file can be merged into").text
}

fn categories(library: &Library) -> Vec<String> {
    let shown = |one: &Category| format!("{:?} {:?} {:?} {:?}", one.id, one.title, one.intro, one.translations);
    library.categories.iter().map(shown).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn native_formats_round_trip(text in libraries(native_paper)) {
        let library = read(Read::Toml, &text, &[]);
        for (name, format, back, _) in LOSSES.iter().filter(|(.., losses)| losses.is_empty()) {
            let text = written(&library, *format);
            let again = read(*back, &text, &[]);
            prop_assert!(library.papers.iter().eq(again.papers.iter()), "{} {:?} {}", name, differences(&library, &again), text);
            prop_assert_eq!(categories(&library), categories(&again), "{} {}", name, text);
        }
    }

    #[test]
    fn yaml_and_json_are_merged_like_toml((old, new) in versions()) {
        let content = |format, text: &str| {
            let library = read(format, text, &[]);
            (library.papers.iter().cloned().collect::<Vec<_>>(), categories(&library))
        };
        let toml = merged("papers.toml", &merged("papers.toml", "", &old), &new);
        for (name, format) in [("papers.yaml", Read::Yaml), ("papers.json", Read::Json)] {
            let text = merged(name, &merged(name, "", &old), &new);
            prop_assert_eq!(content(format, &text), content(Read::Toml, &toml), "{}", text);
            prop_assert_eq!(merged(name, &text, &new), text);
        }
    }

    #[test]
    fn external_formats_round_trip(text in libraries(paper)) {
        let library = read(Read::Toml, &text, &[]);
        let external = LOSSES.iter().filter(|(name, _, _, losses)| *name != "Markdown" && !losses.is_empty());
        for (name, format, back, losses) in external {
            let text = written(&library, *format);
            let again = read(*back, &text, &library.categories);
            prop_assert_eq!(again.papers.len(), library.papers.len(), "{} {}", name, text);
            let differing = differences(&library, &again);
            let any = |is: fn(&Paper) -> bool| library.papers.iter().any(is);
            let is_listed = |field: &str| match *name {
                // Simple mathematics of BibTeX is read as text.
                "BibTeX" | "BibLaTeX" if field == "title" => any(|paper| paper.title.matches('$').count() > 1),
                // A thesis of BibTeX without a type is one for a PhD.
                "BibTeX" | "BibLaTeX" if field == "genre" => any(|paper| paper.kind == "thesis"),
                _ => losses.contains(&field),
            };
            let unlisted: Vec<_> =
                differing.iter().filter(|(field, _)| **field == "authors" || !is_listed(field)).collect();
            prop_assert!(unlisted.is_empty(), "{}: {:?} in {}", name, unlisted, text);
        }
    }

    #[test]
    fn reading_lists_round_trip(text in libraries(listed)) {
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

/// Returns the fields of papers that a list shows, and the titles and introductions of categories.
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

#[test]
fn fields_of_bibtex_come_back_in_biblatex() {
    #[track_caller]
    fn check(kind: &str, fields: &str, expect: &[&str]) {
        let library = read(Read::Bibtex, &format!("@{kind}{{k, title = {{T}}, {fields}}}"), &[]);
        let text = written(&library, ExportFormat::Biblatex);
        let lines: Vec<_> = text.lines().map(|line| line.trim().trim_end_matches(',')).collect();
        let lines: Vec<_> = lines.into_iter().filter(|line| !matches!(*line, "}" | "title = {T}")).collect();
        assert_eq!(lines, expect, "{fields}");
    }
    check("book", "translator = {Chu, Bo and Eng, Di}", &["@book{k", "translator = {Chu, Bo and Eng, Di}"]);
    check("article", "author = {Ada Byron and others}", &["@article{k", "author = {Byron, Ada and others}"]);
    check("mastersthesis", "school = {MIT}", &["@thesis{k", "institution = {MIT}", "type = {mathesis}"]);
    check("phdthesis", "school = {MIT}", &["@thesis{k", "institution = {MIT}", "type = {phdthesis}"]);
    check("thesis", "type = {bathesis}", &["@thesis{k", "type = {bathesis}"]);
    check("techreport", "type = {Memo}, number = {TR-07}", &["@report{k", "number = {TR-07}", "type = {Memo}"]);
    check("manual", "organization = {R Core}", &["@manual{k", "organization = {R Core}"]);
    check("book", "series = {LNCS}, number = 7", &["@book{k", "number = {7}", "series = {LNCS}"]);
    check("article", "eid = {e12}, number = 3", &["@article{k", "number = {3}", "eid = {e12}"]);
    check("book", "publisher = {{Smith and Sons}}", &["@book{k", "publisher = {{Smith and Sons}}"]);
    check(
        "inproceedings",
        "address = {Rome}, location = {Shanghai}",
        &["@inproceedings{k", "venue = {Shanghai}", "location = {Rome}"],
    );
    check(
        "movie",
        "editor = {Ada Byron}, editortype = {director}",
        &["@movie{k", "editor = {Byron, Ada}", "editortype = {director}"],
    );
    check("book_section", "journal = {B}, city = {Rome}", &["@incollection{k", "booktitle = {B}", "location = {Rome}"]);
    check("article", "date = {2001-03/2003-05}", &["@article{k", "date = {2001-03/2003-05}"]);
    check("article", "year = {c. 1995}", &["@article{k", "date = {1995~}"]);
    check("article", "year = {1999-2000}", &["@article{k", "date = {1999/2000}"]);
    check("article", "year = {in press}", &["@article{k", "year = {in press}"]);
    check("article", "pubstate = {inpress}", &["@article{k", "pubstate = {inpress}"]);
    check("article", "langid = {german}", &["@article{k", "langid = {german}"]);
    check(
        "book",
        "author = {family=Byron, given=Ada, suffix=III, juniorcomma=true and Bo Wu}",
        &["@book{k", "author = {Byron, III, Ada and Wu, Bo}"],
    );
    check("book", "author = {nosortothers=false and Al Sly}", &["@book{k", "author = {Sly, Al}"]);
    check(
        "article",
        "author = {Baibich, M.N.; and Broto, J.M.;}",
        &["@article{k", "author = {Baibich, M.N. and Broto, J.M.}"],
    );
    check("misc", "url = {http://a.b/c; http://d.e/f}", &["@misc{k", "url = {http://a.b/c http://d.e/f}"]);
    check(
        "misc",
        "number = {arXiv:1706.03762}, eprint = {1706.03762}, archiveprefix = {arXiv}",
        &["@online{k", "eprint = {1706.03762}", "eprinttype = {arxiv}"],
    );
    check("misc", "eprint = {123}, eprinttype = {pubmed}", &["@misc{k", "eprint = {123}", "eprinttype = {pubmed}"]);
}

#[test]
fn fields_of_bibtex_are_variables_of_csl() {
    #[track_caller]
    fn check(entry: &str, expect: &[(&str, &str)]) {
        let library = read(Read::Bibtex, entry, &[]);
        let items: serde_json::Value = serde_json::from_str(&written(&library, ExportFormat::CslJson)).unwrap();
        for (variable, value) in expect {
            assert_eq!(items[0][variable].as_str().unwrap_or_default(), *value, "{variable} of {entry}");
        }
    }
    check("@misc{k, title = {T}, howpublished = {Blog post}}", &[("publisher", "Blog post"), ("container-title", "")]);
    check("@book{k, title = {T}, subtitle = {S}, titleaddon = {A}}", &[("title", "T: S. A"), ("title-short", "T")]);
    check("@misc{k, title = {T}, howpublished = {\\href{https://a.b/c}{Page}}}", &[("URL", "https://a.b/c")]);
    check(
        "@misc{k, title = {T}, note = {See \\href{https://a.b/c}{here}}}",
        &[("note", "See here"), ("URL", "https://a.b/c")],
    );
    check("@misc{k, title = {T}, pdf = {local.pdf}, url = {https://a.b}}", &[("URL", "https://a.b")]);
    check("@misc{k, title = {T}, pdf = {local.pdf}, code = {https://a.b}}", &[("URL", "https://a.b")]);
    check("@article{k, title = {T}, series = {newseries}}", &[("collection-title", "new series")]);
    check("@article{k, title = {Cu$_2$O, $<$i$>$E. coli$<$/i$>$}}", &[("title", "Cu₂O, <i>E. coli</i>")]);
    check("@article{k, title = {T}, doi = {10.1/a\\ensuremath{<}b\\textgreater c}}", &[("DOI", "10.1/a<b>c")]);
    check("@article{k, title = {T}, keywords = {x, y}, groups = {Fast\\, cheap}}", &[("keyword", "x, y, Fast, cheap")]);
    check("@article{k,\u{A0}title = {T},\n\u{A0}\u{A0}journal\u{A0}=\u{A0}{J}}", &[("container-title", "J")]);
}

#[test]
fn identifiers_of_archives_are_links() {
    #[track_caller]
    fn check(kind: &str, id: &str, expect: &str) {
        let entry = format!("@article{{k, title = {{T}}, eprint = {{{id}}}, eprinttype = {{{kind}}}}}");
        let library = read(Read::Bibtex, &entry, &[]);
        let links: Vec<_> = library.papers[0].shown_links().iter().map(|link| link.url.clone()).collect();
        assert_eq!(links.join(" "), expect, "{entry}");
    }
    check("jstor", "27786194", "https://www.jstor.org/stable/27786194");
    check("hdl", "2027/123", "https://hdl.handle.net/2027/123");
    check("hal", "hal-0123", "https://hal.science/hal-0123");
    check("googlebooks", "Xyz-1_", "https://books.google.com/books?id=Xyz-1_");
    check("PubMed", "123", "https://pubmed.ncbi.nlm.nih.gov/123");
    check("jstor", "1\"><script>", "");
    check("other", "123", "");
}

#[test]
fn dates_of_bibtex_have_a_year() {
    #[track_caller]
    fn check(date: &str, expect: &[&str]) {
        let library = read(Read::Bibtex, &format!("@book{{k, title = {{T}}, date = {{{date}}}}}"), &[]);
        let text = written(&library, ExportFormat::Bibtex);
        let lines: Vec<_> = text.lines().skip(2).map(|line| line.trim().trim_end_matches(',')).collect();
        assert_eq!(&lines[..lines.len() - 1], expect);
    }
    check("2001-03-04", &["year = {2001}", "month = mar", "day = {4}"]);
    check("2001/2003", &["year = {2001--2003}"]);
    check("2001-03/2003-05", &["year = {2001--2003}", "date = {2001-03/2003-05}"]);
    check("1995~", &["year = {c. 1995}"]);
    check("2001-22", &["year = {2001}", "date = {2001-22}"]);
    check("-0043", &["year = {44 BC}", "date = {-0043}"]);
}

/// What `export` warns about is what its text lacks, for every field, type of work and format.
#[test]
fn fields_that_a_format_cannot_hold_are_reported() {
    const KINDS: &[&str] = &[
        "article",
        "article-journal",
        "book",
        "chapter",
        "document",
        "pamphlet",
        "paper-conference",
        "patent",
        "report",
        "software",
        "thesis",
        "webpage",
    ];
    let mut wrong = String::new();
    for &(format, _) in IDENTICAL {
        for &field in Field::ALL.iter().filter(|field| field.csl().is_some() && **field != Field::Title) {
            for &kind in KINDS {
                let title = "On Engines".into();
                let mut paper = Paper { key: "k".to_owned(), kind: kind.to_owned(), title, ..Paper::default() };
                let value = match field.field_type() {
                    FieldType::Names(slot) => {
                        (slot.get_mut)(&mut paper).named.push(Person::parse("Ada Zyxw"));
                        "Zyxw"
                    }
                    FieldType::Date(slot) => {
                        *(slot.get_mut)(&mut paper) = DateValue::parse("1789");
                        "1789"
                    }
                    FieldType::Language(slot) => {
                        *(slot.get_mut)(&mut paper) = Some("de".to_owned());
                        if format == ExportFormat::Biblatex { "german" } else { "de" }
                    }
                    _ => {
                        *field.text_mut(&mut paper) = Some("1789".to_owned());
                        "1789"
                    }
                };
                let library = read(Read::Toml, &export::toml_entry(&paper), &[]);
                let selection = Selection::new(&library, &[0], "Papers", true, false);
                let is_written = export::write(&selection, format).contains(value);
                let expect = if is_written { vec![] } else { vec![(field.name(), 1)] };
                if export::losses(&selection, format) != expect {
                    let _ = writeln!(wrong, "{format:?}: {field:?} of {kind} is written: {is_written}");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Formats whose text must be the same after it was read.
const IDENTICAL: &[(ExportFormat, Read)] = &[
    (ExportFormat::Bibtex, Read::Bibtex),
    (ExportFormat::Biblatex, Read::Bibtex),
    (ExportFormat::CslJson, Read::CslJson),
    (ExportFormat::CslYaml, Read::CslYaml),
    (ExportFormat::Hayagriva, Read::Hayagriva),
    (ExportFormat::Ris, Read::Ris),
    (ExportFormat::Toml, Read::Toml),
];

const DATES: &[&str] =
    &["2001", "2001-03", "2001-03-04", "2001/2003", "2001-03/2003-05", "1890~", "2007-22", "-0043", "in press"];

fn date(text: &str) -> DateValue {
    DateValue::parse(text).unwrap_or_else(|| DateValue::words(text, None))
}

prop_compose! {
    /// Generates a paper with any of the variables of CSL.
    fn full_paper()(
        kind in prop::sample::select(&["article-journal", "book", "chapter", "paper-conference", "report", "thesis", "software", "webpage"][..]),
        present in prop::collection::vec(prop::bool::weighted(0.4), Field::ALL.len()),
        dates in prop::collection::vec(prop::sample::select(DATES), Field::ALL.len()),
        others in any::<bool>(),
    ) -> Paper {
        let mut paper = Paper { key: "k".to_owned(), kind: kind.to_owned(), title: "On Engines".into(), ..Paper::default() };
        paper.venue = Some("Journal of Engines".to_owned()).filter(|_| present[0]);
        for (nth, &field) in Field::ALL.iter().enumerate().filter(|(nth, field)| present[*nth] && field.csl().is_some()) {
            match field.field_type() {
                FieldType::Names(slot) => {
                    let named = vec![Person::parse(&format!("Ada Byron{nth}")), Person::parse("Bo de Vries")];
                    *(slot.get_mut)(&mut paper) = Contributors { named, others };
                }
                FieldType::Date(slot) => *(slot.get_mut)(&mut paper) = Some(date(dates[nth])),
                FieldType::Language(_) => *field.text_mut(&mut paper) = Some("de".to_owned()),
                FieldType::Title(_) => {}
                FieldType::Identifier(_) if field == Field::Doi => *field.text_mut(&mut paper) = Some("10.1000/182".to_owned()),
                _ if field == Field::Pmcid => *field.text_mut(&mut paper) = Some("PMC12".to_owned()),
                _ if field == Field::Pmid => *field.text_mut(&mut paper) = Some("123".to_owned()),
                _ if field == Field::Pages => *field.text_mut(&mut paper) = Some("10-19".to_owned()),
                _ if field == Field::Isbn => *field.text_mut(&mut paper) = Some("9783161484100".to_owned()),
                _ if field == Field::Genre && kind == "thesis" => *field.text_mut(&mut paper) = Some("Master's thesis".to_owned()),
                _ => *field.text_mut(&mut paper) = Some(format!("Some words {nth}")),
            }
        }
        paper
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// What a format can express comes back: a text that was written is written again from what is read of it.
    #[test]
    fn a_text_is_the_same_after_it_was_read(paper in full_paper()) {
        let native = export::toml_entry(&paper);
        let library = read(Read::Toml, &native, &[]);
        for &(format, reader) in IDENTICAL {
            let first = written(&library, format);
            let mut second = written(&read(reader, &first, &[]), format);
            let mut first = first;
            // These have fewer types of works, so that a type may change once.
            if matches!(format, ExportFormat::Hayagriva | ExportFormat::Ris) {
                first = second;
                second = written(&read(reader, &first, &[]), format);
            }
            // The order of fields is no part of what they express.
            let lines = |text: &str| {
                let mut lines: Vec<_> = text.lines().map(|line| line.trim_end_matches(',').to_owned()).collect();
                lines.sort_unstable();
                lines
            };
            prop_assert_eq!(lines(&first), lines(&second), "{:?}", format);
        }
    }
}
