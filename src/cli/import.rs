//! `mdbook-papers import FILE…`: reading lists, and whatever else is read, to one library in our own schema.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, ValueEnum};

use super::report::plural;
use super::{Status, report};
use crate::diagnostic::{self, Code, Diagnostic, Level};
use crate::files;
use crate::format::{self, Contents, Format, Reading};
use crate::import;
use crate::source::Source;

/// What `import` is asked for.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The files to read: reading lists in Markdown, BibTeX, or any other format that `data` may name
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The format to read, where a file's name and content do not tell it
    #[arg(long, value_name = "FORMAT", value_parser = format_named)]
    from: Option<Format>,
    /// The format to write
    #[arg(long, value_enum, default_value = "toml")]
    to: Target,
    /// Where the library goes; `-` is standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["into", "book"])]
    output: Option<PathBuf>,
    /// A TOML file to bring it into: what is new is added, what changed is updated, corrections by hand stay
    #[arg(long, value_name = "FILE", conflicts_with = "book")]
    into: Option<PathBuf>,
    /// A folder for a whole new book of it
    #[arg(long, value_name = "DIR")]
    book: Option<PathBuf>,
    /// Exit with 1 if anything is not understood
    #[arg(long)]
    strict: bool,
}

/// A format that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// Our own schema in TOML
    Toml,
    /// Our own schema in JSON
    Json,
}

fn format_named(name: &str) -> Result<Format, String> {
    let fold = |name: &str| name.to_lowercase().replace([' ', '-', '_'], "");
    let found = Format::ALL.iter().copied().find(|format| fold(format.name()) == fold(name));
    found.ok_or_else(|| {
        let names: Vec<_> = Format::ALL.iter().map(|format| format.name().to_lowercase().replace(' ', "-")).collect();
        format!("expected {}", names.join(", "))
    })
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    let mut contents = Contents::default();
    for file in &arguments.files {
        let read = read(file, arguments.from)?;
        contents.categories.extend(read.categories);
        contents.diagnostics.extend(read.diagnostics);
        contents.entries.extend(read.entries);
        contents.incomplete |= read.incomplete;
    }
    let mut found = std::mem::take(&mut contents.diagnostics);
    if let Some(file) = &arguments.into {
        found.extend(into(file, &contents)?);
    } else if let Some(folder) = &arguments.book {
        book(folder, arguments, &mut contents)?;
    } else {
        let text = match arguments.to {
            Target::Toml => import::toml(&contents, false),
            Target::Json => import::json(&contents),
        };
        write(arguments.output.as_deref(), &text)?;
    }
    diagnostic::sort(&mut found);
    let told = found.iter().filter(|found| found.code == Code::NotUnderstood || found.level < Level::Info);
    report::report_all(&told.cloned().collect::<Vec<_>>());
    let erred = found.iter().any(|found| found.level == Level::Error);
    let lost = arguments.strict && found.iter().any(|found| found.code == Code::NotUnderstood);
    Ok(if erred || lost { Status::Faults } else { Status::Fine })
}

/// Reads one file, wherever it is.
fn read(file: &Path, from: Option<Format>) -> Result<Contents> {
    let source = source(file)?;
    Ok(match from {
        Some(from) => format::read_as(from, &source, Reading::default()),
        None => format::read(&source, Reading::default()),
    })
}

fn source(file: &Path) -> Result<Arc<Source>> {
    let path = std::path::absolute(file).context("there is no current folder")?;
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        bail!("`{}` is no file", file.display())
    };
    let text = files::read(folder, Path::new(name));
    let text = text.map_err(|refusal| anyhow!("`{}` cannot be read: {}", file.display(), why(&refusal)))?;
    Ok(Source::new(file, text))
}

fn why(refusal: &files::Refusal) -> String {
    match refusal {
        files::Refusal::Missing => "there is no such file".to_owned(),
        files::Refusal::Folder => "it is a folder".to_owned(),
        files::Refusal::NotUtf8 { .. } => "it is not UTF-8".to_owned(),
        files::Refusal::Io(error) => error.clone(),
        _ => "it is too large, or not where it says".to_owned(),
    }
}

fn write(output: Option<&Path>, text: &str) -> Result<()> {
    if let Some(file) = output.filter(|output| *output != Path::new("-")) {
        files::write(file, text).with_context(|| format!("`{}` cannot be written", file.display()))
    } else {
        let mut out = stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output cannot be written")
    }
}

/// Brings what was read into a file, which need not be there yet.
fn into(file: &Path, contents: &Contents) -> Result<Vec<Diagnostic>> {
    let known = if files::is_there(file) { source(file)? } else { Source::new(file, "") };
    let outcome = import::into(&known, contents).with_context(|| format!("`{}` cannot be edited", file.display()))?;
    if outcome.diagnostics.iter().any(|found| found.level == Level::Error) {
        return Ok(outcome.diagnostics);
    }
    if outcome.text != known.text {
        write(Some(file), &outcome.text)?;
    }
    let (added, updated) = (plural(outcome.added, "paper"), plural(outcome.updated, "paper"));
    tracing::info!("papers: {added} added, {updated} updated in `{}`", file.display());
    Ok(outcome.diagnostics)
}

/// Makes a book, in a folder that has nothing of it yet.
fn book(folder: &Path, arguments: &Arguments, contents: &mut Contents) -> Result<()> {
    let title = title(arguments)?;
    let files = import::book(&title, contents);
    if let Some(there) = files.iter().find(|file| files::is_there(&folder.join(&file.path))) {
        bail!("`{}` is there already, and nothing is overwritten", folder.join(&there.path).display());
    }
    for file in &files {
        let path = folder.join(&file.path);
        let parent = path.parent().unwrap_or(folder);
        files::make_folder(parent).with_context(|| format!("`{}` cannot be made", parent.display()))?;
        write(Some(&path), &file.text)?;
    }
    let papers = plural(contents.entries.len(), "paper");
    tracing::info!("papers: a book of {papers} is in `{}`; build it with `mdbook-papers build`", folder.display());
    Ok(())
}

/// What the first list calls itself.
fn title(arguments: &Arguments) -> Result<String> {
    let Some(first) = arguments.files.first() else { bail!("no file is named") };
    let own = format::markdown::title(&source(first)?.text);
    let stem = first.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(own.unwrap_or(stem))
}
