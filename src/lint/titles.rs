//! Titles in capitals or with a full stop, and venues that end with a year, as exported by catalogs and word processors.

use super::LintedPaper;
use crate::diagnostic::{Code, Diagnostic, Level};

/// The number of capitals from which a title is not an acronym.
const MIN_CAPITALS: usize = 12;

pub(super) fn check(item: &LintedPaper<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let title = item.paper.title.as_str();
    if is_all_caps(title) {
        let message = "the title is in capitals";
        diagnostics
            .push(item.at(Code::BadValue, "title", 0, message).level(Level::Warning).help("write it in normal case"));
    }
    if ends_as_a_sentence(title) {
        let message = "the title ends with a full stop";
        diagnostics.push(
            item.at(Code::BadValue, "title", 0, message).level(Level::Info).help("punctuation is added on the page"),
        );
    }
    if let Some(year) = item.paper.venue.as_deref().and_then(year_at_end) {
        let message = format!("`venue` ends with the year `{year}`");
        diagnostics
            .push(item.at(Code::BadValue, "venue", 0, message).level(Level::Info).help("move the year to `date`"));
    }
}

fn is_all_caps(title: &str) -> bool {
    let upper = title.chars().filter(|c| c.is_uppercase()).count();
    upper >= MIN_CAPITALS && title.contains(' ') && !title.chars().any(char::is_lowercase)
}

/// Returns whether a title ends with one full stop after a word that is not an abbreviation.
fn ends_as_a_sentence(title: &str) -> bool {
    let Some(rest) = title.strip_suffix(['.', '。']) else { return false };
    let word = rest.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    word.chars().count() >= 5 || crate::paper::has_han(word)
}

/// Returns a year from 1900 to 2099 after a space at the end.
fn year_at_end(venue: &str) -> Option<&str> {
    let venue = venue.trim_end_matches('.');
    let at = venue.rfind(' ')?;
    let year = &venue[at + 1..];
    let in_range = year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
    (in_range && year.bytes().all(|byte| byte.is_ascii_digit())).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_and_abbreviations_are_not_reported() {
        assert!(is_all_caps("ATTENTION IS ALL YOU NEED"));
        assert!(!is_all_caps("GPT-4"));
        assert!(!is_all_caps("OPT-IML: scaling"));
        assert!(!is_all_caps("评估 LLMs"));
        assert!(ends_as_a_sentence("Open and Efficient Foundation Language Models."));
        assert!(!ends_as_a_sentence("Apple Inc."));
        assert!(!ends_as_a_sentence("Is it so..."));
        assert_eq!(year_at_end("EMNLP 2019."), Some("2019"));
        assert_eq!(year_at_end("Proceedings of the 2019 Conference"), None);
        assert_eq!(year_at_end("Volume 2150"), None);
    }
}
