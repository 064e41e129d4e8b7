//! The keys of mdbook-bib, which are read as it reads them where a book comes from there.

use super::{OptionSpec, ValueType};

/// Every key of mdbook-bib 0.5. One of [`MDBOOK_BIB_MARKS`], or its syntax in `citations`, says that they are meant.
pub const MDBOOK_BIB_KEYS: &[OptionSpec] = &[
    OptionSpec {
        name: "add-bib-in-chapters",
        takes: ValueType::Flag,
        default: "false",
        about: "adds references to chapters that cite: `append-references`",
    },
    OptionSpec {
        name: "backend",
        takes: ValueType::OneOf(&["custom", "csl"]),
        default: "\"custom\"",
        about: "`csl`: the style is `csl-style`; `custom`: it is `numeric`",
    },
    OptionSpec { name: "bibliography", takes: ValueType::Text, default: "none", about: "the data file, from `src`" },
    OptionSpec {
        name: "citation-syntax",
        takes: ValueType::OneOf(&["default", "pandoc"]),
        default: "\"default\"",
        about: "`pandoc`: `[@key]` and `@key` cite as well",
    },
    OptionSpec { name: "cite-hb-tpl", takes: ValueType::Text, default: "none", about: "not used" },
    OptionSpec { name: "csl-style", takes: ValueType::Style, default: "\"apa\"", about: "the CSL style: `references`" },
    OptionSpec { name: "css", takes: ValueType::Text, default: "none", about: "not used" },
    OptionSpec { name: "hb-tpl", takes: ValueType::Text, default: "none", about: "not used" },
    OptionSpec { name: "js", takes: ValueType::Text, default: "none", about: "not used" },
    OptionSpec {
        name: "order",
        takes: ValueType::OneOf(&["none", "key", "author", "index"]),
        default: "\"none\"",
        about: "the order of the page: by key, by author, or that of the style",
    },
    OptionSpec {
        name: "render-bib",
        takes: ValueType::OneOf(&["cited", "all"]),
        default: "\"cited\"",
        about: "whether the page holds what is cited, or all papers",
    },
    OptionSpec { name: "title", takes: ValueType::Text, default: "\"Bibliography\"", about: "what the page is called" },
    OptionSpec { name: "zotero-uid", takes: ValueType::Text, default: "none", about: "not used" },
];

/// The keys that no book has which does not come from mdbook-bib: they name its data.
pub const MDBOOK_BIB_MARKS: &[&str] = &["bibliography", "zotero-uid"];
