//! Writes the feed next to the pages of a book, and a link to it into each page.

use std::path::{Component, Path};

use anyhow::{Context, Result, bail};

use super::address;
use crate::cli::data::{BookConfig, BookData};
use crate::export::{self, ExportFormat, Feed, Selection};
use crate::files;
use crate::markup::escape;

/// Writes the feed of the book in `root` into the folder of its pages, and a link to it into each page.
pub(in crate::cli) fn publish(root: &Path, pages: &Path) -> Result<()> {
    let book = BookConfig::read(root)?;
    let Some(path) = book.config.feed.clone() else { return Ok(()) };
    let Some(feed) = address(&book.config) else {
        bail!("`feed` needs `site`, the address at which the book is published");
    };
    if !Path::new(&path).components().all(|part| matches!(part, Component::Normal(_))) {
        bail!("`feed` is `{path}`, which is not a path below the published pages");
    }
    let BookData { library, title, .. } = book.with_library();
    let papers: Vec<_> = (0..library.papers.len()).collect();
    let title = title.as_deref().unwrap_or("Papers");
    let mut selection = Selection::new(&library, &papers, title, true, false);
    let link = link(&feed, title);
    selection.feed = Some(feed);
    let file = pages.join(path);
    files::write(&file, &export::write(&selection, ExportFormat::Atom))
        .with_context(|| format!("`{}` cannot be written", file.display()))?;
    for page in files::expand(pages, "**/*.html").map_err(|error| anyhow::anyhow!("{error}"))? {
        let html = files::read(pages, &page).map_err(|error| anyhow::anyhow!("{error}"))?;
        let Some((head, rest)) = html.split_once("</head>") else { continue };
        files::write(&pages.join(&page), &[head, &link, "</head>", rest].concat())
            .with_context(|| format!("`{}` cannot be written", page.display()))?;
    }
    Ok(())
}

/// Returns the element by which programs find the feed.
fn link(feed: &Feed, title: &str) -> String {
    let mut link = "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"".to_owned();
    escape::html(title, &mut link);
    link.push_str("\" href=\"");
    escape::html(&feed.address, &mut link);
    link + "\">\n"
}
