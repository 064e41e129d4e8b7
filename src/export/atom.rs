//! Writes an Atom feed (RFC 4287) of the papers that have the field `added`, newest first.
//!
//! All times come from the data, so the output is reproducible; a date is midnight UTC.

use std::fmt::Write as _;

use super::{Feed, Selection};
use crate::paper::{Date, Paper};
use crate::url;

/// Returns the feed.
pub(super) fn write(selection: &Selection<'_>) -> String {
    let mut added: Vec<_> = selection.papers().filter_map(|paper| Some((paper.added?, paper))).collect();
    added.sort_by_key(|(date, _)| std::cmp::Reverse(moment(*date)));
    let updated = added.first().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |(date, _)| moment(*date));
    let title = escaped(selection.title);
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    match &selection.feed {
        Some(Feed { site, address }) => {
            let (site, address) = (escaped(site), escaped(address));
            let _ = writeln!(out, "  <id>{site}</id>");
            let _ = writeln!(out, "  <link rel=\"self\" type=\"application/atom+xml\" href=\"{address}\"/>");
            let _ = writeln!(out, "  <link rel=\"alternate\" type=\"text/html\" href=\"{site}\"/>");
        }
        None => {
            let _ = writeln!(out, "  <id>urn:x-mdbook-papers:feed:{}</id>", encoded(selection.title));
        }
    }
    let _ = writeln!(out, "  <title>{title}</title>\n  <updated>{updated}</updated>");
    // The feed needs an author if an entry has none.
    let _ = writeln!(out, "  <author><name>{title}</name></author>");
    for (date, paper) in added {
        entry(&mut out, date, paper);
    }
    out + "</feed>\n"
}

fn entry(out: &mut String, date: Date, paper: &Paper) {
    out.push_str("  <entry>\n");
    let _ = writeln!(out, "    <id>urn:x-mdbook-papers:paper:{}</id>", encoded(&paper.key));
    let _ = writeln!(out, "    <title>{}</title>", escaped(&paper.title));
    let time = moment(date);
    let _ = writeln!(out, "    <updated>{time}</updated>\n    <published>{time}</published>");
    for person in &paper.authors {
        let _ = writeln!(out, "    <author><name>{}</name></author>", escaped(&person.to_string()));
    }
    if paper.authors.others {
        out.push_str("    <author><name>et al.</name></author>\n");
    }
    // Only the first link: two alternates of one type are invalid.
    for (nth, link) in paper.shown_links().iter().enumerate() {
        let Some(address) = url::safe(&link.url).filter(|address| address.contains("://")) else { continue };
        let relation = if nth == 0 { "alternate" } else { "related" };
        let (label, address) = (escaped(&link.label), escaped(&address));
        let _ = writeln!(out, "    <link rel=\"{relation}\" href=\"{address}\" title=\"{label}\"/>");
    }
    for term in paper.categories.iter().chain(&paper.tags) {
        let _ = writeln!(out, "    <category term=\"{}\"/>", escaped(term));
    }
    // An entry without a link must have content.
    let text = paper.summary.as_deref().or(paper.note.as_deref()).unwrap_or(&paper.title);
    let _ = writeln!(out, "    <summary>{}</summary>", escaped(text));
    let _ = writeln!(out, "    <content>{}</content>", escaped(paper.note.as_deref().unwrap_or(text)));
    out.push_str("  </entry>\n");
}

/// Returns a date as a timestamp; a missing month or day is 1.
fn moment(date: Date) -> String {
    format!("{:04}-{:02}-{:02}T00:00:00Z", date.year, date.month.unwrap_or(1), date.day.unwrap_or(1))
}

/// Escapes text for XML and removes characters that are invalid in XML.
fn escaped(text: &str) -> String {
    let legal = |c: &char| matches!(c, '\t' | '\n' | ' '..='\u{FFFD}' | '\u{10000}'..) && *c != '\u{7F}';
    let text: String = text.chars().filter(legal).collect();
    quick_xml::escape::escape(text.as_str()).into_owned()
}

/// Escapes text for a URN.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
