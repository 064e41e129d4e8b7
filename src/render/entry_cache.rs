//! A cache of rendered entries of works that several chapters cite.
//!
//! Cached text must not depend on the chapter.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::plan::{CitationSite, Plan};

/// Cached texts of works that several chapters cite, by paper.
#[derive(Debug, Default)]
pub struct EntryCache(FxHashMap<usize, CachedTexts>);

/// The texts of a work, rendered on first use.
#[derive(Debug, Default)]
pub(super) struct CachedTexts {
    /// The entry in a list of references with the default options.
    pub(super) entry: OnceLock<Box<str>>,
    /// The `COinS`.
    pub(super) coins: OnceLock<Box<str>>,
}

impl EntryCache {
    /// Returns an empty cache with a slot for each work that several chapters cite.
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
