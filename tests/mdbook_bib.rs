//! The guide's page on migrating from mdbook-bib: its keys, and its book, which needs a change in one line.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests create files, and an I/O error fails the test"
)]

#[path = "support/case.rs"]
mod case;
#[path = "support/papers.rs"]
mod papers;

use mdbook_papers::config::MDBOOK_BIB_KEYS;

const PAGE: &str = include_str!("../book/guide/mdbook-bib.md");

#[test]
fn every_key_has_its_row_with_its_default() {
    for key in MDBOOK_BIB_KEYS {
        let row = PAGE.lines().find(|line| line.starts_with(&format!("| `{}` |", key.name)));
        let default = row.and_then(|row| row.split('|').nth(3)).map(str::trim);
        assert_eq!(default.map(|default| default.trim_matches('`')), Some(key.default), "{}", key.name);
    }
}

#[test]
fn the_migration_changes_one_line() {
    let (_, rest) = PAGE.split_once("```toml\n").unwrap();
    let (before, _) = rest.split_once("```").unwrap();
    let files = case::files(PAGE);
    let after = &files.iter().find(|(path, _)| path == "book.toml").unwrap().1;
    let changed: Vec<_> = before.lines().zip(after.lines()).filter(|(before, after)| before != after).collect();
    assert_eq!(changed, [("[preprocessor.bib]", "[preprocessor.papers]")]);
    assert_eq!(before.lines().count(), after.lines().count());
}

#[test]
fn the_book_of_the_page_is_expanded() {
    let files = case::files(PAGE);
    let root = case::book(&files);
    let (run, chapters) = case::expand(root.path(), &files, "html");
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let shown: Vec<_> = chapters.iter().map(|(path, text)| format!("-------- {path} --------\n{text}")).collect();
    insta::assert_snapshot!(shown.join("\n"));
}
