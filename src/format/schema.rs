//! The fields of our own schema: one table each for papers, categories, names and translations.
//!
//! Every field of an entry is read on every run, and every fault of it reported, not the first alone.

use std::sync::Arc;

use super::tree::{Node, Table, Value};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::format::Entry;
use crate::paper::{Category, Date, Origin, Paper, Person, Translation, last_slug};
use crate::source::{self, Source, Span};

mod document;
mod json_schema;
#[cfg(test)]
mod notations;
mod syntax;
mod value;

pub(super) use document::{Document, Kind, header, read};
pub use json_schema::papers_schema;
pub(super) use syntax::Syntax;
pub(super) use value::fold_blanks;

/// How a field is read and where it goes.
enum Field<T> {
    /// Text on one line; white space in it is folded.
    Line(fn(&mut T) -> &mut Option<String>),
    /// The same, or a whole number.
    LineOrNumber(fn(&mut T) -> &mut Option<String>),
    /// Markdown, as written.
    Markdown(fn(&mut T) -> &mut Option<String>),
    /// A date.
    Date(fn(&mut T) -> &mut Option<Date>),
    /// A list of names.
    People(fn(&mut T) -> &mut Vec<Person>),
    /// A list of texts, each with its place.
    Texts(fn(&mut T) -> &mut Vec<source::Spanned<String>>),
    /// Wording in other languages.
    Translations(fn(&mut T) -> &mut Vec<(String, Translation)>),
    /// Anything else.
    Special(fn(&mut Reader<'_>, &mut T, &Node<'_>)),
}

/// The fields of a paper, by name.
const PAPER: &[(&str, Field<Paper>)] = &[
    ("abstract", Field::Markdown(|paper| &mut paper.abstract_text)),
    ("added", Field::Date(|paper| &mut paper.added)),
    ("arxiv", Field::Line(|paper| &mut paper.arxiv)),
    ("authors", Field::People(|paper| &mut paper.authors)),
    ("categories", Field::Special(|reader, _, value| reader.categories = reader.texts(value))),
    ("date", Field::Date(|paper| &mut paper.date)),
    ("doi", Field::Line(|paper| &mut paper.doi)),
    ("editors", Field::People(|paper| &mut paper.editors)),
    ("id", Field::Special(|reader, paper, value| paper.key = reader.key(value).unwrap_or_default())),
    ("isbn", Field::Line(|paper| &mut paper.isbn)),
    ("issue", Field::LineOrNumber(|paper| &mut paper.issue)),
    ("language", Field::Special(|reader, paper, value| paper.language = reader.language(value))),
    ("links", Field::Special(|reader, paper, value| paper.links = reader.links(value))),
    ("note", Field::Markdown(|paper| &mut paper.note)),
    ("pages", Field::LineOrNumber(|paper| &mut paper.pages)),
    ("publisher", Field::Line(|paper| &mut paper.publisher)),
    ("remark", Field::Markdown(|paper| &mut paper.remark)),
    ("short", Field::Line(|paper| &mut paper.short)),
    ("sort-name", Field::Line(|paper| &mut paper.sort_name)),
    ("status", Field::Special(|reader, paper, value| paper.status = reader.status(value))),
    ("summary", Field::Line(|paper| &mut paper.summary)),
    (
        "tags",
        Field::Special(|reader, paper, value| {
            paper.tags = reader.texts(value).into_iter().map(|tag| tag.value).collect();
        }),
    ),
    ("title", Field::Special(|reader, paper, value| paper.title = reader.line(value).unwrap_or_default())),
    ("translations", Field::Translations(|paper| &mut paper.translations)),
    ("type", Field::Special(|reader, paper, value| paper.kind = reader.kind(value))),
    ("venue", Field::Line(|paper| &mut paper.venue)),
    ("venue-note", Field::Line(|paper| &mut paper.venue_note)),
    ("volume", Field::LineOrNumber(|paper| &mut paper.volume)),
    ("x", Field::Special(|reader, paper, value| paper.x = reader.own(value))),
];

/// The fields of a category, by name.
const CATEGORY: &[(&str, Field<Category>)] = &[
    ("id", Field::Special(|reader, category, value| category.id = reader.path(value).unwrap_or_default())),
    ("intro", Field::Markdown(|category| &mut category.intro)),
    ("order", Field::Texts(|category| &mut category.order)),
    ("title", Field::Special(|reader, category, value| category.title = reader.line(value).unwrap_or_default())),
    ("translations", Field::Translations(|category| &mut category.translations)),
];

/// The fields of a translation, by name.
const TRANSLATION: &[(&str, Field<Translation>)] = &[
    ("note", Field::Markdown(|words| &mut words.note)),
    ("remark", Field::Markdown(|words| &mut words.remark)),
    ("summary", Field::Line(|words| &mut words.summary)),
    ("title", Field::Line(|words| &mut words.title)),
];

/// The parts of a name, by name.
const PERSON: &[(&str, Field<Person>)] = &[
    ("family", Field::Special(|reader, person, value| person.family = reader.line(value).unwrap_or_default())),
    ("given", Field::Line(|person| &mut person.given)),
    (
        "name",
        Field::Special(|reader, person, value| {
            person.family = reader.line(value).unwrap_or_default();
            person.whole = true;
        }),
    ),
    ("prefix", Field::Line(|person| &mut person.prefix)),
    ("suffix", Field::Line(|person| &mut person.suffix)),
];

/// What other formats call a field of ours.
const ALIASES: &[(&str, &str)] = &[
    ("author", "authors"),
    ("booktitle", "venue"),
    ("category", "categories"),
    ("editor", "editors"),
    ("journal", "venue"),
    ("key", "id"),
    ("keywords", "tags"),
    ("link", "links"),
    ("number", "issue"),
    ("parent", "id"),
    ("url", "links"),
    ("year", "date"),
];

/// Reads one entry and gathers its faults.
pub(super) struct Reader<'s> {
    source: &'s Arc<Source>,
    syntax: Syntax,
    found: Vec<Diagnostic>,
    key: Span,
    categories: Vec<source::Spanned<String>>,
}

impl<'s> Reader<'s> {
    pub(super) fn new(source: &'s Arc<Source>, syntax: Syntax) -> Self {
        Self { source, syntax, found: Vec::new(), key: Span::default(), categories: Vec::new() }
    }

    /// The faults found.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.found
    }

    /// The paper of a `[[paper]]` table; none without a usable `id`.
    pub(super) fn paper(&mut self, entry: Span, table: &Table<'_>) -> Option<Entry> {
        let mut paper = Paper { kind: "article".to_owned(), ..Paper::default() };
        self.fields("a paper", PAPER, &mut paper, table);
        if paper.key.is_empty() {
            self.require_id("a paper", "touvron2023llama", entry, table);
            return None;
        }
        if paper.title.is_empty() {
            if !matches!(table.get("title"), Some(title) if title.as_text().is_none()) {
                let found =
                    Code::MissingTitle.at((self.source, entry), format!("the paper `{}` has no title", paper.key));
                self.found.push(found.help(format!("give it one: `{}`", self.syntax.field("title", "\"…\""))));
            }
            paper.title.clone_from(&paper.key);
        }
        Some(Entry::read(paper, Some(self.origin(entry)), std::mem::take(&mut self.categories)))
    }

    /// The category of a `[[category]]` table; none without a usable `id`.
    pub(super) fn category(&mut self, entry: Span, table: &Table<'_>) -> Option<Category> {
        let mut category = Category::default();
        self.fields("a category", CATEGORY, &mut category, table);
        if category.id.is_empty() {
            self.require_id("a category", "base-models", entry, table);
            return None;
        }
        if category.title.is_empty() {
            category.title = last_slug(&category.id).to_owned();
        }
        category.origin = Some(self.origin(entry));
        Some(category)
    }

    fn origin(&self, entry: Span) -> Origin {
        Origin { source: Arc::clone(self.source), span: entry, key: self.key, merged: Vec::new() }
    }

    fn require_id(&mut self, what: &str, example: &str, entry: Span, table: &Table<'_>) {
        if !table.get("id").is_some_and(|id| id.value != Value::Null) {
            let found = Code::BadValue.at((self.source, entry), format!("{what} without `id`"));
            self.found.push(
                found.help(format!("give it one, such as `{}`", self.syntax.field("id", &format!("\"{example}\"")))),
            );
        }
    }

    fn fields<T>(&mut self, what: &str, fields: &[(&'static str, Field<T>)], into: &mut T, table: &Table<'_>) {
        let mut seen = 0_u64;
        for pair in &table.0 {
            let name = pair.name.as_ref();
            if let Ok(at) = fields.binary_search_by_key(&name, |(name, _)| name) {
                if seen & (1 << at) != 0 {
                    let found = Code::BadValue.at((self.source, pair.at), format!("the field `{name}` is there twice"));
                    self.found.push(found.label("passed over"));
                } else if pair.node.value != Value::Null {
                    self.field(&fields[at].1, into, &pair.node);
                }
                seen |= 1 << at;
                continue;
            }
            let near = near_field(name, fields);
            let found = Code::UnknownField
                .at((self.source, pair.at), format!("no field `{name}` in {what}"))
                .did_you_mean(near);
            let own = near.is_none() && fields.iter().any(|(name, _)| *name == "x");
            let help = || format!("fields of your own go into the table `x`: `{}`", self.syntax.own(name));
            let found = if own { found.help(help()) } else { found };
            self.found.push(found);
        }
    }

    fn field<T>(&mut self, field: &Field<T>, into: &mut T, value: &Node<'_>) {
        match field {
            Field::Line(slot) => *slot(into) = self.line(value),
            Field::LineOrNumber(slot) => {
                *slot(into) = match &value.value {
                    Value::Number(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                        Some(number.as_ref().to_owned())
                    }
                    _ => self.line(value),
                }
            }
            Field::Markdown(slot) => {
                *slot(into) = self.text(value).map(str::to_owned).filter(|text| !text.trim().is_empty());
            }
            Field::Date(slot) => *slot(into) = self.date(value),
            Field::People(slot) => *slot(into) = self.people(value),
            Field::Texts(slot) => *slot(into) = self.texts(value),
            Field::Translations(slot) => *slot(into) = self.translations(value),
            Field::Special(read) => read(self, into, value),
        }
    }
}

/// The field that `name` may have meant, by its own name or by what other formats call it.
fn near_field<T>(name: &str, fields: &[(&'static str, Field<T>)]) -> Option<&'static str> {
    let own = fields.iter().map(|(name, _)| (*name, *name));
    let aliases = ALIASES.iter().copied().filter(|(_, ours)| fields.iter().any(|(name, _)| name == ours));
    let names: Vec<_> = own.chain(aliases).collect();
    let near = nearest(name, names.iter().map(|(name, _)| *name))?;
    names.iter().find(|(name, _)| *name == near).map(|(_, ours)| *ours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{Contents, toml};

    fn read(text: &str) -> Contents {
        toml::read(&Source::new("papers.toml", text))
    }

    #[track_caller]
    fn check(fields: &str, expect: &[&str]) -> Paper {
        let contents = read(&format!("[[paper]]\nid = \"a\"\ntitle = \"A\"\n{fields}"));
        let found: Vec<_> = contents
            .diagnostics
            .iter()
            .map(|found| {
                let place = found.place.line_column().unwrap();
                let help = found.help.as_deref().unwrap_or("-");
                format!("{place} {}: {}; {}; {help}", found.code.as_str(), found.message, found.label)
            })
            .collect();
        assert_eq!(found, expect);
        contents.entries[0].paper().clone()
    }

    #[test]
    fn tables_are_sorted_for_the_search() {
        assert!(PAPER.is_sorted_by(|a, b| a.0 < b.0));
        assert!(CATEGORY.is_sorted_by(|a, b| a.0 < b.0));
        assert!(TRANSLATION.is_sorted_by(|a, b| a.0 < b.0));
        assert!(PERSON.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn every_field_of_a_paper_is_read() {
        let paper = check(
            "type = \"paper-conference\"\nshort = \" Lo\\n RA \"\nauthors = [\"Ada Lovelace\", { family = \"Pasunuru\", \
             given = \"R.\" }, { name = \"Open AI\" }]\neditors = [\"Ed Itor\"]\ndate = 2022-12-01\nvenue = \"ICML\"\nvenue-note = \"PMLR\"\n\
             volume = 202\nissue = \"3\"\npages = \"1-2\"\npublisher = \"P\"\ndoi = \"10.1/x\"\narxiv = \"2212.12017\"\nisbn = \"9\"\n\
             categories = [\"c\"]\ntags = [\"t\"]\nlinks = { pdf = \"https://b\", code = [\"https://c\", \"https://d\"], a = \"https://a\" }\n\
             summary = \"s\"\nabstract = \"ab\"\nnote = \"\"\"n\n\nm\"\"\"\nremark = \"r\"\nlanguage = \"zh-Hans\"\nadded = \"2026-01\"\n\
             status = \"to-read\"\nsort-name = \"z\"\ntranslations.zh.title = \"题\"\nx = { mine = 1 }\n",
            &[],
        );
        insta::assert_debug_snapshot!(paper);
    }

    #[test]
    fn every_fault_of_an_entry_is_reported() {
        check(
            "date = \"202\"\nauthors = \"Ada\"\nvenue = 3\nyaer = 2022\nnonsense = 1\nlinks.pdf = \"javascript:alert(1)\"\n\
             status = \"to-reed\"\ntype = \"artical\"\nlanguage = \"Chinese language\"\nadded = \"2023/4/5\"\n",
            &[
                "4:8 bad-date: `202` is not a date; expected `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; -",
                "5:11 bad-value: a text where a list of names belongs; expected a list of names; put it in brackets: `[\"…\"]`",
                "6:9 bad-value: a number where a text belongs; expected a text; -",
                "7:1 unknown-field: no field `yaer` in a paper; ; did you mean `date`?",
                "8:1 unknown-field: no field `nonsense` in a paper; ; fields of your own go into the table `x`: `x.nonsense = …`",
                "9:13 bad-link: the link `pdf` leads nowhere safe; expected `https:`, `http:`, `mailto:` or a relative address; \
                 it is shown as text",
                "10:10 bad-value: no status `to-reed`; expected one of `to-read`, `reading`, `read`; did you mean `to-read`?",
                "11:8 bad-value: no type `artical`; not a type of CSL; did you mean `article`?",
                "12:12 bad-value: `Chinese language` is not a language tag; expected BCP 47, such as `en` or `zh-Hans`; -",
                "13:9 bad-date: `2023/4/5` is not a date; expected `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; did you mean `2023-04-05`?",
            ],
        );
    }

    #[test]
    fn an_entry_needs_an_id_and_a_title() {
        let contents =
            read("[[paper]]\ntitle = \"A\"\n[[paper]]\nid = \"b\"\n[[paper]]\nid = \"\"\n[[category]]\nid = \"a b\"\n");
        let found: Vec<_> = contents
            .diagnostics
            .iter()
            .map(|found| format!("{} {} {}", found.place, found.code.as_str(), found.message))
            .collect();
        assert_eq!(
            found,
            [
                "papers.toml:1:1 bad-value a paper without `id`",
                "papers.toml:3:1 missing-title the paper `b` has no title",
                "papers.toml:6:6 bad-value an `id` cannot be empty",
                "papers.toml:8:6 bad-value `a b` cannot be the id of a category",
            ]
        );
        assert_eq!(contents.entries.iter().map(|entry| entry.paper().title.as_str()).collect::<Vec<_>>(), ["b"]);
    }
}
