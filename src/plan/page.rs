//! What the lists of one page share: anchors, each given once, and numbers that run on.

use std::collections::HashSet;

use super::{List, Works, anchor, reference_anchor};
use crate::directive::{Directive, Numbered};
use crate::library::Library;
use crate::query::Listing;

/// The lists of a page so far.
#[derive(Default)]
pub(super) struct Page {
    /// The papers that its lists show.
    pub(super) listed: HashSet<usize>,
    /// The papers that its references show.
    pub(super) referenced: HashSet<usize>,
    lists: usize,
    /// One more than the last number given.
    next: Option<usize>,
}

impl Page {
    pub(super) fn list(&mut self, library: &Library, listing: Listing, directive: &Directive, numbered: bool) -> List {
        let start = directive.options.start.unwrap_or(1);
        let first = match directive.options.numbered {
            Some(Numbered::Flag(flag)) => flag.then_some(start),
            Some(Numbered::Continue) => Some(self.next.unwrap_or(start)),
            None => numbered.then_some(start),
        };
        if let Some(first) = first {
            self.next = Some(first.saturating_add(listing.papers.len()));
        }
        let anchor = |paper: &usize| self.listed.insert(*paper).then(|| anchor(library.papers.key(*paper)));
        let anchors = listing.papers.iter().map(anchor).collect();
        List { listing, anchors, first, numbers: Vec::new(), ordinal: self.ordinal(), is_references: false }
    }

    pub(super) fn references(&mut self, library: &Library, papers: Vec<usize>, works: &Works) -> List {
        let anchor =
            |paper: &usize| self.referenced.insert(*paper).then(|| reference_anchor(library.papers.key(*paper)));
        let anchors = papers.iter().map(anchor).collect();
        let numbers: Vec<_> = papers.iter().map(|paper| works.numbers[paper]).collect();
        let listing = Listing { papers, ..Listing::default() };
        let first = numbers.first().copied();
        List { listing, anchors, first, numbers, ordinal: self.ordinal(), is_references: true }
    }

    fn ordinal(&mut self) -> usize {
        self.lists += 1;
        self.lists - 1
    }
}
