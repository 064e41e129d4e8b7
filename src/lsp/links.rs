//! Links between chapters: where they lead, and which lead to a chapter.

use std::path::{Path, PathBuf};

use lsp_types::{DocumentLink, Location, Uri};
use rayon::prelude::*;

use super::book::Book;
use super::documents::Documents;
use super::position::Encoding;
use crate::directive::{Link, links, targets};
use crate::source::{Source, Span, plain};

/// A chapter that a link leads to.
#[derive(Debug, PartialEq, Eq)]
struct LinkedChapter<'l> {
    /// The file, relative to the root of the book.
    file: PathBuf,
    /// The id of the heading.
    fragment: Option<&'l str>,
}

/// Returns the links of a chapter to other chapters, for the client to follow.
pub(super) fn document_links(
    (book, documents): (&Book, &Documents),
    path: &Path,
    source: &Source,
    encoding: Encoding,
) -> Vec<DocumentLink> {
    let file = book.relative(path);
    let link = |link: Link| {
        let linked = linked(book, &file, &link.address)?;
        let target = documents.uri(&book.absolute(&linked.file))?;
        let range = encoding.range(source, link.span);
        Some(DocumentLink { range, target: Some(target), tooltip: None, data: None })
    };
    links(&source.text).into_iter().filter_map(link).collect()
}

/// Returns the place that the link at an offset leads to: a heading, or the beginning of a chapter.
pub(super) fn definition(
    (book, documents): (&Book, &Documents),
    path: &Path,
    (source, offset): (&Source, usize),
    encoding: Encoding,
) -> Option<Location> {
    let link = link_at(&source.text, offset)?;
    let linked = linked(book, &book.relative(path), &link.address)?;
    let target = Source::new(linked.file.clone(), book.text(documents, &linked.file)?);
    let heading = linked.fragment.and_then(|id| targets(&target.text).into_iter().find(|target| target.id == id));
    let start = heading.map_or(0, |heading| heading.start);
    Some(Location { uri: uri(book, documents, &linked.file)?, range: encoding.range(&target, Span::new(start, start)) })
}

/// Returns the links to the chapter to which the link at an offset leads.
pub(super) fn references(
    (book, documents): (&Book, &Documents),
    path: &Path,
    (source, offset): (&Source, usize),
    encoding: Encoding,
) -> Option<Vec<Location>> {
    let link = link_at(&source.text, offset)?;
    let file = linked(book, &book.relative(path), &link.address)?.file;
    let of_chapter = |source: &std::sync::Arc<Source>| {
        let leads = |link: &Link| linked(book, &source.path, &link.address).is_some_and(|linked| linked.file == file);
        let found = links(&source.text).into_iter().filter(leads);
        let location = |link: Link| {
            let uri = uri(book, documents, &source.path)?;
            Some(Location { uri, range: encoding.range(source, link.span) })
        };
        found.filter_map(location).collect::<Vec<_>>()
    };
    Some(book.markdown_sources(documents).par_iter().flat_map_iter(of_chapter).collect())
}

fn uri(book: &Book, documents: &Documents, file: &Path) -> Option<Uri> {
    documents.uri(&book.absolute(file))
}

fn link_at(text: &str, offset: usize) -> Option<Link> {
    // The innermost link is the last that contains the offset.
    links(text).into_iter().rfind(|link| link.span.start <= offset && offset <= link.span.end)
}

/// Returns the chapter that an address in a file leads to, if the book has it.
fn linked<'l>(book: &Book, file: &Path, address: &'l str) -> Option<LinkedChapter<'l>> {
    let (path, fragment) = address.split_once('#').map_or((address, None), |(path, id)| (path, Some(id)));
    let is_local = !path.contains(':') && !path.starts_with('/');
    let target = match path.strip_suffix(".html").map(|stem| format!("{stem}.md")) {
        _ if !is_local => return None,
        _ if path.is_empty() => file.to_owned(),
        Some(chapter) => plain(&file.parent()?.join(chapter)),
        None => plain(&file.parent()?.join(path.replace("%20", " "))),
    };
    book.has_chapter(&target).then_some(LinkedChapter { file: target, fragment })
}
