//! `mdbook-papers add ID…`: adds papers to the end of a data file, by DOI, arXiv identifier or address, or by hand.
//!
//! The command line is validated before the first request, and all requests are made before the file is written. Papers that
//! exist already are not added again.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use super::data::BookData;
use super::progress::Progress;
use super::report::{self, plural};
use super::{ExitStatus, today};
use crate::config::Config;
use crate::export::{self, NO_TARGET, append};
use crate::files::{self, Change};
use crate::format::Format;
use crate::library::Library;
#[cfg(feature = "lsp")]
use crate::lsp::FoundPapers;
use crate::paper::{Date, Link, Paper, key};
use crate::source::split_mark;

mod cleanup;
mod existing;
mod fetch;
mod lookup;
mod manual;
mod page;
mod record;
mod request;

use existing::ExistingPapers;
use fetch::{FetchError, FetchErrorKind};
use lookup::Lookup;
use manual::ManualEntry;

pub(super) const EXIT_STATUS: &str = "Exit status: 0 all papers were added, 1 some are unknown or exist already, 2 some requests or the write failed. The other papers are added in any case.";

#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// DOIs, arXiv identifiers, or addresses of either, of a publisher's page or of any other page
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// A category for the papers; may be repeated
    #[arg(long, value_name = "CATEGORY")]
    category: Vec<String>,
    /// The title, replacing the one found; without an ID, the title of an entry made by hand
    #[arg(long)]
    title: Option<String>,
    /// A link, as in `code=https://…`; may be repeated
    #[arg(long, value_name = "LABEL=URL", value_parser = manual::link)]
    link: Vec<Link>,
    /// A tag; may be repeated
    #[arg(long)]
    tag: Vec<String>,
    /// A note, in Markdown
    #[arg(long)]
    note: Option<String>,
    /// The reading status: `to-read`, `reading`, `read`
    #[arg(long, value_parser = manual::status)]
    status: Option<crate::paper::Status>,
    /// The date for the field `added`, as `YYYY-MM-DD`; the system date by default
    #[arg(long, value_name = "DATE", value_parser = today::day)]
    today: Option<Date>,
    #[command(flatten)]
    network: NetworkArgs,
}

/// How papers are looked up.
#[derive(Debug, Clone, Args)]
pub(super) struct NetworkArgs {
    /// Where DOIs are resolved
    #[arg(long, value_name = "URL", default_value = "https://doi.org", hide = true)]
    resolver: String,
    /// How long to wait for a response, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 30_000, hide = true)]
    timeout: u64,
}

pub(super) fn run(arguments: &AddArgs) -> Result<ExitStatus> {
    if arguments.ids.is_empty() && arguments.title.is_none() {
        bail!("nothing to add: give a DOI, an arXiv identifier or an address, or make an entry by hand with `--title`");
    }
    let today = arguments.today.map_or_else(today::today, Ok)?;
    let BookData { config, library, diagnostics, .. } = BookData::read(Path::new("."))?;
    if library.incomplete {
        report::print(&diagnostics);
        tracing::error!(
            "papers: nothing is added while data files cannot be read, because the paper may be in one of them"
        );
        return Ok(ExitStatus::Errors);
    }
    let manual = match ManualEntry::read(arguments, &library, today) {
        Ok(manual) => manual,
        Err(errors) => {
            for error in errors {
                tracing::error!("papers: {error}");
            }
            return Ok(ExitStatus::Errors);
        }
    };
    let file = data_file(&config)?;
    let mut lookup = Lookup::new(&arguments.network, Progress::new(arguments.ids.len()));
    let (added, errors) = gather(&arguments.ids, &manual, &library, &mut lookup);
    for (argument, error) in &errors {
        tracing::error!("papers: `{}`: {}", cleanup::line(argument), error.message);
    }
    if !added.is_empty() {
        write(&file, &added)?;
    }
    match errors.iter().filter(|(_, error)| error.kind != FetchErrorKind::Rejected).count() {
        0 if errors.is_empty() => Ok(ExitStatus::Success),
        0 => Ok(ExitStatus::Errors),
        failed => bail!("{} could not be looked up", plural(failed, "paper")),
    }
}

/// Looks up papers for the language server, in the way of the subcommand without options.
#[cfg(feature = "lsp")]
pub(super) fn find(network: &NetworkArgs, ids: &[String], library: &Library, today: Date) -> FoundPapers {
    let manual = ManualEntry::added(today);
    let (papers, errors) = gather(ids, &manual, library, &mut Lookup::new(network, Progress::hidden()));
    let error = |(argument, error): (&str, FetchError)| format!("`{}`: {}", cleanup::line(argument), error.message);
    FoundPapers { papers, errors: errors.into_iter().map(error).collect() }
}

/// Looks up all arguments and returns the papers to add, and the errors with their arguments.
fn gather<'a>(
    ids: &'a [String],
    manual: &'a ManualEntry,
    library: &Library,
    lookup: &mut Lookup<'_>,
) -> (Vec<Paper>, Vec<(&'a str, FetchError)>) {
    let (mut added, mut errors) = (Vec::new(), Vec::new());
    let mut existing = ExistingPapers::new(library);
    let mut taken = library.papers.keys().map(str::to_owned).collect();
    let mut accept = |found: Result<Paper, FetchError>, argument: &'a str, existing: &mut ExistingPapers<'_>| {
        let accepted = found.and_then(|paper| {
            let paper = manual.apply_to(paper);
            if paper.title.is_empty() {
                return Err(FetchError::rejected("no title found; give one with `--title`"));
            }
            existing.reject(&paper)?;
            Ok(Paper { key: key(&paper, &mut taken), ..paper })
        });
        match accepted {
            Ok(paper) => {
                existing.add(argument, &paper);
                added.push(paper);
            }
            Err(error) => errors.push((argument, error)),
        }
    };
    if let ([], Some(title)) = (ids, manual.title()) {
        let by_hand = Paper { kind: "webpage".to_owned(), ..Paper::default() };
        accept(Ok(by_hand), title, &mut existing);
    }
    for argument in ids {
        let found = lookup.find(argument, &existing);
        accept(found, argument, &mut existing);
    }
    (added, errors)
}

/// Returns the first data file that papers can be added to.
fn data_file(config: &Config) -> Result<PathBuf> {
    let read = |file: &Path| {
        let bytes = files::read_bytes(Path::new("."), file).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    };
    export::target(Path::new("."), &config.data, read).context(NO_TARGET)
}

/// Prints the new entries and adds them to a file.
fn write(file: &Path, papers: &[Paper]) -> Result<()> {
    let shown = file.display();
    // Read after all requests, because the file may have been edited meanwhile.
    let bytes = files::read_bytes(Path::new("."), file).map_err(|refusal| anyhow::anyhow!("{refusal}"));
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).context("it is not UTF-8"));
    let text = text.with_context(|| format!("`{shown}` cannot be read"))?;
    let appended = append(file, &text, papers)
        .map_err(|error| anyhow::anyhow!("papers cannot be added to `{shown}`: {}", error.reason()))?;
    let mut out = stdout().lock();
    let printed = out.write_all(appended.added.as_bytes()).and_then(|()| out.flush());
    printed.context("standard output cannot be written")?;
    files::write_all(&[Change { path: file, old: Some(split_mark(&text).1), new: &appended.text }])?;
    if Format::of(file, &text) == Some(Format::Bibtex) && papers.iter().any(|paper| paper.status.is_some()) {
        tracing::warn!("papers: BibTeX has no field for `status`, which is not written");
    }
    tracing::info!("papers: {} added to `{shown}`", plural(papers.len(), "paper"));
    Ok(())
}
