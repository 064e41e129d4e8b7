//! A paper as an item of CSL 1.0.2: what citation processors get, and what CSL-JSON and CSL-YAML are written from.
//!
//! The table of fields maps most variables. This module maps those that depend on the type of the work.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::json;

use super::{Bound, Contributors, Date, DateValue, Field, FieldValue, Link, Paper, Person, Point, has_han, is_han};
use crate::url;

pub mod kind;

use kind::Venue;

/// An item: its variables by their CSL names, `id` and `type` first.
#[derive(Debug, Clone, PartialEq)]
pub struct Item<'p>(Vec<(&'static str, Value<'p>)>);

/// The value of a variable.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'p> {
    /// A text or a number.
    Text(Cow<'p, str>),
    /// Names.
    Names(&'p Contributors),
    /// A date.
    Date(&'p DateValue),
}

/// What an item is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A citation processor, with what can be inferred.
    Citation,
    /// A citation processor whose style prints abstracts.
    CitationWithAbstract,
    /// Another program: everything that the data contain, and nothing that is inferred.
    Export,
}

/// Returns the item of a paper.
pub fn item(paper: &Paper, purpose: Purpose) -> Item<'_> {
    let kind = kind::of(paper);
    let mut item = Item(Vec::with_capacity(16));
    item.text("id", Some(&paper.key));
    item.text("type", Some(kind));
    for &field in Field::ALL {
        let Some(variable) = field.csl() else { continue };
        match field {
            Field::Abstract if purpose == Purpose::Citation => {}
            Field::Title if paper.title.is_key() => {}
            Field::Title => title(&mut item, paper),
            // Styles print the number of a report.
            Field::Issue if purpose != Purpose::Export && kind == "report" && Field::Number.value(paper).is_none() => {
                item.text("number", paper.issue.as_deref());
            }
            _ => item.field(variable, field.value(paper)),
        }
    }
    let is_part = |short: &&str| paper.title.is_key() || paper.title.contains(*short);
    let nickname = paper.short.as_deref().filter(|short| purpose == Purpose::Export || is_part(short));
    item.text("title-short", nickname);
    if purpose != Purpose::Export {
        item.text("language", language(paper));
    }
    // BibLaTeX's `shorthand` overrides the label, and `label` is its basis.
    let label = ["citation-label", "shorthand", "label"].iter().find_map(|name| paper.x.get(*name)?.as_str());
    item.text("citation-label", label);
    publication(&mut item, paper, kind);
    addendum(&mut item, paper);
    match purpose {
        Purpose::Citation | Purpose::CitationWithAbstract => item.owned("URL", address(paper, kind)),
        Purpose::Export => {
            item.text("URL", exported_address(&paper.links));
            item.owned("keyword", Some(paper.keywords().collect::<Vec<_>>().join(", ")));
            item.text("annote", paper.note.as_deref());
            arxiv_note(&mut item, paper);
            // The order does not depend on which fields the variables come from.
            item.0.sort_unstable_by_key(|(name, _)| (*name != "id", *name != "type", *name));
        }
    }
    item
}

impl<'p> Item<'p> {
    /// The variables in order.
    pub fn variables(&self) -> impl Iterator<Item = (&'static str, &Value<'p>)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// The value of a variable.
    pub fn get(&self, variable: &str) -> Option<&Value<'p>> {
        self.0.iter().find(|(name, _)| *name == variable).map(|(_, value)| value)
    }

    fn has_text(&self, variable: &str, text: &str) -> bool {
        matches!(self.get(variable), Some(Value::Text(known)) if known.contains(text))
    }

    /// Sets a variable that has no value yet.
    fn set(&mut self, variable: &'static str, value: Value<'p>) {
        if self.get(variable).is_none() {
            self.0.push((variable, value));
        }
    }

    fn text(&mut self, variable: &'static str, text: Option<&'p str>) {
        if let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) {
            self.set(variable, Value::Text(Cow::Borrowed(text)));
        }
    }

    fn owned(&mut self, variable: &'static str, text: Option<String>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.set(variable, Value::Text(Cow::Owned(text)));
        }
    }

    fn field(&mut self, variable: &'static str, value: Option<FieldValue<'p>>) {
        match value {
            Some(FieldValue::Names(names)) => self.set(variable, Value::Names(names)),
            Some(FieldValue::Date(date)) => self.set(variable, Value::Date(date)),
            Some(value) => self.text(variable, value.as_str()),
            None => {}
        }
    }
}

/// Returns the language of a work for the choice of a style's locale and of its case: inferred for Chinese where the data
/// have none.
pub fn language(paper: &Paper) -> Option<&str> {
    // A language that has no tag is stored as it was written.
    let written = || paper.x.get("language").and_then(serde_json::Value::as_str);
    let inferred = || {
        let is_chinese = is_mostly_han(&paper.title) || paper.authors.iter().any(|name| has_han(&name.family));
        is_chinese.then_some("zh-CN")
    };
    paper.language.as_deref().or_else(written).or_else(inferred)
}

/// Returns whether a text has more Chinese characters than words in other scripts.
fn is_mostly_han(text: &str) -> bool {
    let is_other = |c: char| c.is_alphanumeric() && !is_han(c);
    let others = text.split(|c| !is_other(c)).filter(|word| !word.is_empty()).count();
    has_han(text) && text.chars().filter(|c| is_han(*c)).count() > others
}

/// Sets the venue under the variable that works of this type have for it, and what the identifiers and the note on the
/// venue contain.
fn publication<'p>(item: &mut Item<'p>, paper: &'p Paper, kind: &str) {
    if let Some(arxiv) = paper.arxiv.as_deref().filter(|_| kind == "article") {
        let number = arxiv.strip_prefix("arXiv:").unwrap_or(arxiv);
        item.owned("number", Some(format!("arXiv:{number}")));
        item.text("publisher", Some("arXiv"));
    }
    if let Some(venue) = paper.venue.as_deref() {
        let variable = match kind::place_of_venue(kind) {
            Venue::Publisher if item.get("publisher").is_some() => "container-title",
            Venue::Publisher => "publisher",
            Venue::Event => "event-title",
            Venue::Container => "container-title",
        };
        // A journal may be named like its publisher; a server of preprints is only that.
        let others = ["container-title", "event-title", "publisher"];
        let others = if variable == "container-title" && kind != "article" { &others[..2] } else { &others };
        let is_known = |name: &&str| matches!(item.get(name), Some(Value::Text(known)) if known == venue);
        if !others.iter().any(is_known) {
            item.text(variable, Some(venue));
        }
    }
    // "PMLR 202" is a volume of a series; CSL has no variable for a track or an award.
    let series = paper.venue_note.as_deref().and_then(|note| note.rsplit_once(' '));
    if let Some((series, number)) = series.filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit())) {
        item.text("collection-title", Some(series));
        item.text("collection-number", Some(number));
    }
}

/// The address of a work. One that a DOI leads to as well is passed on where the data call it the URL.
fn address(paper: &Paper, kind: &str) -> Option<String> {
    let online = matches!(kind, "webpage" | "post" | "post-weblog" | "software" | "dataset");
    let accompanying = ["code", "data", "dataset", "demo", "poster", "slides", "video", "website"];
    let accompanies = |label: &str| !online && accompanying.iter().any(|word| label.eq_ignore_ascii_case(word));
    let has_doi = paper.doi.is_some() && !online;
    let links = paper.links.iter().filter(|link| {
        let label = link.label.trim();
        if has_doi { label.eq_ignore_ascii_case("url") } else { !accompanies(label) }
    });
    let mut addresses = links.filter_map(|link| url::safe(&link.url)).filter(|url| url.starts_with("http"));
    let arxiv = || Some(format!("https://arxiv.org/abs/{}", paper.arxiv.as_deref()?.trim_start_matches("arXiv:")));
    // An index such as PubMed is not where a work is.
    let archived = || paper.eprint_link().filter(|_| Field::Pmid.text(paper).is_none()).map(|link| link.url);
    let registered = || if has_doi { None } else { arxiv().or_else(archived) };
    addresses.next().map(Cow::into_owned).or_else(registered)
}

/// The address that other programs read as the URL: the link of that name, the first on the web, or the first.
fn exported_address(links: &[Link]) -> Option<&str> {
    let is_web = |link: &&Link| link.url.starts_with("http://") || link.url.starts_with("https://");
    let named = links.iter().find(|link| link.label.eq_ignore_ascii_case("url"));
    named.or_else(|| links.iter().find(is_web)).or_else(|| links.first()).map(|link| link.url.as_str())
}

/// Sets the title, with what BibLaTeX prints after it.
fn title<'p>(item: &mut Item<'p>, paper: &'p Paper) {
    let title = paper.title.source();
    match paper.x.get("titleaddon").and_then(serde_json::Value::as_str).filter(|addon| !addon.is_empty()) {
        Some(addon) => {
            let stop = if title.ends_with(['.', '?', '!', ':']) { "" } else { "." };
            item.owned("title", Some(format!("{title}{stop} {addon}")));
        }
        None => item.text("title", Some(title)),
    }
}

/// Appends what BibLaTeX prints at the end of an entry to the note.
fn addendum(item: &mut Item<'_>, paper: &Paper) {
    let Some(addendum) = paper.x.get("addendum").and_then(serde_json::Value::as_str) else { return };
    match item.0.iter_mut().find(|(name, _)| *name == "note") {
        Some((_, Value::Text(note))) => *note = Cow::Owned(format!("{note}. {addendum}")),
        _ => item.owned("note", Some(addendum.to_owned())),
    }
}

/// Writes an arXiv identifier that no other variable has into `note`, as reference managers do.
fn arxiv_note(item: &mut Item<'_>, paper: &Paper) {
    let Some(arxiv) = paper.arxiv.as_deref() else { return };
    if ["number", "archive_location", "note"].iter().any(|name| item.has_text(name, arxiv)) {
        return;
    }
    let line = format!("arXiv: {arxiv}");
    match item.0.iter_mut().find(|(name, _)| *name == "note") {
        Some((_, Value::Text(note))) => *note = Cow::Owned(format!("{note}\n{line}")),
        _ => item.owned("note", Some(line)),
    }
}

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(text) => serializer.serialize_str(text),
            Value::Names(names) => {
                let mut list = serializer.serialize_seq(None)?;
                for person in *names {
                    list.serialize_element(&name(person))?;
                }
                if names.others {
                    list.serialize_element(&json!({ "literal": "others" }))?;
                }
                list.end()
            }
            Value::Date(value) => date(value).serialize(serializer),
        }
    }
}

/// A name as an object of CSL-JSON.
fn name(person: &Person) -> serde_json::Value {
    if person.whole {
        return json!({ "literal": person.family });
    }
    let (particle, family) = person.particle();
    let parts = [
        ("family", Some(family)),
        ("given", person.given.as_deref()),
        ("dropping-particle", person.dropping.as_deref()),
        ("non-dropping-particle", particle),
        ("suffix", person.suffix.as_deref()),
    ];
    let texts = parts.into_iter().filter_map(|(part, text)| Some((part.to_owned(), json!(text?.trim()))));
    texts.chain(person.comma_suffix.then(|| ("comma-suffix".to_owned(), json!(true)))).collect()
}

/// A date as an object of CSL-JSON.
fn date(value: &DateValue) -> serde_json::Value {
    let edtf = match value {
        DateValue::Exact(Date { year, month, day }) => {
            let parts: Vec<_> = std::iter::once(*year).chain(month.iter().chain(day).copied().map(u16::from)).collect();
            return json!({ "date-parts": [parts] });
        }
        DateValue::Words { text, .. } => return json!({ "literal": text }),
        DateValue::Edtf(edtf) => edtf,
    };
    let points: Vec<_> = std::iter::once(edtf.start)
        .chain(edtf.end)
        .map(|bound| match bound {
            Bound::Point(point) => date_parts(&point),
            // An open end is written as a year 0, which CSL does not have.
            Bound::Open => vec![0],
        })
        .collect();
    let mut date = json!({ "date-parts": points });
    let is_approximate = |bound: Bound| matches!(bound, Bound::Point(point) if point.approximate || point.uncertain);
    if is_approximate(edtf.start) || edtf.end.is_some_and(is_approximate) {
        date["circa"] = true.into();
    }
    if let (Bound::Point(point), None) = (edtf.start, edtf.end)
        && let Some(season) = point.season()
    {
        date["season"] = season.into();
    }
    date
}

/// The year, month and day of a point; a negative year is one before Christ, and there is no year 0.
fn date_parts(point: &Point) -> Vec<i32> {
    let year = if point.year > 0 { point.year } else { point.year - 1 };
    let month = point.month.filter(|month| *month <= 12);
    std::iter::once(year).chain(month.into_iter().chain(point.day).map(i32::from)).collect()
}
