//! Names of authors in running text: whether a text is such a list, and the people in it.

use super::{text, vocabulary as words};
use crate::paper::{Person, has_han};

/// How sure a text must be of itself to be a list of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// It is set apart, as in italics, or a field says that it holds authors.
    Marked,
    /// It stands where authors may stand.
    Plain,
}

/// The people that a text names, and whether there are others.
pub(super) type Names = (Vec<Person>, bool);

/// The people that a text names, if it is a list of names.
pub(super) fn read(written: &str, trust: Trust) -> Option<Names> {
    // No name is without a capital, in scripts that have them.
    if written.is_ascii() && !written.contains(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let clean = bare(written);
    let (clean, more) = cut_others(&clean);
    if let Some(people) = bibtex(&clean) {
        return Some((people, more));
    }
    let parts = parts(&clean);
    let named = parts.iter().filter(|part| is_name(part)).count();
    if named == 0 {
        return None;
    }
    // `An Wang` may be a name, and is one among others.
    let doubtful = if named < 2 { 0 } else { parts.iter().filter(|part| is_doubtful(part)).count() };
    let count = parts.len() - doubtful;
    let people = people(&parts, !clean.contains(',') && !clean.contains('，'));
    let sure = match trust {
        Trust::Marked => named * 5 >= count * 3,
        Trust::Plain => {
            let long = parts.iter().filter(|part| part.contains(' ') || part.contains('.') || has_han(part)).count();
            let enough = named * 10 >= count * 8;
            let says = |part: &String| !is_name(part) && (part.contains(':') || part.split(' ').count() > 5);
            enough && !parts.iter().any(says) && (more || long * 2 >= parts.len() || pairs(&parts) > 0)
        }
    };
    sure.then_some((people, more))
}

/// A text without the marks, numbers and places that stand with names.
fn bare(written: &str) -> String {
    let written = text::line(written);
    let mut bare = String::with_capacity(written.len());
    let mut depth = 0_usize;
    // Whether a raised mark of an affiliation stands right before.
    let mut marked = false;
    for c in written.chars() {
        let after_mark = marked;
        marked &= !c.is_alphanumeric() && c != ' ';
        match c {
            '(' | '（' | '[' | '{' => depth += 1,
            ')' | '）' | ']' | '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            // `Ada Lovelace¹ Charles Babbage²`
            ' ' if after_mark && !bare.is_empty() && !bare.ends_with([',', ' ']) => bare.push_str(", "),
            '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '†' | '‡' => marked = true,
            // `Ada (A.) Lovelace`
            ' ' if bare.ends_with(' ') => {}
            '*' | '§' | '¶' | '\\' | '_' | '^' | '⁎' | '∗' | '#' | '✉' | '"' | '$' => {}
            c => bare.push(c),
        }
    }
    if bare.contains(|c: char| c.is_ascii_digit()) {
        bare = unnumbered(&bare);
    }
    let trimmed = bare.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–' | '—' | '|' | '。' | '：')
    });
    let lower = trimmed.to_lowercase();
    let prefix = ["authors:", "author:", "by:", "by ", "authors", "作者:", "作者："]
        .iter()
        .find(|prefix| lower.starts_with(*prefix));
    trimmed.get(prefix.map_or(0, |prefix| prefix.len())..).unwrap_or(trimmed).trim().to_owned()
}

/// Names without the numbers of affiliations at their ends.
fn unnumbered(names: &str) -> String {
    let words = names.split(' ').map(|word| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',');
        let digits = &word[letters.len()..];
        let comma = if digits.contains(',') || word.ends_with(',') { "," } else { "" };
        if letters.chars().all(char::is_alphabetic) && !letters.is_empty() && digits.len() <= 4 {
            format!("{letters}{comma}")
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Cuts off what says that there are more.
fn cut_others(names: &str) -> (String, bool) {
    let lower = names.to_lowercase();
    let same = lower.len() == names.len();
    for end in ["et al", "et. al", "and others", "and many others", "and more", "等", "…", "..."] {
        if let Some(at) = lower.find(end)
            && same
        {
            let after = lower[at + end.len()..].trim_matches(['.', ',', ' ']);
            if after.is_empty() {
                return (names[..at].trim_end_matches([' ', ',', ';']).to_owned(), true);
            }
        }
    }
    (names.trim_end_matches([' ', ',', ';']).to_owned(), false)
}

/// The names between commas and conjunctions.
fn parts(names: &str) -> Vec<String> {
    let names = names.replace(" and ", ",").replace(" & ", ",").replace(",and ", ",").replace(" AND ", ",");
    let separators = if names.contains(';') { &[';', '；'][..] } else { &[',', '，', '、', '&', '·'][..] };
    let part = |part: &str| {
        let part = part.trim().trim_start_matches("and ").trim();
        // The full stop of an initial stays.
        let stop = part.ends_with('.') && part.rsplit([' ', '.']).nth(1).is_some_and(|word| word.chars().count() > 2);
        if stop { part.trim_end_matches('.').trim().to_owned() } else { part.to_owned() }
    };
    names.split(separators).map(part).filter(|part| part.chars().any(char::is_alphabetic)).collect()
}

/// Whether a text may be the name of a person, or of a group that writes.
fn is_name(part: &str) -> bool {
    let count = part.split(' ').count();
    if has_han(part) {
        return count == 1 && is_han_name(part);
    }
    (1..=6).contains(&count)
        && part.len() <= 60
        && part.split(' ').all(|word| {
            let starts_upper =
                word.chars().next().is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()));
            let of_letters = word.chars().all(|c| {
                c.is_alphabetic()
                    || matches!(c, '.' | '-' | '\'' | '\u{2019}' | '`' | '´' | '\u{2010}' | '\u{2011}' | '/')
                    || ('\u{300}'..='\u{36F}').contains(&c)
            });
            // `Ann Low. Read`: the full stop of a word that is no abbreviation ends a sentence.
            let ends_sentence = word.ends_with('.')
                && !part.ends_with(word)
                && word.chars().count() > 3
                && !word.contains('-')
                && word.matches('.').count() == 1
                && !matches!(word, "Chr." | "Alf." | "Prof.");
            let lower = word.to_lowercase();
            let particle = words::PARTICLES.contains(&lower.as_str());
            let lone = count == 1 && word.chars().count() > 1;
            of_letters
                && !ends_sentence
                && (starts_upper || particle || (lone && count > 1))
                && (!words::is_no_name(&lower) || is_last_initial(part, word))
                && !(count <= 2 && words::is_venue(word) && word.chars().all(char::is_uppercase))
        })
        && !(count == 1 && words::is_venue(part))
        && !is_abbreviated(part)
}

/// Whether a text is a name but for a word at one of its ends that is more often none.
fn is_doubtful(part: &str) -> bool {
    let doubtful = |word: &str| matches!(word, "An" | "To" | "On" | "In" | "At" | "Do" | "Is");
    let ends = |(first, rest): (&str, &str)| doubtful(first) && rest.split(' ').count() <= 2 && is_name(rest);
    part.split_once(' ').is_some_and(ends) || part.rsplit_once(' ').is_some_and(|(rest, last)| ends((last, rest)))
}

/// Whether a word is the name of a journal as it is abbreviated: `J.Chem.Inf.Model`.
fn is_abbreviated(part: &str) -> bool {
    !part.contains(' ')
        && part.matches('.').count() >= 2
        && part.split('.').filter(|group| group.len() > 2).count() >= 2
}

/// Whether a word in Han characters is a name: a family name that is borne, and one or two characters.
fn is_han_name(part: &str) -> bool {
    let count = part.chars().count();
    let double = words::DOUBLE_SURNAMES.iter().any(|name| part.starts_with(name));
    part.chars().all(crate::paper::is_han)
        && ((2..=3).contains(&count) && part.starts_with(|c| words::SURNAMES.contains(c))
            || (3..=4).contains(&count) && double)
}

/// Whether a word is the initial at the end of a name, as in `Lovelace A`.
fn is_last_initial(part: &str, word: &str) -> bool {
    word.len() == 1 && word.starts_with(char::is_uppercase) && part.len() > 2 && part.ends_with(&format!(" {word}"))
}

/// `Family, Given and Family, Given and …`.
fn bibtex(names: &str) -> Option<Vec<Person>> {
    let parts: Vec<_> = names.split(" and ").map(str::trim).collect();
    let turned = |part: &&str| part.matches(',').count() == 1 && part.split(',').all(|half| is_name(half.trim()));
    (parts.len() >= 2 && parts.iter().all(turned)).then(|| parts.into_iter().map(Person::parse).collect())
}

/// How many names at the beginning are written `Family, Given`.
fn pairs(parts: &[String]) -> usize {
    let single = |part: &String| {
        let family = part.split(' ').skip_while(|word| words::PARTICLES.contains(word)).count() == 1;
        family && !has_han(part) && !part.contains('.')
    };
    let families = parts
        .iter()
        .step_by(2)
        .filter(|part| {
            single(part)
                || part.split(' ').all(|word| word.starts_with(char::is_uppercase)) && part.split(' ').count() == 2
        })
        .count();
    let single_families = parts.iter().step_by(2).filter(|part| single(part)).count();
    let all = parts.len() >= 2 && parts.len().is_multiple_of(2);
    let given = |part: &String| part.split(' ').count() <= 3 && !part.is_empty();
    let is_run = all
        && families * 2 == parts.len()
        && single_families * 5 >= families * 4
        && parts.iter().skip(1).step_by(2).all(given)
        && (parts.len() > 2 || !parts[1].contains(' ') || parts[1].contains('.'));
    if is_run {
        return parts.len() / 2;
    }
    // `Family, Given, Given Family, …`: the first name alone is turned.
    let turned = parts.len() >= 3
        && single(&parts[0])
        && (single(&parts[1]) || is_initials(&parts[1]))
        && parts[2].contains(' ');
    usize::from(turned)
}

fn is_initials(part: &str) -> bool {
    part.split([' ', '.', '-']).all(|word| word.chars().count() <= 1)
}

fn people(parts: &[String], whole: bool) -> Vec<Person> {
    let turned = if whole { 0 } else { pairs(parts) };
    let initials = parts.len() >= 2
        && parts.iter().skip(1).step_by(2).all(|part| is_initials(part))
        && parts.len().is_multiple_of(2);
    let turned = if initials && !whole { parts.len() / 2 } else { turned };
    if turned == 0 && !whole && parts.iter().filter(|part| is_initials(part)).count() * 3 >= parts.len() {
        return with_initials(parts);
    }
    let mut people = Vec::new();
    for pair in parts[..turned * 2].chunks(2) {
        people.push(Person::parse(&format!("{}, {}", pair[0], pair[1])));
    }
    for part in &parts[turned * 2..] {
        people.push(person(part));
    }
    people
}

/// `Low, A., Chu, B., …` in which some names are written in another way: a word and the initials behind it are one name.
fn with_initials(parts: &[String]) -> Vec<Person> {
    let mut people = Vec::new();
    let mut rest = parts.iter().peekable();
    while let Some(part) = rest.next() {
        match rest.next_if(|next| is_initials(next) && !is_initials(part)) {
            Some(initials) => people.push(Person::parse(&format!("{part}, {initials}"))),
            None => people.push(person(part)),
        }
    }
    people
}

fn person(part: &str) -> Person {
    // `Chu B C`
    let words: Vec<_> = part.split(' ').collect();
    let initials =
        words.iter().rev().take_while(|word| word.len() == 1 && word.starts_with(char::is_uppercase)).count();
    if initials >= 2 && initials < words.len() && words[0].chars().count() > 1 {
        let (family, given) = words.split_at(words.len() - initials);
        return Person { given: Some(given.join(" ")), family: family.join(" "), ..Person::default() };
    }
    // `Liang P`, as medicine writes names.
    if let Some((family, given)) = part.rsplit_once(' ')
        && (1..=3).contains(&given.len())
        && given.chars().all(|c| c.is_ascii_uppercase())
        && !family.ends_with('.')
        && family.chars().count() > 1
        && !matches!(given, "II" | "III" | "IV")
        && !family.contains(' ')
    {
        return Person { given: Some(given.to_owned()), family: family.to_owned(), ..Person::default() };
    }
    Person::parse(part)
}

/// Whether a text in Korean is a sentence or a phrase rather than names.
pub(super) fn is_hangul_sentence(text: &str) -> bool {
    let hangul = text.chars().filter(|c| ('\u{AC00}'..='\u{D7A3}').contains(c)).count();
    hangul >= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinguished_from_other_text() {
        #[track_caller]
        fn check(text: &str, expect: Option<&str>) {
            let read = read(text, Trust::Plain);
            let shown = read.map(|(people, _)| people.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "));
            assert_eq!(shown.as_deref(), expect, "{text}");
        }
        check("Ada Lovelace, Charles Babbage", Some("Ada Lovelace; Charles Babbage"));
        check("Ada Lovelace and Charles Babbage.", Some("Ada Lovelace; Charles Babbage"));
        check("A. Lovelace et al.", Some("A. Lovelace"));
        check("Lovelace, Ada, Babbage, Charles, Wal, Oskar R.", Some("Ada Lovelace; Charles Babbage; Oskar R. Wal"));
        check(
            "Lovelace, Ada, Charles Babbage, Oskar van der Wal",
            Some("Ada Lovelace; Charles Babbage; Oskar van der Wal"),
        );
        check("Lovelace A, Babbage C, et al.", Some("A Lovelace; C Babbage"));
        check("Ada Lovelace\\*, Charles Babbage¹", Some("Ada Lovelace; Charles Babbage"));
        check("Low, A., Chu, B., Schon. P., Fox, D. E.", Some("A. Low; B. Chu; Schon. P.; D. E. Fox"));
        check("Da ́niel Simig, Ada Lovelace", Some("Dániel Simig; Ada Lovelace"));
        check("张三、李四", Some("张三; 李四"));
        check("图像融合", None);
        check("提出了新的方法，效果不错", None);
        check("Ada Lovelace, An Wang, Charles Babbage", Some("Ada Lovelace; An Wang; Charles Babbage"));
        check("Gaon An, Ada Lovelace, Remi Tachet des Combes", Some("Gaon An; Ada Lovelace; Remi Tachet des Combes"));
        check("Ada (A.) Lovelace, Charles Babbage", Some("Ada Lovelace; Charles Babbage"));
        check("J.Chem.Inf.Model", None);
        check("Chi-Min Lovelace, Yan Tai", Some("Chi-Min Lovelace; Yan Tai"));
        check("Ada Lovelace¹* Charles Babbage²,³ Alan Turing†", Some("Ada Lovelace; Charles Babbage; Alan Turing"));
        check("Ada Lovelace, Charles Babbage, Grace Hopper, Alan Turing, Engines: A New Look at Them", None);
        check("A Survey of Models, Graphs", None);
        check("ACL", None);
        check("", None);
    }
}
