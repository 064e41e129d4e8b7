//! Edits a field of a JSON object.

use crate::export::append::{indent, json_value};
use crate::export::schema::Node;
use crate::format::WrittenField;
use crate::source::Span;

/// Returns the object with these fields, and the comma that separates it from another.
pub(super) fn entry(text: &str, fields: &[WrittenField]) -> Option<Span> {
    let (first, last) = (fields.first()?, fields.last()?);
    let start = text[..first.at.start].trim_end().strip_suffix('{')?.len();
    let end = text.len() - text[last.value.end..].trim_start().strip_prefix('}')?.len();
    if let Some(next) = text[end..].trim_start().strip_prefix(',') {
        return Some(Span::new(start, text.len() - next.trim_start().len()));
    }
    let before = text[..start].trim_end();
    Some(Span::new(before.strip_suffix(',').map_or(start, str::len), end))
}

/// Returns the replacement that sets a field, or removes it if `value` is `None`.
pub(super) fn set(text: &str, fields: &[WrittenField], name: &str, value: Option<&Node>) -> Option<(Span, String)> {
    let at = fields.iter().position(|field| field.name == name);
    match (at, value) {
        (Some(at), Some(value)) => {
            let field = &fields[at];
            Some((field.value, json_value(value, indent(text, field.at.start))))
        }
        (None, Some(value)) => {
            let last = fields.last()?;
            let name = serde_json::to_string(name).ok()?;
            let indent = indent(text, last.at.start);
            let before = indent.map_or(" ".to_owned(), |indent| format!("\n{indent}"));
            Some((Span::new(last.value.end, last.value.end), format!(",{before}{name}: {}", json_value(value, indent))))
        }
        // The comma before or after the field goes too.
        (Some(0), None) => Some((Span::new(fields[0].at.start, fields.get(1)?.at.start), String::new())),
        (Some(at), None) => Some((Span::new(fields[at - 1].value.end, fields[at].value.end), String::new())),
        (None, None) => Some((Span::default(), String::new())),
    }
}
