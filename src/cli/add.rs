//! `mdbook-papers add ID…`: papers by DOI, arXiv identifier or address, or by hand, to the end of a data file.
//!
//! Nothing is asked while the command line is wrong, and nothing is written before everything is asked. What is there already
//! is not added again.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use super::data::Data;
use super::report::{self, plural};
use super::{Status, today};
use crate::config::Config;
use crate::export::{AppendError, append, can_append};
use crate::files;
use crate::format::Format;
use crate::library::Library;
use crate::paper::{Date, Link, Paper, key};

mod cleanup;
mod existing;
mod fetch;
mod lookup;
mod manual;
mod page;
mod record;
mod request;

use existing::Present;
use fetch::{FetchError, Kind};
use lookup::Inquiry;
use manual::ManualEntry;

pub(super) const EXIT_STATUS: &str = "Exit status: 0 all are added, 1 some are unknown or there already, 2 some could not be asked for or written. What can be added is added all the same.";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// DOIs, arXiv identifiers, or addresses: of either, of a publisher's page, of any other page
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// A category to put them in; may be given again
    #[arg(long, value_name = "CATEGORY")]
    category: Vec<String>,
    /// The title, in place of the one that is found; without an ID, of an entry made by hand
    #[arg(long)]
    title: Option<String>,
    /// A link, as in `code=https://…`; may be given again
    #[arg(long, value_name = "LABEL=URL", value_parser = manual::link)]
    link: Vec<Link>,
    /// A tag; may be given again
    #[arg(long)]
    tag: Vec<String>,
    /// A note, in Markdown
    #[arg(long)]
    note: Option<String>,
    /// How far it has been read: `to-read`, `reading`, `read`
    #[arg(long, value_parser = manual::status)]
    status: Option<crate::paper::Status>,
    /// The day to put down as `added`, as `YYYY-MM-DD`; the system's date where it is not said
    #[arg(long, value_name = "DATE", value_parser = today::day)]
    today: Option<Date>,
    /// Where DOIs are resolved
    #[arg(long, value_name = "URL", default_value = "https://doi.org", hide = true)]
    resolver: String,
    /// How long to wait for an answer, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 30_000, hide = true)]
    timeout: u64,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    if arguments.ids.is_empty() && arguments.title.is_none() {
        bail!(
            "nothing is named to add: give a DOI, an arXiv identifier or an address, or make an entry by hand with `--title`"
        );
    }
    let today = arguments.today.map_or_else(today::today, Ok)?;
    let Data { config, library, found, .. } = Data::read(Path::new("."))?;
    if library.incomplete {
        report::report(&found);
        tracing::error!("papers: nothing is added while data files cannot be read: the paper may be in one");
        return Ok(Status::Faults);
    }
    let given = match ManualEntry::read(arguments, &library, today) {
        Ok(given) => given,
        Err(wrong) => {
            for wrong in wrong {
                tracing::error!("papers: {wrong}");
            }
            return Ok(Status::Faults);
        }
    };
    let file = data_file(&config)?;
    let (added, troubles) = gather(arguments, &given, &library);
    for (argument, trouble) in &troubles {
        tracing::error!("papers: `{}`: {}", cleanup::line(argument), trouble.message);
    }
    if !added.is_empty() {
        write(&file, &added)?;
    }
    match troubles.iter().filter(|(_, trouble)| trouble.kind != Kind::Refused).count() {
        0 if troubles.is_empty() => Ok(Status::Fine),
        0 => Ok(Status::Faults),
        failed => bail!("{} could not be asked for", plural(failed, "paper")),
    }
}

/// The papers to add, and why the others are none, by their arguments.
fn gather<'a>(
    arguments: &'a Arguments,
    given: &ManualEntry,
    library: &Library,
) -> (Vec<Paper>, Vec<(&'a str, FetchError)>) {
    let (mut added, mut troubles) = (Vec::new(), Vec::new());
    let mut present = Present::new(library);
    let mut taken = library.papers.keys().map(str::to_owned).collect();
    let mut settle = |found: Result<Paper, FetchError>, argument: &'a str, present: &mut Present<'_>| {
        let settled = found.and_then(|paper| {
            let paper = given.put_on(paper);
            if paper.title.is_empty() {
                return Err(FetchError::refused("no title is found; give one with `--title`"));
            }
            present.refuse(&paper)?;
            Ok(Paper { key: key(&paper, &mut taken), ..paper })
        });
        match settled {
            Ok(paper) => {
                present.add(argument, &paper);
                added.push(paper);
            }
            Err(trouble) => troubles.push((argument, trouble)),
        }
    };
    if let ([], Some(title)) = (&arguments.ids[..], &arguments.title) {
        let by_hand = Paper { kind: "webpage".to_owned(), ..Paper::default() };
        settle(Ok(by_hand), title, &mut present);
    }
    let mut inquiry = Inquiry::new(arguments);
    for argument in &arguments.ids {
        let found = inquiry.find(argument, &present);
        settle(found, argument, &mut present);
    }
    (added, troubles)
}

/// The first of the book's data files that papers can be added to; one of our own schema before one in BibTeX.
fn data_file(config: &Config) -> Result<PathBuf> {
    let files = config.data.iter().flat_map(|pattern| files::expand(Path::new("."), pattern).unwrap_or_default());
    let format = |file: &PathBuf| {
        let bytes = files::read_bytes(Path::new("."), file).ok()?;
        Format::of(file, &String::from_utf8_lossy(&bytes)).filter(|format| can_append(*format))
    };
    let fit: Vec<_> = files.filter_map(|file| Some((format(&file)?, file))).collect();
    let ours = fit.iter().find(|(format, _)| format.is_ours()).or(fit.first());
    match ours {
        Some((_, file)) => Ok(file.clone()),
        None => bail!(
            "no data file of this book can be added to: that takes one in TOML, YAML or JSON of our own schema, or in BibTeX; \
             name one in `data` under `[preprocessor.papers]`"
        ),
    }
}

/// Shows what is added to a file, and adds it.
fn write(file: &Path, papers: &[Paper]) -> Result<()> {
    let shown = file.display();
    // Read now, and not before everything was asked, since it may be open in an editor.
    let bytes = files::read_bytes(Path::new("."), file).map_err(|refusal| anyhow::anyhow!("{refusal}"));
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).context("it is not UTF-8"));
    let text = text.with_context(|| format!("`{shown}` cannot be read"))?;
    let appended = match append(file, &text, papers) {
        Ok(appended) => appended,
        Err(AppendError::Broken) => bail!("`{shown}` cannot be added to: it breaks the grammar of its format"),
        Err(AppendError::NoPlace) => {
            bail!("`{shown}` cannot be added to: its list of papers is not written one after the other")
        }
        Err(_) => bail!("`{shown}` cannot be added to: it would not be read back as it should"),
    };
    let mut out = stdout().lock();
    let printed = out.write_all(appended.added.as_bytes()).and_then(|()| out.flush());
    printed.context("standard output cannot be written")?;
    files::write(file, &appended.text).with_context(|| format!("`{shown}` cannot be written"))?;
    if Format::of(file, &text) == Some(Format::Bibtex) && papers.iter().any(|paper| paper.status.is_some()) {
        tracing::warn!("papers: BibTeX has no place for `status`, which is left out");
    }
    tracing::info!("papers: {} added to `{shown}`", plural(papers.len(), "paper"));
    Ok(())
}
