//! Where each category is listed, which the index links to.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::{Claim, List, Plan, Target, claim};
use crate::directive::Directive;

/// The best list of a category so far, and how good it is: one that is marked or whole, and of few categories besides.
type Best = (Claim, Reverse<usize>);

/// The lists that categories are at home in.
#[derive(Debug, Default)]
pub(super) struct Shelves {
    best: HashMap<usize, Best>,
    homes: HashMap<usize, ShelfHome>,
}

/// The list of a category that the index links to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfHome {
    /// The index of the chapter.
    pub chapter: usize,
    /// The anchor of the first entry, where the list is not the first of its page.
    pub anchor: Option<String>,
}

impl Shelves {
    /// Takes a list into account; the first among equals is kept.
    pub(super) fn claim(&mut self, chapter: usize, directive: &Directive, list: &List) {
        let categories = &list.listing.categories;
        let claim = (claim(directive), Reverse(categories.len()));
        for &category in categories {
            if self.best.get(&category).is_none_or(|best| *best < claim) {
                self.best.insert(category, claim);
                let first = list.anchors.iter().flatten().next().cloned();
                let anchor = first.filter(|_| list.ordinal > 0);
                self.homes.insert(category, ShelfHome { chapter, anchor });
            }
        }
    }

    pub(super) fn homes(self) -> HashMap<usize, ShelfHome> {
        self.homes
    }
}

impl Plan {
    /// The way from a chapter's Markdown to the one that lists a category; none where nothing else does.
    pub fn shelf_path(&self, from: usize, category: usize) -> Option<String> {
        self.markdown_path(from, self.shelves.get(&category)?.chapter)
    }

    /// The address of a category's list as a link from a chapter's page has it; none where nothing lists it.
    pub fn shelf_href(&self, from: usize, category: usize) -> Option<String> {
        let home = self.shelves.get(&category)?;
        let target = Target { chapter: home.chapter, anchor: home.anchor.clone().unwrap_or_default() };
        let href = self.href(from, &target)?;
        // On its own page a list without an anchor is at the top.
        Some(href.strip_suffix('#').filter(|page| !page.is_empty()).map_or_else(|| href.clone(), str::to_owned))
    }
}
