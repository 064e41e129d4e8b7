//! Writes the book back chapter by chapter, so that the rendered chapters of a large book are never all in memory.

use std::fmt;
use std::io::{self, Write};

use serde::Serializer as _;

use super::ordered_output;
use crate::expand::Expansion;
use crate::source::Span;
use crate::splice;

/// The span of a chapter's text in the JSON, and the index of the chapter.
type ChangedText = (Span, usize);

/// A book whose changed chapters are rendered while it is written.
#[derive(Debug)]
pub struct RewrittenBook<'i> {
    /// The book's JSON from mdBook.
    pub(super) raw: &'i str,
    /// The expansion of its chapters.
    pub(super) expansion: Expansion,
    /// The chapters that change, in order.
    pub(super) changes: Vec<ChangedText>,
    /// The JSON of added pages, and its position.
    pub(super) pages: Option<(Span, String)>,
}

impl RewrittenBook<'_> {
    /// Writes the book as JSON.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, mut out: impl Write + Send) -> io::Result<()> {
        ordered_output::write(&mut out, self.changes.len(), |nth| self.piece(nth))?;
        let mut at = self.changes.last().map_or(0, |(span, _)| span.end);
        if let Some((span, pages)) = &self.pages {
            out.write_all(&self.raw.as_bytes()[at..span.start])?;
            out.write_all(pages.as_bytes())?;
            at = span.end;
        }
        out.write_all(&self.raw.as_bytes()[at..])?;
        out.flush()
    }

    /// Returns the JSON between the previous changed chapter and the `nth`, and the new text of the `nth` as a JSON string.
    fn piece(&self, nth: usize) -> Vec<u8> {
        let (span, chapter) = self.changes[nth];
        let before = if nth == 0 { 0 } else { self.changes[nth - 1].0.end };
        let between = &self.raw[before..span.start];
        let (text, edits) = (self.expansion.text(chapter), self.expansion.edits(chapter));
        let length = text.len() + splice::added(&edits);
        let mut piece = Vec::with_capacity(between.len() + length + length / 8);
        piece.extend_from_slice(between.as_bytes());
        let text = EditedText { text, edits: &edits };
        serde_json::Serializer::new(&mut piece).collect_str(&text).expect("writing to a `Vec` does not fail");
        piece
    }

    /// Returns the book as JSON.
    #[expect(clippy::missing_panics_doc, reason = "writing to a `Vec` does not fail, and the output is UTF-8")]
    pub fn to_json(&self) -> String {
        let mut json = Vec::with_capacity(self.raw.len());
        self.write(&mut json).expect("writing to a `Vec` does not fail");
        String::from_utf8(json).expect("the output is UTF-8")
    }
}

/// A text with its edits applied.
struct EditedText<'e> {
    text: &'e str,
    edits: &'e [(Span, String)],
}

impl fmt::Display for EditedText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        splice::pieces(self.text, self.edits).try_for_each(|piece| f.write_str(piece))
    }
}
