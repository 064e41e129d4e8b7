//! `mdbook-papers list ['ARGUMENTS'] [--why] [--format table|json]`: what a directive selects, in its order.

use std::io::{Write, stdout};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::ValueEnum;

use super::data::Data;
use super::{Status, report};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::directive::{Directive, ScanItem, read_arguments, scan};
use crate::options::{DirectiveKind, DirectiveSpec, Filter, directive};
use crate::query::{Query, Trace};
use crate::source::{Source, Span};

mod explain;
mod json;
mod table;

/// How the papers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A line a paper: key, year, title, shelves
    Table,
    /// What a template sees
    Json,
}

/// A directive that was asked of a library.
struct Answer<'a> {
    config: &'a Config,
    query: &'a Query,
    /// The arguments as they were given.
    source: &'a Arc<Source>,
    directive: &'a Directive,
    trace: Trace,
}

pub(super) fn run(arguments: &str, why: bool, format: Format) -> Result<Status> {
    let Data { config, library, mut found, is_registered, .. } = Data::read(Path::new("."))?;
    report::note_registration(is_registered);
    let query = Query::new(library, &config.language);
    let source = Source::new("arguments", arguments);
    let trace = read(&source).and_then(|directive| {
        let trace = query.trace(&directive, &source, &|_, _| false)?;
        Ok((directive, trace))
    });
    let (directive, trace) = match trace {
        Ok(answer) => answer,
        Err(faults) => {
            found.extend(faults);
            report::report(&found);
            return Ok(Status::Faults);
        }
    };
    report::report(&found);
    let answer = Answer { config: &config, query: &query, source: &source, directive: &directive, trace };
    let text = match format {
        Format::Table if why => table::text(&answer) + &explain::text(&answer),
        Format::Table => table::text(&answer),
        Format::Json => json::text(&answer, why)?,
    };
    let mut out = stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output cannot be written")?;
    if answer.trace.listing.papers.is_empty() {
        tracing::info!("papers: no paper is selected");
    }
    let erred = found.iter().any(|found| found.level == Level::Error);
    Ok(if erred { Status::Faults } else { Status::Fine })
}

/// Reads arguments, or a directive as it stands in a chapter.
pub(super) fn read(source: &Arc<Source>) -> Result<Directive, Vec<Diagnostic>> {
    let directive = if source.text.trim_start().starts_with("<<#") {
        let (items, warnings) = scan(source);
        match items.into_iter().next() {
            Some(ScanItem::Directive(directive)) if directive.spec.kind == DirectiveKind::Papers => *directive,
            Some(ScanItem::Directive(directive)) => return Err(vec![not_a_list(source, directive.span)]),
            Some(ScanItem::Citation(citation)) => return Err(vec![not_a_list(source, citation.span)]),
            Some(ScanItem::Invalid(fault)) => return Err(fault.diagnostics),
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
                .at((source, cited.span), "`cited` asks what a chapter cites, and these arguments stand in none")
                .help("leave it out to see what it chooses from"),
        ]),
        None => Ok(directive),
    }
}

fn not_a_list(source: &Arc<Source>, span: Span) -> Diagnostic {
    Code::BadValue
        .at((source, span), "this is no `<<#papers …>>`")
        .help("give its arguments, such as `base-models limit=5`")
}

fn papers() -> &'static DirectiveSpec {
    directive("papers").unwrap_or(&crate::options::DIRECTIVES[0])
}

/// An option as it was written.
fn written(answer: &Answer<'_>, name: &str, span: Span) -> String {
    let value = &answer.source.text[span.range()];
    if value == name { name.to_owned() } else { format!("{name}={value}") }
}
