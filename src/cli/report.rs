//! What goes to stderr: the log as mdBook writes it, and findings, both under `MDBOOK_LOG`.

use std::io::{IsTerminal, Write, stderr};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::diagnostic::{Diagnostic, Level, full};

/// Sets the log up as mdBook's own command does, so that the two read alike.
pub(super) fn start_log() {
    let said = std::env::vars().any(|(name, _)| name == "MDBOOK_LOG");
    let filter = EnvFilter::builder()
        .with_env_var("MDBOOK_LOG")
        .with_default_directive(LevelFilter::INFO.into())
        .from_env_lossy();
    // These two have much to say that helps nobody, unless somebody asks.
    let quiet = ["handlebars=warn", "html5ever=warn"].iter().filter_map(|directive| directive.parse().ok());
    let filter = if said { filter } else { quiet.fold(filter, EnvFilter::add_directive) };
    tracing_subscriber::fmt()
        .without_time()
        .with_ansi(stderr().is_terminal())
        .with_writer(stderr)
        .with_env_filter(filter)
        .with_target(said)
        .init();
}

/// Says how a book comes to its lists that does not name us.
pub(super) fn note_registration(is_registered: bool) {
    if !is_registered {
        tracing::info!(
            "papers: book.toml has no `[preprocessor.papers]`, so mdBook leaves directives as they are written; \
             `mdbook-papers install` puts it there"
        );
    }
}

/// Prints findings that are worth a builder's time: errors and warnings, then how many there were.
pub(super) fn report(found: &[Diagnostic]) {
    show(found, &[Level::Error, Level::Warning]);
}

/// The same with what is worth knowing.
pub(super) fn report_all(found: &[Diagnostic]) {
    show(found, &[Level::Error, Level::Warning, Level::Info]);
}

fn show(found: &[Diagnostic], told: &[Level]) {
    let colour = stderr().is_terminal();
    let mut text = String::new();
    for diagnostic in found {
        // A filter that speaks of other crates must not make a failing run silent; `off` may.
        let shown = match diagnostic.level {
            Level::Error => LevelFilter::current() != LevelFilter::OFF,
            Level::Warning => tracing::enabled!(tracing::Level::WARN),
            Level::Info => told.contains(&Level::Info) && tracing::enabled!(tracing::Level::INFO),
        };
        if shown {
            text.push_str(&full::render(diagnostic, colour));
            text.push_str("\n\n");
        }
    }
    // Nobody can be told that stderr is closed.
    let _ = stderr().write_all(text.as_bytes());
    count(found, told);
}

/// Logs how many findings there were of each level in `told`, as loud as the worst of them.
pub(super) fn count(found: &[Diagnostic], told: &[Level]) {
    let count = |level: Level| found.iter().filter(|found| found.level == level).count();
    let counts = told.iter().map(|&level| (level, count(level))).filter(|(_, count)| *count > 0);
    let words: Vec<_> = counts.map(|(level, count)| (level, plural(count, level.as_str()))).collect();
    let said = words.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join(", ");
    match words.first() {
        Some((Level::Error, _)) => tracing::error!("papers: {said}"),
        Some((Level::Warning, _)) => tracing::warn!("papers: {said}"),
        Some((Level::Info, _)) => tracing::info!("papers: {said}"),
        None => {}
    }
}

/// `1 error`, `2 errors`.
pub(super) fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
