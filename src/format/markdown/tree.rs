//! Markdown as a small tree: headings, paragraphs, lists and tables, each with its place and its text in styled runs.
//!
//! Nesting is bounded: what stands deeper than anybody writes is passed over.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::html;
use crate::source::Span;

mod block;

pub(super) use block::{Cell, Item, Node, Piece, Row, Run, Style, Target};

/// How deep blocks may stand in one another.
const DEEPEST: usize = 24;

/// The blocks of a text.
pub(super) fn parse(text: &str) -> Vec<Node> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let options = options | Options::ENABLE_HEADING_ATTRIBUTES;
    // Metadata stand at the beginning of a file alone; the parser would take a list between two rules for them as well.
    let start = metadata(text);
    let events = Parser::new_ext(&text[start..], options).into_offset_iter();
    let events = events.map(|(event, range)| (event, range.start + start..range.end + start)).collect();
    let mut reader = Reader { text, events, at: 0, links: 0 };
    reader.nodes(0)
}

/// How far metadata in YAML go at the beginning of a text.
fn metadata(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("---").filter(|rest| rest.trim_start_matches(' ').starts_with(['\n', '\r']))
    else {
        return 0;
    };
    let mut at = text.len() - rest.len() + rest.find('\n').map_or(rest.len(), |end| end + 1);
    let keys = text[at..].lines().next().is_some_and(|line| line.contains(':') && !line.starts_with(['#', '-', '*']));
    for line in text[at..].split_inclusive('\n').filter(|_| keys) {
        at += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return at;
        }
    }
    0
}

struct Reader<'t> {
    text: &'t str,
    events: Vec<(Event<'t>, Range<usize>)>,
    at: usize,
    links: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<(Event<'t>, Range<usize>)> {
        let event = self.events.get(self.at).cloned();
        self.at += 1;
        event
    }

    /// Passes over everything up to the end of the block that was just begun.
    fn skip(&mut self) {
        let mut depth = 1_usize;
        while let Some((event, _)) = self.events.get(self.at) {
            self.at += 1;
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// The blocks up to the end of the one that holds them.
    fn nodes(&mut self, depth: usize) -> Vec<Node> {
        let mut nodes = Vec::new();
        while let Some((event, range)) = self.events.get(self.at) {
            let span = Span::from(range.clone());
            match event {
                Event::End(_) => {
                    self.at += 1;
                    break;
                }
                Event::Start(tag) if is_inline(tag) => self.loose(&mut nodes),
                Event::Start(tag) => {
                    let tag = tag.clone();
                    self.at += 1;
                    self.block(&tag, span, depth, &mut nodes);
                }
                Event::Rule => {
                    self.at += 1;
                    nodes.push(Node::Other { span: Span::new(span.start, span.start) });
                }
                _ => self.loose(&mut nodes),
            }
        }
        nodes
    }

    fn block(&mut self, tag: &Tag<'_>, span: Span, depth: usize, nodes: &mut Vec<Node>) {
        match tag {
            Tag::Heading { level, .. } => {
                let pieces = self.inline();
                nodes.push(Node::Heading { level: level_of(*level), pieces, span });
            }
            Tag::Paragraph => {
                let pieces = self.inline();
                nodes.push(Node::Para { pieces, span });
            }
            Tag::List(_) if depth < DEEPEST => {
                let mut items = Vec::new();
                while let Some((event, range)) = self.next() {
                    match event {
                        Event::Start(Tag::Item) => {
                            items.push(Item { nodes: self.nodes(depth + 1), span: range.into() });
                        }
                        _ => break,
                    }
                }
                nodes.push(Node::List { items, span });
            }
            Tag::Table(_) => nodes.push(self.table(span)),
            Tag::HtmlBlock => {
                let mut html = String::new();
                while let Some((event, _)) = self.next() {
                    match event {
                        Event::Html(text) => html.push_str(&text),
                        Event::End(_) => break,
                        _ => {}
                    }
                }
                let before = nodes.len();
                html::read(&html, span, &mut self.links, nodes);
                if nodes.len() == before {
                    nodes.push(Node::Other { span: Span::new(span.start, span.start) });
                }
            }
            _ => {
                self.skip();
                nodes.push(Node::Other { span });
            }
        }
    }

    /// Text of an item that stands in no paragraph of its own.
    fn loose(&mut self, nodes: &mut Vec<Node>) {
        let start = self.events.get(self.at).map_or(self.text.len(), |(_, range)| range.start);
        let mut inline = Inline::default();
        let mut end = start;
        while let Some((event, range)) = self.events.get(self.at).cloned() {
            let ends = match &event {
                Event::Start(tag) => !is_inline(tag),
                Event::End(tag) => !ends_inline(*tag),
                Event::Rule => true,
                _ => false,
            };
            if ends {
                break;
            }
            self.at += 1;
            end = end.max(range.end);
            inline.take(event, range, &mut self.links);
        }
        if end == start {
            // Nothing was taken, so that this block is none that is known.
            self.at += 1;
            return;
        }
        nodes.push(Node::Para { pieces: inline.pieces, span: Span::new(start, end) });
    }

    /// The text up to the end of the block that was just begun.
    fn inline(&mut self) -> Vec<Piece> {
        let mut inline = Inline::default();
        while let Some((event, range)) = self.next() {
            if matches!(&event, Event::End(tag) if !ends_inline(*tag)) {
                break;
            }
            inline.take(event, range, &mut self.links);
        }
        inline.pieces
    }

    fn table(&mut self, span: Span) -> Node {
        let (mut head, mut rows): (Vec<Cell>, Vec<Row>) = (Vec::new(), Vec::new());
        let mut in_head = false;
        while let Some((event, range)) = self.next() {
            match event {
                Event::Start(Tag::TableHead) => in_head = true,
                Event::Start(Tag::TableRow) => {
                    in_head = false;
                    rows.push(Row { cells: Vec::new(), span: range.into() });
                }
                Event::Start(Tag::TableCell) => {
                    let cell = self.inline();
                    match rows.last_mut() {
                        Some(row) if !in_head => row.cells.push(cell),
                        _ => head.push(cell),
                    }
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        Node::Table { head, rows, span }
    }
}

const fn level_of(level: HeadingLevel) -> usize {
    level as usize
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::Superscript
            | Tag::Subscript
    )
}

const fn ends_inline(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::Superscript
            | TagEnd::Subscript
    )
}

/// A digit as it stands raised.
fn raised(c: char) -> char {
    let digits = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    c.to_digit(10).and_then(|digit| digits.get(digit as usize)).copied().unwrap_or(c)
}

/// What a badge of shields.io says: `/badge/LABEL-MESSAGE-COLOUR`, with `_` for blanks and `--` for `-`.
fn badge(url: &str) -> Option<String> {
    let (_, path) = url.split_once("shields.io/badge/")?;
    let path = path.split(['?', '#']).next().unwrap_or(path).replace("--", "\0").replace("%20", " ");
    let (said, _colour) = path.rsplit_once('-')?;
    Some(said.replace(['-', '_'], " ").replace('\0', "-") + " ")
}

/// The text of one block, taken event by event.
#[derive(Default)]
pub(super) struct Inline {
    pub(super) pieces: Vec<Piece>,
    strong: usize,
    emph: usize,
    under: usize,
    image: usize,
    raised: usize,
    link: Vec<Target>,
}

impl Inline {
    fn take(&mut self, event: Event<'_>, range: Range<usize>, links: &mut usize) {
        match event {
            Event::Start(Tag::Strong) => self.strong += 1,
            Event::End(TagEnd::Strong) => self.strong = self.strong.saturating_sub(1),
            Event::Start(Tag::Emphasis) => self.emph += 1,
            Event::End(TagEnd::Emphasis) => self.emph = self.emph.saturating_sub(1),
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.image += 1;
                let badge = badge(&dest_url).filter(|_| self.link.is_empty()).unwrap_or_default();
                self.push(&badge, Span::from(range), false);
            }
            Event::End(TagEnd::Image) => self.image = self.image.saturating_sub(1),
            Event::Start(Tag::Link { dest_url, .. }) => self.open_link(&dest_url, links),
            Event::End(TagEnd::Link) => drop(self.link.pop()),
            Event::Text(text) => self.push(&text, range.into(), false),
            Event::Code(text) => self.push(&text, range.into(), true),
            Event::SoftBreak | Event::HardBreak => self.pieces.push(Piece::Break),
            Event::InlineHtml(tag) | Event::Html(tag) => self.tag(&tag, range.into(), links),
            _ => {}
        }
    }

    /// Sets the style that a tag of HTML opens or closes.
    pub(super) fn tag(&mut self, tag: &str, span: Span, links: &mut usize) {
        let (name, closes) = html::name(tag);
        let counter = match name.as_str() {
            "b" | "strong" => &mut self.strong,
            "i" | "em" => &mut self.emph,
            "u" | "ins" => &mut self.under,
            "sup" => &mut self.raised,
            "br" | "p" | "div" => return self.pieces.push(Piece::Break),
            "img" => {
                self.image += 1;
                let badge = html::attribute(tag, "src").and_then(|url| badge(&url)).filter(|_| self.link.is_empty());
                let alt = html::attribute(tag, "alt").unwrap_or_default();
                self.push(&(badge.unwrap_or_default() + &alt), span, false);
                self.image -= 1;
                return;
            }
            "a" if closes => return drop(self.link.pop()),
            "a" => {
                let url = html::attribute(tag, "href").unwrap_or_default();
                return self.open_link(&url, links);
            }
            _ => return,
        };
        *counter = if closes { counter.saturating_sub(1) } else { *counter + 1 };
    }

    fn open_link(&mut self, url: &str, links: &mut usize) {
        *links += 1;
        self.link.push(Target { id: *links, url: url.trim().into() });
    }

    pub(super) fn push(&mut self, text: &str, span: Span, code: bool) {
        let image = self.image > 0;
        let raised = if self.raised > 0 { text.chars().map(raised).collect() } else { String::new() };
        let text = if self.raised > 0 { &raised } else { text };
        let style = Style { strong: self.strong > 0, emph: self.emph > 0, under: self.under > 0, code };
        let link = self.link.last().cloned();
        if let Some(Piece::Run(last)) = self.pieces.last_mut()
            && last.style == style
            && last.image == image
            && last.link == link
        {
            last.text.push_str(text);
            last.span.end = last.span.end.max(span.end);
            return;
        }
        self.pieces.push(Piece::Run(Run { text: text.to_owned(), span, style, image, link }));
    }
}
