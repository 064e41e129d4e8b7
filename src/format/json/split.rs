//! Locates the values of a JSON text without parsing them, so that each can be parsed when it is needed.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::format::tree::SyntaxError;
use crate::source::Span;

/// A list of items.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::format) struct List {
    /// The name of the list, without quotes; `None` if the list is the root of the text.
    pub(in crate::format) name: Option<Span>,
    /// The list, brackets included.
    pub(in crate::format) span: Span,
    /// The items, of any type.
    pub(in crate::format) items: Vec<Span>,
}

/// Returns the lists at the top of a text: the root, or the lists in the root object. A root object without any list is
/// returned as the only item of a list.
///
/// # Errors
/// The first syntax error of the text.
pub(in crate::format) fn lists(text: &str) -> Result<Vec<List>, SyntaxError> {
    lists_of(text).map_err(|error| super::syntax_error(text, &error))
}

fn lists_of(text: &str) -> serde_json::Result<Vec<List>> {
    match text.trim_start().as_bytes().first() {
        Some(b'[') => Ok(vec![List { name: None, span: trimmed(text), items: items(text, text)? }]),
        Some(b'{') => {
            let mut lists = Vec::new();
            for (name, value) in serde_json::from_str::<Members<'_>>(text)?.0 {
                if value.get().starts_with('[') {
                    let (name, span) = (Some(unquoted(text, name)), span_of(text, value));
                    lists.push(List { name, span, items: items(text, value.get())? });
                }
            }
            Ok(if lists.is_empty() { vec![root(text)] } else { lists })
        }
        Some(_) => serde_json::from_str::<&RawValue>(text).map(|_| Vec::new()),
        None => Ok(Vec::new()),
    }
}

/// Returns the root object of a text as the only item of a list.
pub(in crate::format) fn root(text: &str) -> List {
    let span = trimmed(text);
    List { name: None, span: Span::new(span.start, span.start), items: vec![span] }
}

/// Returns the span of the value that begins at `start`, or `None` if it is invalid.
pub(in crate::format) fn value_at(text: &str, start: usize) -> Option<Span> {
    let mut values = serde_json::Deserializer::from_str(text.get(start..)?).into_iter::<&RawValue>();
    Some(span_of(text, values.next()?.ok()?))
}

/// Returns the fields of the object at `object`: each name, without quotes, and its value. Returns nothing for other values.
pub(in crate::format) fn fields(text: &str, object: Span) -> impl Iterator<Item = (Span, Span)> {
    let members = serde_json::from_str::<Members<'_>>(&text[object.range()]).map(|members| members.0);
    members.unwrap_or_default().into_iter().map(|(name, value)| (unquoted(text, name), span_of(text, value)))
}

/// The fields of an object as written.
struct Members<'t>(Vec<(&'t RawValue, &'t RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

fn items(text: &str, list: &str) -> serde_json::Result<Vec<Span>> {
    Ok(serde_json::from_str::<Vec<&RawValue>>(list)?.into_iter().map(|item| span_of(text, item)).collect())
}

/// The place of a value that was borrowed from `text`.
fn span_of(text: &str, value: &RawValue) -> Span {
    let start = value.get().as_ptr().addr() - text.as_ptr().addr();
    Span::new(start, start + value.get().len())
}

fn unquoted(text: &str, name: &RawValue) -> Span {
    let span = span_of(text, name);
    Span::new(span.start + 1, span.end - 1)
}

fn trimmed(text: &str) -> Span {
    Span::new(text.len() - text.trim_start().len(), text.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[(&str, &[&str])]) {
        let lists = lists(text).unwrap();
        let read: Vec<_> = lists
            .iter()
            .map(|list| {
                let items: Vec<_> = list.items.iter().map(|item| &text[item.range()]).collect();
                (list.name.map_or("", |name| &text[name.range()]), items)
            })
            .collect();
        assert_eq!(read, expect.iter().map(|(name, items)| (*name, items.to_vec())).collect::<Vec<_>>());
    }

    #[test]
    fn lists_are_located_with_their_items() {
        check("[]", &[("", &[])]);
        check("[{\"a\": \"}\\\"]\"}, {\"b\": [{}]}, 3 ]\n", &[("", &["{\"a\": \"}\\\"]\"}", "{\"b\": [{}]}", "3"])]);
        check("{\"x\": {\"y\": [1]}, \"items\": [{}], \"n\": 1}", &[("items", &["{}"])]);
        check(" {\"id\": 1}\n", &[("", &["{\"id\": 1}"])]);
        check("[\n{\n\"a\": [\n{\n}\n]\n},\n{}\n]", &[("", &["{\n\"a\": [\n{\n}\n]\n}", "{}"])]);
        check("", &[]);
        check("3", &[]);
    }

    #[test]
    fn invalid_json_has_no_lists() {
        for (text, at, message) in [
            (
                "[\n {\"a\": \"x},\n {\"b\": 1}\n]",
                12,
                "control character (\\u0000-\\u001F) found while parsing a string",
            ),
            ("[\n {\"a\": \"x}]", 9, "unterminated string literal"),
            ("[\n {\"a\": 1}},\n {\"b\": 1}\n]", 11, "unexpected close brace"),
            ("[] []", 3, "text cannot contain more than one JSON value"),
        ] {
            let error = lists(text).unwrap_err();
            assert_eq!((error.span.start, error.message.as_str()), (at, message), "{text}");
        }
    }

    #[test]
    fn fields_are_located() {
        let text = "{\"a\": \"b\", \"c\":[1, 2],\"d\":null}";
        let fields: Vec<_> = fields(text, Span::new(0, text.len()))
            .map(|(name, value)| (&text[name.range()], &text[value.range()]))
            .collect();
        assert_eq!(fields, [("a", "\"b\""), ("c", "[1, 2]"), ("d", "null")]);
    }
}
