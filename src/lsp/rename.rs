//! Renaming of papers and categories in chapters and data files.
//!
//! A name in a file of another program is not changed: the program would write the old one again.

use std::collections::HashMap;
use std::path::Path;

use lsp_types::{Range, TextEdit, Uri, WorkspaceEdit};

use super::book::Book;
use super::documents::Documents;
use super::position::Encoding;
use super::symbol::{self, Named, Occurrence};
use crate::citation::key_at;
use crate::format;
use crate::library::Library;
use crate::paper::Origin;
use crate::source::{Source, Span};

/// Why a name cannot be changed, for the user.
pub(super) type Refusal = String;

/// Returns the range of the name at an offset, if it can be changed.
///
/// # Errors
/// It is defined or used in a file of another program.
pub(super) fn prepare(
    book: &Book,
    path: &Path,
    (source, offset): (&Source, usize),
    encoding: Encoding,
) -> Result<Option<Range>, Refusal> {
    let Some(found) = symbol::at(book, path, source, offset) else { return Ok(None) };
    check_files(book.query().library(), found.named)?;
    Ok(Some(encoding.range(source, found.span)))
}

/// Returns the edit that renames the paper or category at an offset.
///
/// # Errors
/// The new name is taken or invalid, or the old one is in a file of another program.
pub(super) fn rename(
    (book, documents): (&Book, &Documents),
    path: &Path,
    (source, offset): (&Source, usize),
    new: &str,
    encoding: Encoding,
) -> Result<Option<WorkspaceEdit>, Refusal> {
    let Some(found) = symbol::at(book, path, source, offset) else { return Ok(None) };
    let library = book.query().library();
    check_files(library, found.named)?;
    check_name(library, found.named, new)?;
    let places = places(book, documents, found.named);
    #[expect(clippy::mutable_key_type, reason = "the type of the protocol")]
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for (place, span) in places {
        let Some(uri) = documents.uri(&book.absolute(&place.source.path)) else { continue };
        let edit = TextEdit::new(encoding.range(&place.source, span), new.to_owned());
        changes.entry(uri).or_default().push(edit);
    }
    Ok(Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }))
}

/// Returns the places to change, each with the range of the old name.
fn places(book: &Book, documents: &Documents, named: Named) -> Vec<(Occurrence, Span)> {
    let library = book.query().library();
    let old = name(library, named).to_owned();
    let changed = match named {
        Named::Paper(_) => vec![named],
        Named::Category(category) => below(library, category).map(Named::Category).collect(),
    };
    let all = changed.into_iter().flat_map(|named| symbol::all(book, documents, named));
    // A title, a DOI or another text that means the same is unchanged. The ids of subcategories begin with the old id.
    let place = |place: Occurrence| {
        let span = Span::new(place.span.start, place.span.start + old.len());
        let is_old = span.end <= place.span.end && place.source.text.get(span.range()) == Some(old.as_str());
        is_old.then_some((place, span))
    };
    all.filter_map(place).collect()
}

/// Returns a category and those below it.
fn below(library: &Library, category: usize) -> impl Iterator<Item = usize> {
    let id = library.categories[category].id.as_str();
    let is_below =
        move |other: &str| other.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    (0..library.categories.len()).filter(move |&index| is_below(&library.categories[index].id))
}

fn name(library: &Library, named: Named) -> &str {
    match named {
        Named::Paper(paper) => library.papers.key(paper),
        Named::Category(category) => &library.categories[category].id,
    }
}

/// Checks that all data files with the name are in the native schema.
fn check_files(library: &Library, named: Named) -> Result<(), Refusal> {
    let foreign = |origin: &Origin| {
        let origins = std::iter::once(origin).chain(&origin.merged);
        origins.map(|origin| &origin.source).find(|source| !format::is_ours(source)).map(|source| source.path.clone())
    };
    let file = match named {
        Named::Paper(paper) => library.papers.origin(paper).and_then(foreign),
        Named::Category(category) => {
            let declared = below(library, category).filter_map(|index| library.categories[index].origin.as_ref());
            let papers = below(library, category).flat_map(|index| library.category_papers(index));
            let papers = papers.filter_map(|&paper| library.papers.origin(paper));
            declared.chain(papers).find_map(foreign)
        }
    };
    match file {
        Some(file) => Err(format!(
            "`{}` is in `{}`, which another program writes: rename it there",
            name(library, named),
            file.display()
        )),
        None => Ok(()),
    }
}

/// Checks that a new name is free, and can be written everywhere without quotes or braces.
fn check_name(library: &Library, named: Named, new: &str) -> Result<(), Refusal> {
    let (is_taken, is_valid) = match named {
        Named::Paper(_) => {
            let written = format!("@{new}");
            (library.paper(new).is_some(), key_at(&written, 0) == Some((new, written.len())))
        }
        Named::Category(_) => {
            let is_special = |c: char| c.is_whitespace() || c.is_control() || "\"'\\,=*@<>#".contains(c);
            let is_valid = !new.contains(is_special) && new.split('/').all(|part| !part.is_empty());
            (library.category(new).is_some(), is_valid)
        }
    };
    if is_taken {
        return Err(format!("`{new}` exists already"));
    }
    if !is_valid {
        return Err(format!("`{new}` cannot be written without quotes or braces"));
    }
    Ok(())
}
