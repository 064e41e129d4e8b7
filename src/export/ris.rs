//! Writes RIS.

use std::fmt::Write as _;

use crate::paper::csl::kind;
use crate::paper::{Bound, DateValue, Field, FieldValue, Paper, Person, ris};

/// Returns the entries.
pub(super) fn write<'p>(papers: impl Iterator<Item = &'p Paper>) -> String {
    let mut out = String::new();
    for paper in papers {
        if !out.is_empty() {
            out.push('\n');
        }
        entry(&mut out, paper);
    }
    out
}

fn entry(out: &mut String, paper: &Paper) {
    let kind = kind::of(paper);
    line(out, "TY", ris::of_csl(kind));
    line(out, "ID", &paper.key);
    // The second title of a book is that of its series.
    let venue = paper.venue.as_deref().or(Field::EventTitle.text(paper)).filter(|_| kind != "book");
    line(out, "T2", venue.unwrap_or_default());
    if let Some(value) = &paper.date {
        date(out, value);
    }
    let (first, last) = match paper.pages.as_deref().unwrap_or_default() {
        pages if pages.contains([',', ';']) => (pages, ""),
        pages => pages.split_once('-').unwrap_or((pages, "")),
    };
    line(out, "SP", first);
    line(out, "EP", last);
    let number = Field::Number.text(paper).unwrap_or_default();
    match kind {
        "article-journal" | "article-magazine" | "article-newspaper" => line(out, "C7", number),
        _ => line(out, "M1", number),
    }
    line(out, "NV", Field::NumberOfVolumes.text(paper).unwrap_or_default());
    line(out, "SN", Field::Issn.text(paper).unwrap_or_default());
    line(out, "C2", Field::Pmcid.text(paper).unwrap_or_default());
    if let Some(pmid) = Field::Pmid.text(paper) {
        line(out, "AN", &format!("PMID:{pmid}"));
    }
    if let Some(arxiv) = &paper.arxiv {
        line(out, "M2", &format!("arXiv:{arxiv}"));
    }
    for &field in Field::ALL {
        let Some(tag) = field.ris().filter(|_| !matches!(field, Field::Date | Field::Pages)) else { continue };
        match field.value(paper) {
            Some(FieldValue::Names(people)) => {
                people.iter().for_each(|person| line(out, tag, &name(person)));
                if people.others {
                    line(out, tag, "et al.");
                }
            }
            None | Some(FieldValue::Tags(_)) => {}
            Some(FieldValue::Date(value)) => {
                line(out, tag, &value.date().map_or_else(|| value.to_string(), |date| slashes(&date.to_string())));
            }
            Some(value) => line(out, tag, value.as_str().unwrap_or_default()),
        }
    }
    for word in paper.keywords() {
        line(out, "KW", word);
    }
    for link in &paper.links {
        line(out, "UR", &link.url);
    }
    out.push_str("ER  - \n");
}

/// Writes the year and the date, `YYYY/MM/DD/` with empty parts, and words after the last slash.
fn date(out: &mut String, value: &DateValue) {
    if let Some(date) = value.date() {
        line(out, "PY", &format!("{:04}", date.year));
    }
    let written = match value {
        DateValue::Exact(date) => slashes(&date.to_string()),
        DateValue::Edtf(edtf) => match (edtf.start, edtf.end) {
            (Bound::Point(point), None) => {
                let words =
                    point.season().map(|season| ["Spring", "Summer", "Autumn", "Winter"][usize::from(season - 1)]);
                format!("{:04}///{}", point.year, words.unwrap_or_default())
            }
            _ => format!("///{edtf}"),
        },
        DateValue::Words { text, .. } => format!("///{text}"),
    };
    line(out, "DA", &written);
}

fn slashes(date: &str) -> String {
    let mut parts = date.split('-');
    let mut part = || parts.next().unwrap_or_default();
    let (year, month, day) = (part(), part(), part());
    format!("{year}/{month}/{day}/")
}

/// Returns a name as `Family, Given, Suffix`.
fn name(person: &Person) -> String {
    let family = person.full_family().into_owned();
    let given = person.given.iter().chain(&person.dropping).map(String::as_str).collect::<Vec<_>>().join(" ");
    let parts = [Some(family), Some(given).filter(|given| !given.is_empty()), person.suffix.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Writes a tag with a value on one line; an empty value is not written.
fn line(out: &mut String, tag: &str, value: &str) {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if !value.is_empty() {
        let _ = writeln!(out, "{tag}  - {value}");
    }
}
