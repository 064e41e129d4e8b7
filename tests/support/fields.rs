//! The fields of a paper as text, to compare two papers.

use mdbook_papers::paper::{Field, Paper};

/// Returns every field of a paper with its name in the schema.
pub(crate) fn fields(paper: &Paper) -> Vec<(&'static str, String)> {
    let value = |field: Field| match field {
        // The value would be the links that the identifiers imply.
        Field::Links => format!("{:?}", paper.links),
        Field::Note => format!("{:?}", paper.note.as_deref().map(str::trim_end)),
        _ => format!("{:?}", field.value(paper)),
    };
    Field::in_toml_order().map(|(name, field)| (name, value(field))).collect()
}
