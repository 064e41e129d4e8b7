//! `mdbook-papers import FILE…`: converts reading lists and every other supported format into one library.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use super::progress::Progress;
use super::report::plural;
use super::{ExitStatus, export, report};
use crate::diagnostic::{self, Code, Diagnostic, Level};
use crate::export::{AppendError, ExportFormat};
use crate::files::{self, Change};
use crate::format::{self, Contents, Format, Prose, Reading};
use crate::import::{self, Choices, Memory, MergeError};
use crate::library::{self, Library};
use crate::source::Source;

mod cite;

/// The input size in bytes from which a progress bar is shown.
const PROGRESS_THRESHOLD: usize = 1024 * 1024;

/// Arguments of `import`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct ImportArgs {
    /// The files to read: reading lists in Markdown, BibTeX, or any other format that `data` supports
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The input format, if it cannot be detected from a file's name and content
    #[arg(long, value_name = "FORMAT", value_parser = format_named)]
    from: Option<Format>,
    /// The output format; by default that of the ending of the output file, or TOML
    #[arg(long, value_enum, conflicts_with_all = ["into", "book"])]
    to: Option<ExportFormat>,
    /// The output file; `-` is standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["into", "book"])]
    output: Option<PathBuf>,
    /// Merge into a file in TOML, YAML or JSON: add new papers, update changed fields, preserve manual corrections
    #[arg(long, value_name = "FILE", conflicts_with = "book")]
    into: Option<PathBuf>,
    /// Create a new book in a folder
    #[arg(long, value_name = "DIR")]
    book: Option<PathBuf>,
    /// The address of the folder that the list comes from, for its relative links and images
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Resolve the conflicts of a paper in favor of the file
    #[arg(long, value_name = "KEY", requires = "into")]
    keep: Vec<String>,
    /// Resolve the conflicts of a paper in favor of the source
    #[arg(long, value_name = "KEY", requires = "into")]
    take: Vec<String>,
    /// Remove papers that the source no longer has
    #[arg(long, requires = "into")]
    prune: bool,
    /// Read the footnotes of chapters, and show how those that describe a work become citations
    #[arg(long, requires = "output", conflicts_with_all = ["from", "base_url"])]
    cite: bool,
    /// Write what `--cite` shows: the chapters, and the papers into the output file
    #[arg(long, requires = "cite")]
    write: bool,
    /// Exit with 1 if anything was skipped
    #[arg(long)]
    strict: bool,
}

fn format_named(name: &str) -> Result<Format, String> {
    let normalize = |name: &str| name.to_lowercase().replace([' ', '-', '_'], "");
    let found = Format::ALL.iter().copied().find(|format| normalize(format.name()) == normalize(name));
    found.ok_or_else(|| {
        let names: Vec<_> = Format::ALL.iter().map(|format| format.name().to_lowercase().replace(' ', "-")).collect();
        format!("expected {}", names.join(", "))
    })
}

pub(super) fn run(arguments: &ImportArgs) -> Result<ExitStatus> {
    if arguments.cite {
        return cite::run(arguments);
    }
    let mut contents = Vec::new();
    let (mut diagnostics, mut prose) = (Vec::new(), Vec::new());
    let files = arguments.files.iter().map(|file| Ok((file, export::read_bytes(file)?))).collect::<Result<Vec<_>>>()?;
    let progress = progress(&files.iter().map(|(_, bytes)| bytes.len()).collect::<Vec<_>>());
    for (file, bytes) in files {
        progress.step(&format!("reading {}", file.display()));
        let mut read = read(file, bytes, arguments.from);
        // Other formats have no folder that they are read in.
        if arguments.from.or_else(|| Format::of(file, "")) == Some(Format::Markdown) {
            diagnostics.extend(import::resolve_addresses(&mut read, arguments.base_url.as_deref()));
        }
        diagnostics.append(&mut read.diagnostics);
        prose.append(&mut read.prose);
        contents.push(read);
    }
    progress.step("merging");
    if arguments.book.is_none() {
        diagnostics.extend(prose.iter().map(skipped_prose));
    }
    if let Some(file) = &arguments.into {
        let choices = Choices { keep: arguments.keep.clone(), take: arguments.take.clone(), prune: arguments.prune };
        diagnostics.extend(merge_into(file, contents, &choices, progress)?);
    } else {
        let (library, merged) = import::library(contents, &[]);
        diagnostics.extend(merged);
        diagnostics.extend((0..library.papers.len()).flat_map(|paper| library.papers.diagnostics(paper)).cloned());
        drop(progress);
        let title = title(arguments)?;
        if let Some(folder) = &arguments.book {
            book(folder, &title, &library, &prose)?;
        } else {
            write(arguments.output.as_deref(), output_format(arguments), &library, &title)?;
        }
    }
    diagnostic::sort(&mut diagnostics);
    diagnostic::count_repeats(&mut diagnostics);
    let is_skipped = |diagnostic: &Diagnostic| diagnostic.code == Code::NotUnderstood;
    let is_shown = |diagnostic: &&Diagnostic| {
        is_skipped(diagnostic) || diagnostic.code == Code::DuplicateWork || diagnostic.level < Level::Info
    };
    let shown = diagnostics.iter().filter(is_shown);
    report::print_with_infos(&shown.cloned().collect::<Vec<_>>());
    let has_errors = diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error);
    let fails_strict = arguments.strict && diagnostics.iter().any(is_skipped);
    Ok(if has_errors || fails_strict { ExitStatus::Errors } else { ExitStatus::Success })
}

/// Returns the output format: the one that is named, or that of the output file's name, or TOML.
fn output_format(arguments: &ImportArgs) -> ExportFormat {
    let of_name = || ExportFormat::of(arguments.output.as_deref()?);
    arguments.to.or_else(of_name).unwrap_or(ExportFormat::Toml)
}

/// Returns a visible progress bar for several files or a large one.
fn progress(sizes: &[usize]) -> Progress {
    let steps = sizes.len() + 1;
    if sizes.len() > 1 || sizes.iter().sum::<usize>() >= PROGRESS_THRESHOLD {
        Progress::new(steps)
    } else {
        Progress::hidden()
    }
}

/// Returns the diagnostic for text that a data file cannot contain.
fn skipped_prose(prose: &Prose) -> Diagnostic {
    Code::NotUnderstood
        .at((&prose.origin.source, prose.origin.span), "text outside of any category, skipped")
        .help("`--book` writes it to the front page")
}

/// Reads one file, decoding it if it is not UTF-8.
fn read(file: &Path, bytes: Vec<u8>, from: Option<Format>) -> Contents {
    let mut diagnostics = Vec::new();
    let Some(source) = library::text(file, bytes, &mut diagnostics) else {
        return Contents { diagnostics, incomplete: true, ..Contents::default() };
    };
    let mut contents = match from {
        Some(from) => format::read_as(from, &source, Reading::default()),
        None => format::read(&source, Reading::default()),
    };
    contents.diagnostics.append(&mut diagnostics);
    contents
}

/// Writes the library to a file, which may be one that an import has written and nobody has edited since, or to standard
/// output.
///
/// # Errors
/// The file exists and is not such a file, or cannot be written.
fn write(output: Option<&Path>, to: ExportFormat, library: &Library, title: &str) -> Result<()> {
    let text = import::write(library, title, to);
    let Some(file) = output.filter(|output| *output != Path::new("-")) else { return export::print(&text) };
    let shown = file.display();
    if files::exists(file) {
        let existing = export::read_marked(file)?.1;
        let written = memory(file)?.file.is_some_and(|print| print == import::fingerprint(&existing));
        if !written && existing != text {
            bail!("`{shown}` already exists and is not overwritten; `--into` merges into it");
        }
    }
    create_folder(file)?;
    export::write(file, &text)?;
    // Only these formats can be updated.
    if matches!(to, ExportFormat::Toml | ExportFormat::Yaml | ExportFormat::Json) {
        export::write(&Memory::path(file), &import::memory(library, &text).to_text())?;
    }
    Ok(())
}

/// Creates the folder of a file.
fn create_folder(file: &Path) -> Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or(Ok(()), files::create_folder).with_context(|| format!("`{}` cannot be written", file.display()))
}

/// Reads the state of the last import into a file; empty if there is none.
fn memory(file: &Path) -> Result<Memory> {
    let path = Memory::path(file);
    if !files::exists(&path) {
        return Ok(Memory::default());
    }
    let text = export::read_marked(&path)?.1;
    Memory::parse(&text).with_context(|| format!("`{}` is invalid", path.display()))
}

/// Merges the contents into a file, which is created if it does not exist.
fn merge_into(file: &Path, contents: Vec<Contents>, choices: &Choices, progress: Progress) -> Result<Vec<Diagnostic>> {
    let shown = file.display();
    let (mark, text) = if files::exists(file) { export::read_marked(file)? } else { ("", String::new()) };
    let existing = Source::new(file, text);
    if Format::of(file, &existing.text).is_some_and(|format| !format.is_ours()) {
        bail!(
            "`{shown}` is not TOML, YAML or JSON in the native schema and cannot be updated; \
             `--output` writes a new file"
        );
    }
    let known = memory(file)?;
    let outcome = import::merge_into(&existing, known.clone(), contents, choices);
    drop(progress);
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(MergeError::Toml(error)) => return Err(error).with_context(|| format!("`{shown}` cannot be edited")),
        Err(MergeError::AppendError(AppendError::NoPlace)) => {
            bail!("`{shown}` cannot be updated: a list or an entry in it is not written with one item per line")
        }
        Err(MergeError::AppendError(_)) => {
            bail!("`{shown}` cannot be updated: the result would not be read back correctly")
        }
    };
    if outcome.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error) {
        return Ok(outcome.diagnostics);
    }
    let (new, memory, memory_path) = (format!("{mark}{}", outcome.text), outcome.memory.to_text(), Memory::path(file));
    create_folder(file)?;
    let mut changes = Vec::new();
    if outcome.text != existing.text {
        changes.push(Change { path: file, old: Some(&existing.text), new: &new });
    }
    if outcome.memory != known {
        changes.push(Change { path: &memory_path, old: None, new: &memory });
    }
    files::write_all(&changes)?;
    let (added, updated) = (plural(outcome.added, "paper"), plural(outcome.updated, "paper"));
    tracing::info!("papers: {added} added, {updated} updated in `{shown}`");
    if choices.prune && !outcome.left.is_empty() {
        tracing::info!("papers: {} removed from `{shown}`", plural(outcome.left.len(), "paper"));
    }
    if outcome.differing > 0 {
        let papers = plural(outcome.differing, "paper");
        tracing::info!(
            "papers: {papers} of `{shown}` differ from the source and are unchanged; `--take KEY` updates one"
        );
    }
    Ok(outcome.diagnostics)
}

/// Writes a new book into a folder.
///
/// # Errors
/// A file of the book exists already, or cannot be written.
fn book(folder: &Path, title: &str, library: &Library, prose: &[Prose]) -> Result<()> {
    let files = import::book(title, library, prose);
    if let Some(existing) = files.iter().find(|file| files::exists(&folder.join(&file.path))) {
        bail!("`{}` already exists and is not overwritten", folder.join(&existing.path).display());
    }
    let texts: Vec<_> = files.iter().map(|file| (file.path.as_ref(), file.text.as_str())).collect();
    files::write_folder(folder, &texts)?;
    let (papers, shown) = (plural(library.papers.len(), "paper"), folder.display());
    tracing::info!("papers: wrote a book with {papers} to `{shown}`; build it with `mdbook-papers build {shown}`");
    Ok(())
}

/// Returns the title of the first list, or its file name, or the name of its folder if it is a README.
fn title(arguments: &ImportArgs) -> Result<String> {
    let Some(first) = arguments.files.first() else { bail!("no file is given") };
    let heading = format::markdown::title(&String::from_utf8_lossy(&export::read_bytes(first)?));
    // A README is the list of its folder.
    let absolute = std::path::absolute(first).unwrap_or_else(|_| first.clone());
    let stem = first.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = absolute.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let name = if stem.eq_ignore_ascii_case("readme") { folder.unwrap_or_else(|| "Papers".to_owned()) } else { stem };
    Ok(heading.unwrap_or(name))
}
