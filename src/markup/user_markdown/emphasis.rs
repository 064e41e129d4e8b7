//! Emphasis in Chinese, which CommonMark and italics were not made for.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::paper::{has_han, is_han};

/// Puts `guard` between `*` and Chinese punctuation where CommonMark would not let the one be emphasis.
///
/// In `**注意。**后文` the second `**` may not close, since it stands between punctuation and a letter, as if Chinese had
/// blanks between words. A character that is neither punctuation nor a blank, and that nobody sees, mends that.
pub(super) fn guarded(note: &str, guard: char) -> Cow<'_, str> {
    if note.is_ascii() || !note.contains('*') {
        return Cow::Borrowed(note);
    }
    let mut out = String::with_capacity(note.len() + 16);
    let mut before = None;
    let mut rest = note;
    while let Some(c) = rest.chars().next() {
        if c != '*' || before == Some('\\') {
            out.push(c);
            before = Some(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let after = rest.trim_start_matches('*');
        let next = after.chars().next();
        if before.is_some_and(is_chinese_punctuation) && next.is_some_and(is_word) {
            out.push(guard);
        }
        out.push_str(&rest[..rest.len() - after.len()]);
        if next.is_some_and(is_chinese_punctuation) && before.is_some_and(is_word) {
            out.push(guard);
        }
        before = Some('*');
        rest = after;
    }
    Cow::Owned(out)
}

/// Sets emphasis that holds Han in strong type instead of italics.
pub(super) fn set_han_upright(events: &mut [(Event<'_>, Range<usize>)]) {
    let mut open: Vec<(usize, bool)> = Vec::new();
    for index in 0..events.len() {
        match &events[index].0 {
            Event::Start(Tag::Emphasis) => open.push((index, false)),
            Event::Text(text) if has_han(text) => open.iter_mut().for_each(|(_, han)| *han = true),
            Event::End(TagEnd::Emphasis) => {
                if let Some((start, true)) = open.pop() {
                    events[start].0 = Event::Start(Tag::Strong);
                    events[index].0 = Event::End(TagEnd::Strong);
                }
            }
            _ => {}
        }
    }
}

/// A letter or a digit, Chinese ones among them.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_han(c)
}

/// A mark of Chinese punctuation: CJK symbols, full-width forms, and the quotes and dashes that Chinese shares.
fn is_chinese_punctuation(c: char) -> bool {
    let shared = matches!(c, '\u{2014}' | '\u{2018}'..='\u{201F}' | '\u{2026}');
    let own = matches!(c, '\u{3001}'..='\u{3020}' | '\u{3030}' | '\u{303D}' | '\u{FF01}'..='\u{FF65}');
    shared || (own && !c.is_alphanumeric())
}
