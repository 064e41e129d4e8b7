//! The record that a registry gives for an identifier, in CSL-JSON, as a paper.
//!
//! What it says of itself (abstract, keywords, references, licences) is not taken over: a list has words of its own.

use super::cleanup::cleanup;
use super::fetch::{Answer, FetchError};
use crate::diagnostic::Code;
use crate::format::{Format, Reading, read_as};
use crate::identifier::{Doi, Identifier};
use crate::paper::Paper;
use crate::source::Source;

/// The media type to ask for.
pub(super) const MEDIA: &str = "application/vnd.citationstyles.csl+json";

/// The types that Crossref writes in place of those of CSL.
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

/// The DOI to ask for: that of an identifier itself, or the one that arXiv gives its papers.
pub(super) fn doi(work: &Identifier) -> Option<Identifier> {
    match work {
        Identifier::Doi(_) => Some(work.clone()),
        Identifier::Arxiv(arxiv) => Identifier::parse(&format!("10.48550/arXiv.{}", arxiv.id)),
        _ => None,
    }
}

/// The paper of an answer, which may still want a title.
pub(super) fn paper(answer: Answer, host: &str, work: &Identifier) -> Result<Paper, FetchError> {
    let Answer { bytes, media, .. } = answer;
    let no_data = |what: &str| FetchError::refused(format!("{host} answers with {what} and not with CSL-JSON"));
    let text = String::from_utf8(bytes).map_err(|_| no_data("bytes that are not UTF-8"))?;
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    if media.contains("html") || text.starts_with('<') {
        return Err(no_data("a web page"));
    }
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Object(_)) => {}
        Ok(_) => return Err(no_data("no record")),
        Err(_) => return Err(no_data("broken text")),
    }
    // In a list, so that a list in the record is not taken for one of records.
    let list = format!("[{text}]");
    let read = read_as(
        Format::CslJson,
        &Source::new("answer.json", list),
        Reading { without_abstracts: true, ..Reading::default() },
    );
    let [entry] = &read.entries[..] else { return Err(no_data("no record")) };
    let mut paper = entry.paper().clone();
    if entry.faults().iter().any(|fault| fault.code == Code::MissingTitle) {
        paper.title.clear();
    }
    kind(&mut paper);
    title(&mut paper);
    name(&mut paper, work);
    cleanup(&mut paper);
    Ok(paper)
}

fn kind(paper: &mut Paper) {
    let written = paper.x.get("entrytype").and_then(serde_json::Value::as_str);
    if let Some((_, kind)) = TYPES.iter().find(|(name, _)| Some(*name) == written) {
        (*kind).clone_into(&mut paper.kind);
    }
}

/// Crossref keeps a subtitle apart, and writes `&amp;`.
fn title(paper: &mut Paper) {
    let subtitle = match paper.x.get("subtitle") {
        Some(serde_json::Value::Array(all)) => all.first().and_then(serde_json::Value::as_str),
        other => other.and_then(serde_json::Value::as_str),
    };
    let subtitle = subtitle.map(str::trim).filter(|subtitle| !subtitle.is_empty());
    if let Some(subtitle) = subtitle.filter(|subtitle| !paper.title.is_empty() && !paper.title.contains(subtitle)) {
        paper.title = format!("{}: {subtitle}", paper.title);
    }
    for text in [Some(&mut paper.title), paper.venue.as_mut(), paper.publisher.as_mut()].into_iter().flatten() {
        *text = unescaped(text);
    }
    for person in paper.authors.iter_mut().chain(&mut paper.editors) {
        person.family = unescaped(&person.family);
        person.given = person.given.as_deref().map(unescaped);
    }
}

/// The text with characters in place of references to them; an `&` that begins none stays.
fn unescaped(text: &str) -> String {
    const LONGEST: usize = 10;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest.find(';').filter(|end| *end <= LONGEST).map(|end| &rest[..=end]);
        let read =
            reference.and_then(|reference| Some((reference.len(), quick_xml::escape::unescape(reference).ok()?)));
        let (length, character) = read.unwrap_or((1, "&".into()));
        out.push_str(&character);
        rest = &rest[length..];
    }
    out + rest
}

/// The identifiers are the registry's own, as it spells them, and arXiv's as arXiv does.
fn name(paper: &mut Paper, work: &Identifier) {
    let own = paper.doi.take().filter(|doi| Doi::parse(doi).is_some());
    let Identifier::Arxiv(arxiv) = work.work() else {
        // One work may have several DOIs, of which the record names the first.
        paper.doi = own.or_else(|| Some(work.to_string()));
        return;
    };
    let asked = if let Identifier::Arxiv(asked) = work { asked } else { &arxiv };
    paper.arxiv = Some(asked.to_string());
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
    fn references_to_characters_are_read_one_by_one() {
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
        let answer = Answer { bytes: json.into(), media: MEDIA.to_owned(), charset: None };
        let paper = paper(answer, "doi.org", &Identifier::parse(work).unwrap());
        let told = match paper {
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
            Err(trouble) => trouble.message,
        };
        assert_eq!(told, expect);
    }

    #[test]
    fn records_of_crossref_are_read_as_it_writes_them() {
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
    fn records_of_arxiv_are_named_as_arxiv_names_them() {
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
    fn what_is_no_record_is_told() {
        let json = " and not with CSL-JSON";
        check("<html>", "10.1000/abc", &format!("doi.org answers with a web page{json}"));
        check(r#"{"title": "#, "10.1000/abc", &format!("doi.org answers with broken text{json}"));
        check(r#"["a"]"#, "10.1000/abc", &format!("doi.org answers with no record{json}"));
        check("{}", "10.1000/abc", "document |  | - | 10.1000/abc | -");
    }

    proptest! {
        /// Whatever a registry answers can be written and is read back as it is, in every format of ours.
        #[test]
        fn any_record_can_be_added(texts in prop::collection::vec("[a-zA-Z\"'\\\\\n\r\t#$@:,&<>\u{0}\u{1}\u{85}\u{2028}\u{FEFF} {}\\[\\]0-9评é-]{0,14}", 12), year in 0..3000_u16) {
            let text = |nth: usize| texts[nth].as_str();
            let json = serde_json::json!({
                "type": text(0), "title": text(1), "container-title": [text(2)], "volume": text(3), "page": text(4), "publisher": text(5),
                "language": text(6), "ISBN": text(7), "DOI": text(8), "URL": format!("https://a.example/{}", text(9)),
                "author": [{ "family": text(10), "given": text(11) }, { "literal": text(2) }, { "family": text(3) }, text(4)],
                "issued": { "date-parts": [[year]] }, "subtitle": text(5), "issue": 7,
            });
            let answer = Answer { bytes: json.to_string().into(), media: MEDIA.to_owned(), charset: None };
            let paper = Paper { key: "key".to_owned(), ..paper(answer, "doi.org", &Identifier::parse("10.1000/a").unwrap()).unwrap() };
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
