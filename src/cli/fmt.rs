//! `mdbook-papers fmt [--check] [FILE…]`: data files into canonical form, their comments kept.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::data::Data;
use super::{Status, export, report};
use crate::export::canonical;
use crate::files;
use crate::format::{self, Contents, Format, Reading};
use crate::source::Source;

pub(super) fn run(check: bool, named: &[PathBuf]) -> Result<Status> {
    let files = if named.is_empty() { of_the_book()? } else { named.to_vec() };
    let mut status = Status::Fine;
    for file in files {
        let (mark, text) = export::read_marked(&file)?;
        let source = Source::new(&file, text);
        if Format::of(&source.path, &source.text) != Some(Format::Toml) {
            bail!("`{}` is not TOML in our own schema", file.display());
        }
        let read = format::read_as(Format::Toml, &source, Reading::default());
        if read.incomplete {
            report::report(&read.diagnostics);
            status = Status::Faults;
            continue;
        }
        let text = match canonical(&source.text) {
            Ok(text) => text,
            Err(error) => {
                let line = source.line_column(error.at).line;
                tracing::error!("papers: {}:{line}: not formatted: {}", file.display(), error.reason);
                status = Status::Faults;
                continue;
            }
        };
        if text == source.text {
            continue;
        }
        let again = format::read_as(Format::Toml, &Source::new(&file, text.as_str()), Reading::default());
        if !same(&read, &again) {
            bail!("`{}` is left as it is: in canonical form it would not be read the same", file.display());
        }
        if check {
            tracing::error!("papers: `{}` is not in canonical form; `mdbook-papers fmt` puts it there", file.display());
            status = Status::Faults;
        } else {
            export::write(&file, &format!("{mark}{text}"))?;
        }
    }
    Ok(status)
}

/// The book's data files in TOML of our own schema.
fn of_the_book() -> Result<Vec<PathBuf>> {
    let Data { config, .. } = Data::read(Path::new("."))?;
    let mut found = Vec::new();
    for pattern in &config.data {
        for file in files::expand(Path::new("."), pattern).unwrap_or_default() {
            let text = files::read(Path::new("."), &file).unwrap_or_default();
            if Format::of(&file, &text) == Some(Format::Toml) && !found.contains(&file) {
                found.push(file);
            }
        }
    }
    if found.is_empty() {
        bail!("the book has no data file in TOML");
    }
    Ok(found)
}

/// Whether two texts give the same papers and categories, places aside.
fn same(a: &Contents, b: &Contents) -> bool {
    let paper = |contents: &Contents| -> Vec<_> {
        let words = |entry: &format::Entry| entry.categories.iter().map(|own| own.value.clone()).collect::<Vec<_>>();
        contents.entries.iter().map(|entry| (entry.paper().clone(), words(entry))).collect()
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
