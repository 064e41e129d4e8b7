//! What stands in brackets after a title: a venue, a date, names.

use super::Draft;
use crate::format::markdown::names::Trust;
use crate::format::markdown::{dates, text, title, words};

impl Draft {
    /// Takes the brackets of a text that hold a venue or a date, and gives the text without them.
    pub(super) fn brackets(&mut self, text: &str) -> String {
        let mut kept = String::new();
        let mut rest = text;
        while let Some(open) = rest.find(['(', '[', '（']) {
            let close = match rest[open..].chars().next() {
                Some('(') => ')',
                Some('（') => '）',
                _ => ']',
            };
            let Some(len) = rest[open..].find(close) else {
                // `(2014, A. Author`: a bracket that nobody closed.
                if let Some(dated) = dates::find(&rest[open..]).first().filter(|dated| dated.start <= 3) {
                    kept.push_str(&rest[..open]);
                    self.date(&rest[open..open + dated.end]);
                    rest = &rest[open + dated.end..];
                }
                break;
            };
            let end = open + len + close.len_utf8();
            let inner = &rest[open..end];
            let bare = inner.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '（' | '）' | ' '));
            kept.push_str(&rest[..open]);
            if title::is_citation(bare) && self.authors.is_empty() {
                self.people(
                    bare.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default().trim_end_matches([' ', ',']),
                    Trust::Marked,
                );
                self.date(bare);
            } else if (!dates::find(bare).is_empty() && text::words(bare) <= 10)
                || (words::names_venue(bare) && text::words(bare) <= 6)
            {
                self.venue(bare);
            } else if bare.contains([',', '，'])
                && self.authors.is_empty()
                && !words::names_venue(bare)
                && self.people(bare, Trust::Plain)
            {
                // Names alone, which have been taken.
            } else if bare.chars().any(char::is_alphanumeric) && !words::is_label(bare) {
                kept.push_str(inner);
            }
            rest = &rest[end..];
        }
        kept.push_str(rest);
        text::line(&kept)
    }
}
