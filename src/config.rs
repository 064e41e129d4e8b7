//! The configuration of a book: `[preprocessor.papers]` and the other keys of book.toml that this program reads.
//!
//! mdBook passes the configuration as JSON, without positions. [`BookToml`] looks them up in the file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Map, Value};
use strum::{EnumString, VariantNames};

use self::book_toml::KeyPart;
use self::keys::MDBOOK_KEYS;
use crate::assets::SCRIPT;
use crate::citation::{CitationSyntax, CitationSyntaxes};
use crate::diagnostic::{Code, Diagnostic, Level, nearest};
use crate::language::is_right_to_left;
use crate::options::{CitedIn, Style};

mod book_toml;
mod check;
mod keys;
mod mdbook_bib;
mod order;

pub use book_toml::BookToml;
pub use keys::{CONFIG_KEYS, KeySpec};
pub use mdbook_bib::{BibliographyPage, MDBOOK_BIB_KEYS, MdbookBib};
pub use order::is_reprinted;

/// The settings of a book, each with its value or default.
#[expect(clippy::struct_excessive_bools, reason = "each is a separate setting")]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    /// Paths and globs of data files, relative to the book's root.
    pub data: Vec<String>,
    /// The style of lists whose directive has no `style`.
    pub style: Style,
    /// The length up to which lists of authors are not truncated.
    pub max_authors: usize,
    /// The effect of an error.
    pub on_error: OnError,
    /// Whether annotations of BibTeX entries are read as notes.
    pub annotations: bool,
    /// The citation syntaxes that are read.
    pub citations: CitationSyntaxes,
    /// The style of citations and references. `None` is the built-in style `numeric`.
    pub references: Option<Style>,
    /// Where the numbers of citations start again.
    pub numbering: Numbering,
    /// Whether chapters that cite and have no `<<#references>>` get references at their end.
    pub append_references: bool,
    /// What entries show of the places that cite them.
    pub cited_in: CitedIn,
    /// The names of the renderers that receive citations in Pandoc's syntax.
    pub pandoc_citations: Vec<String>,
    /// The path of the feed that `build` writes, relative to the published pages.
    pub feed: Option<String>,
    /// The address at which the book is published.
    pub site: Option<String>,
    /// The chapters, or folders of chapters, whose citations entries of other chapters do not show; relative to the source
    /// folder.
    pub cited_in_except: Vec<String>,
    /// Whether formulas in chapters become `MathML`.
    pub math: bool,
    /// Whether entries contain metadata for reference managers.
    pub metadata: bool,
    /// The bibliography page at the end of the book, which books from mdbook-bib have.
    pub bibliography: Option<BibliographyPage>,
    /// The book's replacements for texts that the program writes into pages, by name.
    pub labels: BTreeMap<String, String>,
    /// The language of the book (BCP 47); `en` by default.
    pub language: String,
    /// Whether the text of the book runs from right to left.
    pub right_to_left: bool,
    /// The folder of the chapters, relative to the book's root.
    pub src: PathBuf,
    /// Whether pages load MathJax (`mathjax-support`), which typesets TeX it finds in text.
    pub mathjax: bool,
    /// Whether chapters contain formulas: with `math`, MathJax or the preprocessor `katex`.
    pub has_formulas: bool,
    /// Whether pages load `papers.js`. Otherwise, markup that only the script uses is omitted.
    pub has_script: bool,
}

/// Where the numbers of citations start again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Numbering {
    /// In each chapter.
    Chapter,
    /// Nowhere: they continue through the book.
    Book,
}

/// The effect of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum OnError {
    /// It stops the build.
    Fail,
    /// It is shown in the page.
    Warn,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: vec!["data/papers.toml".to_owned()],
            style: Style::default(),
            max_authors: 20,
            on_error: OnError::Fail,
            annotations: false,
            citations: CitationSyntaxes::default(),
            references: None,
            numbering: Numbering::Chapter,
            append_references: false,
            cited_in: CitedIn::default(),
            pandoc_citations: Vec::new(),
            feed: None,
            site: None,
            cited_in_except: Vec::new(),
            math: false,
            metadata: true,
            bibliography: None,
            labels: BTreeMap::new(),
            language: "en".to_owned(),
            right_to_left: false,
            src: PathBuf::from("src"),
            mathjax: false,
            has_formulas: false,
            has_script: false,
        }
    }
}

impl Config {
    /// Reads the configuration of a book from the JSON that mdBook passes.
    ///
    /// An invalid key is reported and its setting keeps the default.
    pub fn read(book: &Value, toml: &BookToml<'_>) -> (Self, Vec<Diagnostic>) {
        let mut config = Self::default();
        let text = |path: &str| book.pointer(path).and_then(Value::as_str);
        if let Some(language) = text("/book/language") {
            language.clone_into(&mut config.language);
        }
        config.right_to_left = match text("/book/text-direction") {
            Some(direction) => direction == "rtl",
            None => is_right_to_left(&config.language),
        };
        if let Some(src) = text("/book/src") {
            config.src = PathBuf::from(src);
        }
        config.mathjax = book.pointer("/output/html/mathjax-support") == Some(&Value::Bool(true));
        config.has_script = SCRIPT.registered(book).is_some();
        let mut diagnostics = table(book).map_or_else(Vec::new, |table| config.set_keys(table, toml));
        diagnostics.extend(config.two_typesetters(toml));
        config.has_formulas = config.math || config.mathjax || book.pointer("/preprocessor/katex").is_some();
        // A list with an invalid word still enables the syntaxes it names correctly.
        config.citations = syntaxes(book);
        if book.pointer("/output/html/live-reload-endpoint").is_some_and(|endpoint| !endpoint.is_null()) {
            config.on_error = OnError::Warn;
        }
        (config, diagnostics)
    }

    /// Returns a warning if MathJax typesets the formulas as well.
    fn two_typesetters(&self, toml: &BookToml<'_>) -> Option<Diagnostic> {
        let warning = Code::BadValue.at(toml.value_place("math"), "both `math` and `mathjax-support` are set");
        (self.math && self.mathjax).then(|| {
            warning.level(Level::Warning).help("with `math`, pages need no `mathjax-support` in `[output.html]`")
        })
    }

    /// Sets the keys of `[preprocessor.papers]` and returns diagnostics for invalid ones.
    fn set_keys(&mut self, table: &Map<String, Value>, toml: &BookToml<'_>) -> Vec<Diagnostic> {
        let bib_keys = if mdbook_bib::applies(table) { MDBOOK_BIB_KEYS } else { &[] };
        let (mut own, mut bib, mut diagnostics) = (Vec::new(), Vec::new(), Vec::new());
        for (name, value) in table {
            if value.is_null() || MDBOOK_KEYS.contains(&name.as_str()) {
                continue;
            }
            let key = CONFIG_KEYS.iter().find(|key| key.name == name);
            let bib_key = bib_keys.iter().find(|key| key.name == name);
            let Some(takes) = key.map(|key| key.takes).or(bib_key.map(|key| key.takes)) else {
                diagnostics.push(unknown_key(name, bib_keys, toml));
                continue;
            };
            if let Err(invalid) = check::check(takes, value) {
                diagnostics.push(invalid.at(name, toml));
                continue;
            }
            own.extend(key.map(|key| (key, value)));
            bib.extend(bib_key.map(|key| (key, value)));
        }
        let mut mdbook_bib = MdbookBib::default();
        for (key, value) in &bib {
            (key.set)(&mut mdbook_bib, value);
        }
        if !bib.is_empty() {
            mdbook_bib.set_defaults(self);
        }
        for (key, value) in &own {
            (key.set)(self, value);
        }
        mdbook_bib.add_data(self, own.iter().any(|(key, _)| key.name == "data"));
        diagnostics.extend(mdbook_bib.warnings(toml));
        diagnostics
    }
}

/// Whether the configuration has the table `[preprocessor.papers]`. mdBook does not run the preprocessor without it.
pub fn is_registered(book: &Value) -> bool {
    table(book).is_some()
}

fn table(book: &Value) -> Option<&Map<String, Value>> {
    book.pointer("/preprocessor/papers").and_then(Value::as_object)
}

fn unknown_key(name: &str, bib_keys: &'static [KeySpec<MdbookBib>], toml: &BookToml<'_>) -> Diagnostic {
    let (place, origin) = toml.place_and_origin(name, KeyPart::Key);
    let diagnostic = Code::UnknownOption.at(place, format!("no configuration key `{name}`{origin}"));
    if MDBOOK_BIB_KEYS.iter().any(|key| key.name == name) {
        return diagnostic.help("this key of mdbook-bib is only read if `bibliography` names the data");
    }
    let own = CONFIG_KEYS.iter().map(|key| key.name).chain(bib_keys.iter().map(|key| key.name));
    diagnostic.did_you_mean(nearest(name, own.chain(MDBOOK_KEYS.iter().copied())))
}

/// Returns the citation syntaxes that a book's configuration enables, before it is checked.
pub fn syntaxes(book: &Value) -> CitationSyntaxes {
    let Some(table) = table(book) else { return CitationSyntaxes::default() };
    let listed = table.get("citations").map(listed_syntaxes).unwrap_or_default();
    listed.union(mdbook_bib::syntaxes(table))
}

/// Returns whether a book's configuration turns formulas into `MathML`, before it is checked.
pub fn math(book: &Value) -> bool {
    table(book).and_then(|table| table.get("math")) == Some(&Value::Bool(true))
}

/// Returns the syntaxes that a value of `citations` names.
fn listed_syntaxes(value: &Value) -> CitationSyntaxes {
    let words = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    words.filter_map(|word| word.parse::<CitationSyntax>().ok()).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[track_caller]
    fn check(toml: &str, expect: &[&str]) -> Config {
        let value: Value = {
            let table: mdbook_preprocessor::config::Config = toml.parse().unwrap();
            serde_json::to_value(table).unwrap()
        };
        let read = |_: &Path| Some(toml.to_owned());
        let (config, diagnostics) = Config::read(&value, &BookToml::new(&read));
        let shown: Vec<_> = diagnostics
            .iter()
            .map(|diagnostic| {
                let help = diagnostic.help.as_deref().unwrap_or("-");
                format!("{} {}: {}; {help}", diagnostic.place, diagnostic.code.as_str(), diagnostic.message)
            })
            .collect();
        assert_eq!(shown, expect);
        config
    }

    #[test]
    fn keys_are_sorted_without_duplicates() {
        assert!(CONFIG_KEYS.is_sorted_by(|a, b| a.name < b.name));
        assert!(MDBOOK_KEYS.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn absent_keys_have_their_defaults() {
        assert_eq!(check("[preprocessor.papers]\ncommand = \"x\"\nafter = [\"links\"]\n", &[]), Config::default());
    }

    #[test]
    fn every_key_accepts_a_value_of_its_type() {
        let config = check(
            "[book]\nlanguage = \"zh\"\nsrc = \"book\"\n[preprocessor.papers]\ndata = [\"a.toml\", \"b/*.toml\"]\n\
             style = \"links\"\nmax-authors = 3\non-error = \"warn\"\nlabels = { empty = \"nichts\" }\n\
             references = \"apa\"\nnumbering = \"book\"\ncitations = [\"pandoc\"]\nappend-references = true\n\
             annotations = true\nmath = true\nmetadata = false\n",
            &[],
        );
        assert_eq!(config.data, ["a.toml", "b/*.toml"]);
        assert_eq!((config.style, config.max_authors, config.on_error), (Style::Links, 3, OnError::Warn));
        assert_eq!((config.language.as_str(), config.src), ("zh", PathBuf::from("book")));
        assert_eq!(config.labels["empty"], "nichts");
    }

    #[test]
    fn invalid_keys_are_reported_at_their_positions() {
        check(
            "[preprocessor.papers]\ndate = []\nstyle = \"link\"\non-error = \"worn\"\nmax-authors = \"3\"\ncitations = [\"pandok\"]\n",
            &[
                "book.toml:6:13 bad-value: `citations` cannot be `pandok`; did you mean `pandoc`?",
                "book.toml:2:1 unknown-option: no configuration key `date`; did you mean `data`?",
                "book.toml:5:15 bad-value: `max-authors` cannot be `\"3\"`; -",
                "book.toml:4:12 bad-value: `on-error` cannot be `worn`; did you mean `warn`?",
                "book.toml:3:9 bad-value: `style` cannot be `link`; did you mean `links`?",
            ],
        );
    }

    #[test]
    fn invalid_values_from_the_environment_name_the_variable() {
        let value = serde_json::json!({ "preprocessor": { "papers": { "on-error": "wrn", "stlye": "x" } } });
        let read = |_: &Path| Some("[preprocessor.papers]\n".to_owned());
        let (_, diagnostics) = Config::read(&value, &BookToml::new(&read));
        let shown = diagnostics.iter().map(|diagnostic| format!("{}: {}", diagnostic.place, diagnostic.message));
        assert_eq!(
            shown.collect::<Vec<_>>(),
            [
                "configuration: `on-error` cannot be `wrn`, set by `MDBOOK_PREPROCESSOR__PAPERS__ON_ERROR`",
                "configuration: no configuration key `stlye`, set by `MDBOOK_PREPROCESSOR__PAPERS__STLYE`",
            ]
        );
    }

    #[test]
    fn errors_are_shown_in_the_page_while_serving() {
        let value = serde_json::json!({ "output": { "html": { "live-reload-endpoint": "__livereload" } } });
        let (config, _) = Config::read(&value, &BookToml::new(&|_| None));
        assert_eq!(config.on_error, OnError::Warn);
    }
}
