//! Diagnostics of a book in the terms of the protocol, grouped by file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Position, Range,
};

use super::book::Book;
use super::documents::Documents;
use super::position::Encoding;
use crate::diagnostic::{self, Level, Place};

/// The name of the server in clients.
pub(super) const SOURCE: &str = "mdbook-papers";

/// Returns the diagnostics of a book by absolute path.
pub(super) fn by_file(book: &Book, documents: &Documents, encoding: Encoding) -> BTreeMap<PathBuf, Vec<Diagnostic>> {
    let mut by_file: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
    for found in &book.diagnostics {
        let path = book.place_path(&found.place);
        by_file.entry(path).or_default().push(convert(found, book, documents, encoding));
    }
    by_file
}

/// Converts a diagnostic.
pub(super) fn convert(
    found: &diagnostic::Diagnostic,
    book: &Book,
    documents: &Documents,
    encoding: Encoding,
) -> Diagnostic {
    let mut message = found.full_message();
    if let Place::Chapter(_) = found.place {
        message.push_str(" (in the chapter after its includes)");
    }
    if let Some(help) = &found.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    let related = found.related.as_ref().and_then(|(place, label)| {
        let uri = documents.uri(&book.place_path(place))?;
        let location = Location { uri, range: range(place, encoding) };
        Some(vec![DiagnosticRelatedInformation { location, message: label.clone() }])
    });
    Diagnostic {
        range: range(&found.place, encoding),
        severity: Some(match found.level {
            Level::Error => DiagnosticSeverity::ERROR,
            Level::Warning => DiagnosticSeverity::WARNING,
            Level::Info => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(found.code.as_str().to_owned())),
        source: Some(SOURCE.to_owned()),
        message,
        related_information: related,
        ..Diagnostic::default()
    }
}

/// Returns the range of a place; the start of the file if only that is known.
fn range(place: &Place, encoding: Encoding) -> Range {
    match place {
        Place::Span(source, span) => encoding.range(source, *span),
        Place::File(_) | Place::Chapter(_) | Place::Configuration => {
            Range::new(Position::new(0, 0), Position::new(0, 0))
        }
    }
}
