//! `COinS`: an entry's record as an `OpenURL` context object (ANSI/NISO Z39.88-2004) in the title of an empty span, which
//! reference managers find in a page.

use super::write::Html;
use crate::paper::{Paper, Person};
use crate::url;

/// The most names that are given.
const MOST_AUTHORS: usize = 50;

impl Html<'_> {
    /// The record of a paper, where the book wants records.
    pub(super) fn coins(&mut self, paper: &Paper) {
        if !self.context.config.metadata {
            return;
        }
        self.out.push_str("<span class=\"Z3988\" title=\"ctx_ver=Z39.88-2004");
        let venue = paper.venue.as_deref().unwrap_or_default();
        let (format, genre, title, host) = shape(paper);
        self.pair("rft_val_fmt", &format!("info:ofi/fmt:kev:mtx:{format}"));
        self.pair(if format == "dc" { "rft.type" } else { "rft.genre" }, genre);
        self.pair(title, &paper.title);
        self.pair(host, venue);
        let author = if format == "dc" { "rft.creator" } else { "rft.au" };
        for person in paper.authors.iter().take(MOST_AUTHORS) {
            self.pair(author, &inverted(person));
        }
        self.pair("rft.date", &paper.date.map(|date| date.to_string()).unwrap_or_default());
        let fields = [
            ("rft.volume", &paper.volume),
            ("rft.issue", &paper.issue),
            ("rft.pages", &paper.pages),
            ("rft.pub", &paper.publisher),
            ("rft.isbn", &paper.isbn),
        ];
        for (name, value) in fields {
            self.pair(name, value.as_deref().unwrap_or_default());
        }
        if let Some(doi) = &paper.doi {
            self.pair("rft_id", &format!("info:doi/{doi}"));
        }
        if let Some(address) = paper.shown_links().iter().find_map(|link| url::safe(&link.url)) {
            self.pair(if format == "dc" { "rft.identifier" } else { "rft_id" }, &address);
        }
        self.out.push_str("\"></span>\n");
    }

    /// A pair of the record; nothing for an empty value.
    fn pair(&mut self, name: &str, value: &str) {
        const HEX: &[u8; 16] = b"0123456789ABCDEF";
        if name.is_empty() || value.is_empty() {
            return;
        }
        self.out.push_str("&amp;");
        self.out.push_str(name);
        self.out.push('=');
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                self.out.push(char::from(byte));
            } else {
                self.out.push('%');
                self.out.push(char::from(HEX[usize::from(byte >> 4)]));
                self.out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
}

/// The format, the genre, and what the title and the venue are called in it.
fn shape(paper: &Paper) -> (&'static str, &'static str, &'static str, &'static str) {
    match paper.kind.as_str() {
        "book" => ("book", "book", "rft.btitle", ""),
        "chapter" | "entry" | "entry-dictionary" | "entry-encyclopedia" => {
            ("book", "bookitem", "rft.atitle", "rft.btitle")
        }
        "paper-conference" => ("book", "proceeding", "rft.atitle", "rft.btitle"),
        "report" => ("book", "report", "rft.btitle", "rft.series"),
        "thesis" => ("dissertation", "dissertation", "rft.title", "rft.inst"),
        "article" if paper.arxiv.is_some() => ("journal", "preprint", "rft.atitle", "rft.jtitle"),
        "article" | "article-journal" | "article-magazine" | "article-newspaper" | "review" | "review-book" => {
            ("journal", "article", "rft.atitle", "rft.jtitle")
        }
        "dataset" => ("dc", "dataset", "rft.title", "rft.publisher"),
        "software" => ("dc", "computerProgram", "rft.title", "rft.publisher"),
        "post-weblog" => ("dc", "blogPost", "rft.title", "rft.publisher"),
        _ => ("dc", "webpage", "rft.title", "rft.publisher"),
    }
}

/// The name as catalogues have it, family first.
fn inverted(person: &Person) -> String {
    let prefix = person.prefix.as_ref().map(|prefix| format!("{prefix} ")).unwrap_or_default();
    let suffix = person.suffix.as_ref().map(|suffix| format!(", {suffix}")).unwrap_or_default();
    let given = person.given.as_ref().map(|given| format!(", {given}")).unwrap_or_default();
    format!("{prefix}{}{given}{suffix}", person.family)
}
