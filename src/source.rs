//! Source texts and positions in them.
//!
//! Offsets are in bytes; lines and columns are computed for display only.

use std::fmt;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A file, or a chapter as received from mdBook.
#[derive(Debug, Default)]
pub struct Source {
    /// The path for display, relative to the book's root.
    pub path: PathBuf,
    /// The text.
    pub text: String,
    /// The offsets of line starts, computed on first use.
    lines: OnceLock<Vec<usize>>,
}

impl Source {
    /// Creates a source that spans can share.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { path: path.into(), text: text.into(), lines: OnceLock::new() })
    }

    /// Returns the line and column of a byte offset, both from 1; columns count Unicode scalar values.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let offset = floor_char_boundary(&self.text, offset);
        let lines = self.lines.get_or_init(|| {
            let after = memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|newline| newline + 1);
            std::iter::once(0).chain(after).collect()
        });
        let line = lines.partition_point(|&start| start <= offset);
        let column = 1 + self.text[lines[line - 1]..offset].chars().count();
        LineColumn { line, column }
    }
}

/// A position for display.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The column in Unicode scalar values, from 1.
    pub column: usize,
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A range of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// Creates a span from `start` to `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Returns the span as a range, for slicing.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Returns the span moved by `offset`.
    #[must_use]
    pub const fn shifted(self, offset: usize) -> Self {
        Self { start: self.start + offset, end: self.end + offset }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

/// A value with its span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The span of the value.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Creates a value with its span.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// Returns the offset of the start of the line that contains `offset`.
pub fn line_start(text: &str, offset: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..offset]).map_or(0, |newline| newline + 1)
}

/// Returns the offset of the end of the line that contains `offset`, without the line ending.
pub fn line_end(text: &str, offset: usize) -> usize {
    let end = memchr::memchr(b'\n', &text.as_bytes()[offset..]).map_or(text.len(), |newline| offset + newline);
    if end > offset && text.as_bytes()[end - 1] == b'\r' { end - 1 } else { end }
}

/// Returns the nearest character boundary at or before `offset`.
pub fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Returns the nearest character boundary at or after `offset`.
pub fn ceil_char_boundary(text: &str, offset: usize) -> usize {
    (offset..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

/// Normalizes `.` and `..` in a path lexically: `book/../a.md` becomes `a.md`.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

/// Splits off the byte order mark at the start of a text.
pub fn split_mark(text: &str) -> (&'static str, &str) {
    const MARK: &str = "\u{FEFF}";
    text.strip_prefix(MARK).map_or(("", text), |rest| (MARK, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_start_at_one() {
        let source = Source::new("x.md", "ab\n评估LLMs\r\nend");
        let place = |offset| source.line_column(offset).to_string();
        assert_eq!(place(0), "1:1");
        assert_eq!(place(3), "2:1");
        assert_eq!(place(9), "2:3");
        assert_eq!(place(source.text.len()), "3:4");
        assert_eq!(place(4), "2:1", "inside a character is at that character");
        assert_eq!(place(1000), "3:4", "past the end is at the end");
    }

    #[test]
    fn a_line_ends_before_its_line_ending() {
        let text = "ab\r\ncd";
        assert_eq!(&text[line_start(text, 1)..line_end(text, 1)], "ab");
        assert_eq!(&text[line_start(text, 5)..line_end(text, 5)], "cd");
    }
}
