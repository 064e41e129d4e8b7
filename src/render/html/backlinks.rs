//! Backlinks: links from an entry to its citation sites.

use std::fmt::Write as _;

use crate::labels::{label, space_after};
use crate::markup::escape;
use crate::paper::has_han;
use crate::plan::CitationSite;
use crate::render::{Context, lang};

/// Writes the backlinks of a paper: each chapter or section by its name, and a number for each further citation in it.
pub(in crate::render) fn backlinks(context: Context<'_>, paper: usize, out: &mut String) {
    let citation_sites = context.plan.citation_sites.get(&paper).map_or(&[][..], Vec::as_slice);
    if citation_sites.is_empty() {
        return;
    }
    let words = label(context.config, "cited-in", None);
    out.push_str("<p class=\"papers-cited\">");
    escape::html(words, out);
    out.push_str(space_after(words));
    let same_section = |a: &CitationSite, b: &CitationSite| (a.chapter, a.section) == (b.chapter, b.section);
    for (at, places) in citation_sites.chunk_by(same_section).enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        for (nth, site) in places.iter().enumerate() {
            if nth > 0 {
                out.push(' ');
            }
            link(context, site, nth, out);
        }
    }
    out.push_str("</p>\n");
}

/// Writes the backlinks of a paper, collapsed under the number of its citations.
pub(super) fn folded_backlinks(context: Context<'_>, paper: usize, out: &mut String) {
    let count = context.plan.citation_sites.get(&paper).map_or(0, Vec::len);
    if count == 0 {
        return;
    }
    let words = label(context.config, "cited", None).replace("{count}", itoa::Buffer::new().format(count));
    out.push_str(" <details class=\"papers-citing\"><summary>");
    escape::html(&words, out);
    out.push_str("</summary>\n");
    backlinks(context, paper, out);
    out.push_str("</details>\n");
}

/// Writes the link to the `nth` citation of a section: its name, or a number with an accessible label.
fn link(context: Context<'_>, site: &CitationSite, nth: usize, out: &mut String) {
    let Some(page) = context.plan.page_href(context.chapter, site.chapter) else {
        return if nth == 0 { name(context, site, out) } else { out.push_str(itoa::Buffer::new().format(nth + 1)) };
    };
    out.push_str("<a role=\"doc-backlink\" href=\"");
    escape::html(&page, out);
    out.push('#');
    out.push_str(&site.anchor());
    out.push('"');
    if nth > 0 {
        out.push_str(" aria-label=\"");
        for part in parts(context, site) {
            escape::html(part, out);
        }
        let _ = write!(out, " ({0})\">{0}</a>", nth + 1);
    } else {
        out.push('>');
        name(context, site, out);
        out.push_str("</a>");
    }
}

/// Writes the name of a citation site.
fn name(context: Context<'_>, site: &CitationSite, out: &mut String) {
    let parts = parts(context, site);
    if parts.iter().any(|part| has_han(part)) {
        return in_its_language(context, &parts.concat(), out);
    }
    for part in parts {
        escape::html(part, out);
    }
}

/// Writes a bilingual name such as `Base models · 基础模型` and marks the language of each part.
fn in_its_language(context: Context<'_>, name: &str, out: &mut String) {
    let Some(language) = lang::of_text(context.config, name).filter(|_| has_han(name)) else {
        return escape::html(name, out);
    };
    for (at, word) in name.split(' ').enumerate() {
        if at > 0 {
            out.push(' ');
        }
        if has_han(word) {
            let _ = write!(out, "<span lang=\"{language}\">");
            escape::html(word, out);
            out.push_str("</span>");
        } else {
            escape::html(word, out);
        }
    }
}

/// Returns the name of a citation site in parts: its chapter, unless it is on this page, and its section, if any.
fn parts<'a>(context: Context<'a>, site: &CitationSite) -> [&'a str; 3] {
    let planned = &context.plan.chapters[site.chapter];
    let chapter = planned.file.name.as_str();
    match site.section.map(|section| planned.sections[section].as_str()) {
        Some(section) if site.chapter == context.chapter => ["", "§ ", section],
        Some(section) => [chapter, " § ", section],
        None => [chapter, "", ""],
    }
}
