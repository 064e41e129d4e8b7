//! A configuration that was mdbook-bib's: its keys, and what they are in ours.
//!
//! A key that cannot be honoured is never a fault: a warning says what stands in its place.

use serde_json::{Map, Value};

use super::{BookToml, Config, Numbering, Part};
use crate::citation::CitationSyntaxes;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::files;
use crate::options::{MDBOOK_BIB_KEYS, MDBOOK_BIB_MARKS, Style};

/// The page that mdbook-bib adds at the end of a book, with its bibliography.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BibliographyPage {
    /// What it is called, if the book says.
    pub title: Option<String>,
    /// Whether it holds all papers, rather than those that are cited.
    pub all: bool,
    /// The field that it is sorted by, if it is not in the order of the style.
    pub sort: Option<&'static str>,
}

/// Keys that are not used, why not, and what to do instead.
const UNUSED: &[(&str, &str, &str)] = &[
    (
        "cite-hb-tpl",
        "Handlebars templates are not run",
        "citations look as `references` says: `numeric`, or a CSL style",
    ),
    ("css", "styles do not go into pages", "name the file in `additional-css` of `[output.html]`"),
    (
        "hb-tpl",
        "Handlebars templates are not run",
        "entries look as `references` says: `numeric`, a CSL style, or a `.jinja` template",
    ),
    ("js", "scripts do not go into pages", "name the file in `additional-js` of `[output.html]`"),
    (
        "zotero-uid",
        "nothing is fetched while a book is built",
        "export the library as BibTeX, and name the file in `bibliography`",
    ),
];

/// Whether the keys of mdbook-bib are meant.
pub(super) fn is_meant(table: &Map<String, Value>) -> bool {
    MDBOOK_BIB_MARKS.iter().any(|mark| table.get(*mark).is_some_and(|value| !value.is_null()))
        || table.get("citations").is_some_and(|value| super::syntaxes_in(value).mdbook_bib)
}

/// The ways of writing a citation that such a table asks for besides those in `citations`.
pub(super) fn syntaxes(table: &Map<String, Value>) -> CitationSyntaxes {
    let mdbook_bib = is_meant(table);
    let pandoc = mdbook_bib && table.get("citation-syntax").is_some_and(|syntax| syntax == "pandoc");
    CitationSyntaxes { pandoc, mdbook_bib, mathjax: false }
}

/// Takes over the keys of mdbook-bib, all of whose values fit.
pub(super) fn set(config: &mut Config, table: &Map<String, Value>, toml: &BookToml<'_>, found: &mut Vec<Diagnostic>) {
    let given = |key: &str| table.get(key).filter(|value| !value.is_null());
    let text = |key: &str| given(key).and_then(Value::as_str);
    if !MDBOOK_BIB_KEYS.iter().any(|key| given(key.name).is_some()) {
        return;
    }
    if let Some(path) = text("bibliography") {
        let path = files::plain(&config.src.join(path)).to_string_lossy().into_owned();
        if given("data").is_none() {
            config.data.clear();
        }
        config.data.push(path);
    }
    if given("references").is_none() && text("backend") == Some("csl") {
        config.references = Some(Style::parse(text("csl-style").unwrap_or("apa")));
    }
    if given("append-references").is_none() {
        config.append_references = given("add-bib-in-chapters").is_some_and(|add| add == true);
    }
    if given("numbering").is_none() {
        config.numbering = Numbering::Book;
    }
    config.bibliography = Some(BibliographyPage {
        title: text("title").map(str::to_owned),
        all: text("render-bib") == Some("all"),
        sort: match text("order") {
            Some("key") => Some("key"),
            Some("author") => Some("authors"),
            _ => None,
        },
    });
    for (key, why, help) in UNUSED {
        // Beside a file, mdbook-bib does not ask Zotero either.
        if given(key).is_none() || (*key == "zotero-uid" && given("bibliography").is_some()) {
            continue;
        }
        let unused = Code::UnknownOption.at(toml.place(key, Part::Key), format!("`{key}` is not used: {why}"));
        found.push(unused.level(Level::Warning).help(*help));
    }
}
