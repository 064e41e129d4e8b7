//! `COinS`: an `OpenURL` context object (ANSI/NISO Z39.88-2004) in the title of an empty span, which reference managers
//! detect in a page.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::write::Html;
use crate::paper::{Field, FieldValue, Paper, Person};
use crate::url;

/// Identifiers of the metadata formats.
const BOOK: &str = "info:ofi/fmt:kev:mtx:book";
const DC: &str = "info:ofi/fmt:kev:mtx:dc";
const DISSERTATION: &str = "info:ofi/fmt:kev:mtx:dissertation";
const JOURNAL: &str = "info:ofi/fmt:kev:mtx:journal";

/// The fields with a key of their own in every record.
static OPENURL: LazyLock<Vec<(&str, Field)>> =
    LazyLock::new(|| Field::ALL.iter().filter_map(|&field| Some((field.openurl()?, field))).collect());

/// The maximum number of authors in a record.
const MAX_AUTHORS: usize = 50;

/// The keys and values of an `OpenURL` record. Keys may repeat; values are not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record<'p>(Vec<(&'static str, Cow<'p, str>)>);

impl<'p> Record<'p> {
    pub(super) fn of(paper: &'p Paper) -> Self {
        let mut record = Self(Vec::with_capacity(paper.authors.len().min(MAX_AUTHORS) + 12));
        let (format, genre, title, host) = shape(paper);
        let is_dc = format == DC;
        record.add("rft_val_fmt", format);
        record.add(if is_dc { "rft.type" } else { "rft.genre" }, genre);
        if !paper.title.is_key() {
            record.add(title, paper.title.as_str());
        }
        record.add(host, paper.venue.as_deref().unwrap_or_default());
        for &(key, field) in OPENURL.iter() {
            // Dublin Core has other names for people.
            record.add_field(if is_dc && key == "rft.au" { "rft.creator" } else { key }, field.value(paper));
        }
        if let Some(doi) = &paper.doi {
            record.add("rft_id", ["info:doi/", doi].concat());
        }
        if let Some(address) = paper.shown_links().iter().find_map(|link| url::safe(&link.url)) {
            record.add(if is_dc { "rft.identifier" } else { "rft_id" }, address.into_owned());
        }
        record
    }

    /// Returns the values of the given keys in record order.
    #[cfg(test)]
    fn values<'r>(&'r self, names: &'r [&str]) -> impl Iterator<Item = &'r str> {
        self.0.iter().filter(|(name, _)| names.contains(name)).map(|(_, value)| value.as_ref())
    }

    fn add(&mut self, name: &'static str, value: impl Into<Cow<'p, str>>) {
        let value = value.into();
        if !name.is_empty() && !value.is_empty() {
            self.0.push((name, value));
        }
    }

    fn add_field(&mut self, name: &'static str, value: Option<FieldValue<'p>>) {
        match value {
            Some(FieldValue::Names(people)) => {
                for person in people.iter().take(MAX_AUTHORS) {
                    self.add(name, family_first(person));
                }
            }
            // The format has dates of the calendar only.
            Some(FieldValue::Date(date)) => {
                self.add(name, date.date().map(|date| date.to_string()).unwrap_or_default());
            }
            Some(value) => self.add(name, value.as_str().unwrap_or_default()),
            None => {}
        }
    }
}

/// Returns a name as `Family, Given`.
fn family_first(person: &Person) -> String {
    let mut name = person.full_family().into_owned();
    for part in person.given.iter().chain(&person.suffix).filter(|part| !part.is_empty()) {
        if !name.is_empty() {
            name.push_str(", ");
        }
        name.push_str(part);
    }
    name
}

impl Html<'_> {
    pub(super) fn coins(&mut self, record: &Record<'_>) {
        self.out.push_str("<span class=\"Z3988\" title=\"ctx_ver=Z39.88-2004");
        for (name, value) in &record.0 {
            self.out.push_str("&amp;");
            self.out.push_str(name);
            self.out.push('=');
            url_encoded(value, &mut self.out);
        }
        self.out.push_str("\"></span>\n");
    }
}

/// Percent-encodes everything but letters, digits and `-._~`; a space becomes `+`.
fn url_encoded(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    const CHUNK_LENGTH: usize = 64;
    // Encode into a small fixed buffer, which is faster than appending each byte.
    let mut encoded = [0; 3 * CHUNK_LENGTH];
    for bytes in text.as_bytes().chunks(CHUNK_LENGTH) {
        let mut end = 0;
        for &byte in bytes {
            if IS_PLAIN[usize::from(byte)] || byte == b' ' {
                encoded[end] = if byte == b' ' { b'+' } else { byte };
                end += 1;
            } else {
                let hex = [b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
                encoded[end..end + 3].copy_from_slice(&hex);
                end += 3;
            }
        }
        // The buffer is ASCII.
        out.push_str(str::from_utf8(&encoded[..end]).unwrap_or_default());
    }
}

/// Whether a byte is written unencoded.
const IS_PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte: u8 = 0;
    while byte < 0x80 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    table
};

/// Returns the format, the genre, and the keys of the title and the venue in that format.
fn shape(paper: &Paper) -> (&'static str, &'static str, &'static str, &'static str) {
    match paper.kind.as_str() {
        "book" => (BOOK, "book", "rft.btitle", ""),
        "chapter" | "entry" | "entry-dictionary" | "entry-encyclopedia" => {
            (BOOK, "bookitem", "rft.atitle", "rft.btitle")
        }
        "paper-conference" => (BOOK, "proceeding", "rft.atitle", "rft.btitle"),
        "report" => (BOOK, "report", "rft.btitle", "rft.series"),
        "thesis" => (DISSERTATION, "dissertation", "rft.title", "rft.inst"),
        "article" if paper.arxiv.is_some() => (JOURNAL, "preprint", "rft.atitle", "rft.jtitle"),
        "article" | "article-journal" | "article-magazine" | "article-newspaper" | "review" | "review-book" => {
            (JOURNAL, "article", "rft.atitle", "rft.jtitle")
        }
        "dataset" => (DC, "dataset", "rft.title", "rft.publisher"),
        "software" => (DC, "computerProgram", "rft.title", "rft.publisher"),
        "post-weblog" => (DC, "blogPost", "rft.title", "rft.publisher"),
        _ => (DC, "webpage", "rft.title", "rft.publisher"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{DateValue, FieldType};

    #[test]
    fn fields_of_the_table_are_in_every_record() {
        let mut paper = Paper { kind: "book".to_owned(), title: "T".into(), ..Paper::default() };
        for (_, field) in OPENURL.iter() {
            match field.field_type() {
                FieldType::Names(slot) => (slot.get_mut)(&mut paper).named.push(Person::parse("Oskar van der Wal")),
                FieldType::Date(slot) => *(slot.get_mut)(&mut paper) = DateValue::parse("2001/2003"),
                _ => *field.text_mut(&mut paper) = Some(format!("{field:?}")),
            }
        }
        let record = Record::of(&paper);
        for (key, field) in OPENURL.iter() {
            let expect = match field.field_type() {
                FieldType::Names(_) => "van der Wal, Oskar".to_owned(),
                FieldType::Date(_) => "2001".to_owned(),
                _ => format!("{field:?}"),
            };
            assert_eq!(record.values(&[key]).collect::<Vec<_>>(), [expect], "{key}");
        }
        for key in ["rft.issn", "rft.edition", "rft.place", "rft.series"] {
            assert!(record.values(&[key]).next().is_some(), "{key}");
        }
    }

    #[test]
    fn everything_but_plain_letters_is_encoded() {
        let encoded = |text: &str| {
            let mut out = String::new();
            url_encoded(text, &mut out);
            out
        };
        assert_eq!(encoded("a-b._~ C: 评 é&\"%+"), "a-b._~+C%3A+%E8%AF%84+%C3%A9%26%22%25%2B");
        // Multi-byte characters may cross the boundary of the buffer.
        for length in 60..70 {
            let front = "a".repeat(length);
            assert_eq!(encoded(&format!("{front}评 b")), format!("{front}%E8%AF%84+b"));
        }
    }
}
