//! Plans the lists of one page: anchors are unique, and numbers can continue from one list to the next.

use std::collections::HashMap;

use rustc_hash::FxHashSet;

use super::{CitedWorks, PlannedList, anchor, reference_anchor};
use crate::directive::Directive;
use crate::library::Library;
use crate::options::Numbered;
use crate::query::{Group, GroupValue, Listing};

/// The lists of a page so far.
#[derive(Default)]
pub(super) struct Page {
    /// The papers in its lists.
    pub(super) listed: FxHashSet<usize>,
    /// The papers in its references.
    pub(super) referenced: FxHashSet<usize>,
    /// The names of headings, without the prefix of anchors, and the last number appended to each.
    heading_names: HashMap<String, usize>,
    lists: usize,
    /// The number after the last one used.
    next_number: Option<usize>,
}

impl Page {
    /// Plans a list. `numbered` applies if the directive does not set `numbered`.
    pub(super) fn list(
        &mut self,
        library: &Library,
        listing: Listing,
        directive: &Directive,
        numbered: bool,
    ) -> PlannedList {
        let start = directive.options.start.unwrap_or(1);
        let first = match directive.options.numbered {
            Some(Numbered::Yes) => Some(start),
            Some(Numbered::No) => None,
            Some(Numbered::Continue) => Some(self.next_number.unwrap_or(start)),
            None => numbered.then_some(start),
        };
        if let Some(first) = first {
            self.next_number = Some(first.saturating_add(listing.papers.len()));
        }
        let anchor = |paper: &usize| self.listed.insert(*paper).then(|| anchor(library.papers.key(*paper)));
        let anchors = listing.papers.iter().map(anchor).collect();
        let mut headings = Vec::new();
        self.headings(library, &listing.groups, "", &mut headings);
        let ordinal = self.ordinal();
        PlannedList { listing, anchors, headings, first, ordinal, ..PlannedList::default() }
    }

    /// Plans references, numbered as in `works`.
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

    /// Appends the ids of the headings of groups: the fields and values of the group and the groups around it, such as
    /// `papers-year-2023`, with a number appended if the page or a paper has the id.
    fn headings(&mut self, library: &Library, groups: &[Group], around: &str, ids: &mut Vec<String>) {
        for group in groups {
            let value = match &group.value {
                None => "none".to_owned(),
                Some(GroupValue::Name(person)) => person.to_string(),
                Some(GroupValue::Category(category)) => library.categories[*category].id.clone(),
                Some(GroupValue::Status(status)) => status.as_str().to_owned(),
                Some(GroupValue::Tag(words) | GroupValue::Type(words) | GroupValue::Text(words)) => {
                    words.to_lowercase()
                }
                Some(GroupValue::DatePart(part)) => part.to_string(),
            };
            let words = value.split_whitespace().collect::<Vec<_>>().join("-");
            let name = format!("{around}{}-{words}", group.field.group_name());
            let mut free = name.clone();
            let mut nth = self.heading_names.get(&name).copied().unwrap_or(1);
            while library.paper(&free).is_some() || self.heading_names.contains_key(&free) {
                nth += 1;
                free = format!("{name}-{nth}");
            }
            ids.push(anchor(&free));
            self.heading_names.insert(free, 1);
            self.heading_names.insert(name.clone(), nth);
            self.headings(library, &group.groups, &format!("{name}-"), ids);
        }
    }

    fn ordinal(&mut self) -> usize {
        self.lists += 1;
        self.lists - 1
    }
}
