//! Names with their parts in the wrong order, told by other names: of the same list, or of the same person elsewhere.
//!
//! One name alone proves nothing: `Luo Si` is a given name and a family name.

use std::collections::HashMap;

use super::duplicates::folded;
use super::{LintedPaper, Subject, pinyin};
use crate::diagnostic::{Code, Diagnostic};
use crate::paper::Person;

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let items: Vec<_> = subject.items().collect();
    let counts = counts(&items);
    for item in &items {
        for (field, people) in [("authors", &item.paper.authors), ("editors", &item.paper.editors)] {
            let by_list = reversed_in(people);
            for (nth, person) in people.iter().enumerate() {
                let Some(given) = plain_given(person) else { continue };
                let family = person.family();
                // The more frequent order is the right one.
                let swapped = counts.get(&(folded(family), folded(given))).copied().unwrap_or_default();
                let own = counts.get(&(folded(given), folded(family))).copied().unwrap_or_default();
                // Of `Xu Yang` and `Yang Xu` both may be right, two people.
                let either = pinyin::is_surname(given) && pinyin::is_surname(family);
                if by_list[nth] || swapped > own && !either {
                    let what = if is_initials(family) { "initials" } else { "a given name" };
                    let message = format!("`{given} {family}` looks like a family name and {what}");
                    let help = format!("write `{family} {given}`, or `{given}, {family}`");
                    found.push(item.at(Code::ReversedName, field, nth, message).help(help));
                }
            }
        }
    }
}

/// How often each person is written, by given and family name.
fn counts(items: &[LintedPaper<'_>]) -> HashMap<(String, String), usize> {
    let mut counts = HashMap::new();
    for person in items.iter().flat_map(|item| item.paper.authors.iter().chain(&item.paper.editors)) {
        if let Some(given) = plain_given(person) {
            *counts.entry((folded(given), folded(person.family()))).or_default() += 1;
        }
    }
    counts
}

/// The given name of a person of two words in Latin letters.
fn plain_given(person: &Person) -> Option<&str> {
    let given = person.given.as_deref()?;
    let one_word = |word: &str| !word.contains(' ') && !crate::paper::has_han(word);
    (!person.whole && person.prefix.is_none() && one_word(given) && one_word(person.family())).then_some(given)
}

/// Which names of a list are reversed, as others of it show: two that are so at least, and half of those with two words.
fn reversed_in(people: &[Person]) -> Vec<bool> {
    let looks = |person: &Person| {
        plain_given(person).is_some_and(|given| {
            let family = person.family();
            (pinyin::is_surname(given) && pinyin::is_given(family)) || is_initials(family) && !is_initials(given)
        })
    };
    let reversed: Vec<_> = people.iter().map(looks).collect();
    let count = reversed.iter().filter(|&&reversed| reversed).count();
    let plain = people.iter().filter(|person| plain_given(person).is_some()).count();
    if count >= 2 && 2 * count >= plain { reversed } else { vec![false; people.len()] }
}

/// `P`, `JK` or `J.-K.`: one to three capitals.
fn is_initials(word: &str) -> bool {
    let letters: Vec<_> = word.chars().filter(|c| !matches!(c, '.' | '-')).collect();
    (1..=3).contains(&letters.len()) && letters.iter().all(|c| c.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_shows_that_its_names_are_reversed() {
        #[track_caller]
        fn check(people: &[&str], expect: &[bool]) {
            let people: Vec<_> = people.iter().map(|name| Person::parse(name)).collect();
            assert_eq!(reversed_in(&people), expect);
        }
        check(
            &["Peng, Baolin", "Li Chunyuan", "He Pengcheng", "Galley Michel", "Gao Jianfeng"],
            &[false, true, true, false, true],
        );
        check(&["Liang P", "Bommasani R", "Lee T"], &[true, true, true]);
        check(&["Li Chunyuan", "Ada Lovelace"], &[false, false]);
        check(&["Luo Si", "Fei Huang", "Huajun Chen"], &[false, false, false]);
        check(&["Mukund Varma T", "Ada Lovelace"], &[false, false]);
        check(&["J. K. Rowling", "Li Zhang", "唐, 杰"], &[false, false, false]);
    }
}
