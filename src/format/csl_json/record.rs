//! Converts an item to a paper; variables without a place in the schema go into `x`.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value as Json;

use super::{dates, names, variables};
use crate::diagnostic::{Code, Diagnostic};
use crate::format::Reading;
use crate::format::bibtex::{language, links};
use crate::format::external::{Record, hyphenated};
use crate::format::tree::{Node, Pair, Table, Value};
use crate::options::TYPES;
use crate::paper::csl::kind::{self, Venue};
use crate::paper::{Contributors, Field, FieldType, Paper, Title};
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
    read_type(&mut record, item.get("type"));
    for pair in &item.0 {
        field(&mut record, pair, reading);
    }
    settle(&mut record.paper);
    record.finish()
}

fn read_type(record: &mut Record<'_>, node: Option<&Node<'_>>) {
    let written = node.and_then(Node::scalar).unwrap_or_default();
    let known = if TYPES.contains(&written) { Some(written) } else { variables::csl_type(written) };
    known.unwrap_or("document").clone_into(&mut record.paper.kind);
    if let Some(node) = node.filter(|_| known.is_none() && !written.is_empty()) {
        let found = Code::NotUnderstood.at((record.source, node.span), format!("no type `{written}` in CSL"));
        record.found.push(found.help("it is read as `document`; the word is stored in `x.entrytype`"));
        record.keep("entrytype", written);
    }
}

fn field(record: &mut Record<'_>, pair: &Pair<'_>, reading: Reading) {
    let (name, node) = (pair.name.as_ref(), &pair.node);
    match name {
        "id" | "type" | "keyword" | "keywords" | "categories" | "tags" => {}
        "title" => record.paper.title = title(record, name, node).unwrap_or_default(),
        "title-short" | "shortTitle" => {
            let short = plain(record, name, node);
            // A short name is one word; an abbreviated title is not one.
            match short {
                Some(short) if !short.contains(' ') => record.paper.short = Some(short),
                Some(short) => record.set(Field::TitleShort, short),
                None => {}
            }
        }
        "container-title" => {
            let title = plain(record, name, node);
            // Of a report or a book the venue is a publisher.
            if kind::place_of_venue(&record.paper.kind) == Venue::Publisher && record.paper.kind != "article" {
                Field::ContainerTitle.text_mut(&mut record.paper).clone_from(&title);
            }
            record.paper.venue = title;
        }
        "page" => record.paper.pages = record.line(name, node).map(|pages| hyphenated(&pages)),
        "DOI" | "doi" => record.paper.doi = record.line(name, node).map(|doi| links::doi(&doi)),
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
        "citation-label" => {
            if let Some(label) = plain(record, name, node) {
                record.keep(name, label);
            }
        }
        _ if variables::is_private(name) => {}
        _ => {
            if let Some(field) = variables::field(name) {
                return variable(record, field, name, node);
            }
            let value = match node.json() {
                Json::Number(number) => Json::String(number.to_string()),
                Json::String(text) => Json::String(without_markup(&text).into_owned()),
                other => other,
            };
            record.keep(name, value);
        }
    }
}

/// A variable of the table of fields.
fn variable(record: &mut Record<'_>, field: Field, name: &str, node: &Node<'_>) {
    match field.field_type() {
        FieldType::Names(slot) => {
            let (named, others, invalid) = names::people(node);
            for node in invalid {
                record.wrong_type(name, node, "a name");
            }
            *(slot.get_mut)(&mut record.paper) = Contributors { named, others };
        }
        FieldType::Date(slot) => {
            let date = date(record, name, node).and_then(|dated| record.date(dated, node.span));
            *(slot.get_mut)(&mut record.paper) = date;
        }
        _ => {
            if let Some(text) = plain(record, name, node) {
                record.set(field, text);
            }
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

/// Returns a title on one line, with the inline markup of CSL.
fn title(record: &mut Record<'_>, name: &str, node: &Node<'_>) -> Option<Title> {
    let line = record.line(name, node)?;
    let title = Title::parse(crate::format::schema::fold_blanks(&inline_markup(&line)));
    Some(if title.has_markup() { title } else { Title::parse(without_markup(&title)) })
}

/// Converts the inline tags of JATS, which Crossref has in titles, to those of CSL.
fn inline_markup(text: &str) -> Cow<'_, str> {
    const JATS: &[(&str, &str)] =
        &[("jats:italic", "i"), ("jats:bold", "b"), ("jats:sup", "sup"), ("jats:sub", "sub"), ("jats:sc", "sc")];
    if !text.contains("jats:") {
        return Cow::Borrowed(text);
    }
    let convert = |text: String, (jats, csl): &(&str, &str)| {
        text.replace(&format!("<{jats}>"), &format!("<{csl}>")).replace(&format!("</{jats}>"), &format!("</{csl}>"))
    };
    Cow::Owned(JATS.iter().fold(text.to_owned(), convert))
}

/// Reads a note; its lines may be variables that the program has no field for.
fn note(record: &mut Record<'_>, node: &Node<'_>) {
    let Some(text) = record.text("note", node) else { return };
    let mut rest = Vec::new();
    let mut at_start = true;
    for (at, line) in text.lines().enumerate() {
        let named = line.split_once(':').map(|(name, value)| (name.trim().to_lowercase(), value.trim()));
        match named {
            Some((name, value)) if name == "arxiv" && links::arxiv(value).is_some() => {
                record.paper.arxiv = links::arxiv(value);
            }
            Some((name, value)) if name == "doi" && value.starts_with("10.") && record.paper.doi.is_none() => {
                record.paper.doi = Some(links::doi(value));
            }
            Some((name, _)) if name == "citation key" => {}
            Some((name, value)) if at_start && !value.is_empty() && noted(record, &name, value, node.span) => {}
            // Programs store fields of their own below the first line.
            Some((name, value)) if at_start && at > 0 && name.contains('_') && is_field(line) => {
                record.keep(&name, value);
            }
            _ => {
                // The first line may be a note, and other programs have fields of their own.
                at_start &= at == 0 || line.trim().is_empty() || is_field(line);
                rest.push(line);
            }
        }
    }
    let rest = rest.join("\n");
    if !rest.trim().is_empty() {
        record.set(Field::BibliographicNote, rest.trim().to_owned());
    }
}

/// Reads a variable from a line of the note, where reference managers write those that they have no field for. Returns
/// whether it is one; a field that has a value keeps it.
fn noted(record: &mut Record<'_>, name: &str, value: &str, span: Span) -> bool {
    let upper = matches!(name, "pmid" | "pmcid" | "isbn" | "issn").then(|| name.to_uppercase());
    let name = upper.as_deref().unwrap_or(name).replace(' ', "-");
    if name == "container-title" {
        if record.paper.venue.is_none() {
            self::field(
                record,
                &Pair { name: name.into(), at: span, node: noted_text(value, span) },
                Reading::default(),
            );
        }
        return true;
    }
    let Some(field) = variables::field(&name) else { return false };
    let node = match field.field_type() {
        FieldType::Names(slot) => {
            // `Family || Given`; further lines are further names.
            let parts = match value.split_once("||") {
                Some((family, given)) => vec![("family", family), ("given", given)],
                None => vec![("literal", value)],
            };
            let pair =
                |(name, part): (&'static str, &str)| Pair { name: name.into(), at: span, node: noted_text(part, span) };
            let name = Node::new(span, Value::Table(Table(parts.into_iter().map(pair).collect())));
            (slot.get_mut)(&mut record.paper).named.extend(names::people(&name).0);
            return true;
        }
        _ => noted_text(value, span),
    };
    if field.value(&record.paper).is_none() {
        self::field(record, &Pair { name: name.into(), at: span, node }, Reading::default());
    }
    true
}

/// Returns whether a line of a note looks like `field-name: value`.
fn is_field(line: &str) -> bool {
    let name = line.split_once(':').map_or("", |(name, _)| name);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_'))
}

fn noted_text(text: &str, span: Span) -> Node<'static> {
    Node::new(span, Value::Text(Cow::Owned(text.trim().to_owned())))
}

/// Derives what only the item as a whole tells.
fn settle(paper: &mut Paper) {
    // Meetings are venues where nothing holds their papers.
    let event = Field::EventTitle.text(paper).map(str::to_owned);
    let container = paper.venue.clone();
    paper.venue = paper.venue.take().or_else(|| event.clone());
    if container.is_some() && container == event {
        // The item has both, which `venue` alone does not tell.
        *Field::ContainerTitle.text_mut(paper) = container;
    } else if paper.publisher.is_some()
        && paper.publisher != paper.venue
        && Field::ContainerTitle.text(paper) == paper.venue.as_deref()
    {
        // Where the publisher is another, the venue can only be the container.
        *Field::ContainerTitle.text_mut(paper) = None;
    }
    // The number of a preprint is its identifier.
    let number = Field::Number.text(paper).and_then(links::arxiv).filter(|_| paper.kind == "article");
    if number.is_some() {
        *Field::Number.text_mut(paper) = None;
    }
    let is_arxiv = |text: Option<&str>| text.is_some_and(|text| text.eq_ignore_ascii_case("arxiv"));
    let archived = is_arxiv(Field::Archive.text(paper))
        .then(|| Field::ArchiveLocation.text(paper).and_then(links::arxiv))
        .flatten();
    if archived.is_some() {
        *Field::Archive.text_mut(paper) = None;
        *Field::ArchiveLocation.text_mut(paper) = None;
    }
    paper.arxiv = paper.arxiv.take().or(number).or(archived);
    if paper.arxiv.is_some() && paper.venue.is_none() && is_arxiv(paper.publisher.as_deref()) {
        paper.venue = paper.publisher.take();
    }
}

/// Removes pairs of CSL tags, and JATS tags; other characters are unchanged.
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
            Some((end, jats, name)) if jats.is_some() || (TAGS.contains(&name) && is_paired(text, name)) => {
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

/// Returns whether a text has opening and closing tags of a name.
fn is_paired(text: &str, name: &str) -> bool {
    let opens = |(at, _): (usize, &str)| text[at + 1 + name.len()..].starts_with(['>', ' ']);
    text.contains(&format!("</{name}>")) && text.match_indices(&format!("<{name}")).any(opens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_csl_is_taken_off() {
        let check = |text: &str, expect: &str| assert_eq!(without_markup(text), expect);
        check("a < b <i>c</i> <span class=\"nocase\">d</span> 1<sup>2</sup>", "a < b c d 12");
        check("<jats:p>A.</jats:p><jats:p>B.</jats:p>", "A.\n\nB.");
        check("<script>x</script> <<i>", "<script>x</script> <<i>");
    }
}
