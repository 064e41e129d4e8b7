//! Putting texts in place of ranges: bytes outside the ranges never change.

use crate::source::Span;

/// The text with each range replaced; ranges are in order and do not overlap.
pub fn splice(text: &str, edits: &[(Span, String)]) -> String {
    let added: usize = edits.iter().map(|(_, with)| with.len()).sum();
    let mut out = String::with_capacity(text.len() + added);
    let mut at = 0;
    for (span, with) in edits {
        out.push_str(&text[at..span.start]);
        out.push_str(with);
        at = span.end;
    }
    out.push_str(&text[at..]);
    out
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
