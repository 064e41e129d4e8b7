//! Names with given and family name reversed, detected by other names of the same list or of the same person elsewhere.
//!
//! A single name is not enough: `Luo Si` is a given name and a family name.

use std::collections::HashMap;

use super::duplicates::normalized;
use super::{LintContext, LintedPaper, pinyin};
use crate::diagnostic::{Code, Diagnostic};
use crate::paper::Person;

pub(super) fn check(context: &LintContext<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let items: Vec<_> = context.items().collect();
    let counts = counts(&items);
    for item in &items {
        for (field, people) in [("authors", &item.paper.authors), ("editors", &item.paper.editors)] {
            let by_list = reversed_in(people);
            for (nth, person) in people.iter().enumerate() {
                let Some(given) = given_if_comparable(person) else { continue };
                let family = person.family();
                // The more frequent order is probably right.
                let swapped = counts.get(&(normalized(family), normalized(given))).copied().unwrap_or_default();
                let as_written = counts.get(&(normalized(given), normalized(family))).copied().unwrap_or_default();
                // `Xu Yang` and `Yang Xu` may be two people, and `Fei-Fei Li` is right where others write `Li Fei-Fei`.
                let either = pinyin::is_syllable(given) && pinyin::is_syllable(family)
                    || pinyin::is_given(given) && pinyin::is_surname(family);
                if by_list[nth] || swapped > as_written && !either {
                    let what = if is_initials(family) { "initials" } else { "a given name" };
                    let message = format!("`{given} {family}` looks like a family name and {what}");
                    let help = format!("write `{family} {given}`, or `{given}, {family}`");
                    diagnostics.push(item.at(Code::ReversedName, field, nth, message).help(help));
                }
            }
        }
    }
}

/// Counts how often each name occurs, by normalized given and family name.
fn counts(items: &[LintedPaper<'_>]) -> HashMap<(String, String), usize> {
    let mut counts = HashMap::new();
    for person in items.iter().flat_map(|item| item.paper.authors.iter().chain(&item.paper.editors)) {
        if let Some(given) = given_if_comparable(person) {
            *counts.entry((normalized(given), normalized(person.family()))).or_default() += 1;
        }
    }
    counts
}

/// Returns the given name if the name consists of two words in Latin letters.
fn given_if_comparable(person: &Person) -> Option<&str> {
    let given = person.given.as_deref()?;
    let one_word = |word: &str| !word.contains(' ') && !crate::paper::has_han(word);
    (!person.whole && person.prefix.is_none() && one_word(given) && one_word(person.family())).then_some(given)
}

/// Returns for each name of a list whether it is reversed. At least two names, and half of the comparable ones, must look reversed.
fn reversed_in(people: &[Person]) -> Vec<bool> {
    let looks_reversed = |person: &Person| {
        given_if_comparable(person).is_some_and(|given| {
            let family = person.family();
            (pinyin::is_surname(given) && pinyin::is_given(family)) || is_initials(family) && !is_initials(given)
        })
    };
    let reversed: Vec<_> = people.iter().map(looks_reversed).collect();
    let count = reversed.iter().filter(|&&reversed| reversed).count();
    let comparable = people.iter().filter(|person| given_if_comparable(person).is_some()).count();
    if count >= 2 && 2 * count >= comparable { reversed } else { vec![false; people.len()] }
}

/// Returns whether a word consists of initials, one to three capitals: `P`, `JK` or `J.-K.`.
fn is_initials(word: &str) -> bool {
    let letters: Vec<_> = word.chars().filter(|c| !matches!(c, '.' | '-')).collect();
    (1..=3).contains(&letters.len()) && letters.iter().all(|c| c.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_names_in_either_order_are_not_compared_with_other_papers() {
        for (given, family) in [("Yang", "Yu"), ("Xiao", "Lin"), ("Yu", "Zhou")] {
            assert!(pinyin::is_syllable(given) && pinyin::is_syllable(family), "{given} {family}");
        }
        assert!(pinyin::is_given("Fei-Fei") && pinyin::is_surname("Li"));
        assert!(!pinyin::is_syllable("Paul") && !pinyin::is_given("Paul"));
    }

    #[test]
    fn reversed_names_are_detected_within_a_list() {
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
