//! Explains a listing: which filters excluded papers, and how it is sorted and grouped.

use std::fmt::Write as _;

use super::{ListResult, table, written};
use crate::options::GroupSort;
use crate::paper::Field;
use crate::query::Group;

/// The maximum number of excluded papers that are listed per filter.
const MAX_LISTED: usize = 10;

/// Returns the explanation: one paragraph per topic, each after an empty line.
pub(super) fn text(result: &ListResult<'_>) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = selected(result, &mut out);
    let _ = dropped(result, &mut out);
    let _ = cut(result, &mut out);
    let _ = order(result, &mut out);
    let _ = groups(result, &mut out);
    if result.trace.listing.papers.is_empty() { out.trim_start().to_owned() } else { out }
}

fn selected(result: &ListResult<'_>, out: &mut String) -> std::fmt::Result {
    let trace = &result.trace;
    let mut shown = trace.listing.papers.clone();
    shown.sort_unstable();
    shown.dedup();
    let all = shown.len() + trace.dropped.len() + trace.cut.len();
    let selectors = &result.directive.selectors;
    let selectors: Vec<_> =
        selectors.iter().map(|selector| format!("`{}`", &result.source.text[selector.span.range()])).collect();
    let by = if selectors.is_empty() { "all papers".to_owned() } else { format!("by {}", selectors.join(", ")) };
    writeln!(out, "\nSelected: {}, {by}. Shown: {}.", papers(all), shown.len())
}

/// Writes the papers that each filter alone excluded, and those that several filters excluded.
fn dropped(result: &ListResult<'_>, out: &mut String) -> std::fmt::Result {
    let filters = &result.directive.options.filters;
    for (nth, filter) in filters.iter().enumerate() {
        let by = result.trace.dropped.iter().filter(|dropped| dropped.filters.contains(&nth));
        let (by_one, by_several): (Vec<_>, Vec<_>) = by.partition(|dropped| dropped.filters.len() == 1);
        let name = written(result, filter.value.name(), filter.span);
        writeln!(out, "\nExcluded by `{name}`: {}.", papers(by_one.len() + by_several.len()))?;
        let by_one: Vec<_> = by_one.iter().map(|dropped| dropped.paper).collect();
        if !by_several.is_empty() && !by_one.is_empty() {
            writeln!(out, "By this filter alone: {}.", by_one.len())?;
        }
        list_some(result, &by_one, out)?;
    }
    let by_several = result.trace.dropped.iter().filter(|dropped| dropped.filters.len() > 1);
    let by_several: Vec<_> = by_several.map(|dropped| dropped.paper).collect();
    if !by_several.is_empty() {
        writeln!(out, "\nExcluded by several filters: {}.", papers(by_several.len()))?;
        list_some(result, &by_several, out)?;
    }
    Ok(())
}

fn cut(result: &ListResult<'_>, out: &mut String) -> std::fmt::Result {
    let options = &result.directive.options;
    if options.offset.is_none() && options.limit.is_none() {
        return Ok(());
    }
    let names = [("offset", options.offset), ("limit", options.limit)];
    let names: Vec<_> =
        names.iter().filter_map(|(name, value)| value.map(|value| format!("`{name}={value}`"))).collect();
    writeln!(out, "\nExcluded by {}: {}.", names.join(" and "), papers(result.trace.cut.len()))?;
    list_some(result, &result.trace.cut, out)
}

fn list_some(result: &ListResult<'_>, papers: &[usize], out: &mut String) -> std::fmt::Result {
    table::indented(result, &papers[..papers.len().min(MAX_LISTED)], out);
    if papers.len() > MAX_LISTED {
        writeln!(out, "  and {} more", papers.len() - MAX_LISTED)?;
    }
    Ok(())
}

fn order(result: &ListResult<'_>, out: &mut String) -> std::fmt::Result {
    let keys = &result.directive.options.sort;
    if !keys.is_empty() {
        let fields = keys.iter().map(|key| {
            let direction = if key.descending { ", descending" } else { "" };
            let note = if key.field == Field::Authors { " (family names, or `sort-name`)" } else { "" };
            format!("`{}`{note}{direction}", key.field.name())
        });
        let fields = fields.collect::<Vec<_>>().join("; then ");
        return writeln!(out, "\nOrder: by {fields}; papers without the field come last, ties are sorted by key.");
    }
    let categories = &result.trace.listing.categories;
    let library = result.query.library();
    let ordered: Vec<_> = categories
        .iter()
        .filter(|&&category| !library.categories[category].order.is_empty())
        .map(|&category| format!("`{}`", library.categories[category].id))
        .collect();
    let several = result.directive.selectors.len() > 1;
    let selectors = if several { "selector by selector, each " } else { "" };
    match ordered.as_slice() {
        [] => writeln!(out, "\nOrder: {selectors}the order of the data files; no `sort` is given."),
        ids => writeln!(
            out,
            "\nOrder: {selectors}the order of the data files, after the papers in `order` of {}; no `sort` is given.",
            ids.join(", ")
        ),
    }
}

fn groups(result: &ListResult<'_>, out: &mut String) -> std::fmt::Result {
    let options = &result.directive.options;
    for (level, field) in options.group.iter().enumerate() {
        let order = match options.group_sort {
            Some(GroupSort::Count) => "largest first",
            Some(GroupSort::Descending) => "descending",
            None if *field == Field::Year => "descending",
            Some(GroupSort::Ascending) | None if *field == Field::Categories => "in the order of the library",
            Some(GroupSort::Ascending) | None => "ascending",
        };
        let begin = if level == 0 { "\nGroups:" } else { "Within them:" };
        writeln!(out, "{begin} by `{}`, {order}; papers without it come last.", field.group_name())?;
    }
    let repeated = repeated(&result.trace.listing.groups, result);
    if repeated > 0 {
        writeln!(
            out,
            "{} in several groups; each counts once for `limit` and `offset`.",
            match repeated {
                1 => "1 paper is".to_owned(),
                count => format!("{count} papers are"),
            }
        )?;
    }
    Ok(())
}

fn repeated(groups: &[Group], result: &ListResult<'_>) -> usize {
    let listing = &result.trace.listing;
    if groups.is_empty() {
        return 0;
    }
    let mut shown = listing.papers.clone();
    shown.sort_unstable();
    let mut times = std::collections::BTreeMap::new();
    for paper in shown {
        *times.entry(paper).or_insert(0_usize) += 1;
    }
    times.values().filter(|&&times| times > 1).count()
}

fn papers(count: usize) -> String {
    format!("{count} paper{}", if count == 1 { "" } else { "s" })
}
