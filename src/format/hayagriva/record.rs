//! Converts an entry to a paper: its fields, then those of its parents.

use std::sync::Arc;

use super::entry_types;
use crate::diagnostic::{Code, Diagnostic};
use crate::format::bibtex::{dates, language, links};
use crate::format::external::{Record, hyphenated};
use crate::format::schema::fold_blanks;
use crate::format::tree::{Node, Table};
use crate::paper::{Field, FieldType, Paper, Person, Role};
use crate::source::{Source, Span};

/// The maximum depth of parents.
pub(super) const PARENTS: usize = 4;

/// Converts an entry.
pub(super) fn read(source: &Arc<Source>, header: Span, key: &str, fields: &Table<'_>) -> (Paper, Vec<Diagnostic>) {
    let mut record = Record::new(source, header, key);
    let kind = kind(&mut record, fields);
    let mut parents = Vec::new();
    gather(&mut record, fields, &kind, 0, &mut parents);
    let types: Vec<_> = parents.iter().map(|(kind, _)| kind.as_str()).collect();
    entry_types::csl(&kind, &types).clone_into(&mut record.paper.kind);
    if let Some(title) = fields.get("title") {
        record.paper.title = string(&mut record, "title", title).unwrap_or_default().into();
        more_of_title(&mut record, title);
    }
    record.paper.authors = people(&mut record, "author", fields.get("author")).into();
    record.paper.pages = line(&mut record, "page-range", fields).map(|pages| hyphenated(&pages));
    record.paper.abstract_text = fields.get("abstract").and_then(|node| text_of(&mut record, "abstract", node));
    if let Some(written) = line(&mut record, "language", fields) {
        record.paper.language = language::tag(&written);
        if record.paper.language.is_none() {
            record.keep("language", written);
        }
    }
    place(&mut record, &parents);
    // Fields missing in the entry are inherited from its parents.
    let tables: Vec<_> = std::iter::once(fields).chain(parents.iter().map(|(_, parent)| *parent)).collect();
    for table in &tables {
        shared(&mut record, table);
    }
    if record.paper.title.is_empty() {
        // A part without a title has the title of its parent.
        record.paper.title = record.paper.venue.take().unwrap_or_default().into();
    }
    if record.paper.kind == "document" && !record.paper.links.is_empty() {
        "webpage".clone_into(&mut record.paper.kind);
    }
    for pair in &fields.0 {
        own(&mut record, &pair.name, &pair.node);
    }
    record.finish()
}

fn kind(record: &mut Record<'_>, fields: &Table<'_>) -> String {
    let Some(node) = fields.get("type") else { return "misc".to_owned() };
    let written = record.line("type", node).unwrap_or_default();
    let kind = written.to_lowercase();
    if entry_types::is_known(&kind) {
        return kind;
    }
    let found = Code::NotUnderstood.at((record.source, node.span), format!("no type `{written}` in Hayagriva"));
    record.found.push(found.help("it is read as `misc`; the word is kept in `x.entrytype`"));
    record.keep("entrytype", written);
    "misc".to_owned()
}

/// Returns the parents of an entry with their types, nearest first.
fn gather<'n, 't>(
    record: &mut Record<'_>,
    fields: &'n Table<'t>,
    kind: &str,
    depth: usize,
    into: &mut Vec<(String, &'n Table<'t>)>,
) {
    let Some(node) = fields.get("parent").filter(|_| depth < PARENTS) else { return };
    for item in node.items() {
        let Some(parent) = item.as_table() else {
            record.wrong_type("parent", item, "an entry");
            continue;
        };
        let written = parent.get("type").and_then(Node::scalar).map(str::to_lowercase);
        let of_parent = written
            .filter(|kind| entry_types::is_known(kind))
            .unwrap_or_else(|| entry_types::of_parent(kind).to_owned());
        into.push((of_parent.clone(), parent));
        gather(record, parent, &of_parent, depth + 1, into);
    }
}

/// Sets the venue, the nearest parent such as a journal; the parent of that is a series.
fn place(record: &mut Record<'_>, parents: &[(String, &Table<'_>)]) {
    let is_container = |kind: &str| matches!(kind, "anthology" | "book" | "newspaper" | "periodical" | "proceedings");
    let titled = |(_, parent): &&(String, &Table<'_>)| parent.get("title").is_some();
    let nearest = parents.iter().filter(titled).find(|(kind, _)| is_container(kind));
    let Some((_, venue)) = nearest.or_else(|| parents.iter().find(titled)) else { return };
    record.paper.venue = venue.get("title").and_then(|title| string(record, "title", title));
    let rest = parents.iter().filter(|(_, parent)| !std::ptr::eq(*parent, *venue)).filter(titled);
    for (kind, other) in rest {
        let Some(title) = other.get("title").and_then(|title| string(record, "title", title)) else { continue };
        record.set(if kind == "conference" { Field::EventTitle } else { Field::CollectionTitle }, title);
    }
}

/// Fills missing fields from an entry or a parent.
fn shared(record: &mut Record<'_>, fields: &Table<'_>) {
    if record.paper.date.is_none()
        && let Some(node) = fields.get("date")
        && let Some(text) = record.line("date", node)
    {
        let text = text.strip_prefix('~').map_or(text.clone(), |date| format!("{date}~"));
        record.paper.date = record.date(dates::date(&text), node.span);
    }
    let editors = people(record, "editor", fields.get("editor").filter(|_| record.paper.editors.is_empty()));
    record.paper.editors.named.extend(editors);
    if record.paper.volume.is_none() {
        record.paper.volume = line(record, "volume", fields);
    }
    if record.paper.issue.is_none() {
        record.paper.issue = line(record, "issue", fields);
    }
    publisher(record, fields);
    if let Some(node) = fields.get("serial-number") {
        serial(record, node);
    }
    if let Some(node) = fields.get("url").filter(|_| record.paper.links.is_empty()) {
        let parts = node.as_table();
        let address = parts.map_or(Some(node), |parts| parts.get("value")).and_then(|value| record.line("url", value));
        if let Some(address) = address {
            record.link("url", &address, node.span);
        }
        if let Some(visited) = parts.and_then(|parts| line(record, "date", parts)) {
            let visited = record.date(dates::date(&visited), node.span);
            if let FieldType::Date(slot) = Field::Accessed.field_type() {
                *(slot.get_mut)(&mut record.paper) = visited;
            }
        }
    }
}

fn publisher(record: &mut Record<'_>, fields: &Table<'_>) {
    let node = fields.get("publisher");
    let parts =
        node.and_then(Node::as_table).filter(|parts| parts.get("name").is_some() || parts.get("location").is_some());
    let (name, location) = match parts {
        Some(parts) => {
            let name = parts.get("name").and_then(|name| string(record, "publisher", name));
            (name, parts.get("location").and_then(|place| string(record, "location", place)))
        }
        None => (node.and_then(|node| string(record, "publisher", node)), None),
    };
    let location = location.or_else(|| string(record, "location", fields.get("location")?));
    let organization = fields.get("organization").and_then(|node| string(record, "organization", node));
    let (first, rest) = if name.is_some() { (name, organization) } else { (organization, None) };
    match (&record.paper.publisher, first) {
        (None, Some(name)) => record.paper.publisher = Some(name),
        (Some(known), Some(name)) if *known != name => record.keep("organization", name),
        _ => {}
    }
    if let Some(text) = rest {
        record.keep("organization", text);
    }
    if let Some(text) = location {
        record.set(Field::PublisherPlace, text);
    }
}

fn serial(record: &mut Record<'_>, node: &Node<'_>) {
    let Some(parts) = node.as_table() else {
        let Some(number) = record.line("serial-number", node) else { return };
        match links::arxiv(&number).filter(|_| record.paper.arxiv.is_none()) {
            Some(id) => record.paper.arxiv = Some(id),
            None => record.set(Field::Number, number),
        }
        return;
    };
    for pair in &parts.0 {
        let Some(number) = record.line(&pair.name, &pair.node) else { continue };
        match pair.name.as_ref() {
            "doi" if record.paper.doi.is_none() => record.paper.doi = Some(links::doi(&number)),
            "isbn" if record.paper.isbn.is_none() => record.paper.isbn = Some(number),
            "arxiv" if record.paper.arxiv.is_none() => {
                record.paper.arxiv = Some(links::arxiv(&number).unwrap_or(number));
            }
            // The numbers of a parent are its own.
            "arxiv" | "doi" | "isbn" => {}
            "serial" => record.set(Field::Number, number),
            name => match Field::named(name, Role::Data) {
                Some(field @ (Field::Issn | Field::Pmid | Field::Pmcid)) => record.set(field, number),
                _ => record.keep(name, number),
            },
        }
    }
}

/// Adds fields that are not inherited, under the names that exports use.
fn own(record: &mut Record<'_>, name: &str, node: &Node<'_>) {
    let kept = match name {
        "abstract" | "author" | "date" | "editor" | "issue" | "keywords" | "language" | "location" | "organization"
        | "page-range" | "parent" | "publisher" | "serial-number" | "tags" | "title" | "type" | "url" | "volume" => {
            return;
        }
        "affiliated" => return affiliated(record, node),
        "page-total" => "number-of-pages",
        "volume-total" => "number-of-volumes",
        _ => name,
    };
    let field = Field::ALL.iter().copied().find(|field| field.hayagriva() == Some(name));
    if node.as_table().is_some_and(|parts| parts.get("value").is_none()) || super::FIELDS.binary_search(&name).is_err()
    {
        record.keep(kept, node.json());
    } else if let Some(text) = string(record, name, node) {
        match field {
            Some(field) => record.set(field, text),
            None => record.keep(kept, text),
        }
    }
}

fn affiliated(record: &mut Record<'_>, node: &Node<'_>) {
    for item in node.items() {
        let Some(parts) = item.as_table() else {
            record.wrong_type("affiliated", item, "a table of `role` and `names`");
            continue;
        };
        let role = line(record, "role", parts).unwrap_or_else(|| "contributor".to_owned()).to_lowercase();
        let people = people(record, "names", parts.get("names"));
        let path = format!("affiliated.{role}");
        let field = Field::ALL.iter().find(|field| field.hayagriva() == Some(&path));
        if let Some(FieldType::Names(slot)) = field.map(|field| field.field_type()) {
            (slot.get_mut)(&mut record.paper).named.extend(people);
        } else {
            let names: Vec<_> = people.iter().map(Person::to_string).collect();
            record.keep(&role, names);
        }
    }
}

fn more_of_title(record: &mut Record<'_>, title: &Node<'_>) {
    let Some(parts) = title.as_table() else { return };
    if let Some(short) = parts.get("short").and_then(|short| string(record, "short", short)) {
        // A short name is one word; an abbreviated title is not one.
        if short.contains(' ') {
            record.set(Field::TitleShort, short);
        } else {
            record.paper.short = Some(short);
        }
    }
    if let Some(translation) = parts.get("translation").and_then(|title| string(record, "translation", title)) {
        record.keep("title-translation", translation);
    }
}

fn people(record: &mut Record<'_>, name: &str, node: Option<&Node<'_>>) -> Vec<Person> {
    let mut people = Vec::new();
    for item in node.map(Node::items).unwrap_or_default() {
        match person(item) {
            Some(person) => people.push(person),
            None => record.wrong_type(name, item, "a name"),
        }
    }
    people
}

/// Parses a name: `Family, Given`, a literal without a comma, or a table of parts.
fn person(node: &Node<'_>) -> Option<Person> {
    let Some(parts) = node.as_table() else {
        let name = fold_blanks(node.scalar()?);
        let whole = || Person { family: name.as_ref().to_owned(), whole: true, ..Person::default() };
        return Some(if name.contains(',') { Person::parse(&name) } else { whole() })
            .filter(|name| !name.family.is_empty());
    };
    let part = |name: &str| {
        let text = parts.get(name)?.scalar().map(fold_blanks)?;
        Some(text.into_owned()).filter(|text| !text.is_empty())
    };
    let (given, prefix, suffix) = (part("given-name"), part("prefix"), part("suffix"));
    let whole = given.is_none() && prefix.is_none() && suffix.is_none();
    Some(Person { given, prefix, family: part("name")?, suffix, whole, ..Person::default() })
}

fn line(record: &mut Record<'_>, name: &str, fields: &Table<'_>) -> Option<String> {
    fields.get(name).and_then(|node| string(record, name, node))
}

/// Returns a text on one line; for a table, its `value`.
fn string(record: &mut Record<'_>, name: &str, node: &Node<'_>) -> Option<String> {
    text_of(record, name, node).map(|text| fold_blanks(&text).into_owned())
}

/// Returns a text without the braces that protect case.
fn text_of(record: &mut Record<'_>, name: &str, node: &Node<'_>) -> Option<String> {
    let node = node.as_table().and_then(|parts| parts.get("value")).unwrap_or(node);
    let text = record.text(name, node)?;
    Some(if text.contains(['{', '}']) { text.replace(['{', '}'], "") } else { text })
}
