//! The options of directives: what each is called, which values it accepts, and the field of [`Options`] it sets.
//!
//! Every option has one row in [`DIRECTIVES`]. The parser, the suggestions for misspelled names and the tests that check
//! the tables in the guide and README read that row.

use strum::{EnumString, IntoStaticStr, VariantNames};

use crate::paper::Field;
use crate::source::Spanned;

mod csl;
mod directives;
mod filter;
mod spec;
mod style;
mod value;
mod words;

pub use csl::CSL_STYLES;
pub use directives::{DIRECTIVES, directive};
pub use filter::{CitedFilter, Filter, Years};
pub use spec::{DirectiveKind, DirectiveLevel, DirectiveSpec, OptionSpec, Setter, ValueType};
pub use style::Style;
pub use value::OptionValue;
pub use words::{FIELDS, GROUP_LEVELS, GROUPS, SORT_FIELDS, TYPES};

/// The options given to a directive. An option that is absent is `None` or empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether abstracts are shown.
    pub abstracts: Option<bool>,
    /// What an entry shows of the places that cite the paper.
    pub cited_in: Option<CitedIn>,
    /// Whether the script adds buttons.
    pub buttons: Option<bool>,
    /// The text shown when no paper matches.
    pub empty: Option<String>,
    /// The columns of a table.
    pub fields: Vec<Field>,
    /// Whether readers can filter the list in the browser.
    pub filter: Option<bool>,
    /// The conditions on papers. All of them must hold.
    pub filters: Vec<Spanned<Filter>>,
    /// The fields papers are grouped by.
    pub group: Vec<Field>,
    /// The order of the groups.
    pub group_sort: Option<GroupSort>,
    /// The level of group headings, 2 to 6.
    pub heading: Option<u8>,
    /// Whether this is the canonical listing of its papers, which other pages link to.
    pub canonical: Option<bool>,
    /// Whether the introduction of the category is shown.
    pub intro: Option<bool>,
    /// Which translations are shown.
    pub lang: Option<Lang>,
    /// The maximum number of papers.
    pub limit: Option<usize>,
    /// Keys of papers to list as if they were cited, or `*` for all papers.
    pub nocite: Vec<Spanned<String>>,
    /// Whether notes and remarks are shown.
    pub notes: Option<bool>,
    /// How the papers are numbered.
    pub numbered: Option<Numbered>,
    /// The number of papers to skip at the start.
    pub offset: Option<usize>,
    /// Which citations a list of references covers.
    pub scope: Option<Scope>,
    /// The fields to sort by, most significant first.
    pub sort: Vec<SortKey>,
    /// The first number.
    pub start: Option<usize>,
    /// The style of the list.
    pub style: Option<Spanned<Style>>,
    /// Whether one-line summaries are shown.
    pub summaries: Option<bool>,
    /// Whether tags are shown.
    pub tags: Option<bool>,
}

/// What an entry shows of the places that cite the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumString, VariantNames)]
pub enum CitedIn {
    /// Links to them.
    #[default]
    #[strum(serialize = "true")]
    Links,
    /// Nothing.
    #[strum(serialize = "false")]
    Nothing,
    /// Their number.
    #[strum(serialize = "count")]
    Count,
}

/// How papers are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
pub enum Numbered {
    /// From 1, or from `start`.
    #[strum(serialize = "true")]
    Yes,
    /// Without numbers.
    #[strum(serialize = "false")]
    No,
    /// From the last number of the previous list in the chapter.
    #[strum(serialize = "continue")]
    Continue,
}

/// A field to sort by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    /// The field.
    pub field: Field,
    /// Whether the order is reversed.
    pub descending: bool,
}

/// The order of groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
pub enum GroupSort {
    /// By the value the papers share, ascending.
    #[strum(serialize = "asc")]
    Ascending,
    /// By the value the papers share, descending.
    #[strum(serialize = "desc")]
    Descending,
    /// By the number of papers, largest first.
    #[strum(serialize = "count")]
    Count,
}

/// Which translations are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Lang {
    /// English where available.
    En,
    /// Chinese where available.
    Zh,
    /// The text of the data followed by its translation.
    Both,
}

/// Which citations a list of references covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Scope {
    /// Those of the chapter.
    Chapter,
    /// Those of the whole book.
    Book,
}

/// The largest number a list item may have: CommonMark allows nine digits.
pub const LARGEST_NUMBER: usize = 999_999_999;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_without_duplicates() {
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
        for words in [SORT_FIELDS, FIELDS, GROUPS, TYPES, CSL_STYLES] {
            check(words.iter().copied());
        }
    }
}
