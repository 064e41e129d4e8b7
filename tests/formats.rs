//! The same papers in every format, compared field by field with the native schema in TOML.
//!
//! Fields that a format cannot represent are in `LOSSES` and in the guide.

#[path = "support/fields.rs"]
mod fields;

use fields::fields;
use mdbook_papers::format::{self, Format, Reading};
use mdbook_papers::library::{self, Library};
use mdbook_papers::source::Source;

const SHELVES: &str = include_str!("formats/same/shelves.toml");
const TOML: &str = include_str!("formats/same/papers.toml");

/// The other files, and the formats that must be detected.
const FILES: &[(&str, &str, Format)] = &[
    ("papers.yaml", include_str!("formats/same/papers.yaml"), Format::Yaml),
    ("papers.json", include_str!("formats/same/papers.json"), Format::Json),
    ("papers.bib", include_str!("formats/same/papers.bib"), Format::Bibtex),
    ("papers.csl.json", include_str!("formats/same/papers.csl.json"), Format::CslJson),
    ("papers.csl.yaml", include_str!("formats/same/papers.csl.yaml"), Format::CslYaml),
    ("papers.hayagriva.yaml", include_str!("formats/same/papers.hayagriva.yaml"), Format::Hayagriva),
];

/// The fields that each format cannot represent, or stores elsewhere.
const LOSSES: &[(&str, &[&str])] = &[
    ("BibTeX", &["collection-title", "remark", "status", "summary", "translations", "venue-note"]),
    ("CSL-JSON", CSL),
    ("CSL-YAML", CSL),
    (
        "Hayagriva YAML",
        &[
            "added",
            "categories",
            "links",
            "note",
            "remark",
            "sort-name",
            "status",
            "summary",
            "tags",
            "translations",
            "venue-note",
        ],
    ),
];

const CSL: &[&str] = &[
    "added",
    "collection-number",
    "collection-title",
    "links",
    "remark",
    "sort-name",
    "status",
    "summary",
    "translations",
    "venue-note",
];

const GUIDE: &str = include_str!("../book/guide/data-formats.md");

fn library(name: &str, text: &str) -> Library {
    let reading = Reading { annotations: true, ..Reading::default() };
    let read = |name: &str, text: &str| format::read(&Source::new(name, text), reading);
    let papers = read(name, text);
    assert!(!papers.incomplete, "{name}: {:?}", papers.diagnostics);
    let (library, found) = library::merge(vec![read("shelves.toml", SHELVES), papers]);
    let unexpected = found.iter().filter(|found| found.code.as_str() != "not-understood").collect::<Vec<_>>();
    assert!(unexpected.is_empty(), "{name}: {unexpected:?}");
    library
}

/// Returns the names of the fields that differ between two libraries.
fn differences(ours: &Library, theirs: &Library) -> Vec<&'static str> {
    let mut differing = Vec::new();
    assert_eq!(theirs.papers.len(), ours.papers.len());
    for (ours, theirs) in ours.papers.iter().zip(theirs.papers.iter()) {
        let pairs = fields(ours).into_iter().zip(fields(theirs));
        differing.extend(pairs.filter(|(ours, theirs)| ours != theirs).map(|(ours, _)| ours.0));
    }
    differing.sort_unstable();
    differing.dedup();
    differing
}

#[test]
fn all_formats_contain_the_same_papers() {
    let ours = library("papers.toml", TOML);
    let mut losses = Vec::new();
    for (name, text, format) in FILES {
        assert_eq!(Format::of(name.as_ref(), text), Some(*format), "{name}");
        let differing = differences(&ours, &library(name, text));
        if !differing.is_empty() {
            losses.push((format.name(), differing));
        }
    }
    assert_eq!(losses, LOSSES.iter().map(|(format, fields)| (*format, fields.to_vec())).collect::<Vec<_>>());
}

#[test]
fn losses_are_in_the_guide() {
    let (_, lost) = GUIDE.split_once("\n## Limitations of formats\n").expect("the guide has the section");
    for (format, fields) in LOSSES {
        let row = lost.lines().find(|line| line.starts_with(&format!("| {format} |")));
        let row = row.unwrap_or_else(|| panic!("{format} has no row"));
        for field in *fields {
            assert!(row.contains(&format!("`{field}`")), "{format} {field}");
        }
    }
}
