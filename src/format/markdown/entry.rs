//! One paper as a list describes it: its title, then whatever is around that, read range by range.
//!
//! Every rule claims the ranges whose words it stored. Whatever nobody claimed becomes the note, cut out of the source, so that
//! no word of an entry is lost and no sentence is taken apart.

use std::ops::Range;
use std::sync::Arc;

use super::claims::Claims;
use super::inline::{Inline, MarkKind};
use super::names::{self, Names, Trust};
use super::segment::{self, Kind, Segment};
use super::vocabulary::{self, Field};
use super::{dates, text, title};
use crate::identifier::Identifier;
use crate::paper::{Date, Link, Person, Status};
use crate::source::Span;

mod identifiers;
mod line;
mod note;
mod reference;

pub(super) use line::{field_label, is_prose};

/// What an entry says of one paper.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) title: String,
    pub(super) mark: Kind,
    /// Whether the title itself is a link.
    pub(super) titled_link: bool,
    pub(super) short: Option<String>,
    pub(super) authors: Vec<Person>,
    /// Whether there are authors whom the list does not name.
    pub(super) more: bool,
    pub(super) date: Option<Date>,
    pub(super) venue: Option<String>,
    pub(super) venue_note: Vec<String>,
    pub(super) volume: Option<String>,
    pub(super) issue: Option<String>,
    pub(super) pages: Option<String>,
    pub(super) doi: Option<String>,
    pub(super) arxiv: Option<String>,
    pub(super) links: Vec<Link>,
    pub(super) tags: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) abstract_text: Option<String>,
    pub(super) status: Option<Status>,
    /// How many names of emoji such as `:star:` are skipped.
    pub(super) shortcodes: usize,
    /// How many pictures are skipped.
    pub(super) pictures: usize,
    /// Labels of links without an address, which are skipped.
    pub(super) unaddressed: Vec<Span>,
    pub(super) span: Span,
}

/// The label of the link of a title.
const TITLE_LINK: &str = "link";

/// Reads one entry.
pub(super) struct Reader<'a> {
    file: &'a str,
    inline: &'a Inline,
    claims: Claims,
    draft: Draft,
    /// Links with the offset at which they occur, to be put in the order of the text.
    links: Vec<(usize, Link)>,
}

impl Draft {
    fn new(span: Span) -> Self {
        Self {
            title: String::new(),
            mark: Kind::Plain,
            titled_link: false,
            short: None,
            authors: Vec::new(),
            more: false,
            date: None,
            venue: None,
            venue_note: Vec::new(),
            volume: None,
            issue: None,
            pages: None,
            doi: None,
            arxiv: None,
            links: Vec::new(),
            tags: Vec::new(),
            notes: Vec::new(),
            abstract_text: None,
            status: None,
            shortcodes: 0,
            pictures: 0,
            unaddressed: Vec::new(),
            span,
        }
    }

    /// Reads the text of one entry; `None` if it has no title.
    pub(super) fn read(file: &str, inline: &Inline, span: Span) -> Option<Self> {
        let segments = segment::segments(inline, 0);
        let found = title::find(inline, &segments)?;
        Some(Self::read_with(file, inline, span, &found))
    }

    /// Reads the cell of a table that holds the title. A word or two behind a linked title belong to it: `[GPT](…) 逐段精读`.
    pub(super) fn read_cell(file: &str, inline: &Inline, span: Span) -> Option<Self> {
        let segments = segment::segments(inline, 0);
        if let Some(found) = title::phrase(inline) {
            return Some(Self::read_with(file, inline, span, &found));
        }
        let mut found = title::find(inline, &segments)?;
        let line = inline.text[found.title.end..].find('\n').map_or(inline.text.len(), |end| found.title.end + end);
        let rest = &inline.text[found.title.end..line];
        let part = rest.trim().trim_matches(['（', '）', '·']);
        let own = found.mark == Kind::Link
            && (1..=4).contains(&text::words(part))
            && !part.contains(|c: char| ",.:;()[]|/-，：".contains(c))
            && dates::find(part).is_empty()
            && !vocabulary::names_venue(part)
            && !vocabulary::is_label(part)
            && inline.links().all(|(mark, _)| mark.range.end <= found.title.end || mark.range.start >= line);
        if own {
            found.title = found.title.start..found.title.end + rest.trim_end().len();
        }
        Some(Self::read_with(file, inline, span, &found))
    }

    fn read_with(file: &str, inline: &Inline, span: Span, found: &title::Found) -> Self {
        let mut reader = Reader { file, inline, claims: Claims::default(), draft: Draft::new(span), links: Vec::new() };
        reader.title(found);
        reader.before(found.from..found.title.start);
        reader.identifiers_in_links();
        reader.lines(found.title.end);
        reader.badges();
        reader.finish()
    }

    /// Adds a link, once.
    pub(super) fn link(&mut self, written: &str, url: &str) {
        let label = text::line(written);
        let label = label.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | ':' | '：' | ',' | '*' | '`' | '|')
        });
        let url = url.trim();
        if url.is_empty()
            || url.starts_with('#')
            || self.links.iter().any(|known| known.url == url && (known.label == label || label.is_empty()))
        {
            return;
        }
        // `Systems (Fall 2019)` keeps its bracket.
        let whole = text::line(written);
        let closed = whole.find(label).map(|at| &whole[at..]).filter(|rest| rest[label.len()..].starts_with(')'));
        let label = closed.filter(|_| label.contains('(')).map_or(label, |rest| &rest[..=label.len()]);
        let label = if label.is_empty() { TITLE_LINK } else { label };
        self.links.push(Link { label: label.to_owned(), url: url.to_owned() });
    }

    /// Takes the identifier in the first link for that of the paper, unless it is known.
    pub(super) fn identify(&mut self) {
        let Some(found) = self.links.first().and_then(|link| Identifier::in_url(&link.url)) else { return };
        match (found.work(), found) {
            (Identifier::Arxiv(arxiv), _) if self.arxiv.is_none() => self.arxiv = Some(arxiv.to_string()),
            (_, Identifier::Doi(doi)) if self.doi.is_none() => self.doi = Some(doi.to_string()),
            _ => {}
        }
    }

    /// Reads the text as the value of a field: authors, a venue and the like. Words that the field cannot hold become a note.
    /// Returns whether the field took anything.
    pub(super) fn field(&mut self, file: &str, field: Field, inline: &Inline, from: usize) -> bool {
        let mut reader = Reader { file, inline, claims: Claims::default(), draft: self.clone(), links: Vec::new() };
        reader.claims.claim(0..from);
        let taken = reader.field(field, from..inline.text.len());
        if taken {
            *self = reader.finish();
        }
        taken
    }

    /// Reads further lines of an entry. Returns whether all of it went into fields.
    pub(super) fn extend(&mut self, file: &str, inline: &Inline) -> bool {
        let mut reader = Reader { file, inline, claims: Claims::default(), draft: self.clone(), links: Vec::new() };
        let known = reader.draft.notes.len();
        reader.lines(0);
        let draft = reader.finish();
        let complete = draft.notes.len() == known;
        if complete {
            *self = draft;
        }
        complete
    }
}

impl Reader<'_> {
    fn text(&self, range: Range<usize>) -> &str {
        &self.inline.text[range]
    }

    /// Takes the title and the links in it.
    fn title(&mut self, found: &title::Found) {
        let all = &self.inline.text;
        let range = trimmed(all, found.title.clone());
        self.draft.title = text::title(&all[range.clone()]);
        self.draft.mark = found.mark;
        self.claims.claim(range);
        // What precedes the title is its label, or links.
        self.claim_labels(0..found.from);
        if let Some(url) = &found.url {
            self.draft.titled_link = true;
            self.links.push((found.title.start, Link { label: TITLE_LINK.to_owned(), url: url.to_string() }));
        }
        let inside: Vec<_> = self
            .inline
            .links()
            .filter(|(mark, url)| {
                mark.range.start >= found.title.start
                    && mark.range.end <= found.title.end
                    && !url.is_empty()
                    && Some(*url) != found.url.as_ref()
            })
            .map(|(mark, url)| (mark.range.start, Arc::clone(url)))
            .collect();
        for (at, url) in inside {
            self.links.push((at, Link { label: TITLE_LINK.to_owned(), url: url.to_string() }));
        }
    }

    /// Takes links and the key in front of a title.
    fn claim_labels(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let links: Vec<_> = self
            .inline
            .links()
            .filter(|(mark, _)| mark.range.start < range.end)
            .map(|(mark, url)| (mark.range.start..mark.range.end.min(range.end), Arc::clone(url)))
            .collect();
        for (label, url) in links {
            self.label_link(label, &url);
        }
        let free = self.claims.free(range);
        for part in free {
            let written = self.text(part.clone()).to_owned();
            let key = written.trim().trim_end_matches([':', '：']);
            let is_key = vocabulary::field(key) == Some(Field::Title)
                || title::is_title_key(key, "", Some("one two three four"));
            if is_key || key.is_empty() {
                self.claims.claim(part);
            }
        }
    }

    /// Takes what precedes the title: authors, or venue and year, or a nickname in brackets.
    fn before(&mut self, range: Range<usize>) {
        let written = self.text(range.clone());
        if written.trim().is_empty() {
            return;
        }
        if let Some((year, venue, _)) = title::plain::hyphenated(&format!("{} title", written.trim())) {
            self.draft.date = crate::paper::Date::new(year, None, None);
            self.draft.venue = Some(venue.to_owned());
            self.claims.claim(range);
            return;
        }
        if !written.trim_start().starts_with('【')
            && let Some((names, read)) = title::author_part(written)
        {
            let start = names.as_ptr() as usize - self.inline.text.as_ptr() as usize;
            let names = start..start + names.len();
            self.take_people(names.clone(), read);
            self.venue(names.end..range.end);
            return;
        }
        let parts = split(&self.inline.text, range, &['[', ']', '【', '】', '(', ')', '（', '）', '|']);
        let is_place = |inner: &str| vocabulary::names_venue(inner) && !dates::find(inner).is_empty();
        let placed = parts.iter().any(|part| is_place(self.text(part.clone())));
        for part in parts {
            let part = trimmed(&self.inline.text, part);
            let inner = self.text(part.clone());
            let link = self.inline.links().find(|(mark, _)| mark.range == part).map(|(_, url)| Arc::clone(url));
            if let Some(url) = link {
                self.label_link(part, &url);
            } else if !dates::find(inner).is_empty() {
                let parts = split(&self.inline.text, part, &[';', '；']);
                let dated = parts.iter().find(|part| !dates::find(self.text((*part).clone())).is_empty()).cloned();
                if let Some(part) = dated {
                    // In `2024-03-02 read`, no venue follows the date.
                    let lower = self.text(part.clone()).split(' ').any(|word| word.starts_with(char::is_lowercase));
                    if lower && !vocabulary::names_venue(self.text(part.clone())) {
                        self.dates(part);
                    } else {
                        self.venue(part);
                    }
                }
            } else if is_number_of_item(inner) {
                self.claims.claim(part);
            } else if self.draft.authors.is_empty()
                && let Some((names, read)) = title::author_part(inner)
            {
                let start = names.as_ptr() as usize - self.inline.text.as_ptr() as usize;
                self.take_people(start..start + names.len(), read);
            } else if self.draft.mark == Kind::Code && self.is_in_brackets(&part) && dates::find(inner).is_empty() {
                self.draft.short = Some(text::line(inner));
                self.claims.claim(part);
            } else if vocabulary::names_venue(inner) && !placed {
                self.venue(part);
            } else if self.draft.short.is_none()
                && text::words(inner) <= 3
                && inner.contains(char::is_alphabetic)
                && inner.starts_with(char::is_alphanumeric)
                && (!vocabulary::is_label(inner) || placed && vocabulary::is_venue(inner))
                && !inner.contains(':')
            {
                self.draft.short = Some(text::line(inner));
                self.claims.claim(part);
            }
        }
    }

    /// Whether a range is all that a pair of square brackets holds.
    fn is_in_brackets(&self, range: &Range<usize>) -> bool {
        let (before, after) = (&self.inline.text[..range.start], &self.inline.text[range.end..]);
        before.ends_with('[') && after.starts_with(']') && self.inline.links().all(|(mark, _)| mark.range != *range)
    }

    /// Takes names of authors, if a range is a list of names and no authors are known.
    fn people(&mut self, range: Range<usize>, trust: Trust) -> bool {
        if !self.draft.authors.is_empty() {
            return false;
        }
        let Some(read) = names::read(self.text(range.clone()), trust) else { return false };
        self.take_people(range, read);
        true
    }

    fn take_people(&mut self, range: Range<usize>, (people, more): Names) {
        let shown: Vec<_> = people.iter().map(ToString::to_string).collect();
        let values: Vec<_> = shown.iter().map(String::as_str).collect();
        self.claims.claim_words(&self.inline.text, range, &values);
        self.draft.authors = people;
        self.draft.more = more;
    }

    /// Takes the dates in a range. A day or a month replaces the bare year.
    fn dates(&mut self, range: Range<usize>) {
        for dated in dates::find(self.text(range.clone())) {
            let place = range.start + dated.start..range.start + dated.end;
            match self.draft.date {
                None => self.draft.date = Some(dated.date),
                Some(known)
                    if known.year == dated.date.year && (known.month.is_none() || dated.date.month.is_none()) =>
                {
                    if known.month.is_none() {
                        self.draft.date = Some(dated.date);
                    }
                }
                Some(_) => continue,
            }
            self.claims.claim(place);
        }
    }

    /// Takes the value of a field.
    fn field(&mut self, field: Field, range: Range<usize>) -> bool {
        let range = trimmed(&self.inline.text, range);
        let value = self.text(range.clone()).trim().to_owned();
        if value.is_empty() || value == "-" {
            self.claims.claim(range);
            return true;
        }
        match field {
            Field::Authors => return self.people(range, Trust::Marked),
            Field::Venue => return self.venue(range),
            Field::Date => {
                let before = self.draft.date;
                self.dates(range);
                return self.draft.date != before || before.is_some();
            }
            Field::Abstract => self.draft.abstract_text = Some(value),
            Field::Tags => {
                let tags = value
                    .split([',', ';', '，', '、', '；'])
                    .map(|tag| text::line(tag).trim_matches(['[', ']', '`', '#', ' ']).to_owned());
                let tags: Vec<_> = tags.filter(|tag| !tag.is_empty()).collect();
                if tags.iter().any(|tag| text::words(tag) > 5) {
                    return false;
                }
                self.draft.tags.extend(tags);
            }
            Field::Institute | Field::Title | Field::Link => return false,
        }
        self.claims.claim(range);
        true
    }

    /// Takes a link that is a label, or whose text says where a work was published.
    fn label_link(&mut self, range: Range<usize>, url: &str) {
        // A link that leads nowhere stays in the note as it is written.
        if url.is_empty() || url.starts_with('#') {
            let label = self.text(range.clone());
            if url.is_empty() && text::words(label) <= 3 && vocabulary::names_venue(label) {
                self.venue(range);
            } else if url.is_empty() && vocabulary::is_label(label) {
                self.draft.unaddressed.push(self.inline.source(range.clone()));
                self.claims.claim(range);
            }
            return;
        }
        let label = self.text(range.clone()).to_owned();
        self.links.push((range.start, Link { label: label.clone(), url: url.to_owned() }));
        let dated = dates::find(&label);
        let draft = &self.draft;
        let placed = vocabulary::names_venue(&label)
            && !vocabulary::is_other_than_paper(&label)
            && !matches!(vocabulary::plain(&label).as_str(), "preprint" | "github" | "openreview");
        if text::words(&label) <= 14
            && (placed && draft.venue.is_none()
                || !dated.is_empty() && draft.date.is_none() && !vocabulary::is_other_than_paper(&label))
        {
            let place = super::place::names_and_place(&label).and_then(|(_, place)| {
                self.inline.text[range.clone()].find(place).map(|at| range.start + at..range.start + at + place.len())
            });
            if let Some(place) = place {
                self.venue(place);
            } else if placed {
                self.venue(range.clone());
            } else {
                self.dates(range.clone());
            }
        }
        self.claims.claim(range);
    }

    /// Takes date and venue from the badges and pictures of an entry, and links that are pictures.
    fn badges(&mut self) {
        let images: Vec<_> = self
            .inline
            .marks
            .iter()
            .filter_map(|mark| match &mark.kind {
                MarkKind::Image { url, alt } => Some((mark.range.clone(), Arc::clone(url), alt.clone())),
                _ => None,
            })
            .collect();
        for (range, url, alt) in images {
            if !self.claims.is_free(&range) {
                continue;
            }
            let link =
                self.inline.links().find(|(mark, _)| mark.range.start <= range.start && range.end <= mark.range.end);
            let message = badge(&url).unwrap_or_default();
            let says = text::line(&format!("{message} {alt}").replace(['_', '-'], " "));
            if let Some((mark, target)) = link {
                let label = if text::line(&alt).is_empty() { message.trim().to_owned() } else { alt.clone() };
                if mark.range.end - mark.range.start == range.end - range.start {
                    self.links.push((range.start, Link { label, url: target.to_string() }));
                }
            } else if self.draft.date.is_none()
                && let Some(dated) = dates::find(&says).first()
            {
                self.draft.date = Some(dated.date);
                if self.draft.venue.is_none() && vocabulary::names_venue(&says) {
                    let name = format!("{}{}", &says[..dated.start], &says[dated.end..]);
                    self.draft.venue = Some(text::line(&name)).filter(|name| !name.is_empty());
                }
            } else {
                self.draft.pictures += 1;
            }
            self.claims.claim(range);
        }
    }

    /// Puts the links in order and turns what is left into notes.
    fn finish(mut self) -> Draft {
        self.identifiers_in_links();
        let mut links = std::mem::take(&mut self.links);
        links.sort_by_key(|(at, _)| *at);
        for (_, link) in links {
            self.draft.link(&link.label, &link.url);
        }
        let note = self.note();
        self.draft.notes.extend(note);
        self.draft
    }

    fn identifiers_in_links(&mut self) {
        for (_, link) in &self.links {
            match Identifier::in_url(&link.url).map(|found| (found.work(), found)) {
                Some((Identifier::Arxiv(arxiv), _)) if self.draft.arxiv.is_none() => {
                    self.draft.arxiv = Some(arxiv.to_string());
                }
                Some((_, Identifier::Doi(doi))) if self.draft.doi.is_none() => self.draft.doi = Some(doi.to_string()),
                _ => {}
            }
        }
    }
}

/// `12.`, `3)`: the number of an item.
fn is_number_of_item(text: &str) -> bool {
    let digits = text.trim_end_matches(['.', ')', '、']);
    (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The message of a shields.io badge: `/badge/LABEL-MESSAGE-COLOUR`, with `_` for spaces and `--` for `-`.
fn badge(url: &str) -> Option<String> {
    let (_, path) = url.split_once("shields.io/badge/")?;
    let path = path.split(['?', '#']).next().unwrap_or(path).replace("--", "\0").replace("%20", " ");
    let (message, _colour) = path.rsplit_once('-')?;
    Some(message.replace(['-', '_'], " ").replace('\0', "-"))
}

/// A range without the whitespace and ornaments at its ends.
pub(super) fn trimmed(all: &str, range: Range<usize>) -> Range<usize> {
    let written = &all[range.clone()];
    let bare = text::bare(written);
    if bare.is_empty() {
        return range.start..range.start;
    }
    let start = bare.as_ptr() as usize - all.as_ptr() as usize;
    start..start + bare.len()
}

/// The parts of a range between separators.
pub(super) fn split(all: &str, range: Range<usize>, separators: &[char]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    for part in all[range].split(separators) {
        parts.push(start..start + part.len());
        start += part.len();
        start += all[start..].chars().next().map_or(0, char::len_utf8);
    }
    parts
}

/// The segments that lie in a range, cut to it.
fn within(segments: &[Segment], range: &Range<usize>) -> Vec<Segment> {
    let inside = segments.iter().filter(|segment| segment.range.start < range.end && range.start < segment.range.end);
    inside
        .map(|segment| Segment {
            range: segment.range.start.max(range.start)..segment.range.end.min(range.end),
            ..segment.clone()
        })
        .collect()
}
