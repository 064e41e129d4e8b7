//! A book on disk: where it is, and whether mdBook may be let loose on it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use mdbook_driver::MDBook;

use crate::files::{is_file, real_path};

/// The absolute path of a folder that holds a book.
pub(super) fn root(dir: &Path) -> Result<PathBuf> {
    let dir = std::path::absolute(dir).context("there is no current folder")?;
    if !is_file(&dir.join("book.toml")) {
        bail!("there is no book.toml in `{}`", dir.display());
    }
    Ok(dir)
}

/// Refuses a destination that is, or holds, the sources.
pub(super) fn refuse_to_overwrite(book: &MDBook) -> Result<()> {
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
