//! The papers of a library, by index. Entries in external formats are parsed on first access.

use std::ops::Index;

use crate::diagnostic::Diagnostic;
use crate::format::Entry;
use crate::paper::{Origin, Paper};
use crate::source::Spanned;

/// All papers, in the order of the data.
#[derive(Debug, Default)]
pub struct Papers {
    pub(super) entries: Vec<Entry>,
}

impl Papers {
    /// Returns the number of papers.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there are no papers.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the key of a paper without parsing it.
    pub fn key(&self, paper: usize) -> &str {
        &self.entries[paper].key
    }

    /// Returns all keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.key.as_str())
    }

    /// Returns the origin of a paper without parsing it.
    pub fn origin(&self, paper: usize) -> Option<&Origin> {
        self.entries[paper].origin.as_ref()
    }

    /// Returns the categories of a paper with their places in its first file, without parsing it.
    pub fn categories(&self, paper: usize) -> &[Spanned<String>] {
        &self.entries[paper].categories
    }

    /// Returns diagnostics of a paper that were not reported when its file was read.
    pub fn diagnostics(&self, paper: usize) -> &[Diagnostic] {
        self.entries[paper].faults()
    }

    /// Returns whether a paper here and one in `other` are known to be equal, because both libraries were read from the same
    /// contents.
    pub fn share(&self, paper: usize, other: &Self, its: usize) -> bool {
        self.entries[paper].shares_paper(&other.entries[its])
    }

    /// Returns all papers in order, and parses them.
    pub fn iter(&self) -> impl Iterator<Item = &Paper> {
        self.entries.iter().map(Entry::paper)
    }
}

impl Index<usize> for Papers {
    type Output = Paper;

    fn index(&self, paper: usize) -> &Paper {
        self.entries[paper].paper()
    }
}
