//! `mdbook-papers install [DIR]`: registers the preprocessor in an existing book and writes its assets and a first data file.
//!
//! Comments and order in book.toml are preserved, and files that this command did not write are not changed. A second run
//! changes nothing.

use std::fmt::Write as _;
use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::report::plural;
use super::{ExitStatus, book, book_toml};
use crate::assets::{ASSETS, Asset, AssetState, SCHEMA, folder_of};
use crate::files::{self, Change};
use crate::format::{self, Reading};
use crate::source::Source;

mod detected;
mod settings;

use settings::Settings;

/// The initial data file of a book that has no data.
const STARTER: &str = r#"#:schema ./papers.schema.json
# The papers of this book. Each appears in every chapter that lists one of its categories.

# [[category]]
# id = "base-models"
# title = "Base models"

# [[paper]]
# id = "touvron2023llama"
# title = "LLaMA: Open and Efficient Foundation Language Models"
# authors = ["Hugo Touvron", "Thibaut Lavril"]
# date = "2023-02"
# venue = "arXiv"
# categories = ["base-models"]
# links = { paper = "https://arxiv.org/abs/2302.13971" }
# note = "Markdown, in **any** language."
"#;

pub(super) fn run(dir: &Path) -> Result<ExitStatus> {
    let root = book::root(dir)?;
    let text = book_toml::text(&root)?;
    let mut settings = Settings::parse(&text)?;
    if settings.has_only_mdbook_bib() {
        bail!(
            "the book uses mdbook-bib; to move it, rename `[preprocessor.bib]` to `[preprocessor.papers]` in book.toml, \
             whose keys are read, and run `install` again; to use both, add `[preprocessor.papers]`"
        );
    }
    book::check_build_dir(&root, &settings.src(), &settings.build_dir(), &settings.outputs())?;

    let mut messages = Vec::new();
    let mut report = |line: String| messages.push(line);
    let mut to_write = Vec::new();
    let sample = data(&root, &mut settings, &mut to_write, &mut report)?;
    for asset in ASSETS {
        to_write.extend(install_asset(&root, asset, &mut settings, &mut report)?);
    }
    write(&root, &to_write, (&text, &settings.text()))?;
    print_summary(&messages, &sample)
}

/// Registers the preprocessor with existing data or a new data file, and returns a directive that lists some of its papers.
fn data(
    root: &Path,
    settings: &mut Settings,
    to_write: &mut Vec<(PathBuf, String)>,
    report: &mut dyn FnMut(String),
) -> Result<String> {
    if settings.register()? {
        report("registered the preprocessor in book.toml".to_owned());
    }
    let default = PathBuf::from(detected::DEFAULT_DATA);
    let known = settings.data();
    let mut directive = "<<#papers>>".to_owned();
    let used = match known {
        Some(data) => data,
        None if files::is_file(&root.join(&default)) => vec![default],
        None => {
            if let Some(found) = detected::data(root, &settings.src()) {
                let names: Vec<_> = found.files.iter().map(|file| format!("`{}`", file.display())).collect();
                report(format!("using the data in {}: {}", names.join(", "), plural(found.papers, "paper")));
                settings.set_data(&found.files)?;
                directive = found.directive;
                found.files
            } else {
                to_write.push((default.clone(), STARTER.to_owned()));
                report(format!("wrote `{}` for the papers", default.display()));
                vec![default]
            }
        }
    };
    to_write.extend(schema(root, &used, report));
    let src = settings.src();
    for file in &used {
        let folder = folder_of(file);
        // The root also contains mdBook's output, so only the file is watched there.
        let in_root = folder.as_os_str().is_empty();
        let watched = if in_root { file } else { &folder };
        // mdBook watches its sources anyway, and does not support globs.
        let skip = watched.starts_with(&src) || files::is_glob(&watched.to_string_lossy());
        if !skip && settings.watch(watched)? {
            report(format!("`mdbook serve` watches `{}`", watched.display()));
        }
    }
    Ok(directive)
}

/// Returns the path and text of the JSON Schema, next to the first data file in the native schema, if it has to be written.
fn schema(root: &Path, data: &[PathBuf], report: &mut dyn FnMut(String)) -> Option<(PathBuf, String)> {
    // A glob that would match the schema itself.
    let matches_schema = |data: &Path| {
        let named = |extension: &std::ffi::OsStr| extension != "json" && !files::is_glob(&extension.to_string_lossy());
        files::is_glob(&data.to_string_lossy()) && !data.extension().is_some_and(named)
    };
    if data.iter().any(|data| matches_schema(data)) {
        return None;
    }
    let first = data.iter().find(|data| is_native(root, data))?;
    let path = folder_of(first).join(SCHEMA.name);
    let is_new = !files::is_file(&root.join(&path));
    let write = needs_write(root, &SCHEMA, &path, report).0;
    if is_new {
        report(format!(
            "  editors use it for completion and validation if the first line of a TOML file is `#:schema ./{0}`, \
             or that of a YAML file `# yaml-language-server: $schema={0}`",
            SCHEMA.name
        ));
    }
    write.then(|| (path, SCHEMA.marked()))
}

/// Returns whether data files are in the native schema. TOML files always are.
fn is_native(root: &Path, data: &Path) -> bool {
    let has_extension =
        |names: &[&str]| data.extension().is_some_and(|extension| names.iter().any(|name| extension == *name));
    if has_extension(&["toml"]) {
        return true;
    }
    let files =
        if has_extension(&["yaml", "yml", "json"]) { files::expand(root, &data.to_string_lossy()).ok() } else { None };
    let texts =
        files.into_iter().flatten().filter_map(|file| Some(Source::new(file.clone(), files::read(root, &file).ok()?)));
    texts.map(|source| format::read(&source, Reading::default())).any(|read| !read.external && !read.entries.is_empty())
}

/// Registers an asset and returns its path and text if it has to be written.
fn install_asset(
    root: &Path,
    asset: &Asset,
    settings: &mut Settings,
    report: &mut dyn FnMut(String),
) -> Result<Option<(PathBuf, String)>> {
    if settings.has_other_outputs_only() {
        report(format!("skipped `{}`: the book has no HTML output", asset.name));
        return Ok(None);
    }
    let registered = settings.registered(asset);
    let path = registered.clone().unwrap_or_else(|| settings.folder_for_assets(root).join(asset.name));
    let (write, register) = needs_write(root, asset, &path, report);
    if register && registered.is_none() {
        settings.add_asset(asset, &path)?;
        report(format!("registered `{}` in book.toml", path.display()));
    }
    Ok(write.then(|| (path, asset.marked())))
}

/// Returns whether an asset has to be written, and whether it is to be registered.
fn needs_write(root: &Path, asset: &Asset, path: &Path, report: &mut dyn FnMut(String)) -> (bool, bool) {
    let shown = path.display();
    if !files::is_file(&root.join(path)) {
        report(format!("wrote `{shown}`"));
        return (true, true);
    }
    match asset.state(&files::read(root, path).unwrap_or_default()) {
        AssetState::Current => (false, true),
        AssetState::Stale => {
            report(format!("updated `{shown}`"));
            (true, true)
        }
        AssetState::Edited => {
            tracing::warn!("`{shown}` was edited and is unchanged; delete it to get a new one");
            (false, true)
        }
        AssetState::Unrelated => {
            tracing::warn!("`{shown}` was not written by mdbook-papers and is unchanged");
            (false, false)
        }
    }
}

/// Writes the files, and book.toml if it changes.
fn write(root: &Path, files: &[(PathBuf, String)], (old, new): (&str, &str)) -> Result<()> {
    let shown = |path: &Path| format!("`{}` cannot be written", path.strip_prefix(root).unwrap_or(path).display());
    let paths: Vec<_> = files.iter().map(|(path, _)| root.join(path)).collect();
    for path in &paths {
        path.parent().map_or(Ok(()), files::create_folder).with_context(|| shown(path))?;
    }
    let book = root.join("book.toml");
    let mut changes: Vec<_> = paths.iter().zip(files).map(|(path, (_, new))| Change { path, old: None, new }).collect();
    if old != new {
        // Written last, so that it never names a file that does not exist.
        changes.push(Change { path: &book, old: Some(old), new });
    }
    files::write_all(&changes).map_err(|error| anyhow::Error::new(error.error).context(shown(&error.path)))
}

fn print_summary(messages: &[String], directive: &str) -> Result<ExitStatus> {
    let mut text = String::new();
    for line in messages {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{line}");
    }
    if messages.is_empty() {
        text.push_str("everything is up to date\n");
    } else {
        let _ = writeln!(text, "\nTo list papers in a chapter, add a line such as\n\n    {directive}");
    }
    let mut out = stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output cannot be written")?;
    Ok(ExitStatus::Success)
}
