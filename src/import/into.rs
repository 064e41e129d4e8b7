//! Bringing a newer version of a list into a file in TOML, whose corrections, comments and order stay.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

use super::fields::{fields, fingerprint};
use super::{category_block, paper_block, separate, shelves};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::format::{Contents, Entry, Format, Reading, read_as};
use crate::paper::{self, Paper};
use crate::source::Source;

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The file as it should be.
    pub text: String,
    /// How many papers are new.
    pub added: usize,
    /// How many papers have a field that follows the source.
    pub updated: usize,
    /// Where the file and the source have both moved on, and faults of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Brings what was read into a file.
///
/// # Errors
///
/// If the file is no TOML that can be edited.
pub fn into(file: &Arc<Source>, contents: &Contents) -> Result<Outcome, toml_edit::TomlError> {
    let mut document: DocumentMut = file.text.parse()?;
    let known = read_as(Format::Toml, file, Reading::default());
    let mut outcome = Outcome { diagnostics: known.diagnostics.clone(), ..Outcome::default() };
    let mut keys: HashSet<_> = known.entries.iter().map(|entry| entry.key.clone()).collect();
    let mut free: Vec<bool> = vec![true; known.entries.len()];
    let index = Index::new(&known.entries, &document);
    let mut fresh = String::new();
    for category in &contents.categories {
        if !known.categories.iter().any(|own| own.id == category.id) {
            separate(&mut fresh);
            fresh.push_str(&category_block(category));
        }
    }
    for entry in &contents.entries {
        let categories = shelves(entry);
        if let Some(nth) = index.find(entry.paper(), &free) {
            free[nth] = false;
            let Some(table) = papers(&mut document).and_then(|papers| papers.get_mut(nth)) else { continue };
            if update(table, &known.entries[nth], entry.paper(), &categories, &mut outcome.diagnostics) {
                outcome.updated += 1;
            }
        } else {
            let mut paper = entry.paper().clone();
            if keys.contains(&paper.key) {
                paper.key = paper::key(&paper, &mut keys);
            }
            keys.insert(paper.key.clone());
            separate(&mut fresh);
            fresh.push_str(&paper_block(&paper, &categories, true));
            outcome.added += 1;
        }
    }
    outcome.text = document.to_string();
    if !fresh.is_empty() {
        if !outcome.text.is_empty() && !outcome.text.ends_with('\n') {
            outcome.text.push('\n');
        }
        separate(&mut outcome.text);
        outcome.text.push_str(&fresh);
    }
    Ok(outcome)
}

fn papers(document: &mut DocumentMut) -> Option<&mut ArrayOfTables> {
    document.get_mut("paper").and_then(Item::as_array_of_tables_mut)
}

/// The fingerprint of a field as the source last said it.
fn said<'t>(table: &'t Table, field: &str) -> Option<&'t str> {
    table.get("x")?.get("source")?.get(field)?.as_str()
}

/// Updates the fields of an entry that nobody touched; says whether any changed.
fn update(table: &mut Table, entry: &Entry, paper: &Paper, categories: &[String], found: &mut Vec<Diagnostic>) -> bool {
    let own = fields(entry.paper(), &shelves(entry));
    let new = fields(paper, categories);
    let sourced = table.get("x").and_then(|x| x.get("source")).is_some();
    let mut changed = false;
    let mut prints = Vec::new();
    let names: Vec<_> = new.0.iter().chain(&own.0).map(|(name, _)| *name).collect();
    let mut seen = HashSet::new();
    for name in names.into_iter().filter(|name| seen.insert(*name)) {
        let print = |value: Option<&Value>| value.map(|value| fingerprint(&value.to_string()));
        let (ours, theirs) = (print(own.get(name)), print(new.get(name)));
        let before = said(table, name).map(str::to_owned);
        if ours == theirs {
            prints.push((name, theirs));
        } else if theirs == before && sourced {
            // A correction, or a field of the user's own.
            prints.push((name, before));
        } else if (sourced && ours == before) || (!sourced && ours.is_none()) {
            match new.get(name) {
                Some(value) => drop(table.insert(name, Item::Value(value.clone().decorated(" ", "")))),
                None => drop(table.remove(name)),
            }
            changed = true;
            prints.push((name, theirs));
        } else if sourced {
            found.push(conflict(entry, name, new.get(name)));
            prints.push((name, before));
        }
    }
    if sourced || changed {
        let source: toml_edit::InlineTable =
            prints.into_iter().filter_map(|(name, print)| Some((name, print?))).collect();
        let x = table.entry("x").or_insert_with(|| Item::Value(toml_edit::InlineTable::new().into()));
        // An inline table is written anew only where it says something else.
        let same = x.get("source").is_some_and(|known| known.to_string().trim() == source.to_string().trim());
        if let Some(x) = x.as_table_like_mut().filter(|_| !same) {
            x.insert("source", Item::Value(source.into()));
        }
    }
    changed
}

fn conflict(entry: &Entry, field: &str, value: Option<&Value>) -> Diagnostic {
    let message = format!("the field `{field}` of `{}` was changed here, and now by the source too", entry.key);
    let help = match value {
        Some(value) => format!("it stays as it is; the source says {}", value.to_string().trim()),
        None => "it stays as it is; the source leaves it out".to_owned(),
    };
    let place = match &entry.origin {
        Some(origin) => (&origin.source, crate::format::locate(origin, field, 0)).into(),
        None => Place::Configuration,
    };
    Code::Conflict.at(place, message).help(help)
}

/// The entries of a file by what tells that one of a list is the same.
struct Index<'f> {
    entries: &'f [Entry],
    said: HashMap<String, Vec<usize>>,
    works: HashMap<String, Vec<usize>>,
    titles: HashMap<String, Vec<usize>>,
    links: HashMap<&'f str, Vec<usize>>,
}

impl<'f> Index<'f> {
    fn new(entries: &'f [Entry], document: &DocumentMut) -> Self {
        let mut index = Self {
            entries,
            said: HashMap::new(),
            works: HashMap::new(),
            titles: HashMap::new(),
            links: HashMap::new(),
        };
        let tables = document.get("paper").and_then(Item::as_array_of_tables);
        for (nth, entry) in entries.iter().enumerate() {
            let paper = entry.paper();
            let table = tables.and_then(|tables| tables.get(nth));
            if let Some(title) = table.and_then(|table| said(table, "title")) {
                index.said.entry(title.to_owned()).or_default().push(nth);
            }
            for work in works(paper) {
                index.works.entry(work).or_default().push(nth);
            }
            index.titles.entry(folded(&paper.title)).or_default().push(nth);
            for link in &paper.links {
                index.links.entry(&link.url).or_default().push(nth);
            }
        }
        index
    }

    /// The entry of the same work, among those that are still free.
    fn find(&self, paper: &Paper, free: &[bool]) -> Option<usize> {
        let first = |found: Option<&Vec<usize>>| found.and_then(|all| all.iter().copied().find(|&nth| free[nth]));
        let title = Value::from(paper.title.as_str()).to_string();
        first(self.said.get(&fingerprint(&title)))
            .or_else(|| first(self.titles.get(&folded(&paper.title))))
            .or_else(|| works(paper).into_iter().find_map(|work| first(self.works.get(&work))))
            .or_else(|| {
                let same = paper.links.iter().find_map(|link| first(self.links.get(link.url.as_str())));
                same.filter(|&nth| self.entries[nth].key == paper.key)
            })
    }
}

fn works(paper: &Paper) -> Vec<String> {
    let ids = [&paper.arxiv, &paper.doi].into_iter().flatten();
    ids.filter_map(|id| crate::identifier::Identifier::parse(id)).map(|id| id.work().to_string()).collect()
}

fn folded(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
