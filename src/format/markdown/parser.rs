//! Markdown and the HTML in it as a tree of blocks.
//!
//! Nesting is bounded: a list below [`DEEPEST`] others is kept as one block of text.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::block::{Block, Item, Row};
use super::builder::Builder;
use super::html;
use super::inline::Inline;
use crate::source::Span;

/// How deep lists may be nested.
const DEEPEST: usize = 24;

/// The blocks of a file.
pub(super) fn parse(file: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    // The parser would also take a list between two rules for metadata; those begin a file only.
    let start = metadata(file);
    let events = Parser::new_ext(&file[start..], options).into_offset_iter();
    let events = events.map(|(event, range)| (event, range.start + start..range.end + start)).collect();
    let mut reader = Reader { file, events, at: 0 };
    reader.blocks(0)
}

/// The length of the YAML metadata at the beginning of a file.
fn metadata(file: &str) -> usize {
    let Some(rest) = file.strip_prefix("---").filter(|rest| rest.trim_start_matches(' ').starts_with(['\n', '\r']))
    else {
        return 0;
    };
    let mut at = file.len() - rest.len() + rest.find('\n').map_or(rest.len(), |end| end + 1);
    let keys = file[at..].lines().next().is_some_and(|line| line.contains(':') && !line.starts_with(['#', '-', '*']));
    for line in file[at..].split_inclusive('\n').filter(|_| keys) {
        at += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return at;
        }
    }
    0
}

struct Reader<'f> {
    file: &'f str,
    events: Vec<(Event<'f>, Range<usize>)>,
    at: usize,
}

impl<'f> Reader<'f> {
    fn peek(&self) -> Option<&(Event<'f>, Range<usize>)> {
        self.events.get(self.at)
    }

    fn next(&mut self) -> Option<(Event<'f>, Range<usize>)> {
        let event = self.events.get(self.at).cloned();
        self.at += 1;
        event
    }

    /// Skips to the end of the block that has just begun.
    fn skip(&mut self) {
        let mut depth = 1_usize;
        while let Some((event, _)) = self.next() {
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

    /// The blocks up to the end of the container.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        while let Some((event, range)) = self.peek().cloned() {
            match event {
                Event::End(_) => {
                    self.at += 1;
                    break;
                }
                Event::Start(tag) if !is_inline(&tag) => {
                    self.at += 1;
                    self.block(&tag, range.into(), depth, &mut blocks);
                }
                Event::Rule | Event::TaskListMarker(_) => self.at += 1,
                _ => self.loose(&mut blocks),
            }
        }
        blocks
    }

    fn block(&mut self, tag: &Tag<'_>, span: Span, depth: usize, blocks: &mut Vec<Block>) {
        match tag {
            Tag::Heading { level, .. } => {
                let text = self.inline();
                blocks.push(Block::Heading { level: *level as usize, text, span });
            }
            Tag::Paragraph => {
                let text = self.inline();
                blocks.push(Block::Paragraph { text, span });
            }
            Tag::List(_) if depth < DEEPEST => {
                let mut items = Vec::new();
                while let Some((Event::Start(Tag::Item), range)) = self.next() {
                    let done = match self.peek() {
                        Some((Event::TaskListMarker(done), _)) => Some(*done),
                        _ => None,
                    };
                    items.push(Item { blocks: self.blocks(depth + 1), span: range.into(), done });
                }
                blocks.push(Block::List { items, span });
            }
            Tag::Table(_) => blocks.push(self.table(span)),
            Tag::HtmlBlock => {
                self.skip();
                let span = self.whole_table(span);
                let before = blocks.len();
                blocks.extend(html::blocks(self.file, span));
                if blocks.len() == before {
                    blocks.push(Block::Other { span: Span::new(span.start, span.start) });
                }
            }
            _ => {
                self.skip();
                blocks.push(Block::Other { span });
            }
        }
    }

    /// The span of an HTML block, extended to the end of a table that a blank line cuts, whose events are skipped.
    fn whole_table(&mut self, span: Span) -> Span {
        let lower = self.file[span.range()].to_ascii_lowercase();
        if lower.rfind("<table") <= lower.rfind("</table") {
            return span;
        }
        let rest = self.file[span.end..].to_ascii_lowercase();
        let Some(end) = rest.find("</table>").filter(|end| !rest[..*end].contains("<table")) else { return span };
        let end = span.end + end + "</table>".len();
        let mut depth = 0_usize;
        while let Some((event, range)) = self.peek() {
            if depth == 0 && (range.start >= end || matches!(event, Event::End(_))) {
                break;
            }
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        Span::new(span.start, end)
    }

    /// Text of an item that is in no paragraph.
    fn loose(&mut self, blocks: &mut Vec<Block>) {
        let mut builder = Builder::new(self.file);
        let (mut start, mut end) = (None, 0);
        while let Some((event, range)) = self.peek().cloned() {
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
            start.get_or_insert(range.start);
            end = end.max(range.end);
            builder.event(&event, range);
        }
        let Some(start) = start else {
            // No event was taken: this block is of an unknown kind.
            self.at += 1;
            return;
        };
        blocks.push(Block::Paragraph { text: builder.take(), span: Span::new(start, end) });
    }

    /// The text up to the end of the block that has just begun.
    fn inline(&mut self) -> Inline {
        let mut builder = Builder::new(self.file);
        while let Some((event, range)) = self.next() {
            if matches!(&event, Event::End(tag) if !ends_inline(*tag)) {
                break;
            }
            builder.event(&event, range);
        }
        builder.take()
    }

    fn table(&mut self, span: Span) -> Block {
        let (mut head, mut rows) = (Vec::new(), Vec::<Row>::new());
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
        Block::Table { head, rows, span }
    }
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
