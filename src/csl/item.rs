//! A paper as an item of CSL: its type, its names and dates, and what the style may say of where it came out.
//!
//! Values are plain text as the paper has them; an item holds no markup.

use std::collections::BTreeMap;

use hayagriva::citationberg::json::{DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange};
use serde_json::json;

use super::kind::{self, Venue};
use crate::paper::{Date, Paper, Person, has_han};
use crate::url;

/// The item of a paper.
pub(super) fn item(paper: &Paper) -> Item {
    let mut fields = Fields::default();
    let kind = kind::of(paper);
    fields.text("id", Some(&paper.key));
    fields.text("type", Some(kind));
    fields.text("title", Some(&paper.title));
    let is_inside = paper.short.as_deref().filter(|short| paper.title.contains(short));
    fields.text("title-short", is_inside);
    fields.names("author", &paper.authors);
    fields.names("editor", &paper.editors);
    fields.date("issued", paper.date);
    fields.text("volume", paper.volume.as_deref());
    fields.text(if kind == "report" { "number" } else { "issue" }, paper.issue.as_deref());
    fields.text("page", paper.pages.as_deref());
    fields.text("publisher", paper.publisher.as_deref());
    fields.text("ISBN", paper.isbn.as_deref());
    fields.text("DOI", paper.doi.as_deref());
    fields.text("language", language(paper));
    where_it_came_out(paper, kind, &mut fields);
    fields.text("URL", address(paper, kind).as_deref());
    own_fields(paper, &mut fields);
    Item(fields.0)
}

/// The language of the work, for a style that words things by it.
pub(super) fn language(paper: &Paper) -> Option<&str> {
    let said = paper.language.as_deref();
    said.or_else(|| {
        (has_han(&paper.title) || paper.authors.iter().any(|name| has_han(&name.family))).then_some("zh-CN")
    })
}

/// The item as CSL-JSON, which other processors read.
pub fn csl_json(paper: &Paper) -> serde_json::Value {
    let fields = item(paper).0.into_iter().map(|(name, value)| {
        let value = match value {
            Value::String(text) => json!(text),
            Value::Number(number) => json!(number),
            Value::Names(names) => json!(names.iter().map(name_json).collect::<Vec<_>>()),
            Value::Date(date) => json!({ "date-parts": VecDateRange::from(date) }),
        };
        (name, value)
    });
    serde_json::Value::Object(fields.collect())
}

fn name_json(name: &NameValue) -> serde_json::Value {
    let NameValue::Item(name) = name else { return json!(name) };
    let parts = [
        ("family", Some(&name.family)),
        ("given", name.given.as_ref()),
        ("non-dropping-particle", name.non_dropping_particle.as_ref()),
        ("suffix", name.suffix.as_ref()),
    ];
    parts.into_iter().filter_map(|(part, text)| Some((part.to_owned(), json!(text?)))).collect()
}

#[derive(Default)]
struct Fields(BTreeMap<String, Value>);

impl Fields {
    fn text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) {
            self.0.insert(name.to_owned(), Value::String(text.to_owned()));
        }
    }

    fn names(&mut self, name: &str, people: &[Person]) {
        let people: Vec<_> = people.iter().filter_map(name_of).collect();
        if !people.is_empty() {
            self.0.insert(name.to_owned(), Value::Names(people));
        }
    }

    fn date(&mut self, name: &str, date: Option<Date>) {
        let Some(date) = date else { return };
        let parts = [i16::try_from(date.year).ok(), date.month.map(i16::from), date.day.map(i16::from)];
        let date_parts = VecDateRange(vec![VecDate(parts.into_iter().flatten().collect())]);
        let date = DateValue::DateParts { date_parts, literal: None, season: None, circa: false };
        self.0.insert(name.to_owned(), Value::Date(date));
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// A name; what has no given name is taken whole.
fn name_of(person: &Person) -> Option<NameValue> {
    let family = person.family.trim();
    if family.is_empty() {
        return None;
    }
    if person.whole || person.given.is_none() {
        let prefix = person.prefix.as_deref().map(|prefix| format!("{prefix} ")).unwrap_or_default();
        return Some(NameValue::Literal(LiteralName { literal: format!("{prefix}{family}") }));
    }
    let (particle, family) = person.particle();
    Some(NameValue::Item(NameItem {
        family: family.trim().to_owned(),
        given: person.given.clone(),
        non_dropping_particle: particle.map(|particle| particle.trim().to_owned()),
        dropping_particle: None,
        suffix: person.suffix.clone(),
        comma_suffix: None,
    }))
}

/// Who stands for the authors whom the data do not name; a style shows "et al." in their place.
pub(super) fn others() -> NameValue {
    NameValue::Literal(LiteralName { literal: "et al.".to_owned() })
}

/// The venue under the name that CSL has for it in works of this type, and what the note on it tells.
fn where_it_came_out(paper: &Paper, kind: &str, fields: &mut Fields) {
    if let Some(arxiv) = paper.arxiv.as_deref().filter(|_| kind == "article") {
        let number = arxiv.strip_prefix("arXiv:").unwrap_or(arxiv);
        fields.text("number", Some(&format!("arXiv:{number}")));
        fields.text("publisher", Some("arXiv"));
    }
    if let Some(venue) = paper.venue.as_deref() {
        let place = kind::place_of_venue(kind);
        let name = match place {
            Venue::Publisher if fields.has("publisher") => return,
            Venue::Publisher => "publisher",
            Venue::Event => "event-title",
            Venue::Container => "container-title",
        };
        fields.text(name, Some(venue));
    }
    // "PMLR 202" is a volume of a series; a track or an award is nothing that a style has a place for.
    let series = paper.venue_note.as_deref().and_then(|note| note.rsplit_once(' '));
    if let Some((series, number)) = series.filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit())) {
        fields.text("collection-title", Some(series));
        fields.text("collection-number", Some(number));
    }
}

/// Where to read the work: none where its DOI says so, unless the address is what it is.
fn address(paper: &Paper, kind: &str) -> Option<String> {
    let online = matches!(kind, "webpage" | "post" | "post-weblog" | "software" | "dataset");
    if paper.doi.is_some() && !online {
        return None;
    }
    let beside = ["code", "data", "dataset", "demo", "poster", "slides", "video", "website"];
    let is_beside = |label: &str| !online && beside.iter().any(|word| label.eq_ignore_ascii_case(word));
    let links = paper.links.iter().filter(|link| !is_beside(link.label.trim()));
    let mut addresses = links.filter_map(|link| url::safe(&link.url)).filter(|url| url.starts_with("http"));
    let arxiv = || Some(format!("https://arxiv.org/abs/{}", paper.arxiv.as_deref()?.trim_start_matches("arXiv:")));
    addresses.next().map(std::borrow::Cow::into_owned).or_else(arxiv)
}

/// What a user may say of a work that our schema has no field for, by CSL's name and by that of BibTeX.
const OWN: &[(&str, &str)] = &[
    ("address", "publisher-place"),
    ("archive", "archive"),
    ("chapter", "chapter-number"),
    ("chapter-number", "chapter-number"),
    ("collection-number", "collection-number"),
    ("collection-title", "collection-title"),
    ("container-title", "container-title"),
    ("container-title-short", "container-title-short"),
    ("edition", "edition"),
    ("event-place", "event-place"),
    ("event-title", "event-title"),
    ("genre", "genre"),
    ("issn", "ISSN"),
    ("ISSN", "ISSN"),
    ("location", "publisher-place"),
    ("medium", "medium"),
    ("number", "number"),
    ("number-of-pages", "number-of-pages"),
    ("number-of-volumes", "number-of-volumes"),
    ("PMID", "PMID"),
    ("pmid", "PMID"),
    ("publisher-place", "publisher-place"),
    ("series", "collection-title"),
    ("version", "version"),
    ("volume-title", "volume-title"),
    ("volumes", "number-of-volumes"),
];

/// The same for people.
const OWN_PEOPLE: &[&str] = &["container-author", "director", "translator"];

/// The same for dates; `urldate` is what BibLaTeX calls the day of the visit.
const OWN_DATES: &[(&str, &str)] =
    &[("accessed", "accessed"), ("original-date", "original-date"), ("urldate", "accessed")];

fn own_fields(paper: &Paper, fields: &mut Fields) {
    for (name, value) in &paper.x {
        let text = match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        if let Some((_, csl)) = OWN.iter().find(|(own, _)| own == name) {
            fields.text(csl, Some(&text));
        } else if let Some((_, csl)) = OWN_DATES.iter().find(|(own, _)| own == name) {
            fields.date(csl, Date::parse(text.trim()));
        } else if OWN_PEOPLE.contains(&name.as_str()) {
            let texts: Vec<_> = match value {
                serde_json::Value::Array(list) => list.iter().filter_map(serde_json::Value::as_str).collect(),
                _ => vec![text.as_str()],
            };
            fields.names(name, &texts.into_iter().map(Person::parse).collect::<Vec<_>>());
        }
    }
}

/// The label of a paper in styles of labels: of one author three letters, of several their initials, and the year.
pub(super) fn label(paper: &Paper) -> String {
    let people = if paper.authors.is_empty() { &paper.editors } else { &paper.authors };
    let letters = |text: &str, count| text.chars().filter(|c| c.is_alphanumeric()).take(count).collect::<String>();
    let mut label = match people.named.as_slice() {
        [] => letters(&paper.title, 3),
        [one] if !people.others => letters(&one.family, 3),
        [first, second, third, _, ..] => {
            let initials: String = [first, second, third].iter().map(|person| letters(&person.family, 1)).collect();
            initials + "+"
        }
        few => few.iter().map(|person| letters(&person.family, 1)).collect(),
    };
    if people.others && !label.ends_with('+') {
        label.push('+');
    }
    if let Some(year) = paper.year() {
        label += format!("{:02}", year % 100).as_str();
    }
    label
}
