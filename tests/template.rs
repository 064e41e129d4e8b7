//! Templates and `list --format json`: both have the same values.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set the disk up, and what fails there fails the test"
)]

#[path = "support/papers.rs"]
mod papers;

use std::path::Path;
use std::process::Command;

use mdbook_papers::paper::Field;
use mdbook_papers::render::template::{ENTRY_VALUES, GROUP_VALUES, VALUES};
use serde_json::{Value, json};

const DATA: &str = "\
[[category]]
id = \"c\"
title = \"C\"
[[paper]]
id = \"a\"
title = \"A\"
short = \"a\"
type = \"book\"
authors = [\"Ada Lovelace\"]
editors = [\"Charles Babbage\"]
date = \"1843-09\"
venue = \"Memoirs\"
venue-note = \"Note G\"
volume = \"3\"
issue = \"1\"
pages = \"666\"
publisher = \"Taylor\"
doi = \"10.1/x\"
arxiv = \"2101.00001\"
isbn = \"9780262046305\"
categories = [\"c\"]
tags = [\"engine\"]
links = { pdf = \"https://x.org/a.pdf\" }
summary = \"S\"
abstract = \"Abs\"
note = \"N\"
remark = \"R\"
language = \"en\"
added = \"2020-01-01\"
status = \"read\"
sort-name = \"Lovelace\"
translations.zh.title = \"Z\"
accessed = \"2020-01-02\"
archive = \"1\"
archive-collection = \"1\"
archive-location = \"1\"
archive-place = \"1\"
authority = \"1\"
available-date = \"2020-01-02\"
bibliographic-note = \"1\"
call-number = \"1\"
chapter-number = \"1\"
collection-number = \"1\"
collection-title = \"1\"
container-title = \"1\"
container-title-short = \"1\"
dimensions = \"1\"
division = \"1\"
edition = \"1\"
event-date = \"2020-01-02\"
event-place = \"1\"
event-title = \"1\"
genre = \"1\"
issn = \"1\"
jurisdiction = \"1\"
license = \"1\"
medium = \"1\"
number-of-pages = \"1\"
number-of-volumes = \"1\"
original-date = \"2020-01-02\"
original-publisher = \"1\"
original-publisher-place = \"1\"
original-title = \"1\"
page-first = \"1\"
part-number = \"1\"
part-title = \"1\"
pmcid = \"1\"
pmid = \"1\"
printing-number = \"1\"
publication-status = \"1\"
publisher-place = \"1\"
references = \"1\"
reviewed-genre = \"1\"
reviewed-title = \"1\"
scale = \"1\"
section = \"1\"
source = \"1\"
submitted = \"2020-01-02\"
supplement-number = \"1\"
title-short = \"1\"
version = \"1\"
volume-title = \"1\"
volume-title-short = \"1\"
number = \"1\"
x = { own = 1 }
[[paper]]
id = \"b\"
title = \"B\"
";

/// Prints every value on a line; lists and maps as their length.
const TEMPLATE: &str = "\
{% for name, value in papers[0] | items %}
{{ name }} = {% if value is string or value is number %}{{ value }}{% else %}{{ value | length }} inside{% endif %}

{% endfor %}
";

fn book() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(root.path().join("data")).unwrap();
    for (path, text) in [("book.toml", "[preprocessor.papers]\n"), ("data/papers.toml", DATA), ("all.jinja", TEMPLATE)]
    {
        std::fs::write(root.path().join(path), text).unwrap();
    }
    root
}

fn list(root: &Path, arguments: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-papers"));
    command.arg("list").args(arguments).args(["--format", "json"]).current_dir(root).env_remove("MDBOOK_LOG");
    let run = papers::run_command(&mut command, b"");
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    serde_json::from_str(&run.stdout).unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn sorted<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_unstable();
    names
}

#[test]
fn list_prints_every_value_of_a_template() {
    let root = book();
    let seen = list(root.path(), &["c group=year numbered"]);
    assert_eq!(sorted(keys(&seen)), sorted(VALUES.iter().copied()));
    let fields = Field::ALL.iter().map(|field| field.template_name()).chain(ENTRY_VALUES.iter().copied());
    // Backlinks exist only on pages, so `list` has none.
    assert_eq!(sorted(keys(&seen["papers"][0])), sorted(fields.filter(|name| *name != "backlinks")));
    assert_eq!(sorted(keys(&seen["groups"][0])), sorted(GROUP_VALUES.iter().copied()));
    assert_eq!(seen["groups"][0]["papers"][0], seen["papers"][0]);
    assert_eq!((&seen["title"], &seen["papers"][0]["number"]), (&json!("C"), &json!(1)));
    assert_eq!((&seen["labels"]["et_al"], &seen["options"]["heading"]), (&json!("et al."), &json!(3)));
}

#[test]
fn why_is_printed_with_the_values() {
    let root = book();
    let seen = list(root.path(), &["year=1843", "--why"]);
    assert_eq!(seen["papers"].as_array().map(Vec::len), Some(1));
    assert_eq!(seen["why"]["dropped"], json!([{ "key": "b", "by": ["year=1843"] }]));
}

#[test]
fn templates_and_list_have_the_same_values() {
    let root = book();
    let chapter = json!({ "Chapter": { "name": "A", "content": "<<#papers c numbered style=all.jinja>>", "number": null,
        "sub_items": [], "path": "a.md", "source_path": "a.md", "parent_names": [] } });
    let context = json!({ "root": root.path(), "renderer": "html", "mdbook_version": "0.5.4",
        "config": { "preprocessor": { "papers": {} } } });
    let run = papers::run(&[], json!([context, { "items": [chapter] }]).to_string().as_bytes());
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let done: Value = serde_json::from_str(&run.stdout).unwrap();
    let written = done["items"][0]["Chapter"]["content"].as_str().unwrap();
    let written: Vec<_> = written.lines().filter(|line| line.contains(" = ")).map(str::to_owned).collect();

    let seen = list(root.path(), &["c numbered"]);
    let line = |(name, value): (&String, &Value)| match value {
        Value::String(text) => format!("{name} = {text}"),
        Value::Number(number) => format!("{name} = {number}"),
        Value::Array(items) => format!("{name} = {} inside", items.len()),
        Value::Object(fields) => format!("{name} = {} inside", fields.len()),
        other => panic!("{name} is {other}"),
    };
    let printed: Vec<String> = seen["papers"][0].as_object().unwrap().iter().map(line).collect();
    assert_eq!(sorted(written.iter().map(String::as_str)), sorted(printed.iter().map(String::as_str)));
}
