//! The tokens of an expression that MiniJinja accepts, with positions.

use std::ops::Range;

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    pub(crate) kind: TokenKind,
    pub(crate) text: &'t str,
    pub(crate) start: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Name,
    Number,
    Text,
    Sign,
}

impl Token<'_> {
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// Splits an expression into tokens. Accepts any text.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        at += text[at..].len() - text[at..].trim_start().len();
        let rest = &text[at..];
        let (kind, length) = match rest.chars().next()? {
            c @ ('\'' | '"') => (TokenKind::Text, quoted(rest, c)),
            c if c.is_ascii_digit() => (TokenKind::Number, number(rest)),
            c if c.is_alphabetic() || c == '_' => {
                (TokenKind::Name, rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len()))
            }
            c => {
                let is_two_bytes = ["==", "!=", "<=", ">=", "//", "**"].iter().any(|sign| rest.starts_with(sign));
                (TokenKind::Sign, if is_two_bytes { 2 } else { c.len_utf8() })
            }
        };
        let token = Token { kind, text: &rest[..length], start: at };
        at += length;
        Some(token)
    })
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Returns the length of a number with fraction and exponent. A dot before a name is not part of the number.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let fraction = bytes[at] == b'.' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        let exponent =
            matches!(bytes[at], b'+' | b'-') && matches!(bytes[at - 1], b'e' | b'E') && !rest.starts_with("0x");
        if !(bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_' || fraction || exponent) {
            break;
        }
        at += 1;
    }
    at
}

/// Returns the number of unclosed brackets.
pub(super) fn depth(tokens: &[Token<'_>]) -> usize {
    let count = |signs: &[&str]| {
        tokens.iter().filter(|token| token.kind == TokenKind::Sign && signs.contains(&token.text)).count()
    };
    count(&["(", "[", "{"]).saturating_sub(count(&[")", "]", "}"]))
}

/// Returns whether a name is a variable, not an attribute, filter, test or named argument.
pub(super) fn is_variable(tokens: &[Token<'_>], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map_or("", |at| tokens[at].text);
    let test = before(1) == "is" || (before(1) == "not" && before(2) == "is");
    let named = tokens.get(at + 1).is_some_and(|next| next.text == "=");
    !matches!(before(1), "." | "|") && !test && !named
}
