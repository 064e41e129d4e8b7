//! What a style prints, as it is printed: characters, and runs of them with one look each.
//!
//! A buffer only grows and is cut back; what turns out empty is removed again with its affixes. Quotation marks are events
//! between runs until [`finish`](super::finish) knows how deep they are nested.

use super::format::{Display, Look};
use super::item::{MarkKind, Text};
use super::rich::Source;

/// Characters and their runs.
#[derive(Clone, Debug, Default)]
pub(super) struct Buffer {
    pub(super) text: String,
    pub(super) runs: Vec<Run>,
}

/// A run of characters, or an event without any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Where its characters end.
    pub(super) end: usize,
    /// How they look.
    pub(super) look: Look,
    /// What they are.
    pub(super) kind: RunKind,
    /// Whether their case stays.
    pub(super) no_case: bool,
}

/// What a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RunKind {
    /// Words of the item or a term.
    Text,
    /// A term of the locale.
    Term,
    /// An affix or a delimiter.
    Affix,
    /// The letter that disambiguates works of one year.
    YearSuffix,
    /// A quotation mark opens; with the character of the source if it has one.
    Open(Option<char>),
    /// A quotation mark closes.
    Close(Option<char>),
    /// A block of its own begins.
    Block(Display),
    /// A block ends.
    BlockEnd,
    /// A link to this address of the item begins.
    Link(LinkKind),
    /// A link ends.
    LinkEnd,
    /// What follows comes from here.
    Source(Source),
}

/// Which variable a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LinkKind {
    Doi,
    Url,
    Pmid,
    Pmcid,
}

/// A place in a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    text: usize,
    runs: usize,
}

impl Buffer {
    /// Returns the end as it is now.
    pub(super) fn mark(&self) -> Mark {
        Mark { text: self.text.len(), runs: self.runs.len() }
    }

    /// Cuts off what was printed since.
    pub(super) fn truncate(&mut self, mark: Mark) {
        self.text.truncate(mark.text);
        self.runs.truncate(mark.runs);
    }

    /// Returns whether no characters were printed since.
    pub(super) fn is_empty_since(&self, mark: Mark) -> bool {
        self.text.len() == mark.text
    }

    /// Returns the characters printed since.
    pub(super) fn since(&self, mark: Mark) -> &str {
        &self.text[mark.text..]
    }

    /// Empties the buffer and keeps its memory.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.runs.clear();
    }

    /// Prints characters.
    pub(super) fn push(&mut self, text: &str, look: Look, kind: RunKind) {
        if !text.is_empty() {
            self.text.push_str(text);
            self.runs.push(Run { end: self.text.len(), look, kind, no_case: false });
        }
    }

    /// Prints an event.
    pub(super) fn event(&mut self, kind: RunKind, look: Look) {
        self.runs.push(Run { end: self.text.len(), look, kind, no_case: false });
    }

    /// Prints a text with its markup; italics within italics are upright.
    pub(super) fn push_text(&mut self, text: &Text, look: Look) {
        if text.marks.is_empty() {
            self.push(&text.plain, look, RunKind::Text);
        } else {
            self.push_marked(text, look);
        }
    }

    fn push_marked(&mut self, text: &Text, outer: Look) {
        let mut look = outer;
        let mut stack: Vec<Look> = Vec::new();
        let mut no_case = 0_usize;
        let mut at = 0;
        for mark in &text.marks {
            self.push_run(&text.plain[at..mark.at], look, no_case > 0);
            at = mark.at;
            if let MarkKind::Quote(c) = mark.kind {
                self.event(if mark.opens { RunKind::Open(Some(c)) } else { RunKind::Close(Some(c)) }, look);
                continue;
            }
            let keeps_case = !matches!(mark.kind, MarkKind::Italic | MarkKind::Bold | MarkKind::Quote(_));
            if mark.opens {
                stack.push(look);
                look = turned(mark.kind, look);
                no_case += usize::from(keeps_case);
            } else {
                look = stack.pop().unwrap_or(outer);
                no_case = no_case.saturating_sub(usize::from(keeps_case));
            }
        }
        self.push_run(&text.plain[at..], look, false);
    }

    fn push_run(&mut self, text: &str, look: Look, no_case: bool) {
        if !text.is_empty() {
            self.text.push_str(text);
            self.runs.push(Run { end: self.text.len(), look, kind: RunKind::Text, no_case });
        }
    }

    /// Appends what another buffer holds.
    pub(super) fn append(&mut self, other: &Self) {
        let offset = self.text.len();
        self.text.push_str(&other.text);
        self.runs.extend(other.runs.iter().map(|run| Run { end: run.end + offset, ..*run }));
    }

    /// Takes off what was printed since.
    pub(super) fn split_off(&mut self, mark: Mark) -> Self {
        let text = self.text.split_off(mark.text);
        let mut runs = self.runs.split_off(mark.runs);
        for run in &mut runs {
            run.end -= mark.text;
        }
        Self { text, runs }
    }

    /// Replaces the characters of every run since; events stay.
    pub(super) fn rewrite(&mut self, mark: Mark, mut change: impl FnMut(&str, &Run, &mut String)) {
        let text = self.text.split_off(mark.text);
        let mut start = mark.text;
        for run in &mut self.runs[mark.runs..] {
            let old = &text[start - mark.text..run.end - mark.text];
            start = run.end;
            if !old.is_empty() {
                change(old, run, &mut self.text);
            }
            run.end = self.text.len();
        }
    }

    /// Returns the index of the first run since.
    pub(super) fn first_run(mark: Mark) -> usize {
        mark.runs
    }
}

/// The look inside markup.
fn turned(kind: MarkKind, look: Look) -> Look {
    match kind {
        MarkKind::Italic => look.toggled(Look::ITALIC),
        MarkKind::Bold => look.toggled(Look::BOLD),
        MarkKind::SmallCaps => look.toggled(Look::SMALL_CAPS),
        MarkKind::Sup => look.without(Look::SUB).with(Look::SUP),
        MarkKind::Sub => look.without(Look::SUP).with(Look::SUB),
        MarkKind::NoDecor => look.without(Look::ITALIC.with(Look::BOLD).with(Look::SMALL_CAPS).with(Look::OBLIQUE)),
        MarkKind::NoCase | MarkKind::Quote(_) => look,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_off_leaves_no_trace() {
        let mut buffer = Buffer::default();
        buffer.push("a", Look::PLAIN, RunKind::Text);
        let mark = buffer.mark();
        buffer.push("(", Look::PLAIN, RunKind::Affix);
        buffer.event(RunKind::Open(None), Look::PLAIN);
        buffer.truncate(mark);
        assert_eq!((buffer.text.as_str(), buffer.runs.len()), ("a", 1));
    }

    #[test]
    fn italics_turn_over() {
        let mut buffer = Buffer::default();
        buffer.push_text(&Text::parse("a <i>b</i> c"), Look::ITALIC);
        let looks: Vec<_> = buffer.runs.iter().map(|run| run.look.contains(Look::ITALIC)).collect();
        assert_eq!(looks, [true, false, true]);
    }
}
