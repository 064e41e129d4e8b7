//! Listings in plain CommonMark, with links and without HTML, for every renderer except `html`.

use std::fmt::Write as _;
use std::ops::Range;

use super::blocks::{Block, blocks};
use super::{Context, RenderOptions, Renderer, entries};
use crate::labels::label;
use crate::markup::escape::{markdown as escape, markdown_line_start};
use crate::markup::user_markdown;
use crate::options::Style;
use crate::plan::PlannedList;

mod entry;
mod table;

use entry::Markdown;

/// Renders a listing as CommonMark blocks.
pub fn list(context: Context<'_>, list: &PlannedList, options: &RenderOptions<'_>) -> String {
    let mut out = String::new();
    if options.intro {
        for &category in &list.listing.categories {
            if let Some(intro) = &context.library.categories[category].intro {
                out.push_str(user_markdown::markdown(intro, context.renderer != Renderer::Test).trim_end());
                out.push_str("\n\n");
            }
        }
    }
    for block in blocks(context, list, options) {
        if !out.is_empty() && !out.ends_with("\n\n") {
            out.push_str("\n\n");
        }
        match block {
            Block::Heading { level, title, id } => {
                // Writing to a string cannot fail.
                let _ = write!(out, "{} ", "#".repeat(level));
                escape(&title, &mut out);
                let _ = write!(out, " {{#{id}}}");
            }
            Block::Papers { places, .. } => papers(context, list, places, options, &mut out),
        }
    }
    out
}

/// Renders the papers at `places` of a listing, or the text for an empty listing.
fn papers(
    context: Context<'_>,
    list: &PlannedList,
    places: Range<usize>,
    options: &RenderOptions<'_>,
    out: &mut String,
) {
    if places.is_empty() {
        markdown_line_start(options.empty.unwrap_or_else(|| label(context.config, "empty", None)), out);
    } else if *options.style == Style::Table {
        table::table(context, list, places, options, out);
    } else {
        items(context, list, places, options, out);
    }
}

fn items(
    context: Context<'_>,
    list: &PlannedList,
    places: Range<usize>,
    options: &RenderOptions<'_>,
    out: &mut String,
) {
    let entries = entries::entries(context, list, &places, options);
    let numbered = entries::are_numbered(context, list, options, entries.as_deref());
    for (nth, at) in places.clone().enumerate() {
        let marker = marker(list, at, numbered);
        let indent = " ".repeat(marker.len());
        let mut entry = Markdown { context, out: String::new() };
        let reference = entries.as_ref().map(|entries| &entries[nth]);
        entry.item(&context.library.papers[list.listing.papers[at]], reference, options);
        if at > places.start {
            out.push_str("\n\n");
        }
        out.push_str(&marker);
        if let Some(number) = list.numbers.get(at).filter(|_| numbered && marker.starts_with(['-', '*'])) {
            // CommonMark numbers list items consecutively, so other numbers become text. Writing to a string cannot
            // fail.
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

/// Returns the list marker of an item. Adjacent lists use different markers, since they would otherwise merge.
fn marker(list: &PlannedList, at: usize, numbered: bool) -> String {
    let even = list.ordinal.is_multiple_of(2);
    let follow = list.numbers.windows(2).all(|pair| pair[1] == pair[0] + 1);
    match list.first.filter(|_| numbered && follow) {
        Some(first) => format!("{}{} ", first + at, if even { '.' } else { ')' }),
        None => if even { "- " } else { "* " }.to_owned(),
    }
}
