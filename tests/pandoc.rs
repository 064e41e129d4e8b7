//! Pandoc reads the Markdown form of lists: it contains no raw blocks, and all data is text.
//!
//! These tests need pandoc, are ignored by `cargo test`, and run in `.ci/run`, which sets `PANDOC`.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests create files, and a failure there fails the test"
)]

#[path = "support/case.rs"]
mod case;
#[path = "support/papers.rs"]
mod papers;

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The cases with all styles, groups, tables, math, citations, templates, and hostile data.
const CASES: &[&str] = &[
    "chinese-book.md",
    "filters.md",
    "grouping.md",
    "hostile.md",
    "hostile-pandoc.md",
    "labels-and-limits.md",
    "languages-and-math.md",
    "links.md",
    "reading-list.md",
    "selecting.md",
    "styles.md",
    "template.md",
];

/// Returns the chapters of a case for a renderer that reads Markdown.
fn chapters(case: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(case);
    let files = case::files(&std::fs::read_to_string(path).unwrap());
    let root = case::book(&files);
    let (run, chapters) = case::expand(root.path(), &files, "epub");
    assert_eq!(run.status, 0, "{case}: {}", run.stderr);
    assert!(!chapters.is_empty(), "{case} has no chapter");
    chapters
}

fn pandoc(arguments: &[&str], input: &str) -> String {
    let mut command = Command::new(std::env::var("PANDOC").expect("`PANDOC` names pandoc"));
    let run = papers::run_command(command.args(arguments), input.as_bytes());
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{input}");
    run.stdout
}

/// Returns all elements that pandoc read, parents first.
fn elements<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| elements(item, found)),
        Value::Object(fields) => {
            if fields.contains_key("t") {
                found.push(value);
            }
            fields.values().for_each(|field| elements(field, found));
        }
        _ => {}
    }
}

#[test]
#[ignore = "needs pandoc, see .ci/run"]
fn there_are_no_raw_blocks_and_images() {
    for case in CASES {
        for (path, text) in chapters(case) {
            let read: Value = serde_json::from_str(&pandoc(&["-f", "commonmark_x", "-t", "json"], &text)).unwrap();
            let mut found = Vec::new();
            elements(&read["blocks"], &mut found);
            assert!(!found.is_empty(), "{case}, {path}: pandoc read nothing of\n{text}");
            for element in found {
                let kind = element["t"].as_str().unwrap();
                assert!(!matches!(kind, "RawInline" | "RawBlock" | "Image"), "{case}, {path}: {element} in\n{text}");
            }
            let html = pandoc(&["-f", "commonmark_x", "-t", "html"], &text);
            for bad in ["<script", "<img", " onclick", " style=\"a", "javascript:", "data:text"] {
                let at =
                    html.find(bad).filter(|at| html[..*at].rfind('<') > html[..*at].rfind('>') || bad.starts_with('<'));
                assert_eq!(at, None, "{case}, {path}: `{bad}` in\n{html}");
            }
        }
    }
}

#[test]
#[ignore = "needs pandoc, see .ci/run"]
fn text_is_preserved() {
    #[track_caller]
    fn check(case: &str, chapter: &str, expect: &[&str]) {
        let chapters = chapters(case);
        let text = &chapters.iter().find(|(path, _)| path == chapter).unwrap().1;
        let plain = pandoc(&["-f", "commonmark_x-smart", "-t", "plain", "--wrap=none"], text);
        for words in expect {
            assert!(plain.contains(words), "`{words}` is not in\n{plain}");
        }
    }
    check(
        "styles.md",
        "compact.md",
        &["Attention with $O(n^2)$ steps (Attn). Ada Lovelace et al.", "Costs $5, saves $n$ | steps.", "7)  Attention"],
    );
    check("styles.md", "links.md", &["大模型综述: 一句话。", "1)  Attention with $O(n^2)$ steps"]);
    check("styles.md", "reading-list.md", &["编者按：来源：作者", "刘知远、赵鑫 [论文]"]);
    check("styles.md", "table.md", &["Attention with $O(n^2)$ steps", "Base | Models"]);
    check(
        "languages-and-math.md",
        "both.md",
        &["Measuring $k$-shot / 度量 $k$ 样本", "It costs $20 or $30; $$a^2 + b^2$$"],
    );
    check("grouping.md", "two.md", &["X & <y>", "Conference paper"]);
    check("template.md", "a.md", &["21. *Not* a list, 张三 (2023)", "a: On $x^2$ <b>"]);
    check("hostile.md", "a.md", &["<script>alert(1)</script> | *a* _b_ $c$ {{#include ../book.toml}}"]);
}

#[test]
#[ignore = "needs pandoc, see .ci/run"]
fn groups_are_headings_and_tables_are_tables() {
    let text = chapters("grouping.md").into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    let read: Value = serde_json::from_str(&pandoc(&["-f", "commonmark_x", "-t", "json"], &text.join("\n\n"))).unwrap();
    let mut found = Vec::new();
    elements(&read["blocks"], &mut found);
    let headings = found.iter().filter(|element| element["t"] == "Header");
    let ids: Vec<_> = headings.map(|heading| heading["c"][1][0].as_str().unwrap()).collect();
    let written = text.iter().flat_map(|text| text.split("{#").skip(1)).filter_map(|rest| rest.split('}').next());
    assert_eq!(ids, written.collect::<Vec<_>>());
    assert!(ids.contains(&"papers-category-x-year-2021"), "{ids:?}");
    let tables = found.iter().filter(|element| element["t"] == "Table").count();
    let ruled = text.iter().flat_map(|text| text.lines()).filter(|line| line.trim_start().starts_with("|---"));
    assert_eq!(tables, ruled.count());
}
