//! Every word a user may type: directives, their options, configuration keys, values and defaults.
//!
//! The parser and the help with near names read these tables, and a test holds README.md against them; nothing else in the
//! code spells an option's name to decide whether it exists.

use std::fmt;

mod csl;
mod directives;
mod keys;
mod mdbook_bib;
mod words;

pub use csl::CSL_STYLES;
pub use directives::DIRECTIVES;
pub use keys::{CONFIG_KEYS, MDBOOK_KEYS};
pub use mdbook_bib::{MDBOOK_BIB_KEYS, MDBOOK_BIB_MARKS};
pub use words::{FIELDS, GROUP_LEVELS, GROUP_SORTS, GROUPS, SORT_FIELDS, STATUSES, STYLES, TYPES};

/// What an option or a configuration key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// `true` or `false`; the bare word means `true`.
    Flag,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// `true` or `false`, or one of these words; the bare word means `true`.
    FlagOr(&'static [&'static str]),
    /// A number, 0 or more.
    Number,
    /// Any text.
    Text,
    /// Fields of a paper, joined by commas, `-` before one to turn it round.
    SortFields,
    /// A list of words, each one of these.
    ListOf(&'static [&'static str]),
    /// Any words, joined by commas.
    Words,
    /// Types of CSL, joined by commas.
    Types,
    /// A year, or a range of years open at either end.
    Years,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    Date,
    /// An expression of MiniJinja.
    Expression,
    /// The level of a heading, 2 to 6.
    Level,
    /// A built-in style, the name of a CSL style, or the path of a `.csl` or `.jinja` file.
    Style,
    /// A style as above, or `numeric`.
    ReferenceStyle,
    /// Keys of papers, joined by commas or blanks, or `*`.
    Keys,
    /// A list of texts.
    Texts,
    /// A table of texts.
    Table,
}

/// An option of a directive.
#[derive(Debug, Clone, Copy)]
pub struct OptionSpec {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub takes: ValueType,
    /// What holds where it is not given, in words.
    pub default: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
}

/// Where a directive may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectiveLevel {
    /// Alone on its line.
    Block,
    /// Anywhere in text.
    Inline,
}

/// What a directive becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectiveKind {
    /// A list of papers.
    Papers,
    /// Their number.
    Count,
    /// The categories.
    Index,
    /// A chart.
    Stats,
    /// A citation.
    Cite,
    /// What is cited.
    References,
}

/// A directive.
#[derive(Debug, Clone, Copy)]
pub struct DirectiveSpec {
    /// Its name after `<<#`.
    pub name: &'static str,
    /// What it becomes.
    pub kind: DirectiveKind,
    /// Where it may stand.
    pub placement: DirectiveLevel,
    /// What it takes besides selectors, in groups.
    pub options: &'static [&'static [OptionSpec]],
    /// What it becomes, in one line.
    pub about: &'static str,
}

impl DirectiveSpec {
    /// Every option it takes.
    pub fn options(&self) -> impl Iterator<Item = &'static OptionSpec> + use<> {
        self.options.iter().copied().flatten()
    }

    /// The option of that name.
    pub fn option(&self, name: &str) -> Option<&'static OptionSpec> {
        self.options().find(|option| option.name == name)
    }
}

/// The directive of that name.
pub fn directive(name: &str) -> Option<&'static DirectiveSpec> {
    DIRECTIVES.iter().find(|directive| directive.name == name)
}

/// How papers look.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Style {
    /// Title, venue and year; authors and links; summary, note and remark below.
    #[default]
    ReadingList,
    /// One line a paper.
    Compact,
    /// A table, a paper a row.
    Table,
    /// The title as a link, with one line of description.
    Links,
    /// The citation style of that name, from the CSL styles that are built in.
    Csl(String),
    /// A citation style in a `.csl` file of the book; the path from its root.
    CslFile(String),
    /// A template of the user's; the path from the book's root.
    Template(String),
}

impl Style {
    /// The style that is written so; whether a CSL style or a file of that name exists is not asked here.
    pub fn parse(written: &str) -> Self {
        let ends = |extension: &str| written.to_ascii_lowercase().ends_with(extension);
        match written {
            "reading-list" => Style::ReadingList,
            "compact" => Style::Compact,
            "table" => Style::Table,
            "links" => Style::Links,
            path if ends(".csl") => Style::CslFile(path.to_owned()),
            path if ends(".jinja") || ends(".j2") => Style::Template(path.to_owned()),
            name => Style::Csl(name.to_owned()),
        }
    }

    /// Whether there is such a style, as far as its name tells; a file is not looked for here.
    pub fn is_known(&self) -> bool {
        match self {
            Style::Csl(name) => CSL_STYLES.contains(&name.to_lowercase().as_str()),
            _ => true,
        }
    }

    /// The names of all styles that have one.
    pub fn names() -> impl Iterator<Item = &'static str> {
        STYLES.iter().chain(CSL_STYLES).copied()
    }

    /// What may be written where a style belongs, in words.
    pub fn expected() -> String {
        let ours = STYLES.iter().map(|style| format!("`{style}`")).collect::<Vec<_>>().join(", ");
        format!("one of {ours}, the name of a CSL style, or a `.csl` or `.jinja` file")
    }

    /// Whether it numbers its papers where nobody says otherwise.
    pub const fn is_numbered(&self) -> bool {
        matches!(self, Style::ReadingList)
    }

    /// Whether it is one of ours, so that nothing has to be loaded for it.
    pub const fn is_built_in(&self) -> bool {
        matches!(self, Style::ReadingList | Style::Compact | Style::Table | Style::Links)
    }
}

impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Style::ReadingList => "reading-list",
            Style::Compact => "compact",
            Style::Table => "table",
            Style::Links => "links",
            Style::Csl(written) | Style::CslFile(written) | Style::Template(written) => written,
        })
    }
}

/// The largest number a list may have: CommonMark's, nine digits.
pub const LARGEST_NUMBER: usize = 999_999_999;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_has_its_name() {
        for name in STYLES {
            let style = Style::parse(name);
            assert!(style.is_built_in() && style.to_string() == *name, "{name}");
        }
        assert_eq!(Style::parse("apa"), Style::Csl("apa".to_owned()));
        assert_eq!(Style::parse("styles/Mine.CSL"), Style::CslFile("styles/Mine.CSL".to_owned()));
        assert_eq!(Style::parse("templates/mine.jinja"), Style::Template("templates/mine.jinja".to_owned()));
    }

    #[test]
    fn tables_are_sorted_and_name_a_thing_once() {
        #[track_caller]
        fn check(names: impl Iterator<Item = &'static str>) {
            let names: Vec<_> = names.collect();
            assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        }
        for directive in DIRECTIVES {
            for group in directive.options {
                check(group.iter().map(|option| option.name));
            }
            let mut names: Vec<_> = directive.options().map(|option| option.name).collect();
            names.sort_unstable();
            check(names.into_iter());
        }
        check(CONFIG_KEYS.iter().map(|key| key.name));
        check(MDBOOK_BIB_KEYS.iter().map(|key| key.name));
        for words in [MDBOOK_KEYS, MDBOOK_BIB_MARKS, SORT_FIELDS, FIELDS, GROUPS, TYPES, CSL_STYLES] {
            check(words.iter().copied());
        }
    }

    #[test]
    fn statuses_are_those_of_papers() {
        let papers: Vec<_> = crate::paper::Status::ALL.iter().map(|status| status.as_str()).collect();
        assert_eq!(STATUSES, papers);
    }
}
