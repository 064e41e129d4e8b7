//! Separates names from the venue and date beside them.

use super::names::{self, Trust};
use super::{dates, text, vocabulary as words};

/// Whether a text is a venue rather than a name such as `Ofir Press`.
fn is_venue(part: &str) -> bool {
    // `Yan Tai` is a name, `TAI` is none.
    let as_names = |word: &str| {
        word.split('-').all(|part| part.chars().skip(1).all(char::is_lowercase) && part.starts_with(char::is_uppercase))
    };
    part.split_whitespace().any(|word| words::is_venue(word) && !as_names(word))
        || (words::names_venue(part) && names::read(part, Trust::Plain).is_none())
}

/// Whether a full stop behind a text is that of an initial.
pub(super) fn ends_in_initial(text: &str) -> bool {
    text.rsplit([' ', '.'])
        .next()
        .is_some_and(|word| word.chars().count() == 1 && word.starts_with(char::is_alphabetic))
}

/// Where the first of several marks stands.
fn date_or(ends: &[Option<usize>], part: &str) -> usize {
    ends.iter().flatten().copied().min().unwrap_or(part.len())
}

/// `Names et al. ICML 2019`, `Names et al. arXiv`.
fn others_and_place(text: &str) -> Option<(&str, &str)> {
    let at = ["et al", "et.al"].iter().filter_map(|mark| text.find(mark)).min()?;
    let end = at + "et al".len();
    let place = text.get(end..)?.trim_start_matches(['.', ',', ' ', '(']);
    // `Names et al. ICST.`: behind those words an acronym is a venue, known or not.
    let acronym = !place.contains(' ') && place.len() <= 12 && place.chars().filter(|c| c.is_uppercase()).count() >= 3;
    let has_place = is_venue(place) || acronym || !dates::find(place).is_empty();
    (has_place && text::words(place) <= 8 && names::read(text.get(..end)?, Trust::Plain).is_some())
        .then(|| (&text[..end], place))
}

/// Names, and the venue and date that end the text behind a comma: `Names, ICML 2019`, `Names, et al., in ICML, 2019`.
pub(super) fn names_and_place(text: &str) -> Option<(&str, &str)> {
    let text = text
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | '-' | '–' | '—' | '|' | '<' | '>'));
    if let Some(found) = others_and_place(text) {
        return Some(found);
    }
    let mut cut = text.len();
    let mut has_place = false;
    while let Some(comma) = text[..cut].rfind([',', ';', '，']) {
        let part = text[comma..cut].trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')'));
        let dated = !dates::find(part).is_empty();
        // `Ada Lovelace (2019)`, `Ada Lovelace. ICML 2019`: the last of the names is in it.
        let date = dates::find(part).first().map_or(part.len(), |dated| dated.start);
        let stop = part.match_indices(". ").map(|(at, _)| at).find(|at| !ends_in_initial(&part[..*at]));
        let ends = [stop, part.find(" ("), part.find(" | "), Some(date)];
        let before = part[..date_or(&ends, part)].trim_end_matches([' ', '(', '.']);
        let named =
            text::words(before) >= 2 && !words::names_venue(before) && names::read(before, Trust::Plain).is_some();
        // `…, and Ada Lovelace. A Journal, 2019`: a full stop ends the names, whatever is behind it.
        let ended = has_place && stop == Some(date_or(&ends, part));
        if !(dated || is_venue(part) || ended && named) || text::words(part) > 8 {
            break;
        }
        if named {
            cut = part.as_ptr() as usize - text.as_ptr() as usize + before.len();
            has_place |= dated || words::names_venue(&text[cut..]);
            break;
        }
        has_place |= dated || words::names_venue(part);
        cut = comma;
    }
    // `One Name and Another. arXiv, 2023`.
    let head = &text[..cut];
    if let Some(stop) = head.match_indices(". ").map(|(at, _)| at).filter(|at| !ends_in_initial(&head[..*at])).last()
        && (has_place || is_venue(&head[stop + 2..]))
        && text::words(&head[stop..]) <= 8
        && text::words(&head[..stop]) >= 2
        && names::read(&head[..stop], Trust::Plain).is_some()
    {
        cut = stop;
        has_place |= is_venue(&text[cut..]);
    }
    let (names, place) = text.split_at(cut);
    let place = place.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')' | '\''));
    if has_place && names.len() > 3 && names::read(names, Trust::Plain).is_some() {
        return Some((names, place));
    }
    // `ICML 2019, Names`, `2019, Names`.
    let is_date =
        |first: &str| dates::find(first).first().is_some_and(|dated| first.trim().len() == dated.end - dated.start);
    if let Some((first, rest)) = text.split_once([',', '|', '，'])
        && text::words(first) <= 4
        && (is_venue(first) || is_date(first))
        && !rest.split_whitespace().any(words::is_venue)
        && dates::find(first).last().is_none_or(|dated| !first[dated.end..].contains(char::is_alphabetic))
        && names::read(rest, Trust::Plain).is_some()
    {
        return Some((rest, first));
    }
    // `Names. 2019`, `Names (2019)`.
    let dated = dates::find(text).pop()?;
    let names = text[..dated.start].trim_end_matches([' ', ',', '.', '(', ';']);
    let is_end = dated.end + 4 > text.len();
    (is_end && names.len() > 3 && !words::names_venue(names) && names::read(names, Trust::Plain).is_some())
        .then(|| (names, &text[dated.start..]))
}
