//! The style `table` as a pipe table: one row per paper, each cell one line of escaped text and links.

use std::ops::Range;

use super::entry::Markdown;
use crate::labels::{column, label};
use crate::markup::escape::markdown as escape;
use crate::markup::user_markdown;
use crate::paper::{Field, FieldType, FieldValue, Paper};
use crate::plan::PlannedList;
use crate::render::links::title_link;
use crate::render::names::Names;
use crate::render::{Context, RenderOptions, field, translation};

/// Writes the table of the papers at `places` of a listing.
pub(super) fn table(
    context: Context<'_>,
    list: &PlannedList,
    places: Range<usize>,
    options: &RenderOptions<'_>,
    out: &mut String,
) {
    let columns = options.columns();
    let mut table = Markdown { context, out: std::mem::take(out) };
    let number = list.first.map(|_| label(context.config, "number", None));
    let heads = number.into_iter().chain(columns.iter().map(|field| column(context.config, *field)));
    for head in heads {
        table.out.push_str("| ");
        escape(head, &mut table.out);
        table.out.push(' ');
    }
    table.out.push_str("|\n");
    table.out.push_str(&"|---".repeat(columns.len() + usize::from(number.is_some())));
    table.out.push('|');
    for at in places {
        table.out.push_str("\n|");
        if let Some(first) = list.first {
            let number = list.numbers.get(at).copied().unwrap_or(first + at);
            table.out += format!(" {number} |").as_str();
        }
        let paper = &context.library.papers[list.listing.papers[at]];
        for &field in &columns {
            table.out.push(' ');
            table.cell(paper, field, options, &columns);
            if !table.out.ends_with(' ') {
                table.out.push(' ');
            }
            table.out.push('|');
        }
    }
    *out = table.out;
}

impl Markdown<'_> {
    fn cell(&mut self, paper: &Paper, field: Field, options: &RenderOptions<'_>, columns: &[Field]) {
        if field == Field::Title {
            let links = paper.shown_links();
            let linked = if columns.contains(&Field::Links) { None } else { title_link(&links).0 };
            self.title(linked, "", paper, options);
            if !columns.contains(&Field::Short) {
                self.short_name(paper);
            }
            return;
        }
        if matches!(field.field_type(), FieldType::Markdown(_)) {
            self.notes_in_line(translation::texts(paper, field, options.lang).map(|words| words.text));
            return;
        }
        if field.translation().is_some() {
            let texts: Vec<_> = translation::texts(paper, field, options.lang).map(|words| words.text).collect();
            escape(&texts.join(" / "), &mut self.out);
            return;
        }
        match field.value(paper) {
            Some(FieldValue::Names(people)) => {
                let names = Names::short(self.context.config, people).and_others(people);
                escape(&names.to_text(), &mut self.out);
            }
            Some(FieldValue::Links(links)) => self.links(links.iter()),
            Some(
                FieldValue::Type(_)
                | FieldValue::Title(_)
                | FieldValue::Text(_)
                | FieldValue::Number(_)
                | FieldValue::Markdown(_)
                | FieldValue::Date(_)
                | FieldValue::Day(_)
                | FieldValue::DatePart(..)
                | FieldValue::Categories(_)
                | FieldValue::Tags(_)
                | FieldValue::Status(_)
                | FieldValue::Translations(_)
                | FieldValue::Custom(_),
            ) => {
                if let Some(text) = field::text(self.context, paper, field, options) {
                    escape(&text, &mut self.out);
                }
            }
            None => {}
        }
    }

    /// Writes notes as plain text, since a cell cannot contain blocks.
    fn notes_in_line<'n>(&mut self, notes: impl Iterator<Item = &'n str>) {
        let notes: Vec<_> = notes.map(user_markdown::plain).collect();
        escape(&notes.join(" / "), &mut self.out);
    }
}
