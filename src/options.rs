//! Every word a user may type: directives, their options, configuration keys, values and defaults.
//!
//! The parser and the help with near names read these tables, and a test holds README.md against them; nothing else in the
//! code spells an option's name to decide whether it exists.

/// What an option or a configuration key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
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
    pub takes: Takes,
    /// What holds where it is not given, in words.
    pub default: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
}

/// Where a directive may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// Alone on its line.
    Block,
    /// Anywhere in text.
    Inline,
}

/// What a directive becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A list of papers.
    Papers,
    /// Their number.
    Count,
}

/// A directive.
#[derive(Debug, Clone, Copy)]
pub struct DirectiveSpec {
    /// Its name after `<<#`.
    pub name: &'static str,
    /// What it becomes.
    pub kind: Kind,
    /// Where it may stand.
    pub placement: Placement,
    /// What it takes besides selectors.
    pub options: &'static [OptionSpec],
    /// What it becomes, in one line.
    pub about: &'static str,
}

impl DirectiveSpec {
    /// The option of that name.
    pub fn option(&self, name: &str) -> Option<&'static OptionSpec> {
        self.options.iter().find(|option| option.name == name)
    }
}

/// The directive of that name.
pub fn directive(name: &str) -> Option<&'static DirectiveSpec> {
    DIRECTIVES.iter().find(|directive| directive.name == name)
}

/// A built-in style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Title, venue and year; authors and links; summary, note and remark below.
    #[default]
    ReadingList,
    /// The title as a link, with one line of description.
    Links,
}

impl Style {
    /// The style of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "reading-list" => Some(Style::ReadingList),
            "links" => Some(Style::Links),
            _ => None,
        }
    }

    /// Whether it numbers its papers.
    pub const fn is_numbered(self) -> bool {
        matches!(self, Style::ReadingList)
    }
}

/// The names of the styles.
pub const STYLES: &[&str] = &["reading-list", "links"];

/// The largest number a list may have: CommonMark's, nine digits.
pub const LARGEST_NUMBER: usize = 999_999_999;

/// The fields that `sort` knows.
pub const SORT_FIELDS: &[&str] = &[
    "added",
    "arxiv",
    "authors",
    "date",
    "doi",
    "isbn",
    "issue",
    "key",
    "language",
    "pages",
    "publisher",
    "short",
    "status",
    "summary",
    "title",
    "type",
    "venue",
    "volume",
    "year",
];

/// Every directive, in the order of the guide.
pub const DIRECTIVES: &[DirectiveSpec] = &[
    DirectiveSpec {
        name: "papers",
        kind: Kind::Papers,
        placement: Placement::Block,
        options: LISTING_OPTIONS,
        about: "a list of the selected papers",
    },
    DirectiveSpec {
        name: "papers-count",
        kind: Kind::Count,
        placement: Placement::Inline,
        options: &[],
        about: "the number of the selected papers",
    },
];

const LISTING_OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "empty",
        takes: Takes::Text,
        default: "\"No papers yet.\", translated",
        about: "what stands where no paper is selected",
    },
    OptionSpec { name: "home", takes: Takes::Flag, default: "by rule", about: "other pages link to these papers here" },
    OptionSpec {
        name: "intro",
        takes: Takes::Flag,
        default: "false",
        about: "shows the introduction of the selected categories",
    },
    OptionSpec { name: "limit", takes: Takes::Number, default: "all", about: "shows at most so many papers" },
    OptionSpec { name: "notes", takes: Takes::Flag, default: "true", about: "shows notes and remarks" },
    OptionSpec {
        name: "numbered",
        takes: Takes::FlagOr(&["continue"]),
        default: "by style",
        about: "numbers the papers; `continue` goes on from the list before it in the chapter",
    },
    OptionSpec { name: "offset", takes: Takes::Number, default: "0", about: "leaves out so many papers at the front" },
    OptionSpec {
        name: "sort",
        takes: Takes::SortFields,
        default: "the order of the category",
        about: "sorts by these fields",
    },
    OptionSpec { name: "start", takes: Takes::Number, default: "1", about: "the first number" },
    OptionSpec {
        name: "style",
        takes: Takes::OneOf(STYLES),
        default: "`style` in book.toml",
        about: "how the list looks",
    },
    OptionSpec { name: "summaries", takes: Takes::Flag, default: "true", about: "shows one-line summaries" },
];

/// Every key of `[preprocessor.papers]` that is ours.
pub const CONFIG_KEYS: &[OptionSpec] = &[
    OptionSpec {
        name: "annotations",
        takes: Takes::Flag,
        default: "false",
        about: "reads annotations of BibTeX entries as notes",
    },
    OptionSpec {
        name: "append-references",
        takes: Takes::Flag,
        default: "false",
        about: "adds references to chapters that cite",
    },
    OptionSpec {
        name: "citations",
        takes: Takes::ListOf(&["native", "pandoc", "mdbook-bib"]),
        default: "[\"native\"]",
        about: "which ways of writing a citation are read",
    },
    OptionSpec {
        name: "data",
        takes: Takes::Texts,
        default: "[\"data/papers.toml\"]",
        about: "the data files: paths and globs from the book's root",
    },
    OptionSpec { name: "labels", takes: Takes::Table, default: "{}", about: "wording in place of ours" },
    OptionSpec {
        name: "max-authors",
        takes: Takes::Number,
        default: "20",
        about: "longer lists of authors become the first three and \"et al.\"",
    },
    OptionSpec { name: "metadata", takes: Takes::Flag, default: "true", about: "adds COinS for reference managers" },
    OptionSpec {
        name: "numbering",
        takes: Takes::OneOf(&["chapter", "book"]),
        default: "\"chapter\"",
        about: "how far numbers of citations run on",
    },
    OptionSpec {
        name: "on-error",
        takes: Takes::OneOf(&["fail", "warn"]),
        default: "\"fail\"",
        about: "whether an error stops the build or is shown in the page",
    },
    OptionSpec {
        name: "references",
        takes: Takes::Text,
        default: "\"numeric\"",
        about: "the style of citations and references",
    },
    OptionSpec {
        name: "style",
        takes: Takes::OneOf(STYLES),
        default: "\"reading-list\"",
        about: "how lists look where the directive does not say",
    },
];

/// Keys of a preprocessor's table that mdBook itself reads.
pub const MDBOOK_KEYS: &[&str] = &["after", "before", "command", "optional", "renderers"];

/// The types of works of CSL 1.0.2.
pub const TYPES: &[&str] = &[
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_has_its_name() {
        assert!(STYLES.iter().all(|name| Style::named(name).is_some()));
    }

    #[test]
    fn tables_are_sorted_and_name_a_thing_once() {
        #[track_caller]
        fn check(names: impl Iterator<Item = &'static str>) {
            let names: Vec<_> = names.collect();
            assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        }
        for directive in DIRECTIVES {
            check(directive.options.iter().map(|option| option.name));
        }
        check(CONFIG_KEYS.iter().map(|key| key.name));
        check(MDBOOK_KEYS.iter().copied());
        check(SORT_FIELDS.iter().copied());
        check(TYPES.iter().copied());
    }
}
