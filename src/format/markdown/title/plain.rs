//! The title of an entry in which nothing is set apart: the plain text up to what follows titles.

use std::ops::Range;

use super::end::{MARKS, bounded, end_of_plain, first_chunk};
use super::{Found, closing};
use crate::format::markdown::entry::is_prose;
use crate::format::markdown::inline::Inline;
use crate::format::markdown::names::{self, Trust};
use crate::format::markdown::place::ends_in_initial;
use crate::format::markdown::segment::{Kind, Segment};
use crate::format::markdown::{dates, text, vocabulary};

/// How many places and brackets may precede a title; the time for an item has a bound.
pub(super) const LEADS: usize = 6;

/// The title at the beginning of an entry in which nothing is set apart.
pub(super) fn plain(inline: &Inline, segments: &[Segment], from: usize) -> Option<Found> {
    let all = inline.text.as_str();
    let says = |segment: &Segment| segment.kind != Kind::Image && !all[segment.range.clone()].trim().is_empty();
    let mut first = segments.iter().position(says)?;
    let mut placed = false;
    // `**[ICML 2019]** Title`
    let place = &segments[first];
    let inner = all[place.range.clone()].trim();
    if matches!(place.kind, Kind::Strong | Kind::Code | Kind::Emphasis)
        && place.url.is_none()
        && text::words(inner) <= 4
        && (vocabulary::names_venue(inner)
            || !dates::find(inner).is_empty()
            || inner.starts_with('[') && inner.ends_with(']'))
        && segments
            .get(first + 1)
            .is_some_and(|next| next.kind == Kind::Plain && text::words(&all[next.range.clone()]) >= 2)
    {
        placed = true;
        first += 1;
    }
    let head = &segments[first];
    if head.kind != Kind::Plain {
        return None;
    }
    let rest = &segments[first + 1..];
    let mut written = head.range.clone();
    let trimmed = text::bare(without_number(all[written.clone()].trim_start_matches([' ', ':', '-', '：'])));
    if !trimmed.is_empty() {
        written.start = trimmed.as_ptr() as usize - all.as_ptr() as usize;
    }
    if !placed {
        for _ in 0..LEADS {
            let rest = &all[written.clone()];
            let lead = leading_place(rest).or_else(|| Some(leading_bracket(rest)).filter(|lead| *lead > 0));
            let Some(lead) = lead else { break };
            written.start += lead;
        }
    }
    if let Some(start) = authors_first(&all[written.clone()]) {
        let start = written.start + start;
        let after = &all[start..written.end];
        let is_cited = cited_authors(&all[written.clone()]).is_some_and(|length| written.start + length == start);
        // In a citation, the title is one sentence.
        let end =
            start + if is_cited { end_of_plain(after).min(first_chunk(after).len()) } else { end_of_plain(after) };
        return Some(Found { title: start..end, url: None, mark: Kind::Plain, from });
    }
    let end = extended(all, head, rest, written.clone());
    let end = super::closed(inline, written.start..end);
    let end = written.start + all[written.start..end].trim_end_matches([' ', '[', '(']).len();
    Some(Found { title: written.start..end, url: None, mark: Kind::Plain, from })
}

/// Where a title ends that may continue on the next line, or in emphasis.
fn extended(all: &str, head: &Segment, rest: &[Segment], mut written: Range<usize>) -> usize {
    let mut end = written.start + end_of_plain(&all[written.clone()]);
    let mut at = 0;
    // A title over two lines.
    while end == written.end
        && let Some(next) = rest.get(at)
        && let following = &all[next.range.clone()]
        && next.line == head.line + 1
        && matches!(next.kind, Kind::Plain)
        && !all[written.clone()].trim_end().ends_with(['.', '?', '!', ':', '：', ','])
        && names::read(following, Trust::Plain).is_none()
        && dates::find(following).first().is_none_or(|dated| dated.start > 20)
        && following.starts_with(char::is_lowercase)
    {
        written.end = next.range.end;
        at += 1;
        end = written.start + end_of_plain(&all[written.clone()]);
    }
    // Emphasis within a title.
    while end == written.end
        && let Some(next) = rest.get(at)
        && next.line == head.line
        && next.kind == Kind::Emphasis
        && text::words(&all[next.range.clone()]) <= 2
        && let Some(after) = rest.get(at + 1)
        && after.kind == Kind::Plain
        && all[after.range.clone()].starts_with([' ', '-'])
        && text::words(&all[after.range.clone()]) >= 2
    {
        written.end = after.range.end;
        at += 2;
        end = written.start + end_of_plain(&all[written.clone()]);
    }
    end
}

/// A text without the number that it begins with, as in `12) …` or `3. …`.
pub(super) fn without_number(text: &str) -> &str {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix([')', '.', '、']);
    rest.filter(|rest| (1..=4).contains(&digits) && (rest.starts_with(' ') || !rest.is_ascii()))
        .unwrap_or(text)
        .trim_start()
}

/// The length of the venue and the date that precede a title, with the mark that ends them: `ICML 2019, Title`,
/// `2019-ICML - Title`, `23-OSDI-Title`.
pub(super) fn leading_place(text: &str) -> Option<usize> {
    if let Some(length) = hyphenated_place(text) {
        return Some(length);
    }
    // `NeurIPS'22 Title`, `ACL-21 Title`
    if let Some((word, rest)) = text.split_once(' ')
        && vocabulary::is_venue(word)
        && dates::find(word).last().is_some_and(|dated| dated.end == word.len())
        && text::words(rest) >= 3
        && rest.starts_with(|c: char| !c.is_lowercase())
    {
        return Some(word.len() + 1);
    }
    let marks = [" - ", " – ", " — ", " | ", ", ", "，"];
    let (at, mark) = marks.iter().filter_map(|mark| Some((text.find(mark)?, *mark))).min()?;
    let head = text[..at].trim();
    let dated = dates::find(head).first().copied().filter(|_| !head.contains(['(', '[', '【', '（', ':', '：']))?;
    let other = text::words(&head[..dated.start]) + text::words(&head[dated.end..]);
    let place = other <= 5 && vocabulary::names_venue(head)
        || mark != ", " && mark != "，" && other <= 1 && (dated.start == 0 || dated.end == head.len());
    let end = at + mark.len();
    (place && text::words(&text[end..]) >= 2).then_some(end)
}

/// `23-OSDI-Title`: two digits of a year, a venue, and the title.
fn hyphenated_place(text: &str) -> Option<usize> {
    hyphenated(text).map(|(.., length)| length)
}

/// The year and the venue of `23-OSDI-Title`, and the length of what precedes the title.
pub(in crate::format::markdown) fn hyphenated(text: &str) -> Option<(u16, &str, usize)> {
    let (year, rest) = text.split_once('-')?;
    let (venue, title) = rest.split_once('-')?;
    let year = year.trim();
    let is_year = matches!(year.len(), 2 | 4) && year.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = (2..=12).contains(&venue.trim().chars().count())
        && venue.trim().chars().all(|c| c.is_alphanumeric() || c == '&')
        && venue.chars().filter(|c| c.is_uppercase()).count() >= 2;
    let number: u16 = year.parse().ok()?;
    let number = if number > 50 && number < 100 {
        1900 + number
    } else if number <= 50 {
        2000 + number
    } else {
        number
    };
    (is_year && is_name && text::words(title) >= 1)
        .then(|| (number, venue.trim(), text.len() - title.trim_start().len()))
}

/// The length of a date that a text begins with, and the mark behind it: `2019 - Title`, `2021.05: Title`.
pub(super) fn leading_date(text: &str) -> Option<usize> {
    let dated = dates::find(text).first().copied().filter(|dated| dated.start == 0)?;
    let after = &text[dated.end..];
    let rest = after.trim_start_matches([' ', ':', '-', '–', '.', ')', ']', '：']);
    (after.len() - rest.len() >= 2 && text::words(rest) >= 2).then(|| text.len() - rest.len())
}

/// The length of a bracket or a date at the beginning, with the blanks and dashes after it.
fn leading_bracket(text: &str) -> usize {
    let start = text.len() - text.trim_start().len();
    let Some((open, close)) =
        text[start..].chars().next().and_then(|open| Some((open, closing(open).filter(|_| open != '（')?)))
    else {
        return dates::find(text).first().filter(|dated| dated.start <= start + 1 && dated.end < text.len()).map_or(
            0,
            |dated| {
                let after = &text[dated.end..];
                dated.end + after.len() - after.trim_start_matches([' ', ':', '-', '.', ')', ']', '：']).len()
            },
        );
    };
    let Some(end) = text[start + open.len_utf8()..].find(close) else { return 0 };
    let end = start + open.len_utf8() + end + close.len_utf8();
    let end = end + text[end..].len() - text[end..].trim_start_matches([' ', ':', '-']).len();
    if text::words(&text[end..]) >= 1 { end } else { 0 }
}

/// Where the title begins in `Family, I., & Family, I. (2016). Title. …`.
fn cited_authors(written: &str) -> Option<usize> {
    let dated = dates::find(written).into_iter().next()?;
    let names = written[..dated.start].strip_suffix('(')?.trim_end();
    let after = written[dated.end..].trim_start_matches(|c: char| c.is_ascii_lowercase()).strip_prefix(").")?;
    let is_inverted = names.contains(", ") && names.ends_with('.') && ends_in_initial(names.trim_end_matches('.'));
    let read = is_inverted && names::read(names, Trust::Plain).is_some() && text::words(after) >= 2;
    read.then(|| written.len() - after.trim_start().len())
}

/// Where the title begins in `Names (2016). Title. …`, `Names. 2016. Title. …`, `Names: Title. …`, `Names. Title[J]. …`.
fn authors_first(written: &str) -> Option<usize> {
    let at = |rest: &str| rest.as_ptr() as usize - written.as_ptr() as usize;
    if let Some(start) = cited_authors(written) {
        return Some(start);
    }
    if let Some(dated) = dates::find(written).into_iter().next() {
        let names = written[..dated.start].trim_end_matches([' ', '(', '[', ',', '.']);
        let after = written[dated.end..].trim_start_matches([')', ']', '.', ',', ':', ' ', 'a', 'b']);
        if dated.start < written.len()
            && names.len() > 3
            && names::read(names, Trust::Plain).is_some()
            && text::words(after) >= 2
            && !is_prose(first_chunk(after))
            && names::read(after.split(" [").next().unwrap_or(after), Trust::Plain).is_none()
        {
            return Some(written.len() - after.len());
        }
    }
    if let Some(title) = names_then_title(written) {
        return Some(at(title));
    }
    let marks = written
        .match_indices([':', '.', '：'])
        .filter(|(at, mark)| written[at + mark.len()..].starts_with([' ', '[']) || *mark == "：");
    for (at, mark) in marks.take(MARKS) {
        if mark == "."
            && ends_in_initial(&written[..at])
            && (names::read(&written[..at], Trust::Plain).is_none_or(|(people, _)| people.len() < 2)
                || begins_with_initial(&written[..at]))
        {
            continue;
        }
        let (names, after) = (&written[..at], written[at + mark.len()..].trim_start());
        let several = names.contains(',')
            || names.contains(" and ")
            || names.contains("et al")
            || names.contains('，')
            || names.contains('、');
        let Some((people, more)) = several.then(|| names::read(names, Trust::Plain)).flatten() else { continue };
        let near = bounded(after);
        let chunk = first_chunk(near);
        // Four words and more without a comma are hardly a name.
        let is_names = |text: &str| {
            let several = text.contains([',', '&']) || text.contains(" and ") || text.contains("et al");
            (several || text::words(text) <= 3) && names::read(text, Trust::Plain).is_some()
        };
        // A title may look like names, but hardly behind a list of them.
        let others = people.len() < 3 && !more && (is_names(chunk) || is_names(near));
        if text::words(near) >= 3 && !others && !is_place(chunk) {
            return Some(written.len() - after.len());
        }
    }
    None
}

/// The title in `Name, Name, and Name, Title, …`: two names at least, and behind the next comma what can be no name.
fn names_then_title(written: &str) -> Option<&str> {
    let mut start = 0;
    for (count, part) in written.split(',').take(MARKS).enumerate() {
        let said = part.trim().trim_start_matches("and ").trim();
        let others = said.trim_end_matches('.').ends_with("et al");
        if others && (count > 0 || said.split(' ').count() > 2) {
            let names = &written[..start + part.len()];
            let title = written.get(start + part.len() + 1..)?.trim_start();
            let read = names::read(names, Trust::Plain).is_some() && text::words(title) >= 3;
            return read.then_some(title);
        }
        let is_name = (2..=5).contains(&said.split(' ').count()) && names::read(said, Trust::Plain).is_some();
        if !is_name {
            // `Name, Name, Name. Title`, `Name, Name: Title`: the mark ends the names.
            let ends = |(at, mark): (usize, &str)| {
                let before = &said[..at];
                !(mark == ". " && ends_in_initial(before))
                    && before.contains(' ')
                    && names::read(before, Trust::Plain).is_some()
            };
            if said.match_indices(". ").take(MARKS).chain(said.match_indices(": ").take(MARKS)).any(ends) {
                return None;
            }
            let title = written[start..].trim_start();
            let titled =
                text::words(said) >= 3 && !vocabulary::names_venue(said) && !said.starts_with(char::is_lowercase);
            return (count >= 2 && titled || count >= 1 && titled && is_long_title(said)).then_some(title);
        }
        start += part.len() + 1;
    }
    None
}

/// Whether the last of several names begins with the initial that ends the text: `Ada Lovelace, C` of `Ada Lovelace, C. Babbage`.
fn begins_with_initial(names: &str) -> bool {
    let mut parts = names.rsplit([',', '&']).map(|part| part.trim().trim_start_matches("and ").trim());
    let last = parts.next().unwrap_or_default();
    let before = parts.next().unwrap_or_default();
    last.chars().count() == 1 && before.contains([' ', '.'])
}

/// Whether a text is written as titles are and cannot be a name: five words and more, or a colon.
fn is_long_title(said: &str) -> bool {
    text::words(said) >= 5 && crate::format::markdown::title_case(said) || said.contains(": ")
}

/// Whether a text is a venue with its date.
fn is_place(chunk: &str) -> bool {
    let first = chunk.split(',').next().unwrap_or(chunk);
    text::words(chunk) <= 6 && vocabulary::names_venue(first) && !dates::find(chunk).is_empty()
}
