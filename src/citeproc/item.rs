//! An item: one work, with its variables under their CSL names.

mod date;
mod json;
mod name;
mod note;
mod number;
mod particle;
mod text;

use rustc_hash::FxHashMap;

pub use date::{Date, Day};
pub use name::{Name, Script};
pub use text::{Mark, MarkKind, Text};

pub(super) use number::{is_numeric, is_plural};

use super::variable::{DateVariable, Kind, NameVariable, Variable};

/// One work.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What cites call the work.
    pub id: String,
    /// What sort of work it is.
    pub kind: Kind,
    /// The language of the locale whose terms the work is printed with, where that is not the document's.
    pub terms: Option<String>,
    /// The lists of names that are not complete, which end with "et al.".
    pub open_lists: Vec<NameVariable>,
    /// Variables that CSL 1.0.2 does not have, as the source gave them.
    pub extra: FxHashMap<String, serde_json::Value>,
    index: [u8; Variable::ALL.len()],
    texts: Vec<Text>,
    names: Vec<(NameVariable, Vec<Name>)>,
    dates: Vec<(DateVariable, Date)>,
}

impl Item {
    /// Returns an item without variables.
    pub fn new(id: impl Into<String>, kind: Kind) -> Self {
        Self {
            id: id.into(),
            kind,
            terms: None,
            open_lists: Vec::new(),
            extra: FxHashMap::default(),
            index: [0; Variable::ALL.len()],
            texts: Vec::new(),
            names: Vec::new(),
            dates: Vec::new(),
        }
    }

    /// Sets a text or a number; an empty one or whitespace is no value.
    pub fn set(&mut self, variable: Variable, text: Text) {
        if text.plain.trim().is_empty() {
            return;
        }
        let at = &mut self.index[variable as usize];
        if *at == 0 {
            self.texts.push(text);
            *at = u8::try_from(self.texts.len()).unwrap_or(u8::MAX);
        } else {
            self.texts[usize::from(*at) - 1] = text;
        }
    }

    /// Sets a text or a number; an empty one takes the value away.
    fn replace(&mut self, variable: Variable, text: Text) {
        if text.is_empty() {
            self.index[variable as usize] = 0;
        } else {
            self.set(variable, text);
        }
    }

    /// Sets the names of a variable; no names are no value.
    pub fn set_names(&mut self, variable: NameVariable, names: Vec<Name>) {
        self.names.retain(|(known, _)| *known != variable);
        if !names.is_empty() {
            self.names.push((variable, names));
        }
    }

    /// Changes every name.
    pub fn rename(&mut self, change: impl Fn(&mut Name)) {
        self.names.iter_mut().flat_map(|(_, names)| names).for_each(change);
    }

    /// Sets a date.
    pub fn set_date(&mut self, variable: DateVariable, date: Date) {
        self.dates.retain(|(known, _)| *known != variable);
        self.dates.push((variable, date));
    }

    /// Returns the text of a variable.
    pub fn text(&self, variable: Variable) -> Option<&Text> {
        match self.index[variable as usize] {
            0 => None,
            at => self.texts.get(usize::from(at) - 1),
        }
    }

    /// Returns the names of a variable, or none.
    pub fn names(&self, variable: NameVariable) -> &[Name] {
        self.names.iter().find(|(known, _)| *known == variable).map_or(&[], |(_, names)| names)
    }

    /// Returns the date of a variable.
    pub fn date(&self, variable: DateVariable) -> Option<&Date> {
        self.dates.iter().find(|(known, _)| *known == variable).map(|(_, date)| date)
    }

    /// Returns the language of the work, such as `en-US`.
    pub fn language(&self) -> Option<&str> {
        self.text(Variable::Language).map(|text| text.plain.as_str())
    }
}
