//! References: the works that a chapter or the book cites.

use super::{Context, RenderOptions, Target, html, markdown};
use crate::labels::label;
use crate::markup::escape;
use crate::options::Options;
use crate::plan::PlannedList;

/// Renders references as a block.
pub(super) fn list(context: Context<'_>, list: &PlannedList, options: &Options) -> String {
    if context.target == Target::Pandoc {
        return "::: {#refs}\n:::".to_owned();
    }
    let own = options.style.as_ref().map(|style| &style.value);
    let look = RenderOptions::bare(own.unwrap_or_else(|| context.styles.of_references(context.config))).headed(options);
    match context.target {
        Target::Html => html::list(context, list, &look),
        Target::Markdown | Target::Test | Target::Pandoc => markdown::list(context, list, &look),
    }
}

/// Renders references for the end of a chapter without a directive for them, under a heading.
pub(super) fn appended(context: Context<'_>, references: &PlannedList) -> String {
    let mut out = String::from("\n\n## ");
    escape::markdown(label(context.config, "references", None), &mut out);
    out.push_str(" {#papers-references}\n\n");
    out.push_str(&list(context, references, &Options::default()));
    out.push('\n');
    out
}
