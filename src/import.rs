//! Imports data files of any format: as a new data file, as a book, or merged into an existing file.
//!
//! Merging is three-way. A file next to the data file, [`Memory`], holds a fingerprint of each field in the last import. A field
//! that still has it was not edited by hand and follows the source. If both the field and the source have changed, the field is
//! unchanged and a conflict is reported.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Level};
use crate::export::{self, ExportFormat, Selection};
use crate::format::{self, Contents};
use crate::library::{self, Library};
use crate::paper::{Category, Paper};

mod book;
mod cite;
mod memory;
mod merge_into;
mod relative;

pub use book::{File, book};
pub use cite::{ChangedLines, FootnotedChapter, changed_lines};
pub use memory::{Memory, fingerprint};
pub use merge_into::{Choices, MergeError, Outcome, merge_into};
pub use relative::resolve as resolve_addresses;

/// Returns a library as a file in a format.
pub fn write(library: &Library, title: &str, format: ExportFormat) -> String {
    export::write(&everything(library, title), format)
}

/// Selects all papers and categories, including custom fields.
fn everything<'l>(library: &'l Library, title: &'l str) -> Selection<'l> {
    let all: Vec<_> = (0..library.papers.len()).collect();
    Selection::new(library, &all, title, true, true)
}

/// Merges the contents of several files into a library. `known` are the categories of the file to merge into.
///
/// Keys of reading lists are generated for each list. If two lists have the same key for different works, the second gets
/// another key. A heading in two lists is one category.
pub fn library(mut contents: Vec<Contents>, known: &[Category]) -> (Library, Vec<Diagnostic>) {
    let mut keys: HashMap<(String, String), String> = HashMap::new();
    let mut taken = HashSet::new();
    let mut diagnostics: Vec<_> =
        contents.iter_mut().filter(|contents| contents.external).flat_map(keep_duplicates).collect();
    let mut ids: HashSet<String> = known.iter().map(|category| category.id.clone()).collect();
    for contents in contents.iter_mut().filter(|contents| contents.external) {
        contents.categories.retain(|category| ids.insert(category.id.clone()));
        // All entries are of one file.
        let first = contents.entries.first().and_then(|entry| entry.origin.as_ref());
        if !first.is_some_and(format::markdown::is_list) {
            continue;
        }
        for entry in &mut contents.entries {
            let paper = &mut entry.unsettled().0;
            let made = (paper.key.clone(), merge_into::normalized(&paper.title));
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
    let (library, merged) = library::merge(contents);
    diagnostics.extend(merged);
    (library, diagnostics)
}

/// Gives a new key to each entry of a file whose key another work of the file has; equal works are one entry.
fn keep_duplicates(contents: &mut Contents) -> Vec<Diagnostic> {
    let mut by_key: HashMap<String, usize> = HashMap::new();
    let mut again = Vec::new();
    for (nth, entry) in contents.entries.iter().enumerate() {
        match by_key.get(&entry.key) {
            Some(&first) => again.push((first, nth)),
            None => {
                by_key.insert(entry.key.clone(), nth);
            }
        }
    }
    let mut diagnostics = Vec::new();
    // The next number of each key.
    let mut next: HashMap<String, usize> = HashMap::new();
    for (first, nth) in again {
        let work = |paper: &Paper| (merge_into::normalized(&paper.title), paper.kind.clone(), paper.year());
        let first = work(&contents.entries[first].unsettled().0);
        let entry = &mut contents.entries[nth];
        if work(&entry.unsettled().0) == first {
            continue;
        }
        let key = entry.key.clone();
        let number = next.entry(key.clone()).or_insert(2);
        while by_key.contains_key(&format!("{key}-{number}")) {
            *number += 1;
        }
        let new = format!("{key}-{number}");
        by_key.insert(new.clone(), nth);
        if let Some(origin) = &entry.origin {
            let found = Code::DuplicateKey.at((&origin.source, origin.key), format!("the key `{key}` is used twice"));
            diagnostics.push(found.level(Level::Warning).help(format!("this entry is imported as `{new}`")));
        }
        entry.unsettled().0.key.clone_from(&new);
        entry.key = new;
    }
    diagnostics
}

/// Returns the state of an import of a complete library, whose data file has this text.
pub fn memory(library: &Library, text: &str) -> Memory {
    let mut memory = Memory { file: Some(fingerprint(text)), ..Memory::default() };
    for (nth, paper) in library.papers.iter().enumerate() {
        memory.insert(&paper.key, &source_of(library, nth), paper);
    }
    memory
}

/// Returns the name of the file that a paper of a library comes from.
fn source_of(library: &Library, paper: usize) -> String {
    let path = library.papers.origin(paper).map(|origin| origin.source.path.as_path());
    path.and_then(std::path::Path::file_name).map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
