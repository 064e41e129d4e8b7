//! The variables of CSL 1.0.2 and of programs that extend it.

/// Returns whether a variable is known.
pub(super) fn is_known(name: &str) -> bool {
    VARIABLES.binary_search(&name).is_ok() || NAMES.contains(&name) || DATES.contains(&name) || is_private(name)
}

/// Returns whether a variable is about the program that wrote the file.
pub(super) fn is_private(name: &str) -> bool {
    PRIVATE.contains(&name)
}

/// Name variables other than `author` and `editor`.
pub(super) const NAMES: &[&str] = &[
    "chair",
    "collection-editor",
    "compiler",
    "composer",
    "container-author",
    "contributor",
    "curator",
    "director",
    "editor-translator",
    "editorial-director",
    "executive-producer",
    "guest",
    "host",
    "illustrator",
    "interviewer",
    "narrator",
    "organizer",
    "original-author",
    "performer",
    "producer",
    "recipient",
    "reviewed-author",
    "script-writer",
    "series-creator",
    "translator",
];

/// Date variables other than `issued`.
pub(super) const DATES: &[&str] = &["accessed", "available-date", "event-date", "original-date", "submitted"];

const PRIVATE: &[&str] = &["_graph", "citation-key", "citation-label", "custom", "library_id", "system_id"];

/// Other variables, sorted.
const VARIABLES: &[&str] = &[
    "DOI",
    "ISBN",
    "ISSN",
    "PMCID",
    "PMID",
    "URL",
    "abstract",
    "annote",
    "archive",
    "archive-place",
    "archive_collection",
    "archive_location",
    "arxiv",
    "author",
    "authority",
    "call-number",
    "categories",
    "chapter-number",
    "citation-number",
    "collection-number",
    "collection-title",
    "container-title",
    "container-title-short",
    "dimensions",
    "division",
    "edition",
    "editor",
    "event",
    "event-place",
    "event-title",
    "first-reference-note-number",
    "genre",
    "id",
    "issue",
    "issued",
    "journalAbbreviation",
    "jurisdiction",
    "keyword",
    "language",
    "license",
    "locator",
    "medium",
    "note",
    "number",
    "number-of-pages",
    "number-of-volumes",
    "original-publisher",
    "original-publisher-place",
    "original-title",
    "page",
    "page-first",
    "part",
    "part-number",
    "part-title",
    "printing",
    "publisher",
    "publisher-place",
    "references",
    "reviewed-genre",
    "reviewed-title",
    "scale",
    "section",
    "shortTitle",
    "source",
    "status",
    "supplement-number",
    "tags",
    "title",
    "title-short",
    "type",
    "version",
    "volume",
    "volume-title",
    "volume-title-short",
    "year-suffix",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_sorted_for_the_search() {
        assert!(VARIABLES.is_sorted_by(|a, b| a < b));
        assert!(is_known("DOI") && is_known("title") && is_known("translator") && !is_known("mood"));
    }
}
