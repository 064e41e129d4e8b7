//! The note: whatever no rule claimed, cut out of the source as it was written.

use std::ops::Range;

use super::Reader;
use crate::format::markdown::claims::words;
use crate::format::markdown::inline::IMAGE;
use crate::format::markdown::{outline, text};

/// Words that say nothing by themselves, where a rule took what they introduced.
const IDLE: &[&str] =
    &["and", "by", "in", "at", "on", "to", "of", "the", "a", "with", "from", "et", "al", "pp", "vol", "no"];

impl Reader<'_> {
    /// The parts of the text that nobody claimed.
    pub(super) fn note(&mut self) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        for free in self.claims.free(0..self.inline.text.len()) {
            let mut start = free.start;
            let mut ends = self.inline.seams(&free);
            ends.push(free.end);
            for end in ends {
                let marks = text::shortcodes(&self.inline.text[start..end]).len();
                if marks > 0 && text::words(&text::without_shortcodes(&self.inline.text[start..end])) == 0 {
                    self.draft.shortcodes += marks;
                } else if let Some(range) = said(&self.inline.text, start..end) {
                    let span = self.inline.source(range);
                    let cut = outline::dedented(self.file, span);
                    parts.push(balanced(cut.trim()).to_owned());
                }
                start = end;
            }
        }
        Some(parts.join("\n")).filter(|note| !note.trim().is_empty())
    }
}

/// A range without separators and lone brackets at its ends; `None` if nothing is left that says something.
fn said(all: &str, range: Range<usize>) -> Option<Range<usize>> {
    let mut text = &all[range];
    loop {
        let before = text.len();
        text = text.trim_matches(|c: char| c.is_whitespace() || c == IMAGE || ",;:|/·•-–—，；：、。>".contains(c));
        text = text.strip_prefix('.').unwrap_or(text);
        text = text.trim_start_matches([')', ']', '}', '）', '】', '」', '*', '_']);
        text = text.trim_end_matches(['(', '[', '{', '（', '【', '「']);
        // A bracket whose partner somebody else claimed.
        for (open, close) in [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】')] {
            if text.starts_with(open) && !text.contains(close) {
                text = &text[open.len_utf8()..];
            }
            if text.ends_with(close) && !text.contains(open) {
                text = &text[..text.len() - close.len_utf8()];
            }
        }
        if text.len() == before {
            break;
        }
    }
    let words = words(text);
    let idle = words.len() <= 3 && words.iter().all(|word| IDLE.contains(&text[word.clone()].to_lowercase().as_str()));
    let shows = text.chars().any(|c| text::is_ornament(c) && !matches!(c, '·' | '•' | '\u{FE0F}' | '\u{200D}'))
        || text::is_shortcode(text);
    if words.is_empty() && !shows || !words.is_empty() && idle {
        return None;
    }
    let start = text.as_ptr() as usize - all.as_ptr() as usize;
    // The full stop of the last sentence belongs to it.
    let mut end = start + text.len();
    let stop =
        all[end..].chars().next().filter(|c| matches!(c, '.' | '。' | '!' | '?' | ':' | '：') && words.len() >= 3);
    end += stop.map_or(0, char::len_utf8);
    Some(start..end)
}

/// A cut without the half of an emphasis or a bracket that its range split.
fn balanced(cut: &str) -> &str {
    let mut cut = cut;
    for mark in ["**", "__"] {
        if cut.matches(mark).count() % 2 == 1 {
            cut = cut.strip_prefix(mark).or_else(|| cut.strip_suffix(mark)).unwrap_or(cut);
        }
    }
    cut.trim()
}
