//! Names with given and family name reversed, detected by other names of the same list or of the same person elsewhere.
//!
//! A single name is not enough: `Luo Si` is a given name and a family name.

use rustc_hash::FxHashMap;

use super::duplicates::normalized;
use super::{LintedPaper, pinyin};
use crate::diagnostic::{Code, Diagnostic};
use crate::paper::{Paper, Person};

/// A name that can be compared with those of other papers.
#[derive(Debug)]
pub(super) struct ComparedName {
    field: &'static str,
    /// The index in the field.
    nth: usize,
    /// Normalized.
    given: String,
    /// Normalized.
    family: String,
    /// Whether the names of the same list show that it is reversed.
    is_reversed: bool,
    /// Whether the other order is a name too: `Xu Yang` and `Yang Xu` may be two people, and `Fei-Fei Li` is right where others
    /// write `Li Fei-Fei`.
    is_ambiguous: bool,
}

/// Returns the names of a paper that can be compared.
pub(super) fn names(paper: &Paper) -> Vec<ComparedName> {
    let mut names = Vec::new();
    for (field, people) in [("authors", &paper.authors), ("editors", &paper.editors)] {
        let reversed = reversed_in(people);
        for (nth, person) in people.iter().enumerate() {
            let Some(given) = given_if_comparable(person) else { continue };
            let family = person.family();
            names.push(ComparedName {
                field,
                nth,
                given: normalized(given),
                family: normalized(family),
                is_reversed: reversed[nth],
                is_ambiguous: pinyin::is_syllable(given) && pinyin::is_syllable(family)
                    || pinyin::is_given(given) && pinyin::is_surname(family),
            });
        }
    }
    names
}

/// Reports reversed names in papers with their [`names`].
pub(super) fn check(items: &[(LintedPaper<'_>, &[ComparedName])], diagnostics: &mut Vec<Diagnostic>) {
    let mut counts: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for name in items.iter().flat_map(|(_, names)| *names) {
        *counts.entry((&name.given, &name.family)).or_default() += 1;
    }
    let count = |given, family| counts.get(&(given, family)).copied().unwrap_or_default();
    for (item, names) in items {
        for name in *names {
            let ComparedName { given, family, .. } = name;
            // The more frequent order is probably right.
            if name.is_reversed || !name.is_ambiguous && count(family, given) > count(given, family) {
                diagnostics.extend(reversed(item, name));
            }
        }
    }
}

fn reversed(item: &LintedPaper<'_>, name: &ComparedName) -> Option<Diagnostic> {
    let people = if name.field == "authors" { &item.paper.authors } else { &item.paper.editors };
    let person = people.get(name.nth)?;
    let (given, family) = (person.given.as_deref()?, person.family());
    let what = if is_initials(family) { "initials" } else { "a given name" };
    let message = format!("`{given} {family}` looks like a family name and {what}");
    let help = format!("write `{family} {given}`, or `{given}, {family}`");
    Some(item.at(Code::ReversedName, name.field, name.nth, message).help(help))
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
