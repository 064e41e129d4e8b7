//! Detects data files that a book does not configure yet: native files, BibTeX, reading lists in Markdown.

use std::path::{Path, PathBuf};

use crate::diagnostic::Level;
use crate::files;
use crate::format::{self, Reading};
use crate::source::Source;

/// The default data file.
pub(super) const DEFAULT_DATA: &str = "data/papers.toml";

/// Globs for data files in groups: the first group that contains papers is used. `SRC` is the source folder.
const CANDIDATES: &[&[&str]] = &[
    &["papers.toml", "data/*.toml"],
    &["*.bib", "data/*.bib", "bib/*.bib", "bibliography/*.bib", "SRC/*.bib", "SRC/bib/*.bib", "*/*.bib"],
    &["README.md", "SRC/README.md"],
];

/// The minimum number of entries for a Markdown file to be a reading list.
const MIN_MARKDOWN_ENTRIES: usize = 2;

/// Detected data.
pub(super) struct DetectedData {
    /// The files, relative to the book's root.
    pub(super) files: Vec<PathBuf>,
    /// The number of papers in them.
    pub(super) papers: usize,
    /// A directive that lists some of these papers.
    pub(super) directive: String,
}

/// Detects the data of a book.
pub(super) fn data(root: &Path, src: &Path) -> Option<DetectedData> {
    CANDIDATES.iter().find_map(|group| {
        let mut detected = DetectedData { files: Vec::new(), papers: 0, directive: "<<#papers>>".to_owned() };
        for pattern in *group {
            let pattern = pattern.replace("SRC", &src.to_string_lossy());
            for file in files::expand(root, &pattern).unwrap_or_default() {
                add_file(root, file, &mut detected);
            }
        }
        (detected.papers > 0).then_some(detected)
    })
}

/// Returns whether any entry belongs to a category.
fn has_papers(contents: &format::Contents, category: &str) -> bool {
    contents.entries.iter().any(|entry| entry.categories.iter().any(|id| id.value == category))
}

fn add_file(root: &Path, file: PathBuf, into: &mut DetectedData) {
    let Ok(text) = files::read(root, &file) else { return };
    let contents = format::read(&Source::new(file.clone(), text), Reading::default());
    let is_markdown = file.extension().is_some_and(|extension| extension == "md");
    let has_errors =
        contents.incomplete || contents.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error);
    // The README of a project has links too; most items of a reading list are papers.
    let papers = contents.entries.iter().filter(|entry| entry.paper().kind == "article").count();
    if is_markdown && papers * 2 <= contents.entries.len() {
        return;
    }
    let min_entries = if is_markdown { MIN_MARKDOWN_ENTRIES } else { 1 };
    // A text that only resembles data would fail the next build.
    if contents.entries.len() < min_entries || (has_errors && !contents.external) {
        return;
    }
    if into.papers == 0
        && let Some(category) = contents.categories.iter().find(|category| has_papers(&contents, &category.id))
    {
        into.directive = format!("<<#papers \"{}\">>", category.id.replace(['\\', '"'], ""));
    }
    into.papers += contents.entries.len();
    into.files.push(file);
}
