//! Texts as they are compared by filters and groups: case, accents and blanks do not count.

use unicode_normalization::UnicodeNormalization as _;

use crate::paper::has_han;

/// The text without case, accents and blanks.
pub(super) fn normalize(text: &str) -> String {
    folded(text).split_whitespace().collect()
}

/// The words of the text, without case and accents. A word is letters and digits in a row.
pub(super) fn words(text: &str) -> Vec<String> {
    folded(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Only the accents of alphabets that have two cases: elsewhere a mark makes another letter.
    text.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')).flat_map(char::to_lowercase).collect()
}

/// A text that was given to look for others by.
#[derive(Debug)]
pub(super) struct SearchText {
    pub(super) whole: String,
    pub(super) words: Vec<String>,
    /// Chinese has no blanks between words, so that a part will do.
    part: bool,
}

impl SearchText {
    pub(super) fn new(text: &str) -> Self {
        Self { whole: normalize(text), words: words(text), part: has_han(text) }
    }

    /// Whether a folded text is this one, or where this is Chinese, holds it.
    pub(super) fn is(&self, whole: &str) -> bool {
        whole == self.whole || (self.part && whole.contains(&self.whole))
    }

    /// Whether these words stand in a row among others.
    pub(super) fn stands_in(&self, words: &[String]) -> bool {
        !self.words.is_empty() && words.windows(self.words.len()).any(|window| window == self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_blanks_do_not_count() {
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
        // These marks are no accents: the letters differ.
        assert_ne!(normalize("が"), normalize("か"));
        assert_ne!(normalize("की"), normalize("क"));
    }
}
