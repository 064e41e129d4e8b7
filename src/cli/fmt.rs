//! `mdbook-papers fmt [--check] [FILE…]`: formats data files canonically; comments are preserved.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::data::BookConfig;
use super::{ExitStatus, export, report};
use crate::export::canonical;
use crate::files;
use crate::format::{self, Contents, Format, Reading};
use crate::source::Source;

pub(super) fn run(check: bool, named: &[PathBuf]) -> Result<ExitStatus> {
    let files = if named.is_empty() { book_files()? } else { named.to_vec() };
    let mut status = ExitStatus::Success;
    for file in files {
        let (mark, text) = export::read_marked(&file)?;
        let source = Source::new(&file, text);
        if Format::of(&source.path, &source.text) != Some(Format::Toml) {
            bail!("`{}` is not TOML in the native schema", file.display());
        }
        let read = format::read_as(Format::Toml, &source, Reading::default());
        if read.incomplete {
            report::print(&read.diagnostics);
            status = ExitStatus::Errors;
            continue;
        }
        let text = match canonical(&source.text) {
            Ok(text) => text,
            Err(error) => {
                let line = source.line_column(error.at).line;
                tracing::error!("papers: {}:{line}: unchanged: {}", file.display(), error.reason);
                status = ExitStatus::Errors;
                continue;
            }
        };
        if text == source.text {
            continue;
        }
        let again = format::read_as(Format::Toml, &Source::new(&file, text.as_str()), Reading::default());
        if !same_contents(&read, &again) {
            bail!("`{}` is unchanged: the canonical form would not be read back the same", file.display());
        }
        if check {
            tracing::error!("papers: `{}` is not in canonical form; `mdbook-papers fmt` formats it", file.display());
            status = ExitStatus::Errors;
        } else {
            export::replace(&file, &source.text, &format!("{mark}{text}"))?;
        }
    }
    Ok(status)
}

/// Returns the book's data files in TOML.
fn book_files() -> Result<Vec<PathBuf>> {
    let BookConfig { config, .. } = BookConfig::read(Path::new("."))?;
    let mut files = Vec::new();
    for pattern in &config.data {
        for file in files::expand(Path::new("."), pattern).unwrap_or_default() {
            let text = files::read(Path::new("."), &file).unwrap_or_default();
            if Format::of(&file, &text) == Some(Format::Toml) && !files.contains(&file) {
                files.push(file);
            }
        }
    }
    if files.is_empty() {
        bail!("the book has no data file in TOML");
    }
    Ok(files)
}

/// Returns whether two files have the same papers and categories, positions ignored.
fn same_contents(a: &Contents, b: &Contents) -> bool {
    let paper = |contents: &Contents| -> Vec<_> {
        let categories = |entry: &format::Entry| entry.categories.iter().map(|id| id.value.clone()).collect::<Vec<_>>();
        contents.entries.iter().map(|entry| (entry.paper().clone(), categories(entry))).collect()
    };
    let category = |contents: &Contents| -> Vec<_> {
        let order = |one: &crate::paper::Category| one.order.iter().map(|key| key.value.clone()).collect::<Vec<_>>();
        let one = |one: &crate::paper::Category| {
            (one.id.clone(), one.title.clone(), one.intro.clone(), one.translations.clone(), order(one))
        };
        contents.categories.iter().map(one).collect()
    };
    paper(a) == paper(b) && category(a) == category(b)
}
