//! A style: everything that a `.csl` file holds, read once and used for any number of documents.

use super::element::{Element, MacroIndex, NameOptions};
use super::error::Error;
use super::format::{Affixes, Display, Format};
use super::locale::Locale;
use super::read;
use super::variable::{AnyVariable, named};

/// What a `.csl` file holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Sheet {
    /// A style that can be used.
    Independent(Box<Style>),
    /// Another name for a style.
    Dependent(Dependent),
}

impl Sheet {
    /// Parses the text of a `.csl` file.
    ///
    /// The error has the byte offset of the element that CSL does not allow.
    pub fn parse(xml: &str) -> Result<Self, Error> {
        read::sheet(xml)
    }
}

/// A style that prints as its parent does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependent {
    /// What the style is called.
    pub info: Info,
    /// The address of its parent, such as `http://www.zotero.org/styles/apa`.
    pub parent: String,
    /// `default-locale`, which wins over that of the parent.
    pub default_locale: Option<String>,
}

/// An independent style.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    /// What the style is called.
    pub info: Info,
    /// `class`.
    pub class: Class,
    /// `default-locale`.
    pub default_locale: Option<String>,
    /// `initialize-with-hyphen`.
    pub initialize_with_hyphen: bool,
    /// `page-range-format`.
    pub page_range_format: Option<PageRangeFormat>,
    /// `demote-non-dropping-particle`.
    pub demote: Demote,
    /// The options of names on `cs:style`.
    pub names: NameOptions,
    /// `cs:locale`, in the order of the file.
    pub locales: Vec<Locale>,
    /// `cs:macro`, in the order of the file.
    pub macros: Vec<Macro>,
    /// `cs:citation`.
    pub citation: Citation,
    /// `cs:bibliography`.
    pub bibliography: Option<Bibliography>,
    /// What the style has that CSL 1.0.2 has not, which is not followed.
    pub remarks: Vec<Remark>,
}

impl Style {
    /// Parses an independent style.
    ///
    /// The error has the byte offset of the element that CSL does not allow; a dependent style is
    /// [`ErrorKind::NoCitation`](super::ErrorKind::NoCitation).
    pub fn parse(xml: &str) -> Result<Self, Error> {
        match Sheet::parse(xml)? {
            Sheet::Independent(style) => Ok(*style),
            Sheet::Dependent(_) => Err(super::ErrorKind::NoCitation.at(0)),
        }
    }
}

impl Style {
    /// Returns whether cites print a number.
    pub fn cites_numbers(&self) -> bool {
        super::uses::uses(self).number
    }

    /// Returns whether references print the variable `abstract`.
    pub fn prints_abstracts(&self) -> bool {
        super::uses::uses(self).abstracts
    }
}

/// What a style is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// `title`.
    pub title: String,
    /// `title-short`.
    pub title_short: Option<String>,
    /// `id`, an address.
    pub id: String,
    /// `category citation-format`.
    pub citation_format: Option<String>,
    /// `rights`.
    pub rights: Option<String>,
}

/// Something that is not followed, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The byte offset of the element.
    pub offset: usize,
    /// The name that CSL 1.0.2 does not have.
    pub name: String,
}

named! {
    /// `class`.
    Class { InText = "in-text", Note = "note", }
}

named! {
    /// `page-range-format`.
    PageRangeFormat {
        Chicago = "chicago",
        Chicago15 = "chicago-15",
        Chicago16 = "chicago-16",
        Expanded = "expanded",
        Minimal = "minimal",
        MinimalTwo = "minimal-two",
    }
}

named! {
    /// `demote-non-dropping-particle`.
    Demote { Never = "never", SortOnly = "sort-only", DisplayAndSort = "display-and-sort", }
}

/// `cs:macro`.
#[derive(Clone, Debug, PartialEq)]
pub struct Macro {
    /// Its name.
    pub name: Box<str>,
    /// What it renders.
    pub children: Vec<Element>,
}

/// `cs:layout`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// `prefix` and `suffix`.
    pub affixes: Affixes,
    /// Its formatting.
    pub format: Format,
    /// `delimiter`.
    pub delimiter: Box<str>,
    /// `display`, which the schema does not allow but styles have.
    pub display: Option<Display>,
    /// What it renders.
    pub children: Vec<Element>,
}

/// `cs:citation`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Citation {
    /// `cs:layout`.
    pub layout: Layout,
    /// `cs:sort`.
    pub sort: Vec<Key>,
    /// Inheritable options of names.
    pub names: NameOptions,
    /// `disambiguate-add-names`.
    pub add_names: bool,
    /// `disambiguate-add-givenname`.
    pub add_given_name: bool,
    /// `disambiguate-add-year-suffix`.
    pub add_year_suffix: bool,
    /// `givenname-disambiguation-rule`; without one it is `by-cite`.
    pub given_name_rule: Option<GivenNameRule>,
    /// `collapse`.
    pub collapse: Option<Collapse>,
    /// `cite-group-delimiter`.
    pub cite_group_delimiter: Option<Box<str>>,
    /// `year-suffix-delimiter`.
    pub year_suffix_delimiter: Option<Box<str>>,
    /// `after-collapse-delimiter`.
    pub after_collapse_delimiter: Option<Box<str>>,
    /// `near-note-distance`.
    pub near_note_distance: usize,
}

impl Citation {
    /// Returns the rule by which given names disambiguate works.
    pub fn given_name_rule(&self) -> GivenNameRule {
        self.given_name_rule.unwrap_or(GivenNameRule::ByCite)
    }
}

named! {
    /// `givenname-disambiguation-rule`.
    GivenNameRule {
        ByCite = "by-cite",
        AllNames = "all-names",
        AllNamesWithInitials = "all-names-with-initials",
        PrimaryName = "primary-name",
        PrimaryNameWithInitials = "primary-name-with-initials",
    }
}

named! {
    /// `collapse`.
    Collapse {
        CitationNumber = "citation-number",
        Year = "year",
        YearSuffix = "year-suffix",
        YearSuffixRanged = "year-suffix-ranged",
    }
}

/// `cs:bibliography`.
#[derive(Clone, Debug, PartialEq)]
pub struct Bibliography {
    /// `cs:layout`.
    pub layout: Layout,
    /// `cs:sort`.
    pub sort: Vec<Key>,
    /// Inheritable options of names.
    pub names: NameOptions,
    /// `hanging-indent`.
    pub hanging_indent: bool,
    /// `second-field-align`.
    pub second_field_align: Option<SecondFieldAlign>,
    /// `line-spacing`.
    pub line_spacing: u32,
    /// `entry-spacing`.
    pub entry_spacing: u32,
    /// `subsequent-author-substitute`.
    pub substitute: Option<Box<str>>,
    /// `subsequent-author-substitute-rule`.
    pub substitute_rule: SubstituteRule,
}

named! {
    /// `second-field-align`.
    SecondFieldAlign { Flush = "flush", Margin = "margin", }
}

named! {
    /// `subsequent-author-substitute-rule`.
    SubstituteRule {
        CompleteAll = "complete-all",
        CompleteEach = "complete-each",
        PartialEach = "partial-each",
        PartialFirst = "partial-first",
    }
}

/// `cs:key`.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// What is compared.
    pub source: KeySource,
    /// Whether `sort` is `descending`.
    pub descending: bool,
    /// `names-min`.
    pub names_min: Option<usize>,
    /// `names-use-first`.
    pub names_use_first: Option<usize>,
    /// `names-use-last`.
    pub names_use_last: Option<bool>,
}

/// What `cs:key` compares.
#[derive(Clone, Debug, PartialEq)]
pub enum KeySource {
    /// A variable; `None` where CSL 1.0.2 does not have it.
    Variable(Option<AnyVariable>),
    /// What a macro renders.
    Macro(MacroIndex),
}
