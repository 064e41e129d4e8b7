//! The one door to the disk: files of one book, found from its root, read whole, and written whole or not at all.
//!
//! Nothing outside the root is opened unless the path says so with `..`; no file over [`LIMIT`] is read.

use std::fmt;
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::source::split_mark;

pub use crate::source::plain;

/// The largest file read, in bytes.
pub const LIMIT: u64 = 512 * 1024 * 1024;

/// Why a file could not be had.
#[derive(Debug, PartialEq, Eq)]
pub enum FileError {
    /// There is no such file, or no file fits the glob.
    Missing,
    /// It is a folder.
    Folder,
    /// It lies outside the root and the path does not say so.
    Outside,
    /// The glob is not one.
    BadGlob(String),
    /// It is larger than [`LIMIT`].
    TooLarge,
    /// It is not UTF-8 from this byte on.
    NotUtf8 {
        /// What could be read, up to the first wrong byte.
        valid: String,
    },
    /// The machine says no.
    Io(String),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such file"),
            Self::Folder => f.write_str("it is a folder"),
            Self::Outside => f.write_str("it lies outside"),
            Self::BadGlob(wrong) => f.write_str(wrong),
            Self::TooLarge => f.write_str("it is too large"),
            Self::NotUtf8 { .. } => f.write_str("it is not UTF-8"),
            Self::Io(error) => f.write_str(error),
        }
    }
}

/// The files that a path or glob from `root` names, relative to it, in the order of their names.
///
/// A plain path is given back as it is, whether or not it exists.
///
/// # Errors
/// A glob that is not one, or that leads outside `root` without `..`, or fits no file.
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
    let files: Vec<_> = WalkDir::new(root.join(&fixed))
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_file())
        .filter_map(|entry| Some(fixed.join(entry.path().strip_prefix(root.join(&fixed)).ok()?)))
        .filter(|path| matcher.is_match(path))
        .collect();
    if files.is_empty() { Err(FileError::Missing) } else { Ok(files) }
}

/// Whether a path is a glob.
pub fn is_glob(path: &str) -> bool {
    path.contains(['*', '?', '[', '{'])
}

/// Whether there is such a file.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether there is such a folder.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Makes a folder and those above it, where they are not there.
///
/// # Errors
/// What the machine says.
pub fn make_folder(path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(path)
}

/// A glob in which `*` stays within a level and `**` crosses levels; or what is wrong with it, in words.
fn glob(pattern: &str) -> Result<GlobMatcher, String> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| error.kind().to_string())
}

/// The text of a file below `root`, without a byte-order mark.
///
/// # Errors
/// A [`FileError`] that says why not.
pub fn read(root: &Path, path: &Path) -> Result<String, FileError> {
    read_marked(root, path).map(|(_, text)| text)
}

/// The same, and the byte-order mark before it, which stays with a file that is written again.
///
/// # Errors
/// A [`FileError`] that says why not.
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

/// The bytes of a file below `root`.
///
/// # Errors
/// A [`FileError`] that says why not.
#[expect(clippy::disallowed_methods, reason = "this is the one door")]
pub fn read_bytes(root: &Path, path: &Path) -> Result<Vec<u8>, FileError> {
    let full = root.join(path);
    let climbs = path.components().any(|part| part == Component::ParentDir);
    if path.is_absolute() {
        return Err(FileError::Outside);
    }
    let real = full.canonicalize().map_err(|error| refusal(&error))?;
    let real_root = root.canonicalize().map_err(|error| refusal(&error))?;
    if !climbs && !real.starts_with(&real_root) {
        return Err(FileError::Outside);
    }
    if real.is_dir() {
        return Err(FileError::Folder);
    }
    let file = std::fs::File::open(&real).map_err(|error| refusal(&error))?;
    let size = file.metadata().map_err(|error| refusal(&error))?.len();
    if size > LIMIT {
        return Err(FileError::TooLarge);
    }
    let size = usize::try_from(size).unwrap_or(0);
    if let Some(bytes) = read_in_parts(&file, size) {
        return Ok(bytes);
    }
    let mut bytes = Vec::with_capacity(size + 1);
    let count = file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| refusal(&error))?;
    if count as u64 > LIMIT {
        return Err(FileError::TooLarge);
    }
    Ok(bytes)
}

/// The bytes of a large file, its parts read on every core; none where that cannot be done.
#[cfg(unix)]
fn read_in_parts(file: &std::fs::File, size: usize) -> Option<Vec<u8>> {
    use std::os::unix::fs::FileExt as _;
    const PART: usize = 1024 * 1024;
    if size <= PART {
        return None;
    }
    let mut bytes = vec![0; size];
    let read = |(nth, part): (usize, &mut [u8])| file.read_exact_at(part, (nth * PART) as u64).ok();
    bytes.par_chunks_mut(PART).enumerate().map(read).collect::<Option<()>>()?;
    // It may have grown meanwhile.
    let ends = file.read_at(&mut [0], size as u64).is_ok_and(|more| more == 0);
    ends.then_some(bytes)
}

#[cfg(not(unix))]
fn read_in_parts(_file: &std::fs::File, _size: usize) -> Option<Vec<u8>> {
    None
}

fn refusal(error: &std::io::Error) -> FileError {
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => FileError::Missing,
        std::io::ErrorKind::IsADirectory => FileError::Folder,
        _ => FileError::Io(error.to_string()),
    }
}

/// Whether anything is there.
pub fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Writes a file whole or not at all: into a new file beside it, which then takes its name.
///
/// A link is followed, and the file keeps its permissions. A kill at any moment leaves the old file or the new one. What is
/// no file, such as `/dev/stdout`, is written to as it is: a new file would take its place for everybody.
///
/// # Errors
/// What the machine says, when there is no such folder or it may not be written.
pub fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if path.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return std::fs::OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes());
    }
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = real.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = builder(&real).prefix(".mdbook-papers-").tempfile_in(folder).map_err(|error| plain_error(&error))?;
    new.write_all(text.as_bytes())?;
    new.as_file().sync_all()?;
    new.persist(&real)?;
    Ok(())
}

/// What the system says, without the path of the new file that is put behind it: nobody has asked for that one.
fn plain_error(error: &std::io::Error) -> std::io::Error {
    let said = error.to_string();
    std::io::Error::new(error.kind(), said.split(" at path ").next().unwrap_or_default())
}

/// A new file with the permissions of the one that is there, or those that a new file has.
#[cfg(unix)]
fn builder(path: &Path) -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt as _;
    let new = || std::fs::Permissions::from_mode(0o666);
    let mut builder = tempfile::Builder::new();
    builder.permissions(path.metadata().map_or_else(|_| new(), |metadata| metadata.permissions()));
    builder
}

#[cfg(not(unix))]
fn builder(_path: &Path) -> tempfile::Builder<'static, 'static> {
    tempfile::Builder::new()
}

/// The real path of a folder or of its nearest ancestor that exists, with the rest put behind it.
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
#[expect(clippy::disallowed_methods, reason = "tests set the disk up")]
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
    fn globs_name_files_in_order() {
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
    }

    #[test]
    fn nothing_outside_is_read_unless_the_path_says_so() {
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
    fn large_files_are_read_whole() {
        let folder = folder();
        for size in [1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024 - 1] {
            // Every character is two bytes long, and one lies across each edge of a part.
            let text = format!("a{}", "é".repeat(size / 2)) + if size.is_multiple_of(2) { "b" } else { "" };
            std::fs::write(folder.path().join("large.bib"), &text).unwrap();
            assert_eq!(read(folder.path(), Path::new("large.bib")).as_ref(), Ok(&text), "{size}");
        }
    }

    #[test]
    fn a_file_is_written_whole_and_keeps_its_permissions() {
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
            // Nothing can be written there so; but it is still there.
            assert!(write(&socket, "x").is_err());
            assert!(socket.symlink_metadata().is_ok_and(|there| !there.is_file()));
        }
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".mdbook-papers-")), "{left:?}");
    }

    #[test]
    fn what_is_not_utf_8_is_read_up_to_there() {
        let folder = folder();
        std::fs::write(folder.path().join("x"), b"ab\n\xE9").unwrap();
        assert_eq!(read(folder.path(), Path::new("x")), Err(FileError::NotUtf8 { valid: "ab\n".to_owned() }));
        std::fs::write(folder.path().join("x"), "\u{FEFF}ab").unwrap();
        assert_eq!(read(folder.path(), Path::new("x")), Ok("ab".to_owned()));
    }
}
