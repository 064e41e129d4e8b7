//! Bringing a newer version of a list into a file in TOML, whose corrections, comments and order stay.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::export;
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
pub fn into(file: &Arc<Source>, contents: Vec<Contents>) -> Result<Outcome, toml_edit::TomlError> {
    let mut document: DocumentMut = file.text.parse()?;
    let known = read_as(Format::Toml, file, Reading::default());
    let (library, found) = super::library(contents, &known.categories);
    let mut outcome = Outcome { diagnostics: known.diagnostics.clone(), ..Outcome::default() };
    outcome.diagnostics.extend(found);
    let mut keys: HashSet<_> = known.entries.iter().map(|entry| entry.key.clone()).collect();
    let mut free: Vec<bool> = vec![true; known.entries.len()];
    let index = Index::new(&known.entries, &document);
    let mut fresh = Vec::new();
    let declared = library.categories.iter().filter(|category| category.origin.is_some());
    for category in declared.filter(|category| !known.categories.iter().any(|own| own.id == category.id)) {
        fresh.push(export::toml_category(category));
    }
    for paper in library.papers.iter() {
        if let Some(nth) = index.find(paper, &free) {
            free[nth] = false;
            let Some(table) = papers(&mut document).and_then(|papers| papers.get_mut(nth)) else { continue };
            if update(table, &known.entries[nth], paper, &mut outcome.diagnostics) {
                outcome.updated += 1;
            }
        } else {
            let mut paper = sourced(paper);
            if keys.contains(&paper.key) {
                paper.key = paper::key(&paper, &mut keys);
            }
            keys.insert(paper.key.clone());
            fresh.push(export::toml_entry(&paper));
            outcome.added += 1;
        }
    }
    outcome.text = document.to_string();
    for block in fresh {
        if !outcome.text.is_empty() {
            outcome.text.push_str(if outcome.text.ends_with('\n') { "\n" } else { "\n\n" });
        }
        outcome.text.push_str(&block);
    }
    // Papers that stand in one array have no place for `[[paper]]`.
    outcome.text.parse::<DocumentMut>()?;
    if file.text.contains("\r\n") {
        outcome.text = outcome.text.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    Ok(outcome)
}

/// A paper that knows what its source said.
pub(super) fn sourced(paper: &Paper) -> Paper {
    let said = export::fields(paper).into_iter().filter(|(name, _)| name != "x");
    let prints = said.map(|(name, value)| (name, fingerprint(&value).into()));
    let mut paper = paper.clone();
    paper.x.insert("source".to_owned(), serde_json::Value::Object(prints.collect()));
    paper
}

/// A short number that two texts seldom share (FNV-1a, 64 bits), in hexadecimal digits.
fn fingerprint(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

fn papers(document: &mut DocumentMut) -> Option<&mut ArrayOfTables> {
    document.get_mut("paper").and_then(Item::as_array_of_tables_mut)
}

/// The fingerprint of a field as the source last said it.
fn said<'t>(table: &'t Table, field: &str) -> Option<&'t str> {
    table.get("x")?.get("source")?.get(field)?.as_str()
}

/// Updates the fields of an entry that nobody touched; says whether any changed.
fn update(table: &mut Table, entry: &Entry, paper: &Paper, found: &mut Vec<Diagnostic>) -> bool {
    let known =
        Paper { categories: entry.categories.iter().map(|own| own.value.clone()).collect(), ..entry.paper().clone() };
    let (own, new) = (export::fields(&known), export::fields(paper));
    let value = |fields: &[(String, String)], name: &str| {
        fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone())
    };
    let sourced = table.get("x").and_then(|x| x.get("source")).is_some();
    let mut changed = false;
    let mut prints = Vec::new();
    let mut seen = HashSet::new();
    let names = new.iter().chain(&own).map(|(name, _)| name.as_str()).filter(|name| *name != "x");
    for name in names.filter(|name| seen.insert(*name)) {
        let (ours, theirs) = (value(&own, name), value(&new, name));
        let before = said(table, name).map(str::to_owned);
        let print = |value: &Option<String>| value.as_deref().map(fingerprint);
        if ours == theirs {
            prints.push((name, print(&theirs)));
        } else if print(&theirs) == before && sourced {
            // A correction, or a field of the user's own.
            prints.push((name, before));
        } else if (sourced && print(&ours) == before) || (!sourced && ours.is_none()) {
            prints.push((name, print(&theirs)));
            put(table, name, theirs.as_deref());
            changed = true;
        } else if sourced {
            found.push(conflict(entry, name, theirs.as_deref()));
            prints.push((name, before));
        } else {
            // The user's own from before; next time the source says nothing new.
            prints.push((name, print(&theirs)));
        }
    }
    if sourced || changed {
        let source: InlineTable = prints.into_iter().filter_map(|(name, print)| Some((name, print?))).collect();
        let x = table.entry("x").or_insert_with(dotted);
        // An inline table is written anew only where it says something else.
        let same = x.get("source").is_some_and(|known| says_same(known, &source));
        if let Some(x) = x.as_table_like_mut().filter(|_| !same) {
            x.insert("source", Item::Value(source.into()));
        }
    }
    changed
}

/// Whether the fingerprints of a file are these.
fn says_same(known: &Item, source: &InlineTable) -> bool {
    let texts = |table: &dyn toml_edit::TableLike| {
        let mut texts: Vec<_> =
            table.iter().map(|(name, item)| (name.to_owned(), item.as_str().unwrap_or_default().to_owned())).collect();
        texts.sort();
        texts
    };
    known.as_table_like().is_some_and(|known| texts(known) == texts(source))
}

/// A table whose fields are written with its name and a dot before them.
fn dotted() -> Item {
    let mut table = Table::new();
    table.set_dotted(true);
    Item::Table(table)
}

/// Puts a value into a field, beside which a comment stays; or takes the field out.
fn put(table: &mut Table, name: &str, value: Option<&str>) {
    let value = value.and_then(|value| value.parse::<Value>().ok());
    let Some(value) = value else {
        table.remove(name);
        return;
    };
    if let Value::InlineTable(fields) = value {
        let mut item = dotted();
        if let Item::Table(own) = &mut item {
            own.extend(fields);
        }
        table.insert(name, item);
        return;
    }
    let beside = table.get(name).and_then(Item::as_value).and_then(|old| old.decor().suffix()).cloned();
    let mut value = value.decorated(" ", "");
    if let Some(comment) = beside {
        value.decor_mut().set_suffix(comment);
    }
    table.insert(name, Item::Value(value));
}

fn conflict(entry: &Entry, field: &str, value: Option<&str>) -> Diagnostic {
    let message = format!("the field `{field}` of `{}` was changed here, and now by the source too", entry.key);
    let help = match value {
        Some(value) => format!("it stays as it is; the source says {value}"),
        None => "it stays as it is; the source leaves it out".to_owned(),
    };
    let place = match &entry.origin {
        Some(origin) => {
            let (origin, span) = crate::format::locate(origin, field, 0);
            (&origin.source, span).into()
        }
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
        let title = export::toml_text(&paper.title);
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

pub(super) fn folded(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
