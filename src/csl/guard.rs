//! Keeps what a title says out of hayagriva's reach, which would make `Gans` of `GANs` and a range of `s2-42`.
//!
//! Letters of words such as `GANs`, `mT5` and `t-SNE` go through it as characters for private use, which have no case, and come
//! back as what they were; so do quotation marks, which may have to become inner ones, and math.

use hayagriva::citationberg::json::{Item, LiteralName, NameItem, NameValue, Value};

use crate::markup::math::{self, Piece};

/// What is added to a letter; Unicode's plane 15 is all for private use.
const AWAY: u32 = 0xF_0000;

/// Fields that a style may set in another case, or between quotation marks.
const TITLES: &[&str] = &["title", "title-short", "volume-title"];

/// The same of names: what is in capitals there is so for short, and not because all of it is.
const NAMES: &[&str] = &["collection-title", "container-title", "event-title", "genre", "publisher"];

/// Fields of numbers that may be no numbers.
const NUMBERS: &[&str] = &["issue", "number", "volume"];

/// Guards what there is to guard in an item.
pub(super) fn guard(item: &mut Item) {
    for (names, is_name) in [(TITLES, false), (NAMES, true), (NUMBERS, true)] {
        for name in names {
            if let Some(Value::String(text)) = item.0.get_mut(*name) {
                *text = guarded(text, is_name);
            }
        }
    }
    for name in NUMBERS {
        if let Some(Value::String(text)) = item.0.get_mut(*name) {
            *text = no_range(text);
        }
    }
    for value in item.0.values_mut() {
        let Value::Names(names) = value else { continue };
        for name in names {
            match name {
                NameValue::Item(NameItem { family, given, .. }) => {
                    *family = typographic(family);
                    *given = given.as_deref().map(typographic);
                }
                NameValue::Literal(LiteralName { literal }) => *literal = typographic(literal),
            }
        }
    }
}

/// A number with letters is no range, whatever hyphens are between its digits.
fn no_range(number: &str) -> String {
    if !number.contains(|c: char| c.is_alphabetic() || is_guard(c)) {
        return number.to_owned();
    }
    let mut out = String::with_capacity(number.len());
    let mut before = ' ';
    let mut chars = number.chars().peekable();
    while let Some(c) = chars.next() {
        let inside = before.is_ascii_digit() && chars.peek().is_some_and(char::is_ascii_digit);
        out.push(if c == '-' && inside { away_at_all(c) } else { c });
        before = c;
    }
    out
}

/// The text with the apostrophes that printers use: within a word, and after one where nothing has been quoted.
pub(super) fn typographic(text: &str) -> String {
    if !text.contains('\'') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let (mut before, mut quoting) = (' ', false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let (after_word, before_word) =
            (before.is_alphanumeric(), chars.peek().is_some_and(|next| next.is_alphanumeric()));
        quoting |= c == '\'' && !after_word && before_word;
        out.push(if c == '\'' && after_word && (before_word || !quoting) { '’' } else { c });
        before = c;
    }
    out
}

/// The text guarded, its math whole.
fn guarded(text: &str, is_name: bool) -> String {
    if !text.contains('$') {
        return words(&typographic(text), is_name);
    }
    let pieces = math::pieces(text).into_iter().map(|piece| match piece {
        Piece::Text(text) => words(&typographic(text), is_name),
        Piece::Math { written, .. } => written.chars().map(away_at_all).collect(),
    });
    pieces.collect()
}

/// The text with the letters of words put out of reach whose case means something, and its quotation marks.
fn words(text: &str, is_name: bool) -> String {
    // A word in capitals by itself is short for something, and no title that shouts.
    let shouted = !is_name && text.split_whitespace().nth(1).is_some() && !text.chars().any(char::is_lowercase);
    let mut out = String::with_capacity(text.len());
    for token in text.split_inclusive(char::is_whitespace) {
        let guard = if shouted { changes_length } else { |_| true };
        if (shouted && !token.chars().any(changes_length)) || !(shouted || has_case_of_its_own(token)) {
            out.push_str(token);
        } else {
            out.extend(token.chars().map(|c| if guard(c) { away(c) } else { c }));
        }
    }
    if !out.contains(['“', '”', '"']) {
        return out;
    }
    let straight = out.matches('"').count();
    let mut nth = 0;
    let quote = |c| match c {
        '“' | '”' => away_at_all(c),
        // A single one is inches.
        '"' if straight.is_multiple_of(2) => {
            nth += 1;
            away_at_all(if nth % 2 == 1 { '“' } else { '”' })
        }
        c => c,
    };
    out.chars().map(quote).collect()
}

/// The text as it was.
#[cfg(test)]
fn back(text: &mut String) {
    *text = text.chars().map(home).collect();
}

/// Whether a character is not what it will be.
pub(super) fn is_guard(c: char) -> bool {
    (AWAY..=AWAY + 0xFFFD).contains(&u32::from(c))
}

/// The character as it was.
pub(super) fn home(c: char) -> char {
    if is_guard(c) { char::from_u32(u32::from(c) - AWAY).unwrap_or(c) } else { c }
}

fn away_at_all(c: char) -> char {
    char::from_u32(u32::from(c) + AWAY).filter(|_| u32::from(c) <= 0xFFFD).unwrap_or(c)
}

fn away(c: char) -> char {
    let has_case = c.is_uppercase() || c.is_lowercase() || changes_length(c);
    if !has_case {
        return c;
    }
    away_at_all(c)
}

/// Whether a part of a word has capitals after its first letter, or digits among its letters.
fn has_case_of_its_own(token: &str) -> bool {
    let mut parts = token.split(['-', '–', '/', '\'', '’', ':', ',', '(', ')', '"', '“', '”']);
    parts.any(|part| {
        let mut letters = part.chars().filter(|c| c.is_alphanumeric());
        let Some(first) = letters.next() else { return false };
        let mut rest = letters.peekable();
        let alone = rest.peek().is_none();
        let mut mixed = false;
        let mut digit = first.is_numeric();
        let mut lower = first.is_lowercase();
        for c in rest {
            mixed |= c.is_uppercase() || (digit && c.is_lowercase()) || (c.is_numeric() && lower);
            digit |= c.is_numeric();
            lower |= c.is_lowercase();
        }
        mixed || (alone && first.is_uppercase() && first != 'A') || part.chars().any(changes_length)
    })
}

/// Whether a letter becomes several in another case, as `ß` does.
fn changes_length(c: char) -> bool {
    !c.is_ascii() && (c.to_uppercase().count() > 1 || c.to_lowercase().count() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apostrophes_are_told_from_quotation_marks() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            assert_eq!(typographic(text), expect);
        }
        check("O'Brien and GANs' place", "O’Brien and GANs’ place");
        check("'Quoted' isn't", "'Quoted' isn’t");
        check("the '90s", "the '90s");
        check("plain", "plain");
    }

    #[test]
    fn what_is_guarded_comes_back() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            let mut text = guarded(text, false);
            back(&mut text);
            assert_eq!(text, expect);
        }
        check("the $O(n^2)$ of \"it\"", "the $O(n^2)$ of “it”");
        check("6\" wide", "6\" wide");
        check("costs $5", "costs $5");
        assert_eq!(no_range("2-4"), "2-4");
        assert_eq!(no_range("CS-R9525"), "CS-R9525");
        assert_eq!(no_range("s2-42"), "s2\u{F002D}42");
    }

    #[test]
    fn words_with_a_case_of_their_own_are_put_out_of_reach() {
        #[track_caller]
        fn check(text: &str, out_of_reach: &str) {
            let mut guarded = guarded(text, false);
            let seen: String = guarded
                .split_inclusive(char::is_whitespace)
                .filter(|token| token.chars().any(|c| u32::from(c) >= AWAY))
                .map(|token| {
                    let mut token = token.to_owned();
                    back(&mut token);
                    token
                })
                .collect();
            assert_eq!(seen.trim_end(), out_of_reach);
            back(&mut guarded);
            assert_eq!(guarded, text);
        }
        check("The way of GANs and mT5", "GANs mT5");
        check("LLaMA: Open and efficient", "LLaMA:");
        check("Visualizing data using t-SNE", "t-SNE");
        check("word2vec and GPT-4", "word2vec GPT-4");
        check("An Open-Source Model", "");
        check("A Survey: A Review", "");
        check("The C Programming Language", "C");
        check("ATTENTION IS ALL YOU NEED", "");
        check("Die große Reise", "große");
        check("中文 标题", "");
        check("", "");
    }
}
