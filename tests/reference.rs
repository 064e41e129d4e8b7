//! The guide documents every directive, option, configuration key, field, label and style, with defaults; README.md is short and leads
//! to every page of the guide.
#![cfg(feature = "build")]
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and create files")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/papers.rs"]
mod papers;

use std::path::Path;

use mdbook_papers::config::CONFIG_KEYS;
use mdbook_papers::language::label_names;
use mdbook_papers::options::{DIRECTIVES, SORT_FIELDS, Style};

const README: &str = include_str!("../README.md");
const SUMMARY: &str = include_str!("../book/SUMMARY.md");

/// Returns the pages of the guide with their paths in the repository, in order.
fn guide() -> Vec<(String, String)> {
    let paths = SUMMARY.lines().filter_map(|line| Some(line.split_once("](guide/")?.1.trim_end_matches(')')));
    let pages: Vec<_> = paths
        .map(|path| {
            let path = format!("book/guide/{path}");
            let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)).unwrap();
            (path, text)
        })
        .collect();
    assert!(pages.len() > 15, "the guide was not found");
    pages
}

/// Returns the table rows of the guide that contain `word` in their first column.
fn rows<'g>(guide: &'g [(String, String)], word: &str) -> Vec<&'g str> {
    let has_word = |row: &&str| row.split('|').nth(1).is_some_and(|first| first.contains(&format!("`{word}`")));
    guide.iter().flat_map(|(_, text)| text.lines()).filter(has_word).collect()
}

#[test]
fn every_option_is_in_a_table_of_the_guide() {
    let guide = guide();
    for directive in DIRECTIVES {
        assert!(!rows(&guide, directive.name).is_empty(), "no table has a row for `{}`", directive.name);
        for option in directive.options() {
            assert!(!rows(&guide, option.name).is_empty(), "no table has a row for the option `{}`", option.name);
        }
    }
}

#[test]
fn every_configuration_key_is_in_the_guide_with_its_default() {
    let guide = guide();
    for key in CONFIG_KEYS.iter().filter(|key| key.name != "labels") {
        let rows = rows(&guide, key.name);
        assert!(
            rows.iter().any(|row| row.contains(key.default)),
            "no row for `{}` has its default `{}`: {rows:?}",
            key.name,
            key.default
        );
    }
}

#[test]
fn every_field_label_and_style_is_in_the_guide() {
    let guide = guide();
    let prefixed = |name: &&str| ["column-", "script-", "type-"].iter().any(|prefix| name.starts_with(prefix));
    let labels = label_names().filter(|name| !prefixed(name));
    for word in Style::built_in_names().chain(labels).chain(SORT_FIELDS.iter().copied()) {
        let code = format!("`{word}`");
        assert!(guide.iter().any(|(_, text)| text.contains(&code)), "{word}");
    }
}

/// Returns the words after each `prefix`, of letters, digits and `-`.
fn words_after<'t>(text: &'t str, prefix: &'t str) -> impl Iterator<Item = &'t str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    text.split(prefix).skip(1).map(move |rest| &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())])
}

#[test]
fn every_class_and_variable_is_on_the_page_on_appearance() {
    const PAGE: &str = include_str!("../book/guide/appearance.md");
    const STYLES: &str = include_str!("../assets/papers.css");
    const SCRIPT: &str = include_str!("../assets/papers.js");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render");
    let files = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap).filter(|file| file.file_type().is_file());
    let code: String = files.map(|file| std::fs::read_to_string(file.path()).unwrap()).collect();
    let classes = words_after(STYLES, ".papers-")
        .chain(words_after(SCRIPT, "class: \"papers-"))
        .chain(words_after(&code, "class=\\\"papers-"))
        .map(|name| format!("`papers-{name}`"));
    let variables = words_after(STYLES, "\t--papers-").map(|name| format!("`--papers-{name}`"));
    let names: std::collections::BTreeSet<_> = classes.chain(variables).collect();
    assert!(names.len() > 60, "{names:?}");
    let missing: Vec<_> = names.iter().filter(|name| !PAGE.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_readme_is_short_and_leads_to_every_page_of_the_guide() {
    assert!(README.lines().count() <= 90, "{} lines", README.lines().count());
    for (path, _) in guide().iter().filter(|(path, _)| !path.contains("/contributing-")) {
        assert!(README.contains(&format!("({path})")), "no link to {path}");
    }
    for command in ["\ncargo run --release -- build ", "\ncargo test "] {
        assert!(README.contains(command), "{command}");
    }
}

#[test]
fn the_error_in_the_readme_is_the_one_of_its_chapter() {
    let root = tempfile::tempdir().unwrap();
    let files = [
        ("book.toml", "[preprocessor.papers]\n"),
        ("src/SUMMARY.md", "- [Chapter 1](chapter_1.md)\n"),
        ("src/chapter_1.md", "# Base Models\n\n<<#papers base-modles>>\n"),
        ("data/papers.toml", "[[category]]\nid = \"base-models\"\n"),
    ];
    folder::write(root.path(), files);
    let shown = README.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    let run = papers::run(&["check", root.path().to_str().unwrap()], b"");
    assert!(run.stdout.contains(shown), "{}", run.stdout);
}
