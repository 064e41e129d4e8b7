//! Atomic writes: new texts are written into temporary files next to their targets, and renamed once all are complete.
//!
//! A temporary file is locked while it is in use. One without a lock was left by a process that was killed, and is removed by the
//! next write into its folder.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::source::split_mark;

/// The start of the names of temporary files and folders.
pub(super) const TEMPORARY: &str = ".mdbook-papers-";

/// A file to write.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The path of the file.
    pub path: &'a Path,
    /// The text that the new one is made from, without its byte-order mark: if the file has another text, it is not
    /// overwritten. With `None`, any text is overwritten.
    pub old: Option<&'a str>,
    /// The new text.
    pub new: &'a str,
}

/// A file that cannot be written.
#[derive(Debug)]
pub struct WriteError {
    /// The path of the file.
    pub path: PathBuf,
    /// The reason.
    pub error: io::Error,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be written", self.path.display())
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// A complete text that is not at its target yet.
enum Staged<'a> {
    Temporary(NamedTempFile, PathBuf),
    /// A special file such as `/dev/stdout`, which is written in place.
    InPlace(&'a str),
}

/// Writes a file atomically.
///
/// Links are followed and permissions preserved. If the process is killed, the old or the new file remains. Special files such
/// as `/dev/stdout` are written in place.
///
/// # Errors
/// The folder does not exist or cannot be written.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    write_all(&[Change { path, old: None, new: text }]).map_err(|error| error.error)
}

/// Writes several files. None is changed unless all can be written; they are then replaced one after the other, in order.
///
/// # Errors
/// A folder does not exist or cannot be written, or a file was changed meanwhile.
pub fn write_all(changes: &[Change<'_>]) -> Result<(), WriteError> {
    let at = |change: &Change<'_>, error| WriteError { path: change.path.to_owned(), error };
    let mut all = Vec::with_capacity(changes.len());
    for change in changes {
        all.push((change, stage(change).map_err(|error| at(change, error))?));
    }
    for change in changes {
        if change.old.is_some_and(|old| is_changed(change.path, old)) {
            return Err(at(change, io::Error::other("it was changed meanwhile")));
        }
    }
    for (change, staged) in all {
        let written = match staged {
            Staged::Temporary(file, target) => file.persist(target).map(|_| ()).map_err(|error| error.error),
            Staged::InPlace(text) => fs::OpenOptions::new()
                .write(true)
                .open(change.path)
                .and_then(|mut file| file.write_all(text.as_bytes())),
        };
        written.map_err(|error| at(change, error))?;
    }
    Ok(())
}

/// Creates a folder with files, as one change if the folder does not exist. Paths are relative to the folder.
///
/// # Errors
/// A file exists already, or cannot be written.
pub fn write_folder(folder: &Path, files: &[(&Path, &str)]) -> Result<(), WriteError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        |error| WriteError { path, error }
    };
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if folder.symlink_metadata().is_ok() {
        for (path, _) in files {
            let folder = folder.join(path).parent().map_or_else(|| folder.to_owned(), Path::to_owned);
            fs::create_dir_all(&folder).map_err(at(&folder))?;
        }
        let paths: Vec<_> = files.iter().map(|(path, _)| folder.join(path)).collect();
        let changes = paths.iter().zip(files).map(|(path, (_, new))| Change { path, old: None, new });
        return write_all(&changes.collect::<Vec<_>>());
    }
    fs::create_dir_all(parent).map_err(at(parent))?;
    remove_stale(parent);
    let staged = folder_builder().prefix(TEMPORARY).tempdir_in(parent).map_err(at(folder))?;
    // The locks last until the folder has its name.
    let mut locked = Vec::with_capacity(files.len());
    for (path, text) in files {
        let create = || -> io::Result<File> {
            let full = staged.path().join(path);
            fs::create_dir_all(full.parent().unwrap_or(staged.path()))?;
            let mut file = File::create_new(&full)?;
            // Locks are advisory, and some file systems have none.
            let _ = file.try_lock();
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            Ok(file)
        };
        locked.push(create().map_err(at(&folder.join(path)))?);
    }
    fs::rename(staged.path(), folder).map_err(at(folder))?;
    // The folder is no longer at its temporary path.
    let _ = staged.keep();
    Ok(())
}

/// Writes a text into a temporary file next to its target.
fn stage<'a>(change: &Change<'a>) -> io::Result<Staged<'a>> {
    let path = change.path;
    if path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        return Ok(Staged::InPlace(change.new));
    }
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = real.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    remove_stale(folder);
    let mut file =
        file_builder(&real).prefix(TEMPORARY).tempfile_in(folder).map_err(|error| without_temp_path(&error))?;
    // Locks are advisory, and some file systems have none.
    let _ = file.as_file().try_lock();
    file.write_all(change.new.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(Staged::Temporary(file, real))
}

/// Returns whether a file no longer has this text. A file that cannot be read is changed.
#[expect(clippy::disallowed_methods, reason = "this module implements file access")]
fn is_changed(path: &Path, old: &str) -> bool {
    match fs::read_to_string(path) {
        Ok(text) => split_mark(&text).1 != old,
        Err(error) => !(error.kind() == io::ErrorKind::NotFound && old.is_empty()),
    }
}

/// Removes what processes that were killed have left in a folder.
fn remove_stale(folder: &Path) {
    let Ok(entries) = folder.read_dir() else { return };
    for entry in entries.filter_map(Result::ok) {
        if !entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            continue;
        }
        let path = entry.path();
        // What cannot be removed stays, and is ignored.
        let _ = match entry.file_type() {
            Ok(kind) if kind.is_file() && is_unlocked(&path) => fs::remove_file(&path),
            Ok(kind) if kind.is_dir() && has_only_unlocked(&path) => fs::remove_dir_all(&path),
            _ => Ok(()),
        };
    }
}

#[expect(clippy::disallowed_methods, reason = "this module implements file access")]
fn is_unlocked(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}

/// Returns whether no file in a folder is locked. A folder without files may be about to get the first.
fn has_only_unlocked(folder: &Path) -> bool {
    let mut files = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .peekable();
    files.peek().is_some() && files.all(|entry| is_unlocked(entry.path()))
}

/// Removes the path of the temporary file from the message of an error.
fn without_temp_path(error: &io::Error) -> io::Error {
    let message = error.to_string();
    io::Error::new(error.kind(), message.split(" at path ").next().unwrap_or_default())
}

/// Returns a builder for a temporary file with the permissions of an existing file, or with default permissions.
#[cfg(unix)]
fn file_builder(path: &Path) -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt as _;
    let new = || fs::Permissions::from_mode(0o666);
    let mut builder = tempfile::Builder::new();
    builder.permissions(path.metadata().map_or_else(|_| new(), |metadata| metadata.permissions()));
    builder
}

#[cfg(not(unix))]
fn file_builder(_path: &Path) -> tempfile::Builder<'static, 'static> {
    tempfile::Builder::new()
}

/// Returns a builder for a folder with default permissions.
#[cfg(unix)]
fn folder_builder() -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut builder = tempfile::Builder::new();
    builder.permissions(fs::Permissions::from_mode(0o777));
    builder
}

#[cfg(not(unix))]
fn folder_builder() -> tempfile::Builder<'static, 'static> {
    tempfile::Builder::new()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests create files")]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn leftovers_of_a_killed_process_are_removed() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        fs::write(path(".mdbook-papers-left"), "half").unwrap();
        fs::create_dir(path(".mdbook-papers-folder")).unwrap();
        fs::write(path(".mdbook-papers-folder/book.toml"), "half").unwrap();
        let in_use = File::create(path(".mdbook-papers-used")).unwrap();
        in_use.lock().unwrap();
        write(&path("a"), "a").unwrap();
        assert_eq!(names(root.path()), [".mdbook-papers-used", "a"]);
        drop(in_use);
        write(&path("a"), "b").unwrap();
        assert_eq!(names(root.path()), ["a"]);
    }

    #[test]
    fn either_all_files_are_written_or_none() {
        let root = tempfile::tempdir().unwrap();
        let (a, b, missing) = (root.path().join("a"), root.path().join("b"), root.path().join("none/c"));
        fs::write(&a, "old").unwrap();
        let change = |path, new| Change { path, old: None, new };
        let error = write_all(&[change(&a, "new"), change(&b, "new"), change(&missing, "new")]).unwrap_err();
        assert_eq!(error.path, missing);
        assert_eq!((names(root.path()), fs::read_to_string(&a).unwrap()), (vec!["a".to_owned()], "old".to_owned()));
        write_all(&[change(&a, "new"), change(&b, "new")]).unwrap();
        assert_eq!(names(root.path()), ["a", "b"]);
    }

    #[test]
    fn a_file_that_was_changed_meanwhile_is_not_overwritten() {
        let root = tempfile::tempdir().unwrap();
        let (a, b) = (root.path().join("a"), root.path().join("b"));
        fs::write(&a, "\u{FEFF}edited").unwrap();
        let replace = |old| write_all(&[Change { path: &a, old: Some(old), new: "new" }]);
        assert_eq!(replace("read before").unwrap_err().error.to_string(), "it was changed meanwhile");
        assert_eq!(fs::read_to_string(&a).unwrap(), "\u{FEFF}edited");
        replace("edited").unwrap();
        assert_eq!(fs::read_to_string(&a).unwrap(), "new");
        write_all(&[Change { path: &b, old: Some(""), new: "new" }]).unwrap();
        assert_eq!(names(root.path()), ["a", "b"]);
        fs::remove_file(&a).unwrap();
        assert!(replace("new").is_err(), "it was deleted");
    }

    #[test]
    fn a_new_folder_appears_with_all_of_its_files() {
        let root = tempfile::tempdir().unwrap();
        let book = root.path().join("x/book");
        let files: [(&Path, &str); 2] = [(Path::new("book.toml"), "a"), (Path::new("src/b.md"), "b")];
        write_folder(&book, &files).unwrap();
        assert_eq!(
            (names(&root.path().join("x")), names(&book)),
            (vec!["book".to_owned()], vec!["book.toml".to_owned(), "src".to_owned()])
        );
        fs::remove_dir_all(book.join("src")).unwrap();
        fs::write(book.join("other"), "").unwrap();
        write_folder(&book, &files).unwrap();
        assert_eq!(names(&book), ["book.toml", "other", "src"]);
        // A file where a folder must be.
        fs::write(root.path().join("file"), "").unwrap();
        assert!(write_folder(&root.path().join("file/book"), &files).is_err());
        assert_eq!(names(root.path()), ["file", "x"]);
    }
}
