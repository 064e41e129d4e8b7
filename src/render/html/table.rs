//! The style `table` in HTML: one row per paper, one column per field.

use std::ops::Range;

use super::coins::Record;
use super::records;
use super::write::Html;
use crate::labels::{column, label};
use crate::paper::{Field, FieldType, FieldValue, Paper};
use crate::plan::PlannedList;
use crate::render::links::title_link;
use crate::render::names::Names;
use crate::render::{RenderOptions, field, lang, translation};

/// Opens the header cell of a row. The inline style matches mdBook's other cells if the book has no stylesheet for
/// papers.
const ROW_HEADING: &str = "<th scope=\"row\" style=\"text-align: start; font-weight: inherit; padding: 3px 20px\">";

impl Html<'_> {
    /// Writes the table of the papers at `places` of a listing.
    pub(super) fn table(&mut self, list: &PlannedList, places: Range<usize>, options: &RenderOptions<'_>) {
        let (context, columns) = (self.context, options.columns());
        // A wide table scrolls in its own container, which is focusable for keyboard users.
        self.out.push_str("<div class=\"papers-scroll\" style=\"overflow-x: auto\" tabindex=\"0\" role=\"group\"");
        let label_name = if list.is_references { "references" } else { "list" };
        self.attribute("aria-label", label(context.config, label_name, None));
        self.out.push_str(">\n<table class=\"papers-table\">\n<thead><tr>");
        if list.first.is_some() {
            self.header(label(context.config, "number", None));
        }
        for field in &columns {
            self.header(column(context.config, *field));
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for at in places {
            let paper = &context.library.papers[list.listing.papers[at]];
            self.open_item("tr", list.listing.papers[at], list.anchors[at].as_deref());
            self.out.push('>');
            if let Some(first) = list.first {
                let number = list.numbers.get(at).copied().unwrap_or(first + at);
                self.out.push_str("<td class=\"papers-number\">");
                self.out.push_str(&number.to_string());
                self.out.push_str("</td>");
            }
            for &field in &columns {
                if field == Field::Title {
                    self.heading_cell((list, at), options, &columns);
                } else {
                    self.cell(paper, field, options);
                }
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>\n</table>\n</div>\n");
    }

    fn header(&mut self, words: &str) {
        self.out.push_str("<th scope=\"col\">");
        self.push_text(words);
        self.out.push_str("</th>");
    }

    /// Writes the title of the paper at a place of a listing.
    fn heading_cell(&mut self, (list, at): (&PlannedList, usize), options: &RenderOptions<'_>, columns: &[Field]) {
        let index = list.listing.papers[at];
        let paper = &self.context.library.papers[index];
        self.out.push_str(ROW_HEADING);
        if records::has_coins(self.context, list, index, list.anchors[at].as_deref()) {
            self.coins(&Record::of(paper));
        }
        let links = paper.shown_links();
        let linked = if columns.contains(&Field::Links) { None } else { title_link(&links).0 };
        self.title("span", linked, paper, options);
        if !columns.contains(&Field::Short) {
            self.short_name(paper);
        }
        self.out.push_str("</th>");
    }

    fn cell(&mut self, paper: &Paper, field: Field, options: &RenderOptions<'_>) {
        self.out.push_str("<td>");
        self.value(paper, field, options);
        self.out.push_str("</td>");
    }

    /// Writes the value of a field; nothing if the paper has none.
    fn value(&mut self, paper: &Paper, field: Field, options: &RenderOptions<'_>) {
        let config = self.context.config;
        let is_markdown = matches!(field.field_type(), FieldType::Markdown(_));
        if is_markdown || field.translation().is_some() {
            for (at, words) in translation::texts(paper, field, options.lang).enumerate() {
                let language = match field.translation() {
                    Some(_) => self.language_of(words),
                    None => lang::of_work(config, paper, words.text),
                };
                if is_markdown {
                    self.markdown(&class(field), "", words.text, language);
                } else {
                    self.out.push_str(if at > 0 { " / " } else { "" });
                    self.element("span", &class(field), language, words.text);
                }
            }
            return;
        }
        match field.value(paper) {
            Some(FieldValue::Names(people)) => {
                self.authors(paper, &Names::short(config, people).and_others(people));
            }
            Some(FieldValue::Date(value)) if field == Field::Date => match value.date() {
                Some(date) => self.time(&date.to_string(), &value.to_string()),
                None => self.work_element("span", &class(field), paper, &value.to_string()),
            },
            Some(FieldValue::DatePart(part, date)) => self.time(&date.to_string(), &part.to_string()),
            Some(FieldValue::Links(links)) => self.links("", links.iter()),
            Some(FieldValue::Tags(tags)) => {
                for (at, tag) in tags.iter().enumerate() {
                    self.out.push_str(if at > 0 { ", " } else { "" });
                    self.element("span", "papers-tag", lang::of_text(config, tag), tag);
                }
            }
            Some(
                FieldValue::Type(_)
                | FieldValue::Title(_)
                | FieldValue::Text(_)
                | FieldValue::Number(_)
                | FieldValue::Markdown(_)
                | FieldValue::Date(_)
                | FieldValue::Day(_)
                | FieldValue::Categories(_)
                | FieldValue::Status(_)
                | FieldValue::Translations(_)
                | FieldValue::Custom(_),
            ) => {
                if let Some(text) = field::text(self.context, paper, field, options) {
                    self.work_element("span", &class(field), paper, &text);
                }
            }
            None => {}
        }
    }
}

/// Returns the CSS class of a field's value.
fn class(field: Field) -> String {
    // In other styles `papers-abstract` is the collapsible element.
    let suffix = if field == Field::Abstract { "-text" } else { "" };
    format!("papers-{}{suffix}", field.name())
}
