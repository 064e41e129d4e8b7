//! Hovers: the entry of a key, a category and where it is listed, what a directive selects, an option, a field.
//!
//! Texts of data are escaped for Markdown, or rendered as the book renders them for renderers that read Markdown.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};

use super::book::Book;
use super::data_cursor::{self, TypedData};
use super::paper_text;
use super::position::Encoding;
use super::symbol::{self, Named};
use crate::diagnostic::Diagnostic;
use crate::directive::{Directive, Link, ScanItem, links, scan, written_arguments};
use crate::format::{Format, SchemaTable, schema_fields};
use crate::markup::escape;
use crate::options::{DirectiveKind, DirectiveSpec, OptionSpec, Scope, ValueType};
use crate::source::{Source, Span};
use crate::splice::splice;

/// The maximum number of papers that a hover lists.
const MAX_PAPERS: usize = 5;

/// Returns the hover at an offset of a document.
pub(super) fn hover(book: &Book, path: &Path, (source, offset): (&Source, usize), encoding: Encoding) -> Option<Hover> {
    let (span, value) = content(book, path, source, offset)?;
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
    Some(Hover { contents, range: Some(encoding.range(source, span)) })
}

fn content(book: &Book, path: &Path, source: &Source, offset: usize) -> Option<(Span, String)> {
    if let Some(found) = symbol::at(book, path, source, offset) {
        let text = match found.named {
            Named::Paper(paper) => without_local_links(&book.analysis().entry(paper)),
            Named::Category(category) => self::category(book, category),
        };
        return Some((found.span, text));
    }
    let file = book.relative(path);
    if book.is_data(&file) { field(&file, source, offset) } else { directive(book, &file, source, offset) }
}

/// Replaces links by their texts, except those to web sites and mail addresses: data must not make an editor open a file.
fn without_local_links(markdown: &str) -> String {
    let is_local = |link: &Link| !["https:", "http:", "mailto:"].iter().any(|scheme| link.address.starts_with(scheme));
    let text = |link: Link| {
        let written = &markdown[link.span.range()];
        let text = written.rfind("](").and_then(|end| written.get(1..end)).unwrap_or_default();
        (link.span, text.to_owned())
    };
    let edits: Vec<_> = links(markdown).into_iter().filter(is_local).map(text).collect();
    splice(markdown, &edits)
}

/// Describes a category: its title, its papers, and where it is listed.
fn category(book: &Book, index: usize) -> String {
    let library = book.query().library();
    let category = &library.categories[index];
    let mut out = String::from("**");
    escape::markdown(&category.title, &mut out);
    out.push_str("**\n\n");
    let papers = library.category_papers(index);
    list(book, papers, &mut out);
    let plan = &book.analysis().plan;
    let listed = plan.category_locations.get(&index).and_then(|location| plan.chapters.get(location.chapter));
    match listed {
        Some(chapter) => {
            out.push_str("\n\nListed in ");
            escape::markdown(&chapter.file.name, &mut out);
            out.push('.');
        }
        None => out.push_str("\n\nNo chapter lists it."),
    }
    out
}

/// Writes the number of papers and the first of them.
fn list(book: &Book, papers: &[usize], out: &mut String) {
    let library = book.query().library();
    let noun = if papers.len() == 1 { "paper" } else { "papers" };
    // Writing to a string does not fail.
    let _ = write!(out, "{} {noun}", papers.len());
    out.push_str(if papers.is_empty() { "." } else { ":\n" });
    for &paper in papers.iter().take(MAX_PAPERS) {
        out.push_str("\n- ");
        escape::markdown(&paper_text::line(&library.papers[paper]), out);
    }
    if papers.len() > MAX_PAPERS {
        let _ = write!(out, "\n- and {} more", papers.len() - MAX_PAPERS);
    }
}

/// Describes the directive or the option at an offset of a chapter.
fn directive(book: &Book, file: &Path, source: &Source, offset: usize) -> Option<(Span, String)> {
    let source = Source::new(file, source.text.as_str());
    let (items, _) = scan(&source);
    let item = items.into_iter().find(|item| item.span().start <= offset && offset <= item.span().end)?;
    let span = item.span();
    let written = &source.text[span.range()];
    let name = written.find('#').map(|at| at + 1)?;
    let length = written[name..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))?;
    let spec = crate::options::directive(&written[name..name + length])?;
    let end = [">>", "-->"].iter().find_map(|end| written.strip_suffix(end)).map_or(written.len(), str::len);
    let inner = Span::new(name + length, end.max(name + length)).shifted(span.start);
    let argument = written_arguments(&source.text, inner)
        .into_iter()
        .find(|argument| argument.span.start <= offset && offset < argument.span.end);
    if let Some(argument) = argument {
        let value = &source.text[argument.value.range()];
        let option = spec.option(argument.name.as_deref().unwrap_or(value));
        if let Some(option) = option {
            return Some((argument.span, self::option(option)));
        }
    }
    let ScanItem::Directive(directive) = item else { return None };
    Some((span, selection(book, file, &directive, &source, spec)))
}

/// Describes what a directive selects: the number, the first papers, and how many each filter excludes.
fn selection(book: &Book, file: &Path, directive: &Directive, source: &Arc<Source>, spec: &DirectiveSpec) -> String {
    let mut out = format!("`{}`: {}\n\n", spec.name, spec.about);
    if matches!(directive.spec.kind, DirectiveKind::Index | DirectiveKind::Cite | DirectiveKind::References) {
        return out;
    }
    let plan = &book.analysis().plan;
    let chapter = plan.chapters.iter().position(|chapter| chapter.file.path.as_deref() == Some(file));
    let is_cited = |paper: usize, scope: Scope| {
        let sites = plan.citation_sites.get(&paper);
        sites.is_some_and(|sites| scope == Scope::Book || sites.iter().any(|site| Some(site.chapter) == chapter))
    };
    match book.query().trace(directive, source, &is_cited) {
        Ok(trace) => {
            list(book, &trace.listing.papers, &mut out);
            for (nth, filter) in directive.options.filters.iter().enumerate() {
                let count = trace.dropped.iter().filter(|dropped| dropped.filters.contains(&nth)).count();
                let _ = write!(out, "\n\nExcluded by `{}`: {count}.", filter.value.name());
            }
            if !trace.cut.is_empty() {
                let _ = write!(out, "\n\nExcluded by `offset` and `limit`: {}.", trace.cut.len());
            }
        }
        Err(errors) => {
            let messages: Vec<_> = errors.iter().map(Diagnostic::full_message).collect();
            escape::markdown(&messages.join("; "), &mut out);
        }
    }
    out
}

/// Describes an option as the guide does.
fn option(option: &OptionSpec) -> String {
    let values = match option.takes {
        ValueType::OneOf(words) | ValueType::FlagOr(words) | ValueType::ListOf(words) => {
            let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
            format!("\n\nValues: {}.", words.join(", "))
        }
        _ => String::new(),
    };
    format!("`{}`: {}\n\nDefault: {}.{values}", option.name, option.about, option.default)
}

/// Describes the field whose name is at an offset of a data file.
fn field(file: &Path, source: &Source, offset: usize) -> Option<(Span, String)> {
    let format = Format::of(file, &source.text)?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let text = &source.text;
    let end = offset + text[offset..].find(|c: char| !is_name(c)).unwrap_or(text.len() - offset);
    let cursor = data_cursor::typed(format, text, end)?;
    let TypedData::Name(_) = cursor.kind else { return None };
    let table = match cursor.path.first()?.as_str() {
        "paper" if cursor.path.len() == 1 => SchemaTable::Paper,
        "category" if cursor.path.len() == 1 => SchemaTable::Category,
        _ => return None,
    };
    let name = &text[cursor.span.range()];
    let field = schema_fields(table).into_iter().find(|field| field.name == name)?;
    Some((cursor.span, format!("`{name}`: {}", field.about)))
}
