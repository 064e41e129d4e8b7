//! The start of a line: the markers of the containers around it, and the width of the markers in columns.

use std::ops::Range;

use super::SPACES;
use crate::source::{line_end, line_start};

/// A block that contains other blocks and marks or indents each of their lines.
#[derive(Debug, Clone)]
pub(super) struct Container {
    pub(super) range: Range<usize>,
    pub(super) kind: ContainerKind,
    /// The indentation of its content relative to the container around it; 0 for a block quote.
    pub(super) width: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContainerKind {
    Quote,
    Item,
    Footnote,
    Definition,
}

/// Sets the widths of containers, which are in order.
pub(super) fn measure(text: &str, containers: &mut [Container]) {
    let mut open: Vec<Container> = Vec::new();
    for container in containers {
        let start = container.range.start;
        open.retain(|around| around.range.end > start);
        if container.kind != ContainerKind::Quote {
            let around: Vec<_> = open.iter().collect();
            let (_, mut cursor) = read(text, line_start(text, start), &around);
            let outer = cursor.column;
            cursor.open(container.kind, start);
            container.width = cursor.column - outer;
        }
        open.push(container.clone());
    }
}

/// Whether the line at `start` contains nothing but the markers of its containers.
pub(super) fn is_blank(text: &str, start: usize, containers: &[&Container]) -> bool {
    let end = line_end(text, start);
    let content = Line::new(text, start, containers).content;
    text[content.min(end)..end].trim_matches(SPACES).is_empty()
}

/// The start of a line.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::directive) struct Line {
    /// The offset of the content, after the markers of the containers.
    pub(in crate::directive) content: usize,
    /// The prefix that continues the containers on another line.
    pub(in crate::directive) prefix: String,
    /// Whether a container begins on this line.
    pub(in crate::directive) opens: bool,
    /// The number of containers that the line marks.
    pub(super) depth: usize,
    /// The offsets of the `>` of block quotes.
    pub(super) quote_markers: Vec<usize>,
}

impl Line {
    /// Reads the markers of the line at `start`, whose containers are given from the outermost in.
    ///
    /// It stops at the first container without a marker. Such a line continues a paragraph lazily, but a block in its
    /// place is outside of that container. Columns follow CommonMark: a tab advances to the next multiple of four.
    pub(super) fn new(text: &str, start: usize, containers: &[&Container]) -> Self {
        read(text, start, containers).0
    }
}

/// Reads the start of a line, and returns the cursor at its content.
fn read<'t>(text: &'t str, start: usize, containers: &[&Container]) -> (Line, Cursor<'t>) {
    let mut cursor = Cursor::new(text, start);
    let mut line = Line { content: start, prefix: String::new(), opens: false, depth: 0, quote_markers: Vec::new() };
    for (depth, container) in containers.iter().enumerate() {
        let mut ahead = cursor;
        if container.kind == ContainerKind::Quote {
            ahead.skip_spaces(3);
            if !ahead.eat(b'>') {
                break;
            }
            line.quote_markers.push(ahead.offset - 1);
            ahead.skip_spaces(1);
            line.prefix.push_str("> ");
        } else {
            if line_start(text, container.range.start) == start {
                line.opens = true;
                ahead.open(container.kind, container.range.start);
            } else {
                ahead.skip_spaces(container.width);
                if ahead.column - cursor.column < container.width {
                    break;
                }
            }
            line.prefix.extend(std::iter::repeat_n(' ', container.width));
        }
        cursor = ahead;
        line.depth = depth + 1;
    }
    line.content = cursor.offset;
    (line, cursor)
}

/// A position in a line, and its column.
#[derive(Clone, Copy)]
struct Cursor<'t> {
    bytes: &'t [u8],
    offset: usize,
    column: usize,
    /// The remaining columns of the tab before `offset`.
    spare: usize,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t str, offset: usize) -> Self {
        Self { bytes: text.as_bytes(), offset, column: 0, spare: 0 }
    }

    fn peek(&self) -> Option<u8> {
        if self.spare > 0 { Some(b' ') } else { self.bytes.get(self.offset).copied() }
    }

    /// Advances by one column, which may be inside a tab.
    fn advance(&mut self) {
        if self.spare == 0 {
            self.spare = if self.peek() == Some(b'\t') { 4 - self.column % 4 } else { 1 };
            self.offset += 1;
        }
        self.spare -= 1;
        self.column += 1;
    }

    fn advance_to(&mut self, offset: usize) {
        while self.offset < offset || (self.offset == offset && self.spare > 0) {
            self.advance();
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let matches = self.peek() == Some(byte);
        if matches {
            self.advance();
        }
        matches
    }

    /// Skips spaces and tabs, at most `columns` columns.
    fn skip_spaces(&mut self, columns: usize) {
        let stop = self.column.saturating_add(columns);
        while self.column < stop && matches!(self.peek(), Some(b' ' | b'\t')) {
            self.advance();
        }
    }

    /// Advances to the content of the container whose marker is at `start`.
    fn open(&mut self, kind: ContainerKind, start: usize) {
        let outer = self.column;
        self.advance_to(start);
        self.skip_spaces(3);
        match kind {
            ContainerKind::Footnote => {
                // GFM: the content of a footnote is indented by four columns, whatever the width of its marker.
                while !matches!(self.peek(), None | Some(b'\n')) && !self.eat(b':') {
                    self.advance();
                }
                self.skip_spaces(usize::MAX);
                self.column = outer + 4;
            }
            ContainerKind::Item | ContainerKind::Definition | ContainerKind::Quote => {
                while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                    self.advance();
                }
                self.advance();
                let marker = *self;
                self.skip_spaces(5);
                let empty = matches!(self.peek(), None | Some(b'\n' | b'\r'));
                if empty || self.column - marker.column > 4 {
                    *self = marker;
                    self.skip_spaces(1);
                    if empty {
                        self.column = marker.column + 1;
                    }
                }
            }
        }
    }
}
