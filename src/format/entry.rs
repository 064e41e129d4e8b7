//! An entry of a data file: its key and categories, and the paper, which may be read on demand.
//!
//! Files in the schema of this program are read at once. External files are large and few of their entries are shown, so
//! their readers may defer it. The result is the same.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::diagnostic::Diagnostic;
use crate::paper::{Origin, Paper};
use crate::source::Spanned;

/// An entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key of the paper.
    pub key: String,
    /// The place in the file; `None` for a paper made in memory.
    pub origin: Option<Origin>,
    /// The categories in the file; after merging, the ids of the categories the paper is in.
    pub categories: Vec<Spanned<String>>,
    /// The keywords of an external format; those that name a category put the paper there, others become tags.
    pub keywords: Vec<String>,
    body: Body,
}

/// A file whose entries are read on demand.
pub trait ReadEntry: fmt::Debug + Send + Sync {
    /// Reads the `nth` entry. Returns the paper and diagnostics.
    fn read(&self, nth: usize) -> (Paper, Vec<Diagnostic>);
}

#[derive(Debug, Clone)]
enum Body {
    /// Shared by all copies of the entry that have the same categories.
    Read(Arc<(Paper, Vec<Diagnostic>)>),
    Unread {
        file: Arc<dyn ReadEntry>,
        nth: usize,
        read: OnceLock<Arc<(Paper, Vec<Diagnostic>)>>,
    },
}

impl Entry {
    /// Returns an entry from a paper.
    pub fn read(mut paper: Paper, origin: Option<Origin>, categories: Vec<Spanned<String>>) -> Self {
        let key = paper.key.clone();
        // These are usually final.
        set_categories(&mut paper, &categories, &[]);
        Self { key, origin, categories, keywords: Vec::new(), body: Body::Read(Arc::new((paper, Vec::new()))) }
    }

    /// Returns an entry in an external format from a paper and its diagnostics.
    pub(super) fn external(paper: Paper, faults: Vec<Diagnostic>, origin: Origin) -> Self {
        let key = paper.key.clone();
        let body = Body::Read(Arc::new((paper, faults)));
        Self { key, origin: Some(origin), categories: Vec::new(), keywords: Vec::new(), body }
    }

    /// Returns the `nth` entry of a file, to be read on demand.
    pub fn unread(file: Arc<dyn ReadEntry>, nth: usize, key: String, origin: Option<Origin>) -> Self {
        let body = Body::Unread { file, nth, read: OnceLock::new() };
        Self { key, origin, categories: Vec::new(), keywords: Vec::new(), body }
    }

    /// Returns the paper with its categories.
    ///
    /// Call this only after the categories are final, because the entry is read once.
    pub fn paper(&self) -> &Paper {
        &self.whole().0
    }

    /// Returns the diagnostics of the entry that were not reported with its file.
    pub fn faults(&self) -> &[Diagnostic] {
        &self.whole().1
    }

    /// Reads the paper, whose categories may not be final, so that it can be changed. Returns it with its diagnostics.
    pub fn unsettled(&mut self) -> &mut (Paper, Vec<Diagnostic>) {
        if let Body::Unread { file, nth, read } = &mut self.body {
            let read = read.take().unwrap_or_else(|| Arc::new(file.read(*nth)));
            self.body = Body::Read(read);
        }
        match &mut self.body {
            Body::Read(read) => Arc::make_mut(read),
            Body::Unread { .. } => unreachable!("it has just been read"),
        }
    }

    /// Sets the categories of the entry, by id; `keywords` without a category become tags.
    pub fn settle(&mut self, categories: Vec<Spanned<String>>, tags: Vec<String>) {
        self.keywords = tags;
        self.categories = categories;
        if let Body::Read(read) = &mut self.body {
            let ids = self.categories.iter().map(|category| &category.value);
            // A copy is made only if the categories differ.
            if !self.keywords.is_empty() || !read.0.categories.iter().eq(ids) {
                set_categories(&mut Arc::make_mut(read).0, &self.categories, &self.keywords);
            }
        }
    }

    /// Returns whether two entries share their paper, which is then equal.
    pub fn shares_paper(&self, other: &Self) -> bool {
        match (&self.body, &other.body) {
            (Body::Read(one), Body::Read(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }

    fn whole(&self) -> &(Paper, Vec<Diagnostic>) {
        match &self.body {
            Body::Read(read) => read,
            Body::Unread { file, nth, read } => read.get_or_init(|| {
                let (mut paper, faults) = file.read(*nth);
                set_categories(&mut paper, &self.categories, &self.keywords);
                Arc::new((paper, faults))
            }),
        }
    }
}

/// Sets the categories of a paper and adds the remaining keywords to its tags.
fn set_categories(paper: &mut Paper, categories: &[Spanned<String>], keywords: &[String]) {
    paper.categories = categories.iter().map(|category| category.value.clone()).collect();
    add_distinct(&mut paper.tags, keywords.to_vec());
}

/// Adds the texts that a list does not contain yet, in order.
pub(super) fn add_distinct(list: &mut Vec<String>, texts: Vec<String>) {
    const FEW: usize = 8;
    if texts.len() <= FEW {
        for text in texts {
            if !list.contains(&text) {
                list.push(text);
            }
        }
        return;
    }
    let mut known: HashSet<String> = list.iter().cloned().collect();
    list.extend(texts.into_iter().filter(|text| known.insert(text.clone())));
}
