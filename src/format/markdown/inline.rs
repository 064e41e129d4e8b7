//! The text of one block as a reader sees it, with the place of every character in the source.
//!
//! Rules work on ranges of the visible text. [`Inline::source`] turns such a range into the source range that holds it, markup
//! included, so that notes are cuts of the source.

use std::ops::Range;
use std::sync::Arc;

use crate::source::Span;

/// The character that represents an image in the visible text.
pub(super) const IMAGE: char = '\u{FFFC}';

/// Visible text, and where it comes from.
#[derive(Debug, Clone, Default)]
pub(super) struct Inline {
    /// The visible text; a line break is `\n`, an image is [`IMAGE`].
    pub(super) text: String,
    pieces: Vec<Piece>,
    /// Emphasis, code, links and images, in the order in which they begin.
    pub(super) marks: Vec<Mark>,
}

/// A stretch of visible text that comes from one stretch of the source.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// The offset of its first byte in the visible text.
    at: usize,
    source: Span,
    /// Whether source and text are equal byte by byte.
    exact: bool,
}

/// Markup around visible text.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// The visible text in it.
    pub(super) range: Range<usize>,
    /// The source with its delimiters.
    pub(super) source: Span,
    pub(super) kind: MarkKind,
}

/// What markup does to text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum MarkKind {
    Strong,
    Emphasis,
    Underline,
    Code,
    /// Strikethrough, superscript, or an HTML element that only changes how text looks.
    Other,
    /// A link to this address.
    Link(Arc<str>),
    /// An image with its address and alternative text.
    Image {
        url: Arc<str>,
        alt: String,
    },
}

impl Inline {
    /// Appends text that comes from `source`.
    pub(super) fn push(&mut self, file: &str, text: &str, source: Span) {
        if text.is_empty() {
            return;
        }
        let exact = file.get(source.range()) == Some(text);
        self.pieces.push(Piece { at: self.text.len(), source, exact });
        self.text.push_str(text);
    }

    /// Appends the text and markup of another block.
    pub(super) fn append(&mut self, other: &Inline) {
        let shift = self.text.len();
        self.pieces.extend(other.pieces.iter().map(|piece| Piece { at: piece.at + shift, ..*piece }));
        self.marks.extend(
            other
                .marks
                .iter()
                .map(|mark| Mark { range: mark.range.start + shift..mark.range.end + shift, ..mark.clone() }),
        );
        self.text.push_str(&other.text);
    }

    /// Whether it shows neither text nor images.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The source of a range of visible text, with the delimiters of markup that lies in the range. Of markup that is only
    /// partly in the range nothing but text is included, so that no half of a link is cut out.
    pub(super) fn source(&self, range: Range<usize>) -> Span {
        let mut span = Span::new(self.source_start(range.start), self.source_end(range.end));
        for mark in &self.marks {
            if range.start <= mark.range.start && mark.range.end <= range.end && !mark.range.is_empty() {
                span.start = span.start.min(mark.source.start);
                span.end = span.end.max(mark.source.end);
            }
        }
        span
    }

    fn piece_at(&self, offset: usize) -> Option<&Piece> {
        let index = self.pieces.partition_point(|piece| piece.at <= offset);
        self.pieces.get(index.checked_sub(1)?)
    }

    fn source_start(&self, offset: usize) -> usize {
        match self.piece_at(offset) {
            Some(piece) if piece.exact => (piece.source.start + offset - piece.at).min(piece.source.end),
            Some(piece) => piece.source.start,
            None => self.pieces.first().map_or(0, |piece| piece.source.start),
        }
    }

    fn source_end(&self, offset: usize) -> usize {
        match offset.checked_sub(1).and_then(|last| self.piece_at(last)) {
            Some(piece) if piece.exact => (piece.source.start + offset - piece.at).min(piece.source.end),
            Some(piece) => piece.source.end,
            None => self.pieces.first().map_or(0, |piece| piece.source.start),
        }
    }

    /// The places at which a cut through `range` would split markup.
    pub(super) fn seams(&self, range: &Range<usize>) -> Vec<usize> {
        let splits = |mark: &&Mark| {
            let overlaps = mark.range.start < range.end && range.start < mark.range.end;
            let inside = range.start <= mark.range.start && mark.range.end <= range.end;
            let encloses = mark.range.start <= range.start && range.end <= mark.range.end;
            overlaps && !inside && !encloses
        };
        let marks = self.marks.iter().filter(splits);
        let mut seams: Vec<_> = marks
            .flat_map(|mark| [mark.range.start, mark.range.end])
            .filter(|seam| range.start < *seam && *seam < range.end)
            .collect();
        seams.sort_unstable();
        seams.dedup();
        seams
    }

    /// The links, in the order of the text, each with its address.
    pub(super) fn links(&self) -> impl Iterator<Item = (&Mark, &Arc<str>)> {
        self.marks.iter().filter_map(|mark| match &mark.kind {
            MarkKind::Link(url) => Some((mark, url)),
            _ => None,
        })
    }

    /// The lines of the text, as ranges without the line breaks.
    pub(super) fn lines(&self) -> Vec<Range<usize>> {
        let mut start = 0;
        let mut lines = Vec::new();
        for line in self.text.split('\n') {
            lines.push(start..start + line.len());
            start += line.len() + 1;
        }
        lines
    }
}

impl Inline {
    /// The part of the text in a range, with the markup in it.
    pub(super) fn slice(&self, range: Range<usize>) -> Inline {
        let mut part = Inline { text: self.text[range.clone()].to_owned(), ..Inline::default() };
        for (nth, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(nth + 1).map_or(self.text.len(), |next| next.at);
            let (from, to) = (piece.at.max(range.start), end.min(range.end));
            if from >= to {
                continue;
            }
            let source = if piece.exact {
                Span::new(piece.source.start + from - piece.at, piece.source.start + to - piece.at)
            } else {
                piece.source
            };
            part.pieces.push(Piece { at: from - range.start, source, exact: piece.exact });
        }
        let inside = self.marks.iter().filter(|mark| mark.range.start < range.end && range.start < mark.range.end);
        part.marks.extend(inside.map(|mark| Mark {
            range: mark.range.start.max(range.start) - range.start..mark.range.end.min(range.end) - range.start,
            ..mark.clone()
        }));
        part
    }

    /// The same text with all of it in bold.
    pub(super) fn strong(&self) -> Inline {
        let mut strong = self.clone();
        let range = 0..self.text.len();
        let source = self.source(range.clone());
        strong.marks.insert(0, Mark { range, source, kind: MarkKind::Strong });
        strong
    }

    /// Begins a new line.
    pub(super) fn line_break(&mut self) {
        let end = self.source_end(self.text.len());
        self.pieces.push(Piece { at: self.text.len(), source: Span::new(end, end), exact: false });
        self.text.push('\n');
    }
}
