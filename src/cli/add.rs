//! `mdbook-papers add ID…`: papers by DOI, arXiv identifier or address, or by hand, to the end of a data file.
//!
//! Nothing is asked while the command line is wrong, and nothing is written before everything is asked. What is there already
//! is not added again.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;

use super::data::Data;
use super::progress::Progress;
use super::report::{self, plural};
use super::{Status, today};
use crate::config::Config;
use crate::export::{Unfit, append, can_append};
use crate::files;
use crate::format::Format;
use crate::paper::{Date, Link, Paper, key};

mod fetch;
mod given;
mod page;
mod present;
mod record;
mod tidy;
mod wanted;

use fetch::{Client, Kind, Trouble};
use given::Given;
use present::Present;
use wanted::Wanted;

pub(super) const EXIT_STATUS: &str = "Exit status: 0 all are added, 1 some are unknown or there already, 2 some could not be asked for or written. What can be added is added all the same.";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// DOIs, arXiv identifiers, or addresses: of either, of a publisher's page, of any other page
    #[arg(value_name = "ID", required_unless_present = "title")]
    ids: Vec<String>,
    /// A category to put them in; may be given again
    #[arg(long, value_name = "CATEGORY")]
    category: Vec<String>,
    /// The title, in place of the one that is found; without an ID, of an entry made by hand
    #[arg(long)]
    title: Option<String>,
    /// A link, as in `code=https://…`; may be given again
    #[arg(long, value_name = "LABEL=URL", value_parser = given::link)]
    link: Vec<Link>,
    /// A tag; may be given again
    #[arg(long)]
    tag: Vec<String>,
    /// A note, in Markdown
    #[arg(long)]
    note: Option<String>,
    /// How far it has been read: `to-read`, `reading`, `read`
    #[arg(long, value_parser = given::status)]
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

/// What came of the arguments.
#[derive(Default)]
struct Outcome {
    added: Vec<Paper>,
    /// Whether something is wrong with what was asked for.
    refused: bool,
    /// How many could not be had.
    failed: usize,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    let today = arguments.today.map_or_else(today::today, Ok)?;
    let Data { config, library, found, .. } = Data::read(Path::new("."))?;
    if library.incomplete {
        report::report(&found);
        tracing::error!("papers: nothing is added while data files cannot be read: the paper may be in one");
        return Ok(Status::Faults);
    }
    let given = match Given::read(arguments, &library, today) {
        Ok(given) => given,
        Err(wrong) => {
            wrong.iter().for_each(|wrong| tracing::error!("papers: {wrong}"));
            return Ok(Status::Faults);
        }
    };
    let file = data_file(&config)?;
    let mut present = Present::new(&library);
    let mut outcome = Outcome::default();
    let mut taken = library.papers.keys().map(str::to_owned).collect();
    for (id, found) in gather(arguments, &present) {
        let found = found.and_then(|paper| {
            let mut paper = given.put_on(paper);
            if paper.title.is_empty() {
                return Err(Trouble::refused("no title is found; give one with `--title`"));
            }
            present.refuse(&paper)?;
            paper.key = key(&paper, &mut taken);
            present.add(&id, &paper);
            Ok(paper)
        });
        match found {
            Ok(paper) => outcome.added.push(paper),
            Err(trouble) => {
                tracing::error!("papers: `{}`: {}", tidy::line(&id), trouble.message);
                outcome.refused |= trouble.kind == Kind::Refused;
                outcome.failed += usize::from(trouble.kind != Kind::Refused);
            }
        }
    }
    if !outcome.added.is_empty() {
        write(&file, &outcome.added)?;
    }
    match outcome {
        Outcome { failed: 1.., .. } => bail!("papers: {} could not be asked for", plural(outcome.failed, "paper")),
        Outcome { refused: true, .. } => Ok(Status::Faults),
        Outcome { .. } => Ok(Status::Fine),
    }
}

/// What each argument gives, in order.
fn gather(arguments: &Arguments, present: &Present<'_>) -> Vec<(String, Result<Paper, Trouble>)> {
    if arguments.ids.is_empty() {
        let title = arguments.title.clone().unwrap_or_default();
        return vec![(title, Ok(Paper { kind: "webpage".to_owned(), ..Paper::default() }))];
    }
    let client = Client::new(Duration::from_millis(arguments.timeout));
    let progress = Progress::new(arguments.ids.len());
    let mut closed: Option<String> = None;
    let ask = |id: &String| {
        progress.step(id);
        let found = Wanted::read(id).map_err(Trouble::refused).and_then(|wanted| {
            present.refuse(&wanted.outline())?;
            if let (Some(server), Wanted::Work(_)) = (&closed, &wanted) {
                let message = format!("not asked for, as {server} gave no answer before");
                return Err(Trouble { message, kind: Kind::Failed });
            }
            look_up(&client, &arguments.resolver, &wanted).inspect_err(|trouble| {
                if trouble.kind == Kind::Closed && matches!(wanted, Wanted::Work(_)) {
                    closed = Some(fetch::host(&arguments.resolver).to_owned());
                }
            })
        });
        (id.clone(), found)
    };
    arguments.ids.iter().map(ask).collect()
}

/// Asks for what is wanted.
fn look_up(client: &Client, resolver: &str, wanted: &Wanted) -> Result<Paper, Trouble> {
    match wanted {
        Wanted::Work(work) => {
            let address = record::doi(work).and_then(|doi| doi.url()).unwrap_or_default();
            let address = address.replacen("https://doi.org", resolver.trim_end_matches('/'), 1);
            let answer = client.get(&address, record::MEDIA)?;
            record::paper(answer, fetch::host(&address), work)
        }
        Wanted::Page(address) => {
            let answer = client.get(address, page::MEDIA)?;
            page::paper(&answer, fetch::host(address), address)
        }
    }
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
    let bytes = files::read_bytes(Path::new("."), file).map_err(|refusal| anyhow::anyhow!("{refusal:?}"));
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).context("it is not UTF-8"));
    let text = text.with_context(|| format!("`{shown}` cannot be read"))?;
    let appended = match append(file, &text, papers) {
        Ok(appended) => appended,
        Err(Unfit::Broken) => bail!("`{shown}` cannot be added to: it breaks the grammar of its format"),
        Err(Unfit::NoPlace) => {
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
