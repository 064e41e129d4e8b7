//! The entry types and fields of BibTeX, BibLaTeX and programs that write them.

use crate::diagnostic;
use crate::paper::entry_type::{entry_type, names};

/// Returns the CSL type of a type of entry, regardless of its fields.
pub(super) fn csl(kind: &str) -> Option<&'static str> {
    entry_type(kind).map(|known| known.csl)
}

/// Returns whether a word is a type of entry.
pub(super) fn is_known(kind: &str) -> bool {
    entry_type(kind).is_some()
}

/// Returns the type of entry that a word may be meant for.
pub(super) fn nearest(kind: &str) -> Option<&'static str> {
    diagnostic::nearest(kind, names())
}

/// Returns whether a field is known.
pub(in crate::format) fn is_field(name: &str) -> bool {
    FIELDS.binary_search_by(|known| compare(known, name)).is_ok() || is_link(name) || is_private(name)
}

/// Returns whether a field is about files or program state, and so neither published nor exported.
pub(in crate::format) fn is_private(name: &str) -> bool {
    const PRIVATE: [&str; 8] =
        ["__markedentry", "date-modified", "file", "local-url", "localfile", "modificationdate", "owner", "timestamp"];
    PRIVATE.iter().any(|private| name.eq_ignore_ascii_case(private)) || starts_with(name, "bdsk-file-")
}

/// Returns whether the name of a field marks a link.
pub(super) fn is_link(name: &str) -> bool {
    const LINKS: [&str; 6] = ["code", "pdf", "slides", "url", "video", "website"];
    LINKS.iter().any(|link| name.eq_ignore_ascii_case(link))
        || starts_with(name, "url_")
        || starts_with(name, "bdsk-url-")
}

fn starts_with(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Compares ASCII case-insensitively.
fn compare(known: &str, word: &str) -> std::cmp::Ordering {
    known.bytes().cmp(word.bytes().map(|byte| byte.to_ascii_lowercase()))
}

/// Known fields, sorted; those without a place in the schema go into `x`.
const FIELDS: &[&str] = &[
    "abstract",
    "addendum",
    "address",
    "adsnote",
    "adsurl",
    "afterword",
    "annotation",
    "annotator",
    "annote",
    "archiveprefix",
    "arxiv",
    "arxivid",
    "author",
    "authortype",
    "bibsource",
    "biburl",
    "bookauthor",
    "bookpagination",
    "booksubtitle",
    "booktitle",
    "booktitleaddon",
    "chapter",
    "city",
    "collaboration",
    "commentator",
    "copyright",
    "creationdate",
    "crossref",
    "date",
    "date-added",
    "day",
    "doi",
    "edition",
    "editor",
    "editora",
    "editoratype",
    "editorb",
    "editorbtype",
    "editorc",
    "editorctype",
    "editortype",
    "ee",
    "eid",
    "entryset",
    "entrysubtype",
    "eprint",
    "eprintclass",
    "eprinttype",
    "eventdate",
    "eventtitle",
    "eventtitleaddon",
    "execute",
    "foreword",
    "gender",
    "groups",
    "holder",
    "howpublished",
    "hyphenation",
    "ids",
    "indexsorttitle",
    "indextitle",
    "institution",
    "introduction",
    "isan",
    "isbn",
    "ismn",
    "isrn",
    "issn",
    "issue",
    "issuesubtitle",
    "issuetitle",
    "iswc",
    "journal",
    "journalsubtitle",
    "journaltitle",
    "journaltitleaddon",
    "key",
    "keyword",
    "keywords",
    "label",
    "langid",
    "langidopts",
    "language",
    "lccn",
    "library",
    "location",
    "mainsubtitle",
    "maintitle",
    "maintitleaddon",
    "month",
    "mrclass",
    "mrnumber",
    "mrreviewer",
    "nameaddon",
    "note",
    "number",
    "numpages",
    "options",
    "organization",
    "origdate",
    "origlanguage",
    "origlocation",
    "origpublisher",
    "origtitle",
    "pages",
    "pagetotal",
    "pagination",
    "part",
    "pmcid",
    "pmid",
    "presort",
    "primaryclass",
    "publisher",
    "pubstate",
    "related",
    "relatedoptions",
    "relatedstring",
    "relatedtype",
    "reprinttitle",
    "rights",
    "school",
    "series",
    "shortauthor",
    "shorteditor",
    "shorthand",
    "shorthandintro",
    "shortjournal",
    "shortseries",
    "shorttitle",
    "sortkey",
    "sortname",
    "sortshorthand",
    "sorttitle",
    "sortyear",
    "subtitle",
    "title",
    "titleaddon",
    "translator",
    "type",
    "urldate",
    "urn",
    "venue",
    "version",
    "volume",
    "volumes",
    "xdata",
    "xref",
    "year",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_for_the_search() {
        assert!(FIELDS.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn words_are_known_in_any_case() {
        assert_eq!(csl("InProceedings"), Some("paper-conference"));
        assert_eq!(csl("rticle"), None);
        assert!(is_field("JournalTitle") && is_field("url_Slides") && is_private("Bdsk-File-2") && !is_field("mood"));
    }
}
