//! Telling works apart that a style would cite alike: by more names, by given names, by a title, by a letter after the year.
//!
//! It is settled once for all the works of a list, in the order of the list, by the rules of CSL. What is settled is a
//! [`Mark`] beside each paper, so that each can be formatted alone.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use hayagriva::citationberg::DisambiguationRule;
use hayagriva::citationberg::json::{Item, LiteralName, NameValue, Value};
use rayon::prelude::*;

use super::cite::{Alone, Position};
use super::guard::typographic;
use super::{Class, Style};
use crate::paper::{Paper, Person};

/// What tells a work apart from those of the same list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// The letter after its year.
    pub letter: Option<String>,
    /// How many authors a citation names, where it would name fewer.
    pub(super) names: usize,
    /// What stands for the family names of authors in citations, by their places.
    pub(super) given: Vec<(usize, String)>,
    /// Whether the style says what it says only of works that would look the same.
    pub(super) told_apart: bool,
}

/// More authors than this a citation does not name for the sake of telling works apart.
pub(super) const MOST_NAMES: usize = 10;

impl Mark {
    /// How many variants of a style marks may ask for.
    pub(super) const VARIANTS: usize = (MOST_NAMES + 1) * 4;

    /// The variant of a style that this mark asks for.
    pub(super) fn variant(&self) -> usize {
        self.names.min(MOST_NAMES) * 4 + usize::from(self.told_apart) * 2 + usize::from(self.letter.is_some())
    }

    /// Puts what stands for family names into an item.
    pub(super) fn rename(&self, item: &mut Item) {
        let Some(Value::Names(names)) = item.0.get_mut("author") else { return };
        for (at, shown) in &self.given {
            if let Some(name) = names.get_mut(*at) {
                *name = NameValue::Literal(LiteralName { literal: shown.clone() });
            }
        }
    }
}

impl Style {
    /// What tells the papers of a list apart in citations and references, each beside its paper.
    ///
    /// Letters go in the order of the list; a work without a date gets one only where the style has a place for it.
    pub fn marks(&self, papers: &[&Paper], language: &str) -> Vec<Mark> {
        let mut marks = vec![Mark::default(); papers.len()];
        let citation = &self.csl.citation;
        if self.class == Class::Numeric {
            return marks;
        }
        let rule = citation.disambiguate_add_givenname.then_some(citation.givenname_disambiguation_rule);
        if let Some(rule) = rule.filter(|rule| *rule != DisambiguationRule::ByCite) {
            self.give_names_everywhere(papers, rule, &mut marks, language);
        }
        let mut settle = Settle { style: self, papers, language, marks, alike: Vec::new() };
        settle.group();
        if citation.disambiguate_add_names {
            settle.by_names();
        }
        if rule == Some(DisambiguationRule::ByCite) {
            settle.by_given_names();
        }
        if self.says_more_of_works_alike() {
            settle.by_what_the_style_says();
        }
        if citation.disambiguate_add_year_suffix {
            settle.by_letters();
        }
        settle.marks
    }

    /// Gives authors who share a family name their initials or given names, whether or not their works look alike.
    fn give_names_everywhere(&self, papers: &[&Paper], rule: DisambiguationRule, marks: &mut [Mark], language: &str) {
        let primary = matches!(rule, DisambiguationRule::PrimaryName | DisambiguationRule::PrimaryNameWithInitials);
        let initials_only =
            matches!(rule, DisambiguationRule::AllNamesWithInitials | DisambiguationRule::PrimaryNameWithInitials);
        let considered = |paper: &'_ Paper| if primary { paper.authors.len().min(1) } else { paper.authors.len() };
        let mut families: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for paper in papers {
            for person in &paper.authors[..considered(paper)] {
                if let Some(given) = person.given.as_deref().filter(|_| !person.whole) {
                    families.entry(family(person)).or_default().insert(given);
                }
            }
        }
        families.retain(|_, given| given.len() > 1);
        if families.is_empty() {
            return;
        }
        for (paper, mark) in papers.iter().zip(marks) {
            for (at, person) in paper.authors[..considered(paper)].iter().enumerate() {
                let Some(others) = families.get(&family(person)) else { continue };
                if let Some(shown) = self.with_given(person, others, initials_only) {
                    mark.given.push((at, shown));
                }
            }
            if !mark.given.is_empty() && !self.names_family_names(paper, language) {
                mark.given.clear();
            }
        }
    }

    /// A family name with as much of the given name as tells it from others.
    fn with_given(&self, person: &Person, others: &BTreeSet<&str>, initials_only: bool) -> Option<String> {
        let given = person.given.as_deref()?;
        let initials = self.csl.citation.name_options.initialize_with.as_deref();
        let initials = initials.or(self.csl.settings.options.initialize_with.as_deref());
        let shown = match initials {
            None => given.to_owned(),
            Some(after) => {
                let hyphens = self.csl.settings.initialize_with_hyphen;
                let short = abbreviated(given, after, hyphens);
                let alike = others.iter().filter(|other| abbreviated(other, after, hyphens) == short).count();
                match (alike > 1, initials_only) {
                    (false, _) => short,
                    (true, false) => given.to_owned(),
                    (true, true) => return None,
                }
            }
        };
        Some(format!("{shown} {}", family(person)))
    }

    /// Whether its citations have the first author's family name and not the given one.
    fn names_family_names(&self, paper: &Paper, language: &str) -> bool {
        let text = self.cited_alike(paper, &Mark::default(), language);
        let Some(first) = paper.authors.first() else { return false };
        let given = typographic(first.given.as_deref().unwrap_or_default());
        text.contains(&typographic(&first.family)) && (given.is_empty() || !text.contains(&given))
    }

    /// The text of a citation of the paper alone.
    fn cited_alike(&self, paper: &Paper, mark: &Mark, language: &str) -> String {
        let alone = Alone { paper, mark, number: None, locator: None, position: Position::First, note: None };
        self.alone(alone, language).formatted.to_plain()
    }
}

/// Works that look alike, group by group, and what has been settled so far.
struct Settle<'a> {
    style: &'a Style,
    papers: &'a [&'a Paper],
    language: &'a str,
    marks: Vec<Mark>,
    /// Groups of places in `papers`, each in the order of the list.
    alike: Vec<Vec<usize>>,
}

impl Settle<'_> {
    fn text(&self, at: usize, mark: &Mark) -> String {
        self.style.cited_alike(self.papers[at], mark, self.language)
    }

    /// Finds the works that look alike.
    fn group(&mut self) {
        let texts: Vec<_> = (0..self.papers.len()).into_par_iter().map(|at| self.text(at, &self.marks[at])).collect();
        self.alike = groups((0..self.papers.len()).map(|at| (at, texts[at].clone())));
    }

    /// Takes, in each group, the first of several further marks under which a work looks like none of the others.
    fn try_marks(&mut self, marks: impl Fn(&Self, usize, usize) -> Option<Mark>, most: usize) {
        let mut left = Vec::new();
        for mut group in std::mem::take(&mut self.alike) {
            for attempt in 0..most {
                let tried: Vec<_> = group.iter().filter_map(|&at| Some((at, marks(self, at, attempt)?))).collect();
                if tried.len() < group.len() || group.len() < 2 {
                    break;
                }
                let texts = tried.iter().map(|(at, mark)| (*at, self.text(*at, mark)));
                let alike: BTreeSet<usize> = groups(texts).into_iter().flatten().collect();
                let still = |at: &usize| alike.contains(at);
                for (at, mark) in tried {
                    if !still(&at) {
                        self.marks[at] = mark;
                    }
                }
                group.retain(still);
            }
            if group.len() > 1 {
                left.push(group);
            }
        }
        self.alike = left;
        self.regroup();
    }

    /// Splits groups whose members have come to look different.
    fn regroup(&mut self) {
        let alike = std::mem::take(&mut self.alike);
        for group in alike {
            self.alike.extend(groups(group.into_iter().map(|at| (at, self.text(at, &self.marks[at])))));
        }
    }

    fn by_names(&mut self) {
        let more =
            |settle: &Self, at: usize, attempt: usize| Some(Mark { names: attempt + 2, ..settle.marks[at].clone() });
        self.try_marks(more, MOST_NAMES - 1);
    }

    fn by_given_names(&mut self) {
        let with = |settle: &Self, at: usize, attempt: usize| {
            let paper = settle.papers[at];
            let first = paper.authors.first()?;
            let given = first.given.as_deref().filter(|_| !first.whole)?;
            let others = if attempt == 0 { BTreeSet::new() } else { BTreeSet::from([given, ""]) };
            let shown = match attempt {
                0 => settle.style.with_given(first, &others, false)?,
                _ => format!("{given} {}", family(first)),
            };
            let names_family = settle.style.names_family_names(paper, settle.language);
            names_family.then(|| Mark { given: vec![(0, shown)], ..settle.marks[at].clone() })
        };
        self.try_marks(with, 2);
    }

    fn by_what_the_style_says(&mut self) {
        self.try_marks(|settle, at, _| Some(Mark { told_apart: true, ..settle.marks[at].clone() }), 1);
    }

    fn by_letters(&mut self) {
        for group in std::mem::take(&mut self.alike) {
            for (nth, at) in group.into_iter().enumerate() {
                let marked = Mark { letter: Some(letter(nth)), ..self.marks[at].clone() };
                if self.text(at, &marked) != self.text(at, &self.marks[at]) {
                    self.marks[at] = marked;
                }
            }
        }
    }
}

/// Places whose texts are the same, two or more of them, in their order.
fn groups(texts: impl Iterator<Item = (usize, String)>) -> Vec<Vec<usize>> {
    let mut by_text: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, text) in texts {
        by_text.entry(text).or_default().push(at);
    }
    let mut groups: Vec<_> = by_text.into_values().filter(|group| group.len() > 1).collect();
    groups.sort_unstable();
    groups
}

fn family(person: &Person) -> String {
    let prefix = person.prefix.as_deref().map(|prefix| format!("{prefix} ")).unwrap_or_default();
    format!("{prefix}{}", typographic(&person.family))
}

/// Given names as initials, each with `after` behind it.
fn abbreviated(given: &str, after: &str, hyphens: bool) -> String {
    let mut out = String::new();
    for word in given.split_whitespace() {
        for (at, part) in word.split('-').filter(|part| !part.is_empty()).enumerate() {
            if at > 0 {
                let joined = out.trim_end().len();
                out.truncate(joined);
                out.push_str(if hyphens { "-" } else { " " });
            }
            out.extend(part.chars().next());
            out.push_str(after);
        }
    }
    out.trim_end().to_owned()
}

/// The nth letter: a to z, then aa.
fn letter(nth: usize) -> String {
    let mut letters = Vec::new();
    let mut left = nth + 1;
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'a' + u8::try_from(left % 26).unwrap_or_default()));
        left /= 26;
    }
    letters.into_iter().rev().collect()
}
