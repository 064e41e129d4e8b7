//! Data files: from the text of one file to the entries and categories it gives.
//!
//! A reader never fails as a whole; it gives what it could read, and a diagnostic for the rest.

use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::paper::{Category, Origin};
use crate::source::{Source, Span};

mod entry;
mod schema;
mod toml;

pub use entry::{Entry, ReadEntry};

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
}

/// How the book wants its data files read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Whether annotations of BibTeX entries are notes.
    pub annotations: bool,
}

/// Whether a data file of that name can be read.
pub fn is_read(path: &Path) -> bool {
    path.extension().is_none_or(|extension| extension.eq_ignore_ascii_case("toml"))
}

/// Whether a file is in our own schema, so that we may mend it; others belong to the programs that write them.
pub fn is_ours(path: &Path) -> bool {
    is_read(path)
}

/// Reads a data file.
pub fn read(source: &Arc<Source>, _reading: Reading) -> Contents {
    toml::read(source)
}

/// Where a field of an entry stands, or the `nth` item of one that is a list; the entry's header where that cannot be
/// told.
///
/// The text is looked at again, so ask only for what a person will be shown.
pub fn locate(origin: &Origin, field: &str, nth: usize) -> Span {
    toml::locate(origin, field, nth).unwrap_or(origin.span)
}
