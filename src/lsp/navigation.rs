//! Definitions and references of papers and categories.

use std::path::Path;

use lsp_types::Location;

use super::book::Book;
use super::documents::Documents;
use super::position::Encoding;
use super::symbol::{self, Named, Occurrence};
use crate::source::Source;

/// Returns where the paper or category at an offset is defined.
pub(super) fn definition(
    (book, documents): (&Book, &Documents),
    path: &Path,
    (source, offset): (&Source, usize),
    encoding: Encoding,
) -> Vec<Location> {
    let Some(found) = symbol::at(book, path, source, offset) else { return Vec::new() };
    let library = book.query().library();
    let (origin, name) = match found.named {
        Named::Paper(paper) => (library.papers.origin(paper), library.papers.key(paper)),
        Named::Category(category) => {
            let category = &library.categories[category];
            (category.origin.as_ref(), category.id.as_str())
        }
    };
    let origins = origin.into_iter().flat_map(|origin| std::iter::once(origin).chain(&origin.merged));
    let location = |origin: &crate::paper::Origin| {
        let uri = documents.uri(&book.absolute(&origin.source.path))?;
        Some(Location { uri, range: encoding.range(&origin.source, symbol::defined(origin, name)) })
    };
    origins.filter_map(location).collect()
}

/// Returns the places that name the paper or category at an offset.
pub(super) fn references(
    (book, documents): (&Book, &Documents),
    path: &Path,
    (source, offset): (&Source, usize),
    with_definition: bool,
    encoding: Encoding,
) -> Vec<Location> {
    let Some(found) = symbol::at(book, path, source, offset) else { return Vec::new() };
    let all = symbol::all(book, documents, found.named).into_iter();
    let location = |place: Occurrence| {
        let uri = documents.uri(&book.absolute(&place.source.path))?;
        Some(Location { uri, range: encoding.range(&place.source, place.span) })
    };
    all.filter(|place| with_definition || !place.is_definition).filter_map(location).collect()
}
