//! `mdbook-papers check [DIR]`: reports the diagnostics of a build, of every entry, and of the rules in `lint`.
//!
//! mdBook's library loads the chapters and resolves their includes. No other preprocessor and no renderer runs, and only `--fix`
//! writes files.

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

use super::book_toml::BookToml;
use super::{ExitStatus, book, report, today};
use crate::diagnostic::{Diagnostic, Level, concise, full, github, json};
use crate::expand::{self, Data, analyze};
use crate::files::{self, Change};
use crate::paper::Date;
use crate::{config, lint, preprocessor};

pub(super) const EXIT_STATUS: &str = "Exit status: 0 no errors, 1 errors (with --strict, warnings count as errors; infos never do), 2 the book could not be checked.";

/// The maximum number of passes of `--fix`. Two are enough for the fixes that one value can need.
const MAX_FIX_PASSES: usize = 4;

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The book's root directory, which contains book.toml
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The output format of diagnostics
    #[arg(long, value_enum, default_value_t = CheckFormat::Full)]
    format: CheckFormat,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// Apply the fixes that are certain to the data files, and report the remaining diagnostics
    #[arg(long)]
    fix: bool,
    /// The current date, as `YYYY-MM-DD`, after which dates are in the future; the system date by default
    #[arg(long, value_name = "DATE", value_parser = today::day)]
    today: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    /// With the source excerpt, underlined
    Full,
    /// One line per diagnostic: `file:line:col: level[code] message; help`
    Concise,
    /// A JSON array of objects
    Json,
    /// GitHub Actions annotations
    Github,
}

pub(super) fn run(arguments: &CheckArgs) -> Result<ExitStatus> {
    let root = book::root(&arguments.dir)?;
    let today = arguments.today.map_or_else(today::today, Ok)?;
    let (config, chapters) = load(&root)?;
    let config = serde_json::to_value(config).context("the configuration cannot be read")?;
    let is_registered = config::is_registered(&config);
    let mut diagnostics = self::diagnostics(&root, &config, &chapters, today);
    // Overlapping fixes are applied in separate passes.
    for _ in 0..if arguments.fix { MAX_FIX_PASSES } else { 0 } {
        let fixed = lint::apply_fixes(&diagnostics);
        if fixed.is_empty() {
            break;
        }
        for file in &fixed {
            let path = root.join(&file.path);
            let change = Change { path: &path, old: Some(&file.old), new: &file.text };
            files::write_all(&[change]).map_err(|error| {
                anyhow::Error::new(error.error).context(format!("`{}` cannot be written", file.path.display()))
            })?;
            tracing::info!("fixed {} in `{}`", report::plural(file.count, "place"), file.path.display());
        }
        diagnostics = self::diagnostics(&root, &config, &chapters, today);
    }
    report::note_registration(is_registered);
    let warning_to_error = |diagnostic: &mut Diagnostic| {
        if diagnostic.level == Level::Warning {
            diagnostic.level = Level::Error;
        }
    };
    if arguments.strict {
        diagnostics.iter_mut().for_each(warning_to_error);
    }
    print(&diagnostics, arguments)?;
    let has_errors = diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error);
    Ok(if has_errors { ExitStatus::Errors } else { ExitStatus::Success })
}

/// Loads the configuration and the chapters, with includes resolved.
fn load(root: &Path) -> Result<(Config, Book)> {
    let context = || format!("the book in `{}` cannot be loaded", root.display());
    let toml = BookToml::read(root)?;
    toml.note_refused();
    let outputs = toml.outputs();
    let mut config = toml.config;
    // `check` must not create missing chapters.
    config.build.create_missing = false;
    book::check_build_dir(root, &config.book.src, &config.build.build_dir, &outputs)?;
    let MDBook { config, book, .. } = MDBook::load_with_config(root, config).with_context(context)?;
    let runs_links = config.build.use_default_preprocessors
        || config.get::<toml::Value>("preprocessor.links").is_ok_and(|it| it.is_some());
    if !runs_links {
        return Ok((config, book));
    }
    let context = PreprocessorContext::new(root.to_owned(), config.clone(), "html".to_owned());
    let book = LinkPreprocessor::new().run(&context, book).context("the includes of the book cannot be resolved")?;
    Ok((config, book))
}

fn diagnostics(root: &Path, config: &Value, chapters: &Book, today: Date) -> Vec<Diagnostic> {
    let (chapters, pages) = (preprocessor::chapters(chapters, config, "html"), preprocessor::pages(chapters));
    let book = expand::Book { root, renderer: "html", config, chapters, pages };
    lint::check(&analyze(book, Data::Always), today)
}

fn print(diagnostics: &[Diagnostic], arguments: &CheckArgs) -> Result<()> {
    let lines = |render: &dyn Fn(&Diagnostic) -> String, end: &str| {
        diagnostics.iter().map(|diagnostic| render(diagnostic) + end).collect::<String>()
    };
    let color = stdout().is_terminal();
    let text = match arguments.format {
        CheckFormat::Full => lines(&|diagnostic| full::render(diagnostic, color), "\n\n"),
        CheckFormat::Concise => lines(&concise::render, "\n"),
        CheckFormat::Json => json::render(diagnostics),
        CheckFormat::Github => lines(&|diagnostic| github::render(diagnostic, &arguments.dir), "\n"),
    };
    let mut out = stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output cannot be written")?;
    report::log_counts(diagnostics, &[Level::Error, Level::Warning, Level::Info]);
    Ok(())
}
