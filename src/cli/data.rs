//! The settings and the library of the book in a folder, for the commands that need no chapters.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use crate::config::{self, BookToml, Config};
use crate::diagnostic::{self, Diagnostic};
use crate::files;
use crate::format::Reading;
use crate::library::{self, Library};

/// A book's settings and its library.
pub(super) struct Data {
    pub(super) config: Config,
    pub(super) library: Arc<Library>,
    /// The book's title.
    pub(super) title: Option<String>,
    /// Whether mdBook runs us for it.
    pub(super) is_registered: bool,
    /// What is wrong in either, sorted by place.
    pub(super) found: Vec<Diagnostic>,
}

impl Data {
    /// Reads them as a build does, settings in the environment included.
    pub(super) fn read(dir: &Path) -> Result<Self> {
        let root = std::path::absolute(dir).context("there is no current folder")?;
        if !files::is_file(&root.join("book.toml")) {
            bail!("there is no book.toml in `{}`", root.display());
        }
        let Ok(text) = files::read(&root, Path::new("book.toml")) else {
            bail!("the book.toml in `{}` cannot be read", root.display());
        };
        let mut book: mdbook_preprocessor::config::Config =
            text.parse().with_context(|| format!("the book.toml in `{}` is not understood", root.display()))?;
        book.update_from_env().context("the settings in the environment are not understood")?;
        let book = serde_json::to_value(&book).context("the configuration cannot be read")?;
        let read = |path: &Path| files::read(&root, path).ok();
        let toml = BookToml::new(&read);
        let (config, mut found) = Config::read(&book, &toml);
        let reading = Reading { annotations: config.annotations, ..Reading::default() };
        let (library, faults) = library::load(&root, &config, &toml, reading);
        found.extend(faults);
        diagnostic::sort(&mut found);
        let title = book["book"]["title"].as_str().map(str::to_owned);
        let is_registered = config::is_registered(&book);
        Ok(Self { title, is_registered, config, library: Arc::new(library), found })
    }
}
