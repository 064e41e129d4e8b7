//! Backlinks: links from an entry to its citation sites.

use std::fmt::Write as _;

use super::write::{Html, text_with_math};
use crate::labels::{self, label, space_after};
use crate::markup::{escape, math};
use crate::options::CitedIn;
use crate::paper::{Paper, has_han};
use crate::plan::{CitationSite, PlannedList};
use crate::render::{Context, lang};

/// The places that cite a paper, as far as an entry shows them.
#[derive(Clone, Copy)]
pub(in crate::render) struct CitingPlaces<'a> {
    index: usize,
    paper: &'a Paper,
    sites: &'a [CitationSite],
    cited_in: CitedIn,
}

impl<'a> CitingPlaces<'a> {
    /// Returns the places that an entry of a listing shows. In references of a chapter, they are those of the chapter.
    pub(in crate::render) fn of(context: Context<'a>, list: &PlannedList, paper: usize, cited_in: CitedIn) -> Self {
        let is_of_chapter = list.is_references && !list.of_book;
        let all = if is_of_chapter { &context.plan.citation_sites } else { context.plan.shown_sites() };
        let mut sites = all.get(&paper).map_or(&[][..], Vec::as_slice);
        if is_of_chapter {
            let from = sites.partition_point(|site| site.chapter < context.chapter);
            let to = sites.partition_point(|site| site.chapter <= context.chapter);
            sites = &sites[from..to];
        }
        if cited_in == CitedIn::Nothing {
            sites = &[];
        }
        Self { index: paper, paper: &context.library.papers[paper], sites, cited_in }
    }
}

/// Writes the backlinks of a paper: each chapter or section by its name, and a number for each further citation in it.
pub(in crate::render) fn backlinks(context: Context<'_>, places: CitingPlaces<'_>, out: &mut String) {
    let citation_sites = places.sites;
    if citation_sites.is_empty() {
        return;
    }
    let name = if places.cited_in == CitedIn::Count { "cited" } else { "cited-in" };
    let mut html = Html::new(context, 64);
    html.open_labelled("papers-cited", labels::language(context.config, name), places.paper);
    out.push_str(&html.out);
    if places.cited_in == CitedIn::Count {
        escape::html(&count(context, citation_sites), out);
        out.push_str("</p>\n");
        return;
    }
    let words = label(context.config, name, None);
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
pub(super) fn folded_backlinks(context: Context<'_>, places: CitingPlaces<'_>, out: &mut String) {
    if places.sites.is_empty() {
        return;
    }
    if places.cited_in == CitedIn::Count {
        let mut html = Html::new(context, 64);
        html.out.push(' ');
        html.element("span", "papers-citing", labels::language(context.config, "cited"), &count(context, places.sites));
        html.out.push('\n');
        return out.push_str(&html.out);
    }
    out.push_str(" <details class=\"papers-citing\"><summary>");
    escape::html(&count(context, places.sites), out);
    out.push_str("</summary>\n");
    backlinks(context, places, out);
    read_next(context, places, out);
    out.push_str("</details>\n");
}

/// The maximum number of papers to read next.
const MAX_NEXT: usize = 3;

/// Writes links to papers that are cited in the same sections.
fn read_next(context: Context<'_>, places: CitingPlaces<'_>, out: &mut String) {
    let link = |other: usize| Some((other, context.plan.canonical_href(context.chapter, other)?));
    let others = context.plan.cited_with(places.index, MAX_NEXT);
    let links: Vec<_> = others.into_iter().filter_map(link).collect();
    if links.is_empty() {
        return;
    }
    let mut html = Html::new(context, 256);
    html.open_labelled("papers-next", labels::language(context.config, "read-next"), places.paper);
    let words = label(context.config, "read-next", None);
    escape::html(words, &mut html.out);
    html.out.push_str(space_after(words));
    for (nth, (other, href)) in links.iter().enumerate() {
        html.out.push_str(if nth > 0 { ", " } else { "" });
        let paper = &context.library.papers[*other];
        let name = paper.short.as_deref().unwrap_or(&paper.title);
        html.open_link(href, "", lang::of_work(context.config, paper, name));
        html.push_text(name);
        html.close("a");
    }
    html.close("p");
    html.out.push('\n');
    out.push_str(&html.out);
}

/// Returns the label with the number of citations.
fn count(context: Context<'_>, sites: &[CitationSite]) -> String {
    label(context.config, "cited", None).replace("{count}", itoa::Buffer::new().format(sites.len()))
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
        return lang::bilingual(context.config, &parts.concat(), "span", out);
    }
    for part in parts {
        title(context, part, out);
    }
}

/// Writes the title of a chapter or section. Formulas in it are typeset; those that cannot be are written as TeX.
fn title(context: Context<'_>, mut title: &str, out: &mut String) {
    if !context.config.has_formulas {
        return escape::html(title, out);
    }
    while let Some((before, rest)) = title.split_once("\\(")
        && let Some((tex, after)) = rest.split_once("\\)")
    {
        text_with_math(before, out);
        match math::html(tex.trim(), false) {
            Ok(mathml) => out.push_str(&mathml),
            Err(_) => escape::html(tex.trim(), out),
        }
        title = after;
    }
    text_with_math(title, out);
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
