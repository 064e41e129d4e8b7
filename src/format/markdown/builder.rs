//! Builds [`Inline`] text from the events of Markdown and from the tags of HTML.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::html::{self, Token};
use super::inline::{IMAGE, Inline, Mark, MarkKind};
use crate::source::Span;

/// Inline text that is being read.
pub(super) struct Builder<'f> {
    file: &'f str,
    inline: Inline,
    /// Marks that are open: where their text begins, their source, and the HTML element that opened them.
    open: Vec<(usize, Span, MarkKind, Option<String>)>,
    /// The alternative text of the image that is open.
    image: Option<String>,
    raised: usize,
}

impl<'f> Builder<'f> {
    pub(super) fn new(file: &'f str) -> Self {
        Self { file, inline: Inline::default(), open: Vec::new(), image: None, raised: 0 }
    }

    /// The text, with what is open closed where the text ends. The builder is as new afterwards.
    pub(super) fn take(&mut self) -> Inline {
        while let Some((at, span, kind, _)) = self.open.pop() {
            let end = self.inline.source(0..self.inline.text.len()).end.max(span.end);
            self.mark(at, Span::new(span.start, end), kind);
        }
        self.image = None;
        self.raised = 0;
        let mut inline = std::mem::take(&mut self.inline);
        inline.marks.sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end)));
        inline
    }

    /// Takes an event of inline Markdown.
    pub(super) fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        let span = Span::from(range);
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(TagEnd::Image) => self.end_image(span),
            Event::End(
                TagEnd::Strong
                | TagEnd::Emphasis
                | TagEnd::Strikethrough
                | TagEnd::Link
                | TagEnd::Superscript
                | TagEnd::Subscript,
            ) => {
                self.close(span.end);
            }
            Event::Text(text) => self.text(text, span),
            Event::Code(text) => {
                let at = self.inline.text.len();
                let start = self.file[span.range()].find(&**text).map_or(span.start, |offset| span.start + offset);
                self.text(text, Span::new(start, (start + text.len()).min(span.end)));
                self.mark(at, span, MarkKind::Code);
            }
            Event::SoftBreak | Event::HardBreak => self.line_break(),
            Event::InlineHtml(text) | Event::Html(text) => {
                self.tag(Token { text, span });
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span) {
        let kind = match tag {
            Tag::Strong => MarkKind::Strong,
            Tag::Emphasis => MarkKind::Emphasis,
            Tag::Link { dest_url, .. } => MarkKind::Link(dest_url.trim().into()),
            Tag::Image { dest_url, .. } => {
                self.image = Some(String::new());
                MarkKind::Image { url: dest_url.trim().into(), alt: String::new() }
            }
            _ => MarkKind::Other,
        };
        self.open.push((self.inline.text.len(), span, kind, None));
    }

    fn close(&mut self, end: usize) {
        if let Some(index) = self.open.iter().rposition(|(.., element)| element.is_none()) {
            let (at, span, kind, _) = self.open.remove(index);
            self.mark(at, Span::new(span.start, span.end.max(end)), kind);
        }
    }

    fn end_image(&mut self, span: Span) {
        let alt = self.image.take().unwrap_or_default();
        if let Some(index) = self.open.iter().rposition(|(_, _, kind, _)| matches!(kind, MarkKind::Image { .. }))
            && let (_, _, MarkKind::Image { url, .. }, _) = self.open.remove(index)
        {
            self.image(span, &url, alt);
        }
    }

    fn image(&mut self, span: Span, url: &str, alt: String) {
        let at = self.inline.text.len();
        self.inline.push(self.file, IMAGE.encode_utf8(&mut [0; 4]), span);
        self.mark(at, span, MarkKind::Image { url: url.into(), alt });
    }

    fn mark(&mut self, at: usize, source: Span, kind: MarkKind) {
        self.inline.marks.push(Mark { range: at..self.inline.text.len(), source, kind });
    }

    /// Takes text.
    pub(super) fn text(&mut self, text: &str, span: Span) {
        if let Some(alt) = &mut self.image {
            alt.push_str(text);
        } else if self.raised > 0 {
            self.inline.push(self.file, &text.chars().map(raised).collect::<String>(), span);
        } else {
            self.inline.push(self.file, text, span);
        }
    }

    /// Takes whitespace, of which only the first in a row shows.
    pub(super) fn space(&mut self, span: Span) {
        if !self.inline.text.is_empty() && !self.inline.text.ends_with([' ', '\n']) {
            self.inline.push(self.file, " ", span);
        }
    }

    /// Ends a line.
    pub(super) fn line_break(&mut self) {
        if let Some(alt) = &mut self.image {
            alt.push(' ');
        } else {
            let end = self.inline.source(0..self.inline.text.len()).end;
            self.inline.push(self.file, "\n", Span::new(end, end));
        }
    }

    /// Takes an HTML tag.
    pub(super) fn tag(&mut self, token: Token<'_>) {
        let (name, closes) = html::name(token.text);
        let kind = match name.as_str() {
            "br" | "p" | "div" => return self.line_break(),
            "img" => {
                let url = html::attribute(token.text, "src").unwrap_or_default();
                return self.image(token.span, &url, html::attribute(token.text, "alt").unwrap_or_default());
            }
            "b" | "strong" => MarkKind::Strong,
            "i" | "em" => MarkKind::Emphasis,
            "u" | "ins" => MarkKind::Underline,
            "code" | "kbd" | "tt" => MarkKind::Code,
            "a" => MarkKind::Link(html::attribute(token.text, "href").unwrap_or_default().trim().into()),
            "sup" | "sub" | "font" | "span" | "s" | "del" | "small" | "big" => MarkKind::Other,
            _ => return,
        };
        if name == "sup" {
            self.raised = if closes { self.raised.saturating_sub(1) } else { self.raised + 1 };
        }
        if !closes {
            self.open.push((self.inline.text.len(), token.span, kind, Some(name)));
        } else if let Some(index) = self.open.iter().rposition(|(.., element)| element.as_deref() == Some(&name)) {
            let (at, span, kind, _) = self.open.remove(index);
            self.mark(at, Span::new(span.start, token.span.end), kind);
        }
    }
}

/// A digit as a superscript.
fn raised(c: char) -> char {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    c.to_digit(10).and_then(|digit| DIGITS.get(digit as usize)).copied().unwrap_or(c)
}
