//! Finds the canonical listing of each category, to which the index links.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::{CanonicalRank, LinkTarget, Plan, PlannedList, canonical_rank};
use crate::directive::Directive;
use crate::library::Library;
use crate::query::GroupValue;

/// The rank of a listing of a category: first its canonical rank, then how few other categories it lists.
type Best = (CanonicalRank, Reverse<usize>);

/// The canonical listings of the categories in the lists recorded so far.
#[derive(Debug, Default)]
pub(super) struct CategoryLocations {
    best: FxHashMap<usize, Best>,
    canonical: FxHashMap<usize, CategoryLocation>,
}

/// The canonical listing of a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryLocation {
    /// The index of the chapter.
    pub chapter: usize,
    /// The id of the category's heading. Without a heading, the anchor of the first entry, unless the list is the first of
    /// its page.
    pub anchor: Option<String>,
    /// The anchor of its first entry, for links on the same page.
    pub entry: Option<String>,
}

impl CategoryLocations {
    /// Records a list. Of several with the same rank, the first is canonical.
    pub(super) fn add(&mut self, chapter: usize, directive: &Directive, list: &PlannedList) {
        let with_heading = categories_with_heading(directive, list);
        let shown = list.listing.categories.iter();
        let others = shown.filter(|&category| with_heading.iter().all(|(known, _)| known != category)).copied();
        let entry = list.anchors.iter().flatten().next();
        let first = entry.filter(|_| list.ordinal > 0);
        let without_heading: Vec<_> = others.map(|category| (category, first)).collect();
        let rank = (canonical_rank(directive), Reverse(with_heading.len() + without_heading.len()));
        for (category, anchor) in
            with_heading.into_iter().map(|(category, id)| (category, Some(id))).chain(without_heading)
        {
            if self.best.get(&category).is_none_or(|best| *best < rank) {
                self.best.insert(category, rank);
                self.canonical
                    .insert(category, CategoryLocation { chapter, anchor: anchor.cloned(), entry: entry.cloned() });
            }
        }
    }

    /// Returns the canonical listing of each category. A category that only contains others is at the page that lists
    /// all of them, if there is one.
    pub(super) fn canonical(self, library: &Library) -> FxHashMap<usize, CategoryLocation> {
        let mut canonical = self.canonical;
        for (category, outer) in library.categories.iter().enumerate() {
            if !library.category_papers(category).is_empty() {
                continue;
            }
            let is_inner = |id: &str| id.strip_prefix(outer.id.as_str()).is_some_and(|rest| rest.starts_with('/'));
            let inner = library.categories.iter().enumerate().filter(|(_, inner)| is_inner(&inner.id));
            let listed = inner.filter(|(inner, _)| !library.category_papers(*inner).is_empty());
            let chapters: Option<Vec<_>> =
                listed.map(|(inner, _)| canonical.get(&inner).map(|location| location.chapter)).collect();
            let Some(&chapter) = chapters.as_deref().and_then(<[usize]>::first) else { continue };
            if chapters.is_some_and(|chapters| chapters.iter().all(|other| *other == chapter)) {
                let own = canonical.get(&category).filter(|location| location.chapter == chapter);
                let location = own.cloned().unwrap_or(CategoryLocation { chapter, anchor: None, entry: None });
                canonical.insert(category, location);
            }
        }
        canonical
    }
}

/// Returns the categories that are listed completely under a heading, each with the id of the heading.
fn categories_with_heading<'l>(directive: &Directive, list: &'l PlannedList) -> Vec<(usize, &'l String)> {
    let all = directive.selects_everything();
    let mut ids = list.headings.iter();
    let mut with_heading = Vec::new();
    for group in &list.listing.groups {
        let Some(id) = ids.by_ref().next() else { break };
        // The ids of the groups within it come before the next one's.
        ids.by_ref().take(group.groups.len()).for_each(drop);
        if let Some(GroupValue::Category(category)) = group.value
            && (all || list.listing.categories.contains(&category))
        {
            with_heading.push((category, id));
        }
    }
    with_heading
}

impl Plan {
    /// The relative path from a chapter's file to the chapter that lists a category, or `None` if there is no other.
    pub fn category_path(&self, from: usize, category: usize) -> Option<String> {
        self.markdown_path(from, self.category_locations.get(&category)?.chapter)
    }

    /// The link from a chapter's page to the canonical listing of a category, or `None` if it has none.
    pub fn category_href(&self, from: usize, category: usize) -> Option<String> {
        let location = self.category_locations.get(&category)?;
        let entry = location.entry.as_ref().filter(|_| from == location.chapter);
        let anchor = location.anchor.as_ref().or(entry).cloned().unwrap_or_default();
        let target = LinkTarget { chapter: location.chapter, anchor };
        let href = self.href(from, &target)?;
        // A list without an anchor is the first of its page.
        Some(href.strip_suffix('#').filter(|page| !page.is_empty()).map_or_else(|| href.clone(), str::to_owned))
    }
}
