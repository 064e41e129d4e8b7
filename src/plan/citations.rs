//! What the book cites: every key resolved, the works in the order in which they are numbered, and where each is cited.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Level, nearest};
use crate::directive::{Citation, Unknown};
use crate::library::Library;
use crate::source::{Source, Spanned};

/// A citation whose keys are known.
#[derive(Debug)]
pub struct Cited {
    /// As it is written.
    pub citation: Citation,
    /// The papers it cites, one for each of its items.
    pub papers: Vec<usize>,
    /// Which citation of its chapter it is, from 1.
    pub ordinal: usize,
}

impl Cited {
    /// The anchor of the citation on its page, which references lead back to.
    pub fn anchor(&self) -> String {
        spot_anchor(self.ordinal)
    }
}

/// The works that a chapter, or the book, refers to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Works {
    /// Each once, in the order of its references.
    pub order: Vec<usize>,
    /// The number of each, from 1.
    pub numbers: HashMap<usize, usize>,
}

impl Works {
    /// Works in this order.
    pub fn new(order: Vec<usize>) -> Self {
        let numbers = order.iter().enumerate().map(|(at, &paper)| (paper, at + 1)).collect();
        Self { order, numbers }
    }
}

/// A place in the book where a paper is cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The chapter.
    pub chapter: usize,
    /// What the heading above it says, if it is not the chapter's own.
    pub section: Option<String>,
    /// Which citation of its chapter it is, from 1.
    pub ordinal: usize,
}

impl Spot {
    /// The anchor of the citation on its page.
    pub fn anchor(&self) -> String {
        spot_anchor(self.ordinal)
    }
}

fn spot_anchor(ordinal: usize) -> String {
    format!("papers-cite-{ordinal}")
}

/// What a citation turns out to be.
pub(super) enum Resolved {
    /// A citation of these papers, one for each item.
    Papers(Vec<usize>),
    /// Text that only looks like one, with a warning where it may have been meant.
    Text(Option<Diagnostic>),
    /// A citation of something that the library does not hold; of nothing new where that may only be unread.
    Faults(Vec<Diagnostic>),
}

/// Looks the keys of a citation up.
pub(super) fn resolve(library: &Library, citation: &Citation, source: &Arc<Source>) -> Resolved {
    let mut papers = Vec::with_capacity(citation.cluster.items.len());
    let mut faults = Vec::new();
    let mut unread = false;
    for (nth, item) in citation.cluster.items.iter().enumerate() {
        let key = item.key.value.as_str();
        if let Some(paper) = library.cited(key) {
            papers.push(paper);
        } else if citation.unknown == Unknown::Text && nth == 0 {
            return Resolved::Text(None);
        } else if citation.unknown == Unknown::Doubt && nearest(key, library.papers.keys()).is_none() {
            let doubt = unknown_key(library, &item.key, source).map(|found| found.level(Level::Warning));
            return Resolved::Text(doubt.map(|found| found.help("it is left as text")));
        } else {
            unread = true;
            faults.extend(unknown_key(library, &item.key, source));
        }
    }
    if unread { Resolved::Faults(faults) } else { Resolved::Papers(papers) }
}

/// The fault of a key that the library does not hold; none where it may only be unread, which is reported already.
pub(super) fn unknown_key(library: &Library, key: &Spanned<String>, source: &Arc<Source>) -> Option<Diagnostic> {
    let near = nearest(&key.value, library.papers.keys());
    (!library.incomplete || near.is_some()).then(|| {
        let found = Code::UnknownKey.at((source, key.span), format!("no paper `{}`", key.value));
        found.label("not in the library").did_you_mean(near)
    })
}
