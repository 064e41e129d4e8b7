//! One paper as a list has it: its title, then whatever stands around that, told apart.

use super::names::{self, Trust};
use super::segment::{self, Kind, Segment};
use super::tree::Piece;
use super::{dates, place, text, title, words};
use crate::paper::{Date, Link, Person};
use crate::source::Span;

/// What an item says of one paper.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) title: String,
    pub(super) mark: Kind,
    /// Whether the title itself is a link.
    pub(super) titled_link: bool,
    pub(super) short: Option<String>,
    pub(super) authors: Vec<Person>,
    pub(super) more: bool,
    pub(super) date: Option<Date>,
    pub(super) venue: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) links: Vec<Link>,
    pub(super) tags: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) abstract_text: Option<String>,
    pub(super) span: Span,
}

/// The label of the link that a title carries.
const OF_TITLE: &str = "link";

impl Draft {
    /// Reads the text of one paper out of a file.
    pub(super) fn read(file: &str, pieces: &[Piece], span: Span) -> Option<Self> {
        let segments = segment::segments(pieces);
        let found = title::find(&segments)?;
        let mut draft = Self {
            title: found.title,
            mark: found.mark,
            titled_link: found.url.is_some(),
            short: None,
            authors: Vec::new(),
            more: false,
            date: None,
            venue: None,
            publisher: None,
            links: Vec::new(),
            tags: Vec::new(),
            notes: Vec::new(),
            abstract_text: None,
            span,
        };
        if let Some(url) = &found.url {
            draft.link(OF_TITLE, url);
        }
        draft.before(&found.before);
        draft.rest(file, &found.rest);
        for segment in segments.iter().filter(|segment| segment.kind == Kind::Image) {
            let said = segment.text.replace(['_', '-'], " ");
            match draft.date {
                None if words::names_venue(&said) && !dates::find(&said).is_empty() => draft.venue(&said),
                None => draft.date(&said),
                Some(_) => {}
            }
        }
        Some(draft)
    }

    /// Adds a link, once.
    pub(super) fn link(&mut self, label: &str, url: &str) {
        let label = text::line(label);
        let label = label.trim_matches(|c: char| matches!(c, '[' | ']' | '(' | ')' | ' ' | ':' | '：'));
        let label = if label.is_empty() { OF_TITLE } else { label };
        let link = Link { label: label.to_owned(), url: url.trim().to_owned() };
        if !link.url.is_empty() && !link.url.starts_with('#') && !self.links.contains(&link) {
            self.links.push(link);
        }
    }

    /// Takes the date of a text, if it has a better one than is known.
    pub(super) fn date(&mut self, text: &str) {
        for dated in dates::find(text) {
            match self.date {
                None => self.date = Some(dated.date),
                Some(known) if known.year == dated.date.year && known.month.is_none() => self.date = Some(dated.date),
                Some(_) => {}
            }
        }
    }

    /// Takes the venue that a text names beside its date.
    pub(super) fn venue(&mut self, text: &str) {
        self.date(text);
        let mut name = text.to_owned();
        for dated in dates::find(text).iter().rev() {
            name.replace_range(dated.start..dated.end, " ");
        }
        let name = text::line(&name);
        let trim = |c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    ',' | '.'
                        | ':'
                        | ';'
                        | '('
                        | ')'
                        | '['
                        | ']'
                        | '-'
                        | '–'
                        | '—'
                        | '|'
                        | '\''
                        | '/'
                        | '·'
                        | '*'
                        | '`'
                        | '（'
                        | '。'
                        | '，'
                        | '）'
                        | '"'
                )
        };
        let name = name.trim_matches(trim);
        let name = name.strip_prefix("In ").or_else(|| name.strip_prefix("in ")).unwrap_or(name).trim_matches(trim);
        let says = name.chars().filter(|c| c.is_alphabetic()).count() >= 2 && text::words(name) <= 14;
        if self.venue.is_none() && says {
            self.venue = Some(name.to_owned());
        }
    }

    pub(super) fn people(&mut self, text: &str, trust: Trust) -> bool {
        let Some((people, more)) = names::read(text, trust) else { return false };
        if self.authors.is_empty() {
            (self.authors, self.more) = (people, more);
        }
        true
    }

    /// What stands before the title: authors, or venue and year, or a nickname in brackets.
    fn before(&mut self, before: &str) {
        let before = text::line(before);
        if before.is_empty() {
            return;
        }
        if let Some(names) = title::author_part(&before) {
            self.people(names, Trust::Plain);
            self.date(&before);
            return;
        }
        let inner = before.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '【' | '】' | ':' | '：' | '-' | '.' | ',')
        });
        if !dates::find(inner).is_empty() {
            let told = inner.split([';', '；']).find(|part| !dates::find(part).is_empty()).unwrap_or(inner);
            self.venue(told);
        } else if words::names_venue(inner) {
            self.venue(inner);
        } else if text::words(inner) <= 3 && inner.chars().any(char::is_alphanumeric) && !words::is_label(inner) {
            self.short = Some(inner.to_owned());
        }
    }

    /// What stands after the title, line by line.
    fn rest(&mut self, file: &str, rest: &[Segment]) {
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
                Kind::Emph | Kind::Under if self.authors.is_empty() && self.people(&segment.text, Trust::Marked) => {
                    self.date(&segment.text);
                }
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
        let left = text::line(&left);
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
            // The line is a note, and what it links to belongs to it; what lists give in brackets is kept.
            let bracketed: Vec<_> = self.links.iter().filter(|link| words::is_label(&link.label)).cloned().collect();
            *self = known;
            for link in bracketed {
                self.link(&link.label, &link.url);
            }
            self.notes.push(source_line(file, first.span, last.span));
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
        if !words::is_label(&bare)
            && !address
            && !bare.starts_with('[')
            && !before.trim_end().ends_with('[')
            && !before.trim_end().ends_with('(')
        {
            // It may be part of a sentence.
            left.push_str(&segment.text);
        }
    }

    /// Plain text after the title; what is not understood goes to what is left.
    fn plain(&mut self, written: &str, left: &mut String, is_plain: bool) {
        let written = self.addresses(written);
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
            c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | '-' | '|' | '/' | '–' | '—' | '·' | '*')
        });
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

    /// Takes the brackets of a text that hold a venue or a date, and gives the text without them.
    fn brackets(&mut self, text: &str) -> String {
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

    /// Takes the addresses in plain text, and gives the text without them.
    fn addresses(&mut self, text: &str) -> String {
        let mut kept = String::new();
        let mut rest = text;
        while let Some(start) = rest.find("http://").into_iter().chain(rest.find("https://")).min() {
            let end = rest[start..]
                .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '，' | '。' | '）' | '；'))
                .map_or(rest.len(), |end| start + end);
            let mut url = rest[start..end].trim_end_matches(['.', ',', ';', ':', ']', '*', '`']);
            while url.ends_with(')') && url.matches(')').count() > url.matches('(').count() {
                url = &url[..url.len() - 1];
            }
            let before = &rest[..start];
            self.link(label_before(before), url);
            // `[[pdf]] (https://…)` and `Paper: https://…` leave nothing behind.
            let head = before.trim_end_matches([' ', '(', '<']);
            let label = label_before(before);
            let cut = if label.is_empty() { head.len() } else { head.rfind(label).unwrap_or(head.len()) };
            kept.push_str(head[..cut].trim_end_matches(['[', ' ']));
            rest = rest[start + url.len()..].trim_start_matches([')', '>', ']']);
        }
        kept.push_str(rest);
        kept
    }

    /// Takes the value of a field; says whether it could.
    pub(super) fn field(&mut self, field: words::Field, value: &str) -> bool {
        let value = value.trim();
        if value.is_empty() || value == "-" {
            return true;
        }
        match field {
            words::Field::Authors => return self.people(value, Trust::Marked),
            words::Field::Venue => self.venue(value),
            words::Field::Date => self.date(value),
            words::Field::Institute => self.publisher = self.publisher.take().or_else(|| Some(text::line(value))),
            words::Field::Abstract => self.abstract_text = Some(value.to_owned()),
            words::Field::Tags => {
                self.tags.extend(value.split([',', ';', '，', '、']).map(text::line).filter(|tag| !tag.is_empty()));
            }
            words::Field::Title | words::Field::Link => return false,
        }
        true
    }
}

/// What a text before an address calls it.
fn label_before(before: &str) -> &str {
    let head = before.trim_end_matches([' ', '(', ':', '：', '<', '[', ']', '-']);
    let start = head
        .rfind(['[', ',', ';', '.', '|', '。', '，', ']', ')'])
        .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
    let label = head[start..].trim();
    if text::words(label) <= 4 { label } else { "" }
}

pub(super) fn words_before_colon(text: &str) -> Option<&str> {
    let (name, _) = text.split_once([':', '：'])?;
    (text::words(name) <= 3).then(|| name.trim_matches(|c: char| !c.is_alphanumeric()))
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
