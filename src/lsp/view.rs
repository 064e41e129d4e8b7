//! What completion needs to know of books. Completion is answered from the last view while books are refreshed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::book::Settings;
use super::layout::{self, Layout};
use super::search::SearchIndex;
use crate::config::Config;
use crate::library::Library;
use crate::query::Query;

/// A book at the end of a refresh.
#[derive(Debug)]
pub(super) struct BookView {
    pub(super) layout: Arc<Layout>,
    pub(super) settings: Arc<Settings>,
    /// The last data without a file that cannot be read.
    pub(super) query: Arc<Query>,
    /// The index of these data.
    pub(super) index: Arc<SearchIndex>,
}

impl BookView {
    /// Returns the settings of the preprocessor.
    pub(super) fn config(&self) -> &Config {
        &self.settings.config
    }

    /// Returns the papers and categories.
    pub(super) fn library(&self) -> &Library {
        self.query.library()
    }
}

/// The views of books, by the absolute paths of their roots.
#[derive(Debug, Default)]
pub(super) struct Views(BTreeMap<PathBuf, BookView>);

impl Views {
    /// Collects views.
    pub(super) fn new(views: impl Iterator<Item = BookView>) -> Self {
        Self(views.map(|view| (view.layout.root.clone(), view)).collect())
    }

    /// Returns the view of the book of a file.
    pub(super) fn of(&self, path: &Path) -> Option<&BookView> {
        layout::innermost(self.0.values(), |view| &view.layout, path)
    }

    /// Returns the view of the book with a root.
    pub(super) fn at(&self, root: &Path) -> Option<&BookView> {
        self.0.get(root)
    }
}

/// The last views, for all threads.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedViews(Arc<Mutex<Arc<Views>>>);

impl SharedViews {
    /// Returns the last views.
    pub(super) fn get(&self) -> Arc<Views> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the views.
    pub(super) fn set(&self, views: Views) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(views);
    }
}
