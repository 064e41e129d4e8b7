//! What TOML, YAML and JSON have in common: values, each with its place in the text.
//!
//! Readers build it, the tables of fields read it, and neither knows the other. Numbers keep the spelling they have.

use std::borrow::Cow;

use crate::source::Span;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node<'t> {
    pub(super) span: Span,
    pub(super) value: Value<'t>,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'t> {
    /// A text.
    Text(Cow<'t, str>),
    /// A number, as it is spelt.
    Number(Cow<'t, str>),
    /// A truth value, as it is spelt.
    Boolean(Cow<'t, str>),
    /// A date, a time, or both, in the form of RFC 3339; only TOML has them.
    Moment(String),
    /// A list.
    List(Vec<Node<'t>>),
    /// A table.
    Table(Table<'t>),
    /// Nothing, said in as many words; TOML cannot.
    Null,
}

/// Names with values, in the order of the text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Table<'t>(pub(super) Vec<Pair<'t>>);

/// One name with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pair<'t> {
    pub(super) name: Cow<'t, str>,
    /// Where the name stands.
    pub(super) at: Span,
    pub(super) node: Node<'t>,
}

/// A syntax error of a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) span: Span,
    pub(super) message: String,
}

impl<'t> Node<'t> {
    pub(super) const fn new(span: Span, value: Value<'t>) -> Self {
        Self { span, value }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    pub(super) fn as_table(&self) -> Option<&Table<'t>> {
        if let Value::Table(table) = &self.value { Some(table) } else { None }
    }

    /// The items of a list, or the one value that is none.
    pub(super) fn items(&self) -> &[Node<'t>] {
        match &self.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// A text, a number or a truth value as it is written.
    pub(super) fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Number(text) | Value::Boolean(text) => Some(text),
            Value::Moment(text) => Some(text),
            Value::List(_) | Value::Table(_) | Value::Null => None,
        }
    }

    /// The value as JSON; a number that JSON does not have stays as it is written.
    pub(super) fn json(&self) -> serde_json::Value {
        match &self.value {
            Value::Text(text) => text.as_ref().into(),
            Value::Number(text) => {
                let plain = text.replace('_', "");
                serde_json::from_str(&plain).map_or_else(|_| text.as_ref().into(), serde_json::Value::Number)
            }
            Value::Boolean(word) => word.eq_ignore_ascii_case("true").into(),
            Value::Moment(moment) => moment.as_str().into(),
            Value::List(items) => items.iter().map(Node::json).collect(),
            Value::Table(table) => {
                let fields = table.0.iter().map(|pair| (pair.name.as_ref().to_owned(), pair.node.json()));
                serde_json::Value::Object(fields.collect())
            }
            Value::Null => serde_json::Value::Null,
        }
    }

    /// Where the value that `path` names stands, or the `nth` of its values: of a list, its items; of a table, what its
    /// names lead to, lists among them opened.
    pub(super) fn place(&self, path: &str, nth: usize) -> Option<Span> {
        let mut node = self;
        for name in path.split('.') {
            node = node.as_table()?.get(name)?;
        }
        let mut places = Vec::new();
        node.places(&mut places);
        Some(places.into_iter().nth(nth).unwrap_or(node.span))
    }

    fn places(&self, into: &mut Vec<Span>) {
        let mut add = |inner: &Node<'t>| match &inner.value {
            Value::List(_) => inner.places(into),
            _ => into.push(inner.span),
        };
        match &self.value {
            Value::List(items) => items.iter().for_each(&mut add),
            Value::Table(table) => table.0.iter().for_each(|pair| add(&pair.node)),
            _ => {}
        }
    }
}

impl<'t> Table<'t> {
    /// The value of a name; the first if it is there twice.
    pub(super) fn get(&self, name: &str) -> Option<&Node<'t>> {
        self.0.iter().find(|pair| pair.name == name).map(|pair| &pair.node)
    }
}
