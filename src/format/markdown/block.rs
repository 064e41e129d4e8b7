//! The blocks of a document.

use super::inline::Inline;
use crate::source::Span;

/// A block.
#[derive(Debug, Clone)]
pub(super) enum Block {
    /// A heading of this level, 1 to 6.
    Heading {
        level: usize,
        text: Inline,
        span: Span,
    },
    Paragraph {
        text: Inline,
        span: Span,
    },
    List {
        items: Vec<Item>,
        span: Span,
    },
    Table {
        head: Vec<Inline>,
        rows: Vec<Row>,
        span: Span,
    },
    /// The summary of a `<details>` element whose content follows as blocks.
    Summary {
        text: Inline,
        span: Span,
    },
    /// The end of a `<details>` element.
    EndOfDetails {
        span: Span,
    },
    /// A quote, a code block or anything else.
    Other {
        span: Span,
    },
}

/// An item of a list.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) blocks: Vec<Block>,
    pub(super) span: Span,
    /// Whether its task is done, if it is a task.
    pub(super) done: Option<bool>,
}

/// A row of a table.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) cells: Vec<Inline>,
    pub(super) span: Span,
}

impl Block {
    pub(super) fn span(&self) -> Span {
        match self {
            Block::Heading { span, .. }
            | Block::Paragraph { span, .. }
            | Block::List { span, .. }
            | Block::Table { span, .. }
            | Block::Summary { span, .. }
            | Block::EndOfDetails { span }
            | Block::Other { span } => *span,
        }
    }

    /// The items of a list; none of another block.
    pub(super) fn items(&self) -> &[Item] {
        match self {
            Block::List { items, .. } => items,
            _ => &[],
        }
    }
}

/// The items of all lists among these blocks.
pub(super) fn items(blocks: &[Block]) -> impl Iterator<Item = &Item> {
    blocks.iter().flat_map(Block::items)
}
