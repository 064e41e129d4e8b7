//! TeX in running text, which cannot contain citations.
//!
//! Dollars follow Pandoc's `tex_math_dollars`: the opening `$` has a non-space character right after it, the closing `$`
//! has one right before it and no digit after it. `\\(…\\)` and `\\[…\\]` count if the book's pages load MathJax.

use std::ops::Range;

/// The maximum length of a formula in bytes, which bounds the time spent on unclosed ones.
const MAX_LENGTH: usize = 4096;

/// Returns the ranges of TeX in a text, in order. `is_text` returns whether an offset is running text.
pub(super) fn ranges(text: &str, mathjax: bool, is_text: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(at) = memchr::memchr2(b'$', b'\\', &bytes[from..]).map(|found| from + found) {
        let rest = &text[at..];
        let in_row = is_in_row(bytes, at);
        let end = if bytes[at] == b'$' {
            dollars(rest, in_row, |offset| is_text(at + offset))
        } else if mathjax {
            delimited(rest, in_row, "\\\\(", "\\\\)").or_else(|| delimited(rest, in_row, "\\\\[", "\\\\]"))
        } else {
            None
        };
        // An escaping backslash is not running text itself.
        from = match end.filter(|_| is_text(at + usize::from(bytes[at] == b'\\'))) {
            Some(length) => {
                ranges.push(at..at + length);
                at + length
            }
            // The character after a backslash is escaped.
            None if bytes[at] == b'\\' => at + 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            None => at + rest.len() - rest.trim_start_matches('$').len(),
        };
    }
    ranges
}

/// Returns the length of the formula that begins with the dollar at the start of `rest`. A dollar in code does not end it.
fn dollars(rest: &str, in_row: bool, is_text: impl Fn(usize) -> bool) -> Option<usize> {
    if rest.starts_with("$$") {
        return delimited(rest, in_row, "$$", "$$");
    }
    let inside = rest_of_block(&rest[1..], in_row);
    if inside.starts_with(char::is_whitespace) {
        return None;
    }
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            '$' if is_text(1 + at) => {
                // The next dollar closes the formula, or the text is not a formula.
                let after_space = inside[..at].ends_with(char::is_whitespace);
                let before_digit = inside[at + 1..].starts_with(|c: char| c.is_ascii_digit());
                return (!after_space && !before_digit).then_some(1 + at + 1);
            }
            _ => {}
        }
    }
    None
}

/// Returns the length of the formula between two delimiters at the start of `rest`, if it ends in its paragraph.
fn delimited(rest: &str, in_row: bool, open: &str, close: &str) -> Option<usize> {
    let inside = rest_of_block(rest.strip_prefix(open)?, in_row);
    let end = inside.find(close).filter(|end| *end > 0)?;
    Some(open.len() + end + close.len())
}

/// Whether an offset is in a table row that begins with a bar.
fn is_in_row(bytes: &[u8], at: usize) -> bool {
    let near = &bytes[at.saturating_sub(MAX_LENGTH)..at];
    let line = memchr::memrchr(b'\n', near).map_or(near, |newline| &near[newline + 1..]);
    line.trim_ascii_start().starts_with(b"|")
}

/// Whether a line begins a list item, a heading or a block quote, and so ends the paragraph before it.
fn begins_block(line: &str) -> bool {
    let line = line.trim_start();
    let hashes = line.trim_start_matches('#');
    let marked = ["- ", "* ", "+ ", "1. ", "1) ", ">"].iter().any(|mark| line.starts_with(mark));
    marked || hashes.len() < line.len() && hashes.starts_with(' ')
}

/// Returns the text up to the end of the cell or paragraph, or up to the maximum length of a formula.
fn rest_of_block(text: &str, in_row: bool) -> &str {
    if in_row {
        let ends = |at: &usize| !text[..*at].ends_with('\\');
        let bars = text.bytes().take(MAX_LENGTH).enumerate().filter(|(_, byte)| matches!(byte, b'|' | b'\n'));
        return bars.map(|(at, _)| at).find(ends).map_or("", |end| &text[..end]);
    }
    let mut end = text.len().min(MAX_LENGTH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut at = 0;
    for line in text[..end].split_inclusive('\n') {
        if at > 0 && (line.trim().is_empty() && line.ends_with('\n') || begins_block(line)) {
            return &text[..at];
        }
        at += line.len();
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_not_formulas() {
        #[track_caller]
        fn check(text: &str, expect: &[&str]) {
            let formulas: Vec<_> = ranges(text, true, |_| true).into_iter().map(|range| &text[range]).collect();
            assert_eq!(formulas, expect, "{text}");
        }
        check("a $x$ b $y_1$ c", &["$x$", "$y_1$"]);
        check("it cost $5 and $6", &[]);
        check("it cost $5 and 6$ x", &["$5 and 6$"]);
        check("a $ x$ b$ c", &[]);
        check("for $5, $6 or $7", &[]);
        check("\\$x$ and $y\\$z$", &["$y\\$z$"]);
        check("$$\nx\n$$ then $$y$$", &["$$\nx\n$$", "$$y$$"]);
        check("$x\n\ny$", &[]);
        check("$$ x\n\ny $$", &[]);
        check("\\\\(x\\\\) and \\\\[y\\\\]", &["\\\\(x\\\\)", "\\\\[y\\\\]"]);
        check("\\(x\\)", &[]);
        check("\\\\$x$", &["$x$"]);
        check("$$$", &[]);
        check("价$x$元", &["$x$"]);
        check("- costs $5 [@a]\n- in US$ terms [@b]", &[]);
        check("# $5\n\n## US$", &[]);
        check("| p | s |\n|---|---|\n| $5m | [@a] |\n| US$ | $a \\| b$ |", &["$a \\| b$"]);
        check("$|x|\n= y$", &["$|x|\n= y$"]);
        assert!(ranges("\\\\(x\\\\)", false, |_| true).is_empty());
        assert!(ranges("`$`x$", false, |at| at > 3).is_empty());
    }
}
