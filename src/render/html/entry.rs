//! Entries in HTML for the list styles: several lines, one line, or a link with a description.

use std::path::Path;

use super::distinct_short_name;
use super::write::Html;
use crate::csl::Reference;
use crate::labels;
use crate::markup::escape::html as escape;
use crate::paper::{Field, Link, Paper};
use crate::render::names::Names;
use crate::render::{RenderOptions, entries, lang, sentence_end, title_link, translation};
use crate::url;

impl Html<'_> {
    /// Writes title, venue and year; authors and links; summary.
    pub(super) fn reading_list_entry(&mut self, paper: &Paper, anchor: Option<&str>, options: &RenderOptions<'_>) {
        self.open("p", "papers-entry", None);
        self.title("strong", None, paper, options);
        self.short_name(paper);
        if paper.venue.is_some() || paper.date.is_some() {
            self.out.push(' ');
        }
        self.venue_and_date(paper);
        self.marks(paper);
        if !paper.authors.is_empty() {
            self.out.push_str("<br>\n");
            self.authors(paper, &Names::of(self.context.config, &paper.authors).and_others(&paper.authors));
        }
        self.links(" ", pages_before_pdfs(&paper.shown_links()).into_iter());
        self.permalink(anchor);
        self.out.push_str("</p>\n");
        self.tags(paper);
        if options.summaries {
            for summary in translation::texts(paper, Field::Summary, options.lang) {
                self.element("p", "papers-summary", self.language_of(summary), summary.text);
                self.out.push('\n');
            }
        }
    }

    /// Writes title, authors, venue, year and links in one line.
    pub(super) fn compact_entry(&mut self, paper: &Paper, options: &RenderOptions<'_>) {
        let links = paper.shown_links();
        let (linked, others) = title_link(&links);
        let title = self.title("span", linked, paper, options);
        self.short_name(paper);
        self.out.push_str(sentence_end(distinct_short_name(paper).map_or(title, |_| ")")));
        if !paper.authors.is_empty() {
            let names = Names::short(self.context.config, &paper.authors).and_others(&paper.authors);
            self.authors(paper, &names);
            self.out.push_str(sentence_end(&names.to_text()));
        }
        if paper.venue.is_some() || paper.date.is_some() || paper.venue_note.is_some() {
            self.venue_and_date(paper);
            self.out.push('.');
        }
        self.marks(paper);
        self.links(" ", others);
        self.out.truncate(self.out.trim_end().len());
        self.out.push('\n');
        if options.summaries {
            for summary in translation::texts(paper, Field::Summary, options.lang) {
                self.element("p", "papers-summary", self.language_of(summary), summary.text);
                self.out.push('\n');
            }
        }
    }

    /// Writes an entry as the CSL style formats it.
    pub(super) fn reference(&mut self, paper: &Paper, entry: &Reference, options: &RenderOptions<'_>) {
        let language = lang::of_work(self.context.config, paper, &entry.text.to_plain());
        self.open("span", "papers-reference", language);
        self.label(entry, options);
        self.out.push_str(&entry.text.to_html(true));
        self.close("span");
        self.out.push('\n');
        if options.summaries {
            for summary in translation::texts(paper, Field::Summary, options.lang) {
                self.element("p", "papers-summary", self.language_of(summary), summary.text);
                self.out.push('\n');
            }
        }
    }

    /// Writes the label of an entry in a CSL style.
    pub(super) fn label(&mut self, entry: &Reference, options: &RenderOptions<'_>) {
        if let Some(label) = entries::label(self.context, options, entry) {
            self.out.push_str(&label.to_html(false));
            self.out.push(' ');
        }
    }

    /// Writes the title as a link, one line of description, and further links.
    pub(super) fn links_entry(&mut self, paper: &Paper, options: &RenderOptions<'_>) {
        let links = paper.shown_links();
        let (linked, others) = title_link(&links);
        self.title("span", linked, paper, options);
        if options.summaries {
            for (at, summary) in translation::texts(paper, Field::Summary, options.lang).enumerate() {
                self.out.push_str(if at == 0 { ": " } else { " / " });
                self.element("span", "papers-summary", self.language_of(summary), summary.text);
            }
        }
        self.links(" ", others);
        self.out.push('\n');
    }

    /// Writes the title, linked if `link` is given, and its translations where the options ask for them.
    ///
    /// Returns the title that was written last.
    pub(super) fn title<'p>(
        &mut self,
        tag: &str,
        linked: Option<&Link>,
        paper: &'p Paper,
        options: &RenderOptions<'_>,
    ) -> &'p str {
        let mut last = paper.title.as_str();
        let address = linked.and_then(|link| url::safe(&link.url));
        for (at, title) in translation::texts(paper, Field::Title, options.lang).enumerate() {
            last = title.text;
            let config = self.context.config;
            let language = if title.translation.is_some() {
                title.language(config)
            } else {
                lang::of_work(config, paper, title.text)
            };
            if at > 0 {
                self.out.push_str(" / ");
                self.element("span", "papers-translation", language, title.text);
            } else if let Some(address) = &address {
                self.open_link(address, "papers-title", language);
                self.push_text(title.text);
                self.close("a");
            } else {
                self.element(tag, "papers-title", language, title.text);
            }
        }
        last
    }

    pub(super) fn short_name(&mut self, paper: &Paper) {
        if let Some(short) = distinct_short_name(paper) {
            self.out.push_str(" (");
            self.work_element("span", "papers-short", paper, short);
            self.out.push(')');
        }
    }

    fn venue_and_date(&mut self, paper: &Paper) {
        if let Some(venue) = &paper.venue {
            self.work_element("span", "papers-venue", paper, venue);
        }
        if let Some(year) = paper.year_text() {
            if paper.venue.is_some() {
                self.out.push(' ');
            }
            match paper.day() {
                Some(date) => self.time(&date.to_string(), &year),
                None => self.work_element("span", "papers-date", paper, &year),
            }
        }
        if let Some(venue_note) = &paper.venue_note {
            self.out.push_str(" (");
            self.work_element("span", "papers-venue-note", paper, venue_note);
            self.out.push(')');
        }
    }

    /// Writes a `time` element for a date, with the visible text `words`.
    pub(super) fn time(&mut self, date: &str, words: &str) {
        self.out.push_str("<time class=\"papers-date\"");
        self.attribute("datetime", date);
        self.out.push('>');
        self.out.push_str(words);
        self.close("time");
    }

    /// Writes the reading status, and whether the paper is new. The stylesheet replaces the parentheses by symbols.
    fn marks(&mut self, paper: &Paper) {
        if let Some(status) = paper.status {
            self.mark(
                &format!("papers-status papers-{}", status.as_str()),
                labels::status(self.context.config, status),
            );
        }
        if paper.added.is_some() && paper.added == self.context.newest {
            self.mark("papers-new", labels::label(self.context.config, "new", None));
        }
    }

    fn mark(&mut self, class: &str, words: &str) {
        self.out.push_str(" <span class=\"papers-mark\">(");
        self.element("span", class, None, words);
        self.out.push_str(")</span>");
    }

    fn tags(&mut self, paper: &Paper) {
        if paper.tags.is_empty() {
            return;
        }
        self.out.push_str("<p class=\"papers-tags\">");
        self.element("span", "papers-label", None, labels::label(self.context.config, "tags", None));
        for (at, tag) in paper.tags.iter().enumerate() {
            self.out.push_str(if at > 0 { ", " } else { " " });
            self.element("span", "papers-tag", lang::of_text(self.context.config, tag), tag);
        }
        self.out.push_str("</p>\n");
    }

    /// Writes a link to the entry itself.
    fn permalink(&mut self, anchor: Option<&str>) {
        let Some(anchor) = anchor else { return };
        self.out.push_str(" <a class=\"papers-permalink\"");
        self.attribute("href", &format!("#{anchor}"));
        self.attribute("aria-label", labels::label(self.context.config, "permalink", None));
        self.out.push_str(">#</a>");
    }

    pub(super) fn authors(&mut self, paper: &Paper, names: &Names<'_>) {
        let language = |name: &String| lang::of_work(self.context.config, paper, name);
        let languages: Vec<_> = names.shown.iter().map(language).collect();
        let common = languages[0].filter(|_| languages.iter().all(|language| *language == languages[0]));
        self.open("span", "papers-authors", common);
        for (at, (name, language)) in names.shown.iter().zip(languages).enumerate() {
            if at > 0 {
                self.out.push_str(names.separator());
            }
            match language.filter(|language| Some(*language) != common) {
                Some(language) => self.element("span", "", Some(language), name),
                None => escape(name, &mut self.out),
            }
        }
        escape(&names.rest, &mut self.out);
        self.close("span");
    }

    /// Writes links, with `lead` before the first.
    pub(super) fn links<'l>(&mut self, lead: &str, links: impl Iterator<Item = &'l Link>) {
        let mut links = links.peekable();
        if links.peek().is_none() {
            return;
        }
        self.out.push_str(lead);
        self.out.push_str("<span class=\"papers-links\">");
        for (at, link) in links.enumerate() {
            if at > 0 {
                self.out.push(' ');
            }
            self.out.push('[');
            if let Some(address) = url::safe(&link.url) {
                self.open_link(&address, "", lang::of_text(self.context.config, &link.label));
                escape(&link.label, &mut self.out);
                self.close("a");
            } else {
                // Show an unsafe URL as text, so that it is not lost.
                self.open("span", "papers-unlinked", None);
                escape(&link.label, &mut self.out);
                self.out.push_str(": ");
                escape(&link.url, &mut self.out);
                self.close("span");
            }
            self.out.push(']');
        }
        self.close("span");
    }

    pub(super) fn work_element(&mut self, tag: &str, class: &str, paper: &Paper, text: &str) {
        self.element(tag, class, lang::of_work(self.context.config, paper, text), text);
    }
}

/// Returns web pages before PDF files, in stable order.
fn pages_before_pdfs(links: &[Link]) -> Vec<&Link> {
    let (files, pages): (Vec<_>, Vec<_>) = links.iter().partition(|link| is_pdf(&link.url));
    pages.into_iter().chain(files).collect()
}

fn is_pdf(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url).to_ascii_lowercase();
    Path::new(&path).extension().is_some_and(|extension| extension == "pdf") || path.contains("arxiv.org/pdf/")
}
