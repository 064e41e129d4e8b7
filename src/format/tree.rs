//! A tree of values with spans, shared by TOML, YAML and JSON.
//!
//! The parsers build it and the schema reads it. Numbers are stored as written.

use std::borrow::Cow;

use crate::source::Span;

/// A value and its span.
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
    /// A number, as written.
    Number(Cow<'t, str>),
    /// A Boolean, as written.
    Boolean(Cow<'t, str>),
    /// A date or time in the form of RFC 3339, from TOML.
    Moment(String),
    /// A list.
    List(Vec<Node<'t>>),
    /// A table.
    Table(Table<'t>),
    /// Null, from YAML and JSON.
    Null,
}

/// Fields in the order of the text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Table<'t>(pub(super) Vec<Pair<'t>>);

/// A field.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pair<'t> {
    pub(super) name: Cow<'t, str>,
    /// The span of the name.
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

    /// Returns the node with its own texts.
    pub(super) fn into_owned(self) -> Node<'static> {
        let owned = |text: Cow<'t, str>| Cow::Owned(text.into_owned());
        let value = match self.value {
            Value::Text(text) => Value::Text(owned(text)),
            Value::Number(text) => Value::Number(owned(text)),
            Value::Boolean(text) => Value::Boolean(owned(text)),
            Value::Moment(text) => Value::Moment(text),
            Value::List(items) => Value::List(items.into_iter().map(Node::into_owned).collect()),
            Value::Table(Table(pairs)) => {
                let pair = |pair: Pair<'t>| Pair { name: owned(pair.name), at: pair.at, node: pair.node.into_owned() };
                Value::Table(Table(pairs.into_iter().map(pair).collect()))
            }
            Value::Null => Value::Null,
        };
        Node { span: self.span, value }
    }

    /// Returns the items of a list; another value counts as the only item, null as none.
    pub(super) fn items(&self) -> &[Node<'t>] {
        match &self.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// Returns a text, number, Boolean or date as written.
    pub(super) fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Number(text) | Value::Boolean(text) => Some(text),
            Value::Moment(text) => Some(text),
            Value::List(_) | Value::Table(_) | Value::Null => None,
        }
    }

    /// Returns the value as JSON; a number that is invalid in JSON becomes a text.
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

    /// Returns the span of the value at `path`, or of the `nth` value in it: the items of a list, or the values of a table
    /// with lists flattened.
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
    /// Returns the value of a field; the first of duplicates.
    pub(super) fn get(&self, name: &str) -> Option<&Node<'t>> {
        self.0.iter().find(|pair| pair.name == name).map(|pair| &pair.node)
    }
}
