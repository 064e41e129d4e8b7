//! Emphasis in Chinese, which CommonMark's rules and italic type do not support well.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::paper::{has_han, is_han};

/// Inserts `guard` between `*` and Chinese punctuation where CommonMark would not recognize emphasis.
///
/// In `**注意。**后文` the second `**` cannot close, since it is between punctuation and a letter without a space. An
/// invisible character that is neither punctuation nor a space makes it close.
pub(super) fn with_guard(note: &str, guard: char) -> Cow<'_, str> {
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

/// Replaces emphasis by strong emphasis if it contains Han characters, which have no italics.
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

/// Returns whether a character is a letter or a digit in any script.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_han(c)
}

/// Returns whether a character is Chinese punctuation: CJK symbols, full-width forms, and shared quotes and dashes.
fn is_chinese_punctuation(c: char) -> bool {
    let shared = matches!(c, '\u{2014}' | '\u{2018}'..='\u{201F}' | '\u{2026}');
    let cjk = matches!(c, '\u{3001}'..='\u{3020}' | '\u{3030}' | '\u{303D}' | '\u{FF01}'..='\u{FF65}');
    shared || (cjk && !c.is_alphanumeric())
}
