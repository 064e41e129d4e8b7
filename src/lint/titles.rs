//! Titles as catalogues and word processors leave them: in capitals, with a full stop; venues with their year.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Level};

/// So many letters in capitals are no acronym.
const SHOUTED: usize = 12;

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for item in subject.items() {
        let title = item.paper.title.as_str();
        if is_shouted(title) {
            let message = "the title is in capitals throughout";
            found.push(
                item.at(Code::BadValue, "title", 0, message).level(Level::Warning).help("write it as it is read"),
            );
        }
        if ends_as_a_sentence(title) {
            let message = "the title ends with a full stop";
            found.push(
                item.at(Code::BadValue, "title", 0, message).level(Level::Info).help("it is punctuated when shown"),
            );
        }
        if let Some(year) = item.paper.venue.as_deref().and_then(year_at_end) {
            let message = format!("`venue` ends with the year `{year}`");
            found.push(
                item.at(Code::BadValue, "venue", 0, message).level(Level::Info).help("the year goes into `date`"),
            );
        }
    }
}

fn is_shouted(title: &str) -> bool {
    let upper = title.chars().filter(|c| c.is_uppercase()).count();
    upper >= SHOUTED && title.contains(' ') && !title.chars().any(char::is_lowercase)
}

/// One full stop after a word that is no abbreviation.
fn ends_as_a_sentence(title: &str) -> bool {
    let Some(rest) = title.strip_suffix(['.', '。']) else { return false };
    let word = rest.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    word.chars().count() >= 5 || crate::paper::has_han(word)
}

/// A year from 1900 to 2099 after a blank.
fn year_at_end(venue: &str) -> Option<&str> {
    let venue = venue.trim_end_matches('.');
    let at = venue.rfind(' ')?;
    let year = &venue[at + 1..];
    let fits = year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
    (fits && year.bytes().all(|byte| byte.is_ascii_digit())).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_told_from_acronyms_and_abbreviations() {
        assert!(is_shouted("ATTENTION IS ALL YOU NEED"));
        assert!(!is_shouted("GPT-4"));
        assert!(!is_shouted("OPT-IML: scaling"));
        assert!(!is_shouted("评估 LLMs"));
        assert!(ends_as_a_sentence("Open and Efficient Foundation Language Models."));
        assert!(!ends_as_a_sentence("Apple Inc."));
        assert!(!ends_as_a_sentence("Is it so..."));
        assert_eq!(year_at_end("EMNLP 2019."), Some("2019"));
        assert_eq!(year_at_end("Proceedings of the 2019 Conference"), None);
        assert_eq!(year_at_end("Volume 2150"), None);
    }
}
