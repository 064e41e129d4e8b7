//! Data that a book holds before it has ever been told to us: our own files, BibTeX, reading lists in Markdown.

use std::path::{Path, PathBuf};

use crate::diagnostic::Level;
use crate::files;
use crate::format::{self, Reading};
use crate::source::Source;

/// Where data is looked for where nobody says.
pub(super) const DEFAULT: &str = "data/papers.toml";

/// Where data may lie, each line a choice of its own: the first in which papers are found is taken.
const CHOICES: &[&[&str]] = &[
    &["papers.toml", "data/*.toml"],
    &["*.bib", "data/*.bib", "bib/*.bib", "bibliography/*.bib", "SRC/*.bib", "SRC/bib/*.bib"],
    &["README.md", "SRC/README.md"],
];

/// The fewest entries that make a list of papers out of Markdown.
const FEWEST: usize = 2;

/// Data that was found.
pub(super) struct Found {
    /// The files, from the book's root.
    pub(super) files: Vec<PathBuf>,
    /// How many papers they hold.
    pub(super) papers: usize,
    /// A directive that lists some of them.
    pub(super) directive: String,
}

/// The data that a book holds, if any.
pub(super) fn data(root: &Path, src: &Path) -> Option<Found> {
    CHOICES.iter().find_map(|choice| {
        let mut found = Found { files: Vec::new(), papers: 0, directive: "<<#papers>>".to_owned() };
        for pattern in *choice {
            let pattern = pattern.replace("SRC", &src.to_string_lossy());
            for file in files::expand(root, &pattern).unwrap_or_default() {
                take(root, file, &mut found);
            }
        }
        (found.papers > 0).then_some(found)
    })
}

/// Whether an entry names a category.
fn holds_papers(contents: &format::Contents, category: &str) -> bool {
    contents.entries.iter().any(|entry| entry.categories.iter().any(|own| own.value == category))
}

fn take(root: &Path, file: PathBuf, into: &mut Found) {
    let Ok(text) = files::read(root, &file) else { return };
    let contents = format::read(&Source::new(file.clone(), text), Reading::default());
    let is_markdown = file.extension().is_some_and(|extension| extension == "md");
    let broken = contents.incomplete || contents.diagnostics.iter().any(|found| found.level == Level::Error);
    let fewest = if is_markdown { FEWEST } else { 1 };
    // A text that only looks like data would stop the next build.
    if contents.entries.len() < fewest || (broken && !contents.external) {
        return;
    }
    if into.papers == 0
        && let Some(category) = contents.categories.iter().find(|category| holds_papers(&contents, &category.id))
    {
        into.directive = format!("<<#papers \"{}\">>", category.id.replace(['\\', '"'], ""));
    }
    into.papers += contents.entries.len();
    into.files.push(file);
}
