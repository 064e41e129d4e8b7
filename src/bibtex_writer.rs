//! BibTeX and BibLaTeX: the same entries in the words of each.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use crate::paper::{Date, Link, MONTHS, Paper, Person};
use crate::url;

mod latex;

/// Whose words are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Those of BibTeX, which every program reads.
    Bibtex,
    /// Those of BibLaTeX, which say more.
    Biblatex,
}

/// By CSL type: the type of entry in BibTeX and in BibLaTeX.
const KINDS: &[(&str, &str, &str)] = &[
    ("article", "misc", "online"),
    ("article-journal", "article", "article"),
    ("article-magazine", "article", "article"),
    ("article-newspaper", "article", "article"),
    ("book", "book", "book"),
    ("chapter", "incollection", "incollection"),
    ("collection", "book", "collection"),
    ("dataset", "misc", "dataset"),
    ("entry-encyclopedia", "incollection", "inreference"),
    ("graphic", "misc", "image"),
    ("legal_case", "misc", "jurisdiction"),
    ("legislation", "misc", "legislation"),
    ("manuscript", "unpublished", "unpublished"),
    ("motion_picture", "misc", "movie"),
    ("pamphlet", "booklet", "booklet"),
    ("paper-conference", "inproceedings", "inproceedings"),
    ("patent", "misc", "patent"),
    ("performance", "misc", "performance"),
    ("periodical", "misc", "periodical"),
    ("personal_communication", "misc", "letter"),
    ("post", "misc", "online"),
    ("post-weblog", "misc", "online"),
    ("report", "techreport", "report"),
    ("review", "article", "review"),
    ("software", "misc", "software"),
    ("song", "misc", "music"),
    ("standard", "misc", "standard"),
    ("thesis", "phdthesis", "thesis"),
    ("webpage", "misc", "online"),
];

/// The labels that are fields of their own.
const LINKS: [&str; 6] = ["code", "pdf", "slides", "url", "video", "website"];

/// The text of a file.
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

/// An entry in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its type.
    pub kind: &'static str,
    /// Its key, without what BibTeX cannot have in one.
    pub key: String,
    /// Its fields in order, each with its value as LaTeX, in braces where it needs them.
    pub fields: Vec<(String, String)>,
}

/// The entry that readers take from a page, in BibTeX: what a citation says of the work, and one address. Notes, tags and
/// the owner's own fields are no part of it.
pub fn to_cite(paper: &Paper) -> Entry {
    let address = paper.links.iter().find(|link| url::safe(&link.url).is_some());
    let mut fields = Fields(Vec::new());
    cited(&mut fields, paper, address.map_or(&[], std::slice::from_ref), Dialect::Bibtex);
    let authors = fields.0.iter_mut().find(|(name, _)| name == "author");
    if let Some((_, authors)) = authors.filter(|_| paper.has_more_authors()) {
        authors.insert_str(authors.len() - 1, " and others");
    }
    Entry { kind: entry_type(&paper.kind, Dialect::Bibtex), key: key(&paper.key), fields: fields.0 }
}

/// A title as BibTeX has it, where words in braces are all that makes it another text.
pub fn braced_title(title: &str) -> Option<String> {
    (latex::escaped(title) == title).then(|| latex::title(title))
}

fn entry(out: &mut String, key: &str, paper: &Paper, fields: Fields, dialect: Dialect) {
    let _ = writeln!(out, "@{}{{{key},", entry_type(&paper.kind, dialect));
    for (name, value) in fields.0 {
        let _ = writeln!(out, "  {name} = {value},");
    }
    out.push_str("}\n");
}

/// The type of entry for a CSL type.
fn entry_type(kind: &str, dialect: Dialect) -> &'static str {
    let known = KINDS.iter().find(|(csl, ..)| *csl == kind);
    known.map_or("misc", |(_, bibtex, biblatex)| if dialect == Dialect::Bibtex { bibtex } else { biblatex })
}

/// What a citation says.
fn cited(fields: &mut Fields, paper: &Paper, addresses: &[Link], dialect: Dialect) {
    fields.raw("author", names(&paper.authors));
    fields.raw("editor", names(&paper.editors));
    fields.raw("title", Some(latex::title(&paper.title)));
    fields.text("shorttitle", paper.short.as_deref());
    where_it_came_out(fields, paper, dialect);
    date(fields, paper.date, dialect);
    fields.verbatim("doi", paper.doi.as_deref());
    if let Some(arxiv) = paper.arxiv.as_deref() {
        fields.verbatim("eprint", Some(arxiv.strip_prefix("arXiv:").unwrap_or(arxiv)));
        let (name, value) =
            if dialect == Dialect::Bibtex { ("archiveprefix", "arXiv") } else { ("eprinttype", "arxiv") };
        fields.text(name, Some(value));
    }
    fields.text("isbn", paper.isbn.as_deref());
    links(fields, addresses);
    fields.text("language", paper.language.as_deref());
    fields.text("sortname", paper.sort_name.as_deref().filter(|_| dialect == Dialect::Biblatex));
}

/// What the owner of the list says besides.
fn kept(fields: &mut Fields, paper: &Paper) {
    let keyword = |word: &String| {
        let word = latex::escaped(word);
        if word.contains([',', ';']) { format!("{{{word}}}") } else { word }
    };
    let keywords: Vec<_> = paper.categories.iter().chain(&paper.tags).map(keyword).collect();
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
        if plain && !fields.has(name) {
            fields.text(name, Some(&value));
        }
    }
}

struct Fields(Vec<(String, String)>);

impl Fields {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
    }

    /// A value that is LaTeX already.
    fn raw(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.0.push((name.to_owned(), format!("{{{value}}}")));
        }
    }

    fn text(&mut self, name: &str, text: Option<&str>) {
        self.raw(name, text.map(latex::escaped));
    }

    fn verbatim(&mut self, name: &str, text: Option<&str>) {
        self.raw(name, text.map(latex::verbatim));
    }
}

fn where_it_came_out(fields: &mut Fields, paper: &Paper, dialect: Dialect) {
    let kind = paper.kind.as_str();
    let periodical = (kind.starts_with("article") && kind != "article") || matches!(kind, "periodical" | "review");
    let venue = match kind {
        _ if periodical && dialect == Dialect::Bibtex => "journal",
        _ if periodical => "journaltitle",
        "paper-conference" | "chapter" | "entry-encyclopedia" => "booktitle",
        // What the volume belongs to; a `series` would be another thing.
        "book" | "collection" => "maintitle",
        // Of these alone BibLaTeX asks who runs the place.
        _ if matches!(entry_type(kind, dialect), "online" | "dataset") => "organization",
        _ => "howpublished",
    };
    fields.text(venue, paper.venue.as_deref());
    fields.text("volume", paper.volume.as_deref());
    fields.text(if periodical { "number" } else { "issue" }, paper.issue.as_deref());
    fields.text("pages", paper.pages.as_deref().map(|pages| pages.replace('-', "–")).as_deref());
    if let Some((_, pages)) = fields.0.last_mut().filter(|(name, _)| name == "pages") {
        *pages = pages.replace('–', "--");
    }
    let publisher = match (kind, dialect) {
        ("thesis", Dialect::Bibtex) => "school",
        ("thesis" | "report", _) => "institution",
        _ => "publisher",
    };
    fields.text(publisher, paper.publisher.as_deref());
    if kind == "thesis" && dialect == Dialect::Biblatex && !paper.x.contains_key("type") {
        fields.text("type", Some("phdthesis"));
    }
    if kind == "report" && dialect == Dialect::Biblatex && !paper.x.contains_key("type") {
        fields.text("type", Some("techreport"));
    }
    if let ("article-magazine" | "article-newspaper", Dialect::Biblatex) = (kind, dialect) {
        fields.text("entrysubtype", kind.strip_prefix("article-"));
    }
}

fn date(fields: &mut Fields, date: Option<Date>, dialect: Dialect) {
    let Some(date) = date else { return };
    if dialect == Dialect::Biblatex {
        fields.text("date", Some(&date.to_string()));
        return;
    }
    fields.text("year", Some(&format!("{:04}", date.year)));
    if let Some(month) = date.month.and_then(|month| MONTHS.get(usize::from(month) - 1)) {
        // A name that every style defines, so without braces.
        fields.0.push(("month".to_owned(), month[..3].to_ascii_lowercase()));
    }
    fields.text("day", date.day.map(|day| day.to_string()).as_deref());
}

/// The first link is `url`, where no other has that label; the rest are under their labels.
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

/// A label as the name of a field.
fn slug(label: &str) -> String {
    let slug: String =
        label.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let slug = slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if slug.is_empty() { "link".to_owned() } else { slug }
}

fn names(people: &[Person]) -> Option<String> {
    (!people.is_empty()).then(|| people.iter().map(name).collect::<Vec<_>>().join(" and "))
}

/// `von Family, Jr, Given`; a whole name in braces.
fn name(person: &Person) -> String {
    let family = latex::escaped(&person.family);
    if person.whole || (person.given.is_none() && person.family.contains(char::is_whitespace)) {
        return format!("{{{family}}}");
    }
    let lower = person.given.is_some() && person.family.starts_with(char::is_lowercase);
    let family = if lower { format!("{{{family}}}") } else { part(&person.family) };
    let Some(given) = &person.given else { return family };
    let prefix = person.prefix.as_deref().map(|prefix| format!("{} ", latex::escaped(prefix))).unwrap_or_default();
    let suffix = person.suffix.as_deref().map(|suffix| format!("{}, ", part(suffix))).unwrap_or_default();
    format!("{prefix}{family}, {suffix}{}", part(given))
}

/// A part of a name, in braces where a comma or `and` in it would divide it.
fn part(text: &str) -> String {
    let escaped = latex::escaped(text);
    let divides = text.contains(',') || text.split_whitespace().any(|word| matches!(word, "and" | "others"));
    if divides { format!("{{{escaped}}}") } else { escaped }
}

/// A key without what BibTeX cannot have in one.
fn key(key: &str) -> String {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "{}(),\"#%\\~='".contains(c);
    key.chars().map(|c| if odd(c) { '_' } else { c }).collect()
}

/// The keys of a file, which BibTeX compares without regard to case.
#[derive(Debug, Default)]
struct Keys {
    taken: HashSet<String>,
    /// The number that the next double of a key gets.
    next: HashMap<String, usize>,
}

impl Keys {
    /// A key, or that with a number behind it where it is taken.
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
