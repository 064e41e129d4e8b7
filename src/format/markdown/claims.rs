//! Which parts of an entry's text ended up in a field.
//!
//! A rule that reads a value out of a range claims the range word by word: the words that the value holds, and the words that
//! only name a field or join names. Whatever nobody claimed is left for the note, so that no rule can lose a word.

use std::collections::HashMap;
use std::ops::Range;

use super::text::folded as fold;

/// Claimed ranges of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Claims {
    /// Sorted, without overlaps.
    ranges: Vec<Range<usize>>,
}

/// Words that name a field, join names, or introduce a venue.
const SYNTAX: &[&str] = &[
    "accepted",
    "al",
    "and",
    "at",
    "author",
    "authors",
    "by",
    "conference",
    "date",
    "et",
    "in",
    "others",
    "preprint",
    "published",
    "to",
    "title",
    "venue",
    "year",
    "appear",
    "等",
    "作",
    "者",
    "和",
    "与",
    "年",
    "月",
    "日",
    "论",
    "文",
    "标",
    "题",
    "发",
    "表",
    "会",
    "议",
    "期",
    "刊",
];

impl Claims {
    /// Claims every character of a range.
    pub(super) fn claim(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let first = self.ranges.partition_point(|known| known.end < range.start);
        let last = self.ranges.partition_point(|known| known.start <= range.end);
        let merged = self.ranges[first..last]
            .iter()
            .fold(range, |all, known| all.start.min(known.start)..all.end.max(known.end));
        self.ranges.splice(first..last, [merged]);
    }

    /// Claims the words of `range` that one of `values` holds, and words of [`SYNTAX`] between them. Returns whether all words
    /// of the range are claimed.
    pub(super) fn claim_words(&mut self, text: &str, range: Range<usize>, values: &[&str]) -> bool {
        let mut known: HashMap<String, usize> = HashMap::new();
        for value in values {
            for word in words(value) {
                *known.entry(fold(&value[word])).or_default() += 1;
            }
        }
        let mut all = true;
        // From where on everything is claimed.
        let mut from = Some(range.start);
        let mut last = range.start;
        for word in words(&text[range.clone()]) {
            let word = word.start + range.start..word.end + range.start;
            let folded = fold(&text[word.clone()]);
            // `Lovelace<sup>1</sup>`: the number of an affiliation.
            let bare = folded.trim_end_matches(|c: char| c.is_ascii_digit());
            let stored = if known.contains_key(&folded) || bare.is_empty() { folded.as_str() } else { bare };
            let is_known = match known.get_mut(stored) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    true
                }
                // A name may be written twice as it is stored once: `CVPR CVPR 2020`.
                Some(_) => true,
                None => SYNTAX.contains(&folded.as_str()),
            };
            if is_known {
                let start = from.unwrap_or(word.start);
                self.claim(start..word.end);
                from = Some(word.end);
            } else {
                all = false;
                from = None;
            }
            last = word.end;
        }
        if from.is_some() {
            self.claim(last..range.end);
        }
        all
    }

    /// Whether nothing of a range is claimed.
    pub(super) fn is_free(&self, range: &Range<usize>) -> bool {
        let at = self.ranges.partition_point(|known| known.end <= range.start);
        self.ranges.get(at).is_none_or(|known| known.start >= range.end)
    }

    /// The parts of a range that nobody claimed.
    pub(super) fn free(&self, within: Range<usize>) -> Vec<Range<usize>> {
        let mut free = Vec::new();
        let mut at = within.start;
        for known in &self.ranges {
            if known.end <= at {
                continue;
            }
            if known.start >= within.end {
                break;
            }
            if known.start > at {
                free.push(at..known.start);
            }
            at = at.max(known.end);
        }
        if at < within.end {
            free.push(at..within.end);
        }
        free
    }
}

/// The words of a text: letters and digits in a row, each Han character by itself.
pub(super) fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let combining = ('\u{300}'..='\u{36F}').contains(&c);
        if combining && let Some(last) = words.last_mut() {
            // `Da ´niel` is one word.
            last.end = end;
            open = true;
        } else if crate::paper::is_han(c) {
            words.push(at..end);
            open = false;
        } else if c.is_alphanumeric() {
            match words.last_mut() {
                Some(last) if open => last.end = end,
                _ => words.push(at..end),
            }
            open = true;
        } else {
            open = false;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_the_value_are_claimed() {
        #[track_caller]
        fn check(text: &str, values: &[&str], expect: &[&str]) {
            let mut claims = Claims::default();
            claims.claim_words(text, 0..text.len(), values);
            let free: Vec<_> = claims.free(0..text.len()).into_iter().map(|range| &text[range]).collect();
            assert_eq!(free, expect, "{text}");
        }
        check("Ada Lovelace and Bo Chu", &["Ada Lovelace", "Bo Chu"], &[]);
        check("Ada Lovelace (MIT), Bo Chu", &["Ada Lovelace", "Bo Chu"], &[" (MIT), "]);
        check("Ada Lovelace1, Bo Chu2", &["Ada Lovelace", "Bo Chu"], &[]);
        check("ICML 2019 (Oral)", &["ICML", "2019"], &[" (Oral)"]);
    }
}
