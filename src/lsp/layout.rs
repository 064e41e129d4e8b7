//! Which files belong to a book.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::source::plain;

/// The root of a book and its data files.
#[derive(Debug)]
pub(super) struct Layout {
    /// The absolute path of the root.
    pub(super) root: PathBuf,
    /// The data files, relative to the root.
    pub(super) data: BTreeSet<PathBuf>,
}

impl Layout {
    /// Returns the absolute path of a file of the book.
    pub(super) fn absolute(&self, file: &Path) -> PathBuf {
        plain(&self.root.join(file))
    }

    /// Whether the book reads this file, by its absolute path.
    pub(super) fn contains(&self, path: &Path) -> bool {
        path.starts_with(&self.root) || self.outside(path).is_some()
    }

    /// Whether a path, relative to the root, is a data file of the book.
    pub(super) fn is_data(&self, file: &Path) -> bool {
        self.data.contains(file)
    }

    /// Returns the path relative to the root, or with `..` for a data file outside.
    pub(super) fn relative(&self, path: &Path) -> PathBuf {
        if let Ok(file) = path.strip_prefix(&self.root) {
            return file.to_owned();
        }
        self.outside(path).map_or_else(|| path.to_owned(), Path::to_owned)
    }

    fn outside(&self, path: &Path) -> Option<&Path> {
        self.data.iter().find(|file| self.absolute(file) == path).map(PathBuf::as_path)
    }
}

/// Returns the layout of the book of a file: the one with the innermost root, or else one that has it as a data file.
pub(super) fn innermost<'b, B>(
    books: impl Iterator<Item = &'b B> + Clone,
    layout: impl Fn(&B) -> &Layout,
    path: &Path,
) -> Option<&'b B> {
    let inside = books.clone().filter(|book| path.starts_with(&layout(book).root));
    let innermost = inside.max_by_key(|book| layout(book).root.components().count());
    innermost.or_else(|| books.into_iter().find(|book| layout(book).contains(path)))
}
