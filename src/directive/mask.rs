//! What CommonMark makes of a chapter: which ranges are literal, and which containers hold a line.
//!
//! pulldown-cmark parses with mdBook's options; only the ranges of its events are used, never its text.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::source::line_start;

/// The literal ranges and the containers of a text, both in order of their beginnings.
#[derive(Debug, Default)]
pub(super) struct Mask {
    literals: Vec<(Range<usize>, Literal)>,
    containers: Vec<(Range<usize>, Container)>,
}

/// Why a range is literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Literal {
    /// A code span or block.
    Code,
    /// An HTML block or inline tag.
    Html,
    /// An HTML comment.
    Comment,
}

/// A block that holds other blocks and marks each of its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Container {
    Quote,
    Item,
    Footnote,
    Definition,
}

/// The options that mdBook parses with, smart punctuation left out: it changes no range.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

impl Mask {
    /// Parses the whole text once.
    pub(super) fn new(text: &str) -> Self {
        let mut mask = Self::default();
        let mut code_block = None;
        for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(_)) => code_block = Some(range),
                Event::End(TagEnd::CodeBlock) => {
                    let whole = code_block.take().map_or(range.clone(), |start| start.start..range.end);
                    mask.literals.push((whole, Literal::Code));
                }
                Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                    mask.literals.push((range, Literal::Code));
                }
                Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                    let kind = html_kind(&text[range.clone()]);
                    mask.literals.push((range, kind));
                }
                Event::Start(Tag::BlockQuote(_)) => mask.containers.push((range, Container::Quote)),
                Event::Start(Tag::Item) => mask.containers.push((range, Container::Item)),
                Event::Start(Tag::FootnoteDefinition(_)) => mask.containers.push((range, Container::Footnote)),
                Event::Start(Tag::DefinitionListDefinition) => mask.containers.push((range, Container::Definition)),
                _ => {}
            }
        }
        mask.literals.sort_by_key(|(range, _)| range.start);
        mask
    }

    /// The literal range that holds `offset`, and why it is literal.
    pub(super) fn literal(&self, offset: usize) -> Option<(&Range<usize>, Literal)> {
        let after = self.literals.partition_point(|(range, _)| range.start <= offset);
        let (range, kind) = self.literals[..after].last()?;
        range.contains(&offset).then_some((range, *kind))
    }

    /// How the line that holds `offset` begins.
    pub(super) fn line(&self, text: &str, offset: usize) -> Line {
        let holding: Vec<_> = self.holding(offset).collect();
        line(text, line_start(text, offset), &holding)
    }

    fn holding(&self, offset: usize) -> impl Iterator<Item = &(Range<usize>, Container)> {
        self.containers
            .iter()
            .take_while(move |(range, _)| range.start <= offset)
            .filter(move |(range, _)| range.contains(&offset))
    }

    /// The line before the one that begins at `start` as the same containers see it: whether it is blank, or only
    /// opens one of them.
    pub(super) fn blank_before(&self, text: &str, offset: usize) -> bool {
        let start = line_start(text, offset);
        let Some(end) = start.checked_sub(1) else { return true };
        let holding: Vec<_> = self.holding(offset).filter(|(range, _)| range.start <= end).collect();
        let before = line_start(text, end);
        let content = line(text, before, &holding).content;
        text[content.min(end)..end].trim().is_empty()
    }
}

/// The beginning of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Where its own text begins, after the markers of its containers.
    pub(super) content: usize,
    /// What a further line of the same containers begins with.
    pub(super) prefix: String,
    /// Whether a container begins on this line.
    pub(super) opens: bool,
}

/// Walks the line that begins at `start` through the containers that hold it, from the outermost in.
///
/// Columns are those of CommonMark: a tab goes to the next multiple of four.
fn line(text: &str, start: usize, holding: &[&(Range<usize>, Container)]) -> Line {
    let bytes = text.as_bytes();
    let mut at = Cursor { bytes, offset: start, column: 0 };
    let mut line = Line { content: start, prefix: String::new(), opens: false };
    for (depth, (range, container)) in holding.iter().enumerate() {
        match container {
            Container::Quote => {
                let mut ahead = at;
                ahead.skip_blanks(3);
                if ahead.eat(b'>') {
                    ahead.skip_blanks(1);
                    at = ahead;
                }
                line.prefix.push_str("> ");
            }
            Container::Item | Container::Footnote | Container::Definition => {
                let width = if line_start(text, range.start) == start {
                    line.opens = true;
                    let before = at.column;
                    at.open(*container, range.start);
                    at.column - before
                } else {
                    let width = width(text, range.start, *container, &holding[..depth]);
                    at.skip_blanks(width);
                    width
                };
                line.prefix.extend(std::iter::repeat_n(' ', width));
            }
        }
    }
    line.content = at.offset;
    line
}

/// How far the content of a container stands in from that of the container around it.
fn width(text: &str, start: usize, container: Container, around: &[&(Range<usize>, Container)]) -> usize {
    let first = line_start(text, start);
    let outer = line(text, first, around);
    let mut at = Cursor { bytes: text.as_bytes(), offset: first, column: 0 };
    at.advance_to(outer.content);
    let before = at.column;
    at.open(container, start);
    at.column - before
}

/// A place in a line, with its column.
#[derive(Clone, Copy)]
struct Cursor<'t> {
    bytes: &'t [u8],
    offset: usize,
    column: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.offset).copied()
    }

    fn advance(&mut self) {
        self.column += if self.peek() == Some(b'\t') { 4 - self.column % 4 } else { 1 };
        self.offset += 1;
    }

    fn advance_to(&mut self, offset: usize) {
        while self.offset < offset {
            self.advance();
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        if there {
            self.advance();
        }
        there
    }

    /// Skips blanks, at most `columns` wide.
    fn skip_blanks(&mut self, columns: usize) {
        let stop = self.column + columns;
        while self.column < stop && matches!(self.peek(), Some(b' ' | b'\t')) {
            self.advance();
        }
    }

    /// Goes to the content of the container whose marker is at `start`.
    fn open(&mut self, container: Container, start: usize) {
        self.advance_to(start);
        match container {
            Container::Footnote => {
                // GFM: the content of a footnote stands four columns in, whatever the length of its marker.
                let column = self.column;
                while !matches!(self.peek(), None | Some(b'\n')) && !self.eat(b':') {
                    self.advance();
                }
                self.skip_blanks(usize::MAX / 2);
                self.column = column + 4;
            }
            Container::Item | Container::Definition | Container::Quote => {
                while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                    self.advance();
                }
                self.advance();
                let marker = *self;
                self.skip_blanks(5);
                let empty = matches!(self.peek(), None | Some(b'\n' | b'\r'));
                if empty || self.column - marker.column > 4 {
                    *self = marker;
                    self.skip_blanks(1);
                    if empty {
                        self.column = marker.column + 1;
                    }
                }
            }
        }
    }
}

fn html_kind(html: &str) -> Literal {
    if html.trim_start().starts_with("<!--") { Literal::Comment } else { Literal::Html }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, prefix: &str, opens: bool, blank_before: bool) {
        let mask = Mask::new(text);
        let at = text.find('@').expect("the place is marked with @");
        let line = mask.line(text, at);
        assert_eq!((line.content, line.prefix.as_str(), line.opens), (at, prefix, opens), "{text:?}");
        assert_eq!(mask.blank_before(text, at), blank_before, "{text:?}");
    }

    #[test]
    fn a_line_goes_on_as_its_containers_do() {
        check("@", "", false, true);
        check("a\n@", "", false, false);
        check("a\n\n@", "", false, true);
        check("> @", "> ", false, true);
        check("> a\n> @", "> ", false, false);
        check("> a\n>\n> @", "> ", false, true);
        check("- @", "  ", true, true);
        check("12.  @", "     ", true, true);
        check("-\t@", "    ", true, true);
        check("- a\n\n  @", "  ", false, true);
        check("1. a\n   @", "   ", false, false);
        check("> 1. a\n>    @", ">    ", false, false);
        check("- > @", "  > ", true, true);
        check("- > a\n  > @", "  > ", false, false);
        check("- - @", "    ", true, true);
        check("-\n  @", "  ", false, true);
        check("[^1]: @\n\n[^1]", "    ", true, true);
        check("[^1]: a\n\n    @\n\n[^1]", "    ", false, true);
        check("term\n: @", "  ", true, false);
        check("> [!NOTE]\n> @", "> ", false, false);
    }

    #[test]
    fn a_line_that_continues_lazily_is_in_its_container() {
        check("> a\n@", "> ", false, false);
        check("- a\n@", "  ", false, false);
    }

    #[test]
    fn code_html_and_comments_are_literal() {
        #[track_caller]
        fn check(text: &str, expect: Option<Literal>) {
            let at = text.find('@').expect("the place is marked with @");
            assert_eq!(Mask::new(text).literal(at).map(|(_, kind)| kind), expect, "{text:?}");
        }
        check("a @ b", None);
        check("a `@` b", Some(Literal::Code));
        check("`` ` @ `` b", Some(Literal::Code));
        check("    @", Some(Literal::Code));
        check("- a\n\n      @", Some(Literal::Code));
        check("````\n```\n@\n````", Some(Literal::Code));
        check("~~~\n@", Some(Literal::Code));
        check("<div>\n@\n</div>", Some(Literal::Html));
        check("<div>\n\n@\n\n</div>", None);
        check("<!-- @ -->", Some(Literal::Comment));
        check("a <!-- @ --> b", Some(Literal::Comment));
        check("a <b title='@'> b", Some(Literal::Html));
        check("\\`@\\`", None);
    }
}
