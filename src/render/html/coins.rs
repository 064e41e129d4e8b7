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
        self.pair_of("rft_val_fmt", &["info:ofi/fmt:kev:mtx:", format]);
        self.pair(if format == "dc" { "rft.type" } else { "rft.genre" }, genre);
        self.pair(title, &paper.title);
        self.pair(host, venue);
        let author = if format == "dc" { "rft.creator" } else { "rft.au" };
        for person in paper.authors.iter().take(MOST_AUTHORS) {
            // As catalogues have it, family first.
            let Person { family, given, prefix, suffix, .. } = person;
            let after = |part: &str| if part.is_empty() { "" } else { ", " };
            let [prefix, given, suffix] = [prefix, given, suffix].map(|part| part.as_deref().unwrap_or_default());
            let blank = if prefix.is_empty() { "" } else { " " };
            self.pair_of(author, &[prefix, blank, family, after(given), given, after(suffix), suffix]);
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
            self.pair_of("rft_id", &["info:doi/", doi]);
        }
        if let Some(address) = paper.shown_links().iter().find_map(|link| url::safe(&link.url)) {
            self.pair(if format == "dc" { "rft.identifier" } else { "rft_id" }, &address);
        }
        self.out.push_str("\"></span>\n");
    }

    /// A pair of the record; nothing for an empty value.
    fn pair(&mut self, name: &str, value: &str) {
        self.pair_of(name, &[value]);
    }

    /// A pair whose value is written in parts.
    fn pair_of(&mut self, name: &str, value: &[&str]) {
        if name.is_empty() || value.iter().all(|part| part.is_empty()) {
            return;
        }
        self.out.push_str("&amp;");
        self.out.push_str(name);
        self.out.push('=');
        for part in value {
            percent_encoded(part, &mut self.out);
        }
    }
}

/// Writes a text in which everything but letters, digits and `-._~` is encoded.
fn percent_encoded(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let mut rest = text;
    loop {
        // What stops a run of plain bytes is the first byte of a character.
        let run = rest.bytes().position(|byte| !is_plain(&byte)).unwrap_or(rest.len());
        out.push_str(&rest[..run]);
        rest = &rest[run..];
        let Some(c) = rest.chars().next() else { return };
        for &byte in &rest.as_bytes()[..c.len_utf8()] {
            let code = [b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
            out.extend(code.map(char::from));
        }
        rest = &rest[c.len_utf8()..];
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
