//! Grouping: papers that share something stand together, on one level or two.
//!
//! A paper with several tags, authors or categories stands in each of their groups.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::normalize::normalize;
use super::select::Selection;
use super::{Group, Listing, Query, Shared};
use crate::directive::{GroupSort, Options};
use crate::paper::{Field, FieldValue, Paper, Person};

/// What makes papers one group.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Same {
    Number(usize),
    /// Folded.
    Text(String),
}

/// A group before it is known which of its papers are shown.
struct Bundle {
    shared: Option<Shared>,
    /// The paper that the wording of `shared` is from: the first in the data.
    worded_by: usize,
    papers: Vec<usize>,
    within: Vec<Bundle>,
}

/// Groups the selected papers, which are in order, and leaves those that `offset` and `limit` allow.
///
/// They count papers in the order they are shown; one that stands in several groups counts where it stands first, and is
/// shown in each of them or in none. What they leave out is given beside.
pub(super) fn group(query: &Query, selection: Selection, options: &Options) -> (Listing, Vec<usize>) {
    let Selection { papers, categories, all } = selection;
    let only = (!all && !categories.is_empty()).then_some(categories.as_slice());
    let offset = options.offset.unwrap_or(0);
    let end = options.limit.map_or(usize::MAX, |limit| offset.saturating_add(limit));
    if options.group.is_empty() {
        let (mut shown, mut cut) = (papers, Vec::new());
        cut.extend(shown.drain(..offset.min(shown.len())));
        cut.extend(shown.drain((end - offset).min(shown.len())..));
        return (Listing { papers: shown, categories, groups: Vec::new() }, cut);
    }
    let bundles = bundle(query, &papers, &options.group, only, options.group_sort);
    let mut rank = HashMap::new();
    let mut order: Vec<usize> = Vec::new();
    for paper in flat(&bundles) {
        rank.entry(paper).or_insert_with(|| {
            order.push(paper);
            order.len() - 1
        });
    }
    let stays = |paper: usize| (offset..end).contains(&rank[&paper]);
    order.retain(|&paper| !stays(paper));
    let mut listing = Listing { papers: Vec::new(), categories, groups: Vec::new() };
    listing.groups = lay_out(bundles, &options.group, &stays, &mut listing.papers);
    (listing, order)
}

/// The groups as they are shown, their papers added to `papers`; those that nothing is left of are gone.
fn lay_out(
    bundles: Vec<Bundle>,
    fields: &[Field],
    stays: &dyn Fn(usize) -> bool,
    papers: &mut Vec<usize>,
) -> Vec<Group> {
    let mut groups = Vec::new();
    for bundle in bundles {
        let start = papers.len();
        let within = if bundle.within.is_empty() {
            papers.extend(bundle.papers.into_iter().filter(|&paper| stays(paper)));
            Vec::new()
        } else {
            lay_out(bundle.within, &fields[1..], stays, papers)
        };
        if papers.len() > start {
            groups.push(Group { field: fields[0], shared: bundle.shared, papers: start..papers.len(), groups: within });
        }
    }
    groups
}

/// Every paper as often as it stands in groups, in their order.
fn flat(bundles: &[Bundle]) -> Vec<usize> {
    let papers = |bundle: &Bundle| if bundle.within.is_empty() { bundle.papers.clone() } else { flat(&bundle.within) };
    bundles.iter().flat_map(papers).collect()
}

fn bundle(
    query: &Query,
    papers: &[usize],
    fields: &[Field],
    only: Option<&[usize]>,
    order: Option<GroupSort>,
) -> Vec<Bundle> {
    let Some((&field, rest)) = fields.split_first() else { return Vec::new() };
    let mut bundles: Vec<Bundle> = Vec::new();
    let mut places: HashMap<Option<Same>, usize> = HashMap::new();
    for &paper in papers {
        let mut values: Vec<_> =
            values(query, &query.library.papers[paper], field, only).into_iter().map(Some).collect();
        if values.is_empty() {
            values.push(None);
        }
        for value in values {
            let (same, shared) = value.unzip();
            let place = *places.entry(same).or_insert(bundles.len());
            if place == bundles.len() {
                bundles.push(Bundle { shared, worded_by: paper, papers: vec![paper], within: Vec::new() });
                continue;
            }
            let bundle = &mut bundles[place];
            if paper < bundle.worded_by {
                (bundle.shared, bundle.worded_by) = (shared, paper);
            }
            if bundle.papers.last() != Some(&paper) {
                bundle.papers.push(paper);
            }
        }
    }
    arrange(query, field, &mut bundles, order);
    for bundle in &mut bundles {
        bundle.within = self::bundle(query, &bundle.papers, rest, only, order);
    }
    bundles
}

/// Puts groups in order; the one without the field comes last in any.
fn arrange(query: &Query, field: Field, bundles: &mut [Bundle], order: Option<GroupSort>) {
    let order = order.unwrap_or(if field == Field::Year { GroupSort::Descending } else { GroupSort::Ascending });
    bundles.sort_by_cached_key(|bundle| {
        let rank = bundle.shared.as_ref().map(|shared| rank(query, shared));
        let count = if order == GroupSort::Count { bundle.papers.len() } else { 0 };
        Ranked { rank, count, descending: order == GroupSort::Descending }
    });
}

#[derive(PartialEq, Eq)]
struct Ranked {
    rank: Option<Box<[u8]>>,
    count: usize,
    descending: bool,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.rank, &other.rank) {
            (Some(a), Some(b)) if self.descending => b.cmp(a),
            (Some(a), Some(b)) => other.count.cmp(&self.count).then_with(|| a.cmp(b)),
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Where a group stands among others: years and statuses as they follow, shelves as the library has them, the rest as the
/// language of the book has it.
fn rank(query: &Query, shared: &Shared) -> Box<[u8]> {
    let number = |number: usize| number.to_be_bytes().into();
    let text = |text: &str| [&*query.collation.key(text), &[0], normalize(text).as_bytes()].concat().into();
    match shared {
        Shared::Name(person) => {
            let name = query.collation.name_key(std::slice::from_ref(person), None);
            [&*name, normalize(&person.to_string()).as_bytes()].concat().into()
        }
        Shared::Category(category) => number(*category),
        Shared::Status(status) => number(*status as usize),
        Shared::Tag(name) | Shared::Type(name) | Shared::Text(name) => text(name),
        Shared::DatePart(part) => number(usize::from(*part)),
    }
}

/// The values of a field that a paper is grouped by, each with what makes it the same as another's.
fn values(query: &Query, paper: &Paper, field: Field, only: Option<&[usize]>) -> Vec<(Same, Shared)> {
    let text = |name: &str, shared: fn(String) -> Shared| (Same::Text(normalize(name)), shared(name.to_owned()));
    let Some(value) = field.value(paper) else { return Vec::new() };
    match value {
        FieldValue::Names(people) => {
            let same = |person: &Person| Same::Text(normalize(&person.to_string()));
            people.iter().map(|person| (same(person), Shared::Name(person.clone()))).collect()
        }
        FieldValue::Categories(ids) => {
            let categories = ids.iter().filter_map(|id| query.library.category(id));
            let asked = |category: &usize| only.is_none_or(|only| only.contains(category));
            let (asked, others): (Vec<_>, Vec<_>) = categories.partition(asked);
            // A paper that was selected by its key is grouped by its own categories.
            let own = if asked.is_empty() { others } else { asked };
            own.into_iter().map(|category| (Same::Number(category), Shared::Category(category))).collect()
        }
        FieldValue::Status(status) => vec![(Same::Number(status as usize), Shared::Status(status))],
        FieldValue::Tags(tags) => tags.iter().map(|tag| text(tag, Shared::Tag)).collect(),
        FieldValue::Type(kind) => vec![text(kind, Shared::Type)],
        FieldValue::DatePart(part, _) => vec![(Same::Number(usize::from(part)), Shared::DatePart(part))],
        FieldValue::Title(_)
        | FieldValue::Text(_)
        | FieldValue::Number(_)
        | FieldValue::Markdown(_)
        | FieldValue::Date(_)
        | FieldValue::Links(_)
        | FieldValue::Translations(_)
        | FieldValue::Custom(_) => vec![text(&value.to_text(), Shared::Text)],
    }
}
