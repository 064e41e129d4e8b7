//! A text as a string of JSON, written fast: the chapters of a book are most of what a run writes.
//!
//! Eight bytes are looked at together, since hardly any need an escape.

use std::fmt::Write as _;

/// Adds a text, which comes in pieces, as JSON has it, between quotes.
pub(super) fn add_string<'t>(pieces: impl Iterator<Item = &'t str>, json: &mut String) {
    json.push('"');
    pieces.for_each(|piece| add(piece, json));
    json.push('"');
}

fn add(text: &str, json: &mut String) {
    let mut rest = text;
    while !rest.is_empty() {
        let plain = plain(rest.as_bytes());
        json.push_str(&rest[..plain]);
        rest = &rest[plain..];
        // What has to be escaped is one byte long.
        let Some(&byte) = rest.as_bytes().first() else { break };
        match byte {
            b'"' => json.push_str("\\\""),
            b'\\' => json.push_str("\\\\"),
            b'\n' => json.push_str("\\n"),
            b'\r' => json.push_str("\\r"),
            b'\t' => json.push_str("\\t"),
            0x08 => json.push_str("\\b"),
            0x0C => json.push_str("\\f"),
            // Writing to a string cannot fail.
            _ => drop(write!(json, "\\u{byte:04x}")),
        }
        rest = &rest[1..];
    }
}

/// How many bytes at the beginning need no escape.
fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let mut at = 0;
    for chunk in bytes.chunks_exact(8) {
        let word = chunk.iter().rev().fold(0_u64, |word, &byte| word << 8 | u64::from(byte));
        // The lowest byte that is marked is surely meant; those above it may be marked by a borrow.
        let equal = |byte: u8| {
            let apart = word ^ (ONES * u64::from(byte));
            apart.wrapping_sub(ONES) & !apart
        };
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let marked = (equal(b'"') | equal(b'\\') | control) & HIGH;
        if marked != 0 {
            return at + (marked.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let needs = |byte: &u8| matches!(byte, b'"' | b'\\') || *byte < 0x20;
    at + bytes[at..].iter().position(needs).unwrap_or(bytes.len() - at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn string(text: &str) -> String {
        let mut json = String::new();
        add_string(text.split_inclusive(' '), &mut json);
        json
    }

    proptest! {
        #[test]
        fn a_text_is_what_json_says(text in "([ -~]|[\\x00-\\x1f\"\\\\]|评|\\PC){0,40}") {
            prop_assert_eq!(string(&text), serde_json::to_string(&text).unwrap());
        }

        #[test]
        fn a_long_text_is_what_json_says(text in "[a-z评\"\n]{0,200}", at in 0_usize..200, byte in 0_u8..0x80) {
            let mut text = text;
            if text.is_char_boundary(at.min(text.len())) {
                text.insert(at.min(text.len()), char::from(byte));
            }
            let read: String = serde_json::from_str(&string(&text)).unwrap();
            prop_assert_eq!(read, text);
        }
    }
}
