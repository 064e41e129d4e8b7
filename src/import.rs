//! Moving in: what was read from a list becomes a file in our own schema, or is brought into one that exists.
//!
//! Bringing in is three-way. Each entry keeps in `x.source` a fingerprint of every field as the source last said it: a field
//! that still has it was not touched by hand and follows the source; one that has not is a correction and stays. Where
//! both have moved on, the file stays as it is and the conflict is reported.

use crate::format::{Contents, Entry};
use crate::paper::{Category, Paper};

mod book;
mod fields;
mod into;
mod json;

pub use book::{File, book};
pub use fields::{Fields, fields};
pub use into::{Outcome, into};
pub use json::json;

/// What was read, as a file in TOML; `sourced` adds the fingerprints that [`into`] goes by.
pub fn toml(contents: &Contents, sourced: bool) -> String {
    let mut text = String::new();
    for category in &contents.categories {
        separate(&mut text);
        text.push_str(&category_block(category));
    }
    for entry in &contents.entries {
        separate(&mut text);
        text.push_str(&paper_block(entry.paper(), &shelves(entry), sourced));
    }
    text
}

/// The shelves that an entry stands on, by id.
fn shelves(entry: &Entry) -> Vec<String> {
    entry.categories.iter().map(|category| category.value.clone()).collect()
}

fn separate(text: &mut String) {
    if !text.is_empty() {
        text.push('\n');
    }
}

/// A category as a table of its own.
fn category_block(category: &Category) -> String {
    let mut block = format!("[[category]]\nid = {}\n", fields::text(&category.id));
    if !category.title.is_empty() {
        block.extend([format!("title = {}\n", fields::text(&category.title))]);
    }
    if let Some(intro) = category.intro.as_deref().filter(|intro| !intro.is_empty()) {
        block.extend([format!("intro = {}\n", fields::text(intro))]);
    }
    block
}

/// A paper as a table of its own.
fn paper_block(paper: &Paper, categories: &[String], sourced: bool) -> String {
    let all = fields(paper, categories);
    let mut block = format!("[[paper]]\nid = {}\n", fields::text(&paper.key));
    for (name, value) in &all.0 {
        block.extend([format!("{name} = {value}\n")]);
    }
    let mut own = fields::own(&paper.x);
    if sourced {
        own.insert("source", all.fingerprints().into());
    }
    if !own.is_empty() {
        block.extend([format!("x = {own}\n")]);
    }
    block
}
