//! What is worth a look in a library that can be read: rules, one a file, from a book read and planned to findings.
//!
//! The rules judge values, not their spelling in one format, so they hold for every format. They only look: nothing is
//! fetched, and what has one sure answer carries it as a [`Fix`](crate::diagnostic::Fix), in our own formats alone.

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
mod fix;
mod identifiers;
mod links;
mod missing;
mod names;
mod order;
mod pinyin;
mod texts;
mod titles;
mod unlisted;

pub use fix::{FixedFile, mend};

/// What the rules look at.
#[derive(Debug, Clone, Copy)]
struct Subject<'a> {
    library: &'a Library,
    plan: &'a Plan,
    /// The day after which a date is in the future.
    today: Date,
}

type Rule = fn(&Subject<'_>, &mut Vec<Diagnostic>);

/// Every rule; findings are sorted afterwards, so that their order here says nothing.
const RULES: &[Rule] = &[
    brackets::check,
    categories::check,
    characters::check,
    dates::check,
    duplicates::check,
    identifiers::check,
    links::check,
    missing::check,
    names::check,
    order::check,
    texts::check_blanks,
    titles::check,
    unlisted::check,
];

/// Everything that `analysis` holds against the book: what a build would report, the faults of every entry, and what
/// the rules find; sorted by place, each said once.
pub fn check(analysis: &Analysis, today: Date) -> Vec<Diagnostic> {
    let library = &analysis.library;
    let mut found: Vec<_> = (0..library.papers.len()).flat_map(|paper| library.papers.faults(paper)).cloned().collect();
    let subject = Subject { library, plan: &analysis.plan, today };
    for rule in RULES {
        rule(&subject, &mut found);
    }
    found.extend(analysis.diagnostics());
    crate::diagnostic::sort(&mut found);
    // A paper that is listed has told its faults while it was planned.
    found.dedup_by(|later, first| later.is_same_as(first));
    found
}

impl<'a> Subject<'a> {
    /// Every paper that a file holds, read, with where it stands.
    fn items(self) -> impl Iterator<Item = LintedPaper<'a>> {
        let papers = &self.library.papers;
        (0..papers.len()).filter_map(|paper| Some(LintedPaper { paper: &papers[paper], origin: papers.origin(paper)? }))
    }

    /// Every category that a file declares, with where it stands.
    fn declared(self) -> impl Iterator<Item = (usize, &'a Category, &'a Origin)> {
        let categories = self.library.categories.iter().enumerate();
        categories.filter_map(|(index, category)| Some((index, category, category.origin.as_ref()?)))
    }
}

/// A paper and where it stands.
#[derive(Debug, Clone, Copy)]
struct LintedPaper<'a> {
    paper: &'a Paper,
    origin: &'a Origin,
}

impl LintedPaper<'_> {
    /// A finding about the `nth` value of a field, or about the one it has.
    fn at(&self, code: Code, field: &str, nth: usize, message: impl Into<String>) -> Diagnostic {
        let (origin, span) = format::locate(self.origin, field, nth);
        at(origin, span, code, message)
    }

    /// A finding about the whole entry, at its key.
    fn at_key(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        at(self.origin, self.origin.name(), code, message)
    }
}

fn at(origin: &Origin, span: Span, code: Code, message: impl Into<String>) -> Diagnostic {
    code.at((&Arc::clone(&origin.source), span), message)
}
