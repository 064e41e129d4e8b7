//! `mdbook-papers build [DIR] [-d DEST]`: builds a book with the built-in mdBook.
//!
//! mdBook empties its output folder, so an output folder that contains the sources is an error.

use std::path::Path;

use anyhow::{Context, Result};
use mdbook_driver::MDBook;

use super::{ExitStatus, book, report};
use crate::preprocessor::{BookHasErrors, Papers};

pub(super) fn run(dir: &Path, dest_dir: Option<&Path>) -> Result<ExitStatus> {
    let dir = book::root(dir)?;
    let mut book = MDBook::load(&dir).with_context(|| format!("the book in `{}` cannot be loaded", dir.display()))?;
    if let Some(dest) = dest_dir {
        book.config.build.build_dir = std::path::absolute(dest).context("the current folder cannot be determined")?;
    }
    book::check_build_dir(&book)?;
    book.with_preprocessor(Papers::new(report::print));
    match book.build() {
        Ok(()) => Ok(ExitStatus::Success),
        Err(error) if error.downcast_ref::<BookHasErrors>().is_some() => Ok(ExitStatus::Errors),
        Err(error) => Err(error).context("the book cannot be built"),
    }
}
