//! A data file in our own schema: its categories and papers, and what else stands at the top of it.

use std::ops::Range;
use std::sync::Arc;

use super::{Reader, Syntax};
use crate::diagnostic::{Code, nearest};
use crate::format::Contents;
use crate::format::tree::{Node, SyntaxError, Table, Value};
use crate::source::{Source, Span, line_end, line_start};

/// What the entries of a list are.
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
    /// Where the grammar is broken, in order.
    broken: Vec<usize>,
    pub(in crate::format) contents: Contents,
}

impl<'s> Document<'s> {
    /// A file whose entries begin at `headers` and whose grammar is broken at `broken`; both are in order.
    pub(in crate::format) fn new(
        source: &'s Arc<Source>,
        syntax: Syntax,
        headers: Vec<usize>,
        broken: Vec<usize>,
    ) -> Self {
        let contents = Contents { incomplete: !broken.is_empty(), ..Contents::default() };
        Self { source, syntax, headers, broken, contents }
    }

    /// Reads an entry whose header is at `header`.
    ///
    /// Its faults are kept, unless a syntax error stands between its header and the next.
    pub(in crate::format) fn entry(&mut self, kind: Kind, header: Span, table: &Table<'_>) {
        let mut reader = Reader::new(self.source, self.syntax);
        match kind {
            Kind::Category => self.contents.categories.extend(reader.category(header, table)),
            Kind::Paper => self.contents.entries.extend(reader.paper(header, table)),
        }
        let at = self.headers.partition_point(|&start| start <= header.start);
        let next = self.headers.get(at).copied().unwrap_or(usize::MAX);
        if !self.any_broken(header.start..next) {
            self.contents.diagnostics.extend(reader.finish());
        }
    }

    /// Reports what is not a list of tables.
    pub(in crate::format) fn no_table(&mut self, kind: Kind, span: Span) {
        if self.any_broken(self.line_of(span)) {
            return;
        }
        let name = kind.name();
        let found = Code::BadValue.at((self.source, span), format!("`{name}` is a list of tables"));
        self.contents.diagnostics.push(found.help(self.syntax.list_of_tables(name)));
    }

    /// Reports a name at the top that means nothing.
    pub(in crate::format) fn unknown(&mut self, name: &str, span: Span) {
        if self.any_broken(self.line_of(span)) {
            return;
        }
        let found = Code::UnknownField.at((self.source, span), format!("no table `{name}` in a data file"));
        self.contents.diagnostics.push(found.did_you_mean(nearest(name, ["category", "paper"])));
    }

    fn line_of(&self, span: Span) -> Range<usize> {
        line_start(&self.source.text, span.start)..line_end(&self.source.text, span.start) + 1
    }

    /// Whether the grammar is broken in `range`.
    fn any_broken(&self, range: Range<usize>) -> bool {
        self.broken.get(self.broken.partition_point(|&at| at < range.start)).is_some_and(|at| range.contains(at))
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
                        format!("{} is no list of papers", super::value::a(root)),
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
                // What tells an editor which schema it is.
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

/// The first line of what stands at `span`, which stands for the whole of it.
pub(in crate::format) fn header(text: &str, span: Span) -> Span {
    // Not beyond the span: a file may be one long line.
    let first = text[span.range()].split('\n').next().unwrap_or_default();
    Span::new(span.start, span.start + first.trim_end().len())
}
