//! The rules of `check`, one per file: from a library and a plan to diagnostics.
//!
//! Rules check values and therefore apply to every format. They use no network. If a diagnostic has a certain fix, it carries a
//! [`Fix`](crate::diagnostic::Fix), in native formats only.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::expand::Analysis;
use crate::format;
use crate::library::Library;
use crate::paper::{Category, Date, Origin, Paper};
use crate::plan::Plan;
use crate::source::Span;

mod brackets;
mod categories;
mod characters;
mod dates;
pub mod duplicates;
mod escapes;
mod fix;
mod identifiers;
mod library;
mod links;
mod missing;
mod names;
mod order;
mod pinyin;
mod texts;
mod titles;
mod unlisted;

pub use fix::{FixedFile, apply_fixes};
pub use library::LintedLibrary;
use texts::Text;

/// The input of the rules for books.
#[derive(Debug, Clone, Copy)]
struct LintContext<'a> {
    library: &'a Library,
    /// The date after which dates are in the future.
    today: Date,
}

/// A rule for one text of a paper or category.
type TextRule = fn(&Text<'_>, &mut Vec<Diagnostic>);

/// A rule for one paper.
type PaperRule = fn(&LintedPaper<'_>, &mut Vec<Diagnostic>);

/// A rule that also depends on what chapters list and cite.
type BookRule = fn(&LintContext<'_>, &Plan, &mut Vec<Diagnostic>);

/// The rules for texts. The order of rules does not matter, because diagnostics are sorted.
const TEXT_RULES: &[TextRule] = &[brackets::check, characters::check, escapes::check, texts::check_whitespace];

/// The rules for papers. [`duplicates`] and [`order`] compare papers; [`LintedLibrary`] runs them.
const PAPER_RULES: &[PaperRule] =
    &[dates::check, identifiers::check, links::check, missing::check, names::check, titles::check];

/// The rules for the use of data in chapters.
const BOOK_RULES: &[BookRule] = &[categories::check, unlisted::check];

/// Returns the diagnostics of a build, of every entry and of all rules, sorted by place and without duplicates.
pub fn check(analysis: &Analysis, today: Date) -> Vec<Diagnostic> {
    let linted = LintedLibrary::new(Arc::clone(&analysis.library), today, None);
    check_book(analysis, linted.diagnostics().cloned().collect(), today)
}

/// Adds the diagnostics of a build and of the rules for books to those of a [`LintedLibrary`]. Returns all, sorted by place and
/// without duplicates.
pub fn check_book(analysis: &Analysis, of_library: Vec<Diagnostic>, today: Date) -> Vec<Diagnostic> {
    let mut diagnostics = of_library;
    let context = LintContext { library: &analysis.library, today };
    for rule in BOOK_RULES {
        rule(&context, &analysis.plan, &mut diagnostics);
    }
    diagnostics.extend(analysis.diagnostics());
    crate::diagnostic::sort(&mut diagnostics);
    // The diagnostics of listed papers are also in the analysis.
    diagnostics.dedup_by(|later, first| later.is_same_as(first));
    crate::diagnostic::count_repeats(&mut diagnostics);
    diagnostics
}

impl<'a> LintContext<'a> {
    /// Returns a paper with its position; `None` if it has none.
    fn item(self, paper: usize) -> Option<LintedPaper<'a>> {
        let papers = &self.library.papers;
        Some(LintedPaper { paper: &papers[paper], origin: papers.origin(paper)?, today: self.today })
    }

    /// Returns every declared category with its index and position.
    fn declared(self) -> impl Iterator<Item = (usize, &'a Category, &'a Origin)> {
        let categories = self.library.categories.iter().enumerate();
        categories.filter_map(|(index, category)| Some((index, category, category.origin.as_ref()?)))
    }
}

/// A paper and its position.
#[derive(Debug, Clone, Copy)]
struct LintedPaper<'a> {
    paper: &'a Paper,
    origin: &'a Origin,
    /// The date after which dates are in the future.
    today: Date,
}

impl LintedPaper<'_> {
    /// Creates a diagnostic at the `nth` value of a field.
    fn at(&self, code: Code, field: &str, nth: usize, message: impl Into<String>) -> Diagnostic {
        let (origin, span) = format::locate(self.origin, field, nth);
        at(origin, span, code, message)
    }

    /// Creates a diagnostic at the key of the entry.
    fn at_key(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        at(self.origin, self.origin.name(), code, message)
    }
}

fn at(origin: &Origin, span: Span, code: Code, message: impl Into<String>) -> Diagnostic {
    code.at((&Arc::clone(&origin.source), span), message)
}
