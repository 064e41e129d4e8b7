//! What a paper says, by the names of its fields, as expressions and templates see it.
//!
//! Nothing is copied before it is asked for. A field that a paper does not have is undefined; lists are never missing, but
//! may be empty. `-` in a name is `_` here.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, Serde, Value, ValueKind};
use minijinja::{Error, ErrorKind};

use crate::library::Library;
use crate::paper::{Link, Paper, Person};
use crate::url;

/// Every field, in the order they are printed, with what kind of value it has.
pub const VALUES: &[(&str, ValueKind)] = &[
    ("key", ValueKind::String),
    ("type", ValueKind::String),
    ("title", ValueKind::String),
    ("short", ValueKind::String),
    ("authors", ValueKind::Seq),
    ("editors", ValueKind::Seq),
    ("date", ValueKind::String),
    ("year", ValueKind::Number),
    ("month", ValueKind::Number),
    ("venue", ValueKind::String),
    ("venue_note", ValueKind::String),
    ("volume", ValueKind::String),
    ("issue", ValueKind::String),
    ("pages", ValueKind::String),
    ("publisher", ValueKind::String),
    ("doi", ValueKind::String),
    ("arxiv", ValueKind::String),
    ("isbn", ValueKind::String),
    ("categories", ValueKind::Seq),
    ("tags", ValueKind::Seq),
    ("links", ValueKind::Seq),
    ("summary", ValueKind::String),
    ("abstract", ValueKind::String),
    ("note", ValueKind::String),
    ("remark", ValueKind::String),
    ("language", ValueKind::String),
    ("added", ValueKind::String),
    ("status", ValueKind::String),
    ("sort_name", ValueKind::String),
    ("translations", ValueKind::Map),
    ("x", ValueKind::Map),
];

/// A paper as a map of its fields.
pub fn paper_value(library: &Arc<Library>, paper: usize) -> Value {
    Value::from_object(PaperValue { library: Arc::clone(library), paper })
}

/// The value of one of [`VALUES`]; undefined where the paper does not have it.
pub(super) fn value(paper: &Paper, field: &str) -> Value {
    let text = |text: Option<&str>| text.map_or(Value::UNDEFINED, Value::from);
    let optional = |text: &Option<String>| text.as_deref().map_or(Value::UNDEFINED, Value::from);
    let texts = |texts: &[String]| texts.iter().map(|text| Value::from(text.as_str())).collect::<Value>();
    let people = |people: &[Person]| people.iter().cloned().map(Value::from_object).collect::<Value>();
    let date = |date: Option<crate::paper::Date>| date.map_or(Value::UNDEFINED, |date| Value::from(date.to_string()));
    match field {
        "key" => text(Some(&paper.key)),
        "type" => text(Some(&paper.kind)),
        "title" => text(Some(&paper.title)),
        "short" => optional(&paper.short),
        "authors" => people(&paper.authors),
        "editors" => people(&paper.editors),
        "date" => date(paper.date),
        "year" => paper.year().map_or(Value::UNDEFINED, Value::from),
        "month" => paper.date.and_then(|date| date.month).map_or(Value::UNDEFINED, Value::from),
        "venue" => optional(&paper.venue),
        "venue_note" => optional(&paper.venue_note),
        "volume" => optional(&paper.volume),
        "issue" => optional(&paper.issue),
        "pages" => optional(&paper.pages),
        "publisher" => optional(&paper.publisher),
        "doi" => optional(&paper.doi),
        "arxiv" => optional(&paper.arxiv),
        "isbn" => optional(&paper.isbn),
        "categories" => texts(&paper.categories),
        "tags" => texts(&paper.tags),
        "links" => paper.shown_links().iter().cloned().map(Value::from_object).collect(),
        "summary" => optional(&paper.summary),
        "abstract" => optional(&paper.abstract_text),
        "note" => optional(&paper.note),
        "remark" => optional(&paper.remark),
        "language" => optional(&paper.language),
        "added" => date(paper.added),
        "status" => text(paper.status.map(crate::paper::Status::as_str)),
        "sort_name" => optional(&paper.sort_name),
        "translations" => {
            let translations = paper.translations.iter().map(|(language, words)| {
                let fields = [
                    ("title", &words.title),
                    ("note", &words.note),
                    ("summary", &words.summary),
                    ("remark", &words.remark),
                ];
                let fields = fields.into_iter().filter_map(|(name, text)| Some((name, Value::from(text.as_deref()?))));
                (language.as_str(), Value::from(fields.collect::<BTreeMap<_, _>>()))
            });
            Value::from(translations.collect::<BTreeMap<_, _>>())
        }
        "x" => Value::from(Serde(&paper.x)),
        _ => Value::UNDEFINED,
    }
}

#[derive(Debug)]
struct PaperValue {
    library: Arc<Library>,
    paper: usize,
}

impl Object for PaperValue {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let value = value(&self.library.papers[self.paper], key);
        (!value.is_undefined()).then_some(value)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        present(VALUES.iter().map(|&(name, _)| (name, self.get_value_by_str(name))))
    }
}

/// A name, which prints in reading order.
impl Object for Person {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            "name" => Some(Value::from(self.to_string())),
            "given" => self.given.as_deref().map(Value::from),
            "prefix" => self.prefix.as_deref().map(Value::from),
            "family" => Some(Value::from(self.family())),
            "suffix" => self.suffix.as_deref().map(Value::from),
            other => Some(unknown("a name", other, &["name", "given", "prefix", "family", "suffix"])),
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let names = ["name", "given", "prefix", "family", "suffix"];
        present(names.map(|name| (name, self.get_value(&Value::from(name)))).into_iter())
    }

    fn render(self: &Arc<Self>, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self.as_ref(), f)
    }
}

/// A link: its label, the address as `written`, and the `url` where that may be followed.
impl Object for Link {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            "label" => Some(Value::from(self.label.as_str())),
            "url" => url::safe(&self.url).map(|url| Value::from(url.as_ref())),
            "written" => Some(Value::from(self.url.as_str())),
            other => Some(unknown("a link", other, &["label", "url", "written"])),
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let names = ["label", "url", "written"];
        present(names.map(|name| (name, self.get_value(&Value::from(name)))).into_iter())
    }
}

/// What a template gets that asks for something that nothing has; an expression takes it as missing.
fn unknown(of: &str, name: &str, known: &[&str]) -> Value {
    let known: Vec<_> = known.iter().map(|known| format!("`{known}`")).collect();
    let message = format!("{of} has no `{name}`\nit has {}", known.join(", "));
    Value::from(Error::new(ErrorKind::UndefinedError, message))
}

/// The names whose values are there.
fn present(values: impl Iterator<Item = (&'static str, Option<Value>)>) -> Enumerator {
    Enumerator::Values(values.filter(|(_, value)| value.is_some()).map(|(name, _)| Value::from(name)).collect())
}
