//! Splits a BibTeX file into blocks, `@type{…}`, by braces.
//!
//! Text between blocks is a comment. An unclosed block ends where the next begins, so a missing brace affects one entry
//! at most. The time is linear in the length of the text.

use memchr::{memchr, memchr3, memrchr};

use super::entry_types;
use crate::source::Span;

/// One `@type{…}` or `@type(…)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    /// The complete block.
    pub(super) span: Span,
    /// The type after the `@`.
    pub(super) kind: Span,
    /// The text between the delimiters.
    pub(super) body: Span,
    /// Whether the block is closed.
    pub(super) closed: bool,
}

/// A part of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A block.
    Block(Block),
    /// An entry type at the start of a line without an opening delimiter.
    Lost(Span),
}

/// The blocks of a text.
pub(super) struct Blocks<'t> {
    text: &'t str,
    at: usize,
    /// The start of the current line, and whether it is a `%` comment.
    line: (usize, bool),
    /// Whether an unclosed block reached the end of the file. From then on a block ends where a line looks like the next
    /// one, which keeps the time linear.
    strict: bool,
}

impl<'t> Blocks<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: (0, is_comment(text, 0)), strict: false }
    }

    /// Returns the block at `start`, if any.
    pub(super) fn at(text: &'t str, start: usize) -> Option<Block> {
        let mut blocks = Self { at: start, ..Self::new(text) };
        match blocks.block(start)? {
            Found::Block(block) => Some(block),
            Found::Lost(_) => None,
        }
    }

    /// Returns whether the line of `at` is a `%` comment.
    fn commented(&mut self, from: usize, at: usize) -> bool {
        if let Some(newline) = memrchr(b'\n', &self.text.as_bytes()[from..at]) {
            let start = from + newline + 1;
            self.line = (start, is_comment(self.text, start));
        }
        self.line.1
    }

    /// Parses the part that begins with the `@` at `start`.
    fn block(&mut self, start: usize) -> Option<Found> {
        let bytes = self.text.as_bytes();
        let kind = word_after(self.text, start + 1);
        let open = skip_blanks(bytes, kind.end);
        let name = &self.text[kind.range()];
        let delimiter = bytes.get(open).copied().filter(|byte| matches!(byte, b'{' | b'('));
        let Some(delimiter) = delimiter.filter(|_| !name.is_empty()) else {
            let lost = entry_types::is_known(name) && starts_line(bytes, start);
            return lost.then(|| Found::Lost(Span::new(start, kind.end)));
        };
        let comment = name.eq_ignore_ascii_case("comment");
        if comment && self.strict {
            return None;
        }
        let (end, closed) = self.close(open, delimiter);
        if comment && !closed {
            // A comment that contains a brace.
            return None;
        }
        let body = Span::new(open + 1, end);
        let end = end + usize::from(closed);
        self.at = end;
        Some(Found::Block(Block { span: Span::new(start, end), kind, body, closed }))
    }

    /// Returns the end of a block opened at `open`: its closing delimiter, or the start of the next block.
    fn close(&mut self, open: usize, delimiter: u8) -> (usize, bool) {
        let bytes = self.text.as_bytes();
        let round = delimiter == b'(';
        let mut depth = usize::from(!round);
        let mut quoted = false;
        let mut perhaps = None;
        let mut at = open + 1;
        loop {
            let next = if round {
                bytes[at..].iter().position(|byte| matches!(byte, b'{' | b'}' | b'@' | b')' | b'"'))
            } else {
                memchr3(b'{', b'}', b'@', &bytes[at..])
            };
            let Some(next) = next.map(|next| at + next) else {
                self.strict = true;
                return (perhaps.unwrap_or(bytes.len()), false);
            };
            at = next + 1;
            match bytes[next] {
                b'{' => depth += 1,
                b'}' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 && !round {
                        return (next, true);
                    }
                }
                b')' if depth == 0 && !quoted => return (next, true),
                b'"' if depth == 0 => quoted = !quoted,
                b'@' if self.begins_block(next) => {
                    // Inside a value it may be quoted text, unless the text before it ends a field.
                    let among_fields = depth == usize::from(!round) && !quoted;
                    let first = *perhaps.get_or_insert(next);
                    if among_fields || self.strict || follows_an_end(bytes, next) {
                        return (first, false);
                    }
                }
                _ => {}
            }
        }
    }

    /// Returns whether the `@` at `at` begins its line and opens a block.
    fn begins_block(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let kind = word_after(self.text, at + 1);
        let opened = matches!(bytes.get(skip_blanks(bytes, kind.end)), Some(b'{' | b'('));
        opened && kind.start < kind.end && starts_line(bytes, at)
    }
}

impl Iterator for Blocks<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            let from = self.at;
            let start = from + memchr(b'@', &self.text.as_bytes()[from..])?;
            self.at = start + 1;
            if self.commented(from, start) {
                continue;
            }
            if let Some(found) = self.block(start) {
                // The line on which a block ends is not a comment.
                self.line = (self.at, false);
                return Some(found);
            }
        }
    }
}

/// The body of an entry: its key and its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// The key without surrounding whitespace; empty if missing.
    pub(super) key: Span,
    /// The fields.
    pub(super) fields: Span,
    /// Whether a comma or nothing follows the key.
    pub(super) comma: bool,
}

/// Separates the key from the fields.
pub(super) fn head(text: &str, body: Span) -> Head {
    let bytes = text.as_bytes();
    let mut at = body.start;
    while at < body.end && bytes[at] != b',' {
        // `=` is part of a key unless a value follows.
        if bytes[at] == b'=' {
            let value = skip_blanks(bytes, at + 1);
            if value < body.end && matches!(bytes[value], b'{' | b'"' | b'0'..=b'9') {
                return without_comma(text, body, at);
            }
        }
        at += 1;
    }
    let fields = Span::new((at + 1).min(body.end), body.end);
    Head { key: trimmed(text, Span::new(body.start, at)), fields, comma: true }
}

/// Returns the head of a body whose first `=` is at `equals`, without a comma before it.
fn without_comma(text: &str, body: Span, equals: usize) -> Head {
    let before = trimmed(text, Span::new(body.start, equals));
    let words = &text[before.range()];
    match words.rfind(char::is_whitespace) {
        Some(blank) => {
            let key = trimmed(text, Span::new(before.start, before.start + blank));
            Head { key, fields: Span::new(before.start + blank, body.end), comma: false }
        }
        None => Head { key: Span::new(body.start, body.start), fields: body, comma: true },
    }
}

/// Returns the span without whitespace at its ends.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    let inside = &text[span.range()];
    let start = span.start + (inside.len() - inside.trim_start().len());
    Span::new(start, start + inside.trim().len())
}

/// The no-break space in UTF-8, with which text copied from pages is indented.
pub(super) const NO_BREAK_SPACE: &[u8] = "\u{A0}".as_bytes();

/// Returns the offset after whitespace and no-break spaces.
pub(super) fn skip_blanks(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if !bytes[at..].starts_with(NO_BREAK_SPACE) {
            return at;
        }
        at += NO_BREAK_SPACE.len();
    }
}

/// Returns the word at `from`, after whitespace.
fn word_after(text: &str, from: usize) -> Span {
    let bytes = text.as_bytes();
    let start = skip_blanks(bytes, from);
    let letters =
        |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b'-' | b'+' | b'.' | b':' | b'*');
    Span::new(start, start + bytes[start..].iter().take_while(letters).count())
}

fn is_comment(text: &str, line: usize) -> bool {
    let bytes = &text.as_bytes()[line..];
    bytes.iter().find(|byte| !matches!(byte, b' ' | b'\t')) == Some(&b'%')
}

fn starts_line(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
    matches!(before, None | Some(b'\n' | b'\r'))
}

fn follows_an_end(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].iter().rev().find(|byte| !byte.is_ascii_whitespace());
    matches!(before, Some(b'}' | b',' | b')'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let blocks: Vec<_> = Blocks::new(text)
            .map(|found| match found {
                Found::Block(block) => {
                    let closed = if block.closed { "" } else { " unclosed" };
                    format!("{}: {}{closed}", &text[block.kind.range()], &text[block.body.range()].trim())
                }
                Found::Lost(span) => format!("lost {}", &text[span.range()]),
            })
            .collect();
        assert_eq!(blocks, expect);
    }

    #[test]
    fn blocks_are_found_by_their_braces() {
        check("@article{a, t = {x {y} z}}@Book (b, t = \"(\")", &["article: a, t = {x {y} z}", "Book: b, t = \"(\""]);
        check("@ string\n{ a = \"b\" }", &["string: a = \"b\""]);
        check("", &[]);
        check("@", &[]);
        check("@article{a, t = {p@q.r}}\r\n@misc{b}\r\n", &["article: a, t = {p@q.r}", "misc: b"]);
    }

    #[test]
    fn what_stands_between_blocks_is_a_comment() {
        check(
            "write to me@example.org or @you {\n% @misc{x}\n  %@misc{y}\n@misc{z}% @w",
            &["you: % @misc{x}\n  %@misc{y} unclosed", "misc: z"],
        );
        check("prose about @article and @book\n@misc{z}", &["misc: z"]);
        check("@article a, t = {x}\n@misc{z}", &["lost @article", "misc: z"]);
        check("@comment no braces\n@comment{a {b}}\n@comment{ open\n@misc{z}", &["comment: a {b}", "misc: z"]);
    }

    #[test]
    fn a_missing_brace_costs_one_entry() {
        check("@a{k, t = {x}\n\n@b{l, t = {y}}", &["a: k, t = {x} unclosed", "b: l, t = {y}"]);
        check("@a{k, t = {x,\n}\n  @b{l, t = {y}}", &["a: k, t = {x,\n} unclosed", "b: l, t = {y}"]);
        check("@a{k, t = {{x}, y = {z}}\n@b{l}\n@c{m}", &["a: k, t = {{x}, y = {z}} unclosed", "b: l", "c: m"]);
        check("@a{k, t = {x\n@b{l}\n@c{m", &["a: k, t = {x unclosed", "b: l", "c: m unclosed"]);
        check("@a{k, t = {x}}}\n@b{l}", &["a: k, t = {x}", "b: l"]);
    }

    #[test]
    fn an_example_inside_a_value_is_part_of_it() {
        check(
            "@a{k, t = {such as\n@b{l, t = {y}}\nand so on}}\n@c{m}",
            &["a: k, t = {such as\n@b{l, t = {y}}\nand so on}", "c: m"],
        );
    }

    #[test]
    fn a_key_is_told_from_the_fields() {
        #[track_caller]
        fn check(body: &str, key: &str, fields: &str, comma: bool) {
            let head = head(body, Span::new(0, body.len()));
            assert_eq!((&body[head.key.range()], body[head.fields.range()].trim(), head.comma), (key, fields, comma));
        }
        check(" a:b/c+d , t = {x}", "a:b/c+d", "t = {x}", true);
        check("a", "a", "", true);
        check(", t = {x}", "", "t = {x}", true);
        check("t = {x}, u = 1", "", "t = {x}, u = 1", true);
        check("a\n t = {x}", "a", "t = {x}", false);
        check("x=y, t = 1", "x=y", "t = 1", true);
    }
}
