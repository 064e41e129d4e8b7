//! The reading list of this repository: what each of its entries has to say, and in which words.

#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

use std::collections::BTreeSet;

use toml::{Table, Value};

const LIST: &str = include_str!("../data/papers.toml");
const FRONT_PAGE: &str = include_str!("../book/README.md");

/// Notes, articles and collections, which have no paper's names and year.
const WITHOUT_DATE: [&str; 9] = [
    "llmzoo",
    "instructionzoo",
    "awesome-chatgpt-dataset",
    "alpaca-data",
    "sharegpt",
    "databricks-dolly-15k",
    "lmsys-chat",
    "wechat-llm-engine",
    "wechat-tang-jie",
];

fn papers() -> Vec<Table> {
    let list: Table = LIST.parse().unwrap();
    list["paper"].as_array().unwrap().iter().map(|paper| paper.as_table().unwrap().clone()).collect()
}

fn text<'a>(paper: &'a Table, field: &str) -> Option<&'a str> {
    paper.get(field).and_then(Value::as_str)
}

fn texts<'a>(paper: &'a Table, field: &str) -> Vec<&'a str> {
    paper.get(field).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The tags with their meaning, as the comment at the top of the list states them.
fn stated() -> Vec<(&'static str, &'static str)> {
    let words = LIST.lines().filter_map(|line| line.strip_prefix("#   "));
    words.map(|word| word.split_once(' ').unwrap()).map(|(tag, about)| (tag, about.trim())).collect()
}

/// Names the papers that a fact does not hold of.
#[track_caller]
fn holds(fact: impl Fn(&str, &Table) -> bool) {
    let papers = papers();
    let id = |paper: &Table| text(paper, "id").unwrap().to_owned();
    let broken: Vec<_> = papers.iter().map(|paper| (id(paper), paper)).filter(|(id, paper)| !fact(id, paper)).collect();
    let broken: Vec<_> = broken.into_iter().map(|(id, _)| id).collect();
    assert!(papers.len() > 100 && broken.is_empty(), "{broken:?}");
}

#[test]
fn every_paper_has_an_author_and_a_year() {
    holds(|id, paper| {
        let has = !texts(paper, "authors").is_empty() && text(paper, "date").is_some();
        has != WITHOUT_DATE.contains(&id)
    });
}

#[test]
fn every_paper_has_a_link() {
    holds(|_, paper| paper.get("links").and_then(Value::as_table).is_some_and(|links| !links.is_empty()));
}

#[test]
fn every_paper_says_in_one_sentence_what_it_is() {
    holds(|id, paper| match text(paper, "summary") {
        // The owner's words.
        Some("各种Instruction-Tuning的数据集") => id == "instructionzoo" || id == "awesome-chatgpt-dataset",
        Some(summary) => (30..=220).contains(&summary.chars().count()) && summary.ends_with('.'),
        None => text(paper, "status") == Some("to-read") && text(paper, "language") == Some("zh"),
    });
}

#[test]
fn every_tag_is_one_of_those_stated_and_each_of_those_is_used() {
    let stated: BTreeSet<_> = stated().into_iter().map(|(tag, _)| tag).collect();
    holds(|_, paper| {
        let tags = texts(paper, "tags");
        let sorted = tags.iter().collect::<BTreeSet<_>>().len() == tags.len();
        sorted && (!tags.is_empty() || text(paper, "summary").is_none()) && tags.iter().all(|tag| stated.contains(tag))
    });
    let papers = papers();
    let used: BTreeSet<_> = papers.iter().flat_map(|paper| texts(paper, "tags")).collect();
    assert_eq!(used, stated);
}

#[test]
fn front_page_states_the_same_tags() {
    let rows: String = stated()
        .iter()
        .map(|(tag, about)| {
            format!("- [`{tag}`](all-papers.html?papers-tags={tag}#by-year), <<#papers-count * tag={tag}>>: {about}")
        })
        .collect::<Vec<_>>()
        .join("\n");
    let section = FRONT_PAGE.split("\n## Tags\n").nth(1).unwrap_or_default();
    let list: Vec<_> = section.lines().filter(|line| line.starts_with("- ")).collect();
    assert_eq!(list.join("\n"), rows);
}

#[test]
fn what_the_owner_wrote_came_before_what_was_added() {
    let papers = papers();
    let added: Vec<_> = papers.iter().filter(|paper| text(paper, "added").is_some()).collect();
    assert_eq!(papers.len() - added.len(), 25);
    assert!(added.iter().all(|paper| text(paper, "note").is_none()), "a note is the owner's");
}
