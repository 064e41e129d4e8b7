//! The title of an item in which nothing is set apart: the plain text up to what follows titles.

use super::Found;
use super::end::{MARKS, bounded, end_of_plain, first_chunk};
use crate::format::markdown::names::{self, Trust};
use crate::format::markdown::place::ends_in_initial;
use crate::format::markdown::segment::{Kind, Segment};
use crate::format::markdown::{dates, text, words};

/// The title at the beginning of an item in which nothing is set apart.
pub(super) fn plain(segments: &[Segment]) -> Option<Found> {
    let said = |segment: &Segment| segment.kind != Kind::Image && !segment.text.trim().is_empty();
    let mut first = segments.iter().position(said)?;
    let mut before = String::new();
    // `**[ICML 2019]** Title`
    let place = &segments[first];
    let said = place.text.trim();
    if matches!(place.kind, Kind::Strong | Kind::Code | Kind::Emph)
        && place.url.is_none()
        && text::words(said) <= 4
        && (words::names_venue(said) || !dates::find(said).is_empty() || said.starts_with('[') && said.ends_with(']'))
        && segments.get(first + 1).is_some_and(|next| next.kind == Kind::Plain && text::words(&next.text) >= 2)
    {
        before.clone_from(&place.text);
        first += 1;
    }
    let head = &segments[first];
    if head.kind != Kind::Plain {
        return None;
    }
    let mut rest = segments[first + 1..].to_vec();
    let mut written = text::bare(without_number(head.text.trim_start_matches([' ', ':', '-', '：']))).to_owned();
    written.push_str(&head.text[head.text.trim_end().len()..]);
    let lead = if before.is_empty() { leading_place(&written).unwrap_or_else(|| leading_bracket(&written)) } else { 0 };
    before.push_str(&written[..lead]);
    written.drain(..lead);
    if let Some((names, title)) = authors_first(&written) {
        let end = end_of_plain(title);
        let after = Segment { text: title[end..].to_owned(), ..head.clone() };
        rest.insert(0, after);
        let title = text::title(&title[..end]);
        return Some(Found { title, url: None, mark: Kind::Plain, before: names.to_owned(), rest });
    }
    let mut end = end_of_plain(&written);
    // A title that goes over two lines.
    while end == written.len()
        && let Some(next) = rest.first()
        && next.line == head.line + 1
        && matches!(next.kind, Kind::Plain)
        && !written.trim_end().ends_with(['.', '?', '!', ':', '：', ','])
        && names::read(&next.text, Trust::Plain).is_none()
        && dates::find(&next.text).first().is_none_or(|dated| dated.start > 20)
        && next.text.starts_with(char::is_lowercase)
    {
        written.push(' ');
        written.push_str(&next.text);
        rest.remove(0);
        end = end_of_plain(&written);
    }
    // Emphasis within a title.
    while end == written.len()
        && let Some(next) = rest.first()
        && next.line == head.line
        && next.kind == Kind::Emph
        && text::words(&next.text) <= 2
        && rest.get(1).is_some_and(|after| {
            after.kind == Kind::Plain && after.text.starts_with([' ', '-']) && text::words(&after.text) >= 2
        })
    {
        written.push_str(&next.text);
        rest.remove(0);
        written.push_str(&rest.remove(0).text);
        end = end_of_plain(&written);
    }
    let title = text::title(&written[..end]);
    rest.insert(0, Segment { text: written[end..].to_owned(), ..head.clone() });
    (text::words(&title) > 0).then_some(Found { title, url: None, mark: Kind::Plain, before, rest })
}

/// A text without the number that it begins with, as in `12) …` or `3. …`.
fn without_number(text: &str) -> &str {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix([')', '.', '、']);
    rest.filter(|rest| (1..=4).contains(&digits) && (rest.starts_with(' ') || !rest.is_ascii()))
        .unwrap_or(text)
        .trim_start()
}

/// How far the venue and the date go that stand before a title, with the mark that ends them: `ICML 2019, Title`,
/// `2019-ICML - Title`.
fn leading_place(text: &str) -> Option<usize> {
    let marks = [" - ", " – ", " — ", " | ", ", ", "，"];
    let (at, mark) = marks.iter().filter_map(|mark| Some((text.find(mark)?, *mark))).min()?;
    let head = text[..at].trim();
    let dated = dates::find(head).first().copied().filter(|_| !head.contains(['(', '[', '【', '（', ':', '：']))?;
    let other = text::words(&head[..dated.start]) + text::words(&head[dated.end..]);
    let place = other <= 5 && words::names_venue(head)
        || mark != ", " && mark != "，" && other <= 1 && (dated.start == 0 || dated.end == head.len());
    let end = at + mark.len();
    (place && text::words(&text[end..]) >= 2).then_some(end)
}

/// How far a bracket at the beginning goes, with the blanks and dashes after it.
fn leading_bracket(text: &str) -> usize {
    let start = text.len() - text.trim_start().len();
    let Some(close) = text[start..].chars().next().and_then(|open| match open {
        '(' => Some(')'),
        '[' => Some(']'),
        '【' => Some('】'),
        _ => None,
    }) else {
        return dates::find(text).first().filter(|dated| dated.start <= start + 1 && dated.end < text.len()).map_or(
            0,
            |dated| {
                let after = &text[dated.end..];
                dated.end + after.len() - after.trim_start_matches([' ', ':', '-', '.', ')', ']', '：']).len()
            },
        );
    };
    let Some(end) = text[start..].find(close) else { return 0 };
    let end = start + end + close.len_utf8();
    end + text[end..].len() - text[end..].trim_start_matches([' ', ':', '-']).len()
}

/// `Names (2016). Title. …`, `Names. 2016. Title. …`, `Names: Title. …`.
fn authors_first(written: &str) -> Option<(&str, &str)> {
    if let Some(dated) = dates::find(written).into_iter().next() {
        let names = written[..dated.start].trim_end_matches([' ', '(', '[', ',', '.']);
        let after = written[dated.end..].trim_start_matches([')', ']', '.', ',', ':', ' ', 'a', 'b']);
        if dated.start < written.len()
            && names.len() > 3
            && names::read(names, Trust::Plain).is_some()
            && text::words(after) >= 2
            && names::read(after.split(" [").next().unwrap_or(after), Trust::Plain).is_none()
        {
            return Some((&written[..dated.end], &written[written.len() - after.len()..]));
        }
    }
    if let Some(found) = names_then_title(written) {
        return Some(found);
    }
    let marks = written.match_indices([':', '.']).filter(|(at, _)| written[at + 1..].starts_with(' '));
    for (at, mark) in marks.take(MARKS) {
        if mark == "." && ends_in_initial(&written[..at]) {
            continue;
        }
        let (names, after) = (&written[..at], &written[at + 2..]);
        let several = names.contains(',') || names.contains(" and ") || names.contains("et al");
        let Some((people, more)) = several.then(|| names::read(names, Trust::Plain)).flatten() else { continue };
        let near = bounded(after);
        let chunk = first_chunk(near);
        let is_names = |text: &str| names::read(text, Trust::Plain).is_some();
        // A title may look like names, but hardly behind a list of them.
        let others = people.len() < 3 && !more && (is_names(chunk) || is_names(near));
        if text::words(near) >= 3 && !others && !is_place(chunk) {
            return Some((names, after));
        }
    }
    None
}

/// `Name, Name, and Name, Title, …`: two names at least, and behind the next comma what can be no name.
fn names_then_title(written: &str) -> Option<(&str, &str)> {
    let mut start = 0;
    for (count, part) in written.split(',').take(MARKS).enumerate() {
        let said = part.trim().trim_start_matches("and ").trim();
        let others = said.trim_end_matches('.').ends_with("et al");
        if others && (count > 0 || said.split(' ').count() > 2) {
            let names = &written[..start + part.len()];
            let title = written.get(start + part.len() + 1..)?.trim_start();
            let read = names::read(names, Trust::Plain).is_some() && text::words(title) >= 3;
            return read.then_some((names, title));
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
            let titled = text::words(said) >= 3 && !words::names_venue(said) && !said.starts_with(char::is_lowercase);
            return (count >= 2 && titled).then(|| (written[..start].trim_end_matches([',', ' ']), title));
        }
        start += part.len() + 1;
    }
    None
}

/// Whether a text is a venue with its date.
fn is_place(chunk: &str) -> bool {
    let first = chunk.split(',').next().unwrap_or(chunk);
    text::words(chunk) <= 6 && words::names_venue(first) && !dates::find(chunk).is_empty()
}
