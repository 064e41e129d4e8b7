//! What the entries of works say on every page that refers to them, written once for those that several chapters cite.
//!
//! Nothing in these texts may depend on the chapter.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::plan::{CitationSite, Plan};

/// The works that several chapters cite.
#[derive(Debug, Default)]
pub struct EntryCache(FxHashMap<usize, CachedTexts>);

/// The texts of a work, written when they are first asked for.
#[derive(Debug, Default)]
pub(super) struct CachedTexts {
    /// The entry among references, in the look that references have where nobody says another.
    pub(super) entry: OnceLock<Box<str>>,
    /// What programs read of it.
    pub(super) records: OnceLock<Box<str>>,
}

impl EntryCache {
    /// Nothing yet of what a book cites.
    pub fn new(plan: &Plan) -> Self {
        let several = |citation_sites: &[CitationSite]| {
            citation_sites.iter().any(|site| site.chapter != citation_sites[0].chapter)
        };
        let cited = plan.citation_sites.iter().filter(|(_, citation_sites)| several(citation_sites));
        Self(cited.map(|(&paper, _)| (paper, CachedTexts::default())).collect())
    }

    pub(super) fn get(&self, paper: usize) -> Option<&CachedTexts> {
        self.0.get(&paper)
    }
}
