//! book.toml, SUMMARY.md and includes, as mdBook reads them, from texts that may be unsaved.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Result;
use mdbook_driver::builtin_preprocessors::LinkPreprocessor;
use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::config::Config;
use mdbook_preprocessor::{Preprocessor as _, PreprocessorContext};
use mdbook_summary::{SummaryItem, parse_summary};
use serde_json::Value;

use super::includes::{self, Included};
use crate::source::plain;

/// Parses the text of a book.toml and adds the settings from the environment.
pub type ParseConfig = fn(&str) -> Result<Config>;

/// A valid book.toml.
#[derive(Debug)]
pub(super) struct BookConfig {
    /// For mdBook.
    config: Config,
    /// The same as JSON.
    pub(super) value: Value,
    /// Whether mdBook resolves includes.
    runs_links: bool,
}

impl BookConfig {
    /// Reads a book.toml.
    pub(super) fn new(config: Config) -> Result<Self> {
        let value = serde_json::to_value(&config)?;
        let runs_links = config.build.use_default_preprocessors
            || value.pointer("/preprocessor/links").is_some_and(Value::is_object);
        Ok(Self { config, value, runs_links })
    }

    /// Returns the folder of the chapters, relative to the root of the book.
    pub(super) fn src(&self) -> &Path {
        &self.config.book.src
    }

    /// Returns whether mdBook replaces parts of a chapter by other files.
    pub(super) fn has_includes(&self, text: &str) -> bool {
        self.runs_links && memchr::memmem::find(text.as_bytes(), b"{{#").is_some()
    }

    /// Returns the text of the chapter at a path relative to the source folder with its includes, and the included files relative
    /// to the root. `read` reads a file below the root.
    pub(super) fn with_includes(
        &self,
        (root, path): (&Path, &Path),
        text: String,
        read: &dyn Fn(&Path) -> Option<String>,
    ) -> (String, BTreeSet<PathBuf>) {
        let file = plain(&self.src().join(path));
        let folder = file.parent().unwrap_or(Path::new(""));
        let Some(Included { text, files }) = includes::resolve(&text, folder, read) else {
            return (text, BTreeSet::new());
        };
        let context = PreprocessorContext::new(root.to_owned(), self.config.clone(), "html".to_owned());
        let chapter = Chapter::new("", text.clone(), path, Vec::new());
        let book = Book::new_with_items(vec![BookItem::Chapter(chapter)]);
        let book = LinkPreprocessor::new().run(&context, book);
        let first = book.ok().and_then(|book| book.items.into_iter().next());
        match first {
            Some(BookItem::Chapter(chapter)) => (chapter.content, files),
            _ => (text, files),
        }
    }
}

/// A chapter that SUMMARY.md lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListedChapter {
    /// The name.
    pub(super) name: String,
    /// The path relative to the source folder; `None` for a draft chapter.
    pub(super) path: Option<PathBuf>,
}

/// Returns the chapters of a SUMMARY.md in order, parents before children.
pub(super) fn chapters(summary: &str) -> Result<Vec<ListedChapter>> {
    let summary = parse_summary(summary)?;
    let mut chapters = Vec::new();
    for items in [&summary.prefix_chapters, &summary.numbered_chapters, &summary.suffix_chapters] {
        collect(items, &mut chapters);
    }
    Ok(chapters)
}

fn collect(items: &[SummaryItem], chapters: &mut Vec<ListedChapter>) {
    for item in items {
        if let SummaryItem::Link(link) = item {
            chapters.push(ListedChapter { name: link.name.clone(), path: link.location.clone() });
            collect(&link.nested_items, chapters);
        }
    }
}
