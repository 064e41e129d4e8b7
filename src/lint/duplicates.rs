//! Duplicate works: papers with the same identifier, or the same title and year.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::{LintContext, LintedPaper};
use crate::diagnostic::{Code, Diagnostic};
use crate::identifier::{Arxiv, Doi, Identifier};
use crate::paper::{Paper, has_han};

/// The minimum length of a title that identifies a work; "Introduction" does not.
const MIN_TITLE_LENGTH: usize = 12;

pub(super) fn check(context: &LintContext<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut known = WorkIndex::default();
    let items: Vec<_> = context.items().collect();
    for (index, item) in items.iter().enumerate() {
        if let Some((first, why)) = known.find(item.paper) {
            diagnostics.push(duplicate(item, &items[first], &why));
        }
        known.add(index, item.paper);
    }
}

fn duplicate(item: &LintedPaper<'_>, first: &LintedPaper<'_>, why: &str) -> Diagnostic {
    let message = format!("`{}` is a duplicate of `{}`: {why}", item.paper.key, first.paper.key);
    item.at_key(Code::DuplicateWork, message)
        .help("keep one of them, with the categories of both")
        .related((&first.origin.source, first.origin.name()), "the other entry")
}

/// A paper in the index of titles.
#[derive(Debug)]
struct TitledPaper {
    number: usize,
    /// The normalized family names of the authors.
    authors: Vec<String>,
}

/// An index of papers that finds duplicates.
#[derive(Debug, Default)]
pub struct WorkIndex {
    works: HashMap<Identifier, usize>,
    titles: HashMap<(String, u16), Vec<TitledPaper>>,
}

impl WorkIndex {
    /// Returns the number of the first paper that is the same work, and the reason.
    pub fn find(&self, paper: &Paper) -> Option<(usize, String)> {
        let same = |work: &Identifier| Some((*self.works.get(work)?, format!("both are {} {work}", work.registry())));
        works(paper).iter().find_map(same).or_else(|| {
            let authors = families(paper);
            let titled = self.titles.get(&titled(paper)?)?;
            let first = titled.iter().find(|other| may_have_common_author(&authors, &other.authors))?;
            Some((first.number, "both have this title and year".to_owned()))
        })
    }

    /// Adds a paper with a number.
    pub fn add(&mut self, number: usize, paper: &Paper) {
        for work in works(paper) {
            self.works.entry(work).or_insert(number);
        }
        if let Some(titled) = titled(paper) {
            self.titles.entry(titled).or_default().push(TitledPaper { number, authors: families(paper) });
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
