//! Title case as the CSL specification has it: every word has a capital but for a few, which have one only where they are the
//! first or the last or stand after a colon.
//!
//! hayagriva keeps more words small, those of citeproc-js, and lets a comma make the next one large.

use super::guard::is_guard;

/// What the specification calls stop words, sorted.
const SMALL: &[&str] = &[
    "a", "an", "and", "as", "at", "but", "by", "down", "for", "from", "in", "into", "nor", "of", "on", "onto", "or",
    "over", "so", "the", "till", "to", "up", "via", "with", "yet",
];

/// The text in title case. Words with a case of their own have been put out of reach.
pub(super) fn cased(text: &str) -> String {
    let shouted = !text.chars().any(|c| c.is_lowercase() || is_guard(c));
    let words: Vec<_> =
        text.split_inclusive(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/')).collect();
    let has_letters = |word: &&str| word.chars().any(|c| c.is_alphabetic() || is_guard(c));
    let last = words.iter().rposition(has_letters);
    let mut out = String::with_capacity(text.len());
    let mut opens = true;
    for (at, word) in words.iter().enumerate() {
        let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
        let small = SMALL.binary_search(&letters.to_lowercase().as_str()).is_ok();
        if small && !opens && Some(at) != last {
            out.extend(word.chars().flat_map(char::to_lowercase));
        } else if let Some(start) = word.find(char::is_alphanumeric) {
            let mut chars = word[start..].chars();
            out.push_str(&word[..start]);
            let whole = shouted || !letters.chars().any(char::is_uppercase);
            if let Some(first) = chars.next().filter(|_| whole) {
                out.extend(first.to_uppercase());
                let rest = chars.as_str();
                if shouted { out.extend(rest.chars().flat_map(char::to_lowercase)) } else { out.push_str(rest) }
            } else {
                out.push_str(&word[start..]);
            }
        } else {
            out.push_str(word);
        }
        let end = word.trim_end().trim_end_matches(['"', '”', '’', ')', ']']);
        if !end.is_empty() {
            opens = end.ends_with([':', '?', '!', '—']);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_large_but_for_a_few() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            assert_eq!(cased(text), expect);
        }
        check("deep learning", "Deep Learning");
        check("proc. of the lot", "Proc. of the Lot");
        check("On Numbers, With an Application to Logic", "On Numbers, with an Application to Logic");
        check("models across training and scaling", "Models Across Training and Scaling");
        check("words and phrases: the whole", "Words and Phrases: The Whole");
        check("“why should I trust you?”: an answer", "“Why Should I Trust You?”: An Answer");
        check("what we look for", "What We Look For");
        check("state-of-the-art pre-training", "State-of-the-Art Pre-Training");
        check("ATTENTION IS ALL OF IT", "Attention Is All of It");
        check("\u{F0047}\u{F0041}\u{F004E}\u{F0073} in use", "\u{F0047}\u{F0041}\u{F004E}\u{F0073} in Use");
        check("proceedings of the \u{F0041}\u{F0043}\u{F004C}", "Proceedings of the \u{F0041}\u{F0043}\u{F004C}");
        check("", "");
        assert!(SMALL.is_sorted());
    }
}
