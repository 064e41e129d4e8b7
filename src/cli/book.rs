//! Locates a book on disk and checks that a build would not delete its sources.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use mdbook_driver::MDBook;

use crate::files::{is_file, real_path};

/// Returns the absolute path of a folder that contains a book.
///
/// # Errors
/// The folder has no book.toml.
pub(super) fn root(dir: &Path) -> Result<PathBuf> {
    let dir = std::path::absolute(dir).context("the current folder cannot be determined")?;
    if !is_file(&dir.join("book.toml")) {
        bail!("there is no book.toml in `{}`", dir.display());
    }
    Ok(dir)
}

/// Returns an error if the build directory is or contains the source directory, because mdBook empties it.
pub(super) fn check_build_dir(book: &MDBook) -> Result<()> {
    let source = real_path(&book.source_dir());
    let outputs = book.config.outputs::<toml::Value>().unwrap_or_default();
    let renderers = outputs.keys().map(String::as_str).chain(["html"]);
    for dest in renderers.map(|renderer| book.build_dir_for(renderer)) {
        if source.starts_with(real_path(&dest)) {
            bail!(
                "mdBook would delete the sources: the build directory `{}` contains the chapters, `{}`; \
                 set another, such as `build-dir = \"target/book\"` under `[build]` in book.toml",
                book.config.build.build_dir.display(),
                book.config.book.src.display()
            );
        }
    }
    Ok(())
}
