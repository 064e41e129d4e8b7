//! The types of entries of BibTeX and BibLaTeX, and of programs that extend them, with their CSL types.

/// A type of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryType {
    /// The name, in lower case.
    pub name: &'static str,
    /// The CSL type.
    pub csl: &'static str,
    /// The CSL genre that the name implies.
    pub genre: Option<&'static str>,
    /// Who defines it.
    pub standard: Standard,
}

/// Who defines a type of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// BibTeX, and with it BibLaTeX.
    Bibtex,
    /// BibLaTeX.
    Biblatex,
    /// Another program or a style.
    Other,
}

/// Returns a type of entry by its name in any case.
pub fn entry_type(name: &str) -> Option<&'static EntryType> {
    let compare = |known: &EntryType| known.name.bytes().cmp(name.bytes().map(|byte| byte.to_ascii_lowercase()));
    ENTRY_TYPES.binary_search_by(compare).ok().map(|at| &ENTRY_TYPES[at])
}

/// Returns the names of all types of entries.
pub fn names() -> impl Iterator<Item = &'static str> {
    ENTRY_TYPES.iter().map(|known| known.name)
}

/// CSL types with the types of entries that they are written as in BibTeX and in BibLaTeX.
pub const OF_CSL: &[(&str, &str, &str)] = &[
    ("article", "misc", "online"),
    ("article-journal", "article", "article"),
    ("article-magazine", "article", "article"),
    ("article-newspaper", "article", "article"),
    ("book", "book", "book"),
    ("broadcast", "misc", "video"),
    ("chapter", "incollection", "incollection"),
    ("collection", "book", "collection"),
    ("dataset", "misc", "dataset"),
    ("entry-dictionary", "incollection", "inreference"),
    ("entry-encyclopedia", "incollection", "inreference"),
    ("figure", "misc", "image"),
    ("graphic", "misc", "image"),
    ("legal_case", "misc", "jurisdiction"),
    ("legislation", "misc", "legislation"),
    ("manuscript", "unpublished", "unpublished"),
    ("motion_picture", "misc", "movie"),
    ("pamphlet", "booklet", "booklet"),
    ("paper-conference", "inproceedings", "inproceedings"),
    ("patent", "misc", "patent"),
    ("performance", "misc", "performance"),
    ("periodical", "misc", "periodical"),
    ("personal_communication", "misc", "letter"),
    ("post", "misc", "online"),
    ("post-weblog", "misc", "online"),
    ("report", "techreport", "report"),
    ("review", "article", "review"),
    ("review-book", "article", "review"),
    ("software", "misc", "software"),
    ("song", "misc", "music"),
    ("standard", "misc", "standard"),
    ("thesis", "phdthesis", "thesis"),
    ("treaty", "misc", "legal"),
    ("webpage", "misc", "online"),
];

/// The localization keys of BibLaTeX for `type`, `pubstate` and `series`, and the English words that CSL styles print.
const KEYS: &[(&str, &str)] = &[
    ("audiocd", "Audio CD"),
    ("bathesis", "Bachelor's thesis"),
    ("candthesis", "Candidate thesis"),
    ("datacd", "Data CD"),
    ("forthcoming", "forthcoming"),
    ("inpreparation", "in preparation"),
    ("inpress", "in press"),
    ("mathesis", "Master's thesis"),
    ("newseries", "new series"),
    ("oldseries", "old series"),
    ("patent", "Patent"),
    ("patentde", "German patent"),
    ("patenteu", "European patent"),
    ("patentfr", "French patent"),
    ("patentuk", "British patent"),
    ("patentus", "U.S. patent"),
    ("patreq", "Patent request"),
    ("patreqde", "German patent request"),
    ("patreqeu", "European patent request"),
    ("patreqfr", "French patent request"),
    ("patrequk", "British patent request"),
    ("patrequs", "U.S. patent request"),
    ("phdthesis", "PhD thesis"),
    ("prepublished", "pre-published"),
    ("resreport", "Research report"),
    ("software", "Computer software"),
    ("submitted", "submitted"),
    ("techreport", "Technical report"),
];

/// Returns the words for a localization key of BibLaTeX, or the text itself.
pub fn localized(text: &str) -> &str {
    let known = KEYS.iter().find(|(key, _)| key.eq_ignore_ascii_case(text));
    known.map_or(text, |(_, words)| words)
}

/// Returns the localization key of BibLaTeX for some words, or the text itself.
pub fn localization_key(text: &str) -> &str {
    let plain = text.replace('’', "'");
    let known = KEYS.iter().find(|(_, words)| words.eq_ignore_ascii_case(&plain));
    known.map_or(text, |(key, _)| key)
}

const fn bibtex(name: &'static str, csl: &'static str) -> EntryType {
    EntryType { name, csl, genre: None, standard: Standard::Bibtex }
}

const fn biblatex(name: &'static str, csl: &'static str) -> EntryType {
    EntryType { name, csl, genre: None, standard: Standard::Biblatex }
}

const fn other(name: &'static str, csl: &'static str) -> EntryType {
    EntryType { name, csl, genre: None, standard: Standard::Other }
}

const fn thesis(name: &'static str, genre: &'static str, standard: Standard) -> EntryType {
    EntryType { name, csl: "thesis", genre: Some(genre), standard }
}

/// The types, in order of their names. Names with a full word and `_` are those of Mendeley.
const ENTRY_TYPES: &[EntryType] = &[
    bibtex("article", "article-journal"),
    biblatex("artwork", "graphic"),
    biblatex("audio", "song"),
    thesis("bachelorsthesis", "Bachelor's thesis", Standard::Other),
    other("bill", "bill"),
    bibtex("book", "book"),
    other("book_section", "chapter"),
    biblatex("bookinbook", "chapter"),
    bibtex("booklet", "pamphlet"),
    other("case", "legal_case"),
    biblatex("collection", "book"),
    other("computer_program", "software"),
    bibtex("conference", "paper-conference"),
    other("conference_proceedings", "paper-conference"),
    other("data", "dataset"),
    biblatex("dataset", "dataset"),
    biblatex("electronic", "webpage"),
    other("encyclopedia_article", "entry-encyclopedia"),
    other("film", "motion_picture"),
    other("generic", "document"),
    other("hearing", "hearing"),
    biblatex("image", "graphic"),
    bibtex("inbook", "chapter"),
    bibtex("incollection", "chapter"),
    bibtex("inproceedings", "paper-conference"),
    biblatex("inreference", "entry-encyclopedia"),
    other("journal_article", "article-journal"),
    biblatex("jurisdiction", "legal_case"),
    biblatex("legal", "treaty"),
    biblatex("legislation", "legislation"),
    biblatex("letter", "personal_communication"),
    other("magazine_article", "article-magazine"),
    bibtex("manual", "report"),
    thesis("mastersthesis", "Master's thesis", Standard::Bibtex),
    bibtex("misc", "document"),
    biblatex("movie", "motion_picture"),
    biblatex("music", "song"),
    biblatex("mvbook", "book"),
    biblatex("mvcollection", "book"),
    biblatex("mvproceedings", "book"),
    biblatex("mvreference", "book"),
    other("newspaper_article", "article-newspaper"),
    biblatex("online", "webpage"),
    biblatex("patent", "patent"),
    biblatex("performance", "performance"),
    biblatex("periodical", "periodical"),
    thesis("phdthesis", "PhD thesis", Standard::Bibtex),
    other("preprint", "article"),
    bibtex("proceedings", "book"),
    biblatex("reference", "book"),
    biblatex("report", "report"),
    biblatex("review", "review"),
    biblatex("software", "software"),
    biblatex("standard", "standard"),
    other("statute", "legislation"),
    biblatex("suppbook", "chapter"),
    biblatex("suppcollection", "chapter"),
    biblatex("suppperiodical", "article-journal"),
    bibtex("techreport", "report"),
    other("television_broadcast", "broadcast"),
    biblatex("thesis", "thesis"),
    bibtex("unpublished", "manuscript"),
    biblatex("video", "motion_picture"),
    other("web_page", "webpage"),
    other("webpage", "webpage"),
    other("working_paper", "report"),
    biblatex("www", "webpage"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::TYPES;

    #[test]
    fn types_are_sorted_and_those_of_csl() {
        assert!(ENTRY_TYPES.is_sorted_by(|a, b| a.name < b.name));
        assert!(ENTRY_TYPES.iter().all(|known| TYPES.contains(&known.csl)));
        assert!(OF_CSL.is_sorted_by(|a, b| a.0 < b.0));
        for (csl, bibtex, biblatex) in OF_CSL {
            assert!(TYPES.contains(csl), "{csl}");
            assert_eq!(entry_type(bibtex).map(|known| known.standard), Some(Standard::Bibtex), "{bibtex}");
            assert!(entry_type(biblatex).is_some_and(|known| known.standard != Standard::Other), "{biblatex}");
        }
    }

    #[test]
    fn names_are_found_in_any_case() {
        assert_eq!(entry_type("InProceedings").map(|known| known.csl), Some("paper-conference"));
        assert_eq!(entry_type("rticle"), None);
    }

    #[test]
    fn localization_keys_are_read_and_written() {
        assert_eq!(localized("mathesis"), "Master's thesis");
        assert_eq!(localization_key("Master’s thesis"), "mathesis");
        assert_eq!(localized("Memo"), "Memo");
    }
}
