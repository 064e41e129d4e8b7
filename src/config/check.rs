//! Type checks of configuration values.

use serde_json::Value;

use super::book_toml::{BookToml, KeyPart};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::options::{Style, ValueType};

/// A value of the wrong type, or outside the accepted ones.
pub(super) struct InvalidValue {
    value: String,
    expected: String,
    near: Option<&'static str>,
}

impl InvalidValue {
    /// Returns the diagnostic for the value of `key`.
    pub(super) fn at(self, key: &str, toml: &BookToml<'_>) -> Diagnostic {
        let InvalidValue { value, expected, near } = self;
        let (place, origin) = toml.place_and_origin(key, KeyPart::Value);
        let diagnostic = Code::BadValue.at(place, format!("`{key}` cannot be `{value}`{origin}")).expected(expected);
        diagnostic.did_you_mean(near)
    }
}

/// Checks a value against the type of its key.
pub(super) fn check(takes: ValueType, value: &Value) -> Result<(), InvalidValue> {
    let expect = |is_valid: bool, expected: &str| {
        if is_valid {
            Ok(())
        } else {
            Err(InvalidValue { value: value.to_string(), expected: expected.to_owned(), near: None })
        }
    };
    let is_path = |value: &Value| value.as_str().is_some_and(|path| !path.trim().is_empty());
    match takes {
        ValueType::Flag => expect(value.is_boolean(), "`true` or `false`"),
        ValueType::FlagOr(words) => {
            if value.is_boolean() {
                Ok(())
            } else {
                one_of(words, value)
            }
        }
        ValueType::Number => expect(value.is_u64(), "a number"),
        ValueType::Style | ValueType::ReferenceStyle => {
            let numeric = (takes == ValueType::ReferenceStyle).then_some("numeric");
            match value.as_str() {
                Some(written) if numeric == Some(written) || Style::parse(written).is_known() => Ok(()),
                Some(written) => {
                    let near = nearest(written, Style::names().chain(numeric));
                    let or = numeric.map_or("", |_| "`numeric`, or ");
                    Err(InvalidValue { value: plain(value), expected: format!("{or}{}", Style::expected()), near })
                }
                None => expect(false, "the name of a style"),
            }
        }
        ValueType::Text
        | ValueType::SortFields
        | ValueType::Words
        | ValueType::Types
        | ValueType::Years
        | ValueType::Date
        | ValueType::Expression
        | ValueType::Level
        | ValueType::Keys => expect(value.is_string(), "a string"),
        ValueType::OneOf(words) => one_of(words, value),
        ValueType::ListOf(words) => match value.as_array() {
            Some(values) => values.iter().try_for_each(|value| one_of(words, value)),
            None => expect(false, "a list"),
        },
        ValueType::Texts | ValueType::Names => expect(
            is_path(value) || value.as_array().is_some_and(|values| values.iter().all(is_path)),
            if takes == ValueType::Texts { "a list of paths" } else { "a list of names" },
        ),
        ValueType::Table => {
            let table = value.as_object();
            expect(table.is_some_and(|table| table.values().all(Value::is_string)), "a table of strings")
        }
    }
}

fn one_of(words: &'static [&'static str], value: &Value) -> Result<(), InvalidValue> {
    let word = value.as_str().unwrap_or_default();
    if words.contains(&word) {
        return Ok(());
    }
    let expected = format!("one of {}", words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "));
    Err(InvalidValue { value: plain(value), expected, near: nearest(word, words.iter().copied()) })
}

/// Formats a value for a message: a string without its quotes, anything else as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
