//! The page with the records of papers at the end of a book that loads the script.

use super::bibliography::{Pages, free_path};
use crate::config::Config;
use crate::labels;
use crate::plan::ScannedChapter;
use crate::source::Source;
use crate::source_map::ChapterFile;

/// Returns the page as an empty chapter, whose text is rendered from the plan.
pub(super) fn page(of: Pages<'_>, config: &Config) -> ScannedChapter {
    let page = free_path(of, config, "papers-records");
    let file = ChapterFile { name: labels::label(config, "records", None).to_owned(), path: None };
    ScannedChapter { source: Source::new(&page, String::new()), file, page: Some(page), ..ScannedChapter::default() }
}
