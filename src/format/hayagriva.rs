//! Reads the YAML of Typst's Hayagriva: a table of entries by key, with venues as parents.
//!
//! The crate hayagriva is not used for reading, because it reports no positions and stops at the first error.

use std::sync::Arc;

use super::external::{UnknownNames, add_keywords, generated_key};
use super::schema::header;
use super::tree::{Node, Table};
use super::yaml;
use super::{Contents, Entry};
use crate::diagnostic::{Code, Level};
use crate::paper::Origin;
use crate::source::{Source, Span};

mod entry_types;
mod record;

/// The fields of an entry, sorted.
const FIELDS: &[&str] = &[
    "abstract",
    "affiliated",
    "archive",
    "archive-location",
    "author",
    "call-number",
    "chapter",
    "date",
    "edition",
    "editor",
    "genre",
    "issue",
    "keywords",
    "language",
    "location",
    "note",
    "organization",
    "page-range",
    "page-total",
    "parent",
    "publisher",
    "runtime",
    "serial-number",
    "tags",
    "time-range",
    "title",
    "type",
    "url",
    "volume",
    "volume-total",
];

pub(super) fn read(source: &Arc<Source>) -> Contents {
    let text = source.text.as_str();
    let roots = match yaml::read(text) {
        Ok(roots) => roots,
        Err(error) => return Contents::invalid(source, error, "YAML"),
    };
    let mut contents = Contents::default();
    let mut unknown = UnknownNames::default();
    let no_entry = |span: Span| {
        let found = Code::BadSyntax.at((source, header(text, span)), "no entry of Hayagriva");
        found.level(Level::Warning).label("it is skipped").help("an entry is a key with a table of fields below it")
    };
    for root in &roots {
        let Some(entries) = root.as_table() else {
            contents.diagnostics.extend((!root.items().is_empty()).then(|| no_entry(root.span)));
            continue;
        };
        for pair in &entries.0 {
            let Some(fields) = pair.node.as_table() else {
                contents.diagnostics.push(no_entry(pair.at));
                continue;
            };
            count(fields, 0, &mut unknown);
            let key = pair.name.split(char::is_control).collect::<Vec<_>>().join(" ");
            let key = if key.trim().is_empty() { generated_key(source, pair.at.start) } else { key };
            let origin = Origin { source: Arc::clone(source), span: pair.at, key: pair.at, merged: Vec::new() };
            let (paper, faults) = record::read(source, pair.at, &key, fields);
            let mut entry = Entry::external(paper, faults, origin);
            for name in ["keywords", "tags"] {
                if let Some(node) = fields.get(name) {
                    add_keywords(node, &mut entry.keywords);
                }
            }
            contents.entries.push(entry);
        }
    }
    contents.diagnostics.extend(unknown.fields(source));
    contents
}

/// Counts the unknown fields of an entry and its parents.
fn count(fields: &Table<'_>, depth: usize, unknown: &mut UnknownNames) {
    for pair in &fields.0 {
        if FIELDS.binary_search(&&*pair.name).is_err() {
            unknown.count(&pair.name, pair.at);
        } else if pair.name == "parent" && depth < record::PARENTS {
            for parent in pair.node.items().iter().filter_map(Node::as_table) {
                count(parent, depth + 1, unknown);
            }
        }
    }
}

/// Returns the span of a field of the schema in an entry or its parents.
pub(super) fn locate(entry: &Node<'_>, field: &str, nth: usize) -> Option<Span> {
    let paths = match field {
        "arxiv" => &["serial-number.arxiv", "serial-number"][..],
        "authors" => &["author"],
        "doi" => &["serial-number.doi"],
        "editors" => &["editor"],
        "isbn" => &["serial-number.isbn"],
        "links" => &["url.value", "url"],
        "pages" => &["page-range"],
        "publisher" => &["publisher", "organization"],
        "venue" => &["parent.title"],
        other => &[other.strip_prefix("x.").unwrap_or(other)],
    };
    let mut all = vec![entry];
    if let Some(parent) = entry.as_table()?.get("parent") {
        all.extend(parent.items());
    }
    let find = |node: &Node<'_>| {
        let path = paths.iter().find(|path| node.place(path, 0).is_some())?;
        // The parts of a name are not list items.
        match (field, node.as_table()?.get(path)) {
            ("authors" | "editors", Some(people)) => Some(people.items().get(nth).unwrap_or(people).span),
            _ => node.place(path, nth),
        }
    };
    all.into_iter().find_map(find)
}

#[cfg(test)]
mod tests;
