//! The variables of CSL 1.0.2 and those that programs write for them.

use crate::paper::Field;

/// The field of a variable.
pub(super) fn field(name: &str) -> Option<Field> {
    match name {
        // What CSL 1.0.1 called it, and what Zotero and Mendeley write.
        "event" => Some(Field::EventTitle),
        "journalAbbreviation" => Some(Field::ContainerTitleShort),
        "isbn" => Some(Field::Isbn),
        "printing" => Some(Field::PrintingNumber),
        "part" => Some(Field::PartNumber),
        _ => Field::of_csl(name),
    }
}

/// Returns whether a variable is known.
pub(super) fn is_known(name: &str) -> bool {
    OTHERS.binary_search(&name).is_ok() || field(name).is_some() || is_private(name)
}

/// Returns whether a variable is about the program that wrote the file.
pub(super) fn is_private(name: &str) -> bool {
    PRIVATE.contains(&name)
}

/// The type of CSL for a type of Crossref, whose items are CSL in all other ways.
pub(super) fn csl_type(crossref: &str) -> Option<&'static str> {
    Some(match crossref {
        "journal-article" => "article-journal",
        "proceedings-article" => "paper-conference",
        "book-chapter" | "book-part" | "book-section" | "book-track" | "reference-entry" => "chapter",
        "monograph" | "edited-book" | "reference-book" | "book-set" | "book-series" | "proceedings" => "book",
        "posted-content" => "article",
        "dissertation" => "thesis",
        "report-component" | "report-series" => "report",
        "peer-review" => "review",
        "journal" | "journal-issue" | "journal-volume" | "proceedings-series" => "periodical",
        _ => return None,
    })
}

const PRIVATE: &[&str] = &["_graph", "citation-key", "custom", "library_id", "system_id"];

/// What is read apart from the table of fields, or belongs to a citation rather than to the work, in order.
const OTHERS: &[&str] = &[
    "URL",
    "annote",
    "arxiv",
    "categories",
    "citation-label",
    "citation-number",
    "first-reference-note-number",
    "id",
    "keyword",
    "locator",
    "shortTitle",
    "tags",
    "type",
    "year-suffix",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::TYPES;

    #[test]
    fn variables_are_sorted_for_the_search() {
        assert!(OTHERS.is_sorted_by(|a, b| a < b));
        assert!(is_known("DOI") && is_known("title") && is_known("translator") && !is_known("mood"));
    }

    #[test]
    fn types_of_crossref_are_types_of_csl() {
        for crossref in ["journal-article", "posted-content", "dissertation", "book-chapter", "monograph"] {
            assert!(csl_type(crossref).is_some_and(|csl| TYPES.contains(&csl)), "{crossref}");
        }
        assert_eq!(csl_type("film"), None);
    }
}
