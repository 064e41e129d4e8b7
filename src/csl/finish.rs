//! The last step on hayagriva's runs: guarded characters become what they were, and quotation marks of a title inside those of
//! the style become inner ones.

use hayagriva::citationberg::taxonomy::{OtherTerm, Term};
use hayagriva::citationberg::{Locale, TermForm};

use super::guard;
use super::runs::{Formatted, Run};
use super::walk::Walked;
use super::{is_english, item};
use crate::paper::Paper;

/// The language that a work is set in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    /// Whether it is English; other languages have no title case.
    pub(super) is_english: bool,
    locale: Option<&'a Locale>,
}

impl<'a> Setting<'a> {
    /// That of a paper, in the first of the locales.
    pub(super) fn of(paper: &Paper, locales: &'a [Locale]) -> Self {
        let locale = locales.first();
        let of_locale = locale.and_then(|locale| locale.lang.as_ref()).map(|code| code.0.as_str());
        Self { is_english: item::language(paper).or(of_locale).is_none_or(is_english), locale }
    }

    /// The first character of a quotation mark that is not a blank.
    fn mark(self, term: OtherTerm, usual: char) -> char {
        let found = self.locale.and_then(|locale| locale.term(Term::Other(term), TermForm::Long)?.single());
        found.and_then(|mark| mark.chars().find(|c| !c.is_whitespace())).unwrap_or(usual)
    }
}

/// The quotation marks of a language.
struct Marks {
    outer: (char, char),
    inner: (char, char),
}

/// Runs as they are to be seen.
pub(super) fn finished(walked: Walked, setting: Setting<'_>) -> Walked {
    if !walked.formatted.runs.iter().any(|run| run.text.contains(guard::is_guard)) {
        return walked;
    }
    let marks = Marks {
        outer: (setting.mark(OtherTerm::OpenQuote, '“'), setting.mark(OtherTerm::CloseQuote, '”')),
        inner: (setting.mark(OtherTerm::OpenInnerQuote, '‘'), setting.mark(OtherTerm::CloseInnerQuote, '’')),
    };
    let mut places = Places::of(&walked);
    let mut out = Formatted::default();
    let (mut old, mut new) = (0, 0);
    let mut quoted = false;
    // Where titles stand between marks of titles, quotation marks in them are none of those.
    let of_titles = matches!(marks.outer.0, '《' | '「' | '『');
    for Run { text, look, link } in walked.formatted.runs {
        let mut part = String::with_capacity(text.len());
        for c in text.chars() {
            places.reached(old, new);
            old += c.len_utf8();
            match c {
                c if c == marks.outer.0 && !quoted => quoted = !of_titles,
                c if c == marks.outer.1 => quoted = false,
                _ => {}
            }
            let shown = match guard::home(c) {
                '“' if quoted && guard::is_guard(c) => marks.inner.0,
                '”' if quoted && guard::is_guard(c) => marks.inner.1,
                home => home,
            };
            part.push(shown);
            new += shown.len_utf8();
        }
        out.push(&part, look, link);
    }
    places.reached(old, new);
    Walked { formatted: out, ..places.into_walked() }
}

/// Places of the text that move as it becomes shorter.
struct Places {
    /// Where the first names start and end, and where the first year ends: before and after.
    places: [Option<(usize, Option<usize>)>; 3],
}

impl Places {
    fn of(walked: &Walked) -> Self {
        let names = walked.names.as_ref();
        let at = |place: Option<usize>| place.map(|place| (place, None));
        Self { places: [at(names.map(|names| names.start)), at(names.map(|names| names.end)), at(walked.year)] }
    }

    fn reached(&mut self, old: usize, new: usize) {
        for (before, after) in self.places.iter_mut().flatten() {
            if *before <= old && after.is_none() {
                *after = Some(new);
            }
        }
    }

    fn into_walked(self) -> Walked {
        let [start, end, year] = self.places.map(|place| place.and_then(|(_, after)| after));
        Walked { names: start.zip(end).map(|(start, end)| start..end), year, ..Walked::default() }
    }
}
