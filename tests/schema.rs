//! The JSON Schema in the root of the repository matches the tables of fields.
//!
//! `UPDATE_SCHEMA=1 cargo test --test schema` updates it.

#![expect(clippy::disallowed_methods, reason = "the schema is a file, and an error fails the test")]

use std::path::Path;

use mdbook_papers::format::papers_schema;

#[test]
fn the_committed_schema_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("papers.schema.json");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, papers_schema()).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap(),
        papers_schema(),
        "`UPDATE_SCHEMA=1 cargo test --test schema` updates it"
    );
}

#[test]
fn data_of_this_book_names_the_schema() {
    let data = include_str!("../data/papers.toml");
    assert_eq!(data.lines().next(), Some("#:schema ../papers.schema.json"));
}
