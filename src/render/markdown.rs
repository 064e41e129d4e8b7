//! Lists in plain CommonMark, with real links and no HTML, for every renderer that is not `html`.

use std::fmt::Write as _;

use super::escape::{markdown as escape, markdown_line_start, markdown_url};
use super::labels::{label, room_after};
use super::names::Names;
use super::{Context, Look, Target, html, note, title_link};
use crate::options::Style;
use crate::paper::{Link, Paper};
use crate::plan::List;
use crate::url;

/// The list as CommonMark blocks.
pub fn list(context: Context<'_>, list: &List, look: &Look<'_>) -> String {
    let mut out = String::new();
    if look.intro {
        for &category in &list.listing.categories {
            if let Some(intro) = &context.library.categories[category].intro {
                out.push_str(note::markdown(intro, context.target != Target::Test).trim_end());
                out.push_str("\n\n");
            }
        }
    }
    if list.listing.papers.is_empty() {
        markdown_line_start(look.empty.unwrap_or_else(|| label(context.config, "empty", None)), &mut out);
    }
    for (at, &paper) in list.listing.papers.iter().enumerate() {
        let marker = marker(list, at);
        let indent = " ".repeat(marker.len());
        let item = item(context, &context.library.papers[paper], look);
        if at > 0 {
            out.push_str("\n\n");
        }
        out.push_str(&marker);
        if let Some(number) = list.numbers.get(at).filter(|_| marker.starts_with(['-', '*'])) {
            // A list cannot leave numbers out.
            // Writing to a string cannot fail.
            let _ = write!(out, "\\[{number}\\] ");
        }
        for (line, text) in item.trim_end().lines().enumerate() {
            if line > 0 {
                out.push('\n');
                if !text.trim().is_empty() {
                    out.push_str(&indent);
                }
            }
            out.push_str(text);
        }
    }
    out
}

/// What the item begins with. Two lists in a row use different marks, or they would be one.
fn marker(list: &List, at: usize) -> String {
    let even = list.ordinal.is_multiple_of(2);
    let follow = list.numbers.windows(2).all(|pair| pair[1] == pair[0] + 1);
    match list.first.filter(|_| follow) {
        Some(first) => format!("{}{} ", first + at, if even { '.' } else { ')' }),
        None => if even { "- " } else { "* " }.to_owned(),
    }
}

fn item(context: Context<'_>, paper: &Paper, look: &Look<'_>) -> String {
    let mut out = String::new();
    match look.style {
        Style::Links => links_style(paper, look, &mut out),
        _ => reading_list(context, paper, look, &mut out),
    }
    if look.notes {
        let code = context.target != Target::Test;
        if let Some(text) = &paper.note {
            out.push_str("\n\n");
            out.push_str(note::markdown(text, code).trim_end().trim_start_matches(['\n', '\r']));
        }
        if let Some(remark) = &paper.remark {
            out.push_str("\n\n");
            let words = label(context.config, "remark", Some(remark));
            escape(words, &mut out);
            out.push_str(if note::begins_with_words(remark) { room_after(words) } else { "\n\n" });
            out.push_str(note::markdown(remark, code).trim());
        }
    }
    out
}

fn reading_list(context: Context<'_>, paper: &Paper, look: &Look<'_>, out: &mut String) {
    out.push_str("**");
    escape(&paper.title, out);
    out.push_str("**");
    if let Some(short) = html::nickname(paper) {
        out.push_str(" (");
        escape(short, out);
        out.push(')');
    }
    if let Some(venue) = &paper.venue {
        out.push(' ');
        escape(venue, out);
    }
    if let Some(year) = paper.year() {
        out.push(' ');
        out.push_str(&year.to_string());
    }
    if let Some(venue_note) = &paper.venue_note {
        out.push_str(" (");
        escape(venue_note, out);
        out.push(')');
    }
    if !paper.authors.is_empty() {
        out.push_str("\\\n");
        markdown_line_start(&Names::of(context, &paper.authors).to_text(), out);
    }
    links(paper.shown_links().iter(), out);
    if let Some(summary) = paper.summary.as_ref().filter(|_| look.summaries) {
        out.push_str("\n\n");
        markdown_line_start(summary, out);
    }
}

fn links_style(paper: &Paper, look: &Look<'_>, out: &mut String) {
    let all = paper.shown_links();
    let (linked, others) = title_link(&all);
    match linked {
        Some(linked) => link(&paper.title, &linked.url, out),
        None => markdown_line_start(&paper.title, out),
    }
    if let Some(summary) = paper.summary.as_ref().filter(|_| look.summaries) {
        out.push_str(": ");
        escape(summary, out);
    }
    links(others, out);
}

fn links<'l>(links: impl IntoIterator<Item = &'l Link>, out: &mut String) {
    for entry in links {
        if !out.is_empty() && !out.ends_with('\n') {
            out.push(' ');
        }
        out.push_str("\\[");
        if url::safe(&entry.url).is_some() {
            link(&entry.label, &entry.url, out);
        } else {
            escape(&entry.label, out);
            out.push_str(": ");
            escape(&entry.url, out);
        }
        out.push_str("\\]");
    }
}

fn link(text: &str, address: &str, out: &mut String) {
    out.push('[');
    escape(text, out);
    out.push_str("](");
    markdown_url(&url::safe(address).unwrap_or_default(), out);
    out.push(')');
}
