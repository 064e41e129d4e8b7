//! Completion in data files of the native schema.

use std::collections::BTreeMap;
use std::path::Path;

use lsp_types::CompletionItemKind;
use strum::VariantNames as _;

use super::{Candidate, Candidates, ClientSupport, chapter};
use crate::format::{FieldShape, Format, SchemaTable, schema_fields};
use crate::lsp::data_cursor::{self, DataCursor, TypedData};
use crate::lsp::view::BookView;
use crate::options::TYPES;
use crate::paper::Status;
use crate::source::{Source, line_end};

/// The entries of a data file in TOML, as snippets.
const TABLES: [(&str, &str, &str); 2] = [
    (
        "[[paper]]",
        "a paper",
        "[[paper]]\nid = \"$1\"\ntitle = \"$2\"\nauthors = [\"$3\"]\ndate = \"$4\"\ncategories = [\"$5\"]\n$0",
    ),
    ("[[category]]", "a category", "[[category]]\nid = \"$1\"\ntitle = \"$2\"\n$0"),
];

/// Returns what can be inserted at an offset of a data file.
pub(super) fn candidates(
    book: &BookView,
    source: &Source,
    file: &Path,
    offset: usize,
    support: ClientSupport,
) -> Option<Candidates> {
    let format = Format::of(file, &source.text)?;
    let cursor = data_cursor::typed(format, &source.text, offset)?;
    match &cursor.kind {
        TypedData::Header => {
            let table = |(label, about, snippet): &(&str, &str, &str)| {
                Candidate::new(CompletionItemKind::SNIPPET, *label, *about).snippet(snippet, support.snippets)
            };
            let items = TABLES.iter().map(table).collect();
            Some(Candidates { span: cursor.span, items, is_filtered: false })
        }
        TypedData::Name(names) => Some(Candidates {
            span: cursor.span,
            items: self::names(book, format, source, &cursor, names, support),
            is_filtered: false,
        }),
        TypedData::Value => values(book, format, source, &cursor),
    }
}

/// Returns the names of fields.
fn names(
    book: &BookView,
    format: Format,
    source: &Source,
    cursor: &DataCursor,
    present: &[String],
    support: ClientSupport,
) -> Vec<Candidate> {
    let path: Vec<_> = cursor.path.iter().map(String::as_str).collect();
    let table = match path[..] {
        [] => {
            let tables = [("category", "the categories"), ("paper", "the papers")];
            let item = |(name, about)| Candidate::new(CompletionItemKind::FIELD, name, about);
            return tables.into_iter().filter(|(name, _)| !present.iter().any(|it| it == name)).map(item).collect();
        }
        ["paper"] => SchemaTable::Paper,
        ["category"] => SchemaTable::Category,
        ["paper", "authors" | "editors"] => SchemaTable::Person,
        [_, "translations", _] => SchemaTable::Translation,
        ["paper", "links"] => return counted(&book.index.labels, CompletionItemKind::FIELD),
        _ => return Vec::new(),
    };
    let end = line_end(&source.text, cursor.span.end);
    let has_value = source.text[cursor.span.end..end].contains(['=', ':']);
    let fields = schema_fields(table).into_iter().filter(|field| !present.iter().any(|name| name == field.name));
    let item = |field: crate::format::SchemaField| {
        let item = Candidate::new(CompletionItemKind::FIELD, field.name, field.about);
        let snippet = match (format, field.shape) {
            _ if has_value || cursor.is_quoted => return item,
            (Format::Toml, FieldShape::Text) => format!("{} = \"$1\"", field.name),
            (Format::Toml, FieldShape::List) => format!("{} = [\"$1\"]", field.name),
            (Format::Toml, FieldShape::Table) => format!("{} = {{ $1 }}", field.name),
            (Format::Yaml, FieldShape::List) => format!("{}: [$1]", field.name),
            (Format::Yaml, _) => format!("{}: $1", field.name),
            _ => return item,
        };
        item.snippet(&snippet, support.snippets)
    };
    fields.map(item).collect()
}

/// Returns the values of a field.
fn values(book: &BookView, format: Format, source: &Source, cursor: &DataCursor) -> Option<Candidates> {
    let library = book.library();
    let index = &*book.index;
    let typed = &source.text[cursor.span.range()];
    let path: Vec<_> = cursor.path.iter().map(String::as_str).collect();
    let words = |words: &[&'static str]| {
        words.iter().map(|word| Candidate::new(CompletionItemKind::ENUM_MEMBER, *word, "")).collect::<Vec<_>>()
    };
    let (items, is_filtered) = match path[..] {
        ["paper", "categories"] => (chapter::categories(library, index, typed), true),
        ["category", "order"] => (chapter::keys(library, index, typed), true),
        ["paper", "tags"] => (counted(&index.tags, CompletionItemKind::VALUE), false),
        ["paper", "venue"] => (counted(&index.venues, CompletionItemKind::VALUE), false),
        ["paper", "type"] => (words(TYPES), false),
        ["paper", "status"] => (words(Status::VARIANTS), false),
        _ => return None,
    };
    let quote = |item: Candidate| {
        let value = item.label.clone();
        let needs_quotes = !cursor.is_quoted && format != Format::Yaml;
        let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
        item.inserting(match (needs_quotes, format) {
            (true, _) => format!("\"{escaped}\""),
            (false, Format::Yaml) => value,
            (false, _) => escaped,
        })
    };
    Some(Candidates { span: cursor.span, items: items.into_iter().map(quote).collect(), is_filtered })
}

/// Returns values that papers have, most frequent first.
fn counted(counts: &BTreeMap<String, usize>, kind: CompletionItemKind) -> Vec<Candidate> {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let item = |(value, count): (&String, &usize)| {
        let papers = if *count == 1 { "paper" } else { "papers" };
        Candidate::new(kind, value, format!("{count} {papers}"))
    };
    counts.into_iter().map(item).collect()
}
