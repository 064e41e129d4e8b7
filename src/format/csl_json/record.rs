//! Converts an item to a paper; variables without a place in the schema go into `x`.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value as Json;

use super::{dates, names, variables};
use crate::diagnostic::{Code, Diagnostic};
use crate::format::Reading;
use crate::format::bibtex::{language, links};
use crate::format::external::{Record, hyphenated};
use crate::format::tree::{Node, Pair, Table};
use crate::options::TYPES;
use crate::paper::{Contributors, Paper};
use crate::source::{Source, Span};

/// Converts an item.
pub(super) fn read(
    source: &Arc<Source>,
    header: Span,
    key: &str,
    item: &Table<'_>,
    reading: Reading,
) -> (Paper, Vec<Diagnostic>) {
    let mut record = Record::new(source, header, key);
    kind(&mut record, item.get("type"));
    for pair in &item.0 {
        field(&mut record, pair, reading);
    }
    settle(&mut record.paper);
    record.finish()
}

fn kind(record: &mut Record<'_>, node: Option<&Node<'_>>) {
    let written = node.and_then(Node::scalar).unwrap_or_default();
    let known = if TYPES.contains(&written) { written } else { "document" };
    known.clone_into(&mut record.paper.kind);
    if let Some(node) = node.filter(|_| record.paper.kind != written && !written.is_empty()) {
        let found = Code::NotUnderstood.at((record.source, node.span), format!("no type `{written}` in CSL"));
        record.found.push(found.help("it is read as `document`; the word is kept in `x.entrytype`"));
        record.keep("entrytype", written);
    }
}

fn field(record: &mut Record<'_>, pair: &Pair<'_>, reading: Reading) {
    let (name, node) = (pair.name.as_ref(), &pair.node);
    match name {
        "id" | "type" | "keyword" | "keywords" | "categories" | "tags" => {}
        "author" | "editor" => {
            let (named, others, wrong) = names::people(node);
            for node in wrong {
                record.wrong_type(name, node, "a name");
            }
            let slot = if name == "author" { &mut record.paper.authors } else { &mut record.paper.editors };
            *slot = Contributors { named, others };
        }
        "issued" => record.paper.date = date(record, name, node).and_then(|dated| record.date(dated, node.span)),
        "title" => record.paper.title = plain(record, name, node).unwrap_or_default(),
        "title-short" | "shortTitle" => {
            let short = plain(record, name, node);
            // A short name is one word; an abbreviated title is not one.
            match short {
                Some(short) if !short.contains(' ') => record.paper.short = Some(short),
                Some(short) => record.keep("title-short", short),
                None => {}
            }
        }
        "container-title" => record.paper.venue = plain(record, name, node),
        "volume" => record.paper.volume = record.line(name, node),
        "issue" => record.paper.issue = record.line(name, node),
        "page" => record.paper.pages = record.line(name, node).map(|pages| hyphenated(&pages)),
        "publisher" => record.paper.publisher = record.line(name, node),
        "DOI" | "doi" => record.paper.doi = record.line(name, node).map(|doi| links::doi(&doi)),
        "ISBN" | "isbn" => record.paper.isbn = record.line(name, node),
        "arxiv" => record.paper.arxiv = record.line(name, node).map(|id| links::arxiv(&id).unwrap_or(id)),
        "URL" | "url" => {
            if let Some(address) = record.line(name, node) {
                record.link("url", &address, node.span);
            }
        }
        "abstract" if reading.without_abstracts => {}
        "abstract" => {
            record.paper.abstract_text = record.text(name, node).map(|text| without_markup(&text).into_owned());
        }
        "annote" => {
            let text = record.text(name, node);
            if reading.annotations {
                record.paper.note = text;
            } else if let Some(text) = text {
                record.keep("annotation", text);
            }
        }
        "language" => {
            let written = record.line(name, node);
            record.paper.language = written.as_deref().and_then(language::tag);
            if let Some(written) = written.filter(|_| record.paper.language.is_none()) {
                record.keep("language", written);
            }
        }
        "note" => note(record, node),
        _ if variables::is_private(name) => {}
        _ if variables::DATES.contains(&name) => {
            if let Some(dated) = date(record, name, node) {
                record.keep(name, dated.whole.or_else(|| dated.date.map(|date| date.to_string())));
            }
        }
        _ if variables::NAMES.contains(&name) => {
            let (people, _, wrong) = names::people(node);
            for node in wrong {
                record.wrong_type(name, node, "a name");
            }
            let people: Vec<_> = people.iter().map(names::written).collect();
            record.keep(name, people);
        }
        "container-title-short" | "journalAbbreviation" => {
            if let Some(short) = record.line(name, node) {
                record.keep("container-title-short", short);
            }
        }
        _ => {
            let value = match node.json() {
                Json::Number(number) => Json::String(number.to_string()),
                Json::String(text) => Json::String(without_markup(&text).into_owned()),
                other => other,
            };
            record.keep(name, value);
        }
    }
}

fn date(record: &mut Record<'_>, name: &str, node: &Node<'_>) -> Option<crate::format::bibtex::dates::Dated> {
    let Ok(dated) = dates::read(node) else {
        record.wrong_type(name, node, "a date");
        return None;
    };
    dated
}

/// Returns a text on one line, without the markup of CSL.
fn plain(record: &mut Record<'_>, name: &str, node: &Node<'_>) -> Option<String> {
    let line = record.line(name, node)?;
    Some(crate::format::schema::fold_blanks(&without_markup(&line)).into_owned())
}

/// Reads a note; its lines may be variables that the program has no field for.
fn note(record: &mut Record<'_>, node: &Node<'_>) {
    let Some(text) = record.text("note", node) else { return };
    let mut rest = Vec::new();
    for line in text.lines() {
        let named = line.split_once(':').map(|(name, value)| (name.trim().to_lowercase(), value.trim()));
        match named {
            Some((name, value)) if name == "arxiv" && links::arxiv(value).is_some() => {
                record.paper.arxiv = links::arxiv(value);
            }
            Some((name, value)) if name == "doi" && value.starts_with("10.") && record.paper.doi.is_none() => {
                record.paper.doi = Some(links::doi(value));
            }
            Some((name, _)) if name == "citation key" => {}
            Some((name, value)) if matches!(name.as_str(), "pmid" | "pmcid") && !value.is_empty() => {
                record.keep(&name.to_uppercase(), value);
            }
            _ => rest.push(line),
        }
    }
    let rest = rest.join("\n");
    if !rest.trim().is_empty() {
        record.keep("note", rest.trim());
    }
}

/// Sets fields that depend on several variables.
fn settle(paper: &mut Paper) {
    let text = |paper: &Paper, name: &str| paper.x.get(name).and_then(Json::as_str).map(str::to_owned);
    // The event is the venue if there is no container.
    if paper.venue.is_none() {
        for name in ["event-title", "event"] {
            if let (None, Some(event)) = (&paper.venue, text(paper, name)) {
                paper.venue = Some(event);
                paper.x.remove(name);
            }
        }
    }
    // A number is the issue of a report or the identifier of a preprint.
    let number = text(paper, "number");
    let numbered = number.as_deref().and_then(links::arxiv).filter(|_| paper.kind == "article");
    let archived = text(paper, "archive").filter(|archive| archive.eq_ignore_ascii_case("arxiv"));
    let archived = archived.and_then(|_| links::arxiv(&text(paper, "archive_location")?));
    if numbered.is_some() {
        paper.x.remove("number");
    } else if let Some(number) = number.filter(|_| paper.kind == "report" && paper.issue.is_none()) {
        paper.issue = Some(number);
        paper.x.remove("number");
    }
    if archived.is_some() {
        paper.x.remove("archive");
        paper.x.remove("archive_location");
    }
    paper.arxiv = paper.arxiv.take().or(numbered).or(archived);
    let is_arxiv = |text: &Option<String>| text.as_deref().is_some_and(|text| text.eq_ignore_ascii_case("arxiv"));
    if paper.arxiv.is_some() && paper.venue.is_none() && is_arxiv(&paper.publisher) {
        paper.venue = paper.publisher.take();
    }
    // For example "PMLR 202", a note on the venue.
    let series = (text(paper, "collection-title"), text(paper, "collection-number"));
    if let (Some(title), Some(number)) = series
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        paper.venue_note = Some(format!("{title} {number}"));
        paper.x.remove("collection-title");
        paper.x.remove("collection-number");
    }
}

/// Removes CSL and JATS tags; other characters are unchanged.
fn without_markup(text: &str) -> Cow<'_, str> {
    const TAGS: &[&str] = &["b", "em", "i", "p", "sc", "span", "strong", "sub", "sup"];
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag = &rest[at..];
        let end = tag.find('>').filter(|end| !tag[1..*end].contains('<'));
        let name = end.map(|end| {
            let name = tag[1..end].trim_start_matches('/');
            let name = &name[..name.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(name.len())];
            (end, name.strip_prefix("jats:"), name)
        });
        match name {
            Some((end, jats, name)) if jats.is_some() || TAGS.contains(&name) => {
                if tag.starts_with("</") && jats.unwrap_or(name) == "p" {
                    out.push_str("\n\n");
                }
                rest = &tag[end + 1..];
            }
            _ => {
                out.push('<');
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_csl_is_taken_off() {
        let check = |text: &str, expect: &str| assert_eq!(without_markup(text), expect);
        check("a < b <i>c</i> <span class=\"nocase\">d</span> 1<sup>2</sup>", "a < b c d 12");
        check("<jats:p>A.</jats:p><jats:p>B.</jats:p>", "A.\n\nB.");
        check("<script>x</script> <<i>", "<script>x</script> <");
    }
}
