//! Reads data files: the entries and categories of one file.
//!
//! Readers return what is valid, with diagnostics for the rest. A YAML or JSON file with a syntax error gives only that error.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Level, Place};
use crate::paper::{Category, Origin};
use crate::source::{Source, Span};

mod bibtex;
mod cff;
mod csl_json;
mod detect;
pub mod encoding;
mod entry;
mod external;
mod hayagriva;
mod json;
#[expect(clippy::similar_names, reason = "lists, lines, links and shelves are what it is about")]
pub mod markdown;
mod places;
#[cfg(test)]
mod properties;
mod schema;
mod tagged;
mod toml;
mod tree;
mod yaml;

pub use detect::Format;
pub use entry::{Entry, ReadEntry};
pub use places::{Places, locate};
use schema::Syntax;
pub use schema::{FieldShape, SchemaField, SchemaTable, papers_schema, schema_fields};
use tagged::Dialect;
use tree::SyntaxError;
use yaml::Shape;

/// The contents of a data file.
#[derive(Debug, Default, Clone)]
pub struct Contents {
    /// The entries, in order.
    pub entries: Vec<Entry>,
    /// The declared categories, in order.
    pub categories: Vec<Category>,
    /// Text of a reading list outside its categories, in order.
    pub prose: Vec<Prose>,
    /// Errors and warnings of the file.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether papers or categories may be missing because of a syntax error.
    pub incomplete: bool,
    /// Whether the file is in an external format, where duplicates are warnings.
    pub external: bool,
}

impl Contents {
    /// Returns the contents of a file in `grammar` that has a syntax error.
    fn invalid(source: &Arc<Source>, error: SyntaxError, grammar: &str) -> Self {
        let found = Code::BadSyntax.at((source, error.span), error.message).label(format!("not {grammar}"));
        Self { diagnostics: vec![found], incomplete: true, ..Self::default() }
    }
}

/// Markdown that belongs to no category: text above the first, or below a heading without papers.
#[derive(Debug, Clone)]
pub struct Prose {
    /// The text, with its heading.
    pub text: String,
    /// Whether it is above all categories.
    pub leads: bool,
    /// Its first line.
    pub origin: Origin,
}

/// Options for reading data files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Whether annotations of BibTeX entries become notes.
    pub annotations: bool,
    /// Whether abstracts in external formats are skipped, which saves most of the time.
    pub without_abstracts: bool,
}

/// Returns whether BibTeX or BibLaTeX define a field of `x`, or a program that writes their files, so that it belongs to the
/// work; the other fields are the user's.
pub fn is_standard_field(name: &str) -> bool {
    let is_note = matches!(name, "annotation" | "annote");
    name == "entrytype" || (bibtex::entry_types::is_field(name) && !bibtex::entry_types::is_private(name) && !is_note)
}

/// Reads a data file in the format detected from its name and content.
pub fn read(source: &Arc<Source>, reading: Reading) -> Contents {
    match Format::of_source(source) {
        Some(format) => read_as(format, source, reading),
        None if source.text.trim().is_empty() => Contents::default(),
        None => unread(source, "is in no format that is read"),
    }
}

/// Reads a data file in a format.
pub fn read_as(format: Format, source: &Arc<Source>, reading: Reading) -> Contents {
    let contents = match format {
        Format::Toml => toml::read(source),
        Format::Yaml => schema::read(source, Syntax::Yaml, yaml::read(&source.text)),
        Format::Json => schema::read(source, Syntax::Json, json::read(&source.text)),
        Format::Bibtex => bibtex::read(source, reading),
        Format::CslJson => csl_json::read(source, reading),
        Format::CslYaml => csl_json::read_yaml(source, reading),
        Format::Hayagriva => hayagriva::read(source),
        Format::Ris => tagged::read(source, Dialect::Ris, reading),
        Format::Pubmed => tagged::read(source, Dialect::Pubmed, reading),
        Format::Cff => cff::read(source),
        Format::Markdown => markdown::read(source),
    };
    let mut contents = contents;
    report_empty(&mut contents, format, source);
    Contents { external: !format.is_ours(), ..contents }
}

/// Reports a file of another program that contains text and no entry.
fn report_empty(contents: &mut Contents, format: Format, source: &Source) {
    let has_entries = !contents.entries.is_empty() || !contents.diagnostics.is_empty() || contents.incomplete;
    if has_entries || format.is_ours() || format == Format::Markdown || source.text.trim().is_empty() {
        return;
    }
    let message = format!("`{}` contains no entries", source.path.display());
    let found = Code::NotUnderstood.at(Place::File(source.path.clone()), message).level(Level::Warning);
    contents.diagnostics.push(found.help(format!("it was read as {}", format.name())));
}

/// Returns how to export readable data from the program whose format a text has.
fn way_out(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    let start = text.get(..400.min(text.len())).unwrap_or_default();
    let has = |words: &str| start.contains(words);
    if text.starts_with("%0 ") || (text.starts_with('<') && has("<records>")) {
        Some("this is EndNote's format: export RIS or BibTeX from EndNote")
    } else if text.starts_with('<') && has("rdf:RDF") {
        Some("this is RDF: export BibTeX, RIS or CSL JSON from Zotero")
    } else if text.starts_with("FN ") && (has("ISI") || has("Clarivate") || has("Thomson")) {
        Some("this is the format of Web of Science: export BibTeX or RIS from it")
    } else if text.starts_with('<') && has("PubmedArticleSet") {
        Some("this is PubMed's XML: save the format `PubMed` (nbib) instead")
    } else if has("\\begin{thebibliography}") || has("\\refsection{") {
        Some("this is a bibliography that LaTeX generated: use the `.bib` file it was made from")
    } else {
        None
    }
}

/// Returns the contents of a file in an unknown format.
fn unread(source: &Arc<Source>, why: &str) -> Contents {
    let message = format!("`{}` {why}", source.path.display());
    let found = Code::BadValue.at(Place::File(source.path.clone()), message);
    let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
    let formats = || format!("data files may be {}", names.join(", "));
    let found = found.help(way_out(&source.text).map_or_else(formats, str::to_owned));
    Contents { diagnostics: vec![found], incomplete: true, ..Contents::default() }
}

/// A list in a JSON file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonList {
    /// The name, without quotation marks.
    pub name: Span,
    /// The list, brackets included.
    pub span: Span,
    /// The items.
    pub items: Vec<Span>,
}

/// Returns the list called `name` in a JSON data file.
pub fn list_in_json(text: &str, name: &str) -> Option<JsonList> {
    json::split::lists(text).ok()?.into_iter().find_map(|list| {
        let own = list.name.filter(|own| &text[own.range()] == name)?;
        Some(JsonList { name: own, span: list.span, items: list.items })
    })
}

/// A field of an entry in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenField {
    /// Its name.
    pub name: String,
    /// The span of the name.
    pub at: Span,
    /// The span of the value.
    pub value: Span,
}

/// Returns the fields of the entry at `start` in a YAML or JSON data file, in order. Returns `None` if the entry is invalid
/// or has fields from elsewhere in the file, as through `<<`.
pub fn written_fields(format: Format, text: &str, start: usize) -> Option<Vec<WrittenField>> {
    let entry = match format {
        Format::Yaml => yaml::entry_at(text, start, Shape::Lists)?,
        Format::Json => json::entry_at(text, start)?,
        _ => return None,
    };
    let fields = entry.as_table()?.0.iter().map(|pair| WrittenField {
        name: pair.name.clone().into_owned(),
        at: pair.at,
        value: pair.node.span,
    });
    let fields: Vec<_> = fields.collect();
    fields
        .iter()
        .is_sorted_by_key(|field| field.at.start)
        .then_some(fields)
        .filter(|fields| fields.first().is_some_and(|first| first.at.start >= start))
}

/// Returns whether a file uses the schema of this program and may be edited.
pub fn is_ours(source: &Source) -> bool {
    Format::of_source(source).is_some_and(Format::is_ours)
}
