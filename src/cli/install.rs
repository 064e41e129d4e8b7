//! `mdbook-papers install [DIR]`: book.toml, the files for readers and editors, and a first data file, in a book that is
//! there.
//!
//! What is there stays as it is: comments, order, and every file that this command did not write. A second run changes
//! nothing.

use std::fmt::Write as _;
use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::Status;
use super::report::plural;
use crate::assets::{ASSETS, Asset, SCHEMA, State, folder_of};
use crate::files;
use crate::format::{self, Reading};
use crate::source::Source;

mod detected;
mod settings;

use settings::Settings;

/// The data file of a book that has none.
const STARTER: &str = r#"#:schema ./papers.schema.json
# The papers of this book. Each stands in every chapter that lists one of its categories.

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

pub(super) fn run(dir: &Path) -> Result<Status> {
    let root = std::path::absolute(dir).context("there is no current folder")?;
    let path = root.join("book.toml");
    if !files::is_file(&path) {
        bail!("there is no book.toml in `{}`", root.display());
    }
    let Ok(text) = files::read(&root, Path::new("book.toml")) else {
        bail!("the book.toml in `{}` cannot be read", root.display());
    };
    let mut settings = Settings::parse(&text)?;
    refuse_to_overwrite(&root, &settings)?;

    let mut done = Vec::new();
    let mut say = |line: String| done.push(line);
    let mut to_write = Vec::new();
    let sample = data(&root, &mut settings, &mut to_write, &mut say)?;
    for asset in ASSETS {
        to_write.extend(place(&root, asset, &mut settings, &mut say)?);
    }
    for (path, text) in &to_write {
        write(&root, path, text)?;
    }
    let new = settings.text();
    if new != text {
        // Last, so that it never names a file that is not there.
        write(&root, Path::new("book.toml"), &new)?;
    }
    report(&done, &sample)
}

/// mdBook empties the folder it writes to.
fn refuse_to_overwrite(root: &Path, settings: &Settings) -> Result<()> {
    let (src, build_dir) = (settings.src(), settings.build_dir());
    if files::real_path(&root.join(&src)).starts_with(files::real_path(&root.join(&build_dir))) {
        bail!(
            "mdBook would delete the sources: the build directory `{}` holds the chapters, `{}`; \
             set another, such as `build-dir = \"target/book\"` under `[build]` in book.toml",
            build_dir.display(),
            src.display()
        );
    }
    Ok(())
}

/// Registers the preprocessor with the data that is there, or a new file; gives back a directive for it.
fn data(
    root: &Path,
    settings: &mut Settings,
    to_write: &mut Vec<(PathBuf, String)>,
    say: &mut dyn FnMut(String),
) -> Result<String> {
    if settings.register()? {
        say("registered the preprocessor in book.toml".to_owned());
    }
    let default = PathBuf::from(detected::DEFAULT);
    let known = settings.data();
    let mut directive = "<<#papers>>".to_owned();
    let used = match known {
        Some(data) => data,
        None if files::is_file(&root.join(&default)) => vec![default],
        None => {
            if let Some(found) = detected::data(root, &settings.src()) {
                let names: Vec<_> = found.files.iter().map(|file| format!("`{}`", file.display())).collect();
                say(format!("took the data from {}: {}", names.join(", "), plural(found.papers, "paper")));
                settings.set_data(&found.files)?;
                directive = found.directive;
                found.files
            } else {
                to_write.push((default.clone(), STARTER.to_owned()));
                say(format!("wrote `{}`, where the papers go", default.display()));
                vec![default]
            }
        }
    };
    to_write.extend(schema(root, &used, say));
    let src = settings.src();
    for file in &used {
        let folder = folder_of(file);
        // The root holds what mdBook writes as well, so there it is the file alone.
        let in_root = folder.as_os_str().is_empty();
        let followed = if in_root { file } else { &folder };
        // mdBook follows its sources by itself, and no globs.
        let skip = followed.starts_with(&src) || files::is_glob(&followed.to_string_lossy());
        if !skip && settings.watch(followed)? {
            say(format!("`mdbook serve` follows `{}`", followed.display()));
        }
    }
    Ok(directive)
}

/// The schema, beside the first data file in a notation of ours; what is to be written, and where.
fn schema(root: &Path, data: &[PathBuf], say: &mut dyn FnMut(String)) -> Option<(PathBuf, String)> {
    // A glob that would take the schema for data.
    let greedy = |data: &Path| {
        let named = |extension: &std::ffi::OsStr| extension != "json" && !files::is_glob(&extension.to_string_lossy());
        files::is_glob(&data.to_string_lossy()) && !data.extension().is_some_and(named)
    };
    if data.iter().any(|data| greedy(data)) {
        return None;
    }
    let first = data.iter().find(|data| is_ours(root, data))?;
    let path = folder_of(first).join(SCHEMA.name);
    let is_new = !files::is_file(&root.join(&path));
    let write = is_to_write(root, &SCHEMA, &path, say).0;
    if is_new {
        say(format!(
            "  editors complete and check data with it where the first line of a TOML file is `#:schema ./{0}`, \
             or that of a YAML file `# yaml-language-server: $schema={0}`",
            SCHEMA.name
        ));
    }
    write.then(|| (path, SCHEMA.marked()))
}

/// Whether data are, or are to be, in our own schema; TOML always is.
fn is_ours(root: &Path, data: &Path) -> bool {
    let is = |names: &[&str]| data.extension().is_some_and(|extension| names.iter().any(|name| extension == *name));
    if is(&["toml"]) {
        return true;
    }
    let files = if is(&["yaml", "yml", "json"]) { files::expand(root, &data.to_string_lossy()).ok() } else { None };
    let texts =
        files.into_iter().flatten().filter_map(|file| Some(Source::new(file.clone(), files::read(root, &file).ok()?)));
    texts.map(|source| format::read(&source, Reading::default())).any(|read| !read.external && !read.entries.is_empty())
}

/// Registers a file for readers; gives back what is to be written, and where.
fn place(
    root: &Path,
    asset: &Asset,
    settings: &mut Settings,
    say: &mut dyn FnMut(String),
) -> Result<Option<(PathBuf, String)>> {
    if settings.has_other_outputs_only() {
        say(format!("left out `{}`: the book has no HTML output", asset.name));
        return Ok(None);
    }
    let registered = settings.registered(asset);
    let path = registered.clone().unwrap_or_else(|| settings.folder_for_assets(root).join(asset.name));
    let (write, register) = is_to_write(root, asset, &path, say);
    if register && registered.is_none() {
        settings.add_asset(asset, &path)?;
        say(format!("registered `{}` in book.toml", path.display()));
    }
    Ok(write.then(|| (path, asset.marked())))
}

/// Whether a file is to be written, and whether it is, or will be, one of ours.
fn is_to_write(root: &Path, asset: &Asset, path: &Path, say: &mut dyn FnMut(String)) -> (bool, bool) {
    let shown = path.display();
    if !files::is_file(&root.join(path)) {
        say(format!("wrote `{shown}`"));
        return (true, true);
    }
    match asset.state(&files::read(root, path).unwrap_or_default()) {
        State::Current => (false, true),
        State::Stale => {
            say(format!("brought `{shown}` up to date"));
            (true, true)
        }
        State::Edited => {
            tracing::warn!("`{shown}` was edited and is left as it is; delete it to get a new one");
            (false, true)
        }
        State::Foreign => {
            tracing::warn!("`{shown}` is not ours and is left as it is");
            (false, false)
        }
    }
}

fn write(root: &Path, path: &Path, text: &str) -> Result<()> {
    let full = root.join(path);
    let made = full.parent().map_or(Ok(()), files::make_folder);
    made.and_then(|()| files::write(&full, text)).with_context(|| format!("`{}` cannot be written", path.display()))
}

fn report(done: &[String], directive: &str) -> Result<Status> {
    let mut text = String::new();
    for line in done {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{line}");
    }
    if done.is_empty() {
        text.push_str("everything is in place\n");
    } else {
        let _ = writeln!(text, "\nA chapter lists papers with a line such as\n\n    {directive}");
    }
    let mut out = stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output cannot be written")?;
    Ok(Status::Fine)
}
