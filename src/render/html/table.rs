//! The style `table`: a paper a row, a field a column.

use std::ops::Range;

use super::write::Html;
use crate::labels::{column, label};
use crate::paper::{Paper, Person};
use crate::plan::PlannedList;
use crate::render::names::Names;
use crate::render::{RenderOptions, field, lang, title_link, translation};

/// Opens the cell that names its row. Without a stylesheet of ours it looks as mdBook's other cells do, not bold, centred
/// and to the very edge.
const ROW_HEADING: &str = "<th scope=\"row\" style=\"text-align: start; font-weight: inherit; padding: 3px 20px\">";

impl Html<'_> {
    /// The table of the papers at some places of a list.
    pub(super) fn table(&mut self, list: &PlannedList, places: Range<usize>, look: &RenderOptions<'_>) {
        let (context, columns) = (self.context, look.columns());
        // A wide table scrolls by itself, from the keyboard too, and leaves the page as it is.
        self.out.push_str("<div class=\"papers-scroll\" style=\"overflow-x: auto\" tabindex=\"0\" role=\"group\"");
        let of_what = if list.is_references { "references" } else { "list" };
        self.attribute("aria-label", label(context.config, of_what, None));
        self.out.push_str(">\n<table class=\"papers-table\">\n<thead><tr>");
        if list.first.is_some() {
            self.header(label(context.config, "number", None));
        }
        for field in &columns {
            self.header(column(context.config, field));
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for at in places {
            let paper = &context.library.papers[list.listing.papers[at]];
            self.open_item("tr", paper, list.anchors[at].as_deref());
            self.out.push('>');
            if let Some(first) = list.first {
                let number = list.numbers.get(at).copied().unwrap_or(first + at);
                self.out.push_str("<td class=\"papers-number\">");
                self.out.push_str(&number.to_string());
                self.out.push_str("</td>");
            }
            for &field in &columns {
                self.cell(paper, field, list.anchors[at].is_some(), look, &columns);
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>\n</table>\n</div>\n");
    }

    fn header(&mut self, words: &str) {
        self.out.push_str("<th scope=\"col\">");
        self.words(words);
        self.out.push_str("</th>");
    }

    fn cell(&mut self, paper: &Paper, field: &str, anchored: bool, look: &RenderOptions<'_>, columns: &[&str]) {
        if field == "title" {
            self.out.push_str(ROW_HEADING);
            if anchored {
                self.records(paper);
            }
            let links = paper.shown_links();
            let linked = if columns.contains(&"links") { None } else { title_link(&links).0 };
            self.title("span", linked, paper, look);
            if !columns.contains(&"short") {
                self.short_name(paper);
            }
            self.out.push_str("</th>");
            return;
        }
        self.out.push_str("<td>");
        self.value(paper, field, look);
        self.out.push_str("</td>");
    }

    /// The value of a field, or nothing.
    fn value(&mut self, paper: &Paper, name: &str, look: &RenderOptions<'_>) {
        let config = self.context.config;
        match name {
            "abstract" => {
                if let Some(text) = &paper.abstract_text {
                    self.markdown("papers-abstract-text", "", text, lang::of_work(config, paper, text));
                }
            }
            "authors" => self.people(paper, name, &paper.authors),
            "editors" => self.people(paper, name, &paper.editors),
            "date" => {
                if let Some(date) = paper.date {
                    let date = date.to_string();
                    self.time(&date, &date);
                }
            }
            "year" => {
                if let Some(date) = paper.date {
                    self.time(&date.to_string(), &date.year.to_string());
                }
            }
            "links" => self.links("", paper.shown_links().iter()),
            "note" => self.notes(paper, look),
            "remark" => {
                for remark in translation::remarks(paper, look.lang) {
                    self.markdown("papers-remark", "", remark.text, self.language_of(remark));
                }
            }
            "summary" => {
                for (at, summary) in translation::summaries(paper, look.lang).enumerate() {
                    self.out.push_str(if at > 0 { " / " } else { "" });
                    self.element("span", "papers-summary", self.language_of(summary), summary.text);
                }
            }
            "tags" => {
                for (at, tag) in paper.tags.iter().enumerate() {
                    self.out.push_str(if at > 0 { ", " } else { "" });
                    self.element("span", "papers-tag", lang::of_text(config, tag), tag);
                }
            }
            _ => {
                if let Some(text) = field::words(self.context, paper, name, look) {
                    self.of_work("span", &format!("papers-{name}"), paper, &text);
                }
            }
        }
    }

    fn people(&mut self, paper: &Paper, field: &str, people: &[Person]) {
        if !people.is_empty() {
            let names = Names::short(self.context.config, people);
            self.authors(paper, &if field == "authors" { names.and_others(paper) } else { names });
        }
    }
}
