//! The books of the open documents. A book is loaded when one of its files is opened.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use lsp_types::Diagnostic;

use super::HostState;
use super::book::Book;
use super::diagnostics;
use super::documents::Documents;
use super::layout;
use super::position::Encoding;
use super::view::Views;
use crate::files;

/// Books by the absolute paths of their roots.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    /// The open documents.
    pub(super) documents: Documents,
    books: BTreeMap<PathBuf, Book>,
    /// The books whose book.toml is invalid, with the reason.
    invalid: BTreeMap<PathBuf, String>,
    /// The roots of books to load.
    found: BTreeSet<PathBuf>,
}

impl Workspace {
    /// Notes that the text of an open document changed, or that the document was opened or closed.
    pub(super) fn touch(&mut self, path: &Path) {
        self.find(path);
        for book in self.books.values_mut().filter(|book| book.layout().contains(path)) {
            book.touch(path);
        }
    }

    /// Notes that a file changed on disk.
    pub(super) fn touch_saved(&mut self, path: &Path) {
        let roots = self.invalid.extract_if(.., |root, _| path.starts_with(root)).map(|(root, _)| root);
        self.found.extend(roots);
        for book in self.books.values_mut().filter(|book| book.layout().contains(path)) {
            book.touch_saved(path);
        }
    }

    /// Finds the book of a file.
    pub(super) fn find(&mut self, path: &Path) {
        let Some(root) = root(path) else { return };
        self.invalid.remove(root);
        if !self.books.contains_key(root) {
            self.found.insert(root.to_owned());
        }
    }

    /// Loads the books that were found, and analyzes those that changed.
    pub(super) fn refresh(&mut self, host: HostState) {
        for root in std::mem::take(&mut self.found) {
            match Book::load(&root, &self.documents, host) {
                Ok(book) => _ = self.books.insert(root, book),
                Err(error) => _ = self.invalid.insert(root, format!("{error:#}")),
            }
        }
        let Self { documents, books, invalid, .. } = self;
        books.retain(|root, book| match book.refresh(documents, host) {
            Ok(()) => true,
            Err(error) => {
                invalid.insert(root.clone(), format!("{error:#}"));
                false
            }
        });
    }

    /// Forgets all books and finds those of the open documents again.
    pub(super) fn reset(&mut self) {
        self.books.clear();
        self.invalid.clear();
        let paths: Vec<_> = self.documents.paths().map(Path::to_owned).collect();
        for path in paths {
            self.find(&path);
        }
    }

    /// Returns the book of a file: the one with the innermost root, or else one that has it as a data file.
    pub(super) fn book(&self, path: &Path) -> Option<&Book> {
        layout::innermost(self.books.values(), |book| book.layout(), path)
    }

    /// Returns all loaded books.
    pub(super) fn books(&self) -> impl Iterator<Item = &Book> {
        self.books.values()
    }

    /// Returns the diagnostics of all books by absolute path.
    pub(super) fn diagnostics(&self, encoding: Encoding) -> BTreeMap<PathBuf, Vec<Diagnostic>> {
        let mut all: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
        for book in self.books() {
            for (path, found) in diagnostics::by_file(book, &self.documents, encoding) {
                let known = all.entry(path).or_default();
                // Two books may share a data file.
                known.extend(found.into_iter().filter(|found| !known.contains(found)).collect::<Vec<_>>());
            }
        }
        for (root, reason) in &self.invalid {
            let invalid = Diagnostic {
                source: Some(diagnostics::SOURCE.to_owned()),
                message: reason.clone(),
                ..Diagnostic::default()
            };
            all.entry(root.join("book.toml")).or_default().push(invalid);
        }
        all
    }

    /// Returns what completion needs to know of the loaded books.
    pub(super) fn views(&self) -> Views {
        Views::new(self.books().map(Book::view))
    }
}

/// Returns the root of the book of a file: the nearest folder above it that contains book.toml.
pub(super) fn root(path: &Path) -> Option<&Path> {
    path.ancestors().skip(1).find(|folder| files::is_file(&folder.join("book.toml")))
}
