//! `mdbook-papers import FILE…`: reading lists, and whatever else is read, to one library in our own schema.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use super::progress::Progress;
use super::report::plural;
use super::{Status, export, report};
use crate::diagnostic::{self, Code, Diagnostic, Level};
use crate::export::{AppendError, ExportFormat};
use crate::files;
use crate::format::{self, Contents, Format, Prose, Reading};
use crate::import::{self, MergeError};
use crate::library::{self, Library};
use crate::source::Source;

/// How many bytes are read before anybody waits for it.
const LONG: usize = 1024 * 1024;

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
    #[arg(long, value_enum, default_value = "toml", conflicts_with_all = ["into", "book"])]
    to: ExportFormat,
    /// Where the library goes; `-` is standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["into", "book"])]
    output: Option<PathBuf>,
    /// A file in TOML, YAML or JSON to bring it into: what is new is added, what changed is updated, corrections by hand stay
    #[arg(long, value_name = "FILE", conflicts_with = "book")]
    into: Option<PathBuf>,
    /// A folder for a whole new book of it
    #[arg(long, value_name = "DIR")]
    book: Option<PathBuf>,
    /// Exit with 1 if anything is not understood
    #[arg(long)]
    strict: bool,
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
    let mut contents = Vec::new();
    let (mut found, mut prose) = (Vec::new(), Vec::new());
    let files = arguments.files.iter().map(|file| Ok((file, export::read_bytes(file)?))).collect::<Result<Vec<_>>>()?;
    let progress = progress(&files.iter().map(|(_, bytes)| bytes.len()).collect::<Vec<_>>());
    for (file, bytes) in files {
        progress.step(&format!("reading {}", file.display()));
        let mut read = read(file, bytes, arguments.from);
        found.append(&mut read.diagnostics);
        prose.append(&mut read.prose);
        contents.push(read);
    }
    progress.step("making one library of it");
    if arguments.book.is_none() {
        found.extend(prose.iter().map(left_out));
    }
    if let Some(file) = &arguments.into {
        found.extend(into(file, contents, progress)?);
    } else {
        let (library, merged) = import::library(contents, &[]);
        found.extend(merged);
        found.extend((0..library.papers.len()).flat_map(|paper| library.papers.faults(paper)).cloned());
        drop(progress);
        let title = title(arguments)?;
        if let Some(folder) = &arguments.book {
            book(folder, &title, &library, &prose)?;
        } else {
            write(arguments.output.as_deref(), &import::write(&library, &title, arguments.to))?;
        }
    }
    diagnostic::sort(&mut found);
    let told = found.iter().filter(|found| found.code == Code::NotUnderstood || found.level < Level::Info);
    report::report_all(&told.cloned().collect::<Vec<_>>());
    let erred = found.iter().any(|found| found.level == Level::Error);
    let lost = arguments.strict && found.iter().any(|found| found.code == Code::NotUnderstood);
    Ok(if erred || lost { Status::Faults } else { Status::Fine })
}

/// Shown where there is something to wait for: several files, or a large one.
fn progress(sizes: &[usize]) -> Progress {
    let steps = sizes.len() + 1;
    if sizes.len() > 1 || sizes.iter().sum::<usize>() >= LONG { Progress::new(steps) } else { Progress::hidden() }
}

/// What is said of text for which a data file has no place.
fn left_out(prose: &Prose) -> Diagnostic {
    let found = Code::NotUnderstood
        .at((&prose.origin.source, prose.origin.span), "this text belongs to no category, and is left out");
    found.help("`--book` keeps it on the front page")
}

/// Reads one file in the encoding that it is in.
fn read(file: &Path, bytes: Vec<u8>, from: Option<Format>) -> Contents {
    let mut found = Vec::new();
    let Some(source) = library::text(file, bytes, &mut found) else {
        return Contents { diagnostics: found, incomplete: true, ..Contents::default() };
    };
    let mut contents = match from {
        Some(from) => format::read_as(from, &source, Reading::default()),
        None => format::read(&source, Reading::default()),
    };
    contents.diagnostics.append(&mut found);
    contents
}

fn write(output: Option<&Path>, text: &str) -> Result<()> {
    if let Some(file) = output.filter(|output| *output != Path::new("-")) {
        export::write(file, text)
    } else {
        export::print(text)
    }
}

/// Brings what was read into a file, which need not be there yet.
fn into(file: &Path, contents: Vec<Contents>, progress: Progress) -> Result<Vec<Diagnostic>> {
    let shown = file.display();
    let (mark, text) = if files::is_there(file) { export::read_marked(file)? } else { ("", String::new()) };
    let known = Source::new(file, text);
    if Format::of(file, &known.text).is_some_and(|format| !format.is_ours()) {
        bail!(
            "`{shown}` is no TOML, YAML or JSON of our own schema, which alone can be brought up to date; \
             `--output` writes a new file"
        );
    }
    let outcome = import::merge_into(&known, contents);
    drop(progress);
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(MergeError::Toml(error)) => return Err(error).with_context(|| format!("`{shown}` cannot be edited")),
        Err(MergeError::AppendError(AppendError::NoPlace)) => {
            bail!("`{shown}` cannot be brought up to date: a list or an entry in it is not written one below the other")
        }
        Err(MergeError::AppendError(_)) => {
            bail!("`{shown}` cannot be brought up to date: it would not be read back as it should")
        }
    };
    if outcome.diagnostics.iter().any(|found| found.level == Level::Error) {
        return Ok(outcome.diagnostics);
    }
    if outcome.text != known.text {
        export::write(file, &format!("{mark}{}", outcome.text))?;
    }
    let (added, updated) = (plural(outcome.added, "paper"), plural(outcome.updated, "paper"));
    tracing::info!("papers: {added} added, {updated} updated in `{shown}`");
    Ok(outcome.diagnostics)
}

/// Makes a book, in a folder that has nothing of it yet.
fn book(folder: &Path, title: &str, library: &Library, prose: &[Prose]) -> Result<()> {
    let files = import::book(title, library, prose);
    if let Some(there) = files.iter().find(|file| files::is_there(&folder.join(&file.path))) {
        bail!("`{}` is there already, and nothing is overwritten", folder.join(&there.path).display());
    }
    for file in &files {
        let path = folder.join(&file.path);
        let parent = path.parent().unwrap_or(folder);
        files::make_folder(parent).with_context(|| format!("`{}` cannot be made", parent.display()))?;
        write(Some(&path), &file.text)?;
    }
    let (papers, shown) = (plural(library.papers.len(), "paper"), folder.display());
    tracing::info!("papers: a book of {papers} is in `{shown}`; build it with `mdbook-papers build {shown}`");
    Ok(())
}

/// What the first list calls itself.
fn title(arguments: &Arguments) -> Result<String> {
    let Some(first) = arguments.files.first() else { bail!("no file is named") };
    let own = format::markdown::title(&String::from_utf8_lossy(&export::read_bytes(first)?));
    let stem = first.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(own.unwrap_or(stem))
}
