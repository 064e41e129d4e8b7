//! Texts of papers as texts of the processor, in which math is unchanged.

use crate::citeproc::item::{Mark, MarkKind, Text};
use crate::markup::math::{Piece, pieces};

/// Stands for a formula while markup is parsed.
const PLACEHOLDER: char = '\u{fffc}';

/// Parses markup and quotation marks of a text; math is without markup and keeps its case.
pub(super) fn text(source: &str) -> Text {
    if !source.contains('$') || source.contains(PLACEHOLDER) {
        return Text::parse(source);
    }
    let pieces = pieces(source);
    let mut formulas = pieces.iter().filter_map(|piece| match piece {
        Piece::Math { written, .. } => Some(*written),
        Piece::Text(_) => None,
    });
    let mut bare = String::with_capacity(source.len());
    for piece in &pieces {
        match piece {
            Piece::Text(text) => bare.push_str(text),
            Piece::Math { .. } => bare.push(PLACEHOLDER),
        }
    }
    let parsed = Text::parse(&bare);
    let mut marks = parsed.marks.iter().peekable();
    let mut out = Text::default();
    for (at, c) in parsed.plain.char_indices() {
        while let Some(mark) = marks.next_if(|mark| mark.at <= at) {
            out.marks.push(Mark { at: out.plain.len(), ..*mark });
        }
        if c == PLACEHOLDER {
            out.marks.push(Mark { at: out.plain.len(), kind: MarkKind::NoCase, opens: true });
            out.plain.push_str(formulas.next().unwrap_or_default());
            out.marks.push(Mark { at: out.plain.len(), kind: MarkKind::NoCase, opens: false });
        } else {
            out.plain.push(c);
        }
    }
    out.marks.extend(marks.map(|mark| Mark { at: out.plain.len(), ..*mark }));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn math_is_kept_from_markup_and_case() {
        let text = text("\"On\" $a'b'<i>$ and <i>E. coli</i>");
        assert_eq!(text.plain, "On $a'b'<i>$ and E. coli");
        let kinds: Vec<_> = text.marks.iter().map(|mark| (mark.at, mark.opens)).collect();
        assert_eq!(kinds, [(0, true), (2, false), (3, true), (12, false), (17, true), (24, false)]);
    }
}
