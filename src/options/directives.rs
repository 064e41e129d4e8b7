//! The directives and their options, one row each.

use strum::VariantNames as _;

use super::Setter::{Once, Repeatable};
use super::ValueType::{
    Date, Expression, Flag, FlagOr, Keys, Level, ListOf, Number, OneOf, ReferenceStyle, SortFields, Text, Types, Words,
    Years,
};
use super::{
    CitedFilter, CitedIn, DirectiveKind, DirectiveLevel, DirectiveSpec, FIELDS, Filter, GROUPS, GroupSort, Lang,
    Numbered, OptionSpec, OptionValue, Options, Scope, ValueType,
};
use crate::diagnostic::Diagnostic;
use crate::paper::{Role, Status};
use crate::source::Spanned;

/// Every directive, in the order of the guide.
pub const DIRECTIVES: &[DirectiveSpec] = &[
    DirectiveSpec {
        name: "papers",
        kind: DirectiveKind::Papers,
        level: DirectiveLevel::Block,
        options: &[FILTERS, GROUPING, ORDER, LISTING],
        about: "a list of the selected papers",
    },
    DirectiveSpec {
        name: "papers-count",
        kind: DirectiveKind::Count,
        level: DirectiveLevel::Inline,
        options: &[FILTERS],
        about: "the number of the selected papers",
    },
    DirectiveSpec {
        name: "papers-index",
        kind: DirectiveKind::Index,
        level: DirectiveLevel::Block,
        options: &[],
        about: "the categories with how many papers each has, linked to where they are listed",
    },
    DirectiveSpec {
        name: "papers-stats",
        kind: DirectiveKind::Stats,
        level: DirectiveLevel::Block,
        options: &[FILTERS],
        about: "a chart of the selected papers by year and by category",
    },
    DirectiveSpec {
        name: "cite",
        kind: DirectiveKind::Cite,
        level: DirectiveLevel::Inline,
        options: &[],
        about: "a citation of one paper or several",
    },
    DirectiveSpec {
        name: "references",
        kind: DirectiveKind::References,
        level: DirectiveLevel::Block,
        options: &[FILTERS, GROUPING, REFERENCES],
        about: "the papers that the chapter, or the book, cites",
    },
];

/// Returns the directive with this name.
pub fn directive(name: &str) -> Option<&'static DirectiveSpec> {
    DIRECTIVES.iter().find(|directive| directive.name == name)
}

/// Stores a value that parsed.
fn store<T>(field: &mut T, value: Result<T, Diagnostic>) -> Result<(), Diagnostic> {
    value.map(|value| *field = value)
}

/// Stores a value that parsed, in a field that is `None` by default.
fn some<T>(field: &mut Option<T>, value: Result<T, Diagnostic>) -> Result<(), Diagnostic> {
    value.map(|value| *field = Some(value))
}

/// Adds a filter whose value parsed.
fn filter<T>(
    options: &mut Options,
    option: OptionValue<'_>,
    value: Result<T, Diagnostic>,
    filter: fn(T) -> Filter,
) -> Result<(), Diagnostic> {
    value.map(|value| options.filters.push(Spanned::new(filter(value), option.span)))
}

/// Options that select papers. Values separated by commas are alternatives; a repeated option must hold each time.
const FILTERS: &[OptionSpec] = &[
    OptionSpec {
        name: "author",
        takes: Words,
        default: "all",
        about: "by one of these authors",
        set: Repeatable(|options, value| filter(options, value, value.words(), Filter::Author)),
    },
    OptionSpec {
        name: "cited",
        takes: FlagOr(CitedFilter::VARIANTS),
        default: "all",
        about: "cited in this chapter, or not; `book`: anywhere in the book",
        set: Once(|options, value| filter(options, value, value.flag_or(), Filter::Cited)),
    },
    OptionSpec {
        name: "has",
        takes: Words,
        default: "all",
        about: "with all of these fields or links",
        set: Repeatable(|options, value| filter(options, value, value.words(), Filter::Has)),
    },
    OptionSpec {
        name: "not-tag",
        takes: Words,
        default: "all",
        about: "with none of these tags",
        set: Repeatable(|options, value| filter(options, value, value.words(), Filter::NotTag)),
    },
    OptionSpec {
        name: "not-type",
        takes: Types,
        default: "all",
        about: "of none of these types",
        set: Repeatable(|options, value| filter(options, value, value.types(), Filter::NotType)),
    },
    OptionSpec {
        name: "since",
        takes: Date,
        default: "all",
        about: "published on this date or later",
        set: Once(|options, value| filter(options, value, value.date(), Filter::Since)),
    },
    OptionSpec {
        name: "status",
        takes: ListOf(Status::VARIANTS),
        default: "all",
        about: "with one of these statuses",
        set: Once(|options, value| filter(options, value, value.statuses(), Filter::Status)),
    },
    OptionSpec {
        name: "tag",
        takes: Words,
        default: "all",
        about: "with one of these tags",
        set: Repeatable(|options, value| filter(options, value, value.words(), Filter::Tag)),
    },
    OptionSpec {
        name: "type",
        takes: Types,
        default: "all",
        about: "of one of these types",
        set: Repeatable(|options, value| filter(options, value, value.types(), Filter::Type)),
    },
    OptionSpec {
        name: "venue",
        takes: Words,
        default: "all",
        about: "published at one of these venues",
        set: Repeatable(|options, value| filter(options, value, value.words(), Filter::Venue)),
    },
    OptionSpec {
        name: "where",
        takes: Expression,
        default: "all",
        about: "for which this MiniJinja expression is true",
        set: Repeatable(|options, value| filter(options, value, value.text("an expression"), Filter::Where)),
    },
    OptionSpec {
        name: "year",
        takes: Years,
        default: "all",
        about: "published in this year, or in `2020..2023`",
        set: Once(|options, value| filter(options, value, value.years(), Filter::Years)),
    },
];

/// Options that divide a list into groups with headings.
const GROUPING: &[OptionSpec] = &[
    OptionSpec {
        name: "group",
        takes: ListOf(GROUPS),
        default: "none",
        about: "groups, on one level or two",
        set: Once(|options, value| store(&mut options.group, value.groups())),
    },
    OptionSpec {
        name: "group-sort",
        takes: OneOf(GroupSort::VARIANTS),
        default: "`desc` for `year`, else `asc`",
        about: "orders the groups",
        set: Once(|options, value| some(&mut options.group_sort, value.one_of())),
    },
    OptionSpec {
        name: "heading",
        takes: Level,
        default: "3",
        about: "the level of the headings of groups",
        set: Once(|options, value| some(&mut options.heading, value.level())),
    },
];

/// Options that sort a list and limit its length.
const ORDER: &[OptionSpec] = &[
    OptionSpec {
        name: "limit",
        takes: Number,
        default: "all",
        about: "shows at most this number of papers",
        set: Once(|options, value| some(&mut options.limit, value.number())),
    },
    OptionSpec {
        name: "offset",
        takes: Number,
        default: "0",
        about: "skips this number of papers",
        set: Once(|options, value| some(&mut options.offset, value.number())),
    },
    OptionSpec {
        name: "sort",
        takes: SortFields,
        default: "the order of the category",
        about: "sorts by these fields",
        set: Once(|options, value| store(&mut options.sort, value.sort_keys())),
    },
];

/// Options for the appearance of a list.
const LISTING: &[OptionSpec] = &[
    OptionSpec {
        name: "abstracts",
        takes: Flag,
        default: "false",
        about: "shows abstracts",
        set: Once(|options, value| some(&mut options.abstracts, value.flag())),
    },
    OptionSpec {
        name: "buttons",
        takes: Flag,
        default: "true, false for `links`",
        about: "adds buttons that copy an entry or download the list, if the book loads `papers.js`",
        set: Once(|options, value| some(&mut options.buttons, value.flag())),
    },
    OptionSpec {
        name: "canonical",
        takes: Flag,
        default: "by rule",
        about: "makes this list the target of links from other pages",
        set: Once(|options, value| some(&mut options.canonical, value.flag())),
    },
    OptionSpec {
        name: "cited-in",
        takes: FlagOr(CitedIn::VARIANTS),
        default: "`cited-in` in book.toml",
        about: "links to the places that cite each paper; `count`: their number",
        set: Once(|options, value| some(&mut options.cited_in, value.flag_or())),
    },
    OptionSpec {
        name: "empty",
        takes: Text,
        default: "\"No papers yet.\", translated",
        about: "the text shown when no paper is selected",
        set: Once(|options, value| some(&mut options.empty, value.text("some words"))),
    },
    OptionSpec {
        name: "fields",
        takes: ListOf(FIELDS),
        default: "`title,authors,venue,date,links`",
        about: "the columns of the style `table`",
        set: Once(|options, value| store(&mut options.fields, value.fields(Role::Column, FIELDS))),
    },
    OptionSpec {
        name: "filter",
        takes: Flag,
        default: "false",
        about: "lets readers filter the list",
        set: Once(|options, value| some(&mut options.filter, value.flag())),
    },
    OptionSpec {
        name: "intro",
        takes: Flag,
        default: "false",
        about: "shows the introduction of the selected categories",
        set: Once(|options, value| some(&mut options.intro, value.flag())),
    },
    OptionSpec {
        name: "lang",
        takes: OneOf(Lang::VARIANTS),
        default: "by the text",
        about: "the language of titles, summaries, notes and remarks that have translations",
        set: Once(|options, value| some(&mut options.lang, value.one_of())),
    },
    OptionSpec {
        name: "notes",
        takes: Flag,
        default: "true",
        about: "shows notes and remarks",
        set: Once(|options, value| some(&mut options.notes, value.flag())),
    },
    OptionSpec {
        name: "numbered",
        takes: FlagOr(Numbered::VARIANTS),
        default: "by style",
        about: "numbers the papers; `continue` continues the numbers of the previous list in the chapter",
        set: Once(|options, value| some(&mut options.numbered, value.flag_or())),
    },
    OptionSpec {
        name: "start",
        takes: Number,
        default: "1",
        about: "the first number",
        set: Once(|options, value| some(&mut options.start, value.item_number())),
    },
    OptionSpec {
        name: "style",
        takes: ValueType::Style,
        default: "`style` in book.toml",
        about: "the style of the list",
        set: Once(|options, value| {
            some(&mut options.style, value.style().map(|style| Spanned::new(style, value.span)))
        }),
    },
    OptionSpec {
        name: "summaries",
        takes: Flag,
        default: "true",
        about: "shows one-line summaries",
        set: Once(|options, value| some(&mut options.summaries, value.flag())),
    },
    OptionSpec {
        name: "tags",
        takes: Flag,
        default: "true",
        about: "shows tags in the style `reading-list`",
        set: Once(|options, value| {
            let flag = value.flag().map_err(|found| found.help(format!("`tag={}` selects by tag", value.text)));
            some(&mut options.tags, flag)
        }),
    },
];

/// Options of references.
const REFERENCES: &[OptionSpec] = &[
    OptionSpec {
        name: "cited-in",
        takes: FlagOr(CitedIn::VARIANTS),
        default: "`cited-in` in book.toml",
        about: "links to the places that cite each paper; `count`: their number",
        set: Once(|options, value| some(&mut options.cited_in, value.flag_or())),
    },
    OptionSpec {
        name: "nocite",
        takes: Keys,
        default: "none",
        about: "lists these as well, `*` for all papers",
        set: Once(|options, value| store(&mut options.nocite, value.keys())),
    },
    OptionSpec {
        name: "scope",
        takes: OneOf(Scope::VARIANTS),
        default: "`chapter`",
        about: "what the chapter cites, or the whole book",
        set: Once(|options, value| some(&mut options.scope, value.one_of())),
    },
    OptionSpec {
        name: "sort",
        takes: SortFields,
        default: "as cited, or by the style",
        about: "sorts by these fields",
        set: Once(|options, value| store(&mut options.sort, value.sort_keys())),
    },
    OptionSpec {
        name: "style",
        takes: ReferenceStyle,
        default: "`references` in book.toml",
        about: "the style of the references",
        set: Once(|options, value| {
            some(&mut options.style, value.reference_style().map(|style| Spanned::new(style, value.span)))
        }),
    },
];
