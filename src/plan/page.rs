//! What the lists of one page share: anchors, each given once, and numbers that run on.

use std::collections::HashSet;

use rustc_hash::FxHashSet;

use super::{CitedWorks, PlannedList, anchor, reference_anchor};
use crate::directive::{Directive, Numbered};
use crate::library::Library;
use crate::query::{Group, Listing, Shared};

/// The lists of a page so far.
#[derive(Default)]
pub(super) struct Page {
    /// The papers that its lists show.
    pub(super) listed: FxHashSet<usize>,
    /// The papers that its references show.
    pub(super) referenced: FxHashSet<usize>,
    /// What its headings are named after.
    named: HashSet<String>,
    lists: usize,
    /// One more than the last number given.
    next: Option<usize>,
}

impl Page {
    pub(super) fn list(
        &mut self,
        library: &Library,
        listing: Listing,
        directive: &Directive,
        numbered: bool,
    ) -> PlannedList {
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
        let mut headings = Vec::new();
        self.headings(library, &listing.groups, "", &mut headings);
        let ordinal = self.ordinal();
        PlannedList { listing, anchors, headings, first, ordinal, ..PlannedList::default() }
    }

    pub(super) fn references(
        &mut self,
        library: &Library,
        listing: Listing,
        works: &CitedWorks,
        of_book: bool,
    ) -> PlannedList {
        let anchor =
            |paper: &usize| self.referenced.insert(*paper).then(|| reference_anchor(library.papers.key(*paper)));
        let anchors = listing.papers.iter().map(anchor).collect();
        let numbers: Vec<_> = listing.papers.iter().map(|paper| works.numbers[paper]).collect();
        let first = numbers.first().copied();
        let mut headings = Vec::new();
        self.headings(library, &listing.groups, "", &mut headings);
        PlannedList {
            listing,
            anchors,
            headings,
            first,
            numbers,
            ordinal: self.ordinal(),
            is_references: true,
            of_book,
        }
    }

    /// The ids of the headings of groups: what the group and those around it share, as `papers-year-2023`, with a number
    /// behind it where the page has that id already or a paper could.
    fn headings(&mut self, library: &Library, groups: &[Group], around: &str, ids: &mut Vec<String>) {
        for group in groups {
            let shared = match &group.shared {
                None => "none".to_owned(),
                Some(Shared::Name(person)) => person.to_string(),
                Some(Shared::Category(category)) => library.categories[*category].id.clone(),
                Some(Shared::Status(status)) => status.as_str().to_owned(),
                Some(Shared::Tag(words) | Shared::Type(words) | Shared::Text(words)) => words.to_lowercase(),
                Some(Shared::DatePart(part)) => part.to_string(),
            };
            let words = shared.split_whitespace().collect::<Vec<_>>().join("-");
            let name = format!("{around}{}-{words}", group.field.group_name());
            let mut free = name.clone();
            let mut nth = 1;
            while library.paper(&free).is_some() || !self.named.insert(free.clone()) {
                nth += 1;
                free = format!("{name}-{nth}");
            }
            ids.push(anchor(&free));
            self.headings(library, &group.groups, &format!("{name}-"), ids);
        }
    }

    fn ordinal(&mut self) -> usize {
        self.lists += 1;
        self.lists - 1
    }
}
