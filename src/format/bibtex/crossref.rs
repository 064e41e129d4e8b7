//! Resolves inheritance: fields from `xdata` and from the `crossref` parent.
//!
//! The fields of the entry take precedence over those of `xdata`, and these over those of the parent. Cycles end.

use std::borrow::Cow;
use std::collections::HashSet;

use rustc_hash::{FxBuildHasher, FxHashSet};

use super::field::{Field, FieldError};
use super::{Bibliography, names};
use crate::source::Span;

/// A field of an entry, possibly inherited.
#[derive(Debug, Clone)]
pub(super) struct Own<'f> {
    /// The name in lower case.
    pub(super) name: Cow<'f, str>,
    /// The span in the file.
    pub(super) field: Field,
}

/// The fields of an entry, including inherited ones.
#[derive(Debug, Default)]
pub(super) struct Fieldset<'f> {
    pub(super) fields: Vec<Own<'f>>,
    /// Syntax errors in the entry.
    pub(super) errors: Vec<(Span, FieldError)>,
    /// Duplicate fields: the second and the first.
    pub(super) doubles: Vec<(Own<'f>, Own<'f>)>,
    /// Unresolved references: the field and the key.
    pub(super) missing: Vec<(Own<'f>, String)>,
}

/// The maximum number of entries to inherit from, directly or indirectly.
const RELATED: usize = 64;
/// The fields that refer to other entries.
pub(super) const RELATIONS: [&str; 2] = ["xdata", "crossref"];

/// Returns the fields of the `nth` block.
pub(super) fn fields(file: &Bibliography, nth: usize) -> Fieldset<'_> {
    // Most entries have fewer.
    let mut names = FxHashSet::with_capacity_and_hasher(14, FxBuildHasher);
    let mut set = Fieldset { fields: Vec::with_capacity(16), ..Fieldset::default() };
    let mut read = file.fields(nth);
    for field in read.by_ref() {
        let own = Own { name: lower(&file.source.text[field.name.range()]), field };
        // Programs repeat some of these fields.
        let many = matches!(own.name.as_ref(), "keywords" | "keyword" | "groups" | "file" | "url" | "note");
        if names.insert(own.name.clone()) || many {
            set.fields.push(own);
        } else if let Some(first) = set.fields.iter().find(|first| first.name == own.name) {
            set.doubles.push((own, first.clone()));
        }
    }
    set.errors = read.errors;
    if set.fields.iter().any(|own| RELATIONS.contains(&own.name.as_ref())) {
        take_over(file, nth, &mut set, &mut HashSet::from([nth]));
    }
    set
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Returns the keys in a field.
pub(super) fn keys(file: &Bibliography, field: &Field) -> Vec<String> {
    let tex = file.macros.join(&file.source.text, field.value).tex;
    let keys = names::at_depth_0(&tex, b',').into_iter().map(|key| key.trim().to_owned());
    keys.filter(|key| !key.is_empty()).collect()
}

/// Inherits the fields that the entry lacks.
fn take_over<'f>(file: &'f Bibliography, nth: usize, set: &mut Fieldset<'f>, seen: &mut HashSet<usize>) {
    if seen.len() > RELATED {
        return;
    }
    for relation in RELATIONS {
        let Some(own) = set.fields.iter().find(|own| own.name == relation).cloned() else { continue };
        for key in keys(file, &own.field) {
            let Some(parent) = file.nth_of(&key) else {
                set.missing.push((own.clone(), key));
                continue;
            };
            // Entries already visited are skipped, so cycles end.
            if !seen.insert(parent) {
                continue;
            }
            let mut theirs = Fieldset::default();
            for field in file.fields(parent) {
                let name = lower(&file.source.text[field.name.range()]);
                if !theirs.fields.iter().any(|own| own.name == name) {
                    theirs.fields.push(Own { name, field });
                }
            }
            take_over(file, parent, &mut theirs, seen);
            if relation == "xdata" {
                add(set, theirs.fields);
            } else {
                add(set, of_parent(file.kind(parent), file.kind(nth), theirs.fields));
            }
        }
    }
}

fn add<'f>(set: &mut Fieldset<'f>, fields: Vec<Own<'f>>) {
    for own in fields {
        if !matches!(own.name.as_ref(), "xdata" | "ids") && !set.fields.iter().any(|known| known.name == own.name) {
            set.fields.push(own);
        }
    }
}

/// Maps a field of a parent to its name in the child.
fn of_parent<'f>(parent: &str, child: &str, fields: Vec<Own<'f>>) -> Vec<Own<'f>> {
    let (parent, child) = (parent.to_ascii_lowercase(), child.to_ascii_lowercase());
    let titled = titled(&parent, &child);
    let has_date = fields.iter().any(|own| own.name == "date");
    let mut own: Vec<Own<'f>> = Vec::new();
    let mut renamed = Vec::new();
    for field in fields {
        let name = field.name.as_ref();
        let new = match (titled, name) {
            (Some(prefix), "title" | "subtitle" | "titleaddon") => Some(format!("{prefix}{name}")),
            // A part of a book is by the authors of the book unless it has its own, as in BibLaTeX's inheritance rules.
            (Some("book"), "author") if parent.ends_with("book") => {
                own.push(Own { name: "bookauthor".into(), ..field.clone() });
                let inherits = matches!(child.as_str(), "inbook" | "bookinbook" | "suppbook");
                inherits.then(|| "author".to_owned())
            }
            _ => None,
        };
        match new {
            Some(name) => renamed.push(Own { name: name.into(), ..field }),
            None if is_its_own(name) || (has_date && matches!(name, "year" | "month" | "day")) => {}
            None => own.push(field),
        }
    }
    // BibTeX styles need a `booktitle` in the parent for its children.
    for field in renamed {
        if !own.iter().any(|known| known.name == field.name) {
            own.push(field);
        }
    }
    own
}

/// Returns the prefix of `title` in a child of such a parent.
fn titled(parent: &str, child: &str) -> Option<&'static str> {
    let many = parent.starts_with("mv");
    match child {
        "article" | "suppperiodical" if parent == "periodical" => Some("journal"),
        "book" | "collection" | "reference" | "proceedings" if many => Some("main"),
        "inbook" | "bookinbook" | "suppbook" | "incollection" | "suppcollection" | "inreference" | "inproceedings"
        | "conference" => Some(if many { "main" } else { "book" }),
        _ => None,
    }
}

/// Fields that are not inherited.
///
/// BibTeX inherits most of these, but the links and identifiers of a book are not those of a chapter,
/// and categories belong to one entry.
fn is_its_own(name: &str) -> bool {
    const OWN: [&str; 36] = [
        "abstract",
        "annotation",
        "annote",
        "archiveprefix",
        "arxiv",
        "crossref",
        "doi",
        "entryset",
        "entrysubtype",
        "eprint",
        "eprintclass",
        "eprinttype",
        "execute",
        "groups",
        "indexsorttitle",
        "indextitle",
        "keyword",
        "keywords",
        "label",
        "note",
        "options",
        "pages",
        "pagetotal",
        "presort",
        "primaryclass",
        "related",
        "relatedoptions",
        "relatedstring",
        "relatedtype",
        "shorthand",
        "shorttitle",
        "sortkey",
        "sorttitle",
        "type",
        "urldate",
        "xref",
    ];
    OWN.contains(&name) || super::entry_types::is_link(name) || super::entry_types::is_private(name)
}
