//! What a document has found out about its works and cites before they are printed.

use rustc_hash::FxHashMap;

use super::cite::Locator;
use super::element::Position;
use super::item::Name;

/// What disambiguates a work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Distinct {
    /// How many names each list of names shows at least.
    pub(super) names: Vec<usize>,
    /// How much of each given name is shown, by list and name.
    pub(super) givens: Vec<Vec<Given>>,
    /// How many of the conditions `disambiguate` hold, from the first that is met on.
    pub(super) conditions: usize,
    /// The letter after the year, from 0 on.
    pub(super) year_suffix: Option<usize>,
}

/// What disambiguates a work in citations, which its entry in the bibliography has as well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disambiguation(pub(super) Distinct);

/// How much of a given name is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Given {
    /// The form of the style.
    #[default]
    Plain,
    /// Initials.
    Initials,
    /// All of it.
    Full,
}

/// How much of the given name each person needs, for rules that hold for the whole document.
pub(super) type Levels<'a> = FxHashMap<&'a Name, Given>;

/// A work's part in the document.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    /// What disambiguates it.
    pub(super) distinct: Distinct,
    /// Its number in the list; 0 for none.
    pub(super) number: usize,
    /// The label made of its authors and year, where the style shows labels.
    pub(super) label: Option<String>,
}

/// Where a cite is in relation to earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The most particular of first, subsequent and the two sorts of ibid.
    pub(super) position: Position,
    /// Whether the last cite of the work is in a note not far away.
    pub(super) near: bool,
    /// The note that the work was first cited in.
    pub(super) first_note: Option<u32>,
}

impl Place {
    /// The first cite of a work.
    pub(super) const FIRST: Self = Self { position: Position::First, near: false, first_note: None };

    /// Returns whether a condition on positions holds.
    pub(super) fn is(self, asked: Position) -> bool {
        match asked {
            Position::First => self.position == Position::First,
            Position::Subsequent => self.position != Position::First,
            Position::IbidWithLocator => matches!(self.position, Position::IbidWithLocator),
            Position::Ibid => matches!(self.position, Position::Ibid | Position::IbidWithLocator),
            Position::NearNote => self.near,
        }
    }
}

/// What a cite adds to its work.
#[derive(Clone, Copy, Debug)]
pub(super) struct CiteView<'a> {
    pub(super) locator: Option<&'a Locator>,
    pub(super) place: Place,
}
