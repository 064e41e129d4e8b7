//! Moving in: what was read from a list becomes a file in any format that is written, or is brought into one that exists.
//!
//! Bringing in is three-way. Each entry keeps in `x.source` a fingerprint of every field as the source last said it: a field
//! that still has it was not touched by hand and follows the source; one that has not is a correction and stays. Where
//! both have moved on, the file stays as it is and the conflict is reported.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Diagnostic;
use crate::export::{self, ExportFormat, Selection};
use crate::format::{self, Contents};
use crate::library::{self, Library};
use crate::paper::Category;

mod book;
mod merge_into;

pub use book::{File, book};
pub use merge_into::{MergeError, Outcome, merge_into};

/// What was read, as a file in a format that is written.
pub fn write(library: &Library, title: &str, format: ExportFormat) -> String {
    export::write(&everything(library, title), format)
}

/// Everything that was read, the user's own fields as well.
fn everything<'l>(library: &'l Library, title: &'l str) -> Selection<'l> {
    let all: Vec<_> = (0..library.papers.len()).collect();
    Selection::new(library, &all, title, true, true)
}

/// Makes one library of what several files gave, beside the categories of a file that it is brought into.
///
/// Keys of reading lists are made from what they say, and no list knows of the others: where two made one key for
/// different works, the second gets another. A heading that two lists have is one category.
pub fn library(mut contents: Vec<Contents>, known: &[Category]) -> (Library, Vec<Diagnostic>) {
    let mut keys: HashMap<(String, String), String> = HashMap::new();
    let mut taken = HashSet::new();
    let mut ids: HashSet<String> = known.iter().map(|category| category.id.clone()).collect();
    for contents in contents.iter_mut().filter(|contents| contents.foreign) {
        contents.categories.retain(|category| ids.insert(category.id.clone()));
        for entry in &mut contents.entries {
            let is_list = entry.origin.as_ref().is_some_and(format::markdown::is_list);
            if !is_list {
                continue;
            }
            let paper = &mut entry.unsettled().0;
            let made = (paper.key.clone(), merge_into::folded(&paper.title));
            let key = keys.entry(made).or_insert_with(|| {
                if !taken.insert(paper.key.clone()) {
                    paper.key = crate::paper::key(paper, &mut taken);
                }
                paper.key.clone()
            });
            paper.key.clone_from(key);
            entry.key.clone_from(key);
        }
    }
    contents.insert(0, Contents { categories: known.to_vec(), ..Contents::default() });
    library::merge(contents)
}
