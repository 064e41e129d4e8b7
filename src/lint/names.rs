//! Names that are misspelled, contain several names, or contain more than a name.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

use super::{LintedPaper, at, fix};
use crate::diagnostic::{Code, Diagnostic};
use crate::format;
use crate::paper::Person;

/// Marks of footnotes, corresponding authors and equal contributions.
const MARKS: &[char] = &['*', '†', '‡', '§', '¶', '#', '∗', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '✉'];

/// Prefixes of family names before a capital within the word, such as `MacKay`.
const PARTICLES: &[&str] = &[
    "al", "ben", "da", "dal", "de", "del", "della", "den", "der", "des", "di", "dos", "du", "el", "fitz", "la", "le",
    "les", "lo", "mac", "mc", "saint", "san", "st", "ten", "ter", "van", "vander", "ver", "von",
];

/// Words that occur only in names of organizations.
const ORGANIZATION_WORDS: &[&str] =
    &["Academy", "Center", "Centre", "Consortium", "Department", "Institute", "Laboratory", "University"];

/// Texts for omitted names.
const OTHERS: &[&str] = &["et al", "et al.", "et. al.", "and others", "others", "等", "等人"];

pub(super) fn check(item: &LintedPaper<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (field, people) in [("authors", &item.paper.authors), ("editors", &item.paper.editors)] {
        for (nth, person) in people.iter().enumerate() {
            diagnostics.extend(check_name(item, field, nth, person));
        }
    }
}

fn check_name(item: &LintedPaper<'_>, field: &str, nth: usize, person: &Person) -> Option<Diagnostic> {
    let name = person.to_string();
    let make = |code: Code, message: String| item.at(code, field, nth, message);
    if let Some(fixed) = composed(&name) {
        let (origin, span) = format::locate(item.origin, field, nth);
        let message = format!("an accent in `{name}` is separated from its letter");
        let fix = fixed.as_ref().and_then(|_| {
            fix::rewrite(origin, span, |raw| match composed(raw) {
                Some(Some(fixed)) => fixed,
                _ => raw.to_owned(),
            })
        });
        let here = at(origin, span, Code::BadName, message).fix(fix);
        return Some(match fixed {
            Some(fixed) => here.help(format!("write `{fixed}`")),
            None => here,
        });
    }
    if OTHERS.contains(&name.to_lowercase().as_str()) {
        let help = "add the other names; long lists are truncated on the page";
        return Some(make(Code::BadName, format!("`{name}` is not a name")).help(help));
    }
    // The name of an organization may contain anything else.
    if person.whole {
        return None;
    }
    let name_only = name.trim_end_matches(|c: char| MARKS.contains(&c) || c.is_whitespace());
    if name_only.len() < name.len() && !name_only.is_empty() {
        let message = format!("`{name}` ends with a mark that is not part of the name");
        return Some(make(Code::BadName, message).help(format!("write `{name_only}`")));
    }
    if let Some(mark) = separator(&name) {
        let message = format!("`{name}` looks like several names: `{mark}`");
        return Some(
            make(Code::GluedName, message).help("write each name separately; an organization as `{ name = \"…\" }`"),
        );
    }
    if let Some((one, other)) = missing_space(&name) {
        let message = format!("`{name}` looks like several names run together");
        return Some(
            make(Code::GluedName, message)
                .help(format!("is a space or a comma missing between `{one}` and `{other}`?")),
        );
    }
    let is_organization = name.split_whitespace().any(|word| ORGANIZATION_WORDS.contains(&word.trim_matches(',')));
    if is_organization || name.contains('@') {
        let message = format!("`{name}` is not a person");
        return Some(
            make(Code::BadName, message).help("write an organization as `{ name = \"…\" }`, without affiliations"),
        );
    }
    (person.given.is_some() && name.chars().any(|c| c.is_ascii_digit())).then(|| {
        make(Code::BadName, format!("`{name}` contains a digit")).help("write an organization as `{ name = \"…\" }`")
    })
}

/// Returns a separator of names within a name.
fn separator(name: &str) -> Option<&'static str> {
    [" and ", " & ", ";", "、", "，", "；"].into_iter().find(|mark| name.contains(mark)).map(str::trim)
}

/// Returns two parts between which a space is missing: `Itor.and`, `LampleThibaut`.
fn missing_space(name: &str) -> Option<(&str, &str)> {
    let last = name.matches(' ').count();
    name.split(' ').enumerate().find_map(|(nth, word)| {
        let chars: Vec<_> = word.char_indices().collect();
        chars.windows(2).find_map(|pair| {
            let ((_, before), (at, c)) = (pair[0], pair[1]);
            let (front, back) = word.split_at(at);
            let letters = front.chars().rev().take_while(|c| c.is_alphabetic()).count();
            if before == '.' {
                let word = front[..front.len() - 1].chars().rev().take_while(|c| c.is_alphabetic()).count();
                // `Code.org` is an organization.
                let joined = c.is_lowercase() && word >= 2 && matches!(back, "and" | "et" | "und" | "y");
                return (joined || c.is_uppercase() && word >= 4).then_some((front, back));
            }
            let particle = PARTICLES.contains(&front.to_lowercase().as_str());
            let long = letters >= 3 && back.chars().take_while(|c| c.is_lowercase() || c.is_uppercase()).count() >= 4;
            // The first and last words may be names like `MaryAnn` or `BehnamGhader`.
            (nth > 0 && nth < last && before.is_lowercase() && c.is_uppercase() && long && !particle)
                .then_some((front, back))
        })
    })
}

/// Composes combining marks that follow a space with their letter.
///
/// Returns `None` if there is no such mark, and `Some(None)` if a mark fits no adjacent letter. If it fits two letters, it belongs to
/// the vowel.
#[expect(clippy::option_option, reason = "the cases differ: nothing to fix, or no certain fix")]
fn composed(name: &str) -> Option<Option<String>> {
    let chars: Vec<char> = name.chars().collect();
    let stray = |at: usize| is_combining_mark(chars[at]) && at > 0 && chars[at - 1].is_whitespace();
    if !(0..chars.len()).any(stray) {
        return None;
    }
    let mut fixed: Vec<char> = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        if !stray(at) {
            fixed.push(chars[at]);
            at += 1;
            continue;
        }
        while fixed.last().is_some_and(|c| c.is_whitespace()) {
            fixed.pop();
        }
        let mark = chars[at];
        let next = chars.get(at + 1).copied();
        match (fixed.last().copied(), next) {
            (Some(before), after) if belongs(before, after, mark) => {
                fixed.pop();
                fixed.extend(compose(before, mark));
                at += 1;
            }
            (before, Some(after)) if belongs(after, before, mark) => {
                fixed.extend(compose(after, mark));
                at += 2;
            }
            _ => return Some(None),
        }
    }
    Some(Some(fixed.into_iter().nfc().collect()))
}

/// Returns whether a mark belongs to `letter` rather than to `other`, the letter on its other side.
fn belongs(letter: char, other: Option<char>, mark: char) -> bool {
    let can_take = |letter: char| compose(letter, mark).is_some();
    let vowel = |letter: char| "aeiouyAEIOUY".contains(letter);
    let Some(other) = other.filter(|&other| can_take(other)) else { return can_take(letter) };
    can_take(letter) && vowel(letter) && !vowel(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_separated_accent_is_composed() {
        #[track_caller]
        #[expect(clippy::option_option, reason = "the type that is tested")]
        fn check(name: &str, expect: Option<Option<&str>>) {
            assert_eq!(composed(name), expect.map(|fixed| fixed.map(str::to_owned)), "{name}");
        }
        check("Da \u{301}niel Simig", Some(Some("Dániel Simig")));
        check("Tim Rockt \u{308}aschel", Some(Some("Tim Rocktäschel")));
        check("Sim \u{301}on Mu \u{308}ller", Some(Some("Simón Müller")));
        check("Jose \u{301} Li", Some(Some("José Li")));
        check("Ma \u{301}o", Some(None));
        check("Dániel", None);
        check("Da\u{301}niel", None);
        check("X \u{301}1", Some(None));
    }

    #[test]
    fn joined_names_differ_from_names_with_inner_capitals() {
        #[track_caller]
        fn check(name: &str, expect: Option<(&str, &str)>) {
            assert_eq!(missing_space(name), expect, "{name}");
        }
        check("Ed Itor.and Al Gore", Some(("Itor.", "and")));
        check("Guillaume LampleThibaut Lavril", Some(("Lample", "Thibaut")));
        check("Jane Smith.John Doe", Some(("Smith.", "John")));
        for valid in [
            "Ronan LeBras",
            "Wei MacArthur",
            "Kevin McDonell",
            "MaryAnn Smith",
            "USVSN Sai Prashanth",
            "Joseph E.Gonzalez",
            "J.R.R. Tolkien",
            "Ryan O'Horo",
            "OpenAI",
            "Genevieve DuBois",
            "Al St.Clair",
            "Parishad BehnamGhader",
            "Robert VanDyke",
            "Code.org",
        ] {
            check(valid, None);
        }
        assert_eq!(separator("Ed Itor & Al Gore"), Some("&"));
        assert_eq!(separator("AT&T"), None);
    }
}
