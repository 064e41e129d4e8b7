//! `mdbook-papers build [DIR] [-d DEST]`: builds a book with the built-in mdBook.
//!
//! mdBook empties its output folder, so an output folder that contains the sources is an error.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use mdbook_driver::MDBook;

use super::book_toml::BookToml;
use super::{ExitStatus, book, feed, report, theme};
use crate::files;
use crate::preprocessor::{BookHasErrors, Papers};

pub(super) fn run(dir: &Path, dest_dir: Option<&Path>) -> Result<ExitStatus> {
    let root = book::root(dir)?;
    let mut book = load(&root, dest_dir)?;
    book.with_preprocessor(Papers::new(report::print));
    match book.build() {
        Ok(()) => {
            let pages = book.build_dir_for("html");
            if files::is_folder(&pages) {
                feed::publish(&root, &pages)?;
            }
            Ok(ExitStatus::Success)
        }
        Err(error) if error.downcast_ref::<BookHasErrors>().is_some() => Ok(ExitStatus::Errors),
        Err(error) => Err(error).context("the book cannot be built"),
    }
}

/// Loads the book in `root`. `dest_dir` replaces its build directory.
///
/// # Errors
/// It cannot be read, mdBook 0.5 does not accept its book.toml or its theme, or the build would delete the sources.
pub(super) fn load(root: &Path, dest_dir: Option<&Path>) -> Result<MDBook> {
    let toml = BookToml::read(root)?;
    toml.check_accepted()?;
    let outputs = toml.outputs();
    let mut config = toml.config;
    if let Some(dest) = dest_dir {
        config.build.build_dir = std::path::absolute(dest).context("the current folder cannot be determined")?;
    }
    book::check_build_dir(root, &config.book.src, &config.build.build_dir, &outputs)?;
    if outputs.is_empty() || outputs.iter().any(|output| output == "html") {
        let folder = config.get::<PathBuf>("output.html.theme").ok().flatten();
        theme::check(root, &folder.unwrap_or_else(|| "theme".into()))?;
    }
    MDBook::load_with_config(root, config).with_context(|| format!("the book in `{}` cannot be loaded", root.display()))
}
