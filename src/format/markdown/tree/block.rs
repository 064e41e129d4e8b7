//! Blocks, and the styled runs of their text.

use std::sync::Arc;

use crate::source::Span;

/// A piece of text in one style.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::format::markdown) struct Run {
    pub(in crate::format::markdown) text: String,
    pub(in crate::format::markdown) span: Span,
    pub(in crate::format::markdown) style: Style,
    /// Whether it is an image, or what stands for one.
    pub(in crate::format::markdown) image: bool,
    pub(in crate::format::markdown) link: Option<Target>,
}

/// How a run is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "Markdown sets each of them without the others")]
pub(in crate::format::markdown) struct Style {
    pub(in crate::format::markdown) strong: bool,
    pub(in crate::format::markdown) emph: bool,
    pub(in crate::format::markdown) under: bool,
    pub(in crate::format::markdown) code: bool,
}

/// Where a link leads; runs of one link share its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::format::markdown) struct Target {
    pub(in crate::format::markdown) id: usize,
    pub(in crate::format::markdown) url: Arc<str>,
}

/// A run, or the end of a line.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::format::markdown) enum Piece {
    Run(Run),
    Break,
}

/// An item of a list.
#[derive(Debug, Clone)]
pub(in crate::format::markdown) struct Item {
    pub(in crate::format::markdown) nodes: Vec<Node>,
    pub(in crate::format::markdown) span: Span,
}

/// A cell of a table.
pub(in crate::format::markdown) type Cell = Vec<Piece>;

/// A row of a table.
#[derive(Debug, Clone)]
pub(in crate::format::markdown) struct Row {
    pub(in crate::format::markdown) cells: Vec<Cell>,
    pub(in crate::format::markdown) span: Span,
}

/// A block.
#[derive(Debug, Clone)]
pub(in crate::format::markdown) enum Node {
    Heading {
        level: usize,
        pieces: Vec<Piece>,
        span: Span,
    },
    Para {
        pieces: Vec<Piece>,
        span: Span,
    },
    List {
        items: Vec<Item>,
        span: Span,
    },
    Table {
        head: Vec<Cell>,
        rows: Vec<Row>,
        span: Span,
    },
    /// A quote, code, or anything else that is kept as it stands.
    Other {
        span: Span,
    },
}

impl Node {
    pub(in crate::format::markdown) fn span(&self) -> Span {
        match self {
            Node::Heading { span, .. }
            | Node::Para { span, .. }
            | Node::List { span, .. }
            | Node::Table { span, .. }
            | Node::Other { span } => *span,
        }
    }
}
