//! Reads the configuration and the library of a book, for commands that need no chapters.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};

use super::book;
use super::book_toml::BookToml;
use crate::config::{self, Config};
use crate::diagnostic::{self, Diagnostic};
use crate::files;
use crate::format::Reading;
use crate::library::{self, Library};

/// The configuration and the library of a book.
pub(super) struct BookData {
    pub(super) config: Config,
    pub(super) library: Arc<Library>,
    /// The book's title.
    pub(super) title: Option<String>,
    /// Whether book.toml registers the preprocessor.
    pub(super) is_registered: bool,
    /// The diagnostics of both, sorted by place.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The configuration of a book alone.
pub(super) struct BookConfig {
    root: PathBuf,
    /// The whole book.toml.
    book: serde_json::Value,
    pub(super) config: Config,
    diagnostics: Vec<Diagnostic>,
}

impl BookConfig {
    /// Reads it as a build does, including settings from the environment.
    ///
    /// # Errors
    /// The folder has no book.toml, or it is invalid.
    pub(super) fn read(dir: &Path) -> Result<Self> {
        let root = book::root(dir)?;
        let book = serde_json::to_value(BookToml::read(&root)?.config).context("the configuration cannot be read")?;
        let read = |path: &Path| files::read(&root, path).ok();
        let (config, diagnostics) = Config::read(&book, &config::BookToml::new(&read));
        Ok(Self { root, book, config, diagnostics })
    }

    /// Reads the library.
    pub(super) fn with_library(self) -> BookData {
        let Self { root, book, config, mut diagnostics } = self;
        let read = |path: &Path| files::read(&root, path).ok();
        let reading = Reading { annotations: config.annotations, ..Reading::default() };
        let (library, of_library) = library::load(&root, &config, &config::BookToml::new(&read), reading);
        diagnostics.extend(of_library);
        diagnostic::sort(&mut diagnostics);
        let title = book["book"]["title"].as_str().map(str::to_owned);
        let is_registered = config::is_registered(&book);
        BookData { title, is_registered, config, library: Arc::new(library), diagnostics }
    }
}

impl BookData {
    /// Reads the configuration and the library.
    ///
    /// # Errors
    /// Those of [`BookConfig::read`].
    pub(super) fn read(dir: &Path) -> Result<Self> {
        Ok(BookConfig::read(dir)?.with_library())
    }
}
