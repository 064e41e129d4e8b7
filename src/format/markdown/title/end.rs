//! Where a title in plain text ends.

use crate::format::markdown::entry::is_prose;
use crate::format::markdown::names::{self, Trust};
use crate::format::markdown::place::ends_in_initial;
use crate::format::markdown::{dates, place, text, vocabulary as words};

/// Where a title in plain text ends: before a bracket with a year, before what is names or a venue, before an address.
pub(super) fn end_of_plain(written: &str) -> usize {
    let dated = dates::find(written);
    let mut end = written.len();
    for at in ["http://", "https://", " [", "[[", " | ", " (["].iter().filter_map(|mark| written.find(mark)) {
        end = end.min(if at == 0 { end } else { at });
    }
    for dated in &dated {
        // A bracket stands near its date, and a long text has many dates.
        let near = written.floor_char_boundary(dated.start.saturating_sub(120));
        let before = &written[near..dated.start];
        if let Some(open) = before.rfind(['(', '[', '（'])
            && near + open > 0
            && !before[open..].contains([')', ']'])
        {
            end = end.min(near + open);
        }
    }
    // `Title  It shows what can be done.`
    if let Some(gap) = written[..end].trim_end().find("  ").filter(|gap| *gap > 0)
        && text::words(&written[..gap]) >= 2
        && is_prose(written[gap..end].trim())
    {
        end = gap;
    }
    let head = &written[..end];
    for mark in [". ", "? ", "! ", "。", ".", ", ", " - ", " – ", " — ", " by ", "; ", "，"] {
        for (at, _) in head.match_indices(mark).take(MARKS) {
            let after = bounded(&head[at + mark.len()..]);
            let kept = at + usize::from(matches!(mark, "? " | "! "));
            let in_bracket = head[..at].matches('(').count() > head[..at].matches(')').count();
            if mark.starts_with('.') && (in_bracket || ends_in_initial(&head[..at])) {
                continue;
            }
            if text::words(&head[..at]) >= 2 && follows_title(after, mark) {
                return kept.min(end);
            }
        }
    }
    // `Title. In *Proceedings of …*`
    if let Some(title) = head.trim_end().strip_suffix(" In").filter(|title| title.ends_with(['.', ',', '?', '!'])) {
        return title.len();
    }
    // A year at the end, and the name of a venue before it.
    if let Some(last) = dated.iter().rev().find(|dated| dated.end <= head.len())
        && head[last.end..].trim().trim_matches('.').is_empty()
    {
        let before = head[..last.start].trim_end();
        if let Some((title, word)) = before.rsplit_once(' ')
            && words::is_venue(word)
        {
            return title.len();
        }
    }
    end
}

/// Whether a text is what follows a title: names, a venue, a date.
fn follows_title(after: &str, mark: &str) -> bool {
    let after = after.trim().trim_end_matches('.');
    if after.is_empty() {
        return false;
    }
    let chunk = first_chunk(after);
    let count = text::words(chunk);
    let dated = dates::find(chunk);
    // What stands before the first comma belongs to it: `Too, ICML 2019` ends a title.
    let first = chunk.split(',').next().unwrap_or(chunk);
    let told = words::names_venue(first) || !dates::find(first).is_empty();
    let venue = count <= 8 && told && words::names_venue(chunk) && (!dated.is_empty() || count <= 3);
    let date = dated.first().is_some_and(|dated| dated.start <= 2 && count <= 3);
    let place = place::names_and_place(chunk);
    let names = match names::read(place.map_or(chunk, |(names, _)| names), Trust::Plain) {
        // A comma stands in titles too, with a word or two behind it.
        Some(_)
            if mark == ", "
                && text::words(first) == 1
                && chunk.split(',').nth(1).is_some_and(|next| text::words(next) > 1) =>
        {
            false
        }
        // `Learning to Walk by Watching Many Dogs`
        Some((people, more)) if mark == " by " => {
            more || people.len() >= 2 || place.is_some_and(|(names, _)| names.contains('.')) || chunk.contains('.')
        }
        Some((people, more)) => {
            mark != ", "
                || more
                || place.is_some() && people.len() >= 2
                || people.iter().all(|person| person.given.as_deref().is_some_and(|given| given.contains('.')))
                || people.len() >= 3
        }
        None => false,
    };
    // `Smith and Jones`, after a full stop.
    let families = mark == ". " && chunk.contains(" and ") && count <= 5 && names::read(chunk, Trust::Marked).is_some();
    if mark == "." {
        return date || (venue && chunk.starts_with(char::is_uppercase));
    }
    venue && mark != "; " || date || names || families
}

/// How many marks are tried for the end of a title; the time for an item has to have a bound.
pub(super) const MARKS: usize = 64;

/// As much of a text as tells what it begins with, not cut within a word.
pub(super) fn bounded(text: &str) -> &str {
    const ENOUGH: usize = 1500;
    if text.len() <= ENOUGH {
        return text;
    }
    let cut = &text[..text.floor_char_boundary(ENOUGH)];
    cut.rfind([',', ' ']).map_or(cut, |end| &cut[..end])
}

/// A text up to its first full stop.
pub(super) fn first_chunk(text: &str) -> &str {
    let stops = text.match_indices(['.', '。']).map(|(at, _)| at);
    let ends =
        |at: &usize| text[*at..].starts_with('。') || text[*at..].starts_with(". ") && !ends_in_initial(&text[..*at]);
    stops.into_iter().find(ends).map_or(text, |end| &text[..end])
}
