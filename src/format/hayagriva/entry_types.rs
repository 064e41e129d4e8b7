//! Maps Hayagriva types to CSL types.

/// The types, sorted.
const KINDS: &[&str] = &[
    "anthology",
    "anthos",
    "article",
    "artwork",
    "audio",
    "blog",
    "book",
    "case",
    "chapter",
    "conference",
    "entry",
    "exhibition",
    "legislation",
    "manuscript",
    "misc",
    "newspaper",
    "original",
    "patent",
    "performance",
    "periodical",
    "post",
    "proceedings",
    "reference",
    "report",
    "repository",
    "scene",
    "thesis",
    "thread",
    "video",
    "web",
];

/// Returns whether a lower-case word is a type.
pub(super) fn is_known(kind: &str) -> bool {
    KINDS.binary_search(&kind).is_ok()
}

/// Returns the default type of a parent.
pub(super) fn of_parent(kind: &str) -> &'static str {
    match kind {
        "anthos" | "legislation" => "anthology",
        "article" => "periodical",
        "artwork" => "exhibition",
        "audio" => "audio",
        "chapter" => "book",
        "entry" => "reference",
        "post" => "post",
        "scene" | "video" => "video",
        "web" => "web",
        _ => "misc",
    }
}

/// Returns the CSL type of a work from its type and those of its parents, nearest first.
pub(super) fn csl(kind: &str, parents: &[&str]) -> &'static str {
    let within = |kind: &str| parents.contains(&kind);
    match kind {
        "anthology" | "book" | "proceedings" | "reference" => "book",
        "anthos" | "chapter" => "chapter",
        "article" if within("newspaper") => "article-newspaper",
        "article" if within("blog") => "post-weblog",
        "article" if within("proceedings") || within("conference") => "paper-conference",
        "article" if within("periodical") => "article-journal",
        "article" => "article",
        "artwork" => "graphic",
        "audio" => "song",
        "blog" => "post-weblog",
        "case" => "legal_case",
        "conference" => "speech",
        "entry" => "entry",
        "exhibition" => "event",
        "legislation" => "legislation",
        "manuscript" => "manuscript",
        "newspaper" | "periodical" => "periodical",
        "patent" => "patent",
        "performance" => "performance",
        "post" | "thread" => "post",
        "report" => "report",
        "repository" => "software",
        "scene" | "video" => "motion_picture",
        "thesis" => "thesis",
        "web" => "webpage",
        _ => "document",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::TYPES;

    #[test]
    fn every_type_is_one_of_csl() {
        assert!(KINDS.is_sorted_by(|a, b| a < b));
        assert!(KINDS.iter().all(|kind| TYPES.contains(&csl(kind, &[])) && (is_known(of_parent(kind)))));
        assert_eq!(csl("article", &["proceedings", "conference"]), "paper-conference");
        assert_eq!(csl("article", &["repository"]), "article");
    }
}
