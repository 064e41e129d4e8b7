//! The style `table` as a pipe table: a paper a row, every cell one line of escaped words and links.

use std::ops::Range;

use super::entry::Markdown;
use crate::labels::{column, label};
use crate::markup::escape::markdown as escape;
use crate::markup::user_markdown;
use crate::paper::Paper;
use crate::plan::PlannedList;
use crate::render::names::Names;
use crate::render::{Context, RenderOptions, field, title_link, translation};

/// The table of the papers at some places of a list.
pub(super) fn table(
    context: Context<'_>,
    list: &PlannedList,
    places: Range<usize>,
    look: &RenderOptions<'_>,
    out: &mut String,
) {
    let columns = look.columns();
    let mut table = Markdown { context, out: std::mem::take(out) };
    let number = list.first.map(|_| label(context.config, "number", None));
    let heads = number.into_iter().chain(columns.iter().map(|field| column(context.config, field)));
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
            table.cell(paper, field, look, &columns);
            if !table.out.ends_with(' ') {
                table.out.push(' ');
            }
            table.out.push('|');
        }
    }
    *out = table.out;
}

impl Markdown<'_> {
    fn cell(&mut self, paper: &Paper, name: &str, look: &RenderOptions<'_>, columns: &[&str]) {
        match name {
            "title" => {
                let links = paper.shown_links();
                let linked = if columns.contains(&"links") { None } else { title_link(&links).0 };
                self.title(linked, "", paper, look);
                if !columns.contains(&"short") {
                    self.short_name(paper);
                }
            }
            "authors" | "editors" => {
                let people = if name == "authors" { &paper.authors } else { &paper.editors };
                if !people.is_empty() {
                    let names = Names::short(self.context.config, people);
                    let names = if name == "authors" { names.and_others(paper) } else { names };
                    escape(&names.to_text(), &mut self.out);
                }
            }
            "links" => self.links(paper.shown_links().iter()),
            "abstract" => self.notes_in_line(paper.abstract_text.as_deref().into_iter()),
            "note" => self.notes_in_line(translation::notes(paper, look.lang).map(|words| words.text)),
            "remark" => self.notes_in_line(translation::remarks(paper, look.lang).map(|words| words.text)),
            "summary" => {
                let texts: Vec<_> = translation::summaries(paper, look.lang).map(|words| words.text).collect();
                escape(&texts.join(" / "), &mut self.out);
            }
            _ => {
                if let Some(words) = field::words(self.context, paper, name, look) {
                    escape(&words, &mut self.out);
                }
            }
        }
    }

    /// The words of notes: a cell holds no blocks.
    fn notes_in_line<'n>(&mut self, notes: impl Iterator<Item = &'n str>) {
        let notes: Vec<_> = notes.map(user_markdown::plain).collect();
        escape(&notes.join(" / "), &mut self.out);
    }
}
