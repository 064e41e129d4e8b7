//! Papers that exist already: those of the library and those added by earlier arguments.

use std::collections::HashMap;

use super::fetch::FetchError;
use super::request::Request;
use crate::identifier::Identifier;
use crate::library::Library;
use crate::lint::duplicates::{WorkIndex, WorkKeys, is_distinctive, normalized};
use crate::paper::{Link, Paper};

/// Existing papers, indexed by what identifies a work.
pub(super) struct ExistingPapers<'l> {
    library: &'l Library,
    known: WorkIndex,
    /// By normalized address.
    by_link: HashMap<String, usize>,
    /// Papers without a year, by normalized title.
    by_title: HashMap<String, usize>,
    /// The arguments of the papers added so far.
    added: Vec<String>,
}

impl<'l> ExistingPapers<'l> {
    pub(super) fn new(library: &'l Library) -> Self {
        let (by_link, by_title) = (HashMap::new(), HashMap::new());
        let mut existing = Self { library, known: WorkIndex::default(), by_link, by_title, added: Vec::new() };
        for (number, paper) in library.papers.iter().enumerate() {
            existing.index(number, paper);
        }
        existing
    }

    /// Adds the paper of an argument.
    pub(super) fn add(&mut self, argument: &str, paper: &Paper) {
        self.index(self.library.papers.len() + self.added.len(), paper);
        self.added.push(argument.to_owned());
    }

    fn index(&mut self, number: usize, paper: &Paper) {
        self.known.add(number, &WorkKeys::of(paper));
        if paper.year().is_none() {
            self.by_title.entry(normalized(&paper.title)).or_insert(number);
        }
        for link in &paper.links {
            self.by_link.entry(comparable_url(&link.url)).or_insert(number);
        }
    }

    /// Returns an error with the location if the paper exists already.
    pub(super) fn reject(&self, paper: &Paper) -> Result<(), FetchError> {
        let linked = || {
            // An address identifies only a paper without identifiers: a repository may contain the code of many papers.
            let first = paper.links.first().filter(|_| paper.doi.is_none() && paper.arxiv.is_none())?;
            Some((*self.by_link.get(&comparable_url(&first.url))?, format!("both link to {}", first.url)))
        };
        let titled = || {
            let title = Some(normalized(&paper.title)).filter(|title| paper.year().is_none() && !title.is_empty())?;
            // Two pages may both have the title "Introduction".
            let title = Some(title).filter(|title| paper.links.is_empty() || is_distinctive(title))?;
            Some((*self.by_title.get(&title)?, "both have this title and no year".to_owned()))
        };
        let Some((first, why)) = self.known.find(&WorkKeys::of(paper)).or_else(linked).or_else(titled) else {
            return Ok(());
        };
        let papers = &self.library.papers;
        if let Some(added) = first.checked_sub(papers.len()) {
            return Err(FetchError::rejected(format!("it is the same as `{}`: {why}", self.added[added])));
        }
        let place = papers.origin(first).map(|origin| {
            let place = origin.source.line_column(origin.name().start);
            format!(", {}:{place}", origin.source.path.display())
        });
        Err(FetchError::rejected(format!("it exists as `{}`{}: {why}", papers.key(first), place.unwrap_or_default())))
    }
}

impl Request {
    /// Returns the fields that are known before any request.
    pub(super) fn known_fields(&self) -> Paper {
        let text = |id: &dyn std::fmt::Display| Some(id.to_string());
        match self {
            Request::Work(work) | Request::WorkOrPage(work, _) => match work.work() {
                Identifier::Arxiv(arxiv) => Paper { arxiv: text(&arxiv), ..Paper::default() },
                work => Paper { doi: text(&work), ..Paper::default() },
            },
            Request::Page(url) => {
                Paper { links: vec![Link { label: String::new(), url: url.clone() }], ..Paper::default() }
            }
        }
    }
}

/// Returns an address without its scheme, `www.`, fragment and trailing slash, the host in lower case.
fn comparable_url(url: &str) -> String {
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
            assert_eq!(comparable_url(same), "a.example/x");
        }
        assert_eq!(comparable_url("https://a.example"), comparable_url("http://a.example/"));
        assert_ne!(comparable_url("https://a.example/x?a=1"), comparable_url("https://a.example/x?a=2"));
    }
}
