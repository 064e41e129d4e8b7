//! Writes values as YAML in block style; ambiguous scalars are quoted.

use std::fmt::Write as _;

use super::schema::Node;

/// The maximum length of a key without `?`, in characters, which is less than YAML's limit of 1024.
const MAX_KEY: usize = 1000;

/// Returns a table as a document.
pub(super) fn document(fields: &[(String, Node)]) -> String {
    let mut out = String::new();
    table(&mut out, fields, 0);
    out
}

/// Writes the fields of a table; the first continues the current line.
fn table(out: &mut String, fields: &[(String, Node)], indent: usize) {
    for (nth, (name, value)) in fields.iter().enumerate() {
        if nth > 0 {
            out.push_str(&" ".repeat(indent));
        }
        let key = scalar(name);
        if key.chars().count() > MAX_KEY {
            // An explicit key.
            let _ = write!(out, "? {key}\n{}", " ".repeat(indent));
        } else {
            out.push_str(&key);
        }
        out.push(':');
        match value {
            Node::Text(text) => field_text(out, text, indent),
            Node::Other(value) => {
                out.push(' ');
                out.push_str(&value.to_string());
                out.push('\n');
            }
            Node::List(items) if items.is_empty() => out.push_str(" []\n"),
            Node::List(items) => {
                out.push('\n');
                list(out, items, indent + 2);
            }
            Node::Table(inner) if inner.is_empty() => out.push_str(" {}\n"),
            Node::Table(inner) => {
                out.push('\n');
                out.push_str(&" ".repeat(indent + 2));
                table(out, inner, indent + 2);
            }
        }
    }
}

fn list(out: &mut String, items: &[Node], indent: usize) {
    for item in items {
        out.push_str(&" ".repeat(indent));
        out.push_str("- ");
        match item {
            Node::Text(text) => {
                out.push_str(&scalar(text));
                out.push('\n');
            }
            Node::Table(fields) if !fields.is_empty() => table(out, fields, indent + 2),
            // Nested lists are written as JSON, which is valid YAML.
            other => {
                out.push_str(&serde_json::to_string(other).unwrap_or_default());
                out.push('\n');
            }
        }
    }
}

/// Writes the text of a field, as a literal block if it has several lines.
fn field_text(out: &mut String, text: &str, indent: usize) {
    let plain = text.chars().all(|c| c == '\n' || is_printable(c));
    let blocky = text.contains('\n') && plain && !text.starts_with([' ', '\n']) && !text.ends_with(['\n', ' ']);
    if !blocky {
        out.push(' ');
        out.push_str(&scalar(text));
        out.push('\n');
        return;
    }
    out.push_str(" |-\n");
    for line in text.split('\n') {
        if !line.is_empty() {
            out.push_str(&" ".repeat(indent + 2));
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// Returns a text on one line, quoted if it could be read as another type.
fn scalar(text: &str) -> String {
    let first = text.chars().next().is_some_and(char::is_alphabetic);
    let harmless = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '(' | ')' | '\'' | ';');
    let word = text.to_ascii_lowercase();
    let reserved = matches!(word.as_str(), "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n");
    if first && !reserved && text.chars().all(harmless) && !text.ends_with(' ') {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c if u32::from(c) > 0xFFFF => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
        }
    }
    out + "\""
}

/// Whether YAML allows a character unescaped and does not treat it as a line break.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{A0}'..='\u{2027}' | '\u{202A}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
        && c != '\u{FEFF}'
}
