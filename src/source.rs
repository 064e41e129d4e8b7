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
    /// The number of characters before every [`BLOCK_BYTES`] bytes, computed on first use.
    characters: OnceLock<Vec<usize>>,
    /// What [`Source::detected`] returned first.
    detected: OnceLock<Option<&'static str>>,
}

/// The distance between positions whose characters are counted once, since a line may be as long as the text.
const BLOCK_BYTES: usize = 1024;

impl Source {
    /// Creates a source that spans can share.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { path: path.into(), text: text.into(), ..Self::default() })
    }

    /// Returns the name of the text's format, which `detect` returns, and caches it: detection may read the whole text.
    pub fn detected(&self, detect: impl FnOnce(&Path, &str) -> Option<&'static str>) -> Option<&'static str> {
        *self.detected.get_or_init(|| detect(&self.path, &self.text))
    }

    /// Returns the line and column of a byte offset, both from 1; columns count Unicode scalar values.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let offset = floor_char_boundary(&self.text, offset);
        let (line, start) = self.line(offset);
        LineColumn { line, column: 1 + self.characters_before(offset) - self.characters_before(start) }
    }

    /// Returns the offset of the start of the line that contains `offset`.
    pub fn line_start(&self, offset: usize) -> usize {
        self.line(offset).1
    }

    /// Returns the number of the line that contains `offset`, from 1, and its start.
    fn line(&self, offset: usize) -> (usize, usize) {
        let lines = self.line_starts();
        let line = lines.partition_point(|&start| start <= offset);
        (line, lines[line - 1])
    }

    /// Returns the number of characters before a character boundary.
    fn characters_before(&self, offset: usize) -> usize {
        let count = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        let bytes = self.text.as_bytes();
        let blocks = self.characters.get_or_init(|| {
            let counts = bytes.chunks(BLOCK_BYTES).scan(0, |sum, block| {
                let before = *sum;
                *sum += count(block);
                Some(before)
            });
            counts.collect()
        });
        let block = (offset / BLOCK_BYTES).min(blocks.len().saturating_sub(1));
        blocks.get(block).map_or(0, |before| before + count(&bytes[block * BLOCK_BYTES..offset]))
    }

    /// Returns the offsets at which lines start, in order. The first is 0.
    pub fn line_starts(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let after = memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|newline| newline + 1);
            std::iter::once(0).chain(after).collect()
        })
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
    fn columns_are_counted_across_blocks() {
        let text = "a评\n".repeat(BLOCK_BYTES) + &"é评b".repeat(BLOCK_BYTES);
        let source = Source::new("x.md", text.as_str());
        for (offset, _) in text.char_indices().step_by(37).chain([(text.len(), ' ')]) {
            let start = line_start(&text, offset);
            let expect = LineColumn {
                line: 1 + text[..start].matches('\n').count(),
                column: 1 + text[start..offset].chars().count(),
            };
            assert_eq!((source.line_column(offset), source.line_start(offset)), (expect, start));
        }
        assert_eq!(Source::new("x.md", "").line_column(0).to_string(), "1:1");
    }

    #[test]
    fn a_line_ends_before_its_line_ending() {
        let text = "ab\r\ncd";
        assert_eq!(&text[line_start(text, 1)..line_end(text, 1)], "ab");
        assert_eq!(&text[line_start(text, 5)..line_end(text, 5)], "cd");
    }
}
