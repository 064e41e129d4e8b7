//! Books written as Markdown documents, and the preprocessor's output for them.

#[path = "folder.rs"]
pub(crate) mod folder;

use std::path::Path;

use mdbook_preprocessor::config::Config;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use serde_json::{Value, json};

use crate::papers::{self, Run};

/// Returns the paths and texts of the files of a case, in order.
pub(crate) fn files(case: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for event in Parser::new(case) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let path = info.split_whitespace().nth(1);
                open = path.is_some();
                files.extend(path.map(|path| (path.to_owned(), String::new())));
            }
            Event::Text(text) if open => files.last_mut().unwrap().1.push_str(&text),
            Event::End(TagEnd::CodeBlock) => open = false,
            _ => {}
        }
    }
    files
}

/// Writes the files of a book to a temporary folder.
pub(crate) fn book(files: &[(String, String)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    folder::write(root.path(), files.iter().map(|(path, text)| (path, text)));
    root
}

/// Runs the preprocessor on that book. Returns the run, and the paths and expanded texts of the chapters.
pub(crate) fn expand(root: &Path, files: &[(String, String)], renderer: &str) -> (Run, Vec<(String, String)>) {
    let book_toml = files.iter().find(|(path, _)| path == "book.toml").map_or("", |(_, text)| text);
    let config: Config = book_toml.parse().unwrap();
    let chapters = files.iter().filter_map(|(path, text)| Some((path.strip_prefix("src/")?, text)));
    let items: Vec<Value> = chapters
        .filter(|(path, _)| Path::new(path).extension().is_some_and(|extension| extension == "md"))
        .map(|(path, text)| {
            let numbers: Vec<u32> = Vec::new();
            json!({ "Chapter": { "name": path, "content": text, "number": numbers, "sub_items": [],
                "path": path, "source_path": path, "parent_names": [] } })
        })
        .collect();
    let input = json!([
        { "root": root, "config": config, "renderer": renderer, "mdbook_version": "0.5.4" },
        { "items": items }
    ]);
    let run = papers::run(&[], input.to_string().as_bytes());
    let book: Value =
        if run.stdout.is_empty() { json!({ "items": [] }) } else { serde_json::from_str(&run.stdout).unwrap() };
    let text = |chapter: &Value, field: &str| chapter["Chapter"][field].as_str().unwrap().to_owned();
    let chapters = book["items"].as_array().unwrap().iter();
    let chapters = chapters.map(|chapter| (text(chapter, "path"), text(chapter, "content"))).collect();
    (run, chapters)
}
