//! Replacement of ranges in a text. Bytes outside the ranges do not change.

use crate::source::Span;

/// Returns the text with each range replaced. Ranges must be sorted and must not overlap.
pub fn splice(text: &str, edits: &[(Span, String)]) -> String {
    let mut out = String::with_capacity(text.len() + added(edits));
    out.extend(pieces(text, edits));
    out
}

/// Returns the pieces of the result without copying.
pub fn pieces<'t>(text: &'t str, edits: &'t [(Span, String)]) -> impl Iterator<Item = &'t str> {
    let starts = std::iter::once(0).chain(edits.iter().map(|(span, _)| span.end));
    let ends = edits.iter().map(|(span, with)| (span.start, with.as_str())).chain(std::iter::once((text.len(), "")));
    starts.zip(ends).flat_map(|(start, (end, with))| [&text[start..end], with])
}

/// Returns the total length of the replacements.
pub fn added(edits: &[(Span, String)]) -> usize {
    edits.iter().map(|(_, with)| with.len()).sum()
}

/// Returns the range of a text that differs from a new text, without the common beginning and end, and its replacement.
pub fn difference<'n>(old: &str, new: &'n str) -> (Span, &'n str) {
    let same = |(a, b): &(char, char)| a == b;
    let front: usize = old.chars().zip(new.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (old_rest, new_rest) = (&old[front..], &new[front..]);
    let back: usize =
        old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    (Span::new(front, old.len() - back), &new_rest[..new_rest.len() - back])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn splicing_nothing_is_identity(text in ".*") {
            prop_assert_eq!(splice(&text, &[]), text);
        }

        #[test]
        fn bytes_outside_the_ranges_never_change(pieces in proptest::collection::vec((".{0,8}", ".{0,8}", ".{0,8}"), 0..6)) {
            let (mut text, mut expect, mut edits) = (String::new(), String::new(), Vec::new());
            for (kept, cut, with) in &pieces {
                text.push_str(kept);
                edits.push((Span::new(text.len(), text.len() + cut.len()), with.clone()));
                text.push_str(cut);
                expect.push_str(kept);
                expect.push_str(with);
            }
            prop_assert_eq!(splice(&text, &edits), expect);
        }
    }
}
