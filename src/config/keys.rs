//! The keys of `[preprocessor.papers]`, one row each.

use std::str::FromStr;

use serde_json::Value;
use strum::VariantNames as _;

use super::{Config, Numbering, OnError};
use crate::citation::CitationSyntax;
use crate::options::{CitedIn, Style, ValueType};

/// A configuration key that sets a part of `T`.
pub struct KeySpec<T: 'static> {
    /// Its name.
    pub name: &'static str,
    /// The type of its value.
    pub takes: ValueType,
    /// The default, as the guide prints it.
    pub default: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// Stores a value of the type [`takes`](KeySpec::takes).
    pub set: fn(&mut T, &Value),
}

/// The keys of this preprocessor.
pub const CONFIG_KEYS: &[KeySpec<Config>] = &[
    KeySpec {
        name: "annotations",
        takes: ValueType::Flag,
        default: "false",
        about: "reads annotations of BibTeX entries as notes",
        set: |config, value| config.annotations = value == true,
    },
    KeySpec {
        name: "append-references",
        takes: ValueType::Flag,
        default: "false",
        about: "adds references to chapters that cite",
        set: |config, value| config.append_references = value == true,
    },
    KeySpec {
        name: "citations",
        takes: ValueType::ListOf(CitationSyntax::VARIANTS),
        default: "[\"native\"]",
        about: "the citation syntaxes that are read",
        // `super::syntaxes` reads it, before the configuration is checked.
        set: |_, _| {},
    },
    KeySpec {
        name: "cited-in",
        takes: ValueType::FlagOr(CitedIn::VARIANTS),
        default: "true",
        about: "whether entries link to the places that cite them; `count`: how many there are",
        set: |config, value| {
            let word = value.as_bool().map(|flag| flag.to_string()).or_else(|| text(value));
            if let Some(Ok(cited_in)) = word.map(|word| word.parse()) {
                config.cited_in = cited_in;
            }
        },
    },
    KeySpec {
        name: "cited-in-except",
        takes: ValueType::Texts,
        default: "[]",
        about: "chapters, or folders of chapters, whose citations other chapters do not show",
        set: |config, value| {
            let paths = value.as_array().into_iter().flatten().chain(value.is_string().then_some(value));
            config.cited_in_except = paths.filter_map(text).collect();
        },
    },
    KeySpec {
        name: "data",
        takes: ValueType::Texts,
        default: "[\"data/papers.toml\"]",
        about: "the data files: paths and globs from the book's root",
        set: |config, value| {
            let texts = || value.as_array().into_iter().flatten().filter_map(text);
            config.data = text(value).map_or_else(|| texts().collect(), |path| vec![path]);
        },
    },
    KeySpec {
        name: "feed",
        takes: ValueType::Text,
        default: "none",
        about: "the path of the Atom feed that `build` writes",
        set: |config, value| config.feed = text(value),
    },
    KeySpec {
        name: "labels",
        takes: ValueType::Table,
        default: "{}",
        about: "replaces texts that the program writes into pages",
        set: |config, value| {
            let labels = value.as_object().into_iter().flatten();
            config.labels = labels.filter_map(|(name, label)| Some((name.clone(), text(label)?))).collect();
        },
    },
    KeySpec {
        name: "math",
        takes: ValueType::Flag,
        default: "false",
        about: "turns formulas in chapters into MathML",
        set: |config, value| config.math = value == true,
    },
    KeySpec {
        name: "max-authors",
        takes: ValueType::Number,
        default: "20",
        about: "longer lists of authors become the first three and \"et al.\"",
        set: |config, value| {
            let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
            config.max_authors = number.unwrap_or(usize::MAX);
        },
    },
    KeySpec {
        name: "metadata",
        takes: ValueType::Flag,
        default: "true",
        about: "adds COinS for reference managers",
        set: |config, value| config.metadata = value == true,
    },
    KeySpec {
        name: "numbering",
        takes: ValueType::OneOf(Numbering::VARIANTS),
        default: "\"chapter\"",
        about: "where the numbers of citations start again",
        set: |config, value| set_word(&mut config.numbering, value),
    },
    KeySpec {
        name: "on-error",
        takes: ValueType::OneOf(OnError::VARIANTS),
        default: "\"fail\"",
        about: "whether an error stops the build or is shown in the page",
        set: |config, value| set_word(&mut config.on_error, value),
    },
    KeySpec {
        name: "pandoc-citations",
        takes: ValueType::Names,
        default: "[]",
        about: "the renderers whose Markdown Pandoc reads: they receive citations in its syntax",
        set: |config, value| {
            let names = value.as_array().into_iter().flatten().chain(value.is_string().then_some(value));
            config.pandoc_citations = names.filter_map(text).collect();
        },
    },
    KeySpec {
        name: "references",
        takes: ValueType::ReferenceStyle,
        default: "\"numeric\"",
        about: "the style of citations and references",
        set: |config, value| {
            config.references = value.as_str().filter(|style| *style != "numeric").map(Style::parse);
        },
    },
    KeySpec {
        name: "site",
        takes: ValueType::Text,
        default: "none",
        about: "the address at which the book is published",
        set: |config, value| config.site = text(value),
    },
    KeySpec {
        name: "style",
        takes: ValueType::Style,
        default: "\"reading-list\"",
        about: "the style of lists whose directive has no `style`",
        set: |config, value| config.style = value.as_str().map(Style::parse).unwrap_or_default(),
    },
];

/// The keys of a preprocessor's table that mdBook itself reads.
pub(super) const MDBOOK_KEYS: &[&str] = &["after", "before", "command", "optional", "renderers"];

/// Returns a string value as an owned string.
pub(super) fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// Stores the variant that a string value names.
pub(super) fn set_word<T: FromStr>(field: &mut T, value: &Value) {
    if let Some(Ok(word)) = value.as_str().map(str::parse) {
        *field = word;
    }
}
