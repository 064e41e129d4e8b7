//! What CommonMark makes of a chapter: which ranges are literal, and which containers hold a line.
//!
//! pulldown-cmark parses with mdBook's options; only the ranges of its events are used, never its text.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::heading::Heading;
use super::text_context::{OpenContexts, TextContext};
use crate::source::{Span, line_end, line_start};

mod closing;

/// The literal ranges and the containers of a chapter, both in order of their beginnings.
///
/// Offsets in arguments and results are those of the chapter as it came; inside, blocks stand in place of the directives
/// that have become blocks so far, since a block may end the paragraph, and so the containers, of lines after it.
pub(super) struct Mask<'t> {
    text: Cow<'t, str>,
    /// How much longer `text` is than the chapter, before the place looked at.
    shift: isize,
    /// Where each block that was put ends in `text`, and how much longer that is up to there.
    puts: Vec<(usize, isize)>,
    /// How many bytes may still be parsed anew.
    budget: usize,
    seen: Seen,
}

/// What a parser saw, each list in order.
#[derive(Default)]
struct Seen {
    literals: Vec<(Range<usize>, Literal)>,
    containers: Vec<Held>,
    /// The last fenced block of code.
    fence: Option<Range<usize>>,
    /// Running text, and where it stands.
    texts: Vec<(Range<usize>, TextContext)>,
    /// Headings and what they say.
    headings: Vec<Heading>,
}

/// What CommonMark calls a blank: no other white space is one.
pub(super) const BLANK: [char; 3] = [' ', '\t', '\r'];

/// How many bytes of a chapter are parsed anew at most; about a second's work.
const BUDGET: usize = 64 * 1024 * 1024;

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

/// A container in the text.
#[derive(Debug, Clone)]
struct Held {
    range: Range<usize>,
    container: Container,
    /// How far its content stands in from that of the container around it, for all but quotes.
    width: usize,
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

impl<'t> Mask<'t> {
    /// Parses the whole chapter once.
    pub(super) fn new(text: &'t str) -> Self {
        Self { text: Cow::Borrowed(text), shift: 0, puts: Vec::new(), budget: BUDGET, seen: parse(text) }
    }

    /// A chapter in which nothing that is asked about is literal, and no container holds it.
    pub(super) fn none(text: &'t str) -> Self {
        Self { text: Cow::Borrowed(text), shift: 0, puts: Vec::new(), budget: BUDGET, seen: Seen::default() }
    }

    /// Why `offset` is literal, if it is.
    pub(super) fn literal(&self, offset: usize) -> Option<Literal> {
        self.literal_range(self.inner(offset)).map(|(_, kind)| *kind)
    }

    /// Where the text at `offset` stands; none where there is no running text.
    pub(super) fn setting(&self, offset: usize) -> Option<TextContext> {
        let offset = self.inner(offset);
        let after = self.seen.texts.partition_point(|(range, _)| range.start <= offset);
        self.seen.texts[..after].last().filter(|(range, _)| range.contains(&offset)).map(|(_, setting)| *setting)
    }

    /// Where the nearest heading before `offset` begins; none where there is no heading, or only that of the chapter.
    pub(super) fn section_start(&self, offset: usize) -> Option<usize> {
        self.heading(offset).map(|heading| self.outer(heading.start))
    }

    fn heading(&self, offset: usize) -> Option<&Heading> {
        let offset = self.inner(offset);
        let before = self.seen.headings.partition_point(|heading| heading.start <= offset);
        self.seen.headings[..before].last().filter(|_| before > 1)
    }

    /// The heading that begins at [`section_start`](Self::section_start).
    pub(super) fn section(&self, offset: usize) -> Option<Heading> {
        let heading = self.heading(offset)?;
        let words = heading
            .words
            .iter()
            .map(|(span, words)| (Span::new(self.outer(span.start), self.outer(span.end)), words.clone()));
        Some(Heading { start: self.outer(heading.start), words: words.collect() })
    }

    /// The chapter, as it came, with blanks in place of the marks with which its quotes go on, so that words of a paragraph
    /// stand next to each other; every other byte stays where it is.
    pub(super) fn unmarked(&self, text: &'t str) -> Cow<'t, str> {
        let containers = &self.seen.containers;
        if !self.puts.is_empty() || containers.iter().all(|held| held.container != Container::Quote) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut open: Vec<&Held> = Vec::new();
        let mut coming = containers.iter().peekable();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            open.retain(|held| held.range.end > start);
            for mark in walk(text, start, &open).0.marks {
                out.push_str(&text[out.len()..mark]);
                out.push(' ');
            }
            start += line.len();
            open.extend(std::iter::from_fn(|| coming.next_if(|held| held.range.start < start)));
        }
        out.push_str(&text[out.len()..]);
        Cow::Owned(out)
    }

    /// Whether a comment begins at `offset` that is not part of a larger piece of HTML.
    pub(super) fn is_comment(&self, offset: usize) -> bool {
        let offset = self.inner(offset);
        let literal = self.literal_range(offset);
        literal
            .is_some_and(|(range, kind)| *kind == Literal::Comment && self.text[range.start..offset].trim().is_empty())
    }

    /// How the line that holds `offset` begins.
    pub(super) fn line(&self, offset: usize) -> Line {
        let offset = self.inner(offset);
        let holding: Vec<_> = self.holding(offset).collect();
        let mut line = line(&self.text, line_start(&self.text, offset), &holding);
        line.content = line.content.saturating_add_signed(-self.shift);
        line
    }

    /// Whether the line before `line`, which holds `offset`, is blank as its containers see it, or only opens one.
    pub(super) fn blank_before(&self, line: &Line, offset: usize) -> bool {
        let offset = self.inner(offset);
        let Some(end) = line_start(&self.text, offset).checked_sub(1) else { return true };
        let marked = self.holding(offset).take(line.depth);
        let holding: Vec<_> = marked.filter(|held| held.range.start <= end).collect();
        is_blank(&self.text, line_start(&self.text, end), &holding)
    }

    /// Whether the line after `line`, which holds `offset`, is blank as its containers see it.
    pub(super) fn blank_after(&self, line: &Line, offset: usize) -> bool {
        let offset = self.inner(offset);
        let Some(newline) = self.text[offset..].find('\n') else { return true };
        let holding: Vec<_> = self.holding(offset).take(line.depth).collect();
        is_blank(&self.text, offset + newline + 1, &holding)
    }

    /// Puts a block in place of `span`, so that the lines after it are seen as they will be.
    ///
    /// The chapter is parsed anew for it, which a chapter of thousands of directives without blank lines between them
    /// would make quadratic; after [`BUDGET`] the rest is seen as it came.
    pub(super) fn put(&mut self, span: Span, block: &str) {
        let Some(budget) = self.budget.checked_sub(self.text.len()) else { return };
        self.budget = budget;
        let range = self.inner(span.start)..self.inner(span.end);
        let end = range.start + block.len();
        self.text.to_mut().replace_range(range.clone(), block);
        self.shift = self.shift.saturating_add_unsigned(block.len()).saturating_sub_unsigned(range.len());
        self.puts.push((end, self.shift));
        self.seen = parse(&self.text);
    }

    /// The offset in the chapter as it came.
    fn outer(&self, offset: usize) -> usize {
        let put = self.puts.partition_point(|(end, _)| *end <= offset);
        let shift = self.puts[..put].last().map_or(0, |(_, shift)| *shift);
        offset.saturating_add_signed(-shift)
    }

    fn inner(&self, offset: usize) -> usize {
        offset.saturating_add_signed(self.shift)
    }

    fn literal_range(&self, offset: usize) -> Option<&(Range<usize>, Literal)> {
        let after = self.seen.literals.partition_point(|(range, _)| range.start <= offset);
        self.seen.literals[..after].last().filter(|(range, _)| range.contains(&offset))
    }

    fn holding(&self, offset: usize) -> impl Iterator<Item = &Held> {
        let before = self.seen.containers.partition_point(|held| held.range.start <= offset);
        self.seen.containers[..before].iter().filter(move |held| held.range.contains(&offset))
    }
}

/// What there is in a text.
fn parse(text: &str) -> Seen {
    let mut seen = Seen::default();
    let mut settings = OpenContexts::default();
    let mut code_block = None;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        settings.follow(&event, &range, &mut seen.headings);
        let container = match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                if kind.is_fenced() {
                    seen.fence = Some(range.clone());
                }
                code_block = Some(range);
                continue;
            }
            Event::End(TagEnd::CodeBlock) => {
                let whole = code_block.take().map_or(range.clone(), |start| start.start..range.end);
                seen.literals.push((whole, Literal::Code));
                continue;
            }
            Event::Text(_) if code_block.is_none() => {
                if let Some(setting) = settings.current() {
                    seen.text(range, setting);
                }
                continue;
            }
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                seen.literals.push((range, Literal::Code));
                continue;
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                let kind = html_kind(&text[range.clone()]);
                seen.literals.push((range, kind));
                continue;
            }
            Event::Start(Tag::BlockQuote(_)) => Container::Quote,
            Event::Start(Tag::Item) => Container::Item,
            Event::Start(Tag::FootnoteDefinition(_)) => Container::Footnote,
            Event::Start(Tag::DefinitionListDefinition) => Container::Definition,
            _ => continue,
        };
        seen.containers.push(Held { range, container, width: 0 });
    }
    seen.literals.sort_by_key(|(range, _)| range.start);
    measure(text, &mut seen.containers);
    seen
}

impl Seen {
    /// Running text goes on where the last ended, as far as the parser has only split it.
    fn text(&mut self, range: Range<usize>, setting: TextContext) {
        match self.texts.last_mut() {
            Some((last, same)) if last.end == range.start && *same == setting => last.end = range.end,
            _ => self.texts.push((range, setting)),
        }
    }
}

/// Finds the widths of containers, each from those around it.
fn measure(text: &str, containers: &mut [Held]) {
    let mut open: Vec<Held> = Vec::new();
    for held in containers {
        let start = held.range.start;
        open.retain(|around| around.range.end > start);
        if held.container != Container::Quote {
            let around: Vec<_> = open.iter().collect();
            let first = line_start(text, start);
            let (_, mut at) = walk(text, first, &around);
            let outer = at.column;
            at.open(held.container, start);
            held.width = at.column - outer;
        }
        open.push(held.clone());
    }
}

/// Whether nothing stands on the line that begins at `start` but the markers of its containers.
fn is_blank(text: &str, start: usize, holding: &[&Held]) -> bool {
    let end = line_end(text, start);
    let content = line(text, start, holding).content;
    text[content.min(end)..end].trim_matches(BLANK).is_empty()
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
    /// How many of its containers it marks.
    depth: usize,
    /// Where the marks of quotes stand.
    marks: Vec<usize>,
}

/// Walks the line that begins at `start` through the containers that hold it, from the outermost in, as far as their
/// markers stand on it.
///
/// A paragraph may go on lazily, without them. What becomes of such a line stands outside those containers, as it looks,
/// since a block cannot go on lazily. Columns are those of CommonMark: a tab goes to the next multiple of four.
fn line(text: &str, start: usize, holding: &[&Held]) -> Line {
    walk(text, start, holding).0
}

/// The same, and the place where the line's own text begins.
fn walk<'t>(text: &'t str, start: usize, holding: &[&Held]) -> (Line, Cursor<'t>) {
    let mut at = Cursor::new(text, start);
    let mut line = Line { content: start, prefix: String::new(), opens: false, depth: 0, marks: Vec::new() };
    for (depth, held) in holding.iter().enumerate() {
        let mut ahead = at;
        if held.container == Container::Quote {
            ahead.skip_blanks(3);
            if !ahead.eat(b'>') {
                break;
            }
            line.marks.push(ahead.offset - 1);
            ahead.skip_blanks(1);
            line.prefix.push_str("> ");
        } else {
            if line_start(text, held.range.start) == start {
                line.opens = true;
                ahead.open(held.container, held.range.start);
            } else {
                ahead.skip_blanks(held.width);
                if ahead.column - at.column < held.width {
                    break;
                }
            }
            line.prefix.extend(std::iter::repeat_n(' ', held.width));
        }
        at = ahead;
        line.depth = depth + 1;
    }
    line.content = at.offset;
    (line, at)
}

/// A place in a line, with its column.
#[derive(Clone, Copy)]
struct Cursor<'t> {
    bytes: &'t [u8],
    offset: usize,
    column: usize,
    /// Columns of a tab before `offset` that are still to come.
    spare: usize,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t str, offset: usize) -> Self {
        Self { bytes: text.as_bytes(), offset, column: 0, spare: 0 }
    }

    fn peek(&self) -> Option<u8> {
        if self.spare > 0 { Some(b' ') } else { self.bytes.get(self.offset).copied() }
    }

    /// Goes one column on, through a tab as well.
    fn advance(&mut self) {
        if self.spare == 0 {
            self.spare = if self.peek() == Some(b'\t') { 4 - self.column % 4 } else { 1 };
            self.offset += 1;
        }
        self.spare -= 1;
        self.column += 1;
    }

    fn advance_to(&mut self, offset: usize) {
        while self.offset < offset || (self.offset == offset && self.spare > 0) {
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

    /// Skips blanks, at most so many columns.
    fn skip_blanks(&mut self, columns: usize) {
        let stop = self.column.saturating_add(columns);
        while self.column < stop && matches!(self.peek(), Some(b' ' | b'\t')) {
            self.advance();
        }
    }

    /// Goes to the content of the container whose marker is at `start`.
    fn open(&mut self, container: Container, start: usize) {
        let outer = self.column;
        self.advance_to(start);
        self.skip_blanks(3);
        match container {
            Container::Footnote => {
                // GFM: the content of a footnote stands four columns in, wherever its marker begins and ends.
                while !matches!(self.peek(), None | Some(b'\n')) && !self.eat(b':') {
                    self.advance();
                }
                self.skip_blanks(usize::MAX);
                self.column = outer + 4;
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
        let line = mask.line(at);
        assert_eq!((line.content, line.prefix.as_str(), line.opens), (at, prefix, opens), "{text:?}");
        assert_eq!(mask.blank_before(&line, at), blank_before, "{text:?}");
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
        check("   - @", "     ", true, true);
        check("- a\n\t@", "  ", false, false);
        check("-\n  @", "  ", false, true);
        check("[^1]: @\n\n[^1]", "    ", true, true);
        check("[^1]: a\n\n    @\n\n[^1]", "    ", false, true);
        check("term\n: @", "  ", true, false);
        check("> [!NOTE]\n> @", "> ", false, false);
    }

    #[test]
    fn a_line_that_continues_lazily_stands_outside_the_containers_it_does_not_mark() {
        check("> a\n@", "", false, false);
        check("- a\n@", "", false, false);
        check("> - a\n> @", "> ", false, false);
    }

    #[test]
    fn the_marks_of_quotes_that_go_on_are_no_words() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            assert_eq!(Mask::new(text).unmarked(text), expect, "{text:?}");
        }
        check("a > b\n\n> c\n> > d\n> > e > f\n", "a > b\n\n> c\n  > d\n    e > f\n");
        check("> - a\r\n>   b\r\n> c\r\n> > d\r\ne\r\n\r\n> f", "> - a\r\n    b\r\n  c\r\n  > d\r\ne\r\n\r\n> f");
        check("- > a\n  > b\n- > c\n\n      > d", "- > a\n    b\n- > c\n\n      > d");
        check("> ```\n> > a\n> ```", "> ```\n  > a\n  ```");
    }

    #[test]
    fn code_html_and_comments_are_literal() {
        #[track_caller]
        fn check(text: &str, expect: Option<Literal>) {
            let at = text.find('@').expect("the place is marked with @");
            assert_eq!(Mask::new(text).literal(at), expect, "{text:?}");
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
