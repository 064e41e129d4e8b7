//! Reads a TOML file with its comments, so that it can be written in the canonical form.

use toml_edit::{Array, InlineTable, RawString, Table, Value as Written};

use super::{Document, Entry, Item, KeyValue, Value};

/// Why a file has no canonical form.
#[derive(Debug, PartialEq, Eq)]
pub struct FormatError {
    /// The byte offset of the cause.
    pub at: usize,
    /// The reason.
    pub reason: &'static str,
}

impl Document {
    /// Reads a data file with its comments.
    ///
    /// # Errors
    /// The first table or value that is no category and no paper, or the first syntax error.
    pub(in crate::export) fn read(text: &str) -> Result<Self, FormatError> {
        let document = toml_edit::Document::parse(text).map_err(|error| FormatError {
            at: error.span().unwrap_or_default().start,
            reason: "it is not valid TOML",
        })?;
        let mut tables = Vec::new();
        for (name, item) in document.iter() {
            let key = document.key(name).and_then(toml_edit::Key::span);
            let error = |reason| Err(FormatError { at: key.unwrap_or_default().start, reason });
            match item {
                toml_edit::Item::ArrayOfTables(array) if matches!(name, "category" | "paper") => {
                    tables.extend(array.iter().map(|table| (name, table)));
                }
                toml_edit::Item::ArrayOfTables(_) => {
                    return error("a list of tables that are neither categories nor papers");
                }
                toml_edit::Item::Table(table) if !table.is_dotted() => {
                    return error("a table that is neither a category nor a paper");
                }
                _ => return error("a value above the first category or paper"),
            }
        }
        tables.sort_by_key(|(_, table)| start(table));
        let reader = Reader { text };
        let mut read = Self::default();
        for (name, table) in tables {
            let lines = reader.lines(table.decor().prefix());
            let above = if let Some(last) = read.entries.last_mut() {
                let (below, above) = split_first(lines);
                last.below.extend(below);
                above
            } else {
                let (preamble, above) = split_last(&lines);
                read.preamble = preamble;
                above
            };
            let beside = reader.comments(table.decor().suffix()).next();
            let mut entry = Entry { above, beside, ..Entry::new(name) };
            reader.fields(&mut entry, &[], table, Vec::new())?;
            read.entries.push(entry);
        }
        let mut end = reader.lines(Some(document.trailing()));
        match read.entries.last_mut() {
            None => read.preamble = trimmed(&end),
            Some(last) => {
                // The end of the file divides comments as an empty line does.
                end.push(String::new());
                let (below, end) = split_first(end);
                last.below.extend(below);
                read.end = end;
            }
        }
        Ok(read)
    }
}

/// Where the header of a table begins.
fn start(table: &Table) -> usize {
    table.span().unwrap_or_default().start
}

struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    /// The lines between two items: comments, and empty strings for empty lines.
    fn lines(&self, raw: Option<&RawString>) -> Vec<String> {
        let text = &self.text[raw.and_then(RawString::span).unwrap_or_default()];
        let lines = text.split_inclusive('\n').filter(|line| line.ends_with('\n') || !line.trim().is_empty());
        lines.map(|line| line.trim().to_owned()).collect()
    }

    fn comments(&self, raw: Option<&RawString>) -> impl Iterator<Item = String> {
        self.lines(raw).into_iter().filter(|line| !line.is_empty())
    }

    /// Reads the fields of a table and of the tables in it; `above` are comments for the first of them.
    fn fields(
        &self,
        entry: &mut Entry,
        under: &[String],
        table: &Table,
        mut above: Vec<String>,
    ) -> Result<(), FormatError> {
        for (keys, value) in table.get_values() {
            let path: Vec<_> = under.iter().cloned().chain(keys.iter().map(|key| key.get().to_owned())).collect();
            above.extend(keys.last().into_iter().flat_map(|key| self.comments(key.leaf_decor().prefix())));
            let custom = path[0] == "x";
            let by_line = !(custom && path.len() > 1 && value.is_inline_table());
            let mut above = std::mem::take(&mut above);
            let beside = self.comments(value.decor().suffix()).next();
            let value = textual(&path[0], self.value(value, &mut above, by_line, custom));
            entry.push(KeyValue { path, above, value, beside });
        }
        // Comments of a header that has no fields below it.
        entry.below.append(&mut above);
        for (name, item) in table {
            match item {
                toml_edit::Item::Table(inner) if !inner.is_dotted() => {
                    let decor = inner.decor();
                    let above = self.comments(decor.prefix()).chain(self.comments(decor.suffix())).collect();
                    let under: Vec<_> = under.iter().cloned().chain([name.to_owned()]).collect();
                    self.fields(entry, &under, inner, above)?;
                }
                toml_edit::Item::ArrayOfTables(array) => {
                    let reason = "a list of tables that are neither categories nor papers";
                    return Err(FormatError { at: array.iter().next().map_or(0, start), reason });
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads a value. Its comments go to `above`, but for those of lists that are written `by_line`: a table of custom
    /// fields (`custom`) is written on one line.
    fn value(&self, value: &Written, above: &mut Vec<String>, by_line: bool, custom: bool) -> Value {
        match value {
            Written::String(text) => Value::Text(text.value().clone()),
            Written::Array(array) if by_line => self.list(array),
            Written::Array(array) => {
                let items = array.iter().map(|item| Item::new(self.commented(item, above)));
                let items = items.collect();
                above.extend(self.comments(Some(array.trailing())));
                Value::List(items, Vec::new())
            }
            Written::InlineTable(table) => self.table(table, above, by_line, custom),
            other => Value::Raw(self.text[other.span().unwrap_or_default()].to_owned()),
        }
    }

    /// Reads a value on one line, with the comments around it.
    fn commented(&self, value: &Written, above: &mut Vec<String>) -> Value {
        above.extend(self.comments(value.decor().prefix()));
        let read = self.value(value, above, false, false);
        above.extend(self.comments(value.decor().suffix()));
        read
    }

    fn table(&self, table: &InlineTable, above: &mut Vec<String>, by_line: bool, custom: bool) -> Value {
        let mut fields = Vec::new();
        for (keys, value) in table.get_values() {
            above.extend(keys.last().into_iter().flat_map(|key| self.comments(key.leaf_decor().prefix())));
            let by_line = by_line && !(custom && value.is_inline_table());
            let read = self.value(value, above, by_line, custom);
            above.extend(self.comments(value.decor().suffix()));
            fields.push((keys.iter().map(|key| key.get().to_owned()).collect(), read));
        }
        above.extend(self.comments(Some(table.trailing())));
        Value::Table(fields)
    }

    /// Reads a list whose items keep their comments.
    fn list(&self, array: &Array) -> Value {
        let (mut items, mut above) = (Vec::<Item>::new(), Vec::new());
        for item in array {
            above.extend(self.after_item(item.decor().prefix(), items.last_mut()));
            let mut own = std::mem::take(&mut above);
            let value = self.value(item, &mut own, false, false);
            items.push(Item { above: own, value, beside: None });
            above.extend(self.after_item(item.decor().suffix(), items.last_mut()));
        }
        above.extend(self.after_item(Some(array.trailing()), items.last_mut()));
        Value::List(items, above)
    }

    /// The comments after an item of a list; one on the line of the item is given to it.
    fn after_item(&self, raw: Option<&RawString>, item: Option<&mut Item>) -> Vec<String> {
        let mut lines = self.lines(raw);
        if let (Some(first), Some(item)) = (lines.first(), item)
            && !first.is_empty()
            && item.beside.is_none()
        {
            item.beside = Some(lines.remove(0));
        }
        lines.retain(|line| !line.is_empty());
        lines
    }
}

/// A date or a number of a field that holds a text, as a text.
fn textual(field: &str, value: Value) -> Value {
    let is_text = matches!(field, "added" | "date" | "issue" | "pages" | "volume");
    match value {
        Value::Raw(raw) if is_text && raw.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => Value::Text(raw),
        value => value,
    }
}

/// Removes the empty lines at the beginning and the end.
fn trimmed(lines: &[String]) -> Vec<String> {
    let from = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let to = lines.iter().rposition(|line| !line.is_empty()).map_or(from, |at| at + 1);
    lines[from..to].to_vec()
}

/// Splits comments at the first empty line; without one all are in the second part.
fn split_first(lines: Vec<String>) -> (Vec<String>, Vec<String>) {
    match lines.iter().position(String::is_empty) {
        Some(at) => (lines[..at].to_vec(), trimmed(&lines[at..])),
        None => (Vec::new(), lines),
    }
}

/// Splits comments at the last empty line, or after the `#:schema` line; without either all are in the second part.
fn split_last(lines: &[String]) -> (Vec<String>, Vec<String>) {
    let after = lines.iter().rposition(String::is_empty).map_or(0, |at| at + 1);
    let schema = lines.iter().rposition(|line| line.starts_with("#:")).map_or(0, |at| at + 1);
    let at = after.max(schema);
    (trimmed(&lines[..at]), trimmed(&lines[at..]))
}
