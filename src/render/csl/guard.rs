//! Keeps the case of words such as `GANs`, `mT5` and `t-SNE`, and of TeX, where a style sets titles in title or sentence case.
//!
//! hayagriva would make `Gans` of the first. Letters of such words go through it as characters for private use, which
//! have no case, and come back as what they were.

use crate::render::math::{Piece, pieces};

/// What is added to a letter; Unicode's plane 15 is all for private use.
const AWAY: u32 = 0xF_0000;

/// The text with the letters of words put out of reach whose case means something.
pub(super) fn guarded(text: &str) -> String {
    if !text.contains('$') {
        return guarded_words(text, text);
    }
    let guarded = pieces(text).into_iter().map(|piece| match piece {
        Piece::Words(words) => guarded_words(words, text),
        Piece::Math { written, .. } => written.chars().map(away).collect(),
    });
    guarded.collect()
}

/// Words of a text, without the math in it.
fn guarded_words(words: &str, text: &str) -> String {
    let shouted = !text.chars().any(char::is_lowercase);
    let mut out = String::with_capacity(words.len());
    for token in words.split_inclusive(char::is_whitespace) {
        let guard = if shouted { changes_length } else { |_| true };
        if (shouted && !token.chars().any(changes_length)) || !(shouted || has_case_of_its_own(token)) {
            out.push_str(token);
        } else {
            out.extend(token.chars().map(|c| if guard(c) { away(c) } else { c }));
        }
    }
    out
}

/// The text as it was.
pub(super) fn back(text: &mut String) {
    let is_away = |c: char| (AWAY..=AWAY + 0xFFFD).contains(&u32::from(c));
    if text.chars().any(is_away) {
        let home = |c: char| if is_away(c) { char::from_u32(u32::from(c) - AWAY).unwrap_or(c) } else { c };
        *text = text.chars().map(home).collect();
    }
}

fn away(c: char) -> char {
    let has_case = c.is_uppercase() || c.is_lowercase() || changes_length(c);
    if !has_case {
        return c;
    }
    char::from_u32(u32::from(c) + AWAY).filter(|_| u32::from(c) <= 0xFFFD).unwrap_or(c)
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
    fn words_with_a_case_of_their_own_are_put_out_of_reach() {
        #[track_caller]
        fn check(text: &str, out_of_reach: &str) {
            let mut guarded = guarded(text);
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
