//! JSON to a tree. What breaks the grammar costs its entry alone: a text that does not parse as a whole is parsed entry by
//! entry.

use std::borrow::Cow;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::tree::{Flaw, Node, Pair, Table, Tree, Value};
use crate::source::Span;

pub(super) mod split;

/// Reads a text, as far as it can be read.
pub(super) fn read(text: &str) -> Tree<'_> {
    match parse(text, Span::new(0, text.len())) {
        Ok(root) => Tree { roots: root.into_iter().collect(), flaws: Vec::new() },
        Err(flaw) => by_entry(text, flaw),
    }
}

/// The object that begins at `start`.
pub(super) fn entry_at(text: &str, start: usize) -> Option<Node<'_>> {
    split::items_at(text, start).find_map(|span| parse(text, span).ok()?)
}

/// Parses what stands at `span`, which is nothing or one value.
pub(super) fn parse(text: &str, span: Span) -> Result<Option<Node<'_>>, Flaw> {
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
            let place = |at: usize| crate::source::floor_char_boundary(text, (span.start + at).min(span.end));
            let message = error.kind().to_string();
            let mut rest = message.chars();
            let first = rest.next().map(|first| first.to_lowercase().collect::<String>()).unwrap_or_default();
            let message = first + rest.as_str().trim_end_matches('.');
            Err(Flaw { span: Span::new(place(range.start), place(range.end.min(range.start + 1))), message })
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

/// Reads every entry by itself.
fn by_entry(text: &str, whole: Flaw) -> Tree<'_> {
    let mut tree = Tree::default();
    let mut pairs = Vec::new();
    for list in split::lists(text) {
        let mut items = Vec::with_capacity(list.items.len());
        for item in &list.items {
            match parse(text, *item) {
                Ok(node) => items.extend(node),
                Err(flaw) => tree.flaws.push(flaw),
            }
        }
        let node = Node::new(list.span, Value::List(items));
        match list.name {
            Some(at) => pairs.push(Pair { name: Cow::Borrowed(&text[at.range()]), at, node }),
            None => tree.roots.push(node),
        }
    }
    if !pairs.is_empty() {
        tree.roots.push(Node::new(Span::new(0, text.len()), Value::Table(Table(pairs))));
    }
    if tree.flaws.is_empty() {
        tree.flaws.push(whole);
    }
    tree
}
