//! Names and the venue and date that stand with them, told apart.

use super::names::{self, Trust};
use super::{dates, text, words};

/// Whether a text is a venue rather than a name such as `Ofir Press`.
fn is_venue(part: &str) -> bool {
    part.split_whitespace().any(words::is_venue)
        || (words::names_venue(part) && names::read(part, Trust::Plain).is_none())
}

/// Names, and the venue and date that end the text behind a comma: `Names, ICML 2019`, `Names, et al., in ICML, 2019`.
pub(super) fn names_and_place(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | '-' | '–' | '—' | '|'));
    let mut cut = text.len();
    let mut told = false;
    while let Some(comma) = text[..cut].rfind([',', ';', '，']) {
        let part = text[comma..cut].trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')'));
        let dated = !dates::find(part).is_empty();
        // `Ada Lovelace (2019)`, `Ada Lovelace. ICML 2019`: the last of the names is in it.
        let date = dates::find(part).first().map_or(part.len(), |dated| dated.start);
        let ends = [part.find(". "), part.find(" ("), part.find(" | "), Some(date)];
        let before = ends.into_iter().flatten().min().unwrap_or(date);
        let before = part[..before].trim_end_matches([' ', '(', '.']);
        let named =
            text::words(before) >= 2 && !words::names_venue(before) && names::read(before, Trust::Plain).is_some();
        if !(dated || is_venue(part)) || text::words(part) > 8 {
            break;
        }
        if named {
            cut = part.as_ptr() as usize - text.as_ptr() as usize + before.len();
            told |= dated || words::names_venue(&text[cut..]);
            break;
        }
        told |= dated || words::names_venue(part);
        cut = comma;
    }
    let (names, place) = text.split_at(cut);
    let place = place.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')' | '\''));
    if told && names.len() > 3 && names::read(names, Trust::Plain).is_some() {
        return Some((names, place));
    }
    // `ICML 2019, Names`.
    if let Some((first, rest)) = text.split_once([',', '|', '，'])
        && text::words(first) <= 4
        && is_venue(first)
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
