//! Data files: from the text of one file to the entries and categories it gives.
//!
//! A reader never fails as a whole; it gives what it could read, and a diagnostic for the rest.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::paper::{Category, Origin};
use crate::source::{Source, Span};

mod bibtex;
pub mod encoding;
mod entry;
mod kind;
pub mod markdown;
mod schema;
mod toml;

pub use entry::{Entry, ReadEntry};
pub use kind::Format;

/// What a data file gives.
#[derive(Debug, Default)]
pub struct Contents {
    /// Its entries, in order.
    pub entries: Vec<Entry>,
    /// The categories it declares, in order.
    pub categories: Vec<Category>,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether papers or categories may be missing because the text breaks the grammar of its format.
    pub incomplete: bool,
    /// Whether the format is another program's, whose slips are not held against the book.
    pub foreign: bool,
}

/// How the book wants its data files read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Whether annotations of BibTeX entries are notes.
    pub annotations: bool,
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
        Format::Bibtex => bibtex::read(source, reading),
        Format::Markdown => markdown::read(source),
        Format::Yaml | Format::Json | Format::CslJson | Format::CslYaml | Format::Hayagriva => {
            unread(source, &format!("is {}, which is not read", format.name()))
        }
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

/// Whether a file is in our own schema, so that we may mend it; others belong to the programs that write them.
pub fn is_ours(source: &Source) -> bool {
    Format::of(&source.path, &source.text).is_some_and(Format::is_ours)
}

/// Where a field of an entry stands, or the `nth` item of one that is a list; the entry's header where that cannot be
/// told.
///
/// The text is looked at again, so ask only for what a person will be shown.
pub fn locate(origin: &Origin, field: &str, nth: usize) -> Span {
    let found = match Format::of(&origin.source.path, &origin.source.text) {
        Some(Format::Toml) => toml::locate(origin, field, nth),
        Some(Format::Bibtex) => bibtex::locate(&origin.source, origin.span, field, nth),
        _ => None,
    };
    found.unwrap_or(origin.span)
}
