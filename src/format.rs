//! Data files: from the text of one file to the entries and categories it gives.
//!
//! A reader never fails as a whole; it gives what it could read, and a diagnostic for the rest.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::paper::{Category, Origin};
use crate::source::{Source, Span};

mod bibtex;
mod csl_json;
mod detect;
pub mod encoding;
mod entry;
mod foreign;
mod hayagriva;
mod json;
#[expect(clippy::similar_names, reason = "lists, lines, links and shelves are what it is about")]
pub mod markdown;
#[cfg(test)]
mod properties;
mod schema;
mod toml;
mod tree;
mod yaml;

pub use detect::Format;
pub use entry::{Entry, ReadEntry};
use schema::Syntax;
pub use schema::papers_schema;
use tree::SyntaxError;
use yaml::Shape;

/// What a data file gives.
#[derive(Debug, Default)]
pub struct Contents {
    /// Its entries, in order.
    pub entries: Vec<Entry>,
    /// The categories it declares, in order.
    pub categories: Vec<Category>,
    /// Text of a reading list that belongs to none of its categories, in order.
    pub prose: Vec<Prose>,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether papers or categories may be missing because the text breaks the grammar of its format.
    pub incomplete: bool,
    /// Whether the format is another program's, whose slips are not held against the book.
    pub foreign: bool,
}

impl Contents {
    /// A file in `grammar` of which nothing is read, because it has a syntax error.
    fn invalid(source: &Arc<Source>, error: SyntaxError, grammar: &str) -> Self {
        let found = Code::BadSyntax.at((source, error.span), error.message).label(format!("not {grammar}"));
        Self { diagnostics: vec![found], incomplete: true, ..Self::default() }
    }
}

/// Markdown that belongs to no category: what stands above the first, or under a heading that is not about papers.
#[derive(Debug, Clone)]
pub struct Prose {
    /// The text, with its heading.
    pub text: String,
    /// Whether it stands above all categories.
    pub leads: bool,
    /// Its first line.
    pub origin: Origin,
}

/// How the book wants its data files read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Whether annotations of BibTeX entries are notes.
    pub annotations: bool,
    /// Whether abstracts of foreign entries, most of what such a file holds, are passed over, as nobody asks for them.
    pub without_abstracts: bool,
}

/// Reads a data file, in the format that its name or its content tells.
pub fn read(source: &Arc<Source>, reading: Reading) -> Contents {
    match Format::of(&source.path, &source.text) {
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
        Format::Markdown => markdown::read(source),
    };
    Contents { foreign: !format.is_ours(), ..contents }
}

/// A file of which nothing is read.
fn unread(source: &Arc<Source>, why: &str) -> Contents {
    let message = format!("`{}` {why}", source.path.display());
    let found = Code::BadValue.at(Place::File(source.path.clone()), message);
    let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
    let found = found.help(format!("data files may be {}", names.join(", ")));
    Contents { diagnostics: vec![found], incomplete: true, ..Contents::default() }
}

/// A list in a JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonList {
    /// Its name, without the quotes.
    pub name: Span,
    /// From bracket to bracket.
    pub span: Span,
    /// Its objects.
    pub items: Vec<Span>,
}

/// A list at the top of JSON of our own schema, by its name.
pub fn list_in_json(text: &str, name: &str) -> Option<JsonList> {
    json::split::lists(text).ok()?.into_iter().find_map(|list| {
        let own = list.name.filter(|own| &text[own.range()] == name)?;
        Some(JsonList { name: own, span: list.span, items: list.items })
    })
}

/// A field of an entry as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenField {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub at: Span,
    /// Where the value stands.
    pub value: Span,
}

/// The fields of the entry that begins at `start` in YAML or JSON of our own schema, in order; none if it cannot be read
/// by itself, or has fields that stand elsewhere.
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

/// Whether a file is in our own schema, so that we may mend it; others belong to the programs that write them.
pub fn is_ours(source: &Source) -> bool {
    Format::of(&source.path, &source.text).is_some_and(Format::is_ours)
}

/// Where a field of an entry stands, or the `nth` item of one that is a list: the entry that has it, of those that were
/// merged, and its place in that file; the entry's header where that cannot be told.
///
/// The texts are looked at again, so ask only for what a person will be shown.
pub fn locate<'o>(origin: &'o Origin, field: &str, nth: usize) -> (&'o Origin, Span) {
    let mut nth = nth;
    let mut list = None;
    for own in std::iter::once(origin).chain(&origin.merged) {
        let Some(span) = find(own, field, nth) else { continue };
        // Nothing to tell apart where it is the first, or the only entry.
        if nth == 0 || origin.merged.is_empty() {
            return (own, span);
        }
        // An item that a list does not have is told by the list.
        let whole = find(own, field, usize::MAX);
        if Some(span) != whole {
            return (own, span);
        }
        list.get_or_insert((own, span));
        // The items of an entry that was merged come after those that were there.
        nth -= (0..nth).take_while(|&nth| find(own, field, nth) != whole).count();
    }
    list.unwrap_or((origin, origin.span))
}

/// The place of a field of one entry, or of the `nth` item of a list, or of the list where it has fewer.
fn find(origin: &Origin, field: &str, nth: usize) -> Option<Span> {
    let (text, start) = (&origin.source.text, origin.span.start);
    match Format::of(&origin.source.path, text) {
        Some(Format::Toml) => toml::locate(origin, field, nth),
        Some(Format::Yaml) => yaml::entry_at(text, start, Shape::Lists).and_then(|entry| entry.place(field, nth)),
        Some(Format::Json) => json::entry_at(text, start).and_then(|entry| entry.place(field, nth)),
        Some(Format::Bibtex) => bibtex::locate(&origin.source, origin.span, field, nth),
        Some(Format::CslJson) => json::entry_at(text, start).and_then(|item| csl_json::locate(&item, field, nth)),
        Some(Format::CslYaml) => {
            yaml::entry_at(text, start, Shape::Lists).and_then(|item| csl_json::locate(&item, field, nth))
        }
        Some(Format::Hayagriva) => {
            yaml::entry_at(text, start, Shape::Names).and_then(|entry| hayagriva::locate(&entry, field, nth))
        }
        Some(Format::Markdown) | None => None,
    }
}
