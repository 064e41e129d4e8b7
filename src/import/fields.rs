//! The fields of a paper as they stand in TOML, and their fingerprints.

use serde_json::{Map, Value as Json};
use toml_edit::{Array, InlineTable, Value};

use crate::paper::{Link, Paper, Person};

/// The fields of a paper by name, in the order in which they are written.
#[derive(Debug)]
pub struct Fields(pub Vec<(&'static str, Value)>);

impl Fields {
    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// What tells whether a field is still the same, by name.
    pub fn fingerprints(&self) -> InlineTable {
        self.0.iter().map(|(name, value)| (*name, fingerprint(&value.to_string()))).collect()
    }
}

/// A short number that two texts seldom share (FNV-1a, 64 bits), in hexadecimal digits.
pub(super) fn fingerprint(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// The fields of a paper on these shelves, without its key and the user's own.
pub fn fields(paper: &Paper, categories: &[String]) -> Fields {
    let mut all = Vec::new();
    let mut put = |name, value: Option<Value>| all.extend(value.map(|value| (name, value)));
    let line = |text: &Option<String>| text.as_deref().filter(|text| !text.is_empty()).map(text_value);
    let kind = Some(&paper.kind).filter(|kind| !kind.is_empty() && *kind != "article");
    put("type", kind.map(|kind| text_value(kind)));
    put("title", Some(text_value(&paper.title)));
    put("short", line(&paper.short));
    put("authors", people(&paper.authors));
    put("editors", people(&paper.editors));
    put("date", paper.date.map(|date| date.to_string().into()));
    put("venue", line(&paper.venue));
    put("venue-note", line(&paper.venue_note));
    put("volume", line(&paper.volume));
    put("issue", line(&paper.issue));
    put("pages", line(&paper.pages));
    put("publisher", line(&paper.publisher));
    put("categories", list(categories));
    put("tags", list(&paper.tags));
    put("arxiv", line(&paper.arxiv));
    put("doi", line(&paper.doi));
    put("isbn", line(&paper.isbn));
    put("links", links(&paper.links));
    put("language", line(&paper.language));
    put("added", paper.added.map(|date| date.to_string().into()));
    put("status", paper.status.map(|status| status.as_str().into()));
    put("sort-name", line(&paper.sort_name));
    put("summary", line(&paper.summary));
    put("abstract", line(&paper.abstract_text));
    put("note", line(&paper.note));
    put("remark", line(&paper.remark));
    Fields(all)
}

/// A text as TOML has it.
pub(super) fn text(text: &str) -> String {
    text_value(text).to_string()
}

fn text_value(text: &str) -> Value {
    Value::from(text)
}

fn list(texts: &[String]) -> Option<Value> {
    (!texts.is_empty()).then(|| texts.iter().map(String::as_str).collect::<Array>().into())
}

fn people(people: &[Person]) -> Option<Value> {
    let mut array: Array = people.iter().map(person).collect();
    if people.len() > 4 {
        for value in array.iter_mut() {
            value.decor_mut().set_prefix("\n  ");
        }
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    (!people.is_empty()).then(|| array.into())
}

/// A name as one text where that is read back as the same name.
fn person(person: &Person) -> Value {
    let shown = person.to_string();
    if Person::parse(&shown) == *person {
        return shown.into();
    }
    let braced = format!("{{{}}}", person.family);
    if person.whole && Person::parse(&braced) == *person {
        return braced.into();
    }
    let parts = [
        ("given", person.given.as_deref()),
        ("prefix", person.prefix.as_deref()),
        ("family", Some(person.family.as_str())),
        ("suffix", person.suffix.as_deref()),
    ];
    let table: InlineTable = parts.into_iter().filter_map(|(name, part)| Some((name, part?))).collect();
    table.into()
}

/// Links by label; a label that repeats has a list.
fn links(links: &[Link]) -> Option<Value> {
    let mut table = InlineTable::new();
    for link in links {
        let url = link.url.as_str();
        match table.get_mut(&link.label) {
            None => drop(table.insert(&link.label, url.into())),
            Some(Value::Array(urls)) => urls.push(url),
            Some(one) => *one = [one.as_str().unwrap_or_default(), url].into_iter().collect::<Array>().into(),
        }
    }
    (!table.is_empty()).then(|| table.into())
}

/// The user's own fields.
pub(super) fn own(own: &Map<String, Json>) -> InlineTable {
    own.iter().filter_map(|(name, value)| Some((name.as_str(), json(value)?))).collect()
}

fn json(value: &Json) -> Option<Value> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(value) => (*value).into(),
        Json::Number(number) => match number.as_i64() {
            Some(number) => number.into(),
            None => number.as_f64()?.into(),
        },
        Json::String(text) => text.as_str().into(),
        Json::Array(values) => values.iter().filter_map(json).collect::<Array>().into(),
        Json::Object(map) => own(map).into(),
    })
}
