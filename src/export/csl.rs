//! Writes CSL-JSON items with the fields that styles print and those that reference managers store.

use serde_json::Value;

use crate::csl::csl_json;
use crate::paper::Paper;

/// Returns the item of a paper.
///
/// Categories and tags become keywords, the note the annotation. An arXiv identifier without a variable goes into
/// `note`, as reference managers do.
pub(super) fn item(paper: &Paper) -> Value {
    let mut item = csl_json(paper);
    let Value::Object(fields) = &mut item else { return item };
    let words: Vec<_> = paper.categories.iter().chain(&paper.tags).map(String::as_str).collect();
    if !words.is_empty() {
        fields.insert("keyword".to_owned(), words.join(", ").into());
    }
    if let Some(note) = &paper.note {
        fields.insert("annote".to_owned(), note.as_str().into());
    }
    if let Some(text) = &paper.abstract_text {
        fields.insert("abstract".to_owned(), text.as_str().into());
    }
    if let Some(link) = paper.links.first() {
        fields.insert("URL".to_owned(), link.url.as_str().into());
    }
    if paper.language.is_none() {
        // It was derived from the title for styles.
        fields.remove("language");
    }
    if let Some(arxiv) = paper.arxiv.as_deref() {
        let has = |name: &str| fields.get(name).and_then(Value::as_str).is_some_and(|text| text.contains(arxiv));
        if !has("number") && !has("archive_location") && !has("note") {
            fields.insert("note".to_owned(), format!("arXiv: {arxiv}").into());
        }
    }
    item
}
