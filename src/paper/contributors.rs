//! The contributors of a work in one role, such as its authors or its editors.

use std::ops::Deref;

use super::Person;

/// Contributors in order: CSL's list of names, with BibLaTeX's `and others`.
///
/// It dereferences to the named contributors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contributors {
    /// Those whom the data name.
    pub named: Vec<Person>,
    /// Whether there are more than the data name, as `and others` states in BibTeX.
    pub others: bool,
}

impl Deref for Contributors {
    type Target = [Person];

    fn deref(&self) -> &[Person] {
        &self.named
    }
}

impl From<Vec<Person>> for Contributors {
    fn from(named: Vec<Person>) -> Self {
        Self { named, others: false }
    }
}

impl<const N: usize> From<[Person; N]> for Contributors {
    fn from(named: [Person; N]) -> Self {
        Self::from(Vec::from(named))
    }
}

impl FromIterator<Person> for Contributors {
    fn from_iter<I: IntoIterator<Item = Person>>(people: I) -> Self {
        Self::from(people.into_iter().collect::<Vec<_>>())
    }
}

impl<'c> IntoIterator for &'c Contributors {
    type Item = &'c Person;
    type IntoIter = std::slice::Iter<'c, Person>;

    fn into_iter(self) -> Self::IntoIter {
        self.named.iter()
    }
}
