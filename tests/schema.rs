//! The JSON Schema at the top of the repository is the one that the tables of fields make.
//!
//! `UPDATE_SCHEMA=1 cargo test --test schema` writes it.

#![expect(clippy::disallowed_methods, reason = "the schema is a file, and what fails fails the test")]

use std::path::Path;

use mdbook_papers::format::papers_schema;

#[test]
fn the_committed_schema_is_that_of_the_fields() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("papers.schema.json");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, papers_schema()).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap(),
        papers_schema(),
        "`UPDATE_SCHEMA=1 cargo test --test schema` writes it"
    );
}

#[test]
fn our_own_data_point_editors_to_it() {
    let data = include_str!("../data/papers.toml");
    assert_eq!(data.lines().next(), Some("#:schema ../papers.schema.json"));
}
