//! The keys of `[preprocessor.papers]`.

use super::{OptionSpec, ValueType};

/// Every key of `[preprocessor.papers]` that is ours.
pub const CONFIG_KEYS: &[OptionSpec] = &[
    OptionSpec {
        name: "annotations",
        takes: ValueType::Flag,
        default: "false",
        about: "reads annotations of BibTeX entries as notes",
    },
    OptionSpec {
        name: "append-references",
        takes: ValueType::Flag,
        default: "false",
        about: "adds references to chapters that cite",
    },
    OptionSpec {
        name: "citations",
        takes: ValueType::ListOf(&["native", "pandoc", "mdbook-bib"]),
        default: "[\"native\"]",
        about: "which ways of writing a citation are read",
    },
    OptionSpec {
        name: "data",
        takes: ValueType::Texts,
        default: "[\"data/papers.toml\"]",
        about: "the data files: paths and globs from the book's root",
    },
    OptionSpec { name: "labels", takes: ValueType::Table, default: "{}", about: "wording in place of ours" },
    OptionSpec {
        name: "max-authors",
        takes: ValueType::Number,
        default: "20",
        about: "longer lists of authors become the first three and \"et al.\"",
    },
    OptionSpec {
        name: "metadata",
        takes: ValueType::Flag,
        default: "true",
        about: "adds COinS for reference managers",
    },
    OptionSpec {
        name: "numbering",
        takes: ValueType::OneOf(&["chapter", "book"]),
        default: "\"chapter\"",
        about: "how far numbers of citations run on",
    },
    OptionSpec {
        name: "on-error",
        takes: ValueType::OneOf(&["fail", "warn"]),
        default: "\"fail\"",
        about: "whether an error stops the build or is shown in the page",
    },
    OptionSpec {
        name: "references",
        takes: ValueType::ReferenceStyle,
        default: "\"numeric\"",
        about: "the style of citations and references",
    },
    OptionSpec {
        name: "style",
        takes: ValueType::Style,
        default: "\"reading-list\"",
        about: "how lists look where the directive does not say",
    },
];

/// Keys of a preprocessor's table that mdBook itself reads.
pub const MDBOOK_KEYS: &[&str] = &["after", "before", "command", "optional", "renderers"];
