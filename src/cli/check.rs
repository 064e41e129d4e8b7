//! `mdbook-papers check [DIR]`: everything a build would report, every entry read, and the rules of `lint`.
//!
//! Nothing of the book runs: its chapters are loaded and their includes followed by mdBook's own library, and no other
//! preprocessor and no renderer is started. Nothing is written but what `--fix` mends.

use std::io::{IsTerminal, Write, stdout};
use std::path::{Path, PathBuf};

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use mdbook_driver::MDBook;
use mdbook_driver::book::Book;
use mdbook_driver::builtin_preprocessors::LinkPreprocessor;
use mdbook_driver::config::Config;
use mdbook_preprocessor::{Preprocessor as _, PreprocessorContext};

use super::{Status, book, report};
use crate::diagnostic::{Diagnostic, Level, concise, full, github, json};
use crate::expand::{self, Data, analyse};
use crate::paper::Date;
use crate::{files, lint, preprocessor};

pub(super) const EXIT_STATUS: &str = "Exit status: 0 nothing that counts, 1 findings that count (errors; with --strict warnings too; never infos), 2 it could not be checked.";

/// How often what `--fix` has mended is looked at again; two rounds are enough for what one text can need.
const ROUNDS: usize = 4;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The book's root, where book.toml is
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// How findings are written to standard output
    #[arg(long, value_enum, default_value_t = Format::Full)]
    format: Format,
    /// Let warnings count as errors do
    #[arg(long)]
    strict: bool,
    /// Mend what has one sure answer in the data files, then report what is left
    #[arg(long)]
    fix: bool,
    /// The day after which a date is in the future, as `YYYY-MM-DD`; the system's date where it is not said
    #[arg(long, value_name = "DATE", value_parser = date)]
    today: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With the text it is about, underlined
    Full,
    /// One line a finding: `file:line:col: level[code] message; help`
    Concise,
    /// One array of objects
    Json,
    /// Annotations of GitHub Actions
    Github,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    let root = book::root(&arguments.dir)?;
    let today = arguments.today.map_or_else(system_date, Ok)?;
    let (config, chapters) = load(&root)?;
    let mut found = findings(&root, &config, &chapters, today)?;
    // Fixes that overlap are made one after the other.
    for _ in 0..if arguments.fix { ROUNDS } else { 0 } {
        let mended = lint::mend(&found);
        if mended.is_empty() {
            break;
        }
        for file in &mended {
            let path = root.join(&file.path);
            files::write(&path, &file.text).with_context(|| format!("`{}` cannot be written", file.path.display()))?;
            tracing::info!("mended {} in `{}`", report::plural(file.count, "place"), file.path.display());
        }
        found = findings(&root, &config, &chapters, today)?;
    }
    let strict = |found: &mut Diagnostic| {
        if found.level == Level::Warning {
            found.level = Level::Error;
        }
    };
    if arguments.strict {
        found.iter_mut().for_each(strict);
    }
    print(&found, arguments)?;
    let fails = found.iter().any(|found| found.level == Level::Error);
    Ok(if fails { Status::Faults } else { Status::Fine })
}

/// The configuration and the chapters, their includes in place.
fn load(root: &Path) -> Result<(Config, Book)> {
    let cannot = || format!("the book in `{}` cannot be loaded", root.display());
    let mut config = Config::from_disk(root.join("book.toml")).with_context(cannot)?;
    config.update_from_env().with_context(cannot)?;
    // Checking writes nothing.
    config.build.create_missing = false;
    let loaded = MDBook::load_with_config(root, config).with_context(cannot)?;
    book::refuse_to_overwrite(&loaded)?;
    let MDBook { config, book, .. } = loaded;
    let links = config.build.use_default_preprocessors
        || config.get::<toml::Value>("preprocessor.links").is_ok_and(|it| it.is_some());
    if !links {
        return Ok((config, book));
    }
    let context = PreprocessorContext::new(root.to_owned(), config.clone(), "html".to_owned());
    let book = LinkPreprocessor::new().run(&context, book).context("the includes of the book cannot be followed")?;
    Ok((config, book))
}

fn findings(root: &Path, config: &Config, chapters: &Book, today: Date) -> Result<Vec<Diagnostic>> {
    let config = serde_json::to_value(config).context("the configuration cannot be read")?;
    let (chapters, pages) = (preprocessor::chapters(chapters, &config), preprocessor::pages(chapters));
    let book = expand::Book { root, renderer: "html", config: &config, chapters, pages };
    Ok(lint::check(analyse(&book, Data::Always), today))
}

fn print(found: &[Diagnostic], arguments: &Arguments) -> Result<()> {
    let lines = |render: &dyn Fn(&Diagnostic) -> String, end: &str| {
        found.iter().map(|found| render(found) + end).collect::<String>()
    };
    let colour = stdout().is_terminal();
    let text = match arguments.format {
        Format::Full => lines(&|found| full::render(found, colour), "\n\n"),
        Format::Concise => lines(&concise::render, "\n"),
        Format::Json => json::render(found),
        Format::Github => lines(&|found| github::render(found, &arguments.dir), "\n"),
    };
    let mut out = stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output cannot be written")?;
    report::count(found, &[Level::Error, Level::Warning, Level::Info]);
    Ok(())
}

fn date(text: &str) -> Result<Date, String> {
    let date = Date::parse(text).filter(|date| date.day.is_some());
    date.ok_or_else(|| "expected a day, as in `2026-11-25`".to_owned())
}

/// The date of the system's clock, in UTC.
fn system_date() -> Result<Date> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).context("the system's clock is wrong")?;
    date_of(since.as_secs() / (24 * 60 * 60)).context("the system's clock is wrong")
}

/// The date so many days after the first of January 1970.
fn date_of(mut days: u64) -> Option<Date> {
    let last = |year, month| (28..=31).rev().find(|&day| Date::new(year, Some(month), Some(day)).is_some());
    for year in 1970..=9999 {
        for month in 1..=12 {
            let length = u64::from(last(year, month)?);
            if days < length {
                return Date::new(year, Some(month), Some(u8::try_from(days + 1).ok()?));
            }
            days -= length;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_since_1970_are_dates() {
        #[track_caller]
        fn check(days: u64, expect: &str) {
            assert_eq!(date_of(days).map(|date| date.to_string()).as_deref(), Some(expect));
        }
        check(0, "1970-01-01");
        check(58, "1970-02-28");
        check(59, "1970-03-01");
        check(19_782, "2024-02-29");
        check(20_782, "2026-11-25");
    }
}
