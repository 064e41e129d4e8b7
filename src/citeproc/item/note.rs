//! Variables in the note of an item, where citation managers put what they have no field for.
//!
//! Lines `variable: value` at the start of the note, and `{:variable: value}` anywhere. What an item has already is not
//! changed, and lines that are something else stay in the note.

use serde_json::Value;

use super::json::{old_kind, set_text};
use super::{Date, Item, Name, Text};
use crate::citeproc::variable::{AnyVariable, Kind, Variable};

/// Moves variables out of the note.
pub(super) fn read(item: &mut Item) {
    let Some(note) = item.text(Variable::Note).map(|text| text.plain.clone()) else { return };
    if !note.contains(':') {
        return;
    }
    let mut rest: Vec<&str> = Vec::new();
    let mut at_start = true;
    for (at, line) in note.lines().enumerate() {
        let taken = at_start && line.split_once(':').is_some_and(|(name, value)| set(item, name.trim(), value.trim()));
        if !taken {
            if at_start && let Some((name, value)) = field(line) {
                // Other programs have fields of theirs.
                item.extra.insert(name.to_owned(), Value::from(value));
                continue;
            }
            // The first line may be a note of its own.
            at_start &= at == 0 || line.trim().is_empty();
            rest.push(line);
        }
    }
    let rest = braced(item, &rest.join("\n"));
    item.replace(Variable::Note, Text::plain(rest.trim()));
}

/// The field that a line looks like.
fn field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_'));
    is_name.then(|| (name, value.trim()))
}

/// Takes `{:variable: value}` out of a text.
fn braced(item: &mut Item, text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{:") {
        let Some(end) = rest[start..].find('}') else { break };
        let inner = &rest[start + 2..start + end];
        let taken = inner.split_once(':').is_some_and(|(name, value)| set(item, name.trim(), value.trim()));
        out.push_str(&rest[..if taken { start } else { start + end + 1 }]);
        rest = &rest[start + end + 1..];
    }
    out + rest
}

fn set(item: &mut Item, name: &str, value: &str) -> bool {
    if value.is_empty() {
        return false;
    }
    if name == "type" {
        let kind = Kind::by_name(old_kind(value));
        item.kind = kind.unwrap_or(item.kind);
        return kind.is_some();
    }
    match AnyVariable::lookup(name) {
        Some(AnyVariable::Text(variable)) => {
            if item.text(variable).is_none() {
                set_text(item, variable, name, value);
            }
        }
        Some(AnyVariable::Date(variable)) => {
            if item.date(variable).is_none() {
                item.set_date(variable, Date::parse(value));
            }
        }
        Some(AnyVariable::Names(variable)) => {
            let mut names = item.names(variable).to_vec();
            names.push(name_of(value));
            item.set_names(variable, names);
        }
        None => return false,
    }
    true
}

/// `Family || Given`, or a name without parts.
fn name_of(value: &str) -> Name {
    match value.split_once("||") {
        Some((family, given)) => {
            let name = Name { family: family.trim().to_owned(), given: given.trim().to_owned(), ..Name::default() };
            name.with_particles()
        }
        None => Name::literal(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::citeproc::variable::DateVariable;

    #[test]
    fn lines_become_variables() {
        let json = r#"{"id": "a", "type": "book", "note": "PMID: 12\nsubmitted: 2001-02-03\nAn own note.\nPMCID: 4"}"#;
        let item: Item = serde_json::from_str(json).unwrap();
        assert_eq!(item.text(Variable::Pmid).unwrap().plain, "12");
        assert_eq!(item.date(DateVariable::Submitted).unwrap().start.month, Some(2));
        assert_eq!(item.text(Variable::Note).unwrap().plain, "An own note.\nPMCID: 4");
        let json = r#"{"id": "a", "type": "book", "note": "See {:genre: Talk} too: fine"}"#;
        let item: Item = serde_json::from_str(json).unwrap();
        assert_eq!(item.text(Variable::Genre).unwrap().plain, "Talk");
        assert_eq!(item.text(Variable::Note).unwrap().plain, "See  too: fine");
    }
}
