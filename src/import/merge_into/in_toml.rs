//! Updates a TOML data file: edits tables in place and appends new entries.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TableLike, TomlError, Value};

use crate::export::{self, Changes, Revision};

/// Applies changes to the text of a file.
pub(super) fn revise(text: &str, changes: &Changes<'_>) -> Result<String, TomlError> {
    let mut document: DocumentMut = text.parse()?;
    for revision in &changes.revisions {
        if let Some(table) = papers(&mut document).and_then(|papers| papers.get_mut(revision.nth)) {
            update(table, revision);
        }
    }
    let mut removed = changes.removed.clone();
    removed.sort_unstable();
    for nth in removed.into_iter().rev() {
        if let Some(papers) = papers(&mut document) {
            papers.remove(nth);
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
    if let Some(x) = &revision.x
        && let Some(own) = table.get_mut("x").and_then(Item::as_table_like_mut)
    {
        let names: Vec<_> = own.iter().map(|(name, _)| name.to_owned()).collect();
        for name in names.iter().filter(|name| !x.contains_key(*name)) {
            own.remove(name);
        }
        if own.is_empty() {
            table.remove("x");
        }
    }
}

/// Returns a table that is written with dotted keys.
fn dotted() -> Item {
    let mut table = Table::new();
    table.set_dotted(true);
    Item::Table(table)
}

/// Sets a field, preserving the comments above and after it, or removes it.
fn put(table: &mut Table, name: &str, value: Option<&str>) {
    let value = value.and_then(|value| value.parse::<Value>().ok());
    let Some(value) = value else {
        table.remove(name);
        return;
    };
    match value {
        Value::InlineTable(fields) => {
            if !table.get(name).is_some_and(Item::is_table_like) {
                table.remove(name);
            }
            let own = table.entry(name).or_insert_with(dotted);
            if let Some(own) = own.as_table_like_mut() {
                let names: Vec<_> = own.iter().map(|(name, _)| name.to_owned()).collect();
                for name in names.iter().filter(|name| !fields.contains_key(name)) {
                    own.remove(name);
                }
                for (name, value) in fields {
                    set(own, &name, value);
                }
            }
        }
        value => set(table, name, value),
    }
}

/// Sets a value, preserving the comments above and after it.
fn set(table: &mut dyn TableLike, name: &str, value: Value) {
    let mut value = value.decorated(" ", "");
    match table.get_mut(name) {
        Some(item) => {
            if let Some(suffix) = item.as_value().and_then(|old| old.decor().suffix()).cloned() {
                value.decor_mut().set_suffix(suffix);
            }
            *item = Item::Value(value);
        }
        None => {
            table.insert(name, Item::Value(value));
        }
    }
}
