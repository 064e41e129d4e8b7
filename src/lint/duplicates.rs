//! One work under two keys: the same identifier, or the same title and year.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::{LintedPaper, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::identifier::{Arxiv, Doi, Identifier};
use crate::paper::{Paper, has_han};

/// Titles shorter than this say too little: "Introduction".
const TELLING: usize = 12;

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut known = Known::default();
    let items: Vec<_> = subject.items().collect();
    for (index, item) in items.iter().enumerate() {
        if let Some((first, why)) = known.find(item.paper) {
            found.push(double(item, &items[first], &why));
        }
        known.add(index, item.paper);
    }
}

fn double(item: &LintedPaper<'_>, first: &LintedPaper<'_>, why: &str) -> Diagnostic {
    let message = format!("`{}` is the same work as `{}`: {why}", item.paper.key, first.paper.key);
    item.at_key(Code::DuplicateWork, message)
        .help("keep one, and give it the categories of both")
        .related((&first.origin.source, first.origin.name()), "the other")
}

/// A paper of a title.
#[derive(Debug)]
struct Titled {
    number: usize,
    /// The family names of the authors, folded.
    authors: Vec<String>,
}

/// Papers by what tells that another one is the same work.
#[derive(Debug, Default)]
pub struct Known {
    works: HashMap<Identifier, usize>,
    titles: HashMap<(String, u16), Vec<Titled>>,
}

impl Known {
    /// The first paper that is the same work, by the number it was added under, and why.
    pub fn find(&self, paper: &Paper) -> Option<(usize, String)> {
        let same = |work: &Identifier| Some((*self.works.get(work)?, format!("both are {} {work}", work.registry())));
        works(paper).iter().find_map(same).or_else(|| {
            let authors = families(paper);
            let titled = self.titles.get(&titled(paper)?)?;
            let first = titled.iter().find(|other| may_share(&authors, &other.authors))?;
            Some((first.number, "both have this title and year".to_owned()))
        })
    }

    /// Adds a paper under a number.
    pub fn add(&mut self, number: usize, paper: &Paper) {
        for work in works(paper) {
            self.works.entry(work).or_insert(number);
        }
        if let Some(titled) = titled(paper) {
            self.titles.entry(titled).or_default().push(Titled { number, authors: families(paper) });
        }
    }
}

/// The title and the year, if they are enough to know a work by.
fn titled(paper: &Paper) -> Option<(String, u16)> {
    let (title, year) = (folded(&paper.title), paper.year()?);
    is_telling(&title).then_some((title, year))
}

/// Whether a folded title is long enough to know a work by.
pub fn is_telling(title: &str) -> bool {
    let length = title.chars().count();
    length >= TELLING || has_han(title) && length >= TELLING / 2
}

fn families(paper: &Paper) -> Vec<String> {
    paper.authors.iter().map(|author| folded(author.family())).collect()
}

/// Two papers without a common author are two papers, whatever they are called.
fn may_share(a: &[String], b: &[String]) -> bool {
    a.is_empty() || b.is_empty() || a.iter().any(|one| b.contains(one))
}

/// The works that a paper says it is, each once: by its fields, and by its links where a field is silent and they agree.
fn works(paper: &Paper) -> Vec<Identifier> {
    let arxiv = paper.arxiv.as_deref().and_then(Identifier::parse).filter(is_arxiv);
    let doi = paper.doi.as_deref().and_then(Identifier::parse);
    let mut works: Vec<_> = arxiv.into_iter().chain(doi).map(|found| found.work()).collect();
    let linked: Vec<_> =
        paper.links.iter().filter_map(|link| Identifier::in_url(&link.url)).map(|found| found.work()).collect();
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

fn is_arxiv(found: &Identifier) -> bool {
    matches!(found, Identifier::Arxiv(_))
}

/// Letters and digits alone, in lower case, without accents.
pub fn folded(text: &str) -> String {
    let plain = text.nfkd().filter(|c| c.is_alphanumeric());
    plain.flat_map(char::to_lowercase).collect()
}

/// Whether an identifier that a field holds is the one that a link leads to, if the two can be compared.
pub(super) fn agrees(field: &Identifier, link: &Identifier) -> Option<bool> {
    let (field, link) = (field.work(), link.work());
    (field.registry() == link.registry()).then(|| field == link)
}

/// The identifier of a paper's field, if it is one.
pub(super) fn arxiv(paper: &Paper) -> Option<Identifier> {
    paper.arxiv.as_deref().and_then(Arxiv::parse).map(Identifier::Arxiv)
}

/// The same for its DOI.
pub(super) fn doi(paper: &Paper) -> Option<Identifier> {
    paper.doi.as_deref().and_then(Doi::parse).map(Identifier::Doi)
}
