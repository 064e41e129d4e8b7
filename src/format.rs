//! Data files: from the text of one file to the papers and categories it gives.
//!
//! A reader never fails as a whole; it gives what it could read, and a diagnostic for the rest.

use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::paper::{Category, Paper};
use crate::source::Source;

mod schema;
mod toml;

/// What a data file gives.
#[derive(Debug, Default)]
pub struct Contents {
    /// Its papers, in order.
    pub papers: Vec<Paper>,
    /// The categories it declares, in order.
    pub categories: Vec<Category>,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether papers or categories may be missing because the text breaks the grammar of its format.
    pub incomplete: bool,
}

/// Whether a data file of that name can be read.
pub fn is_read(path: &Path) -> bool {
    path.extension().is_none_or(|extension| extension.eq_ignore_ascii_case("toml"))
}

/// Reads a data file.
pub fn read(source: &Arc<Source>) -> Contents {
    toml::read(source)
}
