//! One work under two keys: the same identifier, or the same title and year.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::{Item, Subject, key};
use crate::diagnostic::{Code, Diagnostic};
use crate::identifier::{Arxiv, Doi, Identifier};
use crate::paper::Paper;

/// Titles shorter than this say too little: "Introduction".
const TELLING: usize = 12;

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let mut by_work: HashMap<Identifier, usize> = HashMap::new();
    let mut by_title: HashMap<(String, u16), Vec<usize>> = HashMap::new();
    let items: Vec<_> = subject.items().collect();
    for (index, item) in items.iter().enumerate() {
        let mut firsts: Vec<(usize, String)> = Vec::new();
        for work in works(item.paper) {
            let why = format!("both are {} {work}", work.registry());
            match by_work.get(&work) {
                Some(&first) => firsts.push((first, why)),
                None => {
                    by_work.insert(work, index);
                }
            }
        }
        if let Some(year) = item.paper.year() {
            let title = folded(&item.paper.title);
            if title.chars().count() >= TELLING || crate::paper::has_han(&title) && title.chars().count() >= TELLING / 2
            {
                let same = by_title.entry((title, year)).or_default();
                let first = same.iter().find(|&&first| may_share_authors(items[first].paper, item.paper));
                firsts.extend(first.map(|&first| (first, "both have this title and year".to_owned())));
                same.push(index);
            }
        }
        firsts.dedup_by_key(|(first, _)| *first);
        firsts.truncate(1);
        for (first, why) in firsts {
            let first = &items[first];
            found.push(double(item, first, &why));
        }
    }
}

fn double(item: &Item<'_>, first: &Item<'_>, why: &str) -> Diagnostic {
    let message = format!("`{}` is the same work as `{}`: {why}", item.paper.key, first.paper.key);
    item.at_key(Code::DuplicateWork, message)
        .help("keep one, and give it the categories of both")
        .related((&first.origin.source, key(first.origin)), "the other")
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

/// Two papers without a common author are two papers, whatever they are called.
fn may_share_authors(a: &Paper, b: &Paper) -> bool {
    let family = |name: &str| folded(name);
    let known = |paper: &Paper| !paper.authors.is_empty();
    let shared =
        || a.authors.iter().any(|one| b.authors.iter().any(|other| family(one.family()) == family(other.family())));
    !known(a) || !known(b) || shared()
}

/// Letters and digits alone, in lower case, without accents.
pub(super) fn folded(text: &str) -> String {
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
