//! File access: globs, reading within a book's root, and atomic writes. No other module accesses the file system.
//!
//! A file outside the root is opened only if its path contains `..`. Files larger than [`limits::FILE_BYTES`] are not read.

use std::fmt;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::limits;
use crate::source::split_mark;

mod write;

pub use crate::source::plain;
pub use write::{Change, WriteError, write, write_all, write_folder};

/// The maximum size of a file that is read, in bytes.
const MAX_FILE_BYTES: u64 = limits::FILE_BYTES.value as u64;

/// Why a file could not be read.
#[derive(Debug, PartialEq, Eq)]
pub enum FileError {
    /// The file does not exist, or no file matches the glob.
    Missing,
    /// The path is a folder.
    Folder,
    /// The file is outside the root, and the path does not contain `..`.
    Outside,
    /// The glob is invalid.
    BadGlob(String),
    /// The file is larger than [`limits::FILE_BYTES`].
    TooLarge,
    /// The file is not UTF-8.
    NotUtf8 {
        /// The text before the first invalid byte.
        valid: String,
    },
    /// The message of another I/O error.
    Io(String),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("the file does not exist"),
            Self::Folder => f.write_str("it is a folder"),
            Self::Outside => f.write_str("it is outside the book"),
            Self::BadGlob(message) => f.write_str(message),
            Self::TooLarge => f.write_str("it is too large"),
            Self::NotUtf8 { .. } => f.write_str("it is not UTF-8"),
            Self::Io(error) => f.write_str(error),
        }
    }
}

/// Returns the files that a path or glob relative to `root` matches, relative to `root` and sorted by name.
///
/// A path that is not a glob is returned whether or not it exists.
///
/// # Errors
/// The glob is invalid, leads outside `root` without `..`, matches no file, or has more entries below its first wildcard than
/// [`limits::GLOB_ENTRIES`].
pub fn expand(root: &Path, pattern: &str) -> Result<Vec<PathBuf>, FileError> {
    if !is_glob(pattern) || root.join(pattern).is_file() {
        return Ok(vec![plain(Path::new(pattern))]);
    }
    let matcher = glob(pattern).map_err(FileError::BadGlob)?;
    let fixed: PathBuf =
        Path::new(pattern).components().take_while(|part| !is_glob(&part.as_os_str().to_string_lossy())).collect();
    if fixed.is_absolute() {
        return Err(FileError::Outside);
    }
    let folder = root.join(&fixed);
    let mut files = Vec::new();
    for (nth, entry) in WalkDir::new(&folder).sort_by_file_name().into_iter().filter_map(Result::ok).enumerate() {
        if limits::GLOB_ENTRIES.is_exceeded_by(nth) {
            return Err(FileError::BadGlob(format!("there are {}", limits::GLOB_ENTRIES)));
        }
        let is_temporary = entry.file_name().to_string_lossy().starts_with(write::TEMPORARY);
        let Ok(path) = entry.path().strip_prefix(&folder) else { continue };
        let path = fixed.join(path);
        if !is_temporary && matcher.is_match(&path) && entry.path().is_file() {
            files.push(path);
        }
    }
    if files.is_empty() { Err(FileError::Missing) } else { Ok(files) }
}

/// Returns whether a path is a glob.
pub fn is_glob(path: &str) -> bool {
    path.contains(['*', '?', '[', '{'])
}

/// Returns whether the path is an existing file.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Returns whether the path is an existing folder.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Creates a folder and its parents if they do not exist.
///
/// # Errors
/// Those of the file system.
pub fn create_folder(path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(path)
}

/// Compiles a glob in which `*` does not match `/` and `**` does.
///
/// # Errors
/// The message of the glob parser, or of the compiler of regular expressions for a glob that is too large.
fn glob(pattern: &str) -> Result<GlobSet, String> {
    if limits::PATH_BYTES.is_exceeded_by(pattern.len()) {
        return Err(format!("it has {}", limits::PATH_BYTES));
    }
    // Unlike a set, a single matcher panics if the regular expression is too large.
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    let set = glob.and_then(|glob| GlobSetBuilder::new().add(glob).build());
    set.map_err(|error| error.kind().to_string())
}

/// Reads the text of a file below `root`, without its byte-order mark.
///
/// # Errors
/// See [`FileError`].
pub fn read(root: &Path, path: &Path) -> Result<String, FileError> {
    read_marked(root, path).map(|(_, text)| text)
}

/// Reads a file like [`read`] and also returns its byte-order mark, for a file that is written back.
///
/// # Errors
/// See [`FileError`].
pub fn read_marked(root: &Path, path: &Path) -> Result<(&'static str, String), FileError> {
    match String::from_utf8(read_bytes(root, path)?) {
        Ok(mut text) => {
            let (mark, rest) = split_mark(&text);
            text.drain(..text.len() - rest.len());
            Ok((mark, text))
        }
        Err(error) => {
            let valid = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            Err(FileError::NotUtf8 { valid })
        }
    }
}

/// Reads the bytes of a file below `root`.
///
/// # Errors
/// See [`FileError`].
#[expect(clippy::disallowed_methods, reason = "this module implements file access")]
pub fn read_bytes(root: &Path, path: &Path) -> Result<Vec<u8>, FileError> {
    let full = root.join(path);
    let has_parent_dir = path.components().any(|part| part == Component::ParentDir);
    if path.is_absolute() {
        return Err(FileError::Outside);
    }
    let real = full.canonicalize().map_err(|error| file_error(&error))?;
    let real_root = root.canonicalize().map_err(|error| file_error(&error))?;
    if !has_parent_dir && !real.starts_with(&real_root) {
        return Err(FileError::Outside);
    }
    // Opening a pipe would wait for a writer.
    let metadata = real.metadata().map_err(|error| file_error(&error))?;
    if metadata.is_dir() {
        return Err(FileError::Folder);
    }
    if !metadata.is_file() {
        return Err(FileError::Io("it is not a regular file".to_owned()));
    }
    let file = std::fs::File::open(&real).map_err(|error| file_error(&error))?;
    let size = file.metadata().map_err(|error| file_error(&error))?.len();
    if size > MAX_FILE_BYTES {
        return Err(FileError::TooLarge);
    }
    let size = usize::try_from(size).unwrap_or(0);
    if let Some(bytes) = read_in_parts(&file, size) {
        return Ok(bytes);
    }
    let mut bytes = Vec::with_capacity(size + 1);
    let count = file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| file_error(&error))?;
    if count as u64 > MAX_FILE_BYTES {
        return Err(FileError::TooLarge);
    }
    Ok(bytes)
}

/// Reads a large file in parallel. Returns `None` for a small file or if reading fails.
#[cfg(unix)]
fn read_in_parts(file: &std::fs::File, size: usize) -> Option<Vec<u8>> {
    use std::os::unix::fs::FileExt as _;
    const PART_BYTES: usize = 1024 * 1024;
    if size <= PART_BYTES {
        return None;
    }
    let mut bytes = vec![0; size];
    let read = |(nth, part): (usize, &mut [u8])| file.read_exact_at(part, (nth * PART_BYTES) as u64).ok();
    bytes.par_chunks_mut(PART_BYTES).enumerate().map(read).collect::<Option<()>>()?;
    // The file may have grown meanwhile.
    let ends = file.read_at(&mut [0], size as u64).is_ok_and(|more| more == 0);
    ends.then_some(bytes)
}

#[cfg(not(unix))]
fn read_in_parts(_file: &std::fs::File, _size: usize) -> Option<Vec<u8>> {
    None
}

fn file_error(error: &std::io::Error) -> FileError {
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => FileError::Missing,
        std::io::ErrorKind::IsADirectory => FileError::Folder,
        _ => FileError::Io(error.to_string()),
    }
}

/// Returns whether the path exists, including broken links.
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Returns the canonical path of a file or folder. Components that do not exist are appended to the canonical path of the rest.
pub fn real_path(path: &Path) -> PathBuf {
    let mut rest = Vec::new();
    let mut at = path;
    loop {
        if let Ok(real) = at.canonicalize() {
            return rest.iter().rev().fold(real, |path, part| path.join(part));
        }
        match (at.parent(), at.file_name()) {
            (Some(parent), Some(name)) => {
                rest.push(name);
                at = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            }
            _ => return path.to_owned(),
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests create files")]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("book/data/more")).unwrap();
        for name in ["book/data/b.toml", "book/data/a.toml", "book/data/more/c.toml", "outside.toml"] {
            std::fs::write(root.path().join(name), name).unwrap();
        }
        root
    }

    #[test]
    fn globs_match_files_in_order() {
        #[track_caller]
        fn check(root: &Path, pattern: &str, expect: Result<&[&str], FileError>) {
            let files = expand(root, pattern);
            let expect = expect.map(|paths| paths.iter().map(PathBuf::from).collect::<Vec<_>>());
            assert_eq!(files, expect, "{pattern}");
        }
        let folder = folder();
        let root = folder.path().join("book");
        check(&root, "data/*.toml", Ok(&["data/a.toml", "data/b.toml"]));
        check(&root, "data/**/*.toml", Ok(&["data/a.toml", "data/b.toml", "data/more/c.toml"]));
        check(&root, "data/none.toml", Ok(&["data/none.toml"]));
        check(&root, "../*.toml", Ok(&["../outside.toml"]));
        check(&root, "data/*.bib", Err(FileError::Missing));
        check(&root, "/*.toml", Err(FileError::Outside));
        assert!(matches!(expand(&root, &"*a".repeat(50_000)), Err(FileError::BadGlob(_))));
    }

    #[test]
    #[cfg(unix)]
    fn special_files_are_not_opened() {
        use std::os::unix::net::UnixListener;
        let folder = folder();
        let _open = UnixListener::bind(folder.path().join("socket.toml")).unwrap();
        let refused = FileError::Io("it is not a regular file".to_owned());
        assert_eq!(read(folder.path(), Path::new("socket.toml")), Err(refused));
        assert_eq!(expand(folder.path(), "*.toml"), Ok(vec!["outside.toml".into()]));
    }

    #[test]
    fn files_outside_need_a_parent_component() {
        let folder = folder();
        let root = folder.path().join("book");
        assert_eq!(read(&root, Path::new("data/a.toml")), Ok("book/data/a.toml".to_owned()));
        assert_eq!(read(&root, Path::new("../outside.toml")), Ok("outside.toml".to_owned()));
        assert_eq!(read(&root, Path::new("data")), Err(FileError::Folder));
        assert_eq!(read(&root, Path::new("data/none.toml")), Err(FileError::Missing));
        assert_eq!(read(&root, &folder.path().join("outside.toml")), Err(FileError::Outside));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("outside.toml"), root.join("link.toml")).unwrap();
            assert_eq!(read(&root, Path::new("link.toml")), Err(FileError::Outside));
        }
    }

    #[test]
    fn large_files_are_read_completely() {
        let folder = folder();
        for size in [1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024 - 1] {
            // Every character has two bytes, and one crosses each boundary between parts.
            let text = format!("a{}", "é".repeat(size / 2)) + if size.is_multiple_of(2) { "b" } else { "" };
            std::fs::write(folder.path().join("large.bib"), &text).unwrap();
            assert_eq!(read(folder.path(), Path::new("large.bib")).as_ref(), Ok(&text), "{size}");
        }
    }

    #[test]
    fn a_write_is_atomic_and_preserves_permissions() {
        let folder = folder();
        let path = folder.path().join("book/data/a.toml");
        write(&path, "new").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        write(&folder.path().join("fresh.toml"), "fresh").unwrap();
        assert!(write(&folder.path().join("none/a.toml"), "x").is_err());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
            write(&path, "newer").unwrap();
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);
            let link = folder.path().join("link.toml");
            std::os::unix::fs::symlink(&path, &link).unwrap();
            write(&link, "through the link").unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), "through the link");
            assert!(link.is_symlink());
        }
        #[cfg(unix)]
        {
            use std::os::unix::net::UnixListener;
            let socket = folder.path().join("socket");
            let _open = UnixListener::bind(&socket).unwrap();
            // The write fails, and the socket still exists.
            assert!(write(&socket, "x").is_err());
            assert!(socket.symlink_metadata().is_ok_and(|metadata| !metadata.is_file()));
        }
        let remaining: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(remaining.iter().all(|name| !name.to_string_lossy().starts_with(".mdbook-papers-")), "{remaining:?}");
    }

    #[test]
    fn invalid_utf_8_is_an_error_with_the_valid_prefix() {
        let folder = folder();
        std::fs::write(folder.path().join("x"), b"ab\n\xE9").unwrap();
        assert_eq!(read(folder.path(), Path::new("x")), Err(FileError::NotUtf8 { valid: "ab\n".to_owned() }));
        std::fs::write(folder.path().join("x"), "\u{FEFF}ab").unwrap();
        assert_eq!(read(folder.path(), Path::new("x")), Ok("ab".to_owned()));
    }
}
