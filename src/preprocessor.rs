//! The same pipeline for mdbook-driver, in one process and without JSON.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use anyhow::Context as _;
use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::errors::Result;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use rayon::prelude::*;
use serde_json::Value;

use crate::config;
use crate::diagnostic::Diagnostic;
use crate::directive::may_hold_directives;
use crate::expand::{self, expand};

/// The preprocessor `papers`.
///
/// Hand it to [`MDBook::with_preprocessor`]; it takes the place of the one that book.toml registers under its name.
///
/// [`MDBook::with_preprocessor`]: https://docs.rs/mdbook-driver/latest/mdbook_driver/struct.MDBook.html#method.with_preprocessor
#[derive(Debug, Clone, Copy)]
pub struct Papers {
    report: fn(&[Diagnostic]),
}

/// The book is not to be published: an error was found, and reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failed;

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the reading lists have errors")
    }
}

impl std::error::Error for Failed {}

impl Papers {
    /// A preprocessor that hands what it finds in a book to `report`, sorted by place, once a run.
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
    /// [`Failed`] where an error stands against publishing the book.
    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let config = serde_json::to_value(&context.config).context("the configuration cannot be read")?;
        let (chapters, pages) = (chapters(&book, &config), pages(&book));
        let book_of =
            expand::Book { root: &context.root, renderer: &context.renderer, config: &config, chapters, pages };
        let expansion = expand(book_of);
        (self.report)(&expansion.diagnostics);
        if expansion.failed {
            return Err(Failed.into());
        }
        let mut texts: HashMap<usize, String> =
            expansion.changed().into_par_iter().map(|index| (index, expansion.chapter(index))).collect();
        replace(&mut book.items, &matters(&config), &mut 0, &mut texts);
        if let Some(expand::Page { name, path, content }) = expansion.page() {
            let page = Chapter { source_path: None, ..Chapter::new(&name, content, path, Vec::new()) };
            book.push_item(page);
        }
        Ok(book)
    }
}

/// Whether the preprocessor works for a renderer.
///
/// Not for `xgettext`, which would make every paper a text to translate.
pub fn supports(renderer: &str) -> bool {
    renderer != "xgettext"
}

/// The chapters of a book that may say something to us, each before its children; `config` is the book's configuration.
pub fn chapters<'b>(book: &'b Book, config: &Value) -> Vec<expand::Chapter<'b>> {
    let mut chapters = Vec::new();
    collect(&book.items, &matters(config), &mut chapters);
    chapters
}

/// The pages of a book, each before those below it.
pub fn pages(book: &Book) -> Vec<&Path> {
    let chapters = book.iter().filter_map(|item| match item {
        BookItem::Chapter(chapter) => chapter.path.as_deref(),
        _ => None,
    });
    chapters.collect()
}

/// Tells the chapters that may say something to us.
fn matters(config: &Value) -> impl Fn(&Chapter) -> bool + use<> {
    let syntaxes = config::syntaxes(config);
    move |chapter| {
        let raw = chapter.content.as_bytes();
        may_hold_directives(raw) || syntaxes.may_be_in(raw)
    }
}

fn collect<'b>(items: &'b [BookItem], matters: &dyn Fn(&Chapter) -> bool, into: &mut Vec<expand::Chapter<'b>>) {
    for item in items {
        let BookItem::Chapter(chapter) = item else { continue };
        if matters(chapter) {
            into.push(expand::Chapter {
                name: Cow::Borrowed(&chapter.name),
                path: chapter.path.clone(),
                source_path: chapter.source_path.clone().or_else(|| chapter.path.clone()),
                content: Cow::Borrowed(&chapter.content),
            });
        }
        collect(&chapter.sub_items, matters, into);
    }
}

/// Puts the new texts, by their index in the order of [`collect`], in place of the old.
fn replace(
    items: &mut [BookItem],
    matters: &dyn Fn(&Chapter) -> bool,
    index: &mut usize,
    texts: &mut HashMap<usize, String>,
) {
    for item in items {
        let BookItem::Chapter(chapter) = item else { continue };
        if matters(chapter) {
            if let Some(text) = texts.remove(index) {
                chapter.content = text;
            }
            *index += 1;
        }
        replace(&mut chapter.sub_items, matters, index, texts);
    }
}
