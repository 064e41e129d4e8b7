//! The reading list of this repository: what each of its entries has to say, and in which words.

#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

use std::collections::BTreeSet;

use toml::{Table, Value};

const LIST: &str = include_str!("../data/papers.toml");
const FRONT_PAGE: &str = include_str!("../book/README.md");
const SOURCES: &str = include_str!("reading_list/sources.toml");

/// Notes, articles, collections and families of models, which have no paper's names and year.
const WITHOUT_DATE: [&str; 19] = [
    "llmzoo",
    "instructionzoo",
    "awesome-chatgpt-dataset",
    "alpaca-data",
    "sharegpt",
    "databricks-dolly-15k",
    "lmsys-chat",
    "wechat-llm-engine",
    "wechat-tang-jie",
    "llama-models",
    "qwen3-models",
    "deepseek-models",
    "kimi-k2-models",
    "glm-models",
    "mistral-models",
    "gemma-models",
    "gpt-oss-models",
    "olmo-models",
    "pythia-models",
];

/// The fields that are copied from a source, and the summary that was written from one.
const CHECKED: [&str; 10] =
    ["title", "authors", "date", "venue", "volume", "issue", "pages", "doi", "arxiv", "summary"];

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
        let authors = paper.get("authors").and_then(Value::as_array);
        let has = authors.is_some_and(|authors| !authors.is_empty()) && text(paper, "date").is_some();
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

/// The rows of a section of `reading_list/sources.toml`: an entry's key, the fields checked, and the source.
fn sources(section: &str) -> Vec<(String, Vec<String>, String)> {
    let sources: Table = SOURCES.parse().unwrap();
    let rows = sources[section].as_table().unwrap().iter();
    rows.map(|(id, row)| {
        let row = row.as_table().unwrap();
        let fields = texts(row, "fields").into_iter().map(str::to_owned).collect();
        (id.clone(), fields, text(row, "read").unwrap().to_owned())
    })
    .collect()
}

#[test]
fn every_entry_added_with_sources_names_one_for_each_field() {
    let rows = sources("added");
    let papers = papers();
    let added: BTreeSet<_> = papers
        .iter()
        .filter(|paper| text(paper, "added").is_some_and(|day| day >= "2026-11-30"))
        .map(|paper| text(paper, "id").unwrap())
        .collect();
    assert_eq!(rows.iter().map(|(id, ..)| id.as_str()).collect::<BTreeSet<_>>(), added);
    for (id, fields, read) in &rows {
        let paper = papers.iter().find(|paper| text(paper, "id") == Some(id)).unwrap();
        let preprint = text(paper, "venue") == Some("arXiv");
        let present =
            CHECKED.into_iter().filter(|field| paper.contains_key(*field) && !(preprint && *field == "venue"));
        assert_eq!(fields.iter().map(String::as_str).collect::<Vec<_>>(), present.collect::<Vec<_>>(), "{id}");
        assert!(read.len() > 10, "{id} has no source");
    }
}

#[test]
fn every_corrected_field_has_a_source() {
    let papers = papers();
    for (id, fields, read) in sources("corrected") {
        let paper = papers.iter().find(|paper| text(paper, "id") == Some(&id));
        let paper = paper.unwrap_or_else(|| panic!("{id} is no entry of the list"));
        assert!(!fields.is_empty() && fields.iter().all(|field| paper.contains_key(field)), "{id}");
        assert!(!read.is_empty(), "{id} has no source");
    }
}

/// A reader looks through a category; beyond this it is divided.
#[test]
fn no_category_holds_more_than_fifteen_works() {
    let mut categories = std::collections::BTreeMap::<String, usize>::new();
    for paper in papers() {
        for category in texts(&paper, "categories") {
            *categories.entry(category.to_owned()).or_default() += 1;
        }
    }
    let full: Vec<_> = categories.into_iter().filter(|(_, count)| *count > 15).collect();
    assert!(full.is_empty(), "{full:?}");
}
