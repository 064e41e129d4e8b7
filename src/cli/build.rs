//! `mdbook-papers build [DIR] [-d DEST]`: the whole book, with mdBook built in.
//!
//! mdBook empties the folder it writes to, so one that holds the sources is refused.

use std::path::Path;

use anyhow::{Context, Result};
use mdbook_driver::MDBook;

use super::{Status, book, report};
use crate::preprocessor::{Failed, Papers};

pub(super) fn run(dir: &Path, dest_dir: Option<&Path>) -> Result<Status> {
    let dir = book::root(dir)?;
    let mut book = MDBook::load(&dir).with_context(|| format!("the book in `{}` cannot be loaded", dir.display()))?;
    if let Some(dest) = dest_dir {
        book.config.build.build_dir = std::path::absolute(dest).context("there is no current folder")?;
    }
    book::refuse_to_overwrite(&book)?;
    book.with_preprocessor(Papers::new(report::report));
    match book.build() {
        Ok(()) => Ok(Status::Fine),
        Err(error) if error.downcast_ref::<Failed>().is_some() => Ok(Status::Faults),
        Err(error) => Err(error).context("the book cannot be built"),
    }
}
