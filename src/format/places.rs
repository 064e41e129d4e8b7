//! Places of the values of an entry, which is parsed again for them.

use std::cell::OnceCell;

use super::detect::Format;
use super::tree::Node;
use super::yaml::Shape;
use super::{bibtex, csl_json, hayagriva, json, toml, yaml};
use crate::paper::Origin;
use crate::source::Span;

/// Locates the values of an entry. The entry is parsed for the first.
#[derive(Debug)]
pub struct Places<'o> {
    /// The place of the entry.
    pub origin: &'o Origin,
    /// The entry in its files, in the order of [`of_entry`](Self::of_entry).
    parsed: OnceCell<Vec<ParsedEntry<'o>>>,
}

/// An entry in one file.
#[derive(Debug)]
struct ParsedEntry<'o> {
    origin: &'o Origin,
    format: Option<Format>,
    /// The tree, in formats that have one; `None` also if it is invalid.
    tree: Option<Node<'o>>,
}

/// Locates a field of an entry, or the `nth` item of a list, as [`Places::locate`]. For one value of an entry.
pub fn locate<'o>(origin: &'o Origin, field: &str, nth: usize) -> (&'o Origin, Span) {
    Places::new(origin).locate(field, nth)
}

impl<'o> Places<'o> {
    /// Prepares the places of an entry.
    pub fn new(origin: &'o Origin) -> Self {
        Self { origin, parsed: OnceCell::new() }
    }

    /// Locates a field of the entry, or the `nth` item of a list. Returns the origin that has it, of all that were merged, and
    /// its span in that file; the header of the entry if the field is not found.
    pub fn locate(&self, field: &str, nth: usize) -> (&'o Origin, Span) {
        let origin = self.origin;
        let mut nth = nth;
        let mut list = None;
        for own in self.parsed.get_or_init(|| Self::of_entry(origin)) {
            let Some(span) = own.find(field, nth) else { continue };
            // The first item, or an entry that was not merged, is unambiguous.
            if nth == 0 || origin.merged.is_empty() {
                return (own.origin, span);
            }
            // A list shorter than `nth` returns the span of the list.
            let whole = own.find(field, usize::MAX);
            if Some(span) != whole {
                return (own.origin, span);
            }
            list.get_or_insert((own.origin, span));
            // The items of a merged entry follow the existing ones.
            nth -= (0..nth).take_while(|&nth| own.find(field, nth) != whole).count();
        }
        list.unwrap_or((origin, origin.span))
    }

    fn of_entry(origin: &'o Origin) -> Vec<ParsedEntry<'o>> {
        std::iter::once(origin).chain(&origin.merged).map(ParsedEntry::new).collect()
    }
}

impl<'o> ParsedEntry<'o> {
    fn new(origin: &'o Origin) -> Self {
        let (text, start) = (&origin.source.text, origin.span.start);
        let format = Format::of_source(&origin.source);
        let tree = match format {
            Some(Format::Toml) => toml::entry_at(text, start),
            Some(Format::Yaml | Format::CslYaml) => yaml::entry_at(text, start, Shape::Lists),
            Some(Format::Hayagriva) => yaml::entry_at(text, start, Shape::Names),
            Some(Format::Json | Format::CslJson) => json::entry_at(text, start),
            Some(Format::Bibtex | Format::Ris | Format::Pubmed | Format::Cff | Format::Markdown) | None => None,
        };
        Self { origin, format, tree }
    }

    /// Returns the span of a field, of its `nth` item, or of the list if it is shorter.
    fn find(&self, field: &str, nth: usize) -> Option<Span> {
        let Self { origin, format, tree } = self;
        match format {
            Some(Format::Bibtex) => bibtex::locate(&origin.source, origin.span, field, nth),
            Some(Format::Toml) => Some(tree.as_ref()?.place(field, nth)?.shifted(origin.span.start)),
            Some(Format::CslJson | Format::CslYaml) => csl_json::locate(tree.as_ref()?, field, nth),
            Some(Format::Hayagriva) => hayagriva::locate(tree.as_ref()?, field, nth),
            _ => tree.as_ref()?.place(field, nth),
        }
    }
}
