//! Output on stderr: the log in mdBook's format, and diagnostics, both filtered by `MDBOOK_LOG`.

use std::io::{IsTerminal, Write, stderr};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::diagnostic::{Diagnostic, Level, full};

/// Sets up the log like mdBook's command does, so that both have one format.
pub(super) fn start_log() {
    let has_filter = std::env::vars().any(|(name, _)| name == "MDBOOK_LOG");
    let filter = EnvFilter::builder()
        .with_env_var("MDBOOK_LOG")
        .with_default_directive(LevelFilter::INFO.into())
        .from_env_lossy();
    // These two crates log too much at the default level.
    let quiet = ["handlebars=warn", "html5ever=warn"].iter().filter_map(|directive| directive.parse().ok());
    let filter = if has_filter { filter } else { quiet.fold(filter, EnvFilter::add_directive) };
    tracing_subscriber::fmt()
        .without_time()
        .with_ansi(stderr().is_terminal())
        .with_writer(stderr)
        .with_env_filter(filter)
        .with_target(has_filter)
        .init();
}

/// Logs a hint if book.toml does not register the preprocessor.
pub(super) fn note_registration(is_registered: bool) {
    if !is_registered {
        tracing::info!(
            "papers: book.toml has no `[preprocessor.papers]`, so mdBook does not expand directives; \
             `mdbook-papers install` adds it"
        );
    }
}

/// Prints errors and warnings, then logs their count.
pub(super) fn print(diagnostics: &[Diagnostic]) {
    print_levels(diagnostics, &[Level::Error, Level::Warning]);
}

/// Prints errors, warnings and infos, then logs their count.
pub(super) fn print_with_infos(diagnostics: &[Diagnostic]) {
    print_levels(diagnostics, &[Level::Error, Level::Warning, Level::Info]);
}

fn print_levels(diagnostics: &[Diagnostic], levels: &[Level]) {
    let color = stderr().is_terminal();
    let mut text = String::new();
    for diagnostic in diagnostics {
        // Only the filter `off` may hide errors; one for other crates may not.
        let shown = match diagnostic.level {
            Level::Error => LevelFilter::current() != LevelFilter::OFF,
            Level::Warning => tracing::enabled!(tracing::Level::WARN),
            Level::Info => levels.contains(&Level::Info) && tracing::enabled!(tracing::Level::INFO),
        };
        if shown {
            text.push_str(&full::render(diagnostic, color));
            text.push_str("\n\n");
        }
    }
    // If stderr is closed, the error cannot be reported either.
    let _ = stderr().write_all(text.as_bytes());
    log_counts(diagnostics, levels);
}

/// Logs the number of diagnostics of each of `levels`, at the most severe level among them.
pub(super) fn log_counts(diagnostics: &[Diagnostic], levels: &[Level]) {
    let count = |level: Level| diagnostics.iter().filter(|diagnostic| diagnostic.level == level).count();
    let counts = levels.iter().map(|&level| (level, count(level))).filter(|(_, count)| *count > 0);
    let words: Vec<_> = counts.map(|(level, count)| (level, plural(count, level.as_str()))).collect();
    let summary = words.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join(", ");
    match words.first() {
        Some((Level::Error, _)) => tracing::error!("papers: {summary}"),
        Some((Level::Warning, _)) => tracing::warn!("papers: {summary}"),
        Some((Level::Info, _)) => tracing::info!("papers: {summary}"),
        None => {}
    }
}

/// Formats an error with its causes, without those that the error before already contains.
pub(super) fn chain(error: &anyhow::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    for cause in error.chain().map(ToString::to_string) {
        if !parts.last().is_some_and(|last| last.contains(cause.trim())) {
            parts.push(cause);
        }
    }
    parts.join(": ")
}

/// Formats a count with its noun: `1 error`, `2 errors`.
pub(super) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
