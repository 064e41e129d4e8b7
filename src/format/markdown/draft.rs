//! One paper as a list has it: its title, then whatever stands around that, told apart.

use super::names::{self, Trust};
use super::segment::{self, Kind};
use super::tree::Piece;
use super::{dates, text, title, words};
use crate::paper::{Date, Link, Person};
use crate::source::Span;

mod bracket;
mod line;

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
        let label = label.trim_matches(|c: char| matches!(c, '[' | ']' | ' ' | ':' | '：') || text::is_ornament(c));
        let label = match (label.strip_prefix('('), label.strip_suffix(')')) {
            (Some(inner), _) if !inner.trim_end_matches(')').contains(['(', ')']) => inner.trim_end_matches(')'),
            (None, Some(inner)) if !inner.contains('(') => inner,
            _ => label,
        };
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
        let name = text::bare(name.trim_matches(trim));
        // `arXiv (A University`, where the date stood in the bracket.
        let name = name.rfind('(').filter(|open| !name[*open..].contains(')')).map_or(name, |open| &name[..open]);
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
        // Several brackets say several things.
        for part in before.split(['[', ']', '【', '】', '(', ')', '（', '）']) {
            let inner = text::bare(part).trim_matches(|c: char| {
                c.is_whitespace() || matches!(c, ':' | '：' | '-' | '.' | ',' | '<' | '"' | '“' | '«')
            });
            if !dates::find(inner).is_empty() {
                let told = inner.split([';', '；']).find(|part| !dates::find(part).is_empty()).unwrap_or(inner);
                self.venue(told);
            } else if words::names_venue(inner) {
                self.venue(inner);
            } else if text::words(inner) <= 3 && inner.contains(char::is_alphabetic) && !words::is_label(inner) {
                self.short = Some(inner.to_owned());
            }
        }
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

pub(super) fn words_before_colon(text: &str) -> Option<&str> {
    let (name, _) = text.split_once([':', '：'])?;
    (text::words(name) <= 3).then(|| name.trim_matches(|c: char| !c.is_alphanumeric()))
}
