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
use super::state::{CiteView, Entry, Levels, Place};
use super::style::{GivenNameRule, Layout, SecondFieldAlign, Style, SubstituteRule};
use super::terms::Terms;
use super::uses::uses;
use super::variable::Variable;

/// A style that is ready for documents of one language.
#[derive(Debug)]
pub struct Processor<'a> {
    style: &'a Style,
    terms: Terms<'a>,
    citation_names: NameOptions,
    bibliography_names: NameOptions,
    explicit_suffix: bool,
    has_condition: bool,
    has_label: bool,
    initialize_with: String,
    narrative: Names,
}

/// What a document asks for.
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
        }
    }

    /// Returns the language that the style prints in.
    pub fn language(&self) -> &str {
        &self.terms.language
    }

    /// Formats clusters in the order of the document, and a bibliography of all items.
    pub fn format(&self, items: &[Item], clusters: &[Cluster], settings: Settings) -> Output {
        let mut document = Document::new(self, items, clusters, settings);
        let order = document.arrange();
        document.distinguish(&order);
        Output { citations: document.citations(), bibliography: document.bibliography(&order) }
    }

    fn context(&'a self, area: Area, settings: Settings) -> Context<'a> {
        Context {
            style: self.style,
            terms: &self.terms,
            names: match area {
                Area::Bibliography => &self.bibliography_names,
                Area::Citation | Area::Sort => &self.citation_names,
            },
            area,
            explicit_suffix: self.explicit_suffix,
            links: settings.links,
            levels: None,
        }
    }
}

/// A document while it is formatted.
struct Document<'d> {
    processor: &'d Processor<'d>,
    items: &'d [Item],
    clusters: &'d [Cluster],
    settings: Settings,
    entries: Vec<Entry>,
    places: Vec<Vec<Place>>,
    levels: Levels<'d>,
}

impl<'d> Document<'d> {
    fn new(processor: &'d Processor<'d>, items: &'d [Item], clusters: &'d [Cluster], settings: Settings) -> Self {
        let places = position::places(clusters, items.len(), processor.style.citation.near_note_distance);
        let entries = places.first_notes.iter().map(|note| Entry { first_note: *note, ..Entry::default() }).collect();
        let mut document =
            Self { processor, items, clusters, settings, entries, places: places.places, levels: Levels::default() };
        for (number, item) in document.cited_order().into_iter().enumerate() {
            document.entries[item].number = number + 1;
        }
        if processor.has_label {
            for (entry, item) in document.entries.iter_mut().zip(items) {
                entry.label = Some(super::label::label(item));
            }
        }
        document
    }

    /// The items in the order of their first cites, those that are never cited last.
    fn cited_order(&self) -> Vec<usize> {
        if self.settings.numbered_as_given {
            return (0..self.items.len()).collect();
        }
        let mut seen = vec![false; self.items.len()];
        let cited = self.clusters.iter().flat_map(|cluster| &cluster.cites).map(|cite| cite.item);
        let mut order = Vec::with_capacity(self.items.len());
        for item in cited.chain(0..self.items.len()) {
            if let Some(seen) = seen.get_mut(item)
                && !std::mem::replace(seen, true)
            {
                order.push(item);
            }
        }
        order
    }

    /// Puts the works in the order of the bibliography and numbers them; returns that order.
    fn arrange(&mut self) -> Vec<usize> {
        let mut order = self.cited_order();
        let Some(bibliography) = &self.processor.style.bibliography else { return order };
        if bibliography.sort.is_empty() {
            return order;
        }
        let context =
            Context { names: &self.processor.bibliography_names, ..self.processor.context(Area::Sort, self.settings) };
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

    /// Finds out what tells works apart.
    fn distinguish(&mut self, order: &[usize]) {
        let style = self.processor.style;
        let rule = style.citation.given_name_rule();
        let context = self.processor.context(Area::Citation, self.settings);
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
        Context { levels, ..self.processor.context(Area::Citation, self.settings) }
    }

    fn citations(&self) -> Vec<Citation> {
        let printer = Printer {
            context: self.citation_context(),
            items: self.items,
            entries: &self.entries,
            narrative: &self.processor.narrative,
        };
        let collator = order::collator(&self.processor.terms.language);
        let print = |(cluster, places): (&Cluster, &Vec<Place>)| {
            let cites = self.sorted(cluster, places, collator.as_ref());
            let narrative = cluster.mode == ClusterMode::Narrative;
            let buffer = printer.cluster(cluster, &cites, narrative);
            let author = narrative.then(|| cites.first().map(|(cite, place)| printer.author(cite, *place))).flatten();
            let item = cites.first().and_then(|(cite, _)| self.items.get(cite.item));
            let finished = |buffer: &Buffer| finish(buffer, &self.processor.terms, item);
            Citation { author: author.as_ref().map(finished), text: finished(&buffer) }
        };
        self.clusters.iter().zip(&self.places).map(print).collect()
    }

    /// The cites of a cluster in the order of the style.
    fn sorted<'c>(
        &self,
        cluster: &'c Cluster,
        places: &[Place],
        collator: Option<&icu_collator::CollatorBorrowed<'_>>,
    ) -> Vec<(&'c Cite, Place)> {
        let mut cites: Vec<(&Cite, Place)> = cluster.cites.iter().zip(places.iter().copied()).collect();
        let keys = &self.processor.style.citation.sort;
        if keys.is_empty() || cites.len() < 2 || cluster.mode == ClusterMode::Narrative {
            return cites;
        }
        let context = self.processor.context(Area::Sort, self.settings);
        let mut with_values: Vec<(Vec<Value>, (&Cite, Place))> = cites
            .drain(..)
            .map(|(cite, place)| {
                let view = CiteView { locator: cite.locator.as_ref(), place };
                let values = match (self.items.get(cite.item), self.entries.get(cite.item)) {
                    (Some(item), Some(entry)) => order::values(context, keys, item, entry, Some(view)),
                    _ => Vec::new(),
                };
                (values, (cite, place))
            })
            .collect();
        // Cites that are equal are in the order of the bibliography.
        let number = |cite: &Cite| self.entries.get(cite.item).map_or(0, |entry| entry.number);
        with_values.sort_by(|(a, (first, _)), (b, (second, _))| {
            order::compare(keys, collator, a, b).then_with(|| number(first).cmp(&number(second)))
        });
        with_values.into_iter().map(|(_, cite)| cite).collect()
    }

    fn bibliography(&self, order: &[usize]) -> Vec<Reference> {
        let Some(bibliography) = &self.processor.style.bibliography else { return Vec::new() };
        let context = self.processor.context(Area::Bibliography, self.settings);
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
                text: finish(&printed, &self.processor.terms, Some(item)),
            });
            previous = Some(names);
            buffer = printed;
        }
        references
    }
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
