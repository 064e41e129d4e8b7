//! A data file in the native schema: its categories, its papers, and other names at the top level.

use std::ops::Range;
use std::sync::Arc;

use super::{Reader, Syntax};
use crate::diagnostic::{Code, nearest};
use crate::format::Contents;
use crate::format::tree::{Node, SyntaxError, Table, Value};
use crate::source::{Source, Span, line_end, line_start};

/// The kind of entries in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) enum Kind {
    Category,
    Paper,
}

impl Kind {
    pub(in crate::format) fn of(name: &str) -> Option<Self> {
        match name {
            "category" => Some(Self::Category),
            "paper" => Some(Self::Paper),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Paper => "paper",
        }
    }
}

/// The file that is being read.
pub(in crate::format) struct Document<'s> {
    source: &'s Arc<Source>,
    syntax: Syntax,
    /// Where entries begin, in order.
    headers: Vec<usize>,
    /// The offsets of syntax errors, in order.
    syntax_errors: Vec<usize>,
    pub(in crate::format) contents: Contents,
}

impl<'s> Document<'s> {
    /// Creates a document. `headers` are the offsets of entries, `syntax_errors` those of syntax errors; both are sorted.
    pub(in crate::format) fn new(
        source: &'s Arc<Source>,
        syntax: Syntax,
        headers: Vec<usize>,
        syntax_errors: Vec<usize>,
    ) -> Self {
        let contents = Contents { incomplete: !syntax_errors.is_empty(), ..Contents::default() };
        Self { source, syntax, headers, syntax_errors, contents }
    }

    /// Reads an entry whose header is at `header`.
    ///
    /// Its diagnostics are dropped if there is a syntax error between its header and the next.
    pub(in crate::format) fn entry(&mut self, kind: Kind, header: Span, table: &Table<'_>) {
        let mut reader = Reader::new(self.source, self.syntax);
        match kind {
            Kind::Category => self.contents.categories.extend(reader.category(header, table)),
            Kind::Paper => self.contents.entries.extend(reader.paper(header, table)),
        }
        let at = self.headers.partition_point(|&start| start <= header.start);
        let next = self.headers.get(at).copied().unwrap_or(usize::MAX);
        if !self.has_syntax_error(header.start..next) {
            self.contents.diagnostics.extend(reader.finish());
        }
    }

    /// Reports a value that is not a list of tables.
    pub(in crate::format) fn no_table(&mut self, kind: Kind, span: Span) {
        if self.has_syntax_error(self.line_of(span)) {
            return;
        }
        let name = kind.name();
        let found = Code::BadValue.at((self.source, span), format!("`{name}` is a list of tables"));
        self.contents.diagnostics.push(found.help(self.syntax.list_of_tables(name)));
    }

    /// Reports an unknown name at the top level.
    pub(in crate::format) fn unknown(&mut self, name: &str, span: Span) {
        if self.has_syntax_error(self.line_of(span)) {
            return;
        }
        let found = Code::UnknownField.at((self.source, span), format!("no table `{name}` in a data file"));
        self.contents.diagnostics.push(found.did_you_mean(nearest(name, ["category", "paper"])));
    }

    fn line_of(&self, span: Span) -> Range<usize> {
        line_start(&self.source.text, span.start)..line_end(&self.source.text, span.start) + 1
    }

    /// Whether there is a syntax error in `range`.
    fn has_syntax_error(&self, range: Range<usize>) -> bool {
        self.syntax_errors
            .get(self.syntax_errors.partition_point(|&at| at < range.start))
            .is_some_and(|at| range.contains(at))
    }
}

/// Reads a file in YAML or JSON from its roots, or reports its syntax error.
pub(in crate::format) fn read(
    source: &Arc<Source>,
    syntax: Syntax,
    roots: Result<Vec<Node<'_>>, SyntaxError>,
) -> Contents {
    let roots = match roots {
        Ok(roots) => roots,
        Err(error) => return Contents::invalid(source, error, syntax.name()),
    };
    let mut document = Document::new(source, syntax, Vec::new(), Vec::new());
    for root in &roots {
        let Value::Table(table) = &root.value else {
            if root.value != Value::Null {
                let found = Code::BadValue
                    .at(
                        (source, header(&source.text, root.span)),
                        format!("{} is not a list of papers", super::value::a(root)),
                    )
                    .help(syntax.list_of_tables("paper"));
                document.contents.diagnostics.push(found);
                document.contents.incomplete = true;
            }
            continue;
        };
        for pair in &table.0 {
            match Kind::of(&pair.name) {
                Some(kind) => list(&mut document, kind, &pair.node, &source.text),
                // Editors read the schema's address from it.
                None if pair.name == "$schema" => {}
                None => document.unknown(&pair.name, pair.at),
            }
        }
    }
    document.contents
}

fn list(document: &mut Document<'_>, kind: Kind, node: &Node<'_>, text: &str) {
    match &node.value {
        Value::List(items) => {
            for item in items {
                match &item.value {
                    Value::Table(table) => document.entry(kind, header(text, item.span), table),
                    _ => document.no_table(kind, item.span),
                }
            }
        }
        Value::Null => {}
        _ => document.no_table(kind, header(text, node.span)),
    }
}

/// Returns the first line of `span`, which diagnostics underline instead of all lines.
pub(in crate::format) fn header(text: &str, span: Span) -> Span {
    // Not beyond the span: a file may be one long line.
    let first = text[span.range()].split('\n').next().unwrap_or_default();
    Span::new(span.start, span.start + first.trim_end().len())
}
