//! Parses YAML to a tree, from the events of the parser. Depth and the size of aliases are bounded.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::tree::{Node, Pair, SyntaxError, Table, Value};
use crate::source::{Span, line_start};

/// The maximum nesting of values.
const DEPTH: usize = 64;
/// The maximum number of values that aliases may copy in a file.
const COPIES: usize = 200_000;
/// The maximum number of bytes before an entry on its line, which are parsed with it.
const MAX_BEFORE: usize = 4 * 1024;
const TOO_MUCH: &str = "aliases expand to too many values";

/// The structure of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Entries are items of lists, at the top or under a top-level name.
    Lists,
    /// Entries are the top-level names.
    Names,
}

/// Parses a text; each document has one root.
///
/// # Errors
/// The first syntax error, or the first value that is nested too deep or copied too often.
pub(super) fn read(text: &str) -> Result<Vec<Node<'static>>, SyntaxError> {
    parse(text, 0, None)
}

/// Parses the list item at `start`, or the value of the name at `start`. Returns `None` if it is invalid, or in a file on one
/// line.
pub(super) fn entry_at(text: &str, start: usize, shape: Shape) -> Option<Node<'static>> {
    let line = line_start(text, start.min(text.len()));
    if start - line > MAX_BEFORE {
        return None;
    }
    parse(text.get(line..)?, line, Some((start, shape))).ok()?.pop()
}

/// Parses a text at offset `shift`; only up to the end of the wanted entry if one is given.
fn parse(text: &str, shift: usize, want: Option<(usize, Shape)>) -> Result<Vec<Node<'static>>, SyntaxError> {
    let mut builder = Builder {
        offsets: Offsets { text, ascii: want.is_none() && text.is_ascii(), character: 0, byte: 0 },
        shift,
        open: Vec::new(),
        anchors: HashMap::new(),
        copies: 0,
        roots: Vec::new(),
        want,
        found: None,
    };
    let mut last = Span::new(shift, shift);
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => {
                let span = builder.span(span.start, span.end);
                if matches!(event, Event::Scalar(..)) {
                    last = span;
                }
                builder.event(event, span)?;
            }
            Err(error) => {
                let at = builder.span(*error.marker(), *error.marker());
                // An unclosed value is noticed at the end of the text; it begins after the last scalar.
                let end = shift + text.trim_end().len();
                let at = if at.start >= end && last.end <= end { Span::new(last.end, last.end) } else { at };
                return Err(SyntaxError { span: at, message: error.info().to_owned() });
            }
        }
        if let Some(found) = builder.found.take() {
            return Ok(vec![found]);
        }
    }
    Ok(builder.roots)
}

/// Converts character indexes of the parser to byte offsets; efficient for nearby positions.
struct Offsets<'t> {
    text: &'t str,
    ascii: bool,
    character: usize,
    byte: usize,
}

impl Offsets<'_> {
    fn byte(&mut self, marker: Marker) -> usize {
        let wanted = marker.index();
        if self.ascii {
            return wanted.min(self.text.len());
        }
        while self.character < wanted {
            let Some(c) = self.text[self.byte..].chars().next() else { break };
            self.byte += c.len_utf8();
            self.character += 1;
        }
        while self.character > wanted {
            let Some(c) = self.text[..self.byte].chars().next_back() else { break };
            self.byte -= c.len_utf8();
            self.character -= 1;
        }
        self.byte
    }
}

/// A list or table that is not closed yet.
struct Open {
    start: usize,
    anchor: usize,
    inner: Inner,
}

enum Inner {
    List(Vec<Node<'static>>),
    Table(Vec<Pair<'static>>, Option<(Cow<'static, str>, Span)>),
}

struct Builder<'t> {
    offsets: Offsets<'t>,
    shift: usize,
    open: Vec<Open>,
    anchors: HashMap<usize, Node<'static>>,
    copies: usize,
    roots: Vec<Node<'static>>,
    want: Option<(usize, Shape)>,
    found: Option<Node<'static>>,
}

impl Builder<'_> {
    fn span(&mut self, start: Marker, end: Marker) -> Span {
        let start = self.offsets.byte(start);
        let end = self.offsets.byte(end).max(start);
        Span::new(start + self.shift, end + self.shift)
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), SyntaxError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = style != ScalarStyle::Plain
                    || tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                let value = if is_text { Value::Text(text.into_owned().into()) } else { plain(text.into_owned()) };
                self.add(Node::new(span, value), anchor)
            }
            Event::SequenceStart(anchor, _) => self.begin(span, anchor, Inner::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.begin(span, anchor, Inner::Table(Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor) else {
                    return Err(SyntaxError { span, message: "an alias inside its own anchor".to_owned() });
                };
                let node = Node::new(span, node.value.clone());
                self.copy(&node)?;
                self.add(node, 0)
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, span: Span, anchor: usize, inner: Inner) -> Result<(), SyntaxError> {
        if self.open.len() >= DEPTH {
            return Err(SyntaxError { span, message: format!("more than {DEPTH} values within each other") });
        }
        self.open.push(Open { start: span.start, anchor, inner });
        Ok(())
    }

    fn end(&mut self, span: Span) -> Result<(), SyntaxError> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let (value, last) = match open.inner {
            Inner::List(items) => {
                let last = items.last().map(|item| item.span.end);
                (Value::List(items), last)
            }
            Inner::Table(pairs, _) => {
                let last = pairs.last().map(|pair| pair.node.span.end.max(pair.at.end));
                (Value::Table(Table(merged(pairs))), last)
            }
        };
        // In block style the reported end is the start of the next token.
        let end = if span.start < span.end { span.end } else { last.unwrap_or(span.end) };
        self.add(Node::new(Span::new(open.start, end.max(open.start)), value), open.anchor)
    }

    /// Counts copied values.
    fn copy(&mut self, node: &Node<'_>) -> Result<(), SyntaxError> {
        self.copies += size(node);
        if self.copies > COPIES {
            return Err(SyntaxError { span: node.span, message: TOO_MUCH.to_owned() });
        }
        Ok(())
    }

    /// Adds a value to the innermost list or table.
    fn add(&mut self, node: Node<'static>, anchor: usize) -> Result<(), SyntaxError> {
        if anchor > 0 {
            self.copy(&node)?;
            self.anchors.insert(anchor, node.clone());
        }
        if self.want == Some((node.span.start, Shape::Lists)) && matches!(node.value, Value::Table(_)) {
            self.found = Some(node);
            return Ok(());
        }
        match self.open.last_mut().map(|open| &mut open.inner) {
            None => self.roots.push(node),
            Some(Inner::List(items)) => items.push(node),
            Some(Inner::Table(pairs, key)) => match key.take() {
                None => *key = Some((node.scalar().unwrap_or_default().to_owned().into(), node.span)),
                Some((name, at)) => {
                    if self.want == Some((at.start, Shape::Names)) {
                        self.found = Some(node);
                        return Ok(());
                    }
                    pairs.push(Pair { name, at, node });
                }
            },
        }
        Ok(())
    }
}

/// Returns the number of values in a value; long texts count for more.
fn size(node: &Node<'_>) -> usize {
    match &node.value {
        Value::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Table(table) => 1 + table.0.iter().map(|pair| size(&pair.node)).sum::<usize>(),
        _ => 1 + node.scalar().map_or(0, str::len) / 64,
    }
}

/// Merges the tables of `<<`; existing fields take precedence.
fn merged(pairs: Vec<Pair<'static>>) -> Vec<Pair<'static>> {
    if !pairs.iter().any(|pair| pair.name == "<<") {
        return pairs;
    }
    let (merge, mut pairs): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|pair| pair.name == "<<");
    for table in merge.iter().flat_map(|pair| pair.node.items()).filter_map(Node::as_table) {
        for pair in &table.0 {
            if !pairs.iter().any(|own| own.name == pair.name) {
                pairs.push(pair.clone());
            }
        }
    }
    pairs
}

/// Returns the value of an unquoted scalar, by the core schema of YAML 1.2.
fn plain(text: String) -> Value<'static> {
    let number = || {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
        let form = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
        digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && form && text.parse::<f64>().is_ok()
    };
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Value::Boolean(text.into()),
        _ if number() => Value::Number(text.into()),
        _ => Value::Text(text.into()),
    }
}
