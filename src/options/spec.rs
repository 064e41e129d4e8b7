//! The rows of the option tables: directives, options, the types of their values, and setters.

use super::{OptionValue, Options};
use crate::diagnostic::Diagnostic;

/// The type of value an option or a configuration key accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// `true` or `false`. In a directive the name alone means `true`.
    Flag,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of these words, which include `true` and `false`. In a directive the name alone means `true`.
    FlagOr(&'static [&'static str]),
    /// An integer, 0 or greater.
    Number,
    /// Any text.
    Text,
    /// Fields of a paper, separated by commas; a leading `-` reverses the order.
    SortFields,
    /// A list of words from this set.
    ListOf(&'static [&'static str]),
    /// Any words, separated by commas.
    Words,
    /// CSL types, separated by commas.
    Types,
    /// A year, or a range of years that may be open at either end.
    Years,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    Date,
    /// A MiniJinja expression.
    Expression,
    /// A heading level, 2 to 6.
    Level,
    /// A built-in style, the name of a CSL style, or the path of a `.csl` or `.jinja` file.
    Style,
    /// A [`Style`](ValueType::Style), or `numeric`.
    ReferenceStyle,
    /// Keys of papers, separated by commas or spaces, or `*`.
    Keys,
    /// A list of paths.
    Texts,
    /// A list of names.
    Names,
    /// A table of strings.
    Table,
}

/// An option of a directive.
#[derive(Debug, Clone, Copy)]
pub struct OptionSpec {
    /// Its name.
    pub name: &'static str,
    /// The type of its value.
    pub takes: ValueType,
    /// The default, as the guide prints it.
    pub default: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// Parses the value and stores it.
    pub set: Setter,
}

impl OptionSpec {
    /// Whether the name alone, without a value, means `true`.
    pub const fn is_flag(&self) -> bool {
        matches!(self.takes, ValueType::Flag | ValueType::FlagOr(_))
    }

    /// Whether a directive may repeat the option.
    pub const fn is_repeatable(&self) -> bool {
        matches!(self.set, Setter::Repeatable(_))
    }

    /// Parses a value and stores it in `options`.
    ///
    /// # Errors
    /// Returns a diagnostic when the value does not have the type of the option.
    pub fn set(&self, options: &mut Options, value: OptionValue<'_>) -> Result<(), Diagnostic> {
        let (Setter::Once(set) | Setter::Repeatable(set)) = self.set;
        set(options, value)
    }
}

/// Parses the value of an option and stores it.
#[derive(Debug, Clone, Copy)]
pub enum Setter {
    /// The option may be given once.
    Once(Set),
    /// The option may be repeated; every occurrence must hold.
    Repeatable(Set),
}

type Set = fn(&mut Options, OptionValue<'_>) -> Result<(), Diagnostic>;

/// Where a directive may appear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectiveLevel {
    /// Block-level: alone on its line.
    Block,
    /// Anywhere in text.
    Inline,
}

/// What a directive expands to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectiveKind {
    /// A list of papers.
    Papers,
    /// The number of papers.
    Count,
    /// The index of categories.
    Index,
    /// A chart.
    Stats,
    /// A citation.
    Cite,
    /// A list of references.
    References,
}

/// A directive.
#[derive(Debug, Clone, Copy)]
pub struct DirectiveSpec {
    /// Its name after `<<#`.
    pub name: &'static str,
    /// What it expands to.
    pub kind: DirectiveKind,
    /// Where it may appear.
    pub level: DirectiveLevel,
    /// The options it accepts, in groups that directives share.
    pub options: &'static [&'static [OptionSpec]],
    /// What it expands to, in one line.
    pub about: &'static str,
}

impl DirectiveSpec {
    /// Returns all options it accepts.
    pub fn options(&self) -> impl Iterator<Item = &'static OptionSpec> + use<> {
        self.options.iter().copied().flatten()
    }

    /// Returns the option with this name.
    pub fn option(&self, name: &str) -> Option<&'static OptionSpec> {
        self.options().find(|option| option.name == name)
    }
}
