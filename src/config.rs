//! `[preprocessor.papers]` of book.toml, and what else of the book's configuration matters here.
//!
//! mdBook hands the configuration over as JSON, without places; [`BookToml`] finds them again in the file.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

use crate::assets::SCRIPT;
use crate::citation::CitationSyntaxes;
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::options::{CONFIG_KEYS, MDBOOK_BIB_KEYS, MDBOOK_KEYS, OptionSpec, Style, ValueType};
use crate::source::{Source, Span};

mod mdbook_bib;

pub use mdbook_bib::BibliographyPage;

/// The settings, every one at its value or its default.
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    /// Paths and globs of data files, from the book's root.
    pub data: Vec<String>,
    /// The style of listings that do not name one.
    pub style: Style,
    /// The longest list of authors shown whole.
    pub max_authors: usize,
    /// What an error does.
    pub on_error: OnError,
    /// Whether annotations of BibTeX entries are notes.
    pub annotations: bool,
    /// Which ways of writing a citation are read besides `<<#cite>>`.
    pub citations: CitationSyntaxes,
    /// The citation style; none for the built-in `numeric`.
    pub references: Option<Style>,
    /// How far the numbers of citations run on.
    pub numbering: Numbering,
    /// Whether chapters that cite get their references at their end where they do not say.
    pub append_references: bool,
    /// Whether entries carry records for reference managers.
    pub metadata: bool,
    /// The page with the bibliography that goes to the book's end, as mdbook-bib has it, if there is to be one.
    pub bibliography: Option<BibliographyPage>,
    /// Wording in place of ours.
    pub labels: BTreeMap<String, String>,
    /// The language of the book (BCP 47); `en` where it says none.
    pub language: String,
    /// The folder of the chapters, from the book's root.
    pub src: PathBuf,
    /// Whether the reader's browser typesets TeX that it finds in the page (`mathjax-support`).
    pub mathjax: bool,
    /// Whether the book's pages load our script, so that what only it needs is worth its bytes.
    pub has_script: bool,
}

/// How far the numbers of citations run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// Each chapter begins anew.
    Chapter,
    /// Through the whole book.
    Book,
}

/// What an error does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// Stops the build.
    Fail,
    /// Shows in the page.
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
            metadata: true,
            bibliography: None,
            labels: BTreeMap::new(),
            language: "en".to_owned(),
            src: PathBuf::from("src"),
            mathjax: false,
            has_script: false,
        }
    }
}

impl Config {
    /// Reads the whole configuration of a book, as mdBook gives it.
    ///
    /// What is wrong is reported and otherwise at its default. `toml` is asked for places only then.
    pub fn read(book: &Value, toml: &BookToml<'_>) -> (Self, Vec<Diagnostic>) {
        let mut config = Self::default();
        let mut found = Vec::new();
        let text = |path: &str| book.pointer(path).and_then(Value::as_str);
        if let Some(language) = text("/book/language") {
            language.clone_into(&mut config.language);
        }
        if let Some(src) = text("/book/src") {
            config.src = PathBuf::from(src);
        }
        config.mathjax = has_mathjax(book);

        config.has_script = SCRIPT.registered(book).is_some();

        let nothing = Map::new();
        let table = table(book).unwrap_or(&nothing);
        let theirs = if mdbook_bib::is_meant(table) { MDBOOK_BIB_KEYS } else { &[] };
        let mut fitting = table.clone();
        for (key, value) in table {
            if value.is_null() || MDBOOK_KEYS.contains(&key.as_str()) {
                continue;
            }
            let Some(spec) = CONFIG_KEYS.iter().chain(theirs).find(|spec| spec.name == key) else {
                found.push(unknown(key, theirs, toml));
                continue;
            };
            if let Err(wrong) = fits(spec, value) {
                found.push(wrong.at(key, toml));
                fitting.remove(key);
                continue;
            }
            config.set(spec.name, value);
        }
        if !theirs.is_empty() {
            mdbook_bib::set(&mut config, &fitting, toml, &mut found);
        }
        config.citations = syntaxes(book);
        if book.pointer("/output/html/live-reload-endpoint").is_some_and(|endpoint| !endpoint.is_null()) {
            config.on_error = OnError::Warn;
        }
        (config, found)
    }

    /// Takes over a value that [`fits`].
    fn set(&mut self, key: &str, value: &Value) {
        let texts = || value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        match key {
            "data" => self.data = value.as_str().map_or_else(|| texts().collect(), |one| vec![one.to_owned()]),
            "style" => self.style = value.as_str().map(Style::parse).unwrap_or_default(),
            "max-authors" => {
                self.max_authors = value.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(usize::MAX);
            }
            "annotations" => self.annotations = value == true,
            "append-references" => self.append_references = value == true,
            "metadata" => self.metadata = value == true,
            "numbering" if value == "book" => self.numbering = Numbering::Book,
            "references" => self.references = value.as_str().filter(|style| *style != "numeric").map(Style::parse),
            "on-error" if value == "warn" => self.on_error = OnError::Warn,
            "labels" => {
                let labels = value.as_object().into_iter().flatten();
                self.labels =
                    labels.filter_map(|(name, words)| Some((name.clone(), words.as_str()?.to_owned()))).collect();
            }
            // The rest says its default.
            _ => {}
        }
    }
}

/// Whether the configuration of a book has our table, without which mdBook does not run us.
pub fn is_registered(book: &Value) -> bool {
    table(book).is_some()
}

fn table(book: &Value) -> Option<&Map<String, Value>> {
    book.pointer("/preprocessor/papers").and_then(Value::as_object)
}

fn unknown(key: &str, theirs: &'static [OptionSpec], toml: &BookToml<'_>) -> Diagnostic {
    let (place, said) = toml.said(key, Part::Key);
    let found = Code::UnknownOption.at(place, format!("no configuration key `{key}`{said}"));
    if MDBOOK_BIB_KEYS.iter().any(|theirs| theirs.name == key) {
        return found.help("this key of mdbook-bib is read where `bibliography` names the data");
    }
    let known = CONFIG_KEYS.iter().chain(theirs).map(|spec| spec.name).chain(MDBOOK_KEYS.iter().copied());
    found.did_you_mean(nearest(key, known))
}

/// Which ways of writing a citation a book's configuration asks for, before anything in it is checked.
pub fn syntaxes(book: &Value) -> CitationSyntaxes {
    let mathjax = has_mathjax(book);
    let Some(table) = table(book) else { return CitationSyntaxes { mathjax, ..CitationSyntaxes::default() } };
    let named = table.get("citations").map(syntaxes_in).unwrap_or_default();
    let implied = mdbook_bib::syntaxes(table);
    CitationSyntaxes {
        pandoc: named.pandoc || implied.pandoc,
        mdbook_bib: named.mdbook_bib || implied.mdbook_bib,
        mathjax,
    }
}

/// Whether a reader's browser typesets TeX.
fn has_mathjax(book: &Value) -> bool {
    book.pointer("/output/html/mathjax-support") == Some(&Value::Bool(true))
}

fn syntaxes_in(value: &Value) -> CitationSyntaxes {
    let named = |name: &str| value.as_array().into_iter().flatten().any(|syntax| syntax == name);
    CitationSyntaxes { pandoc: named("pandoc"), mdbook_bib: named("mdbook-bib"), mathjax: false }
}

/// Why a value does not fit.
struct InvalidValue {
    value: String,
    expected: String,
    near: Option<&'static str>,
}

impl InvalidValue {
    fn at(self, key: &str, toml: &BookToml<'_>) -> Diagnostic {
        let InvalidValue { value, expected, near } = self;
        let (place, said) = toml.said(key, Part::Value);
        let found = Code::BadValue
            .at(place, format!("`{key}` cannot be `{value}`{said}"))
            .label(format!("expected {expected}"));
        found.did_you_mean(near)
    }
}

fn fits(spec: &OptionSpec, value: &Value) -> Result<(), InvalidValue> {
    let one_of = |words: &'static [&'static str], value: &Value| {
        let word = value.as_str().unwrap_or_default();
        if words.contains(&word) {
            return Ok(());
        }
        let expected =
            format!("one of {}", words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "));
        Err(InvalidValue { value: plain(value), expected, near: nearest(word, words.iter().copied()) })
    };
    let check = |fits: bool, expected: &str| {
        if fits {
            Ok(())
        } else {
            Err(InvalidValue { value: value.to_string(), expected: expected.to_owned(), near: None })
        }
    };
    let path = |value: &Value| value.as_str().is_some_and(|path| !path.trim().is_empty());
    match spec.takes {
        ValueType::Flag | ValueType::FlagOr(_) => check(value.is_boolean(), "`true` or `false`"),
        ValueType::Number => check(value.is_u64(), "a number"),
        ValueType::Style | ValueType::ReferenceStyle => {
            let numeric = spec.takes == ValueType::ReferenceStyle && value == "numeric";
            match value.as_str() {
                Some(written) if numeric || Style::parse(written).is_known() => Ok(()),
                Some(written) => {
                    let more = (spec.takes == ValueType::ReferenceStyle).then_some("numeric");
                    let near = nearest(written, Style::names().chain(more));
                    let or = more.map_or("", |_| "`numeric`, or ");
                    Err(InvalidValue { value: plain(value), expected: format!("{or}{}", Style::expected()), near })
                }
                None => check(false, "the name of a style"),
            }
        }
        ValueType::Text
        | ValueType::SortFields
        | ValueType::Words
        | ValueType::Types
        | ValueType::Years
        | ValueType::Date
        | ValueType::Expression
        | ValueType::Level
        | ValueType::Keys => check(value.is_string(), "a text"),
        ValueType::OneOf(words) => one_of(words, value),
        ValueType::ListOf(words) => match value.as_array() {
            Some(values) => values.iter().try_for_each(|value| one_of(words, value)),
            None => check(false, "a list"),
        },
        ValueType::Texts => {
            check(path(value) || value.as_array().is_some_and(|values| values.iter().all(path)), "a list of paths")
        }
        ValueType::Table => {
            let table = value.as_object();
            check(table.is_some_and(|table| table.values().all(Value::is_string)), "a table of texts")
        }
    }
}

/// A JSON value as it reads best in a sentence.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Which side of `key = value`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Key,
    Value,
}

/// book.toml on disk, read only when a place in it is wanted.
pub struct BookToml<'a> {
    read: &'a dyn Fn(&Path) -> Option<String>,
    source: OnceCell<Option<Arc<Source>>>,
}

impl<'a> BookToml<'a> {
    /// `read` gives the text of a file at the book's root, if there is one.
    pub fn new(read: &'a dyn Fn(&Path) -> Option<String>) -> Self {
        Self { read, source: OnceCell::new() }
    }

    /// Where `labels` are said, or would be.
    pub fn labels_place(&self) -> Place {
        self.place("labels", Part::Value)
    }

    /// Where the value of a key is said, or would be.
    pub fn value_place(&self, key: &str) -> Place {
        self.place(key, Part::Value)
    }

    /// Where the `index`-th of `data` is said.
    pub fn data_entry(&self, index: usize) -> Place {
        let entry = self.find(&|table| {
            let data = table.get("data");
            let entry = match data.map(toml::Spanned::get_ref) {
                Some(DeValue::Array(list)) => list.get(index),
                _ => data.filter(|_| index == 0),
            };
            // What comes after is mdbook-bib's.
            entry.or_else(|| table.get("bibliography")).or(data).map(toml::Spanned::span)
        });
        entry.unwrap_or_else(|| self.place("data", Part::Value))
    }

    /// Where a key is said, and who says it if not the file.
    fn said(&self, key: &str, part: Part) -> (Place, String) {
        let place = self.place(key, part);
        if matches!(place, Place::Span(..)) || self.source().is_none() {
            return (place, String::new());
        }
        let variable = key.to_uppercase().replace('-', "_");
        (Place::Configuration, format!(", as `MDBOOK_PREPROCESSOR__PAPERS__{variable}` has it"))
    }

    fn place(&self, key: &str, part: Part) -> Place {
        let said = self.find(&|table| {
            let (name, value) = table.get_key_value(key)?;
            Some(if part == Part::Key { name.span() } else { value.span() })
        });
        said.unwrap_or_else(|| match self.source() {
            Some(source) => Place::File(source.path.clone()),
            None => Place::Configuration,
        })
    }

    /// The place that `within` finds in the table `[preprocessor.papers]`.
    fn find(&self, within: &dyn Fn(&DeTable<'_>) -> Option<std::ops::Range<usize>>) -> Option<Place> {
        let source = self.source()?;
        let (root, _) = DeTable::parse_recoverable(&source.text);
        let mut table = root.get_ref();
        for step in ["preprocessor", "papers"] {
            let DeValue::Table(inner) = table.get(step)?.get_ref() else { return None };
            table = inner;
        }
        let range = within(table)?;
        Some(Place::Span(Arc::clone(&source), Span::from(range)))
    }

    fn source(&self) -> Option<Arc<Source>> {
        let read = || (self.read)(Path::new("book.toml")).map(|text| Source::new("book.toml", text));
        self.source.get_or_init(read).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(toml: &str, expect: &[&str]) -> Config {
        let value: Value = {
            let table: mdbook_preprocessor::config::Config = toml.parse().unwrap();
            serde_json::to_value(table).unwrap()
        };
        let read = |_: &Path| Some(toml.to_owned());
        let (config, found) = Config::read(&value, &BookToml::new(&read));
        let found: Vec<_> = found
            .iter()
            .map(|found| {
                let help = found.help.as_deref().unwrap_or("-");
                format!("{} {}: {}; {help}", found.place, found.code.as_str(), found.message)
            })
            .collect();
        assert_eq!(found, expect);
        config
    }

    #[test]
    fn nothing_said_is_the_defaults() {
        assert_eq!(check("[preprocessor.papers]\ncommand = \"x\"\nafter = [\"links\"]\n", &[]), Config::default());
    }

    #[test]
    fn every_key_of_the_table_is_accepted_at_its_type() {
        let config = check(
            "[book]\nlanguage = \"zh\"\nsrc = \"book\"\n[preprocessor.papers]\ndata = [\"a.toml\", \"b/*.toml\"]\n\
             style = \"links\"\nmax-authors = 3\non-error = \"warn\"\nlabels = { empty = \"nichts\" }\n\
             references = \"apa\"\nnumbering = \"book\"\ncitations = [\"pandoc\"]\nappend-references = true\n\
             annotations = true\nmetadata = false\n",
            &[],
        );
        assert_eq!(config.data, ["a.toml", "b/*.toml"]);
        assert_eq!((config.style, config.max_authors, config.on_error), (Style::Links, 3, OnError::Warn));
        assert_eq!((config.language.as_str(), config.src), ("zh", PathBuf::from("book")));
        assert_eq!(config.labels["empty"], "nichts");
    }

    #[test]
    fn what_is_wrong_is_placed_in_the_file() {
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
    fn what_the_environment_says_is_told_as_its_own() {
        let value = serde_json::json!({ "preprocessor": { "papers": { "on-error": "wrn", "stlye": "x" } } });
        let read = |_: &Path| Some("[preprocessor.papers]\n".to_owned());
        let (_, found) = Config::read(&value, &BookToml::new(&read));
        let found: Vec<_> = found.iter().map(|found| format!("{}: {}", found.place, found.message)).collect();
        assert_eq!(
            found,
            [
                "configuration: `on-error` cannot be `wrn`, as `MDBOOK_PREPROCESSOR__PAPERS__ON_ERROR` has it",
                "configuration: no configuration key `stlye`, as `MDBOOK_PREPROCESSOR__PAPERS__STLYE` has it",
            ]
        );
    }

    #[test]
    fn serving_shows_errors_in_the_page() {
        let value = serde_json::json!({ "output": { "html": { "live-reload-endpoint": "__livereload" } } });
        let (config, _) = Config::read(&value, &BookToml::new(&|_| None));
        assert_eq!(config.on_error, OnError::Warn);
    }
}
