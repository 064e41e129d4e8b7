//! Papers and the shelves they stand on: what a data file says, settled and typed.
//!
//! Values are as written, whole and unescaped; who shows them escapes them for where they land.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::source::{Source, Span, Spanned};

mod key;
mod months;

pub use key::key;
pub use months::{MONTHS, month};

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
    pub authors: Vec<Person>,
    /// The editors, in order.
    pub editors: Vec<Person>,
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

    /// Whether there are authors whom the data do not name, as `and others` in BibTeX says.
    pub fn has_more_authors(&self) -> bool {
        let whose = self.x.get("others").and_then(Value::as_str).unwrap_or_default();
        whose.split(' ').any(|whose| whose == "authors")
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

/// A name, by the parts of BibLaTeX and CSL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The given names.
    pub given: Option<String>,
    /// A particle before the family name that does not count for sorting ("van der").
    pub prefix: Option<String>,
    /// The family name, or the whole of a name that has no parts.
    pub family: String,
    /// "Jr.", "III".
    pub suffix: Option<String>,
    /// Whether `family` is the whole name: an organisation, or a name in Han.
    pub whole: bool,
}

impl Person {
    /// Reads "Given Family", "Given Family Suffix", "Family, Given", "Family, Suffix, Given", "Family, Given, Suffix", or a
    /// name in Han or in braces as it is.
    ///
    /// Lower-case words before the family name are its prefix, as BibTeX has it. A legal form after a comma belongs to an
    /// organisation.
    pub fn parse(name: &str) -> Self {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(whole) = name.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            return Self { family: whole.trim().to_owned(), whole: true, ..Self::default() };
        }
        let parts: Vec<_> = name.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        match parts[..] {
            [_, form] if is_legal_form(form) => Self { family: name, whole: true, ..Self::default() },
            // In `van der Wal, Ii` that is a given name.
            [whole, generation]
                if whole.contains(' ') && !starts_lower(whole) && is_one_of(generation, GENERATIONS) =>
            {
                Self::from_display(&format!("{whole} {generation}"))
            }
            [family, given] => Self::from_parts(family, Some(given), None),
            [family, given, suffix] if is_one_of(suffix, SUFFIXES) && !is_one_of(given, SUFFIXES) => {
                Self::from_parts(family, Some(given), Some(suffix))
            }
            [family, suffix, given] => Self::from_parts(family, Some(given), Some(suffix)),
            _ if has_han(&name) => Self { family: name, whole: true, ..Self::default() },
            _ => Self::from_display(&name),
        }
    }

    /// Whether a text holds several names, as far as commas and "and" tell.
    pub fn is_several(name: &str) -> bool {
        let parts: Vec<_> = name.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let braced = name.trim_start().starts_with('{');
        let commas = match parts[..] {
            [] | [_] | [_, _] => false,
            [_, second, third] => !is_one_of(second, SUFFIXES) && !is_one_of(third, SUFFIXES),
            _ => true,
        };
        !braced && (commas || name.contains(" and "))
    }

    fn from_parts(family: &str, given: Option<&str>, suffix: Option<&str>) -> Self {
        let (prefix, family) = split_prefix(family);
        Self {
            given: given.map(str::to_owned),
            prefix: prefix.map(str::to_owned),
            family: family.to_owned(),
            suffix: suffix.map(str::to_owned),
            whole: false,
        }
    }

    fn from_display(name: &str) -> Self {
        let (name, suffix) = split_suffix(name);
        let words: Vec<_> = name.split(' ').collect();
        if words.len() < 2 {
            return Self { family: name.to_owned(), ..Self::default() };
        }
        let particle = (1..words.len() - 1).find(|&at| starts_lower(words[at]));
        let (given, family) = words.split_at(particle.unwrap_or(words.len() - 1));
        Self::from_parts(&family.join(" "), Some(&given.join(" ")), suffix)
    }

    /// The name to sort under, before the given names.
    pub fn family(&self) -> &str {
        &self.family
    }
}

impl fmt::Display for Person {
    /// The name in reading order: given, prefix, family, suffix; Han names family first, unbroken.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(given) = &self.given {
            if has_han(&self.family) {
                return write!(f, "{}{given}", self.family);
            }
            write!(f, "{given} ")?;
        }
        if let Some(prefix) = &self.prefix {
            write!(f, "{prefix} ")?;
        }
        f.write_str(&self.family)?;
        match &self.suffix {
            Some(suffix) => write!(f, " {suffix}"),
            None => Ok(()),
        }
    }
}

/// What stands after a person's name.
const SUFFIXES: &[&str] = &["jr", "sr", "i", "ii", "iii", "iv", "v", "phd", "md"];

/// Those that stand after a whole name too.
const GENERATIONS: &[&str] = &["jr", "sr", "ii", "iii", "iv"];

/// What stands after an organisation's name.
const LEGAL_FORMS: &[&str] = &["inc", "ltd", "llc", "gmbh", "corp", "plc"];

/// Likewise, where it is written just so: in other letters these are given names.
const SHORT_LEGAL_FORMS: &[&str] = &["AG", "BV", "B.V.", "Co.", "SA", "S.A."];

fn is_legal_form(word: &str) -> bool {
    SHORT_LEGAL_FORMS.contains(&word) || is_one_of(word, LEGAL_FORMS)
}

/// Whether a word is in a list, its case and its full stops left out.
fn is_one_of(word: &str, list: &[&str]) -> bool {
    let plain = word.replace('.', "").to_lowercase();
    list.contains(&plain.as_str())
}

/// A name of two words or more, and what stands after it.
fn split_suffix(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once(' ') {
        Some((rest, suffix)) if rest.contains(' ') && is_one_of(suffix, GENERATIONS) => (rest, Some(suffix)),
        _ => (name, None),
    }
}

fn split_prefix(family: &str) -> (Option<&str>, &str) {
    let after = family.split_inclusive(' ').take_while(|word| starts_lower(word)).map(str::len).sum::<usize>();
    if after == 0 || after >= family.len() {
        return (None, family);
    }
    (Some(family[..after].trim_end()), &family[after..])
}

fn starts_lower(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
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
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        match self.day {
            Some(day) => write!(f, "-{day:02}"),
            None => Ok(()),
        }
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    fn names_are_read_as_people_write_them() {
        #[track_caller]
        fn check(written: &str, family: &str, shown: &str) {
            let person = Person::parse(written);
            assert_eq!((person.family(), person.to_string().as_str()), (family, shown));
        }
        check("Hugo Touvron", "Touvron", "Hugo Touvron");
        check("Touvron,  Hugo", "Touvron", "Hugo Touvron");
        check("Oskar van der Wal", "Wal", "Oskar van der Wal");
        check("van der Wal, Oskar", "Wal", "Oskar van der Wal");
        check("King, Jr., Martin Luther", "King", "Martin Luther King Jr.");
        check("King, Martin Luther, Jr.", "King", "Martin Luther King Jr.");
        check("Martin Luther King Jr.", "King", "Martin Luther King Jr.");
        check("Martin Luther King, Jr.", "King", "Martin Luther King Jr.");
        check("Oskar van der Wal III", "Wal", "Oskar van der Wal III");
        check("OpenAI", "OpenAI", "OpenAI");
        check("OpenAI, Inc.", "OpenAI, Inc.", "OpenAI, Inc.");
        check("Philips, B.V.", "Philips, B.V.", "Philips, B.V.");
        check("Ho, Sa", "Ho", "Sa Ho");
        check("Le, Co", "Le", "Co Le");
        check("Acme, Co.", "Acme, Co.", "Acme, Co.");
        check("Lee, A.G.", "Lee", "A.G. Lee");
        check("Wang, Sa", "Wang", "Sa Wang");
        check("van der Wal, Ii", "Wal", "Ii van der Wal");
        check("Wal, Jr., Ii", "Wal", "Ii Wal Jr.");
        check("{The LLaMA Team}", "The LLaMA Team", "The LLaMA Team");
        check("唐杰", "唐杰", "唐杰");
        check("唐, 杰", "唐", "唐杰");
        check("bell hooks", "hooks", "bell hooks");
        check("", "", "");
        check("de", "de", "de");
    }

    #[test]
    fn several_names_in_one_text_are_told() {
        for name in ["Brown, Tom and Mann, Ben", "Tom Brown, Ben Mann, Al Gore", "A, B, C, D"] {
            assert!(Person::is_several(name), "{name}");
        }
        for name in [
            "Tom Brown",
            "Brown, Tom",
            "King, Jr., Martin Luther",
            "King, Martin Luther, Jr.",
            "{Food and Drugs, A, B}",
        ] {
            assert!(!Person::is_several(name), "{name}");
        }
    }

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
