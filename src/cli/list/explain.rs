//! For what reason a list is as it is: what left papers out, what orders them, how they are grouped.

use std::fmt::Write as _;

use super::{Answer, table, written};
use crate::options::GroupSort;
use crate::paper::Field;
use crate::query::Group;

/// How many papers are named of those that one filter, or the limit, left out.
const NAMED: usize = 10;

/// The reasons, a paragraph each, with a blank line before them.
pub(super) fn text(answer: &Answer<'_>) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = selected(answer, &mut out);
    let _ = dropped(answer, &mut out);
    let _ = cut(answer, &mut out);
    let _ = order(answer, &mut out);
    let _ = groups(answer, &mut out);
    if answer.trace.listing.papers.is_empty() { out.trim_start().to_owned() } else { out }
}

fn selected(answer: &Answer<'_>, out: &mut String) -> std::fmt::Result {
    let trace = &answer.trace;
    let mut shown = trace.listing.papers.clone();
    shown.sort_unstable();
    shown.dedup();
    let all = shown.len() + trace.dropped.len() + trace.cut.len();
    let selectors = &answer.directive.selectors;
    let selectors: Vec<_> =
        selectors.iter().map(|selector| format!("`{}`", &answer.source.text[selector.span.range()])).collect();
    let by = if selectors.is_empty() { "all there are".to_owned() } else { format!("by {}", selectors.join(", ")) };
    writeln!(out, "\nSelected: {}, {by}. Shown: {}.", papers(all), shown.len())
}

/// The papers that filters left out, those first that a single filter keeps away.
fn dropped(answer: &Answer<'_>, out: &mut String) -> std::fmt::Result {
    let filters = &answer.directive.options.filters;
    for (nth, filter) in filters.iter().enumerate() {
        let by = answer.trace.dropped.iter().filter(|dropped| dropped.filters.contains(&nth));
        let (near, far): (Vec<_>, Vec<_>) = by.partition(|dropped| dropped.filters.len() == 1);
        let name = written(answer, filter.value.name(), filter.span);
        writeln!(out, "\nLeft out by `{name}`: {}.", papers(near.len() + far.len()))?;
        let near: Vec<_> = near.iter().map(|dropped| dropped.paper).collect();
        if !far.is_empty() && !near.is_empty() {
            writeln!(out, "By it alone: {}.", near.len())?;
        }
        some(answer, &near, out)?;
    }
    Ok(())
}

fn cut(answer: &Answer<'_>, out: &mut String) -> std::fmt::Result {
    let options = &answer.directive.options;
    if options.offset.is_none() && options.limit.is_none() {
        return Ok(());
    }
    let names = [("offset", options.offset), ("limit", options.limit)];
    let names: Vec<_> =
        names.iter().filter_map(|(name, value)| value.map(|value| format!("`{name}={value}`"))).collect();
    writeln!(out, "\nLeft out by {}: {}.", names.join(" and "), papers(answer.trace.cut.len()))?;
    some(answer, &answer.trace.cut, out)
}

fn some(answer: &Answer<'_>, papers: &[usize], out: &mut String) -> std::fmt::Result {
    table::aside(answer, &papers[..papers.len().min(NAMED)], out);
    if papers.len() > NAMED {
        writeln!(out, "  and {} more", papers.len() - NAMED)?;
    }
    Ok(())
}

fn order(answer: &Answer<'_>, out: &mut String) -> std::fmt::Result {
    let keys = &answer.directive.options.sort;
    if !keys.is_empty() {
        let fields = keys.iter().map(|key| {
            let direction = if key.descending { ", last to first" } else { "" };
            let note = if key.field == Field::Authors { " (family names, or `sort-name`)" } else { "" };
            format!("`{}`{note}{direction}", key.field.name())
        });
        let fields = fields.collect::<Vec<_>>().join("; then ");
        return writeln!(out, "\nOrder: by {fields}; papers without the field come last, ties go by key.");
    }
    let categories = &answer.trace.listing.categories;
    let library = answer.query.library();
    let ordered: Vec<_> = categories
        .iter()
        .filter(|&&category| !library.categories[category].order.is_empty())
        .map(|&category| format!("`{}`", library.categories[category].id))
        .collect();
    let several = answer.directive.selectors.len() > 1;
    let selectors = if several { "selector by selector, each " } else { "" };
    match ordered.as_slice() {
        [] => writeln!(out, "\nOrder: {selectors}as in the data files; no `sort` is given."),
        shelves => writeln!(
            out,
            "\nOrder: {selectors}as in the data files, after what `order` puts first on {}; no `sort` is given.",
            shelves.join(", ")
        ),
    }
}

fn groups(answer: &Answer<'_>, out: &mut String) -> std::fmt::Result {
    let options = &answer.directive.options;
    for (level, field) in options.group.iter().enumerate() {
        let order = match options.group_sort {
            Some(GroupSort::Count) => "the largest first",
            Some(GroupSort::Descending) => "last to first",
            None if *field == Field::Year => "last to first",
            Some(GroupSort::Ascending) | None if *field == Field::Categories => "as the library has them",
            Some(GroupSort::Ascending) | None => "first to last",
        };
        let begin = if level == 0 { "\nGroups:" } else { "Within them:" };
        writeln!(out, "{begin} by `{}`, {order}; papers without it come last.", field.group_name())?;
    }
    let repeated = repeated(&answer.trace.listing.groups, answer);
    if repeated > 0 {
        writeln!(
            out,
            "{} in several groups, and counts once for `limit` and `offset`.",
            match repeated {
                1 => "1 paper stands".to_owned(),
                count => format!("{count} papers stand"),
            }
        )?;
    }
    Ok(())
}

fn repeated(groups: &[Group], answer: &Answer<'_>) -> usize {
    let listing = &answer.trace.listing;
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
