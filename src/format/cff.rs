//! Reads CITATION.cff (Citation File Format 1.2): a piece of software or a dataset, its preferred citation, and its references.

use std::collections::HashSet;
use std::sync::Arc;

use super::bibtex::{dates, language, links};
use super::external::{Record, add_keywords};
use super::schema::header;
use super::tree::{Node, Table};
use super::{Contents, Entry, yaml};
use crate::diagnostic::Code;
use crate::paper::{self, Date, DateValue, Field, FieldType, Origin, Person};
use crate::source::{Source, Span};

/// Reads a file.
pub(super) fn read(source: &Arc<Source>) -> Contents {
    let roots = match yaml::read(&source.text) {
        Ok(roots) => roots,
        Err(error) => return Contents::invalid(source, error, "YAML"),
    };
    let mut contents = Contents::default();
    let mut keys = HashSet::new();
    for root in &roots {
        let Some(work) = root.as_table() else { continue };
        entry(source, root.span, work, "software", &mut keys, &mut contents);
        let others = [work.get("preferred-citation"), work.get("references")];
        for node in others.into_iter().flatten().flat_map(Node::items) {
            match node.as_table() {
                Some(reference) => entry(source, node.span, reference, "document", &mut keys, &mut contents),
                None => contents.diagnostics.push(Code::BadValue.at((source, node.span), "a reference is not a table")),
            }
        }
    }
    contents
}

/// Adds a work.
fn entry(
    source: &Arc<Source>,
    span: Span,
    fields: &Table<'_>,
    default: &str,
    keys: &mut HashSet<String>,
    contents: &mut Contents,
) {
    let span = header(&source.text, span);
    let mut record = Record::new(source, span, "");
    kind(&mut record, fields, default);
    let mut keywords = Vec::new();
    let (mut start, mut end) = (None, None);
    for pair in &fields.0 {
        let (name, node) = (pair.name.as_ref(), &pair.node);
        match name {
            // `message` and `cff-version` are about the file.
            "type" | "cff-version" | "message" | "preferred-citation" | "references" | "month" | "year" => {}
            "title" => record.paper.title = record.line(name, node).unwrap_or_default().into(),
            "authors" => record.paper.authors.named = people(&mut record, name, node),
            "editors" => record.paper.editors.named = people(&mut record, name, node),
            "translators" | "editors-series" | "recipients" => {
                let field = match name {
                    "translators" => Field::Translators,
                    "recipients" => Field::Recipients,
                    _ => Field::CollectionEditors,
                };
                let people = people(&mut record, name, node);
                if let FieldType::Names(slot) = field.field_type() {
                    (slot.get_mut)(&mut record.paper).named = people;
                }
            }
            "date-released" | "date-published" => {
                let text = record.line(name, node);
                record.paper.date = text.and_then(|text| record.date(dates::date(&text), node.span));
            }
            "date-accessed" => {
                let text = record.line(name, node);
                let visited = text.and_then(|text| record.date(dates::date(&text), node.span));
                if let FieldType::Date(slot) = Field::Accessed.field_type() {
                    *(slot.get_mut)(&mut record.paper) = visited;
                }
            }
            "abstract" => record.paper.abstract_text = record.text(name, node),
            "doi" => record.paper.doi = record.line(name, node).map(|doi| links::doi(&doi)),
            "identifiers" => identifiers(&mut record, node),
            "url" | "repository-code" | "repository" | "repository-artifact" => {
                if let Some(address) = record.line(name, node) {
                    record.link(if name == "repository-code" { "code" } else { "url" }, &address, node.span);
                }
            }
            "keywords" => add_keywords(node, &mut keywords),
            "start" => start = record.line(name, node),
            "end" => end = record.line(name, node),
            "languages" => {
                let tag = node.items().first().and_then(Node::scalar).and_then(language::tag);
                record.paper.language = tag;
            }
            "journal" | "collection-title" if record.paper.venue.is_none() => {
                record.paper.venue = record.line(name, node);
            }
            // Entities are tables with a name.
            "publisher" | "institution" | "conference" | "location" => {
                let text = node.as_table().and_then(|entity| entity.get("name")).unwrap_or(node);
                if let Some(text) = record.line(name, text) {
                    match name {
                        "conference" => record.set(Field::EventTitle, text),
                        "location" => record.set(Field::EventPlace, text),
                        _ => record.set(Field::Publisher, text),
                    }
                }
            }
            _ => match field(name) {
                Some(field) => {
                    if let Some(text) = record.line(name, node) {
                        record.set(field, text);
                    }
                }
                None => record.keep(name, node.json()),
            },
        }
    }
    record.paper.pages = match (start, end) {
        (Some(start), Some(end)) if start != end => Some(format!("{start}-{end}")),
        (start, end) => start.or(end),
    };
    if record.paper.date.is_none() {
        record.paper.date = year_and_month(fields);
    }
    if record.paper.venue.is_none() {
        record.paper.venue = Field::EventTitle.text(&record.paper).map(str::to_owned);
    }
    record.paper.key = paper::key(&record.paper, keys);
    let origin = Origin { source: Arc::clone(source), span, key: span, merged: Vec::new() };
    let (paper, diagnostics) = record.finish();
    let mut entry = Entry::external(paper, diagnostics, origin);
    entry.keywords = keywords;
    contents.entries.push(entry);
}

/// The fields with one text each.
fn field(name: &str) -> Option<Field> {
    Some(match name {
        "version" => Field::Version,
        "license" => Field::License,
        "volume" => Field::Volume,
        "issue" => Field::Issue,
        "isbn" => Field::Isbn,
        "issn" => Field::Issn,
        "pmcid" => Field::Pmcid,
        "edition" => Field::Edition,
        "number" => Field::Number,
        "number-volumes" => Field::NumberOfVolumes,
        "pages" => Field::NumberOfPages,
        "thesis-type" => Field::Genre,
        "medium" => Field::Medium,
        "notes" => Field::BibliographicNote,
        "status" => Field::PublicationStatus,
        "abbreviation" => Field::TitleShort,
        "section" => Field::Section,
        _ => return None,
    })
}

fn kind(record: &mut Record<'_>, fields: &Table<'_>, default: &str) {
    let written = fields.get("type").and_then(Node::scalar).unwrap_or(default);
    let csl = match written {
        "art" => "graphic",
        "article" => "article-journal",
        "blog" => "post-weblog",
        "book" | "conference" | "proceedings" => "book",
        "conference-paper" => "paper-conference",
        "data" | "database" | "dataset" => "dataset",
        "dictionary" => "entry-dictionary",
        "encyclopedia" => "entry-encyclopedia",
        "hearing" => "hearing",
        "legal-case" => "legal_case",
        "legal-rule" | "government-document" => "legislation",
        "magazine-article" => "article-magazine",
        "manual" | "report" | "grant" => "report",
        "map" => "map",
        "multimedia" | "video" | "film-broadcast" => "motion_picture",
        "music" | "sound-recording" => "song",
        "newspaper-article" => "article-newspaper",
        "pamphlet" => "pamphlet",
        "patent" => "patent",
        "personal-communication" => "personal_communication",
        "serial" => "periodical",
        "slides" => "speech",
        "software" | "software-code" | "software-container" | "software-executable" | "software-virtual-machine" => {
            "software"
        }
        "standard" => "standard",
        "statute" | "bill" => "bill",
        "thesis" => "thesis",
        "unpublished" => "manuscript",
        "website" => "webpage",
        _ => "document",
    };
    csl.clone_into(&mut record.paper.kind);
    if csl == "document" && !matches!(written, "generic" | "document") {
        record.keep("entrytype", written);
    }
}

fn people(record: &mut Record<'_>, name: &str, node: &Node<'_>) -> Vec<Person> {
    let mut people = Vec::new();
    for item in node.items() {
        let part = |name: &str| item.as_table()?.get(name)?.scalar().map(|text| text.trim().to_owned());
        let person = match (part("family-names"), part("given-names"), part("name").or_else(|| part("alias"))) {
            (Some(family), given, _) => Person {
                given,
                prefix: part("name-particle"),
                family,
                suffix: part("name-suffix"),
                ..Person::default()
            },
            (None, Some(family), _) => Person { family, ..Person::default() },
            (None, None, Some(family)) => Person { family, whole: true, ..Person::default() },
            (None, None, None) => {
                record.wrong_type(name, item, "a person or an entity");
                continue;
            }
        };
        people.push(person);
    }
    people
}

fn identifiers(record: &mut Record<'_>, node: &Node<'_>) {
    for item in node.items() {
        let part = |name: &str| item.as_table()?.get(name)?.scalar().map(|text| text.trim().to_owned());
        let (Some(kind), Some(value)) = (part("type"), part("value")) else { continue };
        match kind.as_str() {
            "doi" if record.paper.doi.is_none() => record.paper.doi = Some(links::doi(&value)),
            "url" => record.link("url", &value, item.span),
            _ => {
                if let (None, Some(id)) = (&record.paper.arxiv, links::arxiv(&value)) {
                    record.paper.arxiv = Some(id);
                }
            }
        }
    }
}

fn year_and_month(fields: &Table<'_>) -> Option<DateValue> {
    let number = |name: &str| fields.get(name)?.scalar()?.trim().parse::<u16>().ok();
    let month = number("month").and_then(|month| u8::try_from(month).ok());
    let year = number("year")?;
    Date::new(year, month, None).or_else(|| Date::new(year, None, None)).map(DateValue::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_work_and_its_preferred_citation_are_read() {
        let text = "cff-version: 1.2.0\nmessage: Cite it\ntitle: Engine\nversion: 1.2\ndate-released: 2021-03-04\n\
                    doi: 10.5281/zenodo.1\nrepository-code: https://a.example/code\nlicense: MIT\nkeywords: [engines]\n\
                    authors:\n  - family-names: Vries\n    given-names: Bo\n    name-particle: de\n  - name: Engine Team\n\
                    preferred-citation:\n  type: article\n  title: On Engines\n  authors:\n  - family-names: Byron\n    \
                    given-names: Ada\n  journal: J\n  year: 2020\n  month: 5\n  start: 1\n  end: 9\n";
        let contents = read(&Source::new("CITATION.cff", text));
        assert!(contents.diagnostics.is_empty(), "{:?}", contents.diagnostics);
        let [software, article] = &contents.entries[..] else { panic!("two entries") };
        let paper = software.paper();
        assert_eq!((paper.kind.as_str(), paper.title.as_str()), ("software", "Engine"));
        assert_eq!(Field::Version.text(paper), Some("1.2"));
        assert_eq!(paper.authors.iter().map(ToString::to_string).collect::<Vec<_>>(), ["Bo de Vries", "Engine Team"]);
        assert_eq!(paper.links[0].label, "code");
        assert_eq!(software.keywords, ["engines"]);
        let paper = article.paper();
        assert_eq!((paper.kind.as_str(), paper.key.as_str()), ("article-journal", "byron2020engines"));
        assert_eq!(paper.pages.as_deref(), Some("1-9"));
        assert_eq!(paper.date.as_ref().map(ToString::to_string).as_deref(), Some("2020-05"));
    }
}
