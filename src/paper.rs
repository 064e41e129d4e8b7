//! Papers and the shelves they stand on: what a data file says, settled and typed.
//!
//! Values are as written, whole and unescaped; who shows them escapes them for where they land.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::source::{Source, Span, Spanned};

mod contributors;
pub mod field;
mod key;
mod months;
mod person;

pub use contributors::Contributors;
pub use field::{Field, FieldType, FieldValue, Role, Slot};
pub use key::key;
pub use months::{MONTHS, month};
pub use person::Person;

/// One work: article, report, model release, blog post, dataset, demo.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Paper {
    /// The `id`: unique in the library, compared exactly.
    pub key: String,
    /// The CSL type; `article` unless the data say otherwise.
    pub kind: String,
    /// The title in the language of the work.
    pub title: String,
    /// A nickname, such as `LoRA`.
    pub short: Option<String>,
    /// The authors, in order.
    pub authors: Contributors,
    /// The editors, in order.
    pub editors: Contributors,
    /// When it came out.
    pub date: Option<Date>,
    /// Where it came out: the name alone.
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
    /// The user's own fields, and those of a foreign format that have no place of their own here, by name.
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
        Cow::Owned(doi.into_iter().chain(arxiv).collect())
    }

    /// The year it came out.
    pub fn year(&self) -> Option<u16> {
        self.date.map(|date| date.year)
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

/// A day, a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year, 1 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: Option<u8>,
    /// The day, 1 to 31; never without a month.
    pub day: Option<u8>,
}

impl Date {
    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD` (ISO 8601), and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts.next().map(|month| digits(month, 2).ok_or(())).transpose().ok()?;
        let day = parts.next().map(|day| digits(day, 2).ok_or(())).transpose().ok()?;
        if parts.next().is_some() {
            return None;
        }
        Self::new(year, month.map(u8::try_from).transpose().ok()?, day.map(u8::try_from).transpose().ok()?)
    }

    /// A date that exists in the calendar.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let real = match (month, day) {
            (None, None) => true,
            (Some(month), None) => (1..=12).contains(&month),
            (Some(month), Some(day)) => (1..=days_in(year, month)).contains(&day),
            (None, Some(_)) => false,
        };
        (real && (1..=9999).contains(&year)).then_some(Self { year, month, day })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Every entry of every page has one: digits are written as they are, which is faster than to format them.
        let digit = |number: u16, power: u16| char::from_digit(u32::from(number / power % 10), 10).unwrap_or_default();
        for power in [1000, 100, 10, 1] {
            f.write_char(digit(self.year, power))?;
        }
        for part in self.month.into_iter().chain(self.day).map(u16::from) {
            f.write_char('-')?;
            f.write_char(digit(part, 10))?;
            f.write_char(digit(part, 1))?;
        }
        Ok(())
    }
}

fn digits(text: &str, count: usize) -> Option<u16> {
    let fits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// Days in a month of the Gregorian calendar; 0 for a month that does not exist.
fn days_in(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        #[track_caller]
        fn check(written: &str, read: Option<&str>) {
            assert_eq!(Date::parse(written).map(|date| date.to_string()).as_deref(), read);
        }
        check("2022", Some("2022"));
        check("2022-12", Some("2022-12"));
        check("2024-02-29", Some("2024-02-29"));
        for wrong in
            ["202", "2023-13", "2023-00", "2023-02-29", "2023-4", "2023/04", "2023-04-05-06", "0000", "+023", ""]
        {
            check(wrong, None);
        }
    }
}
