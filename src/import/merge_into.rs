//! Merges a newer version of a list into a data file, and preserves corrections, comments and order.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::memory::{Imported, Memory, fingerprint};
use crate::diagnostic::{Code, Diagnostic, Level, Place};
use crate::export::{self, AppendError, Changes, Revision};
use crate::format::{Contents, Entry, Format, Reading, read_as};
use crate::library::Library;
use crate::paper::{self, Category, Paper};
use crate::source::Source;

mod in_toml;

/// The result of a merge.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The new text of the file.
    pub text: String,
    /// The new state of the import.
    pub memory: Memory,
    /// The number of new papers.
    pub added: usize,
    /// The number of papers with updated fields.
    pub updated: usize,
    /// The number of papers of the file that differ from the source and were not imported before.
    pub differing: usize,
    /// The papers that the source no longer has, by key.
    pub left: Vec<String>,
    /// Conflicts, and diagnostics of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// How conflicts are resolved, and what happens to papers that the source no longer has.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// The keys of papers whose fields in the file are right.
    pub keep: Vec<String>,
    /// The keys of papers whose fields in the source are right.
    pub take: Vec<String>,
    /// Whether papers that the source no longer has are removed.
    pub prune: bool,
}

/// Why a file cannot be updated.
#[derive(Debug)]
pub enum MergeError {
    /// The file is invalid TOML.
    Toml(toml_edit::TomlError),
    /// The YAML or JSON file cannot be edited.
    AppendError(AppendError),
}

/// Merges contents into a data file in TOML, YAML or JSON. `memory` is the state of the last import.
///
/// # Errors
///
/// If the file cannot be edited.
pub fn merge_into(
    file: &Arc<Source>,
    memory: Memory,
    contents: Vec<Contents>,
    choices: &Choices,
) -> Result<Outcome, MergeError> {
    let format = Format::of(&file.path, &file.text).unwrap_or(Format::Toml);
    let known = read_as(format, file, Reading::default());
    let (library, found) = super::library(contents, &known.categories);
    let mut outcome = Outcome { memory, diagnostics: known.diagnostics.clone(), ..Outcome::default() };
    outcome.diagnostics.extend(found);
    for entry in &known.entries {
        outcome.memory.insert_old(entry.paper());
    }
    let mut keys: HashSet<_> = known.entries.iter().map(|entry| entry.key.clone()).collect();
    let declared = library.categories.iter().filter(|category| category.origin.is_some());
    let is_new = |category: &&Category| !known.categories.iter().any(|own| own.id == category.id);
    let mut changes = Changes { categories: declared.filter(is_new).collect(), ..Changes::default() };
    let mut present = BTreeSet::new();
    let mut sources = BTreeSet::new();
    for (at, found) in matches(&known.entries, &outcome.memory, &library).into_iter().enumerate() {
        let paper = &library.papers[at];
        let from = super::source_of(&library, at);
        sources.insert(from.clone());
        if let Some(nth) = found {
            let entry = &known.entries[nth];
            let revision = revision(nth, entry, paper, choices, &from, &mut outcome);
            outcome.updated += usize::from(!revision.fields.is_empty());
            changes.revisions.extend(Some(revision).filter(|new| !new.fields.is_empty() || new.x.is_some()));
            present.insert(entry.key.clone());
        } else {
            let mut paper = paper.clone();
            if keys.contains(&paper.key) {
                paper.key = paper::key(&paper, &mut keys);
            }
            keys.insert(paper.key.clone());
            outcome.memory.insert(&paper.key, &from, &paper);
            present.insert(paper.key.clone());
            changes.papers.push(paper);
        }
    }
    outcome.added = changes.papers.len();
    outcome.left = outcome.memory.left(&sources, &present);
    for key in outcome.left.clone() {
        match known.entries.iter().position(|entry| entry.key == key) {
            Some(nth) if choices.prune => changes.removed.push(nth),
            Some(nth) => {
                outcome.diagnostics.push(left(&known.entries[nth]));
                continue;
            }
            None => {}
        }
        outcome.memory.papers.remove(&key);
    }
    outcome.text = match format {
        // The errors are reported and the file is unchanged.
        Format::Yaml | Format::Json if known.diagnostics.iter().any(|found| found.level == Level::Error) => {
            file.text.clone()
        }
        Format::Yaml | Format::Json => {
            export::edit(&file.path, &file.text, &changes).map_err(MergeError::AppendError)?
        }
        _ => in_toml::revise(&file.text, &changes).map_err(MergeError::Toml)?,
    };
    outcome.memory.file = Some(fingerprint(&outcome.text));
    Ok(outcome)
}

/// Returns for each paper of the source the entry of the file that is the same paper.
fn matches(entries: &[Entry], memory: &Memory, library: &Library) -> Vec<Option<usize>> {
    let index = Index::new(entries, memory);
    let mut free = vec![true; entries.len()];
    let mut found = Vec::new();
    for paper in library.papers.iter() {
        found.push(index.find(paper, &free).inspect(|nth| free[*nth] = false));
    }
    // The same address with a new title is the same paper, if no other entry has the address.
    for (paper, found) in library.papers.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
        *found = index.by_address(paper, &free).inspect(|nth| free[*nth] = false);
    }
    found
}

/// Compares an entry with its source: fields that were not edited by hand follow the source.
fn revision<'n>(
    nth: usize,
    entry: &Entry,
    paper: &'n Paper,
    choices: &Choices,
    from: &str,
    outcome: &mut Outcome,
) -> Revision<'n> {
    let known =
        Paper { categories: entry.categories.iter().map(|own| own.value.clone()).collect(), ..entry.paper().clone() };
    let (own, new) = (export::fields(&known), export::fields(paper));
    let value = |fields: &[(String, String)], name: &str| {
        fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone())
    };
    let imported = outcome.memory.papers.remove(&entry.key);
    let (keep, take) = (choices.keep.contains(&entry.key), choices.take.contains(&entry.key));
    let mut fields = Vec::new();
    let mut prints = BTreeMap::new();
    let mut differs = false;
    let mut seen = HashSet::new();
    let names = new.iter().chain(&own).map(|(name, _)| name.as_str()).filter(|name| *name != "x");
    for name in names.filter(|name| seen.insert(*name)) {
        let (ours, theirs) = (value(&own, name), value(&new, name));
        let before = imported.as_ref().and_then(|imported| imported.fields.get(name)).cloned();
        let print = |value: &Option<String>| value.as_deref().map(fingerprint);
        let follows = if imported.is_some() { print(&ours) == before } else { ours.is_none() };
        let fingerprint = if ours == theirs {
            print(&theirs)
        } else if take && theirs.is_some() || follows && print(&theirs) != before {
            fields.push(name.to_owned());
            print(&theirs)
        } else if imported.is_none() || keep || print(&theirs) == before {
            // A correction, a field that the source does not have, or one that existed before the first import.
            differs |= imported.is_none() && theirs.is_some();
            print(&theirs)
        } else {
            outcome.diagnostics.push(conflict(entry, name, theirs.as_deref()));
            before
        };
        prints.extend(fingerprint.map(|print| (name.to_owned(), print)));
    }
    outcome.differing += usize::from(differs);
    outcome.memory.papers.insert(entry.key.clone(), Imported { from: from.to_owned(), fields: prints });
    // Earlier versions stored the fingerprints in the entry.
    let x = known.x.contains_key("source").then(|| {
        let mut x = known.x.clone();
        x.remove("source");
        x
    });
    Revision { nth, paper, fields, x }
}

/// The diagnostic for a paper that the source no longer has.
fn left(entry: &Entry) -> Diagnostic {
    let place = entry.origin.as_ref().map_or(Place::Configuration, |origin| (&origin.source, origin.name()).into());
    let message = format!("the source no longer has `{}`", entry.key);
    Code::Conflict.at(place, message).help("it is unchanged; `--prune` removes it")
}

fn conflict(entry: &Entry, field: &str, value: Option<&str>) -> Diagnostic {
    let message = format!("the field `{field}` of `{}` was changed here and in the source", entry.key);
    let help = match value {
        Some(value) => format!("it is unchanged; the source has {value}"),
        None => "it is unchanged; the source has removed it".to_owned(),
    };
    let help = format!("{help}; `--keep {0}` or `--take {0}` resolves it", entry.key);
    let place = match &entry.origin {
        Some(origin) => {
            let (origin, span) = crate::format::locate(origin, field, 0);
            (&origin.source, span).into()
        }
        None => Place::Configuration,
    };
    Code::Conflict.at(place, message).help(help)
}

/// An index of the entries of a file, to match those of a list.
struct Index<'f> {
    entries: &'f [Entry],
    last_fingerprint: HashMap<String, Vec<usize>>,
    works: HashMap<String, Vec<usize>>,
    titles: HashMap<String, Vec<usize>>,
    links: HashMap<&'f str, Vec<usize>>,
}

impl<'f> Index<'f> {
    fn new(entries: &'f [Entry], memory: &Memory) -> Self {
        let mut index = Self {
            entries,
            last_fingerprint: HashMap::new(),
            works: HashMap::new(),
            titles: HashMap::new(),
            links: HashMap::new(),
        };
        for (nth, entry) in entries.iter().enumerate() {
            let paper = entry.paper();
            if let Some(title) = memory.fingerprint(&entry.key, "title") {
                index.last_fingerprint.entry(title.to_owned()).or_default().push(nth);
            }
            for work in works(paper) {
                index.works.entry(work).or_default().push(nth);
            }
            index.titles.entry(normalized(&paper.title)).or_default().push(nth);
            for link in &paper.links {
                index.links.entry(&link.url).or_default().push(nth);
            }
        }
        index
    }

    /// Returns the entry of the same work, among those not matched yet.
    fn find(&self, paper: &Paper, free: &[bool]) -> Option<usize> {
        let first = |found: Option<&Vec<usize>>| found.and_then(|all| all.iter().copied().find(|&nth| free[nth]));
        let title = export::toml_text(&paper.title);
        first(self.last_fingerprint.get(&fingerprint(&title)))
            .or_else(|| first(self.titles.get(&normalized(&paper.title))))
            .or_else(|| works(paper).into_iter().find_map(|work| first(self.works.get(&work))))
            .or_else(|| {
                let same = paper.links.iter().find_map(|link| first(self.links.get(link.url.as_str())));
                same.filter(|&nth| self.entries[nth].key == paper.key)
            })
    }

    /// Returns the only entry with the first address of a paper, if it is not matched yet.
    fn by_address(&self, paper: &Paper, free: &[bool]) -> Option<usize> {
        match self.links.get(paper.links.first()?.url.as_str()).map(Vec::as_slice) {
            Some(&[nth]) if free[nth] => Some(nth),
            _ => None,
        }
    }
}

fn works(paper: &Paper) -> Vec<String> {
    let ids = [&paper.arxiv, &paper.doi].into_iter().flatten();
    ids.filter_map(|id| crate::identifier::Identifier::parse(id)).map(|id| id.work().to_string()).collect()
}

pub(super) fn normalized(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
