//! The entry types and fields of BibTeX, BibLaTeX and programs that write them.

/// Returns the CSL type of an entry type; fields may refine it.
pub(super) fn csl(kind: &str) -> Option<&'static str> {
    KINDS.binary_search_by(|(name, _)| compare(name, kind)).ok().map(|at| KINDS[at].1)
}

/// Returns whether a word is an entry type.
pub(super) fn is_known(kind: &str) -> bool {
    csl(kind).is_some()
}

/// Returns whether a field is known.
pub(super) fn is_field(name: &str) -> bool {
    FIELDS.binary_search_by(|known| compare(known, name)).is_ok() || is_link(name) || is_private(name)
}

/// Returns whether a field is about files or program state, and so neither published nor exported.
pub(super) fn is_private(name: &str) -> bool {
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

/// Entry types with their CSL types, sorted.
const KINDS: &[(&str, &str)] = &[
    ("article", "article-journal"),
    ("artwork", "graphic"),
    ("audio", "song"),
    ("bachelorsthesis", "thesis"),
    ("book", "book"),
    ("bookinbook", "chapter"),
    ("booklet", "pamphlet"),
    ("collection", "book"),
    ("conference", "paper-conference"),
    ("data", "dataset"),
    ("dataset", "dataset"),
    ("electronic", "webpage"),
    ("image", "graphic"),
    ("inbook", "chapter"),
    ("incollection", "chapter"),
    ("inproceedings", "paper-conference"),
    ("inreference", "entry-encyclopedia"),
    ("jurisdiction", "legal_case"),
    ("legal", "treaty"),
    ("legislation", "legislation"),
    ("letter", "personal_communication"),
    ("manual", "report"),
    ("mastersthesis", "thesis"),
    ("misc", "document"),
    ("movie", "motion_picture"),
    ("music", "song"),
    ("mvbook", "book"),
    ("mvcollection", "book"),
    ("mvproceedings", "book"),
    ("mvreference", "book"),
    ("online", "webpage"),
    ("patent", "patent"),
    ("performance", "performance"),
    ("periodical", "periodical"),
    ("phdthesis", "thesis"),
    ("preprint", "article"),
    ("proceedings", "book"),
    ("reference", "book"),
    ("report", "report"),
    ("review", "review"),
    ("software", "software"),
    ("standard", "standard"),
    ("suppbook", "chapter"),
    ("suppcollection", "chapter"),
    ("suppperiodical", "article-journal"),
    ("techreport", "report"),
    ("thesis", "thesis"),
    ("unpublished", "manuscript"),
    ("video", "motion_picture"),
    ("webpage", "webpage"),
    ("www", "webpage"),
];

/// Known fields, sorted; those without a place in the schema go into `x`.
const FIELDS: &[&str] = &[
    "abstract",
    "addendum",
    "address",
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
    use crate::options::TYPES;

    #[test]
    fn tables_are_sorted_for_the_search() {
        assert!(KINDS.is_sorted_by(|a, b| a.0 < b.0), "{KINDS:?}");
        assert!(FIELDS.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn every_type_is_one_of_csl() {
        assert!(KINDS.iter().all(|(_, csl)| TYPES.contains(csl)));
    }

    #[test]
    fn words_are_known_in_any_case() {
        assert_eq!(csl("InProceedings"), Some("paper-conference"));
        assert_eq!(csl("rticle"), None);
        assert!(is_field("JournalTitle") && is_field("url_Slides") && is_private("Bdsk-File-2") && !is_field("mood"));
    }
}
