//! Where running text stands: in a heading, a cell, a link, a footnote, or none of them.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::heading::Heading;
use crate::source::Span;

/// Where text stands, as far as it matters to what may be put in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextContext {
    /// In a paragraph, an item or the like.
    Text,
    /// In a heading, which mdBook makes a link of, and lists elsewhere.
    Heading,
    /// In a cell of a table.
    Cell,
    /// In the text of a link or the description of an image.
    Link,
    /// In a footnote.
    Footnote,
}

impl TextContext {
    /// Whether links and anchors may stand there: not in a link, nor in a heading, which mdBook makes one.
    pub const fn may_link(self) -> bool {
        !matches!(self, TextContext::Heading | TextContext::Link)
    }
}

/// What is open around the events of a parser.
#[derive(Default)]
pub(super) struct OpenContexts {
    heading: bool,
    cell: bool,
    footnote: bool,
    links: usize,
    /// Links whose text is their address or their label, in which nothing can cite.
    named: usize,
    /// For each open link, whether it is such.
    open: Vec<bool>,
}

impl OpenContexts {
    /// Keeps up with an event; the words of headings are gathered.
    pub(super) fn follow(&mut self, event: &Event<'_>, range: &Range<usize>, headings: &mut Vec<Heading>) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                self.heading = true;
                headings.push(Heading { start: range.start, words: Vec::new() });
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

    /// Where text stands now; none where it cannot cite.
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
