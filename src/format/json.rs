//! Parses JSON to a tree.

use std::borrow::Cow;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde::de::IgnoredAny;

use super::tree::{Node, Pair, SyntaxError, Table, Value};
use crate::source::{Span, floor_char_boundary};

pub(super) mod split;

/// Parses a text; an empty one has no root.
///
/// # Errors
/// The first syntax error.
pub(super) fn read(text: &str) -> Result<Vec<Node<'_>>, SyntaxError> {
    match parse(text, Span::new(0, text.len())) {
        Ok(root) => Ok(root.into_iter().collect()),
        Err(error) => {
            Err(serde_json::from_str::<IgnoredAny>(text).map_or_else(|strict| syntax_error(text, &strict), |_| error))
        }
    }
}

/// Returns the error of the parser that stopped first: its position is nearer to the cause.
fn syntax_error(text: &str, error: &serde_json::Error) -> SyntaxError {
    let line: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = floor_char_boundary(text, line + error.column().saturating_sub(1));
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    let error = SyntaxError { span: Span::new(at, at), message };
    parse(text, Span::new(0, text.len())).err().filter(|other| other.span.start <= at).unwrap_or(error)
}

/// Parses the value that begins at `start`. Returns `None` if it is invalid.
pub(super) fn entry_at(text: &str, start: usize) -> Option<Node<'_>> {
    parse(text, split::value_at(text, start)?).ok()?
}

/// Parses the text at `span`: one value, or nothing but whitespace.
///
/// # Errors
/// The first syntax error.
pub(super) fn parse(text: &str, span: Span) -> Result<Option<Node<'_>>, SyntaxError> {
    const STRICT: ParseOptions = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    match parse_to_ast(&text[span.range()], &CollectOptions::default(), &STRICT) {
        Ok(parsed) => Ok(parsed.value.map(|value| node(value, span.start))),
        Err(error) => {
            let range = error.range();
            let place = |at: usize| floor_char_boundary(text, (span.start + at).min(span.end));
            let message = error.kind().to_string();
            let mut rest = message.chars();
            let first = rest.next().map(|first| first.to_lowercase().collect::<String>()).unwrap_or_default();
            let message = first + rest.as_str().trim_end_matches('.');
            Err(SyntaxError { span: Span::new(place(range.start), place(range.end.min(range.start + 1))), message })
        }
    }
}

fn node(value: ast::Value<'_>, shift: usize) -> Node<'_> {
    let range = value.range();
    let span = Span::new(range.start, range.end).shifted(shift);
    let value = match value {
        ast::Value::StringLit(text) => Value::Text(text.value),
        ast::Value::NumberLit(number) => Value::Number(number.value.into()),
        ast::Value::BooleanLit(boolean) => Value::Boolean(if boolean.value { "true" } else { "false" }.into()),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(array) => Value::List(array.elements.into_iter().map(|item| node(item, shift)).collect()),
        ast::Value::Object(object) => Value::Table(Table(
            object
                .properties
                .into_iter()
                .map(|property| {
                    let (name, range) = match property.name {
                        ast::ObjectPropName::String(name) => (name.value, name.range),
                        ast::ObjectPropName::Word(name) => (Cow::Borrowed(name.value), name.range),
                    };
                    let at = Span::new(range.start, range.end).shifted(shift);
                    Pair { name, at, node: node(property.value, shift) }
                })
                .collect(),
        )),
    };
    Node::new(span, value)
}
