//! `mdbook-papers check [DIR]`: everything a build would report, every entry read, and the rules of `lint`.
//!
//! Nothing of the book runs: its chapters are loaded and their includes followed by mdBook's own library, and no other
//! preprocessor and no renderer is started. Nothing is written but what `--fix` mends.

use std::io::{IsTerminal, Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use mdbook_driver::MDBook;
use mdbook_driver::book::Book;
use mdbook_driver::builtin_preprocessors::LinkPreprocessor;
use mdbook_driver::config::Config;
use mdbook_preprocessor::{Preprocessor as _, PreprocessorContext};
use serde_json::Value;

use super::{Status, book, report, today};
use crate::diagnostic::{Diagnostic, Level, concise, full, github, json};
use crate::expand::{self, Data, analyse};
use crate::paper::Date;
use crate::{config, files, lint, preprocessor};

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
    #[arg(long, value_name = "DATE", value_parser = today::day)]
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
    let today = arguments.today.map_or_else(today::today, Ok)?;
    let (config, chapters) = load(&root)?;
    let config = serde_json::to_value(config).context("the configuration cannot be read")?;
    let is_registered = config::is_registered(&config);
    let mut found = findings(&root, &config, &chapters, today);
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
        found = findings(&root, &config, &chapters, today);
    }
    report::note_registration(is_registered);
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

fn findings(root: &Path, config: &Value, chapters: &Book, today: Date) -> Vec<Diagnostic> {
    let (chapters, pages) = (preprocessor::chapters(chapters, config), preprocessor::pages(chapters));
    let book = expand::Book { root, renderer: "html", config, chapters, pages };
    lint::check(&analyse(book, Data::Always), today)
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
