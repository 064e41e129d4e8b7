//! The configuration keys of mdbook-bib 0.5, for books that come from there.
//!
//! Its keys are accepted where the table names its data or its citation syntax. A key without an equivalent is ignored
//! with a warning that describes the alternative.

use serde_json::{Map, Value};
use strum::{EnumString, VariantNames};

use super::book_toml::{BookToml, KeyPart};
use super::keys::{KeySpec, set_word, text};
use super::{Config, Numbering};
use crate::citation::{CitationSyntax, CitationSyntaxes};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::files;
use crate::options::{Style, ValueType};

/// The bibliography page that mdbook-bib adds at the end of a book.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BibliographyPage {
    /// Its title, if the book sets one.
    pub title: Option<String>,
    /// Whether it lists all papers instead of only the cited ones.
    pub all: bool,
    /// The field it is sorted by. `None` keeps the order of the style.
    pub sort: Option<&'static str>,
}

/// The values of mdbook-bib's keys.
#[derive(Debug, Default)]
pub struct MdbookBib {
    add_bib_in_chapters: bool,
    backend: Backend,
    bibliography: Option<String>,
    csl_style: Option<String>,
    order: Order,
    render_bib: RenderBib,
    title: Option<String>,
    ignored: Vec<IgnoredKey>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
enum Backend {
    #[default]
    Custom,
    Csl,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
enum BibSyntax {
    #[default]
    Default,
    Pandoc,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
enum Order {
    #[default]
    None,
    Key,
    Author,
    Index,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
enum RenderBib {
    #[default]
    Cited,
    All,
}

/// A key without an equivalent.
#[derive(Debug)]
struct IgnoredKey {
    name: &'static str,
    reason: &'static str,
    help: &'static str,
}

/// A key that is ignored: its name and type, the reason, and what replaces it.
macro_rules! ignored {
    ($name:literal, $takes:expr, $reason:literal, $help:literal) => {
        KeySpec {
            name: $name,
            takes: $takes,
            default: "none",
            about: "ignored",
            set: |bib, _| bib.ignored.push(IgnoredKey { name: $name, reason: $reason, help: $help }),
        }
    };
}

/// Every key of mdbook-bib 0.5.
pub const MDBOOK_BIB_KEYS: &[KeySpec<MdbookBib>] = &[
    KeySpec {
        name: "add-bib-in-chapters",
        takes: ValueType::Flag,
        default: "false",
        about: "adds references to chapters that cite: `append-references`",
        set: |bib, value| bib.add_bib_in_chapters = value == true,
    },
    KeySpec {
        name: "backend",
        takes: ValueType::OneOf(Backend::VARIANTS),
        default: "\"custom\"",
        about: "`csl`: the style is `csl-style`; `custom`: it is `numeric`",
        set: |bib, value| set_word(&mut bib.backend, value),
    },
    KeySpec {
        name: "bibliography",
        takes: ValueType::Text,
        default: "none",
        about: "the data file, from `src`",
        set: |bib, value| bib.bibliography = text(value),
    },
    KeySpec {
        name: "citation-syntax",
        takes: ValueType::OneOf(BibSyntax::VARIANTS),
        default: "\"default\"",
        about: "`pandoc`: `[@key]` and `@key` cite as well",
        // `syntaxes` reads it, before the configuration is checked.
        set: |_, _| {},
    },
    ignored!(
        "cite-hb-tpl",
        ValueType::Text,
        "Handlebars templates are not supported",
        "set the style of citations with `references`: `numeric`, or a CSL style"
    ),
    ignored!(
        "csl",
        ValueType::Text,
        "mdbook-bib does not read it",
        "set the style with `references`, such as `references = \"ieee\"`"
    ),
    KeySpec {
        name: "csl-style",
        takes: ValueType::Style,
        default: "\"apa\"",
        about: "the CSL style: `references`",
        set: |bib, value| bib.csl_style = text(value),
    },
    ignored!(
        "css",
        ValueType::Text,
        "stylesheets are not written into pages",
        "name the file in `additional-css` of `[output.html]`"
    ),
    ignored!(
        "hb-tpl",
        ValueType::Text,
        "Handlebars templates are not supported",
        "set the style of entries with `references`: `numeric`, a CSL style, or a `.jinja` template"
    ),
    ignored!(
        "js",
        ValueType::Text,
        "scripts are not written into pages",
        "name the file in `additional-js` of `[output.html]`"
    ),
    KeySpec {
        name: "order",
        takes: ValueType::OneOf(Order::VARIANTS),
        default: "\"none\"",
        about: "the order of the page: by key, by author, or that of the style",
        set: |bib, value| set_word(&mut bib.order, value),
    },
    KeySpec {
        name: "render-bib",
        takes: ValueType::OneOf(RenderBib::VARIANTS),
        default: "\"cited\"",
        about: "whether the page lists the cited papers, or all papers",
        set: |bib, value| set_word(&mut bib.render_bib, value),
    },
    ignored!(
        "renderer",
        ValueType::Texts,
        "mdBook does not read it",
        "remove it, or write `renderers` to run for some renderers only"
    ),
    KeySpec {
        name: "title",
        takes: ValueType::Text,
        default: "\"Bibliography\"",
        about: "the title of the page",
        set: |bib, value| bib.title = text(value),
    },
    ignored!(
        "zotero-uid",
        ValueType::Text,
        "a build does not use the network",
        "export the library as BibTeX, and name the file in `bibliography`"
    ),
];

/// The keys that name mdbook-bib's data, and so identify its configuration.
const DATA_KEYS: [&str; 2] = ["bibliography", "zotero-uid"];

/// Whether a table is configured with mdbook-bib's keys.
pub(super) fn applies(table: &Map<String, Value>) -> bool {
    DATA_KEYS.iter().any(|key| table.get(*key).is_some_and(|value| !value.is_null()))
        || table.get("citations").is_some_and(|value| super::listed_syntaxes(value).contains(CitationSyntax::MdbookBib))
}

/// Returns the citation syntaxes that mdbook-bib's keys enable.
pub(super) fn syntaxes(table: &Map<String, Value>) -> CitationSyntaxes {
    if !applies(table) {
        return CitationSyntaxes::default();
    }
    let mut syntax = BibSyntax::Default;
    set_word(&mut syntax, table.get("citation-syntax").unwrap_or(&Value::Null));
    let pandoc = (syntax == BibSyntax::Pandoc).then_some(CitationSyntax::Pandoc);
    std::iter::once(CitationSyntax::MdbookBib).chain(pandoc).collect()
}

impl MdbookBib {
    /// Changes the defaults of `config`, before its own keys are set.
    pub(super) fn set_defaults(&self, config: &mut Config) {
        if self.backend == Backend::Csl {
            config.references = Some(Style::parse(self.csl_style.as_deref().unwrap_or("apa")));
        }
        config.append_references = self.add_bib_in_chapters;
        config.numbering = Numbering::Book;
        config.bibliography = Some(BibliographyPage {
            title: self.title.clone(),
            all: self.render_bib == RenderBib::All,
            sort: match self.order {
                Order::Key => Some("key"),
                Order::Author => Some("authors"),
                Order::None | Order::Index => None,
            },
        });
    }

    /// Adds the data file, after the keys of `config` are set. It replaces the default of `data`.
    pub(super) fn add_data(&self, config: &mut Config, has_data: bool) {
        if let Some(path) = &self.bibliography {
            if !has_data {
                config.data.clear();
            }
            config.data.push(files::plain(&config.src.join(path)).to_string_lossy().into_owned());
        }
    }

    /// Returns a warning for each ignored key.
    pub(super) fn warnings(mut self, toml: &BookToml<'_>) -> Vec<Diagnostic> {
        // mdbook-bib ignores Zotero too where the table names a file.
        self.ignored.retain(|key| key.name != "zotero-uid" || self.bibliography.is_none());
        self.ignored.sort_by_key(|key| key.name);
        let warning = |IgnoredKey { name, reason, help }: IgnoredKey| {
            let warning =
                Code::UnknownOption.at(toml.place(name, KeyPart::Key), format!("`{name}` is ignored: {reason}"));
            warning.level(Level::Warning).help(help)
        };
        self.ignored.into_iter().map(warning).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_without_duplicates() {
        assert!(MDBOOK_BIB_KEYS.is_sorted_by(|a, b| a.name < b.name));
    }
}
