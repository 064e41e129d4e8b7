//! References: the works that a chapter or the book cites.

use super::{Context, RenderOptions, Renderer, html, markdown};
use crate::labels::label;
use crate::markup::escape;
use crate::options::Options;
use crate::plan::PlannedList;

/// Renders references as a block.
pub(super) fn list(context: Context<'_>, list: &PlannedList, options: &Options) -> String {
    if context.renderer == Renderer::Pandoc {
        return "::: {#refs}\n:::".to_owned();
    }
    let style = options.style.as_ref().map(|style| &style.value);
    let style = style.unwrap_or_else(|| context.styles.of_references(context.config));
    let render_options = RenderOptions::of_references(style, options, context.config);
    match context.renderer {
        Renderer::Html => html::list(context, list, &render_options),
        Renderer::Markdown | Renderer::Test | Renderer::Pandoc => markdown::list(context, list, &render_options),
    }
}

/// Renders references with a heading, for the end of a chapter that has no directive for them.
pub(super) fn appended(context: Context<'_>, references: &PlannedList) -> String {
    let mut out = String::from("\n\n## ");
    escape::markdown(label(context.config, "references", None), &mut out);
    out.push_str(" {#papers-references}\n\n");
    out.push_str(&list(context, references, &Options::default()));
    out.push('\n');
    out
}
