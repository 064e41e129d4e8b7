//! Formats a document: items and clusters in, citations and a bibliography out.

use super::buffer::{Buffer, RunKind};
use super::cite::{Cite, Cluster, ClusterMode};
use super::cluster::Printer;
use super::distinguish::{self, Distinguisher, levels};
use super::element::{NameOptions, Names};
use super::evaluate::{Area, Context, Evaluator, FirstNames, NameSet, NamesPlan};
use super::finish::finish;
use super::format::{Display, Format, Look};
use super::item::Item;
use super::locale::Locales;
use super::narrative::narrative;
use super::order::{self, Value};
use super::position;
use super::rich::Rich;
use super::state::{CiteView, Disambiguation, Entry, Levels, Place};
use super::style::{GivenNameRule, Layout, SecondFieldAlign, Style, SubstituteRule};
use super::terms::Terms;
use super::uses::uses;
use super::variable::Variable;

/// A style that is ready for documents of one language.
#[derive(Debug)]
pub struct Processor<'a> {
    style: &'a Style,
    locales: &'a Locales,
    terms: Terms<'a>,
    others: Vec<Terms<'a>>,
    citation_names: NameOptions,
    bibliography_names: NameOptions,
    explicit_suffix: bool,
    has_condition: bool,
    has_label: bool,
    initialize_with: String,
    narrative: Names,
}

/// The settings of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether DOI, URL, PMID and PMCID become links.
    pub links: bool,
    /// Whether works are numbered in the order of the items, and not in the order of their first cites.
    pub numbered_as_given: bool,
}

/// A formatted document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The citations, one a cluster.
    pub citations: Vec<Citation>,
    /// The entries of the bibliography in its order; empty where the style has none.
    pub bibliography: Vec<Reference>,
}

/// A formatted cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    /// The author that is part of the sentence, of a narrative cluster.
    pub author: Option<Rich>,
    /// The citation.
    pub text: Rich,
}

/// An entry of the bibliography.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// The place of the work among the items.
    pub item: usize,
    /// The number that cites show.
    pub number: usize,
    /// The entry.
    pub text: Rich,
}

impl<'a> Processor<'a> {
    /// Prepares a style for a language; without one, for the style's own, which is English where it names none.
    pub fn new(style: &'a Style, locales: &'a Locales, language: Option<&str>) -> Self {
        let language = language.or(style.default_locale.as_deref()).unwrap_or("en-US");
        let uses = uses(style);
        Self {
            terms: Terms::new(style, locales, language),
            others: Vec::new(),
            citation_names: style.citation.names.or(&style.names),
            bibliography_names: style
                .bibliography
                .as_ref()
                .map_or_else(NameOptions::default, |one| one.names.or(&style.names)),
            explicit_suffix: uses.year_suffix,
            has_condition: uses.disambiguate,
            has_label: uses.label,
            initialize_with: uses.initialize_with,
            narrative: narrative(),
            style,
            locales,
        }
    }

    /// Prepares the terms of another language, for items that [name it](Item::terms).
    #[must_use]
    pub fn with_terms(mut self, language: &str) -> Self {
        let terms = Terms::new(self.style, self.locales, language);
        if terms.language != self.terms.language && self.others.iter().all(|known| known.language != terms.language) {
            self.others.push(terms);
        }
        self
    }

    /// Returns the language that the style prints in.
    pub fn language(&self) -> &str {
        &self.terms.language
    }

    /// Formats clusters in the order of the document, and a bibliography of all items.
    pub fn format(&self, items: &[Item], clusters: &[Cluster], settings: Settings) -> Output {
        let mut works = Works::new(self, items, settings.links);
        let cited = if settings.numbered_as_given { (0..items.len()).collect() } else { cited_order(items, clusters) };
        for (number, &item) in cited.iter().enumerate() {
            works.entries[item].number = number + 1;
        }
        let order = works.arrange(cited);
        works.distinguish(&order);
        Output { citations: works.citations(clusters), bibliography: works.bibliography(&order) }
    }

    /// Returns the order of the bibliography, as places among the items: that of the style, or that of the items.
    pub fn order(&self, items: &[Item]) -> Vec<usize> {
        let mut works = Works::new(self, items, false);
        for (number, entry) in works.entries.iter_mut().enumerate() {
            entry.number = number + 1;
        }
        works.arrange((0..items.len()).collect())
    }

    /// Prepares works in their order and under their numbers, which the style does not change.
    pub fn works<'d>(&'d self, items: &'d [Item], numbers: &[usize], links: bool) -> Works<'d> {
        let mut works = Works::new(self, items, links);
        for (entry, number) in works.entries.iter_mut().zip(numbers) {
            entry.number = *number;
        }
        works
    }

    fn context(&'a self, area: Area, links: bool) -> Context<'a> {
        Context {
            style: self.style,
            terms: &self.terms,
            others: &self.others,
            names: match area {
                Area::Bibliography => &self.bibliography_names,
                Area::Citation | Area::Sort => &self.citation_names,
            },
            area,
            explicit_suffix: self.explicit_suffix,
            links,
            levels: None,
        }
    }
}

/// The works of a document, with their numbers and what disambiguates them.
pub struct Works<'d> {
    processor: &'d Processor<'d>,
    items: &'d [Item],
    links: bool,
    names_all: bool,
    entries: Vec<Entry>,
    levels: Levels<'d>,
}

/// The items in the order of their first cites, those that are never cited last.
fn cited_order(items: &[Item], clusters: &[Cluster]) -> Vec<usize> {
    let mut seen = vec![false; items.len()];
    let cited = clusters.iter().flat_map(|cluster| &cluster.cites).map(|cite| cite.item);
    let mut order = Vec::with_capacity(items.len());
    for item in cited.chain(0..items.len()) {
        if let Some(seen) = seen.get_mut(item)
            && !std::mem::replace(seen, true)
        {
            order.push(item);
        }
    }
    order
}

impl<'d> Works<'d> {
    fn new(processor: &'d Processor<'d>, items: &'d [Item], links: bool) -> Self {
        let label = |item| processor.has_label.then(|| super::label::label(item));
        let entries = items.iter().map(|item| Entry { label: label(item), ..Entry::default() }).collect();
        Self { processor, items, links, names_all: false, entries, levels: Levels::default() }
    }

    /// Puts the works in the order of the bibliography and numbers them; returns that order.
    fn arrange(&mut self, mut order: Vec<usize>) -> Vec<usize> {
        let Some(bibliography) = &self.processor.style.bibliography else { return order };
        if bibliography.sort.is_empty() {
            return order;
        }
        let context =
            Context { names: &self.processor.bibliography_names, ..self.processor.context(Area::Sort, self.links) };
        let values: Vec<Vec<Value>> = self
            .items
            .iter()
            .zip(&self.entries)
            .map(|(item, entry)| order::values(context, &bibliography.sort, item, entry, None))
            .collect();
        let collator = order::collator(&self.processor.terms.language);
        order.sort_by(|&a, &b| order::compare(&bibliography.sort, collator.as_ref(), &values[a], &values[b]));
        let numbers_first = matches!(
            &bibliography.sort[0].source,
            super::style::KeySource::Variable(Some(super::variable::AnyVariable::Text(Variable::CitationNumber)))
        );
        if !(numbers_first && bibliography.sort[0].descending) {
            for (at, &item) in order.iter().enumerate() {
                self.entries[item].number = at + 1;
            }
        }
        order
    }

    /// Disambiguates the works, with letters in their order.
    #[must_use]
    pub fn disambiguated(mut self) -> Self {
        let order: Vec<_> = (0..self.items.len()).collect();
        self.distinguish(&order);
        self
    }

    /// Prints the author or the title of works of which cites print nothing.
    #[must_use]
    pub fn naming_all(mut self) -> Self {
        self.names_all = true;
        self
    }

    /// Returns the disambiguation of each work.
    pub fn disambiguation(&self) -> impl Iterator<Item = Disambiguation> {
        self.entries.iter().map(|entry| Disambiguation(entry.distinct.clone()))
    }

    /// Sets the disambiguation of each work.
    #[must_use]
    pub fn with_disambiguation(mut self, works: impl IntoIterator<Item = Disambiguation>) -> Self {
        for (entry, Disambiguation(distinct)) in self.entries.iter_mut().zip(works) {
            entry.distinct = distinct;
        }
        self
    }

    /// Formats the entries of the bibliography, in the order of the works; none where the style has none.
    pub fn references(&self) -> Vec<Reference> {
        let order: Vec<_> = (0..self.items.len()).collect();
        self.bibliography(&order)
    }

    /// Disambiguates the works.
    fn distinguish(&mut self, order: &[usize]) {
        let style = self.processor.style;
        let rule = style.citation.given_name_rule();
        let context = self.processor.context(Area::Citation, self.links);
        let mut keys: Vec<Option<String>> = vec![None; self.items.len()];
        if style.citation.add_given_name && rule != GivenNameRule::ByCite {
            let (known, sets) = keys_and_sets(context, self.items, &self.entries);
            self.levels = levels(style, self.items, &self.processor.initialize_with, &sets);
            for (((key, known), sets), item) in keys.iter_mut().zip(known).zip(&sets).zip(self.items) {
                // What given names change is printed again.
                let mut names = sets.iter().flat_map(|set| item.names(set.variable));
                *key = Some(known).filter(|_| !names.any(|name| self.levels.contains_key(name)));
            }
        }
        let mut ranks = vec![0; self.items.len()];
        for (rank, &item) in order.iter().enumerate() {
            ranks[item] = rank;
        }
        let distinguisher = Distinguisher {
            context: self.citation_context(),
            items: self.items,
            entries: &self.entries,
            ranks: &ranks,
            has_condition: self.processor.has_condition,
        };
        let found = distinguisher.run(keys);
        for (entry, distinct) in self.entries.iter_mut().zip(found) {
            entry.distinct = distinct;
        }
    }

    fn citation_context(&self) -> Context<'_> {
        let rule = self.processor.style.citation.given_name_rule();
        let levels = (!self.levels.is_empty()).then_some((&self.levels, rule));
        Context { levels, ..self.processor.context(Area::Citation, self.links) }
    }

    /// Formats clusters in the order of their text.
    pub fn citations(&self, clusters: &[Cluster]) -> Vec<Citation> {
        let near = self.processor.style.citation.near_note_distance;
        let places = position::places(clusters, self.items.len(), near);
        let printer = Printer {
            context: self.citation_context(),
            items: self.items,
            entries: &self.entries,
            narrative: &self.processor.narrative,
            names_all: self.names_all,
        };
        let collator = order::collator(&self.processor.terms.language);
        let print = |(cluster, places): (&Cluster, &Vec<Place>)| {
            let cites = self.sorted(cluster, places, collator.as_ref());
            let narrative = cluster.mode == ClusterMode::Narrative;
            let buffer = printer.cluster(cluster, &cites, narrative);
            let author = narrative
                .then(|| cites.first().map(|(_, cite, place)| printer.author(cite, *place, cluster.in_sentence)))
                .flatten();
            let item = cites.first().and_then(|(_, cite, _)| self.items.get(cite.item));
            let finished = |buffer: &Buffer| finish(buffer, &self.processor.terms, item, Area::Citation);
            Citation { author: author.as_ref().map(finished), text: finished(&buffer) }
        };
        clusters.iter().zip(&places).map(print).collect()
    }

    /// The cites of a cluster in the order of the style.
    fn sorted<'c>(
        &self,
        cluster: &'c Cluster,
        places: &[Place],
        collator: Option<&icu_collator::CollatorBorrowed<'_>>,
    ) -> Vec<Placed<'c>> {
        let places = places.iter().copied().enumerate();
        let mut cites: Vec<Placed<'_>> =
            cluster.cites.iter().zip(places).map(|(cite, (at, place))| (at, cite, place)).collect();
        let keys = &self.processor.style.citation.sort;
        if keys.is_empty() || cites.len() < 2 || cluster.mode == ClusterMode::Narrative {
            return cites;
        }
        let mut sorted = Vec::with_capacity(cites.len());
        while !cites.is_empty() {
            let free = cites.windows(2).take_while(|pair| !keeps_order(pair[0].1, pair[1].1)).count() + 1;
            sorted.extend(self.sorted_run(cites.drain(..free).collect(), collator));
        }
        sorted
    }

    /// Sorts cites without words around them.
    fn sorted_run<'c>(
        &self,
        mut cites: Vec<Placed<'c>>,
        collator: Option<&icu_collator::CollatorBorrowed<'_>>,
    ) -> Vec<Placed<'c>> {
        let keys = &self.processor.style.citation.sort;
        let context = self.processor.context(Area::Sort, self.links);
        let mut with_values: Vec<(Vec<Value>, Placed<'_>)> = cites
            .drain(..)
            .map(|(at, cite, place)| {
                let view = CiteView { locator: cite.locator.as_ref(), place };
                let values = match (self.items.get(cite.item), self.entries.get(cite.item)) {
                    (Some(item), Some(entry)) => order::values(context, keys, item, entry, Some(view)),
                    _ => Vec::new(),
                };
                (values, (at, cite, place))
            })
            .collect();
        with_values.sort_by(|(a, _), (b, _)| order::compare(keys, collator, a, b));
        with_values.into_iter().map(|(_, cite)| cite).collect()
    }

    fn bibliography(&self, order: &[usize]) -> Vec<Reference> {
        let Some(bibliography) = &self.processor.style.bibliography else { return Vec::new() };
        let context = self.processor.context(Area::Bibliography, self.links);
        let mut previous: Option<FirstNames> = None;
        let mut buffer = Buffer::default();
        let mut references = Vec::with_capacity(order.len());
        for &at in order {
            let (item, entry) = (&self.items[at], &self.entries[at]);
            let align = bibliography.second_field_align;
            let (mut printed, mut names) =
                reference(context, &bibliography.layout, align, item, entry, NamesPlan::Print, buffer);
            if let (Some(with), Some(before)) = (&bibliography.substitute, &previous)
                && let Some(plan) = repeated(bibliography.substitute_rule, before, &names, with)
            {
                let again = reference(context, &bibliography.layout, align, item, entry, plan, printed);
                printed = again.0;
                names.found = true;
            }
            references.push(Reference {
                item: at,
                number: entry.number,
                text: finish(&printed, context.terms_of(item), Some(item), Area::Bibliography),
            });
            previous = Some(names);
            buffer = printed;
        }
        references
    }
}

/// A cite with its place in the cluster and in the document.
type Placed<'c> = (usize, &'c Cite, Place);

/// Whether the words around two cites keep them in their order.
fn keeps_order(a: &Cite, b: &Cite) -> bool {
    let has_words = |cite: &Cite| !cite.prefix.is_empty() || !cite.suffix.is_empty();
    has_words(a) || has_words(b)
}

/// What the cite of each work prints, and the lists of names in it.
fn keys_and_sets(context: Context<'_>, items: &[Item], entries: &[Entry]) -> (Vec<String>, Vec<Vec<NameSet>>) {
    let mut memory = Buffer::default();
    let mut all = (Vec::with_capacity(items.len()), Vec::with_capacity(items.len()));
    for (item, entry) in items.iter().zip(entries) {
        let evaluator = Evaluator::new(context, item, entry, Some(distinguish::VIEW));
        let mut evaluator = evaluator.with_distinct(&entry.distinct).with_buffer(memory);
        evaluator.sets = Some(Vec::new());
        evaluator.layout(&context.style.citation.layout.children, Format::default());
        all.0.push(evaluator.buffer.text.clone());
        all.1.push(evaluator.sets.take().unwrap_or_default());
        memory = evaluator.buffer;
    }
    all
}

/// Prints one entry of a bibliography.
fn reference<'d>(
    context: Context<'d>,
    layout: &'d Layout,
    align: Option<SecondFieldAlign>,
    item: &'d Item,
    entry: &'d Entry,
    plan: NamesPlan<'d>,
    memory: Buffer,
) -> (Buffer, FirstNames) {
    let mut evaluator = Evaluator::new(context, item, entry, None).with_buffer(memory);
    evaluator.plan = plan;
    evaluator.keeps_names = context.style.bibliography.as_ref().is_some_and(|one| one.substitute.is_some());
    let look = layout.format.apply(Look::PLAIN);
    evaluator.buffer.push(layout.affixes.prefix(), look, RunKind::Affix);
    let body = evaluator.buffer.mark();
    match (align, layout.children.split_first()) {
        (Some(_), Some((first, rest))) if !rest.is_empty() => {
            evaluator.buffer.event(RunKind::Block(Display::LeftMargin), look);
            let start = evaluator.buffer.mark();
            evaluator.layout(std::slice::from_ref(first), layout.format);
            let aligned = !evaluator.buffer.is_empty_since(start);
            if aligned {
                evaluator.buffer.event(RunKind::Block(Display::RightInline), look);
            } else {
                evaluator.buffer.truncate(body);
            }
            evaluator.layout(rest, layout.format);
        }
        _ => evaluator.layout(&layout.children, layout.format),
    }
    if evaluator.buffer.is_empty_since(body) {
        evaluator.buffer.clear();
    } else {
        // The suffix of the layout belongs to the last block.
        let ends = evaluator.buffer.runs.pop_if(|run| run.kind == RunKind::BlockEnd);
        evaluator.buffer.push(layout.affixes.suffix(), look, RunKind::Affix);
        if ends.is_some() {
            evaluator.buffer.event(RunKind::BlockEnd, look);
        }
    }
    (evaluator.buffer, evaluator.first_names)
}

/// What replaces names that the entry before has.
fn repeated<'d>(rule: SubstituteRule, before: &FirstNames, names: &FirstNames, with: &'d str) -> Option<NamesPlan<'d>> {
    if !names.found || names.are_names != before.are_names {
        return None;
    }
    if !names.are_names {
        // A title in the place of names.
        let same = names.whole == before.whole && rule != SubstituteRule::PartialFirst;
        return same.then_some(NamesPlan::Replace { with, names: None });
    }
    let same = names.list == before.list;
    let shared = names.each.iter().zip(&before.each).take_while(|(a, b)| a == b).count();
    let count = match rule {
        SubstituteRule::CompleteAll => return same.then_some(NamesPlan::Replace { with, names: None }),
        SubstituteRule::CompleteEach => {
            if same {
                names.each.len()
            } else {
                0
            }
        }
        SubstituteRule::PartialEach => shared,
        SubstituteRule::PartialFirst => shared.min(1),
    };
    (count > 0).then_some(NamesPlan::Replace { with, names: Some(count) })
}
