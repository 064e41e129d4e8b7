//! One entry of a data file: what it takes to shelve it, and the paper itself, read when somebody first looks.
//!
//! Our own schema is read whole at once. Foreign files are large and most of their entries are never shown, so that their
//! readers may put the reading off; what an entry is does not depend on when it is read.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::diagnostic::Diagnostic;
use crate::paper::{Origin, Paper};
use crate::source::Spanned;

/// An entry.
#[derive(Debug)]
pub struct Entry {
    /// The key of its paper.
    pub key: String,
    /// Where it stands; none for a paper made in memory.
    pub origin: Option<Origin>,
    /// The categories it names; once the library has settled them, those it stands in, by id.
    pub categories: Vec<Spanned<String>>,
    /// The keywords of a foreign format: a category where they name one, else a tag.
    pub keywords: Vec<String>,
    body: Body,
}

/// A file whose entries are read one at a time.
pub trait ReadEntry: fmt::Debug + Send + Sync {
    /// Reads the `nth` entry whole: the paper, and what is wrong or not understood in it.
    fn read(&self, nth: usize) -> (Paper, Vec<Diagnostic>);
}

#[derive(Debug)]
enum Body {
    Read(Box<(Paper, Vec<Diagnostic>)>),
    Unread { file: Arc<dyn ReadEntry>, nth: usize, read: OnceLock<Box<(Paper, Vec<Diagnostic>)>> },
}

impl Entry {
    /// An entry that is read already.
    pub fn read(paper: Paper, origin: Option<Origin>, categories: Vec<Spanned<String>>) -> Self {
        let key = paper.key.clone();
        Self { key, origin, categories, keywords: Vec::new(), body: Body::Read(Box::new((paper, Vec::new()))) }
    }

    /// An entry of a foreign format that is read already, and what is wrong or not understood in it.
    pub(super) fn foreign(paper: Paper, faults: Vec<Diagnostic>, origin: Origin) -> Self {
        let key = paper.key.clone();
        let body = Body::Read(Box::new((paper, faults)));
        Self { key, origin: Some(origin), categories: Vec::new(), keywords: Vec::new(), body }
    }

    /// The `nth` entry of a file, to be read when it is wanted.
    pub fn unread(file: Arc<dyn ReadEntry>, nth: usize, key: String, origin: Option<Origin>) -> Self {
        let body = Body::Unread { file, nth, read: OnceLock::new() };
        Self { key, origin, categories: Vec::new(), keywords: Vec::new(), body }
    }

    /// The paper, on the shelves that the entry stands on.
    ///
    /// Ask for it only once the categories are settled: an entry is read once.
    pub fn paper(&self) -> &Paper {
        &self.whole().0
    }

    /// What is wrong or not understood in the entry, as far as it was not reported when its file was read.
    pub fn faults(&self) -> &[Diagnostic] {
        &self.whole().1
    }

    /// The paper and its faults, read now and not yet on any shelf, so that another entry can be merged into it.
    pub fn unsettled(&mut self) -> &mut (Paper, Vec<Diagnostic>) {
        if let Body::Unread { file, nth, read } = &mut self.body {
            let read = read.take().unwrap_or_else(|| Box::new(file.read(*nth)));
            self.body = Body::Read(read);
        }
        match &mut self.body {
            Body::Read(read) => read,
            Body::Unread { .. } => unreachable!("it has just been read"),
        }
    }

    /// Puts the entry on these shelves, by id; what is left of its keywords are tags.
    pub fn settle(&mut self, categories: Vec<Spanned<String>>, tags: Vec<String>) {
        self.keywords = tags;
        self.categories = categories;
        if let Body::Read(read) = &mut self.body {
            shelve(&mut read.0, &self.categories, &self.keywords);
        }
    }

    fn whole(&self) -> &(Paper, Vec<Diagnostic>) {
        match &self.body {
            Body::Read(read) => read,
            Body::Unread { file, nth, read } => read.get_or_init(|| {
                let (mut paper, faults) = file.read(*nth);
                shelve(&mut paper, &self.categories, &self.keywords);
                Box::new((paper, faults))
            }),
        }
    }
}

/// Tells a paper where it stands; the keywords that are no categories are among its tags.
fn shelve(paper: &mut Paper, categories: &[Spanned<String>], keywords: &[String]) {
    paper.categories = categories.iter().map(|category| category.value.clone()).collect();
    for keyword in keywords {
        if !paper.tags.contains(keyword) {
            paper.tags.push(keyword.clone());
        }
    }
}
