//! Duplicate works: papers with the same identifier, or the same title and year.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::LintedPaper;
use crate::diagnostic::{Code, Diagnostic};
use crate::identifier::{Arxiv, Doi, Identifier};
use crate::paper::{Paper, has_han};

/// The minimum length of a title that identifies a work; "Introduction" does not.
const MIN_TITLE_LENGTH: usize = 12;

/// Reports duplicates in papers with what identifies them.
pub(super) fn check(items: &[(LintedPaper<'_>, &WorkKeys)], diagnostics: &mut Vec<Diagnostic>) {
    let mut known = WorkIndex::default();
    for (index, (item, keys)) in items.iter().enumerate() {
        if let Some((first, why)) = known.find(keys) {
            diagnostics.push(duplicate(item, &items[first].0, &why));
        }
        known.add(index, keys);
    }
}

fn duplicate(item: &LintedPaper<'_>, first: &LintedPaper<'_>, why: &str) -> Diagnostic {
    let message = format!("`{}` is a duplicate of `{}`: {why}", item.paper.key, first.paper.key);
    item.at_key(Code::DuplicateWork, message)
        .help("keep one of them, with the categories of both")
        .related((&first.origin.source, first.origin.name()), "the other entry")
}

/// What identifies the work of a paper.
#[derive(Debug)]
pub struct WorkKeys {
    works: Vec<Identifier>,
    /// The normalized title and the year, if they identify a work.
    titled: Option<(String, u16)>,
    same_title: Arc<SameTitle>,
}

/// What distinguishes works with the same title and year.
#[derive(Debug)]
struct SameTitle {
    /// The normalized family names of the authors.
    authors: Vec<String>,
    place: Place,
}

impl SameTitle {
    fn may_be_same(&self, other: &Self) -> bool {
        may_have_common_author(&self.authors, &other.authors) && !self.place.differs_within_journal(&other.place)
    }
}

impl WorkKeys {
    /// Returns what identifies the work of a paper.
    pub fn of(paper: &Paper) -> Self {
        let same_title = Arc::new(SameTitle { authors: families(paper), place: Place::of(paper) });
        Self { works: works(paper), titled: titled(paper), same_title }
    }
}

/// A paper in the index of titles.
#[derive(Debug)]
struct TitledPaper {
    number: usize,
    same_title: Arc<SameTitle>,
}

/// Where a paper is in its journal.
#[derive(Debug, Default, PartialEq)]
struct Place {
    /// The normalized name of the journal.
    venue: Option<String>,
    volume: Option<String>,
    issue: Option<String>,
    /// The first page.
    page: Option<String>,
}

impl Place {
    fn of(paper: &Paper) -> Self {
        let page = |pages: &String| pages.split(['-', '–', ',']).next().unwrap_or_default().trim().to_owned();
        Self {
            venue: paper.venue.as_deref().map(normalized),
            volume: paper.volume.clone(),
            issue: paper.issue.clone(),
            page: paper.pages.as_ref().map(page),
        }
    }

    /// Returns whether both are different places of one journal, such as columns of the same title.
    fn differs_within_journal(&self, other: &Self) -> bool {
        let differ = |one: &Option<String>, other: &Option<String>| one.is_some() && other.is_some() && one != other;
        self.venue.is_some()
            && self.venue == other.venue
            && [(&self.volume, &other.volume), (&self.issue, &other.issue), (&self.page, &other.page)]
                .iter()
                .any(|(one, other)| differ(one, other))
    }
}

/// An index of papers that finds duplicates.
#[derive(Debug, Default)]
pub struct WorkIndex {
    works: FxHashMap<Identifier, usize>,
    titles: FxHashMap<(String, u16), Vec<TitledPaper>>,
}

impl WorkIndex {
    /// Returns the number of the first paper that is the same work, and the reason.
    pub fn find(&self, keys: &WorkKeys) -> Option<(usize, String)> {
        let same = |work: &Identifier| Some((*self.works.get(work)?, format!("both are {} {work}", work.registry())));
        keys.works.iter().find_map(same).or_else(|| {
            let titled = self.titles.get(keys.titled.as_ref()?)?;
            let first = titled.iter().find(|other| keys.same_title.may_be_same(&other.same_title))?;
            Some((first.number, "both have this title and year".to_owned()))
        })
    }

    /// Adds a paper with a number.
    pub fn add(&mut self, number: usize, keys: &WorkKeys) {
        for work in &keys.works {
            self.works.entry(work.clone()).or_insert(number);
        }
        if let Some(titled) = &keys.titled {
            let paper = TitledPaper { number, same_title: Arc::clone(&keys.same_title) };
            self.titles.entry(titled.clone()).or_default().push(paper);
        }
    }
}

/// Returns the normalized title and the year, if they identify a work.
fn titled(paper: &Paper) -> Option<(String, u16)> {
    let (title, year) = (normalized(&paper.title), paper.year()?);
    is_distinctive(&title).then_some((title, year))
}

/// Returns whether a normalized title is long enough to identify a work.
pub fn is_distinctive(title: &str) -> bool {
    let length = title.chars().count();
    length >= MIN_TITLE_LENGTH || has_han(title) && length >= MIN_TITLE_LENGTH / 2
}

fn families(paper: &Paper) -> Vec<String> {
    paper.authors.iter().map(|author| normalized(author.family())).collect()
}

/// Returns whether two papers may be the same work: they have a common author, or the authors of one are unknown.
fn may_have_common_author(a: &[String], b: &[String]) -> bool {
    a.is_empty() || b.is_empty() || a.iter().any(|one| b.contains(one))
}

/// Returns the works that a paper identifies: by its fields, and by its links if there is no field and the links agree.
fn works(paper: &Paper) -> Vec<Identifier> {
    let arxiv = paper.arxiv.as_deref().and_then(Identifier::parse).filter(is_arxiv);
    let doi = paper.doi.as_deref().and_then(Identifier::parse);
    let mut works: Vec<_> = arxiv.into_iter().chain(doi).map(|identifier| identifier.work()).collect();
    let linked: Vec<_> = paper
        .links
        .iter()
        .filter_map(|link| Identifier::in_url(&link.url))
        .map(|identifier| identifier.work())
        .collect();
    for work in &linked {
        let same_kind = |other: &&Identifier| other.registry() == work.registry();
        let agree = linked.iter().filter(same_kind).all(|other| other == work);
        if agree && !works.iter().any(|other| same_kind(&other)) {
            works.push(work.clone());
        }
    }
    works.dedup();
    works
}

fn is_arxiv(identifier: &Identifier) -> bool {
    matches!(identifier, Identifier::Arxiv(_))
}

/// Normalizes a text for comparison: letters and digits only, in lower case, without accents.
pub fn normalized(text: &str) -> String {
    let alphanumeric = text.nfkd().filter(|c| c.is_alphanumeric());
    alphanumeric.flat_map(char::to_lowercase).collect()
}

/// Returns whether the identifiers of a field and a link are the same work, or `None` if they are of different registries.
pub(super) fn agrees(field: &Identifier, link: &Identifier) -> Option<bool> {
    let (field, link) = (field.work(), link.work());
    (field.registry() == link.registry()).then(|| field == link)
}

/// Returns the arXiv identifier of a paper, if its field is valid.
pub(super) fn arxiv(paper: &Paper) -> Option<Identifier> {
    paper.arxiv.as_deref().and_then(Arxiv::parse).map(Identifier::Arxiv)
}

/// Returns the DOI of a paper, if its field is valid.
pub(super) fn doi(paper: &Paper) -> Option<Identifier> {
    paper.doi.as_deref().and_then(Doi::parse).map(Identifier::Doi)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_of_the_same_title_in_different_places_of_a_journal_are_different() {
        #[track_caller]
        fn check(first: &Paper, second: &Paper, is_duplicate: bool) {
            let mut index = WorkIndex::default();
            index.add(0, &WorkKeys::of(first));
            assert_eq!(index.find(&WorkKeys::of(second)).is_some(), is_duplicate);
        }
        let paper = |venue: &str, issue: &str, pages: &str| Paper {
            title: "From the president of the society".into(),
            date: crate::paper::DateValue::parse("1999"),
            venue: Some(venue.to_owned()),
            issue: Some(issue.to_owned()).filter(|issue| !issue.is_empty()),
            pages: Some(pages.to_owned()).filter(|pages| !pages.is_empty()),
            ..Paper::default()
        };
        check(&paper("TUGboat", "1", "5-6"), &paper("TUGboat", "2", "5-6"), false);
        check(&paper("TUGboat", "1", "5-6"), &paper("TUGboat", "1", "9"), false);
        check(&paper("TUGboat", "1", "5-6"), &paper("TUGboat", "1", "5"), true);
        check(&paper("TUGboat", "1", "5-6"), &paper("TUGboat", "", ""), true);
        check(&paper("TUGboat", "1", "5-6"), &paper("arXiv", "2", "1"), true);
    }
}
