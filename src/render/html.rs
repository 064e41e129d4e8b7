//! Lists in HTML: semantic, without script or style, in one HTML block.
//!
//! No line is blank, every element is closed, and it reads well with no stylesheet at all.

use super::escape::html as escape;
use super::labels::{label, room_after};
use super::names::Names;
use super::{Context, Look, language, note, references, title_link};
use crate::options::Style;
use crate::paper::{Category, Link, Paper};
use crate::plan::List;
use crate::url;

/// The list as one HTML block.
pub fn list(context: Context<'_>, list: &List, look: &Look<'_>) -> String {
    let categories: Vec<_> = list.listing.categories.iter().map(|&index| &context.library.categories[index]).collect();
    let mut html = Html { context, out: String::with_capacity(list.listing.papers.len() * 1024 + 256) };
    html.open_section(&categories);
    if look.intro {
        for category in &categories {
            html.intro(category);
        }
    }
    if list.listing.papers.is_empty() {
        let words = look.empty.unwrap_or_else(|| label(context.config, "empty", None));
        html.element("p", "papers-empty", language::of_text(context.config, words), words);
        html.out.push('\n');
    } else {
        html.items(list, look);
    }
    html.out.push_str("</section>");
    html.out
}

struct Html<'a> {
    context: Context<'a>,
    out: String,
}

impl Html<'_> {
    fn open_section(&mut self, categories: &[&Category]) {
        // A reader's MathJax would typeset, and so run, TeX in data.
        let class = if self.context.config.mathjax { "papers tex2jax_ignore" } else { "papers" };
        let titles = categories.iter().map(|category| category.title.as_str()).collect::<Vec<_>>().join(", ");
        let name = if titles.is_empty() { label(self.context.config, "list", None) } else { &titles };
        self.out.push_str("<section class=\"");
        self.out.push_str(class);
        self.out.push_str("\" role=\"doc-bibliography\"");
        self.attribute("aria-label", name);
        self.out.push_str(">\n");
    }

    fn intro(&mut self, category: &Category) {
        if let Some(intro) = &category.intro {
            self.markdown("papers-intro", "", intro);
        }
    }

    fn items(&mut self, list: &List, look: &Look<'_>) {
        let tag = if list.first.is_some() { "ol" } else { "ul" };
        self.out.push('<');
        self.out.push_str(tag);
        self.out.push_str(" class=\"papers-list\"");
        if let Some(first) = list.first.filter(|&first| first != 1) {
            self.attribute("start", &first.to_string());
        }
        self.out.push_str(">\n");
        let mut expected = list.first;
        for (at, (&paper, anchor)) in list.listing.papers.iter().zip(&list.anchors).enumerate() {
            let number = list.numbers.get(at).copied();
            let value = number.filter(|_| number != expected);
            expected = number.map(|number| number + 1);
            self.item(paper, anchor.as_deref(), value, look);
            if list.is_references || anchor.as_deref().is_some_and(|anchor| self.context.is_home(paper, anchor)) {
                references::backlinks(self.context, paper, &mut self.out);
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push_str(">\n");
    }

    /// An entry, left open; `value` is its number, where that is not one more than the last.
    fn item(&mut self, index: usize, anchor: Option<&str>, value: Option<usize>, look: &Look<'_>) {
        let paper = &self.context.library.papers[index];
        self.out.push_str("<li class=\"papers-item\"");
        if let Some(anchor) = anchor {
            self.attribute("id", anchor);
        }
        if let Some(value) = value {
            self.attribute("value", &value.to_string());
        }
        self.attribute("data-key", &paper.key);
        self.attribute("data-year", &paper.year().map(|year| year.to_string()).unwrap_or_default());
        // Tags are separated by blanks; one inside a tag becomes a hyphen.
        let tags: Vec<_> = paper.tags.iter().map(|tag| tag.replace(char::is_whitespace, "-")).collect();
        self.attribute("data-tags", &tags.join(" "));
        self.out.push_str(">\n");
        match look.style {
            Style::Links => self.links_style(paper, look),
            _ => self.reading_list(paper, look),
        }
        if look.notes {
            if let Some(note) = &paper.note {
                self.markdown("papers-note", "", note);
            }
            if let Some(remark) = &paper.remark {
                let words = label(self.context.config, "remark", Some(remark));
                let mut lead = "<span class=\"papers-label\">".to_owned();
                escape(words, &mut lead);
                lead.push_str("</span>");
                lead.push_str(room_after(words));
                self.markdown("papers-remark", &lead, remark);
            }
        }
    }

    /// Title, venue and year; authors and links; summary.
    fn reading_list(&mut self, paper: &Paper, look: &Look<'_>) {
        self.open("p", "papers-entry", None);
        self.of_work("strong", "papers-title", paper, &paper.title);
        if let Some(short) = nickname(paper) {
            self.out.push_str(" (");
            self.of_work("span", "papers-short", paper, short);
            self.out.push(')');
        }
        self.venue_and_date(paper);
        if !paper.authors.is_empty() {
            self.out.push_str("<br>\n");
        }
        self.authors(paper);
        self.links(paper.shown_links().iter());
        self.out.push_str("</p>\n");
        if let Some(summary) = paper.summary.as_ref().filter(|_| look.summaries) {
            let language = language::of_text(self.context.config, summary);
            self.element("p", "papers-summary", language, summary);
            self.out.push('\n');
        }
    }

    /// The title as a link, one line of description, further links.
    fn links_style(&mut self, paper: &Paper, look: &Look<'_>) {
        let links = paper.shown_links();
        let (linked, others) = title_link(&links);
        if let Some(address) = linked.and_then(|link| url::safe(&link.url)) {
            self.open_link(&address, "papers-title", language::of_work(self.context.config, paper, &paper.title));
            escape(&paper.title, &mut self.out);
            self.out.push_str("</a>");
        } else {
            self.of_work("span", "papers-title", paper, &paper.title);
        }
        if let Some(summary) = paper.summary.as_ref().filter(|_| look.summaries) {
            self.out.push_str(": ");
            let language = language::of_text(self.context.config, summary);
            self.element("span", "papers-summary", language, summary);
        }
        self.links(others);
        self.out.push('\n');
    }

    fn venue_and_date(&mut self, paper: &Paper) {
        if let Some(venue) = &paper.venue {
            self.out.push(' ');
            self.of_work("span", "papers-venue", paper, venue);
        }
        if let Some(date) = paper.date {
            self.out.push_str(" <time class=\"papers-date\"");
            self.attribute("datetime", &date.to_string());
            self.out.push('>');
            self.out.push_str(&date.year.to_string());
            self.out.push_str("</time>");
        }
        if let Some(venue_note) = &paper.venue_note {
            self.out.push_str(" (");
            self.of_work("span", "papers-venue-note", paper, venue_note);
            self.out.push(')');
        }
    }

    fn authors(&mut self, paper: &Paper) {
        if paper.authors.is_empty() {
            return;
        }
        let names = Names::of(self.context, &paper.authors);
        let language = |name: &String| language::of_work(self.context.config, paper, name);
        let languages: Vec<_> = names.shown.iter().map(language).collect();
        let common = languages[0].filter(|_| languages.iter().all(|language| *language == languages[0]));
        self.open("span", "papers-authors", common);
        for (at, (name, language)) in names.shown.iter().zip(languages).enumerate() {
            if at > 0 {
                self.out.push_str(names.separator);
            }
            match language.filter(|own| Some(*own) != common) {
                Some(own) => {
                    self.out.push_str("<span");
                    self.attribute("lang", own);
                    self.out.push('>');
                    escape(name, &mut self.out);
                    self.out.push_str("</span>");
                }
                None => escape(name, &mut self.out),
            }
        }
        escape(&names.rest, &mut self.out);
        self.out.push_str("</span>");
    }

    fn links<'l>(&mut self, links: impl Iterator<Item = &'l Link>) {
        let mut links = links.peekable();
        if links.peek().is_none() {
            return;
        }
        self.out.push(' ');
        self.out.push_str("<span class=\"papers-links\">");
        for (at, link) in links.enumerate() {
            if at > 0 {
                self.out.push(' ');
            }
            self.out.push('[');
            if let Some(address) = url::safe(&link.url) {
                self.open_link(&address, "", language::of_text(self.context.config, &link.label));
                escape(&link.label, &mut self.out);
                self.out.push_str("</a>");
            } else {
                // What must not be followed is shown, so that nothing is lost.
                escape(&link.label, &mut self.out);
                self.out.push_str(": ");
                escape(&link.url, &mut self.out);
            }
            self.out.push(']');
        }
        self.out.push_str("</span>");
    }

    fn open_link(&mut self, address: &str, class: &str, language: Option<&str>) {
        self.out.push_str("<a");
        if !class.is_empty() {
            self.attribute("class", class);
        }
        self.attribute("href", address);
        if let Some(language) = language {
            self.attribute("lang", language);
        }
        self.out.push('>');
    }

    fn of_work(&mut self, tag: &str, class: &str, paper: &Paper, text: &str) {
        self.element(tag, class, language::of_work(self.context.config, paper, text), text);
    }

    /// Markdown from data; `lead` is HTML that goes before its words.
    fn markdown(&mut self, class: &str, lead: &str, text: &str) {
        self.open("div", class, language::of_text(self.context.config, text));
        self.out.push('\n');
        note::html(text, lead, &mut self.out);
        self.out.push_str("</div>\n");
    }

    fn element(&mut self, tag: &str, class: &str, language: Option<&str>, text: &str) {
        self.open(tag, class, language);
        escape(text, &mut self.out);
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }

    fn open(&mut self, tag: &str, class: &str, language: Option<&str>) {
        self.out.push('<');
        self.out.push_str(tag);
        self.attribute("class", class);
        if let Some(language) = language {
            self.attribute("lang", language);
        }
        self.out.push('>');
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape(value, &mut self.out);
        self.out.push('"');
    }
}

/// The short name, where the title does not already hold it.
pub(super) fn nickname(paper: &Paper) -> Option<&str> {
    paper.short.as_deref().filter(|short| !paper.title.contains(short))
}
