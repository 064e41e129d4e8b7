//! The bibliography page at the end of a book that was written for mdbook-bib.
//!
//! The page never replaces a page of the author: it gets a free name. If a chapter already contains the references of
//! the book, no page is added.

use std::path::{Path, PathBuf};

use crate::config::{BibliographyPage, Config};
use crate::directive::{ScanItem, scan};
use crate::files;
use crate::labels;
use crate::options::{DirectiveKind, Scope};
use crate::plan::ScannedChapter;
use crate::render::heading;
use crate::source::Source;
use crate::source_map::ChapterFile;

/// The root of a book and the paths of its pages.
pub(super) type Pages<'a> = (&'a Path, &'a [&'a Path]);

/// Returns the page as a chapter to be planned, if the book gets one.
pub(super) fn page(of: Pages<'_>, config: &Config, scanned: &[ScannedChapter]) -> Option<ScannedChapter> {
    let settings = config.bibliography.as_ref()?;
    if scanned.iter().flat_map(|chapter| &chapter.items).any(is_of_book) {
        return None;
    }
    let name = settings.title.clone().unwrap_or_else(|| labels::label(config, "bibliography", None).to_owned());
    let text = format!("{}\n\n{}\n", heading(&name), directive(settings));
    let page = free_path(of, config, "bibliography");
    let source = Source::new(&page, text);
    let (items, _) = scan(&source);
    let file = ChapterFile { name, path: None };
    Some(ScannedChapter { source, file, page: Some(page), items, ..ScannedChapter::default() })
}

fn is_of_book(item: &ScanItem) -> bool {
    match item {
        ScanItem::Directive(directive) => {
            directive.spec.kind == DirectiveKind::References && directive.options.scope == Some(Scope::Book)
        }
        _ => false,
    }
}

fn directive(page: &BibliographyPage) -> String {
    let nocite = if page.all { " nocite=*" } else { "" };
    let sort = page.sort.map(|field| format!(" sort={field}")).unwrap_or_default();
    format!("<<#references scope=book{nocite}{sort}>>")
}

/// Returns a free file name: `<name>.md`, or the same with a number.
pub(super) fn free_path((root, pages): Pages<'_>, config: &Config, name: &str) -> PathBuf {
    let is_taken = |stem: &str| {
        let has_page = |page: &&Path| files::plain(page).with_extension("").as_os_str().eq_ignore_ascii_case(stem);
        pages.iter().any(has_page) || files::is_file(&root.join(&config.src).join(format!("{stem}.html")))
    };
    let mut stem = name.to_owned();
    let mut nth = 1;
    while is_taken(&stem) {
        nth += 1;
        stem = format!("{name}-{nth}");
    }
    PathBuf::from(format!("{stem}.md"))
}
