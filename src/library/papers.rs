//! The papers of a library, by index; those of foreign files are read when they are first looked at.

use std::ops::Index;

use crate::diagnostic::Diagnostic;
use crate::format::Entry;
use crate::paper::{Origin, Paper};

/// All papers, in the order of the data.
#[derive(Debug, Default)]
pub struct Papers {
    pub(super) entries: Vec<Entry>,
}

impl Papers {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The key of a paper, without reading it.
    pub fn key(&self, paper: usize) -> &str {
        &self.entries[paper].key
    }

    /// Every key, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.key.as_str())
    }

    /// Where a paper stands in the data, without reading it.
    pub fn origin(&self, paper: usize) -> Option<&Origin> {
        self.entries[paper].origin.as_ref()
    }

    /// What is wrong or not understood in a paper's entry, as far as it was not reported when its file was read.
    pub fn faults(&self, paper: usize) -> &[Diagnostic] {
        self.entries[paper].faults()
    }

    /// Every paper in order, which reads them all.
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
