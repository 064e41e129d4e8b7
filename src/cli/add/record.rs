//! Converts the CSL-JSON record that a registry returns for an identifier into a paper.
//!
//! Abstract, keywords, references and licence of the record are ignored.

use super::cleanup::cleanup;
use super::fetch::{FetchError, Response};
use crate::format::{Format, Reading, read_as};
use crate::identifier::{Doi, Identifier};
use crate::paper::{Paper, Title};
use crate::source::Source;

/// The media type to request.
pub(super) const ACCEPT: &str = "application/vnd.citationstyles.csl+json";

/// Crossref types with the CSL type for each.
const TYPES: &[(&str, &str)] = &[
    ("book-chapter", "chapter"),
    ("book-part", "chapter"),
    ("book-section", "chapter"),
    ("database", "dataset"),
    ("dissertation", "thesis"),
    ("edited-book", "book"),
    ("journal-article", "article-journal"),
    ("journal-issue", "periodical"),
    ("monograph", "book"),
    ("peer-review", "review"),
    ("posted-content", "article"),
    ("proceedings", "book"),
    ("proceedings-article", "paper-conference"),
    ("reference-book", "book"),
    ("reference-entry", "entry"),
    ("report-component", "report"),
];

/// Returns the DOI to resolve: the identifier itself, or the DOI that arXiv registers for its papers.
pub(super) fn doi(work: &Identifier) -> Option<Identifier> {
    match work {
        Identifier::Doi(_) => Some(work.clone()),
        Identifier::Arxiv(arxiv) => Identifier::parse(&format!("10.48550/arXiv.{}", arxiv.id)),
        _ => None,
    }
}

/// Parses a response into a paper, whose title may be empty.
///
/// # Errors
/// The response is not a CSL-JSON record.
pub(super) fn paper(response: Response, host: &str, work: &Identifier) -> Result<Paper, FetchError> {
    let Response { bytes, media, .. } = response;
    let no_data = |what: &str| FetchError::rejected(format!("{host} returned {what} instead of CSL-JSON"));
    let text = String::from_utf8(bytes).map_err(|_| no_data("bytes that are not UTF-8"))?;
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    if media.contains("html") || text.starts_with('<') {
        return Err(no_data("a web page"));
    }
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Object(_)) => {}
        Ok(_) => return Err(no_data("no record")),
        Err(_) => return Err(no_data("invalid JSON")),
    }
    // The reader expects a list of records; the brackets keep it from taking a list within the record for one.
    let list = format!("[{text}]");
    let read = read_as(
        Format::CslJson,
        &Source::new("answer.json", list),
        Reading { without_abstracts: true, ..Reading::default() },
    );
    let [entry] = &read.entries[..] else { return Err(no_data("no record")) };
    let mut paper = entry.paper().clone();
    if paper.title.is_key() {
        paper.title = Title::default();
    }
    map_type(&mut paper);
    title(&mut paper);
    set_identifiers(&mut paper, work);
    cleanup(&mut paper);
    Ok(paper)
}

fn map_type(paper: &mut Paper) {
    let written = paper.x.get("entrytype").and_then(serde_json::Value::as_str);
    if let Some((_, kind)) = TYPES.iter().find(|(name, _)| Some(*name) == written) {
        (*kind).clone_into(&mut paper.kind);
    }
}

/// Joins Crossref's separate subtitle to the title and resolves character references such as `&amp;`.
fn title(paper: &mut Paper) {
    let subtitle = match paper.x.get("subtitle") {
        Some(serde_json::Value::Array(all)) => all.first().and_then(serde_json::Value::as_str),
        other => other.and_then(serde_json::Value::as_str),
    };
    let subtitle = subtitle.map(str::trim).filter(|subtitle| !subtitle.is_empty());
    if let Some(subtitle) = subtitle.filter(|subtitle| !paper.title.is_empty() && !paper.title.contains(subtitle)) {
        paper.title = format!("{}: {subtitle}", paper.title.source()).into();
    }
    paper.title = unescaped(paper.title.source()).into();
    for text in [paper.venue.as_mut(), paper.publisher.as_mut()].into_iter().flatten() {
        *text = unescaped(text);
    }
    for person in paper.authors.named.iter_mut().chain(&mut paper.editors.named) {
        person.family = unescaped(&person.family);
        person.given = person.given.as_deref().map(unescaped);
    }
}

/// Replaces character references; an `&` that starts none is unchanged.
fn unescaped(text: &str) -> String {
    const MAX_LENGTH: usize = 10;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest.find(';').filter(|end| *end <= MAX_LENGTH).map(|end| &rest[..=end]);
        let read =
            reference.and_then(|reference| Some((reference.len(), quick_xml::escape::unescape(reference).ok()?)));
        let (length, character) = read.unwrap_or((1, "&".into()));
        out.push_str(&character);
        rest = &rest[length..];
    }
    out + rest
}

/// Sets the identifiers, spelled as the registry spells them; arXiv identifiers as arXiv spells them.
fn set_identifiers(paper: &mut Paper, work: &Identifier) {
    let recorded = paper.doi.take().filter(|doi| Doi::parse(doi).is_some());
    let Identifier::Arxiv(arxiv) = work.work() else {
        // A work may have several DOIs; the record names the primary one.
        paper.doi = recorded.or_else(|| Some(work.to_string()));
        return;
    };
    let requested = if let Identifier::Arxiv(requested) = work { requested } else { &arxiv };
    paper.arxiv = Some(requested.to_string());
    paper.doi = doi(&work.work()).map(|doi| doi.to_string());
    "article".clone_into(&mut paper.kind);
    if paper.venue.is_none() {
        paper.publisher.take_if(|publisher| publisher.eq_ignore_ascii_case("arxiv"));
        paper.venue = Some("arXiv".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::export::append;

    #[test]
    fn character_references_are_resolved() {
        for (written, expected) in [
            ("Rock &amp; Roll at AT&T", "Rock & Roll at AT&T"),
            ("O&apos;Neil", "O'Neil"),
            ("a & b; c", "a & b; c"),
            ("&#x4e2d;&unknown;&", "中&unknown;&"),
        ] {
            assert_eq!(unescaped(written), expected);
        }
    }

    #[track_caller]
    fn check(json: &str, work: &str, expect: &str) {
        let response = Response { bytes: json.into(), media: ACCEPT.to_owned(), charset: None };
        let paper = paper(response, "doi.org", &Identifier::parse(work).unwrap());
        let summary = match paper {
            Ok(paper) => {
                let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
                format!(
                    "{} | {} | {} | {} | {}",
                    paper.kind,
                    paper.title,
                    or(&paper.venue),
                    or(&paper.doi),
                    or(&paper.arxiv)
                )
            }
            Err(error) => error.message,
        };
        assert_eq!(summary, expect);
    }

    #[test]
    fn crossref_records_are_read() {
        check(
            r#"{"type":"journal-article","title":["A &amp; B"],"subtitle":["On It"],"container-title":["J"],"DOI":"10.1000/ABC","reference":[{"key":"1"}]}"#,
            "10.1000/abc",
            "article-journal | A & B: On It | J | 10.1000/ABC | -",
        );
        check(
            r#"{"type":"proceedings-article","title":"A: On It","subtitle":["On It"],"DOI":"10.1000/other"}"#,
            "10.1000/abc",
            "paper-conference | A: On It | - | 10.1000/other | -",
        );
        check(r#"{"type":"wonder","title":"A"}"#, "10.1000/abc", "document | A | - | 10.1000/abc | -");
    }

    #[test]
    fn arxiv_records_get_identifiers_in_arxiv_form() {
        let json = r#"{"type":"article","title":"A","publisher":"arXiv","DOI":"10.48550/ARXIV.2302.13971"}"#;
        check(json, "2302.13971v2", "article | A | arXiv | 10.48550/arXiv.2302.13971 | 2302.13971v2");
        check(json, "10.48550/arxiv.2302.13971", "article | A | arXiv | 10.48550/arXiv.2302.13971 | 2302.13971");
        check(
            r#"{"title":"B"}"#,
            "hep-th/9901001",
            "article | B | arXiv | 10.48550/arXiv.hep-th/9901001 | hep-th/9901001",
        );
    }

    #[test]
    fn other_responses_are_errors() {
        let json = " instead of CSL-JSON";
        check("<html>", "10.1000/abc", &format!("doi.org returned a web page{json}"));
        check(r#"{"title": "#, "10.1000/abc", &format!("doi.org returned invalid JSON{json}"));
        check(r#"["a"]"#, "10.1000/abc", &format!("doi.org returned no record{json}"));
        check("{}", "10.1000/abc", "document |  | - | 10.1000/abc | -");
    }

    proptest! {
        /// Any record of a registry is written and read back unchanged, in every native format.
        #[test]
        fn any_record_can_be_added(texts in prop::collection::vec("[a-zA-Z\"'\\\\\n\r\t#$@:,&<>\u{0}\u{1}\u{85}\u{2028}\u{FEFF} {}\\[\\]0-9评é-]{0,14}", 12), year in 0..3000_u16) {
            let text = |nth: usize| texts[nth].as_str();
            let json = serde_json::json!({
                "type": text(0), "title": text(1), "container-title": [text(2)], "volume": text(3), "page": text(4), "publisher": text(5),
                "language": text(6), "ISBN": text(7), "DOI": text(8), "URL": format!("https://a.example/{}", text(9)),
                "author": [{ "family": text(10), "given": text(11) }, { "literal": text(2) }, { "family": text(3) }, text(4)],
                "issued": { "date-parts": [[year]] }, "subtitle": text(5), "issue": 7,
            });
            let response = Response { bytes: json.to_string().into(), media: ACCEPT.to_owned(), charset: None };
            let paper = Paper { key: "key".to_owned(), ..paper(response, "doi.org", &Identifier::parse("10.1000/a").unwrap()).unwrap() };
            prop_assume!(!paper.title.is_empty());
            for file in ["a.toml", "a.yaml"] {
                let added = append(Path::new(file), "", std::slice::from_ref(&paper));
                prop_assert!(added.is_ok(), "{} {:?} {}", file, paper, crate::export::toml_entry(&paper));
            }
            let added = append(Path::new("a.json"), "{\"paper\": []}", &[paper]);
            prop_assert!(added.is_ok());
        }
    }
}
