//! Waits until a file of the book changes.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context, Result};
use notify::event::{Event, ModifyKind};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::files::real_path;

/// How long no file must change before a build starts. Editors write a file in several steps.
const SETTLE: Duration = Duration::from_millis(100);

/// A watched folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    /// Whether the folders in it are watched too.
    pub(super) nested: bool,
}

/// A watcher of folders.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    folders: Vec<Folder>,
    /// Changes in this folder are those of a build.
    build_dir: PathBuf,
}

impl Watch {
    /// Starts to watch folders.
    ///
    /// # Errors
    /// The operating system cannot watch a folder, or any at all.
    pub(super) fn start(folders: &[Folder], build_dir: &Path) -> Result<Self> {
        let (sender, events) = channel();
        let watcher = notify::recommended_watcher(sender).context("changes of files cannot be watched")?;
        let mut watch = Self { watcher, events, folders: Vec::new(), build_dir: PathBuf::new() };
        watch.update(folders, build_dir)?;
        Ok(watch)
    }

    /// Watches other folders.
    ///
    /// # Errors
    /// The operating system cannot watch a folder.
    pub(super) fn update(&mut self, folders: &[Folder], build_dir: &Path) -> Result<()> {
        self.build_dir = real_path(build_dir);
        for folder in self.folders.iter().filter(|folder| !folders.contains(folder)) {
            // A folder that was deleted is not watched any more.
            let _ = self.watcher.unwatch(&real_path(&folder.path));
        }
        // Folders with their nested folders come last, because a later call for the same folder replaces an earlier one.
        let mut sorted = folders.to_vec();
        sorted.sort_by_key(|folder| folder.nested);
        for folder in &sorted {
            let mode = if folder.nested { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            let context = || format!("`{}` cannot be watched", folder.path.display());
            self.watcher.watch(&real_path(&folder.path), mode).with_context(context)?;
        }
        self.folders = sorted;
        Ok(())
    }

    /// Waits until a file changes, and then until no file has changed for a moment.
    ///
    /// # Errors
    /// The watcher stopped.
    pub(super) fn wait(&self) -> Result<()> {
        loop {
            let event = self.events.recv().context("changes of files cannot be watched")?;
            if event.is_ok_and(|event| self.concerns(&event)) {
                break;
            }
        }
        loop {
            match self.events.recv_timeout(SETTLE) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => return Ok(()),
                Err(error @ RecvTimeoutError::Disconnected) => {
                    return Err(error).context("changes of files cannot be watched");
                }
            }
        }
    }

    /// Whether an event is a change of a file of the book, not an access, a build, or a temporary file of an editor.
    fn concerns(&self, event: &Event) -> bool {
        let is_change = !matches!(event.kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)));
        is_change && event.paths.iter().any(|path| !path.starts_with(&self.build_dir) && !is_temporary(path))
    }
}

fn is_temporary(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name.starts_with('#') || name.ends_with('~')
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, MetadataKind};

    use super::*;

    #[test]
    fn only_changes_of_the_book_start_a_build() {
        let root = tempfile::tempdir().unwrap();
        let root = real_path(root.path());
        let watch = Watch::start(&[Folder { path: root.clone(), nested: false }], &root.join("book")).unwrap();
        let check = |kind: EventKind, path: &str, expect: bool| {
            let event = Event::new(kind).add_path(root.join(path));
            assert_eq!(watch.concerns(&event), expect, "{kind:?} {path}");
        };
        let create = EventKind::Create(CreateKind::File);
        check(create, "src/a.md", true);
        check(create, "book.toml", true);
        check(create, "books/a.md", true);
        check(create, "book/index.html", false);
        check(create, "book", false);
        check(create, "src/.a.md.swp", false);
        check(create, "src/a.md~", false);
        check(EventKind::Access(AccessKind::Any), "src/a.md", false);
        check(EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any)), "src/a.md", false);
        check(EventKind::Modify(ModifyKind::Any), "src/a.md", true);
    }
}
