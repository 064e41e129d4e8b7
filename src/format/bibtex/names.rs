//! Parses lists of names in the syntax of BibTeX and BibLaTeX.
//!
//! Splits the list and protects text in braces; [`Person::parse`] parses each name, as everywhere in the library.

use std::ops::Range;

use super::latex::{self, is_balanced};
use crate::paper::Person;

/// The names of a list.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Names {
    pub(super) people: Vec<Person>,
    /// Whether the list ends with `and others`.
    pub(super) others: bool,
    /// The names that may be several names.
    pub(super) several: Vec<String>,
    /// Whether a name between two `and` is missing.
    pub(super) gap: bool,
}

// Private use characters that replace protected text while a name is parsed.
const BLANK: char = '\u{E000}';
const COMMA: char = '\u{E001}';
/// Precedes text in braces, where case has no meaning.
const CASELESS: char = '\u{E002}';

/// Parses a list of names joined by `and`.
pub(super) fn read(tex: &str, unknown: &mut Vec<String>) -> Names {
    let mut names = Names::default();
    let ranges = ranges(tex);
    names.people.reserve_exact(ranges.len());
    let last = ranges.len().saturating_sub(1);
    for (nth, range) in ranges.into_iter().enumerate() {
        let mut name = tex[range].trim_end_matches([';', ',', ' ']);
        if nth == last
            && let Some(named) = without_others(name)
        {
            names.others = true;
            name = named;
        }
        if is_option(name) {
            continue;
        }
        if name.is_empty() {
            names.gap |= last > 0;
        } else if nth > 0 && nth == last && matches!(name, "others" | "{others}" | "et al." | "et al") {
            names.others = true;
        } else {
            let person = person(name, unknown, &mut names.several);
            names.people.extend(person);
        }
    }
    names
}

/// Returns the spans of the names, without surrounding whitespace.
pub(super) fn ranges(tex: &str) -> Vec<Range<usize>> {
    let bytes = tex.as_bytes();
    let (mut ranges, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            // `and` in any case between whitespace, and at the ends of the list, where a name is missing.
            b'a' | b'A' if depth == 0 && (at == 0 || bytes[at - 1].is_ascii_whitespace()) => {
                let is_and = bytes[at..].get(..3).is_some_and(|word| word.eq_ignore_ascii_case(b"and"));
                if is_and && bytes.get(at + 3).is_none_or(u8::is_ascii_whitespace) {
                    ranges.push(trimmed(tex, start..at));
                    start = at + 3;
                }
            }
            _ => {}
        }
    }
    ranges.push(trimmed(tex, start..tex.len()));
    ranges
}

/// Returns a name without the `et al.` after it.
fn without_others(name: &str) -> Option<&str> {
    let named = ["et al.", "et al", "et. al."].iter().find_map(|mark| name.strip_suffix(mark))?;
    let named = named.strip_suffix(|c: char| c.is_whitespace() || c == ',')?;
    Some(named.trim_end_matches([',', ' '])).filter(|named| !named.is_empty())
}

fn trimmed(tex: &str, range: Range<usize>) -> Range<usize> {
    let inside = &tex[range.clone()];
    let start = range.start + (inside.len() - inside.trim_ascii_start().len());
    start..start + inside.trim_ascii().len()
}

/// Returns whether an item of a list is an option of BibLaTeX, such as `nosortothers=false` or `xdata=key`, and no name.
fn is_option(item: &str) -> bool {
    const OPTIONS: [&str; 6] = [
        "nohashothers",
        "nosortothers",
        "sortingnamekeytemplatename",
        "uniquelist",
        "uniquenametemplatename",
        "useprefix",
    ];
    let Some((option, value)) = item.split_once('=') else { return false };
    let option = option.trim_ascii();
    !value.contains([',', '{']) && (OPTIONS.contains(&option) || option.eq_ignore_ascii_case("xdata"))
}

fn person(name: &str, unknown: &mut Vec<String>, several: &mut Vec<String>) -> Option<Person> {
    if is_plain(name) {
        return Some(with_whole_particle(Person::parse(name)));
    }
    if let Some(whole) = group(name) {
        let family = shown(&latex::line(whole, unknown));
        return Some(Person { family, whole: true, ..Person::default() }).filter(|person| !person.family.is_empty());
    }
    if let Some(person) = extended(name, unknown) {
        return Some(person);
    }
    let plain = latex::line(&protected(name), unknown).into_owned();
    if plain.trim().is_empty() {
        return None;
    }
    if is_several(&plain) {
        let family = shown(&plain);
        several.push(family.clone());
        // Parsing would garble it.
        return Some(Person { family, whole: true, ..Person::default() });
    }
    let person = with_whole_particle(Person::parse(&plain));
    let shown_part = |part: Option<String>| part.map(|part| shown(&part)).filter(|part| !part.is_empty());
    Some(Person {
        given: shown_part(person.given),
        prefix: shown_part(person.prefix),
        family: shown(&person.family),
        suffix: shown_part(person.suffix),
        whole: person.whole,
        ..Person::default()
    })
}

/// Extends the particle to the last word of the family name in lower case, where BibTeX ends it: `de Leeuw van Weenen`.
fn with_whole_particle(mut person: Person) -> Person {
    let Some(prefix) = person.prefix.as_mut().filter(|_| person.family.contains(' ')) else { return person };
    let is_lower = |word: &str| word.starts_with(char::is_lowercase);
    let last = person.family.rfind(' ').unwrap_or(0);
    let words = person.family[..last].split_inclusive(' ');
    let mut end = 0;
    let mut at = 0;
    for word in words {
        at += word.len();
        if is_lower(word) {
            end = at;
        }
    }
    if end > 0 {
        let rest = person.family.split_off(end).trim_start().to_owned();
        prefix.push(' ');
        prefix.push_str(person.family.trim_end());
        person.family = rest;
    }
    person
}

/// Returns whether a name has only letters and common punctuation, so that it needs no decoding and is
/// certainly one name.
fn is_plain(name: &str) -> bool {
    let (mut commas, mut before) = (0, ' ');
    let plain = name.chars().all(|c| {
        commas += usize::from(c == ',');
        let dash = c == '-' && before != '-';
        before = c;
        c.is_ascii_alphabetic() || dash || matches!(c, ' ' | ',' | '.') || (!c.is_ascii() && c.is_alphabetic())
    });
    plain && commas < 2
}

/// Returns the text of a name that is completely in braces.
fn group(name: &str) -> Option<&str> {
    let inner = name.strip_prefix('{')?.strip_suffix('}')?;
    (is_balanced(inner) && !inner.starts_with('\\')).then_some(inner)
}

/// Parses `family=…, given=…`, in any order.
fn extended(name: &str, unknown: &mut Vec<String>) -> Option<Person> {
    let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
    let parts = at_depth_0(name, b',');
    let (mut person, mut named, mut dropping) = (Person::default(), false, false);
    for part in parts {
        let (key, value) = part.split_once('=')?;
        let value = Some(shown(&latex::line(value, unknown))).filter(|value| !value.is_empty());
        match key.trim_ascii().to_ascii_lowercase().as_str() {
            "family" => person.family = value.unwrap_or_default(),
            "given" => person.given = value,
            "prefix" => person.prefix = value,
            "suffix" => person.suffix = value,
            "useprefix" => {
                dropping = value.is_some_and(|value| value.eq_ignore_ascii_case("false"));
                continue;
            }
            // Options for initials, keys and the like are not part of the name.
            _ => continue,
        }
        named = true;
    }
    if person.family.is_empty() {
        person.family = person.given.take().unwrap_or_default();
    }
    if dropping {
        person.dropping = person.prefix.take();
    }
    (named && !person.family.is_empty()).then_some(person)
}

/// Splits at separators outside braces.
pub(super) fn at_depth_0(tex: &str, separator: u8) -> Vec<&str> {
    let (mut pieces, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, byte) in tex.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ if byte == separator && depth == 0 => {
                pieces.push(&tex[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&tex[start..]);
    pieces
}

/// Replaces spaces, commas and lower case in braces, so that they neither separate nor mark a particle.
///
/// Braces of accents and commands do not protect.
fn protected(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    let (mut depth, mut inside) = (0_usize, None);
    for (at, c) in name.char_indices() {
        match c {
            '{' => {
                depth += 1;
                out.push('{');
                if inside.is_none() && !name[at + 1..].starts_with('\\') && !is_argument(&name[..at]) {
                    inside = Some(depth);
                    out.push(CASELESS);
                }
            }
            '}' => {
                inside = inside.filter(|own| *own != depth);
                depth = depth.saturating_sub(1);
                out.push('}');
            }
            ',' if inside.is_some() => out.push(COMMA),
            c if inside.is_some() && c.is_ascii_whitespace() => out.push(BLANK),
            c => out.push(c),
        }
    }
    out
}

/// Returns whether a brace after `before` opens the argument of a command.
fn is_argument(before: &str) -> bool {
    let named = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let sign = before.strip_suffix(|c: char| !c.is_ascii_alphanumeric());
    named.ends_with('\\') || sign.is_some_and(|before| before.ends_with('\\'))
}

/// Returns a name part as plain text.
fn shown(part: &str) -> String {
    let plain: String = part
        .chars()
        .filter(|c| *c != CASELESS)
        .map(|c| match c {
            BLANK | '\u{A0}' => ' ',
            COMMA => ',',
            c => c,
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether commas or semicolons separate names instead of `and`.
fn is_several(plain: &str) -> bool {
    let parts: Vec<_> = plain.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let full = |part: &&str| part.contains(char::is_whitespace);
    plain.contains(';') || (parts.len() > 2 && Person::is_several(plain) && (parts.len() > 3 || parts.iter().all(full)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each person as `given|prefix|family|suffix`, or `{name}`.
    #[track_caller]
    fn check(tex: &str, expect: &[&str]) {
        let names = read(tex, &mut Vec::new());
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        let mut read: Vec<_> = names
            .people
            .iter()
            .map(|person| {
                if person.whole {
                    return format!("{{{}}}", person.family);
                }
                format!("{}|{}|{}|{}", part(&person.given), part(&person.prefix), person.family, part(&person.suffix))
            })
            .collect();
        read.extend(names.others.then(|| "others".to_owned()));
        read.extend(names.gap.then(|| "gap".to_owned()));
        read.extend(names.several.iter().map(|name| format!("several: {name}")));
        assert_eq!(read, expect, "{tex}");
    }

    #[test]
    fn names_in_all_forms_of_bibtex() {
        check("Donald E. Knuth", &["Donald E.||Knuth|"]);
        check("Knuth, Donald~E.", &["Donald E.||Knuth|"]);
        check("Ludwig van Beethoven", &["Ludwig|van|Beethoven|"]);
        check("van Beethoven, Ludwig", &["Ludwig|van|Beethoven|"]);
        check("First de Leeuw van Weenen", &["First|de Leeuw van|Weenen|"]);
        check("de Leeuw van Weenen, First", &["First|de Leeuw van|Weenen|"]);
        check("Jos{\\'e} de Leeuw van der Weenen Ruiz", &["José|de Leeuw van der|Weenen Ruiz|"]);
        check("Charles Louis de la Vall{\\'e}e Poussin", &["Charles Louis|de la|Vallée Poussin|"]);
        check("King, Jr., Martin Luther", &["Martin Luther||King|Jr."]);
        check("Aks{\\i}n, {\\\"O}zge and {\\c{C}}etinkaya, Bekir", &["Özge||Aksın|", "Bekir||Çetinkaya|"]);
        check("\\'Elie Cartan", &["Élie||Cartan|"]);
        check("Plato", &["||Plato|"]);
        check("李明 and 唐, 杰", &["{李明}", "杰||唐|"]);
    }

    #[test]
    fn lists_are_joined_by_and() {
        check("A B and C D\n AND E F", &["A||B|", "C||D|", "E||F|"]);
        check("A B and others", &["A||B|", "others"]);
        check("A B and and C D", &["A||B|", "C||D|", "gap"]);
        check("and A B", &["A||B|", "gap"]);
        check("Sandy Band and Al Andersen", &["Sandy||Band|", "Al||Andersen|"]);
        check("A B and C D, and E F", &["A||B|", "C||D|", "E||F|"]);
        check("A B et al.", &["A||B|", "others"]);
        check("A B and D, C, et al", &["A||B|", "C||D|", "others"]);
        check("others", &["||others|"]);
        check("", &[]);
    }

    #[test]
    fn braces_hold_together() {
        check("{Barnes and Noble, Inc.} and {{OpenAI}}", &["{Barnes and Noble, Inc.}", "{OpenAI}"]);
        check("Louis {de Broglie}", &["Louis||de Broglie|"]);
        check("{W.M.P. van der} Aalst", &["W.M.P. van der||Aalst|"]);
        check("{de Broglie}, Louis", &["Louis||de Broglie|"]);
        check("Ludwig {van} Beethoven", &["Ludwig van||Beethoven|"]);
        check("Vall{\\'{e}}e and {\\'E}. Cartan", &["||Vallée|", "É.||Cartan|"]);
        check("{}", &[]);
    }

    #[test]
    fn the_extended_form_names_its_parts() {
        check("family=Rangel, given={Pedro Jos{\\'e}}, prefix=de, useprefix=true", &["Pedro José|de|Rangel|"]);
        check("\"given=Jean, family={du Pont}\" and family={A, B}", &["Jean||du Pont|", "||A, B|"]);
        check("Ada = Lovelace", &["Ada =||Lovelace|"]);
    }

    #[test]
    fn several_people_in_one_name_are_told() {
        check(
            "Tom Brown, Ben Mann, Al Gore",
            &["{Tom Brown, Ben Mann, Al Gore}", "several: Tom Brown, Ben Mann, Al Gore"],
        );
        check("Brown, T.; Mann, B.", &["{Brown, T.; Mann, B.}", "several: Brown, T.; Mann, B."]);
        check("de la Cruz, III, Ana", &["Ana|de la|Cruz|III"]);
    }
}
