//! Locates a book on disk and checks that a build would not delete its sources.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

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

/// Returns an error if an output folder is or contains the source folder, because mdBook empties output folders.
///
/// A book with several outputs has one folder for each in the build folder.
pub(super) fn check_build_dir(root: &Path, src: &Path, build_dir: &Path, outputs: &[String]) -> Result<()> {
    let source = real_path(&root.join(src));
    let build = root.join(build_dir);
    let folders =
        if outputs.len() > 1 { outputs.iter().map(|output| build.join(output)).collect() } else { vec![build] };
    if folders.iter().any(|folder| source.starts_with(real_path(folder))) {
        bail!(
            "mdBook would delete the sources: the build directory `{}` contains the chapters, `{}`; \
             set another, such as `build-dir = \"target/book\"` under `[build]` in book.toml",
            build_dir.display(),
            src.display()
        );
    }
    Ok(())
}
