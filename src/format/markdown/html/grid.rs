//! A table in HTML as rows of cells; a cell that spans rows stands in each of them.

use super::attribute;
use crate::format::markdown::tree::{Cell, Node, Piece, Row, Run};
use crate::source::Span;

/// A table as far as it is read.
#[derive(Debug, Default)]
pub(super) struct Grid {
    head: Vec<Cell>,
    rows: Vec<Row>,
    /// Cells that span rows: the column, how many rows are left, and what they hold.
    spanning: Vec<(usize, usize, Cell)>,
    /// How many rows the open cell spans.
    height: usize,
}

impl Grid {
    /// Begins a row.
    pub(super) fn row(&mut self, place: Span) {
        self.rows.push(Row { cells: Vec::new(), span: place });
    }

    /// Begins a cell; cells of rows above that stand where it would come before it.
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
    pub(super) fn close(&mut self, pieces: Cell, is_head: bool, end: usize) {
        match self.rows.last_mut() {
            Some(row) if !is_head => {
                if self.height > 1 {
                    self.spanning.push((row.cells.len(), self.height - 1, without_links(&pieces)));
                }
                row.cells.push(pieces);
                row.span.end = end;
            }
            _ => self.head.push(pieces),
        }
    }

    /// The table.
    pub(super) fn node(self, span: Span) -> Node {
        Node::Table { head: self.head, rows: self.rows, span }
    }
}

/// A cell without where it leads: what several rows share is of none of them.
fn without_links(cell: &Cell) -> Cell {
    let unlinked = |piece: &Piece| match piece {
        Piece::Run(run) => Piece::Run(Run { link: None, ..run.clone() }),
        Piece::Break => Piece::Break,
    };
    cell.iter().map(unlinked).collect()
}
