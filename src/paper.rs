//! Papers and the shelves they stand on: what a data file says, settled and typed.
//!
//! Values are as written, whole and unescaped; who shows them escapes them for where they land.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::source::{Source, Span, Spanned};

pub mod babel;
mod contributors;
pub mod csl;
mod date;
pub mod entry_type;
pub mod field;
mod key;
mod months;
mod person;
pub mod ris;
mod title;
mod variables;

pub use contributors::Contributors;
pub use date::{Bound, Date, DateValue, Edtf, Point};
pub use field::{Field, FieldType, FieldValue, Role, Slot};
pub use key::{is_plain_key, key};
pub use months::{MONTHS, month};
pub use person::{Person, space_after};
pub use title::{Title, TitleStyle};
pub use variables::Variables;

/// One work: article, report, model release, blog post, dataset, demo.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Paper {
    /// The `id`: unique in the library, compared exactly.
    pub key: String,
    /// The CSL type; `article` unless the data say otherwise.
    pub kind: String,
    /// The title in the language of the work.
    pub title: Title,
    /// A nickname, such as `LoRA`.
    pub short: Option<String>,
    /// The authors, in order.
    pub authors: Contributors,
    /// The editors, in order.
    pub editors: Contributors,
    /// When it was published.
    pub date: Option<DateValue>,
    /// The journal, proceedings, site or the like: the name alone.
    pub venue: Option<String>,
    /// Track, series volume or the like, as in "PMLR 202".
    pub venue_note: Option<String>,
    /// The volume of the journal or series.
    pub volume: Option<String>,
    /// The issue of the journal.
    pub issue: Option<String>,
    /// The pages, as in `2397-2430`.
    pub pages: Option<String>,
    /// The publisher or institution.
    pub publisher: Option<String>,
    /// The DOI, without a resolver.
    pub doi: Option<String>,
    /// The arXiv identifier.
    pub arxiv: Option<String>,
    /// The ISBN.
    pub isbn: Option<String>,
    /// The shelves it stands on, as ids; settled by the library.
    pub categories: Vec<String>,
    /// Free words.
    pub tags: Vec<String>,
    /// Where to find it, in the order and with the labels written.
    pub links: Vec<Link>,
    /// One line of plain text on what it is.
    pub summary: Option<String>,
    /// The authors' abstract, in Markdown.
    pub abstract_text: Option<String>,
    /// The list's own words on it, in Markdown.
    pub note: Option<String>,
    /// An editor's sourced remark, in Markdown.
    pub remark: Option<String>,
    /// The language of the work (BCP 47), where the data say so.
    pub language: Option<String>,
    /// When it came into the list.
    pub added: Option<Date>,
    /// Whether it has been read.
    pub status: Option<Status>,
    /// What to sort it under, in place of the first author's name.
    pub sort_name: Option<String>,
    /// Wording in other languages, by BCP 47 tag.
    pub translations: Vec<(String, Translation)>,
    /// The other variables of CSL.
    pub variables: Variables,
    /// Custom fields, and those of an external format that CSL has no variable for, by name.
    pub x: Map<String, Value>,
}

impl Paper {
    /// Its links as written; where there are none, those that its identifiers give.
    pub fn shown_links(&self) -> Cow<'_, [Link]> {
        if !self.links.is_empty() {
            return Cow::Borrowed(&self.links);
        }
        let link = |label: &str, url: String| Link { label: label.to_owned(), url };
        let doi = self.doi.as_deref().filter(|doi| doi.starts_with("10.") && doi.contains('/'));
        let doi = doi.map(|doi| link("doi", format!("https://doi.org/{doi}")));
        let arxiv = self.arxiv.as_deref().filter(|id| id.starts_with(|c: char| c.is_ascii_alphanumeric()));
        let arxiv = arxiv.map(|id| link("arXiv", format!("https://arxiv.org/abs/{id}")));
        Cow::Owned(doi.into_iter().chain(arxiv).chain(self.eprint_link()).collect())
    }

    /// The address of the work in an archive whose identifier the data have: BibLaTeX's `eprint` with its `eprinttype`, or
    /// PubMed's.
    pub fn eprint_link(&self) -> Option<Link> {
        const ARCHIVES: [(&str, &str, &str); 5] = [
            ("googlebooks", "Google Books", "https://books.google.com/books?id="),
            ("hal", "HAL", "https://hal.science/"),
            ("hdl", "Handle", "https://hdl.handle.net/"),
            ("jstor", "JSTOR", "https://www.jstor.org/stable/"),
            ("pubmed", "PubMed", "https://pubmed.ncbi.nlm.nih.gov/"),
        ];
        let custom = |name: &str| self.x.get(name).and_then(serde_json::Value::as_str);
        let pmid = Field::Pmid.text(self);
        let kind = if pmid.is_some() { "pubmed" } else { custom("eprinttype")? };
        let id = pmid.or_else(|| custom("eprint"))?.trim();
        let (_, label, front) = ARCHIVES.iter().find(|(name, ..)| name.eq_ignore_ascii_case(kind))?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "./-_".contains(c);
        let valid = id.starts_with(|c: char| c.is_ascii_alphanumeric()) && id.chars().all(is_plain);
        valid.then(|| Link { label: (*label).to_owned(), url: [front, id].concat() })
    }

    /// Where it was published, as lists show it: the venue, or else the publisher, such as the school of a thesis.
    pub fn shown_venue(&self) -> Option<&str> {
        self.venue.as_deref().or(self.publisher.as_deref())
    }

    /// The date of publication as a date of the calendar: the start of a range, and `None` for mere words.
    pub fn day(&self) -> Option<Date> {
        self.date.as_ref().and_then(DateValue::date)
    }

    /// What stands for the date where only a year is shown: the year, words such as `in press`, or else the state of
    /// publication.
    pub fn year_text(&self) -> Option<Cow<'_, str>> {
        if let Some(year) = self.year() {
            return Some(Cow::Owned(year.to_string()));
        }
        match &self.date {
            Some(date) => Some(Cow::Owned(date.to_string())),
            None => self.variables.text(Field::PublicationStatus).as_deref().map(Cow::Borrowed),
        }
    }

    /// The categories, and the tags that are not called as one of them.
    pub fn keywords(&self) -> impl Iterator<Item = &str> {
        const FEW: usize = 8;
        let categories = (self.categories.len() > FEW).then(|| self.categories.iter().collect::<HashSet<_>>());
        let is_category = move |tag| match &categories {
            Some(categories) => categories.contains(tag),
            None => self.categories.contains(tag),
        };
        let tags = self.tags.iter().filter(move |&tag| !is_category(tag));
        self.categories.iter().chain(tags).map(String::as_str)
    }

    /// The year of publication.
    pub fn year(&self) -> Option<u16> {
        self.day().map(|date| date.year)
    }
}

/// The place of an entry in a data file.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The file.
    pub source: Arc<Source>,
    /// The entry's header line.
    pub span: Span,
    /// Its key.
    pub key: Span,
    /// The entries of other files that were merged into it.
    pub merged: Vec<Origin>,
}

impl Origin {
    /// What stands for the entry where it is spoken of: its key, or its header where it has none of its own.
    pub fn name(&self) -> Span {
        if self.key == Span::default() { self.span } else { self.key }
    }
}

/// Wording in another language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Translation {
    /// The title.
    pub title: Option<String>,
    /// The note.
    pub note: Option<String>,
    /// The summary.
    pub summary: Option<String>,
    /// The remark.
    pub remark: Option<String>,
}

/// A shelf.
#[derive(Debug, Clone, Default)]
pub struct Category {
    /// A path of slugs in any script; `a/b` stands below `a`.
    pub id: String,
    /// What readers see; the last slug of the id where the data give no title.
    pub title: String,
    /// Wording in other languages, by BCP 47 tag; only titles are used.
    pub translations: Vec<(String, Translation)>,
    /// Markdown, shown on request.
    pub intro: Option<String>,
    /// Keys that come first on this shelf.
    pub order: Vec<Spanned<String>>,
    /// Where the data say it; none for a shelf that is only implied.
    pub origin: Option<Origin>,
}

impl Category {
    /// A category that nobody declares, titled by the last slug of its id.
    pub fn implied(id: &str) -> Self {
        Self { id: id.to_owned(), title: last_slug(id).to_owned(), ..Self::default() }
    }
}

/// The last part of a category's id.
pub fn last_slug(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// A link as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What the link says.
    pub label: String,
    /// Where it leads; unchecked.
    pub url: String,
}

/// How far its reader has come.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Status {
    /// Waiting.
    ToRead,
    /// Begun.
    Reading,
    /// Done.
    Read,
}

impl Status {
    /// Every status, in the order a paper goes through them.
    pub const ALL: &'static [Status] = &[Status::ToRead, Status::Reading, Status::Read];

    /// The word in data files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::ToRead => "to-read",
            Status::Reading => "reading",
            Status::Read => "read",
        }
    }
}

/// Whether a text is written with Chinese characters, wholly or in part.
pub fn has_han(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_han)
}

/// Whether a character is a Chinese one (Unicode's CJK ideographs, their extensions and radicals).
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2FDF}' | '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}
