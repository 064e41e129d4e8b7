//! Writes papers as BibTeX and BibLaTeX entries.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use crate::paper::{Contributors, Date, Link, MONTHS, Paper, Person};
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

/// CSL types, each with the entry types of BibTeX and BibLaTeX.
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

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The entry type.
    pub kind: &'static str,
    /// The key, without characters that are invalid in BibTeX keys.
    pub key: String,
    /// The fields in order; values are LaTeX, in braces where needed.
    pub fields: Vec<(String, String)>,
}

/// Returns the BibTeX entry that readers copy from a page: bibliographic fields and one link, without notes, tags and
/// custom fields.
pub fn to_cite(paper: &Paper) -> Entry {
    let address = paper.links.iter().find(|link| url::safe(&link.url).is_some());
    let mut fields = Fields(Vec::new());
    cited(&mut fields, paper, address.map_or(&[], std::slice::from_ref), Dialect::Bibtex);
    Entry { kind: entry_type(&paper.kind, Dialect::Bibtex), key: key(&paper.key), fields: fields.0 }
}

/// Returns a title in BibTeX, or `None` if it differs from the plain text in more than protected words.
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

/// Returns the entry type for a CSL type.
fn entry_type(kind: &str, dialect: Dialect) -> &'static str {
    let known = KINDS.iter().find(|(csl, ..)| *csl == kind);
    known.map_or("misc", |(_, bibtex, biblatex)| if dialect == Dialect::Bibtex { bibtex } else { biblatex })
}

/// Adds the bibliographic fields.
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

/// Adds the fields that are not bibliographic.
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

    /// Adds a value that is LaTeX.
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
        // The journal or book that the volume belongs to; `series` has another meaning.
        "book" | "collection" => "maintitle",
        // For these types BibLaTeX uses `organization`.
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

fn names(contributors: &Contributors) -> Option<String> {
    let others = contributors.others.then(|| "others".to_owned());
    let names: Vec<_> = contributors.iter().map(name).chain(others).collect();
    (!contributors.is_empty()).then(|| names.join(" and "))
}

/// Returns a name as `von Family, Jr, Given`; a literal name is in braces.
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
