//! An HTML table as rows of cells; a cell that spans rows is repeated in each of them.

use super::attribute;
use crate::format::markdown::block::{Block, Row};
use crate::format::markdown::inline::{Inline, MarkKind};
use crate::source::Span;

/// A table as far as it is read.
#[derive(Debug, Default)]
pub(super) struct Grid {
    head: Vec<Inline>,
    rows: Vec<Row>,
    /// Cells that span rows: the column, how many rows are left, and the text.
    spanning: Vec<(usize, usize, Inline)>,
    /// How many rows the open cell spans.
    height: usize,
}

impl Grid {
    /// Begins a row.
    pub(super) fn row(&mut self, span: Span) {
        self.rows.push(Row { cells: Vec::new(), span });
    }

    /// Begins a cell, after the cells of rows above that extend to its place.
    pub(super) fn open(&mut self, tag: &str) {
        self.height = attribute(tag, "rowspan").and_then(|rows| rows.trim().parse().ok()).unwrap_or(1);
        let Some(row) = self.rows.last_mut() else { return };
        while let Some((_, left, cell)) =
            self.spanning.iter_mut().find(|(column, left, _)| *column == row.cells.len() && *left > 0)
        {
            *left -= 1;
            row.cells.push(cell.clone());
        }
        self.spanning.retain(|(_, left, _)| *left > 0);
    }

    /// Ends a cell.
    pub(super) fn close(&mut self, text: Inline, is_head: bool, end: usize) {
        match self.rows.last_mut() {
            Some(row) if !is_head => {
                if self.height > 1 {
                    self.spanning.push((row.cells.len(), self.height - 1, without_links(&text)));
                }
                row.cells.push(text);
                row.span.end = end;
            }
            _ => self.head.push(text),
        }
    }

    /// The table as a block.
    pub(super) fn block(self, span: Span) -> Block {
        let rows = self.rows.into_iter().filter(|row| !row.cells.is_empty()).collect();
        Block::Table { head: self.head, rows, span }
    }
}

/// A cell without its links: what several rows share belongs to none of them.
fn without_links(cell: &Inline) -> Inline {
    let mut cell = cell.clone();
    cell.marks.retain(|mark| !matches!(mark.kind, MarkKind::Link(_)));
    cell
}
