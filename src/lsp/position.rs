//! Conversion between byte offsets and positions of the protocol, whose columns count bytes or UTF-16 code units.

use lsp_types::{Position, PositionEncodingKind, Range};

use crate::source::{Source, Span, floor_char_boundary};

/// The unit of columns, which client and server agree on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Code units of UTF-16, which every client supports.
    #[default]
    Utf16,
}

impl Encoding {
    /// Chooses from the encodings that a client supports.
    pub(super) fn choose(offered: Option<&[PositionEncodingKind]>) -> Self {
        let offers = |kind| offered.is_some_and(|offered| offered.contains(&kind));
        if offers(PositionEncodingKind::UTF8) { Self::Utf8 } else { Self::Utf16 }
    }

    /// Returns the name in the protocol.
    pub(super) const fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    /// Returns the position of a byte offset.
    pub(super) fn position(self, source: &Source, offset: usize) -> Position {
        let offset = floor_char_boundary(&source.text, offset);
        let starts = source.line_starts();
        let line = starts.partition_point(|&start| start <= offset) - 1;
        let before = &source.text[starts[line]..offset];
        let column = match self {
            Self::Utf8 => before.len(),
            Self::Utf16 => before.encode_utf16().count(),
        };
        Position::new(saturated(line), saturated(column))
    }

    /// Returns the range of a span.
    pub(super) fn range(self, source: &Source, span: Span) -> Range {
        Range::new(self.position(source, span.start), self.position(source, span.end.max(span.start)))
    }

    /// Returns the byte offset of a position. A position after the end of a line is its end, and one after the last line is the
    /// end of the text.
    pub(super) fn offset(self, source: &Source, position: Position) -> usize {
        let starts = source.line_starts();
        let line = usize::try_from(position.line).unwrap_or(usize::MAX);
        let Some(&start) = starts.get(line) else { return source.text.len() };
        let end = starts.get(line.saturating_add(1)).map_or(source.text.len(), |next| next - 1);
        let text = &source.text[start..end];
        let text = text.strip_suffix('\r').unwrap_or(text);
        let column = usize::try_from(position.character).unwrap_or(usize::MAX);
        match self {
            Self::Utf8 => start + floor_char_boundary(text, column),
            Self::Utf16 => {
                let mut units = 0;
                let before = text.chars().take_while(|c| {
                    units += c.len_utf16();
                    units <= column
                });
                start + before.map(char::len_utf8).sum::<usize>()
            }
        }
    }

    /// Returns the span of a range. The end is never before the start.
    pub(super) fn span(self, source: &Source, range: Range) -> Span {
        let start = self.offset(source, range.start);
        Span::new(start, self.offset(source, range.end).max(start))
    }
}

fn saturated(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_and_offsets_convert_to_each_other() {
        let source = Source::new("a.md", "ab\r\n评估𝄞x\n\nend");
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            for (offset, _) in source.text.char_indices().filter(|(_, c)| *c != '\n') {
                let position = encoding.position(&source, offset);
                assert_eq!(encoding.offset(&source, position), offset, "{encoding:?} {position:?}");
            }
        }
        let x = source.text.find('x').unwrap();
        assert_eq!(Encoding::Utf8.position(&source, x), Position::new(1, 10));
        assert_eq!(Encoding::Utf16.position(&source, x), Position::new(1, 4));
    }

    #[test]
    fn positions_outside_the_text_are_the_nearest_inside() {
        #[track_caller]
        fn check(source: &Source, encoding: Encoding, line: u32, character: u32, expect: usize) {
            assert_eq!(encoding.offset(source, Position::new(line, character)), expect);
        }
        let source = Source::new("a.md", "ab\r\n评𝄞\n");
        check(&source, Encoding::Utf16, 0, 99, 2);
        check(&source, Encoding::Utf16, 1, 2, 7);
        check(&source, Encoding::Utf8, 1, 2, 4);
        check(&source, Encoding::Utf8, 1, u32::MAX, 11);
        check(&source, Encoding::Utf16, 7, 0, 12);
    }
}
