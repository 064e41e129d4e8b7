//! Positions of configuration keys in book.toml.

use std::cell::OnceCell;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::Place;
use crate::source::{Source, Span};

/// A side of `key = value`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyPart {
    Key,
    Value,
}

/// The file book.toml, read on the first request for a position.
pub struct BookToml<'a> {
    read: &'a dyn Fn(&Path) -> Option<String>,
    source: OnceCell<Option<Arc<Source>>>,
}

impl<'a> BookToml<'a> {
    /// Creates the file from `read`, which returns the text of a file in the book's root if it exists.
    pub fn new(read: &'a dyn Fn(&Path) -> Option<String>) -> Self {
        Self { read, source: OnceCell::new() }
    }

    /// Returns the position of `labels`, or of the file if the key is absent.
    pub fn labels_place(&self) -> Place {
        self.place("labels", KeyPart::Value)
    }

    /// Returns the position of the value of `key`, or of the file if the key is absent.
    pub fn value_place(&self, key: &str) -> Place {
        self.place(key, KeyPart::Value)
    }

    /// Returns the position of the data file at `index` in `data`, which may be a string or a list.
    pub fn data_entry(&self, index: usize) -> Place {
        let entry = self.find(&|table| {
            let data = table.get("data");
            let entry = match data.map(toml::Spanned::get_ref) {
                Some(DeValue::Array(list)) => list.get(index),
                _ => data.filter(|_| index == 0),
            };
            // The file in mdbook-bib's `bibliography` comes after those in `data`.
            entry.or_else(|| table.get("bibliography")).or(data).map(toml::Spanned::span)
        });
        entry.unwrap_or_else(|| self.place("data", KeyPart::Value))
    }

    /// Returns the position of a key, and a note on the environment variable if the file does not contain it.
    pub(super) fn place_and_origin(&self, key: &str, part: KeyPart) -> (Place, String) {
        let place = self.place(key, part);
        if matches!(place, Place::Span(..)) || self.source().is_none() {
            return (place, String::new());
        }
        let variable = key.to_uppercase().replace('-', "_");
        (Place::Configuration, format!(", set by `MDBOOK_PREPROCESSOR__PAPERS__{variable}`"))
    }

    pub(super) fn place(&self, key: &str, part: KeyPart) -> Place {
        let place = self.find(&|table| {
            let (name, value) = table.get_key_value(key)?;
            Some(if part == KeyPart::Key { name.span() } else { value.span() })
        });
        place.unwrap_or_else(|| match self.source() {
            Some(source) => Place::File(source.path.clone()),
            None => Place::Configuration,
        })
    }

    /// Returns the position that `find` returns for the table `[preprocessor.papers]`.
    fn find(&self, find: &dyn Fn(&DeTable<'_>) -> Option<Range<usize>>) -> Option<Place> {
        let source = self.source()?;
        let (root, _) = DeTable::parse_recoverable(&source.text);
        let mut table = root.get_ref();
        for step in ["preprocessor", "papers"] {
            let DeValue::Table(inner) = table.get(step)?.get_ref() else { return None };
            table = inner;
        }
        let range = find(table)?;
        Some(Place::Span(Arc::clone(&source), Span::from(range)))
    }

    fn source(&self) -> Option<Arc<Source>> {
        let read = || (self.read)(Path::new("book.toml")).map(|text| Source::new("book.toml", text));
        self.source.get_or_init(read).clone()
    }
}
