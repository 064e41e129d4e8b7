//! `cs:choose`.

use super::{Area, Evaluator};
use crate::citeproc::element::{Choose, Element, Match, Position, Test};
use crate::citeproc::item::is_numeric;
use crate::citeproc::variable::{AnyVariable, Variable};

impl<'a> Evaluator<'a> {
    /// The elements of the branch that holds.
    pub(super) fn branch(&mut self, choose: &'a Choose) -> &'a [Element] {
        let found = choose.branches.iter().find(|&branch| {
            self.fuel = self.fuel.saturating_sub(1);
            let mut tests = branch.tests.iter();
            match branch.matching {
                Match::All => tests.all(|test| self.holds(test)),
                Match::Any => tests.any(|test| self.holds(test)),
                Match::None => !tests.any(|test| self.holds(test)),
                Match::Nand => !tests.all(|test| self.holds(test)),
            }
        });
        found.map_or(&choose.otherwise, |branch| &branch.children)
    }

    fn holds(&mut self, test: &Test) -> bool {
        match test {
            Test::Disambiguate(wanted) => {
                self.conditions += 1;
                (self.conditions <= self.distinct.conditions) == *wanted
            }
            Test::IsNumeric(variable) => self.is_numeric(*variable),
            Test::IsUncertainDate(variable) => self.item.date(*variable).is_some_and(|date| date.circa),
            Test::Locator(labels) => {
                let locator = self.cite.and_then(|cite| cite.locator);
                locator.is_some_and(|locator| labels.iter().any(|label| *locator.label == **label))
            }
            Test::Position(position) => self.is_at(*position),
            Test::Type(kinds) => kinds.contains(self.item.kind),
            Test::Variable(variable) => self.is_set(*variable),
            Test::Never => false,
        }
    }

    fn is_at(&self, position: Position) -> bool {
        self.context.area == Area::Citation && self.cite.is_some_and(|cite| cite.place.is(position))
    }

    fn is_numeric(&self, variable: AnyVariable) -> bool {
        match variable {
            AnyVariable::Text(Variable::Locator) => {
                self.cite.and_then(|cite| cite.locator).is_some_and(|locator| is_numeric(&locator.value.plain))
            }
            AnyVariable::Text(Variable::CitationNumber) => self.entry.number > 0,
            AnyVariable::Text(Variable::PageFirst) => self.page_first().is_some_and(|page| is_numeric(&page)),
            AnyVariable::Text(variable) => self.item.text(variable).is_some_and(|text| is_numeric(&text.plain)),
            AnyVariable::Names(_) | AnyVariable::Date(_) => false,
        }
    }

    /// Whether a variable has a value, whatever was printed before.
    fn is_set(&self, variable: AnyVariable) -> bool {
        match variable {
            AnyVariable::Text(Variable::Locator) => self.cite.is_some_and(|cite| cite.locator.is_some()),
            AnyVariable::Text(Variable::CitationNumber) => self.entry.number > 0,
            AnyVariable::Text(Variable::FirstReferenceNoteNumber) => self.first_note().is_some(),
            AnyVariable::Text(Variable::YearSuffix) => self.distinct.year_suffix.is_some(),
            AnyVariable::Text(Variable::PageFirst) => self.page_first().is_some(),
            AnyVariable::Text(variable) => self.item.text(variable).is_some(),
            AnyVariable::Names(variable) => !self.item.names(variable).is_empty(),
            AnyVariable::Date(variable) => self.item.date(variable).is_some(),
        }
    }
}
