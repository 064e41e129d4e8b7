//! Entries of PubMed, by the tags of MEDLINE that the National Library of Medicine documents.

use super::Line;
use crate::format::Reading;
use crate::format::bibtex::{dates, language, links};
use crate::format::external::{Record, UnknownNames, hyphenated};
use crate::format::schema::fold_blanks;
use crate::paper::{Field, Person};

/// Tags about the record, its indexing and its authors' affiliations rather than about the work.
const IGNORED: &[&str] = &[
    "AD", "AUID", "COIS", "CRDT", "CRF", "CRI", "DCOM", "DEP", "DRIN", "DRDT", "ECI", "ECF", "EDAT", "EIN", "FIR",
    "FPS", "GN", "GR", "GS", "IR", "IRAD", "JID", "LR", "MHDA", "MID", "NM", "OAB", "OABL", "OCI", "OID", "OWN",
    "PHST", "PL", "PS", "PST", "PUBM", "RF", "RIN", "RN", "ROF", "RPF", "RPI", "SB", "SFM", "SI", "SO", "SPIN", "STAT",
    "TT", "UIN", "UOF", "CIN", "CON", "CTDT", "EFR", "OTO", "CI",
];

/// Reads an entry.
pub(super) fn entry(
    record: &mut Record<'_>,
    lines: &[Line<'_>],
    reading: Reading,
    keywords: &mut Vec<String>,
    unknown: &mut UnknownNames,
) {
    "article-journal".clone_into(&mut record.paper.kind);
    // A full name is followed by its abbreviated form.
    let has_full = lines.iter().any(|line| line.tag == "FAU");
    for line in lines {
        let text = fold_blanks(&line.value).into_owned();
        if text.is_empty() {
            continue;
        }
        match line.tag {
            "PMID" => record.set(Field::Pmid, text),
            "PMC" => record.set(Field::Pmcid, text),
            "TI" | "BTI" if record.paper.title.is_empty() => {
                record.paper.title = title(&text).into();
                if line.tag == "BTI" {
                    "book".clone_into(&mut record.paper.kind);
                }
            }
            "BTI" => {
                record.paper.venue = Some(title(&text).to_owned());
                "chapter".clone_into(&mut record.paper.kind);
            }
            "FAU" => record.paper.authors.named.push(Person::parse(&text)),
            "AU" if has_full => {}
            "AU" => record.paper.authors.named.push(abbreviated(&text)),
            "CN" => record.paper.authors.named.push(Person { family: text, whole: true, ..Person::default() }),
            "FED" => record.paper.editors.named.push(Person::parse(&text)),
            "ED" => {}
            "DP" => {
                record.paper.date = {
                    let dated = date(&text);
                    record.date(dated, line.span)
                }
            }
            "JT" => record.paper.venue = Some(text),
            "TA" => record.set(Field::ContainerTitleShort, text),
            "VI" => record.set(Field::Volume, text),
            "IP" => record.set(Field::Issue, text),
            "PG" => record.paper.pages = Some(full_range(&hyphenated(&text))),
            "EN" => record.set(Field::Edition, text),
            "PB" => record.set(Field::Publisher, text),
            "CTI" | "CDAT" => record.keep(&line.tag.to_lowercase(), text),
            "AB" => {
                if !reading.without_abstracts {
                    record.set(Field::Abstract, text);
                }
            }
            "LID" | "AID" => {
                if let Some(doi) = text.strip_suffix("[doi]") {
                    record.paper.doi = Some(links::doi(doi.trim()));
                } else if let Some(article) = text.strip_suffix("[pii]").filter(|_| line.tag == "LID") {
                    record.set(Field::Number, article.trim().to_owned());
                }
            }
            "IS" => {
                let number = text.split_whitespace().next().unwrap_or_default().to_owned();
                if Field::Issn.text(&record.paper).is_none() {
                    record.set(Field::Issn, number);
                }
            }
            "ISBN" => record.set(Field::Isbn, text),
            "LA" => record.paper.language = language::tag(&text).map(|tag| two_letters(&tag)),
            "OT" | "MH" => {
                let word = text.trim_start_matches('*').replace('*', "");
                if !keywords.contains(&word) {
                    keywords.push(word);
                }
            }
            "PT" => {
                let kind = match text.as_str() {
                    "Preprint" => Some("article"),
                    "News" | "Newspaper Article" => Some("article-newspaper"),
                    "Dataset" => Some("dataset"),
                    _ => None,
                };
                if let Some(kind) = kind {
                    kind.clone_into(&mut record.paper.kind);
                }
            }
            tag if IGNORED.contains(&tag) => {}
            tag => {
                unknown.count(tag, line.span);
                record.keep(tag, text);
            }
        }
    }
}

/// A title without the full stop that PubMed ends it with.
fn title(text: &str) -> &str {
    let title = text.strip_suffix('.').filter(|title| !title.ends_with('.')).unwrap_or(text);
    // A translated title is in brackets.
    title.strip_prefix('[').and_then(|title| title.strip_suffix(']')).unwrap_or(title)
}

/// Parses `Byron AB`, a family name with initials.
fn abbreviated(text: &str) -> Person {
    match text.rsplit_once(' ') {
        Some((family, initials)) if initials.chars().all(char::is_uppercase) => Person {
            family: family.to_owned(),
            given: Some(initials.chars().map(|c| format!("{c}.")).collect::<Vec<_>>().join(" ")),
            ..Person::default()
        },
        _ => Person::parse(text),
    }
}

/// Parses `2001 Mar 4`, `2001 Mar-Apr`, `2001 Spring` or `2001`.
fn date(text: &str) -> dates::Dated {
    let mut words = text.split(' ');
    let year = words.next().unwrap_or_default();
    let (month, day) = (words.next(), words.next());
    dates::fields(year, month, day)
}

/// Writes the end of `2397-430` in full.
fn full_range(pages: &str) -> String {
    let Some((start, end)) = pages.split_once('-') else { return pages.to_owned() };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(start) && is_number(end) && end.len() < start.len() {
        format!("{start}-{}{end}", &start[..start.len() - end.len()])
    } else {
        pages.to_owned()
    }
}

/// The codes of MEDLINE that have a code of two letters.
fn two_letters(tag: &str) -> String {
    const CODES: &[(&str, &str)] = &[
        ("chi", "zh"),
        ("cze", "cs"),
        ("dan", "da"),
        ("dut", "nl"),
        ("eng", "en"),
        ("fin", "fi"),
        ("fre", "fr"),
        ("ger", "de"),
        ("gre", "el"),
        ("hun", "hu"),
        ("ita", "it"),
        ("jpn", "ja"),
        ("kor", "ko"),
        ("nor", "no"),
        ("pol", "pl"),
        ("por", "pt"),
        ("rus", "ru"),
        ("spa", "es"),
        ("swe", "sv"),
        ("tur", "tr"),
    ];
    CODES.iter().find(|(code, _)| *code == tag).map_or(tag, |(_, short)| short).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, read};
    use super::*;
    use crate::source::Source;

    #[test]
    fn an_entry_of_pubmed_is_read() {
        let text = "PMID- 123\nOWN - NLM\nTI  - On engines and\n      their uses.\nPG  - 2397-430\nLID - 10.1/x [doi]\n\
                    FAU - Byron, Ada\nAU  - Byron A\nLA  - eng\nPT  - Journal Article\nDP  - 2001 Mar 4\nTA  - J X\n\
                    JT  - Journal of X\nVI  - 7\nIP  - 2\nIS  - 1234-5678 (Electronic)\nPMC - PMC9\nOT  - engines\n\n\
                    PMID- 124\nTI  - Second.\nAU  - de Vries BC\nDP  - 2002 Spring\n";
        let contents = read(&Source::new("a.nbib", text), Dialect::Pubmed, Reading::default());
        assert!(contents.diagnostics.is_empty(), "{:?}", contents.diagnostics);
        let [first, second] = &contents.entries[..] else { panic!("two entries") };
        let paper = first.paper();
        assert_eq!((paper.title.as_str(), paper.pages.as_deref()), ("On engines and their uses", Some("2397-2430")));
        assert_eq!(paper.authors.iter().map(ToString::to_string).collect::<Vec<_>>(), ["Ada Byron"]);
        assert_eq!(paper.date.as_ref().map(ToString::to_string).as_deref(), Some("2001-03-04"));
        assert_eq!((paper.venue.as_deref(), paper.language.as_deref()), (Some("Journal of X"), Some("en")));
        assert_eq!(
            [Field::Pmid, Field::Pmcid, Field::Issn].map(|field| field.text(paper)),
            [Some("123"), Some("PMC9"), Some("1234-5678")]
        );
        assert_eq!(first.keywords, ["engines"]);
        let paper = second.paper();
        assert_eq!(paper.authors.iter().map(ToString::to_string).collect::<Vec<_>>(), ["B. C. de Vries"]);
        assert_eq!(paper.date.as_ref().map(ToString::to_string).as_deref(), Some("2002-21"));
    }
}
