//! Entries in HTML for the list styles: several lines, two lines, or a link with a description.

use super::distinct_short_name;
use super::write::{self, Html};
use crate::csl::Reference;
use crate::labels;
use crate::markup::escape::html as escape;
use crate::paper::{Field, Link, Paper};
use crate::render::links::{self, first_link, title_link};
use crate::render::names::Names;
use crate::render::translation::{self, LocalizedText};
use crate::render::{RenderOptions, details, entries, lang};
use crate::url;

impl Html<'_> {
    /// Writes title; authors, venue and year; summary.
    pub(super) fn reading_list_entry(&mut self, paper: &Paper, options: &RenderOptions<'_>) {
        self.open("p", "papers-entry", None);
        self.title("strong", title_link(&paper.shown_links()).0, paper, options);
        self.short_name(paper);
        let names = Names::of_paper(self.context.config, paper);
        self.meta(paper, names.as_ref(), "");
        self.out.push_str("</p>\n");
        self.summaries(paper, options);
    }

    /// Writes title; authors, venue, year, details and links. `label` is the entry in a CSL style, whose label precedes the title.
    pub(super) fn compact_entry(&mut self, paper: &Paper, label: Option<&Reference>, options: &RenderOptions<'_>) {
        let links = paper.shown_links();
        let (linked, others) = title_link(&links);
        self.open("p", "papers-entry", None);
        if let Some(entry) = label {
            self.label(entry, options);
        }
        self.title("span", linked, paper, options);
        self.short_name(paper);
        let config = self.context.config;
        let (names, details) = if options.details {
            (Names::of_paper(config, paper), details::text(config, paper))
        } else {
            (Names::short_of_paper(config, paper), String::new())
        };
        self.meta(paper, names.as_ref(), &details);
        self.links(" ", others);
        self.out.push_str("</p>\n");
        self.summaries(paper, options);
    }

    /// Writes who, where and when on a line below the title: `authors · venue year`, and details, each after a separator.
    fn meta(&mut self, paper: &Paper, names: Option<&Names<'_>>, details: &str) {
        let venue = details::venue(paper, details);
        let has_date = venue.is_some() || paper.date.is_some() || paper.venue_note.is_some();
        let has_place = has_date || !details.is_empty();
        if names.is_none() && !has_place && !self.has_marks(paper) {
            return;
        }
        self.out.push_str("<br>\n<span class=\"papers-meta\">");
        if let Some(names) = names {
            self.authors(paper, names);
        }
        if names.is_some() && has_place {
            self.out.push_str(" · ");
        }
        self.venue_and_date(paper, venue);
        let details = if has_date { details } else { details::alone(details) };
        if !details.is_empty() {
            self.work_element("span", "papers-details", paper, details);
        }
        self.marks(paper);
        self.close("span");
    }

    fn summaries(&mut self, paper: &Paper, options: &RenderOptions<'_>) {
        if !options.summaries {
            return;
        }
        for summary in translation::texts(paper, Field::Summary, options.lang) {
            self.element("p", "papers-summary", self.language_of(summary), summary.text);
            self.out.push('\n');
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
        self.summaries(paper, options);
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
        let (linked, others) = first_link(&links);
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
                self.title_text(paper, title);
                self.close("a");
            } else {
                self.open_text(tag, "papers-title", language);
                self.title_text(paper, title);
                self.close(tag);
            }
        }
        last
    }

    /// Writes a title; only the original one has markup.
    fn title_text(&mut self, paper: &Paper, title: LocalizedText<'_>) {
        if title.translation.is_none() {
            write::title(&paper.title, &mut self.out);
        } else {
            self.push_text(title.text);
        }
    }

    pub(super) fn short_name(&mut self, paper: &Paper) {
        if let Some(short) = distinct_short_name(paper) {
            self.out.push_str(" (");
            self.work_element("span", "papers-short", paper, short);
            self.out.push(')');
        }
    }

    fn venue_and_date(&mut self, paper: &Paper, venue: Option<&str>) {
        if let Some(venue) = venue {
            self.work_element("span", "papers-venue", paper, venue);
        }
        if let Some(year) = paper.year_text() {
            if venue.is_some() {
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

    fn has_marks(&self, paper: &Paper) -> bool {
        paper.status.is_some() || self.is_new(paper)
    }

    fn is_new(&self, paper: &Paper) -> bool {
        paper.added.is_some() && paper.added == self.context.newest
    }

    /// Writes the reading status, and whether the paper is new. The stylesheet replaces the parentheses by symbols.
    fn marks(&mut self, paper: &Paper) {
        if let Some(status) = paper.status {
            self.mark(
                &format!("papers-status papers-{}", status.as_str()),
                labels::status(self.context.config, status),
            );
        }
        if self.is_new(paper) {
            self.mark("papers-new", labels::label(self.context.config, "new", None));
        }
    }

    fn mark(&mut self, class: &str, words: &str) {
        self.out.push_str(" <span class=\"papers-mark\">(");
        self.element("span", class, None, words);
        self.out.push_str(")</span>");
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
    pub(super) fn links<'l>(&mut self, lead: &str, all: impl Iterator<Item = &'l Link>) {
        let mut all = all.peekable();
        if all.peek().is_none() {
            return;
        }
        self.out.push_str(lead);
        self.out.push_str("<span class=\"papers-links\">");
        for (at, link) in all.enumerate() {
            if at > 0 {
                self.out.push(' ');
            }
            self.out.push('[');
            if let Some(address) = url::safe(&link.url) {
                let class = if links::is_code(link) { "papers-code" } else { "" };
                self.open_link(&address, class, lang::of_text(self.context.config, &link.label));
                escape(links::label(link), &mut self.out);
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
