//! Reading the files that `data` names.

use std::path::Path;

use super::{Library, merge};
use crate::config::{BookToml, Config};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::files::{self, Refusal};
use crate::format::{self, Contents, Reading};
use crate::source::{Source, Span};

/// Reads all data files of the book at `root` and merges them.
pub fn load(root: &Path, config: &Config, toml: &BookToml<'_>) -> (Library, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let mut sources = Vec::new();
    let mut contents: Vec<Contents> = Vec::new();
    let mut incomplete = false;
    let reading = Reading { annotations: config.annotations };
    for (index, pattern) in config.data.iter().enumerate() {
        let paths = match files::expand(root, pattern) {
            Ok(paths) => paths,
            Err(refusal) => {
                found.push(refused(&refusal, pattern, toml.data_entry(index)));
                incomplete = true;
                continue;
            }
        };
        for path in paths {
            if sources.iter().any(|source: &std::sync::Arc<Source>| source.path == path) {
                continue;
            }
            if !format::is_read(&path) {
                let message = format!("`{}` is in a format that is not read", path.display());
                found.push(Code::BadValue.at(toml.data_entry(index), message).label("expected a TOML file"));
                incomplete = true;
                continue;
            }
            let text = match files::read(root, &path) {
                Ok(text) => text,
                Err(Refusal::NotUtf8 { valid }) => {
                    found.push(not_utf8(&path, valid));
                    incomplete = true;
                    continue;
                }
                Err(refusal) => {
                    found.push(refused(&refusal, &path.display().to_string(), toml.data_entry(index)));
                    incomplete = true;
                    continue;
                }
            };
            let source = Source::new(path, text);
            let mut read = format::read(&source, reading);
            found.append(&mut read.diagnostics);
            incomplete |= read.incomplete;
            contents.push(read);
            sources.push(source);
        }
    }
    let (mut library, mut faults) = merge(contents);
    found.append(&mut faults);
    library.incomplete = incomplete;
    (library, found)
}

fn refused(refusal: &Refusal, path: &str, place: Place) -> Diagnostic {
    match refusal {
        Refusal::Missing if files::is_glob(path) => {
            Code::MissingFile.at(place, format!("no file fits `{path}`")).label("named here")
        }
        Refusal::Missing => Code::MissingFile
            .at(place, format!("no file `{path}`"))
            .label("named here")
            .help("paths start from the book's root; `data` under `[preprocessor.papers]` names the data files"),
        Refusal::Folder => Code::MissingFile
            .at(place, format!("`{path}` is a folder"))
            .label("named here")
            .help(format!("name its files: `{}/*.toml`", path.trim_end_matches('/'))),
        Refusal::Outside => Code::MissingFile
            .at(place, format!("`{path}` lies outside the book"))
            .label("named here")
            .help("paths start from the book's root; one that leads out of it says so with `..`"),
        Refusal::BadGlob(wrong) => {
            Code::BadValue.at(place, format!("`{path}` is not a glob: {wrong}")).label("named here")
        }
        Refusal::TooLarge => {
            let limit = files::LIMIT / (1024 * 1024);
            Code::MissingFile.at(place, format!("`{path}` is larger than {limit} MiB")).label("named here")
        }
        Refusal::NotUtf8 { .. } => Code::NotUtf8.at(place, format!("`{path}` is not UTF-8")).label("named here"),
        Refusal::Io(error) => {
            Code::MissingFile.at(place, format!("`{path}` cannot be read: {error}")).label("named here")
        }
    }
}

/// Points at the end of what could be read.
fn not_utf8(path: &Path, valid: String) -> Diagnostic {
    let end = valid.len();
    let source = Source::new(path, valid);
    Code::NotUtf8
        .at((&source, Span::new(end, end)), format!("`{}` is not UTF-8", path.display()))
        .label("the next byte is not")
        .help("save the file as UTF-8")
}
