//! The result of a query: papers in order, and their groups.

use std::ops::Range;

use crate::library::Library;
use crate::paper::{Field, Person, Status};

/// The papers that a directive lists.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Indices into the library's papers, in order. Each occurs once, or with groups, once in each group it belongs to.
    pub papers: Vec<usize>,
    /// Indices into the library's categories, of those that selectors name.
    pub categories: Vec<usize>,
    /// The groups of the first level, in order; together they contain every paper. Empty without the option `group`.
    pub groups: Vec<Group>,
}

/// Papers with the same value of a field. No group is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The field that its level groups by.
    pub field: Field,
    /// The value that its papers have in common. `None` is the group of papers without the field, the last of its level.
    pub value: Option<GroupValue>,
    /// Its papers, as a range of [`Listing::papers`].
    pub papers: Range<usize>,
    /// The groups of the next level, in order; together they contain its papers. Empty on the last level.
    pub groups: Vec<Group>,
}

/// The value that the papers of a group have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupValue {
    /// A name.
    Name(Person),
    /// A category, as an index into the library's.
    Category(usize),
    /// A status.
    Status(Status),
    /// A tag, as spelled by the first paper in the data.
    Tag(String),
    /// A type of CSL.
    Type(String),
    /// Any other text, such as a venue, as spelled by the first paper in the data.
    Text(String),
    /// A part of a date, such as the year.
    DatePart(u16),
}

impl GroupValue {
    /// The value as the data have it: an id, a name, a year.
    pub fn name(&self, library: &Library) -> String {
        match self {
            GroupValue::Name(person) => person.to_string(),
            GroupValue::Category(category) => library.categories[*category].id.clone(),
            GroupValue::Status(status) => status.as_str().to_owned(),
            GroupValue::Tag(name) | GroupValue::Type(name) | GroupValue::Text(name) => name.clone(),
            GroupValue::DatePart(part) => part.to_string(),
        }
    }
}
