//! Disambiguates works whose cites would be the same.
//!
//! Works are put into groups by what their cites print. A group is split by showing more of given names and more names, one
//! step at a time, and a step that splits it is kept; what is still the same gets a letter or the condition `disambiguate`.
//! Each step costs one cite for each work of the group, and no two works are ever compared.
//!
//! Source: the CSL specification, "Disambiguation".

use rustc_hash::{FxHashMap, FxHashSet};

use super::buffer::Buffer;
use super::element::Position;
use super::evaluate::{Context, Evaluator, NameSet, initialize};
use super::format::Format;
use super::item::{Item, Name};
use super::state::{CiteView, Distinct, Entry, Given, Levels, Place};
use super::style::{GivenNameRule, Style};

/// The input of disambiguation.
pub(super) struct Distinguisher<'a> {
    pub(super) context: Context<'a>,
    pub(super) items: &'a [Item],
    pub(super) entries: &'a [Entry],
    /// The place of each work in the bibliography, by which letters are given.
    pub(super) ranks: &'a [usize],
    /// Whether the style has a condition `disambiguate`.
    pub(super) has_condition: bool,
}

/// The cite that works are compared by: a later one, which is the shortest that a document has.
pub(super) const VIEW: CiteView<'static> =
    CiteView { locator: None, place: Place { position: Position::Subsequent, near: true, first_note: None } };

/// How many conditions `disambiguate` are tried.
const MOST_CONDITIONS: usize = 8;

/// How far a group has got.
#[derive(Clone)]
struct Progress {
    /// What is tried, which only grows.
    tried: Distinct,
    /// What has helped.
    kept: Distinct,
    set: usize,
    name: usize,
}

impl<'a> Distinguisher<'a> {
    /// Returns what each work needs.
    ///
    /// `keys` is what the cites of works print, as far as that is known.
    pub(super) fn run(&self, keys: Vec<Option<String>>) -> Vec<Distinct> {
        let mut found = vec![Distinct::default(); self.items.len()];
        let citation = &self.context.style.citation;
        if !(citation.add_names || citation.add_given_name || citation.add_year_suffix || self.has_condition) {
            return found;
        }
        let plain = Distinct::default();
        let mut index: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        let mut printed = Buffer::default();
        for (member, key) in keys.into_iter().enumerate() {
            let key = key.unwrap_or_else(|| {
                printed = self.cite(member, &plain, std::mem::take(&mut printed));
                printed.text.clone()
            });
            index.entry(key).or_default().push(member);
        }
        let mut groups: Vec<Vec<usize>> = index.into_values().filter(|group| group.len() > 1).collect();
        groups.sort_unstable_by_key(|group| group[0]);
        for group in groups {
            self.split(group, &mut found);
        }
        found
    }

    /// The works by what their cites print, in the order of the works.
    fn groups(&self, members: &[usize], distinct: &Distinct) -> Vec<Vec<usize>> {
        let mut index: FxHashMap<String, usize> = FxHashMap::default();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut printed = Buffer::default();
        for &member in members {
            printed = self.cite(member, distinct, printed);
            if let Some(&at) = index.get(&printed.text) {
                groups[at].push(member);
            } else {
                index.insert(printed.text.clone(), groups.len());
                groups.push(vec![member]);
            }
        }
        groups
    }

    fn evaluator(&self, member: usize, distinct: &'a Distinct) -> Evaluator<'a> {
        Evaluator::new(self.context, &self.items[member], &self.entries[member], Some(VIEW)).with_distinct(distinct)
    }

    fn cite(&self, member: usize, distinct: &Distinct, memory: Buffer) -> Buffer {
        let layout = &self.context.style.citation.layout;
        let evaluator = Evaluator::new(self.context, &self.items[member], &self.entries[member], Some(VIEW));
        let mut evaluator = evaluator.with_distinct(distinct).with_buffer(memory);
        evaluator.layout(&layout.children, Format::default());
        evaluator.buffer
    }

    /// The lists of names that the cite of a work prints.
    fn sets(&self, member: usize) -> Vec<NameSet> {
        let mut evaluator = self.evaluator(member, &self.entries[member].distinct);
        evaluator.sets = Some(Vec::new());
        evaluator.layout(&self.context.style.citation.layout.children, Format::default());
        evaluator.sets.unwrap_or_default()
    }

    fn split(&self, group: Vec<usize>, found: &mut [Distinct]) {
        let citation = &self.context.style.citation;
        let by_names = citation.add_names || self.by_cite();
        if !by_names {
            return self.last_resort(&group, &Distinct::default(), found);
        }
        let sets: Vec<Vec<NameSet>> = group.iter().map(|&member| self.sets(member)).collect();
        let width = sets.iter().map(Vec::len).min().unwrap_or(0);
        let most = |read: fn(&NameSet) -> usize| -> Vec<usize> {
            (0..width).map(|at| sets.iter().map(|of| read(&of[at])).max().unwrap_or(0)).collect()
        };
        let (shown, totals) = (most(|set| set.shown), most(|set| set.total));
        let tried = Distinct { names: shown, givens: vec![Vec::new(); width], ..Distinct::default() };
        let kept = Distinct { names: vec![0; width], ..tried.clone() };
        let mut open = vec![(group, Progress { tried, kept, set: 0, name: 0 })];
        while let Some((group, mut progress)) = open.pop() {
            if group.len() == 1 {
                found[group[0]] = progress.kept;
                continue;
            }
            if !self.step(&mut progress, &totals) {
                self.last_resort(&group, &progress.kept, found);
                continue;
            }
            let parts = self.groups(&group, &progress.tried);
            if parts.len() > 1 {
                progress.keep();
            }
            open.extend(parts.into_iter().map(|part| (part, progress.clone())));
        }
    }

    fn by_cite(&self) -> bool {
        let citation = &self.context.style.citation;
        citation.add_given_name && citation.given_name_rule() == GivenNameRule::ByCite
    }

    /// Tries a little more; returns whether there is anything left to try.
    fn step(&self, progress: &mut Progress, totals: &[usize]) -> bool {
        let Progress { tried, set, name, .. } = progress;
        while *set < totals.len() {
            let total = totals[*set];
            let givens = &mut tried.givens[*set];
            if self.by_cite() && *name < total && *name < tried.names[*set] {
                givens.resize(givens.len().max(*name + 1), Given::Plain);
                let more = match givens[*name] {
                    Given::Plain => Some(Given::Initials),
                    Given::Initials => Some(Given::Full),
                    Given::Full => None,
                };
                if let Some(more) = more {
                    givens[*name] = more;
                    return true;
                }
            }
            if *name + 1 < tried.names[*set] {
                *name += 1;
            } else if self.context.style.citation.add_names && tried.names[*set] < total {
                *name += 1;
                tried.names[*set] += 1;
                return true;
            } else {
                *set += 1;
                *name = 0;
            }
        }
        false
    }

    /// A letter for each work, or the condition.
    fn last_resort(&self, group: &[usize], kept: &Distinct, found: &mut [Distinct]) {
        for &member in group {
            found[member] = kept.clone();
        }
        for group in self.groups(group, kept) {
            if group.len() < 2 {
                continue;
            }
            if self.context.style.citation.add_year_suffix {
                let mut members = group;
                members.sort_by_key(|&member| self.ranks[member]);
                for (at, member) in members.into_iter().enumerate() {
                    found[member].year_suffix = Some(at);
                }
            } else if self.has_condition {
                self.by_conditions(group, kept, found);
            }
        }
    }

    /// Lets one condition more hold until the works differ.
    fn by_conditions(&self, group: Vec<usize>, kept: &Distinct, found: &mut [Distinct]) {
        let mut open = vec![(group, 1)];
        while let Some((group, conditions)) = open.pop() {
            let distinct = Distinct { conditions, ..kept.clone() };
            for &member in &group {
                found[member].conditions = conditions;
            }
            if group.len() > 1 && conditions < MOST_CONDITIONS && self.conditions(group[0], &distinct) > conditions {
                let parts = self.groups(&group, &distinct);
                open.extend(parts.into_iter().filter(|part| part.len() > 1).map(|part| (part, conditions + 1)));
            }
        }
    }

    /// How many conditions `disambiguate` the cite of a work meets.
    fn conditions(&self, member: usize, distinct: &Distinct) -> usize {
        let mut evaluator = Evaluator::new(self.context, &self.items[member], &self.entries[member], Some(VIEW))
            .with_distinct(distinct);
        evaluator.layout(&self.context.style.citation.layout.children, Format::default());
        evaluator.conditions
    }
}

impl Progress {
    /// Keeps the step that was just tried.
    fn keep(&mut self) {
        let Self { tried, kept, set, name } = self;
        let Some(shown) = tried.names.get(*set) else { return };
        kept.names[*set] = *shown;
        if let Some(given) = tried.givens[*set].get(*name) {
            let givens = &mut kept.givens[*set];
            givens.resize(givens.len().max(*name + 1), Given::Plain);
            givens[*name] = *given;
        }
    }
}

/// Returns how much of each given name distinguishes the persons of a document, where the style's rule is not `by-cite`.
pub(super) fn levels<'a>(style: &Style, items: &'a [Item], with: &str, sets: &[Vec<NameSet>]) -> Levels<'a> {
    let rule = style.citation.given_name_rule();
    let primary = matches!(rule, GivenNameRule::PrimaryName | GivenNameRule::PrimaryNameWithInitials);
    let initials_only = matches!(rule, GivenNameRule::AllNamesWithInitials | GivenNameRule::PrimaryNameWithInitials);
    let mut seen: FxHashSet<&'a Name> = FxHashSet::default();
    let mut families: FxHashMap<(&str, &str), Vec<&'a Name>> = FxHashMap::default();
    for (item, sets) in items.iter().zip(sets) {
        for set in sets {
            let shown = if style.citation.add_names { set.total } else { set.shown };
            for name in item.names(set.variable).iter().take(if primary { 1 } else { shown }) {
                if seen.insert(name) {
                    families.entry((&name.family, &name.non_dropping_particle)).or_default().push(name);
                }
            }
        }
    }
    let mut levels = Levels::default();
    for family in families.values().filter(|family| family.len() > 1) {
        family_levels(
            family,
            initials_only,
            |given| initialize(given, with, style.initialize_with_hyphen, true),
            &mut levels,
        );
    }
    levels
}

/// Adds how much of each given name distinguishes the persons of a family.
fn family_levels<'a>(
    family: &[&'a Name],
    initials_only: bool,
    initials: impl Fn(&str) -> String,
    levels: &mut Levels<'a>,
) {
    let mut givens: FxHashMap<String, FxHashSet<String>> = FxHashMap::default();
    let all: Vec<String> = family.iter().map(|name| initials(&name.given)).collect();
    for (name, initials) in family.iter().zip(&all) {
        givens.entry(initials.clone()).or_default().insert(spaced(&name.given));
    }
    for (name, initials) in family.iter().zip(&all) {
        let same_initials = givens.get(initials).map_or(0, FxHashSet::len);
        if same_initials > 1 && !initials_only {
            levels.insert(name, Given::Full);
        } else if givens.len() > 1 {
            levels.insert(name, Given::Initials);
        }
    }
}

/// A given name without differences in the full stops and spaces of initials.
fn spaced(given: &str) -> String {
    given.chars().filter(|c| !matches!(c, '.' | ' ')).collect()
}
