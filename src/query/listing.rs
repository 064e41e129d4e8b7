//! What a directive selects: papers in order, and the groups they stand in.

use std::ops::Range;

use crate::library::Library;
use crate::paper::{Field, Person, Status};

/// The papers a directive selects.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Indices into the library's papers, in the order they are shown. Each stands once, or where there are groups, once
    /// in each group it belongs to.
    pub papers: Vec<usize>,
    /// Indices into the library's categories that were selected whole.
    pub categories: Vec<usize>,
    /// The groups of the first level, in order; together they hold every paper. None where nobody asked for groups.
    pub groups: Vec<Group>,
}

/// Papers that share something, with a heading over them. No group is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The field that its level groups by.
    pub field: Field,
    /// What its papers share; none for those without the field, which are the last group of their level.
    pub shared: Option<Shared>,
    /// Its papers, as a range of [`Listing::papers`].
    pub papers: Range<usize>,
    /// The groups within it, in order; together they hold its papers. None on the last level.
    pub groups: Vec<Group>,
}

/// What the papers of a group share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shared {
    /// A name.
    Name(Person),
    /// A category, as an index into the library's.
    Category(usize),
    /// A status.
    Status(Status),
    /// A tag, as the first of the papers in the data writes it.
    Tag(String),
    /// A type of CSL.
    Type(String),
    /// Any other text, such as a venue, as the first of the papers in the data writes it.
    Text(String),
    /// A part of a date, such as the year.
    DatePart(u16),
}

impl Shared {
    /// What it is called in the data: an id, a name, a year.
    pub fn name(&self, library: &Library) -> String {
        match self {
            Shared::Name(person) => person.to_string(),
            Shared::Category(category) => library.categories[*category].id.clone(),
            Shared::Status(status) => status.as_str().to_owned(),
            Shared::Tag(name) | Shared::Type(name) | Shared::Text(name) => name.clone(),
            Shared::DatePart(part) => part.to_string(),
        }
    }
}
