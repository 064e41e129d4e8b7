//! The tree of a style: rendering elements and what they are made of.
//!
//! Every attribute of CSL 1.0.2 has a field. A value is `None` where the style leaves it to inheritance or to a default.

use super::format::{Affixes, Display, Format};
use super::variable::{AnyVariable, DateVariable, Kind, NameVariable, Variable, named};

/// A macro's place in [`Style::macros`](super::Style::macros).
pub type MacroIndex = usize;

/// A rendering element.
#[derive(Clone, Debug, PartialEq)]
pub enum Element {
    /// `cs:text`.
    Text(Text),
    /// `cs:date`.
    Date(Box<Date>),
    /// `cs:number`.
    Number(Number),
    /// `cs:names`.
    Names(Box<Names>),
    /// `cs:label`.
    Label(Label),
    /// `cs:group`.
    Group(Group),
    /// `cs:choose`.
    Choose(Choose),
}

/// Affixes, formatting and text case, which most elements share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dress {
    /// `prefix` and `suffix`.
    pub affixes: Affixes,
    /// `font-style` and the like.
    pub format: Format,
    /// `text-case`.
    pub case: Option<Case>,
    /// `quotes`.
    pub quotes: bool,
    /// `strip-periods`.
    pub strip_periods: bool,
    /// `display`.
    pub display: Option<Display>,
}

/// `cs:text`.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// What it prints.
    pub source: TextSource,
    /// How it prints that.
    pub dress: Dress,
}

/// What `cs:text` prints.
#[derive(Clone, Debug, PartialEq)]
pub enum TextSource {
    /// A variable; `true` for its short form.
    Variable(Variable, bool),
    /// A variable that CSL 1.0.2 does not have, which is always empty.
    Unknown,
    /// A macro.
    Macro(MacroIndex),
    /// A term.
    Term(Box<str>, TermForm, bool),
    /// Words of the style.
    Value(super::item::Text),
}

/// `cs:number`.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The variable; `None` where CSL 1.0.2 does not have it.
    pub variable: Option<Variable>,
    /// `form`.
    pub form: NumberForm,
    /// How it is printed.
    pub dress: Dress,
}

/// `cs:label`, on its own or in `cs:names`.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The variable; `None` in `cs:names`.
    pub variable: Option<Variable>,
    /// `form`.
    pub form: TermForm,
    /// `plural`.
    pub plural: Plural,
    /// How it is printed.
    pub dress: Dress,
}

/// `cs:group`.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What it holds.
    pub children: Vec<Element>,
    /// `delimiter`.
    pub delimiter: Box<str>,
    /// How it is printed.
    pub dress: Dress,
}

/// `cs:choose`.
#[derive(Clone, Debug, PartialEq)]
pub struct Choose {
    /// `cs:if` and `cs:else-if`.
    pub branches: Vec<Branch>,
    /// `cs:else`.
    pub otherwise: Vec<Element>,
}

/// One branch of `cs:choose`.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// `match`.
    pub matching: Match,
    /// What is tested.
    pub tests: Vec<Test>,
    /// What is rendered.
    pub children: Vec<Element>,
}

/// One condition; an attribute of several values makes several.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `disambiguate`.
    Disambiguate(bool),
    /// `is-numeric`.
    IsNumeric(AnyVariable),
    /// `is-uncertain-date`.
    IsUncertainDate(DateVariable),
    /// `locator`: one of these.
    Locator(Vec<Box<str>>),
    /// `position`.
    Position(Position),
    /// `type`: one of these, for no work is of two types.
    Type(Kinds),
    /// `variable`.
    Variable(AnyVariable),
    /// A name that CSL 1.0.2 does not have, which is never true.
    Never,
}

/// A set of item types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u64);

const _: () = assert!(Kind::ALL.len() <= 64);

impl Kinds {
    /// Adds a type.
    pub fn insert(&mut self, kind: Kind) {
        self.0 |= 1 << kind as u64;
    }

    /// Returns whether a type is in the set.
    pub const fn contains(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u64) != 0
    }
}

named! {
    /// `match`.
    Match { All = "all", Any = "any", None = "none", Nand = "nand", }
}

named! {
    /// Where a cite is in relation to earlier ones.
    Position {
        First = "first",
        Subsequent = "subsequent",
        IbidWithLocator = "ibid-with-locator",
        Ibid = "ibid",
        NearNote = "near-note",
    }
}

named! {
    /// `text-case`.
    Case {
        Lowercase = "lowercase",
        Uppercase = "uppercase",
        CapitalizeFirst = "capitalize-first",
        CapitalizeAll = "capitalize-all",
        Sentence = "sentence",
        Title = "title",
    }
}

named! {
    /// The form of a term.
    TermForm { Long = "long", Short = "short", Verb = "verb", VerbShort = "verb-short", Symbol = "symbol", }
}

named! {
    /// The form of a number.
    NumberForm { Numeric = "numeric", Ordinal = "ordinal", LongOrdinal = "long-ordinal", Roman = "roman", }
}

named! {
    /// `plural` of a label.
    Plural { Contextual = "contextual", Always = "always", Never = "never", }
}

/// `cs:date`.
#[derive(Clone, Debug, PartialEq)]
pub struct Date {
    /// The variable; `None` where CSL 1.0.2 does not have it.
    pub variable: Option<DateVariable>,
    /// `form`, which makes the date a localized one.
    pub form: Option<DateForm>,
    /// `date-parts`: which parts of a localized date are shown.
    pub parts: DateParts,
    /// `delimiter`.
    pub delimiter: Box<str>,
    /// The `cs:date-part` elements.
    pub formats: Vec<DatePart>,
    /// How it is printed.
    pub dress: Dress,
}

named! {
    /// The form of a localized date.
    DateForm { Text = "text", Numeric = "numeric", }
}

named! {
    /// Which parts of a localized date are shown.
    DateParts { YearMonthDay = "year-month-day", YearMonth = "year-month", Year = "year", }
}

named! {
    /// The name of a part of a date.
    DatePartName { Year = "year", Month = "month", Day = "day", }
}

named! {
    /// The form of a part of a date.
    DatePartForm {
        Long = "long",
        Short = "short",
        Numeric = "numeric",
        NumericLeadingZeros = "numeric-leading-zeros",
        Ordinal = "ordinal",
    }
}

/// `cs:date-part`.
#[derive(Clone, Debug, PartialEq)]
pub struct DatePart {
    /// `name`.
    pub name: DatePartName,
    /// `form`.
    pub form: Option<DatePartForm>,
    /// `range-delimiter`.
    pub range_delimiter: Option<Box<str>>,
    /// How it is printed; `None` for affixes leaves those of the locale.
    pub dress: Dress,
}

/// `cs:names`.
#[derive(Clone, Debug, PartialEq)]
pub struct Names {
    /// The variables.
    pub variables: Vec<NameVariable>,
    /// `delimiter` between variables.
    pub delimiter: Option<Box<str>>,
    /// `cs:name`.
    pub name: Option<Name>,
    /// `cs:et-al`.
    pub et_al: Option<EtAl>,
    /// `cs:label`, and whether it comes before the names.
    pub label: Option<(Label, bool)>,
    /// `cs:substitute`.
    pub substitute: Vec<Element>,
    /// The inheritable options on `cs:names` itself.
    pub options: NameOptions,
    /// How it is printed.
    pub dress: Dress,
}

/// `cs:name`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Name {
    /// Its options, which win over inherited ones.
    pub options: NameOptions,
    /// `prefix`, `suffix` and formatting of each name.
    pub dress: Dress,
    /// `cs:name-part` of the given name.
    pub given: Option<Dress>,
    /// `cs:name-part` of the family name.
    pub family: Option<Dress>,
}

/// `cs:et-al`.
#[derive(Clone, Debug, PartialEq)]
pub struct EtAl {
    /// `term`.
    pub term: Box<str>,
    /// How it is printed.
    pub format: Format,
}

/// The options of names, which `cs:style`, `cs:citation`, `cs:bibliography`, `cs:names` and `cs:name` hand down.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NameOptions {
    /// `and`.
    pub and: Option<And>,
    /// `delimiter` of `cs:name`, `name-delimiter` elsewhere.
    pub delimiter: Option<Box<str>>,
    /// `delimiter` of `cs:names`, `names-delimiter` elsewhere.
    pub names_delimiter: Option<Box<str>>,
    /// `delimiter-precedes-et-al`.
    pub delimiter_precedes_et_al: Option<DelimiterPrecedes>,
    /// `delimiter-precedes-last`.
    pub delimiter_precedes_last: Option<DelimiterPrecedes>,
    /// `et-al-min`.
    pub et_al_min: Option<usize>,
    /// `et-al-use-first`.
    pub et_al_use_first: Option<usize>,
    /// `et-al-subsequent-min`.
    pub et_al_subsequent_min: Option<usize>,
    /// `et-al-subsequent-use-first`.
    pub et_al_subsequent_use_first: Option<usize>,
    /// `et-al-use-last`.
    pub et_al_use_last: Option<bool>,
    /// `form` of `cs:name`, `name-form` elsewhere.
    pub form: Option<NameForm>,
    /// `initialize`.
    pub initialize: Option<bool>,
    /// `initialize-with`.
    pub initialize_with: Option<Box<str>>,
    /// `name-as-sort-order`.
    pub as_sort_order: Option<AsSortOrder>,
    /// `sort-separator`.
    pub sort_separator: Option<Box<str>>,
}

impl NameOptions {
    /// Returns these options, with `outer` for what they leave open.
    #[must_use]
    pub fn or(&self, outer: &Self) -> Self {
        Self {
            and: self.and.or(outer.and),
            delimiter: self.delimiter.clone().or_else(|| outer.delimiter.clone()),
            names_delimiter: self.names_delimiter.clone().or_else(|| outer.names_delimiter.clone()),
            delimiter_precedes_et_al: self.delimiter_precedes_et_al.or(outer.delimiter_precedes_et_al),
            delimiter_precedes_last: self.delimiter_precedes_last.or(outer.delimiter_precedes_last),
            et_al_min: self.et_al_min.or(outer.et_al_min),
            et_al_use_first: self.et_al_use_first.or(outer.et_al_use_first),
            et_al_subsequent_min: self.et_al_subsequent_min.or(outer.et_al_subsequent_min),
            et_al_subsequent_use_first: self.et_al_subsequent_use_first.or(outer.et_al_subsequent_use_first),
            et_al_use_last: self.et_al_use_last.or(outer.et_al_use_last),
            form: self.form.or(outer.form),
            initialize: self.initialize.or(outer.initialize),
            initialize_with: self.initialize_with.clone().or_else(|| outer.initialize_with.clone()),
            as_sort_order: self.as_sort_order.or(outer.as_sort_order),
            sort_separator: self.sort_separator.clone().or_else(|| outer.sort_separator.clone()),
        }
    }
}

named! {
    /// `and`.
    And { Text = "text", Symbol = "symbol", }
}

named! {
    /// `delimiter-precedes-et-al` and `delimiter-precedes-last`.
    DelimiterPrecedes {
        Contextual = "contextual",
        AfterInvertedName = "after-inverted-name",
        Always = "always",
        Never = "never",
    }
}

named! {
    /// `form` of names.
    NameForm { Long = "long", Short = "short", Count = "count", }
}

named! {
    /// `name-as-sort-order`.
    AsSortOrder { First = "first", All = "all", }
}
