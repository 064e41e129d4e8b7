//! Lists in plain CommonMark, with real links and no HTML, for every renderer that is not `html`.

use std::fmt::Write as _;
use std::ops::Range;

use super::blocks::{Block, blocks};
use super::{Context, RenderOptions, Target, entries};
use crate::labels::label;
use crate::markup::escape::{markdown as escape, markdown_line_start};
use crate::markup::user_markdown;
use crate::options::Style;
use crate::plan::PlannedList;

mod entry;
mod table;

use entry::Markdown;

/// The list as CommonMark blocks.
pub fn list(context: Context<'_>, list: &PlannedList, look: &RenderOptions<'_>) -> String {
    let mut out = String::new();
    if look.intro {
        for &category in &list.listing.categories {
            if let Some(intro) = &context.library.categories[category].intro {
                out.push_str(user_markdown::markdown(intro, context.target != Target::Test).trim_end());
                out.push_str("\n\n");
            }
        }
    }
    for block in blocks(context, list, look) {
        if !out.is_empty() && !out.ends_with("\n\n") {
            out.push_str("\n\n");
        }
        match block {
            Block::Heading { level, words, id } => {
                // Writing to a string cannot fail.
                let _ = write!(out, "{} ", "#".repeat(level));
                escape(&words, &mut out);
                let _ = write!(out, " {{#{id}}}");
            }
            Block::Papers { places, .. } => papers(context, list, places, look, &mut out),
        }
    }
    out
}

/// The papers at some places of a list, or the words that there are none.
fn papers(context: Context<'_>, list: &PlannedList, places: Range<usize>, look: &RenderOptions<'_>, out: &mut String) {
    if places.is_empty() {
        markdown_line_start(look.empty.unwrap_or_else(|| label(context.config, "empty", None)), out);
    } else if *look.style == Style::Table {
        table::table(context, list, places, look, out);
    } else {
        items(context, list, places, look, out);
    }
}

fn items(context: Context<'_>, list: &PlannedList, places: Range<usize>, look: &RenderOptions<'_>, out: &mut String) {
    let entries = entries::entries(context, list, &places, look);
    let numbered = entries::are_numbered(context, list, look, entries.as_deref());
    for (nth, at) in places.clone().enumerate() {
        let marker = marker(list, at, numbered);
        let indent = " ".repeat(marker.len());
        let mut entry = Markdown { context, out: String::new() };
        let reference = entries.as_ref().map(|entries| &entries[nth]);
        entry.item(&context.library.papers[list.listing.papers[at]], reference, look);
        if at > places.start {
            out.push_str("\n\n");
        }
        out.push_str(&marker);
        if let Some(number) = list.numbers.get(at).filter(|_| numbered && marker.starts_with(['-', '*'])) {
            // A list cannot leave numbers out.
            // Writing to a string cannot fail.
            let _ = write!(out, "\\[{number}\\] ");
        }
        for (line, text) in entry.out.trim_end().lines().enumerate() {
            if line > 0 {
                out.push('\n');
                if !text.trim().is_empty() {
                    out.push_str(&indent);
                }
            }
            out.push_str(text);
        }
    }
}

/// What the item begins with. Two lists in a row use different marks, or they would be one.
fn marker(list: &PlannedList, at: usize, numbered: bool) -> String {
    let even = list.ordinal.is_multiple_of(2);
    let follow = list.numbers.windows(2).all(|pair| pair[1] == pair[0] + 1);
    match list.first.filter(|_| numbered && follow) {
        Some(first) => format!("{}{} ", first + at, if even { '.' } else { ')' }),
        None => if even { "- " } else { "* " }.to_owned(),
    }
}
