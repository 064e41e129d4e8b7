//! `mdbook-papers export ['ARGUMENTS'] --to FORMAT [--output FILE|-] [--update FILE] [--check FILE]`: exports papers.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::data::BookData;
use super::{ExitStatus, arguments, feed, list, report};
use crate::config::Config;
use crate::diagnostic::Level;
use crate::export::{self, BEGIN, END, ExportFormat, Missing, PaperGroup, Selection};
use crate::files::{self, Change};
use crate::library::Library;
use crate::query::{Group, Listing, Query};
use crate::render::title_of_group;
use crate::source::Source;

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    /// The arguments of a `<<#papers ARGUMENTS>>` directive: categories, filters, options; all papers if empty
    #[arg(value_name = "ARGUMENTS")]
    selection: Vec<String>,
    /// The format
    #[arg(long, value_enum)]
    to: ExportFormat,
    /// The output file; `-` is standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Replace the section between `<!-- papers:begin -->` and `<!-- papers:end -->` of a file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "check"])]
    update: Option<PathBuf>,
    /// Print what `--update` would change, and exit with 1 if the section is outdated
    #[arg(long, value_name = "FILE", conflicts_with = "output")]
    check: Option<PathBuf>,
    /// Include custom fields (the table `x`)
    #[arg(long)]
    all_fields: bool,
}

pub(super) fn run(arguments: &ExportArgs) -> Result<ExitStatus> {
    let BookData { config, library, mut diagnostics, title, .. } = BookData::read(Path::new("."))?;
    let query = Query::new(library, &config.language);
    let source = Source::new("arguments", arguments::joined(&arguments.selection));
    let listing = list::read(&source).and_then(|directive| query.run(&directive, &source, &|_, _| false));
    diagnostics.extend(listing.as_ref().err().into_iter().flatten().cloned());
    report::print(&diagnostics);
    let Ok(listing) = listing else { return Ok(ExitStatus::Errors) };
    // Papers that could not be read would be missing in the output.
    if diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error) {
        tracing::error!("papers: nothing is written because the data have errors");
        return Ok(ExitStatus::Errors);
    }
    let (title, is_everything) = (title.as_deref().unwrap_or("Papers"), source.text.trim().is_empty());
    let mut selection = Selection::new(query.library(), &listing.papers, title, is_everything, arguments.all_fields);
    selection.feed = feed::address(&config);
    if arguments.to == ExportFormat::Markdown {
        add_groups(&config, query.library(), &listing, (&listing.groups, 0), &mut selection.groups);
        if !listing.categories.is_empty() {
            let categories = &query.library().categories;
            let chosen: Vec<_> = listing.categories.iter().map(|&one| categories[one].id.as_str()).collect();
            selection.retain_categories(&chosen);
        }
    } else if !listing.groups.is_empty() {
        tracing::warn!("papers: `group` has no effect on this format, which has no headings");
    }
    let text = export::write(&selection, arguments.to);
    let losses = export::losses(&selection, arguments.to);
    if !losses.is_empty() {
        let fields: Vec<_> = losses.iter().map(|(field, count)| format!("`{field}` ({count})")).collect();
        tracing::warn!(
            "papers: the format has no place for these fields, with the number of papers: {}",
            fields.join(", ")
        );
    }
    if let Some(file) = arguments.update.as_deref().or(arguments.check.as_deref()) {
        return update_section(file, &text, arguments.check.is_some());
    }
    if arguments.output == Path::new("-") {
        print(&text)?;
    } else {
        write(&arguments.output, &text)?;
    }
    Ok(ExitStatus::Success)
}

/// Adds groups with those below them.
fn add_groups(
    config: &Config,
    library: &Library,
    listing: &Listing,
    (of, level): (&[Group], usize),
    groups: &mut Vec<PaperGroup>,
) {
    for group in of {
        let papers = if group.groups.is_empty() { &listing.papers[group.papers.clone()] } else { &[] };
        let keys = papers.iter().map(|&paper| library.papers.key(paper).to_owned()).collect();
        groups.push(PaperGroup { level, title: title_of_group(config, library, group, None), keys });
        add_groups(config, library, listing, (&group.groups, level + 1), groups);
    }
}

/// Updates the section of a file, or with `check` prints how it differs.
fn update_section(file: &Path, section: &str, check: bool) -> Result<ExitStatus> {
    let (mark, old) = read_marked(file)?;
    let new = match export::update(&old, section) {
        Ok(new) => new,
        Err(Missing::Begin) => bail!("`{}` has no line `{BEGIN}`", file.display()),
        Err(Missing::End) => bail!("`{}` has no line `{END}` below `{BEGIN}`", file.display()),
    };
    match export::difference(&old, &new) {
        None if old == new => Ok(ExitStatus::Success),
        difference if check => {
            let (line, difference) = difference.unwrap_or((1, String::new()));
            print(&difference)?;
            tracing::error!("papers: {}:{line} differs from the data; `--update` updates it", file.display());
            Ok(ExitStatus::Errors)
        }
        _ => replace(file, &old, &format!("{mark}{new}")).map(|()| ExitStatus::Success),
    }
}

/// Reads a file named on the command line, inside or outside the book, and returns its byte-order mark and its text.
pub(super) fn read_marked(file: &Path) -> Result<(&'static str, String)> {
    let (folder, name) = split(file)?;
    files::read_marked(&folder, Path::new(&name))
        .map_err(|error| anyhow::anyhow!("`{}` cannot be read: {error}", file.display()))
}

/// Reads the bytes of a file named on the command line, inside or outside the book.
pub(super) fn read_bytes(file: &Path) -> Result<Vec<u8>> {
    let (folder, name) = split(file)?;
    files::read_bytes(&folder, Path::new(&name))
        .map_err(|error| anyhow::anyhow!("`{}` cannot be read: {error}", file.display()))
}

/// Returns the real path of a file's folder, and the file name.
fn split(file: &Path) -> Result<(PathBuf, PathBuf)> {
    let real = files::real_path(&std::path::absolute(file).context("the current folder cannot be determined")?);
    let (Some(folder), Some(name)) = (real.parent(), real.file_name()) else {
        bail!("`{}` is not a file", file.display());
    };
    Ok((folder.to_owned(), PathBuf::from(name)))
}

/// Replaces the text of a file, unless it was changed after `old` was read.
pub(super) fn replace(file: &Path, old: &str, new: &str) -> Result<()> {
    Ok(files::write_all(&[Change { path: file, old: Some(old), new }])?)
}

pub(super) fn write(file: &Path, text: &str) -> Result<()> {
    files::write(file, text).with_context(|| format!("`{}` cannot be written", file.display()))
}

pub(super) fn print(text: &str) -> Result<()> {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output cannot be written")
}
