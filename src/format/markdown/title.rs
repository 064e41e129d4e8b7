//! Where the title of an entry is: text that is set apart as titles are, or plain text up to what follows titles.

use std::ops::Range;
use std::sync::Arc;

use super::inline::Inline;
use super::names::{self, Names, Trust};
use super::segment::{Kind, Segment};
use super::vocabulary::{self, Field};
use super::{dates, text};

mod end;
mod marked;
pub(super) mod plain;

use marked::marked;
use plain::plain;

/// A title, as ranges of the visible text.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) title: Range<usize>,
    pub(super) url: Option<Arc<str>>,
    /// How it is set; [`Kind::Plain`] where nothing sets it apart.
    pub(super) mark: Kind,
    /// Where the text before the title begins: behind `Title:` and links that precede it.
    pub(super) from: usize,
}

/// Finds the title of an entry.
pub(super) fn find(inline: &Inline, segments: &[Segment]) -> Option<Found> {
    let start = after_key(inline, segments).or_else(|| after_labels(inline, segments));
    let rest = start.map(|start| from(segments, start));
    let segments = rest.as_deref().unwrap_or(segments);
    let from = start.unwrap_or(0);
    let found = marked(inline, segments, from).or_else(|| plain(inline, segments, from))?;
    let found = found.without_citation(inline).without_places(&inline.text);
    (text::words(&text::title(&inline.text[found.title.clone()])) > 0).then_some(found)
}

/// The title in a cell of which one or some words are a link: `Reading [Deep Sets](…) with care`.
pub(super) fn phrase(inline: &Inline) -> Option<Found> {
    let all = inline.text.as_str();
    let end = all.find('\n').unwrap_or(all.len());
    let mut links = inline.links().filter(|(mark, _)| mark.range.start < end);
    let (mark, url) = links.next().filter(|(_, url)| !url.is_empty())?;
    let (before, after) = (all[..mark.range.start].trim(), all.get(mark.range.end..end)?);
    let words = before.contains(char::is_alphabetic) && before.ends_with(char::is_alphanumeric);
    let apart = |text: &str| text.contains([',', '.', ';', '(', '[', '|', '/', super::inline::IMAGE]);
    let is_phrase = links.next().is_none()
        && words
        && !apart(before)
        && !apart(after)
        && !vocabulary::is_label(before)
        && !vocabulary::is_label(&all[mark.range.clone()])
        && dates::find(before).is_empty()
        && dates::find(after).is_empty();
    is_phrase.then(|| Found { title: 0..end, url: Some(Arc::clone(url)), mark: Kind::Link, from: 0 })
}

/// The segments from an offset on.
fn from(segments: &[Segment], start: usize) -> Vec<Segment> {
    let rest = segments.iter().filter(|segment| segment.range.end > start);
    rest.map(|segment| Segment { range: segment.range.start.max(start)..segment.range.end, ..segment.clone() })
        .collect()
}

impl Found {
    /// The title without the link behind it that names who wrote the work: `**Title. [Author (1970)](…)**`.
    fn without_citation(mut self, inline: &Inline) -> Self {
        let inside = |range: &Range<usize>| self.title.start < range.start && range.start < self.title.end;
        let cited =
            inline.links().find(|(mark, _)| inside(&mark.range) && is_citation(&inline.text[mark.range.clone()]));
        if let Some((mark, url)) = cited
            && text::words(&inline.text[self.title.start..mark.range.start]) >= 2
        {
            self.title.end = mark.range.start;
            self.url = self.url.filter(|own| own != url);
        }
        self
    }

    /// The title without venues, dates and nicknames at its ends: `[Nick] Title`, `2019 - Title`, `23-OSDI-Title`,
    /// `Title (ICML 2019)`.
    fn without_places(mut self, all: &str) -> Self {
        for _ in 0..plain::LEADS {
            let Some(length) = self.leading(all) else { break };
            self.title.start += length;
        }
        let title = &all[self.title.clone()];
        if let Some((rest, inner)) = bracket_at_end(title)
            && text::words(rest) >= 2
            && vocabulary::is_venue(inner)
            && inner.chars().filter(|c| c.is_uppercase()).count() >= 3
        {
            self.title.end = self.title.start + rest.len();
            return self;
        }
        if self.mark != Kind::Plain
            && let Some((rest, inner)) = bracket_at_end(title)
            && text::words(rest) >= 1
            && says_where(inner)
            && let Some(dated) = dates::find(inner).last()
            && (text::words(inner) <= 5
                || text::words(inner) <= 12 && dated.end == inner.len() && super::title_case(inner))
        {
            self.title.end = self.title.start + rest.len();
        }
        self
    }

    /// The length of a place or nickname that the title begins with.
    fn leading(&self, all: &str) -> Option<usize> {
        let title = &all[self.title.clone()];
        let trimmed = title.trim_start_matches(|c: char| c.is_whitespace() || text::is_ornament(c));
        let blank = title.len() - trimmed.len();
        if let Some((inner, rest)) = bracket_at_start(trimmed)
            && text::words(rest) >= 2
            && text::words(inner) <= 5
            && (trimmed.starts_with(['[', '【']) && is_nickname(inner) || says_where(inner))
        {
            return Some(title.len() - rest.trim_start_matches([' ', ':', '-', '–', '：']).len());
        }
        if self.mark == Kind::Plain {
            return None;
        }
        // `1. Title` in a heading or in bold.
        let unnumbered = plain::without_number(trimmed);
        if unnumbered.len() < trimmed.len() && text::words(unnumbered) >= 2 {
            return Some(title.len() - unnumbered.len());
        }
        plain::leading_place(trimmed).or_else(|| plain::leading_date(trimmed)).map(|length| blank + length)
    }
}

/// Whether a text in brackets before a title may be a nickname: `[DSN]`, and neither `[Re]` nor `[Part 3]`.
fn is_nickname(inner: &str) -> bool {
    !inner.eq_ignore_ascii_case("re") && !inner.split(' ').any(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a text is a date, or a venue or place with one, or the name of a venue.
pub(super) fn says_where(inner: &str) -> bool {
    let ends = |dated: &dates::Dated| {
        let (before, after) = (inner[..dated.start].trim(), inner[dated.end..].trim());
        before.is_empty() || after.is_empty() || vocabulary::names_venue(inner)
    };
    dates::find(inner).first().map_or_else(|| vocabulary::names_venue(inner), ends)
}

/// The content of a bracket that a text begins with, and what follows it.
fn bracket_at_start(text: &str) -> Option<(&str, &str)> {
    let open = text.chars().next()?;
    let close = closing(open)?;
    let (inner, rest) = text[open.len_utf8()..].split_once(close)?;
    (!inner.contains(['(', '[', '【', '（']) && inner.contains(char::is_alphanumeric)).then_some((inner, rest))
}

/// What precedes a bracket that ends a text, and its content.
fn bracket_at_end(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end().trim_end_matches('.');
    let close = text.chars().next_back()?;
    let open = match close {
        ')' => '(',
        ']' => '[',
        '】' => '【',
        '）' => '（',
        _ => return None,
    };
    let (rest, inner) = text[..text.len() - close.len_utf8()].rsplit_once(open)?;
    (!inner.contains([')', ']', '】', '）'])).then_some((rest.trim_end(), inner))
}

/// The bracket that closes another.
pub(super) const fn closing(open: char) -> Option<char> {
    match open {
        '(' => Some(')'),
        '[' => Some(']'),
        '【' => Some('】'),
        '（' => Some('）'),
        _ => None,
    }
}

/// Where a title in plain text really ends whose end cuts a bracket around a link: `讲座【[书](…)·二】`.
pub(super) fn closed(inline: &Inline, title: Range<usize>) -> usize {
    let all = inline.text.as_str();
    let written = all[title.clone()].trim_end();
    let Some((open, close)) = written.chars().next_back().and_then(|open| Some((open, closing(open)?))) else {
        return title.end;
    };
    let start = title.start + written.len() - open.len_utf8();
    let rest = &all[start..];
    let line = rest.find('\n').unwrap_or(rest.len());
    match rest[..line].find(close) {
        Some(end) if matches!(open, '【' | '（' | '《') => start + end + close.len_utf8(),
        _ => title.end,
    }
}

/// Where the text begins behind a `Title:` in front of it.
fn after_key(inline: &Inline, segments: &[Segment]) -> Option<usize> {
    let (first, rest) = segments.split_first()?;
    let written = &inline.text[first.range.clone()];
    if let Some(colon) = written.find([':', '：'])
        && first.url.is_none()
    {
        let value = written[colon..].trim_start_matches([':', '：']);
        let next = rest.first().map(|next| &inline.text[next.range.clone()]);
        if is_title_key(&written[..colon], value.trim(), next) {
            return Some(first.range.end - value.trim_start().len());
        }
    }
    // `**Title**: …`
    let (next, others) = rest.split_first()?;
    let after = &inline.text[next.range.clone()];
    let value = after.trim_start().strip_prefix([':', '：'])?;
    let following = others.first().map(|other| &inline.text[other.range.clone()]);
    (first.url.is_none() && is_title_key(written, value.trim(), following))
        .then(|| next.range.end - value.trim_start().len())
}

/// The most bytes that the key of a title has.
const LONGEST_KEY: usize = 60;

/// Whether a word before a colon says that a title follows; some lists call the title a paper.
pub(super) fn is_title_key(key: &str, value: &str, next: Option<&str>) -> bool {
    if key.len() > LONGEST_KEY {
        return false;
    }
    let own = vocabulary::field(key) == Some(Field::Title);
    let paper = matches!(vocabulary::plain(key).as_str(), "paper" | "论文") && !value.contains("://");
    let linked = value.is_empty() && next.is_some_and(|next| text::words(next) >= 2);
    (own || paper)
        && (text::words(value) >= 2 && !vocabulary::is_label(value)
            || linked && (own || next.is_some_and(|next| text::words(next) >= 4)))
}

/// Where the text begins behind links that precede the title on its line: `[[pdf](…)] [[ICML](…)] Title`.
fn after_labels(inline: &Inline, segments: &[Segment]) -> Option<usize> {
    let all = inline.text.as_str();
    let is_link = |at: usize, segment: &Segment| {
        let label = &all[segment.range.clone()];
        // A link within brackets and followed by words is a label, whatever it is called.
        let bracketed = all[..segment.range.start].trim_end().ends_with(['[', '【'])
            && all[segment.range.end..].trim_start().starts_with([']', '】'])
            && segments
                .get(at + 1)
                .is_some_and(|next| next.line == segment.line && begins_title(&all[next.range.clone()]));
        segment.url.is_some() && (vocabulary::is_label(label) || bracketed && text::words(label) <= 5)
    };
    let nothing =
        |segment: &Segment| !all[segment.range.clone()].contains(char::is_alphanumeric) && segment.kind != Kind::Image;
    let count =
        segments.iter().enumerate().take_while(|(at, segment)| is_link(*at, segment) || nothing(segment)).count();
    let (labels, rest) = segments.split_at(count);
    let head = rest.first()?;
    let same = labels.iter().all(|label| label.line == head.line);
    let any = labels.iter().enumerate().any(|(at, label)| is_link(at, label));
    let written = &all[head.range.clone()];
    if !any || !same || text::words(written) < 2 && head.kind == Kind::Plain {
        return None;
    }
    let clean = written.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '"' | '“' | '(' | '['));
    let clean = clean.strip_prefix(']').unwrap_or(clean).trim_start();
    Some(head.range.end - clean.len())
}

/// Whether two words and more begin as titles do: `from someone: …` does not.
fn begins_title(written: &str) -> bool {
    let first = written.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next();
    text::words(written) >= 2 && first.is_some_and(|c| !c.is_lowercase())
}

/// `Family (1972)`, `Family et al., 2019`: a link that names who wrote a work and not the work.
pub(super) fn is_citation(text: &str) -> bool {
    let Some(dated) = dates::find(text).into_iter().next() else {
        return text.contains("et al") && text::words(text) <= 6;
    };
    let names = text[..dated.start].trim_end_matches([' ', '(', ',']);
    let several = names.contains(',') && names::read(names, Trust::Plain).is_some();
    // `EDBT 2024` is a venue.
    let capitals = !names.contains(' ') && names.len() > 2 && names.chars().all(|c| c.is_ascii_uppercase());
    dated.end + 3 >= text.len()
        && !names.is_empty()
        && !capitals
        && (several || text::words(names) <= 8 && names::read(names, Trust::Marked).is_some())
        && !vocabulary::names_venue(names)
}

/// The names in a text that precedes a title, with or without a year after them: as they are written, and read.
pub(super) fn author_part(before: &str) -> Option<(&str, Names)> {
    let dated = dates::find(before).last().copied();
    let names = dated.map_or(before, |dated| &before[..dated.start]);
    let names = names.trim_end_matches([' ', '(', '[', ',', ':', '-']);
    let names =
        if super::place::ends_in_initial(names.trim_end_matches('.')) { names } else { names.trim_end_matches('.') };
    names::read(names, Trust::Plain).map(|read| (names, read))
}
