//! Directives in chapters. They are found by source range, and the text around them is never reprinted.
//!
//! `scan` finds directives and citations, and `parse` reads the arguments of directives. `mask` parses the Markdown around
//! them: which ranges are literal, and which containers each line is in. `fast_path` recognizes chapters that do not need
//! a mask.

use crate::options::{DirectiveSpec, Options};
use crate::source::{Span, Spanned};

mod fast_path;
mod footnotes;
mod formulas;
mod heading;
mod links;
mod mask;
mod math;
mod parse;
mod placement;
mod reprinted;
mod scan;
mod text_context;

pub use footnotes::{Footnote, Footnotes, footnotes};
pub use formulas::{Formula, Formulas, InvalidFormula, formulas};
pub use heading::{Heading, heading_id};
pub use links::{Link, Target, links, targets};
pub use parse::{WrittenArgument, quoted, read_arguments, written_arguments};
pub use placement::Placement;
pub use reprinted::restore;
pub use scan::{InvalidDirective, PossibleCitation, Scan, ScanItem, may_hold_directives, scan, scan_with_citations};

/// A directive with its parsed arguments.
#[derive(Debug, Clone)]
pub struct Directive {
    /// Its row in the table of directives.
    pub spec: &'static DirectiveSpec,
    /// The range from `<<#` to `>>`, or from `<!--` to `-->`.
    pub span: Span,
    /// The papers it selects. Empty for the whole library.
    pub selectors: Vec<Spanned<Selector>>,
    /// Its options.
    pub options: Options,
    /// Where and how it is placed in the chapter.
    pub placement: Placement,
}

impl Directive {
    /// Whether it selects the whole library.
    pub fn selects_everything(&self) -> bool {
        let everything = |selector: &Spanned<Selector>| selector.value.is_everything();
        self.selectors.is_empty() || self.selectors.iter().any(everything)
    }
}

/// A selector of papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// The category with this id.
    Category(String),
    /// The category with this title or id.
    Title(String),
    /// The categories whose ids match: `*` within a level, `**` across levels.
    Glob(String),
    /// The paper with this key.
    Key(String),
}

impl Selector {
    /// Whether it selects the whole library: `*` or `**`.
    pub fn is_everything(&self) -> bool {
        matches!(self, Selector::Glob(glob) if glob == "*" || glob == "**")
    }
}
