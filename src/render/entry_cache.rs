//! What the entries of works say on every page that refers to them, written once for those that several chapters cite.
//!
//! Nothing in these texts may depend on the chapter.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::plan::{Plan, Spot};

/// The works that several chapters cite.
#[derive(Debug, Default)]
pub struct Kept(FxHashMap<usize, Texts>);

/// The texts of a work, written when they are first asked for.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// The entry among references, in the look that references have where nobody says another.
    pub(super) entry: OnceLock<Box<str>>,
    /// What programs read of it.
    pub(super) records: OnceLock<Box<str>>,
}

impl Kept {
    /// Nothing yet of what a book cites.
    pub fn new(plan: &Plan) -> Self {
        let several = |spots: &[Spot]| spots.iter().any(|spot| spot.chapter != spots[0].chapter);
        let cited = plan.spots.iter().filter(|(_, spots)| several(spots));
        Self(cited.map(|(&paper, _)| (paper, Texts::default())).collect())
    }

    pub(super) fn get(&self, paper: usize) -> Option<&Texts> {
        self.0.get(&paper)
    }
}
