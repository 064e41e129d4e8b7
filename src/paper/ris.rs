//! The types and tags of RIS, for its reader and its writer.
//!
//! The tags are those of the RIS specification of 2011 as EndNote, Zotero and publishers write them. Tags with one meaning in
//! every type are in the table of fields.

/// The types of RIS with the types of CSL. Of several types with one CSL type the first is written, and of several CSL types
/// with one type the first is read.
const TYPES: &[(&str, &str)] = &[
    ("JOUR", "article-journal"),
    ("EJOUR", "article-journal"),
    ("ABST", "article-journal"),
    ("INPR", "article-journal"),
    ("MGZN", "article-magazine"),
    ("NEWS", "article-newspaper"),
    ("UNPB", "manuscript"),
    ("MANSCPT", "manuscript"),
    ("UNPB", "article"),
    ("BOOK", "book"),
    ("EBOOK", "book"),
    ("EDBOOK", "book"),
    ("CLSWK", "classic"),
    ("CHAP", "chapter"),
    ("ECHAP", "chapter"),
    ("CONF", "paper-conference"),
    ("CPAPER", "paper-conference"),
    ("THES", "thesis"),
    ("RPRT", "report"),
    ("GOVDOC", "report"),
    ("GRANT", "report"),
    ("ELEC", "webpage"),
    ("ICOMM", "post"),
    ("BLOG", "post-weblog"),
    ("COMP", "software"),
    ("DATA", "dataset"),
    ("AGGR", "dataset"),
    ("DBASE", "dataset"),
    ("PAT", "patent"),
    ("MPCT", "motion_picture"),
    ("VIDEO", "motion_picture"),
    ("ADVS", "broadcast"),
    ("SOUND", "song"),
    ("MUSIC", "musical_score"),
    ("MAP", "map"),
    ("ART", "graphic"),
    ("FIGURE", "figure"),
    ("CHART", "figure"),
    ("STAT", "legislation"),
    ("LEGAL", "legislation"),
    ("CASE", "legal_case"),
    ("BILL", "bill"),
    ("HEAR", "hearing"),
    ("PCOMM", "personal_communication"),
    ("ENCYC", "entry-encyclopedia"),
    ("DICT", "entry-dictionary"),
    ("STAND", "standard"),
    ("SLIDE", "speech"),
    ("PAMP", "pamphlet"),
    ("SER", "periodical"),
    ("JFULL", "periodical"),
    ("MULTI", "performance"),
    ("GEN", "document"),
];

/// Returns the CSL type of a type of RIS.
pub fn csl_type(ris: &str) -> Option<&'static str> {
    TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(ris)).map(|(_, csl)| *csl)
}

/// Returns the type of RIS for a CSL type; `GEN` for one that RIS lacks.
pub fn of_csl(kind: &str) -> &'static str {
    TYPES.iter().find(|(_, csl)| *csl == kind).map_or("GEN", |(ris, _)| *ris)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::TYPES as CSL;

    #[test]
    fn types_are_those_of_csl() {
        assert!(TYPES.iter().all(|(_, csl)| CSL.contains(csl)));
        assert_eq!(csl_type("jour"), Some("article-journal"));
        assert_eq!((of_csl("thesis"), of_csl("interview")), ("THES", "GEN"));
    }
}
