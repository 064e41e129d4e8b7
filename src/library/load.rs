//! Loading of the data files.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::{Library, merge};
use crate::config::{BookToml, Config};
use crate::diagnostic::{Code, Diagnostic, Level, Place};
use crate::files::{self, FileError};
use crate::format::encoding::{self, Decoded};
use crate::format::{self, Contents, Format, Reading};
use crate::limits;
use crate::source::{Source, Span};

/// Loads the data files of the book at `root` and merges them.
pub fn load(root: &Path, config: &Config, toml: &BookToml<'_>, reading: Reading) -> (Library, Vec<Diagnostic>) {
    load_with(root, config, toml, |path| Ok(contents(path, files::read_bytes(root, path)?, reading)))
}

/// Loads the data files of the book at `root` with `read`, and merges them.
///
/// `read` returns the [contents](contents) of a file, by its path from the root.
pub fn load_with(
    root: &Path,
    config: &Config,
    toml: &BookToml<'_>,
    mut read: impl FnMut(&Path) -> Result<Contents, FileError>,
) -> (Library, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut seen = HashSet::new();
    let mut all: Vec<Contents> = Vec::new();
    let mut incomplete = false;
    for (index, pattern) in config.data.iter().enumerate() {
        let paths = match files::expand(root, pattern) {
            Ok(paths) => paths,
            Err(error) => {
                diagnostics.push(file_error(config, &error, pattern, toml.data_entry(index)));
                incomplete = true;
                continue;
            }
        };
        for path in paths {
            // The schema for editors is stored next to the data and may match the glob.
            let is_schema = path.to_string_lossy().ends_with(".schema.json") && files::is_glob(pattern);
            if is_schema || !seen.insert(path.clone()) {
                continue;
            }
            match read(&path) {
                Ok(mut contents) => {
                    diagnostics.append(&mut contents.diagnostics);
                    incomplete |= contents.incomplete;
                    all.push(contents);
                }
                Err(error) => {
                    diagnostics.push(file_error(config, &error, &path.display().to_string(), toml.data_entry(index)));
                    incomplete = true;
                }
            }
        }
    }
    let (mut library, mut merge_diagnostics) = merge(all);
    diagnostics.append(&mut merge_diagnostics);
    library.incomplete = incomplete;
    (library, diagnostics)
}

/// Reads the contents of a data file from its bytes.
pub fn contents(path: &Path, bytes: Vec<u8>, reading: Reading) -> Contents {
    let mut diagnostics = Vec::new();
    let Some(source) = text(path, bytes, &mut diagnostics) else {
        return Contents { diagnostics, incomplete: true, ..Contents::default() };
    };
    let mut contents = format::read(&source, reading);
    diagnostics.append(&mut contents.diagnostics);
    Contents { diagnostics, ..contents }
}

fn file_error(config: &Config, error: &FileError, path: &str, place: Place) -> Diagnostic {
    match error {
        FileError::Missing if files::is_glob(path) => {
            Code::MissingFile.at(place, format!("no file matches `{path}`")).label("named here")
        }
        FileError::Missing => Code::MissingFile.at(place, format!("no file `{path}`")).label("named here").help(
            if config.bibliography.is_some() {
                "the path in `bibliography` starts from the source folder, paths in `data` from the book's root"
            } else {
                "paths start from the book's root; `data` under `[preprocessor.papers]` names the data files"
            },
        ),
        FileError::Folder => Code::MissingFile
            .at(place, format!("`{path}` is a folder"))
            .label("named here")
            .help(format!("name its files: `{}/*.toml`", path.trim_end_matches('/'))),
        FileError::Outside => Code::MissingFile
            .at(place, format!("`{path}` lies outside the book"))
            .label("named here")
            .help("paths start from the book's root; use `..` for a file outside it"),
        FileError::BadGlob(reason) => {
            Code::BadValue.at(place, format!("`{path}` is not a glob: {reason}")).label("named here")
        }
        FileError::TooLarge => {
            let limit = limits::FILE_BYTES.value / (1024 * 1024);
            Code::MissingFile.at(place, format!("`{path}` is larger than {limit} MiB")).label("named here")
        }
        FileError::NotUtf8 { .. } => Code::NotUtf8.at(place, format!("`{path}` is not UTF-8")).label("named here"),
        FileError::Io(error) => {
            Code::MissingFile.at(place, format!("`{path}` cannot be read: {error}")).label("named here")
        }
    }
}

/// Decodes a data file. Adds a diagnostic if it is not UTF-8; returns `None` if it cannot be decoded, or if its format
/// requires UTF-8.
pub fn text(path: &Path, bytes: Vec<u8>, diagnostics: &mut Vec<Diagnostic>) -> Option<Arc<Source>> {
    let not_utf8 = |source: &Arc<Source>, at: usize| {
        let message = format!("`{}` is not UTF-8", path.display());
        Code::NotUtf8.at((source, Span::new(at, at)), message)
    };
    let undecodable = |valid: String| {
        let end = valid.len();
        let diagnostic = not_utf8(&Source::new(path, valid), end);
        diagnostic.label("the next byte is not").help("save the file as UTF-8")
    };
    let Decoded { mut text, encoding } = match encoding::decode(bytes) {
        Ok(decoded) => decoded,
        Err(valid) => {
            diagnostics.push(undecodable(valid));
            return None;
        }
    };
    let Some((encoding, at)) = encoding else { return Some(Source::new(path, text)) };
    if Format::of(path, &text).is_some_and(Format::is_ours) {
        text.truncate(at);
        diagnostics.push(undecodable(text));
        return None;
    }
    let source = Source::new(path, text);
    let diagnostic = not_utf8(&source, at).level(Level::Warning).label(format!("read as {encoding}"));
    diagnostics.push(diagnostic.help("save the file as UTF-8"));
    Some(source)
}
