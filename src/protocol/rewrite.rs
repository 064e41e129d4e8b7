//! The book as it goes back, written piece by piece: a large book's new chapters are never all in memory.

use std::io::{self, Write};

use super::{json, ordered_output};
use crate::expand::Expansion;
use crate::source::Span;
use crate::splice;

/// Where the text of a chapter stands in the JSON, and its index.
type Place = (Span, usize);

/// A book whose chapters are rendered as it is written.
#[derive(Debug)]
pub struct Rewritten<'i> {
    /// The book as it came.
    pub(super) raw: &'i str,
    /// What becomes of its chapters.
    pub(super) expansion: Expansion,
    /// The chapters that change, in order.
    pub(super) places: Vec<Place>,
    /// A page that is added, and where.
    pub(super) page: Option<(Span, String)>,
}

impl Rewritten<'_> {
    /// Writes the book as JSON.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, mut out: impl Write + Send) -> io::Result<()> {
        ordered_output::write(&mut out, self.places.len(), |nth| self.piece(nth))?;
        let mut at = self.places.last().map_or(0, |(span, _)| span.end);
        if let Some((span, page)) = &self.page {
            out.write_all(&self.raw.as_bytes()[at..span.start])?;
            out.write_all(page.as_bytes())?;
            at = span.end;
        }
        out.write_all(&self.raw.as_bytes()[at..])?;
        out.flush()
    }

    /// The new text of the `nth` chapter that changes, as JSON has it, behind what stands between it and the one before.
    fn piece(&self, nth: usize) -> String {
        let (span, chapter) = self.places[nth];
        let before = if nth == 0 { 0 } else { self.places[nth - 1].0.end };
        let between = &self.raw[before..span.start];
        let (text, edits) = (self.expansion.text(chapter), self.expansion.edits(chapter));
        let length = text.len() + splice::added(&edits);
        let mut piece = String::with_capacity(between.len() + length + length / 8);
        piece.push_str(between);
        json::add_string(splice::pieces(text, &edits), &mut piece);
        piece
    }

    /// The book as JSON.
    #[expect(clippy::missing_panics_doc, reason = "memory takes whatever is written, and whole texts are written")]
    pub fn to_json(&self) -> String {
        let mut json = Vec::with_capacity(self.raw.len());
        self.write(&mut json).expect("memory takes what is written");
        String::from_utf8(json).expect("only whole texts are written")
    }
}
