//! What is there already: papers of the library, and those that are being added.

use std::collections::HashMap;

use super::fetch::FetchError;
use super::request::Request;
use crate::identifier::Identifier;
use crate::library::Library;
use crate::lint::duplicates::{Known, folded, is_telling};
use crate::paper::{Link, Paper};

/// Every paper there is, by what tells that another one is the same.
pub(super) struct Present<'l> {
    library: &'l Library,
    known: Known,
    /// By address, without what makes no difference.
    links: HashMap<String, usize>,
    /// Of papers without a year, by title.
    undated: HashMap<String, usize>,
    /// The arguments of those that are being added.
    added: Vec<String>,
}

impl<'l> Present<'l> {
    pub(super) fn new(library: &'l Library) -> Self {
        let (links, undated) = (HashMap::new(), HashMap::new());
        let mut present = Self { library, known: Known::default(), links, undated, added: Vec::new() };
        for (number, paper) in library.papers.iter().enumerate() {
            present.index(number, paper);
        }
        present
    }

    /// Adds a paper that an argument gives.
    pub(super) fn add(&mut self, argument: &str, paper: &Paper) {
        self.index(self.library.papers.len() + self.added.len(), paper);
        self.added.push(argument.to_owned());
    }

    fn index(&mut self, number: usize, paper: &Paper) {
        self.known.add(number, paper);
        if paper.year().is_none() {
            self.undated.entry(folded(&paper.title)).or_insert(number);
        }
        for link in &paper.links {
            self.links.entry(bare(&link.url)).or_insert(number);
        }
    }

    /// Refuses a paper that is there, and says where.
    pub(super) fn refuse(&self, paper: &Paper) -> Result<(), FetchError> {
        let linked = || {
            // Only what has no other name is known by its address: a repository may hold the code of many papers.
            let first = paper.links.first().filter(|_| paper.doi.is_none() && paper.arxiv.is_none())?;
            Some((*self.links.get(&bare(&first.url))?, format!("both link to {}", first.url)))
        };
        let titled = || {
            let title = Some(folded(&paper.title)).filter(|title| paper.year().is_none() && !title.is_empty())?;
            // Two pages may both be called "Introduction".
            let title = Some(title).filter(|title| paper.links.is_empty() || is_telling(title))?;
            Some((*self.undated.get(&title)?, "both have this title and no year".to_owned()))
        };
        let Some((first, why)) = self.known.find(paper).or_else(linked).or_else(titled) else { return Ok(()) };
        let papers = &self.library.papers;
        if let Some(added) = first.checked_sub(papers.len()) {
            return Err(FetchError::refused(format!("it is the same as `{}`: {why}", self.added[added])));
        }
        let place = papers.origin(first).map(|origin| {
            let place = origin.source.line_column(origin.name().start);
            format!(", {}:{place}", origin.source.path.display())
        });
        Err(FetchError::refused(format!("it is there as `{}`{}: {why}", papers.key(first), place.unwrap_or_default())))
    }
}

impl Request {
    /// As much of the paper as can be told without asking.
    pub(super) fn outline(&self) -> Paper {
        let text = |id: &dyn std::fmt::Display| Some(id.to_string());
        match self {
            Request::Work(work) | Request::Held(work, _) => match work.work() {
                Identifier::Arxiv(arxiv) => Paper { arxiv: text(&arxiv), ..Paper::default() },
                work => Paper { doi: text(&work), ..Paper::default() },
            },
            Request::Page(url) => {
                Paper { links: vec![Link { label: String::new(), url: url.clone() }], ..Paper::default() }
            }
        }
    }
}

/// An address without its scheme, `www.`, fragment and last slash.
fn bare(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or(rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_ascii_lowercase();
    format!("{}/{}", host.strip_prefix("www.").unwrap_or(&host), path.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_lead_to_one_page_are_the_same() {
        for same in ["https://a.example/x/", "http://www.A.example/x#top", "https://a.example/x"] {
            assert_eq!(bare(same), "a.example/x");
        }
        assert_eq!(bare("https://a.example"), bare("http://a.example/"));
        assert_ne!(bare("https://a.example/x?a=1"), bare("https://a.example/x?a=2"));
    }
}
