//! Reads CSL-JSON and CSL-YAML. Keys and keywords are read at once, the rest of a JSON item when it is needed.
//!
//! Follows the CSL 1.0.2 schema, with the extensions of pandoc, Zotero and others.

use std::sync::Arc;

use super::external::{UnknownNames, add_keywords, generated_key};
use super::json::{self, split};
use super::schema::header;
use super::tree::{Node, Table, Value};
use super::yaml;
use super::{Contents, Entry, ReadEntry, Reading};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::paper::{Origin, Paper};
use crate::source::{Source, Span};

mod dates;
mod names;
mod record;
mod variables;

/// A JSON file whose items are parsed on demand.
#[derive(Debug)]
struct Items {
    source: Arc<Source>,
    reading: Reading,
    /// The spans of the items and their keys.
    all: Vec<(Span, String)>,
}

impl ReadEntry for Items {
    fn read(&self, nth: usize) -> (Paper, Vec<Diagnostic>) {
        let (span, key) = &self.all[nth];
        let node = json::parse(&self.source.text, *span);
        let empty = Table::default();
        let table = match &node {
            Ok(Some(node)) => node.as_table().unwrap_or(&empty),
            _ => &empty,
        };
        let (paper, mut faults) =
            record::read(&self.source, header(&self.source.text, *span), key, table, self.reading);
        faults.extend(node.err().map(|error| {
            let found = Code::BadSyntax.at((&self.source, error.span), error.message);
            found.label("not JSON; the item is skipped").level(Level::Warning)
        }));
        (paper, faults)
    }
}

/// The data of an item that are read with the file.
#[derive(Default)]
struct ItemHead {
    key: Option<(String, Span)>,
    keywords: Vec<String>,
}

impl ItemHead {
    /// Reads a field; `node` returns its value.
    fn field<'t>(&mut self, name: &str, at: Span, node: impl FnOnce() -> Option<Node<'t>>, unknown: &mut UnknownNames) {
        match name {
            "id" => {
                if let Some(node) = node() {
                    let key = node.scalar().unwrap_or_default().split(char::is_control).collect::<Vec<_>>().join(" ");
                    self.key = Some((key, node.span)).filter(|(key, _)| !key.trim().is_empty());
                }
            }
            "keyword" | "keywords" | "categories" | "tags" => {
                if let Some(node) = node() {
                    add_keywords(&node, &mut self.keywords);
                }
            }
            _ if variables::is_known(name) => {}
            _ => unknown.count(name, at),
        }
    }

    /// Returns the key and the origin of the item.
    fn finish(&mut self, source: &Arc<Source>, item: Span, found: &mut Vec<Diagnostic>) -> (String, Origin) {
        let span = header(&source.text, item);
        let (key, at) = self.key.take().unwrap_or_else(|| {
            let key = generated_key(source, item.start);
            let missing = Code::BadSyntax.at((source, span), format!("item has no `id`; using `{key}`"));
            found.push(missing.level(Level::Warning).help("give it one: `\"id\": \"…\"`"));
            (key, Span::new(item.start, item.start))
        });
        (key, Origin { source: Arc::clone(source), span, key: at, merged: Vec::new() })
    }
}

/// Returns whether a list is a field of an item, such as `author`, rather than a list of items, which may be called `references`.
fn is_of_an_item(text: &str, list: &split::List) -> bool {
    let name = list.name.map(|name| &text[name.range()]);
    name.is_some_and(|name| name != "references" && variables::is_known(name))
}

/// Returns the contents of a file in the JSON of Zotero, whose items only resemble those of CSL.
fn zotero(source: &Arc<Source>, at: Span) -> Contents {
    let found = Code::BadValue.at((source, at), "this is Zotero's own JSON, not CSL-JSON");
    let found = found.help("export the library from Zotero as `CSL JSON`, `Better CSL JSON` or BibTeX");
    Contents { diagnostics: vec![found], incomplete: true, ..Contents::default() }
}

/// Reads JSON.
pub(super) fn read(source: &Arc<Source>, reading: Reading) -> Contents {
    let text = source.text.as_str();
    let mut lists = match split::lists(text) {
        Ok(lists) => lists,
        Err(error) => return Contents::invalid(source, error, "JSON"),
    };
    if lists.iter().any(|list| is_of_an_item(text, list)) {
        lists = vec![split::root(text)];
    }
    let mut contents = Contents::default();
    let mut unknown = UnknownNames::default();
    let mut items = Items { source: Arc::clone(source), reading, all: Vec::new() };
    let mut all = Vec::new();
    for &span in lists.iter().flat_map(|list| &list.items) {
        if text.as_bytes().get(span.start) != Some(&b'{') {
            contents.diagnostics.push(no_item(source, span));
            continue;
        }
        let mut head = ItemHead::default();
        for (at, value) in split::fields(text, span) {
            if &text[at.range()] == "itemType" {
                return zotero(source, at);
            }
            head.field(&text[at.range()], at, || json::parse(text, value).ok().flatten(), &mut unknown);
        }
        let (key, origin) = head.finish(source, span, &mut contents.diagnostics);
        items.all.push((span, key));
        all.push((origin, head.keywords));
    }
    contents.diagnostics.extend(unknown.fields(source));
    let keys: Vec<_> = items.all.iter().map(|(_, key)| key.clone()).collect();
    let file: Arc<dyn ReadEntry> = Arc::new(items);
    contents.entries.extend(all.into_iter().zip(keys).enumerate().map(|(nth, ((origin, keywords), key))| {
        let mut entry = Entry::unread(Arc::clone(&file), nth, key, Some(origin));
        entry.keywords = keywords;
        entry
    }));
    contents
}

/// Reads YAML: a list of items, or one under `references` or `items`.
pub(super) fn read_yaml(source: &Arc<Source>, reading: Reading) -> Contents {
    let roots = match yaml::read(&source.text) {
        Ok(roots) => roots,
        Err(error) => return Contents::invalid(source, error, "YAML"),
    };
    let mut contents = Contents::default();
    let mut unknown = UnknownNames::default();
    for root in &roots {
        match &root.value {
            Value::List(items) => list(source, items, reading, &mut contents, &mut unknown),
            Value::Table(table) => {
                for pair in table.0.iter().filter(|pair| matches!(&*pair.name, "references" | "items")) {
                    list(source, pair.node.items(), reading, &mut contents, &mut unknown);
                }
            }
            _ => contents.diagnostics.push(no_item(source, root.span)),
        }
    }
    contents.diagnostics.extend(unknown.fields(source));
    contents
}

fn list(
    source: &Arc<Source>,
    items: &[Node<'_>],
    reading: Reading,
    contents: &mut Contents,
    unknown: &mut UnknownNames,
) {
    for item in items {
        let Some(table) = item.as_table() else {
            contents.diagnostics.push(no_item(source, item.span));
            continue;
        };
        let mut head = ItemHead::default();
        for pair in &table.0 {
            head.field(&pair.name, pair.at, || Some(pair.node.clone()), unknown);
        }
        let (key, origin) = head.finish(source, item.span, &mut contents.diagnostics);
        let (paper, faults) = record::read(source, origin.span, &key, table, reading);
        let mut entry = Entry::external(paper, faults, origin);
        entry.keywords = head.keywords;
        contents.entries.push(entry);
    }
}

fn no_item(source: &Arc<Source>, span: Span) -> Diagnostic {
    let found = Code::BadSyntax.at((source, header(&source.text, span)), "no item of CSL".to_owned());
    found.level(Level::Warning).label("it is skipped").help("an item is a table of variables with an `id`")
}

/// Returns the span of a field of the schema in an item.
pub(super) fn locate(item: &Node<'_>, field: &str, nth: usize) -> Option<Span> {
    let names = match field {
        "abstract" => &["abstract"][..],
        "arxiv" => &["arxiv", "number", "archive_location", "archive-location", "note"],
        "authors" => &["author"],
        "categories" | "tags" => &["keyword", "keywords", "categories", "tags"],
        "date" => &["issued"],
        "doi" => &["DOI", "doi"],
        "editors" => &["editor"],
        "isbn" => &["ISBN", "isbn"],
        "issue" => &["issue", "number"],
        "links" => &["URL", "url"],
        "note" => &["annote"],
        "pages" => &["page"],
        "short" => &["title-short", "shortTitle"],
        "venue" => &["container-title", "event-title", "event", "publisher"],
        "venue-note" => &["collection-title"],
        other => &[other.strip_prefix("x.").unwrap_or(other)],
    };
    let name = names.iter().find(|name| item.as_table().is_some_and(|table| table.get(name).is_some()))?;
    match field {
        // The parts of a name or date are not list items.
        "authors" | "editors" => {
            let people = item.as_table()?.get(name)?;
            Some(people.items().get(nth).map_or(people.span, |person| person.span))
        }
        "date" => Some(item.as_table()?.get(name)?.span),
        _ => item.place(name, nth),
    }
}

#[cfg(test)]
mod tests;
