//! Edits a field of a YAML entry in block style.

use crate::export::schema::Node;
use crate::export::yaml;
use crate::format::WrittenField;
use crate::source::{Span, line_end, line_start};

/// Returns the column of the fields of an entry in block style; `None` if it is in another.
fn column(text: &str, fields: &[WrittenField]) -> Option<usize> {
    let first = fields.first()?;
    let column = first.at.start - line_start(text, first.at.start);
    let begins = |field: &WrittenField| {
        let before = &text[line_start(text, field.at.start)..field.at.start];
        let own = before.trim_start_matches(' ');
        before.len() == column && (own.is_empty() || (field == first && own.trim_end() == "-"))
    };
    fields.iter().all(begins).then_some(column)
}

/// Returns the lines of the item with these fields. Comments above it are not included.
///
/// Returns `None` if the entry is not an item in block style.
pub(super) fn entry(text: &str, fields: &[WrittenField]) -> Option<Span> {
    let column = column(text, fields)?;
    let (first, last) = (fields.first()?, fields.last()?);
    let start = line_start(text, first.at.start);
    let end = end(text, last, column);
    text[start..first.at.start].contains('-').then(|| Span::new(start, (end + 1).min(text.len())))
}

/// Returns the replacement that sets a field, or removes it if `value` is `None`.
///
/// Returns `None` if the entry is not in block style.
pub(super) fn set(text: &str, fields: &[WrittenField], name: &str, value: Option<&Node>) -> Option<(Span, String)> {
    let column = column(text, fields)?;
    let at = fields.iter().position(|field| field.name == name);
    match (at, value) {
        (Some(at), Some(value)) => {
            let field = &fields[at];
            let new = lines(name, value, column);
            // A value on one line is replaced alone, so a comment after it is preserved.
            if let ([line], true) = (&new[..], is_on_one_line(text, field)) {
                let (_, value) = line.split_once(": ")?;
                return Some((field.value, value.to_owned()));
            }
            Some((Span::new(field.at.start, end(text, field, column)), new.join("\n").trim_start().to_owned()))
        }
        (None, Some(value)) => {
            let end = end(text, fields.last()?, column);
            Some((Span::new(end, end), format!("\n{}", lines(name, value, column).join("\n"))))
        }
        // The first field follows the hyphen of the item.
        (Some(0), None) => None,
        (Some(at), None) => {
            let end = end(text, &fields[at], column);
            let start = line_start(text, fields[at].at.start) - 1;
            Some((Span::new(start, end), String::new()))
        }
        (None, None) => Some((Span::default(), String::new())),
    }
}

/// Returns the lines of a field.
fn lines(name: &str, value: &Node, column: usize) -> Vec<String> {
    let text = yaml::document(&[(name.to_owned(), value.clone())]);
    let indent = " ".repeat(column);
    text.lines().map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") }).collect()
}

fn is_on_one_line(text: &str, field: &WrittenField) -> bool {
    let is_there = field.value.start < field.value.end && field.value.end <= line_end(text, field.at.start);
    is_there && text[field.at.end..field.value.start].trim() == ":"
}

/// Returns the end of the last line of a field, without comments and empty lines below it.
///
/// Uses indentation, because the parser does not report the end of a block.
fn end(text: &str, field: &WrittenField, column: usize) -> usize {
    let mut end = line_end(text, field.at.start);
    let mut next = end;
    while let Some(start) = text[next..].find('\n').map(|newline| next + newline + 1) {
        next = line_end(text, start);
        let line = text[start..next].trim_end();
        let own = line.trim_start_matches(' ');
        let indent = line.len() - own.len();
        let is_item = own == "-" || own.starts_with("- ");
        if indent > column && !own.is_empty() || indent == column && is_item {
            end = next;
        } else if !own.is_empty() && !own.starts_with('#') {
            break;
        }
    }
    end
}
