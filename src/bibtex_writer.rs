//! Writes papers as BibTeX and BibLaTeX entries.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use crate::paper::entry_type::{self, Standard};
use crate::paper::{Bound, Contributors, Date, DateValue, Edtf, Field, FieldValue, Link, MONTHS, Paper, Person, babel};
use crate::url;

mod latex;

/// The dialect to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// BibTeX, which every program reads.
    Bibtex,
    /// BibLaTeX, which has more types and fields.
    Biblatex,
}

/// Link labels that are field names.
const LINKS: [&str; 6] = ["code", "pdf", "slides", "url", "video", "website"];

/// Returns the text of the file.
pub fn write<'p>(papers: impl Iterator<Item = &'p Paper>, dialect: Dialect) -> String {
    let mut keys = Keys::default();
    let mut out = String::new();
    for paper in papers {
        let key = keys.unique(key(&paper.key));
        if !out.is_empty() {
            out.push('\n');
        }
        let mut fields = Fields(Vec::new());
        cited(&mut fields, paper, &paper.links, dialect);
        kept(&mut fields, paper);
        entry(&mut out, &key, paper, fields, dialect);
    }
    out
}

/// Returns the BibTeX entry that readers copy from a page: bibliographic fields and one link, without notes, tags and
/// custom fields.
pub fn to_cite(paper: &Paper) -> String {
    let address = paper.links.iter().find(|link| url::safe(&link.url).is_some());
    let mut fields = Fields(Vec::new());
    cited(&mut fields, paper, address.map_or(&[], std::slice::from_ref), Dialect::Bibtex);
    let mut out = String::new();
    entry(&mut out, &key(&paper.key), paper, fields, Dialect::Bibtex);
    out
}

fn entry(out: &mut String, key: &str, paper: &Paper, fields: Fields, dialect: Dialect) {
    let _ = writeln!(out, "@{}{{{key},", entry_type(paper, dialect));
    for (name, value) in fields.0 {
        let _ = writeln!(out, "  {name} = {value},");
    }
    out.push_str("}\n");
}

/// Returns whether a paper is written as an entry of this type in one of the dialects, whatever `x.entrytype` is.
pub fn writes_type(paper: &Paper, name: &str) -> bool {
    // The first is the alias of the second with the default `type`.
    let is_report = matches!(name, "techreport" | "report") && paper.kind == "report";
    is_report || [Dialect::Bibtex, Dialect::Biblatex].into_iter().any(|dialect| default_type(paper, dialect) == name)
}

/// Returns the entry type: the one that the paper was read from, if the dialect has it.
fn entry_type(paper: &Paper, dialect: Dialect) -> &'static str {
    let read = paper.x.get("entrytype").and_then(serde_json::Value::as_str).and_then(entry_type::entry_type);
    let read = read.filter(|known| {
        let has = match dialect {
            Dialect::Bibtex => known.standard == Standard::Bibtex,
            Dialect::Biblatex => known.standard != Standard::Other,
        };
        has && known.csl == paper.kind
    });
    read.map_or_else(|| default_type(paper, dialect), |known| known.name)
}

fn default_type(paper: &Paper, dialect: Dialect) -> &'static str {
    let genre = Field::Genre.text(paper);
    match (paper.kind.as_str(), dialect) {
        ("thesis", Dialect::Bibtex) if genre.is_some_and(is_masters) => return "mastersthesis",
        ("report", Dialect::Biblatex) if genre.is_none() => return "techreport",
        _ => {}
    }
    let known = entry_type::OF_CSL.iter().find(|(csl, ..)| *csl == paper.kind);
    known.map_or("misc", |(_, bibtex, biblatex)| if dialect == Dialect::Bibtex { bibtex } else { biblatex })
}

fn is_masters(genre: &str) -> bool {
    let genre = genre.to_lowercase();
    ["master", "mathesis", "m.sc", "msc", "m.a."].iter().any(|word| genre.starts_with(word))
}

/// Adds the bibliographic fields.
fn cited(fields: &mut Fields, paper: &Paper, addresses: &[Link], dialect: Dialect) {
    fields.raw("author", names(&paper.authors, dialect));
    fields.raw("editor", names(&paper.editors, dialect));
    fields.raw("title", (!paper.title.is_key()).then(|| latex::marked_title(&paper.title)));
    fields.text("shorttitle", Field::TitleShort.text(paper).or(paper.short.as_deref()));
    publication(fields, paper, dialect);
    if dialect == Dialect::Biblatex {
        editor_roles(fields, paper);
    }
    variables(fields, paper, dialect);
    if let Some(value) = &paper.date {
        date(fields, value, dialect);
    }
    fields.verbatim("doi", paper.doi.as_deref());
    if let Some(arxiv) = paper.arxiv.as_deref() {
        fields.verbatim("eprint", Some(arxiv.strip_prefix("arXiv:").unwrap_or(arxiv)));
        let (name, value) =
            if dialect == Dialect::Bibtex { ("archiveprefix", "arXiv") } else { ("eprinttype", "arxiv") };
        fields.text(name, Some(value));
    } else if let (Some(pmid), Dialect::Biblatex) = (Field::Pmid.text(paper), dialect) {
        fields.verbatim("eprint", Some(pmid));
        fields.text("eprinttype", Some("pubmed"));
    }
    fields.text("isbn", paper.isbn.as_deref());
    links(fields, addresses);
    if let Some(tag) = paper.language.as_deref() {
        match babel::name(tag).filter(|_| dialect == Dialect::Biblatex) {
            Some(name) => fields.text("langid", Some(name)),
            None => fields.text("language", Some(tag)),
        }
    }
    fields.text("sortname", paper.sort_name.as_deref().filter(|_| dialect == Dialect::Biblatex));
}

/// Adds the contributors for whom BibLaTeX has an `editortype`.
fn editor_roles(fields: &mut Fields, paper: &Paper) {
    let roles = [
        (Field::Directors, "director"),
        (Field::Compilers, "compiler"),
        (Field::Organizers, "organizer"),
        (Field::Producers, "producer"),
        (Field::Illustrators, "illustrator"),
    ];
    for (field, role) in roles {
        let Some(FieldValue::Names(contributors)) = field.value(paper) else { continue };
        let free = ["editor", "editora", "editorb", "editorc"].into_iter().find(|name| !fields.has(name));
        if let Some(name) = free {
            fields.raw(name, names(contributors, Dialect::Biblatex));
            fields.text(&format!("{name}type"), Some(role));
        }
    }
}

/// Adds the fields that are the same in every type of entry.
fn variables(fields: &mut Fields, paper: &Paper, dialect: Dialect) {
    for &field in Field::ALL {
        let name = if dialect == Dialect::Bibtex { field.bibtex() } else { field.biblatex() };
        let Some(name) = name.filter(|name| !fields.has(name)) else { continue };
        // These have places of their own.
        if matches!(
            field,
            Field::Abstract
                | Field::Date
                | Field::Doi
                | Field::Isbn
                | Field::Language
                | Field::Number
                | Field::Title
                | Field::TitleShort
        ) {
            continue;
        }
        let is_eprint = field == Field::Pmid && dialect == Dialect::Biblatex && paper.arxiv.is_none();
        match field.value(paper) {
            Some(FieldValue::Names(contributors)) => fields.raw(name, names(contributors, dialect)),
            Some(FieldValue::Date(value)) => fields.date(name, value),
            Some(value) if field == Field::Genre => genre(fields, paper, value.as_str().unwrap_or_default(), dialect),
            Some(value)
                if matches!(field, Field::PublicationStatus | Field::CollectionTitle)
                    && dialect == Dialect::Biblatex =>
            {
                fields.text(name, value.as_str().map(entry_type::localization_key));
            }
            Some(_) if is_eprint => {}
            Some(value)
                if matches!(
                    field,
                    Field::PublisherPlace | Field::OriginalPublisher | Field::OriginalPublisherPlace
                ) =>
            {
                fields.list(name, value.as_str(), dialect);
            }
            Some(value) => fields.text(name, value.as_str()),
            None if field == Field::CollectionTitle => venue_note(fields, paper, dialect),
            // BibLaTeX requires it.
            None if field == Field::Genre && paper.kind == "thesis" && dialect == Dialect::Biblatex => {
                fields.text("type", Some("phdthesis"));
            }
            None => {}
        }
    }
}

/// Adds a note on the venue such as "PMLR 202" as a series with its number, or as a note where the type of entry has no series.
fn venue_note(fields: &mut Fields, paper: &Paper, dialect: Dialect) {
    let Some(note) = paper.venue_note.as_deref() else { return };
    if matches!(entry_type(paper, dialect), "misc" | "online") {
        let notes = Field::BibliographicNote.text(paper).into_iter().chain([note]).collect::<Vec<_>>();
        return fields.text("note", Some(&notes.join("; ")));
    }
    let in_series = matches!(paper.kind.as_str(), "book" | "chapter" | "paper-conference");
    match note.rsplit_once(' ').filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit())) {
        Some((series, number)) if in_series && !fields.has("number") => {
            fields.text("series", Some(series));
            fields.text("number", Some(number));
        }
        _ => fields.text("series", Some(note)),
    }
}

/// Adds `type`, unless the type of the entry implies it.
fn genre(fields: &mut Fields, paper: &Paper, genre: &str, dialect: Dialect) {
    let key = entry_type::localization_key(genre);
    let implied = match entry_type(paper, dialect) {
        "phdthesis" => key == "phdthesis",
        "mastersthesis" => key == "mathesis",
        _ => false,
    };
    if !implied {
        fields.text("type", Some(if dialect == Dialect::Biblatex { key } else { genre }));
    }
}

/// Adds the fields that are not bibliographic.
fn kept(fields: &mut Fields, paper: &Paper) {
    let keyword = |word: &str| {
        let word = latex::escaped(word);
        if word.contains([',', ';']) { format!("{{{word}}}") } else { word }
    };
    let keywords: Vec<_> = paper.keywords().map(keyword).collect();
    fields.raw("keywords", Some(keywords.join(", ")));
    fields.text("abstract", paper.abstract_text.as_deref());
    fields.text("annotation", paper.note.as_deref());
    fields.text("date-added", paper.added.map(|date| date.to_string()).as_deref());
    for (name, value) in &paper.x {
        let plain =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let value = match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Number(number) => number.to_string(),
            _ => continue,
        };
        if plain && name != "entrytype" && !fields.has(name) {
            fields.text(name, Some(&value));
        }
    }
}

struct Fields(Vec<(String, String)>);

impl Fields {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
    }

    /// Adds a value that is LaTeX.
    fn raw(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.0.push((name.to_owned(), format!("{{{value}}}")));
        }
    }

    fn text(&mut self, name: &str, text: Option<&str>) {
        self.raw(name, text.map(latex::escaped));
    }

    /// Adds a date; `~` in it is no space.
    fn date(&mut self, name: &str, value: &DateValue) {
        match value {
            DateValue::Words { text, .. } => self.text(name, Some(text)),
            _ => self.raw(name, Some(value.to_string())),
        }
    }

    /// Adds an item of a list of BibLaTeX, in braces if it contains `and`.
    fn list(&mut self, name: &str, text: Option<&str>, dialect: Dialect) {
        let divides = |text: &str| text.split_whitespace().any(|word| word == "and");
        match text.filter(|text| dialect == Dialect::Biblatex && divides(text)) {
            Some(text) => self.raw(name, Some(format!("{{{}}}", latex::escaped(text)))),
            None => self.text(name, text),
        }
    }

    fn verbatim(&mut self, name: &str, text: Option<&str>) {
        self.raw(name, text.map(latex::verbatim));
    }
}

/// Adds where and by whom the work was published, under the names that its type of entry has for that.
fn publication(fields: &mut Fields, paper: &Paper, dialect: Dialect) {
    let kind = paper.kind.as_str();
    let periodical =
        (kind.starts_with("article") && kind != "article") || matches!(kind, "periodical" | "review" | "review-book");
    let venue = match kind {
        _ if periodical && dialect == Dialect::Bibtex => "journal",
        _ if periodical => "journaltitle",
        "paper-conference" | "chapter" | "entry-encyclopedia" | "entry-dictionary" => "booktitle",
        // The multi-volume work; `series` has another meaning.
        "book" | "collection" => "maintitle",
        // Only these entry types have `organization` for the website.
        _ if matches!(entry_type(paper, dialect), "online" | "dataset") => "organization",
        _ => "howpublished",
    };
    // The event is the venue of a paper that has no other.
    fields.text(venue, paper.venue.as_deref().filter(|venue| Field::EventTitle.text(paper) != Some(venue)));
    if !fields.has("howpublished")
        && matches!(entry_type(paper, dialect), "misc" | "booklet" | "unpublished" | "manual")
    {
        fields.text("howpublished", Field::Medium.text(paper));
    }
    fields.text("volume", paper.volume.as_deref());
    let number = Field::Number.text(paper);
    if periodical {
        fields.text("number", paper.issue.as_deref());
        fields.text("eid", number);
    } else {
        let in_series = Field::CollectionNumber.text(paper);
        let issue = paper.issue.as_deref();
        fields.text(
            "number",
            if matches!(kind, "report" | "patent") { number.or(in_series) } else { in_series.or(number) },
        );
        fields.text("issue", issue);
    }
    fields.text("pages", paper.pages.as_deref().map(|pages| pages.replace('-', "–")).as_deref());
    if let Some((_, pages)) = fields.0.last_mut().filter(|(name, _)| name == "pages") {
        *pages = pages.replace('–', "--");
    }
    let publisher = match (kind, dialect) {
        _ if entry_type(paper, dialect) == "manual" => "organization",
        ("thesis", Dialect::Bibtex) => "school",
        ("thesis" | "report", _) => "institution",
        _ => "publisher",
    };
    fields.list(publisher, paper.publisher.as_deref(), dialect);
    if let ("article-magazine" | "article-newspaper", Dialect::Biblatex) = (kind, dialect) {
        fields.text("entrysubtype", kind.strip_prefix("article-"));
    }
}

/// Adds a date. BibTeX has a year and a month; what these cannot express is in `date` as well.
fn date(fields: &mut Fields, value: &DateValue, dialect: Dialect) {
    let edtf = match value {
        DateValue::Exact(date) if dialect == Dialect::Bibtex => return year_month_day(fields, *date),
        DateValue::Words { text, .. } => return fields.text("year", Some(text)),
        DateValue::Edtf(edtf) if dialect == Dialect::Bibtex => edtf,
        _ => return fields.date("date", value),
    };
    let year = |bound: Bound| match bound {
        Bound::Point(point) if point.year > 0 => format!("{:04}", point.year),
        Bound::Point(point) => format!("{} BC", 1 - point.year),
        Bound::Open => String::new(),
    };
    let is_year = |bound: Bound| matches!(bound, Bound::Point(point) if point.month.is_none() && !point.uncertain);
    let is_circa = |bound: Bound| matches!(bound, Bound::Point(point) if point.approximate);
    match *edtf {
        Edtf { start, end: None } if is_year(start) && is_circa(start) => {
            fields.text("year", Some(&format!("c. {}", year(start))));
        }
        Edtf { start, end: Some(end) } if is_year(start) && is_year(end) && !is_circa(start) && !is_circa(end) => {
            fields.raw("year", Some(format!("{}--{}", year(start), year(end))));
        }
        Edtf { start, end } => {
            let years = [Some(start), end].into_iter().flatten().map(year).collect::<Vec<_>>();
            let years =
                if years.windows(2).all(|pair| pair[0] == pair[1]) { years[0].clone() } else { years.join("--") };
            fields.raw("year", Some(years));
            fields.date("date", value);
        }
    }
}

fn year_month_day(fields: &mut Fields, date: Date) {
    fields.text("year", Some(&format!("{:04}", date.year)));
    if let Some(month) = date.month.and_then(|month| MONTHS.get(usize::from(month) - 1)) {
        // Every style defines this macro, so no braces.
        fields.0.push(("month".to_owned(), month[..3].to_ascii_lowercase()));
    }
    fields.text("day", date.day.map(|day| day.to_string()).as_deref());
}

/// Adds links: the first as `url` unless another has that label, the rest under their labels.
fn links(fields: &mut Fields, links: &[Link]) {
    let has_url = links.iter().any(|link| link.label == "url");
    let mut named: Vec<(String, String)> = Vec::new();
    for (nth, link) in links.iter().enumerate() {
        let name = if nth == 0 && !has_url {
            "url".to_owned()
        } else if LINKS.contains(&link.label.as_str()) {
            link.label.clone()
        } else {
            format!("url_{}", slug(&link.label))
        };
        let address = latex::verbatim(&link.url);
        match named.iter_mut().find(|(own, _)| *own == name) {
            Some((_, addresses)) => {
                addresses.push(' ');
                addresses.push_str(&address);
            }
            None => named.push((name, address)),
        }
    }
    for (name, addresses) in named {
        fields.raw(&name, Some(addresses));
    }
}

/// Returns a field name for a label.
fn slug(label: &str) -> String {
    let slug: String =
        label.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let slug = slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if slug.is_empty() { "link".to_owned() } else { slug }
}

fn names(contributors: &Contributors, dialect: Dialect) -> Option<String> {
    let others = contributors.others.then(|| "others".to_owned());
    let names: Vec<_> = contributors.iter().map(|person| name(person, dialect)).chain(others).collect();
    (!contributors.is_empty()).then(|| names.join(" and "))
}

/// Returns a name as `von Family, Jr, Given`; a literal name is in braces.
fn name(person: &Person, dialect: Dialect) -> String {
    let family = latex::escaped(&person.family);
    if person.whole || (person.given.is_none() && person.family.contains(char::is_whitespace)) {
        return format!("{{{family}}}");
    }
    if let (Some(dropping), Dialect::Biblatex) = (&person.dropping, dialect) {
        // Only this form separates a particle that the family name is used without.
        let parts = [
            ("family", Some(&person.family)),
            ("given", person.given.as_ref()),
            ("prefix", Some(dropping)),
            ("suffix", person.suffix.as_ref()),
            ("useprefix", Some(&"false".to_owned())),
        ];
        let parts = parts.into_iter().filter_map(|(name, text)| Some(format!("{name}={}", part(text?))));
        return parts.collect::<Vec<_>>().join(", ");
    }
    let lower = person.given.is_some() && person.family.starts_with(char::is_lowercase);
    let family = if lower { format!("{{{family}}}") } else { part(&person.family) };
    let Some(given) = &person.given else { return family };
    let particles = person.dropping.iter().chain(&person.prefix);
    let prefix = particles.fold(String::new(), |prefix, particle| prefix + &latex::escaped(particle) + " ");
    let suffix = person.suffix.as_deref().map(|suffix| format!("{}, ", part(suffix))).unwrap_or_default();
    format!("{prefix}{family}, {suffix}{}", part(given))
}

/// Returns a name part, in braces if it contains a comma or `and`.
fn part(text: &str) -> String {
    let escaped = latex::escaped(text);
    let divides = text.contains(',') || text.split_whitespace().any(|word| matches!(word, "and" | "others"));
    if divides { format!("{{{escaped}}}") } else { escaped }
}

/// Returns a key without characters that are invalid in BibTeX keys.
fn key(key: &str) -> String {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "{}(),\"#%\\~='".contains(c);
    key.chars().map(|c| if odd(c) { '_' } else { c }).collect()
}

/// The keys of a file; BibTeX compares them case-insensitively.
#[derive(Debug, Default)]
struct Keys {
    taken: HashSet<String>,
    /// The suffix of the next duplicate of each key.
    next: HashMap<String, usize>,
}

impl Keys {
    /// Returns the key, with a number appended if it is taken.
    fn unique(&mut self, key: String) -> String {
        let folded = key.to_ascii_lowercase();
        if self.taken.insert(folded.clone()) {
            return key;
        }
        let number = self.next.entry(folded.clone()).or_insert(2);
        while !self.taken.insert(format!("{folded}-{number}")) {
            *number += 1;
        }
        format!("{key}-{number}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_apart_by_more_than_case() {
        let mut keys = Keys::default();
        let given: Vec<_> = ["a", "A", "a-3", "a", "b", "a"].map(|key| keys.unique(key.to_owned())).into();
        assert_eq!(given, ["a", "A-2", "a-3", "a-4", "b", "a-5"]);
    }
}
