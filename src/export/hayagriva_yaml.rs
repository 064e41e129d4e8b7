//! Writes Hayagriva YAML.
//!
//! Fields are those of the file format of Hayagriva 0.9. What an entry is part of is its parent.

use super::schema::Node;
use crate::paper::csl::kind;
use crate::paper::{Contributors, DateValue, Edtf, Field, FieldValue, Paper, Person};

/// Returns the key and the fields of an entry.
pub(super) fn entry(paper: &Paper) -> (String, Node) {
    (paper.key.clone(), Node::Table(fields(paper)))
}

/// CSL types, each with the type of the entry and of its parent.
const TYPES: &[(&str, &str, Option<&str>)] = &[
    ("article", "article", None),
    ("article-journal", "article", Some("periodical")),
    ("article-magazine", "article", Some("periodical")),
    ("article-newspaper", "article", Some("newspaper")),
    ("book", "book", None),
    ("broadcast", "video", None),
    ("chapter", "chapter", Some("book")),
    ("collection", "anthology", None),
    ("entry", "entry", Some("reference")),
    ("entry-dictionary", "entry", Some("reference")),
    ("entry-encyclopedia", "entry", Some("reference")),
    ("event", "exhibition", None),
    ("graphic", "artwork", None),
    ("legal_case", "case", None),
    ("legislation", "legislation", None),
    ("manuscript", "manuscript", None),
    ("motion_picture", "video", None),
    ("paper-conference", "article", Some("proceedings")),
    ("patent", "patent", None),
    ("performance", "performance", None),
    ("periodical", "periodical", None),
    ("post", "post", None),
    ("post-weblog", "article", Some("blog")),
    ("report", "report", None),
    ("software", "repository", None),
    ("song", "audio", None),
    ("speech", "conference", None),
    ("thesis", "thesis", None),
    ("webpage", "web", None),
];

/// Returns the types of the entry and of its parent for a CSL type.
fn types(kind: &str) -> (&'static str, Option<&'static str>) {
    TYPES.iter().find(|(csl, ..)| *csl == kind).map_or(("misc", None), |(_, entry, parent)| (entry, *parent))
}

fn fields(paper: &Paper) -> Vec<(String, Node)> {
    let (own, parent) = types(kind::of(paper));
    let mut fields = Fields::default();
    fields.text("type", Some(own));
    fields.title(paper);
    fields.names("author", &paper.authors);
    if let Some(date) = paper.date.as_ref().and_then(date) {
        fields.text("date", Some(&date));
    }
    // What holds the work has the editors, the volume and the publisher.
    let mut host = Fields::default();
    if paper.venue.is_some() || parent.is_some() {
        host.text("type", Some(parent.unwrap_or("misc")));
        host.text("title", paper.venue.as_deref());
    }
    let is_part = paper.venue.is_some();
    let outer = if is_part { &mut host } else { &mut fields };
    outer.names("editor", &paper.editors);
    outer.text("volume", paper.volume.as_deref());
    outer.text("issue", paper.issue.as_deref());
    publisher(outer, paper);
    fields.text("page-range", paper.pages.as_deref());
    serial_numbers(&mut fields, paper);
    url(&mut fields, paper);
    affiliated(&mut fields, paper);
    fields.text("language", paper.language.as_deref());
    fields.text("abstract", paper.abstract_text.as_deref());
    for &field in Field::ALL {
        let Some(name) = field.hayagriva().filter(|name| !name.contains('.') && !fields.has(name)) else { continue };
        let skipped = matches!(field, Field::Editors | Field::Date | Field::Number);
        fields.text(name, if skipped { None } else { field.text(paper) });
    }
    let mut parents = Vec::new();
    if is_part {
        parents.push(Node::Table(host.0));
    }
    let outer_parents =
        [("conference", Field::EventTitle.text(paper)), ("anthology", Field::CollectionTitle.text(paper))];
    for (kind, title) in outer_parents {
        if let Some(title) = title.filter(|title| paper.venue.as_deref() != Some(title)) {
            let mut outer = Fields::default();
            outer.text("type", Some(kind));
            outer.text("title", Some(title));
            if kind == "anthology" {
                outer.text("volume", Field::CollectionNumber.text(paper));
            }
            parents.push(Node::Table(outer.0));
        }
    }
    match parents.len() {
        0 => {}
        1 => fields.0.extend(parents.into_iter().map(|parent| ("parent".to_owned(), parent))),
        _ => fields.0.push(("parent".to_owned(), Node::List(parents))),
    }
    fields.0
}

/// Returns a date as Hayagriva has it: a single one, `~` before an approximate one; `None` for words.
fn date(value: &DateValue) -> Option<String> {
    match value {
        DateValue::Exact(date) => Some(date.to_string()),
        DateValue::Edtf(Edtf { start: crate::paper::Bound::Point(point), .. }) => {
            let approximate = if point.approximate || point.uncertain { "~" } else { "" };
            let month = point.month.filter(|month| *month <= 12).map(|month| format!("-{month:02}"));
            let day = point.day.map(|day| format!("-{day:02}"));
            let sign = if point.year < 0 { "-" } else { "" };
            let [month, day] = [month, day].map(Option::unwrap_or_default);
            Some(format!("{approximate}{sign}{:04}{month}{day}", point.year.unsigned_abs()))
        }
        _ => value.date().map(|date| date.to_string()),
    }
}

fn publisher(fields: &mut Fields, paper: &Paper) {
    let place = Field::PublisherPlace.text(paper);
    match (paper.publisher.as_deref(), place) {
        (Some(name), None) => fields.text("publisher", Some(name)),
        (Some(name), Some(place)) => {
            let mut parts = Fields::default();
            parts.text("name", Some(name));
            parts.text("location", Some(place));
            fields.0.push(("publisher".to_owned(), Node::Table(parts.0)));
        }
        (None, place) => fields.text("location", place),
    }
}

fn serial_numbers(fields: &mut Fields, paper: &Paper) {
    let mut numbers = Fields::default();
    numbers.text("serial", Field::Number.text(paper));
    for &field in Field::ALL {
        if let Some(name) = field.hayagriva().and_then(|path| path.strip_prefix("serial-number.")) {
            numbers.text(name, field.text(paper));
        }
    }
    match numbers.0.as_slice() {
        [] => {}
        [(name, number)] if name == "serial" => fields.0.push(("serial-number".to_owned(), number.clone())),
        _ => fields.0.push(("serial-number".to_owned(), Node::Table(numbers.0))),
    }
}

fn url(fields: &mut Fields, paper: &Paper) {
    let Some(link) = paper.links.first() else { return };
    let visited = match Field::Accessed.value(paper) {
        Some(FieldValue::Date(value)) => date(value),
        _ => None,
    };
    match visited {
        None => fields.text("url", Some(&link.url)),
        Some(visited) => {
            let mut parts = Fields::default();
            parts.text("value", Some(&link.url));
            parts.text("date", Some(&visited));
            fields.0.push(("url".to_owned(), Node::Table(parts.0)));
        }
    }
}

fn affiliated(fields: &mut Fields, paper: &Paper) {
    let groups = Field::ALL.iter().filter_map(|field| {
        let role = field.hayagriva()?.strip_prefix("affiliated.")?;
        let Some(FieldValue::Names(people)) = field.value(paper) else { return None };
        let mut group = Fields::default();
        group.text("role", Some(role));
        group.names("names", people);
        Some(Node::Table(group.0))
    });
    let groups: Vec<_> = groups.collect();
    if !groups.is_empty() {
        fields.0.push(("affiliated".to_owned(), Node::List(groups)));
    }
}

#[derive(Default)]
struct Fields(Vec<(String, Node)>);

impl Fields {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// Adds a text; a brace would protect the case of words.
    fn text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.0.push((name.to_owned(), Node::Text(text.to_owned())));
        }
    }

    fn title(&mut self, paper: &Paper) {
        if paper.title.is_key() {
            return;
        }
        match Field::TitleShort.text(paper).or(paper.short.as_deref()) {
            None => self.text("title", Some(&paper.title)),
            Some(short) => {
                let mut parts = Fields::default();
                parts.text("value", Some(&paper.title));
                parts.text("short", Some(short));
                self.0.push(("title".to_owned(), Node::Table(parts.0)));
            }
        }
    }

    fn names(&mut self, name: &str, people: &Contributors) {
        let names: Vec<_> = people.iter().map(person).collect();
        if !names.is_empty() {
            self.0.push((name.to_owned(), Node::List(names)));
        }
    }
}

/// Returns a name as `Family, Given`, or its parts where that would be read as another name.
fn person(person: &Person) -> Node {
    let (particle, family) = person.particle();
    let Some(given) = &person.given else {
        let name = particle.map_or_else(|| family.to_owned(), |particle| format!("{particle} {family}"));
        if !name.contains(',') {
            return Node::Text(name);
        }
        return Node::Table(vec![("name".to_owned(), Node::Text(name))]);
    };
    let parts = [
        ("name", Some(family)),
        ("given-name", Some(given.as_str())),
        ("prefix", particle.or(person.dropping.as_deref())),
        ("suffix", person.suffix.as_deref()),
    ];
    let is_plain = particle.is_none() && person.dropping.is_none() && person.suffix.is_none();
    if is_plain && !family.contains(',') && !given.contains(',') {
        return Node::Text(format!("{family}, {given}"));
    }
    let parts = parts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), Node::Text(text?.to_owned()))));
    Node::Table(parts.collect())
}
