//! Where the title of an item is: what is set apart as titles are, or the plain text up to what follows titles.

use std::sync::Arc;

use super::names::{self, Trust};
use super::segment::{Kind, Segment};
use super::{dates, text, words};
use crate::source::Span;

mod end;
mod marked;
mod plain;

use marked::marked;
use plain::plain;

/// A title, and what stands before and after it.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) title: String,
    pub(super) url: Option<Arc<str>>,
    /// How it is set; [`Kind::Plain`] where nothing sets it apart.
    pub(super) mark: Kind,
    /// The text before it.
    pub(super) before: String,
    /// The segments after it.
    pub(super) rest: Vec<Segment>,
}

/// Finds the title.
pub(super) fn find(segments: &[Segment]) -> Option<Found> {
    let named = without_key(segments).or_else(|| without_labels(segments));
    let segments = named.as_deref().unwrap_or(segments);
    let found = marked(segments).or_else(|| plain(segments))?;
    Some(found.without_brackets())
}

impl Found {
    /// Gives the brackets at the ends of the title to what stands around it: `[Nick] Title`, `[ICML 2019] Title`,
    /// `Title (ICML 2019)`.
    fn without_brackets(mut self) -> Self {
        if let Some((inner, rest)) = bracket_at_start(&self.title)
            && text::words(rest) >= 2
            && text::words(inner) <= 5
            && (self.title.starts_with('[') && !inner.eq_ignore_ascii_case("re") || says_where(inner))
        {
            self.before = format!("{} ({inner})", self.before);
            self.title = text::title(rest);
        }
        if self.mark != Kind::Plain
            && let Some((rest, inner)) = bracket_at_end(&self.title)
            && text::words(rest) >= 2
            && text::words(inner) <= 5
            && !dates::find(inner).is_empty()
            && says_where(inner)
        {
            let (span, line) = self.rest.first().map_or((Span::default(), 0), |next| (next.span, next.line));
            let place = Segment { kind: Kind::Plain, text: format!("({inner})"), url: None, span, line };
            self.title = text::title(rest);
            self.rest.insert(0, place);
        }
        self
    }
}

/// Whether a text is a date, or a venue or place with one, or the name of a venue.
fn says_where(inner: &str) -> bool {
    let ends = |dated: &dates::Dated| {
        let (before, after) = (inner[..dated.start].trim(), inner[dated.end..].trim());
        before.is_empty() || after.is_empty() || words::names_venue(inner)
    };
    dates::find(inner).first().map_or_else(|| words::names_venue(inner), ends)
}

/// What stands in a bracket that a text begins with, and what follows it.
fn bracket_at_start(text: &str) -> Option<(&str, &str)> {
    let close = match text.chars().next()? {
        '(' => ')',
        '[' => ']',
        '【' => '】',
        '（' => '）',
        _ => return None,
    };
    let open = text.chars().next().map_or(1, char::len_utf8);
    let (inner, rest) = text[open..].split_once(close)?;
    (!inner.contains(['(', '[', '【', '（']) && inner.contains(char::is_alphanumeric)).then_some((inner, rest))
}

/// What stands before a bracket that ends a text, and in it.
fn bracket_at_end(text: &str) -> Option<(&str, &str)> {
    let open = match text.chars().next_back()? {
        ')' => '(',
        ']' => '[',
        '】' => '【',
        '）' => '（',
        _ => return None,
    };
    let close = text.chars().next_back().map_or(1, char::len_utf8);
    let (rest, inner) = text[..text.len() - close].rsplit_once(open)?;
    (!inner.contains([')', ']', '】', '）'])).then_some((rest.trim_end(), inner))
}

/// The segments without the `Title:` in front of them.
fn without_key(segments: &[Segment]) -> Option<Vec<Segment>> {
    let (first, rest) = segments.split_first()?;
    if let Some((key, value)) = first.text.split_once([':', '：'])
        && first.url.is_none()
        && is_title_key(key, value.trim(), rest)
    {
        let kind = if value.trim().is_empty() { Kind::Plain } else { first.kind };
        let mut named = vec![Segment { text: value.trim_start().to_owned(), kind, ..first.clone() }];
        named.extend_from_slice(rest);
        return Some(named);
    }
    // `**Title**: …`
    let (next, others) = rest.split_first()?;
    let value = next.text.trim_start().strip_prefix([':', '：'])?;
    if first.url.is_some() || !is_title_key(&first.text, value.trim(), others) {
        return None;
    }
    let mut named = vec![Segment { text: value.trim_start().to_owned(), ..next.clone() }];
    named.extend_from_slice(others);
    Some(named)
}

/// The segments with the links that stand before the title behind it, on its line.
fn without_labels(segments: &[Segment]) -> Option<Vec<Segment>> {
    let is_link = |segment: &Segment| segment.url.is_some() && words::is_label(&segment.text);
    let nothing = |segment: &Segment| !segment.text.chars().any(char::is_alphanumeric) && segment.kind != Kind::Image;
    let count = segments.iter().take_while(|segment| is_link(segment) || nothing(segment)).count();
    let (labels, rest) = segments.split_at(count);
    let head = rest.first()?;
    let same = labels.iter().all(|label| label.line == head.line);
    if !labels.iter().any(is_link) || !same || text::words(&head.text) < 2 {
        return None;
    }
    let clean = head.text.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '"' | '“' | '('));
    let on_line = rest.iter().take_while(|segment| segment.line == head.line).count();
    let mut turned = vec![Segment { text: clean.to_owned(), ..head.clone() }];
    turned.extend_from_slice(&rest[1..on_line]);
    turned.extend(labels.iter().filter(|label| is_link(label)).cloned());
    turned.extend_from_slice(&rest[on_line..]);
    Some(turned)
}

/// Whether a word before a colon says that a title follows, be it that the title is called a paper.
pub(super) fn is_title_key(key: &str, value: &str, rest: &[Segment]) -> bool {
    let own = words::field(key) == Some(words::Field::Title);
    let paper = matches!(words::plain(key).as_str(), "paper" | "论文") && !value.contains("://");
    let linked = value.is_empty() && rest.first().is_some_and(|next| text::words(&next.text) >= 2);
    (own || paper)
        && (text::words(value) >= 2 && !words::is_label(value) || linked && (own || text::words(&rest[0].text) >= 4))
}

/// `Family (1972)`, `Family et al., 2019`: a link that names who wrote it, not what.
pub(super) fn is_citation(text: &str) -> bool {
    let Some(dated) = dates::find(text).into_iter().next() else { return text.contains("et al") };
    let names = text[..dated.start].trim_end_matches([' ', '(', ',']);
    let several = names.contains(',') && names::read(names, Trust::Plain).is_some();
    // `EDBT 2024` is a place.
    let capitals = !names.contains(' ') && names.len() > 2 && names.chars().all(|c| c.is_ascii_uppercase());
    dated.end + 3 >= text.len()
        && !names.is_empty()
        && !capitals
        && (several || text::words(names) <= 8 && names::read(names, Trust::Marked).is_some())
        && !words::names_venue(names)
}

/// The names in a text that stands before a title, with or without a year after them.
pub(super) fn author_part(before: &str) -> Option<&str> {
    let dated = dates::find(before).last().copied();
    let names = dated.map_or(before, |dated| &before[..dated.start]);
    let names = names.trim_end_matches([' ', '(', '[', ',', '.', ':', '-']);
    names::read(names, Trust::Plain).map(|_| names)
}
