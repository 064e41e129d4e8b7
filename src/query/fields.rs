//! The fields of a paper as values of MiniJinja, for expressions and templates.
//!
//! A value is created when it is read. A missing field is undefined, but lists and tables are empty instead. A `-` in the
//! name of a field becomes `_`.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, Serde, Value, ValueKind};
use minijinja::{Error, ErrorKind};

use crate::library::Library;
use crate::paper::{Field, FieldType, FieldValue, Link, Paper, Person, Role};
use crate::url;

/// Returns a paper as a map of its fields.
pub fn paper_value(library: &Arc<Library>, paper: usize) -> Value {
    Value::from_object(PaperValue { library: Arc::clone(library), paper })
}

/// The value of a field; undefined where the paper does not have it.
pub(super) fn value(paper: &Paper, field: Field) -> Value {
    let Some(value) = field.value(paper) else { return missing(field) };
    match value {
        FieldValue::Title(title) => Value::from(title.as_str()),
        FieldValue::Type(text) | FieldValue::Text(text) | FieldValue::Number(text) | FieldValue::Markdown(text) => {
            Value::from(text)
        }
        FieldValue::Date(date) => Value::from(date.to_string()),
        FieldValue::Day(date) => Value::from(date.to_string()),
        FieldValue::DatePart(part, _) => Value::from(part),
        FieldValue::Names(people) => people.iter().cloned().map(Value::from_object).collect(),
        FieldValue::Categories(texts) | FieldValue::Tags(texts) => {
            texts.iter().map(|text| Value::from(text.as_str())).collect()
        }
        FieldValue::Links(links) => links.iter().cloned().map(Value::from_object).collect(),
        FieldValue::Status(status) => Value::from(status.as_str()),
        FieldValue::Translations(translations) => {
            let translations = translations.iter().map(|(language, translation)| {
                let texts = Field::ALL.iter().filter_map(|field| {
                    let text = (field.translation()?.get)(translation).as_deref()?;
                    Some((field.template_name(), Value::from(text)))
                });
                (language.as_str(), Value::from(texts.collect::<BTreeMap<_, _>>()))
            });
            Value::from(translations.collect::<BTreeMap<_, _>>())
        }
        FieldValue::Custom(fields) => Value::from(Serde(fields)),
    }
}

/// The value of a field that a paper does not have.
fn missing(field: Field) -> Value {
    match kind(field).0 {
        ValueKind::Seq => Value::from(Vec::<Value>::new()),
        ValueKind::Map => Value::from(BTreeMap::<String, Value>::new()),
        _ => Value::UNDEFINED,
    }
}

/// The kind of a field's values, and that of the items of a list.
pub(super) fn kind(field: Field) -> (ValueKind, Option<ValueKind>) {
    match field.field_type() {
        FieldType::Key(_)
        | FieldType::Type(_)
        | FieldType::Title(_)
        | FieldType::Text(_)
        | FieldType::Number(_)
        | FieldType::Identifier(_)
        | FieldType::Language(_)
        | FieldType::SortName(_)
        | FieldType::Markdown(_)
        | FieldType::Date(_)
        | FieldType::Day(_)
        | FieldType::Status(_) => (ValueKind::String, None),
        FieldType::DatePart(_) => (ValueKind::Number, None),
        FieldType::Names(_) | FieldType::Links(_) => (ValueKind::Seq, Some(ValueKind::Map)),
        FieldType::Categories(_) | FieldType::Tags(_) => (ValueKind::Seq, Some(ValueKind::String)),
        FieldType::Translations(_) | FieldType::Custom(_) => (ValueKind::Map, None),
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
        let value = value(&self.library.papers[self.paper], Field::named(key, Role::Template)?);
        (!value.is_undefined()).then_some(value)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let paper = &self.library.papers[self.paper];
        present(Field::ALL.iter().map(|&field| {
            let value = value(paper, field);
            (field.template_name(), (!value.is_undefined()).then_some(value))
        }))
    }
}

/// A name, printed in reading order.
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

/// A link: its `label`, the address as `written`, and the `url` if it is safe to follow.
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

/// Returns the value of an attribute that does not exist: an error in a template, a missing value in an expression.
fn unknown(of: &str, name: &str, known: &[&str]) -> Value {
    let known: Vec<_> = known.iter().map(|known| format!("`{known}`")).collect();
    let message = format!("{of} has no `{name}`\nit has {}", known.join(", "));
    Value::from(Error::new(ErrorKind::UndefinedError, message))
}

/// Returns the names whose values are present.
fn present(values: impl Iterator<Item = (&'static str, Option<Value>)>) -> Enumerator {
    Enumerator::Values(values.filter(|(_, value)| value.is_some()).map(|(name, _)| Value::from(name)).collect())
}
