//! The directives and their options.

use super::words::{FIELDS, GROUP_SORTS, GROUPS, STATUSES};
use super::{DirectiveKind, DirectiveLevel, DirectiveSpec, OptionSpec, ValueType};

/// Every directive, in the order of the guide.
pub const DIRECTIVES: &[DirectiveSpec] = &[
    DirectiveSpec {
        name: "papers",
        kind: DirectiveKind::Papers,
        placement: DirectiveLevel::Block,
        options: &[FILTERS, GROUPING, ORDER, LISTING],
        about: "a list of the selected papers",
    },
    DirectiveSpec {
        name: "papers-count",
        kind: DirectiveKind::Count,
        placement: DirectiveLevel::Inline,
        options: &[FILTERS],
        about: "the number of the selected papers",
    },
    DirectiveSpec {
        name: "papers-index",
        kind: DirectiveKind::Index,
        placement: DirectiveLevel::Block,
        options: &[],
        about: "the categories with how many papers each has, linked to where they are listed",
    },
    DirectiveSpec {
        name: "papers-stats",
        kind: DirectiveKind::Stats,
        placement: DirectiveLevel::Block,
        options: &[FILTERS],
        about: "a chart of the selected papers by year and by category",
    },
    DirectiveSpec {
        name: "cite",
        kind: DirectiveKind::Cite,
        placement: DirectiveLevel::Inline,
        options: &[],
        about: "a citation of one paper or several",
    },
    DirectiveSpec {
        name: "references",
        kind: DirectiveKind::References,
        placement: DirectiveLevel::Block,
        options: &[FILTERS, GROUPING, REFERENCES],
        about: "the papers that the chapter, or the book, cites",
    },
];

/// Which of the selected papers. Commas join values of which any will do; an option given again has to hold as well.
const FILTERS: &[OptionSpec] = &[
    OptionSpec { name: "author", takes: ValueType::Words, default: "all", about: "by one of these authors" },
    OptionSpec {
        name: "cited",
        takes: ValueType::FlagOr(&["book"]),
        default: "all",
        about: "cited in this chapter, or not; `book`: anywhere in the book",
    },
    OptionSpec { name: "has", takes: ValueType::Words, default: "all", about: "with all of these fields or links" },
    OptionSpec { name: "not-tag", takes: ValueType::Words, default: "all", about: "with none of these tags" },
    OptionSpec { name: "not-type", takes: ValueType::Types, default: "all", about: "of none of these types" },
    OptionSpec { name: "since", takes: ValueType::Date, default: "all", about: "out on this date or later" },
    OptionSpec {
        name: "status",
        takes: ValueType::ListOf(STATUSES),
        default: "all",
        about: "with one of these statuses",
    },
    OptionSpec { name: "tag", takes: ValueType::Words, default: "all", about: "with one of these tags" },
    OptionSpec { name: "type", takes: ValueType::Types, default: "all", about: "of one of these types" },
    OptionSpec { name: "venue", takes: ValueType::Words, default: "all", about: "out at one of these venues" },
    OptionSpec {
        name: "where",
        takes: ValueType::Expression,
        default: "all",
        about: "for which this MiniJinja expression is true",
    },
    OptionSpec { name: "year", takes: ValueType::Years, default: "all", about: "out in this year, or in `2020..2023`" },
];

/// Under which headings.
const GROUPING: &[OptionSpec] = &[
    OptionSpec {
        name: "group",
        takes: ValueType::ListOf(GROUPS),
        default: "none",
        about: "groups, on one level or two",
    },
    OptionSpec {
        name: "group-sort",
        takes: ValueType::OneOf(GROUP_SORTS),
        default: "`desc` for `year`, else `asc`",
        about: "orders the groups",
    },
    OptionSpec { name: "heading", takes: ValueType::Level, default: "3", about: "the level of the headings of groups" },
];

/// In which order, and how many.
const ORDER: &[OptionSpec] = &[
    OptionSpec { name: "limit", takes: ValueType::Number, default: "all", about: "shows at most so many papers" },
    OptionSpec {
        name: "offset",
        takes: ValueType::Number,
        default: "0",
        about: "leaves out so many papers at the front",
    },
    OptionSpec {
        name: "sort",
        takes: ValueType::SortFields,
        default: "the order of the category",
        about: "sorts by these fields",
    },
];

/// How a list looks.
const LISTING: &[OptionSpec] = &[
    OptionSpec { name: "abstracts", takes: ValueType::Flag, default: "false", about: "shows abstracts" },
    OptionSpec {
        name: "canonical",
        takes: ValueType::Flag,
        default: "by rule",
        about: "other pages link to these papers here",
    },
    OptionSpec {
        name: "empty",
        takes: ValueType::Text,
        default: "\"No papers yet.\", translated",
        about: "what stands where no paper is selected",
    },
    OptionSpec {
        name: "fields",
        takes: ValueType::ListOf(FIELDS),
        default: "`title,authors,venue,date,links`",
        about: "the columns of the style `table`",
    },
    OptionSpec { name: "filter", takes: ValueType::Flag, default: "false", about: "lets readers filter the list" },
    OptionSpec {
        name: "intro",
        takes: ValueType::Flag,
        default: "false",
        about: "shows the introduction of the selected categories",
    },
    OptionSpec {
        name: "lang",
        takes: ValueType::OneOf(&["en", "zh", "both"]),
        default: "by the text",
        about: "the language of titles, summaries, notes and remarks that have translations",
    },
    OptionSpec { name: "notes", takes: ValueType::Flag, default: "true", about: "shows notes and remarks" },
    OptionSpec {
        name: "numbered",
        takes: ValueType::FlagOr(&["continue"]),
        default: "by style",
        about: "numbers the papers; `continue` goes on from the list before it in the chapter",
    },
    OptionSpec { name: "start", takes: ValueType::Number, default: "1", about: "the first number" },
    OptionSpec { name: "style", takes: ValueType::Style, default: "`style` in book.toml", about: "how the list looks" },
    OptionSpec { name: "summaries", takes: ValueType::Flag, default: "true", about: "shows one-line summaries" },
];

/// What references are of, and how they look.
const REFERENCES: &[OptionSpec] = &[
    OptionSpec {
        name: "nocite",
        takes: ValueType::Keys,
        default: "none",
        about: "lists these as well, `*` for all papers",
    },
    OptionSpec {
        name: "scope",
        takes: ValueType::OneOf(&["chapter", "book"]),
        default: "`chapter`",
        about: "what the chapter cites, or the whole book",
    },
    OptionSpec {
        name: "sort",
        takes: ValueType::SortFields,
        default: "as cited, or by the style",
        about: "sorts by these fields",
    },
    OptionSpec {
        name: "style",
        takes: ValueType::ReferenceStyle,
        default: "`references` in book.toml",
        about: "how the references look",
    },
];
