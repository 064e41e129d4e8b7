//! A library as JSON in our own schema.

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use crate::format::Contents;
use crate::paper::{Category, Link, Paper, Person};

pub(super) fn text(contents: &Contents) -> Result<String> {
    let categories: Vec<_> = contents.categories.iter().map(category).collect();
    let papers = contents.entries.iter().map(|entry| {
        let categories: Vec<_> = entry.categories.iter().map(|category| category.value.clone()).collect();
        paper(entry.paper(), &categories)
    });
    let value = json!({ "category": categories, "paper": papers.collect::<Vec<_>>() });
    serde_json::to_string_pretty(&value).map(|text| text + "\n").context("the library cannot be written as JSON")
}

fn category(category: &Category) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), category.id.as_str().into());
    map.insert("title".into(), category.title.as_str().into());
    put(&mut map, "intro", category.intro.as_deref());
    map.into()
}

fn put(map: &mut Map<String, Value>, name: &str, value: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        map.insert(name.into(), value.into());
    }
}

fn paper(paper: &Paper, categories: &[String]) -> Value {
    let mut map = Map::new();
    put(&mut map, "id", Some(&paper.key));
    put(&mut map, "type", Some(&paper.kind).filter(|kind| *kind != "article").map(String::as_str));
    put(&mut map, "title", Some(&paper.title));
    put(&mut map, "short", paper.short.as_deref());
    if !paper.authors.is_empty() {
        map.insert("authors".into(), paper.authors.iter().map(person).collect());
    }
    put(&mut map, "date", paper.date.map(|date| date.to_string()).as_deref());
    put(&mut map, "venue", paper.venue.as_deref());
    put(&mut map, "publisher", paper.publisher.as_deref());
    if !categories.is_empty() {
        map.insert("categories".into(), categories.into());
    }
    if !paper.tags.is_empty() {
        map.insert("tags".into(), paper.tags.clone().into());
    }
    put(&mut map, "arxiv", paper.arxiv.as_deref());
    put(&mut map, "doi", paper.doi.as_deref());
    if !paper.links.is_empty() {
        map.insert("links".into(), links(&paper.links).into());
    }
    put(&mut map, "abstract", paper.abstract_text.as_deref());
    put(&mut map, "note", paper.note.as_deref());
    if !paper.x.is_empty() {
        map.insert("x".into(), paper.x.clone().into());
    }
    map.into()
}

fn person(person: &Person) -> Value {
    let mut map = Map::new();
    put(&mut map, "given", person.given.as_deref());
    put(&mut map, "prefix", person.prefix.as_deref());
    put(&mut map, "family", Some(&person.family));
    put(&mut map, "suffix", person.suffix.as_deref());
    map.into()
}

fn links(links: &[Link]) -> Map<String, Value> {
    let mut map = Map::new();
    for link in links {
        match map.get_mut(&link.label) {
            None => drop(map.insert(link.label.clone(), link.url.clone().into())),
            Some(Value::Array(urls)) => urls.push(link.url.clone().into()),
            Some(one) => *one = Value::Array(vec![one.take(), link.url.clone().into()]),
        }
    }
    map
}
