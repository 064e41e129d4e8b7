//! Updates a TOML data file: edits tables in place and appends new entries.

use serde_json::{Map, Value as Json};
use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, TomlError, Value};

use crate::export::{self, Changes, Revision};

/// Applies changes to the text of a file.
pub(super) fn revise(text: &str, changes: &Changes<'_>) -> Result<String, TomlError> {
    let mut document: DocumentMut = text.parse()?;
    for revision in &changes.revisions {
        if let Some(table) = papers(&mut document).and_then(|papers| papers.get_mut(revision.nth)) {
            update(table, revision);
        }
    }
    let mut whole = document.to_string();
    let categories = changes.categories.iter().map(|category| export::toml_category(category));
    for block in categories.chain(changes.papers.iter().map(export::toml_entry)) {
        if !whole.is_empty() {
            whole.push_str(if whole.ends_with('\n') { "\n" } else { "\n\n" });
        }
        whole.push_str(&block);
    }
    // A file in canonical form is written in canonical form.
    if export::canonical(text).is_ok_and(|canonical| canonical == text) {
        whole = export::canonical(&whole).unwrap_or(whole);
    }
    // `paper = [...]` cannot be followed by `[[paper]]`.
    whole.parse::<DocumentMut>()?;
    if text.contains("\r\n") {
        whole = whole.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    Ok(whole)
}

fn papers(document: &mut DocumentMut) -> Option<&mut ArrayOfTables> {
    document.get_mut("paper").and_then(Item::as_array_of_tables_mut)
}

fn update(table: &mut Table, revision: &Revision<'_>) {
    let values = export::fields(revision.paper);
    for name in &revision.fields {
        let value = values.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
        put(table, name, value);
    }
    let source = revision.x.as_ref().and_then(|x| x.get("source")).and_then(Json::as_object);
    if let Some(source) = source
        && let Some(x) = table.entry("x").or_insert_with(dotted).as_table_like_mut()
    {
        x.insert("source", Item::Value(inline(source).into()));
    }
}

/// Returns fingerprints as an inline table.
fn inline(source: &Map<String, Json>) -> InlineTable {
    source.iter().filter_map(|(name, print)| Some((name.as_str(), print.as_str()?))).collect()
}

/// Returns a table that is written with dotted keys.
fn dotted() -> Item {
    let mut table = Table::new();
    table.set_dotted(true);
    Item::Table(table)
}

/// Sets a field, preserving a comment after it, or removes it.
fn put(table: &mut Table, name: &str, value: Option<&str>) {
    let value = value.and_then(|value| value.parse::<Value>().ok());
    let Some(value) = value else {
        table.remove(name);
        return;
    };
    if let Value::InlineTable(fields) = value {
        let mut item = dotted();
        if let Item::Table(own) = &mut item {
            own.extend(fields);
        }
        table.insert(name, item);
        return;
    }
    let beside = table.get(name).and_then(Item::as_value).and_then(|old| old.decor().suffix()).cloned();
    let mut value = value.decorated(" ", "");
    if let Some(comment) = beside {
        value.decor_mut().set_suffix(comment);
    }
    table.insert(name, Item::Value(value));
}
