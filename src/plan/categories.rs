//! Where each category is listed, which the index links to.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::{CanonicalRank, Plan, PlannedList, Target, claim};
use crate::directive::Directive;
use crate::query::Shared;

/// The best list of a category so far, and how good it is: one that is marked or whole, and of few categories besides.
type Best = (CanonicalRank, Reverse<usize>);

/// The lists that categories are at home in.
#[derive(Debug, Default)]
pub(super) struct CategoryLocations {
    best: FxHashMap<usize, Best>,
    canonical: FxHashMap<usize, CategoryLocation>,
}

/// The list of a category that the index links to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryLocation {
    /// The index of the chapter.
    pub chapter: usize,
    /// The id of its heading; without one the anchor of its first entry, where the list is not the first of its page.
    pub anchor: Option<String>,
    /// The anchor of its first entry, for links on its own page, where the index may stand above it.
    pub entry: Option<String>,
}

impl CategoryLocations {
    /// Takes a list into account; the first among equals is kept.
    pub(super) fn claim(&mut self, chapter: usize, directive: &Directive, list: &PlannedList) {
        let headed = headed(directive, list);
        let shown = list.listing.categories.iter();
        let others = shown.filter(|&category| headed.iter().all(|(known, _)| known != category)).copied();
        let entry = list.anchors.iter().flatten().next();
        let first = entry.filter(|_| list.ordinal > 0);
        let unheaded: Vec<_> = others.map(|category| (category, first)).collect();
        let claim = (claim(directive), Reverse(headed.len() + unheaded.len()));
        for (category, anchor) in headed.into_iter().map(|(category, id)| (category, Some(id))).chain(unheaded) {
            if self.best.get(&category).is_none_or(|best| *best < claim) {
                self.best.insert(category, claim);
                self.canonical
                    .insert(category, CategoryLocation { chapter, anchor: anchor.cloned(), entry: entry.cloned() });
            }
        }
    }

    pub(super) fn canonical(self) -> FxHashMap<usize, CategoryLocation> {
        self.canonical
    }
}

/// The categories that stand whole under a heading of their own, each with the id of that.
fn headed<'l>(directive: &Directive, list: &'l PlannedList) -> Vec<(usize, &'l String)> {
    let all = directive.is_of_all();
    let mut ids = list.headings.iter();
    let mut headed = Vec::new();
    for group in &list.listing.groups {
        let Some(id) = ids.by_ref().next() else { break };
        // The ids of the groups within it come before the next one's.
        ids.by_ref().take(group.groups.len()).for_each(drop);
        if let Some(Shared::Category(category)) = group.shared
            && (all || list.listing.categories.contains(&category))
        {
            headed.push((category, id));
        }
    }
    headed
}

impl Plan {
    /// The way from a chapter's Markdown to the one that lists a category; none where nothing else does.
    pub fn shelf_path(&self, from: usize, category: usize) -> Option<String> {
        self.markdown_path(from, self.category_locations.get(&category)?.chapter)
    }

    /// The address of a category's list as a link from a chapter's page has it; none where nothing lists it.
    pub fn shelf_href(&self, from: usize, category: usize) -> Option<String> {
        let home = self.category_locations.get(&category)?;
        let entry = home.entry.as_ref().filter(|_| from == home.chapter);
        let anchor = home.anchor.as_ref().or(entry).cloned().unwrap_or_default();
        let target = Target { chapter: home.chapter, anchor };
        let href = self.href(from, &target)?;
        // On its own page a list without an anchor is at the top.
        Some(href.strip_suffix('#').filter(|page| !page.is_empty()).map_or_else(|| href.clone(), str::to_owned))
    }
}
