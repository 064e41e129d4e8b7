//! The context of running text: in a heading, a table cell, a link, a footnote, or none of these.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::heading::Heading;
use crate::citation::TextContext;
use crate::source::Span;

/// The elements that are open at the current event of the parser.
#[derive(Default)]
pub(super) struct OpenContexts {
    heading: bool,
    cell: bool,
    footnote: bool,
    links: usize,
    /// Open links whose text is their address or label, which cannot contain citations.
    named: usize,
    /// For each open link, whether it is one of `named`.
    open: Vec<bool>,
}

impl OpenContexts {
    /// Updates the open elements, and adds headings and their words to `headings`.
    pub(super) fn follow(&mut self, event: &Event<'_>, range: &Range<usize>, headings: &mut Vec<Heading>) {
        match event {
            Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
                self.heading = true;
                let has_attributes = id.is_some() || !classes.is_empty() || !attrs.is_empty();
                headings.push(Heading { start: range.start, words: Vec::new(), has_attributes });
            }
            Event::End(TagEnd::Heading(_)) => self.heading = false,
            Event::Start(Tag::TableCell) => self.cell = true,
            Event::End(TagEnd::TableCell) => self.cell = false,
            Event::Start(Tag::FootnoteDefinition(_)) => self.footnote = true,
            Event::End(TagEnd::FootnoteDefinition) => self.footnote = false,
            Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) => {
                let named = !matches!(link_type, LinkType::Inline | LinkType::Reference);
                self.links += 1;
                self.named += usize::from(named);
                self.open.push(named);
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                self.links = self.links.saturating_sub(1);
                self.named -= usize::from(self.open.pop().unwrap_or_default());
            }
            Event::Text(words) | Event::Code(words) if self.heading => {
                if let Some(heading) = headings.last_mut() {
                    heading.words.push((Span::from(range.clone()), words.to_string()));
                }
            }
            Event::SoftBreak | Event::HardBreak if self.heading => {
                if let Some(heading) = headings.last_mut() {
                    heading.words.push((Span::from(range.clone()), " ".to_owned()));
                }
            }
            _ => {}
        }
    }

    /// Returns the current context, or `None` if text cannot contain citations.
    pub(super) fn current(&self) -> Option<TextContext> {
        if self.named > 0 {
            return None;
        }
        Some(match self {
            _ if self.links > 0 => TextContext::Link,
            _ if self.heading => TextContext::Heading,
            _ if self.cell => TextContext::Cell,
            _ if self.footnote => TextContext::Footnote,
            _ => TextContext::Text,
        })
    }
}
