//! Directives in chapters: found by source range, parsed, and never reprinted.
//!
//! `plain` tells the common case by itself; else `mask` says which ranges of a chapter are literal and which containers
//! hold a line. `scan` finds what a chapter says to us, `parse` reads the arguments.

use crate::options::{DirectiveSpec, Style};
use crate::paper::Field;
use crate::source::{Span, Spanned};

mod citation_syntax;
mod fast_path;
mod filter;
mod heading;
mod mask;
mod math;
mod parse;
mod placement;
mod scan;
mod text_context;
mod value;

pub use citation_syntax::{Citation, Unknown};
pub use filter::{CitedFilter, Filter, Years};
pub use heading::Heading;
pub use parse::{quoted, read_arguments};
pub use placement::Placement;
pub use scan::{InvalidDirective, PossibleCitation, Scan, ScanItem, may_hold_directives, scan, scan_citing};
pub use text_context::TextContext;

/// A directive as written, its arguments read.
#[derive(Debug, Clone)]
pub struct Directive {
    /// Which directive it is.
    pub spec: &'static DirectiveSpec,
    /// From `<<#` to `>>`, or from `<!--` to `-->`.
    pub span: Span,
    /// Which papers.
    pub selectors: Vec<Spanned<Selector>>,
    /// What it says besides.
    pub options: Options,
    /// How it stands in the text.
    pub placement: Placement,
}

impl Directive {
    /// Whether it is of the whole library: it selects nothing of its own, or everything.
    pub fn is_of_all(&self) -> bool {
        let everything = |selector: &Spanned<Selector>| selector.value.is_everything();
        self.selectors.is_empty() || self.selectors.iter().any(everything)
    }
}

/// Which papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// The category of this id.
    Category(String),
    /// The category of this title, or of this id.
    Title(String),
    /// The categories whose ids fit: `*` within a level, `**` across.
    Glob(String),
    /// The paper of this key.
    Key(String),
}

impl Selector {
    /// Whether it is the whole library: `*` or `**`.
    pub fn is_everything(&self) -> bool {
        matches!(self, Selector::Glob(glob) if glob == "*" || glob == "**")
    }
}

/// The options of a directive, those not given left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether abstracts are shown.
    pub abstracts: Option<bool>,
    /// What stands where no paper is selected.
    pub empty: Option<String>,
    /// The columns of a table.
    pub fields: Vec<Field>,
    /// Whether readers can filter the list.
    pub filter: Option<bool>,
    /// What papers have to be to stand in it; all of it has to hold.
    pub filters: Vec<Spanned<Filter>>,
    /// The fields that papers are grouped by.
    pub group: Vec<Field>,
    /// How groups are ordered.
    pub group_sort: Option<GroupSort>,
    /// The level of the headings of groups.
    pub heading: Option<u8>,
    /// Whether other pages link here.
    pub canonical: Option<bool>,
    /// Whether the introduction of the category is shown.
    pub intro: Option<bool>,
    /// Which translations are shown.
    pub lang: Option<Lang>,
    /// At most so many papers.
    pub limit: Option<usize>,
    /// Papers to list as if they were cited: their keys, or `*` for all.
    pub nocite: Vec<Spanned<String>>,
    /// Whether notes and remarks are shown.
    pub notes: Option<bool>,
    /// How the papers are numbered.
    pub numbered: Option<Numbered>,
    /// So many papers left out at the front.
    pub offset: Option<usize>,
    /// Whose citations are meant.
    pub scope: Option<Scope>,
    /// What to sort by.
    pub sort: Vec<SortKey>,
    /// The first number.
    pub start: Option<usize>,
    /// How the list looks.
    pub style: Option<Spanned<Style>>,
    /// Whether one-line summaries are shown.
    pub summaries: Option<bool>,
}

/// How papers are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbered {
    /// From the start, or not at all.
    Flag(bool),
    /// On from the list before in the chapter.
    Continue,
}

/// A field to sort by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    /// The field.
    pub field: Field,
    /// From the last to the first.
    pub descending: bool,
}

/// How groups are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupSort {
    /// By what they share, from the first to the last.
    Ascending,
    /// The other way round.
    Descending,
    /// The largest first.
    Count,
}

/// Which translations are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// English where there is one.
    En,
    /// Chinese where there is one.
    Zh,
    /// The text of the data, and its translation beside it.
    Both,
}

/// Whose citations are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those of the chapter.
    Chapter,
    /// Those of the whole book.
    Book,
}
