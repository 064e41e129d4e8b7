//! Groups papers by the values of one field or two.
//!
//! A paper with several tags, authors or categories belongs to the group of each.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::normalize::normalize;
use super::select::Selection;
use super::{Group, GroupValue, Listing, Query};
use crate::options::{GroupSort, Options};
use crate::paper::{Field, FieldValue, Paper, Person};

/// What decides whether two values belong to the same group.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum GroupKey {
    Number(usize),
    /// Normalized text.
    Text(String),
}

/// A group before `offset` and `limit` are applied.
struct Bundle {
    value: Option<GroupValue>,
    /// The paper whose spelling `value` has: the first in the data.
    spelled_by: usize,
    papers: Vec<usize>,
    groups: Vec<Bundle>,
}

/// Groups the selected papers, which are in order, and applies `offset` and `limit`. Returns the listing and the papers cut
/// from it.
///
/// `offset` and `limit` count papers in the order of the groups. A paper in several groups counts where it occurs first,
/// and is in each of its groups or in none.
pub(super) fn group(query: &Query, selection: Selection, options: &Options) -> (Listing, Vec<usize>) {
    let Selection { papers, categories, all } = selection;
    let selected = (!all && !categories.is_empty()).then_some(categories.as_slice());
    let offset = options.offset.unwrap_or(0);
    let end = options.limit.map_or(usize::MAX, |limit| offset.saturating_add(limit));
    if options.group.is_empty() {
        let (mut listed, mut cut) = (papers, Vec::new());
        cut.extend(listed.drain(..offset.min(listed.len())));
        cut.extend(listed.drain((end - offset).min(listed.len())..));
        return (Listing { papers: listed, categories, groups: Vec::new() }, cut);
    }
    let bundles = bundle(query, &papers, &options.group, selected, options.group_sort);
    let mut rank = HashMap::new();
    let mut order: Vec<usize> = Vec::new();
    for paper in flatten(&bundles) {
        rank.entry(paper).or_insert_with(|| {
            order.push(paper);
            order.len() - 1
        });
    }
    let is_listed = |paper: usize| (offset..end).contains(&rank[&paper]);
    order.retain(|&paper| !is_listed(paper));
    let mut listing = Listing { papers: Vec::new(), categories, groups: Vec::new() };
    listing.groups = build(bundles, &options.group, &is_listed, &mut listing.papers);
    (listing, order)
}

/// Builds the groups of the listed papers and appends their papers to `papers`. Empty groups are removed.
fn build(
    bundles: Vec<Bundle>,
    fields: &[Field],
    is_listed: &dyn Fn(usize) -> bool,
    papers: &mut Vec<usize>,
) -> Vec<Group> {
    let mut groups = Vec::new();
    for bundle in bundles {
        let start = papers.len();
        let inner = if bundle.groups.is_empty() {
            papers.extend(bundle.papers.into_iter().filter(|&paper| is_listed(paper)));
            Vec::new()
        } else {
            build(bundle.groups, &fields[1..], is_listed, papers)
        };
        if papers.len() > start {
            groups.push(Group { field: fields[0], value: bundle.value, papers: start..papers.len(), groups: inner });
        }
    }
    groups
}

/// The papers of all groups in order, each as often as it occurs.
fn flatten(bundles: &[Bundle]) -> Vec<usize> {
    let papers =
        |bundle: &Bundle| if bundle.groups.is_empty() { bundle.papers.clone() } else { flatten(&bundle.groups) };
    bundles.iter().flat_map(papers).collect()
}

/// Puts papers into the groups of the first field, and the papers of each into those of the next.
fn bundle(
    query: &Query,
    papers: &[usize],
    fields: &[Field],
    selected: Option<&[usize]>,
    order: Option<GroupSort>,
) -> Vec<Bundle> {
    let Some((&field, rest)) = fields.split_first() else { return Vec::new() };
    let mut bundles: Vec<Bundle> = Vec::new();
    let mut indices: HashMap<Option<GroupKey>, usize> = HashMap::new();
    for &paper in papers {
        let mut values: Vec<_> =
            values(query, &query.library.papers[paper], field, selected).into_iter().map(Some).collect();
        if values.is_empty() {
            values.push(None);
        }
        for value in values {
            let (key, value) = value.unzip();
            let index = *indices.entry(key).or_insert(bundles.len());
            if index == bundles.len() {
                bundles.push(Bundle { value, spelled_by: paper, papers: vec![paper], groups: Vec::new() });
                continue;
            }
            let bundle = &mut bundles[index];
            if paper < bundle.spelled_by {
                (bundle.value, bundle.spelled_by) = (value, paper);
            }
            if bundle.papers.last() != Some(&paper) {
                bundle.papers.push(paper);
            }
        }
    }
    sort(query, field, &mut bundles, order);
    for bundle in &mut bundles {
        bundle.groups = self::bundle(query, &bundle.papers, rest, selected, order);
    }
    bundles
}

/// Sorts groups. The group of papers without the field is last in every order.
fn sort(query: &Query, field: Field, bundles: &mut [Bundle], order: Option<GroupSort>) {
    let order = order.unwrap_or(if field == Field::Year { GroupSort::Descending } else { GroupSort::Ascending });
    bundles.sort_by_cached_key(|bundle| {
        let key = bundle.value.as_ref().map(|value| sort_key(query, value));
        let count = if order == GroupSort::Count { bundle.papers.len() } else { 0 };
        Rank { key, count, descending: order == GroupSort::Descending }
    });
}

#[derive(PartialEq, Eq)]
struct Rank {
    key: Option<Box<[u8]>>,
    count: usize,
    descending: bool,
}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.key, &other.key) {
            (Some(a), Some(b)) if self.descending => b.cmp(a),
            (Some(a), Some(b)) => other.count.cmp(&self.count).then_with(|| a.cmp(b)),
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Bytes that compare as groups are ordered: numbers and statuses by value, categories as in the library, texts by the
/// rules of the book's language.
fn sort_key(query: &Query, value: &GroupValue) -> Box<[u8]> {
    let number = |number: usize| number.to_be_bytes().into();
    let text = |text: &str| [&*query.collation.key(text), &[0], normalize(text).as_bytes()].concat().into();
    match value {
        GroupValue::Name(person) => {
            let name = query.collation.name_key(std::slice::from_ref(person), None);
            [&*name, normalize(&person.to_string()).as_bytes()].concat().into()
        }
        GroupValue::Category(category) => number(*category),
        GroupValue::Status(status) => number(*status as usize),
        GroupValue::Tag(name) | GroupValue::Type(name) | GroupValue::Text(name) => text(name),
        GroupValue::DatePart(part) => number(usize::from(*part)),
    }
}

/// The groups that a paper belongs to. Of its categories, only the selected ones count if it has any of them.
fn values(query: &Query, paper: &Paper, field: Field, selected: Option<&[usize]>) -> Vec<(GroupKey, GroupValue)> {
    let text = |text: &str, value: fn(String) -> GroupValue| (GroupKey::Text(normalize(text)), value(text.to_owned()));
    let Some(value) = field.value(paper) else { return Vec::new() };
    match value {
        FieldValue::Names(people) => {
            let key = |person: &Person| GroupKey::Text(normalize(&person.to_string()));
            people.iter().map(|person| (key(person), GroupValue::Name(person.clone()))).collect()
        }
        FieldValue::Categories(ids) => {
            let categories = ids.iter().filter_map(|id| query.library.category(id));
            let is_selected = |category: &usize| selected.is_none_or(|selected| selected.contains(category));
            let (selected, others): (Vec<_>, Vec<_>) = categories.partition(is_selected);
            // A paper that was selected by its key may be in none of the selected categories.
            let categories = if selected.is_empty() { others } else { selected };
            let value = |category| (GroupKey::Number(category), GroupValue::Category(category));
            categories.into_iter().map(value).collect()
        }
        FieldValue::Status(status) => vec![(GroupKey::Number(status as usize), GroupValue::Status(status))],
        FieldValue::Tags(tags) => tags.iter().map(|tag| text(tag, GroupValue::Tag)).collect(),
        FieldValue::Type(kind) => vec![text(kind, GroupValue::Type)],
        FieldValue::DatePart(part, _) => vec![(GroupKey::Number(usize::from(part)), GroupValue::DatePart(part))],
        FieldValue::Title(_)
        | FieldValue::Text(_)
        | FieldValue::Number(_)
        | FieldValue::Markdown(_)
        | FieldValue::Date(_)
        | FieldValue::Day(_)
        | FieldValue::Links(_)
        | FieldValue::Translations(_)
        | FieldValue::Custom(_) => vec![text(&value.to_text(), GroupValue::Text)],
    }
}
