//! `mdbook-papers serve [DIR]`: builds a book, serves it on this computer, and builds it again when a file changes.
//!
//! The pages are those that `build` writes, except that errors are shown in the page instead of failing the build.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use mdbook_driver::MDBook;

use self::server::Site;
use self::watch::Watch;
use super::{ExitStatus, book, build, report};
use crate::config::{BookToml, Config};
use crate::files;
use crate::options::Style;
use crate::preprocessor::Papers;

mod server;
mod watch;

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// The book's root directory, which contains book.toml
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The output directory, replacing `build.build-dir`; relative to the current directory
    #[arg(short, long, value_name = "DIR")]
    dest_dir: Option<PathBuf>,
    /// The address to listen on; with `0.0.0.0`, other computers can open the book
    #[arg(short = 'n', long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    hostname: IpAddr,
    /// The port to listen on
    #[arg(short, long, default_value_t = 3000)]
    port: u16,
}

pub(super) fn run(arguments: &ServeArgs) -> Result<ExitStatus> {
    let root = book::root(&arguments.dir)?;
    // A book that cannot be built at the start is an error; later, the last build remains.
    let first = build_once(&root, arguments.dest_dir.as_deref())?;
    let site = Site::serve(first.html.clone(), arguments.hostname, arguments.port)?;
    tracing::info!("serving the book on http://{}", server::authority(arguments.hostname, arguments.port));
    let mut watch = Watch::start(&first.watched, &first.build_dir)?;
    loop {
        watch.wait()?;
        match build_once(&root, arguments.dest_dir.as_deref()) {
            Ok(built) => {
                watch.update(&built.watched, &built.build_dir)?;
                site.replace(built.html);
            }
            Err(error) => tracing::error!("{error:#}"),
        }
    }
}

/// A book that was built.
struct Built {
    /// The folder of its pages.
    html: PathBuf,
    /// The folder of all its renderers.
    build_dir: PathBuf,
    watched: Vec<watch::Folder>,
}

/// Builds the book.
///
/// # Errors
/// Those of `build`; errors in directives are shown in the page.
fn build_once(root: &Path, dest: Option<&Path>) -> Result<Built> {
    let mut book = build::load(root, dest)?;
    let watched = watched(root, &book)?;
    book.config.set("preprocessor.papers.on-error", "warn").context("the configuration cannot be changed")?;
    // The page for missing addresses is served at any depth.
    book.config.set("output.html.site-url", "/").context("the configuration cannot be changed")?;
    book.with_preprocessor(Papers::new(report::print));
    book.build().context("the book cannot be built")?;
    Ok(Built { html: book.build_dir_for("html"), build_dir: root.join(&book.config.build.build_dir), watched })
}

/// Returns the folders with the files of the book: its root, chapters, theme, data, styles, and `extra-watch-dirs`.
fn watched(root: &Path, book: &MDBook) -> Result<Vec<watch::Folder>> {
    let config = serde_json::to_value(&book.config).context("the configuration cannot be read")?;
    let read = |path: &Path| files::read(root, path).ok();
    let (papers, _) = Config::read(&config, &BookToml::new(&read));
    let theme = config.pointer("/output/html/theme").and_then(serde_json::Value::as_str).unwrap_or("theme");
    let trees = [book.config.book.src.as_path(), Path::new(theme)].into_iter().map(Path::to_owned);
    let trees = trees.chain(book.config.build.extra_watch_dirs.iter().cloned());
    let styles = [Some(&papers.style), papers.references.as_ref()]
        .into_iter()
        .flatten()
        .filter(|style| matches!(style, Style::CslFile(_) | Style::Template(_)));
    let named = papers.data.iter().map(String::as_str).chain(styles.map(Style::as_str));
    // `data/*/*.toml` is below `data`.
    let files = named.map(|pattern| {
        let fixed = pattern.split('/').take_while(|part| !files::is_glob(part)).collect::<PathBuf>();
        if fixed.as_os_str().len() == pattern.len() {
            watch::Folder { path: root.join(fixed.parent().unwrap_or(Path::new(""))), nested: false }
        } else {
            watch::Folder { path: root.join(fixed), nested: true }
        }
    });
    let folders = [watch::Folder { path: root.to_owned(), nested: false }].into_iter().chain(files);
    let folders = folders.chain(trees.map(|tree| watch::Folder { path: root.join(tree), nested: true }));
    Ok(folders.filter(|folder| files::is_folder(&folder.path)).collect())
}
