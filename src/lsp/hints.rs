//! Inlay hints with names and year after keys in chapters, and links of identifiers in data files.

use std::path::Path;

use lsp_types::{DocumentLink, InlayHint, InlayHintLabel, Range};

use super::book::Book;
use super::paper_text;
use super::position::Encoding;
use super::symbol::{self, Named};
use super::symbols;
use crate::source::{Source, Span};
use crate::url;

/// Returns the hints in a range of a chapter.
pub(super) fn hints(book: &Book, path: &Path, source: &Source, range: Range, encoding: Encoding) -> Vec<InlayHint> {
    let file = book.relative(path);
    if book.is_data(&file) {
        return Vec::new();
    }
    let library = book.query().library();
    let shown = encoding.span(source, range);
    let named = Source::new(file, source.text.as_str());
    let found = symbol::in_chapter(library, book.config(), &named);
    let hint = |it: symbol::Occurrence| {
        let Named::Paper(paper) = it.named else { return None };
        let label = paper_text::names_and_year(&library.papers[paper]);
        let is_shown = shown.start <= it.span.end && it.span.end <= shown.end && !label.is_empty();
        is_shown.then(|| InlayHint {
            position: encoding.position(source, it.span.end),
            label: InlayHintLabel::String(label),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: Some(false),
            data: None,
        })
    };
    found.into_iter().filter_map(hint).collect()
}

/// Returns the identifiers in a data file as links to where they resolve.
pub(super) fn links(book: &Book, path: &Path, source: &Source, encoding: Encoding) -> Vec<DocumentLink> {
    let library = book.query().library();
    let mut links = Vec::new();
    for entry in symbols::entries(book, &book.relative(path)) {
        if entry.origin.source.text != source.text {
            return Vec::new();
        }
        let Some(paper) = entry.paper.map(|paper| &library.papers[paper]) else { continue };
        let identifiers = [(&paper.doi, "https://doi.org/"), (&paper.arxiv, "https://arxiv.org/abs/")];
        for (identifier, resolver) in identifiers {
            let Some(identifier) = identifier else { continue };
            let Some(at) = source.text[entry.span.range()].find(identifier.as_str()) else { continue };
            let start = entry.span.start + at;
            let address = format!("{resolver}{identifier}");
            links.push(DocumentLink {
                range: encoding.range(source, Span::new(start, start + identifier.len())),
                target: url::safe(&address).and_then(|address| address.parse().ok()),
                tooltip: None,
                data: None,
            });
        }
    }
    links
}
