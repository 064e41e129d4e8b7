//! The fields of the native schema: one table each for papers, categories, names and translations.
//!
//! All errors of an entry are reported, not only the first.

use std::sync::{Arc, LazyLock};

use serde_json::Map;

use super::tree::{Node, Table, Value};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::format::Entry;
use crate::paper::{
    Category, Contributors, Date, DateValue, Field, FieldType, Link, Origin, Paper, Person, Status, Title, Translation,
    last_slug,
};
use crate::source::{self, Source, Span};

mod document;
mod fields;
mod json_schema;
#[cfg(test)]
mod notations;
mod syntax;
mod value;

pub(super) use document::{Document, Kind, header, read};
pub use fields::{FieldShape, SchemaField, SchemaTable, schema_fields};
pub use json_schema::papers_schema;
pub(super) use syntax::Syntax;
pub(super) use value::fold_blanks;

/// How the value of a field is read, and where it goes.
enum Parser<T> {
    /// A paper's key.
    Key(fn(&mut T) -> &mut String),
    /// A category's id.
    Path(fn(&mut T) -> &mut String),
    /// A type of CSL.
    Type(fn(&mut T) -> &mut String),
    /// A title or a part of a name that cannot be missing.
    Required(fn(&mut T) -> &mut String),
    Title(fn(&mut T) -> &mut Title),
    /// Text on one line; whitespace in it is normalized.
    Line(fn(&mut T) -> &mut Option<String>),
    /// Text on one line or an integer.
    LineOrNumber(fn(&mut T) -> &mut Option<String>),
    /// A language tag.
    Language(fn(&mut T) -> &mut Option<String>),
    /// Markdown, as written.
    Markdown(fn(&mut T) -> &mut Option<String>),
    /// A date.
    Date(fn(&mut T) -> &mut Option<DateValue>),
    /// A day, month or year of the calendar.
    Day(fn(&mut T) -> &mut Option<Date>),
    /// A list of names.
    Names(fn(&mut T) -> &mut Contributors),
    /// A name without parts.
    WholeName(fn(&mut T) -> &mut Person),
    /// A list of texts.
    Texts(fn(&mut T) -> &mut Vec<String>),
    /// A list of keys, with their positions.
    Keys(fn(&mut T) -> &mut Vec<source::Spanned<String>>),
    /// A list of categories, which the reader stores with their positions.
    Categories,
    /// Addresses by label.
    Links(fn(&mut T) -> &mut Vec<Link>),
    /// A reading status.
    Status(fn(&mut T) -> &mut Option<Status>),
    /// Texts in other languages.
    Translations(fn(&mut T) -> &mut Vec<(String, Translation)>),
    /// A table of custom fields.
    Custom(fn(&mut T) -> &mut Map<String, serde_json::Value>),
}

/// A field of a table in a data file.
struct Row<T> {
    name: &'static str,
    parser: Parser<T>,
    /// A sentence for editors.
    about: &'static str,
}

/// The fields of a paper, in alphabetical order.
static PAPER: LazyLock<Vec<Row<Paper>>> = LazyLock::new(|| {
    let row = |(name, field): (&'static str, Field)| {
        let parser = match field.field_type() {
            FieldType::Key(slot) => Parser::Key(slot.get_mut),
            FieldType::Type(slot) => Parser::Type(slot.get_mut),
            FieldType::Title(slot) => Parser::Title(slot.get_mut),
            FieldType::Text(slot) | FieldType::Identifier(slot) | FieldType::SortName(slot) => {
                Parser::Line(slot.get_mut)
            }
            FieldType::Number(slot) => Parser::LineOrNumber(slot.get_mut),
            FieldType::Language(slot) => Parser::Language(slot.get_mut),
            FieldType::Markdown(slot) => Parser::Markdown(slot.get_mut),
            FieldType::Date(slot) => Parser::Date(slot.get_mut),
            FieldType::Day(slot) => Parser::Day(slot.get_mut),
            FieldType::DatePart(_) => return None,
            FieldType::Names(slot) => Parser::Names(slot.get_mut),
            FieldType::Categories(_) => Parser::Categories,
            FieldType::Tags(slot) => Parser::Texts(slot.get_mut),
            FieldType::Links(slot) => Parser::Links(slot.get_mut),
            FieldType::Status(slot) => Parser::Status(slot.get_mut),
            FieldType::Translations(slot) => Parser::Translations(slot.get_mut),
            FieldType::Custom(slot) => Parser::Custom(slot.get_mut),
        };
        Some(Row { name, parser, about: field.about() })
    };
    let mut rows: Vec<_> = Field::in_toml_order().filter_map(row).collect();
    rows.sort_by_key(|row| row.name);
    rows
});

/// The fields of a translation, in alphabetical order.
static TRANSLATION: LazyLock<Vec<Row<Translation>>> = LazyLock::new(|| {
    let row = |(name, field): (&'static str, Field)| {
        let slot = field.translation()?;
        let parser = match field.field_type() {
            FieldType::Markdown(_) => Parser::Markdown(slot.get_mut),
            _ => Parser::Line(slot.get_mut),
        };
        Some(Row { name, parser, about: field.about() })
    };
    let mut rows: Vec<_> = Field::in_toml_order().filter_map(row).collect();
    rows.sort_by_key(|row| row.name);
    rows
});

/// The fields of a category, in alphabetical order.
const CATEGORY: &[Row<Category>] = &[
    Row { name: "id", parser: Parser::Path(|category| &mut category.id), about: Field::Key.about() },
    Row {
        name: "intro",
        parser: Parser::Markdown(|category| &mut category.intro),
        about: "Markdown, shown on request.",
    },
    Row {
        name: "order",
        parser: Parser::Keys(|category| &mut category.order),
        about: "The keys of papers that come first in this category.",
    },
    Row { name: "title", parser: Parser::Required(|category| &mut category.title), about: Field::Title.about() },
    Row {
        name: "translations",
        parser: Parser::Translations(|category| &mut category.translations),
        about: Field::Translations.about(),
    },
];

/// The parts of a name, in alphabetical order.
const PERSON: &[Row<Person>] = &[
    Row {
        name: "dropping-particle",
        parser: Parser::Line(|person| &mut person.dropping),
        about: "Particles that are omitted where the family name is used alone: `van` Beethoven.",
    },
    Row { name: "family", parser: Parser::Required(|person| &mut person.family), about: "The family name." },
    Row { name: "given", parser: Parser::Line(|person| &mut person.given), about: "The given names." },
    Row {
        name: "name",
        parser: Parser::WholeName(|person| person),
        about: "A name without parts, such as an organization's.",
    },
    Row {
        name: "prefix",
        parser: Parser::Line(|person| &mut person.prefix),
        about: "Particles before the family name: `van der`.",
    },
    Row { name: "suffix", parser: Parser::Line(|person| &mut person.suffix), about: "The suffix of a name: `Jr.`." },
];

/// Names of fields in other formats, with the corresponding field.
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

/// Reads one entry and collects its diagnostics.
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

    /// Returns the diagnostics.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.found
    }

    /// Reads a `[[paper]]` table. Returns `None` if it has no valid `id`.
    pub(super) fn paper(&mut self, entry: Span, table: &Table<'_>) -> Option<Entry> {
        let mut paper = Paper { kind: "article".to_owned(), ..Paper::default() };
        self.fields("a paper", &PAPER, &mut paper, table);
        read_legacy_others(&mut paper);
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
            paper.title = Title::of_key(&paper.key);
        }
        Some(Entry::read(paper, Some(self.origin(entry)), std::mem::take(&mut self.categories)))
    }

    /// Reads a `[[category]]` table. Returns `None` if it has no valid `id`.
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

    fn fields<T>(&mut self, what: &str, rows: &[Row<T>], into: &mut T, table: &Table<'_>) {
        for (at, pair) in table.0.iter().enumerate() {
            let name = pair.name.as_ref();
            if let Ok(row) = rows.binary_search_by_key(&name, |row| row.name) {
                if table.0[..at].iter().any(|earlier| earlier.name == pair.name) {
                    let found = Code::BadValue.at((self.source, pair.at), format!("the field `{name}` occurs twice"));
                    self.found.push(found.label("skipped"));
                } else if pair.node.value != Value::Null {
                    self.field(&rows[row].parser, into, &pair.node);
                }
                continue;
            }
            let near = similar_field(name, rows);
            let found = Code::UnknownField
                .at((self.source, pair.at), format!("no field `{name}` in {what}"))
                .did_you_mean(near);
            let own = near.is_none() && rows.iter().any(|row| matches!(row.parser, Parser::Custom(_)));
            let help = || format!("custom fields go into the table `x`: `{}`", self.syntax.own(name));
            let found = if own { found.help(help()) } else { found };
            self.found.push(found);
        }
    }

    fn field<T>(&mut self, parser: &Parser<T>, into: &mut T, value: &Node<'_>) {
        match parser {
            Parser::Key(slot) => *slot(into) = self.key(value).unwrap_or_default(),
            Parser::Path(slot) => *slot(into) = self.path(value).unwrap_or_default(),
            Parser::Type(slot) => *slot(into) = self.kind(value),
            Parser::Required(slot) => *slot(into) = self.line(value).unwrap_or_default(),
            Parser::Title(slot) => *slot(into) = self.line(value).unwrap_or_default().into(),
            Parser::Line(slot) => *slot(into) = self.line(value),
            Parser::LineOrNumber(slot) => {
                *slot(into) = match &value.value {
                    Value::Number(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                        Some(number.as_ref().to_owned())
                    }
                    _ => self.line(value),
                }
            }
            Parser::Language(slot) => *slot(into) = self.language(value),
            Parser::Markdown(slot) => {
                *slot(into) = self.text(value).map(str::to_owned).filter(|text| !text.trim().is_empty());
            }
            Parser::Date(slot) => *slot(into) = self.date(value),
            Parser::Day(slot) => *slot(into) = self.day(value),
            Parser::Names(slot) => *slot(into) = self.people(value),
            Parser::WholeName(slot) => {
                let person = slot(into);
                person.family = self.line(value).unwrap_or_default();
                person.whole = true;
            }
            Parser::Texts(slot) => *slot(into) = self.texts(value).into_iter().map(|text| text.value).collect(),
            Parser::Keys(slot) => *slot(into) = self.texts(value),
            Parser::Categories => self.categories = self.texts(value),
            Parser::Links(slot) => *slot(into) = self.links(value),
            Parser::Status(slot) => *slot(into) = self.status(value),
            Parser::Translations(slot) => *slot(into) = self.translations(value),
            Parser::Custom(slot) => *slot(into) = self.own(value),
        }
    }
}

/// Reads `x.others`, which `import` wrote before names could end with `others`: the fields whose lists are not complete.
fn read_legacy_others(paper: &mut Paper) {
    let fields = paper.x.get("others").and_then(serde_json::Value::as_str).unwrap_or_default();
    let is_in = |field: &str| fields.split(' ').any(|name| name == field);
    let (authors, editors) = (is_in("authors"), is_in("editors"));
    paper.authors.others |= authors;
    paper.editors.others |= editors;
}

/// Returns the field with the most similar name, including names in other formats.
fn similar_field<T>(name: &str, rows: &[Row<T>]) -> Option<&'static str> {
    let own = rows.iter().map(|row| (row.name, row.name));
    let aliases = ALIASES.iter().copied().filter(|(_, ours)| rows.iter().any(|row| row.name == *ours));
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
                format!("{place} {}: {}; {}; {help}", found.code.as_str(), found.message, found.label_text())
            })
            .collect();
        assert_eq!(found, expect);
        contents.entries[0].paper().clone()
    }

    #[test]
    fn tables_are_sorted() {
        assert!(PAPER.is_sorted_by(|a, b| a.name < b.name));
        assert!(CATEGORY.is_sorted_by(|a, b| a.name < b.name));
        assert!(TRANSLATION.is_sorted_by(|a, b| a.name < b.name));
        assert!(PERSON.is_sorted_by(|a, b| a.name < b.name));
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
    fn every_error_of_an_entry_is_reported() {
        check(
            "date = \"202\"\nauthors = \"Ada\"\nvenue = 3\nyaer = 2022\nnonsense = 1\nlinks.pdf = \"javascript:alert(1)\"\n\
             status = \"to-reed\"\ntype = \"artical\"\nlanguage = \"Chinese language\"\nadded = \"2023/4/5\"\n",
            &[
                "4:8 bad-date: `202` is not a date; expected `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; -",
                "5:11 bad-value: invalid type: a text; expected a list of names; put it in brackets: `[\"…\"]`",
                "6:9 bad-value: invalid type: a number; expected a text; -",
                "7:1 unknown-field: no field `yaer` in a paper; ; did you mean `date`?",
                "8:1 unknown-field: no field `nonsense` in a paper; ; custom fields go into the table `x`: `x.nonsense = …`",
                "9:13 bad-link: the link `pdf` has no safe address; expected `https:`, `http:`, `mailto:` or a relative address; \
                 it is shown as text",
                "10:10 bad-value: no status `to-reed`; expected one of `to-read`, `reading`, `read`; did you mean `to-read`?",
                "11:8 bad-value: no type `artical`; not a type of CSL; did you mean `article`?",
                "12:12 bad-value: `Chinese language` is not a language tag; expected BCP 47, such as `en` or `zh-Hans`; -",
                "13:9 bad-date: `2023/4/5` is not a date; expected `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; did you mean `2023-04-05`?",
            ],
        );
    }

    #[test]
    fn a_list_of_names_may_end_with_others() {
        let named = |paper: &Paper| paper.authors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        for (authors, names, others) in [
            ("[\"Ada Lovelace\", { others = true }]", "Ada Lovelace", true),
            ("[\"Ada Lovelace\", \"others\"]", "Ada Lovelace", true),
            ("[{ others = true }]", "", true),
            ("[\"others\"]", "others", false),
            ("[\"Ada Lovelace\"]\nx.others = \"editors authors\"", "Ada Lovelace", true),
            ("[\"Ada Lovelace\"]\nx.others = \"editors\"", "Ada Lovelace", false),
        ] {
            let paper = check(&format!("authors = {authors}\n"), &[]);
            assert_eq!((named(&paper).as_str(), paper.authors.others), (names, others), "{authors}");
        }
        check(
            "authors = [\"Ada Lovelace\", \"others\", \"Bo Li\"]\n",
            &["4:28 bad-name: `others` before the end of a list of names; expected as the last item; -"],
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
