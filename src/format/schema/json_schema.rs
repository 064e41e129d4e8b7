//! The JSON Schema of data files, generated from the tables of fields. Editors use it for completion and validation.
//!
//! It is draft 7, which the language servers of TOML, YAML and JSON support. It rejects `null`, which YAML and JSON files may
//! contain.

use serde_json::{Map, Value, json};

use super::{CATEGORY, PAPER, PERSON, Parser, Row, TRANSLATION};
use crate::options::TYPES;
use crate::paper::Status;

/// Returns the schema as it is committed, `papers.schema.json`.
///
/// # Panics
/// Never: writing a JSON value to memory cannot fail.
pub fn papers_schema() -> String {
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let point = "-?[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[?~%]?";
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A library of mdbook-papers",
        "type": "object",
        "properties": {
            "$schema": { "type": "string" },
            "category": {
                "description": "The categories, in the order in which they are shown.",
                "type": "array",
                "items": { "$ref": "#/definitions/category" },
            },
            "paper": { "description": "The papers.", "type": "array", "items": { "$ref": "#/definitions/paper" } },
        },
        "additionalProperties": false,
        "definitions": {
            "paper": table(&PAPER, &["id", "title"]),
            "category": table(CATEGORY, &["id"]),
            "translations": {
                "description": "Texts in other languages, by language tag.",
                "type": "object",
                "additionalProperties": table(&TRANSLATION, &[]),
            },
            "name": {
                "description": "`Given Family`, `Family, Given`, or the parts of a name; `{ others = true }` at the end of \
                                a list that is not complete.",
                "anyOf": [{ "type": "string", "minLength": 1 }, name(), others()],
            },
            "date": {
                "anyOf": [
                    { "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" },
                    { "type": "integer", "minimum": 1, "maximum": 9999 },
                ],
            },
            "extended-date": {
                "anyOf": [
                    { "$ref": "#/definitions/date" },
                    {
                        "description": "A date in EDTF: `1890~`, `2007-22`, `2001/2003`, `-0043`.",
                        "type": "string",
                        "pattern": format!("^({point}|{point}/({point}|\\.\\.)|\\.\\./{point})$"),
                    },
                    { "description": "Words: `in press`.", "type": "string", "pattern": "^[^0-9]+$" },
                    {
                        "description": "Words with digits.",
                        "type": "object",
                        "properties": { "literal": { "type": "string" } },
                        "required": ["literal"],
                        "additionalProperties": false,
                    },
                ],
            },
            "texts": texts,
        },
    });
    let mut text = serde_json::to_string_pretty(&schema).expect("writing JSON to memory cannot fail");
    text.push('\n');
    text
}

/// A name in parts: `family`, or `name` for a name without parts.
fn name() -> Value {
    let mut table = table(PERSON, &[]);
    table["anyOf"] = json!([{ "required": ["family"] }, { "required": ["name"] }]);
    table
}

/// The item that ends a list of names with "and others".
fn others() -> Value {
    json!({
        "type": "object",
        "properties": { "others": { "const": true } },
        "required": ["others"],
        "additionalProperties": false,
    })
}

fn table<T>(rows: &[Row<T>], required: &[&str]) -> Value {
    let properties: Map<_, _> = rows.iter().map(|row| (row.name.to_owned(), property(row))).collect();
    let mut table = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        table["required"] = json!(required);
    }
    table
}

fn property<T>(row: &Row<T>) -> Value {
    let mut property = match row.parser {
        Parser::Required(_) | Parser::Title(_) | Parser::Line(_) | Parser::Markdown(_) | Parser::WholeName(_) => {
            json!({ "type": "string" })
        }
        Parser::Key(_) | Parser::Path(_) => json!({ "type": "string", "minLength": 1 }),
        Parser::Type(_) => json!({ "enum": TYPES, "default": "article" }),
        Parser::LineOrNumber(_) => json!({ "type": ["string", "integer"] }),
        Parser::Language(_) => json!({ "type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$" }),
        Parser::Date(_) => json!({ "allOf": [{ "$ref": "#/definitions/extended-date" }] }),
        Parser::Day(_) => json!({ "allOf": [{ "$ref": "#/definitions/date" }] }),
        Parser::Names(_) => json!({ "type": "array", "items": { "$ref": "#/definitions/name" } }),
        Parser::Texts(_) | Parser::Keys(_) | Parser::Categories => {
            json!({ "allOf": [{ "$ref": "#/definitions/texts" }] })
        }
        Parser::Links(_) => json!({
            "type": "object",
            "additionalProperties": { "anyOf": [{ "type": "string" }, { "$ref": "#/definitions/texts" }] },
        }),
        Parser::Status(_) => json!({ "enum": Status::ALL.iter().map(|status| status.as_str()).collect::<Vec<_>>() }),
        Parser::Translations(_) => json!({ "allOf": [{ "$ref": "#/definitions/translations" }] }),
        Parser::Custom(_) => json!({ "type": "object" }),
    };
    property["description"] = json!(row.about);
    property
}
