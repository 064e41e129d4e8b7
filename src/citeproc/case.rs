//! Text case, over runs, with what is protected.
//!
//! Source: the CSL specification, "Text-case"; where it is silent, what citeproc-js prints. Title case is for English alone.

use super::buffer::{Buffer, Mark, Run, RunKind};
use super::element::Case;

/// Words that stay small in title case, unless they come first or last.
///
/// Source: `stop-words.json` of the CSL schema, with the abbreviations of `versus` and two articles of names.
const SMALL: &[&str] = &[
    "a",
    "about",
    "above",
    "across",
    "afore",
    "after",
    "against",
    "al",
    "along",
    "alongside",
    "amid",
    "amidst",
    "among",
    "amongst",
    "an",
    "and",
    "anenst",
    "apropos",
    "apud",
    "around",
    "as",
    "aside",
    "astride",
    "at",
    "athwart",
    "atop",
    "barring",
    "before",
    "behind",
    "below",
    "beneath",
    "beside",
    "besides",
    "between",
    "beyond",
    "but",
    "by",
    "c",
    "ca",
    "circa",
    "d'",
    "de",
    "despite",
    "down",
    "during",
    "et",
    "except",
    "for",
    "forenenst",
    "from",
    "given",
    "in",
    "inside",
    "into",
    "lest",
    "like",
    "modulo",
    "near",
    "next",
    "nor",
    "notwithstanding",
    "of",
    "off",
    "on",
    "onto",
    "or",
    "out",
    "outside",
    "over",
    "per",
    "plus",
    "pro",
    "qua",
    "sans",
    "since",
    "so",
    "than",
    "the",
    "through",
    "throughout",
    "thru",
    "thruout",
    "till",
    "to",
    "toward",
    "towards",
    "under",
    "underneath",
    "until",
    "unto",
    "up",
    "upon",
    "v",
    "v.",
    "van",
    "versus",
    "via",
    "vis-à-vis",
    "von",
    "vs",
    "vs.",
    "with",
    "within",
    "without",
    "yet",
];

/// Returns whether a character is part of a word whose case [`is_changed_by_title_case`] judges.
pub fn is_part_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '.')
}

/// Returns whether title case changes a word: one in lower case that is not small, or is the first one.
pub fn is_changed_by_title_case(word: &str, is_first: bool) -> bool {
    let is_lower = word.starts_with(char::is_lowercase) && !word.contains(char::is_uppercase);
    is_lower && word.chars().nth(1).is_some() && (is_first || !SMALL.contains(&word))
}

/// Changes the case of what was printed since a mark.
pub(super) fn apply(buffer: &mut Buffer, mark: Mark, case: Case, language: &str) {
    if buffer.is_empty_since(mark) {
        return;
    }
    let turkic = matches!(language.get(..2), Some("tr" | "az"));
    match case {
        Case::Lowercase => each(buffer, mark, |text, out| lower(text, turkic, out)),
        Case::Uppercase => each(buffer, mark, |text, out| upper(text, turkic, out)),
        Case::CapitalizeFirst => first(buffer, mark, turkic),
        Case::CapitalizeAll => all(buffer, mark, turkic),
        Case::Sentence => sentence(buffer, mark, turkic),
        Case::Title => title(buffer, mark, turkic),
    }
}

fn lower(text: &str, turkic: bool, out: &mut String) {
    if turkic {
        text.chars().for_each(|c| match c {
            'I' => out.push('ı'),
            'İ' => out.push('i'),
            c => out.extend(c.to_lowercase()),
        });
    } else {
        out.push_str(&text.to_lowercase());
    }
}

fn upper(text: &str, turkic: bool, out: &mut String) {
    if turkic {
        text.chars().for_each(|c| if c == 'i' { out.push('İ') } else { out.extend(c.to_uppercase()) });
    } else {
        out.push_str(&text.to_uppercase());
    }
}

fn each(buffer: &mut Buffer, mark: Mark, change: impl Fn(&str, &mut String)) {
    buffer.rewrite(mark, |text, run, out| if run.no_case { out.push_str(text) } else { change(text, out) });
}

/// Whether a run has words; spaces and signs do not count.
fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

fn first(buffer: &mut Buffer, mark: Mark, turkic: bool) {
    let mut done = false;
    buffer.rewrite(mark, |text, run, out| {
        if done || !has_words(text) || run.no_case {
            done |= run.no_case && has_words(text);
            return out.push_str(text);
        }
        done = true;
        capitalized(text, turkic, out);
    });
}

/// Prints text with its first letter large.
fn capitalized(text: &str, turkic: bool, out: &mut String) {
    let at = text.find(char::is_alphanumeric).unwrap_or(text.len());
    let word = text[at..].split(char::is_whitespace).next().unwrap_or_default();
    if word.chars().any(char::is_uppercase) {
        // `arXiv` has its own case.
        return out.push_str(text);
    }
    out.push_str(&text[..at]);
    let mut rest = text[at..].chars();
    if let Some(letter) = rest.next() {
        upper(letter.encode_utf8(&mut [0; 4]), turkic, out);
    }
    out.push_str(rest.as_str());
}

fn all(buffer: &mut Buffer, mark: Mark, turkic: bool) {
    let mut inside = false;
    buffer.rewrite(mark, |text, run, out| {
        for c in text.chars() {
            if !inside && c.is_alphabetic() && !run.no_case {
                upper(c.encode_utf8(&mut [0; 4]), turkic, out);
            } else {
                out.push(c);
            }
            inside = !c.is_whitespace() && (inside || c.is_alphanumeric());
        }
    });
}

fn sentence(buffer: &mut Buffer, mark: Mark, turkic: bool) {
    let mut started = false;
    buffer.rewrite(mark, |text, run, out| {
        if run.no_case {
            started |= has_words(text);
            return out.push_str(text);
        }
        if started || !has_words(text) {
            return lower(text, turkic, out);
        }
        started = true;
        // The first word keeps its letters, but for a small first one.
        let begin = text.find(char::is_alphanumeric).unwrap_or(0);
        let end = text[begin..].find(' ').map_or(text.len(), |length| begin + length);
        capitalized(&text[..end], turkic, out);
        lower(&text[end..], turkic, out);
    });
}

/// One word of a title: where it is, and what comes before and after.
struct Word {
    start: usize,
    end: usize,
    /// Whether its case stays: it is protected, part of an address, or after the stop in the name of a file such as
    /// `llama.cpp`.
    keeps_case: bool,
    after_stop: bool,
    /// Whether it is the first part of a word with hyphens.
    joins: bool,
}

/// Characters that part words in titles, besides spaces.
fn parts_words(c: char) -> bool {
    matches!(
        c,
        '-' | '–'
            | '—'
            | '/'
            | '.'
            | ','
            | ';'
            | '?'
            | '!'
            | ':'
            | '['
            | ']'
            | '('
            | ')'
            | '"'
            | '“'
            | '”'
            | '‘'
            | '«'
            | '»'
    )
}

/// The words of what was printed since a mark, with byte offsets from there.
fn words(text: &str, runs: &[Run], offset: usize) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut after_stop = true;
    let mut in_address = false;
    let mut open: Option<Word> = None;
    let mut start = 0;
    for run in runs {
        let end = run.end - offset;
        // An event parts words as the quotation mark that it becomes.
        if matches!(run.kind, RunKind::Open(_) | RunKind::Close(_)) {
            words.extend(open.take());
        }
        for (at, c) in text[start..end].char_indices() {
            let at = start + at;
            if c.is_whitespace() || parts_words(c) {
                let is_scheme = text[at..].starts_with("://");
                if let Some(mut word) = open.take() {
                    let first = text[..word.start].chars().next_back().is_none_or(char::is_whitespace);
                    word.joins = c == '-' && first;
                    word.keeps_case |= is_scheme;
                    words.push(word);
                }
                in_address = !c.is_whitespace() && (in_address || is_scheme);
                after_stop = match c {
                    '?' | '!' | ':' => true,
                    c => after_stop && (c.is_whitespace() || parts_words(c)),
                };
            } else if let Some(word) = &mut open {
                word.end = at + c.len_utf8();
                word.keeps_case |= run.no_case;
            } else {
                let after_dot =
                    text[..at].strip_suffix('.').is_some_and(|before| before.ends_with(char::is_alphanumeric));
                open = Some(Word {
                    start: at,
                    end: at + c.len_utf8(),
                    keeps_case: run.no_case || in_address || after_dot,
                    after_stop,
                    joins: false,
                });
                after_stop = false;
            }
        }
        start = end;
    }
    words.extend(open);
    words
}

fn title(buffer: &mut Buffer, mark: Mark, turkic: bool) {
    let text = buffer.since(mark).to_owned();
    let runs = &buffer.runs[Buffer::first_run(mark)..];
    let words = words(&text, runs, buffer.text.len() - text.len());
    let last = words.len().wrapping_sub(1);
    let mut large = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        if !word.keeps_case && is_large(&text, word, at == last) {
            large.push(word.start);
        }
    }
    if large.is_empty() {
        return;
    }
    let mut large = large.into_iter().peekable();
    let mut start = 0;
    buffer.rewrite(mark, |piece, _, out| {
        let end = start + piece.len();
        let mut done = 0;
        while let Some(at) = large.next_if(|at| *at < end) {
            out.push_str(&piece[done..at - start]);
            let letter = piece[at - start..].chars().next().unwrap_or_default();
            upper(letter.encode_utf8(&mut [0; 4]), turkic, out);
            done = at - start + letter.len_utf8();
        }
        out.push_str(&piece[done..]);
        start = end;
    });
}

/// Whether a word of a title begins with a capital; one that has a capital already stays.
fn is_large(text: &str, word: &Word, last: bool) -> bool {
    let letters = &text[word.start..word.end];
    if letters.contains('_') {
        return false;
    }
    let mut chars = letters.chars();
    let first = chars.next().unwrap_or_default();
    if letters.chars().any(char::is_uppercase) || !first.is_lowercase() {
        return false;
    }
    let single = chars.next().is_none();
    if single && ('\u{370}'..='\u{3ff}').contains(&first) {
        return false;
    }
    if word.after_stop || word.joins {
        return true;
    }
    // `v.` and `vs.` have their stop outside the word.
    !single && (last || !SMALL.contains(&letters))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::citeproc::format::Look;
    use crate::citeproc::item::Text;

    #[track_caller]
    fn check(case: Case, source: &str, expect: &str) {
        let mut buffer = Buffer::default();
        let mark = buffer.mark();
        buffer.push_text(&Text::parse(source), Look::PLAIN);
        apply(&mut buffer, mark, case, "en-US");
        assert_eq!(buffer.text, expect);
    }

    #[test]
    fn title_case() {
        check(Case::Title, "the end of the world", "The End of the World");
        check(Case::Title, "smith v. jones", "Smith v. Jones");
        check(Case::Title, "one—and only", "One—and Only");
        check(Case::Title, "what it is: a guide", "What It Is: A Guide");
        check(Case::Title, "iPhone and <span class=\"nocase\">ipad</span>", "iPhone and ipad");
        check(Case::Title, "self-taught learning", "Self-Taught Learning");
        check(Case::Title, "<i>in vitro</i> and <i>of</i> men", "In Vitro and of Men");
        check(Case::Title, "things to look up", "Things to Look Up");
        check(Case::Title, "see https://x.org/ab?c=d and a_b", "See https://x.org/ab?c=d and a_b");
        check(Case::Title, "inference with llama.cpp and numpy", "Inference with Llama.cpp and Numpy");
        check(Case::Title, "what. then: (see) more", "What. Then: (See) More");
    }

    #[test]
    fn other_cases() {
        check(Case::Sentence, "The BIG World", "The big world");
        check(Case::CapitalizeFirst, "(a word)", "(A word)");
        check(Case::CapitalizeAll, "a word's end", "A Word’s End");
        check(Case::Uppercase, "straße <span class=\"nocase\">x</span>", "STRASSE x");
        check(Case::Lowercase, "ABC", "abc");
    }

    #[test]
    fn turkish_letters() {
        let mut buffer = Buffer::default();
        let mark = buffer.mark();
        buffer.push("istanbul", Look::PLAIN, RunKind::Text);
        apply(&mut buffer, mark, Case::Uppercase, "tr-TR");
        assert_eq!(buffer.text, "İSTANBUL");
    }
}
