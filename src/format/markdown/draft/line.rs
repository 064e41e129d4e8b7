//! What stands after a title, line by line: authors, venue, date and links, and what is left as a note.

use super::{Draft, OF_TITLE, words_before_colon};
use crate::format::markdown::address::{self, label_before};
use crate::format::markdown::names::Trust;
use crate::format::markdown::segment::{Kind, Segment};
use crate::format::markdown::{dates, place, text, title, words};
use crate::paper::Link;
use crate::source::Span;

impl Draft {
    /// What stands after the title, line by line.
    pub(super) fn rest(&mut self, file: &str, rest: &[Segment]) {
        let mut at = 0;
        let first = rest.first().map_or(0, |segment| segment.line);
        while at < rest.len() {
            let line = rest[at].line;
            let end = at + rest[at..].iter().take_while(|segment| segment.line == line).count();
            self.line(file, &rest[at..end], line == first);
            at = end;
        }
    }

    fn line(&mut self, file: &str, segments: &[Segment], beside_title: bool) {
        let known = self.clone();
        let mut left = String::new();
        let mut last_plain = String::new();
        for segment in segments {
            match segment.kind {
                Kind::Image => {
                    if let Some(url) = &segment.url {
                        self.link(&segment.text, url);
                    }
                }
                _ if segment.url.is_some() => {
                    self.linked(segment, &last_plain, &mut left);
                }
                Kind::Emph | Kind::Under if self.authors.is_empty() && self.set_apart(&segment.text) => {}
                Kind::Code if !dates::find(&segment.text).is_empty() => self.venue(&segment.text),
                Kind::Code if beside_title && text::words(&segment.text) <= 4 => {
                    if words::names_venue(&segment.text) {
                        self.venue(&segment.text);
                    } else if self.publisher.is_none() {
                        self.publisher = Some(text::line(&segment.text));
                    }
                }
                Kind::Emph | Kind::Strong | Kind::Under
                    if !dates::find(&segment.text).is_empty() && text::words(&segment.text) <= 8 =>
                {
                    self.venue(&segment.text);
                }
                _ => {
                    self.plain(&segment.text, &mut left, segment.kind == Kind::Plain);
                    last_plain.clone_from(&segment.text);
                }
            }
        }
        let left = text::line(&text::without_shortcodes(&left));
        let said: String =
            segments.iter().filter(|segment| segment.url.is_none()).map(|segment| &*segment.text).collect();
        if is_noise(&left) || text::words(&said) == 0 {
            return;
        }
        let (Some(first), Some(last)) = (segments.first(), segments.last()) else { return };
        if beside_title {
            let left = left.trim_start_matches([':', '：', '-', '–', '—', ',', '.', ' ', '，', '。']);
            self.notes.push(left.to_owned());
        } else if self.authors.len() == known.authors.len() {
            // The line is a note, and what it links to belongs to it; what lists give in brackets is kept, and
            // where it was published if the line begins with that.
            let says = |segment: &&Segment| segment.text.contains(char::is_alphanumeric);
            let led = segments.iter().find(says).is_some_and(|first| first.url.is_some());
            let is_place = |label: &str| words::names_venue(label) || !dates::find(label).is_empty();
            // A line of links with a word or two between them is no sentence.
            let sparse = led && text::words(&said) <= 4;
            let own = |link: &&Link| sparse || words::is_label(&link.label) || led && is_place(&link.label);
            let kept: Vec<_> = self.links.iter().filter(own).cloned().collect();
            let (date, venue) = (self.date.filter(|_| led), self.venue.take().filter(|_| led));
            *self = known;
            self.date = self.date.or(date);
            self.venue = self.venue.take().or(venue);
            for link in kept {
                self.link(&link.label, &link.url);
            }
            let said = text::line(&said);
            let between =
                said.trim_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || text::is_ornament(c));
            self.notes.push(if sparse { between.to_owned() } else { source_line(file, first.span, last.span) });
        } else {
            self.notes.push(left);
        }
    }

    /// A link after the title.
    fn linked(&mut self, segment: &Segment, before: &str, left: &mut String) {
        let Some(url) = &segment.url else { return };
        if self.authors.is_empty() && title::is_citation(&segment.text) {
            let dated = dates::find(&segment.text);
            let end = dated.first().map_or(segment.text.len(), |dated| dated.start);
            self.people(segment.text[..end].trim_end_matches([' ', '(', ',']), Trust::Marked);
            self.date(&segment.text);
            self.link(OF_TITLE, url);
            return;
        }
        let address = segment.text.contains("://");
        let label = if address { label_before(before) } else { segment.text.as_str() };
        self.link(label, url);
        let bare = text::line(&segment.text);
        if !address {
            self.published(&bare);
        }
        if !words::is_label(&bare)
            && !address
            && !bare.starts_with('[')
            && !before.trim_end().ends_with(['[', '(', '|', '｜', '•', '·', '/'])
        {
            // It may be part of a sentence.
            left.push_str(&segment.text);
        }
    }

    /// Takes the date and the venue that the text of a link says, as in `[NeurIPS 2024](…)`, where nothing else says them.
    fn published(&mut self, label: &str) {
        const BESIDE: &[&str] =
            &["video", "videos", "slides", "talk", "code", "blog", "poster", "tutorial", "demo", "post"];
        let beside = words::plain(label).split(' ').any(|word| BESIDE.contains(&word));
        let beside = beside && !words::names_venue(label);
        if self.date.is_some() || beside || text::words(label) > 10 || dates::find(label).is_empty() {
            return;
        }
        if words::names_venue(label) { self.venue(label) } else { self.date(label) }
    }

    /// Takes names that are set apart, with the venue and the date that may stand behind them.
    fn set_apart(&mut self, written: &str) -> bool {
        if let Some((names, place)) = place::names_and_place(&text::line(written))
            && self.people(names, Trust::Marked)
        {
            self.venue(place);
            return true;
        }
        let named = self.people(written, Trust::Marked);
        if named {
            self.date(written);
        }
        named
    }

    /// Plain text after the title, between the strokes that may divide it.
    fn plain(&mut self, written: &str, left: &mut String, is_plain: bool) {
        for part in written.split(['|', '｜']) {
            self.part(part, left, is_plain);
        }
    }

    /// Plain text after the title; what is not understood goes to what is left.
    fn part(&mut self, written: &str, left: &mut String, is_plain: bool) {
        let written = address::cut(written, |label, url| self.link(label, url));
        let mut text = text::line(&written);
        if let Some(name) = words_before_colon(&text).and_then(words::field) {
            let value = text.split_once([':', '：']).map_or("", |(_, value)| value).to_owned();
            if self.field(name, &value) {
                return;
            }
        }
        // Names as a whole, with the venue and the date that may stand behind them.
        if self.authors.is_empty()
            && let Some((names, place)) = place::names_and_place(&text)
            && self.people(names, Trust::Plain)
        {
            self.venue(place);
            return;
        }
        text = self.brackets(&text);
        let trimmed = text.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | '-' | '/' | '–' | '—' | '·' | '*' | '>' | '<')
        });
        let trimmed = text::bare(trimmed);
        if trimmed.is_empty() {
            return;
        }
        if self.authors.is_empty() && is_plain && (self.people(trimmed, Trust::Plain) || self.lone(trimmed)) {
            return;
        }
        let mut rest = Vec::new();
        for chunk in chunks(trimmed) {
            let count = text::words(chunk);
            let dated = dates::find(chunk);
            if self.authors.is_empty() && is_plain && (self.people(chunk, Trust::Plain) || self.lone(chunk)) {
                continue;
            }
            let short = count <= 10 && (words::names_venue(chunk) || (!dated.is_empty() && count <= 6))
                || dated
                    .last()
                    .is_some_and(|dated| dated.end + 1 >= chunk.len() && count <= 14 && is_capitalised(chunk));
            let alone = dated.first().is_some_and(|dated| chunk.len() <= dated.end - dated.start + 2);
            if alone {
                self.date(chunk);
            } else if short && (self.venue.is_none() || self.date.is_none()) {
                self.venue(chunk);
            } else if let Some((names, place)) = chunk.split_once(". ").filter(|_| self.authors.is_empty()) {
                if self.people(names, Trust::Plain) { rest.push(place) } else { rest.push(chunk) }
            } else {
                rest.push(chunk);
            }
        }
        for chunk in rest {
            if !left.is_empty() && !left.ends_with([' ', '。']) {
                left.push(' ');
            }
            left.push_str(chunk);
        }
    }

    /// One name, right after the title.
    fn lone(&mut self, chunk: &str) -> bool {
        let count = chunk.split(' ').count();
        let named = (2..=4).contains(&count)
            && !words::names_venue(chunk)
            && chunk.split(' ').all(|word| word.starts_with(char::is_uppercase));
        named && self.notes.is_empty() && self.people(chunk, Trust::Marked)
    }
}

/// The parts of a text between full stops and semicolons; initials do not end one.
fn chunks(text: &str) -> Vec<&str> {
    let mut chunks = Vec::new();
    let mut start = 0;
    for (at, stop) in text.match_indices(['.', '。']) {
        let word = text[start..at].rsplit(' ').next().unwrap_or_default();
        let ends = text[at + stop.len()..].starts_with(' ')
            && word.chars().count() > 2
            && !matches!(word, "Proc" | "Conf" | "Trans" | "Int" | "vol" | "Vol");
        if stop == "。" || ends {
            // In a sentence that stays the Chinese stop stays.
            let end = if stop == "。" { at + stop.len() } else { at };
            chunks.push(text[start..end].trim());
            start = at + stop.len();
        }
    }
    chunks.push(text[start..].trim());
    chunks.retain(|chunk| chunk.chars().any(char::is_alphanumeric));
    chunks
}

/// Whether what is left of a line says nothing.
fn is_noise(left: &str) -> bool {
    let letters = left.chars().filter(|c| c.is_alphabetic()).count();
    letters == 0
        || (letters < 3 && left.is_ascii())
        || words::is_label(left)
        || left.chars().filter(|c| c.is_alphanumeric()).all(|c| c.is_ascii_digit())
}

/// The lines of a file from one place to another, as they stand, without what indents them.
fn source_line(file: &str, first: Span, last: Span) -> String {
    let head = &file[..first.start.min(file.len())];
    let start = head.trim_end_matches(['*', '_', '`', '[', '"', '\u{201C}']).len();
    let end = crate::source::line_end(file, last.end.min(file.len()));
    file.get(start..end.max(first.end)).unwrap_or_default().trim().to_owned()
}

/// Whether most words of a text begin as names do.
fn is_capitalised(chunk: &str) -> bool {
    let words: Vec<_> =
        chunk.split(' ').filter(|word| word.len() > 3 && word.starts_with(char::is_alphabetic)).collect();
    words.iter().filter(|word| word.starts_with(char::is_uppercase)).count() * 4 >= words.len() * 3
}
