//! `mdbook-papers list ['ARGUMENTS'] [--why] [--format table|json]`: prints the papers that a directive selects;
//! `mdbook-papers list --categories`: prints the categories.

use std::io::{Write, stdout};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::ValueEnum;

use super::data::BookData;
use super::{ExitStatus, report};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::directive::{Directive, ScanItem, read_arguments, scan};
use crate::options::{DirectiveKind, DirectiveSpec, Filter, directive};
use crate::query::{Query, Trace};
use crate::source::{Source, Span};

mod explain;
mod json;
mod table;

/// Output formats of `list`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// One line per paper: key, year, title, categories
    Table,
    /// The values that a template receives
    Json,
}

/// A directive and the papers that it selects.
struct ListResult<'a> {
    config: &'a Config,
    query: &'a Query,
    /// The arguments as given.
    source: &'a Arc<Source>,
    directive: &'a Directive,
    trace: Trace,
}

pub(super) fn run(arguments: &str, why: bool, format: ListFormat) -> Result<ExitStatus> {
    let BookData { config, library, mut diagnostics, is_registered, .. } = BookData::read(Path::new("."))?;
    report::note_registration(is_registered);
    let query = Query::new(library, &config.language);
    let source = Source::new("arguments", arguments);
    let trace = read(&source).and_then(|directive| {
        let trace = query.trace(&directive, &source, &|_, _| false)?;
        Ok((directive, trace))
    });
    let (directive, trace) = match trace {
        Ok(traced) => traced,
        Err(errors) => {
            diagnostics.extend(errors);
            report::print(&diagnostics);
            return Ok(ExitStatus::Errors);
        }
    };
    report::print(&diagnostics);
    let result = ListResult { config: &config, query: &query, source: &source, directive: &directive, trace };
    let text = match format {
        ListFormat::Table if why => table::text(&result) + &explain::text(&result),
        ListFormat::Table => table::text(&result),
        ListFormat::Json => json::text(&result, why)?,
    };
    let mut out = stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output cannot be written")?;
    if result.trace.listing.papers.is_empty() {
        tracing::info!("papers: no papers selected");
    }
    let has_errors = diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error);
    Ok(if has_errors { ExitStatus::Errors } else { ExitStatus::Success })
}

/// Prints the categories of the book in the current directory.
pub(super) fn categories() -> Result<ExitStatus> {
    let BookData { library, diagnostics, is_registered, .. } = BookData::read(Path::new("."))?;
    report::note_registration(is_registered);
    report::print(&diagnostics);
    let mut out = stdout().lock();
    let text = table::categories(&library);
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output cannot be written")?;
    if library.categories.is_empty() {
        tracing::info!("papers: the data has no categories");
    }
    let has_errors = diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error);
    Ok(if has_errors { ExitStatus::Errors } else { ExitStatus::Success })
}

/// Parses arguments, or a directive as in a chapter.
///
/// # Errors
/// The diagnostics of an invalid directive, or of a filter that needs a chapter.
pub(super) fn read(source: &Arc<Source>) -> Result<Directive, Vec<Diagnostic>> {
    let directive = if source.text.trim_start().starts_with("<<#") {
        let (items, warnings) = scan(source);
        match items.into_iter().next() {
            Some(ScanItem::Directive(directive)) if directive.spec.kind == DirectiveKind::Papers => *directive,
            Some(ScanItem::Directive(directive)) => return Err(vec![not_a_list(source, directive.span)]),
            Some(ScanItem::Citation(citation)) => return Err(vec![not_a_list(source, citation.span)]),
            Some(ScanItem::Invalid(invalid)) => return Err(invalid.diagnostics),
            None if warnings.is_empty() => return Err(vec![not_a_list(source, Span::new(0, source.text.len()))]),
            None => return Err(warnings),
        }
    } else {
        read_arguments(source, papers())?
    };
    let cited = directive.options.filters.iter().find(|filter| matches!(filter.value, Filter::Cited(_)));
    match cited {
        Some(cited) => Err(vec![
            Code::BadValue
                .at((source, cited.span), "the filter `cited` depends on a chapter, and there is none here")
                .help("remove it to see all candidates"),
        ]),
        None => Ok(directive),
    }
}

fn not_a_list(source: &Arc<Source>, span: Span) -> Diagnostic {
    Code::BadValue
        .at((source, span), "this is not a `<<#papers …>>` directive")
        .help("give its arguments, such as `base-models limit=5`")
}

fn papers() -> &'static DirectiveSpec {
    directive("papers").unwrap_or(&crate::options::DIRECTIVES[0])
}

/// Returns an option as written.
fn written(result: &ListResult<'_>, name: &str, span: Span) -> String {
    let value = &result.source.text[span.range()];
    if value == name { name.to_owned() } else { format!("{name}={value}") }
}
