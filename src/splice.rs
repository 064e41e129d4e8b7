//! Putting texts in place of ranges: bytes outside the ranges never change.

use crate::directive::Standing;
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

/// A block as it goes in place of a directive that stands alone on its line: every further line begins as the
/// containers of that line go on, and a blank line stands before and after.
pub fn block(standing: &Standing, block: &str) -> String {
    let Standing::Block { prefix, blank_before, blank_after } = standing else {
        return block.to_owned();
    };
    let blank = prefix.trim_end();
    let mut out = String::with_capacity(block.len() + 64);
    if *blank_before {
        // The line's own markers, already there, become the blank line.
        out.push('\n');
        out.push_str(prefix);
    }
    for (at, line) in block.lines().enumerate() {
        if at > 0 {
            out.push('\n');
            out.push_str(if line.is_empty() { blank } else { prefix });
        }
        out.push_str(line);
    }
    if *blank_after {
        out.push('\n');
        out.push_str(blank);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_line_of_a_block_goes_on_as_its_containers_do() {
        let standing = Standing::Block { prefix: ">   ".to_owned(), blank_before: true, blank_after: true };
        assert_eq!(block(&standing, "a\n\nb"), "\n>   a\n>\n>   b\n>");
        let standing = Standing::Block { prefix: String::new(), blank_before: false, blank_after: false };
        assert_eq!(block(&standing, "a\nb"), "a\nb");
    }

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
