//! What was read as JSON in our own schema.

use serde_json::{Map, Value as Json};
use toml_edit::Value;

use super::{fields, shelves};
use crate::format::Contents;

/// What was read, as a file in JSON.
pub fn json(contents: &Contents) -> String {
    let categories = contents.categories.iter().map(|category| {
        let texts = [
            ("id", Some(category.id.as_str())),
            ("title", Some(category.title.as_str())),
            ("intro", category.intro.as_deref()),
        ];
        let texts = texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into())));
        Json::Object(texts.collect())
    });
    let papers = contents.entries.iter().map(|entry| {
        let paper = entry.paper();
        let mut map = Map::new();
        map.insert("id".to_owned(), paper.key.as_str().into());
        for (name, value) in &fields(paper, &shelves(entry)).0 {
            map.insert((*name).to_owned(), plain(value));
        }
        if !paper.x.is_empty() {
            map.insert("x".to_owned(), paper.x.clone().into());
        }
        Json::Object(map)
    });
    let all = serde_json::json!({ "category": categories.collect::<Vec<_>>(), "paper": papers.collect::<Vec<_>>() });
    format!("{all:#}\n")
}

fn plain(value: &Value) -> Json {
    match value {
        Value::String(text) => text.value().as_str().into(),
        Value::Integer(number) => (*number.value()).into(),
        Value::Float(number) => (*number.value()).into(),
        Value::Boolean(value) => (*value.value()).into(),
        Value::Datetime(date) => date.value().to_string().into(),
        Value::Array(values) => values.iter().map(plain).collect(),
        Value::InlineTable(table) => table.iter().map(|(name, value)| (name.to_owned(), plain(value))).collect(),
    }
}
