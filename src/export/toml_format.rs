//! The canonical form of our own schema in TOML: categories first, fields in one order, long lists wrapped.
//!
//! What `export` writes and what `fmt` makes of a file are both a [`Document`], so that they look the same.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use crate::paper::Field;

mod read;

pub use read::FormatError;

/// The columns that a list is wrapped to.
const WIDTH: usize = 110;

/// The order of the fields of a category; those of a paper have theirs in [`Field`].
const CATEGORY_ORDER: &[&str] = &["id", "title", "translations", "intro", "order", "x"];

/// A data file.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Comments above everything.
    pub(super) preamble: Vec<String>,
    /// The entries.
    pub(super) entries: Vec<Entry>,
    /// Comments below everything.
    pub(super) end: Vec<String>,
}

/// A `[[category]]` or a `[[paper]]`.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) name: String,
    /// Comments above the header, with the empty lines between them.
    pub(super) above: Vec<String>,
    /// A comment on the line of the header.
    pub(super) beside: Option<String>,
    pub(super) fields: Vec<KeyValue>,
    /// Comments after the last field.
    pub(super) below: Vec<String>,
}

/// A value with its name and comments.
#[derive(Debug)]
pub(super) struct KeyValue {
    pub(super) path: Vec<String>,
    pub(super) above: Vec<String>,
    pub(super) value: Value,
    pub(super) beside: Option<String>,
}

/// What stands after the equals sign.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    /// A number, a date or a truth, as written.
    Raw(String),
    /// Items, and the comments after the last.
    List(Vec<Item>, Vec<String>),
    Table(Vec<(Vec<String>, Value)>),
}

/// A value in a list.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) above: Vec<String>,
    pub(super) value: Value,
    pub(super) beside: Option<String>,
}

impl Item {
    pub(super) fn new(value: Value) -> Self {
        Self { above: Vec::new(), value, beside: None }
    }
}

impl Entry {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Adds a field; a table becomes a field for each of its values, but for the tables among the user's own fields.
    pub(super) fn push(&mut self, field: KeyValue) {
        let KeyValue { path, mut above, value, mut beside } = field;
        let own = path.len() > 1 && path[0] == "x";
        match value {
            Value::Table(fields) if !fields.is_empty() && !own => {
                for (name, value) in fields {
                    let path = path.iter().cloned().chain(name).collect();
                    let (above, beside) = (std::mem::take(&mut above), beside.take());
                    self.push(KeyValue { path, above, value, beside });
                }
            }
            value => self.fields.push(KeyValue { path, above, value, beside }),
        }
    }

    /// Adds a field without comments.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.push(KeyValue { path: vec![name.to_owned()], above: Vec::new(), value, beside: None });
    }

    fn write(&mut self, out: &mut String) {
        for line in &self.above {
            out.push_str(line);
            out.push('\n');
        }
        let _ = write!(out, "[[{}]]", self.name);
        end_line(out, self.beside.as_deref());
        self.fields.sort_by_key(|field| rank(&self.name, &field.path[0]));
        for field in &self.fields {
            for line in &field.above {
                out.push_str(line);
                out.push('\n');
            }
            let name = path(&field.path);
            out.push_str(&name);
            out.push_str(" = ");
            out.push_str(&value(&name, &field.value));
            end_line(out, field.beside.as_deref());
        }
        for line in &self.below {
            out.push_str(line);
            out.push('\n');
        }
    }
}

impl Document {
    /// The text of the file.
    pub(super) fn write(mut self) -> String {
        let mut out = String::new();
        for line in &self.preamble {
            out.push_str(line);
            out.push('\n');
        }
        self.entries.sort_by_key(|entry| entry.name != "category");
        for entry in &mut self.entries {
            if !out.is_empty() {
                out.push('\n');
            }
            entry.write(&mut out);
        }
        if !self.end.is_empty() && !out.is_empty() {
            out.push('\n');
        }
        for line in &self.end {
            out.push_str(line);
            out.push('\n');
        }
        out
    }
}

/// The value of a field of that name.
pub(super) fn value(name: &str, value: &Value) -> String {
    match value {
        Value::Text(text) => long_text(text),
        Value::List(items, end) => {
            let mut out = String::new();
            list(&mut out, UnicodeWidthStr::width(name) + 3, items, end);
            out
        }
        value => inline(value),
    }
}

fn end_line(out: &mut String, beside: Option<&str>) {
    if let Some(comment) = beside {
        out.push_str("  ");
        out.push_str(comment);
    }
    out.push('\n');
}

/// The position of a field in an entry; an unknown one comes after all others.
fn rank(entry: &str, field: &str) -> usize {
    let rank = match entry {
        "category" => CATEGORY_ORDER.iter().position(|name| *name == field),
        _ => Field::in_toml_order().position(|(name, _)| name == field),
    };
    rank.unwrap_or(usize::MAX)
}

fn path(path: &[String]) -> String {
    let bare = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let key = |name: &String| if bare(name) { name.clone() } else { short_text(name) };
    path.iter().map(key).collect::<Vec<_>>().join(".")
}

/// A list on one line, or wrapped; one with comments has a line for each value.
fn list(out: &mut String, indent: usize, items: &[Item], end: &[String]) {
    let commented = !end.is_empty() || items.iter().any(|item| item.beside.is_some() || !item.above.is_empty());
    let values: Vec<_> = items.iter().map(|item| inline(&item.value)).collect();
    let whole = format!("[{}]", values.join(", "));
    if !commented && indent + UnicodeWidthStr::width(whole.as_str()) <= WIDTH {
        out.push_str(&whole);
        return;
    }
    out.push_str("[\n");
    let mut column = 0;
    for (item, value) in items.iter().zip(&values) {
        let width = UnicodeWidthStr::width(value.as_str()) + 1;
        if commented || column == 0 || column + 1 + width > WIDTH {
            if column > 0 {
                out.push('\n');
            }
            for line in &item.above {
                out.push_str("    ");
                out.push_str(line);
                out.push('\n');
            }
            out.push_str("    ");
            column = 4;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(value);
        out.push(',');
        column += width;
        if let Some(comment) = &item.beside {
            out.push_str("  ");
            out.push_str(comment);
        }
    }
    if column > 0 {
        out.push('\n');
    }
    for line in end {
        out.push_str("    ");
        out.push_str(line);
        out.push('\n');
    }
    out.push(']');
}

/// A value on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::Text(text) => short_text(text),
        Value::Raw(raw) => raw.clone(),
        Value::List(items, _) => {
            format!("[{}]", items.iter().map(|item| inline(&item.value)).collect::<Vec<_>>().join(", "))
        }
        Value::Table(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Table(fields) => {
            let fields: Vec<_> =
                fields.iter().map(|(name, value)| format!("{} = {}", path(name), inline(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
    }
}

/// A text, on several lines if it has several.
fn long_text(text: &str) -> String {
    let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    if !text.contains('\n') {
        return short_text(text);
    }
    if text.contains('\\') && !text.contains("'''") && !text.ends_with('\'') && text.chars().all(plain) {
        return format!("'''\n{text}'''");
    }
    let mut out = String::from("\"\"\"\n");
    let mut quotes = 0;
    let last = text.len() - 1;
    for (at, c) in text.char_indices() {
        quotes = if c == '"' { quotes + 1 } else { 0 };
        match c {
            '"' if quotes == 3 || at == last => {
                out.push_str("\\\"");
                quotes = 0;
            }
            '"' | '\n' => out.push(c),
            c => escape(c, &mut out),
        }
    }
    out + "\"\"\""
}

/// A text on one line.
fn short_text(text: &str) -> String {
    let plain = |c: char| !c.is_control() || c == '\t';
    if text.contains(['"', '\\']) && !text.contains('\'') && text.chars().all(plain) {
        return format!("'{text}'");
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            c => escape(c, &mut out),
        }
    }
    out + "\""
}

fn escape(c: char, out: &mut String) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push('\t'),
        c if c.is_control() => {
            let _ = write!(out, "\\u{:04X}", u32::from(c));
        }
        c => out.push(c),
    }
}
