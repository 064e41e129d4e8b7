//! Merges a newer version of a list into a data file, and preserves corrections, comments and order.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Level, Place};
use crate::export::{self, AppendError, Changes, Revision};
use crate::format::{Contents, Entry, Format, Reading, read_as};
use crate::paper::{self, Category, Paper};
use crate::source::Source;

mod in_toml;

/// The result of a merge.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The new text of the file.
    pub text: String,
    /// The number of new papers.
    pub added: usize,
    /// The number of papers with updated fields.
    pub updated: usize,
    /// Conflicts, and diagnostics of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a file cannot be updated.
#[derive(Debug)]
pub enum MergeError {
    /// The file is invalid TOML.
    Toml(toml_edit::TomlError),
    /// The YAML or JSON file cannot be edited.
    AppendError(AppendError),
}

/// Merges contents into a data file in TOML, YAML or JSON.
///
/// # Errors
///
/// If the file cannot be edited.
pub fn merge_into(file: &Arc<Source>, contents: Vec<Contents>) -> Result<Outcome, MergeError> {
    let format = Format::of(&file.path, &file.text).unwrap_or(Format::Toml);
    let known = read_as(format, file, Reading::default());
    let (library, found) = super::library(contents, &known.categories);
    let mut outcome = Outcome { diagnostics: known.diagnostics.clone(), ..Outcome::default() };
    outcome.diagnostics.extend(found);
    let mut keys: HashSet<_> = known.entries.iter().map(|entry| entry.key.clone()).collect();
    let mut free: Vec<bool> = vec![true; known.entries.len()];
    let index = Index::new(&known.entries);
    let declared = library.categories.iter().filter(|category| category.origin.is_some());
    let is_new = |category: &&Category| !known.categories.iter().any(|own| own.id == category.id);
    let mut changes = Changes { categories: declared.filter(is_new).collect(), ..Changes::default() };
    for paper in library.papers.iter() {
        if let Some(nth) = index.find(paper, &free) {
            free[nth] = false;
            let revision = revision(nth, &known.entries[nth], paper, &mut outcome.diagnostics);
            outcome.updated += usize::from(!revision.fields.is_empty());
            changes.revisions.extend(Some(revision).filter(|new| !new.fields.is_empty() || new.x.is_some()));
        } else {
            let mut paper = with_fingerprints(paper);
            if keys.contains(&paper.key) {
                paper.key = paper::key(&paper, &mut keys);
            }
            keys.insert(paper.key.clone());
            changes.papers.push(paper);
        }
    }
    outcome.added = changes.papers.len();
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
    Ok(outcome)
}

/// Returns the paper with the fingerprints of its fields in `x.source`.
pub(super) fn with_fingerprints(paper: &Paper) -> Paper {
    let last_fingerprint = export::fields(paper).into_iter().filter(|(name, _)| name != "x");
    let prints = last_fingerprint.map(|(name, value)| (name, fingerprint(&value).into()));
    let mut paper = paper.clone();
    paper.x.insert("source".to_owned(), serde_json::Value::Object(prints.collect()));
    paper
}

/// Returns the FNV-1a hash of a text, 64 bits in hexadecimal.
fn fingerprint(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// Returns the fingerprint of a field in the last import.
fn last_fingerprint<'p>(paper: &'p Paper, field: &str) -> Option<&'p str> {
    paper.x.get("source")?.get(field)?.as_str()
}

/// Compares an entry with its source: fields that were not edited by hand follow the source.
fn revision<'n>(nth: usize, entry: &Entry, paper: &'n Paper, found: &mut Vec<Diagnostic>) -> Revision<'n> {
    let known =
        Paper { categories: entry.categories.iter().map(|own| own.value.clone()).collect(), ..entry.paper().clone() };
    let (own, new) = (export::fields(&known), export::fields(paper));
    let value = |fields: &[(String, String)], name: &str| {
        fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone())
    };
    let with_fingerprints = known.x.contains_key("source");
    let mut fields = Vec::new();
    let mut prints = Vec::new();
    let mut seen = HashSet::new();
    let names = new.iter().chain(&own).map(|(name, _)| name.as_str()).filter(|name| *name != "x");
    for name in names.filter(|name| seen.insert(*name)) {
        let (ours, theirs) = (value(&own, name), value(&new, name));
        let before = last_fingerprint(&known, name).map(str::to_owned);
        let print = |value: &Option<String>| value.as_deref().map(fingerprint);
        if ours == theirs {
            prints.push((name, print(&theirs)));
        } else if print(&theirs) == before && with_fingerprints {
            // A correction, or a field that the source does not have.
            prints.push((name, before));
        } else if (with_fingerprints && print(&ours) == before) || (!with_fingerprints && ours.is_none()) {
            prints.push((name, print(&theirs)));
            fields.push(name.to_owned());
        } else if with_fingerprints {
            found.push(conflict(entry, name, theirs.as_deref()));
            prints.push((name, before));
        } else {
            // Existed before the first import; it counts as edited.
            prints.push((name, print(&theirs)));
        }
    }
    let source = prints.into_iter().filter_map(|(name, print)| Some((name.to_owned(), print?.into())));
    let source = serde_json::Value::Object(source.collect());
    // It is written only if it has changed.
    let is_new = (with_fingerprints || !fields.is_empty()) && known.x.get("source") != Some(&source);
    let x = is_new.then(|| {
        let mut x = known.x.clone();
        x.insert("source".to_owned(), source);
        x
    });
    Revision { nth, paper, fields, x }
}

fn conflict(entry: &Entry, field: &str, value: Option<&str>) -> Diagnostic {
    let message = format!("the field `{field}` of `{}` was changed here, and now by the source too", entry.key);
    let help = match value {
        Some(value) => format!("it is unchanged; the source has {value}"),
        None => "it is unchanged; the source has removed it".to_owned(),
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

/// An index of the entries of a file, to match those of a list.
struct Index<'f> {
    entries: &'f [Entry],
    last_fingerprint: HashMap<String, Vec<usize>>,
    works: HashMap<String, Vec<usize>>,
    titles: HashMap<String, Vec<usize>>,
    links: HashMap<&'f str, Vec<usize>>,
}

impl<'f> Index<'f> {
    fn new(entries: &'f [Entry]) -> Self {
        let mut index = Self {
            entries,
            last_fingerprint: HashMap::new(),
            works: HashMap::new(),
            titles: HashMap::new(),
            links: HashMap::new(),
        };
        for (nth, entry) in entries.iter().enumerate() {
            let paper = entry.paper();
            if let Some(title) = last_fingerprint(paper, "title") {
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
}

fn works(paper: &Paper) -> Vec<String> {
    let ids = [&paper.arxiv, &paper.doi].into_iter().flatten();
    ids.filter_map(|id| crate::identifier::Identifier::parse(id)).map(|id| id.work().to_string()).collect()
}

pub(super) fn normalized(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
