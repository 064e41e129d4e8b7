//! `mdbook-papers build [DIR] [-d DEST]`: the whole book, with mdBook built in.
//!
//! mdBook empties the folder it writes to, so one that holds the sources is refused.

use std::path::Path;

use anyhow::{Context, Result, bail};
use mdbook_driver::MDBook;

use super::{Status, report};
use crate::files::{is_file, real_path};
use crate::preprocessor::{Failed, Papers};

pub(super) fn run(dir: &Path, dest_dir: Option<&Path>) -> Result<Status> {
    let dir = std::path::absolute(dir).context("there is no current folder")?;
    if !is_file(&dir.join("book.toml")) {
        bail!("there is no book.toml in `{}`", dir.display());
    }
    let mut book = MDBook::load(&dir).with_context(|| format!("the book in `{}` cannot be loaded", dir.display()))?;
    if let Some(dest) = dest_dir {
        book.config.build.build_dir = std::path::absolute(dest).context("there is no current folder")?;
    }
    refuse_to_overwrite(&book)?;
    book.with_preprocessor(Papers::new(report::report));
    match book.build() {
        Ok(()) => Ok(Status::Fine),
        Err(error) if error.downcast_ref::<Failed>().is_some() => Ok(Status::Faults),
        Err(error) => Err(error).context("the book cannot be built"),
    }
}

/// Refuses a destination that is, or holds, the sources.
fn refuse_to_overwrite(book: &MDBook) -> Result<()> {
    let source = real_path(&book.source_dir());
    let outputs = book.config.outputs::<toml::Value>().unwrap_or_default();
    let renderers = outputs.keys().map(String::as_str).chain(["html"]);
    for dest in renderers.map(|renderer| book.build_dir_for(renderer)) {
        if source.starts_with(real_path(&dest)) {
            bail!(
                "mdBook would delete the sources: the build directory `{}` holds the chapters, `{}`; \
                 set another, such as `build-dir = \"target/book\"` under `[build]` in book.toml",
                book.config.build.build_dir.display(),
                book.config.book.src.display()
            );
        }
    }
    Ok(())
}
