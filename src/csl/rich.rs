//! Text of the processor as [`Formatted`] text.

use super::Reference;
use super::citation::{Citation, Part};
use super::runs::{Formatted, Look, Shift};
use crate::citeproc::format::{Display, Look as Looks};
use crate::citeproc::{self, Rich, Source, Span};

/// Converts a citation: one part for each cite, and for what is around and between cites.
pub(super) fn citation(citation: &citeproc::Citation) -> Citation {
    let author = citation.author.as_ref().filter(|author| !author.is_empty());
    let lead = author.map(|author| Part { cite: Some(0), text: formatted(author), is_markdown: false });
    let mut parts: Vec<Part> = Vec::new();
    for (text, span) in citation.text.pieces() {
        let (cite, is_markdown) = match span.source {
            Source::Style => (None, false),
            Source::Cite(cite) => (Some(cite), false),
            Source::Words => (None, true),
        };
        match parts.last_mut() {
            Some(last) if (last.cite, last.is_markdown) == (cite, is_markdown) => {
                push(&mut last.text, text, span, &citation.text);
            }
            _ => {
                let mut part = Part { cite, text: Formatted::default(), is_markdown };
                push(&mut part.text, text, span, &citation.text);
                parts.push(part);
            }
        }
    }
    Citation { lead, parts }
}

/// Converts an entry of a bibliography. Its left margin is the label.
pub(super) fn reference(entry: &Rich) -> Reference {
    let mut reference = Reference::default();
    let mut block = None;
    for (text, span) in entry.pieces() {
        let display = |block: Option<usize>| block.and_then(|at| entry.blocks.get(at)).copied();
        // A margin below the first line is part of the text.
        if display(span.block) == Some(Display::LeftMargin) && reference.text.is_empty() {
            push(reference.label.get_or_insert_default(), text, span, entry);
        } else {
            let is_line = |block| matches!(display(block), Some(Display::Block | Display::Indent));
            if span.block != block && (is_line(span.block) || is_line(block)) && !reference.text.is_empty() {
                reference.text.break_line();
            } else if span.block != block && block.is_some() && !reference.text.is_empty() {
                reference.text.push(" ", Look::default(), None);
            }
            push(&mut reference.text, text, span, entry);
        }
        block = span.block;
    }
    reference.text.trim();
    if let Some(label) = &mut reference.label {
        label.trim();
    }
    reference
}

/// Converts text without parts.
fn formatted(rich: &Rich) -> Formatted {
    let mut formatted = Formatted::default();
    for (text, span) in rich.pieces() {
        push(&mut formatted, text, span, rich);
    }
    formatted
}

fn push(formatted: &mut Formatted, text: &str, span: Span, rich: &Rich) {
    let address = span.link.and_then(|at| rich.links.get(at));
    let link = address.and_then(|address| Formatted::link(text, address));
    formatted.push(text, look(span.look), link);
}

fn look(looks: Looks) -> Look {
    Look {
        emphasis: looks.contains(Looks::ITALIC) || looks.contains(Looks::OBLIQUE),
        strong: looks.contains(Looks::BOLD),
        small_caps: looks.contains(Looks::SMALL_CAPS),
        underline: looks.contains(Looks::UNDERLINE),
        shift: if looks.contains(Looks::SUP) {
            Shift::Super
        } else if looks.contains(Looks::SUB) {
            Shift::Sub
        } else {
            Shift::None
        },
    }
}
