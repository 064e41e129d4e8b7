//! Reads the configuration and the library of a book, for commands that need no chapters.

use std::path::Path;
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

impl BookData {
    /// Reads both as a build does, including settings from the environment.
    ///
    /// # Errors
    /// The folder has no book.toml, or it is invalid.
    pub(super) fn read(dir: &Path) -> Result<Self> {
        let root = book::root(dir)?;
        let book = serde_json::to_value(BookToml::read(&root)?.config).context("the configuration cannot be read")?;
        let read = |path: &Path| files::read(&root, path).ok();
        let toml = config::BookToml::new(&read);
        let (config, mut diagnostics) = Config::read(&book, &toml);
        let reading = Reading { annotations: config.annotations, ..Reading::default() };
        let (library, of_library) = library::load(&root, &config, &toml, reading);
        diagnostics.extend(of_library);
        diagnostic::sort(&mut diagnostics);
        let title = book["book"]["title"].as_str().map(str::to_owned);
        let is_registered = config::is_registered(&book);
        Ok(Self { title, is_registered, config, library: Arc::new(library), diagnostics })
    }
}
