//! The styles that come with the program, by the names that people know them under.

use super::archive::{ArchivedStyle, STYLES};
use crate::diagnostic::nearest;

/// Names that the archive does not have: those of the CSL project's files, and common short names.
const ALIASES: &[(&str, &str)] = &[
    ("abnt", "associacao-brasileira-de-normas-tecnicas"),
    ("acm", "association-for-computing-machinery"),
    ("acs", "american-chemical-society"),
    ("ama", "american-medical-association"),
    ("apsa", "american-political-science-association"),
    ("asa", "american-sociological-association"),
    ("chicago", "chicago-author-date"),
    ("chicago-fullnote-bibliography", "chicago-notes"),
    ("chicago-notes-bibliography", "chicago-notes"),
    ("china-national-standard-gb-t-7714-2015-author-date", "gb-7714-2015-author-date"),
    ("china-national-standard-gb-t-7714-2015-note", "gb-7714-2015-note"),
    ("china-national-standard-gb-t-7714-2015-numeric", "gb-7714-2015-numeric"),
    ("cse", "cse-name-year"),
    ("gb-7714", "gb-7714-2015-numeric"),
    ("gb-7714-2015", "gb-7714-2015-numeric"),
    ("gb-t-7714-2015-author-date", "gb-7714-2015-author-date"),
    ("gb-t-7714-2015-numeric", "gb-7714-2015-numeric"),
    ("harvard", "harvard-cite-them-right"),
    ("iso-690", "iso-690-numeric"),
    ("lncs", "springer-lecture-notes-in-computer-science"),
    ("mdpi", "multidisciplinary-digital-publishing-institute"),
    ("mhra", "modern-humanities-research-association-notes"),
    ("turabian", "turabian-author-date"),
];

/// The style of that name.
pub(super) fn by_name(name: &str) -> Option<&'static ArchivedStyle> {
    let name = name.to_lowercase();
    let known = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, known)| known);
    STYLES.iter().find(|style| style.names.contains(&known))
}

/// The style that the CSL project publishes under that address.
pub(super) fn by_id(id: &str) -> Option<&'static ArchivedStyle> {
    let same = |a: &str, b: &str| {
        let bare = |id: &str| id.trim_start_matches("https://").trim_start_matches("http://").to_owned();
        bare(a) == bare(b)
    };
    STYLES.iter().find(|style| same(style.id, id))
}

/// Every name that [`Style::bundled`](super::Style::bundled) knows, sorted.
pub fn names() -> Vec<&'static str> {
    let archived = STYLES.iter().flat_map(|style| style.names).copied();
    let mut names: Vec<_> = archived.chain(ALIASES.iter().map(|(alias, _)| *alias)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The name that somebody may have meant.
pub fn near(name: &str) -> Option<&'static str> {
    nearest(name, names())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_a_style() {
        for name in names() {
            assert!(by_name(name).is_some(), "{name}");
        }
        assert!(ALIASES.is_sorted());
    }

    #[test]
    fn the_names_of_the_guide_are_known() {
        for name in
            ["apa", "ieee", "chicago-author-date", "nature", "gb-7714-2015-numeric", "vancouver", "mla", "harvard"]
        {
            assert!(by_name(name).is_some(), "{name}");
        }
        assert_eq!(by_name("APA"), by_name("american-psychological-association"));
        assert_eq!(near("iee"), Some("ieee"));
        assert_eq!(near("chicago-autor-date"), Some("chicago-author-date"));
    }

    #[test]
    fn a_parent_is_found_by_its_address() {
        assert_eq!(by_id("https://www.zotero.org/styles/apa"), by_name("apa"));
        assert_eq!(by_id("http://www.zotero.org/styles/nothing"), None);
    }
}
