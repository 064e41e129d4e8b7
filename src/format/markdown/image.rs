//! Images that belong to no paper: how many a block holds, and their text in Markdown.

use super::block::Block;
use super::inline::{IMAGE, Inline, Mark, MarkKind};
use super::{html, outline};
use crate::source::Span;

/// How many images a text holds.
pub(super) fn count(inline: &Inline) -> usize {
    inline.marks.iter().filter(|mark| matches!(mark.kind, MarkKind::Image { .. })).count()
}

/// How many images a text holds that are no links.
pub(super) fn unlinked(inline: &Inline) -> usize {
    let linked = |image: &Mark| {
        inline.links().any(|(link, _)| link.range.start <= image.range.start && image.range.end <= link.range.end)
    };
    inline.marks.iter().filter(|mark| matches!(mark.kind, MarkKind::Image { .. }) && !linked(mark)).count()
}

/// How many images a block of text holds.
pub(super) fn within(block: &Block) -> usize {
    match block {
        Block::Paragraph { text, .. } | Block::Heading { text, .. } => count(text),
        _ => 0,
    }
}

/// Whether a text holds images and nothing else.
pub(super) fn alone(inline: &Inline) -> bool {
    count(inline) > 0 && inline.text.chars().all(|c| c == IMAGE || c.is_whitespace())
}

/// A block of images as it is written, those of HTML in Markdown: pages show no HTML from lists.
pub(super) fn text(file: &str, span: Span) -> String {
    let written = outline::dedented(file, span);
    if written.trim_start().starts_with('<') { html::images(file, span) } else { written }
}
