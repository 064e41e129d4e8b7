//! Emphasis in Chinese, which CommonMark and italics were not made for.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::paper::{has_han, is_han};

/// Closes strong emphasis that CommonMark leaves open beside Chinese punctuation: in `**注意。**后文` the second `**`
/// may not close, since it stands between punctuation and a letter, as if Chinese had blanks between words.
///
/// The rule is widened only where one of the characters around the two marks is Chinese.
pub(super) fn close<'e>(events: impl Iterator<Item = (Event<'e>, Range<usize>)>) -> Vec<Event<'e>> {
    let mut events = join_marks(events);
    let mut at = 0;
    while let Some(open) = (at..events.len()).find(|&index| is_text(&events[index], "**")) {
        at = open + 1;
        if let Some(close) = closing(&events, open).filter(|&close| is_emphasis(&events, open, close)) {
            events[open] = Event::Start(Tag::Strong);
            events[close] = Event::End(TagEnd::Strong);
            at = close + 1;
        }
    }
    events
}

/// Sets emphasis that holds Han in strong type instead of italics.
pub(super) fn set_han_upright(events: &mut [Event<'_>]) {
    let mut open: Vec<(usize, bool)> = Vec::new();
    for index in 0..events.len() {
        match &events[index] {
            Event::Start(Tag::Emphasis) => open.push((index, false)),
            Event::Text(text) if has_han(text) => open.iter_mut().for_each(|(_, han)| *han = true),
            Event::End(TagEnd::Emphasis) => {
                if let Some((start, true)) = open.pop() {
                    events[start] = Event::Start(Tag::Strong);
                    events[index] = Event::End(TagEnd::Strong);
                }
            }
            _ => {}
        }
    }
}

/// The events with every `**` that opened and closed nothing as one text; pulldown-cmark gives each `*` by itself.
fn join_marks<'e>(events: impl Iterator<Item = (Event<'e>, Range<usize>)>) -> Vec<Event<'e>> {
    let mut joined: Vec<(Event<'e>, Range<usize>)> = Vec::new();
    for (event, range) in events {
        match joined.last_mut() {
            Some((last, before)) if is_text(&event, "*") && is_text(last, "*") && before.end == range.start => {
                *last = Event::Text("**".into());
                before.end = range.end;
            }
            _ => joined.push((event, range)),
        }
    }
    joined.into_iter().map(|(event, _)| event).collect()
}

/// The mark that may close the one at `open`: the next at the same depth in the same block.
fn closing(events: &[Event<'_>], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, event) in events.iter().enumerate().skip(open + 1) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.checked_sub(1)?,
            _ if depth == 0 && index > open + 1 && is_text(event, "**") => return Some(index),
            _ => {}
        }
    }
    None
}

/// Whether the two marks stand directly around words, and one of the characters around them is Chinese.
fn is_emphasis(events: &[Event<'_>], open: usize, close: usize) -> bool {
    let first = |index: usize| text(events, index).chars().next();
    let last = |index: usize| text(events, index).chars().next_back();
    let around = [open.checked_sub(1).and_then(last), first(open + 1), last(close - 1), first(close + 1)];
    let [_, inner_first, inner_last, _] = around;
    let blank = [inner_first, inner_last].into_iter().flatten().any(char::is_whitespace);
    !blank && around.into_iter().flatten().any(is_chinese)
}

fn text<'t>(events: &'t [Event<'_>], index: usize) -> &'t str {
    match events.get(index) {
        Some(Event::Text(text)) => text,
        _ => "",
    }
}

fn is_text(event: &Event<'_>, words: &str) -> bool {
    matches!(event, Event::Text(text) if text.as_ref() == words)
}

/// A Chinese character or a full-width punctuation mark.
fn is_chinese(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' | '\u{2018}'..='\u{201F}')
}
