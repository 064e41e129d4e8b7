//! Names that are broken, several in one, or more than a name.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

use super::{LintedPaper, Subject, at, fix};
use crate::diagnostic::{Code, Diagnostic};
use crate::format;
use crate::paper::Person;

/// What marks a footnote, a corresponding author or an equal share.
const MARKS: &[char] = &['*', '†', '‡', '§', '¶', '#', '∗', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '✉'];

/// What family names begin with before a capital within the word.
const PARTICLES: &[&str] = &[
    "al", "ben", "da", "dal", "de", "del", "della", "den", "der", "des", "di", "dos", "du", "el", "fitz", "la", "le",
    "les", "lo", "mac", "mc", "saint", "san", "st", "ten", "ter", "van", "vander", "ver", "von",
];

/// Words that organisations have in their names and people have not.
const ORGANISATIONS: &[&str] =
    &["Academy", "Center", "Centre", "Consortium", "Department", "Institute", "Laboratory", "University"];

/// What stands in place of the names that were left out.
const OTHERS: &[&str] = &["et al", "et al.", "et. al.", "and others", "others", "等", "等人"];

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for item in subject.items() {
        for (field, people) in [("authors", &item.paper.authors), ("editors", &item.paper.editors)] {
            for (nth, person) in people.iter().enumerate() {
                found.extend(check_name(&item, field, nth, person));
            }
        }
    }
}

fn check_name(item: &LintedPaper<'_>, field: &str, nth: usize, person: &Person) -> Option<Diagnostic> {
    let name = person.to_string();
    let make = |code: Code, message: String| item.at(code, field, nth, message);
    if let Some(mended) = composed(&name) {
        let (origin, span) = format::locate(item.origin, field, nth);
        let message = format!("an accent in `{name}` has come off its letter");
        let fix = mended.as_ref().and_then(|_| {
            fix::rewrite(origin, span, |raw| match composed(raw) {
                Some(Some(mended)) => mended,
                _ => raw.to_owned(),
            })
        });
        let here = at(origin, span, Code::BadName, message).fix(fix);
        return Some(match mended {
            Some(mended) => here.help(format!("write `{mended}`")),
            None => here,
        });
    }
    if OTHERS.contains(&name.to_lowercase().as_str()) {
        let help = "name the others; long lists are cut when they are shown";
        return Some(make(Code::BadName, format!("`{name}` is no name")).help(help));
    }
    // The name of an organisation may hold anything else.
    if person.whole {
        return None;
    }
    let bare = name.trim_end_matches(|c: char| MARKS.contains(&c) || c.is_whitespace());
    if bare.len() < name.len() && !bare.is_empty() {
        let message = format!("`{name}` ends with a mark that is none of its letters");
        return Some(make(Code::BadName, message).help(format!("write `{bare}`")));
    }
    if let Some(mark) = separator(&name) {
        let message = format!("`{name}` looks like several names: `{mark}`");
        return Some(
            make(Code::GluedName, message).help("write each by itself; an organisation as `{ name = \"…\" }`"),
        );
    }
    if let Some((one, other)) = glued(&name) {
        let message = format!("`{name}` looks like several names run together");
        return Some(
            make(Code::GluedName, message)
                .help(format!("is there a blank missing, or a comma, between `{one}` and `{other}`?")),
        );
    }
    let organisation = name.split_whitespace().any(|word| ORGANISATIONS.contains(&word.trim_matches(',')));
    if organisation || name.contains('@') {
        let message = format!("`{name}` is no person");
        return Some(
            make(Code::BadName, message).help("write an organisation as `{ name = \"…\" }`, and no affiliations"),
        );
    }
    (person.given.is_some() && name.chars().any(|c| c.is_ascii_digit())).then(|| {
        make(Code::BadName, format!("a digit in `{name}`")).help("write an organisation as `{ name = \"…\" }`")
    })
}

/// What separates names in running text, within one.
fn separator(name: &str) -> Option<&'static str> {
    [" and ", " & ", ";", "、", "，", "；"].into_iter().find(|mark| name.contains(mark)).map(str::trim)
}

/// The two words between which a blank is missing: `Itor.and`, `LampleThibaut`.
fn glued(name: &str) -> Option<(&str, &str)> {
    let last = name.matches(' ').count();
    name.split(' ').enumerate().find_map(|(nth, word)| {
        let chars: Vec<_> = word.char_indices().collect();
        chars.windows(2).find_map(|pair| {
            let ((_, before), (at, c)) = (pair[0], pair[1]);
            let (front, back) = word.split_at(at);
            let letters = front.chars().rev().take_while(|c| c.is_alphabetic()).count();
            if before == '.' {
                let word = front[..front.len() - 1].chars().rev().take_while(|c| c.is_alphabetic()).count();
                return (c.is_lowercase() && word >= 2 || c.is_uppercase() && word >= 4).then_some((front, back));
            }
            let particle = PARTICLES.contains(&front.to_lowercase().as_str());
            let long = letters >= 3 && back.chars().take_while(|c| c.is_lowercase() || c.is_uppercase()).count() >= 4;
            // A given name may be written so, or a family name: `MaryAnn`, `BehnamGhader`.
            (nth > 0 && nth < last && before.is_lowercase() && c.is_uppercase() && long && !particle)
                .then_some((front, back))
        })
    })
}

/// Where a combining mark stands after a blank: the name with the mark on its letter, if there is such a letter.
///
/// A mark belongs to the letter beside it that takes it, and of two that do, to the vowel.
#[expect(clippy::option_option, reason = "there may be nothing to mend, or no way to mend it")]
fn composed(name: &str) -> Option<Option<String>> {
    let chars: Vec<char> = name.chars().collect();
    let stray = |at: usize| is_combining_mark(chars[at]) && at > 0 && chars[at - 1].is_whitespace();
    if !(0..chars.len()).any(stray) {
        return None;
    }
    let mut mended: Vec<char> = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        if !stray(at) {
            mended.push(chars[at]);
            at += 1;
            continue;
        }
        while mended.last().is_some_and(|c| c.is_whitespace()) {
            mended.pop();
        }
        let mark = chars[at];
        let next = chars.get(at + 1).copied();
        match (mended.last().copied(), next) {
            (Some(before), after) if belongs(before, after, mark) => {
                mended.pop();
                mended.extend(compose(before, mark));
                at += 1;
            }
            (before, Some(after)) if belongs(after, before, mark) => {
                mended.extend(compose(after, mark));
                at += 2;
            }
            _ => return Some(None),
        }
    }
    Some(Some(mended.into_iter().nfc().collect()))
}

/// Whether a mark belongs to `letter` rather than to the one on its other side.
fn belongs(letter: char, other: Option<char>, mark: char) -> bool {
    let takes = |letter: char| compose(letter, mark).is_some();
    let vowel = |letter: char| "aeiouyAEIOUY".contains(letter);
    let Some(other) = other.filter(|&other| takes(other)) else { return takes(letter) };
    takes(letter) && vowel(letter) && !vowel(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accent_goes_back_to_its_letter() {
        #[track_caller]
        #[expect(clippy::option_option, reason = "as it is given back")]
        fn check(name: &str, expect: Option<Option<&str>>) {
            assert_eq!(composed(name), expect.map(|mended| mended.map(str::to_owned)), "{name}");
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
    fn names_run_together_are_told_from_names_with_capitals() {
        #[track_caller]
        fn check(name: &str, expect: Option<(&str, &str)>) {
            assert_eq!(glued(name), expect, "{name}");
        }
        check("Ed Itor.and Al Gore", Some(("Itor.", "and")));
        check("Guillaume LampleThibaut Lavril", Some(("Lample", "Thibaut")));
        check("Jane Smith.John Doe", Some(("Smith.", "John")));
        for fine in [
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
        ] {
            check(fine, None);
        }
        assert_eq!(separator("Ed Itor & Al Gore"), Some("&"));
        assert_eq!(separator("AT&T"), None);
    }
}
