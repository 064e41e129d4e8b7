//! The JSON Schema of our own schema, by which editors complete and check data files: made from the tables of fields.
//!
//! Draft 7, which the language servers of TOML, YAML and JSON all know. `null` is not in it, though YAML and JSON may say it.

use serde_json::{Map, Value, json};

use super::{CATEGORY, Field, PAPER, PERSON, TRANSLATION};
use crate::options::{STATUSES, TYPES};

/// The schema, as it is committed.
///
/// # Panics
/// Never: a value of JSON is written to memory.
pub fn papers_schema() -> String {
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A library of mdbook-papers",
        "type": "object",
        "properties": {
            "$schema": { "type": "string" },
            "category": {
                "description": "The shelves, in the order in which they are shown.",
                "type": "array",
                "items": { "$ref": "#/definitions/category" },
            },
            "paper": { "description": "The papers.", "type": "array", "items": { "$ref": "#/definitions/paper" } },
        },
        "additionalProperties": false,
        "definitions": {
            "paper": table(PAPER, &["id", "title"]),
            "category": table(CATEGORY, &["id"]),
            "translations": {
                "description": "Wording in other languages, by language tag.",
                "type": "object",
                "additionalProperties": table(TRANSLATION, &[]),
            },
            "name": {
                "description": "`Given Family`, `Family, Given`, or the parts of a name.",
                "anyOf": [{ "type": "string", "minLength": 1 }, name()],
            },
            "date": {
                "anyOf": [
                    { "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" },
                    { "type": "integer", "minimum": 1, "maximum": 9999 },
                ],
            },
            "texts": texts,
        },
    });
    let mut text = serde_json::to_string_pretty(&schema).expect("JSON goes into memory");
    text.push('\n');
    text
}

/// A name in parts: `family`, or `name` for the whole of one that has none.
fn name() -> Value {
    let mut table = table(PERSON, &[]);
    table["anyOf"] = json!([{ "required": ["family"] }, { "required": ["name"] }]);
    table
}

fn table<T>(fields: &[(&'static str, Field<T>)], required: &[&str]) -> Value {
    let properties: Map<_, _> =
        fields.iter().map(|(name, field)| ((*name).to_owned(), property(name, field))).collect();
    let mut table = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        table["required"] = json!(required);
    }
    table
}

fn property<T>(name: &str, field: &Field<T>) -> Value {
    let mut property = match field {
        Field::Line(_) | Field::Markdown(_) => json!({ "type": "string" }),
        Field::LineOrNumber(_) => json!({ "type": ["string", "integer"] }),
        Field::Date(_) => json!({ "allOf": [{ "$ref": "#/definitions/date" }] }),
        Field::People(_) => json!({ "type": "array", "items": { "$ref": "#/definitions/name" } }),
        Field::Texts(_) => json!({ "allOf": [{ "$ref": "#/definitions/texts" }] }),
        Field::Translations(_) => json!({ "allOf": [{ "$ref": "#/definitions/translations" }] }),
        Field::Special(_) => special(name),
    };
    if let Some((_, about)) = ABOUT.iter().find(|(known, _)| *known == name) {
        property["description"] = json!(about);
    }
    property
}

/// What a field takes that is read by a function of its own.
fn special(name: &str) -> Value {
    match name {
        "categories" | "tags" => json!({ "allOf": [{ "$ref": "#/definitions/texts" }] }),
        "id" => json!({ "type": "string", "minLength": 1 }),
        "language" => json!({ "type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$" }),
        "links" => json!({
            "type": "object",
            "additionalProperties": { "anyOf": [{ "type": "string" }, { "$ref": "#/definitions/texts" }] },
        }),
        "status" => json!({ "enum": STATUSES }),
        "type" => json!({ "enum": TYPES, "default": "article" }),
        "x" => json!({ "type": "object" }),
        _ => json!({ "type": "string" }),
    }
}

/// What editors tell of a field, in order.
const ABOUT: &[(&str, &str)] = &[
    ("abstract", "The authors' abstract, in Markdown."),
    ("added", "When it came into the list."),
    ("arxiv", "The arXiv identifier: `2302.13971`."),
    ("authors", "The authors, in order."),
    ("categories", "The shelves it stands on, by id."),
    ("date", "When it came out: `2023`, `2023-04` or `2023-04-30`."),
    ("doi", "The DOI: `10.48550/arXiv.2302.13971`."),
    ("editors", "The editors, in order."),
    ("family", "The family name."),
    ("given", "The given names."),
    ("id", "What it is called by in directives; of a shelf, a path: `resources/data` stands below `resources`."),
    ("intro", "Markdown, shown on request."),
    ("isbn", "The ISBN."),
    ("issue", "The issue of the journal."),
    ("language", "The language of the work (BCP 47)."),
    ("links", "Addresses by label, in the order in which they are shown; a list for several of one label."),
    ("name", "The whole of a name that has no parts, such as an organisation's."),
    ("note", "Your own words on it, in Markdown."),
    ("order", "The keys of papers that come first on this shelf."),
    ("pages", "The pages: `2397-2430`."),
    ("prefix", "Particles before the family name: `van der`."),
    ("publisher", "The publisher or institution."),
    ("remark", "An editor's sourced remark, shown under the note."),
    ("short", "A nickname, such as LoRA."),
    ("sort-name", "What to sort it under, in place of the first author's name."),
    ("status", "How far it has been read."),
    ("suffix", "What stands after a name: `Jr.`."),
    ("summary", "One line on what it is."),
    ("tags", "Free words."),
    ("title", "The title."),
    ("translations", "Wording in other languages, by language tag."),
    ("type", "The CSL type."),
    ("venue", "Where it came out: the name alone, without year and track."),
    ("venue-note", "Track, series volume or the like: `PMLR 202`."),
    ("volume", "The volume of the journal or series."),
    ("x", "Fields of your own, for templates and exports."),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn names<T>(fields: &[(&'static str, Field<T>)]) -> Vec<&'static str> {
        fields.iter().map(|(name, _)| *name).collect()
    }

    #[test]
    fn every_field_is_told_about_and_nothing_else() {
        let mut all = [names(PAPER), names(CATEGORY), names(PERSON), names(TRANSLATION)].concat();
        all.sort_unstable();
        all.dedup();
        assert_eq!(ABOUT.iter().map(|(name, _)| *name).collect::<Vec<_>>(), all);
    }

    #[test]
    fn what_is_read_in_its_own_way_has_a_form_of_its_own() {
        let special = |fields: &[(&'static str, Field<_>)]| {
            let special = fields.iter().filter(|(_, field)| matches!(field, Field::Special(_)));
            special.map(|(name, _)| *name).collect::<Vec<_>>()
        };
        assert_eq!(special(PAPER), ["categories", "id", "language", "links", "status", "tags", "title", "type", "x"]);
    }
}
