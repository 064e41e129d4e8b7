//! Completion in chapters and data files.

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionTextEdit, Documentation, InsertTextFormat,
    MarkupContent, MarkupKind, TextEdit,
};

use super::position::Encoding;
use super::view::BookView;
use crate::source::{Source, Span};

mod chapter;
mod data;

/// The maximum number of papers that are offered at once.
const MAX_PAPERS: usize = 100;

/// What can be inserted.
#[derive(Debug, Clone)]
struct Candidate {
    label: String,
    /// The text to insert; the label if it is `None`.
    insert: Option<String>,
    is_snippet: bool,
    detail: String,
    /// In Markdown.
    documentation: String,
    kind: CompletionItemKind,
}

impl Candidate {
    fn new(kind: CompletionItemKind, label: impl Into<String>, detail: impl Into<String>) -> Self {
        let (label, detail) = (label.into(), detail.into());
        Self { label, insert: None, is_snippet: false, detail, documentation: String::new(), kind }
    }

    fn inserting(self, text: impl Into<String>) -> Self {
        Self { insert: Some(text.into()), ..self }
    }

    /// Sets a snippet, and the text for a client without support for snippets.
    fn snippet(self, snippet: &str, has_snippets: bool) -> Self {
        let plain = || snippet.split('$').map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit())).collect();
        let insert = if has_snippets { snippet.to_owned() } else { plain() };
        Self { insert: Some(insert), is_snippet: has_snippets, ..self }
    }

    fn documented(self, markdown: impl Into<String>) -> Self {
        Self { documentation: markdown.into(), ..self }
    }
}

/// The answer to a request: candidates in order, for a span that ends at the cursor.
#[derive(Debug)]
struct Candidates {
    span: Span,
    items: Vec<Candidate>,
    /// Whether the candidates depend on what is typed, so that the client must ask again.
    is_filtered: bool,
}

/// What a client supports.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ClientSupport {
    /// Snippets in completions.
    pub(super) snippets: bool,
}

/// Returns the completions at an offset of a document.
pub(super) fn complete(
    book: &BookView,
    path: &std::path::Path,
    (source, offset): (&Source, usize),
    support: ClientSupport,
    encoding: Encoding,
) -> CompletionList {
    let file = book.layout.relative(path);
    let is_markdown = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
    let candidates = if is_markdown && !book.layout.is_data(&file) {
        chapter::candidates(book, &source.text, offset)
    } else if book.layout.is_data(&file) {
        data::candidates(book, source, &file, offset, support)
    } else {
        None
    };
    let Some(Candidates { span, items, is_filtered }) = candidates else { return CompletionList::default() };
    let typed = &source.text[span.range()];
    let range = encoding.range(source, span);
    let item = |(nth, candidate): (usize, Candidate)| {
        let Candidate { label, insert, is_snippet, detail, documentation, kind } = candidate;
        let text = insert.unwrap_or_else(|| label.clone());
        CompletionItem {
            kind: Some(kind),
            detail: Some(detail).filter(|detail| !detail.is_empty()),
            documentation: Some(documentation).filter(|text| !text.is_empty()).map(markdown),
            sort_text: Some(format!("{nth:04}")),
            // The server has filtered by more than the label.
            filter_text: is_filtered.then(|| typed.to_owned()),
            insert_text_format: is_snippet.then_some(InsertTextFormat::SNIPPET),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, text))),
            label,
            ..CompletionItem::default()
        }
    };
    CompletionList { is_incomplete: is_filtered, items: items.into_iter().enumerate().map(item).collect() }
}

fn markdown(value: String) -> Documentation {
    Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value })
}
