//! Normalization of texts for filters and groups: case, accents and whitespace are ignored.

use unicode_normalization::UnicodeNormalization as _;

use crate::paper::has_han;

/// Returns the text in lower case, without accents and whitespace.
pub(super) fn normalize(text: &str) -> String {
    lower_unaccented(text).split_whitespace().collect()
}

/// Returns the words of the text in lower case and without accents. A word is a run of letters and digits.
pub(super) fn words(text: &str) -> Vec<String> {
    lower_unaccented(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn lower_unaccented(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Only the accents of alphabets with two cases: in others, a combining mark makes a different letter.
    text.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')).flat_map(char::to_lowercase).collect()
}

/// A text to search for.
#[derive(Debug)]
pub(super) struct SearchText {
    pub(super) whole: String,
    pub(super) words: Vec<String>,
    /// Whether the text may match a part of another, since Chinese has no spaces between words.
    partial: bool,
}

impl SearchText {
    pub(super) fn new(text: &str) -> Self {
        Self { whole: normalize(text), words: words(text), partial: has_han(text) }
    }

    /// Whether a normalized text equals the search text or, for a Chinese search text, contains it.
    pub(super) fn matches(&self, whole: &str) -> bool {
        whole == self.whole || (self.partial && whole.contains(&self.whole))
    }

    /// Whether `words` contains the words of the search text one after another.
    pub(super) fn is_phrase_of(&self, words: &[String]) -> bool {
        !self.words.is_empty() && words.windows(self.words.len()).any(|window| window == self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_whitespace_are_ignored() {
        #[track_caller]
        fn check(text: &str, expect: &str, expect_words: &[&str]) {
            assert_eq!(
                (normalize(text).as_str(), words(text)),
                (expect, expect_words.iter().map(|&w| w.to_owned()).collect())
            );
        }
        check("Instruction  Tuning", "instructiontuning", &["instruction", "tuning"]);
        check("Gabriel García-Márquez", "gabrielgarcia-marquez", &["gabriel", "garcia", "marquez"]);
        check("评估 LLMs", "评估llms", &["评估", "llms"]);
        check("e\u{301}\u{a0}É", "ee", &["e", "e"]);
        check("C++", "c++", &["c"]);
        check("", "", &[]);
        // These marks make different letters.
        assert_ne!(normalize("が"), normalize("か"));
        assert_ne!(normalize("की"), normalize("क"));
    }
}
