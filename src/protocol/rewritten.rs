//! The book as it goes back, written piece by piece: a large book's new chapters are never all in memory.

use std::io::{self, Write};

use rayon::prelude::*;

use super::json;
use crate::expand::Expansion;
use crate::source::Span;

/// How many chapters are rendered while as many are written: each core has some to do, and what they need is little.
const AT_ONCE: usize = 32;

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
        let raw = self.raw.as_bytes();
        let mut at = 0;
        let mut ready: (&[Place], Vec<String>) = (&[], Vec::new());
        let mut batches = self.places.chunks(AT_ONCE);
        loop {
            let next = batches.next().unwrap_or_default();
            let put = || {
                for ((span, _), text) in ready.0.iter().zip(&ready.1) {
                    out.write_all(&raw[at..span.start])?;
                    out.write_all(text.as_bytes())?;
                    at = span.end;
                }
                Ok::<_, io::Error>(())
            };
            let (written, texts) = rayon::join(put, || self.texts(next));
            written?;
            if next.is_empty() {
                break;
            }
            ready = (next, texts);
        }
        if let Some((span, page)) = &self.page {
            out.write_all(&raw[at..span.start])?;
            out.write_all(page.as_bytes())?;
            at = span.end;
        }
        out.write_all(&raw[at..])?;
        out.flush()
    }

    /// The new texts of some chapters, as JSON has them.
    fn texts(&self, places: &[Place]) -> Vec<String> {
        places.par_iter().map(|&(_, chapter)| json::string(&self.expansion.chapter(chapter))).collect()
    }

    /// The book as JSON.
    #[expect(clippy::missing_panics_doc, reason = "memory takes whatever is written, and whole texts are written")]
    pub fn to_json(&self) -> String {
        let mut json = Vec::with_capacity(self.raw.len());
        self.write(&mut json).expect("memory takes what is written");
        String::from_utf8(json).expect("only whole texts are written")
    }
}
