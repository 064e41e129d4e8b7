//! The preprocessor for `mdbook-driver`, which runs in the same process and without JSON.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use anyhow::Context as _;
use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::errors::Result;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use rayon::prelude::*;
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::expand::{self, expand};

/// The preprocessor `papers`.
///
/// Pass it to [`MDBook::with_preprocessor`]; it replaces the preprocessor that book.toml registers as `papers`.
///
/// ```no_run
/// use mdbook_driver::MDBook;
/// use mdbook_papers::diagnostic::concise;
/// use mdbook_papers::preprocessor::Papers;
///
/// let mut book = MDBook::load("book")?;
/// book.with_preprocessor(Papers::new(|diagnostics| {
///     for diagnostic in diagnostics {
///         eprintln!("{}", concise::render(diagnostic));
///     }
/// }));
/// book.build()?;
/// # Ok::<(), anyhow::Error>(())
/// ```
///
/// [`MDBook::with_preprocessor`]: https://docs.rs/mdbook-driver/latest/mdbook_driver/struct.MDBook.html#method.with_preprocessor
#[derive(Debug, Clone, Copy)]
pub struct Papers {
    report: fn(&[Diagnostic]),
}

/// The error of a run whose diagnostics, already reported, contain errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BookHasErrors;

impl std::fmt::Display for BookHasErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the reading lists have errors")
    }
}

impl std::error::Error for BookHasErrors {}

impl Papers {
    /// Creates a preprocessor that passes the diagnostics of each run to `report`, sorted by place.
    pub fn new(report: fn(&[Diagnostic])) -> Self {
        Self { report }
    }
}

impl Preprocessor for Papers {
    fn name(&self) -> &'static str {
        "papers"
    }

    fn supports_renderer(&self, renderer: &str) -> Result<bool> {
        Ok(supports(renderer))
    }

    /// # Errors
    /// Returns [`BookHasErrors`] if there are errors and `on-error` is `fail`.
    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let config = serde_json::to_value(&context.config).context("the configuration cannot be read")?;
        let (chapters, pages) = (chapters(&book, &config, &context.renderer), pages(&book));
        let input = expand::Book { root: &context.root, renderer: &context.renderer, config: &config, chapters, pages };
        let expansion = expand(input);
        (self.report)(&expansion.diagnostics);
        if expansion.failed {
            return Err(BookHasErrors.into());
        }
        let mut texts: HashMap<usize, String> =
            expansion.changed().into_par_iter().map(|index| (index, expansion.chapter(index))).collect();
        replace(&mut book.items, &may_change(&config, &context.renderer), &mut 0, &mut texts);
        for expand::Page { name, path, content } in expansion.pages() {
            let page = Chapter { source_path: None, ..Chapter::new(&name, content, path, Vec::new()) };
            book.push_item(page);
        }
        Ok(book)
    }
}

/// Returns whether the preprocessor supports a renderer.
///
/// It supports all but `xgettext`, which would extract every paper as text to translate.
pub fn supports(renderer: &str) -> bool {
    renderer != "xgettext"
}

/// Returns the chapters of a book that may change for a renderer, parents before children. `config` is the book's
/// configuration.
pub fn chapters<'b>(book: &'b Book, config: &Value, renderer: &str) -> Vec<expand::Chapter<'b>> {
    let mut chapters = Vec::new();
    collect(&book.items, &may_change(config, renderer), &mut chapters);
    chapters
}

/// Returns the paths of a book's pages, parents before children.
pub fn pages(book: &Book) -> Vec<&Path> {
    let chapters = book.iter().filter_map(|item| match item {
        BookItem::Chapter(chapter) => chapter.path.as_deref(),
        _ => None,
    });
    chapters.collect()
}

/// Returns a predicate for chapters that may change.
fn may_change(config: &Value, renderer: &str) -> impl Fn(&Chapter) -> bool + use<> {
    let may_change = expand::may_change(config, renderer);
    move |chapter| may_change(chapter.content.as_bytes())
}

fn collect<'b>(items: &'b [BookItem], may_change: &dyn Fn(&Chapter) -> bool, into: &mut Vec<expand::Chapter<'b>>) {
    for item in items {
        let BookItem::Chapter(chapter) = item else { continue };
        if may_change(chapter) {
            into.push(expand::Chapter {
                name: Cow::Borrowed(&chapter.name),
                path: chapter.path.clone(),
                source_path: chapter.source_path.clone().or_else(|| chapter.path.clone()),
                content: Cow::Borrowed(&chapter.content),
            });
        }
        collect(&chapter.sub_items, may_change, into);
    }
}

/// Replaces the texts of chapters. `texts` are keyed by the index in the order of [`collect`].
fn replace(
    items: &mut [BookItem],
    may_change: &dyn Fn(&Chapter) -> bool,
    index: &mut usize,
    texts: &mut HashMap<usize, String>,
) {
    for item in items {
        let BookItem::Chapter(chapter) = item else { continue };
        if may_change(chapter) {
            if let Some(text) = texts.remove(index) {
                chapter.content = text;
            }
            *index += 1;
        }
        replace(&mut chapter.sub_items, may_change, index, texts);
    }
}
