//! Symbols and folding: the papers and categories of data files, and the directives of chapters.

use std::path::Path;

use lsp_types::{DocumentSymbol, FoldingRange, FoldingRangeKind, Location, OneOf, SymbolKind, WorkspaceSymbol};

use super::book::Book;
use super::documents::Documents;
use super::paper_text;
use super::position::Encoding;
use super::symbol;
use crate::directive::{ScanItem, scan};
use crate::paper::Origin;
use crate::source::{Source, Span};

/// The maximum number of symbols of a workspace that are returned.
const MAX_SYMBOLS: usize = 200;

/// An entry of a data file.
pub(super) struct Entry<'a> {
    /// The paper; `None` for a category.
    pub(super) paper: Option<usize>,
    name: &'a str,
    detail: String,
    kind: SymbolKind,
    pub(super) origin: &'a Origin,
    /// From its header to its last character.
    pub(super) span: Span,
}

/// Returns the entries of a data file in order.
pub(super) fn entries<'a>(book: &'a Book, file: &Path) -> Vec<Entry<'a>> {
    let library = book.query().library();
    let mut entries = Vec::new();
    let mut add = |paper, name, detail: &dyn Fn() -> String, kind, origin: &'a Origin| {
        for origin in std::iter::once(origin).chain(&origin.merged).filter(|origin| origin.source.path == file) {
            entries.push(Entry { paper, name, detail: detail(), kind, origin, span: origin.span });
        }
    };
    for paper in 0..library.papers.len() {
        let Some(origin) = library.papers.origin(paper) else { continue };
        let detail = || paper_text::line(&library.papers[paper]);
        add(Some(paper), library.papers.key(paper), &detail, SymbolKind::OBJECT, origin);
    }
    for category in &library.categories {
        let Some(origin) = &category.origin else { continue };
        add(None, category.id.as_str(), &|| category.title.clone(), SymbolKind::NAMESPACE, origin);
    }
    entries.sort_by_key(|entry| entry.origin.span);
    let starts: Vec<_> = entries.iter().map(|entry| entry.origin.span.start).collect();
    for (nth, entry) in entries.iter_mut().enumerate() {
        let text = &entry.origin.source.text;
        let next = starts.get(nth + 1).copied().unwrap_or(text.len());
        let length = text.get(entry.span.start..next).map_or(0, |entry| entry.trim_end().len());
        entry.span.end = (entry.span.start + length).max(entry.span.end);
    }
    entries
}

/// Returns the symbols of a document.
pub(super) fn document(book: &Book, path: &Path, source: &Source, encoding: Encoding) -> Vec<DocumentSymbol> {
    let file = book.relative(path);
    if !book.is_data(&file) {
        return directives(source, encoding);
    }
    let symbol = |entry: Entry<'_>| {
        let Entry { name, detail, kind, origin, span, .. } = entry;
        let selection = Span::new(origin.name().start.max(span.start), origin.name().end.min(span.end));
        let selection = if selection.start <= selection.end { selection } else { span };
        self::symbol(name.to_owned(), detail, kind, (&origin.source, span, selection), encoding)
    };
    entries(book, &file).into_iter().map(symbol).collect()
}

fn directives(source: &Source, encoding: Encoding) -> Vec<DocumentSymbol> {
    let source = Source::new(source.path.clone(), source.text.as_str());
    let (items, _) = scan(&source);
    let directives = items.iter().filter_map(|item| match item {
        ScanItem::Directive(directive) => Some(directive.span),
        ScanItem::Invalid(_) | ScanItem::Citation(_) => None,
    });
    let symbol = |span: Span| {
        let written = &source.text[span.range()];
        let name = written.trim_matches(|c: char| matches!(c, '<' | '>' | '!' | '-' | '#') || c.is_whitespace());
        symbol(name.to_owned(), String::new(), SymbolKind::FUNCTION, (&source, span, span), encoding)
    };
    directives.map(symbol).collect()
}

#[expect(deprecated, reason = "the type of the protocol has a deprecated field")]
fn symbol(
    name: String,
    detail: String,
    kind: SymbolKind,
    (source, span, selection): (&Source, Span, Span),
    encoding: Encoding,
) -> DocumentSymbol {
    DocumentSymbol {
        name,
        detail: Some(detail).filter(|detail| !detail.is_empty()),
        kind,
        tags: None,
        deprecated: None,
        range: encoding.range(source, span),
        selection_range: encoding.range(source, selection),
        children: None,
    }
}

/// Returns the papers of a book whose key, authors or title fit a query.
pub(super) fn workspace(book: &Book, documents: &Documents, query: &str, encoding: Encoding) -> Vec<WorkspaceSymbol> {
    let view = book.view();
    let library = view.library();
    let found = view.index.papers(query.trim(), MAX_SYMBOLS);
    let symbol = |paper: usize| {
        let origin = library.papers.origin(paper)?;
        let uri = documents.uri(&book.absolute(&origin.source.path))?;
        let range = encoding.range(&origin.source, symbol::defined(origin, library.papers.key(paper)));
        Some(WorkspaceSymbol {
            name: format!("{} · {}", library.papers.key(paper), library.papers[paper].title),
            kind: SymbolKind::OBJECT,
            tags: None,
            container_name: Some(origin.source.path.display().to_string()),
            location: OneOf::Left(Location { uri, range }),
            data: None,
        })
    };
    found.into_iter().filter_map(symbol).collect()
}

/// Returns the entries of a data file that have several lines, to be folded.
pub(super) fn folding(book: &Book, path: &Path, encoding: Encoding) -> Vec<FoldingRange> {
    let fold = |entry: Entry<'_>| {
        let range = encoding.range(&entry.origin.source, entry.span);
        (range.start.line < range.end.line).then(|| FoldingRange {
            start_line: range.start.line,
            end_line: range.end.line,
            kind: Some(FoldingRangeKind::Region),
            ..FoldingRange::default()
        })
    };
    entries(book, &book.relative(path)).into_iter().filter_map(fold).collect()
}
